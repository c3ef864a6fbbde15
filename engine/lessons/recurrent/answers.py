"""Questions a visitor asks of a recorded language model, answered from its weights with numpy.

`read` holds the whole film over a sentence (every state, every guess, every gradient), so that
stepping through it asks nothing. `answer` settles a prediction; where a question gives `edges`, it
is the number of the interval that the measured value lies in, counted from 0.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.lessons.recurrent.recorded import Query, Recorded
from engine.lessons.recurrent.tracking import units
from engine.sentences import N_, Refused
from engine.trace import Trace

#: Next words listed; words said in a sample.
NEXT = 8
SAID = {"words": 60, "characters": 240}


def read(trace: Trace, query: Query) -> dict[str, Any]:
    """`text`, `step` → the film over the text: at each token state, next words, gradient.

    hidden    percent of what tanh allows, whole numbers (T, H)
    next      the likeliest next words and their P, for each token; `counted`: those by counting
    given     P of the word that does come next (None after the last), and the same by counting
    gradient  row T: ‖∂L_T/∂h_t‖ for t = 0 … T; after the last token L is the likeliest word's
    """
    from engine.measures.ngrams import following
    from engine.models import language_reader as reader

    run = Recorded(trace)
    frame = run.frame(query)
    model, counts = run.model(frame), run.counts()
    said, ids = run.cut(query.get("text", ""))
    reading = reader.read(model, ids)
    shares = np.exp(-reader.surprise(model, reading.hidden[:, 0]))  # (T, V)
    targets = np.append(ids[1:], shares[-1].argmax())
    gradient = reader.reach(model, reading, targets)
    counted = [following(counts, ids[: at + 1]) for at in range(len(ids))]
    return {
        "step": frame.step,
        "words": said,
        "known": [bool(number) for number in ids],
        "hidden": np.round(100 * reading.hidden[:, 0]).astype(int),
        "next": [likeliest(run, row) for row in shares],
        "counted": [likeliest(run, row) for row in counted],
        "given": [
            [float(row[after]), float(other[after])]
            for row, other, after in zip(shares, counted, ids[1:], strict=False)
        ],
        "gradient": [row[: at + 1] for at, row in enumerate(gradient)],
        "order": counts.order,
    }


def likeliest(run: Recorded, shares: np.ndarray) -> list[list[Any]]:
    """The NEXT likeliest words and their shares, the first first."""
    top = np.argsort(-shares, kind="stable")[:NEXT]
    return [[run.words[number], float(shares[number])] for number in top]


def sample(trace: Trace, query: Query) -> dict[str, Any]:
    """`temperature`, `seed`, `text` (how it begins) → what the network says at every moment.

    With `step` only at that moment. P of each word stands beside it.
    """
    from engine.models import language_reader as reader

    run = Recorded(trace)
    tokens = run.notes["tokens"]
    temperature = run.number(query, "temperature", 0.1, 2.0, 0.8)
    seed = int(run.number(query, "seed", 0, 999_999, 1))
    begun, prefix = [run.start], np.array([run.index[run.start]])
    if query.get("text", "").strip():
        begun, prefix = run.cut(query["text"])
    frames = [run.frame(query)] if "step" in query else list(trace)
    texts, chances = [], []
    for frame in frames:
        ids, p = reader.sample(
            run.model(frame), prefix, SAID[tokens], temperature, np.random.default_rng(seed)
        )
        texts.append(run.told(ids))
        chances.append([round(float(one), 3) for one in p])
    return {
        "steps": [frame.step for frame in frames],
        "begun": begun[1:],
        "words": texts,
        "chances": chances,
        "answer": " ".join(texts[-1][:12]),
    }


def after(trace: Trace, query: Query) -> dict[str, Any]:
    """`text` and lists of words `a`, `b`, `c` (with spaces) → P of each list, by both models.

    `answer` names the list that the network finds likeliest; `counted` that of the counting model.
    """
    from engine.measures.ngrams import following
    from engine.models import language_reader as reader

    run = Recorded(trace)
    _said, ids = run.cut(query.get("text", ""))
    model = run.model(run.frame(query))
    share = reader.shares(model, reader.read(model, ids).hidden[-1, 0])
    count = following(run.counts(), ids)
    lists = {
        name: [run.index[word] for word in query[name].split() if word in run.index]
        for name in "abc"
        if name in query
    }
    if not any(lists.values()):
        raise Refused(N_("This text knows none of the words that were asked for."))
    ours = {name: float(share[numbers].sum()) for name, numbers in lists.items()}
    theirs = {name: float(count[numbers].sum()) for name, numbers in lists.items()}
    return {
        "ours": ours,
        "theirs": theirs,
        "counted": max(theirs, key=theirs.__getitem__),
        "answer": max(ours, key=ours.__getitem__),
    }


def size(trace: Trace, query: Query) -> dict[str, Any]:
    """`text` → weights used to read it once, and to read it twice over: the very same ones."""
    run = Recorded(trace)
    said, _ids = run.cut(query.get("text", ""))
    return {"parameters": run.notes["parameters"], "tokens": len(said), "answer": "same"}


def hesitates(trace: Trace, query: Query) -> dict[str, Any]:
    """Perplexity at `step` (without one: at the end), and `edges` for the answer."""
    run = Recorded(trace)
    value = run.frame(query).scalars["perplexity"]
    return {"value": value, "answer": interval(value, query)}


def beats(trace: Trace, query: Query) -> dict[str, Any]:
    """When the network becomes, for good, less surprised than the best counting: which half."""
    run = Recorded(trace)
    least = min(run.notes["counted"].values())
    steps, values = trace.series("perplexity")
    worse = np.flatnonzero(values >= least)
    if len(worse) and worse[-1] == len(values) - 1:
        return {"best": least, "step": None, "answer": "never"}
    at = int(steps[worse[-1] + 1]) if len(worse) else 0
    share = at / max(1, int(steps[-1]))
    return {
        "best": least,
        "step": at,
        "share": share,
        "answer": "early" if share <= 0.5 else "late",
    }


def fades(trace: Trace, query: Query) -> dict[str, Any]:
    """`text`, `back` → ‖∂L_T/∂h_t‖ so many steps before the end as a share of that at the end."""
    from engine.models import language_reader as reader

    run = Recorded(trace)
    _said, ids = run.cut(query.get("text", ""))
    model = run.model(run.frame(query))
    reading = reader.read(model, ids)
    likely = int(reader.shares(model, reading.hidden[-1, 0]).argmax())
    target = run.index.get(query.get("word", ""), likely)
    row = reader.reach(model, reading, np.append(ids[1:], target))[-1]
    back = int(run.number(query, "back", 0, len(ids) - 1, 1))
    share = float(row[len(ids) - 1 - back] / max(1e-30, float(row[-1])))
    return {"value": share, "answer": interval(share, query)}


def variety(trace: Trace, query: Query) -> dict[str, Any]:
    """At which of two temperatures, `a` and `b`, 400 words hold more different ones."""
    from engine.models import language_reader as reader

    run = Recorded(trace)
    model = run.model(run.frame(query))
    told = {}
    for name in "ab":
        temperature = run.number(query, name, 0.1, 2.0, 1.0)
        ids, _p = reader.sample(
            model, np.zeros(0, np.int64), 400, temperature, np.random.default_rng(1)
        )
        told[name] = len(set(ids.tolist()))
    return {"different": told, "answer": max(told, key=told.__getitem__)}


def interval(value: float, query: Query) -> str:
    """The number of the interval between the query's `edges` that `value` lies in."""
    try:
        edges = [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError:
        edges = []
    return str(bisect_right(edges, value))


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "read": read,
    "sample": sample,
    "after": after,
    "size": size,
    "hesitates": hesitates,
    "beats": beats,
    "fades": fades,
    "variety": variety,
    "units": units,
}
