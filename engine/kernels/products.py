"""A sparse table times a block of vectors, at the speed at which memory brings the vectors.

Row by row (Gustavson 1978, "Two fast algorithms for sparse matrices"); four cells at once, so that
a row's sums are read and written a quarter as often: they, not the vectors, would be waited for.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numba import njit

#: Fewer cells than so many are not worth a second thread.
_FEW = 100_000


def multiply(
    starts: np.ndarray, columns: np.ndarray, values: np.ndarray, block: np.ndarray, threads: int = 2
) -> np.ndarray:
    """The product float32 (V, b) of compressed sparse rows (V, D) with `block` (D, b).

    starts (V + 1,), columns (E,) and values (E,) as scipy's `csr_array` has them; values and block
    are taken as float32. The same to the last bit for any number of threads.
    """
    rows = len(starts) - 1
    block, values = (np.ascontiguousarray(part, np.float32) for part in (block, values))
    found = np.empty((rows, block.shape[1]), np.float32)
    many = 1 if threads <= 1 or len(values) < _FEW else 4 * threads
    cuts = np.searchsorted(starts, np.linspace(0, starts[-1], many + 1)[1:-1])
    ranges = iter(pairwise([0, *cuts.tolist(), rows]))

    def labour() -> None:
        for begin, end in ranges:
            _multiply(starts, columns, values, block, found, begin, end)

    if many == 1:
        labour()
        return found
    with ThreadPoolExecutor(threads - 1) as pool:
        others = [pool.submit(labour) for _ in range(threads - 1)]
        labour()
        for other in others:
            other.result()
    return found


_compiled: Any = njit(
    nogil=True, cache=True, boundscheck=False, error_model="numpy", fastmath={"contract"}
)


@_compiled
def _multiply(starts, columns, values, block, found, begin, end):
    width = block.shape[1]
    for r in range(begin, end):
        row = found[r]
        row[:] = 0
        cell, last = starts[r], starts[r + 1]
        while cell + 4 <= last:
            a, b, c, d = values[cell], values[cell + 1], values[cell + 2], values[cell + 3]
            first, second = block[columns[cell]], block[columns[cell + 1]]
            third, fourth = block[columns[cell + 2]], block[columns[cell + 3]]
            for n in range(width):
                row[n] += a * first[n] + b * second[n] + c * third[n] + d * fourth[n]
            cell += 4
        while cell < last:
            a, first = values[cell], block[columns[cell]]
            for n in range(width):
                row[n] += a * first[n]
            cell += 1


def warm() -> None:
    """Compile the loop for both kinds of `starts` that scipy makes, or load it from the cache."""
    for kind in (np.int32, np.int64):
        places = np.array([0, 1], kind)
        multiply(places, places[:1], np.ones(1), np.ones((1, 1)), threads=1)
    multiply(np.array([0, 1]), np.zeros(1, np.int32), np.ones(1), np.ones((1, 1)), threads=1)
