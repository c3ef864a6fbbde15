"""The neighbours of a great many points are found by asking the neighbours of neighbours.

Dong et al. (2011, "Efficient k-nearest neighbor graph construction for generic similarity
measures"), as pynndescent has it; below a size, every pair is compared, which is exact and sooner
done: pynndescent compiles itself, some 20 s in every new process, before it finds anything.
"""

from typing import Literal

import numpy as np

from engine.kernels.neighbours import knn

Metric = Literal["cosine", "euclidean"]
_BLOCK = 1024  # rows whose distances are measured at a time


def neighbours(
    vectors: np.ndarray, k: int, metric: Metric = "euclidean", seed: int = 0, threads: int = 2,
    exact_up_to: int = 50_000,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Ids int32 (N, k) and distances float32 (N, k), nearest first, ties to the lower id.

    vectors (N, D) float32. Above `exact_up_to` points some neighbours may be missed (a few of a
    hundred) and the seed counts; the distances of those found are exact. That way starts numba's
    threads: not before a fork. No point is its own neighbour; k at most N − 1.
    """
    N = len(vectors)
    k = max(0, min(k, N - 1))
    if N <= exact_up_to or k == 0:
        return knn(vectors, k, metric, threads)
    vectors = np.ascontiguousarray(vectors, np.float32)
    ids = _descend(vectors, k, metric, seed, threads)
    return _sorted(_measured(vectors, ids, metric), ids, k)


def _descend(
    vectors: np.ndarray, k: int, metric: Metric, seed: int, threads: int
) -> np.ndarray:
    """(N, k + 1) ids of neighbours, the point itself among them or not; −1 where none was found."""
    from pynndescent import NNDescent

    index = NNDescent(
        vectors, metric, n_neighbors=k + 1, random_state=seed, n_jobs=threads, compressed=False
    )
    return np.array(index.neighbor_graph[0], np.int32)


def _measured(vectors: np.ndarray, ids: np.ndarray, metric: Metric) -> np.ndarray:
    """Distances float32 of every point to its ids; infinite to itself and to −1."""
    if metric == "cosine":
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors = vectors / np.where(lengths > 0, lengths, 1)
    distances = np.empty(ids.shape, np.float32)
    for begin in range(0, len(ids), _BLOCK):
        rows = slice(begin, begin + _BLOCK)
        near, own = vectors[ids[rows]], vectors[rows, None]  # (B, k + 1, D), (B, 1, D)
        if metric == "cosine":
            distances[rows] = np.maximum(0, 1 - (near * own).sum(axis=2))
        else:
            distances[rows] = np.sqrt(np.square(near - own).sum(axis=2))
    itself = ids == np.arange(len(ids))[:, None]
    distances[itself | (ids < 0)] = np.inf
    return distances


def _sorted(distances: np.ndarray, ids: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    order = np.lexsort((ids, distances), axis=-1)[:, :k]
    return np.take_along_axis(ids, order, 1), np.take_along_axis(distances, order, 1)
