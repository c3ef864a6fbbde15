"""Counting: the lecture's tables, the plain reference, and what must hold of every text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.kernels import cooccurrence, cooccurrence_plain
from engine.text.windows import pairs

LECTURE = ["I like deep learning .", "I like NLP .", "I enjoy flying ."]
WORDS = ["I", "like", "enjoy", "deep", "learning", "NLP", "flying", "."]
#: The lecture's term–term table, window 2, its rows and columns in the order of WORDS.
TABLE = [
    [0, 2, 1, 1, 0, 1, 1, 0],
    [2, 0, 0, 1, 1, 1, 0, 1],
    [1, 0, 0, 0, 0, 0, 1, 1],
    [1, 1, 0, 0, 1, 0, 0, 1],
    [0, 1, 0, 1, 0, 0, 0, 1],
    [1, 1, 0, 0, 0, 0, 0, 1],
    [1, 0, 1, 0, 0, 0, 0, 1],
    [0, 1, 1, 1, 1, 1, 1, 0],
]
WEIGHTINGS = ("flat", "distance", "dynamic")

SENTENCES = st.lists(st.lists(st.integers(0, 6), max_size=12), max_size=6)


def encoded(sentences: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    tokens = np.array([word for sentence in sentences for word in sentence], np.int32)
    return tokens, np.cumsum([0, *map(len, sentences)]).astype(np.int64)


def numbers(sentences: list[str], words: list[str]) -> list[list[int]]:
    return [[words.index(word) for word in sentence.split()] for sentence in sentences]


def assert_sound(found: cooccurrence.Counts) -> None:
    """Compressed rows as promised: types, columns that rise, no cell of 0."""
    assert found.starts.dtype == np.int64
    assert found.columns.dtype == np.int32
    assert found.values.dtype == np.float32
    assert found.starts[0] == 0
    assert found.starts[-1] == len(found.columns) == len(found.values)
    assert (found.values > 0).all()
    for row in range(found.shape[0]):
        columns = found.columns[found.starts[row] : found.starts[row + 1]]
        assert (np.diff(columns) > 0).all()


def test_the_table_of_the_lecture():
    found = cooccurrence.count(*encoded(numbers(LECTURE, WORDS)), len(WORDS), 2)
    np.testing.assert_array_equal(found.dense(), TABLE)
    assert found.shape == (8, 8)
    # I–like 2, like–deep 1, "."–learning 1
    assert found.rows([0])[0, 1] == 2
    np.testing.assert_array_equal(found.rows([7, 1, 7]), np.array(TABLE)[[7, 1, 7]])


def test_the_documents_of_the_lecture():
    found = cooccurrence.term_document(*encoded(numbers(LECTURE, WORDS)), len(WORDS))
    expected = [
        [1, 1, 1], [1, 1, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1],
    ]  # fmt: skip
    np.testing.assert_array_equal(found.dense(), expected)
    assert found.shape == (8, 3)


def test_the_pairs_of_the_fox():
    sentence = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]
    words = list(dict.fromkeys(sentence))
    found = cooccurrence.count(*encoded([[words.index(word) for word in sentence]]), 8, 2)
    expected = np.zeros((8, 8))
    for centre, other in pairs(sentence, 2):
        expected[words.index(centre), words.index(other)] += 1
    np.testing.assert_array_equal(found.dense(), expected)
    # 9 words: 4 at each inner place, 2 and 3 at either end: 5·4 + 2·2 + 2·3
    assert found.values.sum() == 30
    dog, the, fox = words.index("dog"), words.index("the"), words.index("fox")
    np.testing.assert_array_equal(np.flatnonzero(found.dense()[dog]), [the, words.index("lazy")])
    assert found.dense()[fox, words.index("over")] == 1


def test_weights_by_distance():
    np.testing.assert_allclose(cooccurrence.weights(4), [1, 1, 1, 1])
    np.testing.assert_allclose(cooccurrence.weights(4, "distance"), [1, 1 / 2, 1 / 3, 1 / 4])
    # a window drawn from 1 … 4 reaches distance 3 twice in 4 times
    np.testing.assert_allclose(cooccurrence.weights(4, "dynamic"), [1, 3 / 4, 2 / 4, 1 / 4])
    np.testing.assert_allclose(
        cooccurrence.weights(50, "distance"), 1 / np.arange(1, 51), atol=2.0**-33
    )
    # a b c: a–c at distance 2
    tokens, offsets = encoded([[0, 1, 2]])
    assert cooccurrence.count(tokens, offsets, 3, 2, "distance").dense()[0, 2] == 0.5
    assert cooccurrence.count(tokens, offsets, 3, 3, "dynamic").dense()[0, 2] == np.float32(2 / 3)


def test_a_word_beside_itself_counts_from_both_sides():
    # three of a kind: places 0–1, 1–2 and 0–2, each in both directions
    found = cooccurrence.count(*encoded([[0, 0, 0]]), 1, 5)
    np.testing.assert_array_equal(found.dense(), [[6]])


@settings(deadline=None, max_examples=150)
@given(SENTENCES, st.integers(1, 30), st.sampled_from(WEIGHTINGS))
def test_it_counts_what_the_plain_reference_counts(sentences, window, weighting):
    tokens, offsets = encoded(sentences)
    found = cooccurrence.count(tokens, offsets, 7, window, weighting)
    assert_sound(found)
    dense = found.dense()
    expected = cooccurrence_plain.count(sentences, 7, window, weighting)
    if window <= 22 or weighting != "distance":
        np.testing.assert_array_equal(dense, expected.astype(np.float32))
    np.testing.assert_allclose(dense, expected, atol=1e-7)
    np.testing.assert_array_equal(dense, dense.T)
    np.testing.assert_array_equal(found.csr().toarray(), dense)
    if weighting == "flat":
        many = sum(
            abs(a - b) <= window and a != b
            for sentence in sentences
            for a in range(len(sentence))
            for b in range(len(sentence))
        )
        assert dense.sum() == many


@settings(deadline=None)
@given(SENTENCES, st.integers(1, 5), st.sampled_from(WEIGHTINGS), st.data())
def test_until_counts_as_if_the_text_ended_there(sentences, window, weighting, data):
    tokens, offsets = encoded(sentences)
    until = data.draw(st.integers(-1, len(tokens) + 1))
    cut, end = [], max(0, until)
    for sentence in sentences:
        cut.append(sentence[:end])
        end -= len(cut[-1])
    found = cooccurrence.count(tokens, offsets, 7, window, weighting, until=until)
    alone = cooccurrence.count(*encoded(cut), 7, window, weighting)
    np.testing.assert_array_equal(found.dense(), alone.dense())
    before = cooccurrence.count(tokens, offsets, 7, window, weighting, until=until - 1)
    assert (before.dense() <= found.dense()).all()


@settings(deadline=None)
@given(SENTENCES)
def test_words_in_documents(documents):
    found = cooccurrence.term_document(*encoded(documents), 7)
    assert_sound(found)
    assert found.shape == (7, len(documents))
    np.testing.assert_array_equal(found.dense(), cooccurrence_plain.term_document(documents, 7))
    np.testing.assert_array_equal(found.csr().toarray(), found.dense())


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_a_random_text_in_every_order_of_its_sentences(weighting):
    random = np.random.default_rng(0)
    sentences = [random.integers(0, 50, size).tolist() for size in random.integers(0, 30, 200)]
    found = cooccurrence.count(*encoded(sentences), 50, 5, weighting)
    turned = cooccurrence.count(*encoded(sentences[::-1]), 50, 5, weighting)
    # sums of whole numbers: to the last bit, whatever the order
    np.testing.assert_array_equal(found.values, turned.values)
    np.testing.assert_array_equal(found.columns, turned.columns)
    expected = cooccurrence_plain.count(sentences, 50, 5, weighting)
    np.testing.assert_array_equal(found.dense(), expected.astype(np.float32))


def test_two_hundred_thousand_words_take_memory_for_what_they_meet():
    V, window = 200_000, 5
    tokens = np.arange(V, dtype=np.int32)
    found = cooccurrence.count(tokens, np.array([0, V]), V, window)
    # each word meets 10 others once, less at both ends: 2·(5 + 4 + 3 + 2 + 1) missing
    assert len(found.values) == 10 * V - 30
    assert (found.values == 1).all()
    np.testing.assert_array_equal(
        np.flatnonzero(found.rows([7])[0]), [2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    )
    documents = cooccurrence.term_document(tokens, np.arange(V + 1), V)
    assert len(documents.values) == V


@pytest.mark.parametrize("sentences", [[], [[]], [[3]], [[], [3], []]])
def test_a_text_without_pairs_counts_nothing(sentences):
    found = cooccurrence.count(*encoded(sentences), 7, 2)
    assert_sound(found)
    np.testing.assert_array_equal(found.dense(), np.zeros((7, 7)))


def test_what_cannot_be_counted_is_an_error():
    tokens, offsets = encoded([[0, 1]])
    with pytest.raises(ValueError, match="at least 1 word to either side; given 0"):
        cooccurrence.count(tokens, offsets, 2, 0)
    with pytest.raises(ValueError, match="flat, distance or dynamic; given 'square'"):
        cooccurrence.count(tokens, offsets, 2, 1, "square")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="every token must be a number from 0 to 0"):
        cooccurrence.count(tokens, offsets, 1, 1)
    with pytest.raises(ValueError, match="every token must be a number from 0 to 1"):
        cooccurrence.term_document(tokens - 1, offsets, 2)
    with pytest.raises(ValueError, match="offsets must rise from 0 to 2"):
        cooccurrence.count(tokens, np.array([0, 5]), 2, 1)
