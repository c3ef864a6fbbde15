"""One layer of attention learns which word every word belongs to, and nothing else does the work.

X = vectors + positions, O = attention(X), and the word whose vector fits a row of O best is the
answer (the table is tied: Press & Wolf 2017). No residual, no inner layer: what a word is told, it
has been told by attention (Vaswani et al. 2017, §3.2). Trained with Adam on generated sentences.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.models.attention import causal_mask, multi_head, sinusoids
from engine.text import belonging

#: Width of all vectors, sentences in a batch, updates, and moments that are kept.
WIDTH, BATCH, UPDATES, MOMENTS = 8, 96, 400, 20
RATE = 0.02
#: Sentences that the accuracy is measured on; drawn apart from those learnt from.
HELD_OUT = 300
#: Share of the words that are replaced by the unknown one, so that it learns to stand for any.
BLANKED = 0.05


@dataclass(frozen=True)
class Trained:
    """What a training leaves behind, at MOMENTS moments.

    updates   (M,) int32
    weights   name → (M, …) float32: "embed" (M, V, D), "positions" (M, longest, D), and
              "wq", "wk", "wv", "wo" (M, D, D), each to be multiplied from the right: X W
    accuracy  (M,) share of the words of held-out sentences whose owner is found
    loss      (M,) nats
    """

    updates: np.ndarray
    weights: dict[str, np.ndarray]
    accuracy: np.ndarray
    loss: np.ndarray


@dataclass(frozen=True)
class Task:
    """Sentences as numbers: words (N, longest), whom each belongs to, and where there is a word."""

    words: Tensor
    owners: Tensor
    there: Tensor


def train(
    language: str, heads: int, positions: str, causal: bool, scaled: bool, longest: int, seed: int
) -> Trained:
    """Learn on sentences of `language`; the same seed, the same numbers.

    longest  positions that are made: a visitor's sentence may be longer than those learnt from
    """
    torch.set_num_threads(1)  # the matrices are smaller than what sharing them costs
    generator = torch.Generator().manual_seed(seed)
    V = len(belonging.vocabulary(language))
    weights = _begin(V, longest, positions, generator)
    learnt, held = task(language, 3000, longest, seed), task(language, HELD_OUT, longest, seed + 1)
    optimiser = torch.optim.Adam(list(weights.values()), lr=RATE)
    setting = (heads, positions, causal, scaled)
    moments = sorted({round(UPDATES * (at / (MOMENTS - 1)) ** 2) for at in range(MOMENTS)})
    kept: list[tuple[float, float, dict[str, np.ndarray]]] = []
    for update in range(UPDATES + 1):
        if update in moments:
            kept.append((*_measure(held, weights, *setting), _numbers(weights, positions, longest)))
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, 2 * (1 - update / (UPDATES + 1)))
        rows = torch.randint(len(learnt.words), (BATCH,), generator=generator)
        words = learnt.words[rows]
        blank = torch.rand(words.shape, generator=generator) < BLANKED
        lost = _loss(words.masked_fill(blank, 0), learnt, rows, weights, *setting)
        optimiser.zero_grad()
        lost.backward()
        optimiser.step()
    return Trained(
        np.array(moments, np.int32),
        {name: np.stack([one[2][name] for one in kept]) for name in kept[0][2]},
        np.array([one[0] for one in kept], np.float32),
        np.array([one[1] for one in kept], np.float32),
    )


def task(language: str, sentences: int, longest: int, seed: int) -> Task:
    """So many generated sentences, padded with the unknown word."""
    numbers = {word: number for number, word in enumerate(belonging.vocabulary(language))}
    generator = np.random.default_rng(seed)
    words, owners = np.zeros((2, sentences, longest), np.int64)
    there = np.zeros((sentences, longest), bool)
    for row in range(sentences):
        said = belonging.generate(language, generator)
        ids = [numbers[word] for word in said.words]
        words[row, : len(ids)] = ids
        owners[row, : len(ids)] = [ids[head] for head in said.heads]
        there[row, : len(ids)] = True
    return Task(*(torch.from_numpy(part) for part in (words, owners, there)))


def scores(
    words: Tensor, there: Tensor, weights: Mapping[str, Tensor], heads: int, positions: str,
    causal: bool, scaled: bool,
) -> Tensor:  # fmt: skip
    """How well each word of the table fits what every word was told: (B, T) → (B, T, V)."""
    T = words.shape[1]
    x = weights["embed"][words]
    if positions == "learned":
        x = x + weights["positions"][:T]
    elif positions == "sinusoidal":
        x = x + torch.from_numpy(sinusoids(T, WIDTH))
    mask = there[:, None, None, :]  # (B, 1, 1, T)
    if causal:
        mask = mask & torch.from_numpy(causal_mask(T))
    blocks = {
        "a.in_proj_weight": torch.cat([weights[name].T for name in ("wq", "wk", "wv")]),
        "a.in_proj_bias": torch.zeros(3 * WIDTH),
        "a.out_proj.weight": weights["wo"].T,
        "a.out_proj.bias": torch.zeros(WIDTH),
    }
    told: Tensor = multi_head(x, x, blocks, "a", heads, mask, scaled)
    return told @ weights["embed"].T


def _begin(
    V: int, longest: int, positions: str, generator: torch.Generator
) -> dict[str, torch.nn.Parameter]:
    def drawn(*shape: int) -> torch.nn.Parameter:
        return torch.nn.Parameter(torch.randn(shape, generator=generator) / math.sqrt(WIDTH))

    weights = {"embed": drawn(V, WIDTH)}
    weights |= {name: drawn(WIDTH, WIDTH) for name in ("wq", "wk", "wv", "wo")}
    if positions == "learned":
        weights["positions"] = drawn(longest, WIDTH)
    return weights


def _loss(
    words: Tensor, learnt: Task, rows: Tensor, weights: Mapping[str, Tensor], *setting: object
) -> Tensor:
    there = learnt.there[rows]
    found = scores(words, there, weights, *setting)  # type: ignore[arg-type]
    return F.cross_entropy(found[there], learnt.owners[rows][there])


@torch.no_grad()
def _measure(held: Task, weights: Mapping[str, Tensor], *setting: object) -> tuple[float, float]:
    found = scores(held.words, held.there, weights, *setting)  # type: ignore[arg-type]
    found, owners = found[held.there], held.owners[held.there]
    return float((found.argmax(-1) == owners).float().mean()), float(F.cross_entropy(found, owners))


def _numbers(weights: Mapping[str, Tensor], positions: str, longest: int) -> dict[str, np.ndarray]:
    found = {name: weight.detach().numpy().copy() for name, weight in weights.items()}
    if positions == "sinusoidal":
        found["positions"] = sinusoids(longest, WIDTH)
    return {"positions": np.zeros((longest, WIDTH), np.float32)} | found
