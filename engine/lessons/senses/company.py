"""Two words mean the same only where they keep the same company (Firth 1957; Harris 1954).

A word's company is what stands within four words of it in the same sentence, counted. The most
frequent words, which together make up half of the text, stand beside every word and are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

#: Words each side that are company.
WINDOW = 4
#: How often a word occurs at least before its company is compared.
ENOUGH = 20
#: Pairs of synonyms compared at the most, the most frequent first.
PAIRS = 2_000
#: Different words that may be company, the most frequent first.
COMPANIONS = 4_000


@dataclass(frozen=True, eq=False)
class Company:
    """What stands beside some words: counts (R, C) of C companions, whose words are `columns`."""

    rows: np.ndarray
    columns: np.ndarray
    counts: np.ndarray

    def cosines(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """The cosine of each pair of rows of `counts`; 0 where one has no company at all."""
        lengths = np.linalg.norm(self.counts, axis=1)
        unit = self.counts / np.where(lengths > 0, lengths, 1)[:, None]
        return np.einsum("pc,pc->p", unit[first], unit[second])


def telling(counts: np.ndarray) -> np.ndarray:
    """The words (C,) that count as company: those past the half of the text, at most COMPANIONS.

    In a text so short that nothing is left, all words.
    """
    before = np.cumsum(counts) - counts  # running words that are more frequent ones
    rest = np.flatnonzero(2 * before >= counts.sum())
    return (rest if len(rest) >= 10 else np.arange(len(counts)))[:COMPANIONS]


def company(
    tokens: np.ndarray, offsets: np.ndarray, counts: np.ndarray, words: Iterable[int]
) -> Company:
    """The company of `words` in a text of `tokens` (N,) whose sentences begin at `offsets`."""
    rows, columns = np.array(sorted(set(words)), np.int64), telling(counts)
    row_of = np.full(len(counts), -1, np.int32)
    row_of[rows] = np.arange(len(rows))
    column_of = np.full(len(counts), -1, np.int32)
    column_of[columns] = np.arange(len(columns))
    sentence = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    table = np.zeros(len(rows) * len(columns), np.float32)
    at = np.flatnonzero(row_of[tokens] >= 0)
    for gap in (*range(-WINDOW, 0), *range(1, WINDOW + 1)):
        beside = at + gap
        inside = (beside >= 0) & (beside < len(tokens))
        ours, theirs = at[inside], beside[inside]
        column = column_of[tokens[theirs]]
        kept = (sentence[ours] == sentence[theirs]) & (column >= 0)
        cells = row_of[tokens[ours[kept]]].astype(np.int64) * len(columns) + column[kept]
        where, often = np.unique(cells, return_counts=True)
        table[where] += often
    return Company(rows, columns, table.reshape(len(rows), len(columns)))


def synonyms(lexicon: Any, words: dict[str, int]) -> list[tuple[int, int, int]]:
    """(word, word, synset) of words that share a synset; `words` is word → number in the text.

    Forms of one word (egg, eggs) are no synonyms. Every two words once, in their first synset.
    """
    pairs: dict[tuple[int, int], int] = {}
    found: dict[int, list[str]] = {}
    for word in words:
        for synset, _met in lexicon.entries(word):
            found.setdefault(synset, []).append(word)
    for synset in sorted(found):
        for one, other in combinations(sorted(found[synset], key=words.__getitem__), 2):
            if not related(lexicon, one, other):
                pairs.setdefault((words[one], words[other]), synset)
    return [(one, other, synset) for (one, other), synset in pairs.items()]


def related(lexicon: Any, one: str, other: str) -> bool:
    """Whether one word is a form of the other."""
    return any(
        one in lexicon.forms.bases(other, pos) or other in lexicon.forms.bases(one, pos)
        for pos in "nvar"
    )


@dataclass(frozen=True, eq=False)
class Alike:
    """How alike the company of synonyms is, beside that of words put together by chance.

    pairs   (word, word, synset), the most alike first; cosines (P,) theirs
    chance  (P,) the same first words, each with a word of like frequency drawn at random
    """

    pairs: tuple[tuple[int, int, int], ...]
    cosines: np.ndarray
    chance: np.ndarray

    @property
    def lost(self) -> float:
        """Share of the synonyms no more alike than half of the words put together by chance."""
        if not len(self.cosines):
            return float("nan")
        return float((self.cosines <= np.median(self.chance)).mean())


def alike(text: Any, lexicon: Any, seed: int = 1) -> Alike:
    """Compare all synonyms of a text that occur at least ENOUGH times."""
    often = {word: i for i, word in enumerate(text.words) if text.counts[i] >= ENOUGH}
    pairs = synonyms(lexicon.indexed(), often)
    pairs = sorted(pairs, key=lambda pair: -min(text.counts[pair[0]], text.counts[pair[1]]))[:PAIRS]
    if not pairs:
        return Alike((), np.zeros(0), np.zeros(0))
    draw = np.random.default_rng(seed)
    ranks = np.arange(len(often))  # words stand by frequency: a neighbour in rank is as frequent
    strangers = []
    for one, other, _synset in pairs:
        near = ranks[max(0, other - 10) : other + 11]
        near = near[(near != one) & (near != other)]
        strangers.append(int(draw.choice(near)) if len(near) else one)
    seen = company(
        text.tokens, text.offsets, text.counts,
        [*(w for pair in pairs for w in pair[:2]), *strangers],
    )  # fmt: skip
    row = {word: i for i, word in enumerate(seen.rows.tolist())}
    first = np.array([row[one] for one, _other, _synset in pairs])
    cosines = seen.cosines(first, np.array([row[other] for _one, other, _synset in pairs]))
    chance = seen.cosines(first, np.array([row[stranger] for stranger in strangers]))
    order = np.argsort(-cosines, kind="stable")
    return Alike(tuple(pairs[i] for i in order), cosines[order], chance)
