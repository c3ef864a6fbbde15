"""The table is filled as the window moves: each word in turn is the centre of one window.

The centre emits one pair with every word within the window, in its sentence (Firth 1957; Lund &
Burgess 1996). A pair of places is thus counted twice in all, once from either end: on its way the
table is lopsided, and at the end it is symmetric. Then it is the table of
`engine.kernels.cooccurrence.count`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.lessons.windows.reading import Text

#: Exponents of the smoothing that a visitor may choose; 1 is none.
SMOOTHINGS = (1.0, 0.75, 0.5)
#: Pairs sorted at a time; more moments than any film has.
BLOCK, MOMENTS = 4_000_000, 256


@dataclass(frozen=True)
class Moment:
    """What has been counted when `read` words have been the centre.

    terms       float32 (S, S): centre by context, of the words shown
    rows        float32 (S,): how much they emitted as centres; with all words, not only shown ones
    columns     float32 (S,): how much they were met as contexts
    total       of all cells of the whole table
    powers      Σ over all context words of count^α, for each of SMOOTHINGS
    documents   int32 (S, E): how often in each document shown, among the words read
    containing  int32 (S,): in how many documents read they stand
    begun       documents begun
    pairs       emitted, each counted 1
    distinct    different words that were in a window
    cells       of the whole table that are no longer 0
    """

    read: int
    terms: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    total: float
    powers: tuple[float, ...]
    documents: np.ndarray
    containing: np.ndarray
    begun: int
    pairs: int
    distinct: int
    cells: int

    @property
    def zeros(self) -> float:
        """Share of the table of the words met so far that is 0; 1 while there is no cell."""
        return 1 - self.cells / self.distinct**2 if self.distinct else 1.0


def pairs(
    text: Text, centres: np.ndarray, distance: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places of centres and of their contexts so far to the left, then so far to the right."""
    begins, ends = text.bounds
    left = centres[centres - distance >= begins[centres]]
    yield left, left - distance
    right = centres[centres + distance < ends[centres]]
    yield right, right + distance


def filled(text: Text, window: int, steps: np.ndarray) -> np.ndarray:
    """How many cells of the whole table are no longer 0 after each of `steps` (F,) windows.

    Every pair is one number: centre, context, and the moment that counted it. Sorted, the first of
    each cell tells when it was filled. Rows are done in blocks, so that memory stays bounded.
    """
    V, tokens = len(text.words), text.tokens
    order = np.argsort(tokens, kind="stable")  # places, word by word
    ends = np.cumsum(np.bincount(tokens, minlength=V))
    cuts = ends[np.unique(np.searchsorted(ends, np.arange(0, len(tokens), BLOCK // window)))]
    found = np.zeros(len(steps), np.int64)
    for block in np.split(order, cuts[:-1]):
        met = [np.empty(0, np.int64)]
        for distance in range(1, window + 1):
            for centres, contexts in pairs(text, block, distance):
                moment = np.searchsorted(steps, centres, side="right")
                cells = tokens[centres].astype(np.int64) * V + tokens[contexts]
                met.append(cells * MOMENTS + moment)
        sorted_ = np.sort(np.concatenate(met))
        cells = sorted_ // MOMENTS
        first = np.append(True, cells[1:] != cells[:-1])[: len(cells)]
        found += np.bincount(sorted_[first] % MOMENTS, minlength=len(steps))
    return np.cumsum(found)


class Count:
    """Counts a text on and on; `upto` says what is in the table then, at each of `steps`."""

    def __init__(
        self,
        text: Text,
        weights: np.ndarray,
        shown: list[int],
        documents: list[int],
        steps: list[int],
    ) -> None:
        V, S = len(text.words), len(shown)
        self.text, self.weights, self.shown = text, weights, np.array(shown)
        self.place = np.full(V, -1)  # word → its place among the shown
        self.place[self.shown] = np.arange(S)
        self.column = np.full(len(text.titles), -1)  # document → its column
        self.column[documents] = np.arange(len(documents))
        self.terms, self.rows, self.columns = np.zeros((S, S)), np.zeros(V), np.zeros(V)
        self.files = np.zeros((S, len(documents)), np.int64)
        self.in_document = np.zeros((S, len(text.titles)), bool)
        self.steps = np.array(steps)
        self.cells = filled(text, len(weights), self.steps)
        self.met = np.zeros(V, bool)
        self.read = self.pairs = self.begun = 0

    def upto(self, until: int) -> Moment:
        """Let the windows up to token `until` emit their pairs; `until` never goes back."""
        fresh = np.arange(self.read, until)
        for distance, weight in enumerate(self.weights, start=1):
            for centres, contexts in pairs(self.text, fresh, distance):
                tokens = self.text.tokens
                self._add(tokens[centres], tokens[contexts], float(weight))
        self._file(until)
        self.met[self.text.tokens[self.read : until]] = True
        self.read = until
        return self._moment()

    def _add(self, centres: np.ndarray, contexts: np.ndarray, weight: float) -> None:
        """Put pairs of words into the sums."""
        S = len(self.shown)
        np.add.at(self.rows, centres, weight)
        np.add.at(self.columns, contexts, weight)
        self.met[contexts] = True
        a, b = self.place[centres], self.place[contexts]
        seen = (a >= 0) & (b >= 0)
        cells = np.bincount(a[seen] * S + b[seen], minlength=S * S)
        self.terms += weight * cells.reshape(S, S)
        self.pairs += len(centres)

    def _file(self, until: int) -> None:
        """Count the shown words read now in their documents."""
        words = self.place[self.text.tokens[self.read : until]]
        documents = self.text.documents[self.read : until]
        self.begun = max(self.begun, int(documents.max(initial=-1)) + 1)
        known = words >= 0
        self.in_document[words[known], documents[known]] = True
        columns = self.column[documents]
        both = known & (columns >= 0)
        np.add.at(self.files, (words[both], columns[both]), 1)

    def _moment(self) -> Moment:
        contexts = self.columns[self.columns > 0]
        return Moment(
            self.read, self.terms.astype(np.float32), self.rows[self.shown].astype(np.float32),
            self.columns[self.shown].astype(np.float32), float(self.rows.sum()),
            tuple(float((contexts**power).sum()) for power in SMOOTHINGS),
            self.files.astype(np.int32), self.in_document.sum(axis=1).astype(np.int32),
            self.begun, self.pairs, int(self.met.sum()),
            int(self.cells[np.searchsorted(self.steps, self.read)]),
        )  # fmt: skip
