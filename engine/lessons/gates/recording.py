"""What a frame keeps of a network: the gates of one sentence, its guesses, its examination.

Gates are recomputed from copied weights here, for frames alone, so that training runs on torch's
kernels undisturbed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.lessons.gates.network import (
    DOORS,
    SHOWN,
    Network,
    Read,
    by_kind,
    network_of,
    read,
    tracking,
)  # fmt: skip
from engine.lessons.gates.reading import STANDARD, Task, texts
from engine.measures import gates, highway

#: Next words that a frame keeps of each place.
NEXT = 6
#: Of the examination, every so many-th sentence is looked into for saturation.
EVERY = 4


@dataclass(frozen=True, eq=False)
class Probe:
    """Texts that every frame looks into: the standard sentence, and a part of the examination."""

    standard: np.ndarray
    end: int
    ids: np.ndarray
    inside: np.ndarray
    places: np.ndarray
    kinds: np.ndarray


def probe(task: Task, corpus: str) -> Probe:
    """The texts of a task that frames look into."""
    words = STANDARD[corpus].split()
    some = task.exam[::EVERY]
    ids = texts(task, [one.words[: one.target] for one in some])
    places = np.array([one.target - 1 for one in some])
    inside = np.arange(len(ids))[:, None] <= places  # (T, B): words before the one that agrees
    kinds = np.array([one.kind for one in some])
    return Probe(texts(task, [words]), end_of(words, task), ids, inside, places, kinds)


def end_of(words: Sequence[str], task: Task) -> int:
    """The last place before a word that must agree, where the sentence has one; else the last.

    In Chinese nouns of every kind stand anywhere: the last of them counts.
    """
    agreeing = {task.outputs[i] for its in task.kinds.values() for i in its}
    found = [at for at, word in enumerate(words) if word in agreeing and at]
    if not found:
        return len(words) - 1
    return (found[-1] if task.language == "zh" else found[0]) - 1


def inside_of(network: Network, seen: Read, end: int, task: Task) -> dict[str, np.ndarray]:
    """Of one sentence: values (S, T, H) in the order of SHOWN, guesses, and gains (end + 1,)."""
    values = {name: found[:, 0] for name, found in seen.values.items()}
    shares = seen.shares[:, 0]
    best = np.argsort(-shares, axis=1, kind="stable")[:, :NEXT]
    hh, bias = network.weights["weight_hh_l0"], network.weights["bias_hh_l0"]
    return {
        "values": np.stack([values[name] for name in SHOWN[network.cell]]),
        "kinds": by_kind(shares, task.kinds),
        "next": best.astype(np.uint16),
        "shares": np.take_along_axis(shares, best, axis=1),
        "direct": highway.direct(network.cell, values, end),
        "gain": highway.gain(network.cell, values, hh, bias, end),
    }


def recorded(weights: dict[str, np.ndarray], cell: str, look: Probe, task: Task) -> dict[str, Any]:
    """The arrays of one cell in a frame, under names like "lstm.values"."""
    own = network_of(weights, cell)
    found = inside_of(own, read(own, look.standard), look.end, task)
    over = read(own, look.ids)
    found["tells"] = tracking(own, over.values, look.places, look.kinds)
    if DOORS[cell]:
        met = [gates.saturation(over.values[name][look.inside]) for name in DOORS[cell]]
        found["saturated"] = np.stack([[one.left, one.right] for one in met])  # (G, 2, H)
        found["bars"] = np.stack([one.bars for one in met])  # (G, BARS)
    # Half the digits are enough for a picture; but a gradient may be far below their least number.
    half = {"values", "kinds", "shares", "tells", "saturated", "bars"}
    return {
        f"{cell}.{name}": array.astype(np.float16) if name in half else array
        for name, array in found.items()
    }
