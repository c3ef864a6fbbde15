"""Questions a visitor asks of a recorded word2vec run; each answer holds the whole film.

An answer is plain JSON. `answer` is the one word (or number) that settles a prediction.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from engine.sentences import N_, Refused
from engine.trace import Trace

Query = Mapping[str, str]
#: Neighbours listed, and windows replayed.
NEAR, WINDOWS = 10, 40


def words_of(trace: Trace) -> tuple[list[str], dict[str, int]]:
    """All words of the run's vocabulary, also those not drawn, and their rows."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    words = bytes(trace[0].weights["spelled"]).decode().split("\n")
    return words, {word: i for i, word in enumerate(words)}


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
    """The word that the text's own truth gives for a : b :: c : ?, where it knows one."""
    for pairs in trace[0].notes["relations"].values():
        truth = [tuple(pair) for pair in pairs]
        if (a, b) in truth:
            return next((d for first, d in truth if first == c), None)
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
    basis, x, y, parallelism = None, [], [], []
    for vectors in spaces(trace):
        arrows = along(vectors, ids, basis)
        basis = arrows.basis
        ends = arrows.positions.reshape(len(pairs), 2, 2)  # (P, start or end, x or y)
        # A gap after each arrow lifts the pen between them.
        gap = np.full((len(pairs), 1), np.nan)
        x.append(np.hstack([ends[:, :, 0], gap]).reshape(-1))
        y.append(np.hstack([ends[:, :, 1], gap]).reshape(-1))
        parallelism.append(arrows.parallelism)
    return {
        "steps": [frame.step for frame in trace],
        "labels": [word for pair in pairs for word in (*pair, "")],
        "sides": ["middle left", "middle right", "middle right"] * len(pairs),
        "x": x,
        "y": y,
        "range": {"x": span(x[len(x) // 3 :]), "y": span(y[len(y) // 3 :])},
        "parallelism": parallelism,
        "told": [f"{value:.2f}" for value in parallelism],
        "answer": round(parallelism[-1], 2),
    }


def span(values: list[np.ndarray]) -> list[float]:
    """The axis that holds every frame, with a margin for labels."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    margin = 0.14 * (high - low) + 1e-6
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
        raise Refused(N_("This text brings no analogies of its own to be asked."))
    at = int(steps[np.argmax(values >= values[-1] / 2)])
    share = at / max(1, int(steps[-1]))
    bounds = ((0.25, "first"), (0.5, "second"), (0.75, "third"), (1.01, "last"))
    answer = next(name for bound, name in bounds if share <= bound)
    return {"step": at, "share": share, "answer": answer}


def cost(trace: Trace, query: Query) -> dict[str, Any]:
    """Output vectors touched for one target under each objective, with this run's V."""
    notes = trace[0].notes
    return {
        "vocabulary": notes["vocabulary"],
        "updates": notes["updates"],
        "tree": int(np.ceil(np.log2(max(2, notes["vocabulary"])))),
        "answer": str(notes["updates"]),
    }


def replayed(trace: Trace, query: Query, count: int) -> Iterator[Any]:
    """The windows that training went on with from frame `frame`: the same draws, the same sums.

    From vectors kept as float16 the numbers agree to about three digits.
    """
    from engine.kernels.word2vec_plain import replay
    from engine.kernels.word2vec_stream import Settings, State, Stream

    given = query.get("frame", "0")
    if not given.isdecimal() or int(given) >= len(trace):
        raise Refused(
            N_("frame={given} is not a whole number from 0 to {last}."),
            given=given[:40],
            last=len(trace) - 1,
        )
    frame, first = trace[int(given)], trace[0].weights
    kinds = {
        "tokens": np.int32, "offsets": np.int64, "keep": np.float32,
        "threshold": np.uint32, "alias": np.uint32,
    }  # fmt: skip
    stream = Stream(**{name: np.array(first[name], kind) for name, kind in kinds.items()})
    state = State(
        np.array(frame.weights["vectors"], np.float32),
        np.array(frame.weights["contexts"], np.float32),
        np.array([int(frame.notes["random"])], np.uint64),
        frame.step,
    )
    settings = Settings(**trace[0].notes["settings"])
    if state.done >= settings.epochs * len(stream.tokens):
        raise Refused(N_("The training ends here: there is no next window. Drag time back."))
    yield stream
    yield from replay(state, stream, settings, count)


def windows(trace: Trace, query: Query) -> dict[str, Any]:
    """`frame` → the next windows of the training: what was drawn, and each pair's σ."""
    words, _index = words_of(trace)
    replay = replayed(trace, query, WINDOWS)
    stream = next(replay)
    made = list(replay)
    if not made:
        raise Refused(N_("No window follows here: every sentence left has fewer than two words."))
    # The text may end and begin again: what is read is shown up to there.
    made = [w for w in made if w.position >= made[0].position]
    low = max(made[0].sentence[0], made[0].position - 12)
    high = min(made[-1].sentence[1], made[-1].position + 12)
    settings = trace[0].notes["settings"]
    return {
        "words": [words[i] for i in stream.tokens[low:high]],
        "breaks": sorted({w.sentence[0] - low for w in made if w.sentence[0] > low}),
        "window": settings["window"],
        "objective": settings["objective"],
        "vocabulary": len(words),
        "windows": [told_window(w, words, low, high) for w in made],
        "answer": len(made[0].places),
    }


def told_window(window: Any, words: list[str], low: int, high: int) -> dict[str, Any]:
    """One window as the page shows it; places count from `low`."""
    reach = max([abs(place - window.position) for place in window.places], default=0)
    near = [p for p in window.dropped if abs(p - window.position) <= reach and low <= p < high]
    pairs = [
        {
            "input": told_input(window, i, words),
            "targets": [
                {
                    "word": words[window.targets[t]],
                    "label": bool(window.label[i, t] > 0),
                    "sigma": window.chance[i, t],
                }
                for t in shown_targets(window, i)
            ],
        }
        for i in range(len(window.hidden))
    ]
    return {
        "at": window.position - low,
        "radius": window.radius,
        "contexts": [p - low for p in window.places if low <= p < high],
        "dropped": [p - low for p in near],
        "pairs": pairs,
    }


def shown_targets(window: Any, i: int) -> np.ndarray:
    """Targets worth showing: those that should be said, then up to eight others, likeliest first.

    Negative sampling has few, and all are shown; a softmax has the whole vocabulary.
    """
    right = np.flatnonzero(window.label[i] > 0)
    others = np.flatnonzero(window.label[i] <= 0)
    if len(others) > 20:
        others = others[np.argsort(-window.chance[i, others], kind="stable")][:8]
    return np.concatenate([right, others])


def told_input(window: Any, i: int, words: list[str]) -> str:
    """The input's name: a word, or the mean of several."""
    if len(window.hidden) == len(window.inputs):
        return words[window.inputs[i]]
    return "(" + " + ".join(words[j] for j in window.inputs) + f") / {len(window.inputs)}"


def pair(trace: Trace, query: Query) -> dict[str, Any]:
    """`frame`, `window`, `pair` → one update with its numbers, vectors before and after."""
    words, _index = words_of(trace)
    at, i = (int(query.get(name, "0")) if query.get(name, "0").isdecimal() else 0
             for name in ("window", "pair"))  # fmt: skip
    made = list(replayed(trace, query, min(at, WINDOWS) + 1))[1:]
    if at >= len(made) or i >= len(made[at].hidden):
        raise Refused(N_("There is no such pair in this window."))
    window = made[at]
    mean = len(window.hidden) != len(window.inputs)
    before = window.hidden[i] if mean else window.before[0][i]
    after = window.after[0].mean(axis=0) if mean else window.after[0][i]
    return {
        "input": {
            "word": told_input(window, i, words),
            "before": before,
            "after": after,
            "moved": float(np.linalg.norm(after - before)),
        },
        "rate": window.rate,
        "targets": [
            {
                "word": words[window.targets[t]],
                "label": int(window.label[i, t]),
                "dot": window.score[i, t],
                "sigma": window.chance[i, t],
                "gradient": window.pull[i, t],
                "loss": window.loss[i, t],
                "before": window.before[1][t],
                "after": window.after[1][t],
            }
            for t in shown_targets(window, i)
        ],
        "answer": words[window.targets[0]],
    }


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "neighbours": neighbours,
    "analogy": analogy,
    "relation": relation,
    "accuracy": accuracy,
    "half": half,
    "cost": cost,
    "windows": windows,
    "pair": pair,
}
