"""Ranks among neighbours are counted, not sorted: so many points are nearer than this one.

What trustworthiness and continuity need of a row of distances is the rank of a few of its N
entries (Venna, Kaski 2001). Sorting the row costs N log N; counting the smaller entries is one
pass of comparisons, 16 at once, and gives the same integer. Order is by distance, ties to the
lower id, so that every rank is defined.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

from typing import Any

import numpy as np
from numba import njit

# No fastmath: equal distances must stay equal, in the vector body of a loop and in its tail.
_compiled: Any = njit(nogil=True, cache=True, boundscheck=False, error_model="numpy")
_inlined: Any = njit(nogil=True, boundscheck=False, error_model="numpy", inline="always")

_F = np.float32
_I = np.int32
_STRIDE = 64  # entries that are asked at once whether any of them is near


@_inlined
def _below(row, begin, end, limit):
    """How many entries of row[begin:end] are less than `limit`."""
    count = _I(0)
    for j in range(begin, end):
        count = _I(count + _I(row[j] < limit))
    return count


@_inlined
def _up_to(row, begin, end, limit):
    """How many entries of row[begin:end] are at most `limit`."""
    count = _I(0)
    for j in range(begin, end):
        count = _I(count + _I(row[j] <= limit))
    return count


@_compiled
def _rank(row, place):
    """How many entries come before that at `place`: the nearer ones, and equal ones before it."""
    limit = row[place]
    return _up_to(row, 0, place, limit) + _below(row, place + 1, row.shape[0], limit)


@_compiled
def _nearest(row, ids, best):
    """ids[:K] = places of the K least entries of `row`, least first, ties to the lower place."""
    K = ids.shape[0]
    best[:] = _F(np.inf)
    ids[:] = -1
    for begin in range(0, row.shape[0], _STRIDE):
        end = min(begin + _STRIDE, row.shape[0])
        if _below(row, begin, end, best[K - 1]) == 0:
            continue
        for j in range(begin, end):
            if row[j] < best[K - 1]:
                i = K - 1
                while i > 0 and row[j] < best[i - 1]:
                    best[i] = best[i - 1]
                    ids[i] = ids[i - 1]
                    i -= 1
                best[i] = row[j]
                ids[i] = j


@_inlined
def _squares(places, point, row):
    """row[:] = squared distances of all `places` (d, N) from that of `point`; infinite for itself.

    One coordinate after the other, each product rounded before it is added: no order of sums that
    could differ between two pairs of equal distance.
    """
    row[:] = _F(0)
    for c in range(places.shape[0]):
        here = places[c, point]
        for j in range(row.shape[0]):
            apart = places[c, j] - here
            row[j] += apart * apart
    row[point] = _F(np.inf)


@_inlined
def _holds(ids, one):
    found = False
    for i in range(ids.shape[0]):
        found |= ids[i] == one
    return found


@_compiled
def nearest(far, ids):
    """ids[m] (M, K) int32 = the K nearest of each row of distances `far` (M, N) float32."""
    best = np.empty(ids.shape[1], np.float32)
    for m in range(far.shape[0]):
        _nearest(far[m], ids[m], best)


@_compiled
def compare(far, near, points, places, lost):
    """How far out of place each point's K neighbours are: `lost` (M, 3) int64 is filled.

    far (M, N) float32: original distances of `points` (M,), infinite from itself; near (M, K)
    int32: its nearest there. places (d, N) float32: the map. Column 0: sum of original ranks
    beyond K of the map's neighbours; 1: the same with the spaces exchanged; 2: how many of the
    map's neighbours are original ones.
    """
    K = near.shape[1]
    row = np.empty(places.shape[1], np.float32)
    here, best = np.empty(K, np.int32), np.empty(K, np.float32)
    for m in range(points.shape[0]):
        _squares(places, points[m], row)
        _nearest(row, here, best)
        lost[m, :] = 0
        for i in range(K):
            if _holds(near[m], here[i]):
                lost[m, 2] += 1
            else:
                lost[m, 0] += _rank(far[m], here[i]) + 1 - K
            if not _holds(here, near[m, i]):
                lost[m, 1] += _rank(row, near[m, i]) + 1 - K
