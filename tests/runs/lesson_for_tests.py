"""A lesson that trains nothing: it walks downhill, and misbehaves on request."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np

from engine.claims import Claim, measured
from engine.params import Params, param
from engine.sentences import Refused
from engine.trace import Frame, Trace


class WalkParams(Params):
    steps: int = param(5, "Steps", ge=1, le=100_000)
    pause: float = param(0.0, "Pause", ge=0, le=60)
    width: int = param(4, "Width", ge=1, le=1_000_000)
    fault: Literal["none", "nan", "refuse", "memory", "error", "exit", "hang"] = param(
        "none", "Fault"
    )
    momentum: float = param(0.9, "Momentum", ge=0, le=1, when={"fault": "nan"})
    dynamic_window: bool = param(True, "Dynamic window")
    marks: str = param("", "A file that gets one line per training")
    corpus: str = param("toy-world", "Corpus")
    seed: int = param(1, "Seed", ge=0, le=1000)
    camera: str = param("", "Camera", view=True)


PARAMS = WalkParams


def train(params: WalkParams, device: str = "cpu") -> Iterator[Frame]:
    if params.marks:
        with Path(params.marks).open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")
    generator = np.random.default_rng(params.seed)
    place = generator.normal(size=params.width).astype(np.float32)
    for step in range(params.steps):
        place = place * np.float32(0.9)
        loss = float(np.square(place).mean())
        if step == 3:
            loss = misbehave(params.fault, loss)
        notes = {"words": ["mat", "sat", "茶"]} if step == 0 else {}
        yield Frame(step, {"loss": loss}, {"place": place}, {"slope": 2 * place}, notes)
        time.sleep(params.pause)


def misbehave(fault: str, loss: float) -> float:
    if fault == "nan":
        return float("nan")
    if fault == "refuse":
        raise Refused("The corpus {corpus} has too few words.", corpus="toy-world")
    if fault == "memory":
        raise MemoryError
    if fault == "error":
        raise KeyError("secret detail")
    if fault == "exit":
        os._exit(7)
    if fault == "hang":
        time.sleep(600)
    return loss


def slope(trace: Trace, query: Mapping[str, str]) -> dict[str, Any]:
    step = int(query.get("step", "0"))
    if step < 0:
        raise Refused("step={step} is not a step of this run.", step=step)
    return {"slope": trace.at(step).weights["slope"], "third": 1 / 3, "lost": float("nan")}


ANSWERS = {"slope": slope}


def claims() -> Iterator[Claim]:
    yield measured("two and two make four", "4", lambda: (2 + 2, True))
    yield measured("two and two make five", "5", lambda: (2 + 2, False))
