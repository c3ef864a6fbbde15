"""One epoch of UMAP's layout as umap-learn defines it, in plain numpy: every number in view.

McInnes, Healy, Melville (2018), algorithm 5 and appendix C; umap-learn 0.5.12's schedule, with
its clocks of edges kept as it keeps them. The fast kernel repeats this draw by draw.
"""

from dataclasses import dataclass

import numpy as np

from engine.kernels.umap import Graph, Settings, State, curve, rate

_MASK = 0xFFFFFFFF


@dataclass
class Clocks:
    """When each edge (E,) is next due, and when the next point drawn against it is; in epochs."""

    period: np.ndarray
    due: np.ndarray
    drawn: np.ndarray


def clocks(graph: Graph, settings: Settings) -> Clocks:
    """The clocks before epoch 0: the strongest edge is due every epoch, half as strong ones every
    second epoch; with `negatives` draws a period."""
    period = 1.0 / (graph.values / np.float32(graph.top or 1.0)).astype(np.float64)
    return Clocks(period, period.copy(), period / max(settings.negatives, 1))


def draw(random: np.ndarray) -> int:
    """The next number of a point's random state (3,), changed in place; −2³¹ to 2³¹ − 1.

    The combined Tausworthe generator of L'Ecuyer (1996), with the state as wide as it comes.
    """
    for k, (mask, left, right, last) in enumerate(
        ((0xFFFFFFFE, 12, 13, 19), (0xFFFFFFF8, 4, 2, 25), (0xFFFFFFF0, 17, 3, 11))
    ):
        s = int(random[k])
        random[k] = (((s & mask) << left) & _MASK) ^ ((((s << right) & _MASK) ^ s) >> last)
    low = int(random[0] ^ random[1] ^ random[2]) & _MASK
    return low - 2**32 if low >= 2**31 else low


def pulled(difference: np.ndarray, a: float, b: float) -> np.ndarray:
    """By how much an edge moves its head, at rate 1: −∂ log(1 / (1 + a d^2b)), clipped to ±4."""
    squared = float(difference @ difference)
    if squared == 0:
        return np.zeros_like(difference)
    force = -2 * a * b * squared ** (b - 1) / (1 + a * squared**b)
    return np.clip(force * difference, -4, 4)


def pushed(difference: np.ndarray, a: float, b: float) -> np.ndarray:
    """By how much a point drawn pushes: −∂ log(1 − 1 / (1 + a d^2b)), softened, clipped to ±4."""
    squared = float(difference @ difference)
    force = 2 * b / ((0.001 + squared) * (1 + a * squared**b))
    return np.clip(force * difference, -4, 4)


def epoch(state: State, graph: Graph, settings: Settings, clock: Clocks) -> None:
    """The next epoch of the layout, in place; positions of any float type."""
    a, b = curve(settings.min_dist)
    x, n = state.positions, state.done
    speed = rate(settings, n)
    rows = np.repeat(np.arange(len(graph)), np.diff(graph.starts))  # (E,)
    for e in np.flatnonzero(clock.due <= n):
        i, j = int(rows[e]), int(graph.columns[e])
        move = speed * pulled(x[i] - x[j], a, b)
        x[i] += move
        x[j] -= move
        clock.due[e] += clock.period[e]
        if settings.negatives:
            step = clock.period[e] / settings.negatives
            # A hair more, as the clock's sums of fractions may fall short of the whole they make.
            draws = int((n - clock.drawn[e]) / step + 1e-9)
            for _ in range(draws):
                j = draw(state.random[i]) % len(x)
                if j != i:
                    x[i] += speed * pushed(x[i] - x[j], a, b)
            clock.drawn[e] += draws * step
    state.done += 1
