"""The compiled loops of UMAP: one for the graph's memberships, one for an epoch of its layout.

McInnes, Healy, Melville (2018), "UMAP: uniform manifold approximation and projection", algorithms
3 and 5, as umap-learn 0.5 has them, random numbers included. What pulls and pushes are looked up:
a power costs as much as all the rest. All loops stand in this one file, as numba's disk cache
looks at the file of the outer function only.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

from typing import Any

import numpy as np
from numba import njit

# Without "arcp": the schedule rounds quotients up, and a reciprocal would miss whole numbers.
_MATHS = {"reassoc", "contract", "nsz", "afn"}
_compiled: Any = njit(
    nogil=True, cache=True, boundscheck=False, error_model="numpy", fastmath=_MATHS
)
_inlined: Any = njit(
    nogil=True, boundscheck=False, error_model="numpy", fastmath=_MATHS, inline="always"
)

_F, _U = np.float32, np.uint32
_FINE = 7  # 2**7 entries of a table for every doubling of the squared distance
_LEAST, _MOST = -24, 17  # they reach from 2**-24 to 2**17: distances from 0.0002 to 360
_FIRST, _ENTRIES = (127 + _LEAST) << _FINE, (_MOST - _LEAST) << _FINE
_REST = 23 - _FINE  # bits of a float32 behind those that name the entry
#: Squared distances at which tables of forces have their entries; straight lines lie between.
PLACES = (
    ((np.arange(_ENTRIES + 1, dtype=np.uint32) + _U(_FIRST)) << _U(_REST)).view(np.float32)
).astype(np.float64)  # fmt: skip

_CLIP = _F(4)  # no coordinate of a gradient is longer
_TOLERANCE, _ROUNDS = 1e-5, 64  # of the search for the bandwidth
_NARROWEST = _F(1e-3)  # least bandwidth, times the mean distance


@_compiled
def memberships(distances, mean, values):
    """values (N, K) = how much each of the K nearest belongs to a point, by distances (N, K).

    Without the point itself, nearest first, K ≥ 1; `mean`: of all distances, selves included.
    The nearest belongs wholly; a row's sum is log₂ of K + 1, umap-learn's n_neighbors.
    """
    N, K = distances.shape
    target = np.log2(_F(K + 1))
    for i in range(N):
        near, total = _F(0), _F(0)
        for k in range(K):
            total += distances[i, k]
            if near == _F(0):
                near = distances[i, k]
        low, width, high = _F(0), _F(1), _F(np.inf)
        for _ in range(_ROUNDS):
            reached = _F(0)
            for k in range(K):
                beyond = distances[i, k] - near
                reached += np.exp(-beyond / width) if beyond > _F(0) else _F(1)
            if abs(reached - target) < _TOLERANCE:
                break
            if reached > target:
                high = width
                width = (low + high) / _F(2)
            else:
                low = width
                width = width * _F(2) if high == _F(np.inf) else (low + high) / _F(2)
        least = _NARROWEST * (total / _F(K + 1) if near > _F(0) else mean)
        width = max(width, least)
        for k in range(K):
            beyond = distances[i, k] - near
            inside = beyond <= _F(0) or width == _F(0)
            values[i, k] = _F(1) if inside else np.exp(-beyond / width)


@_inlined
def _drawn(random, i):
    """Three-component Tausworthe of umap-learn: the next int32 of point i."""
    a, b, c = random[i, 0], random[i, 1], random[i, 2]
    a = (((a & 0xFFFFFFFE) << 12) & 0xFFFFFFFF) ^ ((((a << 13) & 0xFFFFFFFF) ^ a) >> 19)
    b = (((b & 0xFFFFFFF8) << 4) & 0xFFFFFFFF) ^ ((((b << 2) & 0xFFFFFFFF) ^ b) >> 25)
    c = (((c & 0xFFFFFFF0) << 17) & 0xFFFFFFFF) ^ ((((c << 3) & 0xFFFFFFFF) ^ c) >> 11)
    random[i, 0], random[i, 1], random[i, 2] = a, b, c
    return np.int32(a ^ b ^ c)


@_inlined
def _below(drawn, n):
    """`drawn` modulo n as Python has it, never negative; a division of 32 bits is the quicker."""
    if drawn >= 0:
        return np.int64(_U(drawn) % n)
    return np.int64(n - _U(1) - _U(~drawn) % n)


@_inlined
def _looked_up(table, squared):
    bits = _F(squared).view(np.uint32)
    place = np.int64(bits >> _U(_REST)) - _FIRST
    along = _F(bits & _U((1 << _REST) - 1)) * _F(2.0**-_REST)
    if place < 0:
        place, along = 0, _F(0)
    elif place >= _ENTRIES:
        place, along = _ENTRIES - 1, _F(1)
    return table[place] + along * (table[place + 1] - table[place])


@_inlined
def _clipped(x):
    return min(max(x, -_CLIP), _CLIP)


@_compiled
def epoch(positions, random, starts, columns, values, top, pull, push, n, rate, negatives):
    """Epoch n of the layout of `positions` (N, 2 or 3), in place.

    An edge of membership `value` is due where n · value / top passes a whole number; it pulls
    both ends together, then points drawn at random push its head away: as many as keep step
    with `negatives` a time. `pull` and `push` are tables over PLACES.
    """
    N, solid = _U(positions.shape[0]), positions.shape[1] == 3
    now, rate, z, dz, other_z = np.float64(n), _F(rate), _F(0), _F(0), _F(0)
    for i in range(positions.shape[0]):
        x, y = positions[i, 0], positions[i, 1]
        if solid:
            z = positions[i, 2]
        for e in range(starts[i], starts[i + 1]):
            # 24 bits times a count: these products are exact, so no beat is lost or doubled.
            share = np.float64(values[e] / top)
            beat = np.floor(now * share)
            if n == 0 or beat == np.floor((now - 1.0) * share):
                continue
            j = columns[e]
            dx, dy = x - positions[j, 0], y - positions[j, 1]
            if solid:
                dz = z - positions[j, 2]
            force = _looked_up(pull, dx * dx + dy * dy + dz * dz)
            move_x, move_y = _clipped(force * dx) * rate, _clipped(force * dy) * rate
            x, y = x + move_x, y + move_y
            positions[j, 0] -= move_x
            positions[j, 1] -= move_y
            if solid:
                move_z = _clipped(force * dz) * rate
                z += move_z
                positions[j, 2] -= move_z
            before = 1.0
            if beat > 1.0:
                before = np.floor(np.ceil((beat - 1.0) / share) * share * negatives)
            for _ in range(np.int64(np.floor(now * share * negatives) - before)):
                j = _below(_drawn(random, i), N)
                if j == i:
                    continue
                dx, dy = x - positions[j, 0], y - positions[j, 1]
                if solid:
                    other_z = positions[j, 2]
                    dz = z - other_z
                force = _looked_up(push, dx * dx + dy * dy + dz * dz)
                x += _clipped(force * dx) * rate
                y += _clipped(force * dy) * rate
                if solid:
                    z += _clipped(force * dz) * rate
        positions[i, 0], positions[i, 1] = x, y
        if solid:
            positions[i, 2] = z
