"""The film is the counting: at first one window a moment, then more and more of them.

So every pair of the first sentences is seen landing in its cell, and the whole text is counted
before anybody tires. Frame 0 holds what does not change, and what was read.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.windows import neighbours
from engine.lessons.windows.counting import SMOOTHINGS, Count, Moment
from engine.lessons.windows.params import PARAMS, settings
from engine.lessons.windows.reading import Text
from engine.lessons.windows.words import opening, shown
from engine.trace import Frame

#: Moments after the opening, each so many times as late as the one before; frames in a second.
LATER, PACE = 80, 5
#: Documents shown at the most, spread over the text.
DOCUMENTS = 24
#: Words of the text that a moment after the opening brings along, to each side of the centre.
AROUND = 18


def moments(total: int, first: int) -> list[int]:
    """Tokens read at each frame after the first: one by one to `first`, then ever faster."""
    steps = np.geomspace(max(1, first), max(1, total), LATER + 1)
    later = {min(total, round(float(step))) for step in steps}
    return sorted({*range(1, first + 1), *(step for step in later if step > first), total})


def spread(text: Text, length: int) -> list[int]:
    """Numbers of the documents shown: those of the opening, and others from all over the text."""
    many = len(text.titles)
    first = list(dict.fromkeys(text.documents[:length].tolist()))[: DOCUMENTS // 2]
    more = np.linspace(0, many - 1, min(DOCUMENTS, many)).round().astype(int).tolist()
    return sorted([*first, *[one for one in more if one not in first]][:DOCUMENTS])


class Film:
    """Turns the counting into frames."""

    def __init__(self, text: Text, params: PARAMS) -> None:
        from engine.kernels.cooccurrence import weights

        self.text, self.params = text, params
        self.shown = shown(text, params.shown, params.little)
        self.length = opening(text, self.shown) if params.shown == "opening" else 120
        self.length = min(self.length, len(text.tokens))
        self.documents = spread(text, self.length)
        self.weights = weights(params.window, params.weighting)
        self.steps = moments(len(text.tokens), self.length)
        self.count = Count(text, self.weights, self.shown, self.documents, self.steps)

    def frames(self) -> Iterator[Frame]:
        """Every moment in order; the last one brings the neighbours for every window."""
        yield self.first()
        for step in self.steps[:-1]:
            yield self.frame(self.count.upto(step), {}, {})
        last = self.count.upto(self.steps[-1])
        near = neighbours.nearest(self.text, self.params.weighting)
        kept = {"near": near.ids.astype(np.uint16), "cosines": near.cosines.astype(np.float16)}
        notes = {"same": near.same, "chance": near.chance, "sizes": list(neighbours.SIZES)}
        yield self.frame(last, {"alike": notes}, kept)

    def first(self) -> Frame:
        """Frame 0: nothing is counted; the text as it was read, and the words shown."""
        text, steps = self.text, self.steps
        reach = min(len(text.tokens), self.length + AROUND)
        # Powers of ten on the time line, where a moment lies there.
        tens = [10**k for k in range(1, 8) if 10**k < steps[-1]]
        marks = [[1 + int(np.searchsorted(steps, ten)), f"at_{ten}"] for ten in tens]
        notes: dict[str, Any] = {
            **settings(self.params),
            "words": [text.words[number] for number in self.shown],
            "counts": text.counts[self.shown].tolist(),
            "kind_of": [text.groups.get(word, "") for word in text.words[: neighbours.WORDS]],
            "titles": [text.titles[number] for number in self.documents],
            "documents": len(text.titles),
            "opening": self.around(0, 0, reach),
            "weights": self.weights.tolist(),
            "smoothings": list(SMOOTHINGS),
            "corpus": text.id,
            "language": text.language,
            "tokens": len(text.tokens),
            "vocabulary": len(text.words),
            "left_out": text.left_out,
            # A word alone in its sentence has no company.
            "alone": bool((np.diff(text.sentences) < 2).all()),
            "last_step": len(text.tokens),
            "even": len(steps),
            "marks": marks,
            "pace": PACE,
        }
        spelled = np.frombuffer("\n".join(text.words).encode(), np.uint8)
        weights = {
            "spelled": spelled,
            "tokens": text.tokens,
            "sentences": text.sentences.astype(np.int32),
            "documents": text.documents.astype(np.int32),
            "shown": np.array(self.shown, np.int32),
            "columns": np.array(self.documents, np.int32),
        }
        S = len(self.shown)
        empty = Moment(
            0, np.zeros((S, S)), np.zeros(S), np.zeros(S), 0.0, (0.0,) * len(SMOOTHINGS),
            np.zeros((S, len(self.documents)), int), np.zeros(S, int), 0, 0, 0, 0,
        )  # fmt: skip
        return self.frame(empty, notes, weights)

    def frame(self, moment: Moment, notes: dict[str, Any], weights: dict[str, Any]) -> Frame:
        """One moment as viewers get it."""
        scalars = {
            "zeros": moment.zeros,
            "distinct": moment.distinct,
            "pairs": moment.pairs,
            "cells": moment.cells,
            "total": moment.total,
            "begun": moment.begun,
        }
        arrays = {
            "terms": moment.terms,
            "rows": moment.rows,
            "columns": moment.columns,
            "powers": np.array(moment.powers, np.float32),
            "files": moment.documents.astype(np.int32),
            "containing": moment.containing.astype(np.int32),
        }
        if moment.read > self.length:
            notes = notes | {"around": self.here(moment.read - 1)}
        return Frame(moment.read, scalars, arrays, weights, notes)

    def here(self, centre: int) -> dict[str, Any]:
        """The text around token `centre`."""
        low = max(0, centre - AROUND)
        return self.around(centre, low, min(len(self.text.tokens), centre + AROUND + 1))

    def around(self, centre: int, low: int, high: int) -> dict[str, Any]:
        """Tokens low … high as words, where sentences begin among them, and the centre there."""
        inner = self.text.sentences[(self.text.sentences > low) & (self.text.sentences < high)]
        return {
            "words": [self.text.words[number] for number in self.text.tokens[low:high]],
            "breaks": sorted({int(place) - low for place in inner}),
            "from": low,
            "at": centre - low,
        }
