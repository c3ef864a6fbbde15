"""The truncated SVD on a device: the same space, grown and searched the same way, by the GPU.

Block Krylov iteration with Rayleigh–Ritz (Musco & Musco 2015), as `engine.measures.svd`, from the
same random numbers; the two agree but for rounding.
"""

import warnings
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.measures import svd as plain
from engine.measures.svd import SVD


def truncated(X: Any, k: int, seed: int = 0, device: str | torch.device | None = None) -> SVD:
    """The k largest singular triples of `X` (V, D), scipy.sparse or dense, k cut to min(V, D).

    As `engine.measures.svd.truncated`, and raises as that does. `device`: by default CUDA where
    there is one.
    """
    if k < 1 or min(X.shape) <= plain.SMALL:
        return plain.truncated(X, k, seed)
    place = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    wide = X.shape[0] > X.shape[1]  # the space is spanned on the shorter side
    rows = _tensor(X.T if wide else X, place)
    turned = _tensor(X if wide else X.T, place)
    values = rows.values() if rows.layout == torch.sparse_csr else rows
    if not bool(torch.isfinite(values).all()):
        raise ValueError("every number of the table must be finite")
    found = _krylov(rows, turned, min(int(k), *X.shape), seed)
    u, s, v = (part.cpu().numpy() for part in found)
    return plain.signed(v, s, u) if wide else plain.signed(u, s, v)


def _tensor(X: Any, place: torch.device) -> Tensor:
    """`X` on the device in float32, sparse where it is."""
    if not hasattr(X, "tocsr"):
        return torch.tensor(np.asarray(X, np.float32), device=place)
    rows = X.tocsr()
    starts, columns = (torch.tensor(part.astype(np.int64)) for part in (rows.indptr, rows.indices))
    values = torch.tensor(rows.data.astype(np.float32))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says once that this is young
        return torch.sparse_csr_tensor(starts, columns, values, rows.shape, device=place)


def _krylov(X: Tensor, Xt: Tensor, k: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """u (V, k), s (k,), v (D, k) of X (V, D), V ≤ D, from the span of XΩ, (XXᵀ)XΩ, …"""
    rows, columns = X.shape
    block, most = plain.block_of(k, rows)
    given = np.random.default_rng(seed).standard_normal((columns, block), dtype=np.float32)
    space = torch.zeros(rows, 0, device=X.device)
    images = torch.zeros(columns, 0, device=X.device)  # Xᵀ space
    gram = torch.zeros(0, 0, device=X.device, dtype=torch.float64)  # imagesᵀ images
    fresh = X @ torch.tensor(given, device=X.device)
    before, gained = 0, list[float]()
    while (held := space.shape[1]) < most:
        fresh = _orthonormal(fresh, space, held - before)
        if not fresh.shape[1]:  # nothing is left outside: the space holds all of X
            break
        image = Xt @ fresh  # (D, b)
        space, images = torch.hstack([space, fresh]), torch.hstack([images, image])
        across = (images.T @ image).double()  # (held + b, b)
        across[:before] = 0  # blocks that are not neighbours meet in nothing
        gram = torch.vstack([torch.hstack([gram, across[:held]]), across.T])
        before = max(0, held - block)
        if space.shape[1] >= 3.5 * k:
            gained.append(plain.progress(_largest(gram, k)[0].cpu().numpy()))
            if plain.missing(gained) <= plain.MISSING:
                break
        fresh = X @ image
    return _ritz(space, images, gram, k)


def _ritz(space: Tensor, images: Tensor, gram: Tensor, k: int) -> tuple[Tensor, Tensor, Tensor]:
    """The k triples within the space; float64 (k, k) mends what float32 sums blurred."""
    turned = _largest(gram, k)[1].float()  # (held, ≤ k)
    left, right = space @ turned, images @ turned
    squares, turn = _largest(right.double().T @ right.double(), k)
    values = squares.clamp_min(0).sqrt()
    real = values > 1e-6 * values[:1].sum()
    inverse = torch.where(real, 1 / torch.where(real, values, 1.0), 0.0)
    lacking = (0, k - len(values))
    u = torch.nn.functional.pad(left @ (turn * real).float(), lacking)
    v = torch.nn.functional.pad(right @ (turn * inverse).float(), lacking)
    return u, torch.nn.functional.pad(values * real, lacking), v


def _largest(gram: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The k largest eigenvalues of a symmetric matrix, falling, and (n, k) their vectors."""
    values, found = torch.linalg.eigh((gram + gram.T) / 2)
    return values.flip(0)[:k], found.flip(1)[:, :k]


def _orthonormal(fresh: Tensor, space: Tensor, near: int) -> Tensor:
    """Orthonormal columns that span what `fresh` (V, b) has outside of `space`; (V, ≤ b)."""
    lengths = fresh.double().square().sum(dim=0).sqrt()
    fresh = fresh[:, lengths > 0] / lengths[lengths > 0].float()
    against = space[:, space.shape[1] - near :]
    for turn in range(4):
        fresh = fresh - against @ (against.T @ fresh)
        wide = fresh.double()
        squares, axes = torch.linalg.eigh(wide.T @ wide)
        kept = squares > plain.LEFT**2
        fresh = fresh @ (axes[:, kept] / squares[kept].sqrt()).float()
        if turn and (not bool(kept.any()) or float(squares[kept].min()) > 0.5):
            break
        against = space
    return fresh
