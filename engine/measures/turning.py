"""PCA can be watched: a plane drawn at random turns until it shows as much variance as any can.

Subspace iteration (Golub, Van Loan 2013, §8.2.4) takes a plane Q to f(C) Q, C the covariance: the
same components for every increasing f, but how many steps it takes is decided by f. Here f leaves
a gap below the components asked for, so that the way has an end; and steps are taken in fractions,
so that it is smooth. Along it the share of variance never falls. Pearson (1901) for the components.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.measures.projections import pca

#: How much slower than the weakest component the strongest one that is not asked for fades.
_RANGE = 4.0
#: Places along the way at which its length is measured.
_PLACES = 512
#: What is left of the farthest direction where the way ends; the last frame has nothing of it.
_LEFT = 1e-3


class Turn(NamedTuple):
    """Positions float32 (N, n) on the plane that the columns of basis float32 (D, n) span.

    shares  float64 (n,), the part of the whole variance that each column shows
    share   their sum: what the plane shows, 0 to 1; 0 where there is no variance
    """

    positions: np.ndarray
    basis: np.ndarray
    shares: np.ndarray
    share: float


def turn(
    vectors: np.ndarray, axes: Sequence[int] = (0, 1), seed: int = 0, frames: int = 60
) -> Iterator[Turn]:
    """`frames` views of `vectors` (N, D), from a random plane to the components `axes`, exactly.

    Components count from 0, largest variance first; the last frame is `pca` on them, its signs
    included. Axes beyond D are columns of zeros. Slow at both ends; where the axes are the first
    ones the share never falls. Raises ValueError for an axis below 0 or asked for twice.
    """
    if min(axes, default=0) < 0 or len(set(axes)) < len(axes):
        raise ValueError(f"axes are different numbers from 0 on; given {tuple(axes)}")
    size, width = vectors.shape
    found = pca(vectors, min(width, max(size, *axes, 2) + 1))
    there = np.array([axis < found.basis.shape[1] for axis in axes])
    kept = np.array(axes, np.int64)[there]
    for coordinates in _way(found.shares, kept, seed, frames):  # (R, ≤ n), R components
        shown = np.zeros((len(coordinates), len(axes)))
        shown[:, there] = coordinates
        shares = found.shares @ np.square(shown)
        yield Turn(
            (found.positions @ shown).astype(np.float32),
            (found.basis @ shown).astype(np.float32),
            shares,
            min(1.0, float(shares.sum())),
        )


def spectrum(vectors: np.ndarray, most: int = 50) -> np.ndarray:
    """Each component's share of the variance of `vectors` (N, D), largest first: float64 (≤ most,).

    As many as there can be: no more than D, nor than N. All 0 where nothing varies.
    """
    return pca(vectors, min(most, *vectors.shape)).shares


def _way(shares: np.ndarray, axes: np.ndarray, seed: int, frames: int) -> Iterator[np.ndarray]:
    """Orthonormal coordinates (R, n) of each frame in the R components of these shares."""
    steepness = _fading(shares, axes)
    plane = np.random.default_rng(seed).normal(size=(len(shares), len(axes)))
    # Of all bases of the plane take the one that is the identity on the axes asked for. Then
    # f(C) to the power t only shrinks the rest, and the plane does not spin in itself.
    tilt = np.linalg.solve(plane[axes].T, plane.T).T  # (R, n)
    tilt[axes] = 0
    still = np.zeros_like(tilt)
    still[axes] = np.eye(len(axes))

    def place(time: float) -> np.ndarray:
        return _upright(still + np.exp(-steepness * time)[:, None] * tilt)

    end = np.log(max(float(np.linalg.norm(tilt)), _LEFT) / _LEFT)
    times = np.linspace(0, end, _PLACES)
    lengths = [np.linalg.norm(place(b) - place(a)) for a, b in pairwise(times)]
    gone = np.concatenate([[0.0], np.cumsum(lengths)])
    eased = (1 - np.cos(np.linspace(0, np.pi, frames))) / 2
    for share in eased[:-1]:
        yield place(float(np.interp(share * gone[-1], gone, times)))
    if frames > 0:
        yield still


def _fading(shares: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """−log f of each component (R,): 0 for those asked for, 1 and more for the rest.

    The weaker a component, the sooner it fades; those above the weakest asked for, which plain
    iteration would turn to, fade last.
    """
    least = shares[axes].min(initial=np.inf)
    relative = np.divide(least, shares, out=np.full(len(shares), np.inf), where=shares > 0)
    steepness = 1 + np.clip(0.5 * np.log(np.maximum(relative, 1)), 0, _RANGE - 1)
    steepness[axes] = 0
    return steepness


def _upright(columns: np.ndarray) -> np.ndarray:
    """The orthonormal basis nearest to `columns` (R, n), of the same span (Schönemann 1966)."""
    left, _, right = np.linalg.svd(columns, full_matrices=False)
    return left @ right
