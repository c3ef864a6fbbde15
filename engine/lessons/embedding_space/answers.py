"""Questions a visitor asks of a recorded map; each number is measured on the recorded positions.

`answer` settles a prediction. Where a question gives `edges` ("2,5"), it is the number of the
interval that the measured value lies in, counted from 0: below 2, from 2 to 5, from 5 on.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]

#: Neighbours listed.
NEAR = 12
#: Points of which the place among a point's neighbours is told of all.
PLACED = 5_000


def first(trace: Trace) -> Frame:
    """Frame 0; Refused while there is none, or where the run is a grid of small maps."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    if "original" not in trace[0].weights:
        raise Refused(N_("This run keeps no original vectors to ask about."))
    return trace[0]


def original(trace: Trace) -> np.ndarray:
    """The original vectors (N, D)."""
    return np.asarray(first(trace).weights["original"], np.float32)


def row_of(trace: Trace, query: Query) -> int:
    """The row of the point that the query names: `word`, or `row` counted from 0."""
    words, raw = first(trace).notes["words"], query.get("row", "")
    if "word" in query and query["word"] in words:
        return int(words.index(query["word"]))
    if raw.isascii() and raw.isdigit() and len(raw) < 9 and int(raw) < len(words):
        return int(raw)
    raise Refused(
        N_("There is no point “{point}” among these {n}."),
        point=(query.get("word") or raw)[:40],
        n=len(words),
    )


def neighbours(trace: Trace, query: Query) -> dict[str, Any]:
    """`word` or `row` → its nearest in the original space, by cosine and by Euclidean distance."""
    from engine.measures.neighbours import nearest_word

    vectors, row = original(trace), row_of(trace, query)
    words = first(trace).notes["words"]
    by_angle = nearest_word(vectors, row, NEAR)
    gaps = np.linalg.norm(vectors.astype(np.float64) - vectors[row], axis=1)
    gaps[row] = np.inf
    by_distance = np.argsort(gaps, kind="stable")[: min(NEAR, len(gaps) - 1)]
    # On a map of very many points nobody looks up the place of each.
    placed = ("cosine", "euclidean") if len(gaps) <= PLACED else ()
    return {
        "row": row,
        "ranks": {metric: places(vectors, row, metric) for metric in placed},
        "cosine": {
            "rows": by_angle.ids,
            "words": [words[i] for i in by_angle.ids],
            "values": by_angle.cosines,
        },
        "euclidean": {
            "rows": by_distance,
            "words": [words[i] for i in by_distance],
            "values": gaps[by_distance],
        },
        "answer": words[int(by_angle.ids[0])] if len(by_angle.ids) else "",
    }


def places(vectors: np.ndarray, row: int, metric: str) -> np.ndarray:
    """The place (N,) of every point among the neighbours of one: 1 the nearest, 0 itself."""
    from engine.measures.similarity import unit

    seen = unit(vectors) if metric == "cosine" else vectors
    gaps = np.square(seen.astype(np.float64) - seen[row]).sum(axis=1)
    gaps[row] = -1
    found = np.empty(len(gaps), np.int64)
    found[np.argsort(gaps, kind="stable")] = np.arange(len(gaps))
    return found


def groups_of(trace: Trace) -> np.ndarray:
    """The group of each point, by the first column of categories that the set brought along."""
    frame = first(trace)
    for column in frame.notes["columns"]:
        if column["kind"] == "category":
            return np.asarray(frame.arrays[f"column {column['name']}"], np.int64)
    raise Refused(N_("These points have no groups to compare."))


def settled(value: float, query: Query, **more: Any) -> dict[str, Any]:
    """A measured value as an answer: the number, or the interval it lies in."""
    edges = query.get("edges", "")
    try:
        between = [float(edge) for edge in edges.split(",")] if edges else []
    except ValueError as error:
        raise Refused(N_("edges={given} is not a list of numbers."), given=edges[:40]) from error
    answer = str(bisect_right(between, value)) if between else f"{value:.3g}"
    return {"value": float(value), "answer": answer, **more}


def last(trace: Trace) -> np.ndarray:
    """The finished map (N, d), float64."""
    first(trace)
    return np.asarray(trace[-1].arrays["positions"], np.float64)


def sizes(trace: Trace, query: Query) -> dict[str, Any]:
    """How many times wider the widest group is than the narrowest: in the map, and in truth."""
    from engine.measures.clusters import size_ratio

    groups = groups_of(trace)
    true = size_ratio(original(trace), groups)
    return settled(size_ratio(last(trace), groups), query, original=true)


def gaps(trace: Trace, query: Query) -> dict[str, Any]:
    """The largest distance between group centres over the smallest: in the map, and in truth."""
    from engine.measures.clusters import gap_ratio

    groups = groups_of(trace)
    true = gap_ratio(original(trace), groups)
    return settled(gap_ratio(last(trace), groups), query, original=true)


def clumps(trace: Trace, query: Query) -> dict[str, Any]:
    """Into how many clumps the points fall: in the map, and in the original space."""
    from engine.measures.clusters import pieces

    return settled(pieces(last(trace)), query, original=pieces(original(trace)))


def torn(trace: Trace, query: Query) -> dict[str, Any]:
    """At how many places the map tears a curve whose points know their `position` along it."""
    from engine.measures.clusters import tears

    frame = first(trace)
    if "column position" not in frame.arrays:
        raise Refused(N_("These points are not a curve: nothing says how they follow each other."))
    order = np.argsort(frame.arrays["column position"], kind="stable")
    closed = query.get("closed") == "true"
    return settled(tears(original(trace), last(trace), order, closed), query)


def invented(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of neighbours on the finished map that are none in the original space."""
    first(trace)
    return settled(1 - trace.final["overlap"], query)


def trusted(trace: Trace, query: Query) -> dict[str, Any]:
    """The trustworthiness of the finished map."""
    first(trace)
    return settled(trace.final["trustworthiness"], query)


def variance(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of all variance that the axes of a PCA show."""
    if "variance" not in trace.final:
        raise Refused(N_("Only PCA says what share of the variance its axes show."))
    return settled(trace.final["variance"], query)


def spectrum(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of variance of each principal component, the largest first, at most fifty."""
    from engine.measures.similarity import unit
    from engine.measures.turning import spectrum as shares

    vectors = original(trace)
    return {
        "shares": shares(unit(vectors) if first(trace).notes["metric"] == "cosine" else vectors)
    }


#: What can be asked of a recorded map: `/api/runs/{key}/ask/{name}`.
ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "neighbours": neighbours,
    "sizes": sizes,
    "gaps": gaps,
    "clumps": clumps,
    "torn": torn,
    "invented": invented,
    "trusted": trusted,
    "variance": variance,
    "spectrum": spectrum,
}
