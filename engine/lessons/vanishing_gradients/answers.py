"""Questions about how far a gradient reached and what was learnt; `answer` settles a prediction."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.lessons.vanishing_gradients.params import CELLS
from engine.sentences import N_, Refused
from engine.trace import Trace

Query = Mapping[str, str]

#: Beside a number, float32 does not see another that is smaller by this factor.
UNSEEN = 1e-7


def cell_of(query: Query) -> str:
    """The cell the query names; Refused where it is none."""
    cell = query.get("cell", "rnn")
    if cell not in CELLS:
        raise Refused(
            N_("cell={cell} is not one of {allowed}."), cell=cell[:40], allowed=", ".join(CELLS)
        )
    return cell


def bucket(value: float, query: Query) -> str:
    """Which of the stretches between `edges` the value falls into, counted from 0; “nan” for none.

    Without edges the value itself.
    """
    if not math.isfinite(value):
        return "nan"
    try:
        edges = [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError:
        raise Refused(
            N_("edges={edges} is not a list of numbers."), edges=query["edges"][:40]
        ) from None
    return str(int(np.searchsorted(edges, value, side="right"))) if edges else f"{value:.4g}"


def frame_of(trace: Trace, query: Query) -> Any:
    """The frame that is asked about: the last one, or with `moment=start` the first."""
    return trace[0] if query.get("moment") == "start" else trace[-1]


def told(trace: Trace, query: Query, name: str) -> float:
    """A number of a cell's network; of many of them the median of those that have one."""
    frame, notes, cell = frame_of(trace, query), trace[0].notes, cell_of(query)
    rows = [
        i
        for i, config in enumerate(notes["configs"])
        if config["cell"] == cell and query.get("init", config["init"]) == config["init"]
    ]
    values = np.asarray(frame.arrays["told"], np.float64)[rows, list(notes["told"]).index(name)]
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if len(finite) else math.nan


def share(trace: Trace, query: Query) -> dict[str, Any]:
    """What share of the last step's gradient arrives `distance` steps earlier in a cell."""
    notes = trace[0].notes
    given = query.get("distance", str(notes["delay"]))
    most = int(notes["steps"]) - 1
    if not (given.isascii() and given.isdigit() and len(given) < 6 and int(given) <= most):
        raise Refused(
            N_("distance={given} is not a whole number from 0 to {most}."),
            given=given[:40], most=most,
        )  # fmt: skip
    rows = [i for i, one in enumerate(notes["configs"]) if one["cell"] == cell_of(query)]
    curves = np.asarray(frame_of(trace, query).arrays["curves"], np.float64)[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(np.median(curves[:, int(given)] / curves[:, 0]))
    return {"share": value if math.isfinite(value) else None, "answer": bucket(value, query)}


def accuracy(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of right answers of a cell at the chosen delay."""
    value = told(trace, query, "accuracy")
    known = math.isfinite(value)
    return {"accuracy": value if known else None, "answer": bucket(value, query)}


def winners(trace: Trace, query: Query) -> dict[str, Any]:
    """The cells that are right 95 times of 100 at the chosen delay: "gru,lstm", or "none"."""
    found = {cell: told(trace, {**query, "cell": cell}, "accuracy") for cell in CELLS}
    good = [cell for cell, value in found.items() if value >= 0.95]
    return {"accuracy": found, "answer": ",".join(good) or "none"}


def learnt(trace: Trace, query: Query) -> dict[str, Any]:
    """The longest delay of those learnt at which a cell is right 95 times of 100; 0 for none."""
    notes = trace[0].notes
    if notes["compare"] != "delays":
        raise Refused(N_("This run learnt one delay only."))
    row = np.asarray(frame_of(trace, query).arrays["accuracy"])[CELLS.index(cell_of(query))]
    good = [delay for delay, value in zip(notes["delays"], row, strict=True) if value >= 0.95]
    longest = float(max(good, default=0))
    return {"delay": longest, "answer": bucket(longest, query)}


def power(trace: Trace, query: Query) -> dict[str, Any]:
    """`rate` to the power `distance`: what one factor a step leaves."""
    try:
        value = float(query.get("rate", "0.9")) ** int(query.get("distance", "50"))
    except (ValueError, OverflowError, ZeroDivisionError):
        raise Refused(N_("rate and distance are a number and a whole number.")) from None
    return {"value": value, "answer": bucket(value, query)}


def far(trace: Trace, query: Query) -> dict[str, Any]:
    """The beginnings from which 10⁻⁷ or more of a cell's gradient arrives at the farthest step."""
    notes, cell = trace[0].notes, cell_of(query)
    curves = np.asarray(frame_of(trace, query).arrays["curves"], np.float64)
    found: dict[str, list[float]] = {}
    for config, curve in zip(notes["configs"], curves, strict=True):
        if config["cell"] == cell:
            found.setdefault(config["init"], []).append(float(curve[-1] / curve[0]))
    good = [init for init, shares in found.items() if float(np.median(shares)) >= UNSEEN]
    return {"shares": found, "answer": ",".join(good) or "none"}


def number(trace: Trace, query: Query) -> dict[str, Any]:
    """One of the numbers told of a cell: rate, unseen, reach, radius, slope, kept, clipped …"""
    known = list(trace[0].notes["told"])
    name = query.get("name", "rate")
    if name not in known:
        raise Refused(
            N_("name={name} is not one of {allowed}."), name=name[:40], allowed=", ".join(known)
        )
    value = told(trace, query, name)
    return {"value": value if math.isfinite(value) else None, "answer": bucket(value, query)}


def clipped(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of a cell's updates (or numbers) that were clipped in the whole run."""
    notes = trace[0].notes
    column = list(notes["told"]).index("clipped")
    rows = [i for i, one in enumerate(notes["configs"]) if one["cell"] == cell_of(query)]
    shares, steps, before = list[float](), list[int](), 0
    for frame in trace:
        values = np.asarray(frame.arrays["told"], np.float64)[rows, column]
        values = values[np.isfinite(values)]
        if len(values):
            shares.append(float(values.mean()))
            steps.append(frame.step - before)
        before = frame.step
    value = float(np.average(shares, weights=steps)) if shares else math.nan
    return {"share": value if shares else None, "answer": bucket(value, query)}


def exploded(trace: Trace, query: Query) -> dict[str, Any]:
    """Whether a cell's network ran into numbers that are none, and at which update."""
    notes = trace[0].notes
    column = list(notes["told"]).index("exploded")
    rows = [i for i, one in enumerate(notes["configs"]) if one["cell"] == cell_of(query)]
    at = np.asarray(trace[-1].arrays["told"])[rows, column]
    found = at[at > 0]
    update = int(found.min()) if len(found) else None
    return {"update": update, "answer": "no" if update is None else "yes"}


#: Question → the function that answers it.
ANSWERS: dict[str, Callable[[Trace, Query], Any]] = {
    "share": share,
    "accuracy": accuracy,
    "winners": winners,
    "learnt": learnt,
    "power": power,
    "far": far,
    "number": number,
    "clipped": clipped,
    "exploded": exploded,
}
