"""Vectors are compared by their angle: the cosine, and how well cosines agree with people.

Agreement with human scores: Finkelstein et al. 2002 (WordSim-353), Hill et al. 2015 (SimLex-999);
rank correlation: Spearman 1904.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.measures.ranking import blocks, ranks, top
from engine.sentences import N_, Refused


@dataclass(frozen=True)
class Agreement:
    """Correlation of cosines with human scores over the `covered` of `total` pairs.

    Both correlations are NaN where fewer than two pairs are covered or one side is constant.
    """

    spearman: float
    pearson: float
    covered: int
    total: int


@dataclass(frozen=True)
class Grouping:
    """How much of each word's neighbourhood is of its own group, averaged over `words` words.

    share   of its nearest neighbours, 0 to 1
    chance  the same for neighbours drawn at random
    best    what a perfect space reaches: a group of 4 fills only 3 of 10 places
    """

    share: float
    chance: float
    best: float
    words: int


def floats(values: np.ndarray) -> np.ndarray:
    """The same numbers as float64 where they are so, else as float32."""
    values = np.asarray(values)
    return values if values.dtype == np.float64 else values.astype(np.float32, copy=False)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows of `vectors` (V, D) scaled to length 1; float32 unless they are float64.

    A row of zeros, and a row that holds NaN or infinity, becomes zeros.
    """
    vectors = floats(vectors)
    with np.errstate(over="ignore", invalid="ignore"):
        squares = np.einsum("vd,vd->v", vectors, vectors)  # (V,)
    if np.all((squares > 1e-30) & (squares < 1e30)):
        return vectors / np.sqrt(squares)[:, None]
    # Squares may have left the range of floats: scale each row by its largest number first.
    vectors = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, 0)
    peak = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    scaled = vectors / np.where(peak > 0, peak, 1)
    length = np.sqrt(np.einsum("vd,vd->v", scaled, scaled))
    return scaled / np.where(length > 0, length, 1)[:, None]


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Cosine of two vectors (D,), −1 to 1; 0 where one of them is zero."""
    pair = unit(np.stack([floats(np.asarray(a)), floats(np.asarray(b))]))
    return float(np.clip(pair[0] @ pair[1], -1, 1))


def cosines(vectors: np.ndarray) -> np.ndarray:
    """The table of cosines (V, V) of every row of `vectors` (V, D) with every other."""
    rows = unit(vectors)
    return np.clip(rows @ rows.T, -1, 1)  # (V, V)


def pearson(x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> float:
    """Pearson's correlation of two series (N,); NaN where N < 2 or one of them is constant."""
    first, second = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if first.shape != second.shape:
        raise ValueError(f"two series of one length are needed; given {len(first)}, {len(second)}")
    if first.size < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    centred = unit(np.stack([first - first.mean(), second - second.mean()]))
    return float(np.clip(centred[0] @ centred[1], -1, 1))


def spearman(x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> float:
    """Spearman's rank correlation of two series (N,): Pearson's of their ranks, ties averaged."""
    return pearson(ranks(np.asarray(x, np.float64)), ranks(np.asarray(y, np.float64)))


def row_of(index: Mapping[str, int], word: str) -> int | None:
    """The row of a word as it is spelt, else in lower case; None where there is neither."""
    found = index.get(word)
    return index.get(word.lower()) if found is None else found


def word_similarity(
    vectors: np.ndarray, index: Mapping[str, int], pairs: Iterable[tuple[str, str, float]]
) -> Agreement:
    """How cosines of `vectors` (V, D) agree with people's scores of word pairs.

    A pair counts where both words stand in `index` (as spelt, else in lower case).
    """
    pairs = list(pairs)
    found = [(row_of(index, a), row_of(index, b), score) for a, b, score in pairs]
    known = [(a, b, score) for a, b, score in found if a is not None and b is not None]
    first = np.array([a for a, _, _ in known], np.int64)
    second = np.array([b for _, b, _ in known], np.int64)
    people = np.array([score for _, _, score in known], np.float64)
    rows_a, rows_b = unit(vectors[first]), unit(vectors[second])  # (P, D) each
    angles = np.einsum("pd,pd->p", rows_a, rows_b)  # (P,)
    return Agreement(
        spearman(angles, people), pearson(angles, people), covered=len(known), total=len(pairs)
    )


def read_pairs(lines: Iterable[str]) -> list[tuple[str, str, float]]:
    """Scored word pairs from lines of word, word, score (tabs); `#` begins a comment line.

    Raises Refused at the first line that says none, with its number.
    """
    pairs = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split("\t")]
        try:
            a, b, score = fields[0], fields[1], float(fields[2])
        except (IndexError, ValueError):
            a, b, score = "", "", float("nan")
        if not (a and b and np.isfinite(score)):
            said = line.strip()[:40]
            raise Refused(
                N_("Line {number} is “{line}”; two words and a score are needed, with tabs."),
                number=number,
                line=said,
            )
        pairs.append((a, b, score))
    return pairs


def group_ids(words: Sequence[str], groups: Mapping[str, str]) -> np.ndarray:
    """Numbers int32 (V,) of the words' groups in order of first appearance; −1 for no group."""
    numbers: dict[str, int] = {}
    ids = [numbers.setdefault(groups[w], len(numbers)) if w in groups else -1 for w in words]
    return np.array(ids, np.int32)


def group_similarity(vectors: np.ndarray, groups: np.ndarray, k: int = 10) -> Grouping:
    """Share of same-group words among each word's k nearest, beside chance.

    `groups` (V,) numbers the group of each row of `vectors` (V, D), −1 for none; only words with
    a group are asked about and counted as neighbours. All NaN where fewer than two have one.
    """
    known = np.flatnonzero(np.asarray(groups) >= 0)
    own, rows = np.asarray(groups)[known], unit(vectors[known])  # (N,), (N, D)
    many = len(known)
    k = min(k, many - 1)
    if k < 1:
        return Grouping(float("nan"), float("nan"), float("nan"), many)
    right = 0
    for block in blocks(many, many):
        scores = rows[block] @ rows.T  # (B, N)
        scores[np.arange(len(scores)), np.arange(block.start, block.stop)] = -np.inf
        ids, _ = top(scores, k)  # (B, k)
        right += int((own[ids] == own[block, None]).sum())
    mates = np.bincount(own)[own] - 1  # (N,) other words of the same group
    chance, best = mates / (many - 1), np.minimum(mates, k) / k
    return Grouping(right / (many * k), float(chance.mean()), float(best.mean()), many)
