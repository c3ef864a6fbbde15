"""The windows that a recorded word2vec run went on with: what was drawn, and each pair's numbers.

Nothing is made up for the picture: the recorded state is replayed with the very draws that the
training made (`engine.kernels.word2vec_plain`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.sentences import N_, Refused
from engine.trace import Trace

Query = Mapping[str, str]
#: Windows replayed for one answer.
WINDOWS = 40


def words_of(trace: Trace) -> tuple[list[str], dict[str, int]]:
    """All words of the run's vocabulary, also those not drawn, and their rows."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    words = bytes(trace[0].weights["spelled"]).decode().split("\n")
    return words, {word: i for i, word in enumerate(words)}


def number(query: Query, name: str) -> int:
    """The whole number from 0 that the query gives for `name`, 0 without one; -1 for any other."""
    given = query.get(name, "0")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


def replayed(trace: Trace, query: Query, count: int) -> Iterator[Any]:
    """The windows that training went on with from frame `frame`: the same draws, the same sums.

    From vectors kept as float16 the numbers agree to about three digits.
    """
    from engine.kernels.word2vec_plain import replay
    from engine.kernels.word2vec_stream import Settings, State, Stream

    at = number(query, "frame")
    if not 0 <= at < len(trace):
        raise Refused(
            N_("frame={given} is not a whole number from 0 to {last}."),
            given=query["frame"][:40],
            last=len(trace) - 1,
        )
    frame, first = trace[at], trace[0].weights
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
        # On a GPU the run trained in batches: what follows is what the plain algorithm would do.
        "exact": trace[0].notes["device"] == "cpu",
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
    at, i = number(query, "window"), number(query, "pair")
    made = list(replayed(trace, query, min(max(at, 0), WINDOWS) + 1))[1:]
    if not 0 <= at < len(made) or not 0 <= i < len(made[at].hidden):
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
        "answer": words[window.targets[np.flatnonzero(window.label[i] > 0)[0]]],
    }
