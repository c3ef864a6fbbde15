"""Questions a visitor asks of a recorded text CNN; each is computed anew from its weights.

`words` hands a sentence's vectors at every moment to the browser, which slides the filters itself.
`answer` settles a prediction; with `edges` ("0.5,0.8") it is the number of the interval, from 0.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.lessons.text_cnn.recorded import (
    Query,
    first,
    frame_of,
    network,
    numbers,
    reading,
    spelled,
    text_of,
    texts,
    vectors,
)
from engine.measures import ngram_filters
from engine.measures.ngram_filters import Network, Reading
from engine.sentences import N_, Refused
from engine.trace import Trace

#: N-grams told of a filter, places shown of the best, wrong texts shown, filters of a verdict.
LISTED, PLACES, WRONG, DECIDING = 12, 4, 12, 8
#: Numbers in a film of vectors at the most; of more, fewer moments are told.
MOST = 60_000


def words(trace: Trace, query: Query) -> dict[str, Any]:
    """`text` → its tokens, which are known, and the vector of each different one at every moment.

    film (moments, different words, D), `frames` says which frame each moment is; fixed vectors
    have one moment. `static` is the fixed channel where there are two.
    """
    said = text_of(trace, query)
    found = numbers(trace, said)
    different = np.unique(found)
    notes = first(trace).notes
    if notes["channels"] == "static":
        frames = [0]
    else:
        room = max(2, MOST // (len(different) * notes["dimension"]))
        many = len(trace)
        frames = np.unique(np.linspace(0, many - 1, min(many, room)).round().astype(int)).tolist()
    answer: dict[str, Any] = {
        "words": said,
        "rows": np.searchsorted(different, found),
        "known": found > 0,
        "frames": frames,
        "film": [vectors(trace, frame)[different] for frame in frames],
    }
    if notes["channels"] == "both":
        static = np.asarray(first(trace).weights["static"], np.float32)
        answer["static"] = np.vstack([np.zeros((1, static.shape[1])), static])[different]
    return answer


def sentence(trace: Trace, query: Query) -> dict[str, Any]:
    """`text` → what the network of `frame` says of it, and what each filter brought."""
    said, index = text_of(trace, query), frame_of(trace, query)
    seen, net = reading(trace, index, said)
    notes = first(trace).notes
    return {
        "words": said,
        "known": numbers(trace, said) > 0,
        "logits": seen.logits,
        "probabilities": seen.probabilities,
        "answer": notes["names"][int(seen.logits.argmax())],
        "deciding": deciding(said, seen, net),
    }


def deciding(said: list[str], seen: Reading, net: Network) -> list[dict[str, Any]]:
    """The n-grams that spoke most for the class that won, the strongest first.

    What counts is what a filter gives the winner beyond what it gives the others on average.
    """
    given = ngram_filters.contributions(seen, net)  # (filters, C)
    won = int(seen.logits.argmax())
    C = given.shape[1]
    ahead = given[:, won] - (given.sum(1) - given[:, won]) / max(1, C - 1)
    found = []
    for number in np.argsort(-np.abs(ahead), kind="stable")[:DECIDING]:
        h, place = net.width_of(int(number)), int(seen.places[number].max())
        before = ngram_filters.room(len(said), h, net.padding)[0]
        start = place - before
        found.append(
            {
                "filter": int(number),
                "width": h,
                "value": float(seen.pooled[number].max()),
                "ahead": float(ahead[number]),
                "from": max(0, start) if place >= 0 else -1,
                "to": min(len(said), start + h) if place >= 0 else -1,
            }
        )
    return found


def swap(trace: Trace, query: Query) -> dict[str, Any]:
    """`text` with the word at `at` (from 0) replaced by `by`: the scores before and after.

    `answer` is "flips" where another class wins then, else "stays".
    """
    said, index = text_of(trace, query), frame_of(trace, query)
    raw = query.get("at", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and int(raw) < len(said)):
        raise Refused(
            N_("at={given} is not a place from 0 to {last}."), given=raw[:20], last=len(said) - 1
        )
    at, by = int(raw), text_of(trace, query, "by")
    changed = [*said[:at], *by, *said[at + 1 :]]
    before, after = reading(trace, index, said)[0], reading(trace, index, changed)[0]
    same = before.logits.argmax() == after.logits.argmax()
    return {
        "words": changed,
        "before": before.probabilities,
        "after": after.probabilities,
        "answer": "stays" if same else "flips",
    }


def filter_film(trace: Trace, query: Query) -> dict[str, Any]:
    """One filter at every moment: its best n-grams and its weights; at the end where they stand."""
    notes, raw = first(trace).notes, query.get("filter", "")
    last = len(notes["widths"]) * notes["filters"] - 1
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and int(raw) <= last):
        raise Refused(
            N_("filter={given} is not a whole number from 0 to {last}."), given=raw[:20], last=last
        )
    number, moments = int(raw), []
    for frame in trace:
        best = frame.arrays["tops"][number]
        moments.append(
            {
                "step": frame.step,
                "best": spelled(trace, best[0][: notes["widths"][number // notes["filters"]]]),
                "value": float(frame.arrays["top values"][number][0]),
                "out": frame.arrays["out"][:, number * notes["k"] : (number + 1) * notes["k"]],
            }
        )
    index = frame_of(trace, query)
    return {"filter": number, "moments": moments, "list": best_grams(trace, index, number)}


def best_grams(trace: Trace, index: int, number: int) -> list[dict[str, Any]]:
    """A filter's best n-grams of those it was tried on, with the classes of their texts."""
    net = network(trace, index)
    learnt, labels = texts(trace, "learn")
    h = net.width_of(number)
    # The same ones that the frames were made with.
    kept, _whole = first(trace).notes["grams"][str(h)]
    grams = ngram_filters.grams(learnt, h, net.padding, kept)
    every, where = ngram_filters.runs(learnt, h, net.padding)
    filters, bias = net.weights_of(number)[None], net.bias[number : number + 1]
    values = ngram_filters.activations(vectors(trace, index), grams.tokens, filters, bias)
    found = []
    for row in dict.fromkeys(ngram_filters.top(values, LISTED)[0].tolist()):
        holding = np.unique(where[(every == grams.tokens[row]).all(1), 0])
        found.append(
            {
                "words": spelled(trace, grams.tokens[row]),
                "value": float(values[row, 0]),
                "count": int(grams.counts[row]),
                "classes": np.bincount(labels[holding], minlength=len(net.out)),
                "texts": [" ".join(spelled(trace, learnt[i])) for i in holding[:PLACES]],
            }
        )
    return found


def mistakes(trace: Trace, query: Query) -> dict[str, Any]:
    """Test texts whose class the network of `frame` does not find, the surest mistakes first."""
    index = frame_of(trace, query)
    net, table = network(trace, index), vectors(trace, index)
    tested, labels = texts(trace, "test")
    found = []
    for text, label in zip(tested, labels.tolist(), strict=True):
        shares = ngram_filters.read(table[text], net).probabilities
        if int(shares.argmax()) != label:
            found.append({"text": text, "label": label, "sure": float(shares.max())})
    found.sort(key=lambda one: -float(one["sure"]))
    shown = [
        one | {"text": spelled(trace, one["text"])}
        for one in found
        if len(one["text"]) <= 40 and (one["text"] > 0).all()
    ]
    return {"wrong": len(found), "of": len(tested), "list": shown[:WRONG]}


def windows(trace: Trace, query: Query) -> dict[str, Any]:
    """How many windows a filter of `width` has on the sentence `text` with this run's padding."""
    said, raw = text_of(trace, query), query.get("width", "")
    if raw not in ("2", "3", "4", "5"):
        raise Refused(N_("width={given} is not a whole number from 2 to 5."), given=raw[:20])
    return {
        "answer": str(ngram_filters.windows(len(said), int(raw), first(trace).notes["padding"]))
    }


def pool(trace: Trace, query: Query) -> dict[str, Any]:
    """`numbers` ("0.73,0.85") pooled by `how`; of "k-max" the `k` largest. `answer` lists them."""
    try:
        c = np.array([float(part) for part in query.get("numbers", "").split(",")])
    except ValueError as error:
        given = query.get("numbers", "")[:40]
        raise Refused(N_("numbers={given} is not a list of numbers."), given=given) from error
    how, k = query.get("how", "max"), query.get("k", "2")
    if how not in ("max", "average", "k-max") or k not in ("1", "2", "3", "4", "5"):
        raise Refused(
            N_("how={how} and k={k} do not say how to pool; max, average or k-max, k from 1 to 5."),
            how=how[:20],
            k=k[:20],
        )
    values, _ = ngram_filters.pool(c, how, int(k))  # type: ignore[arg-type]
    return {"answer": ", ".join(f"{value:g}" for value in values)}


def where(trace: Trace, query: Query) -> dict[str, Any]:
    """In which part of `text` the strongest n-gram stands: "before", "turn" (holds it) or "after".

    `turn` is the word that parts the sentence.
    """
    said, turn = text_of(trace, query), query.get("turn", "")
    if turn not in said:
        raise Refused(N_("“{word}” does not stand in this sentence."), word=turn[:40])
    at = said.index(turn)
    seen, net = reading(trace, frame_of(trace, query), said)
    best = next((one for one in deciding(said, seen, net) if one["ahead"] > 0), None)
    if best is None or best["from"] < 0:
        raise Refused(N_("No single n-gram decided this sentence."))
    part = "before" if best["to"] <= at else "after" if best["from"] > at else "turn"
    return {"answer": part, "words": said[best["from"] : best["to"]]}


def accuracy(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of unseen reviews that the finished network gets right."""
    first(trace)
    value = trace.final["test"]
    edges = query.get("edges", "")
    try:
        between = [float(edge) for edge in edges.split(",")] if edges else []
    except ValueError as error:
        raise Refused(N_("edges={given} is not a list of numbers."), given=edges[:40]) from error
    answer = str(bisect_right(between, value)) if between else f"{value:.3g}"
    return {"value": value, "answer": answer}


#: What can be asked of a recorded text CNN: `/api/runs/{key}/ask/{name}`.
ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "words": words,
    "sentence": sentence,
    "swap": swap,
    "filter": filter_film,
    "mistakes": mistakes,
    "windows": windows,
    "pool": pool,
    "where": where,
    "accuracy": accuracy,
}
