"""A picture of moving vectors must move as they do: its plane follows them and never jumps.

PCA afresh at each frame flips signs and swaps axes. Here the plane of the frame before takes a few
steps of subspace iteration (Golub, Van Loan 2013, §8.2.4) towards the present principal plane,
turns by a bounded angle, and comes to lie as the old one did (Procrustes; Schönemann 1966).
"""

from typing import NamedTuple

import numpy as np

from engine.measures.similarity import floats, unit

#: Largest angle (radians) by which a plane turns from one frame to the next.
SWING = 0.2

#: Tilt of the plane before each frame, lest it stay for ever at right angles to a new direction.
_TILT = 1e-4

#: Share of the whole variance below which a direction is not worth turning to.
_FLOOR = 1e-6


class Components(NamedTuple):
    """Positions (V, n), basis (D, n) with orthonormal columns, shares of variance (n,)."""

    positions: np.ndarray
    basis: np.ndarray
    shares: np.ndarray


class View(NamedTuple):
    """Positions float32 (V, n) on the plane that the columns of basis float32 (D, n) span.

    share: the part of the whole variance that the plane shows, 0 to 1; 0 where there is none.
    """

    positions: np.ndarray
    basis: np.ndarray
    share: float


class Arrows(NamedTuple):
    """Positions float32 (2P, 2) of a₁ b₁ a₂ b₂ …, and the plane's basis float32 (D, 2).

    parallelism: the mean cosine of the P offsets b − a with their mean, −1 to 1.
    """

    positions: np.ndarray
    basis: np.ndarray
    parallelism: float


def procrustes(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The orthogonal R (n, n) that brings `source` R nearest to `target`, both (V, n).

    U Wᵀ of the singular value decomposition of sourceᵀ target (Schönemann 1966). May reflect.
    """
    left, _, right = np.linalg.svd(source.T @ target)
    return left @ right


def pca(vectors: np.ndarray, n: int = 2) -> Components:
    """The n principal components of `vectors` (V, D), largest first, in float64.

    Signs are fixed: the largest loading of each direction is positive. Where n > D the columns
    beyond D are zeros. Costs the cube of the smaller of V and D (Pearson 1901).
    """
    centred, scale = _centred(np.asarray(vectors, np.float64))
    basis, variances = _principal(centred, n)
    whole = float(np.square(centred).sum())
    shares = variances / whole if whole else np.zeros(n)
    return Components(centred @ basis * scale, basis, shares)


def follow(
    vectors: np.ndarray,
    basis: np.ndarray | None = None,
    turns: int = 4,
    *,
    n: int = 2,
    normalise: bool = False,
    swing: float = SWING,
) -> View:
    """The view of `vectors` (V, D) that follows on the `basis` (D, n) of the frame before.

    `turns` steps of subspace iteration, then at most `swing` radians of turn; without a basis
    exact PCA in n dimensions. `normalise` shows directions: rows of length 1. Seen from the
    centre, a word moves on the picture by at most its own move + `swing` × its distance.
    """
    rows = unit(vectors) if normalise else floats(vectors)
    centred, scale = _centred(rows)
    if basis is None:
        basis, _ = _principal(centred.astype(np.float64), n)
    elif basis.shape[0] != rows.shape[1]:
        raise ValueError(f"a basis of {rows.shape[1]} rows is needed; given {basis.shape[0]}")
    else:
        basis = _followed(centred, basis, turns, swing)
    basis = basis.astype(np.float32)
    positions = (centred @ basis).astype(np.float32)  # (V, n)
    whole = float(np.einsum("vd,vd->", centred, centred))
    shown = float(np.einsum("vn,vn->", positions, positions))
    return View(positions * np.float32(scale), basis, min(1.0, shown / whole) if whole else 0.0)


def along(
    vectors: np.ndarray,
    pairs: np.ndarray,
    basis: np.ndarray | None = None,
    turns: int = 4,
    *,
    normalise: bool = False,
) -> Arrows:
    """The plane on which a relation's arrows a → b lie side by side; `pairs` (P, 2) are rows.

    Across: the mean offset b − a of `vectors` (V, D). Up: the direction at right angles to it in
    which the pairs' midpoints differ most; with the `basis` of the frame before it follows that.
    Random offsets have a parallelism near 1/√P, not 0.
    """
    ends = vectors[np.asarray(pairs, np.int64).reshape(-1)]  # (2P, D)
    ends = (unit(ends) if normalise else floats(ends)).astype(np.float64)
    centred, scale = _centred(ends)
    offsets = centred[1::2] - centred[0::2]  # (P, D)
    mean = offsets.sum(axis=0) / max(1, len(offsets))  # (D,)
    parallelism = float((unit(offsets) @ unit(mean[None])[0]).sum() / max(1, len(offsets)))
    if not mean.any():
        mean = _principal(offsets, 1)[0][:, 0]
    across = unit(mean[None]).T  # (D, 1)
    middles = centred[1::2] + centred[0::2]
    rest = middles - middles @ across @ across.T  # (P, D)
    if basis is None:
        up, _ = _principal(rest, 1)
    else:
        up = _followed(rest, basis[:, 1:], turns, np.pi)
    plane = _padded(_orthonormal(np.hstack([across, up])), 2).astype(np.float32)  # (D, 2)
    positions = (centred @ plane * scale).astype(np.float32)
    return Arrows(positions, plane, float(np.clip(parallelism, -1, 1)))


def _centred(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """Rows minus their mean, divided by the largest number (no square overflows), and that."""
    if not np.isfinite(vectors).all():
        vectors = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, 0)
    scale = float(np.abs(vectors).max(initial=0)) or 1.0
    scaled = vectors / vectors.dtype.type(scale)
    return scaled - scaled.sum(axis=0) / vectors.dtype.type(max(1, len(scaled))), scale


def _principal(centred: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The first n principal directions (D, n) of `centred` (V, D), signs fixed, and the sums of
    squares (n,) along them."""
    size, width = centred.shape
    kept = min(n, width)
    # XᵀX (D, D) and XXᵀ (V, V) share their eigenvalues other than 0: the smaller is enough.
    if width <= size:
        values, directions = np.linalg.eigh(centred.T @ centred)
        values, directions = values[::-1][:kept], directions[:, ::-1][:, :kept]
    else:
        values, sides = np.linalg.eigh(centred @ centred.T)
        values, sides = values[::-1][:kept], sides[:, ::-1][:, :kept]
        found = centred.T @ sides[:, values > 1e-12 * values[:1].sum()]  # (D, ≤ n)
        directions = _orthonormal(np.hstack([found, np.eye(width, kept)])[:, :kept])
    largest = directions[np.abs(directions).argmax(axis=0), np.arange(kept)]
    variances = np.zeros(n)
    variances[: len(values)] = np.clip(values, 0, None)
    return _padded(directions * np.where(largest < 0, -1.0, 1.0), n), variances


def _followed(centred: np.ndarray, basis: np.ndarray, turns: int, swing: float) -> np.ndarray:
    """The basis (D, n) after a few steps towards the principal plane of `centred` (V, D)."""
    width, n = centred.shape[1], basis.shape[1]
    left, _, right = np.linalg.svd(basis[:, : min(n, width)], full_matrices=False)
    before = (left @ right).astype(np.float64)  # the nearest basis that is orthonormal
    whole = float(np.einsum("vd,vd->", centred, centred))
    if whole == 0 or turns < 1:
        return _padded(before, n)
    lean = np.random.default_rng(0).standard_normal(before.shape) / np.sqrt(width)
    target = before + _TILT * lean
    for _ in range(turns):
        seen = centred.T @ (centred @ target.astype(centred.dtype))  # (D, n): covariance × target
        # The floor leaves the old direction where the vectors have none of their own.
        target, _ = np.linalg.qr(seen / whole + _FLOOR * target)
    return _padded(_swung(before, target, swing), n)


def _swung(before: np.ndarray, target: np.ndarray, swing: float) -> np.ndarray:
    """The plane `before` (D, n) turned towards `target` (D, n) by at most `swing` radians.

    Along the geodesic of their principal angles (Golub, Van Loan 2013, §6.4.3), without a turn
    inside the plane: where the whole way is gone, this is target · procrustes(target, before).
    """
    left, cosines, right = np.linalg.svd(before.T @ target)
    origin, goal = before @ left, target @ right.T  # (D, n): pairs of principal vectors
    across = goal - origin * cosines  # columns of length sin(angle), at right angles to origin
    sines = np.linalg.norm(across, axis=0)  # (n,)
    angles = np.minimum(np.arctan2(sines, cosines), swing)
    turned = origin * np.cos(angles) + across * (np.sin(angles) / np.where(sines > 0, sines, 1))
    return turned @ left.T


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    """Orthonormal columns with the same spans from the left, each on its old side; (D, ≤ D)."""
    found, factors = np.linalg.qr(columns)
    return found * np.where(np.diag(factors) < 0, -1.0, 1.0)


def _padded(basis: np.ndarray, n: int) -> np.ndarray:
    return np.pad(basis, ((0, 0), (0, n - basis.shape[1])))
