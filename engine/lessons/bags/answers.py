"""Questions a visitor asks of three trained readers; `answer` settles a prediction.

A visitor's sentence is cut as texts are; words that were never learnt have no vector and are left
out, and said to be. Where a question gives `edges` ("0.6,0.9"), the answer is the number of the
interval that the measured value lies in, counted from 0.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from engine.lessons.bags.plane import paths
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]
#: Words of a visitor's sentence at the most.
MOST = 16
#: Less than this is no change of a probability, but rounding.
ROUNDING = 1e-6


def first(trace: Trace) -> Frame:
    """Frame 0, which says what does not change; Refused while there is none."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    return trace[0]


def kept(trace: Trace) -> list[Frame]:
    """The frames whose weights were kept; the first is always among them."""
    first(trace)
    return [frame for frame in trace if len(frame.weights)]


def weights_of(frame: Frame, task: str, reader: str) -> dict[str, np.ndarray]:
    """One reader's weights by name."""
    start = f"{task}.{reader}."
    found = frame.weights
    return {name.removeprefix(start): found[name] for name in found if name.startswith(start)}


def index_of(trace: Trace) -> dict[str, int]:
    """Word → its number, from 1."""
    words = bytes(first(trace).weights["spelled"]).decode().split("\n")
    return {word: number for number, word in enumerate(words, start=1)}


def spoken(trace: Trace) -> str:
    """The task whose networks judge a visitor's sentence."""
    return "clauses" if first(trace).notes["made"] else "judged"


def tokens_of(trace: Trace, said: str) -> list[str]:
    """The words of a sentence, cut as the run's language is; Refused where it has none."""
    from engine.text import tokenize

    language = "zh" if tokenize.language_of(said) == "zh" else first(trace).notes["language"]
    cut = [word for part in tokenize.sentences(said[:400], language=language) for word in part]
    if not cut:
        raise Refused(
            N_("“{sentence}” has no words; letters, digits or characters are needed."),
            sentence=said[:40],
        )
    return cut


def pair(trace: Trace, query: Query) -> dict[str, Any]:
    """`a`, `b`: two sentences → their words, vectors, means and paths, at first and at last.

    distance  between the two means: 0 where they are the same words
    good      the probability of “good” that each reader gives
    `edges`: for the answer, the distance in the end.
    """
    sides = [side(trace, query.get(name, "")) for name in "ab"]
    frames = kept(trace)
    moments = [moment(trace, frame, sides) for frame in (frames[0], frames[-1])]
    for one in sides:
        del one["ids"]
    value = moments[-1]["distance"]
    return {
        "sides": sides,
        "moments": moments,
        "ended": len(frames) > 1 and frames[-1].step == first(trace).notes["last_step"],
        "answer": interval(value, query),
    }


def side(trace: Trace, said: str) -> dict[str, Any]:
    """One sentence: its words, which of them are known, and which the window has no place for."""
    words, index = tokens_of(trace, said), index_of(trace)
    cut, places = words[:MOST], first(trace).notes["window"]
    known = [word in index for word in cut]
    nth = np.cumsum(known)
    return {
        "words": cut,
        "known": known,
        "whole": len(words),
        "seen": [bool(one and at <= places) for one, at in zip(known, nth, strict=True)],
        "ids": [index[word] for word in cut if word in index],
    }


def moment(trace: Trace, frame: Frame, sides: list[dict[str, Any]]) -> dict[str, Any]:
    """Vectors, means, distance, paths in a plane and judgements, at one frame."""
    from engine.models.bags_plain import mean

    task = spoken(trace)
    vectors = np.asarray(weights_of(frame, task, "bag")["vectors.weight"], np.float32)
    means = [mean(vectors, one["ids"]) for one in sides]
    return {
        "step": frame.step,
        "vectors": [vectors[one["ids"]] for one in sides],  # only of known words
        "means": means,
        "distance": float(np.linalg.norm(means[0].astype(np.float64) - means[1])),
        "paths": paths([vectors[one["ids"]] for one in sides]),
        "good": [judgements(trace, frame, task, one["ids"]) for one in sides],
    }


def judgements(trace: Trace, frame: Frame, task: str, ids: list[int]) -> dict[str, float | None]:
    """The probability of “good” by reader; None of a sentence without a known word."""
    from engine.models.bags_plain import READERS, good

    cell = first(trace).notes["cell"]
    return {
        reader: good(reader, weights_of(frame, task, reader), ids, cell) if ids else None
        for reader in READERS
    }


def swaps(trace: Trace, query: Query) -> dict[str, Any]:
    """`text` → what exchanging each two words changes in the probability of “good”, by reader.

    answer  with `reader`: how many swaps of different words change anything, "none", "some", "all"
    """
    from engine.models.bags_plain import READERS, good

    said, frame, task = side(trace, query.get("text", "")), kept(trace)[-1], spoken(trace)
    ids, cell = said["ids"], first(trace).notes["cell"]
    words = [word for word, known in zip(said["words"], said["known"], strict=True) if known]
    pairs = [(i, j) for i, j in combinations(range(len(ids)), 2) if ids[i] != ids[j]]
    tables, changed = {}, {}
    for reader in READERS:
        weights = weights_of(frame, task, reader)
        usual = good(reader, weights, ids, cell) if ids else 0.5
        table = np.zeros((len(ids), len(ids)))
        for i, j in pairs:
            other = list(ids)
            other[i], other[j] = ids[j], ids[i]
            table[i, j] = table[j, i] = abs(good(reader, weights, other, cell) - usual)
        tables[reader] = table
        changed[reader] = sum(bool(table[i, j] > ROUNDING) for i, j in pairs)
    asked = changed.get(query.get("reader", ""), 0)
    return {
        "words": words,
        "left_out": [w for w, known in zip(said["words"], said["known"], strict=True) if not known],
        "tables": tables,
        "changed": changed,
        "pairs": len(pairs),
        "step": frame.step,
        "answer": "none" if not asked else "all" if asked == len(pairs) else "some",
    }


def phrase(trace: Trace, query: Query) -> dict[str, Any]:
    """`first`, `quality`: a phrase at each place → “good” by moment, reader and place (F, 3, P)."""
    from engine.models.bags_plain import READERS, good

    notes = first(trace).notes
    if not notes["made"]:
        raise Refused(N_("Phrases stand in the made sentences only."))
    one, quality = query.get("first", ""), query.get("quality", "")
    if one not in notes["firsts"] or quality not in notes["qualities"]:
        raise Refused(N_("“{phrase}” is not one of the phrases."), phrase=f"{one} {quality}"[:40])
    index = index_of(trace)
    rows = [[*before, one, quality, *after] for before, after in notes["around"]]
    ids = [[index[word] for word in row if word in index] for row in rows]
    frames = kept(trace)
    film = []
    for frame in frames:
        sets = {reader: weights_of(frame, "phrases", reader) for reader in READERS}
        film.append(
            [[good(reader, sets[reader], row, notes["cell"]) for row in ids] for reader in READERS]
        )
    truth = (quality in notes["goods"]) != (one in notes["turning"])
    return {"steps": [frame.step for frame in frames], "film": film, "good": truth, "rows": rows}


def accuracy(trace: Trace, query: Query) -> dict[str, Any]:
    """`reader`, `test` → the share told rightly in the end; `edges` for the answer."""
    first(trace)
    name = f"{query.get('reader', '')}_{query.get('test', '')}"
    if name not in trace[-1].scalars:
        raise Refused(N_("There is no test “{name}” in this run."), name=name[:40])
    value = trace[-1].scalars[name]
    return {"value": value, "answer": interval(value, query)}


def place(trace: Trace, query: Query) -> dict[str, Any]:
    """`reader`, `place` (from 1) → the share told rightly there in the end; `edges`."""
    readers = first(trace).notes["readers"]
    table = np.asarray(trace[-1].arrays["places"])  # (3, P)
    raw, reader = query.get("place", ""), query.get("reader", "")
    inside = raw.isascii() and raw.isdigit() and len(raw) < 4 and 1 <= int(raw) <= table.shape[1]
    if reader not in readers or not inside:
        raise Refused(
            N_("place={given} is not a place from 1 to {most}."),
            given=raw[:40], most=table.shape[1],
        )  # fmt: skip
    value = float(table[readers.index(reader), int(raw) - 1])
    return {"value": value, "answer": interval(value, query)}


def last(trace: Trace, query: Query) -> dict[str, Any]:
    """Which reader tells least rightly in `test` in the end."""
    readers = first(trace).notes["readers"]
    found = {r: trace[-1].scalars.get(f"{r}_{query.get('test', '')}") for r in readers}
    if None in found.values():
        raise Refused(N_("There is no test “{name}” in this run."), name=query.get("test", "")[:40])
    return {"values": found, "answer": min(found, key=lambda reader: found[reader] or 0.0)}


def interval(value: float, query: Query) -> str:
    """The number of the interval between the query's `edges` that `value` lies in."""
    try:
        edges = [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError:
        edges = []
    return str(bisect_right(edges, value))


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "pair": pair,
    "swaps": swaps,
    "phrase": phrase,
    "accuracy": accuracy,
    "place": place,
    "last": last,
}
