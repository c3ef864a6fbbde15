"""Three writers learn the same task side by side, and at every frame all are tested.

They see the same batches; what differs is only how much of the source they may look at. Each is
trained in a thread of its own, and the result is the same for any number of them.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from engine.lessons.seq2seq.data import Data, examples
from engine.lessons.seq2seq.params import ATTENTIONS, PARAMS, WIDTH
from engine.trace import Frame

if TYPE_CHECKING:
    from engine.models.seq2seq import Spec
    from engine.models.seq2seq_training import Trainer

#: Frames of a run at the most and at the least, and bytes that their weights may take together.
FRAMES, FEWEST, BYTES = 20, 8, 32_000_000
#: Threads: one for each writer would be more than most machines have to spare.
THREADS = 2


def spec(params: PARAMS, attention: str) -> "Spec":
    """The shape of one writer."""
    from engine.models.seq2seq import Spec

    return Spec(params.cell, attention, WIDTH, params.hidden)  # type: ignore[arg-type]


class Film:
    """One training of all three writers."""

    def __init__(self, data: Data, params: PARAMS, device: str = "cpu") -> None:
        from engine.models import recurrent
        from engine.models.seq2seq_training import Texts, Trainer

        recurrent.threads(1)
        self.data, self.params = data, params
        self.tested = Texts(*data.tested)
        sizes = len(data.pairs.sources), len(data.pairs.targets)
        self.trainers = [
            Trainer(
                spec(params, attention), Texts(*data.learnt), sizes, params.seed, params.rate,
                updates=params.updates, forcing=params.forcing, device=device,
            )
            for attention in ATTENTIONS
        ]  # fmt: skip

    def frames(self) -> Iterator[Frame]:
        """Frame 0 before the first update, then at even steps to the end."""
        heavy = 2 * sum(w.size for one in self.trainers for w in one.weights().values())
        count = int(np.clip(BYTES // heavy, FEWEST, FRAMES))
        steps = np.unique(np.linspace(0, self.params.updates, count + 1).round().astype(int))
        with ThreadPoolExecutor(THREADS) as pool:
            for step in steps.tolist():
                told = list(pool.map(self._moved, self.trainers, [step] * len(ATTENTIONS)))
                yield self._frame(step, told)

    def _moved(self, trainer: "Trainer", step: int) -> tuple[float, np.ndarray, float, float]:
        """Train one writer up to `step`, and test it: loss, and what `tested` says."""
        from engine.models.seq2seq_training import tested

        loss = trainer.advance(step - trainer.done)
        return loss, *tested(trainer.network, self.tested)

    def _frame(self, step: int, told: list[tuple[float, np.ndarray, float, float]]) -> Frame:
        scalars: dict[str, float] = {}
        weights: dict[str, np.ndarray] = {}
        places, counts = self.data.stretch, np.bincount(self.data.stretch)
        by_length = []
        for attention, trainer, (loss, right, given, free) in zip(
            ATTENTIONS, self.trainers, told, strict=True
        ):
            if step:
                scalars[f"loss_{attention}"] = loss
            scalars[f"exact_{attention}"] = float(right.mean())
            scalars[f"told_{attention}"], scalars[f"free_{attention}"] = given, free
            by_length.append(np.bincount(places, right, len(counts)) / counts)
            for name, values in trainer.weights().items():
                weights[f"{attention}/{name}"] = values.astype(np.float16)
        notes = self._notes() if step == 0 else {}
        return Frame(step, scalars, {"exact": np.array(by_length)}, weights, notes)

    def _notes(self) -> dict[str, object]:
        """What does not change: the task, its words, and some pairs that are tested."""
        known, params = self.data.pairs, self.params
        counts = np.bincount(self.data.stretch).tolist()
        return {
            "task": params.task,
            "languages": known.languages,
            "tokens": known.tokens,
            "attentions": ATTENTIONS,
            "spec": {"cell": params.cell, "hidden": params.hidden},
            "sources": known.sources.words,
            "targets": known.targets.words,
            "stretches": self.data.stretches,
            "counts": counts,
            "learnt": len(known.learnt),
            "tested": len(known.tested),
            "examples": examples(self.data),
            "last_step": params.updates,
            "pace": 6,
        }
