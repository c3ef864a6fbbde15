"""Training of an encoder and decoder: torch's kernels read and, told every true word, write too.

Where a step needs the step before (additive attention, a network's own words) the steps are taken
one by one, and what does not depend on them is taken out of the loop; the numbers are those of
`seq2seq.teach`. Sources of one length stand together in a batch, so nothing of a source is padding.
Adam (Kingma & Ba 2015) with the gradient's norm clipped at 1 (Pascanu et al. 2013).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models import recurrent, seq2seq
from engine.models.seq2seq import BEGIN, END, PAD, Spec

CLIP = 1.0
#: One step of each cell, in torch's own lines.
STEPS = {"rnn": torch.rnn_tanh_cell, "gru": torch.gru_cell, "lstm": torch.lstm_cell}


@dataclass(frozen=True)
class Texts:
    """Pairs as numbers, N of them: sources (N, S) and targets (N, T), padded with PAD at the end.

    A target ends with END.
    """

    sources: np.ndarray
    targets: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        """Words of each source (N,)."""
        found: np.ndarray = (self.sources != PAD).sum(1)
        return found


class Network(nn.Module):
    """All weights, by the names that `seq2seq` reads."""

    def __init__(self, spec: Spec, sources: int, targets: int, seed: int, device: str) -> None:
        super().__init__()
        self.spec = spec
        D, H = spec.width, spec.hidden
        seeds = iter(np.random.default_rng(seed).integers(0, 2**31, 12).tolist())
        self.source = recurrent.embedding(sources, D, next(seeds), 1.0, device)
        self.target = recurrent.embedding(targets, D, next(seeds), 1.0, device)
        self.encoder = recurrent.network(
            spec.cell, D, H // 2, bidirectional=True, seed=next(seeds), device=device
        )
        reads = D + H if spec.attention == "additive" else D
        self.decoder = recurrent.network(spec.cell, reads, H, seed=next(seeds), device=device)
        self.bridge = recurrent.linear(H, H, next(seeds), device)
        knows = H if spec.attention == "none" else 2 * H
        self.combine = recurrent.linear(knows, H, next(seeds), device)
        self.out = recurrent.linear(H, targets, next(seeds), device)
        if spec.attention == "additive":
            self.query = recurrent.linear(H, H, next(seeds), device, bias=False)
            self.memory = recurrent.linear(H, H, next(seeds), device, bias=False)
            self.score = recurrent.linear(H, 1, next(seeds), device, bias=False)
            self.score.weight = nn.Parameter(self.score.weight.detach()[0])
        elif spec.attention == "multiplicative":
            self.match = recurrent.linear(H, H, next(seeds), device, bias=False)

    def read(self, ids: Tensor) -> tuple[Tensor, seq2seq.State]:
        """As `seq2seq.read`, by torch's kernel: memory (B, S, H) and the first state."""
        memory = self.encoder(self.source(ids.T))[0]
        state = seq2seq.hand_over(memory, dict(self.named_parameters()), self.spec)
        return memory.transpose(0, 1), state

    def forward(self, ids: Tensor, targets: Tensor, forced: list[bool] | None = None) -> Tensor:
        """Scores (T, B, V) of every target word, as `seq2seq.teach`; all are told by default."""
        memory, state = self.read(ids)
        weights = dict(self.named_parameters())
        if forced is not None:
            return seq2seq.teach(ids, targets, weights, self.spec, memory, state, forced)
        begin = torch.full_like(targets[:, :1], BEGIN)
        words = self.target(torch.cat([begin, targets[:, :-1]], 1).T)  # (T, B, D)
        if self.spec.attention == "additive":
            known = self._asked(words, memory, state)
        else:
            first = state.h[None] if state.c is None else (state.h[None], state.c[None])
            known = self.decoder(words, first)[0]  # (T, B, H)
            if self.spec.attention == "multiplicative":
                asked = (known @ self.match.weight).transpose(0, 1)  # (B, T, H)
                look = (asked @ memory.transpose(1, 2)).softmax(-1)  # (B, T, S)
                known = torch.cat([known, (look @ memory).transpose(0, 1)], -1)
        return cast(Tensor, self.out(torch.tanh(self.combine(known))))

    def _asked(self, words: Tensor, memory: Tensor, state: seq2seq.State) -> Tensor:
        """States and what each saw (T, B, 2H), where a step asks before it is taken."""
        step: Any = STEPS[self.spec.cell]
        own = tuple(self.decoder.parameters())
        keys = self.memory(memory)  # (B, S, H)
        h, c, found = state.h, state.c, []
        for word in words:
            scores = torch.tanh(self.query(h)[:, None] + keys) @ self.score.weight
            seen = torch.bmm(scores.softmax(-1)[:, None], memory)[:, 0]
            both = torch.cat([word, seen], -1)
            if c is None:
                h = step(both, h, *own)
            else:
                h, c = step(both, (h, c), *own)
            found.append(torch.cat([h, seen], -1))
        return torch.stack(found)


class Trainer:
    """A network, its optimiser, and the order in which it sees the pairs."""

    def __init__(
        self,
        spec: Spec,
        texts: Texts,
        vocabularies: tuple[int, int],
        seed: int = 0,
        rate: float = 3e-3,
        batch: int = 64,
        updates: int = 1000,
        forcing: float = 1.0,
        device: str = "cpu",
    ) -> None:
        """vocabularies: words of sources and of targets; forcing: share of steps that are told."""
        self.network = Network(spec, *vocabularies, seed, device)
        self.texts, self.batch, self.updates, self.rate = texts, batch, updates, rate
        self.forcing, self.device, self.done = forcing, device, 0
        self.chance = np.random.default_rng([seed, 1])
        self.adam = torch.optim.Adam(self.network.parameters(), rate)
        lengths = texts.lengths
        self.buckets = [np.flatnonzero(lengths == n) for n in np.unique(lengths)]
        # Lengths with few texts, such as numbers of one digit, are met more often than their share.
        self.shares = np.sqrt([len(bucket) for bucket in self.buckets])
        self.shares /= self.shares.sum()

    def advance(self, updates: int) -> float:
        """Train on; the mean cross-entropy a word, in nats."""
        losses = [self._update() for _ in range(min(updates, self.updates - self.done))]
        return float(np.mean(losses)) if losses else float("nan")

    def weights(self) -> dict[str, np.ndarray]:
        """Copies of all weights, as `seq2seq` reads them."""
        return recurrent.numbers(self.network)

    def _update(self) -> float:
        ids, targets = self._drawn()
        # The rate falls to a tenth by the end: a cosine (Loshchilov & Hutter 2017).
        share = 0.1 + 0.45 * (1 + np.cos(np.pi * self.done / max(1, self.updates)))
        for group in self.adam.param_groups:
            group["lr"] = self.rate * share
        T = targets.shape[1]
        forced = None if self.forcing >= 1 else list(self.chance.random(T) < self.forcing)
        scores = self.network(ids, targets, forced)
        loss = F.cross_entropy(scores.flatten(0, 1), targets.T.flatten(), ignore_index=PAD)
        self.adam.zero_grad()
        loss.backward()
        recurrent.clip(self.network.parameters(), "norm", CLIP)
        self.adam.step()
        self.done += 1
        return float(loss.detach())

    def _drawn(self) -> tuple[Tensor, Tensor]:
        """A batch of pairs whose sources are equally long."""
        bucket = self.buckets[self.chance.choice(len(self.buckets), p=self.shares)]
        rows = self.chance.choice(bucket, min(self.batch, len(bucket)), replace=False)
        sources, targets = self.texts.sources[rows], self.texts.targets[rows]
        S, T = (sources[0] != PAD).sum(), int((targets != PAD).sum(1).max())
        return self._moved(sources[:, :S]), self._moved(targets[:, :T])

    def _moved(self, ids: np.ndarray) -> Tensor:
        return torch.from_numpy(ids.astype(np.int64)).to(self.device)


def exact(network: Network, texts: Texts, most: int | None = None) -> np.ndarray:
    """Which pairs (N,) are written without a fault, each word after the network's own."""
    device = network.out.weight.device
    right = np.zeros(len(texts.sources), bool)
    lengths = texts.lengths
    T = texts.targets.shape[1] if most is None else most
    with torch.no_grad():
        weights = dict(network.named_parameters())
        for length in np.unique(lengths):
            rows = np.flatnonzero(lengths == length)
            ids = torch.from_numpy(texts.sources[rows, :length].astype(np.int64)).to(device)
            memory, state = network.read(ids)
            right[rows] = _followed(memory, state, weights, network.spec, texts.targets[rows, :T])
    return right


def _followed(
    memory: Tensor,
    state: seq2seq.State,
    weights: Mapping[str, Tensor],
    spec: Spec,
    targets: np.ndarray,
) -> np.ndarray:
    """Whether each text (B,) agrees with its target up to and with END."""
    word = torch.full((len(targets),), BEGIN, device=memory.device)
    right, over = np.ones(len(targets), bool), np.zeros(len(targets), bool)
    for t in range(targets.shape[1]):
        scores, state = seq2seq.step(word, state, memory, weights, spec)
        word = scores.argmax(-1)
        said = word.cpu().numpy()
        right &= over | (said == targets[:, t])
        over |= targets[:, t] == END
        if not (right & ~over).any():
            break
    return right & over


def tested(network: Network, texts: Texts) -> tuple[np.ndarray, float, float]:
    """Which pairs (N,) are written without a fault; share of words right, told and free.

    told  every word before is the true one; free: each word after the network's own
    """
    right = np.zeros(len(texts.sources), bool)
    words, hits = 0, np.zeros(2)
    lengths = texts.lengths
    device = network.out.weight.device
    with torch.no_grad():
        for length in np.unique(lengths):
            rows = np.flatnonzero(lengths == length)
            T = int((texts.targets[rows] != PAD).sum(1).max())
            ids, targets = (
                torch.from_numpy(values.astype(np.int64)).to(device)
                for values in (texts.sources[rows, :length], texts.targets[rows, :T])
            )
            there = targets != PAD
            words += int(there.sum())
            for way, forced in enumerate((None, [False] * T)):
                same = targets == network(ids, targets, forced).argmax(-1).T
                hits[way] += int((same & there).sum())
            right[rows] = (same | ~there).all(1).cpu().numpy()
    return right, float(hits[0] / words), float(hits[1] / words)
