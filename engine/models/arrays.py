"""What numpy arrays and torch tensors do alike, so that a model is written once for both.

A training run differentiates through the model's lines with torch; the server reads a sentence by
the very same lines, and recorded weights, without loading torch.
"""

import math
from typing import Any, TypeAlias

import numpy as np

#: A numpy array or a torch tensor.
Array: TypeAlias = Any


def library(x: Array) -> Any:
    """numpy, or torch where x is a tensor: what both can do has the same names in them."""
    if isinstance(x, np.ndarray):
        return np
    import torch

    return torch


def zeros(like: Array, *shape: int) -> Array:
    """Zeros of this shape, of the kind and on the device of `like`."""
    if isinstance(like, np.ndarray):
        return np.zeros(shape, like.dtype)
    return like.new_zeros(shape)


def same_kind(like: Array, values: Array) -> Array:
    """`values`, an array of numpy, as `like` is: its library and device; the type stays."""
    if isinstance(like, np.ndarray) or not isinstance(values, np.ndarray):
        return values
    import torch

    return torch.from_numpy(np.ascontiguousarray(values)).to(like.device)


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^−x) without overflow: σ(x) = (1 + tanh(x / 2)) / 2."""
    return 0.5 * (1 + library(x).tanh(0.5 * x))


def relu(x: Array) -> Array:
    """max(x, 0)."""
    return x * (x > 0)


def gelu(x: Array) -> Array:
    """x · Φ(x) with the tanh that its paper gives (Hendrycks & Gimpel 2016, §2)."""
    return 0.5 * x * (1 + library(x).tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def softmax(x: Array) -> Array:
    """Shares along the last axis, none of them of a score that is −∞."""
    largest = x.max(-1, keepdims=True) if isinstance(x, np.ndarray) else x.amax(-1, keepdim=True)
    powers = library(x).exp(x - largest)
    return powers / powers.sum(-1)[..., None]
