"""Six things that a t-SNE picture seems to say can each be measured, in the picture and before it.

Sizes of clusters, distances between them, clumps in noise, pieces of one shape, tears in a curve:
the misreadings of Wattenberg, Viégas, Johnson (2016, "How to Use t-SNE Effectively"). Each takes
positions in a map or the original vectors alike, so that the two numbers can be put side by side.
"""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from engine.measures.maps import scaled
from engine.measures.ranking import blocks
from engine.measures.similarity import unit

#: How often k-means begins anew, and how long it may go on.
_STARTS, _ROUNDS = 4, 100

#: Points hang together within so many usual distances; fewer points than so many are no clump.
REACH, LEAST = 4.0, 3

#: A curve is torn where it is this many times as far from one point to the next as is usual.
TORN = 10


def kmeans(
    vectors: np.ndarray,
    k: int,
    seed: int,
    metric: Literal["euclidean", "cosine"] = "euclidean",
) -> np.ndarray:
    """Labels int32 (N,) of at most k clusters of `vectors` (N, D); 0 is the largest.

    The best of four runs of Lloyd's algorithm (1982) from k-means++ (Arthur, Vassilvitskii 2007).
    "cosine": of directions, rows of length 1. Fewer clusters where fewer points differ.
    """
    rows = scaled(unit(vectors) if metric == "cosine" else vectors).astype(np.float32)
    random = np.random.default_rng(seed)
    labels, least = np.zeros(len(rows), np.int64), np.inf
    for _ in range(_STARTS if len(rows) else 0):
        found, within = _lloyd(rows, _spread_out(rows, k, random))
        if within < least:
            labels, least = found, within
    _, first, labels, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    place = np.empty(len(sizes), np.int32)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return place[labels]


def _spread_out(rows: np.ndarray, k: int, random: np.random.Generator) -> np.ndarray:
    """k-means++: each next centre a point drawn by its squared distance from those before."""
    centres = rows[random.integers(len(rows))][None]  # (1, D)
    away = np.full(len(rows), np.inf)
    while len(centres) < k:
        offsets = rows - centres[-1]
        away = np.minimum(away, np.einsum("nd,nd->n", offsets, offsets, dtype=np.float64))
        total = away.sum()
        if total == 0:
            break
        centres = np.vstack([centres, rows[random.choice(len(rows), p=away / total)]])
    return centres


def _lloyd(rows: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, float]:
    """Labels (N,) when they no longer change, and the sum of squared distances, less a constant."""
    labels = np.full(len(rows), -1)
    for _ in range(_ROUNDS):
        lengths = np.einsum("kd,kd->k", centres, centres)
        scores = lengths - 2 * (rows @ centres.T)  # (N, K) squared distances less |x|²
        before, labels = labels, scores.argmin(axis=1)
        if np.array_equal(before, labels):
            break
        member = (labels == np.arange(len(centres))[:, None]).astype(np.float32)  # (K, N)
        many = member.sum(axis=1, keepdims=True)
        # A cluster that lost all its points stays where it was.
        centres = np.where(many > 0, member @ rows / np.maximum(many, 1), centres)
    return labels, float(scores.min(axis=1).sum(dtype=np.float64))


def _members(points: np.ndarray, groups: np.ndarray) -> list[np.ndarray]:
    points, groups = np.asarray(points, np.float64), np.asarray(groups)
    return [points[groups == group] for group in range(int(groups.max(initial=-1)) + 1)]


def spreads(points: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Root-mean-square distances (G,) from the centroid of each group of `points` (N, d).

    `groups` (N,) numbers them 0 … G − 1, −1 for none; NaN for a number that no point has.
    """
    found = [
        np.sqrt(np.square(own - own.mean(axis=0)).sum(axis=1).mean()) if len(own) else np.nan
        for own in _members(points, groups)
    ]
    return np.array(found, np.float64)


def gaps(points: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Distances (G, G) between the centroids of the groups of `points` (N, d), as in `spreads`."""
    points = np.asarray(points, np.float64)
    nowhere = np.full(points.shape[1], np.nan)
    middles = [own.mean(axis=0) if len(own) else nowhere for own in _members(points, groups)]
    centres = np.array(middles).reshape(-1, points.shape[1])  # (G, d)
    return np.linalg.norm(centres[:, None] - centres, axis=2)


def size_ratio(points: np.ndarray, groups: np.ndarray) -> float:
    """The largest spread of a group over the smallest; infinite where only the smallest is 0."""
    return _ratio(spreads(points, groups))


def gap_ratio(points: np.ndarray, groups: np.ndarray) -> float:
    """The largest distance of two centroids over the smallest; 1 where all are alike."""
    apart = gaps(points, groups)
    return _ratio(apart[np.triu_indices(len(apart), 1)])


def _ratio(values: np.ndarray) -> float:
    values = values[np.isfinite(values)]
    if not len(values) or values.max() == values.min():
        return 1.0
    return float(values.max() / values.min()) if values.min() > 0 else float("inf")


def pieces(positions: np.ndarray, reach: float = REACH, least: int = LEAST) -> int:
    """How many clumps an eye sees in `positions` (N, d): groups that chains of points join.

    Single linkage (Sneath 1957): two points hang together where they are at most `reach` times as
    far apart as a point and its nearest neighbour usually are (the median; equal points do not
    count). Groups of fewer than `least` points are stragglers and are left out.
    """
    points = scaled(positions)
    many = len(points)
    if many < 2:
        return int(many >= least)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    nearest = np.sqrt(np.concatenate([np.where(d > 0, d, np.inf).min(1) for d in _gaps(points)]))
    if not np.isfinite(nearest).any():
        return int(many >= least)  # all in one place
    limit = (reach * np.median(nearest[np.isfinite(nearest)])) ** 2
    heads, tails, seen = [], [], 0
    for squares in _gaps(points):
        row, column = np.nonzero(squares <= limit)
        heads.append(row + seen)
        tails.append(column)
        seen += len(squares)
    ends = np.concatenate(heads), np.concatenate(tails)
    graph = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(many, many))
    sizes = np.bincount(connected_components(graph, directed=False)[1])
    return int((sizes >= least).sum())


def _gaps(points: np.ndarray) -> Iterator[np.ndarray]:
    """Squared distances (B, N) of some points after others to all, never below 0."""
    lengths = np.einsum("nd,nd->n", points, points)
    for block in blocks(len(points), len(points)):
        squares = lengths[block, None] + lengths - 2 * points[block] @ points.T
        # Rounding must not make equal points differ.
        yield np.where(squares > 1e-12 * lengths.max(), squares, 0)


def tears(
    vectors: np.ndarray, positions: np.ndarray, order: np.ndarray, closed: bool = False
) -> int:
    """At how many places a map `positions` (N, d) tears the curve through `vectors` (N, D).

    `order` (P,): the points as they follow on the curve; `closed`: the last is followed by the
    first. Torn is a pair that is more than 10 times as far apart as the median pair in the map,
    but is not in the original.
    """
    order = np.asarray(order, np.int64)
    after = np.roll(order, -1)
    if not closed:
        order, after = order[:-1], after[:-1]
    if not len(order):
        return 0
    apart, before = (
        np.linalg.norm(points[after] - points[order], axis=1)
        for points in (scaled(positions), scaled(vectors))
    )
    torn = apart > TORN * np.median(apart)
    return int((torn & (before <= TORN * np.median(before))).sum())
