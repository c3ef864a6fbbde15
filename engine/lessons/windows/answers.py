"""Questions a visitor asks of a recorded counting; the text that was read answers them.

`answer` settles a prediction. Where a question gives `edges` ("0.5,0.8"), it is the number of the
interval that the measured value lies in, counted from 0.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.lessons.windows import growth as laws
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]
#: Places told of one cell, and words told to each side of the pair.
PLACES, AROUND = 6, 8


def first(trace: Trace) -> Frame:
    """Frame 0, which holds what was read; Refused while there is none."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    return trace[0]


def words_of(trace: Trace) -> list[str]:
    """All words of the text, the most frequent first."""
    return bytes(first(trace).weights["spelled"]).decode().split("\n")


def word_of(trace: Trace, query: Query, name: str) -> int:
    """The number of the word that the query gives for `name`; Refused where there is none."""
    words, given = words_of(trace), query.get(name, "")
    for spelled in (given, given.lower()):
        if given and spelled in words:
            return words.index(spelled)
    raise Refused(
        N_("“{word}” is not among the {n} different words of this text."),
        word=given[:40],
        n=len(words),
    )


def until(trace: Trace, query: Query) -> int:
    """How many windows have been counted at the moment the query names; all without one."""
    given = query.get("step", "")
    last = int(first(trace).notes["tokens"])
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else last
    return min(number, last)


def interval(value: float, query: Query) -> str:
    """The number of the interval between the query's `edges` that `value` lies in."""
    try:
        edges = [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError:
        edges = []
    return str(bisect_right(edges, value))


def cell(trace: Trace, query: Query) -> dict[str, Any]:
    """`row`, and `column` (a word) or `document` (shown column) → the places that made the cell.

    `step`: only windows counted by then.
    """
    kept, notes = first(trace).weights, first(trace).notes
    tokens = np.asarray(kept["tokens"])
    row, end = word_of(trace, query, "row"), until(trace, query)
    if "document" in query:
        shown = np.asarray(kept["columns"])
        given = query["document"]
        at = int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else len(shown)
        if at >= len(shown):
            raise Refused(N_("There is no document {n} in this picture."), n=given[:40])
        inside = np.asarray(kept["documents"]) == shown[at]
        centres = np.flatnonzero((tokens == row) & inside)
        pairs = [(int(place), 0) for place in centres[centres < end]]
    else:
        pairs = pairs_of(kept, row, word_of(trace, query, "column"), notes["window"], end)
    weights = [0.0, *notes["weights"]]
    return {
        "times": len(pairs),
        "count": float(sum(weights[abs(gap)] for _, gap in pairs)) or len(pairs),
        "places": [told(trace, place, gap) for place, gap in pairs[:PLACES]],
        "answer": str(len(pairs)),
    }


def pairs_of(
    kept: Mapping[str, np.ndarray], row: int, column: int, window: int, end: int
) -> list[tuple[int, int]]:
    """Place of every centre that met the other word, and how far to the right that stands."""
    tokens, bounds = np.asarray(kept["tokens"]), np.asarray(kept["sentences"])
    centres = np.flatnonzero(tokens == row)
    centres = centres[centres < end]
    sentence = np.searchsorted(bounds, centres, side="right") - 1
    found = []
    for gap in (*range(-window, 0), *range(1, window + 1)):
        others = centres + gap
        inside = (others >= bounds[sentence]) & (others < bounds[sentence + 1])
        met = inside & (tokens[np.where(inside, others, 0)] == column)
        found += [(int(place), gap) for place in centres[met]]
    return sorted(found)


def told(trace: Trace, place: int, gap: int) -> dict[str, Any]:
    """The words around a pair, in its sentence, and where the two stand among them."""
    kept, words = first(trace).weights, words_of(trace)
    bounds = np.asarray(kept["sentences"])
    sentence = int(np.searchsorted(bounds, place, side="right")) - 1
    low = max(int(bounds[sentence]), min(place, place + gap) - AROUND)
    high = min(int(bounds[sentence + 1]), max(place, place + gap) + AROUND + 1)
    return {
        "words": [words[number] for number in np.asarray(kept["tokens"])[low:high]],
        "centre": place - low,
        "context": place + gap - low if gap else None,
        "place": place,
        "whole": [low == int(bounds[sentence]), high == int(bounds[sentence + 1])],
    }


def alike(trace: Trace) -> tuple[dict[str, Any], Mapping[str, np.ndarray]]:
    """What the last moment says of neighbours; Refused while the counting goes on."""
    last = trace[-1] if len(trace) else first(trace)
    if "near" not in last.weights:
        raise Refused(N_("The neighbours come with the end of the counting."))
    return dict(last.notes["alike"]), last.weights


def neighbours(trace: Trace, query: Query) -> dict[str, Any]:
    """`word` → its nearest words for every size of the window, with their cosines."""
    notes, kept = alike(trace)
    words, number = words_of(trace), word_of(trace, query, "word")
    ids = np.asarray(kept["near"])  # (W, N, K)
    if number >= ids.shape[1]:
        raise Refused(
            N_("“{word}” is not among the {n} most frequent words, which are compared."),
            word=query["word"][:40],
            n=ids.shape[1],
        )
    kinds = first(trace).notes["kind_of"]
    lists = [
        {
            "words": [words[i] for i in near],
            "kinds": [kinds[i] for i in near],
            "cosines": cosines,
        }
        for near, cosines in zip(ids[:, number], kept["cosines"][:, number], strict=True)
    ]
    return {
        "word": words[number],
        "kind": kinds[number],
        "sizes": notes["sizes"],
        "lists": lists,
        "answer": lists[0]["words"][0] if ids.shape[2] else "",
    }


def compared(trace: Trace, query: Query) -> dict[str, Any]:
    """The words whose neighbours are known, the most frequent first."""
    _notes, kept = alike(trace)
    many = np.asarray(kept["near"]).shape[1]
    return {"words": words_of(trace)[:many], "answer": many}


def sizes(trace: Trace, query: Query) -> dict[str, Any]:
    """For every size of the window the share of neighbours of the same kind, beside chance.

    `answer` says which ones have more of them: small ones (1 … 3) or large ones (5 … 10).
    """
    notes, _kept = alike(trace)
    if notes["same"] is None:
        raise Refused(N_("This text does not say of what kind its words are."))
    small, large = np.mean(notes["same"][:3]), np.mean(notes["same"][3:])
    return {**notes, "answer": "small" if small > large else "large"}


def zeros(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of the whole table that is 0 in the end; `edges` for the answer."""
    first(trace)
    value = trace[-1].scalars["zeros"]
    return {"value": value, "answer": interval(value, query)}


def symmetric(trace: Trace, query: Query) -> dict[str, Any]:
    """Whether the table shown equals its mirror image, at every moment and in the end."""
    first(trace)
    tables = [np.asarray(frame.arrays["terms"], np.float64) for frame in trace]
    equal = [bool(np.allclose(table, table.T)) for table in tables]
    return {"equal": equal, "answer": "yes" if equal[-1] else "no"}


def cosine(trace: Trace, query: Query) -> dict[str, Any]:
    """`a`, `b`: shown words → dot product and cosine of their rows in the end; `edges`."""
    from engine.measures.similarity import cosine as measure

    shown = first(trace).notes["words"]
    for name in "ab":
        if query.get(name, "") not in shown:
            raise Refused(
                N_("“{word}” is not one of the words shown."), word=query.get(name, "")[:40]
            )
    table = np.asarray(trace[-1].arrays["terms"], np.float64)
    a, b = (table[shown.index(query[name])] for name in "ab")
    value = measure(a, b)
    return {"dot": float(a @ b), "value": value, "answer": interval(value, query)}


def growth(trace: Trace, query: Query) -> dict[str, Any]:
    """Size and emptiness of the table at every moment, and the laws drawn on; `edges`: zeros
    foretold for 10,000 words, or measured in the end where the text has run out of words."""
    first(trace)
    read, distinct, cells = (
        np.array([frame.scalars[name] if name else frame.step for frame in trace][1:])
        for name in ("", "distinct", "cells")
    )
    enough = len(distinct) > 0 and distinct[-1] >= laws.ENOUGH
    heaps = laws.law(read, distinct) if enough else None
    filled = laws.law(distinct, cells) if enough else None
    ended = laws.closed(read, distinct)
    far = [
        {
            "words": V,
            "read": None if heaps is None or ended else (V / heaps.factor) ** (1 / heaps.power),
            "zeros": None if filled is None or ended else laws.zeros_at(V, filled),
        }
        for V in laws.FAR
    ]
    known = far[0]["zeros"]
    value = trace[-1].scalars["zeros"] if known is None else known
    return {
        "read": read,
        "distinct": distinct,
        "cells": cells,
        "heaps": vars(heaps) if heaps else None,
        "filled": vars(filled) if filled else None,
        "closed": ended,
        "enough": bool(enough),
        "far": far,
        "answer": interval(value, query),
    }


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "cell": cell,
    "neighbours": neighbours,
    "compared": compared,
    "sizes": sizes,
    "zeros": zeros,
    "symmetric": symmetric,
    "cosine": cosine,
    "growth": growth,
}
