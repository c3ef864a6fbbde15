"""Three networks learn side by side, each in a thread of its own, and every frame looks into them.

torch's kernels do not hold Python back; each network is as it would be alone, with any number of
threads.
"""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from engine.lessons.gates.network import CELLS, by_kind
from engine.lessons.gates.params import PARAMS, VECTOR
from engine.lessons.gates.reading import STANDARD, Task, task, texts, training
from engine.trace import Frame

#: Frames after the first.
FRAMES = 50


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of three networks on one clock; a step is one update of each.

    Raises Refused where the text is missing.
    """
    from engine.lessons.gates.recording import probe
    from engine.models import agreement, recurrent

    recurrent.threads(1)
    asked = task(params)
    look = probe(asked, params.corpus)
    learners = {
        cell: agreement.learner(
            cell, sizes(cell, asked, params), params.seed, params.rate, params.forget, device
        )
        for cell in CELLS
    }
    stream = training(asked, params)
    exam = Exam(asked)
    steps = moments(params.updates)
    with ThreadPoolExecutor(len(CELLS)) as threads:
        for before, step in zip([0, *steps], steps, strict=False):
            batches = list(itertools.islice(stream, step - before))
            stretch = partial(exam.stretch, batches=batches, look=look)
            told = threads.map(stretch, learners.values())
            yield frame(step, dict(zip(CELLS, told, strict=True)), asked, params)


def moments(updates: int) -> list[int]:
    """The steps that become frames, the first before any update."""
    return sorted({round(updates * at / FRAMES) for at in range(FRAMES + 1)})


def sizes(cell: str, asked: Task, params: PARAMS) -> Any:
    """A network's sizes. Where parameters shall be equal, a simpler cell gets more units."""
    from engine.models.agreement import Sizes
    from engine.models.cells import parameters

    H = params.units
    if params.equal == "parameters":
        wanted = parameters("lstm", VECTOR, H)
        while parameters(cell, VECTOR, H + 1) <= wanted:
            H += 1
    return Sizes(len(asked.words), len(asked.outputs), VECTOR, H)


class Exam:
    """The examination as numbers, and one stretch of learning that ends with it."""

    def __init__(self, asked: Task) -> None:
        self.task = asked
        self.ids = texts(asked, [one.words[: one.target] for one in asked.exam])
        self.places = np.array([one.target - 1 for one in asked.exam])
        self.kinds = np.array([one.kind for one in asked.exam])

    def stretch(self, learner: Any, batches: list[Any], look: Any) -> dict[str, Any]:
        """Learn from some batches, then be examined and looked into."""
        from engine.lessons.gates.recording import recorded
        from engine.models import agreement

        loss = agreement.learn(learner, batches)
        shares = by_kind(agreement.guesses(learner, self.ids, self.places), self.task.kinds)
        weights = agreement.weights_of(learner)
        return {
            "loss": loss,
            "right": (shares.argmax(axis=1) == self.kinds).astype(np.uint8),
            "arrays": recorded(weights, learner.cell, look, self.task),
            "weights": weights,
        }


def frame(step: int, told: dict[str, dict[str, Any]], asked: Task, params: PARAMS) -> Frame:
    """A frame of all three; the first one says what was read and what is examined."""
    hard = np.array([one.attractors > 0 for one in asked.exam])
    scalars = {cell: float(one["right"][hard].mean()) for cell, one in told.items()}
    if step:
        scalars["loss"] = float(np.mean([one["loss"] for one in told.values()]))
        scalars |= {f"{cell}_loss": one["loss"] for cell, one in told.items()}
    arrays = {"right": np.stack([one["right"] for one in told.values()])}  # (3, N)
    weights: dict[str, np.ndarray] = {}
    for one in told.values():
        arrays |= one["arrays"]
        weights |= one["weights"]
    if step:
        return Frame(step, scalars, arrays, weights)
    for name in ("attractors", "distance", "kind", "target"):
        arrays[name] = np.array([getattr(one, name) for one in asked.exam], np.uint8)
    return Frame(0, scalars, arrays, weights, notes(told, asked, params))


def notes(told: dict[str, dict[str, Any]], asked: Task, params: PARAMS) -> dict[str, Any]:
    """What does not change: vocabulary, kinds, sentences asked, sizes."""
    from engine.lessons.gates.recording import end_of
    from engine.models.cells import parameters

    units = {cell: int(one["weights"][f"{cell}.out"].shape[1]) for cell, one in told.items()}
    standard = STANDARD[params.corpus].split()
    return {
        "known": list(asked.words),
        "outputs": list(asked.outputs),
        "kinds": {kind: list(its) for kind, its in asked.kinds.items()},
        "language": asked.language,
        "standard": standard,
        "end": end_of(standard, asked),
        "units": units,
        "parameters": {cell: parameters(cell, VECTOR, H) for cell, H in units.items()},
        "vector": VECTOR,
        "last_step": params.updates,
        "corpus": params.corpus,
        "exam": [" ".join(one.words) for one in asked.exam],
    }
