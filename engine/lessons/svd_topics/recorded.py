"""A recorded decomposition read back: its words, its cells, and its vectors at any rank."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.lessons.svd_topics.film import unspelled
from engine.sentences import N_, Refused
from engine.trace import Trace

Query = Mapping[str, str]
#: Words that one query may have.
MOST_ASKED = 40


@dataclass(frozen=True, eq=False)
class Recorded:
    """words (V, k) and columns (D, k): rows of U S and of V S; s (k,) the singular values."""

    names: list[str]
    index: dict[str, int]
    words: np.ndarray
    columns: np.ndarray
    s: np.ndarray
    notes: Mapping[str, Any]
    weights: Mapping[str, np.ndarray]

    @property
    def cells(self) -> Any:
        """The whole table (V, D), scipy.sparse csr."""
        from scipy.sparse import csr_array

        held = self.weights
        parts = (held["cells"], held["cell columns"], held["cell starts"])
        return csr_array(parts, shape=(len(self.words), len(self.columns)))

    def document(self, i: int) -> dict[str, Any]:
        """What is said of document i where it is named."""
        said: dict[str, Any] = {"id": i, "title": self.titles[i]}
        if "category of" in self.weights:
            said["category"] = int(self.weights["category of"][i])
        return said

    @property
    def titles(self) -> list[str]:
        """The documents' titles."""
        return unspelled(self.weights["titles"])

    def row(self, word: str) -> int:
        """The row of a word; Refused where the table has none such."""
        found = self.index.get(word, self.index.get(word.lower(), -1))
        if found < 0:
            raise Refused(
                N_("“{word}” is not one of this table's {n} words."),
                word=word[:40],
                n=len(self.names),
            )
        return found


def read(trace: Trace) -> Recorded:
    """The decomposition that a finished run recorded; Refused while there is none."""
    if not len(trace) or "vectors" not in trace[-1].weights:
        raise Refused(N_("This run has not ended yet."))
    first, last = trace[0], trace[-1]
    names = unspelled(first.weights["spelled"])
    return Recorded(
        names,
        {name: i for i, name in enumerate(names)},
        np.asarray(last.weights["vectors"], np.float32),
        np.asarray(last.weights["column vectors"], np.float32),
        np.array([frame.scalars["singular"] for frame in trace if frame.step]),
        first.notes,
        first.weights,
    )


def whole_number(query: Query, name: str, usual: int, least: int, most: int) -> int:
    """The whole number that the query gives for `name`; Refused outside of the bounds."""
    given = query.get(name, str(usual))
    if given.isascii() and given.isdigit() and len(given) < 9 and least <= int(given) <= most:
        return int(given)
    raise Refused(
        N_("{name}={given} is not a whole number from {low} to {high}."),
        name=name,
        given=given[:40],
        low=least,
        high=most,
    )


def asked_words(query: Query, recorded: Recorded) -> tuple[list[int], list[str]]:
    """Rows of the words in `words` (separated by commas or spaces), and those without a row.

    Chinese and the like are written without spaces: a stretch that is no word is cut into words.
    Raises Refused where none is known.
    """
    from engine.text import tokenize

    text = query.get("words", "")[:2000]
    pieces = [piece for part in text.split(",") for piece in part.split()]
    rows, unknown = list[int](), list[str]()
    for piece in pieces[:MOST_ASKED]:
        tokens = [piece] if piece in recorded.index else flat(tokenize.sentences(piece))
        for token in tokens or [piece]:
            if token in recorded.index:
                rows.append(recorded.index[token])
            else:
                unknown.append(token)
    if not rows and unknown:
        common = set(unspelled(recorded.weights["common"]))
        if set(unknown) <= common:
            raise Refused(
                N_("Too many documents hold these words, so they were left out: {words}."),
                words=", ".join(unknown)[:200],
            )
    if not rows:
        raise Refused(
            N_("None of these words is in the table: {words}."), words=", ".join(unknown)[:200]
        )
    return rows[:MOST_ASKED], unknown


def flat(sentences: list[list[str]]) -> list[str]:
    """All tokens of some sentences."""
    return [token for sentence in sentences for token in sentence]
