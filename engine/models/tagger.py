"""One tag for each word, learnt by readers from the left, from the right, and from both ends.

Words as vectors, a recurrent network over them, a linear layer on each word's state (Schuster &
Paliwal 1997; Graves & Schmidhuber 2005; deep: Irsoy & Cardie 2014). Readers that are compared
begin with the same vectors of words and learn from the same batches.
"""

import importlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.models import cells, recurrent
from engine.models.tagger_plain import UNKNOWN, UNTAGGED, Reader, Sizes

#: How often the unknown word takes a word's place in training, so that something is learnt of it.
DROPPED = 0.03
#: With torch's own beginning the deep readers of both ends miss a word six places back in a third
#: of all trials of this length; gates that begin by keeping find it.
INIT = recurrent.Init("xavier", forget=1.0)
#: The gradient's length at the most.
CLIP = 5.0


def warm() -> None:
    """Load what torch's optimisers load at their first step: most of a second."""
    importlib.import_module("torch._dynamo")


class Tagger(nn.Module):
    """The network of one reader."""

    def __init__(self, reader: Reader, sizes: Sizes, cell: str, seed: int) -> None:
        super().__init__()
        self.reader, self.cell = reader, cell
        both = reader.direction == "both"
        if both and sizes.H % 2:
            raise ValueError(f"H={sizes.H} units cannot be halved for a reader of both ends")
        self.words = recurrent.embedding(sizes.V, sizes.D, seed, scale=0.5)
        self.network = recurrent.network(
            cell, sizes.D, sizes.H // 2 if both else sizes.H, reader.layers, both, INIT, seed + 1
        )
        self.output = recurrent.linear(sizes.H, sizes.K, seed + 2)

    def forward(self, tokens: Tensor) -> Tensor:
        """Logits (T, B, K) of the tags of tokens (T, B), all sentences of one length."""
        backward = self.reader.direction == "backward"
        xs = self.words(tokens)
        # One that reads from the right is a network over the reversed sentence.
        hidden = self.network(xs.flip(0) if backward else xs)[0]
        logits: Tensor = self.output(hidden.flip(0) if backward else hidden)
        return logits


@dataclass(frozen=True)
class Sentences:
    """Sentences as numbers, those of one length together: nothing is padded.

    blocks  tokens (T, B), tags (T, B) and the sentences' numbers (B,), for each length
    """

    blocks: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...]
    many: int

    @classmethod
    def of(cls, words: Sequence[Sequence[int]], tags: Sequence[Sequence[int]]) -> "Sentences":
        """Group sentences by length; within a length they keep their order."""
        by_length: dict[int, list[int]] = {}
        for number, sentence in enumerate(words):
            by_length.setdefault(len(sentence), []).append(number)
        blocks = tuple(
            (
                np.array([words[n] for n in numbers], np.int64).T,
                np.array([tags[n] for n in numbers], np.int64).T,
                np.array(numbers, np.int64),
            )
            for _, numbers in sorted(by_length.items())
        )
        return cls(blocks, len(words))


Batch = tuple[Tensor, Tensor]


def batches(given: Sentences, size: int, seed: int) -> Iterator[Batch]:
    """Batches without end, tokens and tags (T, size): a length by its share, sentences at random.

    Now and then a word is made unknown; its tag stays to be learnt.
    """
    source = np.random.default_rng(seed)
    shares = np.array([len(numbers) for _, _, numbers in given.blocks], float)
    while True:
        tokens, tags, numbers = given.blocks[source.choice(len(shares), p=shares / shares.sum())]
        taken = source.integers(0, len(numbers), size)
        words = tokens[:, taken].copy()
        words[source.random(words.shape) < DROPPED] = UNKNOWN
        yield torch.from_numpy(words), torch.from_numpy(tags[:, taken])


class Race:
    """Several readers learn one task from the same batches, each with an Adam of its own."""

    def __init__(
        self, readers: Sequence[Reader], sizes: Sizes, cell: str, rate: float, seed: int
    ) -> None:
        self.taggers = [Tagger(reader, sizes, cell, seed) for reader in readers]
        # One fused kernel for all numbers: small networks spend their time on starting kernels.
        self.optimisers = [
            torch.optim.Adam(tagger.parameters(), rate, fused=True) for tagger in self.taggers
        ]

    def learn(self, given: Sequence[Batch], pool: ThreadPoolExecutor) -> list[float]:
        """Every reader learns from these batches in order; each one's mean loss in nats."""
        # Readers do not touch each other: how many threads there are changes nothing. The longest
        # work is begun first.
        order = sorted(range(len(self.taggers)), key=lambda n: -self.taggers[n].reader.layers)
        lost = pool.map(lambda n: _learn(self.taggers[n], self.optimisers[n], given), order)
        found = dict(zip(order, lost, strict=True))
        return [found[n] for n in range(len(self.taggers))]

    def judge(self, given: Sentences, pool: ThreadPoolExecutor) -> list[list[np.ndarray]]:
        """For every reader the tag probabilities (T, K) of each sentence, in their own order."""
        return list(pool.map(lambda tagger: probabilities(tagger, given), self.taggers))


def _learn(tagger: Tagger, optimiser: torch.optim.Optimizer, given: Sequence[Batch]) -> float:
    total = 0.0
    for tokens, tags in given:
        loss = nn.functional.cross_entropy(
            tagger(tokens).flatten(0, 1), tags.flatten(), ignore_index=UNTAGGED
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        recurrent.clip(tagger.parameters(), "norm", CLIP)
        optimiser.step()
        total += float(loss.detach())
    return total / max(1, len(given))


@torch.no_grad()
def probabilities(tagger: Tagger, given: Sentences) -> list[np.ndarray]:
    """Tag probabilities (T, K) of each sentence, in the order in which they were given."""
    found: list[Any] = [None] * given.many
    for tokens, _, numbers in given.blocks:
        chances = tagger(torch.from_numpy(tokens)).softmax(-1).numpy()
        for column, number in enumerate(numbers):
            found[number] = chances[:, column]
    return found


@torch.no_grad()
def layer_states(tagger: Tagger, given: Sentences) -> list[np.ndarray]:
    """What each layer says of all N words, sentence by sentence: (N, D) vectors, then (N, H) each.

    torch's network hands out its last layer alone, so layers are read here one after another.
    """
    weights = dict(tagger.network.named_parameters())
    both, backward = tagger.reader.direction == "both", tagger.reader.direction == "backward"
    parts: list[list[Any]] = [[None] * given.many for _ in range(tagger.reader.layers + 1)]
    for tokens, _, numbers in given.blocks:
        xs = tagger.words(torch.from_numpy(tokens))
        for layer, part in enumerate(parts):
            if layer:
                own = {
                    name.replace(f"_l{layer - 1}", "_l0"): weight
                    for name, weight in weights.items()
                    if f"_l{layer - 1}" in name
                }
                turned = xs.flip(0) if backward else xs
                hidden = cells.layers(tagger.cell, turned, own, 1, both)
                xs = hidden.flip(0) if backward else hidden
            for column, number in enumerate(numbers):
                part[number] = xs[:, column].numpy()
    return [np.concatenate(part) for part in parts]
