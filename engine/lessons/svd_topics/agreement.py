"""Topics that nobody named can be held against categories that people gave: purity beside chance.

Purity (Manning, Raghavan, Schütze 2008, §16.3) of the documents at the ends of directions, and of
k-means clusters of all documents, with the adjusted Rand index (Hubert & Arabie 1985). Chance is
measured too: the same with the categories dealt anew at random.
"""

from typing import Any

import numpy as np

from engine.lessons.svd_topics.window import ends

#: Documents looked at, at each end of a direction; directions whose ends are told.
LOOKED_AT, TOLD = 20, 30
#: Deals of the categories for chance.
DEALS = 20
#: Clusters at the most, and documents that are clustered at the most.
CLUSTERS, CLUSTERED = 40, 12_000


def purity(labels: np.ndarray, category_of: np.ndarray) -> float:
    """The share of items whose category is the most frequent one of their label; both (N,)."""
    table = crossed(labels, category_of)
    return float(table.max(axis=1).sum() / max(1, table.sum()))


def crossed(labels: np.ndarray, category_of: np.ndarray) -> np.ndarray:
    """How many items have each label and each category: (L, C)."""
    shape = int(labels.max(initial=-1)) + 1, int(category_of.max(initial=-1)) + 1
    table = np.zeros(shape, np.int64)
    np.add.at(table, (labels, category_of), 1)
    return table


def adjusted_rand(labels: np.ndarray, category_of: np.ndarray) -> float:
    """How far two partitions (N,) agree on pairs beyond chance: 1 equal, about 0 at random."""
    table = crossed(labels, category_of)

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    together, all_pairs = pairs(table), pairs(table.sum(keepdims=True))
    one, other = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = one * other / all_pairs if all_pairs else 0.0
    most = (one + other) / 2
    return (together - expected) / (most - expected) if most != expected else 1.0


def table(columns: np.ndarray, category_of: np.ndarray, seed: int) -> dict[str, Any]:
    """Both ends of each direction of `columns` (D, k): their documents by category (D,).

    A row: the direction, its side, how many documents of each category, the share of the largest.
    """
    rows, looked = [], list[np.ndarray]()
    for r in range(min(TOLD, columns.shape[1])):
        for side, end in zip((1, -1), ends(columns[:, r], LOOKED_AT), strict=True):
            if len(end) < 3:
                continue
            counts = np.bincount(category_of[end], minlength=int(category_of.max()) + 1)
            looked.append(end)
            rows.append(
                {
                    "direction": r + 1,
                    "side": side,
                    "counts": {str(c): int(counts[c]) for c in np.flatnonzero(counts)},
                    "share": float(counts.max() / counts.sum()),
                    "best": int(counts.argmax()),
                }
            )
    dealt = np.random.default_rng(seed)
    chance = [
        np.mean([np.bincount(shuffled[end]).max() / len(end) for end in looked])
        for shuffled in (dealt.permutation(category_of) for _ in range(DEALS))
        if looked
    ]
    return {
        "rows": rows,
        "purity": float(np.mean([row["share"] for row in rows])) if rows else 0.0,
        "chance": float(np.mean(chance)) if chance else 0.0,
        "documents": LOOKED_AT,
    }


def clusters(columns: np.ndarray, category_of: np.ndarray, seed: int) -> dict[str, float]:
    """k-means of the documents' directions, as many clusters as categories, against these."""
    from engine.measures.clusters import kmeans

    every = -(-len(columns) // CLUSTERED)
    vectors, truth = columns[::every], category_of[::every]
    k = min(CLUSTERS, len(np.unique(truth)))
    labels = kmeans(vectors, k, seed, "cosine")
    dealt = np.random.default_rng(seed)
    chance = [purity(labels, dealt.permutation(truth)) for _ in range(DEALS)]
    return {
        "k": k,
        "purity": purity(labels, truth),
        "chance": float(np.mean(chance)),
        "rand": adjusted_rand(labels, truth),
    }
