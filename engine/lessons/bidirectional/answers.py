"""What a visitor asks of the recorded readers: a sentence of their own, who *it* is, and by whom.

An answer holds the whole film, so that scrubbing asks nothing.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.lessons.bidirectional import mistakes
from engine.lessons.bidirectional.film import ASKED
from engine.lessons.bidirectional.recorded import Query, Recorded, chosen, whole
from engine.sentences import N_, Refused
from engine.trace import Trace

#: Words of a sentence read at the most.
LONGEST = 24
#: Characters of one.
CHARACTERS = 400


def cut(text: str, known: list[str]) -> list[str]:
    """The words of one sentence; what no reader knows but is made of known words is taken apart.

    A Chinese word may be cut otherwise than the run's text has it.
    """
    from engine.text import tokenize

    words = set(known[1:])
    found: list[str] = []
    for sentence in tokenize.sentences(text[:CHARACTERS]):
        for word in sentence:
            found += [word] if word in words else _parts(word, words) or [word]
    return found


def _parts(word: str, words: set[str]) -> list[str] | None:
    """`word` as known words, the longest first; None where that leaves something over."""
    if not word:
        return []
    for end in range(len(word), 0, -1):
        if word[:end] in words:
            rest = _parts(word[end:], words)
            if rest is not None:
                return [word[:end], *rest]
    return None


def read(trace: Trace, query: Query) -> dict[str, Any]:
    """`text` → what the three readers say of every word at every frame; `layers` of them, 1 to 3.

    chances  [frame][reader][word][tag] in thousandths
    states   [frame][reader][word][unit] in hundredths
    """
    run = Recorded.of(trace)
    layers = whole(query, "layers", 1, 3, 1)
    known = run.words()
    said = cut(query.get("text", ""), known)
    if not said:
        raise Refused(N_("There is no word to read in this sentence."))
    words, index = said[:LONGEST], {word: number for number, word in enumerate(known)}
    tokens = np.array([[index.get(word, 0)] for word in words], np.int64)  # (T, 1)
    chances, states = [], []
    for frame in trace:
        found = [run.reader(frame, "tags", f"{d}{layers}")(tokens) for d in directions()]
        chances.append([(1000 * one[:, 0]).round().astype(int).tolist() for one, _ in found])
        states.append([(100 * one[:, 0]).round().astype(int).tolist() for _, one in found])
    usual = run.array("usual")
    return {
        "words": words,
        "known": [word in index for word in words],
        "usual": [run.notes["tags"][usual[token]] for token in tokens[:, 0]],
        "several": run.array("several")[tokens[:, 0]].astype(bool).tolist(),
        "left_out": len(said) - len(words),
        "layers": layers,
        "steps": run.steps,
        "chances": chances,
        "states": states,
    }


def directions() -> tuple[str, ...]:
    """The three of them, in order."""
    from engine.models.tagger_plain import DIRECTIONS

    return DIRECTIONS


def who(trace: Trace, query: Query) -> dict[str, Any]:
    """`form`, `a`, `b`, `first`, `second` → both sentences, read by every finder at every frame.

    form     which of the language's forms, from 0; a, b its nouns; first, second its adjectives
    chances  [frame][finder][sentence]: probability of the noun said first
    apart    [frame][direction][word]: how far the states of the two sentences are apart, as a
             share of their length; by the finders of one layer
    """
    from engine.text.reference import FORMS, fill

    run = Recorded.of(trace)
    language = run.notes["language"]
    form = FORMS[language][whole(query, "form", 0, len(FORMS[language]) - 1, 0)]
    nouns = [nouns.split() for nouns in form.nouns]
    a = chosen(query, "a", nouns[0], nouns[0][0])
    b = chosen(query, "b", nouns[1], next(noun for noun in nouns[1] if noun != a))
    if a == b:
        raise Refused(N_("Both nouns are “{noun}”: choose two different ones."), noun=a)
    qualities = [
        chosen(query, name, means.split(), means.split()[0])
        for name, means in zip(("first", "second"), form.means, strict=True)
    ]
    both = [fill(form, language, (a, b), quality) for quality in qualities]
    index = {word: number for number, word in enumerate(run.words("it_words"))}
    tokens = np.array([[index[word] for word in one.words] for one in both], np.int64).T  # (T, 2)
    chances, apart = [], []
    for frame in trace:
        found = [run.reader(frame, "it", name)(tokens) for name in run.notes["finders"]]
        chances.append([one[both[0].it, :, 0] for one, _ in found])
        apart.append([_apart(states) for _, states in found[::2]])
    return {
        "sentences": [one.words for one in both],
        "it": both[0].it,
        "nouns": both[0].nouns,
        "who": [one.who for one in both],
        "family": form.family,
        "finders": run.notes["finders"],
        "steps": run.steps,
        "chances": np.array(chances).round(4),
        "apart": np.array(apart).round(4),
        "choices": {
            "forms": [_verb(one.words, language) for one in FORMS[language]],
            "families": [one.family for one in FORMS[language]],
            "a": nouns[0], "b": nouns[1],
            "first": form.means[0].split(), "second": form.means[1].split(),
        },
    }  # fmt: skip


def _verb(pattern: str, language: str) -> str:
    """What a form is called by: its words between the two nouns, without the second's article."""
    words = pattern.split()
    inner = words[words.index("A") + 1 : words.index("B")]
    said = [word for word in inner if word not in ("the", "那个")]
    return ("" if language == "zh" else " ").join(said)


def _apart(states: np.ndarray) -> np.ndarray:
    """For every word, the distance of two states (T, 2, H) over the mean of their lengths: (T,)."""
    lengths = np.linalg.norm(states, axis=-1).mean(-1)
    gap = np.linalg.norm(states[:, 0] - states[:, 1], axis=-1)
    found: np.ndarray = gap / np.maximum(lengths, 1e-9)
    return found


def share(trace: Trace, query: Query) -> dict[str, Any]:
    """`name` of a scalar → its last value; with `edges` the answer is which stretch it lies in."""
    run = Recorded.of(trace)
    final = trace.final
    name = chosen(query, "name", sorted(final), "both1")
    value, edges = final[name], query.get("edges", "")
    try:
        bounds = [float(edge) for edge in edges.split(",") if edge]
    except ValueError as fault:
        raise Refused(N_("edges={edges} are not numbers."), edges=edges[:40]) from fault
    answer = str(sum(value >= bound for bound in bounds)) if bounds else f"{value:.0%}"
    return {"value": value, "step": run.steps[-1], "answer": answer}


def best(trace: Trace, query: Query) -> dict[str, Any]:
    """`among`, names of scalars → the one whose last value is largest; the answer is its place.

    `near`: values so close to the largest count as equal, and the answer is then "equal".
    """
    final = trace.final
    names = [name for name in query.get("among", "").split(",") if name]
    if not names or any(name not in final for name in names):
        raise Refused(N_("There is nothing recorded by these names."))
    values = {name: final[name] for name in names}
    top, near = max(values.values()), whole(query, "near", 0, 100, 0) / 100
    close = [name for name, value in values.items() if top - value <= near]
    answer = (
        "equal"
        if len(close) == len(names)
        else str(names.index(max(values, key=values.__getitem__)))
    )
    return {"values": values, "answer": answer}


def reached(trace: Trace, query: Query) -> dict[str, Any]:
    """`names` of scalars in order → the first whose last value is at least `bound`.

    The answer is its word in `values`, or "none".
    """
    final = trace.final
    names, values = (query.get(what, "").split(",") for what in ("names", "values"))
    if len(names) != len(values) or any(name not in final for name in names):
        raise Refused(N_("There is nothing recorded by these names."))
    bound = whole(query, "bound", 0, 100, 90) / 100
    found = [value for name, value in zip(names, values, strict=True) if final[name] >= bound]
    return {
        "values": {name: final[name] for name in names},
        "answer": found[0] if found else "none",
    }


def probe(trace: Trace, query: Query) -> dict[str, Any]:
    """`what` a probe asks (tag, word …) and of which `direction` → accuracy by layer, at the end.

    The answer is the layer, from 0, of which it can be read off best.
    """
    what = chosen(query, "what", list(ASKED), "tag")
    direction = chosen(query, "direction", list(directions()), "both")
    frames = [frame for frame in trace if "probes" in frame.arrays]
    if not frames:
        raise Refused(N_("No probe has been taken yet."))
    found = frames[-1].arrays["probes"][directions().index(direction), :, ASKED.index(what)]
    return {"layers": found, "answer": str(int(np.nanargmax(found)))}


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "read": read,
    "who": who,
    "share": share,
    "best": best,
    "reached": reached,
    "probe": probe,
    "gains": mistakes.gains,
    "confusions": mistakes.confusions,
    "sentences": mistakes.sentences,
}
