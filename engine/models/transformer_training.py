"""A small Transformer trained: batches of texts, Adam as its paper has it, what a page varies.

Adam with β₂ = 0.98 and a rate that warms up, then falls with √update (Vaswani et al. 2017, §5.3);
label smoothing (§5.4); the gradient's norm clipped (Pascanu et al. 2013).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.models import recurrent, transformer
from engine.models.attention import Spec

#: What a position is worth that nothing is asked of: it takes no part in the loss.
NOTHING = -1
CLIP = 1.0


@dataclass(frozen=True)
class Batch:
    """B texts of T words: ids and targets (B, T) int64, NOTHING where nothing is asked.

    mask  (B, 1, 1, T) bool, true at words, where some texts are shorter; else None
    """

    ids: np.ndarray
    targets: np.ndarray
    mask: np.ndarray | None = None


@dataclass(frozen=True)
class Settings:
    """What decides a training besides the texts.

    warm       updates in which the rate rises to `rate`; 0: it falls from the beginning
    smoothing  share of each target that is spread over all words
    """

    updates: int = 600
    rate: float = 3e-3
    warm: int = 60
    smoothing: float = 0.0
    seed: int = 1


class Trainer:
    """Weights, their optimiser, and where the batches come from."""

    def __init__(
        self,
        spec: Spec,
        V: int,
        longest: int,
        draw: Callable[[int], Batch],
        settings: Settings = Settings(),
        classes: int = 0,
        device: str = "cpu",
    ) -> None:
        """draw(update) gives the batch of an update, counted from 0; classes as in `begin`."""
        self.spec, self.draw, self.settings, self.device = spec, draw, settings, device
        self.weights = transformer.begin(spec, V, longest, settings.seed, classes, device)
        self.adam = torch.optim.Adam(
            self.weights.values(), settings.rate, betas=(0.9, 0.98), eps=1e-9
        )
        self.done = 0
        self.norm = 0.0

    def advance(self, updates: int) -> float:
        """Train on; the mean loss in nats, NaN where there was nothing left to do."""
        left = min(updates, self.settings.updates - self.done)
        losses = [self._update() for _ in range(left)]
        return float(np.mean(losses)) if losses else math.nan

    def numbers(self) -> dict[str, np.ndarray]:
        """Copies of all weights, as `attention` reads them."""
        return transformer.numbers(self.weights)

    def scores(self, batch: Batch, spec: Spec | None = None) -> np.ndarray:
        """Scores (B, T, V) of a batch, with parts left out where `spec` says so."""
        with torch.no_grad():
            ids, _, mask = self._moved(batch)
            return transformer.score(ids, self.weights, spec or self.spec, mask).cpu().numpy()

    def loss(self, batch: Batch, spec: Spec | None = None) -> float:
        """Cross-entropy in nats a target, without smoothing."""
        with torch.no_grad():
            ids, targets, mask = self._moved(batch)
            scores = transformer.score(ids, self.weights, spec or self.spec, mask)
            return float(_loss(scores, targets, 0.0))

    def rate(self, update: int) -> float:
        """The rate of an update, counted from 1: the paper's, scaled so that its top is `rate`."""
        warm = max(1, self.settings.warm)
        top = transformer.warm_up(warm, 1, warm)
        return self.settings.rate * transformer.warm_up(update, 1, warm) / top

    def _update(self) -> float:
        ids, targets, mask = self._moved(self.draw(self.done))
        for group in self.adam.param_groups:
            group["lr"] = self.rate(self.done + 1)
        scores = transformer.score(ids, self.weights, self.spec, mask)
        loss = _loss(scores, targets, self.settings.smoothing)
        self.adam.zero_grad()
        loss.backward()
        self.norm, _ = recurrent.clip(self.weights.values(), "norm", CLIP)
        self.adam.step()
        self.done += 1
        return float(loss.detach())

    def _moved(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor | None]:
        ids, targets = (
            torch.from_numpy(np.asarray(part, np.int64)).to(self.device)
            for part in (batch.ids, batch.targets)
        )
        mask = None if batch.mask is None else torch.from_numpy(batch.mask).to(self.device)
        return ids, targets, mask


def _loss(scores: Tensor, targets: Tensor, smoothing: float) -> Tensor:
    return F.cross_entropy(
        scores.flatten(0, -2), targets.flatten(), ignore_index=NOTHING, label_smoothing=smoothing
    )
