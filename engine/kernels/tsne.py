"""t-SNE whose every iteration can be watched: exact, fused, and the same for any number of threads.

van der Maaten, Hinton (2008), "Visualizing data using t-SNE"; the sparse joint probabilities are
those of van der Maaten (2014). `tsne_plain` says one iteration in plain numpy, and a test holds the
two equal; `tsne_loops` has the compiled loops.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

#: (positions float32 (N, d), threads) → forces float32 (N, d), Σⱼ (1 + d²)⁻² (yᵢ − yⱼ), and the
#: normaliser Z = Σ_{i≠j} (1 + d²)⁻¹.
Repulsion = Callable[[np.ndarray, int], tuple[np.ndarray, float]]


@dataclass(frozen=True)
class Settings:
    """How a map is made. rate 0: max(N / exaggeration / 4, 50), scikit-learn's "auto".

    The gradient has its factor 4, as scikit-learn's has and openTSNE's has not.
    """

    perplexity: float = 30.0
    rate: float = 0.0
    exaggeration: float = 12.0
    exaggerated: int = 250  # iterations with exaggeration and momentum 0.5; then 0.8
    dimensions: int = 2  # 2 or 3


@dataclass(frozen=True)
class Affinities:
    """Joint probabilities pᵢⱼ, symmetric, of sum 1, none of i with i: compressed sparse rows."""

    starts: np.ndarray  # int64 (N + 1,)
    columns: np.ndarray  # int32 (E,), rising in each row
    values: np.ndarray  # float32 (E,)


@dataclass
class State:
    """A map on its way; `advance` writes into it."""

    positions: np.ndarray  # float32 (N, d)
    velocity: np.ndarray  # float32 (N, d): the last step
    gains: np.ndarray  # float32 (N, d)
    done: int = 0  # iterations


def pace(settings: Settings, points: int, done: int) -> tuple[float, float, float]:
    """The (exaggeration, momentum, rate) of the iteration that comes after `done` others."""
    rate = settings.rate or max(points / settings.exaggeration / 4, 50.0)
    return (settings.exaggeration, 0.5, rate) if done < settings.exaggerated else (1.0, 0.8, rate)


def reach(points: int, perplexity: float) -> int:
    """K, the neighbours that `affinities` wants of each point: 3 × perplexity, or all others."""
    return max(0, min(points - 1, int(3 * perplexity)))


def affinities(
    ids: np.ndarray, distances: np.ndarray, perplexity: float, threads: int = 2
) -> Affinities:
    """Joint probabilities from the K nearest of each point: ids (N, K), distances (N, K)."""
    raise NotImplementedError


def start(points: int, plane: np.ndarray | None = None, seed: int = 0, dimensions: int = 2) -> State:
    """Positions before the first iteration: `plane` (N, ≥ 1) scaled, or normal numbers."""
    raise NotImplementedError


def repel(positions: np.ndarray, threads: int = 2) -> tuple[np.ndarray, float]:
    """Every pair: the exact `Repulsion`."""
    raise NotImplementedError


def advance(
    state: State, joint: Affinities, settings: Settings, iterations: int = 1,
    repulsion: Repulsion = repel, threads: int = 2,
) -> float:  # fmt: skip
    """Iterate in place; returns the norm of the last gradient."""
    raise NotImplementedError


def divergence(
    state: State, joint: Affinities, repulsion: Repulsion = repel, threads: int = 2
) -> float:
    """KL(P ‖ Q) in nats."""
    raise NotImplementedError


def warm() -> None:
    """Compile every loop, or load it from numba's cache, and start no thread."""
