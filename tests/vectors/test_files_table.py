"""Tables: the Embedding Projector's TSV and metadata, CSV with and without names, spaces."""

import json
from typing import Any

import numpy as np
import pytest

from engine.vectors.files import read
from tests.vectors.said import refusal


def table(text: str, metadata: str | None = None) -> Any:
    return read(text.encode(), "my.csv", None if metadata is None else metadata.encode())


def categories(points: Any, name: str) -> list[str]:
    """The category of each point, by name."""
    column = points.columns[name]
    assert column.kind == "category"
    return [column.names[i] for i in column.values]


# The example on the Projector's own page (projector.tensorflow.org, "Load").
VECTORS = "0.1\t0.2\t0.5\t0.9\n0.2\t0.1\t5.0\t0.2\n0.4\t0.1\t7.0\t0.8\n"
METADATA = "Pokémon\tSpecies\nWartortle\tTurtle\nVenusaur\tSeed\nCharmeleon\tFlame\n"


def test_the_projectors_own_example():
    points = table(VECTORS, METADATA)
    assert points.vectors.shape == (3, 4)
    assert points.vectors[1].tolist() == np.array([0.2, 0.1, 5.0, 0.2], np.float32).tolist()
    assert points.labels == ("Wartortle", "Venusaur", "Charmeleon")
    assert categories(points, "Species") == ["Turtle", "Seed", "Flame"]
    assert points.metric == "euclidean"
    assert table(VECTORS).labels == ("", "", "")


def test_metadata_of_one_column_are_labels_without_a_name():
    points = table(VECTORS, "label\nb\n\n")
    assert points.labels == ("label", "b", "")
    points = table(VECTORS, "cat\ndog\ncat")
    assert points.labels == ("cat", "dog", "cat")
    assert categories(points, "label") == ["cat", "dog", "cat"]


def test_columns_of_metadata_are_numbers_or_categories_or_neither():
    rows = [f"{i / 2}\ttext {i}\tw{i}\t{i % 3}\t{10 * i}\t{'ab'[i % 2]}" for i in range(60)]
    metadata = "\n".join(["size\tabout\tword\tcluster\tcount\t", *rows])
    points = table("\n".join(f"{i}\t1" for i in range(60)), metadata)
    assert points.labels[:2] == ("w0", "w1")
    assert list(points.columns) == ["size", "cluster", "count", "column 6"]
    assert points.columns["size"].kind == "number"
    assert points.columns["size"].values[:3].tolist() == [0, 0.5, 1]
    assert categories(points, "cluster")[:4] == ["0", "1", "2", "0"]
    assert categories(points, "column 6")[:3] == ["a", "b", "a"]
    assert points.counts.tolist()[:3] == [0, 10, 20]


def test_fifty_categories_are_told_apart_and_no_more():
    def columns(different: int) -> Any:
        lines = "".join(f"w{i}\tc{i % different}\n" for i in range(102))
        return table("1\t2\n" * 102, f"word\tkind\n{lines}").columns

    assert len(columns(50)["kind"].names) == 50
    assert columns(51) == {}


def test_categories_that_are_numbers_stand_in_their_order():
    points = table("class,x\n10,1.5\n9,2.5\n10,3.5\n")
    assert points.columns["class"].names == ("9", "10")
    assert points.labels == ("10", "9", "10")
    assert points.vectors.tolist() == [[1.5], [2.5], [3.5]]


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ("a\nb\n", "“metadata” holds 2 rows; there are 3 points."),
        ("a\nb\nc\nd\n", "“metadata” holds 4 rows; there are 3 points."),
        ("w\tx\na\t1\nb\t2\nc\n", "Line 4 of “metadata” should have 2 columns; found: 1."),
        ("\n", "“metadata” is empty."),
        ("\t" * 200 + "\n" * 4, "“metadata” is empty."),
        ("a\t" * 200 + ("\n" + "a\t" * 200) * 3,
         "“metadata” has 201 columns beside the vectors; at most 100 are taken."),
    ],
)  # fmt: skip
def test_faults_of_metadata(metadata: str, said: str):
    assert refusal(VECTORS, metadata) == said


def test_metadata_name_word_vectors_too():
    points = read(b"2 1\na 1\nb 2\n", "my.txt", b"word\tpos\nA\tn\nB\tv\n")
    assert points.labels == ("A", "B")
    assert points.metric == "cosine"


SAME = {
    "names": "x,y\n1,2\n3,4\n5,6\n",
    "no names": "1,2\n3,4\n5,6\n",
    "spaces": "  1.0  2.0\n  3.0 4.0\n5.0 6.0",
    "names above spaces": "x y\n1 2\n3 4\n5 6\n",
    "semicolons": "x;y\n1;2\n3;4\n5;6\n",
    "a space behind each comma": "1, 2\n3, 4\n5, 6\n",
    "quotes": '"x","y"\n"1","2"\n3,4\n5,6\n',
    "the index that pandas writes": ",0,1\n0,1,2\n1,3,4\n2,5,6\n",
    "a tab at the end of each line": "1\t2\t\n3\t4\t\n5\t6\t\n",
    "whole numbers that look like word2vec's header": "1 2\n3 4\n5 6\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_ways_to_write_the_same(text: str):
    points = table(text)
    assert points.vectors.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert points.labels == ("", "", "")
    assert points.columns == {}


def test_a_first_row_that_counts_is_a_row_of_names_where_it_counts_far():
    assert table("0,1,2,3\n5,6,7,8\n1,1,1,1\n").vectors.tolist() == [[5, 6, 7, 8], [1, 1, 1, 1]]
    assert table("0,1\n5,6\n").vectors.tolist() == [[0, 1], [5, 6]]


def test_labels_beside_the_numbers():
    points = table('x,y,species\n1,2,setosa\n3,4,"vir, ""g"""\n5,6,setosa\n')
    assert points.labels == ("setosa", 'vir, "g"', "setosa")
    assert categories(points, "species") == ["setosa", 'vir, "g"', "setosa"]
    points = table("new york\t1\t2\nparis\t3\t4\n")
    assert points.labels == ("new york", "paris")
    assert points.columns == {}  # a name of its own for each point is no colour
    assert points.vectors.tolist() == [[1, 2], [3, 4]]
    assert table('a"\t1\nb\t2\n').labels == ('a"', "b")  # no quotes in TSV


def test_markup_and_formulas_are_text():
    points = table("<script>x</script>,1,2\n=cmd|' /C calc'!A0,3,4\n")
    assert points.labels == ("<script>x</script>", "=cmd|' /C calc'!A0")


def test_many_rows_are_read_as_few():
    numbers = np.random.default_rng(0).integers(0, 256, (3000, 100))
    lines = ["label," + ",".join(f"p{i}" for i in range(100))]
    lines += [f"{i % 10}," + ",".join(map(str, row)) for i, row in enumerate(numbers.tolist())]
    points = table("\n".join(lines))
    assert np.array_equal(points.vectors, numbers.astype(np.float32))
    assert categories(points, "label")[:11] == [*map(str, range(10)), "0"]
    lines[2999] += "x"
    said = refusal("\n".join(lines))
    assert said == f"“{numbers[2998, 99]}x” in line 3,000 of “my.txt” is not a number."


FAULTS = {
    "1,2\n3,4\n5,6,7": "Line 3 of “my.txt” should have 2 columns; found: 3.",
    "1\t2\n3\t4\n5": "Line 3 of “my.txt” should have 2 columns; found: 1.",
    "1 2\n3 4\n5": "Line 3 of “my.txt” should have 2 columns; found: 1.",
    'w,x\n"a\nb",1\nc,2\nd,z\ne,3\n"f': (
        "Quotation marks from line 7 of “my.txt” on are unmatched, or hold too much."
    ),
    'w,x\n"a\nb",1\nc,2\nd,z\ne,3': "“z” in line 5 of “my.txt” is not a number.",
    "1,2\n3,4\n5,x": "“x” in line 3 of “my.txt” is not a number.",
    "1,2\n3,4\n5,": "“” in line 3 of “my.txt” is not a number.",
    "1,2\n3,4\n5,\v": "“” in line 3 of “my.txt” is not a number.",
    "1\t2\n3\t4\n1 5\t6": "“1 5” in line 3 of “my.txt” is not a number.",
    'x,y\n"1,5",2\n3,4\n5,6': "“1,5” in line 2 of “my.txt” is not a number.",
    "1,2\n3,NaN\n5,6": "Line 2 of “my.txt” holds NaN; numbers must be finite, below 3.4e38.",
    'x,y\n1,2\n"3,4\n5,6': (
        "Quotation marks from line 3 of “my.txt” on are unmatched, or hold too much."
    ),
    ",".join(["1"] * 2001): (
        "The vectors of “my.txt” have 2,001 numbers each; at most 2,000 are taken."
    ),
    ",".join(["1"] * 5001): (
        "The vectors of “my.txt” have 5,000 numbers each; at most 2,000 are taken."
    ),
    "a,b\nc,d": "“my.txt” holds no vectors.",
}


@pytest.mark.parametrize("text", FAULTS, ids=[key[:20] for key in FAULTS])
def test_a_fault_is_said_with_its_line(text: str):
    assert refusal(text) == FAULTS[text]


# -- Bookmarks of the Embedding Projector ---------------------------------------------------------


def bookmark(**changed: Any) -> dict[str, Any]:
    rows = [
        {"pca-1": i, "pca-0": 2 * i, "tsne-0": -i, "tsne-1": 0.5, "tsne-2": 1} for i in range(4)
    ]
    return {"label": "State 0", "projections": rows, "selectedProjection": "pca"} | changed


def test_a_bookmark_is_the_selected_map():
    points = table(json.dumps([bookmark()]))
    assert points.vectors.tolist() == [[0, 0], [2, 1], [4, 2], [6, 3]]
    assert points.metric == "euclidean"
    points = table(json.dumps(bookmark(selectedProjection="tsne")), "a\nb\nc\nd")
    assert points.vectors[3].tolist() == [-3, 0.5, 1]
    assert points.labels == ("a", "b", "c", "d")


def test_axes_stand_in_the_order_of_their_numbers():
    rows = [{f"pca-{axis}": axis for axis in (10, 9, 2, 0, 1, 3, 4, 5, 6, 7, 8)}]
    assert table(json.dumps(bookmark(projections=rows))).vectors.tolist() == [list(range(11))]


def test_without_the_selected_map_the_one_with_most_axes_is_taken():
    two = [bookmark(projections=[]), bookmark(selectedProjection="umap"), bookmark(isSelected=True)]
    assert table(json.dumps(two[:2])).vectors.shape == (4, 3)
    assert table(json.dumps(two)).vectors.shape == (4, 2)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"a": 1}, "“my.txt” is JSON, but no bookmark of the Embedding Projector with positions."),
        ([{"projections": [5]}],
         "“my.txt” is JSON, but no bookmark of the Embedding Projector with positions."),
        (bookmark(projections=[{"tsne-0": 1, "tsne-1": 2}, {"tsne-0": 1}]),
         "Point 2 of “my.txt” has no number called “tsne-1”."),
        (bookmark(projections=[{"tsne-0": 1}, {"tsne-0": True}]),
         "Point 2 of “my.txt” has no number called “tsne-0”."),
        (bookmark(projections=[{"tsne-0": 1}, {"tsne-0": float("nan")}]),
         "Row 2 of “my.txt” holds nan; numbers must be finite, below 3.4e38."),
        (bookmark(projections=[{"tsne-0": 1}, {"tsne-0": 10**400}]),
         "Row 2 of “my.txt” holds inf; numbers must be finite, below 3.4e38."),
    ],
)  # fmt: skip
def test_faults_of_bookmarks(said: Any, refused: str):
    assert refusal(json.dumps(said)) == refused


@pytest.mark.parametrize("text", ['{"a": ', '[{"a":' * 100_000])
def test_what_only_begins_as_a_bookmark(text: str):
    assert refusal(text) == "“my.txt” begins as JSON does but cannot be read as such."
