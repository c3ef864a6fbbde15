"""Quintic B-splines carry points onto a grid and read a smooth field, and its slope, back from it.

Essmann et al. (1995, "A smooth particle mesh Ewald method", §2): six weights along each axis, so
36 nodes a point. What a point reads of itself is known exactly, and left out.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

from typing import Any

import numpy as np
from numba import njit

_compiled: Any = njit(nogil=True, cache=True, boundscheck=False, error_model="numpy", fastmath=True)
_inlined: Any = njit(
    nogil=True, boundscheck=False, error_model="numpy", fastmath=True, inline="always"
)

_F = np.float32
_SIXTH, _QUARTER, _FIFTH = _F(1 / 6), _F(1 / 4), _F(1 / 5)


@_inlined
def _quartic(t):
    """The five weights of the spline of one degree less: its differences are the slopes."""
    s, one = _F(1) - t, _F(1)
    a, d = s * s * s * _SIXTH, t * t * t * _SIXTH
    b = (_F(4) + _F(3) * t * t * (t - _F(2))) * _SIXTH
    c = one - a - b - d
    return (
        s * a * _QUARTER,
        ((t + _F(3)) * a + (_F(2) - t) * b) * _QUARTER,
        ((t + _F(2)) * b + (_F(3) - t) * c) * _QUARTER,
        ((t + one) * c + (_F(4) - t) * d) * _QUARTER,
        t * d * _QUARTER,
    )


@_inlined
def _quintic(t, quartic):
    """Weights of the six nodes around a place t in [0, 1) between the third and the fourth."""
    a, b, c, d, e = quartic
    return (
        (_F(1) - t) * a * _FIFTH,
        ((t + _F(4)) * a + (_F(2) - t) * b) * _FIFTH,
        ((t + _F(3)) * b + (_F(3) - t) * c) * _FIFTH,
        ((t + _F(2)) * c + (_F(4) - t) * d) * _FIFTH,
        ((t + _F(1)) * d + (_F(5) - t) * e) * _FIFTH,
        t * e * _FIFTH,
    )


@_inlined
def _slopes(quartic):
    """The derivatives of the six weights by t."""
    a, b, c, d, e = quartic
    return -a, a - b, b - c, c - d, d - e, e


@_compiled
def place(positions, low, scale, places):
    """places (N, 2) = in cells from the first node; the cell itself is its whole part."""
    for i in range(positions.shape[0]):
        for axis in range(2):
            places[i, axis] = (positions[i, axis] - low[axis]) * scale + _F(2)


@_compiled
def spread(places, grid):
    """grid (nx, ny) = the number of points, each spread over its 36 nodes."""
    grid[:] = _F(0)
    for i in range(places.shape[0]):
        x, y = np.int64(places[i, 0]), np.int64(places[i, 1])
        t, s = places[i, 0] - _F(x), places[i, 1] - _F(y)
        u = _quintic(t, _quartic(t))
        v0, v1, v2, v3, v4, v5 = _quintic(s, _quartic(s))
        for k in range(6):
            row, weight = grid[x - 2 + k], u[k]
            row[y - 2] += weight * v0
            row[y - 1] += weight * v1
            row[y] += weight * v2
            row[y + 1] += weight * v3
            row[y + 2] += weight * v4
            row[y + 3] += weight * v5


@_inlined
def _alike(u, v, sums):
    """sums[m] = Σ_k u_k v_(k ± m): how much of two sets of weights lies m nodes apart."""
    for m in range(6):
        total = _F(0)
        for k in range(6 - m):
            total += u[k] * v[k + m] + u[k + m] * v[k]
        sums[m] = total
    sums[0] *= _F(0.5)


@_inlined
def _within(a, b, near):
    """Σ_mn a_m b_n near_mn."""
    total = _F(0)
    for m in range(6):
        line = _F(0)
        for n in range(6):
            line += b[n] * near[m, n]
        total += a[m] * line
    return total


@_compiled
def gather(places, field, near, scale, begin, end, forces):
    """forces[begin:end] = scale · the slope of `field` at the places; returns Σ of the field.

    near (6, 6) is the field of one node: by it, what each point made itself is taken off both.
    """
    room = np.empty((8, 6), np.float32)
    u, v, du, dv = room[0], room[1], room[2], room[3]
    uu, vv, udu, vdv = room[4], room[5], room[6], room[7]
    total = 0.0
    for i in range(begin, end):
        x, y = np.int64(places[i, 0]), np.int64(places[i, 1])
        t, s = places[i, 0] - _F(x), places[i, 1] - _F(y)
        q, r = _quartic(t), _quartic(s)
        u[0], u[1], u[2], u[3], u[4], u[5] = _quintic(t, q)
        v[0], v[1], v[2], v[3], v[4], v[5] = _quintic(s, r)
        du[0], du[1], du[2], du[3], du[4], du[5] = _slopes(q)
        dv[0], dv[1], dv[2], dv[3], dv[4], dv[5] = _slopes(r)
        height = across = along = _F(0)
        for k in range(6):
            row = field[x - 2 + k]
            line = steep = _F(0)
            for m in range(6):
                line += v[m] * row[y - 2 + m]
                steep += dv[m] * row[y - 2 + m]
            height += u[k] * line
            across += du[k] * line
            along += u[k] * steep
        _alike(u, u, uu)
        _alike(v, v, vv)
        _alike(du, u, udu)
        _alike(dv, v, vdv)
        height -= _within(uu, vv, near)
        across -= _within(udu, vv, near)
        along -= _within(uu, vdv, near)
        forces[i, 0], forces[i, 1] = scale * across, scale * along
        total += height
    return total
