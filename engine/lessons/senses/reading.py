"""A text is read a piece at a time, and every word of it is looked up.

What is found is counted twice: of the different words (the vocabulary, where every rare name
counts as much as *the*), and of the running words (what a reader meets).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np

from engine.sentences import N_, Refused

#: Different words looked up at the most; a text with more is read without its rarest.
MOST = 100_000
#: Pieces in which a text is read, each a frame.
PIECES = 48
#: Ranks between which the words of a text are told apart, the most frequent first.
BANDS = (0, 10, 100, 1_000, 10_000, MOST)


@dataclass(frozen=True, eq=False)
class Text:
    """A text as numbers: every word by its place among the V different ones, frequent first.

    words     the V words
    counts    (V,) how often each occurs
    tokens    (N,) int32, the running words
    offsets   (S + 1,) int64, where sentences begin
    left_out  different words beyond MOST
    """

    id: str
    language: str
    words: tuple[str, ...]
    counts: np.ndarray
    tokens: np.ndarray
    offsets: np.ndarray
    left_out: int


def read(corpus: str) -> Text:
    """The text of this id; Refused where it is not here or holds no word."""
    from engine.text import corpora

    loaded = corpora.load(corpus)
    # The toy world's full stops are words of its own; a dictionary is not asked for them.
    sentences = [
        [word for word in sentence if any(letter.isalnum() for letter in word)]
        for sentence in loaded.sentences
    ]
    counts = Counter(chain.from_iterable(sentences))
    if not counts:
        raise Refused(N_("The text holds no word that could be looked up."))
    kept = counts.most_common(MOST)
    index = {word: number for number, (word, _count) in enumerate(kept)}
    encoded = [[index[word] for word in sentence if word in index] for sentence in sentences]
    lengths = np.cumsum([0, *map(len, encoded)])
    return Text(
        corpus,
        loaded.language,
        tuple(index),
        np.array([count for _word, count in kept], np.int64),
        np.fromiter(chain.from_iterable(encoded), np.int32),
        lengths.astype(np.int64),
        len(counts) - len(kept),
    )


def sense_counts(text: Text, lexicon: Any) -> np.ndarray:
    """How many senses each of the V words has (V,); 0 where the dictionary lacks it."""
    looked_up = lexicon.indexed()
    return np.array([len(looked_up.senses(word)) for word in text.words], np.int32)


@dataclass(frozen=True)
class Found:
    """What was found of the words read so far.

    words, vocabulary  shares of the running and of the different words, 0 to 1
    bands              (B, 4): different words, those found, running words, those found, by rank
    """

    read: int
    words: float
    vocabulary: float
    bands: np.ndarray


def pieces(text: Text, known: np.ndarray) -> Iterator[Found]:
    """What was found after each piece; `known` (V,) says which words the dictionary has.

    A word's rank is that in the whole text, so that the bands are the same all along.
    """
    N = len(text.tokens)
    met = np.zeros(len(text.words), np.int64)
    before = 0
    for until in sorted({max(1, round(N * (i / PIECES) ** 2)) for i in range(1, PIECES + 1)}):
        met += np.bincount(text.tokens[before:until], minlength=len(met))
        before = until
        yield found(met, known, until)


def found(met: np.ndarray, known: np.ndarray, read: int) -> Found:
    """The shares and bands for words met so and so often (V,)."""
    seen = met > 0
    rows = []
    for low, high in pairwise(BANDS):
        m, k = met[low:high], known[low:high]
        rows.append((int((m > 0).sum()), int((m[k] > 0).sum()), int(m.sum()), int(m[k].sum())))
    words, vocabulary = float(met[known].sum() / met.sum()), float(known[seen].mean())
    return Found(read, words, vocabulary, np.array(rows, np.int64))


def missing(text: Text, known: np.ndarray, most: int = 60) -> list[tuple[str, int]]:
    """The most frequent words that the dictionary lacks, and how often they occur."""
    rows = np.flatnonzero(~known)[:most]
    return [(text.words[row], int(text.counts[row])) for row in rows]
