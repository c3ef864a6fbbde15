"""The film of three cells that learn: at every few updates, how far the gradient goes back.

Frame 0 is the beginning, before any update, and tells most of the story already. The gradient is
measured on sequences that are never learnt from, by `engine.models.gradient_flow`.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.lessons.vanishing_gradients.params import (
    BEGINNINGS,
    CELLS,
    PARAMS,
    check,
    delays,
    settings,
)
from engine.trace import Frame

#: Frames of a film beside frame 0 (fewer where 27 networks are measured), and in a second.
FRAMES, PACE = {"delays": 40, "beginnings": 15}, 8
#: Sequences on which the gradient is measured; distances at which its directions are looked at.
PROBES, PLACES = 16, 32
#: What is told of every network that is followed, in this order.
TOLD = (
    "loss", "accuracy", "level", "rate", "unseen", "reach", "radius", "slope", "kept",
    "gradient", "clipped", "exploded", "before",
)  # fmt: skip
#: Powers of ten are kept as tenths in int8: from 10^−12.7 to 10^12.7; −128 says “no number”.
TENTHS, NOTHING = 127, -128


@dataclass(frozen=True)
class Config:
    """One of the networks that are followed."""

    cell: str
    init: str
    seed: int


def configs(params: PARAMS) -> list[Config]:
    """The networks that are followed: three, or each cell with each beginning and seed."""
    if params.compare == "delays":
        return [Config(cell, params.init, params.seed) for cell in CELLS]
    seeds = range(params.seed, params.seed + params.seeds)
    return [Config(cell, init, seed) for cell in CELLS for init in BEGINNINGS for seed in seeds]


def tenths(values: np.ndarray) -> np.ndarray:
    """Powers of ten as int8 tenths; what is not finite as −128, what is 0 as −127."""
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.clip(np.round(10 * np.log10(np.asarray(values, np.float64))), -TENTHS, TENTHS)
    return np.where(np.isfinite(values), power, NOTHING).astype(np.int8)


class Film:
    """The networks of a run, and its frames."""

    def __init__(self, params: PARAMS, device: str = "cpu") -> None:
        from engine.models import long_tasks, recurrent

        check(params)
        recurrent.threads(1)
        self.params, self.device = params, device
        self.configs = configs(params)
        self.task = long_tasks.Task(params.task, params.length, params.letters)
        common = settings(params)
        radius = params.radius or None

        def learner(config: Config, delay: int) -> Any:
            init = recurrent.Init(config.init, params.scale, radius)  # type: ignore[arg-type]
            task = replace(self.task, delay=delay)
            return long_tasks.Learner(
                long_tasks.Setting(config.cell, task, init=init, seed=config.seed, **common)
            )

        self.main = [learner(config, params.length) for config in self.configs]
        # Networks of the shorter delays, cell by cell; each stops once it has learnt its task.
        self.shorter = [
            [learner(config, delay) for delay in delays(params)[:-1]] for config in self.configs
        ]
        self.solved: dict[int, int] = {}
        self.stacks: list[Any] = []
        self.probe = long_tasks.draw(self.task, PROBES, long_tasks.seeded(long_tasks.TEST_SEED + 1))
        steps = self.task.steps
        self.places = np.unique(np.geomspace(1, steps, PLACES).astype(int)) - 1

    def frames(self) -> Iterator[Frame]:
        """Every frame, the beginning first."""
        every = max(1, math.ceil(self.params.updates / FRAMES[self.params.compare]))
        done = 0
        yield self.frame(0, self.notes())
        while done < self.params.updates:
            now = min(every, self.params.updates - done)
            self.train(now)
            done += now
            yield self.frame(done)

    def train(self, updates: int) -> None:
        """So many updates of every network that has not learnt its task yet."""
        from engine.models import long_tasks

        if self.device == "cuda" and self.params.compare == "beginnings":
            from engine.models import stacked

            self.stacks = self.stacks or stacked.stacks(self.main, self.device)
            stacked.train(self.stacks, updates)
            return
        eager = [one for row in self.shorter for one in row if self.solved.get(id(one), 0) < 2]
        long_tasks.train_together([*self.main, *eager], updates)

    def frame(self, step: int, notes: dict[str, Any] | None = None) -> Frame:
        """The moment after `step` updates."""
        measured = [self.measure(one) for one in self.main]
        told = np.array([[one[0][name] for name in TOLD] for one in measured], np.float32)
        arrays = {"curves": np.array([one[1] for one in measured], np.float32), "told": told}
        if self.params.compare == "delays":
            arrays["accuracy"] = self.accuracies(told)
            arrays["directions"] = np.array([tenths(one[2]) for one in measured])
            arrays["units"] = np.array([tenths(one[3]) for one in measured])
        scalars = {}
        for cell in CELLS:
            rows = [i for i, config in enumerate(self.configs) if config.cell == cell]
            for name in ("accuracy", "loss"):
                values = told[rows, TOLD.index(name)]
                finite = values[np.isfinite(values)]
                scalars[f"{name}_{cell}"] = float(finite.mean()) if len(finite) else math.nan
        weights: dict[str, np.ndarray] = {}
        if self.params.compare == "delays":
            for config, learner in zip(self.configs, self.main, strict=True):
                weights |= {f"{config.cell}.{k}": v for k, v in learner.numbers().items()}
        return Frame(step, scalars, arrays, weights, notes or {})

    def measure(self, learner: Any) -> tuple[dict[str, float], np.ndarray, np.ndarray, np.ndarray]:
        """Numbers of one network; ‖∂L_T/∂h_t‖ by distance; singular values; the same by unit.

        The curve (T,) counts distances from the last step; singular values and units (P, H) are
        at the film's places.
        """
        from engine.models import gradient_flow as flow
        from engine.models.cells import weights_of_layer

        loss, accuracy = learner.test()
        largest, clipped = learner.taken()
        told = {"loss": loss, "accuracy": accuracy, "gradient": largest, "clipped": clipped}
        told |= {"exploded": learner.exploded or 0, "before": learner.before}
        H, steps = self.params.hidden, self.task.steps
        told |= dict.fromkeys(
            ("level", "rate", "unseen", "reach", "radius", "slope", "kept"), math.nan
        )
        if learner.exploded is not None:
            nothing = np.full((len(self.places), H), np.nan)
            return told, np.full(steps, np.nan), nothing, nothing
        cell, bend = learner.setting.cell, learner.setting.nonlinearity
        xs, answers = self.probe
        weights = weights_of_layer(learner.numbers())
        with np.errstate(over="ignore", invalid="ignore"):
            known = flow.states(cell, xs.numpy(), weights, bend)
            arriving = learner.arriving(known["h"], answers)
            path = flow.way(cell, known, bend)
            at_states, _ = flow.backward(cell, path, weights.hh, arriving)
            curve = flow.norms(at_states)
            nothing = np.full((len(self.places), H), np.nan)
            directions = units = nothing
            if self.params.compare == "delays":
                products = flow.jacobians(cell, known, weights.hh, bend)[self.places]
                directions = flow.singular_values(products)
                units = flow.units(at_states)[self.places]
            level, rate = flow.law(curve)
            told |= {"level": level, "rate": rate, "unseen": flow.unseen(curve)}
            told |= {"reach": flow.reach(curve), "radius": flow.radius(weights.hh[:H])}
            if cell == "rnn":
                told["slope"] = float(path.gates.mean())
            else:
                told["kept"] = float(path.kept.mean())
        return told, curve, directions, units

    def accuracies(self, told: np.ndarray) -> np.ndarray:
        """Share of right answers by cell and delay (3, delays), the chosen delay last."""
        found = []
        for row, main in zip(self.shorter, told[:, TOLD.index("accuracy")], strict=True):
            found.append([*(self.examined(one) for one in row), float(main)])
        return np.array(found, np.float32)

    def examined(self, learner: Any) -> float:
        """Share of right answers of a network of a shorter delay; twice all of them: it is done."""
        if self.solved.get(id(learner), 0) >= 2:
            return 1.0
        _loss, accuracy = learner.test()
        self.solved[id(learner)] = self.solved.get(id(learner), 0) + 1 if accuracy == 1 else 0
        return float(accuracy)

    def notes(self) -> dict[str, Any]:
        """What does not change, for frame 0."""
        from engine.models import long_tasks

        return {
            "cells": CELLS,
            "told": TOLD,
            "configs": [vars(config) for config in self.configs],
            "compare": self.params.compare,
            "delays": delays(self.params),
            "delay": self.params.length,
            "steps": self.task.steps,
            "task": self.params.task,
            "chance": long_tasks.CHANCE[self.params.task],
            "places": self.places.tolist(),
            "clip": self.params.clip,
            "limit": settings(self.params)["limit"],
            "example": example(self.task),
            "last_step": self.params.updates,
            "pace": PACE,
        }


def example(task: Any) -> list[Any]:
    """One sequence as people read it: capital letters to remember, small ones between, and “?”."""
    from engine.models import long_tasks

    if task.kind == "copy":
        tokens, _ = long_tasks.draw_letters(task, 1, long_tasks.seeded(7))
        return [(long_tasks.SIGNS[int(token)]) for token in tokens[:, 0]]
    xs, _ = long_tasks.draw(task, 1, long_tasks.seeded(7))
    return [[round(float(value), 2), int(mark)] for value, mark in xs[:, 0]]
