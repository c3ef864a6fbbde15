"""A recorded training is read back: the readers' numbers at a moment, and the words they know."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Recorded:
    """What the frames of one run say."""

    trace: Trace

    @classmethod
    def of(cls, trace: Trace) -> "Recorded":
        """The run's record; Refused while its first frame is not there."""
        if not len(trace):
            raise Refused(N_("The training has not begun yet."))
        return cls(trace)

    @cached_property
    def notes(self) -> dict[str, Any]:
        """What frame 0 says of the run."""
        return dict(self.trace[0].notes)

    @cached_property
    def steps(self) -> list[int]:
        """Updates done at every frame."""
        return [frame.step for frame in self.trace]

    def words(self, name: str = "words") -> list[str]:
        """A list of words kept in frame 0: "words", "it_words" or "asked"."""
        return bytes(np.asarray(self.trace[0].weights[name])).decode().split("\n")

    def array(self, name: str) -> np.ndarray:
        """An array kept in frame 0."""
        return np.asarray(self.trace[0].weights[name])

    def reader(self, frame: Frame, task: str, name: str) -> Any:
        """A function of tokens (T, B) and a recorder: probabilities (T, B, K) and states (T, B, H).

        task  "tags" or "it"; name  such as "both2"
        """
        from engine.models import tagger_plain as plain

        sizes = plain.Sizes(*self.notes["sizes" if task == "tags" else "it_sizes"])
        own, cell = plain.named(name), self.notes["cell"]
        weights = plain.unpacked(np.asarray(frame.weights[f"{task}.{name}"]), own, sizes, cell)
        return lambda tokens: plain.read(tokens, weights, own, cell)

    def one_of(self, query: Query, name: str, allowed: str, default: str) -> str:
        """The query's `name`, which must be among the notes' list `allowed`."""
        known = [str(one) for one in self.notes[allowed]]
        return chosen(query, name, known, default)


def chosen(query: Query, name: str, known: list[str], default: str) -> str:
    """The value of `name` in a query, one of `known`; raises Refused for another."""
    given = query.get(name, default)
    if given not in known:
        allowed = ", ".join(known)
        raise Refused(
            N_("{name}={given} is not one of {allowed}."),
            name=name, given=given[:40], allowed=allowed,
        )  # fmt: skip
    return given


def whole(query: Query, name: str, least: int, most: int, default: int) -> int:
    """The whole number that a query gives for `name`; raises Refused for one out of bounds."""
    given = query.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) < 9 and least <= int(given) <= most):
        raise Refused(
            N_("{name}={given} is not a whole number from {least} to {most}."),
            name=name, given=given[:40], least=least, most=most,
        )  # fmt: skip
    return int(given)
