"""Questions a visitor asks of a recorded word2vec run; each answer holds the whole film.

An answer is plain JSON. `answer` is the one word (or number) that settles a prediction.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from engine.lessons.word2vec.windows import Query, pair, windows, words_of
from engine.sentences import N_, Refused
from engine.trace import Trace

#: Neighbours listed.
NEAR = 10


def row(query: Query, name: str, index: Mapping[str, int]) -> int:
    """The row of the word the query gives for `name`; Refused where the run has no such word."""
    word = query.get(name, "")
    if word not in index:
        raise Refused(
            N_("“{word}” is not in this run's vocabulary of {n} words."),
            word=word[:40],
            n=len(index),
        )
    return index[word]


def spaces(trace: Trace) -> Iterator[np.ndarray]:
    """The vectors (V, D), rows of length 1, of every frame in order."""
    from engine.measures.similarity import unit

    for frame in trace:
        yield unit(np.asarray(frame.weights["vectors"], np.float32))


def neighbours(trace: Trace, query: Query) -> dict[str, Any]:
    """`word` → its nearest words at every frame, and the last ones' cosines all along."""
    from engine.measures.neighbours import nearest_word

    words, index = words_of(trace)
    word = row(query, "word", index)
    last = np.asarray(trace[-1].weights["vectors"], np.float32)
    candidates = nearest_word(last, word, NEAR).ids
    ids, cosines, lines = [], [], []
    for vectors in spaces(trace):
        found = nearest_word(vectors, word, NEAR)
        ids.append(found.ids)
        cosines.append(found.cosines)
        lines.append(vectors[candidates] @ vectors[word])  # (C,)
    return {
        "steps": [frame.step for frame in trace],
        "words": [[words[i] for i in row_] for row_ in ids],
        "cosines": cosines,
        "candidates": [words[i] for i in candidates],
        "lines": np.array(lines).T,
        "answer": words[candidates[0]] if len(candidates) else "",
    }


def expected(trace: Trace, a: str, b: str, c: str) -> str | None:
    """The word that the text's own truth gives for a : b :: c : ?, where it knows one.

    b − a + c is the same sum with b and c exchanged, so a : c may be the relation that is known.
    """
    for pairs in trace[0].notes["relations"].values():
        truth = [tuple(pair) for pair in pairs]
        for like, other in ((b, c), (c, b)):
            found = next((d for first, d in truth if first == other), None)
            if (a, like) in truth and found is not None:
                return found
    return None


def analogy(trace: Trace, query: Query) -> dict[str, Any]:
    """`a`, `b`, `c` → the words nearest to b − a + c at every frame; the true one's rank."""
    from engine.measures.analogies import rank_of, solve

    words, index = words_of(trace)
    a, b, c = (row(query, name, index) for name in "abc")
    truth = expected(trace, words[a], words[b], words[c])
    found, ranks = [], []
    for vectors in spaces(trace):
        found.append(solve(vectors, a, b, c, 5))
        if truth is not None:
            ranks.append(rank_of(vectors, a, b, c, index[truth]))
    return {
        "steps": [frame.step for frame in trace],
        "words": [[words[i] for i in answers.ids] for answers in found],
        "cosines": [answers.scores for answers in found],
        "expected": truth,
        "ranks": ranks,
        "rank": ranks[-1] if ranks else None,
        "answer": words[found[-1].ids[0]] if len(found[-1].ids) else "",
    }


def relation(trace: Trace, query: Query) -> dict[str, Any]:
    """`name` → the relation's arrows a → b in their own plane at every frame, following on."""
    from engine.measures.projections import along

    _words, index = words_of(trace)
    known = trace[0].notes["relations"]
    name = query.get("name", "")
    if name not in known:
        raise Refused(
            N_("The text knows no relation “{name}”. Known: {known}."),
            name=name[:40],
            known=", ".join(known) or "–",
        )
    pairs = known[name][:14]
    ids = np.array([[index[a], index[b]] for a, b in pairs])  # (P, 2)
    # One plane for the whole film, that of the last frame: what moves are the words.
    plane = along(np.asarray(trace[-1].weights["vectors"], np.float32), ids, normalise=True).basis
    drawn, parallelism = [], []
    for vectors in spaces(trace):
        ends = vectors[ids.reshape(-1)]  # (2P, D)
        drawn.append(((ends - ends.mean(axis=0)) @ plane).reshape(len(pairs), 2, 2))
        parallelism.append(along(vectors, ids).parallelism)
    film = np.array(drawn)  # (F, P, start or end, x or y)
    later = film[len(film) // 3 :]
    # A gap after each arrow lifts the pen between them.
    gap = np.full((len(film), len(pairs), 1), np.nan)
    x, y = (np.concatenate([film[..., axis], gap], axis=2) for axis in (0, 1))
    low, high = span(later[..., 1])
    heights = [np.stack([spread(ends, (high - low) / 24) for ends in frame[..., 1].T], 1)
               for frame in film]  # fmt: skip
    return {
        "steps": [frame.step for frame in trace],
        "x": x.reshape(len(film), -1),
        "y": y.reshape(len(film), -1),
        "labels": [word for pair in pairs for word in pair],
        "sides": ["middle left", "middle right"] * len(pairs),
        "label_x": film[..., 0].reshape(len(film), -1),
        "label_y": np.array(heights).reshape(len(film), -1),
        "range": {"x": span(later[..., 0]), "y": [low, high]},
        "parallelism": parallelism,
        "told": [f"{value:.2f}" for value in parallelism],
        "answer": round(parallelism[-1], 2),
    }


def spread(heights: np.ndarray, gap: float) -> np.ndarray:
    """The heights (P,) moved apart to at least `gap`, in their order, as little as that takes.

    Least squares: without the gaps that are due, the heights must rise: pool those that do not
    (isotonic regression, Barlow et al. 1972).
    """
    order = np.argsort(heights, kind="stable")
    due = gap * np.arange(len(heights))
    pools: list[tuple[float, int]] = []  # (mean, how many)
    for height in heights[order] - due:
        mean, count = float(height), 1
        while pools and pools[-1][0] >= mean:
            before, many = pools.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    placed = np.empty(len(heights))
    placed[order] = np.repeat([m for m, _ in pools], [n for _, n in pools]) + due
    return placed


def span(values: np.ndarray) -> list[float]:
    """The axis that holds every frame, with a margin for labels."""
    low, high = float(values.min()), float(values.max())
    margin = 0.18 * (high - low) + 1e-6
    return [low - margin, high + margin]


def accuracy(trace: Trace, query: Query) -> dict[str, Any]:
    """Right answers by relation at the last frame, all questions asked."""
    from engine.measures.analogies import accuracy as measure
    from engine.measures.analogies import questions_of

    _words, index = words_of(trace)
    pairs = {name: [tuple(p) for p in ps] for name, ps in trace[0].notes["relations"].items()}
    vectors = np.asarray(trace[-1].weights["vectors"], np.float32)
    scores = measure(vectors, index, questions_of(pairs))
    best = max(scores, key=lambda name: scores[name].right / max(1, scores[name].asked), default="")
    return {
        "relations": {name: [s.right, s.asked] for name, s in scores.items()},
        "right": sum(s.right for s in scores.values()),
        "asked": sum(s.asked for s in scores.values()),
        "answer": best,
    }


def half(trace: Trace, query: Query) -> dict[str, Any]:
    """When half of the final analogy accuracy was reached, as a share of the training."""
    steps, values = trace.series("analogies")
    if not len(values):
        raise Refused(N_("This run was asked no analogies: its text knows too few of their words."))
    at = int(steps[np.argmax(values >= values[-1] / 2)])
    share = at / max(1, int(steps[-1]))
    return {"step": at, "share": share, "answer": quarter(share)}


def settled(trace: Trace, query: Query) -> dict[str, Any]:
    """`a`, `b`, `c` → from when on the true word is the answer at every frame, or `never`."""
    said = analogy(trace, query)
    right = [found[:1] == [said["expected"]] for found in said["words"]]
    if not right[-1]:
        return {"step": None, "share": None, "answer": "never"}
    at = len(right) - next((i for i, ok in enumerate(reversed(right)) if not ok), len(right))
    share = trace[at].step / max(1, trace[-1].step)
    return {"step": trace[at].step, "share": share, "answer": quarter(share)}


def quarter(share: float) -> str:
    """Which quarter of the training a share of it, 0 to 1, lies in."""
    bounds = ((0.25, "first"), (0.5, "second"), (0.75, "third"))
    return next((name for bound, name in bounds if share <= bound), "last")


def cost(trace: Trace, query: Query) -> dict[str, Any]:
    """Output vectors touched for one target under each objective, with this run's V."""
    notes = trace[0].notes
    return {
        "vocabulary": notes["vocabulary"],
        "updates": notes["updates"],
        "tree": int(np.ceil(np.log2(max(2, notes["vocabulary"])))),
        "answer": str(notes["updates"]),
    }


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "neighbours": neighbours,
    "analogy": analogy,
    "relation": relation,
    "accuracy": accuracy,
    "half": half,
    "settled": settled,
    "cost": cost,
    "windows": windows,
    "pair": pair,
}
