"""Questions a visitor asks of a sentence's attention; `answer` settles a prediction.

Everything is computed anew from what frame 0 recorded, with numbers changed by hand where `edits`
names some.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.lessons.self_attention.numbers import Numbers
from engine.lessons.self_attention.stages import HEADED, NAMES, Setting, compute, edits_of
from engine.measures.attention import entropy, saturation, turn
from engine.sentences import N_, Refused
from engine.trace import Trace

Query = Mapping[str, str]

#: Widths that the softmax is measured at, keys of each query, and queries drawn.
WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
KEYS, DRAWS = 8, 300
#: Two numbers that agree to so much are the same in float32.
SAME = 1e-5


def start_of(trace: Trace) -> Numbers:
    """What the recorded computation starts from; Refused while it is not there."""
    if not len(trace):
        raise Refused(N_("The sentence is still being read."))
    arrays, notes = trace[0].arrays, trace[0].notes
    weights = {name: arrays[name] for name in ("wq", "wk", "wv", "wo")}
    known = tuple(notes["known"])
    return Numbers(arrays["words"], arrays["positions"], arrays["learned"], weights, known)


def setting_of(trace: Trace) -> Setting:
    """How the recorded computation combines its numbers."""
    notes = trace[0].notes
    return Setting(int(notes["heads"]), bool(notes["scaled"]), bool(notes["causal"]))


def matrices(trace: Trace, query: Query) -> dict[str, Any]:
    """All matrices with `edits`; what a mask hides becomes None in the answer."""
    made = compute(start_of(trace), setting_of(trace), edits_of(query.get("edits", "")))
    return {"matrices": made, "answer": ""}


def value(trace: Trace, query: Query) -> dict[str, Any]:
    """One number: `name`, `row`, `column`, `head` (from 1), `edits` → to `digits` (3) digits."""
    made = compute(start_of(trace), setting_of(trace), edits_of(query.get("edits", "")))
    name = query.get("name", "")
    if name not in NAMES:
        raise Refused(N_("There is no matrix “{name}”. Known: {known}."), name=name[:40],
                      known=", ".join(NAMES))  # fmt: skip
    matrix = made[name]
    if name in HEADED:
        matrix = matrix[_number(query, "head", 1, len(matrix)) - 1]
    row = _number(query, "row", 0, matrix.shape[0] - 1)
    column = _number(query, "column", 0, matrix.shape[1] - 1)
    found = float(matrix[row, column])
    return {"value": found, "answer": f"{found:.{_number(query, 'digits', 0, 6, 3)}f}"}


def looks_at(trace: Trace, query: Query) -> dict[str, Any]:
    """`row` (and `head`, else the mean of all) → the word it gives the largest share."""
    shares = compute(start_of(trace), setting_of(trace))["shares"]  # (H, T, T)
    row = _number(query, "row", 0, shares.shape[1] - 1)
    head = _number(query, "head", 0, len(shares), 0)
    of = shares[head - 1, row] if head else shares[:, row].mean(0)
    at = int(of.argmax())
    return {"shares": of, "column": at, "answer": str(trace[0].notes["tokens"][at])}


def order(trace: Trace, query: Query) -> dict[str, Any]:
    """The sentence backwards: the largest change of a word's output, for each kind of positions.

    `positions` names the kind that the answer is about: `same` or `other`.
    """
    from engine.models.attention import sinusoids

    start, setting = start_of(trace), setting_of(trace)
    T, d = start.words.shape
    kinds = {"none": np.zeros((T, d), np.float32), "sinusoidal": sinusoids(T, d)}
    if len(start.learned):
        kinds["learned"] = start.learned
    changes = {}
    for kind, places in kinds.items():
        there = compute(_with(start, start.words, places), setting)["output"]
        back = compute(_with(start, start.words[::-1], places), setting)["output"][::-1]
        changes[kind] = float(np.abs(there - back).max())
    asked = query.get("positions", "none")
    if asked not in changes:
        raise Refused(N_("positions={given} is not one of {allowed}."), given=asked[:40],
                      allowed=", ".join(changes))  # fmt: skip
    return {"changes": changes, "answer": "same" if changes[asked] < SAME else "other"}


def spread(trace: Trace, query: Query) -> dict[str, Any]:
    """How the softmax closes up as queries and keys get wider, with and without √d; by the seed.

    `width` and `how` (plain or scaled) name what the answer is about: `open` (above two thirds of
    ln n), `half`, or `shut` (below one third).
    """
    seed = int(trace[0].notes["seed"]) if len(trace) else 1
    found = saturation(WIDTHS, KEYS, DRAWS, seed)
    how = "scaled" if query.get("how") == "scaled" else "plain"
    width = _number(query, "width", WIDTHS[0], WIDTHS[-1], 512)
    at = max(i for i, known in enumerate(WIDTHS) if known <= width)
    share = float(found.entropy[how][at]) / float(np.log(KEYS))
    return {
        "widths": list(WIDTHS),
        "keys": KEYS,
        "draws": DRAWS,
        "entropy": found.entropy,
        "slope": found.slope,
        "sample": found.sample,
        "answer": "open" if share > 2 / 3 else "half" if share > 1 / 3 else "shut",
    }


def rotation(trace: Trace, query: Query) -> dict[str, Any]:
    """`step`, `width` → the matrix that moves every position on, and its largest error."""
    from engine.models.attention import sinusoids

    width = _number(query, "width", 2, 64, 4) // 2 * 2
    step = _number(query, "step", -50, 50, 1)
    matrix = turn(step, width)
    places, moved = sinusoids(101, width), sinusoids(101, width, step)
    error = float(np.abs(places @ matrix.T - moved).max())
    return {"matrix": matrix, "error": error, "answer": "same" if error < SAME else "other"}


def mean_entropy(trace: Trace, query: Query) -> dict[str, Any]:
    """The entropy of every row of shares (H, T), in nats."""
    shares = compute(start_of(trace), setting_of(trace), edits_of(query.get("edits", "")))["shares"]
    found = entropy(shares)
    return {"entropy": found, "answer": f"{float(found.mean()):.2f}"}


def _with(start: Numbers, words: np.ndarray, places: np.ndarray) -> Numbers:
    return Numbers(np.array(words), places, start.learned, start.weights, start.known)


def _number(query: Query, name: str, low: int, high: int, usual: int | None = None) -> int:
    """A whole number of the query within bounds; Refused where it is none."""
    raw = query.get(name, "" if usual is None else str(usual))
    digits = raw.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6 and low <= int(raw) <= high):
        raise Refused(
            N_("{name}={given} is not a whole number from {low} to {high}."),
            name=name, given=raw[:40], low=low, high=high,
        )  # fmt: skip
    return int(raw)


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "matrices": matrices,
    "value": value,
    "looks_at": looks_at,
    "order": order,
    "spread": spread,
    "rotation": rotation,
    "entropy": mean_entropy,
}
