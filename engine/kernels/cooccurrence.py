"""Words that keep company are counted in one walk over each word's places, without sorting.

The term–term matrix of a sliding window (Lund & Burgess 1996, HAL; Pennington et al. 2014, GloVe
§4.2 for 1/distance; Levy et al. 2015 §3.1 for the dynamic window), as compressed sparse rows.

All weights are whole numbers of one unit while they are summed, so no order of summation matters:
the matrix is symmetric to the last bit. Rows are made by rising number, and each of their cells is
written into the mirrored row; thereby every row's columns arrive sorted. Memory: the non-zeros,
8 bytes each, and a work area of 8 bytes a token and 24 a word.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numba import njit

_compiled: Any = njit(nogil=True, cache=True, boundscheck=False, error_model="numpy")

Weighting: TypeAlias = Literal["flat", "distance", "dynamic"]

#: Beyond this window 1/distance is rounded to multiples of 2⁻³²; up to it sums are exact.
_EXACT = 22


@dataclass(frozen=True, eq=False)
class Counts:
    """A table of counts as compressed sparse rows; columns rise within a row, no value is 0.

    starts   int64 (V + 1,): row r has the cells starts[r] … starts[r + 1]
    columns  int32 (E,)
    values   float32 (E,); whole numbers are exact up to 2²⁴ = 16,777,216
    width    how many columns there are
    """

    starts: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.starts) - 1, self.width

    def dense(self) -> np.ndarray:
        """The whole table, float32 (V, width): V × width × 4 bytes."""
        return self.rows(np.arange(len(self.starts) - 1))

    def rows(self, ids: Any) -> np.ndarray:
        """Some rows written out, float32 (Q, width); `ids` (Q,) may repeat."""
        wanted = np.asarray(ids, np.int64).reshape(-1)
        found = np.zeros((len(wanted), self.width), np.float32)
        for place, row in enumerate(wanted):
            cells = slice(self.starts[row], self.starts[row + 1])
            found[place, self.columns[cells]] = self.values[cells]
        return found

    def csr(self) -> Any:
        """The same as a `scipy.sparse.csr_array` that shares columns and values."""
        from scipy.sparse import csr_array

        # Places of one type: scipy would copy the columns into the wider one.
        starts = self.starts.astype(np.int32) if len(self.values) < 2**31 else self.starts
        return csr_array((self.values, self.columns, starts), shape=self.shape)


def weights(window: int, weighting: Weighting = "flat") -> np.ndarray:
    """What a pair at distance 1 … `window` counts, float64 (window,).

    flat: 1. distance: 1/d. dynamic: (window − d + 1) / window, the share of word2vec's windows,
    drawn from 1 … window, that reach so far. Raises ValueError on another name, or window < 1.
    """
    units, scale = _units(window, weighting)
    return units[1:] * scale


def count(
    tokens: np.ndarray,
    offsets: np.ndarray,
    V: int,
    window: int,
    weighting: Weighting = "flat",
    until: int | None = None,
) -> Counts:
    """How often, weighted, each of V words stands within `window` words of each other: (V, V).

    tokens int32 (N,), each in [0, V); offsets int64 (S + 1,): sentence s is
    tokens[offsets[s]:offsets[s + 1]], and no window crosses its ends. Every ordered pair counts,
    so a word twice in a window adds 2 to its diagonal cell. `until`: as if the text ended after so
    many tokens. Raises ValueError where a token, the window or the weighting is none.
    """
    units, scale = _units(window, weighting)
    text, bounds = _checked(tokens, offsets, V, until)
    padded, places, firsts = _index(text, bounds, V)
    sizes, stamp = np.zeros(V, np.int64), np.full(V, -1, np.int32)
    _measure(padded, places, firsts, window, sizes, stamp)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    columns, values = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
    room = np.zeros(V, np.int64), stamp  # sums of the present row, and the columns it has met
    _fill(padded, places, firsts, units, scale, starts[:-1].copy(), *room, columns, values)
    return Counts(starts, columns, values, V)


def term_document(tokens: np.ndarray, offsets: np.ndarray, V: int) -> Counts:
    """How often each of V words stands in each document: (V, D).

    tokens int32 (N,), each in [0, V); offsets int64 (D + 1,): document d is
    tokens[offsets[d]:offsets[d + 1]], as `vocabulary.encode` writes lists of documents.
    """
    text, bounds = _checked(tokens, offsets, V, None)
    sizes, last = np.zeros(V, np.int64), np.full(V, -1, np.int64)
    _distinct(text, bounds, sizes, last)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    columns, values = np.empty(starts[-1], np.int32), np.zeros(starts[-1], np.float32)
    last[:] = -1
    _file(text, bounds, starts[:-1] - 1, last, columns, values)
    return Counts(starts, columns, values, len(bounds) - 1)


def _units(window: int, weighting: str) -> tuple[np.ndarray, float]:
    """Whole weights int64 (window + 1,) by distance, and what one unit of them is worth."""
    if window < 1:
        raise ValueError(f"a window reaches at least 1 word to either side; given {window}")
    distances = np.arange(1, window + 1, dtype=np.int64)
    if weighting == "flat":
        units, one = np.ones(window, np.int64), 1
    elif weighting == "dynamic":
        units, one = window + 1 - distances, window
    elif weighting == "distance":
        one = math.lcm(*range(1, window + 1)) if window <= _EXACT else 1 << 32
        units = (one + distances // 2) // distances
    else:
        raise ValueError(f"a weighting is flat, distance or dynamic; given {weighting!r}")
    return np.concatenate([[0], units]), 1.0 / one


def _checked(
    tokens: np.ndarray, offsets: np.ndarray, V: int, until: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Tokens int32 (N,) and offsets int64 (S + 1,), cut after `until` tokens."""
    bounds = np.ascontiguousarray(offsets, np.int64)
    end = len(tokens) if until is None else min(max(0, int(until)), len(tokens))
    text = np.ascontiguousarray(tokens[:end], np.int32)
    if len(text) and not 0 <= int(text.min()) <= int(text.max()) < V:
        raise ValueError(f"every token must be a number from 0 to {V - 1}")
    if (
        len(bounds) < 1
        or bounds[0] != 0
        or bounds[-1] != len(tokens)
        or (np.diff(bounds) < 0).any()
    ):
        raise ValueError(f"offsets must rise from 0 to {len(tokens)}, the number of tokens")
    return text, np.minimum(bounds, end)


def _index(
    text: np.ndarray, bounds: np.ndarray, V: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The text with a −1 before and after each sentence; each word's places in it, in order.

    padded int32 (N + S + 1,); places int32 (N,), those of word v from firsts[v] to firsts[v + 1].
    """
    kept = np.unique(bounds)  # empty sentences have no ends of their own
    padded = np.full(len(text) + len(kept), -1, np.int32)
    firsts = np.concatenate([[0], np.cumsum(np.bincount(text, minlength=V))]).astype(np.int64)
    places = np.empty(len(text), np.int32 if len(padded) < 2**31 else np.int64)
    _sort(text, kept, padded, firsts[:-1].copy(), places)
    return padded, places, firsts


@_compiled
def _sort(text, bounds, padded, cursor, places):
    place = 1
    for s in range(len(bounds) - 1):
        for n in range(bounds[s], bounds[s + 1]):
            word = text[n]
            padded[place] = word
            places[cursor[word]] = place
            cursor[word] += 1
            place += 1
        place += 1


@_compiled
def _measure(padded, places, firsts, window, sizes, stamp):
    """How many different words each keeps company with; symmetric, so counted at the other end."""
    for row in range(len(sizes)):
        for n in range(firsts[row], firsts[row + 1]):
            place = places[n]
            for step in (-1, 1):
                other = place
                for _ in range(window):
                    other += step
                    word = padded[other]
                    if word < 0:
                        break
                    if stamp[word] != row:
                        stamp[word] = row
                        sizes[word] += 1


@_compiled
def _fill(padded, places, firsts, units, scale, cursor, sums, met, columns, values):
    """Sum each row over its word's places, then write its cells into the mirrored rows."""
    window = len(units) - 1
    for row in range(len(sums)):
        many = 0
        for n in range(firsts[row], firsts[row + 1]):
            place = places[n]
            for step in (-1, 1):
                other = place
                for distance in range(1, window + 1):
                    other += step
                    word = padded[other]
                    if word < 0:
                        break
                    if sums[word] == 0:
                        met[many] = word
                        many += 1
                    sums[word] += units[distance]
        for n in range(many):
            word = met[n]
            cell = cursor[word]
            columns[cell] = row
            values[cell] = sums[word] * scale
            cursor[word] = cell + 1
            sums[word] = 0


@_compiled
def _distinct(text, bounds, sizes, last):
    for d in range(len(bounds) - 1):
        for n in range(bounds[d], bounds[d + 1]):
            if last[text[n]] != d:
                last[text[n]] = d
                sizes[text[n]] += 1


@_compiled
def _file(text, bounds, cursor, last, columns, values):
    """cursor: the cell before the next one of each row."""
    for d in range(len(bounds) - 1):
        for n in range(bounds[d], bounds[d + 1]):
            word = text[n]
            if last[word] != d:
                last[word] = d
                cursor[word] += 1
                columns[cursor[word]] = d
            values[cursor[word]] += np.float32(1)


def warm() -> None:
    """Compile the loops, or load them from numba's cache."""
    tokens, offsets = np.zeros(2, np.int32), np.array([0, 2])
    count(tokens, offsets, 1, 1)
    term_document(tokens, offsets, 1)
