"""What a visitor asks of the recorded writers: a text of their own, step by step, and by hand.

`film` holds every frame at once, so that scrubbing asks nothing; the others are about one frame.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.lessons.seq2seq.params import ATTENTIONS
from engine.lessons.seq2seq.recorded import MOST, Query, Recorded, attention_of, whole
from engine.sentences import N_, Refused
from engine.text.pairs import END, UNKNOWN
from engine.trace import Frame, Trace

if TYPE_CHECKING:
    from engine.models.seq2seq import Written

#: Candidates told of every step, in the film and where one frame is asked.
FEW, SEVERAL = 3, 8


def film(trace: Trace, query: Query) -> dict[str, Any]:
    """`example` or `text` → what every writer makes of it at every frame.

    given     "true": every word before is the true one (teacher forcing), where it is known
    written   [writer][frame]: words, numbers of the target's words, with END where it came
    looks     [writer][frame][step][place] in percent; empty without attention
    best      [writer][frame][step]: word, percent, word, percent … of the FEW likeliest
    """
    run = Recorded(trace)
    source = run.source(query)
    told = run.told(source.truth) if query.get("given") == "true" and source.truth else []
    written: list[list[list[int]]] = [[] for _ in ATTENTIONS]
    looks: list[list[list[list[int]]]] = [[] for _ in ATTENTIONS]
    best: list[list[list[list[int]]]] = [[] for _ in ATTENTIONS]
    for frame in trace:
        for at, attention in enumerate(ATTENTIONS):
            made = _written(run, frame, attention, source.ids, told)
            written[at].append(said(made, told).tolist())
            shares = (100 * made.look).round().astype(int)
            looks[at].append([] if attention == "none" else shares.tolist())
            best[at].append([likeliest(chance, FEW) for chance in made.chance])
    return {
        "source": source.words,
        "known": (source.ids != UNKNOWN).tolist(),
        "truth": source.truth,
        "left_out": source.left_out,
        "steps": [frame.step for frame in trace],
        "written": written,
        "looks": looks,
        "best": best,
    }


def said(made: "Written", told: list[int]) -> np.ndarray:
    """The words that a writer would have said at each step, whatever it was told."""
    return made.chance.argmax(1) if told else made.words


def likeliest(chance: np.ndarray, count: int) -> list[int]:
    """Word, percent, word, percent … of the likeliest words (V,); signs that stand for no word
    are told of only where they have a share."""
    order = np.argsort(-chance, kind="stable")
    said = (order > UNKNOWN) | (order == END) | (chance[order] >= 0.005)
    said[0] = True
    top = order[said][:count]
    return [int(value) for word in top for value in (word, round(100 * float(chance[word])))]


def _written(
    run: Recorded,
    frame: Frame,
    attention: str,
    ids: np.ndarray,
    told: list[int] | tuple[int, ...] = (),
    hands: dict[int, np.ndarray] | None = None,
) -> "Written":
    from engine.models.seq2seq import write

    weights = run.weights(frame, attention)
    if not weights:
        raise Refused(N_("The weights of this moment are not kept any more."))
    most = min(MOST, len(told)) if told and told[-1] == END else MOST
    return write(ids, weights, run.spec(attention), most, hands, told)


def by_hand(trace: Trace, query: Query) -> dict[str, Any]:
    """One writer at one frame (`step`), as it is and with `hands` on it.

    hands  "t:share,share,…;…": attention set by hand at step t, any amounts, shared out to 1
    told   "word,word,…": words given at the first steps (numbers of the target's vocabulary)
    word   the answer is then the word written at this step; else whether anything has changed
    → plain, changed: words, looks (shares), best [step] of the SEVERAL likeliest
    """
    run = Recorded(trace)
    run.of_task(query)
    source, attention = run.source(query), attention_of(query)
    frame = trace.at(whole(query, "step", 0, 10**8, 10**8))
    hands = _hands(query.get("hands", ""), len(source.ids))
    told = _told(query.get("told", ""), len(run.targets))
    plain = _written(run, frame, attention, source.ids)
    changed = _written(run, frame, attention, source.ids, told, hands) if hands or told else plain
    answer = "yes" if plain.words.tolist() != changed.words.tolist() else "no"
    if "word" in query:
        at = whole(query, "word", 0, len(changed.words) - 1, 0)
        answer = run.targets[changed.words[at]]
    return {
        "source": source.words,
        "truth": source.truth,
        "step": frame.step,
        "plain": _told_of(plain),
        "changed": _told_of(changed),
        "answer": answer,
    }


def _told_of(made: "Written") -> dict[str, Any]:
    return {
        "words": made.words.tolist(),
        "looks": np.round(made.look, 3).tolist(),
        "best": [likeliest(chance, SEVERAL) for chance in made.chance],
    }


def _hands(spelled: str, places: int) -> dict[int, np.ndarray]:
    """Step → shares (S,) that sum to 1; raises Refused where the query is none."""
    found = {}
    try:
        for one in filter(None, spelled.split(";")):
            step, amounts = one.split(":")
            values = np.array([float(amount) for amount in amounts.split(",")], np.float32)
            whole_of_it = float(values.sum())
            if len(values) != places or (values < 0).any() or not 0 < whole_of_it < 1e9:
                raise ValueError
            found[int(step)] = values / whole_of_it
    except ValueError as fault:
        raise Refused(
            N_("hands={given} is not one amount for each of the {places} words of the source."),
            given=spelled[:40],
            places=places,
        ) from fault
    return found


def _told(spelled: str, words: int) -> list[int]:
    numbers = [int(one) for one in spelled.split(",") if one.isascii() and one.isdecimal()]
    return [number for number in numbers if number < words][:MOST]


def beam(trace: Trace, query: Query) -> dict[str, Any]:
    """`width` → the tree of a beam search at one frame (`step`), beside what greedy writing says.

    nodes   parent, step, word, percent, total log-probability, kept; best: the end chosen
    answer  "better" where the beam's text is likelier than the greedy one, else "same"
    """
    from engine.models import seq2seq

    run = Recorded(trace)
    run.of_task(query)
    source, attention = run.source(query), attention_of(query)
    frame = trace.at(whole(query, "step", 0, 10**8, 10**8))
    weights, shape = run.weights(frame, attention), run.spec(attention)
    width = whole(query, "width", 1, 6, 3)
    tree, end = seq2seq.beam(source.ids, weights, shape, width, MOST)
    greedy, last = seq2seq.beam(source.ids, weights, shape, 1, MOST, shown=0)
    nodes = [
        [one.parent, one.step, one.word, round(100 * one.chance, 1), round(one.total, 3), one.kept]
        for one in tree
    ]
    better = tree[end].total > greedy[last].total + 1e-6
    return {
        "source": source.words,
        "truth": source.truth,
        "step": frame.step,
        "nodes": nodes,
        "best": end,
        "words": seq2seq.path(tree, end),
        "total": round(tree[end].total, 3),
        "greedy": seq2seq.path(greedy, last),
        "greedy_total": round(greedy[last].total, 3),
        "answer": "better" if better else "same",
    }


def exact(trace: Trace, query: Query) -> dict[str, Any]:
    """Share of tested texts written without a fault at the end, by one writer.

    low, high  only sources of these lengths; edges → `answer` is the interval's number
    """
    run = Recorded(trace)
    run.of_task(query)
    low, high = whole(query, "low", 0, 99, 0), whole(query, "high", 0, 99, 99)
    stretches = np.array(run.notes["stretches"])
    inside = (stretches[:, 1] >= low) & (stretches[:, 0] <= high)
    if not inside.any():
        raise Refused(
            N_("No tested text has {low} to {high} words or letters."), low=low, high=high
        )
    row = np.asarray(trace[-1].arrays["exact"])[ATTENTIONS.index(attention_of(query))]
    counts = np.array(run.notes["counts"])[inside]
    value = float((row[inside] * counts).sum() / counts.sum())
    return {"value": value, "texts": int(counts.sum()), "answer": interval(value, query)}


def words_right(trace: Trace, query: Query) -> dict[str, Any]:
    """Share of words right at the end when told the true ones before, and on one's own.

    gap = told − free; `edges` → `answer` is the interval's number that the gap lies in
    """
    run = Recorded(trace)
    run.of_task(query)
    final, attention = trace.final, attention_of(query)
    told, free = final[f"told_{attention}"], final[f"free_{attention}"]
    return {"told": told, "free": free, "answer": interval(told - free, query)}


def looked(trace: Trace, query: Query) -> dict[str, Any]:
    """`example` or `text`, `word` (which one written, from 0) → where it was looked at the end.

    shares over the source's places; `answer`: the place of the largest from 0, or where the query
    has `spans` ("0-1,2-6,7-11") the number of the stretch in which most of the look lies.
    """
    run = Recorded(trace)
    run.of_task(query)
    source, attention = run.source(query), attention_of(query)
    made = _written(run, trace[-1], attention, source.ids)
    at = whole(query, "word", 0, max(0, len(made.words) - 1), 0)
    shares = made.look[at]
    answer = int(shares.argmax())
    spans = [one.split("-") for one in query.get("spans", "").split(",") if one.count("-") == 1]
    if spans:
        sums = [float(shares[int(low) : int(high) + 1].sum()) for low, high in spans]
        answer = int(np.argmax(sums))
    return {"source": source.words, "shares": shares, "answer": str(answer)}


def interval(value: float, query: Query) -> str:
    """The number of the interval between the query's `edges` that `value` lies in."""
    try:
        edges = [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError:
        edges = []
    return str(bisect_right(edges, value))


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "film": film,
    "by_hand": by_hand,
    "beam": beam,
    "exact": exact,
    "words_right": words_right,
    "looked": looked,
}
