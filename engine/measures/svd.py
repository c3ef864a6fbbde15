"""A few directions hold most of a table, and block Krylov iteration finds them in few passes.

X = U S Vᵀ (Eckart & Young 1936: no table of rank k is nearer to X than the first k of it). The
truncated one is sought in a block Krylov space, by Rayleigh–Ritz (Musco & Musco 2015, "Randomized
block Krylov methods for stronger and faster approximate singular value decomposition", algorithm
2), with their block made smaller than k and their number of passes found on the way: the passes
end when no direction gains by them. Order and signs are fixed, so that pictures do not flip.
"""

from typing import Any, NamedTuple

import numpy as np

#: A table with so few rows or columns is decomposed exactly.
SMALL = 256

#: Passes end when the directions are estimated to lack this share of their energies, on average.
MISSING = 5e-3

#: Energies below this share of the first are not waited for.
_FLOOR = 1e-6

#: A direction shorter than this, of 1, is what rounding left of one that is there already.
LEFT = 1e-5


class SVD(NamedTuple):
    """u float32 (V, k), s float64 (k,) falling, v float32 (D, k): X ≈ u · s · vᵀ.

    Columns are orthonormal; each left vector's largest number (by size) is positive. From
    `truncated`, where X has a lower rank than k, s is 0 there and so are the columns.
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
    """The same decomposition with each left vector's largest number positive.

    Of numbers that are as large but for rounding the first decides, so that rounding does not.
    """
    if len(u):
        sizes = np.abs(u)
        first = (sizes >= sizes.max(axis=0) * (1 - 1e-4)).argmax(axis=0)  # (k,)
        turn = np.where(u[first, np.arange(len(s))] < 0, -1, 1).astype(u.dtype)
        u, v = u * turn, v * turn
    return SVD(u.astype(np.float32), np.asarray(s, np.float64), v.astype(np.float32))


def truncated(X: Any, k: int, seed: int = 0, threads: int = 2) -> SVD:
    """The k largest singular triples of `X` (V, D), scipy.sparse or dense; k cut to min(V, D).

    Exact where V or D is at most SMALL; else the energy held is within some thousandths of the
    best. One `seed`, one result, whatever the `threads`. Raises ValueError where k < 1 or a number
    is not finite.
    """
    if k < 1:
        raise ValueError(f"at least 1 direction is needed; given {k}")
    k = min(int(k), *X.shape)
    if not np.isfinite(_cells(X)).all():
        raise ValueError("every number of the table must be finite")
    if min(X.shape) <= SMALL:
        whole = full(X)
        return SVD(whole.u[:, :k], whole.s[:k], whole.v[:, :k])
    if X.shape[0] > X.shape[1]:  # the space is spanned on the shorter side
        return signed(*_krylov(_rows(X.T, threads), _rows(X, threads), k, seed)[::-1])
    return signed(*_krylov(_rows(X, threads), _rows(X.T, threads), k, seed))


def block_of(k: int, rows: int) -> tuple[int, int]:
    """How many directions are added at once, and how many there are at most."""
    return min(32 if k > 48 else 16, rows), min(rows, 10 * k + 100)


class _Rows:
    """A sparse table (V, D) that multiplies a block of vectors (D, b) in threads."""

    def __init__(self, X: Any, threads: int) -> None:
        from scipy.sparse import csr_array

        self.table, self.threads, self.shape = csr_array(X, dtype=np.float32), threads, X.shape

    def __matmul__(self, block: np.ndarray) -> np.ndarray:
        from engine.kernels.products import multiply

        table = self.table
        return multiply(table.indptr, table.indices, table.data, block, self.threads)


def _rows(X: Any, threads: int) -> Any:
    """`X` (V, D) such that it multiplies a block of vectors fast, in float32."""
    if hasattr(X, "tocsr"):
        return _Rows(X, threads)
    return np.asarray(X, np.float32)


def _krylov(X: Any, Xt: Any, k: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """u (V, k), s (k,), v (D, k) of X (V, D), V ≤ D, from the span of XΩ, (XXᵀ)XΩ, …"""
    (rows, columns), random = X.shape, np.random.default_rng(seed)
    block, most = block_of(k, rows)
    space = np.zeros((rows, most + block), np.float32, "F")  # orthonormal columns, `held` of them
    images = np.zeros((columns, most + block), np.float32, "F")  # Xᵀ space
    gram = np.zeros((most + block, most + block))  # imagesᵀ images = spaceᵀ XXᵀ space
    held, before, gained = 0, 0, list[float]()
    fresh = X @ random.standard_normal((columns, block), dtype=np.float32)
    while held < most:
        fresh = _orthonormal(fresh, space[:, :held], held - before)
        if not fresh.shape[1]:  # nothing is left outside: the space holds all of X
            break
        end = held + fresh.shape[1]
        space[:, held:end] = fresh
        images[:, held:end] = image = Xt @ fresh  # (D, b)
        # Blocks that are not neighbours meet in nothing: XXᵀ of one lies within its neighbours.
        gram[before:end, held:end] = images[:, before:end].T @ image
        gram[held:end, before:end] = gram[before:end, held:end].T
        before, held = max(0, held - block), end
        if held >= 3.5 * k:
            gained.append(progress(_largest(gram[:held, :held], k, vectors=False)[0]))
            if missing(gained) <= MISSING:
                break
        fresh = X @ image
    return _ritz(space[:, :held], images[:, :held], gram[:held, :held], k)


def progress(energies: np.ndarray) -> float:
    """The mean logarithm of energies that fall (k,): small directions count as much as large."""
    return float(np.log(np.maximum(energies, _FLOOR * energies[0] + 1e-300)).mean())


def missing(gained: list[float]) -> float:
    """What `progress` has still to come, if it goes on slowing down as it did last."""
    if len(gained) < 3:
        return 1.0
    last, one = gained[-1] - gained[-2], gained[-2] - gained[-3]
    ratio = max(last, 0) / one if one > 0 else 0.0
    return last * ratio / (1 - ratio) if ratio < 1 else 1.0


def _ritz(
    space: np.ndarray, images: np.ndarray, gram: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The k triples within the space; float64 (k, k) mends what float32 sums blurred."""
    turned = _largest(gram, k)[1].astype(np.float32)  # (held, ≤ k)
    left, right = space @ turned, images @ turned
    wide = right.astype(np.float64)
    squares, turn = _largest(wide.T @ wide, k)
    values = np.sqrt(np.maximum(squares, 0))
    real = values > 1e-6 * values[:1].sum()
    inverse = np.where(real, 1 / np.where(real, values, 1), 0)
    u = np.zeros((len(left), k), np.float32)
    v, s = np.zeros((len(right), k), np.float32), np.zeros(k)
    many = len(values)
    u[:, :many] = left @ (turn * real).astype(np.float32)
    v[:, :many] = right @ (turn * inverse).astype(np.float32)
    s[:many] = values * real
    return u, s, v


def _largest(gram: np.ndarray, k: int, vectors: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """The k largest eigenvalues of a symmetric matrix, falling, and (n, k) their vectors."""
    from scipy.linalg import eigh

    if not len(gram):
        return np.zeros(0), np.zeros((0, 0))
    wanted = (max(0, len(gram) - k), len(gram) - 1)
    if not vectors:
        return eigh(gram, subset_by_index=wanted, eigvals_only=True)[::-1], np.zeros((0, 0))
    values, found = eigh(gram, subset_by_index=wanted)
    return values[::-1], found[:, ::-1]


def _orthonormal(fresh: np.ndarray, space: np.ndarray, near: int) -> np.ndarray:
    """Orthonormal columns that span what `fresh` (V, b) has outside of `space`; (V, ≤ b).

    Gram–Schmidt by blocks. But for rounding only the last `near` columns matter (the recurrence
    of Lanczos), so they go first; all go until nothing is taken away any more, mostly once. What
    rounding left of something else is dropped.
    """
    lengths = np.sqrt(np.einsum("vb,vb->b", fresh, fresh, dtype=np.float64))
    fresh = fresh[:, lengths > 0] / lengths[lengths > 0].astype(np.float32)
    against = space[:, space.shape[1] - near :]
    for turn in range(4):
        fresh = fresh - against @ (against.T @ fresh)
        squares, axes = np.linalg.eigh((fresh.T @ fresh).astype(np.float64))
        if squares.min(initial=1) < 1e-3:  # too near to what rounding leaves
            wide = fresh.astype(np.float64)
            squares, axes = np.linalg.eigh(wide.T @ wide)
        kept = squares > LEFT**2
        fresh = fresh @ (axes[:, kept] / np.sqrt(squares[kept])).astype(np.float32)
        if turn and (not kept.any() or squares[kept].min() > 0.5):
            break
        against = space
    return fresh


def whole(X: Any) -> float:
    """All the energy of a table: the sum of its squares, which is that of its singular values'."""
    return float(np.square(_cells(X), dtype=np.float64).sum())


def _cells(X: Any) -> np.ndarray:
    return np.asarray(X.tocsr().data if hasattr(X, "tocsr") else X)


def energy(s: np.ndarray, whole: float) -> np.ndarray:
    """The share of the `whole` energy that the first 1 … k values hold: float64 (k,), 0 to 1."""
    held = np.cumsum(np.square(np.asarray(s, np.float64)))
    return np.minimum(held / whole, 1.0) if whole > 0 else np.zeros(len(held))


def reconstruct(svd: SVD, k: int) -> np.ndarray:
    """The table of rank k that is nearest to the decomposed one: float32 (V, D)."""
    return (svd.u[:, :k] * svd.s[:k].astype(np.float32)) @ svd.v[:, :k].T


def fold_in(svd: SVD, column: np.ndarray) -> np.ndarray:
    """Where a new column (V,) or columns (V, Q), such as a query, lie among the documents' v.

    columnᵀ U S⁻¹, float32 (k,) or (Q, k) (Deerwester et al. 1990, "Indexing by latent semantic
    analysis"); a direction with s = 0 has 0. A column of X itself comes to lie on its row of v.
    """
    real = svd.s > 1e-9 * svd.s.max(initial=0)
    inverse = np.where(real, 1 / np.where(real, svd.s, 1), 0)
    return ((np.asarray(column).T @ svd.u) * inverse).astype(np.float32)


def cca(X: Any, k: int, root: bool = True, seed: int = 0) -> SVD:
    """Eigenwords in one step: canonical correlation of a word with its context, counts `X` (V, C).

    The SVD of D_w^−½ X D_c^−½, D the sums of rows and of columns (Dhillon, Foster & Ungar 2015,
    "Eigenwords: spectral word embeddings", OSCCA). `root`: counts and sums enter by their square
    roots (Stratos, Collins & Hsu 2015, "Model-based word embeddings from decompositions of count
    matrices", §4). Without it s are correlations, and the first is 1: what every word has with
    every context. A word's vector is its row of u.
    """
    from scipy.sparse import csr_array

    counts = csr_array(X)
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
