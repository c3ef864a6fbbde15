"""Every source has an id; whatever a link says is loaded or refused in a sentence."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

import engine
from engine.sentences import Refused
from engine.vectors import shelf, sources
from engine.vectors.files import read
from engine.vectors.shapes import SHAPES
from tests.vectors.test_points import POINTS

RUN = "run:0123456789abcdef@1200"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path))


def test_all_shapes_are_offered_after_the_words_and_the_digits():
    ids = [source.id for source in sources.SOURCES]
    assert ids == ["toy-world", "toy-world-zh", "digits", *SHAPES]
    kinds = [source.kind for source in sources.SOURCES]
    assert kinds == ["words"] * 2 + ["points"] + ["shape"] * len(SHAPES)


@pytest.mark.parametrize("source", [s.id for s in sources.SOURCES if s.kind != "words"])
def test_what_is_made_here_is_loaded_by_its_id(source: str):
    points = sources.load(source, 100, 1)
    assert points.id == source
    assert 1 < len(points.labels) <= 100
    assert points.metric == sources.natural(source) == "euclidean"
    whole = sources.load(source, 100_000, 1)
    assert 100 < len(whole.labels) <= 2_000


def test_digits_are_those_of_scikit_learn():
    theirs = load_digits()
    points = sources.load("digits", 100_000, 0)
    assert np.array_equal(points.vectors, theirs.data)
    assert points.labels == tuple(map(str, theirs.target))
    assert np.array_equal(points.columns["label"].values, theirs.target)
    assert points.images.shape == (1797, 8, 8)
    assert points.images.dtype == np.uint8
    assert points.images.max() == 255  # 16 of 16
    assert points.images[0, 0].tolist() == [0, 0, 80, 207, 143, 16, 0, 0]  # 5 13 9 1 · 255 / 16
    assert sources.load("digits", 7, 0).labels == points.labels[:7]


def test_files_and_runs_come_from_the_shelf():
    name = shelf.put(read(b"a 1 2\nb 3 4\nc 5 6\n", "my.txt"))
    points = sources.load(f"file:{name}", 2, 0)
    assert (points.id, points.labels) == (f"file:{name}", ("a", "b"))
    assert sources.natural(f"file:{name}") == "cosine"
    table = shelf.put(read(b"1\t2\n3\t4\n", "my.tsv"))
    assert sources.natural(f"file:{table}") == "euclidean"
    shelf.put_as(RUN, POINTS)
    assert sources.load(RUN, 100, 0).id == RUN
    assert sources.load(RUN, 3, 0).relations == {"sex": [("king", "queen")],
                                                 "royal": [("man", "king")]}  # fmt: skip


def test_the_toy_worlds_are_looked_for_on_the_shelf():
    assert sources.kept_as("toy-world-zh") == f"toy-world-zh@{engine.VERSION}"
    shelf.put_as(f"toy-world-zh@{engine.VERSION}", POINTS)
    assert sources.load("toy-world-zh", 100, 0).id == "toy-world-zh"
    assert sources.natural("toy-world") == "cosine"


@pytest.mark.parametrize("source", ["file:0123456789abcdef", RUN, "toy-world"])
def test_what_is_no_longer_kept(source: str):
    with pytest.raises(Refused) as refused:
        sources.load(source, 10, 0)
    assert str(refused.value) == (
        f"The vectors “{source}” are not kept here any more; open their file or run again."
    )
    assert sources.natural(source) == "cosine"


@pytest.mark.parametrize("source", [
    "", "brown", "file:", "file:../../etc/passwd", "file:0123456789ABCDEF", "run:0123456789abcdef",
    "run:0123456789abcdef@-1", "0123456789abcdef", "toy-world@1", "digits\n",
])  # fmt: skip
def test_what_is_unknown(source: str):
    with pytest.raises(Refused) as refused:
        sources.load(source, 10, 0)
    assert str(refused.value) == (
        f"“{source}” is not a set of vectors; there are toy-world, toy-world-zh, digits, "
        "two-sizes, distances, noise, line, grid, linked-rings, separate-rings, trefoil, "
        "swiss-roll, elephant, file:… and run:…."
    )


@given(st.text(max_size=60))
def test_any_text_is_loaded_or_refused(source: str):
    try:
        sources.load(source, 3, 0)
    except Refused:
        assert sources.natural(source) in ("cosine", "euclidean")


def test_importing_the_room_loads_nothing_heavy():
    code = (
        "import sys\n"
        "from engine.vectors import files, points, shapes, shelf, sources\n"
        "heavy = {'torch', 'numba', 'sklearn', 'umap', 'scipy', 'plotly', 'nltk'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(engine.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert done.stdout == "[]\n", done.stderr
