"""What pushes the points of a large map apart is one smooth field, found on a grid by FFT.

Linderman et al. (2019, "Fast interpolation-based t-SNE") convolve four right-hand sides on a
Lagrange grid. Here one is enough: the force is the slope of φ(y) = Σ_j 1/(1 + |y − y_j|²), for
Σ_j (1 + d²)⁻² (y_i − y_j) = −½ ∇φ(y_i), and splines have a smooth slope (Essmann et al. 1995, "A
smooth particle mesh Ewald method"). Z is the sum of φ over the points.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from engine.kernels import tsne_fft_loops as loops

#: Width of a cell where the map is large, cells along a small map, and the most along a huge one.
CELL, FEWEST, MOST = 1 / 3, 50, 1000
#: Nodes beyond the map: those that its last points reach (and one, should a place be rounded up),
#: and room for the fold of the kernel to fade away from what is read.
_BEYOND, _ROOM = 7, 12
_SIZES = (16, 18, 20, 24, 25, 27, 30, 32)  # times a power of two: lengths whose FFT is fast
_ROWS, _COLUMNS, _POINTS = 32, 32, 4096  # done at a time, by whichever thread is free


@dataclass(frozen=True)
class Grid:
    """nx × ny nodes, `cell` apart, on a torus of `size` nodes, so large that its ends are apart."""

    low: np.ndarray  # float32 (2,)
    cell: float
    nodes: tuple[int, int]
    size: tuple[int, int]


@dataclass(frozen=True)
class Kernel:
    """1/(1 + d²) − level, as a transform (size_x, size_y/2 + 1), and of one node (6, 6).

    Divided by the splines, twice along each axis: once for spreading, once for reading. The level
    is the value at the far end: in a small map 1/(1 + d²) is 1 to the last digit of a float32; a
    constant pushes nothing, so it is taken off, and d² is left.
    """

    spectrum: np.ndarray
    near: np.ndarray
    level: float


def grid_of(positions: np.ndarray) -> Grid:
    """The grid of a map (N, 2). Cells come in steps, so that one kernel serves many iterations."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    spread = (high - low).astype(np.float64)
    side = max(float(spread.max()), 1e-12)
    cell = CELL
    if side < FEWEST * CELL:
        cell = CELL * 2.0 ** -(np.ceil(2 * np.log2(FEWEST * CELL / side)) / 2)
    elif side > MOST * CELL:
        cell = CELL * 2.0 ** (np.ceil(4 * np.log2(side / (MOST * CELL))) / 4)
    nx, ny = (int(width / cell) + _BEYOND for width in spread)
    return Grid(low, cell, (nx, ny), (_fast(2 * (nx + _ROOM)), _fast(2 * (ny + _ROOM))))


def _fast(least: int) -> int:
    """The least length that is not below `least` and has a fast FFT."""
    power = 1
    while _SIZES[-1] * power < least:
        power *= 2
    return min(size * power for size in _SIZES if size * power >= least)


@lru_cache(maxsize=4)
def _kernel(size: tuple[int, int], cell: float) -> Kernel:
    """Computed in float64: what is kept is float32, and never written to."""
    from scipy import fft

    far = max(size) / 2 * cell
    x, y = (np.minimum(np.arange(M), M - np.arange(M)) * cell for M in size)
    squared = x[:, None] ** 2 + y**2
    spectrum = fft.rfft2((far * far - squared) / ((1 + squared) * (1 + far * far))).real
    spectrum /= _spline(size[0])[:, None] * _spline(size[1])[: size[1] // 2 + 1]
    near = fft.irfft2(spectrum, size)[:6, :6].astype(np.float32)
    return Kernel(spectrum.astype(np.float32), near, 1 / (1 + far * far))


def _spline(M: int) -> np.ndarray:
    """Squared transform of the spline's values at the nodes (1, 26, 66, 26, 1) / 120."""
    turn = 2 * np.pi * np.arange(M) / M
    return ((33 + 26 * np.cos(turn) + np.cos(2 * turn)) / 60) ** 2


def repel(positions: np.ndarray, threads: int = 2) -> tuple[np.ndarray, float]:
    """Forces float32 (N, 2): Σ_j (1 + d²)⁻² (y_i − y_j); and Z = Σ_{i≠j} 1/(1 + d²).

    positions (N, 2) float32. The same for any number of threads. Over maps up to 300 wide within
    some 0.3 % of the exact sums (root of mean squares); coarser beyond. A map that is not finite
    gives NaN. The first call loads scipy's FFT.
    """
    N = len(positions)
    if N == 0:
        return np.zeros((0, 2), np.float32), 0.0
    if not np.isfinite(np.ptp(positions, axis=0)).all():
        return np.full((N, 2), np.nan, np.float32), float("nan")
    # Writable, even where it is only read: numba compiles once more for what is read-only.
    positions = np.require(positions, np.float32, ["C", "W"])
    grid = grid_of(positions)
    kernel = _kernel(grid.size, grid.cell)
    places = np.empty((N, 2), np.float32)
    loops.place(positions, grid.low, np.float32(1 / grid.cell), places)
    counts, forces = np.empty(grid.nodes, np.float32), np.empty((N, 2), np.float32)
    loops.spread(places, counts)
    with ThreadPoolExecutor(threads) as pool:
        field = _convolve(counts, kernel, grid.size, pool.map)
        slope = np.float32(-0.5 / grid.cell)
        read = partial(_read, places, field, kernel.near, slope, forces)
        total = sum(pool.map(read, range(0, N, _POINTS)))
    return forces, max(0.0, float(total + N * (N - 1) * kernel.level))


def _read(
    places: np.ndarray, field: np.ndarray, near: np.ndarray, scale: np.float32,
    forces: np.ndarray, begin: int,
) -> float:  # fmt: skip
    end = min(begin + _POINTS, len(places))
    return float(loops.gather(places, field, near, scale, begin, end, forces))


def _convolve(
    counts: np.ndarray, kernel: Kernel, size: tuple[int, int],
    each: Callable[..., Iterable[object]],
) -> np.ndarray:  # fmt: skip
    """The field at the nodes (nx, ny): counts * kernel; nothing is computed for empty padding.

    A block is of fixed size and one thread's own, so the sums do not depend on their number.
    """
    from scipy import fft

    (nx, ny), (Mx, My) = counts.shape, size
    half = np.empty((nx, My // 2 + 1), np.complex64)
    field = np.empty((nx, ny), np.float32)

    def there(begin: int) -> None:
        rows = slice(begin, begin + _ROWS)
        half[rows] = fft.rfft(counts[rows], n=My, axis=1)

    def across(begin: int) -> None:
        columns = slice(begin, begin + _COLUMNS)
        waves = fft.fft(half[:, columns], n=Mx, axis=0)
        waves *= kernel.spectrum[:, columns]
        half[:, columns] = fft.ifft(waves, axis=0, overwrite_x=True)[:nx]

    def back(begin: int) -> None:
        rows = slice(begin, begin + _ROWS)
        field[rows] = fft.irfft(half[rows], n=My, axis=1)[:, :ny]

    list(each(there, range(0, nx, _ROWS)))
    list(each(across, range(0, half.shape[1], _COLUMNS)))
    list(each(back, range(0, nx, _ROWS)))
    return field


def warm() -> None:
    """Compile every loop, or load it from numba's cache; starts no thread."""
    places = np.full((1, 2), 3, np.float32)
    grid, near = np.zeros((8, 8), np.float32), np.zeros((6, 6), np.float32)
    forces, one = np.empty_like(places), np.float32(1)
    loops.place(places, np.zeros(2, np.float32), one, forces)
    loops.spread(places, grid)
    loops.gather(places, grid, near, one, 0, 1, forces)
