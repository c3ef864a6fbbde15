"""A word is known by its nearest neighbours: the words whose vectors make the smallest angle.

Cosine similarity over length-1 rows, exact search; ties go to the lower id, so one input has one
answer. A frequent word has the lower id (see `engine.text.vocabulary`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.measures.ranking import blocks, top
from engine.measures.similarity import floats, unit


@dataclass(frozen=True)
class Neighbours:
    """Nearest first: ids int32 (k,) or (Q, k), and their cosines float32 of the same shape."""

    ids: np.ndarray
    cosines: np.ndarray


def nearest(
    vectors: np.ndarray, query: np.ndarray, k: int, exclude: Iterable[int] = ()
) -> Neighbours:
    """The k rows of `vectors` (V, D) nearest to `query` (D,), without the ids in `exclude`.

    Fewer where fewer are left. A zero query has cosine 0 with all: ids in order.
    """
    scores = unit(vectors) @ unit(floats(query)[None])[0]  # (V,)
    left_out = np.unique(np.fromiter(exclude, np.int64))
    scores[left_out] = -np.inf
    ids, found = top(scores[None], min(k, len(scores) - len(left_out)))
    return Neighbours(ids[0], _within(found[0]))


def nearest_word(vectors: np.ndarray, word: int, k: int, exclude: Iterable[int] = ()) -> Neighbours:
    """The k words nearest to the word of row `word`, without itself and the ids in `exclude`."""
    return nearest(vectors, vectors[word], k, {word, *exclude})


def nearest_words(
    vectors: np.ndarray, words: Sequence[int] | np.ndarray | None = None, k: int = 10
) -> Neighbours:
    """The k nearest of each of `words` (Q,) (None: of every word), without the word itself.

    Ids and cosines are (Q, k), k at most V − 1. Works in blocks: nothing (V, V) is ever held.
    """
    rows = unit(vectors)  # (V, D)
    size = len(rows)
    words = np.arange(size) if words is None else np.asarray(words, np.int64)
    k = max(0, min(k, size - 1))
    ids = np.empty((len(words), k), np.int32)
    near = np.empty((len(words), k), np.float32)
    for block in blocks(len(words), size):
        scores = rows[words[block]] @ rows.T  # (B, V)
        scores[np.arange(len(scores)), words[block]] = -np.inf
        ids[block], near[block] = top(scores, k)
    return Neighbours(ids, _within(near))


def history(
    frames: Iterable[np.ndarray], word: int, candidates: Sequence[int] | np.ndarray
) -> np.ndarray:
    """Cosines float32 (F, C) of one word with C candidates in each frame's vectors (V, D)."""
    others = np.asarray(candidates, np.int64)
    lines = []
    for vectors in frames:
        pair = unit(vectors[np.concatenate([[word], others])])  # (1 + C, D)
        lines.append(_within(pair[1:] @ pair[0]))
    return np.stack(lines) if lines else np.empty((0, len(others)), np.float32)


def _within(cosines: np.ndarray) -> np.ndarray:
    # Rounding can put the cosine of equal vectors a hair above 1.
    return np.clip(cosines, -1, 1).astype(np.float32, copy=False)
