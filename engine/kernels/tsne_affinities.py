"""Who should be near whom in a t-SNE map: each point has as many neighbours as the perplexity says.

van der Maaten, Hinton (2008), eq. 1 and §2: a Gaussian around each point, as wide as gives the
distribution over its neighbours the entropy ln(perplexity); van der Maaten (2014), §4.1: over the
K nearest only, then pᵢⱼ = (p_j|i + p_i|j) / 2N.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

_compiled: Any = njit(nogil=True, cache=True, boundscheck=False, error_model="numpy")
#: How near the entropy (nats) must come to the one wanted, and steps to get there.
_NEAR, _STEPS = 1e-7, 200


@dataclass(frozen=True)
class Affinities:
    """Joint probabilities pᵢⱼ, symmetric, of sum 1, none of i with i: compressed sparse rows."""

    starts: np.ndarray  # int64 (N + 1,)
    columns: np.ndarray  # int32 (E,), rising in each row
    values: np.ndarray  # float32 (E,)


def reach(points: int, perplexity: float) -> int:
    """K, the neighbours that `affinities` wants of each point: 3 × perplexity, or all others."""
    return max(0, min(points - 1, int(3 * perplexity)))


def effective(perplexity: float, neighbours: int) -> float:
    """The perplexity that is used: at least 1, at most two thirds of the K neighbours at hand.

    A perplexity of K is reached only where all K weigh the same, and then nothing is said.
    """
    return max(1.0, min(float(perplexity), neighbours * 2 / 3))


def affinities(ids: np.ndarray, distances: np.ndarray, perplexity: float) -> Affinities:
    """Joint probabilities from the K nearest others of each point: ids, distances (N, K).

    K: see `reach`; a perplexity too large for it is lowered: see `effective`. Equal distances
    have equal weights, so points that coincide do no harm.
    """
    points, k = ids.shape
    if points * k == 0:
        starts = np.zeros(points + 1, np.int64)
        return Affinities(starts, np.empty(0, np.int32), np.empty(0, np.float32))
    order = np.argsort(ids, axis=1, kind="stable")
    near = np.take_along_axis(np.asarray(ids, np.int32), order, axis=1)  # (N, K), rising
    far = np.take_along_axis(np.asarray(distances, np.float64), order, axis=1)
    # Only ratios matter: a scale of each row's own keeps squares from overflowing.
    far /= np.maximum(far.max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    given = np.empty((points, k))
    _widths(np.square(far), np.log(effective(perplexity, k)), given)
    starts, columns, values = _joined(near, given)
    return Affinities(starts, columns, (values / values.sum()).astype(np.float32))


@_compiled
def _weigh(squares, precision, weights):
    """weights = exp(−precision · squares), of sum 1; their entropy, and the squares' variance."""
    whole = mean = spread = 0.0
    least = squares.min()
    for j in range(len(squares)):
        # Seen from the nearest: the same probabilities, and they cannot all be 0.
        away = squares[j] - least
        weights[j] = np.exp(-precision * away)
        whole += weights[j]
        mean += weights[j] * away
        spread += weights[j] * away * away
    weights /= whole
    mean /= whole
    return np.log(whole) + precision * mean, spread / whole - mean * mean


@_compiled
def _widths(squares, entropy, given):
    """given (N, K): p_j|i of squared distances (N, K), each row of that entropy.

    Newton's steps, dH/dβ = −β Var(squares), held between the bounds that are known so far.
    """
    for i in range(len(squares)):
        mean = squares[i].mean()
        precision = 1 / mean if mean > 0 else 1.0
        low, high = 0.0, np.inf
        for _ in range(_STEPS):
            found, variance = _weigh(squares[i], precision, given[i])
            if abs(found - entropy) <= _NEAR or not variance > 0:
                break
            if found > entropy:
                low = precision
            else:
                high = precision
            guess = precision + (found - entropy) / (precision * variance)
            if not low < guess < min(high, 4 * precision):
                guess = (low + high) / 2 if high < np.inf else 4 * precision
            if guess == precision:
                break
            precision = guess


@_compiled
def _joined(near, given):
    """p_j|i + p_i|j as (starts, columns, values); near (N, K) rises in each row."""
    points, k = near.shape
    asked = np.zeros(points + 1, np.int64)  # how many have i among their nearest
    for i in range(points):
        for j in range(k):
            asked[near[i, j] + 1] += 1
    begins = np.cumsum(asked)
    fill = begins[:-1].copy()
    askers, answers = np.empty(points * k, np.int32), np.empty(points * k)
    for i in range(points):  # rising, so each list of askers rises
        for j in range(k):
            place = fill[near[i, j]]
            askers[place], answers[place] = i, given[i, j]
            fill[near[i, j]] += 1
    starts = np.zeros(points + 1, np.int64)
    columns, values = np.empty(2 * points * k, np.int32), np.empty(2 * points * k)
    size = 0
    for i in range(points):
        own, other, last = 0, begins[i], begins[i + 1]
        while own < k or other < last:
            mine = near[i, own] if own < k else points
            theirs = askers[other] if other < last else points
            columns[size], values[size] = min(mine, theirs), 0.0
            if mine <= theirs:
                values[size] += given[i, own]
                own += 1
            if theirs <= mine:
                values[size] += answers[other]
                other += 1
            size += 1
        starts[i + 1] = size
    return starts, columns[:size].copy(), values[:size].copy()
