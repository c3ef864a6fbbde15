"""What can be said of attention in numbers: how spread its shares are, and what order does to it.

The entropy of shares tells how many words are really looked at: ln n where all n get the same, 0
where one gets all. Scores of wide vectors are large, and a softmax of large scores is nearly
"one gets all", where its gradient vanishes: hence the √d_k (Vaswani et al. 2017, §3.2.1, note 4).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


def entropy(shares: np.ndarray) -> np.ndarray:
    """−Σ p ln p along the last axis, in nats; a share of 0 adds nothing. (…, n) → (…)."""
    shares = np.asarray(shares, np.float64)
    safe = np.where(shares > 0, shares, 1.0)
    return np.asarray(np.maximum(0.0, -(shares * np.log(safe)).sum(-1)))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Shares along the last axis."""
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


@dataclass(frozen=True)
class Saturation:
    """Shares of keys drawn at random, for several widths: mean entropy and mean slope.

    entropy  {"plain", "scaled"} → (widths,) nats
    slope    {"plain", "scaled"} → (widths,) mean of p (1 − p): how far a share still gives way
    sample   {"plain", "scaled"} → (widths, keys) the shares of the first query drawn, largest first
    """

    widths: tuple[int, ...]
    keys: int
    entropy: dict[str, np.ndarray]
    slope: dict[str, np.ndarray]
    sample: dict[str, np.ndarray]


def saturation(widths: Sequence[int], keys: int, draws: int, seed: int) -> Saturation:
    """Queries and keys of independent standard normal numbers, `draws` queries for each width.

    Their product q · k has variance d, so without the √d the scores grow like √d.
    """
    generator = np.random.default_rng(seed)
    found: dict[str, list[tuple[float, float, np.ndarray]]] = {"plain": [], "scaled": []}
    for d in widths:
        query = generator.standard_normal((draws, 1, d))
        key = generator.standard_normal((draws, keys, d))
        scores = (query * key).sum(-1)  # (draws, keys)
        for name, scale in (("plain", 1.0), ("scaled", math.sqrt(d))):
            shares = softmax(scores / scale)
            slope = float((shares * (1 - shares)).mean())
            first = np.sort(shares[0])[::-1]
            found[name].append((float(entropy(shares).mean()), slope, first))
    columns = {name: list(zip(*rows, strict=True)) for name, rows in found.items()}
    return Saturation(
        tuple(widths),
        keys,
        {name: np.array(column[0]) for name, column in columns.items()},
        {name: np.array(column[1]) for name, column in columns.items()},
        {name: np.stack(column[2]) for name, column in columns.items()},
    )


def turn(step: int, width: int) -> np.ndarray:
    """The matrix M (width, width) with PE(pos + step) = M PE(pos) for every pos; width is even.

    A block for each pair (sin, cos) of one frequency ω: a rotation by step · ω, since
    sin(a + b) = sin a cos b + cos a sin b and cos(a + b) = cos a cos b − sin a sin b.
    """
    matrix = np.zeros((width, width))
    for at in range(0, width, 2):
        angle = step / 10_000 ** (at / width)
        c, s = math.cos(angle), math.sin(angle)
        matrix[at : at + 2, at : at + 2] = [[c, s], [-s, c]]
    return matrix
