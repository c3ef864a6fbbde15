"""What the lectures claim of one-hot vectors, measured now on vectors really written down."""

from collections.abc import Iterator

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.one_hot.encoding import numbered, one_hot
from engine.lessons.one_hot.params import SENTENCES
from engine.sentences import N_

#: The lecture's vocabulary and its table of vectors.
LECTURE = ("the", "cat", "sat", "on", "mat")


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("the, cat, sat, on, mat: five words, five numbers each"),
        "[1,0,0,0,0] … [0,0,0,0,1]", five,
    )  # fmt: skip
    yield measured(N_("similarity of star and sun, and of star and cat"), "0 = 0", stars)
    yield measured(
        N_("every pair of different words has cosine 0: all words of the toy world"), "0", pairs
    )
    yield measured(
        N_("100,000 words: numbers in each vector, and in all of them"),
        "100,000 · 10,000,000,000", hundred_thousand,
    )  # fmt: skip
    yield measured(
        N_("any two different words are equally far apart: all words of the toy world"),
        "√2", distances,
    )  # fmt: skip
    yield measured(
        N_("learnt vectors know who is related: cosine of cat and dog, of cat and king"),
        N_("higher"), learnt,
    )  # fmt: skip


def five() -> tuple[str, bool]:
    """The lecture's own sentence, read word by word, gives the lecture's table."""
    numbers, words = numbered(SENTENCES["en"].split())
    vectors = one_hot(range(len(words)), len(words))
    told = " … ".join(str(row.tolist()).replace(" ", "") for row in (vectors[0], vectors[-1]))
    right = tuple(words) == LECTURE and numbers == [0, 1, 2, 3, 0, 4]
    return told, right and bool((vectors == np.diag([1] * 5)).all())


def stars() -> tuple[str, bool]:
    """star · sun and star · cat."""
    from engine.measures.similarity import cosine

    star, sun, cat = one_hot(range(3), 3).astype(np.float32)
    one, other = cosine(star, sun), cosine(star, cat)
    return f"{one:g} = {other:g}", one == other == 0


def world() -> np.ndarray:
    """The one-hot vectors (V, V) of all words of the toy world."""
    from itertools import chain

    from engine.text import corpora

    _numbers, words = numbered(chain.from_iterable(corpora.load("toy-world").sentences))
    return one_hot(range(len(words)), len(words)).astype(np.float32)


def pairs() -> tuple[str, bool]:
    """The cosine of each of the V (V − 1) / 2 pairs."""
    from engine.measures.similarity import cosines

    found = cosines(world())
    between = found[np.triu_indices(len(found), 1)]
    low, high = float(between.min()), float(between.max())
    told = f"{low:g}" if low == high else f"{low:g} … {high:g}"
    return f"{told} ({len(between):,})", low == high == 0


def hundred_thousand() -> tuple[str, bool]:
    """The last of 100,000 words is written down; the others are as long."""
    many = 100_000
    vector = one_hot([many - 1], many)[0]
    total = vector.size * many
    return f"{vector.size:,} · {total:,}", vector.size == many and int(vector.sum()) == 1


def distances() -> tuple[str, bool]:
    """The Euclidean distance of each pair of rows: |a − b|² = |a|² + |b|² − 2 a · b."""
    vectors = world()
    products = vectors @ vectors.T  # (V, V)
    squares = np.diag(products)[:, None] + np.diag(products)[None, :] - 2 * products
    between = np.sqrt(squares[np.triu_indices(len(vectors), 1)])
    low, high = float(between.min()), float(between.max())
    return f"{low:.4f} … {high:.4f}", low == high and bool(np.isclose(low, np.sqrt(2)))


def learnt() -> tuple[str, bool]:
    """The same three words in the word2vec run on the toy world."""
    from engine.lessons.embedding_space.sources import world as trained
    from engine.measures.similarity import cosine

    points = trained("toy-world", 10**5)
    cat, dog, king = (points.vectors[points.labels.index(w)] for w in ("cat", "dog", "king"))
    one, other = cosine(cat, dog), cosine(cat, king)
    return f"{one:.2f} : {other:.2f}", one > other
