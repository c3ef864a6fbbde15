"""Kim's convolutional network for sentences, trained by torch; padding never changes what it says.

Kim (2014): embedding, filters of several widths, max over time, dropout, one linear layer; word
vectors trained, fixed, or both at once (each filter reads both channels and adds, §2.1). Sentences
of a batch are padded to one length, and windows that touch this padding are left out, so a sentence
gets the same scores alone as in company: `engine.measures.ngram_filters` repeats them in numpy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.measures import ngram_filters
from engine.measures.ngram_filters import Network, Padding, Pooling

Channels = Literal["trained", "static", "both"]

#: Sentences whose lengths are sorted together, in batches: short ones then share a batch.
SORTED = 16
#: Sentences of one batch when only read.
READ = 256


@dataclass(frozen=True)
class Shape:
    """What is built: filters of each width reading vectors of D numbers, for some classes.

    k  numbers pooled of each filter; 1 but for "k-max"
    """

    classes: int
    D: int
    widths: tuple[int, ...]
    filters: int
    pooling: Pooling = "max"
    k: int = 1
    padding: Padding = "valid"
    channels: Channels = "trained"
    dropout: float = 0.5

    @property
    def features(self) -> int:
        """Numbers that reach the last layer."""
        return len(self.widths) * self.filters * self.k


@dataclass(frozen=True)
class Batch:
    """Sentences as word numbers (B, T), 0 for padding, their lengths (B,) and classes (B,)."""

    words: Tensor
    lengths: Tensor
    labels: Tensor


class TextCNN(nn.Module):
    """The network; `vectors` (V + 1, D) are where the word vectors begin, row 0 zero."""

    static: Tensor | None

    def __init__(self, shape: Shape, vectors: np.ndarray, seed: int) -> None:
        super().__init__()
        self.shape = shape
        generator = torch.Generator().manual_seed(seed)
        begun = torch.tensor(vectors, dtype=torch.float32)
        begun[0] = 0
        fixed = shape.channels == "static"
        self.trained = None if fixed else nn.Parameter(begun.clone())
        self.register_buffer("static", None if shape.channels == "trained" else begun)
        F, D = shape.filters, shape.D
        self.filters = nn.ParameterList()
        for h in shape.widths:
            # Glorot & Bengio (2010): what comes out varies as what goes in.
            bound = (6 / (h * D + F)) ** 0.5
            self.filters.append(_uniform((F, h, D), bound, generator))
        self.bias = nn.Parameter(torch.zeros(F * len(shape.widths)))
        bound = (6 / (shape.features + shape.classes)) ** 0.5
        self.out = _uniform((shape.classes, shape.features), bound, generator)
        self.out_bias = nn.Parameter(torch.zeros(shape.classes))

    def forward(self, batch: Batch, masks: torch.Generator | None = None) -> Tensor:
        """Scores of the classes (B, C); `masks` draws the dropout, without it none is made."""
        pooled = self.pooled(batch)  # (B, filters·k)
        if masks is not None and self.shape.dropout:
            kept = torch.rand(pooled.shape, generator=masks) >= self.shape.dropout
            pooled = pooled * kept.to(pooled.device) / (1 - self.shape.dropout)
        return pooled @ self.out.T + self.out_bias

    def pooled(self, batch: Batch) -> Tensor:
        """What every filter found in every sentence: (B, filters·k)."""
        x = self._read(batch.words).transpose(1, 2)  # (B, D, T + room)
        F, shape, found = self.shape.filters, self.shape, []
        before = _room(shape)[0]
        for i, (h, kernel) in enumerate(zip(shape.widths, self.filters, strict=True)):
            # A narrower filter needs less room before the sentence than the widest.
            start = before - (ngram_filters.room(1, h, shape.padding)[0])
            bias = self.bias[i * F : (i + 1) * F]
            c = functional.conv1d(x[:, :, start:], kernel.transpose(1, 2), bias).relu()
            if shape.padding == "same":
                many = batch.lengths
            else:
                many = (batch.lengths - h + 1).clamp(min=1)
            c = c * (torch.arange(c.shape[2], device=c.device) < many[:, None])[:, None]
            found.append(_pool(c, many, shape).flatten(1))
        return torch.cat(found, 1)

    def _read(self, words: Tensor) -> Tensor:
        """Word vectors (B, T, D); of two channels the sum, as each filter adds what both give."""
        parts = [functional.embedding(words, each, padding_idx=0) for each in self._channels()]
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]

    def _channels(self) -> list[Tensor]:
        return [each for each in (self.trained, self.static) if each is not None]

    def network(self) -> Network:
        """Filters and weights as numpy has them, copied."""
        shape = self.shape
        return Network(
            {h: _numbers(kernel) for h, kernel in zip(shape.widths, self.filters, strict=True)},
            _numbers(self.bias),
            _numbers(self.out),
            _numbers(self.out_bias),
            shape.pooling,
            shape.k,
            shape.padding,
        )

    def vectors(self) -> np.ndarray:
        """The word vectors that filters read: (V + 1, D), of two channels their sum."""
        with torch.no_grad():
            parts = self._channels()
            return _numbers(parts[0] if len(parts) == 1 else parts[0] + parts[1])


def parameters(shape: Shape, V: int) -> int:
    """Numbers that are learnt with V words."""
    vectors = 0 if shape.channels == "static" else V * shape.D
    filters = shape.filters * sum(h * shape.D + 1 for h in shape.widths)
    return vectors + filters + shape.classes * (shape.features + 1)


def batches(
    texts: Sequence[np.ndarray], labels: np.ndarray, shape: Shape, size: int, seed: int
) -> Iterator[Batch]:
    """One reading of the texts in an order drawn from `seed`, similar lengths together."""
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(texts))
    lengths = np.array([len(text) for text in texts])
    found = []
    for start in range(0, len(order), size * SORTED):
        chunk = order[start : start + size * SORTED]
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        found += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    for at in chance.permutation(len(found)):
        yield batch_of([texts[i] for i in found[at]], labels[found[at]], shape)


def batch_of(texts: Sequence[np.ndarray], labels: np.ndarray, shape: Shape) -> Batch:
    """Sentences of word numbers as one batch, with the room that padding and filters need."""
    before, after = _room(shape)
    longest = max(max(len(text) for text in texts), max(shape.widths) - before - after)
    words = np.zeros((len(texts), before + longest + after), np.int64)
    for row, text in enumerate(texts):
        words[row, before : before + len(text)] = text
    lengths = np.array([len(text) for text in texts])
    return Batch(*(torch.from_numpy(np.array(each, np.int64)) for each in (words, lengths, labels)))


def scores(
    model: TextCNN, texts: Sequence[np.ndarray], device: str | torch.device = "cpu"
) -> np.ndarray:
    """The scores of the classes for every text, (N, C)."""
    found = np.zeros((len(texts), model.shape.classes), np.float32)
    order = np.argsort([len(text) for text in texts], kind="stable")
    with torch.no_grad():
        for start in range(0, len(order), READ):
            chunk = order[start : start + READ]
            batch = batch_of([texts[i] for i in chunk], np.zeros(len(chunk)), model.shape)
            found[chunk] = model(moved(batch, device)).cpu().numpy()
    return found


def moved(batch: Batch, device: str | torch.device) -> Batch:
    """The same batch where the model is."""
    return Batch(*(each.to(device) for each in (batch.words, batch.lengths, batch.labels)))


def optimiser(model: TextCNN, rate: float) -> torch.optim.Optimizer:
    """Adam (Kingma & Ba 2015) over everything that is learnt, in one fused pass."""
    return torch.optim.Adam(model.parameters(), lr=rate, fused=True)


def masks_of(seed: int) -> torch.Generator:
    """What draws the dropout of a run."""
    return torch.Generator().manual_seed(seed)


def update(
    model: TextCNN, batch: Batch, optimiser: torch.optim.Optimizer, masks: torch.Generator
) -> tuple[Tensor, Tensor]:
    """One step downhill: the loss (mean cross-entropy, nats) and how many were right before it."""
    optimiser.zero_grad()
    found = model(batch, masks)
    loss = functional.cross_entropy(found, batch.labels)
    loss.backward()
    optimiser.step()
    return loss.detach(), (found.detach().argmax(1) == batch.labels).sum()


def _room(shape: Shape) -> tuple[int, int]:
    """Zeros before and after every sentence of a batch, for the widest filter."""
    if shape.padding == "valid":
        return 0, 0
    sides = [ngram_filters.room(1, h, "same") for h in shape.widths]
    return max(before for before, _ in sides), max(after for _, after in sides)


def _pool(c: Tensor, many: Tensor, shape: Shape) -> Tensor:
    """Feature maps (B, F, T), zero beyond each sentence's `many` windows, as (B, F, k)."""
    if shape.pooling == "average":
        return c.sum(2, keepdim=True) / many[:, None, None]
    if shape.pooling == "max":
        return c.amax(2, keepdim=True)
    k = min(shape.k, c.shape[2])
    # Windows that are not there rank behind all; the places are sorted, so the order is kept.
    ranks = c.masked_fill(torch.arange(c.shape[2], device=c.device) >= many[:, None, None], -1)
    # Stable, so that of equal numbers the first is taken: topk promises nothing.
    places = torch.sort(ranks, stable=True, dim=2, descending=True).indices[..., :k].sort(2).values
    taken = c.gather(2, places)
    return functional.pad(taken, (0, shape.k - k))


def _uniform(size: tuple[int, ...], bound: float, generator: torch.Generator) -> nn.Parameter:
    return nn.Parameter((2 * torch.rand(size, generator=generator) - 1) * bound)


def _numbers(tensor: Tensor) -> np.ndarray:
    return tensor.detach().to("cpu", torch.float32, copy=True).numpy()
