"""A deep plain network loses the signal and the gradient on their way; with shortcuts it does not.

He, Zhang, Ren & Sun (2016): two networks of the same layers and the same first weights, one of them
with a shortcut around each pair of convolutions. The gradient of the loss is measured at the output
of every convolution, and at its kernels.
"""

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.trace import ignore

Beginning = Literal["torch", "he"]


class Deep(nn.Module):
    """`depth` convolutions 3 × 3 of C channels, in pairs; pooling after the first and the last."""

    def __init__(
        self, depth: int, side: int, residual: bool, beginning: Beginning, seed: int,
        channels: int = 8, classes: int = 10, device: str | torch.device = "cpu",
    ) -> None:  # fmt: skip
        super().__init__()
        self.depth, self.residual = depth, residual
        generator = torch.Generator().manual_seed(seed)
        self.kernels = nn.ParameterList(
            _drawn((channels, channels if at else 1, 3, 3), beginning, generator).to(device)
            for at in range(depth)
        )
        self.biases = nn.ParameterList(torch.zeros(channels, device=device) for _ in range(depth))
        left = channels * (side // 4) ** 2
        self.weights = nn.Parameter(_drawn((classes, left), "torch", generator).to(device))
        self.bias = nn.Parameter(torch.zeros(classes, device=device))

    def forward(self, x: Tensor, record: Callable[[str, Any], Any] = ignore) -> Tensor:
        """Scores (B, classes) of x (B, 1, side, side); records every convolution's output."""
        h = F.max_pool2d(F.relu(record("0", self._slide(x, 0))), 2)
        for at in range(1, self.depth, 2):
            inside = record(str(at), self._slide(h, at))
            if at + 1 < self.depth:
                inside = record(str(at + 1), self._slide(F.relu(inside), at + 1))
            h = F.relu(inside + h if self.residual else inside)
        return F.linear(F.max_pool2d(h, 2).flatten(1), self.weights, self.bias)

    def _slide(self, x: Tensor, at: int) -> Tensor:
        return F.conv2d(x, self.kernels[at], self.biases[at], padding=1)


def _drawn(shape: tuple[int, ...], beginning: Beginning, generator: torch.Generator) -> Tensor:
    inputs = math.prod(shape[1:])
    if beginning == "he":
        return torch.randn(shape, generator=generator) * math.sqrt(2 / inputs)
    bound = 1 / math.sqrt(inputs)
    return (torch.rand(shape, generator=generator) * 2 - 1) * bound


def by_layer(network: Deep, X: Tensor, y: Tensor) -> dict[str, np.ndarray]:
    """Root mean squares (depth,) at every convolution, for one batch of pictures.

    signals  what it gives; errors  the loss's gradient there (of a batch's summed loss);
    kernels  the loss's gradient at its kernels.
    """
    outputs: dict[str, Tensor] = {}

    def record(name: str, output: Tensor) -> Tensor:
        outputs[name] = output
        return output

    loss = F.cross_entropy(network(X, record), y, reduction="sum")
    given = [outputs[str(at)] for at in range(network.depth)]
    slopes = torch.autograd.grad(loss, [*given, *network.kernels])
    errors, kernels = slopes[: network.depth], slopes[network.depth :]
    return {
        "signals": _sizes(given),
        "errors": _sizes(errors),
        "kernels": _sizes([slope / len(X) for slope in kernels]),
    }


def _sizes(tensors: Any) -> np.ndarray:
    sizes = [float(one.detach().double().square().mean().sqrt()) for one in tensors]
    return np.array(sizes, np.float32)
