"""The compiled loops of t-SNE: every pair of points once, and threads that never wait in line.

The push of a pair goes to i in a register and to j in its part's own buffer (Newton's third law).
Work is a row of tickets that any free thread draws: parts of the repulsion, rows of the
attraction, the step; and again. What a ticket gives does not depend on who drew it, and sums are
taken in the order of tickets: any number of threads gives the same. All loops stand in one file:
numba's disk cache looks at the file of the outer function only.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

# All of fastmath but "no NaN, no infinity": a map that diverges must say so.
_MATHS = {"reassoc", "contract", "arcp", "nsz", "afn"}
_compiled: Any = njit(
    nogil=True, cache=True, boundscheck=False, error_model="numpy", fastmath=_MATHS
)

_F = np.float32
_ZERO, _ONE, _FOUR = _F(0), _F(1), _F(4)
#: Places kept free behind the last point: every loop over points runs a multiple of this many.
ROOM = 64
#: Coordinate of the free places: (1 + d²)⁻² is 0 in float32 and (1 + d²)⁻¹ is next to it.
FAR = _F(1e12)
#: Looks at the work of the others before a waiting thread gives its core away for a moment.
_PATIENCE = 20_000
#: Gains: the least, what is added, what is multiplied by (Jacobs 1988; van der Maaten's numbers).
_FLOOR, _MORE, _LESS = _F(0.01), _F(0.2), _F(0.8)
#: Least normaliser: where points are farther apart than float32 can tell.
LEAST = 1e-30
#: The two counters stand in cache lines of their own.
DRAWN, FINISHED, COUNTERS = 0, 8, 16


def _place(context, builder, signature, arguments):
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.gep(array.data, [arguments[1]])


@intrinsic
def _draw(typing, counters, place):
    """counters[place] += 1, at once for all threads; what it was before."""

    def build(context, builder, signature, arguments):
        where = _place(context, builder, signature, arguments)
        return builder.atomic_rmw("add", where, ir.Constant(ir.IntType(64), 1), "seq_cst")

    return types.int64(counters, types.intp), build


@intrinsic
def _look(typing, counters, place):
    """counters[place] as the other threads have left it."""

    def build(context, builder, signature, arguments):
        where = _place(context, builder, signature, arguments)
        return builder.load_atomic(where, "seq_cst", 8)

    return types.int64(counters, types.intp), build


@_compiled
def _push2(xs, ys, out, i, begin, end):
    """Pushes between rows i, i + 1 and all of begin … end, added to out (2, M); their Σ w."""
    x0, x1, y0, y1 = xs[i], xs[i + 1], ys[i], ys[i + 1]
    z0 = z1 = a0 = a1 = b0 = b1 = _ZERO
    # Slices, so that the loop starts at 0: only then does the compiler make vectors of it.
    xt, yt, at, bt = xs[begin:end], ys[begin:end], out[0, begin:end], out[1, begin:end]
    for j in range(len(xt)):
        dx, dy = x0 - xt[j], y0 - yt[j]
        ex, ey = x1 - xt[j], y1 - yt[j]
        w = _ONE / (_ONE + dx * dx + dy * dy)
        z0 += w
        w *= w
        dx *= w
        dy *= w
        v = _ONE / (_ONE + ex * ex + ey * ey)
        z1 += v
        v *= v
        ex *= v
        ey *= v
        a0 += dx
        b0 += dy
        a1 += ex
        b1 += ey
        at[j] -= dx + ex
        bt[j] -= dy + ey
    out[0, i] += a0
    out[1, i] += b0
    out[0, i + 1] += a1
    out[1, i + 1] += b1
    return z0 + z1


@_compiled
def _push3(xs, ys, zs, out, i, begin, end):
    """The same in three dimensions; out (3, M)."""
    x0, x1, y0, y1, h0, h1 = xs[i], xs[i + 1], ys[i], ys[i + 1], zs[i], zs[i + 1]
    z0 = z1 = a0 = a1 = b0 = b1 = c0 = c1 = _ZERO
    xt, yt, ht = xs[begin:end], ys[begin:end], zs[begin:end]
    at, bt, ct = out[0, begin:end], out[1, begin:end], out[2, begin:end]
    for j in range(len(xt)):
        dx, dy, dh = x0 - xt[j], y0 - yt[j], h0 - ht[j]
        ex, ey, eh = x1 - xt[j], y1 - yt[j], h1 - ht[j]
        w = _ONE / (_ONE + dx * dx + dy * dy + dh * dh)
        z0 += w
        w *= w
        dx *= w
        dy *= w
        dh *= w
        v = _ONE / (_ONE + ex * ex + ey * ey + eh * eh)
        z1 += v
        v *= v
        ex *= v
        ey *= v
        eh *= v
        a0 += dx
        b0 += dy
        c0 += dh
        a1 += ex
        b1 += ey
        c1 += eh
        at[j] -= dx + ex
        bt[j] -= dy + ey
        ct[j] -= dh + eh
    out[0, i] += a0
    out[1, i] += b0
    out[2, i] += c0
    out[0, i + 1] += a1
    out[1, i + 1] += b1
    out[2, i + 1] += c1
    return z0 + z1


@_compiled
def _push(where, out, part, parts, points):
    """One part of the repulsion: every `parts`-th couple of rows against all later rows.

    out (d, M) is set to Σⱼ w² (yᵢ − yⱼ); given back: Σ w over the pairs met, w = (1 + d²)⁻¹.
    """
    out[:] = _ZERO
    whole = 0.0
    dimensions = len(where)
    for i in range(2 * part, points - 1, 2 * parts):
        square = _ZERO  # the couple itself
        for axis in range(dimensions):
            step = where[axis, i] - where[axis, i + 1]
            square += step * step
        w = _ONE / (_ONE + square)
        whole += w
        for axis in range(dimensions):
            push = w * w * (where[axis, i] - where[axis, i + 1])
            out[axis, i] += push
            out[axis, i + 1] -= push
        begin = i + 2
        end = begin + (points - begin + ROOM - 1) // ROOM * ROOM
        if dimensions == 2:
            whole += _push2(where[0], where[1], out, i, begin, end)
        else:
            whole += _push3(where[0], where[1], where[2], out, i, begin, end)
    return whole


@_compiled
def _pull2(xs, ys, columns, values, i):
    x, y, a, b = xs[i], ys[i], _ZERO, _ZERO
    for e in range(len(columns)):
        j = np.uint32(columns[e])
        dx, dy = x - xs[j], y - ys[j]
        w = values[e] / (_ONE + dx * dx + dy * dy)
        a += w * dx
        b += w * dy
    return a, b


@_compiled
def _pull3(xs, ys, zs, columns, values, i):
    x, y, h, a, b, c = xs[i], ys[i], zs[i], _ZERO, _ZERO, _ZERO
    for e in range(len(columns)):
        j = np.uint32(columns[e])
        dx, dy, dh = x - xs[j], y - ys[j], h - zs[j]
        w = values[e] / (_ONE + dx * dx + dy * dy + dh * dh)
        a += w * dx
        b += w * dy
        c += w * dh
    return a, b, c


@_compiled
def _pull(where, out, starts, columns, values, begin, end):
    """Attraction of the rows begin … end: out (d, M) is set to Σⱼ pᵢⱼ w (yᵢ − yⱼ)."""
    for i in range(begin, end):
        near = columns[starts[i] : starts[i + 1]]
        p = values[starts[i] : starts[i + 1]]
        if len(where) == 2:
            out[0, i], out[1, i] = _pull2(where[0], where[1], near, p, i)
        else:
            out[0, i], out[1, i], out[2, i] = _pull3(where[0], where[1], where[2], near, p, i)


@_compiled
def _step(where, pushes, sums, pull, velocity, gains, exaggeration, momentum, rate):
    """Gradient, gains, step, and the middle back to 0; given back: the gradient's norm."""
    points, dimensions = velocity.shape
    normaliser = _F(1 / max(2 * sums.sum(), LEAST))
    total = 0.0
    for axis in range(dimensions):
        push, line = pushes[0, axis], where[axis]
        for part in range(1, len(pushes)):
            more = pushes[part, axis]
            for i in range(points):
                push[i] += more[i]
        middle = 0.0
        for i in range(points):
            slope = _FOUR * (exaggeration * pull[axis, i] - push[i] * normaliser)
            total += np.float64(slope) * np.float64(slope)
            gain, last = gains[i, axis], velocity[i, axis]
            gain = gain + _MORE if last * slope < _ZERO else gain * _LESS
            gain = _FLOOR if gain < _FLOOR else gain
            last = momentum * last - rate * gain * slope
            gains[i, axis], velocity[i, axis] = gain, last
            line[i] += last
            middle += line[i]
        middle = _F(middle / points)
        for i in range(points):
            line[i] -= middle
    return np.sqrt(total)


@_compiled
def work(
    held, counters, tickets, turns, where, pushes, sums, pull,
    starts, columns, values, plan, velocity, gains, norm,
):  # fmt: skip
    """Draw tickets and do them until none is left: −1; or give one back that has to wait.

    tickets: how many of (repulsion, attraction, step) one turn has. where (d, M); pushes
    (parts, d, M) and sums (parts,): what repulsion gives; plan (turns, 3): see `tsne.pace`.
    """
    parts, rows, steps = tickets
    span, points = parts + rows + steps, len(velocity)
    while True:
        ticket = held if held >= 0 else _draw(counters, DRAWN)
        held = -1
        turn, kind = ticket // span, ticket % span
        if turn >= turns:
            return -1
        # Repulsion and attraction need the step before; a step needs all of its own turn.
        needed = ticket if kind >= parts + rows else turn * span
        looks = 0
        while _look(counters, FINISHED) < needed:
            looks += 1
            if looks > _PATIENCE:
                return ticket
        if kind < parts:
            sums[kind] = _push(where, pushes[kind], kind, parts, points)
        elif kind < parts + rows:
            begin, end = points * (kind - parts) // rows, points * (kind - parts + 1) // rows
            _pull(where, pull, starts, columns, values, begin, end)
        else:
            exaggeration, momentum, rate = plan[turn, 0], plan[turn, 1], plan[turn, 2]
            norm[0] = _step(
                where, pushes, sums, pull, velocity, gains, exaggeration, momentum, rate
            )
        _draw(counters, FINISHED)


@_compiled
def relative(where, starts, columns, values):
    """(Σ p ln(p (1 + d²)), Σ p): the part of KL that knows no normaliser, in float64."""
    total = whole = 0.0
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1]):
            p = np.float64(values[e])
            if p > 0:
                square = 1.0
                for axis in range(where.shape[1]):
                    step = np.float64(where[i, axis]) - np.float64(where[columns[e], axis])
                    square += step * step
                total += p * np.log(p * square)
                whole += p
    return total, whole
