"""Questions a visitor asks of the recorded networks, answered in numpy from their weights.

A sentence of one's own is read by every frame's network at once, gates held or not, so that
scrubbing asks nothing. Values travel as signed bytes: a gate to half a hundredth.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.lessons.gates.network import CELLS, DOORS, SHOWN, memory_of, of_frame, read
from engine.lessons.gates.phrases import phrase
from engine.lessons.gates.reading import Task
from engine.lessons.gates.recorded import (
    Query,
    Recorded,
    cell_of,
    clamp_of,
    network_at,
    one_of,
    recorded,
    settled,
    whole,
    words_of,
)  # fmt: skip
from engine.lessons.gates.recording import end_of, inside_of
from engine.sentences import N_, Refused
from engine.trace import Trace


def reading(trace: Trace, query: Query) -> dict[str, Any]:
    """`cell`, `text`, `clamp` → the sentence as every frame's network reads it.

    values  base64 of int8 (F, S, T, H), S as in `names`; × scale / 127
    kinds (F, T, K), next (F, T, 6), shares (F, T, 6): what would come next
    direct, gain (F, end + 1): ∏ of the gate that keeps, and the gradient, from each word to `end`
    """
    record, cell = recorded(trace), cell_of(query)
    words = words_of(record, query)
    ids, task = record.ids(words)[:, None], _task(record)
    held = clamp_of(query, cell, record.notes["units"][cell])
    end = end_of(words, task)
    found = []
    for frame in record.frames:
        network = of_frame(frame, cell)
        found.append(inside_of(network, read(network, ids, held), end, task))
    values = np.stack([one["values"] for one in found])  # (F, S, T, H)
    scale = np.maximum(1.0, np.abs(values).max(axis=(0, 2, 3)))
    small = np.rint(values / scale[:, None, None] * 127).astype(np.int8)
    told = {name: np.stack([one[name] for one in found]) for name in ("next", "direct", "gain")} | {
        name: np.stack([one[name] for one in found]).round(4) for name in ("kinds", "shares")
    }
    return {
        "words": words,
        "unknown": [word not in record.index for word in words],
        "steps": [frame.step for frame in record.frames],
        "names": SHOWN[cell],
        "shape": values.shape,
        "scale": scale,
        "values": b64encode(small.tobytes()).decode("ascii"),
        "end": end,
        **told,
    }


def _task(record: Recorded) -> Task:
    """As much of the task as reading a sentence needs."""
    notes = record.notes
    kinds = {kind: tuple(its) for kind, its in notes["kinds"].items()}
    return Task(tuple(notes["known"]), tuple(notes["outputs"]), kinds, notes["language"], (), None)


def examined(trace: Trace, query: Query) -> dict[str, Any]:
    """`cell`, `clamp`, `least` attractors, `step` → the share of the examination that is right.

    by  attractors → [right, asked], with the gates held as `clamp` says
    """
    record, cell = recorded(trace), cell_of(query)
    frame, network = network_at(record, query, cell)
    right = record.right(network, clamp_of(query, cell, record.notes["units"][cell]))
    attractors = record.exam("attractors")
    many = attractors >= whole(query, "least", 0, 0, int(attractors.max()))
    by = {
        str(n): [int(right[attractors == n].sum()), int((attractors == n).sum())]
        for n in np.unique(attractors)
    }
    return settled(float(right[many].mean()), query, step=frame.step, by=by)


def behind(trace: Trace, query: Query) -> dict[str, Any]:
    """`least` attractors → the cell that is right least often at the end; the shares of all."""
    record = recorded(trace)
    attractors = record.exam("attractors")
    many = attractors >= whole(query, "least", 2, 0, int(attractors.max()))
    shares = record.frames[-1].arrays["right"][:, many].mean(axis=1)
    told = dict(zip(CELLS, shares.tolist(), strict=True))
    return {"answer": CELLS[int(shares.argmin())], "shares": told}


def size(trace: Trace, query: Query) -> dict[str, Any]:
    """`cell` → how many times the RNN's parameters it has, its cell alone, with as many units."""
    from engine.models.cells import parameters

    notes, cell = recorded(trace).notes, cell_of(query)
    H, D = notes["units"][cell], notes["vector"]
    return settled(parameters(cell, D, H) / parameters("rnn", D, H), query)


def along(trace: Trace, query: Query) -> dict[str, Any]:
    """The gradient at the end, between `from` and `end` in the standard sentence: of `cell`.

    over  another cell: how many times as large as that one's
    part  (anything): the share of it that the direct path is
    """
    record, cell = recorded(trace), cell_of(query)
    arrays = record.frames[-1].arrays
    gain = float(arrays[f"{cell}.gain"][whole(query, "from", 0, 0, record.notes["end"])])
    if query.get("part"):
        direct = float(arrays[f"{cell}.direct"][int(query.get("from", "0"))])
        return settled(direct / max(gain, 1e-30), query)
    if "over" in query:
        other = one_of(query, "over", CELLS, "rnn")
        gain /= max(1e-30, float(arrays[f"{other}.gain"][int(query.get("from", "0"))]))
    return settled(gain, query)


def full(trace: Trace, query: Query) -> dict[str, Any]:
    """`cell`, `gate`, `side` (left or right) → how often it is saturated there, over all units."""
    record, cell = recorded(trace), cell_of(query)
    if not DOORS[cell]:
        raise Refused(N_("A plain RNN has no gates."))
    gate = one_of(query, "gate", DOORS[cell], DOORS[cell][0])
    side = one_of(query, "side", ("left", "right"), "right")
    found = record.frames[-1].arrays[f"{cell}.saturated"]  # (G, 2, H)
    row = found[DOORS[cell].index(gate)][("left", "right").index(side)]
    return settled(float(np.asarray(row, np.float64).mean()), query)


def keeper(trace: Trace, query: Query) -> dict[str, Any]:
    """`cell` → the unit that tells the kind best at the end, and how much of it (η²)."""
    record, cell = recorded(trace), cell_of(query)
    tells = np.asarray(record.frames[-1].arrays[f"{cell}.tells"], np.float64)
    best = int(tells.argmax())
    return settled(float(tells[best]), query, unit=best, memory=memory_of(cell))


Answer = Callable[[Trace, Query], dict[str, Any]]
ANSWERS: dict[str, Answer] = {
    "reading": reading,
    "examined": examined,
    "behind": behind,
    "size": size,
    "along": along,
    "full": full,
    "keeper": keeper,
    "phrase": phrase,
}
