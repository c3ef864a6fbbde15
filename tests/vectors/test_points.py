"""Points, parts of them, and selections as short words."""

import base64
import tracemalloc
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.vectors.points import Column, Points, head, only, pack_rows, unpack_rows

POINTS = Points(
    "some",
    np.arange(8, dtype=np.float32).reshape(4, 2),
    ("king", "queen", "man", ""),
    {
        "kind": Column("category", ("person", "none"), np.array([0, 0, 0, 1], np.int32)),
        "size": Column("number", (), np.array([1, 2, 3, 4], np.float32)),
    },
    "cosine",
    language="en",
    images=np.arange(16, dtype=np.uint8).reshape(4, 2, 2),
    relations={"royal": [("man", "king"), ("woman", "queen")], "sex": [("king", "queen")]},
    counts=np.array([40, 30, 20, 10]),
)


@pytest.mark.parametrize("mask", [[True, False, True, False], [0, 2]], ids=["mask", "rows"])
def test_a_part_of_the_points_keeps_everything_of_its_rows(mask):
    part = only(POINTS, np.array(mask))
    assert part.vectors.tolist() == [[0, 1], [4, 5]]
    assert part.labels == ("king", "man")
    assert part.columns["kind"].names == ("person", "none")  # and so the colours stay
    assert part.columns["kind"].values.tolist() == [0, 0]
    assert part.columns["size"].values.tolist() == [1, 3]
    assert part.images[:, 0, 0].tolist() == [0, 8]
    assert part.counts.tolist() == [40, 20]
    assert part.relations == {"royal": [("man", "king")]}
    assert (part.id, part.metric, part.language) == ("some", "cosine", "en")


def test_no_point_at_all_is_a_part_too():
    part = only(POINTS, np.zeros(4, bool))
    assert part.vectors.shape == (0, 2)
    assert part.labels == ()


def test_the_head_is_the_first_points():
    assert head(POINTS, 4) is POINTS
    assert head(POINTS, 2).labels == ("king", "queen")


def test_parts_of_different_lengths_are_no_points():
    with pytest.raises(ValueError, match=r"different lengths: \[3, 4\]"):
        replace(POINTS, labels=("a", "b", "c"))
    with pytest.raises(ValueError, match="categories 0–2 of 2 names"):
        Column("category", ("a", "b"), np.array([0, 2], np.int32))


@given(st.integers(1, 3000).flatmap(lambda N: st.tuples(
    st.just(N), st.lists(st.integers(0, N - 1), max_size=60))))  # fmt: skip
def test_a_selection_comes_back_from_its_word(case):
    N, rows = case
    word = pack_rows(np.array(rows, np.int64), N)
    assert set(word) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert unpack_rows(word, N).tolist() == sorted(set(rows))


def test_a_selection_is_a_short_word():
    # 2,000 of 10,000 points at random hold 10,000 · H(0.2) = 7,219 bits: 1,203 letters of 6 bits.
    rows = np.random.default_rng(0).choice(10_000, 2_000, replace=False)
    assert len(pack_rows(rows, 10_000)) < 1.3 * 1203
    assert len(pack_rows(np.arange(50_000), 100_000)) < 100


@pytest.mark.parametrize("rows", [[-1], [10], [0.5]])
def test_a_row_that_is_not_there_is_not_packed(rows):
    with pytest.raises(Refused) as refused:
        pack_rows(np.array(rows), 10)
    assert str(refused.value) == "A selection names points that are not among the 10."


def _word(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


BOMB = _word(zlib.compress(b"\0" * 10**7, 9))
NONSENSE = {
    "nothing": "",
    "no word": "ü",
    "no compression": "AAAA",
    "one point too many": pack_rows(np.array([10]), 11),
    "fewer bytes": pack_rows(np.array([3]), 8),
    "more bytes": pack_rows(np.array([3]), 17),
    "cut": pack_rows(np.array([3, 5]), 10)[:-3],
    "more behind": _word(zlib.compress(b"\1\0") + b"more"),
    "a bomb": BOMB,
    "white space": pack_rows(np.array([3]), 10) + "\n",
    "long": "A" * 100_000,
}


@pytest.mark.parametrize("word", NONSENSE.values(), ids=NONSENSE)
def test_what_names_no_selection_is_refused(word):
    with pytest.raises(Refused) as refused:
        unpack_rows(word, 10)
    assert str(refused.value) == "The chosen points are not of these 10; go back to all points."


def test_a_bomb_is_not_unfolded():
    assert len(BOMB) < 20_000  # 10 MB
    tracemalloc.start()
    with pytest.raises(Refused):
        unpack_rows(BOMB, 100_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10**6


@given(st.text(max_size=40), st.integers(1, 100))
def test_any_text_is_a_selection_or_refused(text, N):
    try:
        rows = unpack_rows(text, N)
    except Refused:
        return
    assert ((rows >= 0) & (rows < N)).all()
