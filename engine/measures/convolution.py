"""A convolution is one small kernel that slides over the whole picture and takes sums of products.

Fukushima (1980); LeCun et al. (1989). What networks call convolution is cross-correlation: the
kernel is not turned round. Written for numpy, by the definition; its peer is torch.nn.functional.
"""

from typing import Literal

import numpy as np

from engine.sentences import N_, Refused

How = Literal["max", "average"]


def places(n: int, size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """How many places a window of `size` has along n pixels; 0 where it does not fit.

    ⌊(n + 2·padding − dilation·(size − 1) − 1) / stride⌋ + 1 (Dumoulin & Visin 2016).
    """
    return max(0, (n + 2 * padding - dilation * (size - 1) - 1) // stride + 1)


def same(size: int, dilation: int = 1) -> int:
    """The padding that keeps the size of the picture, for an odd kernel and stride 1."""
    return dilation * (size - 1) // 2


def windows(
    x: np.ndarray, size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> np.ndarray:
    """Every window of pictures x (B, C, H, W): (B, C, rows, columns, size, size), zeros around.

    Raises Refused where the window does not fit.
    """
    n = min(x.shape[2:])
    if not all(places(side, size, stride, padding, dilation) for side in x.shape[2:]):
        raise Refused(
            N_(
                "A window of {reach} pixels does not fit on {n} pixels. Choose a smaller kernel, "
                "less dilation, or more padding."
            ),
            reach=dilation * (size - 1) + 1, n=n + 2 * padding,
        )  # fmt: skip
    around = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    reach = dilation * (size - 1) + 1
    every = np.lib.stride_tricks.sliding_window_view(np.pad(x, around), (reach, reach), (2, 3))
    return every[:, :, ::stride, ::stride, ::dilation, ::dilation]


def convolve(
    x: np.ndarray,
    kernels: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> np.ndarray:
    """Feature maps (B, O, rows, columns) of pictures x (B, C, H, W) under kernels (O, C, k, k)."""
    seen = windows(x, kernels.shape[-1], stride, padding, dilation)
    B, _C, rows, columns = seen.shape[:4]
    flat = seen.transpose(0, 2, 3, 1, 4, 5).reshape(B * rows * columns, -1)  # (B·R·S, C·k·k)
    maps = flat @ kernels.reshape(len(kernels), -1).T  # (B·R·S, O)
    if bias is not None:
        maps = maps + bias
    return np.moveaxis(maps.reshape(B, rows, columns, -1), 3, 1)


def convolve_back(
    gradient: np.ndarray,
    kernels: np.ndarray,
    shape: tuple[int, ...],
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> np.ndarray:
    """What pictures (B, C, H, W) = `shape` did for maps whose gradient is (B, O, rows, columns).

    Every number of the gradient is handed back to the pixels of its window, times the kernel.
    """
    B, C, H, W = shape
    rows, columns, size = gradient.shape[2], gradient.shape[3], kernels.shape[-1]
    back = np.zeros((B, C, H + 2 * padding, W + 2 * padding), gradient.dtype)
    for i in range(size):
        for j in range(size):
            top, left = i * dilation, j * dilation
            part = np.einsum("borc,oi->birc", gradient, kernels[:, :, i, j], optimize=True)
            back[
                :, :, top : top + stride * rows : stride, left : left + stride * columns : stride
            ] += part
    return back[:, :, padding : padding + H, padding : padding + W]


def pool(x: np.ndarray, size: int = 2, stride: int | None = None, how: How = "max") -> np.ndarray:
    """The largest number, or the mean, of each window of x (B, C, H, W)."""
    seen = windows(x, size, stride or size)
    taken = seen.max((-2, -1)) if how == "max" else seen.mean((-2, -1))
    return np.ascontiguousarray(taken, x.dtype)


def pool_back(
    gradient: np.ndarray, x: np.ndarray, size: int = 2, stride: int | None = None, how: How = "max"
) -> np.ndarray:
    """The gradient of a pooling, (B, C, H, W): to each window's first winner, or shared by all."""
    step = stride or size
    seen = windows(x, size, step)
    B, C, rows, columns = seen.shape[:4]
    back = np.zeros_like(x, dtype=gradient.dtype)
    if how == "max":
        winner = seen.reshape(B, C, rows, columns, -1).argmax(-1)
    for i in range(size):
        for j in range(size):
            share = winner == i * size + j if how == "max" else 1 / size**2
            back[:, :, i : i + step * rows : step, j : j + step * columns : step] += (
                gradient * share
            )
    return back
