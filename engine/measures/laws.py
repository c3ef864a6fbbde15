"""A law like n²·d is a plane in logarithms: its exponents are the slopes, fitted by least squares.

log t = log a + p · log n + q · log d for all measured (n, d) at once.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Law:
    """t ≈ scale · n^p · d^q; `spread` is the typical factor by which a measured time is off."""

    scale: float
    p: float
    q: float
    spread: float


def fitted(n: np.ndarray, d: np.ndarray, times: np.ndarray) -> Law:
    """The law of times (N, D), measured at lengths n (N,) and widths d (D,), all above 0.

    Raises ValueError where there are fewer than two lengths or widths: a slope needs two.
    """
    if len(n) < 2 or len(d) < 2:
        raise ValueError(f"{len(n)} lengths and {len(d)} widths give no slope")
    rows = np.stack([grid.ravel() for grid in np.meshgrid(n, d, indexing="ij")], axis=1)
    across = np.column_stack([np.ones(len(rows)), np.log(rows)])  # (N·D, 3)
    seen = np.log(np.asarray(times, np.float64)).ravel()
    (scale, p, q), *_ = np.linalg.lstsq(across, seen, rcond=None)
    off = seen - across @ (scale, p, q)
    return Law(float(np.exp(scale)), float(p), float(q), float(np.exp(off.std())))
