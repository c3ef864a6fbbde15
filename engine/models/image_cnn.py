"""Convolutional networks as they are trained: the layers of a plan, by torch's own convolutions.

LeNet (LeCun et al. 1989, 1998) with ReLU and, where wanted, squeeze-and-excitation (Hu et al.
2018); weights begin as He et al. (2015) say. They are drawn on the CPU, so every device begins
alike.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.measures.filters import Plan, shapes
from engine.trace import ignore

Device = str | torch.device
#: Decay of what weighs channels, times the rate at each update.
GATES_DECAY = 1.0


class Network(nn.Module):
    """The layers of a plan, one after another; numbers are named as `filters.shapes` names them."""

    def __init__(self, plan: Plan, seed: int, device: Device = "cpu") -> None:
        super().__init__()
        self.plan = plan
        generator = torch.Generator().manual_seed(seed)
        self.learnt: dict[str, nn.Parameter] = {}
        for name, shape in shapes(plan).items():
            weight = nn.Parameter(_begin(name, shape, generator).to(device))
            self.register_parameter(name.replace(".", "_"), weight)
            self.learnt[name] = weight

    def forward(self, x: Tensor, record: Callable[[str, Any], Any] = ignore) -> Tensor:
        """Scores (B, classes) of pictures x (B, 1, side, side)."""
        for layer in self.plan:
            x = record(layer["name"], self._layer(layer, x, record))
        return x

    def _layer(self, layer: Any, x: Tensor, record: Callable[[str, Any], Any]) -> Tensor:
        name, kind, learnt = layer["name"], layer["kind"], self.learnt
        if kind == "conv":
            return F.conv2d(
                x, learnt[f"{name}.kernels"], learnt[f"{name}.bias"],
                layer["stride"], layer["padding"], layer["dilation"],
            )  # fmt: skip
        if kind == "relu":
            return F.relu(x)
        if kind == "pool":
            pooled = F.max_pool2d if layer["how"] == "max" else F.avg_pool2d
            return pooled(x, layer["size"])
        if kind == "se":
            hidden = F.relu(
                F.linear(x.mean((2, 3)), learnt[f"{name}.squeeze"], learnt[f"{name}.squeeze_bias"])
            )
            given = torch.sigmoid(
                F.linear(hidden, learnt[f"{name}.excite"], learnt[f"{name}.excite_bias"])
            )
            return x * record(f"{name}_weights", given)[:, :, None, None]
        return F.linear(x.flatten(1), learnt[f"{name}.weights"], learnt[f"{name}.bias"])

    def numbers(self) -> dict[str, np.ndarray]:
        """Float32 copies of everything learnt, by its name."""
        return {
            name: weight.detach().to("cpu", torch.float32, copy=True).numpy()
            for name, weight in self.learnt.items()
        }


def _begin(name: str, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    if "bias" in name:
        return torch.zeros(shape)
    inputs = math.prod(shape[1:])
    # Before a ReLU half of the numbers fall away: twice the variance (He et al. 2015, eq. 10).
    # What squeezes sees the means of maps, which are small; so are what it hands on.
    gain = {"kernels": 2.0, "squeeze": 8.0, "excite": 4.0}.get(name.split(".")[1], 1.0)
    return torch.randn(shape, generator=generator) * math.sqrt(gain / inputs)


def tensor(pictures: np.ndarray, device: Device = "cpu") -> Tensor:
    """Pictures uint8 (N, side, side) as torch wants them: float32 (N, 1, side, side), 0 to 1."""
    return torch.from_numpy(np.array(pictures, np.float32) / 255)[:, None].to(device)


def train(
    network: nn.Module,
    X: Tensor,
    y: Tensor,
    *,
    epochs: int,
    batch: int,
    rate: float,
    seed: int,
    wobble: int = 0,
) -> Iterator[Tensor]:
    """Adam (Kingma & Ba 2015) on shuffled batches; yields each batch's loss, after its update.

    The rate falls evenly to 0. `wobble`: each batch is moved by up to so many pixels each way.
    """
    generator = torch.Generator().manual_seed(seed)
    # To open every gate would make the scores larger and the loss smaller, and say nothing: what
    # weighs channels is drawn back to zero (decoupled decay, Loshchilov & Hutter 2019).
    gates = [weight for name, weight in network.named_parameters() if name.startswith("se")]
    others = [weight for name, weight in network.named_parameters() if not name.startswith("se")]
    groups = [{"params": others, "weight_decay": 0.0}]
    groups += [{"params": gates, "weight_decay": GATES_DECAY}] if gates else []
    optimiser = torch.optim.AdamW(groups, lr=rate, fused=X.device.type == "cpu")
    total, done = updates(len(X), epochs, batch), 0
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator).to(X.device)
        for chosen in _batches(order, batch):
            seen = moved(X[chosen], wobble, generator) if wobble else X[chosen]
            loss = F.cross_entropy(network(seen), y[chosen])
            network.zero_grad(set_to_none=True)
            loss.backward()
            for group in optimiser.param_groups:
                group["lr"] = rate * (1 - done / total)
            optimiser.step()
            done += 1
            yield loss.detach()


def _batches(order: Tensor, batch: int) -> Sequence[Tensor]:
    """Full batches; the rest is left for another shuffle, unless there is nothing else."""
    whole = len(order) // batch
    return order[: whole * batch].split(batch) if whole else (order,)


def updates(pictures: int, epochs: int, batch: int) -> int:
    """How many updates a training makes."""
    return epochs * max(1, pictures // batch)


def moved(x: Tensor, reach: int, generator: torch.Generator) -> Tensor:
    """The pictures moved together by up to `reach` pixels each way, the ground coming in."""
    down, right = torch.randint(0, 2 * reach + 1, (2,), generator=generator).tolist()
    side = x.shape[-1]
    wide = F.pad(x, (reach,) * 4)
    return wide[:, :, down : down + side, right : right + side]


@torch.no_grad()
def scores(network: nn.Module, X: Tensor, batch: int = 256) -> Tensor:
    """Scores (N, classes) of pictures X, on the CPU."""
    return torch.cat([network(part) for part in X.split(batch)]).float().cpu()


def judged(given: Tensor, y: Tensor) -> tuple[np.ndarray, float, float]:
    """Of scores (N, classes): predicted classes uint8 (N,), the share right, the loss in nats."""
    found = given.argmax(-1)
    right, loss = (found == y).float().mean(), F.cross_entropy(given, y)
    return found.to(torch.uint8).numpy(), float(right), float(loss)


def classes(labels: np.ndarray, device: Device = "cpu") -> Tensor:
    """Labels as torch wants them: int64 (N,)."""
    return torch.from_numpy(labels.astype(np.int64)).to(device)
