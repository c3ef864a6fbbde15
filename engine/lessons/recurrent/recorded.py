"""A recorded training as questions find it: its words, its network at a moment, its counts.

Everything is read from the run's own frames; the corpus may be gone. numpy only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.sentences import N_, Refused
from engine.text.streams import UNKNOWN, spell
from engine.trace import Frame, Trace

Query = Mapping[str, str]
#: Tokens of a visitor's sentence that are read, at the most.
READ = {"words": 40, "characters": 90}


@dataclass(frozen=True, eq=False)
class Recorded:
    """A run's frames so far, and what frame 0 says of its text."""

    trace: Trace

    def __post_init__(self) -> None:
        if not len(self.trace):
            raise Refused(N_("This run has no frames yet."))

    @property
    def notes(self) -> dict[str, Any]:
        """What does not change, from frame 0."""
        return dict(self.trace[0].notes)

    @cached_property
    def words(self) -> list[str]:
        """The vocabulary; the unknown word is number 0."""
        return bytes(self.trace[0].weights["spelled"]).decode().split("\x00")

    @cached_property
    def index(self) -> dict[str, int]:
        """Word → its number."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def held(self) -> np.ndarray:
        """The held-out text, int32 (N,)."""
        return np.asarray(self.trace[0].weights["held"])

    def frame(self, query: Query) -> Frame:
        """The frame at the query's `step`; the last one without a step."""
        given = query.get("step", "")
        if given.isascii() and given.isdecimal() and len(given) < 10:
            return self.trace.at(int(given))
        return self.trace[-1]

    def model(self, frame: Frame) -> Any:
        """The network as it stood at a frame."""
        from engine.models.language_reader import reader

        return reader(frame.weights, self.notes["cell"])

    def counts(self) -> Any:
        """The n-gram model of the text trained on."""
        from engine.measures.ngrams import unpack

        return unpack(self.trace[0].weights)

    @property
    def start(self) -> str:
        """The token that a text is read after: the end of a sentence or of a line."""
        notes = self.notes
        mark = "\n" if notes["tokens"] == "characters" else str(notes["end"])
        return mark if mark in self.index else UNKNOWN

    def cut(self, text: str) -> tuple[list[str], np.ndarray]:
        """A visitor's text as tokens, and their numbers; a text of nothing is the example.

        It begins with `start`: a sentence comes after another one, as in the text learnt from.
        """
        notes = self.notes
        said = spell(
            text if text.strip() else notes["example"],
            notes["tokens"], notes["language"], notes["end"], self.index,
        )[: READ[notes["tokens"]]]  # fmt: skip
        if not said:
            raise Refused(N_("There is not a word in this sentence to read."))
        said = [self.start, *said]
        return said, np.array([self.index.get(token, 0) for token in said], np.int64)

    def told(self, numbers: np.ndarray) -> list[str]:
        """The words with these numbers."""
        return [self.words[number] for number in numbers]

    def number(self, query: Query, name: str, low: float, high: float, usual: float) -> float:
        """A number that the query gives, kept within bounds; the usual one where it gives none."""
        try:
            value = float(query.get(name, usual))
        except ValueError:
            return usual
        return min(high, max(low, value)) if np.isfinite(value) else usual


__all__ = ["READ", "UNKNOWN", "Query", "Recorded"]
