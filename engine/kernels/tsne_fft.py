"""What pushes the points of a large map apart is one smooth field, found on a grid by FFT.

Linderman et al. (2019, "Fast interpolation-based t-SNE") convolve four right-hand sides on a
Lagrange grid. Here one is enough: the force is the slope of φ(y) = Σ_j 1/(1 + |y − y_j|²),
Σ_j (1 + d²)⁻² (y_i − y_j) = −½ ∇φ(y_i), and cubic splines have a smooth slope (Essmann et al. 1995,
"A smooth particle mesh Ewald method"). Z is the sum of φ over the points.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from engine.kernels import tsne_fft_loops as loops

#: Width of a cell where the map is large, cells along a small map, and the most along a huge one.
import os
CELL, FEWEST, MOST = float(os.environ.get('CELL','0.4')), 50, 1000
#: Nodes beyond the map: three that its last points reach, and room for the kernel's fold to fade.
_BEYOND, _ROOM = 6, 12
_SIZES = (16, 18, 20, 24, 25, 27, 30)  # times a power of two: lengths whose FFT is fast
_ROWS, _COLUMNS, _POINTS = 32, 32, 4096  # done at a time, by whichever thread is free


@dataclass(frozen=True)
class Grid:
    """nx × ny nodes, `cell` apart, on a torus of `size` (2,) nodes that keeps their ends apart."""

    low: np.ndarray  # float32 (2,)
    cell: float
    nodes: tuple[int, int]
    size: tuple[int, int]


def grid_of(positions: np.ndarray) -> Grid:
    """The grid of a map (N, 2). Cells come in steps of √2, so one kernel serves many iterations."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    spread = (high - low).astype(np.float64)
    side = max(float(spread.max()), 1e-12)
    cell = CELL
    if side < FEWEST * CELL:
        cell = CELL * 2.0 ** -(np.ceil(2 * np.log2(FEWEST * CELL / side)) / 2)
    elif side > MOST * CELL:
        cell = side / MOST
    nx, ny = (int(width / cell) + _BEYOND for width in spread)
    return Grid(low, cell, (nx, ny), (_fast(2 * (nx + _ROOM)), _fast(2 * (ny + _ROOM))))


def _fast(least: int) -> int:
    """The least length that is not below `least` and has a fast FFT."""
    power = 1
    while 32 * power < least:
        power *= 2
    return min(size * power for size in (*_SIZES, 32) if size * power >= least)


def _level(grid: Grid) -> float:
    """What is taken off 1/(1 + d²): its value at the map's far end.

    In a small map 1/(1 + d²) is 1 everywhere, to the last digit of a float32. A constant pushes
    nothing, so it is taken off and d² is left.
    """
    far = max(grid.size) / 2 * grid.cell
    return 1 / (1 + far * far)


@lru_cache(maxsize=2)
def _kernel(size: tuple[int, int], cell: float) -> np.ndarray:
    """Transform of 1/(1 + d²) − level on the torus: float32 (size_x, size_y/2 + 1).

    Divided by that of the spline, twice along each axis: once for spreading, once for reading.
    """
    from scipy import fft

    far = max(size) / 2 * cell
    x, y = (np.minimum(np.arange(M), M - np.arange(M)) * cell for M in size)
    squared = x[:, None] ** 2 + y**2
    values = (far * far - squared) / ((1 + squared) * (1 + far * far))
    spectrum = fft.rfft2(values).real
    spline = [(33 + 26*np.cos(a:=2 * np.pi * np.arange(M) / M)+np.cos(2*a)) / 60 for M in size]
    spectrum /= (spline[0] ** 2)[:, None] * spline[1][: size[1] // 2 + 1] ** 2
    near = fft.irfft2(spectrum,size)[:6,:6].astype(np.float32)
    spectrum = spectrum.astype(np.float32)
    spectrum.flags.writeable = False
    return spectrum, near


def repel(positions: np.ndarray, threads: int = 2) -> tuple[np.ndarray, float]:
    """Forces float32 (N, 2): Σ_j (1 + d²)⁻² (y_i − y_j); and Z = Σ_{i≠j} 1/(1 + d²).

    positions (N, 2) float32. The same for any number of threads. Within about 0.1 % of the exact
    sums over maps up to 400 wide; coarser beyond. A map that is not finite gives NaN.
    """
    N = len(positions)
    if N == 0 or not np.isfinite(positions).all():
        return np.full((N, 2), np.nan, np.float32), float("nan") if N else 0.0
    grid = grid_of(positions)
    scale = np.float32(1 / grid.cell)
    places = np.empty((N, 2), np.float32)
    loops.place(positions, grid.low, scale, places)
    counts = np.empty(grid.nodes, np.float32)
    loops.spread(places, counts)
    forces = np.empty((N, 2), np.float32)
    with ThreadPoolExecutor(threads) as pool:
        field = _convolve(counts, grid, pool.map)
        slope = np.float32(-0.5 / grid.cell)
        read = partial(_read, places, field, _kernel(grid.size, grid.cell)[1], slope, forces)
        total = sum(pool.map(read, range(0, N, _POINTS)))
    return forces, max(0.0, total + N * (N-1) * _level(grid))


def _read(
    places: np.ndarray, field: np.ndarray, near: np.ndarray, scale: np.float32, forces: np.ndarray, begin: int
) -> float:
    end = min(begin + _POINTS, len(places))
    return float(loops.gather(places, field, near, scale, begin, end, forces))


def _convolve(
    counts: np.ndarray, grid: Grid, spread_out: Callable[..., Iterable[object]]
) -> np.ndarray:
    """The field at the nodes (nx, ny): counts * kernel, with nothing computed for empty padding.

    Blocks are of fixed size and each is one thread's, so the sums do not depend on threads.
    """
    from scipy import fft

    (nx, ny), (Mx, My) = grid.nodes, grid.size
    kernel = _kernel(grid.size, grid.cell)[0]
    half = np.empty((nx, My // 2 + 1), np.complex64)
    field = np.empty((nx, ny), np.float32)

    def there(begin: int) -> None:
        rows = slice(begin, begin + _ROWS)
        half[rows] = fft.rfft(counts[rows], n=My, axis=1)

    def across(begin: int) -> None:
        columns = slice(begin, begin + _COLUMNS)
        waves = fft.fft(half[:, columns], n=Mx, axis=0)
        waves *= kernel[:, columns]
        half[:, columns] = fft.ifft(waves, axis=0, overwrite_x=True)[:nx]

    def back(begin: int) -> None:
        rows = slice(begin, begin + _ROWS)
        field[rows] = fft.irfft(half[rows], n=My, axis=1)[:, :ny]

    list(spread_out(there, range(0, nx, _ROWS)))
    list(spread_out(across, range(0, half.shape[1], _COLUMNS)))
    list(spread_out(back, range(0, nx, _ROWS)))
    return field
