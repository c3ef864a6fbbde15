"""t-SNE whose every iteration can be watched: exact, and the same for any number of threads.

van der Maaten, Hinton (2008), "Visualizing data using t-SNE". `tsne_plain` says one iteration in
plain numpy, and a test holds the two equal; `tsne_loops` has the compiled loops. Above some ten
thousand points another `Repulsion` pays.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread

import numpy as np

from engine.kernels import tsne_loops
from engine.kernels.tsne_affinities import Affinities, affinities, effective, reach

__all__ = [
    "Affinities", "Repulsion", "Settings", "State", "advance", "affinities", "divergence",
    "effective", "pace", "reach", "repel", "start", "warm",
]  # fmt: skip

#: (positions float32 (N, d), threads) → forces float32 (N, d), Σⱼ (1 + d²)⁻² (yᵢ − yⱼ), and the
#: normaliser Z = Σ_{i≠j} (1 + d²)⁻¹.
Repulsion = Callable[[np.ndarray, int], tuple[np.ndarray, float]]

#: Standard deviation of the first axis before the first iteration.
SPREAD = 1e-4

#: Share of SPREAD that random numbers add to a plane: points that lie in one place, or all on one
#: line, could otherwise never leave it.
_JITTER = 0.01

#: Seconds that a thread sleeps which has waited long for the others.
_NAP = 2e-5


@dataclass(frozen=True)
class Settings:
    """How a map is made. rate 0: max(N / exaggeration / 4, 50), with the exaggeration of the time.

    So N / 48 at first and then N / 4: Belkina et al. (2019), and openTSNE's "auto". scikit-learn
    keeps N / 48, and has not arrived after 750 iterations of 5,000 points. The rate is for the
    gradient with its factor 4, as in the paper; openTSNE leaves the 4 out: its rates are 4 ×.
    """

    perplexity: float = 30.0
    rate: float = 0.0
    exaggeration: float = 12.0
    exaggerated: int = 250  # iterations with exaggeration and momentum 0.5; then 0.8
    dimensions: int = 2  # 2 or 3


@dataclass
class State:
    """A map on its way; `advance` writes into it."""

    positions: np.ndarray  # float32 (N, d)
    velocity: np.ndarray  # float32 (N, d): the last step
    gains: np.ndarray  # float32 (N, d)
    done: int = 0  # iterations


def start(
    points: int, plane: np.ndarray | None = None, seed: int = 0, dimensions: int = 2
) -> State:
    """The map of N points before the first iteration, by principal components or at random.

    `plane` (N, ≥ 1): positions along the principal axes, scaled to a standard deviation of 1e-4
    on the first (Kobak, Berens 2019) and jittered by 1 % of that; missing axes are jitter alone.
    Without one, or with one on which nothing differs: normal numbers of 1e-4.
    """
    if dimensions not in (2, 3):
        raise ValueError(f"a map has 2 or 3 dimensions; given {dimensions}")
    noise = np.random.default_rng(seed).normal(0, SPREAD, (points, dimensions))
    positions = noise
    if plane is not None:
        flat = np.zeros((points, dimensions))
        axes = min(dimensions, plane.shape[1])
        flat[:, :axes] = plane[:, :axes]
        flat -= flat.mean(axis=0) if points else 0.0
        flat /= np.abs(flat).max(initial=0) or 1.0
        spread = flat[:, 0].std() if points else 0.0
        if spread > 0:
            positions = flat * (SPREAD / spread) + _JITTER * noise
    positions = positions.astype(np.float32)
    return State(positions, np.zeros_like(positions), np.ones_like(positions))


def pace(settings: Settings, points: int, done: int) -> tuple[float, float, float]:
    """(exaggeration, momentum, rate) of the iteration that comes after `done` others."""
    early = done < settings.exaggerated
    exaggeration, momentum = (settings.exaggeration, 0.5) if early else (1.0, 0.8)
    rate = settings.rate or max(points / max(exaggeration, 1.0) / 4, 50.0)
    return exaggeration, momentum, rate


def repel(positions: np.ndarray, threads: int = 2) -> tuple[np.ndarray, float]:
    """The exact `Repulsion`: every pair of points."""
    if len(positions) == 0:
        return np.zeros(positions.shape, np.float32), 0.0
    bench = _Bench(positions)
    bench.run((bench.parts, 0, 0), 1, threads)
    forces = bench.pushes.sum(axis=0)[:, : len(positions)]
    return np.ascontiguousarray(forces.T), float(2 * bench.sums.sum())


def advance(
    state: State,
    joint: Affinities,
    settings: Settings,
    iterations: int = 1,
    repulsion: Repulsion = repel,
    threads: int = 2,
) -> float:
    """Iterate in place; the norm of the last gradient (0.0 without iterations or points).

    Many small calls give exactly what one large call gives, with any number of threads. Gains
    and momentum as van der Maaten has them; after each step the map's middle is at 0.
    """
    points = len(state.positions)
    if points == 0 or iterations <= 0:
        return 0.0
    paces = [pace(settings, points, state.done + turn) for turn in range(iterations)]
    plan = np.array(paces, np.float32)  # (turns, 3)
    if repulsion is repel:
        bench = _Bench(state.positions, joint, state)
        bench.run((bench.parts, bench.rows, 1), iterations, threads, plan)
    else:
        bench = _Bench(state.positions, joint, state, parts=1)
        for turn in range(iterations):
            forces, normaliser = repulsion(bench.positions(), threads)
            bench.pushes[0, :, :points] = forces.T
            bench.sums[0] = normaliser / 2
            bench.run((0, bench.rows, 1), 1, threads, plan[turn : turn + 1])
    state.positions, state.velocity, state.gains = bench.positions(), bench.velocity, bench.gains
    state.done += iterations
    return float(bench.norm[0])


def divergence(
    state: State, joint: Affinities, repulsion: Repulsion = repel, threads: int = 2
) -> float:
    """KL(P ‖ Q) in nats, of the state as it stands; 0.0 where there is no pair."""
    if not len(joint.values):
        return 0.0
    positions = _own(state.positions, np.float32)
    _, normaliser = repulsion(positions, threads)
    total, whole = tsne_loops.relative(positions, *_rows(joint))
    return float(total + whole * np.log(max(normaliser, tsne_loops.LEAST)))


def warm() -> None:
    """Compile every loop, or load it from numba's cache, and start no thread."""
    joint = affinities(np.array([[1], [0]]), np.ones((2, 1)), 1.0)
    for dimensions in (2, 3):
        state = start(2, dimensions=dimensions)
        advance(state, joint, Settings(), threads=1)
        divergence(state, joint, threads=1)


def _own(array: np.ndarray, kind: type) -> np.ndarray:
    # Writable, even where it is only read: numba compiles once more for what is read-only.
    return np.require(array, kind, ["C", "W"])


def _rows(joint: Affinities) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    starts, columns = _own(joint.starts, np.int64), _own(joint.columns, np.int32)
    return starts, columns, _own(joint.values, np.float32)


_NOBODY = Affinities(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))


class _Bench:
    """What the loops work on: axes apart, free places behind the points, a buffer for each part.

    How work is cut depends on N alone, never on the threads.
    """

    def __init__(
        self, positions: np.ndarray, joint: Affinities = _NOBODY, state: State | None = None,
        parts: int = 0,
    ) -> None:  # fmt: skip
        points, dimensions = positions.shape
        self.parts = parts or max(1, min(16, points // 128))
        self.rows = max(1, min(64, points // 64))
        room = (dimensions, points + tsne_loops.ROOM)
        self.where = np.full(room, tsne_loops.FAR, np.float32)
        self.where[:, :points] = positions.T
        self.pushes = np.empty((self.parts, *room), np.float32)
        self.sums, self.norm = np.zeros(self.parts), np.zeros(1)
        self.pull = np.empty(room, np.float32)
        self.joint = _rows(joint)
        none = np.empty((points, dimensions), np.float32)
        self.velocity = _own(state.velocity, np.float32) if state else none
        self.gains = _own(state.gains, np.float32) if state else none

    def positions(self) -> np.ndarray:
        """Positions float32 (N, d), a copy."""
        return self.where[:, : len(self.velocity)].T.copy()

    def run(
        self, tickets: tuple[int, int, int], turns: int, threads: int,
        plan: np.ndarray | None = None,
    ) -> None:  # fmt: skip
        """Do the tickets of all turns, this thread and `threads` − 1 others."""
        counters = np.zeros(tsne_loops.COUNTERS, np.int64)
        plan = np.zeros((1, 3), np.float32) if plan is None else plan

        def labour(held: int) -> int:
            return int(tsne_loops.work(
                held, counters, tickets, turns, self.where, self.pushes, self.sums, self.pull,
                *self.joint, plan, self.velocity, self.gains, self.norm,
            ))  # fmt: skip

        _together(labour, min(threads, self.parts + self.rows))


def _together(labour: Callable[[int], int], threads: int) -> None:
    """`labour` in this thread and in others beside it, until each says −1: nothing is left."""
    over = Event()

    def go() -> None:
        held = -1
        while (held := labour(held)) >= 0 and not over.is_set():
            time.sleep(_NAP)

    others = []
    with suppress(RuntimeError):  # no more threads to be had: fewer do the same
        for _ in range(threads - 1):
            other = Thread(target=go, daemon=True)
            other.start()
            others.append(other)
    try:
        go()
    except BaseException:  # the others must not wait for a ticket that this thread let fall
        over.set()
        raise
    finally:
        for other in others:
            other.join()
