"""Order with every tie settled: the largest first, equal ones by lower id, equal ranks averaged."""

from collections.abc import Iterator

import numpy as np

#: Above this many wanted, one sort costs less than one search for each of them.
_SEARCHES = 64

#: Numbers of one block of scores: about 4 MB of float32, so that a block stays in the cache.
_BLOCK = 1 << 20


def blocks(rows: int, columns: int) -> Iterator[slice]:
    """Slices over `rows` such that one block of scores (rows, columns) stays small."""
    size = max(1, _BLOCK // max(1, columns))
    for start in range(0, rows, size):
        yield slice(start, min(start + size, rows))


def top(scores: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k largest of each row of `scores` (Q, V), largest first, ties by lower id.

    Returns ids int32 (Q, k) and their scores (Q, k); k is cut to V. No score is NaN, and what is
    left out stands as −inf; ask for no more than is left in.
    """
    many, size = scores.shape
    k = max(0, min(k, size))
    if k > _SEARCHES:
        ids = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return ids.astype(np.int32), np.take_along_axis(scores, ids, axis=1)
    # k passes of argmax run faster than one partition, and argmax settles ties by lower id.
    left, rows = scores.copy(), np.arange(many)
    ids = np.empty((many, k), np.int32)
    for place in range(k):
        ids[:, place] = left.argmax(axis=1)
        left[rows, ids[:, place]] = -np.inf
    return ids, np.take_along_axis(scores, ids, axis=1)


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks float64 (N,) from 1 for the smallest; equal values share the mean of their ranks."""
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[group]
