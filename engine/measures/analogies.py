"""A relation between words is an offset of vectors: a is to b as c is to what lies near b − a + c.

3CosAdd: Mikolov, Yih, Zweig 2013 (NAACL); 3CosMul: Levy, Goldberg 2014 (CoNLL), equation 5.
Both on length-1 vectors; a, b and c themselves are never the answer. Test set: Mikolov et al. 2013
(ICLR workshop), `questions-words.txt`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.measures.ranking import blocks, top
from engine.measures.similarity import row_of, unit
from engine.sentences import N_, Refused

Method = Literal["add", "multiply"]
Question = tuple[str, str, str, str]

#: Levy and Goldberg's guard against division by zero.
EPSILON = 0.001


@dataclass(frozen=True)
class Answers:
    """Best first: ids int32 (k,) and scores float32 (k,).

    A score is the cosine with b − a + c ("add") or equation 5's ratio ("multiply").
    """

    ids: np.ndarray
    scores: np.ndarray


@dataclass(frozen=True)
class Score:
    """Of `asked` questions `right` were answered; `skipped` more name a word without a vector."""

    right: int
    asked: int
    skipped: int

    @property
    def share(self) -> float:
        """Right of asked, 0 to 1; NaN where nothing was asked."""
        return self.right / self.asked if self.asked else float("nan")


@dataclass(frozen=True)
class Numbered:
    """Questions as row numbers: found once, then asked at every recorded frame.

    ids (Q, 4) rows of a, b, c, d; relation (Q,) which of `names` each belongs to; skipped by name
    """

    names: tuple[str, ...]
    ids: np.ndarray
    relation: np.ndarray
    skipped: tuple[int, ...]


def solve(
    vectors: np.ndarray, a: int, b: int, c: int, k: int = 10, method: Method = "add"
) -> Answers:
    """The k best answers to “a is to b as c is to …”, ids of rows of `vectors` (V, D)."""
    left_out = np.unique([a, b, c])
    scores = _scores(unit(vectors), np.array([[a, b, c]]), method, cosine=True)  # (1, V)
    scores[0, left_out] = -np.inf
    ids, found = top(scores, min(k, len(vectors) - len(left_out)))
    return Answers(ids[0], found[0].astype(np.float32))


def rank_of(vectors: np.ndarray, a: int, b: int, c: int, d: int, method: Method = "add") -> int:
    """The place of d among all answers but a, b, c: 1 is the best. Ties: the lower id is ahead."""
    scores = _scores(unit(vectors), np.array([[a, b, c]]), method)[0]  # (V,)
    ahead = scores > scores[d]
    ahead[:d] |= scores[:d] == scores[d]
    ahead[[a, b, c, d]] = False
    return int(ahead.sum()) + 1


def numbered(index: Mapping[str, int], questions: Mapping[str, Iterable[Question]]) -> Numbered:
    """The questions' words looked up (as spelt, else in lower case); those without are skipped."""
    rows: list[list[int]] = []
    relation: list[int] = []
    skipped = []
    known: dict[str, int | None] = {}
    for number, asked in enumerate(questions.values()):
        total, before = 0, len(rows)
        for question in asked:
            total += 1
            for word in question:
                if word not in known:
                    known[word] = row_of(index, word)
            found = [row for row in map(known.__getitem__, question) if row is not None]
            if len(found) == 4:
                rows.append(found)
                relation.append(number)
        skipped.append(total - (len(rows) - before))
    ids = np.array(rows, np.int64).reshape(-1, 4)
    return Numbered(tuple(questions), ids, np.array(relation, np.int64), tuple(skipped))


def answered(vectors: np.ndarray, ids: np.ndarray, method: Method = "add") -> np.ndarray:
    """For each question `ids` (Q, 4): whether its d is the best answer; bool (Q,)."""
    rows = unit(vectors)  # (V, D)
    right = np.zeros(len(ids), bool)
    for block in blocks(len(ids), len(rows)):
        asked = ids[block]
        scores = _scores(rows, asked[:, :3], method)  # (B, V)
        np.put_along_axis(scores, asked[:, :3], -np.inf, axis=1)
        best = scores.argmax(axis=1)
        # Where a, b and c are all the words there are, nothing was answered.
        right[block] = (best == asked[:, 3]) & (scores[np.arange(len(best)), best] > -np.inf)
    return right


def score(vectors: np.ndarray, asked: Numbered, method: Method = "add") -> dict[str, Score]:
    """Accuracy by relation of `vectors` (V, D) on questions already looked up."""
    right = answered(vectors, asked.ids, method)
    many = len(asked.names)
    hits = np.bincount(asked.relation[right], minlength=many)
    totals = np.bincount(asked.relation, minlength=many)
    return {
        name: Score(int(hits[i]), int(totals[i]), asked.skipped[i])
        for i, name in enumerate(asked.names)
    }


def accuracy(
    vectors: np.ndarray,
    index: Mapping[str, int],
    questions: Mapping[str, Iterable[Question]],
    method: Method = "add",
) -> dict[str, Score]:
    """Accuracy by relation; `index` gives each word's row of `vectors` (V, D)."""
    return score(vectors, numbered(index, questions), method)


def total(scores: Mapping[str, Score]) -> Score:
    """All relations together."""
    parts = list(scores.values())
    return Score(
        sum(s.right for s in parts), sum(s.asked for s in parts), sum(s.skipped for s in parts)
    )


def questions_of(
    relations: Mapping[str, Sequence[tuple[str, str]]],
) -> dict[str, list[Question]]:
    """Every question that a relation's pairs make: each pair beside each other one, in order.

    Left out where the four words are not four: such a question answers itself or cannot be.
    """
    return {
        name: [
            (*first, *second) for first in pairs for second in pairs if len({*first, *second}) == 4
        ]
        for name, pairs in relations.items()
    }


def read_questions(lines: Iterable[str]) -> dict[str, list[Question]]:
    """Questions by relation from lines `: relation` and `a b c d` (`questions-words.txt`).

    Raises Refused at the first line that is neither, with its number.
    """
    questions: dict[str, list[Question]] = {}
    current: list[Question] | None = None
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words:
            continue
        if words[0].startswith(":") and line.strip() != ":":
            current = questions.setdefault(line.strip()[1:].strip(), [])
        elif len(words) == 4 and current is not None:
            current.append((words[0], words[1], words[2], words[3]))
        elif len(words) == 4:
            raise Refused(
                N_("Line {number} is a question before any relation; begin with “: name”."),
                number=number,
            )
        else:
            raise Refused(
                N_("Line {number} is “{line}”; four words or “: name” of a relation are needed."),
                number=number,
                line=line.strip()[:40],
            )
    return questions


def _scores(
    rows: np.ndarray, asked: np.ndarray, method: Method, cosine: bool = False
) -> np.ndarray:
    """Scores (Q, V) of every word as the answer to questions a, b, c: `asked` (Q, 3)."""
    a, b, c = rows[asked[:, 0]], rows[asked[:, 1]], rows[asked[:, 2]]  # (Q, D) each
    if method == "add":
        goal = b - a + c  # (Q, D)
        # The length of the goal changes no order; only shown scores need it to be 1.
        return (unit(goal) if cosine else goal) @ rows.T
    # Cosines go from [−1, 1] to [0, 1], as section 3.1 of Levy and Goldberg asks.
    near_a, near_b, near_c = ((word @ rows.T + 1) / 2 for word in (a, b, c))  # (Q, V) each
    return near_b * near_c / (near_a + EPSILON)
