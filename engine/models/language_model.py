"""A recurrent language model: a word's vector goes into the cell, a softmax foretells the next.

Mikolov et al. (2010). Trained by back-propagation through time, truncated (Williams & Peng 1990):
the text lies in lanes side by side, each read on from where it stopped; the state goes on from
piece to piece, the gradient does not. Adam (Kingma & Ba 2015), the gradient's norm clipped
(Pascanu, Mikolov & Bengio 2013).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, linear

from engine.models import recurrent

#: Lanes of text read side by side, and the parts in which they are computed at the same time. A
#: part is always computed alone, so that the numbers are the same for any number of threads.
LANES, PARTS = 32, 2
#: Lanes in which the held-out text is read.
HELD_LANES = 16


@dataclass(frozen=True)
class Settings:
    """What decides a training besides the text.

    reach  tokens that a gradient goes back at the most (truncated BPTT)
    """

    cell: str = "rnn"
    hidden: int = 128
    width: int = 64
    reach: int = 12
    updates: int = 2_000
    rate: float = 0.005
    clip: float = 1.0
    seed: int = 1
    threads: int = PARTS


@dataclass
class Tally:
    """What happened since it was last asked: sums over updates."""

    updates: int = 0
    loss: float = 0.0
    norm: float = 0.0
    clipped: float = 0.0


@dataclass
class Training:
    """A training on its way: the model, where it reads, and its states."""

    settings: Settings
    layers: nn.ModuleDict
    lanes: Tensor  # (L, B)
    optimiser: torch.optim.Optimizer
    pool: ThreadPoolExecutor | None
    device: str
    at: int = 0
    done: int = 0
    states: list[Any] = field(default_factory=list)

    def weights(self) -> dict[str, np.ndarray]:
        """The model's numbers as a frame keeps them: see `engine.models.language_reader`."""
        return {
            name.removeprefix("cell."): values
            for name, values in recurrent.numbers(self.layers).items()
        }


def lanes_of(ids: np.ndarray, lanes: int) -> np.ndarray:
    """The stream (N,) as (L, lanes): lane b is a stretch of the text, and L steps read them all."""
    length = len(ids) // lanes
    return np.array(ids[: length * lanes].reshape(lanes, length).T, np.int64, order="C")


def make(V: int, settings: Settings, device: str = "cpu") -> nn.ModuleDict:
    """Embedding (V, D), cell of H units, output (V, H), with their first numbers."""
    D, H, seed = settings.width, settings.hidden, settings.seed
    return nn.ModuleDict(
        {
            "embedding": recurrent.embedding(V, D, seed, device=device),
            "cell": recurrent.network(settings.cell, D, H, seed=seed + 1, device=device),
            "output": recurrent.linear(H, V, seed + 2, device=device),
        }
    )


def begin(ids: np.ndarray, V: int, settings: Settings, device: str = "cpu") -> Training:
    """A training on the stream ids (N,) of V words, before its first update."""
    recurrent.threads(1)
    lanes = max(1, min(LANES, (len(ids) - 1) // (2 * settings.reach)))
    layers = make(V, settings, device)
    parts = min(PARTS, lanes) if device == "cpu" else 1
    pool = ThreadPoolExecutor(parts) if min(parts, settings.threads) > 1 else None
    optimiser = torch.optim.Adam(layers.parameters(), settings.rate, betas=(0.9, 0.99), fused=True)
    text = torch.from_numpy(lanes_of(ids, lanes)).to(device)
    return Training(settings, layers, text, optimiser, pool, device, states=[None] * parts)


def advance(training: Training, updates: int) -> Tally:
    """Make so many updates; each reads `reach` tokens of every lane."""
    tally = Tally()
    for _ in range(updates):
        piece = next_piece(training)
        for group in training.optimiser.param_groups:
            group["lr"] = rate_now(training.settings, training.done)
        loss = gradients(training, piece)
        norm, clipped = recurrent.clip(training.layers.parameters(), "norm", training.settings.clip)
        training.optimiser.step()
        training.done += 1
        tally.updates += 1
        tally.loss += loss
        tally.norm += norm
        tally.clipped += clipped
    return tally


def rate_now(settings: Settings, done: int) -> float:
    """The rate falls in a straight line to a tenth over the last half of the training."""
    share = done / max(1, settings.updates)
    return settings.rate * (1 if share < 0.5 else 1 - 0.9 * (share - 0.5) / 0.5)


def next_piece(training: Training) -> Tensor:
    """The next `reach` + 1 tokens of every lane, (T + 1, B); after the end from the beginning."""
    lanes, reach = training.lanes, training.settings.reach
    if training.at + 1 >= len(lanes):
        training.at = 0
        training.states = [None] * len(training.states)
    piece = lanes[training.at : training.at + reach + 1]
    training.at += reach
    return piece


def gradients(training: Training, piece: Tensor) -> float:
    """Leave the gradient of the mean surprise of a piece (T + 1, B) at the weights; that mean."""
    parts = piece.chunk(len(training.states), dim=1)
    weights = list(training.layers.parameters())
    B = piece.shape[1]

    def part(number: int) -> tuple[float, tuple[Tensor, ...]]:
        loss, state = surprise(training.layers, parts[number], training.states[number])
        share = loss * (parts[number].shape[1] / B)
        training.states[number] = detached(state)
        return float(share.detach()), torch.autograd.grad(share, weights)

    each = list((training.pool.map if training.pool else map)(part, range(len(parts))))
    for weight, *found in zip(weights, *(gradient for _, gradient in each), strict=True):
        weight.grad = found[0] if len(found) == 1 else found[0] + found[1]
    return sum(loss for loss, _ in each)


def surprise(layers: nn.ModuleDict, piece: Tensor, state: Any) -> tuple[Tensor, Any]:
    """The mean of −ln p(next token) over a piece (T + 1, B), in nats, and the state after it."""
    xs = layers["embedding"](piece[:-1])  # (T, B, D)
    hidden, state = layers["cell"](xs, state)  # (T, B, H)
    output: Any = layers["output"]
    scores = linear(hidden.flatten(0, 1), output.weight, output.bias)  # (T·B, V)
    return cross_entropy(scores, piece[1:].flatten()), state


def detached(state: Any) -> Any:
    """The state without its past: here the gradient ends."""
    return tuple(one.detach() for one in state) if isinstance(state, tuple) else state.detach()


def measure(layers: nn.ModuleDict, ids: np.ndarray, device: str = "cpu") -> float:
    """The mean surprise, in nats, of every token of ids (N,) but the first.

    Read in lanes; each begins with an empty memory, which is to the model's disadvantage.
    """
    tokens = torch.from_numpy(np.asarray(ids, np.int64)).to(device)
    lanes = max(1, min(HELD_LANES, (len(ids) - 1) // 50))
    length = (len(ids) - 1) // lanes
    total = 0.0
    with torch.no_grad():
        for stretch in stretches(tokens, lanes, length):
            state: Any = None
            for begin in range(0, len(stretch) - 1, 64):
                piece = stretch[begin : begin + 65]
                mean, state = surprise(layers, piece, state)
                total += float(mean) * (len(piece) - 1) * piece.shape[1]
    return total / max(1, len(ids) - 1)


def stretches(tokens: Tensor, lanes: int, length: int) -> Iterator[Tensor]:
    """Lanes of equal length side by side (length + 1, lanes), and what is left over as one more."""
    wide = [tokens[b * length : b * length + length + 1] for b in range(lanes)]
    yield torch.stack(wide, dim=1)
    rest = tokens[lanes * length :]
    if len(rest) > 1:
        yield rest[:, None]
