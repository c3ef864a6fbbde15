"""Questions a visitor asks of a dictionary and of the text that was held against it.

`answer` settles a prediction. Where a question gives `edges` ("0.5,0.75"), it is the number of the
interval that the measured value lies in, counted from 0.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from engine.lessons.senses import newer as meanings
from engine.lessons.senses.company import Company, company
from engine.lessons.senses.graph import begins, lexicon_of, look
from engine.sentences import N_, Refused, Sentence
from engine.trace import Trace

Query = Mapping[str, str]

#: Companions listed, and points of the picture of senses and frequency.
LISTED, DOTS = 12, 1_500


def settled(value: float, query: Query, **more: Any) -> dict[str, Any]:
    """A measured value as an answer: the number, or the interval it lies in."""
    edges = query.get("edges", "")
    try:
        between = [float(edge) for edge in edges.split(",")] if edges else []
    except ValueError as error:
        raise Refused(N_("edges={given} is not a list of numbers."), given=edges[:40]) from error
    answer = str(bisect_right(between, value)) if between else f"{value:.3g}"
    return {"value": float(value), "answer": answer, **more}


class Read:
    """The text of a recorded run: what it kept in its first frame."""

    def __init__(self, trace: Trace) -> None:
        lexicon_of(trace)  # refuses where there is no frame yet
        kept = trace[0].weights
        self.words = bytes(kept["words"]).decode().split("\n")
        self.counts = np.asarray(kept["counts"], np.int64)
        self.tokens = np.asarray(kept["tokens"], np.int32)
        self.offsets = np.concatenate([[0], np.cumsum(kept["lengths"], dtype=np.int64)])
        self.senses = np.asarray(kept["senses"], np.int64)

    def row(self, word: str) -> int:
        """The place of a word in the text; Refused where it does not occur."""
        said = " ".join(word.partition(":")[0].lower().split())
        if said not in self.words:
            raise Refused(
                N_("“{word}” does not occur in this text; it has no company to look at."),
                word=said[:60],
            )
        return self.words.index(said)


def beside(trace: Trace, query: Query) -> dict[str, Any]:
    """`a`, `b` → what stands beside each in the text, what beside both, and the cosine."""
    read = Read(trace)
    a, b = read.row(query.get("a", "")), read.row(query.get("b", ""))
    seen = company(read.tokens, read.offsets, read.counts, (a, b))
    place = {word: i for i, word in enumerate(seen.rows.tolist())}
    ours, theirs = seen.counts[place[a]], seen.counts[place[b]]
    dot = float(ours @ theirs)
    lengths = [float(np.linalg.norm(row)) for row in (ours, theirs)]
    cosine = dot / (lengths[0] * lengths[1]) if min(lengths) > 0 else 0.0
    return settled(
        cosine, query,
        words=[read.words[a], read.words[b]],
        counts=[int(read.counts[a]), int(read.counts[b])],
        dot=dot, lengths=lengths,
        **lists(read, seen, ours, theirs),
    )  # fmt: skip


def lists(read: Read, seen: Company, ours: np.ndarray, theirs: np.ndarray) -> dict[str, Any]:
    """Companions of the first word only, of both, of the second only, as (word, count, count).

    A companion is of both where the rarer side has at least a quarter of the other's share.
    """
    shares = [row / max(row.sum(), 1) for row in (ours, theirs)]
    low, high = np.minimum(*shares), np.maximum(*shares)
    both = 4 * low >= high
    sides = {
        "first": np.where(both, 0, shares[0] - shares[1]),
        "both": np.where(both, low, 0),
        "second": np.where(both, 0, shares[1] - shares[0]),
    }
    found = {}
    for name, share in sides.items():
        order = np.argsort(-share, kind="stable")[:LISTED]
        found[name] = [
            {
                "word": read.words[int(seen.columns[i])],
                "counts": [int(ours[i]), int(theirs[i])],
                "share": float(share[i]),
            }
            for i in order
            if share[i] > 0
        ]
    return found


def newer(trace: Trace, query: Query) -> dict[str, Any]:
    """Twenty meanings that words have got, and which of them the dictionary has."""
    asked = meanings.asked(lexicon_of(trace))
    for one in asked:
        one["meant"] = Sentence(one["meant"])
    share = sum(one["has"] for one in asked) / len(asked)
    return settled(share, query, meanings=asked)


def frequency(trace: Trace, query: Query) -> dict[str, Any]:
    """Senses of the words of the text against how frequent they are, and their rank correlation.

    After Zipf (1945, "The meaning-frequency relationship of words"): the number of meanings grows
    about with the square root of the frequency.
    """
    read = Read(trace)
    known = np.flatnonzero(read.senses > 0)
    value = spearman(read.counts[known], read.senses[known])
    if len(known) > DOTS:  # evenly over the ranks on a logarithmic axis
        steps = np.unique(np.geomspace(1, len(known), DOTS).astype(int)) - 1
        shown = known[steps]
    else:
        shown = known
    edges = np.unique(np.geomspace(1, max(2, len(known)), 13).astype(int)) - 1
    means = [
        [int((a + b) // 2 + 1), float(read.senses[known[a:b]].mean())] for a, b in pairwise(edges)
    ]
    return settled(
        value, query,
        ranks=(shown + 1).tolist(), senses=read.senses[shown],
        words=[read.words[i] for i in shown], means=means, known=len(known),
    )  # fmt: skip


def spearman(first: np.ndarray, second: np.ndarray) -> float:
    """The rank correlation (Spearman 1904); 0 where one side is constant."""
    from engine.measures.similarity import spearman as correlation

    value = correlation(first, second) if len(first) > 2 else float("nan")
    return value if np.isfinite(value) else 0.0


def held(trace: Trace, query: Query) -> dict[str, Any]:
    """The share of the running words that the dictionary has."""
    lexicon_of(trace)
    if "words" not in trace.final:
        raise Refused(N_("The text is still being read."))
    return settled(trace.final["words"], query)


def lacks(trace: Trace, query: Query) -> dict[str, Any]:
    """The most frequent words of the text that the dictionary lacks; `answer` is the first."""
    found = trace.notes.get("missing", [])
    return {"words": found, "answer": found[0][0] if found else ""}


#: What can be asked of a recorded run: `/api/runs/{key}/ask/{name}`.
ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "look": look,
    "begins": begins,
    "beside": beside,
    "newer": newer,
    "frequency": frequency,
    "held": held,
    "lacks": lacks,
}
