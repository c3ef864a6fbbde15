"""t-SNE as its paper defines it, in plain numpy and float64: every number of one iteration in view.

van der Maaten, Hinton (2008): P is eq. 1 and §3.1, Q eq. 4, the cost eq. 2, its gradient eq. 5;
momentum and gains are Algorithm 1 and van der Maaten's code. Everything is (N, N): for small N.
"""

from dataclasses import dataclass

import numpy as np

from engine.kernels.tsne import Settings, State, pace
from engine.kernels.tsne_affinities import Affinities, effective


@dataclass(frozen=True)
class Iteration:
    """What one iteration computes; `after` is the state that it leaves."""

    similarity: np.ndarray  # (N, N): qᵢⱼ, of sum 1
    divergence: float  # nats, before the step, without exaggeration
    gradient: np.ndarray  # (N, d), with exaggeration where the iteration has it
    after: State


def conditional(distances: np.ndarray, perplexity: float) -> np.ndarray:
    """p_j|i (N, N) of distances (N, N): each row's entropy is ln(perplexity); by bisection."""
    squares = np.asarray(distances, float) ** 2
    points = len(squares)
    wanted = np.log(effective(perplexity, points - 1))
    others = ~np.eye(points, dtype=bool)
    low, high = np.full((points, 1), -60.0), np.full((points, 1), 60.0)  # ln β
    given = np.zeros((points, points))
    for _ in range(100):
        middle = (low + high) / 2
        given = np.where(others, np.exp(-np.exp(middle) * squares), 0.0)
        given /= np.maximum(given.sum(axis=1, keepdims=True), 1e-300)
        logs = np.log(np.where(given > 0, given, 1.0))
        wide = -(given * logs).sum(axis=1, keepdims=True) > wanted
        low, high = np.where(wide, middle, low), np.where(wide, high, middle)
    return given


def joint(distances: np.ndarray, perplexity: float) -> np.ndarray:
    """pᵢⱼ (N, N) = (p_j|i + p_i|j) / 2N, of sum 1: all others count as neighbours."""
    given = conditional(distances, perplexity)
    return (given + given.T) / (2 * len(given))


def dense(affinities: Affinities) -> np.ndarray:
    """The joint probabilities (N, N) of compressed rows."""
    points = len(affinities.starts) - 1
    whole = np.zeros((points, points))
    rows = np.repeat(np.arange(points), np.diff(affinities.starts))
    whole[rows, affinities.columns] = affinities.values
    return whole


def weights(positions: np.ndarray) -> np.ndarray:
    """w (N, N) = (1 + |yᵢ − yⱼ|²)⁻¹, 0 for i = j."""
    apart = positions[:, None] - positions  # (N, N, d)
    found = 1 / (1 + (apart**2).sum(axis=2))
    np.fill_diagonal(found, 0)
    return found


def divergence(p: np.ndarray, positions: np.ndarray) -> float:
    """KL(P ‖ Q) = Σ pᵢⱼ ln(pᵢⱼ / qᵢⱼ), nats."""
    w = weights(np.asarray(positions, float))
    met = p > 0
    return float((p[met] * np.log(p[met] * w.sum() / w[met])).sum())


def gradient(p: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """∂KL/∂y (N, d) = 4 Σⱼ (pᵢⱼ − qᵢⱼ) wᵢⱼ (yᵢ − yⱼ)."""
    y = np.asarray(positions, float)
    w = weights(y)
    pairs = (p - w / w.sum()) * w  # (N, N)
    return 4 * (pairs.sum(axis=1, keepdims=True) * y - pairs @ y)


def iteration(state: State, p: np.ndarray, settings: Settings) -> Iteration:
    """The next iteration of `state`, which stays as it is, in float64."""
    y = np.asarray(state.positions, float)
    exaggeration, momentum, rate = pace(settings, len(y), state.done)
    w = weights(y)
    slope = gradient(exaggeration * p, y)
    against = state.velocity * slope < 0  # the last step went downhill: go on, and faster
    gains = np.maximum(np.where(against, state.gains + 0.2, state.gains * 0.8), 0.01)
    velocity = momentum * np.asarray(state.velocity, float) - rate * gains * slope
    moved = y + velocity
    after = State(moved - moved.mean(axis=0), velocity, gains, state.done + 1)
    return Iteration(w / w.sum(), divergence(p, y), slope, after)
