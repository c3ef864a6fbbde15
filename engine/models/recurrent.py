"""Recurrent networks as they are trained: torch's own fused kernels, with our own beginnings.

What a gate does inside is read by `engine.models.cells` from the same weights, and only for the
frames that are kept: training with everything recorded then costs what training costs.
Beginnings: Glorot & Bengio (2010, "xavier"), He et al. (2015), Saxe et al. (2014, "orthogonal"),
Le, Jaitly & Hinton (2015, "identity"), forget bias (Gers et al. 2000; Jozefowicz et al. 2015).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from engine.models.cells import GATES

KINDS: dict[str, Callable[..., nn.RNNBase]] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
Scheme = Literal["default", "xavier", "he", "orthogonal", "identity", "normal"]


@dataclass(frozen=True)
class Init:
    """How the weights of a cell begin.

    scheme  "default" is torch's: uniform in ±1/√H, biases too; with every other biases begin at 0
    scale   all weight matrices times this
    radius  the spectral radius that each gate's matrix of hidden to hidden weights is given
    forget  the bias of the forget gate; of a GRU the bias of z, which keeps
    """

    scheme: Scheme = "default"
    scale: float = 1.0
    radius: float | None = None
    forget: float | None = None


def threads(count: int = 1) -> None:
    """How many threads of its own torch may use in this process: small products want one."""
    torch.set_num_threads(count)


def network(
    cell: str,
    inputs: int,
    hidden: int,
    layers: int = 1,
    bidirectional: bool = False,
    init: Init = Init(),
    seed: int = 0,
    nonlinearity: str = "tanh",
    device: str | torch.device = "cpu",
) -> nn.RNNBase:
    """An nn.RNN, nn.GRU or nn.LSTM that reads (T, B, inputs); the same seed, the same weights.

    The numbers are drawn on the CPU, so that every device begins alike.
    """
    more = {"nonlinearity": nonlinearity} if cell == "rnn" else {}
    with torch.device("meta"):
        made = KINDS[cell](inputs, hidden, layers, bidirectional=bidirectional, **more)
    made = made.to_empty(device="cpu")
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in made.named_parameters():
            _begin(name, weight, hidden, init, generator)
            if init.forget is not None and name.startswith("bias_ih"):
                _remember(cell, weight, made.get_parameter(name.replace("_ih", "_hh")), init.forget)
    made = made.to(device)
    made.flatten_parameters()
    return made


def linear(
    inputs: int,
    outputs: int,
    seed: int,
    device: str | torch.device = "cpu",
    bias: bool = True,
) -> nn.Linear:
    """A linear layer with torch's own beginning, drawn from `seed`."""
    with torch.device("meta"):
        made = nn.Linear(inputs, outputs, bias)
    made = made.to_empty(device="cpu")
    _uniform(made.parameters(), 1 / math.sqrt(max(1, inputs)), seed)
    return made.to(device)


def embedding(
    V: int, D: int, seed: int, scale: float = 0.1, device: str | torch.device = "cpu"
) -> nn.Embedding:
    """Vectors (V, D) drawn evenly from ±scale."""
    with torch.device("meta"):
        made = nn.Embedding(V, D)
    made = made.to_empty(device="cpu")
    _uniform(made.parameters(), scale, seed)
    return made.to(device)


def numbers(module: nn.Module, prefix: str = "") -> dict[str, np.ndarray]:
    """Every parameter by its name, as float32 copies: what a frame keeps of a network."""
    return {
        prefix + name: weight.detach().to("cpu", torch.float32, copy=True).numpy()
        for name, weight in module.named_parameters()
    }


def clip(
    weights: Iterable[Tensor], how: Literal["none", "norm", "value"], limit: float
) -> tuple[float, float]:
    """Clip the gradients in place: their norm before, and the share that was clipped.

    "norm" (Pascanu, Mikolov & Bengio 2013) shortens the whole gradient to `limit`: the share is 1
    or 0. "value" cuts each number off at ±limit: the share of numbers cut. Gradients that are not
    finite are left as they are, and their norm says so.
    """
    gradients = [weight.grad for weight in weights if weight.grad is not None]
    if not gradients:
        return 0.0, 0.0
    norm = float(
        torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g) for g in gradients]))
    )
    if how == "none" or not math.isfinite(norm):
        return norm, 0.0
    if how == "norm":
        if norm > limit:
            torch._foreach_mul_(gradients, limit / norm)
        return norm, float(norm > limit)
    cut = sum(int((gradient.abs() > limit).sum()) for gradient in gradients)
    for gradient in gradients:
        gradient.clamp_(-limit, limit)
    return norm, cut / sum(gradient.numel() for gradient in gradients)


def _begin(name: str, weight: Tensor, H: int, init: Init, generator: torch.Generator) -> None:
    """One parameter's first values; the matrix of each gate by itself."""
    if init.scheme == "default":
        bound = 1 / math.sqrt(H)
        nn.init.uniform_(weight, -bound, bound, generator=generator)
        if not name.startswith("bias"):
            weight.mul_(init.scale)
    elif name.startswith("bias"):
        weight.zero_()
        return
    else:
        for block in weight.split(H):
            _draw(block, name, init.scheme, generator)
            block.mul_(init.scale)
    if name.startswith("weight_hh") and init.radius is not None:
        for block in weight.split(H):
            largest = float(torch.linalg.eigvals(block).abs().max())
            block.mul_(init.radius / max(largest, 1e-12))


def _draw(block: Tensor, name: str, scheme: str, generator: torch.Generator) -> None:
    if scheme == "he":
        nn.init.kaiming_normal_(block, nonlinearity="relu", generator=generator)
    elif scheme == "normal":
        nn.init.normal_(block, 0.0, 1 / math.sqrt(block.shape[1]), generator=generator)
    elif scheme == "orthogonal":
        nn.init.orthogonal_(block, generator=generator)
    elif scheme == "identity" and name.startswith("weight_hh"):
        nn.init.eye_(block)
    else:  # "xavier", and what "identity" says nothing of
        nn.init.xavier_uniform_(block, generator=generator)


def _remember(cell: str, ours: Tensor, other: Tensor, bias: float) -> None:
    """The bias of the gate that keeps; torch has two of them, which add up."""
    keeps = {"gru": "z", "lstm": "f"}.get(cell)
    if keeps:
        at = GATES[cell].index(keeps)
        H = len(ours) // len(GATES[cell])
        ours[at * H : (at + 1) * H] = bias
        other[at * H : (at + 1) * H] = 0


def _uniform(weights: Iterable[Tensor], bound: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in weights:
            nn.init.uniform_(weight, -bound, bound, generator=generator)
