"""Six readers of a sentence meet the same vectors, the same batches and the same optimiser.

mean         the mean of the vectors and a hidden layer (Iyyer et al. 2015)
cnn          filters of three widths and the maximum over time (Kim 2014): `engine.models.text_cnn`
lstm         the state after the last word (Hochreiter & Schmidhuber 1997)
bilstm       one such reader from each end (Graves & Schmidhuber 2005)
cnn-rnn      a convolution first, an LSTM over what it found (Zhou et al. 2015, *C-LSTM*)
transformer  an encoder and the mean of what it says of each word (Vaswani et al. 2017)

Each ends in a dropout and one linear layer. A sentence gets the same scores alone as in company.
The seconds of a learner are those of the processor that works for it, whoever else is at work.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models import recurrent, text_cnn, transformer
from engine.models.attention import Spec
from engine.models.text_cnn import Batch

#: The contestants in the order in which they are shown.
KINDS = ("mean", "cnn", "lstm", "bilstm", "cnn-rnn", "transformer")
#: Widths of the text CNN's filters, and of the convolution before the LSTM.
WIDTHS, WIDTH = (2, 3, 4), 3
#: Heads of the encoder, where its width can be shared by so many.
HEADS = 4


@dataclass(frozen=True)
class Sizes:
    """Words V known (0 is none), width D of a vector, H hidden units, and the classes."""

    V: int
    D: int
    H: int
    classes: int
    dropout: float = 0.2

    @property
    def shape(self) -> text_cnn.Shape:
        """The text CNN, whose filters together are as many as the hidden units, or one more."""
        filters = -(-self.H // len(WIDTHS))
        return text_cnn.Shape(self.classes, self.D, WIDTHS, filters, dropout=self.dropout)


class Reader(nn.Module):
    """Vectors, something that makes features of them, and scores of the classes."""

    def __init__(self, features: int, sizes: Sizes, vectors: np.ndarray, seed: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.tensor(vectors, dtype=torch.float32))
        self.out = recurrent.linear(features, sizes.classes, seed + 9)
        self.dropout = sizes.dropout

    def forward(self, batch: Batch, masks: torch.Generator | None = None) -> Tensor:
        """Scores of the classes (B, C); `masks` draws the dropout, without it none is made."""
        read = self.features(batch)
        if masks is not None and self.dropout:
            kept = torch.rand(read.shape, generator=masks) >= self.dropout
            read = read * kept.to(read.device) / (1 - self.dropout)
        scores: Tensor = self.out(read)
        return scores

    def features(self, batch: Batch) -> Tensor:
        """What is made of a sentence: (B, features)."""
        raise NotImplementedError

    def read(self, words: Tensor) -> Tensor:
        """Vectors (B, T, D); of no word zeros, whatever is learnt."""
        return functional.embedding(words, self.vectors, padding_idx=0)


class Mean(Reader):
    """The mean of the vectors and a hidden layer: no order."""

    def __init__(self, sizes: Sizes, vectors: np.ndarray, seed: int) -> None:
        super().__init__(sizes.H, sizes, vectors, seed)
        self.hidden = recurrent.linear(sizes.D, sizes.H, seed + 1)

    def features(self, batch: Batch) -> Tensor:
        """(B, H)."""
        mean = self.read(batch.words).sum(1) / batch.lengths[:, None]
        return torch.relu(self.hidden(mean))


class Recurrent(Reader):
    """One LSTM or one from each end, over the vectors or over what a convolution found in them."""

    def __init__(
        self, sizes: Sizes, vectors: np.ndarray, seed: int, ends: int = 1, filters: int = 0
    ) -> None:
        super().__init__(ends * sizes.H, sizes, vectors, seed)
        self.cells = nn.ModuleList(
            recurrent.network("lstm", filters or sizes.D, sizes.H, seed=seed + 1 + end)
            for end in range(ends)
        )
        self.convolution = recurrent.linear(WIDTH * sizes.D, filters, seed + 5) if filters else None

    def features(self, batch: Batch) -> Tensor:
        """(B, H), or (B, 2H) of two ends."""
        x = self.read(batch.words)
        if self.convolution is not None:
            # Zeros stand before the first word and after the last: alone and in company alike.
            kernel = self.convolution.weight.view(-1, WIDTH, x.shape[2]).transpose(1, 2)
            bias = self.convolution.bias
            found = functional.conv1d(x.transpose(1, 2), kernel, bias, padding=WIDTH // 2)
            x = found.relu().transpose(1, 2)
        rows = torch.arange(len(x), device=x.device)
        last = batch.lengths - 1
        ends = [x]
        if len(self.cells) > 1:
            ends.append(x[rows[:, None], turned(batch)])
        states = [
            cell(end.transpose(0, 1))[0][last, rows]
            for cell, end in zip(self.cells, ends, strict=True)
        ]
        return torch.cat(states, 1)


class Encoder(Reader):
    """One layer of a Transformer's encoder; words of padding are not looked at."""

    def __init__(self, sizes: Sizes, vectors: np.ndarray, seed: int) -> None:
        super().__init__(sizes.D, sizes, vectors, seed)
        heads = next(h for h in (HEADS, 2, 1) if sizes.D % h == 0)
        self.spec = Spec(layers=1, width=sizes.D, heads=heads, inner=2 * sizes.H, norm="pre")
        begun = transformer.begin(self.spec, 1, 1, seed + 1)
        self.weights = {name: begun[name] for name in begun if name != "embed.weight"}
        for name, weight in self.weights.items():
            self.register_parameter(name.replace(".", "/"), weight)

    def features(self, batch: Batch) -> Tensor:
        """(B, D)."""
        T = batch.words.shape[1]
        there = torch.arange(T, device=batch.words.device) < batch.lengths[:, None]  # (B, T)
        weights = {**self.weights, "embed.weight": self.vectors}
        said = transformer.forward(batch.words, weights, self.spec, there[:, None, None])
        return (said * there[:, :, None]).sum(1) / batch.lengths[:, None]


def turned(batch: Batch) -> Tensor:
    """Places (B, T) at which a sentence is read from its end; padding stays behind it."""
    places = torch.arange(batch.words.shape[1], device=batch.words.device)
    ends = batch.lengths[:, None]
    return torch.where(places < ends, ends - 1 - places, places)


def contestant(kind: str, sizes: Sizes, vectors: np.ndarray, seed: int) -> nn.Module:
    """One of KINDS; `vectors` (V + 1, D) are where its word vectors begin, row 0 zero."""
    if kind == "cnn":
        return text_cnn.TextCNN(sizes.shape, vectors, seed)
    if kind == "mean":
        return Mean(sizes, vectors, seed)
    if kind == "transformer":
        return Encoder(sizes, vectors, seed)
    more = {"lstm": {}, "bilstm": {"ends": 2}, "cnn-rnn": {"filters": sizes.H}}
    if kind not in more:
        raise ValueError(f"kind={kind!r} is not one of {', '.join(KINDS)}")
    return Recurrent(sizes, vectors, seed, **more[kind])


class Learner:
    """One contestant being trained by Adam; `seconds` is what its updates have cost so far."""

    def __init__(
        self, kind: str, sizes: Sizes, vectors: np.ndarray, rate: float, seed: int, device: str
    ) -> None:
        self.kind, self.device, self.seconds = kind, device, 0.0
        self.model = contestant(kind, sizes, vectors, seed).to(device)
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=rate, fused=True)
        self.masks = torch.Generator().manual_seed(seed)
        words = sizes.V * sizes.D
        #: Numbers learnt besides the words' vectors, which all contestants have.
        self.own = sum(weight.numel() for weight in self.model.parameters()) - words - sizes.D

    def learn(self, batches: Sequence[Batch]) -> None:
        """One update for each batch."""
        began = self.now()
        for batch in batches:
            there = text_cnn.moved(batch, self.device)
            self.optimiser.zero_grad()
            loss = functional.cross_entropy(self.model(there, self.masks), there.labels)
            loss.backward()
            self.optimiser.step()
        self.seconds += self.now() - began

    @torch.no_grad()
    def test(self, batches: Sequence[Batch]) -> tuple[float, float]:
        """The share of sentences told rightly, and the mean loss (nats)."""
        right, loss, many = 0, 0.0, 0
        for batch in batches:
            there = text_cnn.moved(batch, self.device)
            scores = self.model(there)
            right += int((scores.argmax(1) == there.labels).sum())
            loss += float(functional.cross_entropy(scores, there.labels, reduction="sum"))
            many += len(batch.labels)
        return right / many, loss / many

    def now(self) -> float:
        """Seconds of this thread's processor; on a GPU of the clock, once it has finished."""
        if self.device == "cpu":
            return time.thread_time()
        torch.cuda.synchronize()
        return time.perf_counter()
