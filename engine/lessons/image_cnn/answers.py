"""Questions a visitor asks of a recorded training; the recorded weights answer them, in numpy.

`answer` settles a prediction. Where a question gives `edges` ("0.5,0.8"), it is the number of the
interval that the measured value lies in, counted from 0.
"""

from typing import Any

import numpy as np

from engine.lessons.image_cnn import recorded
from engine.lessons.image_cnn.recorded import Query
from engine.measures import convolution, excitement, filters
from engine.sentences import N_, Refused
from engine.trace import Trace

#: Patches told for each filter, pictures they are looked for in, and examples told of a cell.
PATCHES, LOOKED_AT, EXAMPLES = 6, 500, 24
#: Steps of gradient ascent, and after how many of them it is looked at.
CLIMB, LOOKS = 40, 5


def picture(trace: Trace, query: Query) -> dict[str, Any]:
    """`id` → the pixels and the label of one picture that was held out."""
    pictures, labels = recorded.test_set(trace)
    at = recorded.number(query, "id", 0, len(labels) - 1)
    return {"id": at, "pixels": recorded.text(pictures[at]), "label": int(labels[at])}


def examples(trace: Trace, query: Query) -> dict[str, Any]:
    """`truth` and `said` (classes) → pictures of the one taken for the other, the surest first."""
    frame = recorded.moment(trace, query)
    pictures, labels = recorded.test_set(trace)
    most = len(recorded.first(trace).notes["names"]) - 1
    truth, said = (recorded.number(query, name, 0, most) for name in ("truth", "said"))
    given = np.asarray(frame.arrays["said"])
    there = np.flatnonzero((labels[: len(given)] == truth) & (given == said))
    if not len(there):
        return {"count": 0, "ids": [], "sure": [], "pixels": "", "answer": 0}
    shares = filters.softmax(recorded.scores(trace, frame, pictures[there]))[:, said]
    order = np.argsort(-shares, kind="stable")[:EXAMPLES]
    return {
        "count": len(there),
        "ids": there[order],
        "sure": shares[order],
        "pixels": recorded.text(pictures[there[order]]),
        "answer": len(there),
    }


def excite(trace: Trace, query: Query) -> dict[str, Any]:
    """`layer` → for each filter the patches it answers to most, and what climbing invents."""
    frame, name = recorded.moment(trace, query), recorded.layer(trace, query)
    plan, learnt = recorded.plan(trace), recorded.weights(frame)
    pictures, labels = recorded.test_set(trace)
    pictures = pictures[:LOOKED_AT]
    seen = excitement.field(plan, name)
    places, values = excitement.best(plan, learnt, recorded.bright(pictures), name, PATCHES)
    cut = [
        [excitement.patch(pictures[at], seen, row, column) for at, row, column in of_one]
        for of_one in places
    ]
    climb = list(
        excitement.ascent(
            plan, learnt, name, pictures.shape[1], list(range(len(places))), steps=CLIMB
        )
    )
    last, answers = climb[-1]
    return {
        "layer": name,
        "size": seen.size,
        "patches": recorded.text(np.array(cut)),  # (O, PATCHES, size, size)
        "places": places,
        "values": values,
        "labels": labels[places[:, :, 0]],
        "climbed": recorded.text(last),  # (O, size, size)
        "reached": answers,
        "began": climb[0][1],
        "answer": int(labels[places[0, 0, 0]]),
    }


def climb(trace: Trace, query: Query) -> dict[str, Any]:
    """`layer` and `filter` → moments of the climb from noise to what the filter wants."""
    frame, name = recorded.moment(trace, query), recorded.layer(trace, query)
    plan = recorded.plan(trace)
    which = recorded.number(query, "filter", 0, excitement.layer_of(plan, name)["out"] - 1)
    side = recorded.first(trace).notes["side"]
    steps = excitement.ascent(plan, recorded.weights(frame), name, side, [which], steps=CLIMB)
    looked = [pair for at, pair in enumerate(steps) if at % LOOKS == 0]
    return {
        "size": excitement.field(plan, name).size,
        "steps": list(range(0, CLIMB + 1, LOOKS)),
        "pixels": recorded.text(np.stack([pixels[0] for pixels, _ in looked])),
        "answers": [float(answers[0]) for _, answers in looked],
        "answer": float(looked[-1][1][0]),
    }


def places(trace: Trace, query: Query) -> dict[str, Any]:
    """`n`, `size`, `padding`, `stride`, `dilation` → how many places a window has."""
    asked = {
        name: recorded.number(query, name, usual, 10_000)
        for name, usual in (("n", 8), ("size", 3), ("stride", 1), ("padding", 0), ("dilation", 1))
    }
    asked |= {name: max(1, asked[name]) for name in ("size", "stride", "dilation")}
    along = convolution.places(**asked)
    return {"along": along, "in_all": along**2, "answer": str(along**2)}


def right(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of held-out pictures named rightly: at `step`, or after `epoch`; with `edges`."""
    notes = recorded.first(trace).notes
    frame = recorded.moment(trace, query)
    if "epoch" in query:
        epoch = recorded.number(query, "epoch", 1, 10_000)
        frame = trace.at(round(epoch * notes["last_step"] / notes["epochs"]))
    share = frame.scalars["accuracy"]
    return {"share": share, "answer": recorded.interval(share, query)}


def confused(trace: Trace, query: Query) -> dict[str, Any]:
    """How often each class is taken for another; the class most often missed is the answer.

    `among` ("0,1,8"): the answer is "other" where it is none of these.
    """
    frame = recorded.moment(trace, query)
    _pictures, labels = recorded.test_set(trace)
    said, n = np.asarray(frame.arrays["said"]), len(recorded.first(trace).notes["names"])
    table = np.zeros((n, n), int)
    np.add.at(table, (labels[: len(said)], said), 1)
    missed = table.sum(1) - table.diagonal()
    off = table * (1 - np.eye(n, dtype=int))
    worst = str(int(missed.argmax()))
    among = query.get("among", worst).split(",")
    truth, taken = np.unravel_index(int(off.argmax()), off.shape)
    return {
        "table": table,
        "missed": missed,
        "worst": [int(truth), int(taken), int(off.max())],
        "answer": worst if worst in among else "other",
    }


def probe(trace: Trace, query: Query) -> dict[str, Any]:
    """How well classes are told apart at each stage by the nearest class mean.

    Means come from one half of the held-out pictures, and the other half is named by them.
    """
    frame = recorded.moment(trace, query)
    pictures, labels = recorded.test_set(trace)
    stages: dict[str, np.ndarray] = {"pixels": recorded.bright(pictures)}

    def record(name: str, array: np.ndarray) -> np.ndarray:
        if name.startswith("pool"):
            stages[name] = array
        return array

    filters.forward(recorded.plan(trace), recorded.weights(frame), stages["pixels"], record)
    found = {
        name: nearest_mean(maps.reshape(len(maps), -1), labels) for name, maps in stages.items()
    }
    return {"shares": found, "answer": max(found, key=lambda name: found[name])}


def nearest_mean(X: np.ndarray, labels: np.ndarray) -> float:
    """The share of the second half of points X (N, D) named rightly by the nearest class mean."""
    half = len(X) // 2
    known = np.unique(labels[:half])
    means = np.stack([X[:half][labels[:half] == label].mean(0) for label in known])
    far = np.square(X[half:, None] - means).sum(-1)  # (N/2, classes)
    return float((known[far.argmin(1)] == labels[half:]).mean())


def shift(pictures: np.ndarray, right: int, down: int = 0) -> np.ndarray:
    """Pictures moved by whole pixels; the ground, 0, comes in."""
    moved = np.zeros_like(pictures)
    side = pictures.shape[-1]
    to_y, to_x = (slice(max(0, by), side + min(0, by)) for by in (down, right))
    from_y, from_x = (slice(max(0, -by), side + min(0, -by)) for by in (down, right))
    moved[:, to_y, to_x] = pictures[:, from_y, from_x]
    return moved


def moved(trace: Trace, query: Query) -> dict[str, Any]:
    """The share named rightly when every held-out picture is moved `by` pixels to the right."""
    frame = recorded.moment(trace, query)
    pictures, labels = recorded.test_set(trace)
    by = recorded.number(query, "by", 1, pictures.shape[-1] - 1)
    shares = [
        float((recorded.scores(trace, frame, shift(pictures, at)).argmax(1) == labels).mean())
        for at in range(by + 1)
    ]
    return {"shares": shares, "answer": recorded.interval(shares[-1], query)}


def channels(trace: Trace, query: Query) -> dict[str, Any]:
    """The mean weight of every channel for each class, where channels are weighed.

    `spread`: by how much the most fickle channel's weight differs between two classes; the answer
    is the interval of `edges` that the larger spread lies in.
    """
    frame = recorded.moment(trace, query)
    pictures, labels = recorded.test_set(trace)
    given: dict[str, np.ndarray] = {}

    def record(name: str, array: np.ndarray) -> np.ndarray:
        if name.endswith("_weights"):
            given[name.removesuffix("_weights")] = array
        return array

    filters.forward(
        recorded.plan(trace), recorded.weights(frame), recorded.bright(pictures), record
    )
    if not given:
        raise Refused(N_("This network does not weigh its channels: switch that on first."))
    there = np.unique(labels)
    by_class = {
        name: np.stack([values[labels == label].mean(0) for label in there])  # (classes, C)
        for name, values in given.items()
    }
    spread = {name: float(np.ptp(values, axis=0).max()) for name, values in by_class.items()}
    return {
        "classes": there,
        "by_class": by_class,
        "spread": spread,
        "answer": recorded.interval(max(spread.values()), query),
    }


def deep(trace: Trace, query: Query) -> dict[str, Any]:
    """Which of the two deep networks is better in the end, and how much gradient reaches the front.

    With `of` (plain, residual) and `edges` the answer is the interval of that one's share right.
    """
    recorded.first(trace, "depth")
    last, begun = trace[-1].scalars, np.asarray(trace[0].arrays["errors"], np.float64)
    shares = {kind: last[f"{kind}_accuracy"] for kind in ("plain", "residual")}
    kept = [float(row[0] / row[-1]) if row[-1] > 0 else 0.0 for row in begun]
    answer = max(shares, key=lambda kind: shares[kind])
    if query.get("of") in shares:
        answer = recorded.interval(shares[query["of"]], query)
    return {"shares": shares, "kept": dict(zip(shares, kept, strict=True)), "answer": answer}


ANSWERS = {
    "picture": picture,
    "examples": examples,
    "excite": excite,
    "climb": climb,
    "places": places,
    "right": right,
    "confused": confused,
    "probe": probe,
    "moved": moved,
    "channels": channels,
    "deep": deep,
}
