"""A recorded run read back: its words, its examination, its networks, and what a query asks."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.lessons.gates.network import CELLS, SHOWN, Clamp, Network, by_kind, of_frame, read
from engine.lessons.gates.reading import cut
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Recorded:
    """What a run's first frame says of all its frames.

    sentences  of the examination; targets (N,) where each one's agreement shows
    """

    frames: tuple[Frame, ...]
    notes: Mapping[str, Any]

    @cached_property
    def index(self) -> dict[str, int]:
        """Word → its number."""
        return {word: i for i, word in enumerate(self.notes["known"])}

    @cached_property
    def sentences(self) -> list[list[str]]:
        """The examination's sentences as words."""
        return [told.split() for told in self.notes["exam"]]

    def exam(self, name: str) -> np.ndarray:
        """Of each sentence of the examination: "attractors", "distance", "kind" or "target"."""
        return np.asarray(self.frames[0].arrays[name], np.int64)

    def ids(self, words: list[str]) -> np.ndarray:
        """Words as numbers (T,); one that is not known gets the number after the last."""
        unknown = len(self.index)
        return np.array([self.index.get(word, unknown) for word in words], np.int64)

    def beginnings(self) -> np.ndarray:
        """The examination up to the word that must agree, (T, N), short ones filled up with 0."""
        targets = self.exam("target")
        ids = np.zeros((int(targets.max()), len(targets)), np.int64)
        for b, (words, target) in enumerate(zip(self.sentences, targets, strict=True)):
            ids[:target, b] = self.ids(words[:target])
        return ids

    def right(self, network: Network, clamp: Clamp | None = None) -> np.ndarray:
        """Which sentences of the examination a network gets right, bool (N,)."""
        targets = self.exam("target")
        shares = read(network, self.beginnings(), clamp).shares[
            targets - 1, np.arange(len(targets))
        ]
        right: np.ndarray = by_kind(shares, self.notes["kinds"]).argmax(axis=1) == self.exam("kind")
        return right


def recorded(trace: Trace) -> Recorded:
    """A run's record; Refused while it has no frame."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    return Recorded(trace.frames, trace[0].notes)


def cell_of(query: Query) -> str:
    """The cell that a query names; the LSTM where it names none."""
    return one_of(query, "cell", CELLS, "lstm")


def one_of(query: Query, name: str, allowed: tuple[str, ...], usual: str) -> str:
    """One of `allowed`; Refused for anything else."""
    given = query.get(name, usual)
    if given not in allowed:
        raise Refused(
            N_("{name}={given} is not one of {allowed}."),
            name=name,
            given=given[:40],
            allowed=", ".join(allowed),
        )
    return given


def whole(query: Query, name: str, usual: int, low: int, high: int) -> int:
    """A whole number between two bounds; Refused for anything else."""
    given = query.get(name, str(usual))
    if given.isascii() and given.isdigit() and len(given) < 9 and low <= int(given) <= high:
        return int(given)
    raise Refused(
        N_("{name}={given} is not a whole number from {low} to {high}."),
        name=name,
        given=given[:40],
        low=low,
        high=high,
    )


def clamp_of(query: Query, cell: str, units: int) -> dict[str, tuple[list[int] | None, float]]:
    """Gates held at a value: `clamp` is "f:0", of some units "f:0:3,7"; several with ";" between.

    Raises Refused for a gate that the cell has not, a value beyond −1 … 1, or a unit it has not.
    """
    held: dict[str, tuple[list[int] | None, float]] = {}
    for piece in filter(None, query.get("clamp", "").split(";")):
        found = re.fullmatch(r"([a-z]):(-?[01](?:\.\d{1,4})?)(?::(\d{1,3}(?:,\d{1,3})*))?", piece)
        chosen = [int(unit) for unit in (found[3] or "").split(",") if unit] if found else []
        bad = found is None or found[1] not in SHOWN[cell] or abs(float(found[2])) > 1
        if found is None or bad or any(unit >= units for unit in chosen):
            raise Refused(
                N_("clamp={given} holds no gate: one of {gates}, a value from −1 to 1, and units."),
                given=piece[:40],
                gates=", ".join(SHOWN[cell]),
            )
        held[found[1]] = (chosen or None, float(found[2]))
    return held


def network_at(record: Recorded, query: Query, cell: str) -> tuple[Frame, Network]:
    """The frame at `step` (the last one without it), and one cell's network there."""
    last = record.frames[-1].step
    step = whole(query, "step", last, 0, 10**8)
    frame = Trace(record.frames).at(step)
    return frame, of_frame(frame, cell)


def words_of(record: Recorded, query: Query) -> list[str]:
    """The sentence that a query asks about; the standard one without `text`."""
    text = query.get("text", "")
    if not text.strip():
        return list(record.notes["standard"])
    words = cut(text, record.notes["known"])
    if not words:
        raise Refused(N_("There is no word in this sentence."))
    return words


def settled(value: float, query: Query, **more: Any) -> dict[str, Any]:
    """A measured value as an answer: the number, or the interval of `edges` that it lies in."""
    edges = query.get("edges", "")
    try:
        between = [float(edge) for edge in edges.split(",")] if edges else []
    except ValueError as error:
        raise Refused(N_("edges={given} is not a list of numbers."), given=edges[:40]) from error
    answer = str(bisect_right(between, value)) if between else f"{value:.3g}"
    return {"value": float(value), "answer": answer, **more}
