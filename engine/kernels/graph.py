"""The neighbours of a great many points are found by asking the neighbours of neighbours.

Dong et al. (2011, "Efficient k-nearest neighbor graph construction for generic similarity
measures"), as pynndescent has it. It compiles itself for some 20 s in every new process before it
finds anything, so up to a size all pairs are compared: that is exact and sooner done.
"""

import warnings
from typing import Literal

import numpy as np

from engine.kernels.neighbours import knn

Metric = Literal["cosine", "euclidean"]
_BLOCK = 1024  # rows measured at a time


def neighbours(
    vectors: np.ndarray, k: int, metric: Metric = "euclidean", seed: int = 0, threads: int = 2,
    exact_up_to: int = 100_000,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Ids int32 (N, k) and distances float32 (N, k), nearest first, ties to the lower id.

    vectors (N, D) float32, finite. Above `exact_up_to` points a few neighbours of a hundred may be
    missed, and which depends on the seed; distances are exact. No point is its own neighbour; k at
    most N − 1. That way ends in numba's threads: take it after a fork, never before one.
    """
    N = len(vectors)
    k = max(0, min(k, N - 1))
    if exact_up_to >= N or k == 0:
        return knn(vectors, k, metric, threads)
    if not np.isfinite(vectors).all():
        raise ValueError("every number of the vectors must be finite")
    # By a power of two, so that no square overflows and nothing is rounded.
    exponent = int(np.frexp(np.abs(vectors).max(initial=0))[1])
    rows = np.ldexp(np.asarray(vectors, np.float32), -exponent)
    if metric == "cosine":
        # Among unit vectors the order by angle is the order by distance.
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows, exponent = np.divide(rows, np.where(lengths > 0, lengths, 1), dtype=np.float32), 0
    found = _descend(rows, k, seed)
    ids, distances = np.empty((N, k), np.int32), np.empty((N, k), np.float32)
    for begin in range(0, N, _BLOCK):
        block = slice(begin, min(begin + _BLOCK, N))
        own = np.arange(N, dtype=np.int32)[block]
        ids[block], distances[block] = _nearest(rows, own, found[block], k, metric)
    for i in np.flatnonzero(np.isinf(distances).any(axis=1)):  # too few were found
        own, everyone = np.array([i], np.int32), np.arange(N, dtype=np.int32)[None]
        ids[i], distances[i] = _nearest(rows, own, everyone, k, metric)
    return ids, np.ldexp(distances, exponent)


def _descend(rows: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Ids (N, k + 1) of neighbours, mostly with the point itself; −1 where none was found.

    In one thread: its result depends on their number, and two are no faster.
    """
    from pynndescent import NNDescent

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Failed to correctly find n_neighbors")  # mended above
        index = NNDescent(rows, "euclidean", n_neighbors=k + 1, random_state=seed, n_jobs=1)
    return np.asarray(index.neighbor_graph[0], np.int32)


def _nearest(
    rows: np.ndarray, own: np.ndarray, others: np.ndarray, k: int, metric: Metric
) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest of `others` (B, C) to the rows `own` (B,), and how far; infinitely if none."""
    near, here = rows[others], rows[own, None]  # (B, C, D), (B, 1, D)
    if metric == "cosine":
        distances = 1 - (near * here).sum(axis=2)
        np.clip(distances, 0, 2, out=distances)
    else:
        distances = np.sqrt(np.square(near - here).sum(axis=2))
    distances[(others == own[:, None]) | (others < 0)] = np.inf
    order = np.lexsort((others, distances), axis=-1)[:, :k]
    return np.take_along_axis(others, order, 1), np.take_along_axis(distances, order, 1)
