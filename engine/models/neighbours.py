"""The nearest neighbours of every point on a device: one product of matrices and a top-k a panel.

As `engine.kernels.neighbours`: the products only choose who is measured, by differences, so that
near neighbours keep their digits (Higham 2002, "Accuracy and stability of numerical algorithms").
"""

from typing import Literal

import numpy as np
import torch
from torch import Tensor

#: Products in one panel, and numbers of the differences that are measured at once.
PANEL = {"cpu": 1 << 22, "cuda": 1 << 28}
#: How many more are measured than asked for: those that rounding might have put behind.
SPARE = 16


def knn(
    vectors: np.ndarray, k: int, metric: Literal["euclidean", "cosine"] = "euclidean",
    device: str | torch.device | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """The min(k, N − 1) nearest others of each row of `vectors` (N, D), nearest first.

    ids int32 and distances float32, both (N, k). Cosine: 1 − cos, which is 1 where a row is zero.
    More than SPARE equal neighbours aside, ties go to the lower id. Raises ValueError on a number
    that is not finite and on another metric. `device`: by default CUDA where there is one.
    """
    if metric not in ("euclidean", "cosine"):
        raise ValueError(f"a metric is euclidean or cosine; given {metric!r}")
    given = np.asarray(vectors, np.float32)
    if not np.isfinite(given).all():
        raise ValueError("every number of the vectors must be finite")
    place = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    points, width = given.shape
    k = max(0, min(int(k), points - 1))
    ids, found = np.empty((points, k), np.int32), np.empty((points, k), np.float32)
    if k == 0:
        return ids, found
    # By a power of two, so that no square overflows and nothing is rounded.
    exponent = int(np.frexp(np.abs(given).max(initial=0))[1])
    rows = torch.tensor(np.ldexp(given, -exponent), device=place)
    zeros = torch.zeros(points, dtype=torch.bool, device=place)
    if metric == "cosine":
        lengths = rows.double().norm(dim=1, keepdim=True)
        zeros = lengths[:, 0] == 0
        rows, exponent = (rows / lengths.masked_fill(lengths == 0, 1.0)).float(), 0
    room = PANEL.get(place.type, PANEL["cpu"])
    step = max(1, room // (points + width * (k + SPARE)))
    # Distances do not change when all points move, products shrink when they move to the middle.
    flat = rows if metric == "cosine" else rows - rows.mean(dim=0)
    halves = flat.square().sum(dim=1) / 2
    if metric == "cosine":
        halves.zero_()
    for begin in range(0, points, step):
        block = slice(begin, min(begin + step, points))
        near, far = _panel(rows, flat, halves, zeros, block, k, metric == "cosine")
        ids[block], found[block] = near.int().cpu().numpy(), far.cpu().numpy()
    return ids, np.ldexp(found, exponent)


def _panel(
    rows: Tensor, flat: Tensor, halves: Tensor, zeros: Tensor, block: slice, k: int, cosine: bool
) -> tuple[Tensor, Tensor]:
    """Ids and distances (B, k) of one panel of rows."""
    points = len(rows)
    own = torch.arange(block.start, block.stop, device=rows.device)[:, None]  # (B, 1)
    scores = torch.addmm(halves, flat[block], flat.mT, beta=-1.0)  # (B, N): more is nearer
    scores.scatter_(1, own, float("-inf"))
    near = scores.topk(min(k + SPARE, points - 1), dim=1).indices.sort(dim=1).values
    squares = (rows[near] - rows[block, None]).square().sum(dim=2)  # (B, k + SPARE)
    if cosine:
        far = torch.where(zeros[near] | zeros[block, None], 1.0, squares / 2)
    else:
        far = squares.sqrt()
    far, order = far.sort(dim=1, stable=True)
    return near.gather(1, order)[:, :k], far[:, :k]
