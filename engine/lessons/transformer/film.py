"""What is kept of a training: at up to 32 moments all weights, and what each head does.

Attention is not recorded while training, which runs through a fused kernel; at each moment the
same weights are read once more by `attention.encode`, which names every inner number.
"""

import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from engine.lessons.transformer.params import PARAMS, spec_of
from engine.lessons.transformer.sources import LONGEST, Task, task_of
from engine.measures import heads
from engine.trace import Frame, Recorder

#: Frames of a run, between few for large networks and many for small; bytes of weights in all.
FEWEST, MOST, KEPT = 16, 32, 60_000_000


def frames(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one training; steps are updates. Raises Refused where the text is no text."""
    task, trainer = begun(params, device)
    numbers = trainer.numbers()
    size = sum(weight.size for weight in numbers.values())
    notes = told(params, task, trainer.spec, size, device)
    began = time.perf_counter()
    yield Frame(0, *seen(task, trainer, numbers, {}), {**numbers, **kept(task)}, notes)
    for until in moments(params.updates, size):
        loss = trainer.advance(until - trainer.done)
        numbers = trainer.numbers()
        seconds = time.perf_counter() - began
        scalars = {"loss": loss, "seconds": seconds, "rate": trainer.rate(trainer.done)}
        yield Frame(trainer.done, *seen(task, trainer, numbers, scalars), numbers)


def begun(params: PARAMS, device: str = "cpu") -> tuple[Task, Any]:
    """The task, and a Trainer of it before its first update."""
    from engine.models import recurrent
    from engine.models.transformer_training import Settings, Trainer

    recurrent.threads(1)
    task, spec = task_of(params), spec_of(params)
    settings = Settings(params.updates, params.rate, params.warm, params.smoothing, params.seed)
    words = len(task.words)
    return task, Trainer(spec, words, LONGEST, task.draw, settings, task.classes, device)


def told(params: PARAMS, task: Task, spec: Any, size: int, device: str) -> dict[str, Any]:
    """The notes of frame 0: what does not change."""
    shape = {name: value for name, value in asdict(spec).items() if name != "off"}
    return {
        "task": params.task, "language": task.language, "vocabulary": list(task.words),
        "tokens": list(task.shown), "spec": shape, "off": sorted(spec.off),
        "last_step": params.updates, "parameters": size, "device": device, **task.notes,
    }  # fmt: skip


def kept(task: Task) -> dict[str, np.ndarray]:
    """The sentences kept for testing, as frame 0 keeps them for questions."""
    found = {"held.ids": task.held.ids, "held.targets": task.held.targets}
    if task.from_ is not None and task.to is not None:
        found |= {"held.from": task.from_, "held.to": task.to}
    return {name: values.astype(np.int32) for name, values in found.items()}


def seen(
    task: Task, trainer: Any, numbers: dict[str, np.ndarray], scalars: dict[str, float]
) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Scalars and small arrays of this moment: the shown sentence, and what the heads do."""
    from engine.models import attention

    spec, known = trainer.spec, {word: number for number, word in enumerate(task.words)}
    shown, read = Recorder(), Recorder()
    ids = np.array([[known.get(word, 0) for word in task.shown]])
    attention.encode(ids, numbers, spec, None, shown)
    final = attention.encode(task.held.ids, numbers, spec, task.held.mask, read)
    asked = task.held.targets >= 0
    # Only where something is asked: the scores of all words at all places would cost the most.
    scores, targets = attention.logits(final[asked], numbers), task.held.targets[asked]  # (N, V)
    right = float((scores.argmax(-1) == targets).mean())
    scalars = {**scalars, "accuracy": right, "held": surprise(scores, targets)}
    scalars.setdefault("loss", scalars["held"])
    layers = [at for at in range(spec.layers) if f"{at}.attention" in shown]
    if not layers:
        return scalars, {}
    maps = np.concatenate([shown[f"{at}.attention"] for at in layers])  # (L, H, T, T)
    roles = work(task, [read[f"{at}.attention"] for at in layers])
    best = {"pronouns": "given", "induction": "induction", "text": "previous"}
    scalars["head"] = float(np.nanmax(roles.get(best[_kind(task)], roles["previous"])))
    arrays: dict[str, np.ndarray] = {
        "attention": np.round(255 * maps).astype(np.uint8),
        "layers": np.array(layers),
    }
    return scalars, arrays | {name: values.astype(np.float32) for name, values in roles.items()}


def _kind(task: Task) -> str:
    if task.from_ is not None:
        return "pronouns"
    return "induction" if (task.held.targets < 0).any() else "text"


def work(task: Task, layers: list[np.ndarray]) -> dict[str, np.ndarray]:
    """What each head does over the sentences kept for testing, (L, H) each."""
    measured: dict[str, Any] = {
        "previous": lambda maps: heads.previous(maps).mean(0),
        "own": lambda maps: heads.own(maps).mean(0),
        "entropy": lambda maps: heads.entropy(maps).mean(0),
    }
    if task.from_ is not None and task.to is not None:
        from_, to = task.from_, task.to
        measured["given"] = lambda maps: heads.given(maps, from_, to)
    else:
        measured["induction"] = lambda maps: heads.induction(maps, task.held.ids)
    return {name: np.stack([of(maps) for maps in layers]) for name, of in measured.items()}


def surprise(scores: np.ndarray, targets: np.ndarray) -> float:
    """Cross-entropy in nats of scores (N, V) and targets (N,)."""
    top = scores.max(-1, keepdims=True)
    total = top[:, 0] + np.log(np.exp(scores - top).sum(-1))
    return float((total - scores[np.arange(len(targets)), targets]).mean(dtype=np.float64))


def moments(updates: int, size: int) -> list[int]:
    """Updates done at each frame after the first: close together early, when most happens."""
    count = min(MOST, max(FEWEST, KEPT // (4 * size)), updates)
    return sorted({max(1, round(updates * (i / count) ** 1.4)) for i in range(1, count + 1)})
