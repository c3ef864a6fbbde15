"""An RNN, a GRU and an LSTM learn to guess the next word, each by torch's own kernels.

Next-word prediction as in Gulordava et al. (2018), or only the number of the verb to come as in
Linzen, Dupoux & Goldberg (2016): `answers` says where something is asked. Nothing of a cell's
inside is looked at here. Where a frame is kept, gates are recomputed from the weights by
`engine.models.cells`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from engine.models.recurrent import Init, clip, embedding, linear, network, numbers

#: Longest gradient (Pascanu, Mikolov & Bengio 2013); the same for every cell.
LIMIT = 1.0
#: Vectors begin evenly drawn from ± this.
SCALE = 0.3


@dataclass(frozen=True)
class Batch:
    """Texts side by side, time first: inputs (T, B) and what follows each, int64; −1: not asked."""

    inputs: np.ndarray
    answers: np.ndarray


@dataclass(frozen=True)
class Sizes:
    """Words that are read, words that are guessed, width of a vector, units."""

    words: int
    outputs: int
    vector: int
    units: int


@dataclass(frozen=True, eq=False)
class Learner:
    """A network on its way: vectors → cell → linear; and its optimiser."""

    cell: str
    vectors: nn.Embedding
    network: nn.RNNBase
    out: nn.Linear
    optimiser: torch.optim.Optimizer

    @property
    def parameters(self) -> list[nn.Parameter]:
        """All that learns."""
        return [p for part in (self.vectors, self.network, self.out) for p in part.parameters()]


def learner(
    cell: str, sizes: Sizes, seed: int, rate: float, forget: float | None, device: str = "cpu"
) -> Learner:
    """A network before its first update; the same seed, the same weights."""
    vectors = embedding(sizes.words, sizes.vector, seed, SCALE, device)
    init = Init(forget=forget if cell == "lstm" else None)
    middle = network(cell, sizes.vector, sizes.units, init=init, seed=seed, device=device)
    out = linear(sizes.units, sizes.outputs, seed, device)
    weights = [p for part in (vectors, middle, out) for p in part.parameters()]
    return Learner(cell, vectors, middle, out, torch.optim.Adam(weights, rate, fused=True))


def learn(one: Learner, batches: Sequence[Batch]) -> float:
    """One update for each batch; the mean loss over them, in nats. NaN stays NaN."""
    losses = []
    weights, device = one.parameters, one.out.weight.device
    for batch in batches:
        inputs, answers = (torch.from_numpy(a).to(device) for a in (batch.inputs, batch.answers))
        one.optimiser.zero_grad(set_to_none=True)
        loss = _loss(one, inputs, answers)
        loss.backward()
        clip(weights, "norm", LIMIT)
        one.optimiser.step()
        losses.append(loss.detach())
    return float(torch.stack(losses).mean()) if losses else float("nan")


def _loss(one: Learner, inputs: Tensor, answers: Tensor) -> Tensor:
    """Mean cross entropy over what is asked; only there are outputs computed."""
    hidden, _ = one.network(one.vectors(inputs))  # (T, B, H)
    asked = answers >= 0
    return nn.functional.cross_entropy(one.out(hidden[asked]), answers[asked])


@torch.no_grad()
def guesses(one: Learner, inputs: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Each output's probability (B, O) after the word at `places` (B,) of inputs (T, B)."""
    device = one.out.weight.device
    hidden, _ = one.network(one.vectors(torch.from_numpy(inputs).to(device)))
    now = hidden[torch.from_numpy(places).to(device), torch.arange(len(places), device=device)]
    shares: np.ndarray = one.out(now).softmax(-1).cpu().numpy()
    return shares


def weights_of(one: Learner) -> dict[str, np.ndarray]:
    """All weights by name, "lstm.vectors", "lstm.weight_ih_l0" …, "lstm.out", "lstm.out_bias"."""
    place = f"{one.cell}."
    told = numbers(one.network, place)
    told[f"{place}vectors"] = numbers(one.vectors)["weight"]
    last = numbers(one.out)
    return told | {f"{place}out": last["weight"], f"{place}out_bias": last["bias"]}
