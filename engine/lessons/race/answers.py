"""Questions asked of a race that was run; `answer` settles a prediction.

Where a question gives `edges` ("0.6,0.9"), the answer is the number of the interval that the
measured value lies in, counted from 0.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.measures import path_lengths
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]
#: Words of the sentence under which the ways are drawn, at the least and at the most.
FEWEST, MOST = 3, 16
#: What a race can be won by, and whether the largest wins.
BY = {"accuracy": True, "loss": False, "seconds": False, "parameters": False}
#: Lengths for which the ways are counted without being drawn.
GROWTH = (8, 16, 32, 64)


def first(trace: Trace) -> Frame:
    """Frame 0, which says what does not change; Refused while there is none."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    return trace[0]


def table(trace: Trace, name: str) -> np.ndarray:
    """The last frame's numbers of each kind and repetition: (kinds, seeds)."""
    return np.asarray(trace[-1].arrays[name], np.float64)


def values_by(trace: Trace, by: str) -> dict[str, float]:
    """One number for each contestant, in the end; of repetitions the mean."""
    notes = first(trace).notes
    if by not in BY:
        raise Refused(
            N_("“{given}” is nothing to win by. Known: {known}."),
            given=by[:40], known=", ".join(BY),
        )  # fmt: skip
    if by == "parameters":
        return {kind: float(count) for kind, count in notes["parameters"].items()}
    return dict(zip(notes["kinds"], table(trace, by).mean(1).tolist(), strict=True))


def winner(trace: Trace, query: Query) -> dict[str, Any]:
    """`by` accuracy, loss, seconds or parameters → who wins in the end; `last` who loses.

    clear  whether every repetition of the winner beats every one of the second
    """
    by = query.get("by", "accuracy")
    values = values_by(trace, by)
    order = sorted(values, key=values.__getitem__, reverse=BY[by])
    clear = True
    if by != "parameters":
        kinds, rows = first(trace).notes["kinds"], table(trace, by)
        best, second = (rows[kinds.index(kind)] for kind in order[:2])
        clear = bool(best.min() > second.max() if BY[by] else best.max() < second.min())
    return {
        "values": values, "order": order, "clear": clear, "last": order[-1],
        "answer": order[-1] if query.get("place") == "last" else order[0],
    }  # fmt: skip


def reached(trace: Trace, query: Query) -> dict[str, Any]:
    """`share`, `by` sentences or seconds → who first tells so many rightly, on the average.

    values  sentences read, or seconds, until then; None for who never does
    """
    notes = first(trace).notes
    share = _number(query.get("share", "0.9"), 0, 1)
    by_seconds = query.get("by") == "seconds"
    values: dict[str, float | None] = {}
    for kind in notes["kinds"]:
        frame = next((f for f in trace if f.scalars[f"{kind}_accuracy"] >= share), None)
        cost = None if frame is None else frame.scalars[f"{kind}_seconds"]
        values[kind] = cost if by_seconds or frame is None else float(frame.step)
    # Who came in at the same moment is told apart by the accuracy then reached.
    there = [kind for kind in values if values[kind] is not None]

    def place(kind: str) -> tuple[float, float]:
        at = next(f for f in trace if f.scalars[f"{kind}_accuracy"] >= share)
        return values[kind] or 0.0, -at.scalars[f"{kind}_accuracy"]

    order = sorted(there, key=place)
    return {"values": values, "order": order, "answer": order[0] if order else "none"}


def apart(trace: Trace, query: Query) -> dict[str, Any]:
    """`a`, `b` and `by`: how many times as much a has as b; `edges` for the answer."""
    values = values_by(trace, query.get("by", "seconds"))
    a, b = (query.get(name, "") for name in "ab")
    if a not in values or b not in values:
        raise Refused(
            N_("“{given}” does not take part. Known: {known}."),
            given=(b if a in values else a)[:40], known=", ".join(values),
        )  # fmt: skip
    ratio = values[a] / max(values[b], 1e-9)
    return {"value": ratio, "values": values, "answer": interval(ratio, query)}


def costs(trace: Trace) -> dict[str, Any]:
    """What layers cost; Refused while the race still runs."""
    first(trace)
    found: dict[str, Any] | None = trace[-1].notes.get("costs")
    if found is None:
        raise Refused(N_("Layers are measured when the race is over."))
    return found


def law(trace: Trace, query: Query) -> dict[str, Any]:
    """`layer` and `axis` n or d → the exponent that was fitted; `edges` for the answer."""
    found, layer = costs(trace), query.get("layer", "")
    _known_layer(layer, found["layers"])
    fitted = found["laws"][found["layers"].index(layer)]
    value = fitted["q" if query.get("axis") == "d" else "p"]
    return {"value": value, "law": fitted, "answer": interval(value, query)}


def cheapest(trace: Trace, query: Query) -> dict[str, Any]:
    """`n` and `d` of the grid → which layer took least time there."""
    found = costs(trace)
    n, d = (_number(query.get(name, ""), 1, 10_000) for name in "nd")
    if n not in found["n"] or d not in found["d"]:
        raise Refused(
            N_("n = {n}, d = {d} was not measured."), n=query.get("n", "")[:9],
            d=query.get("d", "")[:9],
        )  # fmt: skip
    at = found["n"].index(n), found["d"].index(d)
    values = {
        layer: grid[at[0]][at[1]]
        for layer, grid in zip(found["layers"], found["seconds"], strict=True)
    }
    return {"values": values, "answer": min(values, key=values.__getitem__)}


def ways(trace: Trace, query: Query) -> dict[str, Any]:
    """`n` words → every network as a graph, the way between first and last word, and its growth.

    With `network` the answer is its number of steps.
    """
    words = first(trace).notes["example"]
    n = int(_number(query.get("n", str(len(words))), FEWEST, MOST))
    found: list[dict[str, Any]] = []
    for network in path_lengths.NETWORKS:
        way = path_lengths.way(network, n)
        found.append(
            {
                "network": network,
                "edges": path_lengths.edges(network, n),
                "first": way.first,
                "last": way.last,
                "steps": way.steps,
                "growth": [path_lengths.way(network, many).steps for many in GROWTH],
            }
        )
    asked = next((one for one in found if one["network"] == query.get("network")), found[0])
    return {
        "n": n, "words": words[:n], "networks": found, "growth": list(GROWTH),
        "answer": interval(asked["steps"], query) if query.get("edges") else str(asked["steps"]),
    }  # fmt: skip


def interval(value: float, query: Query) -> str:
    """The number of the interval between the query's `edges` that `value` lies in."""
    try:
        edges = [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError:
        edges = []
    return str(bisect_right(edges, value))


def _known_layer(layer: str, known: list[str]) -> None:
    if layer not in known:
        raise Refused(
            N_("“{given}” is no layer that was measured. Known: {known}."),
            given=layer[:40], known=", ".join(known),
        )  # fmt: skip


def _number(raw: str, low: float, high: float) -> float:
    """A number within bounds, as a link may say it."""
    try:
        value = float(raw) if raw.isascii() and len(raw) < 12 else float("nan")
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise Refused(
            N_("“{given}” is not a number from {low} to {high}."), given=raw[:40], low=low,
            high=high,
        )  # fmt: skip
    return value


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "winner": winner,
    "reached": reached,
    "apart": apart,
    "law": law,
    "cheapest": cheapest,
    "ways": ways,
}
