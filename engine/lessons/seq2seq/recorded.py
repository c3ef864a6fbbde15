"""What a recorded run is asked for: its writers at any frame, and a visitor's text as numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.lessons.seq2seq.params import ATTENTIONS, WIDTH
from engine.sentences import N_, Refused
from engine.text import pairs
from engine.text.pairs_known import known
from engine.trace import Frame, Trace

if TYPE_CHECKING:
    from engine.models.seq2seq import Spec

Query = Mapping[str, str]
#: Tokens of a source at the most, and of what is written from it.
LONGEST, MOST = 32, 32


@dataclass(frozen=True)
class Source:
    """A text to write from: its tokens (S,), their numbers, and what it should become if known."""

    words: list[str]
    ids: np.ndarray
    truth: list[str] | None
    left_out: int


class Recorded:
    """A run as its frames tell it."""

    def __init__(self, trace: Trace) -> None:
        if not len(trace):
            raise Refused(N_("This run has no frames yet."))
        self.trace, self.notes = trace, trace[0].notes
        self.index = {word: number for number, word in enumerate(self.notes["sources"])}
        self.targets: list[str] = list(self.notes["targets"])
        self.heard = {word: number for number, word in enumerate(self.targets)}

    def spec(self, attention: str) -> "Spec":
        """The shape of one writer."""
        from engine.models.seq2seq import Spec

        shape = self.notes["spec"]
        return Spec(shape["cell"], attention, WIDTH, shape["hidden"])  # type: ignore[arg-type]

    def weights(self, frame: Frame, attention: str) -> dict[str, np.ndarray]:
        """One writer's weights at a frame, as `engine.models.seq2seq` reads them."""
        start = f"{attention}/"
        return {
            name[len(start) :]: np.asarray(values, np.float32)
            for name, values in frame.weights.items()
            if name.startswith(start)
        }

    def source(self, query: Query) -> Source:
        """`example`, a number of those in the notes, or `text`, a visitor's own."""
        given = query.get("text", "")
        if "example" in query and not given:
            some = self.notes["examples"]
            words, target = some[whole(query, "example", 0, len(some) - 1, 0)]
            return self._numbered(words, target, 0)
        words = pairs.cut(given[:400], self.notes["tokens"][0])
        if self.notes["tokens"][0] == "letters":
            # Upper case is met in no task; what a task does not know stays as it was typed.
            words = [w if w in self.index else w.lower() for w in words]
        if not words:
            raise Refused(N_("There is nothing to read in this text."))
        kept = words[:LONGEST]
        return self._numbered(kept, known(self.notes["task"], kept), len(words) - len(kept))

    def _numbered(self, words: list[str], target: list[str] | None, left_out: int) -> Source:
        ids = np.array([self.index.get(word, pairs.UNKNOWN) for word in words], np.int64)
        return Source(words, ids, target, left_out)

    def told(self, target: list[str]) -> list[int]:
        """A target as numbers, with its end."""
        return [*(self.heard.get(word, pairs.UNKNOWN) for word in target), pairs.END]

    def of_task(self, query: Query) -> None:
        """Refuse a prediction that was made about another task."""
        meant = query.get("task", self.notes["task"])
        if meant != self.notes["task"]:
            raise Refused(N_("This prediction is about another task than the one you chose."))


def whole(query: Query, name: str, low: int, high: int, usual: int) -> int:
    """A whole number of the query between bounds; `usual` where it says none."""
    given = query.get(name, "")
    value = int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else usual
    return max(low, min(high, value))


def attention_of(query: Query) -> str:
    """Which of the three writers is asked; the additive one where the query names none."""
    given = query.get("attention", "additive")
    if given not in ATTENTIONS:
        raise Refused(
            N_("There is no attention “{given}”. Known: {known}."),
            given=given[:40],
            known=", ".join(ATTENTIONS),
        )
    return given
