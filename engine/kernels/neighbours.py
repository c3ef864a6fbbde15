"""The nearest neighbours of every point, exactly, at the speed of a matrix product.

Half the squared distance is ½|a|² + ½|b|² − ab, and all the ab are one product of matrices. What
that loses by rounding is bounded (Higham 2002, "Accuracy and stability of numerical algorithms",
eq. 3.5), and whatever could belong to the nearest is measured again by its difference a − b.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import numpy as np
from numba import njit

_MATHS = {"reassoc", "contract", "arcp", "nsz", "afn"}  # infinity stands for "none yet"
_compiled: Any = njit(
    nogil=True, cache=True, boundscheck=False, error_model="numpy", fastmath=_MATHS
)

_HALF, _ONE, _FAR = np.float32(0.5), np.float32(1), np.float32(np.inf)
#: Products (numbers) of one block: 8 MB.
_BLOCK = 1 << 21
#: Points that are passed over at once where none of them can be near.
_STRIDE = 64


def knn(
    vectors: np.ndarray,
    k: int,
    metric: Literal["euclidean", "cosine"] = "euclidean",
    threads: int = 2,
) -> tuple[np.ndarray, np.ndarray]:
    """The min(k, N − 1) nearest others of each row of `vectors` (N, D), nearest first.

    ids int32 and distances float32, both (N, k); ties go to the lower id. Cosine: 1 − cos, which
    is 1 where a row is zero. The same for any number of threads. Raises ValueError on a number
    that is not finite and on another metric.
    """
    if metric not in ("euclidean", "cosine"):
        raise ValueError(f"a metric is euclidean or cosine; given {metric!r}")
    points = len(vectors)
    k = max(0, min(int(k), points - 1))
    ids, found = np.empty((points, k), np.int32), np.empty((points, k), np.float32)
    rows, scale = _units(vectors) if metric == "cosine" else _scaled(vectors)
    if k == 0:
        return ids, found
    # Distances do not change when all points move, products shrink when they move to the middle.
    flat = rows if metric == "cosine" else rows - rows.mean(axis=0, dtype=np.float64)
    flat = flat.astype(np.float32)
    lost = (3 * rows.shape[1] + 20) * 2.0**-24
    halves = np.einsum("nd,nd->n", flat, flat, dtype=np.float64) / 2  # (N,)
    zeros = halves == 0 if metric == "cosine" else np.zeros(points, np.bool_)
    if metric == "cosine":
        halves[:] = 0.5
    lower = (halves * (1 - lost)).astype(np.float32)
    size = min(points, max(64, _BLOCK // points))
    blocks = iter(range(0, points, size))

    def labour() -> None:
        room = np.empty((size, points), np.float32)
        for begin in blocks:
            end = min(begin + size, points)
            products = np.matmul(flat[begin:end], flat.T, out=room[: end - begin])  # (B, N)
            _choose(begin, products, lower, rows, zeros, ids, found)

    _share(labour, threads)
    return ids, found if metric == "cosine" else _lengths(found, scale)


def _share(labour: Any, threads: int) -> None:
    """Run `labour` in several threads, this one included; the first error is raised."""
    if threads <= 1:
        labour()
        return
    with ThreadPoolExecutor(threads - 1) as pool:
        others = [pool.submit(labour) for _ in range(threads - 1)]
        labour()
        for other in others:
            other.result()


def _lengths(found: np.ndarray, scale: float) -> np.ndarray:
    """Distances from half their squares; none is rounded to infinity."""
    lengths = np.sqrt(2 * found.astype(np.float64)) * scale
    return np.minimum(lengths, np.finfo(np.float32).max).astype(np.float32)


def _scaled(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """Rows by a power of two, so that no square overflows and no difference is rounded."""
    rows = np.asarray(vectors, np.float32)
    largest = float(np.abs(rows).max(initial=0))
    if not np.isfinite(largest):
        raise ValueError("every number of the vectors must be finite")
    exponent = int(np.frexp(largest)[1])
    return np.ldexp(rows, -exponent).astype(np.float32), float(np.ldexp(1.0, exponent))


def _units(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """Rows of length 1; zero rows stay zero."""
    rows, _ = _scaled(vectors)
    wide = rows.astype(np.float64)
    lengths = np.sqrt(np.einsum("nd,nd->n", wide, wide))[:, None]
    return (wide / np.where(lengths > 0, lengths, 1)).astype(np.float32), 1.0


@_compiled
def _gap(a, b):
    """Half the squared distance, by differences."""
    total = np.float32(0)
    for d in range(len(a)):
        step = a[d] - b[d]
        total += step * step
    return total * _HALF


@_compiled
def _least(lower, dots):
    least = _FAR
    for j in range(len(lower)):
        least = min(least, lower[j] - dots[j])
    return least


@_compiled
def _sink(near, who, size):
    """Bring the heap in order below its root: the farthest on top, of equals the higher id."""
    place = 0
    value, name = near[0], who[0]
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        other = child + 1
        if other < size and (
            near[other] > near[child] or (near[other] == near[child] and who[other] > who[child])
        ):
            child = other
        if near[child] < value or (near[child] == value and who[child] < name):
            break
        near[place], who[place] = near[child], who[child]
        place = child
    near[place], who[place] = value, name


@_compiled
def _choose(begin, products, lower, rows, zeros, ids, found):
    """The nearest of the rows of one block: half squared distances, rising, and their ids.

    products (B, N): dot products. Where even the lower bound of a distance exceeds the k-th so
    far, that point is passed over. Points come by rising id, so an equal one comes too late.
    """
    points, k = len(lower), ids.shape[1]
    for r in range(len(products)):
        i = begin + r
        near, who, dots = found[i], ids[i], products[r]
        near[:] = _FAR
        who[:] = points
        own, worst = lower[i], _FAR
        for first in range(0, points, _STRIDE):
            last = min(first + _STRIDE, points)
            if own + _least(lower[first:last], dots[first:last]) > worst:
                continue
            for j in range(first, last):
                if own + lower[j] - dots[j] <= worst and j != i:
                    gap = _ONE if zeros[i] or zeros[j] else _gap(rows[i], rows[j])
                    if gap < worst:
                        near[0], who[0] = gap, j
                        _sink(near, who, k)
                        worst = near[0]
        for size in range(k - 1, 0, -1):  # the heap, sorted in place
            near[0], near[size] = near[size], near[0]
            who[0], who[size] = who[size], who[0]
            _sink(near, who, size)


def warm() -> None:
    """Compile the loops, or load them from numba's cache, and start no thread."""
    knn(np.eye(2, dtype=np.float32), 1, threads=1)
