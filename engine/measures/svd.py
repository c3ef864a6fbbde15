"""A few directions hold most of a table, and block Krylov iteration finds them in a few passes.

X = U S Vᵀ (Eckart & Young 1936: no table of rank k is nearer to X than the first k of it). The
truncated one by a block Krylov space with Rayleigh–Ritz (Musco & Musco 2015, "Randomized block
Krylov methods", algorithm 2). Latent semantic analysis is this of a term–document table
(Deerwester et al. 1990). Order and signs are fixed, so that pictures do not flip.
"""

from typing import Any, NamedTuple

import numpy as np


class SVD(NamedTuple):
    """u float32 (V, k), s float64 (k,) falling, v float32 (D, k): X ≈ u · s · vᵀ.

    Columns are orthonormal; each left vector's largest number (by size) is positive.
    """

    u: np.ndarray
    s: np.ndarray
    v: np.ndarray


def full(X: Any) -> SVD:
    """The whole decomposition of a small table (V, D), computed in float64; k = min(V, D)."""
    table = np.asarray(X.toarray() if hasattr(X, "toarray") else X, np.float64)
    left, values, right = np.linalg.svd(table, full_matrices=False)
    return signed(left, values, right.T)


def signed(u: np.ndarray, s: np.ndarray, v: np.ndarray) -> SVD:
    """The same decomposition with each left vector's largest number positive, as SVD."""
    if len(u):
        largest = np.take_along_axis(u, np.abs(u).argmax(axis=0)[None], axis=0)  # (1, k)
        turn = np.where(largest < 0, -1, 1)
        u, v = u * turn, v * turn
    return SVD(u.astype(np.float32), np.asarray(s, np.float64), v.astype(np.float32))


def truncated(X: Any, k: int, seed: int = 0) -> SVD:
    """The k largest singular triples of `X` (V, D), scipy.sparse or dense; k cut to min(V, D)."""
    from scipy.sparse.linalg import svds

    k = max(1, min(int(k), *X.shape))
    if k >= min(X.shape) - 1 or min(X.shape) < 200:
        whole = full(X)
        return SVD(whole.u[:, :k], whole.s[:k], whole.v[:, :k])
    start = np.random.default_rng(seed).standard_normal(min(X.shape))
    left, values, right = svds(X.astype(np.float32), k, v0=start.astype(np.float32))
    return signed(left[:, ::-1], values[::-1], right[::-1].T)


def whole(X: Any) -> float:
    """All the energy of a table: the sum of its squares, which is that of its singular values'."""
    values = np.asarray(X.data if hasattr(X, "indptr") else X)
    return float(np.square(values, dtype=np.float64).sum())


def energy(s: np.ndarray, whole: float) -> np.ndarray:
    """The share of the `whole` energy that the first 1 … k values hold: float64 (k,), 0 to 1."""
    held = np.cumsum(np.square(np.asarray(s, np.float64)))
    return np.minimum(held / whole, 1.0) if whole > 0 else np.zeros(len(held))


def reconstruct(svd: SVD, k: int) -> np.ndarray:
    """The table of rank k that is nearest to the decomposed one: float32 (V, D)."""
    return (svd.u[:, :k] * svd.s[:k].astype(np.float32)) @ svd.v[:, :k].T


def fold_in(svd: SVD, column: np.ndarray) -> np.ndarray:
    """Where a new column (V,) or columns (V, Q), such as a query, lie among the documents' v.

    columnᵀ U S⁻¹, float32 (k,) or (Q, k) (Deerwester et al. 1990, eq. 7); a direction with s = 0
    has 0. A column of X itself comes to lie on its own row of v.
    """
    inverse = np.where(svd.s > 1e-12 * svd.s.max(initial=0), 1 / np.where(svd.s > 0, svd.s, 1), 0)
    return ((np.asarray(column).T @ svd.u) * inverse).astype(np.float32)


def cca(X: Any, k: int, root: bool = True, seed: int = 0) -> SVD:
    """Eigenwords in one step: canonical correlation of a word with its context, counts `X` (V, C).

    The SVD of D_w^−½ X D_c^−½, D the sums of rows and of columns (Dhillon, Foster & Ungar 2015,
    "Eigenwords", OSCCA). `root` takes the square roots of counts and sums first (ibid.; Stratos,
    Collins & Hsu 2015, for why). Without it s are correlations, and the first is 1: of every word
    with every context. A word's vector is its row of u.
    """
    from scipy.sparse import csr_array

    counts = X if hasattr(X, "indptr") else csr_array(np.asarray(X))
    rows, columns = (np.asarray(counts.sum(axis=axis), np.float64).reshape(-1) for axis in (1, 0))
    power = 0.5 if root else 1.0
    over_rows, over_columns = (
        np.where(sums > 0, sums, 1) ** (-power / 2) for sums in (rows, columns)
    )
    values = counts.data.astype(np.float64) ** power
    values *= np.repeat(over_rows, np.diff(counts.indptr))
    values *= over_columns[counts.indices]
    scaled = csr_array((values, counts.indices, counts.indptr), shape=counts.shape)
    return truncated(scaled, k, seed)
