"""Where readers go wrong: which words need the other side, which tags are taken for which.

Counted over the sentences that nobody has learnt from, at every frame.
"""

from typing import Any

import numpy as np

from engine.lessons.bidirectional.recorded import Query, Recorded, whole
from engine.sentences import N_, Refused
from engine.trace import Trace

#: Words told of at the most, and how often a word must have been asked about.
WORDS, OFTEN = 24, 3
#: Sentences shown at the most.
SHOWN = 12
#: A step after every training: the last frame.
LAST = 10**7


def said(run: Recorded, frame: Any) -> np.ndarray:
    """The tag that every reader gives every asked word: uint8 (readers, N)."""
    return np.asarray(frame.weights["said"])


def gains(trace: Trace, query: Query) -> dict[str, Any]:
    """Words with several tags: how often each direction has them right, at every frame.

    `layers` of the readers, 1 to 3. Words come in the order of what reading both ends adds to
    reading from the left, at the end; the answer is the first, or the first of the list `among`.
    shares  [frame][direction][word]; tags  for each word the tags it has here and how often
    """
    run = Recorded.of(trace)
    layers = whole(query, "layers", 1, 3, 1)
    rows = [3 * direction + layers - 1 for direction in range(3)]
    tokens, truth = run.array("tokens"), run.array("truth")
    numbers, where, counts = np.unique(tokens, return_inverse=True, return_counts=True)
    right = np.stack(
        [
            np.stack([np.bincount(where, own == truth, len(numbers)) for own in said(run, f)[rows]])
            for f in trace
        ]
    )  # (F, 3, words)
    shares = right / counts
    fitting = run.array("several")[numbers].astype(bool) & (counts >= OFTEN)
    gain = np.where(fitting, (right[-1, 2] - right[-1, 0]) / counts, -np.inf)
    order = np.lexsort((-counts, -gain))[: min(WORDS, int(fitting.sum()))]
    known, tags = run.words(), run.notes["tags"]
    told = [known[numbers[n]] for n in order]
    among = [word for word in query.get("among", "").split(",") if word]
    first = next((word for word in told if not among or word in among), "")
    return {
        "words": told,
        "counts": counts[order],
        "tags": [_tally(truth[where == n], tags) for n in order],
        "usual": [tags[run.array("usual")[numbers[n]]] for n in order],
        "shares": shares[:, :, order].round(3),
        "steps": run.steps,
        "layers": layers,
        "answer": first,
    }


def _tally(numbers: np.ndarray, tags: list[str]) -> dict[str, int]:
    counts = np.bincount(numbers, minlength=len(tags))
    return {tags[n]: int(counts[n]) for n in np.argsort(-counts) if counts[n]}


def confusions(trace: Trace, query: Query) -> dict[str, Any]:
    """`reader` → how often words of each tag (rows) were given each tag (columns), every frame."""
    run = Recorded.of(trace)
    name = run.one_of(query, "reader", "readers", "forward1")
    row, K = run.notes["readers"].index(name), len(run.notes["tags"])
    truth = run.array("truth").astype(int)
    tables = [
        np.bincount(truth * K + said(run, frame)[row], minlength=K * K).reshape(K, K)
        for frame in trace
    ]
    return {"tags": run.notes["tags"], "tables": tables, "steps": run.steps, "reader": name}


def sentences(trace: Trace, query: Query) -> dict[str, Any]:
    """Asked sentences where `reader` gave a word of tag `truth` the tag `said`, at `step`.

    With `word` instead: sentences with this word, those first in which `reader` is wrong and the
    reader of both ends is right.
    """
    run = Recorded.of(trace)
    name = run.one_of(query, "reader", "readers", "forward1")
    frame = trace.at(whole(query, "step", 0, LAST, LAST))
    given = said(run, frame)
    own = given[run.notes["readers"].index(name)]
    both = given[run.notes["readers"].index(f"both{name[-1]}")]
    tokens, truth = run.array("tokens"), run.array("truth")
    tags = list(run.notes["tags"])
    if "word" in query:
        known = run.words()
        if query["word"] not in known[1:]:
            raise Refused(N_("“{word}” is not in this text."), word=query["word"][:40])
        places = np.flatnonzero(tokens == known.index(query["word"]))
        wrong = (own[places] != truth[places]) & (both[places] == truth[places])
        places = np.concatenate([places[wrong], places[~wrong]])
    else:
        wanted = [run.one_of(query, what, "tags", tags[0]) for what in ("truth", "said")]
        row, column = (tags.index(tag) for tag in wanted)
        places = np.flatnonzero((truth == row) & (own == column))
    ends = np.cumsum(run.array("lengths"))
    words = run.words("asked")
    shown = []
    for place in places[:SHOWN].tolist():
        sentence = int(np.searchsorted(ends, place, side="right"))
        start, end = int(ends[sentence - 1]) if sentence else 0, int(ends[sentence])
        shown.append(
            {
                "words": words[start:end],
                "at": place - start,
                "tags": [tags[n] for n in truth[start:end]],
                "truth": tags[truth[place]],
                "said": tags[own[place]],
                "both": tags[both[place]],
            }
        )
    return {"sentences": shown, "all": len(places), "step": frame.step, "reader": name}
