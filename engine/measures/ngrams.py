"""Interpolated Kneser–Ney: what a model that only counts makes of the same text.

The longest history that was seen speaks first, an absolute discount is taken from every count, and
what was taken goes to the shorter history, whose counts are of different words before it rather
than of occurrences (Kneser & Ney 1995; interpolated as in Chen & Goodman 1999, eq. 25, with one
discount for each order, D = n₁ / (n₁ + 2 n₂), Ney, Essen & Kneser 1994). An n-gram is one integer,
its words the digits to the base V; sorted integers are the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Level:
    """The table of one order.

    grams     int64 (G,), sorted: the last digit to the base V is the word, the rest its history
    counts    int64 (G,): occurrences at the highest order, different words before it below that
    discount  taken from every count
    """

    grams: np.ndarray
    counts: np.ndarray
    discount: float


@dataclass(frozen=True, eq=False)
class Ngrams:
    """An interpolated Kneser–Ney model of V words; levels[k − 1] is the table of order k."""

    V: int
    levels: tuple[Level, ...]

    @property
    def order(self) -> int:
        """n: words that a gram has."""
        return len(self.levels)


def longest(V: int) -> int:
    """The highest order whose grams still fit into an integer."""
    return int(62 / np.log2(max(2, V)))


def fit(ids: np.ndarray, V: int, order: int) -> Ngrams:
    """Count the stream ids (N,), numbers below V, into an n-gram model of this order.

    Histories go on over the ends of sentences, as a recurrent network's do. Raises ValueError where
    the order does not fit (see `longest`) or is below 1.
    """
    if not 1 <= order <= longest(V):
        raise ValueError(f"order={order}; V={V} words allow 1 to {longest(V)}")
    grams, counts = np.unique(joined(ids, V, order), return_counts=True)
    levels = [Level(grams, counts, discount(counts))]
    for lower in range(order - 1, 0, -1):
        # Each longer gram stands in the table once: its endings are counted by what precedes them.
        grams, counts = np.unique(levels[0].grams % V**lower, return_counts=True)
        levels.insert(0, Level(grams, counts, discount(counts)))
    return Ngrams(V, tuple(levels))


def joined(ids: np.ndarray, V: int, order: int) -> np.ndarray:
    """The gram that ends at each place from `order` − 1 on, int64 (N − order + 1,)."""
    ids = np.asarray(ids, np.int64)
    many = max(0, len(ids) - order + 1)
    grams = np.zeros(many, np.int64)
    for back in range(order):
        grams = grams * V + ids[back : back + many]
    return grams


def discount(counts: np.ndarray) -> float:
    """n₁ / (n₁ + 2 n₂), of how many grams were counted once and twice; at least a little."""
    once, twice = int((counts == 1).sum()), int((counts == 2).sum())
    return float(np.clip(once / max(1, once + 2 * twice), 0.05, 0.95))


def probabilities(model: Ngrams, ids: np.ndarray) -> np.ndarray:
    """P(word | the words before it in ids) for every place of ids (N,) but the first: (N − 1,)."""
    V, ids = model.V, np.asarray(ids, np.int64)
    found = np.full(len(ids), 1 / V)
    for order, level in enumerate(model.levels, 1):
        if len(ids) < order or not len(level.grams):
            break
        place = slice(order - 1, None)
        grams = joined(ids, V, order)
        low = np.searchsorted(level.grams, grams // V * V)
        high = np.searchsorted(level.grams, grams // V * V + V)
        sums = np.concatenate([[0], np.cumsum(level.counts)])
        total = sums[high] - sums[low]
        at = np.minimum(np.searchsorted(level.grams, grams), len(level.grams) - 1)
        count = np.where(level.grams[at] == grams, level.counts[at], 0)
        seen = total > 0
        share = np.maximum(count - level.discount, 0) + level.discount * (high - low) * found[place]
        found[place] = np.where(seen, share / np.maximum(total, 1), found[place])
    return found[1:]


def following(model: Ngrams, history: np.ndarray) -> np.ndarray:
    """P(w | history) for every word w, (V,); only the last words of `history` (T,) matter."""
    V = model.V
    found = np.full(V, 1 / V)
    for order, level in enumerate(model.levels, 1):
        if len(history) < order - 1:
            break
        first = 0
        for word in history[len(history) - order + 1 :] if order > 1 else []:
            first = (first + int(word)) * V
        low, high = np.searchsorted(level.grams, [first, first + V])
        counts = level.counts[low:high]
        if len(counts):
            found *= level.discount * len(counts) / counts.sum()
            found[level.grams[low:high] - first] += (
                np.maximum(counts - level.discount, 0) / counts.sum()
            )
    return found


def perplexity(probability: np.ndarray) -> float:
    """exp of the mean surprise −ln p: among how many words, all alike, one would hesitate so."""
    return float(np.exp(-np.log(probability).mean())) if len(probability) else float("nan")


def pack(model: Ngrams) -> dict[str, np.ndarray]:
    """The model as arrays that a frame may keep."""
    kept: dict[str, np.ndarray] = {"ngrams.v": np.array([model.V], np.int32)}
    for order, level in enumerate(model.levels, 1):
        kept[f"ngrams.{order}.grams"] = level.grams.view(np.uint32)
        kept[f"ngrams.{order}.counts"] = level.counts.astype(np.int32)
        kept[f"ngrams.{order}.discount"] = np.array([level.discount], np.float32)
    return kept


def unpack(kept: Mapping[str, np.ndarray]) -> Ngrams:
    """The model that `pack` put into arrays."""
    levels: list[Level] = []
    while (name := f"ngrams.{len(levels) + 1}") + ".grams" in kept:
        grams = np.ascontiguousarray(kept[f"{name}.grams"]).view(np.int64)
        counts = np.asarray(kept[f"{name}.counts"], np.int64)
        levels.append(Level(grams, counts, float(kept[f"{name}.discount"][0])))
    return Ngrams(int(kept["ngrams.v"][0]), tuple(levels))
