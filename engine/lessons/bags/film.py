"""The film: three readers trained side by side, and at every moment what each of them can do."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.bags.material import MOVED, Material, Task, material
from engine.lessons.bags.params import HIDDEN, MADE, PARAMS
from engine.trace import Frame

#: Moments of the film after the first; fewer where many sentences are asked at each.
MOMENTS, FEWER = 50, 25
#: Weights larger than this are kept only at some moments, so many.
LARGE, KEPT = 60_000, 5


class Film:
    """The training of all readers on all tasks, on one clock."""

    def __init__(self, params: PARAMS, device: str = "cpu") -> None:
        from engine.models import bags, recurrent
        from engine.models.bags_plain import READERS

        recurrent.threads(1)
        self.params, self.material = params, material(params)
        sizes = bags.Sizes(len(self.material.words) + 1, params.dimension, HIDDEN, params.window)
        self.readers = READERS
        self.learners = {
            (name, kind): bags.Learner(
                kind, sizes, task.learn.ids, task.learn.labels, params.cell, params.rate,
                seed=params.seed, device=device,
            )
            for name, task in self.material.tasks.items()
            for kind in READERS
        }  # fmt: skip
        self.first = self._blocks()

    def frames(self) -> Iterator[Frame]:
        """One frame before the first update, then one after each of so many equal stretches."""
        many = MOMENTS if self.params.corpus in MADE else FEWER
        steps = np.unique(np.linspace(0, self.params.updates, many + 1).round().astype(int))
        keep = self._kept(len(steps))
        done = 0
        for at, step in enumerate(steps):
            for learner in self.learners.values():
                learner.learn(int(step) - done)
            done = int(step)
            yield self._frame(done, at in keep, told(self) if at == 0 else {})

    def _frame(self, step: int, kept: bool, notes: dict[str, Any]) -> Frame:
        by_place = np.array([self._by_place(kind) for kind in self.readers])  # (3, places)
        scalars = {
            f"{kind}_{test}": self.learners[name, kind].accuracy(part.ids, part.labels)
            for name, task in self.material.tasks.items()
            for test, part in task.tests.items()
            for kind in self.readers
        }
        if self.material.placed == "phrases":
            away = elsewhere(self.params)
            for row, kind in enumerate(self.readers):
                scalars[f"{kind}_place"] = float(by_place[row, away].mean())
                scalars[f"{kind}_here"] = float(by_place[row, : self.params.seen].mean())
        blocks = self._blocks() - self.first  # (H, P·D)
        arrays = {"places": by_place, "blocks": blocks.astype(np.float16)}
        weights = self._weights() if kept else {}
        if notes:
            spelled = "\n".join(self.material.words).encode()
            weights["spelled"] = np.frombuffer(spelled, np.uint8)
        return Frame(step, scalars, arrays, weights, notes)

    def _by_place(self, kind: str) -> list[float]:
        learner = self.learners[self.material.placed, kind]
        tests = self.material.tasks[self.material.placed].places
        return [learner.accuracy(part.ids, part.labels) for part in tests]

    def _blocks(self) -> np.ndarray:
        """The window's weights (H, P·D): a block of D columns for each place."""
        return self.learners[self.material.placed, "window"].numbers()["hidden.weight"]

    def _weights(self) -> dict[str, np.ndarray]:
        return {
            f"{name}.{kind}.{part}": values
            for (name, kind), learner in self.learners.items()
            for part, values in learner.numbers().items()
        }

    def _kept(self, many: int) -> set[int]:
        """The moments whose weights are kept: all, or a few where they are large."""
        size = sum(values.size for values in self._weights().values())
        if size <= LARGE:
            return set(range(many))
        return {int(at) for at in np.linspace(0, many - 1, KEPT).round()}


def elsewhere(params: PARAMS) -> list[int]:
    """Places (from 0) where training never had the phrase; all of them where it was everywhere."""
    from engine.text.like_hate import PLACES

    return list(range(params.seen, PLACES)) or list(range(PLACES))


def told(film: Film) -> dict[str, Any]:
    """What does not change: the notes of frame 0."""
    params, found = film.params, film.material
    notes: dict[str, Any] = {
        "readers": list(film.readers),
        "words": list(found.words) if params.corpus in MADE else list(found.words)[:2000],
        "vocabulary": len(found.words),
        "language": found.language,
        "made": params.corpus in MADE,
        "corpus": params.corpus,
        "tests": [test for task in found.tasks.values() for test in task.tests],
        "examples": examples(found),
        "learnt": {name: len(task.learn.labels) for name, task in found.tasks.items()},
        "tested": {name: len(part.labels) for name, part in parts(found.tasks)},
        "window": params.window,
        "dimension": params.dimension,
        "hidden": HIDDEN,
        "cell": params.cell,
        "seen": params.seen,
        "updates": params.updates,
        "last_step": params.updates,
        "parameters": {kind: film.learners[found.placed, kind].parameters for kind in film.readers},
    }
    if notes["made"]:
        notes |= of_phrases(found.language) | {"elsewhere": elsewhere(params)}
        notes["tests"].append("place")
    else:
        notes["moved"] = MOVED
    return notes


def examples(found: Material) -> dict[str, list[dict[str, Any]]]:
    """Test → sentences as they are shown."""
    return {
        test: [{"words": list(words), "good": label} for words, label in rows]
        for test, rows in found.examples.items()
    }


def parts(tasks: Any) -> Iterator[tuple[str, Any]]:
    """Every test by name, and one of those by place."""
    task: Task
    for task in tasks.values():
        yield from task.tests.items()
        if task.places:
            yield "place", task.places[0]


def of_phrases(language: str) -> dict[str, Any]:
    """The phrases a visitor can put at any place, and the words around them."""
    from engine.text import like_hate as say

    speech = say.SPEECH[language]
    return {
        "firsts": [*speech.turning, *speech.very],
        "turning": list(speech.turning),
        "qualities": [*speech.good, *speech.bad],
        "goods": list(speech.good),
        "around": [list(sides) for sides in say.around(language)],
    }
