"""Known shapes are what a map is judged by: who knows the original sees what the map invents.

The sets of Wattenberg, Viégas, Johnson (2016), "How to Use t-SNE Effectively", in its numbers
where it gives them; the Swiss roll of Tenenbaum, de Silva, Langford (2000). Points of one part
never stand together, so that the first few of a set still show the whole of it.
"""

import inspect
from collections.abc import Callable

import numpy as np

from engine.vectors.elephant import elephant
from engine.vectors.points import Column, Points

Shape = Callable[[int, int], Points]


def _points(id: str, vectors: np.ndarray, **columns: Column) -> Points:
    values = vectors.astype(np.float32)
    return Points(id, values, ("",) * len(values), columns, "euclidean")


def _number(values: np.ndarray) -> Column:
    return Column("number", (), values.astype(np.float32))


def _category(kind: str, count: int, values: np.ndarray) -> Column:
    names = tuple(f"{kind}-{i + 1}" for i in range(count))
    return Column("category", names, values.astype(np.int32))


def two_sizes(n: int = 200, seed: int = 0) -> Points:
    """Two Gaussian clusters in 50 dimensions, the first ten times as wide as the second."""
    vectors = np.random.default_rng(seed).standard_normal((n, 50))
    which = np.arange(n) % 2
    vectors[which == 1] /= 10
    vectors[which == 1, 0] += 20
    return _points("two-sizes", vectors, cluster=_category("cluster", 2, which))


def distances(n: int = 150, seed: int = 0) -> Points:
    """Three equal Gaussian clusters in 50 dimensions at 0, 10 and 50 of one axis."""
    vectors = np.random.default_rng(seed).standard_normal((n, 50))
    which = np.arange(n) % 3
    vectors[:, 0] += np.array([0, 10, 50])[which]
    return _points("distances", vectors, cluster=_category("cluster", 3, which))


def noise(n: int = 500, seed: int = 0) -> Points:
    """One Gaussian in 100 dimensions: nothing to be found. distance: from its centre."""
    vectors = np.random.default_rng(seed).standard_normal((n, 100))
    return _points("noise", vectors, distance=_number(np.linalg.norm(vectors, axis=1)))


def line(n: int = 200, seed: int = 0) -> Points:
    """A straight line of length 100 through 50 dimensions, with noise of 0.1 about it."""
    random = np.random.default_rng(seed)
    position = _spread(n)
    direction = random.standard_normal(50)
    direction /= np.linalg.norm(direction)
    vectors = 100 * position[:, None] * direction + 0.1 * random.standard_normal((n, 50))
    return _points("line", vectors, position=_number(position))


def grid(n: int = 400, seed: int = 0) -> Points:
    """A flat square grid with the most rows that n points fill; the same for every seed."""
    side = max(1, int(np.sqrt(n)))
    x, y = np.divmod(_mixed(side * side), side)
    return _points("grid", np.stack([x, y], axis=1), x=_number(x), y=_number(y))


def linked_rings(n: int = 200, seed: int = 0) -> Points:
    """Two circles in space, each through the other's middle; the same for every seed."""
    return _rings("linked-rings", n, 1.0)


def separate_rings(n: int = 200, seed: int = 0) -> Points:
    """The linked rings, pulled apart: 1 lies between them; the same for every seed."""
    return _rings("separate-rings", n, 3.0)


def _rings(id: str, n: int, shift: float) -> Points:
    """Unit circles in the planes xy and xz, their middles `shift` apart."""
    which, position = np.arange(n) % 2, np.empty(n)
    position[which == 0] = _spread((n + 1) // 2)
    position[which == 1] = _spread(n // 2)
    across, along = np.sin(2 * np.pi * position), np.cos(2 * np.pi * position)
    first = which == 0
    vectors = np.stack(
        [along + shift * which, np.where(first, across, 0), np.where(first, 0, across)], axis=1
    )
    return _points(id, vectors, ring=_category("ring", 2, which), position=_number(position))


def trefoil(n: int = 300, seed: int = 0) -> Points:
    """The simplest knot, evenly along its parameter; the same for every seed."""
    position = _spread(n)
    t = 2 * np.pi * position
    vectors = np.stack(
        [np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t), -np.sin(3 * t)], axis=1
    )
    return _points("trefoil", vectors, position=_number(position))


def swiss_roll(n: int = 1000, seed: int = 0) -> Points:
    """A sheet 21 wide rolled up one and a half times. position: along the sheet, 0 to 1."""
    along, across = np.random.default_rng(seed).random((2, n))
    turn = 1.5 * np.pi * (1 + 2 * along)
    vectors = np.stack([turn * np.cos(turn), 21 * across, turn * np.sin(turn)], axis=1)
    return _points("swiss-roll", vectors, position=_number(along), across=_number(across))


def _spread(n: int) -> np.ndarray:
    """0, 1/n … (n − 1)/n in mixed order."""
    return _mixed(n) / max(1, n)


def _mixed(n: int) -> np.ndarray:
    """0 … n − 1 so that any first few are spread over all: multiples of a golden section of n."""
    step = next(s for s in range(max(1, round(0.618 * n)), n + 2) if np.gcd(s, max(1, n)) == 1)
    return np.arange(n) * step % max(1, n)


#: Every shape by its id, in the order they are offered: `SHAPES[id](n, seed)`.
SHAPES: dict[str, Shape] = {
    "two-sizes": two_sizes,
    "distances": distances,
    "noise": noise,
    "line": line,
    "grid": grid,
    "linked-rings": linked_rings,
    "separate-rings": separate_rings,
    "trefoil": trefoil,
    "swiss-roll": swiss_roll,
    "elephant": elephant,
}


def usual(id: str) -> int:
    """Points of shape `id` where nothing else is asked for."""
    size: int = inspect.signature(SHAPES[id]).parameters["n"].default
    return size
