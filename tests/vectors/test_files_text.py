"""word2vec's and GloVe's texts: read as gensim reads them, and every fault by its line."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

from engine.vectors.files import LARGEST, read
from engine.vectors.files_text import read_words
from tests.vectors.said import refusal

WORDS = ("the", "北京", "naïve", ",", "2003", "</s>", "<b>bold</b>", "=1+1")
VECTORS = np.random.default_rng(3).normal(size=(8, 5)).astype(np.float32)


@pytest.fixture(scope="module")
def kept() -> KeyedVectors:
    vectors = KeyedVectors(5)
    vectors.add_vectors(WORDS, VECTORS)
    return vectors


@pytest.mark.parametrize("header", [True, False], ids=["word2vec", "GloVe"])
def test_what_gensim_writes_is_read_as_it_was(kept: KeyedVectors, tmp_path: Path, header: bool):
    path = tmp_path / "vectors"
    kept.save_word2vec_format(path, binary=False, write_header=header, sort_attr=None)
    points = read(path.read_bytes(), "my.tsv")  # whatever it is called
    assert points.labels == WORDS
    assert np.array_equal(points.vectors, VECTORS)
    assert (points.metric, points.columns, points.id) == ("cosine", {}, "my.tsv")


def test_real_vectors(shared_data: Path):
    path = shared_data / "vectors" / "word2vec_common1000_300d.txt.gz"
    if not path.is_file():
        pytest.skip("no ready-made vectors among the test data")
    theirs = KeyedVectors.load_word2vec_format(path)
    points = read(gzip.decompress(path.read_bytes()), path.name)
    assert list(points.labels) == theirs.index_to_key
    assert np.array_equal(points.vectors, theirs.vectors)


def test_many_lines_are_read_as_few():
    # More numbers than are parsed at once: 30,000 × 10.
    vectors = np.random.default_rng(0).normal(size=(30_000, 10)).astype(np.float32)
    lines = [f"w{i} " + " ".join(map(str, row)) for i, row in enumerate(vectors.tolist())]
    points = read("\n".join(lines).encode(), "my.txt")
    assert np.array_equal(points.vectors, vectors)
    assert points.labels[29_999] == "w29999"
    lines[29_999] = lines[29_999].replace(" ", " x", 1)
    assert refusal("\n".join(lines)).endswith("in line 30,000 of “my.txt” is not a number.")


SAME = {
    "trailing spaces, as word2vec's own program writes them": "2 2\na 1 2 \nb 3 4 \n",
    "no end of the last line": "a 1 2\nb 3 4",
    "Windows": "2 2\r\na 1 2\r\nb 3 4\r\n",
    "old Macintosh": "a 1 2\rb 3 4\r",
    "wide gaps": "a  1   2\nb 3 4\n",
    "tabs": "2 2\na\t1\t2\nb\t3\t4\n",
    "a tab and spaces": "a\t1 2\nb\t3 4\n",
    "blank lines": "\na 1 2\n\nb 3 4\n\n",
    "a byte order mark": "\ufeffa 1 2\nb 3 4\n",
    "other ways to write numbers": "a +1 2e0\nb 3. .4E1\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_ways_to_write_the_same(text: str):
    points = read(text.encode(), "my.txt")
    assert points.labels == ("a", "b")
    assert points.vectors.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_encodings(encoding: str):
    mark = "\ufeff" if encoding == "gb18030" else ""
    points = read(f"{mark}我們 1 2\n他們 3 4\n的人 5 6\n".encode(encoding), "my.txt")
    assert points.labels == ("我們", "他們", "的人")


def test_words_may_hold_spaces_and_what_unicode_takes_for_ends_of_lines():
    text = "3 2\nnew york 1 2\n. . . 3 4\n\u2028 5 6\n"
    assert read(text.encode(), "my.txt").labels == ("new york", ". . .", "\u2028")
    points = read("the 1 2\nof 3 4\nat name@x.org 5 6\n\x85 7 8\n".encode(), "my.txt")
    assert points.labels == ("the", "of", "at name@x.org", "·")
    assert points.vectors.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]


def test_a_word_may_be_a_number():
    points = read(b"2003 1 2\nthe 3 4\n7 5 6\n", "my.txt")
    assert points.labels == ("2003", "the", "7")


FAULTS = {
    "a 1 2\nb 3\nc 5 6": "Line 2 of “my.txt” should hold 2 numbers; found: 1.",
    "a 1 2\nb 3 4\nc 5 6 7": "Line 3 of “my.txt” should hold 2 numbers; found: 3.",
    "3 2\na 1 2\nb 3\nc 5 6": "Line 3 of “my.txt” should hold 2 numbers; found: 1.",
    "\n\na 1 2\nb 3": "Line 4 of “my.txt” should hold 2 numbers; found: 1.",
    "3 2\na 1 2\nb 3 4": "Line 1 of “my.txt” promises 3 vectors; found: 2.",
    "1 2\na 1 2\nb 3 4": "Line 1 of “my.txt” promises 1 vectors; found: 2.",
    "3 2": "Line 1 of “my.txt” promises 3 vectors; found: 0.",
    "a 1 2\nb  3\nc 5 6": "Line 2 of “my.txt” should hold 2 numbers; found: 1.",
    "2 3\na 1 2\nb 3 4": "Line 1 of “my.txt” promises 3 numbers a word; found: 2.",
    "2 1\na 1 2\nb 3 4": "Line 1 of “my.txt” promises 1 numbers a word; found: 2.",
    "0 2\n": "“my.txt” holds no vectors.",
    "2 0\na\nb": "“my.txt” holds no vectors.",
    "a 1 2\nb 3 4\na 5 6": "The word “a” stands twice in “my.txt”: in lines 1 and 3.",
    "3 1\nb 3\na 1\nb 5": "The word “b” stands twice in “my.txt”: in lines 2 and 4.",
    "a 1 2\nb nan 4": "Line 2 of “my.txt” holds nan; numbers must be finite, below 3.4e38.",
    "a 1 -Inf\nb 3 4": "Line 1 of “my.txt” holds -Inf; numbers must be finite, below 3.4e38.",
    "a 1 2\nb 3 4e38": "Line 2 of “my.txt” holds 4e38; numbers must be finite, below 3.4e38.",
    "a 1 2\nb 3 x<b>": "“x<b>” in line 2 of “my.txt” is not a number.",
    "a 1 2\nb 1_0 2": "“1_0” in line 2 of “my.txt” is not a number.",
    "a 1 2\nb ２ 2": "“２” in line 2 of “my.txt” is not a number.",
    "a 1 2\nb 0x1 2": "“0x1” in line 2 of “my.txt” is not a number.",
    "a 1 2\nb 1,5 2": "“1,5” in line 2 of “my.txt” is not a number.",
    "Once upon a time\nthere was a king": "“upon” in line 1 of “my.txt” is not a number.",
    "": "“my.txt” is empty.",
    " \n\n": "“my.txt” is empty.",
    "abc": "“my.txt” holds no vectors.",
    "200000 2\na 1 2": "“my.txt” holds 200,000 vectors; at most 100,000 are taken.",
    "1 3000\na 1 2": "The vectors of “my.txt” have 3,000 numbers each; at most 2,000 are taken.",
    "90000 2000\na 1": (
        "“my.txt” holds 90,000 × 2,000 numbers; at most 25,000,000 are taken: bring fewer rows."
    ),
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_said_with_its_line(text: str):
    assert refusal(text) == FAULTS[text]


def test_too_many_lines_and_too_many_bytes():
    lines = "".join(f"w{i} 1\n" for i in range(100_001))
    assert refusal(lines) == "“my.txt” holds 100,001 vectors; at most 100,000 are taken."
    assert refusal("a 1\n" * 300_000) == (
        "“my.txt” holds 300,000 vectors; at most 100,000 are taken."
    )
    assert refusal(b"0" * (LARGEST + 1)) == (
        "“my.txt” holds 52,428,801 bytes; a file of vectors may hold at most 52,428,800 (50 MB)."
    )


def test_long_names_are_cut_in_sentences_and_labels():
    points = read(f"{'w' * 500} 1 2\nb 3 4".encode(), "n" * 200)
    assert points.labels[0] == "w" * 200 + "…"
    assert points.id == "n" * 80 + "…"


NUMBERS = st.floats(-(2.0**100), 2.0**100, width=32)
PLAIN = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters=" "),
                min_size=1, max_size=8)  # fmt: skip


@given(st.data())
def test_any_words_and_numbers_come_back(data: st.DataObject):
    words = data.draw(st.lists(PLAIN, min_size=1, max_size=8, unique=True))
    width = data.draw(st.integers(1, 4))
    vectors = data.draw(
        st.lists(
            st.lists(NUMBERS, min_size=width, max_size=width),
            min_size=len(words), max_size=len(words),
        )
    )  # fmt: skip
    rows = [f"{word} " + " ".join(map(repr, row)) for word, row in zip(words, vectors, strict=True)]
    lines = [f"{len(words)} {width}", *rows]
    points = read_words(list(enumerate(lines, 1)), "my.txt")
    assert list(points.labels) == words
    assert np.array_equal(points.vectors, np.array(vectors, np.float32))
