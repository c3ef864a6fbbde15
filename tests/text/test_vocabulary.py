"""Counting, numbering and subsampling, against hand arithmetic and collections.Counter."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.text.vocabulary import build, encode, keep_probability

SENTENCES = [["i", "like", "nlp"], ["i", "like", "deep", "learning"], ["i", "fly"]]


def test_most_frequent_first_ties_by_first_appearance() -> None:
    vocabulary = build(SENTENCES, min_count=1)
    assert vocabulary.words == ("i", "like", "nlp", "deep", "learning", "fly")
    assert vocabulary.counts.tolist() == [3, 2, 1, 1, 1, 1]
    assert vocabulary.counts.dtype == np.int64
    assert vocabulary.index["deep"] == 3
    assert len(vocabulary) == 6


def test_min_count_and_limit() -> None:
    assert build(SENTENCES, min_count=2).words == ("i", "like")
    assert build(SENTENCES, min_count=1, limit=3).words == ("i", "like", "nlp")


def test_encoded_sentences() -> None:
    encoded = encode(SENTENCES, build(SENTENCES, min_count=2))
    # "i like | i like | i": the rare words are gone, the sentences remain.
    assert encoded.tokens.tolist() == [0, 1, 0, 1, 0]
    assert encoded.offsets.tolist() == [0, 2, 4, 5]
    assert (encoded.tokens.dtype, encoded.offsets.dtype) == (np.int32, np.int64)


def test_a_sentence_that_lost_its_words_is_empty() -> None:
    encoded = encode([["x"], ["i", "i"], []], build(SENTENCES, min_count=2))
    assert encoded.tokens.tolist() == [0, 0]
    assert encoded.offsets.tolist() == [0, 0, 2, 2]


def test_what_travels_is_frozen() -> None:
    vocabulary = build(SENTENCES, min_count=1)
    encoded = encode(SENTENCES, vocabulary)
    for array in (vocabulary.counts, encoded.tokens, encoded.offsets):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


@given(st.lists(st.lists(st.sampled_from("abcdefg"))), st.integers(1, 4))
def test_counts_are_those_of_counter(sentences: list[list[str]], min_count: int) -> None:
    counted = Counter(word for sentence in sentences for word in sentence)
    expected = {word: n for word, n in counted.items() if n >= min_count}
    if len(expected) < 2:
        with pytest.raises(Refused):
            build(sentences, min_count)
        return
    vocabulary = build(sentences, min_count)
    assert dict(zip(vocabulary.words, vocabulary.counts.tolist(), strict=True)) == expected
    assert vocabulary.counts.tolist() == sorted(expected.values(), reverse=True)
    encoded = encode(sentences, vocabulary)
    assert len(encoded.tokens) == sum(expected.values())
    assert np.bincount(encoded.tokens).tolist() == vocabulary.counts.tolist()
    for number, sentence in enumerate(sentences):
        tokens = encoded.tokens[encoded.offsets[number] : encoded.offsets[number + 1]]
        assert [vocabulary.words[t] for t in tokens] == [w for w in sentence if w in expected]


def test_two_hundred_thousand_different_words() -> None:
    words = [f"w{number}" for number in range(200_000)]
    vocabulary = build([words, ["w7", "w3", "w7"]], min_count=1, limit=50_000)
    assert vocabulary.words[:4] == ("w7", "w3", "w0", "w1")
    assert len(vocabulary) == 50_000
    assert len(encode([words], vocabulary).tokens) == 50_000


@pytest.mark.parametrize(
    ("sentences", "min_count", "kept", "words"),
    [([], 1, 0, 0), ([["one"]], 1, 1, 1), ([["a", "b", "c", "c", "c"]], 3, 1, 3)],
)
def test_too_few_words(sentences: list[list[str]], min_count: int, kept: int, words: int) -> None:
    with pytest.raises(Refused) as refused:
        build(sentences, min_count)
    assert str(refused.value) == (
        f"Of the text's {words} different words {kept} occur at least {min_count} times; "
        "at least 2 are needed. A longer text helps, or counting rarer words too."
    )


def test_keep_probability_known_numbers() -> None:
    counts = np.array([9_000, 900, 100])
    kept = keep_probability(counts, 0.001)
    # f = 0.9: √(0.001/0.9) + 0.001/0.9 = 0.033333 + 0.001111 = 0.034444
    # f = 0.09: √(0.001/0.09) + 0.001/0.09 = 0.105409 + 0.011111 = 0.116520
    # f = 0.01: √0.1 + 0.1 = 0.416228
    assert kept.dtype == np.float32
    assert kept == pytest.approx([0.034444, 0.116520, 0.416228], abs=1e-6)


def test_keep_probability_of_rare_words_is_one() -> None:
    # √r + r ≥ 1 from r = ((√5 − 1)/2)² = 0.381966 on, r = t/f.
    edge = ((math.sqrt(5) - 1) / 2) ** 2
    counts = np.array([500_000, 500_000])  # f = 0.5
    assert (keep_probability(counts, 0.5 * edge * 1.001) == 1).all()
    assert (keep_probability(counts, 0.5 * edge * 0.999) < 1).all()
    assert (keep_probability(counts, 0) == 1).all()
