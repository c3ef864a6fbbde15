"""How much of the last step's gradient arrives at each earlier step: ‖∂L_T/∂h_t‖ over T − t.

Going back by one step multiplies the gradient by the step's Jacobian, so it shrinks or grows like a
power of the distance (Hochreiter 1991; Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio
2013, §2.1). The way back is written out by hand for the three cells of `engine.models.cells`:

    rnn    δ ← (δ ∘ φ′) U
    gru    δ ← δ ∘ z + [δ_r, δ_z, δ_n ∘ r] U
    lstm   ε ← (ε + δ ∘ o ∘ (1 − tanh² c)) ∘ f,  δ ← [δ_i, δ_f, δ_g, δ_o] U

In operations that numpy and torch share, and with any axes before (B, H): one network in the
server, or many of them in one launch on a GPU.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.models.arrays import Array, library, zeros
from engine.models.cells import Weights, unroll

#: Beside a number, float32 does not see another that is smaller by this factor (ε = 1.2e-7).
UNSEEN = 1e-7
#: Below this a float32 gradient itself is a rounded number, or 0: no slope is read off it.
TINY = 1e-30


@dataclass(frozen=True)
class Way:
    """What the way back multiplies with at every step, for all T steps at once.

    gates  (T, …, B, G, H)  what a gate's sum gets of the gradient: of δ, of an LSTM's i, f, g of ε
    kept   (T, …, B, H)     what goes past the weights: z of a GRU, f of an LSTM
    opened (T, …, B, H)     LSTM: what of δ comes into the cell, o ∘ (1 − tanh² c)
    out    (T, …, B, H)     LSTM: what of δ the sum of gate o gets
    """

    gates: Array
    kept: Array = None
    opened: Array = None
    out: Array = None


def states(cell: str, xs: Array, weights: Weights, nonlinearity: str = "tanh") -> dict[str, Array]:
    """Everything a cell computes while it reads xs (T, B, D), by name: each (T, B, H)."""
    found: dict[str, Array] = {}
    unroll(cell, xs, weights, record=found.setdefault, nonlinearity=nonlinearity)
    if cell == "gru":
        found["m"] = mixed(found["h"], weights)
    return found


def mixed(h: Array, weights: Weights) -> Array:
    """What a GRU's candidate recalls before r is applied, U_n h + b, at each step (T, …, B, H)."""
    H = weights.units
    recall = weights.hh[..., 2 * H :, :].swapaxes(-1, -2)
    return before(h) @ recall + weights.bias_hh[..., 2 * H :]


def before(h: Array) -> Array:
    """The state that each step began with: zero, then the step before's."""
    return library(h).concatenate([h[:1] * 0, h[:-1]], 0)


def way(cell: str, known: Mapping[str, Array], nonlinearity: str = "tanh") -> Way:
    """The local derivatives of every step, from what the cell computed."""
    h = known["h"]
    xp = library(h)
    if cell == "rnn":
        slope = 1 - h * h if nonlinearity == "tanh" else (h > 0) * (h * 0 + 1)
        return Way(slope[..., None, :])
    if cell == "gru":
        r, z, n, m = (known[name] for name in "rznm")
        candidate = (1 - z) * (1 - n * n)
        update = (before(h) - n) * z * (1 - z)
        return Way(xp.stack([candidate * m * r * (1 - r), update, candidate * r], -2), z)
    i, f, g, o, c = (known[name] for name in "ifgoc")
    squashed = xp.tanh(c)
    gates = xp.stack([g * i * (1 - i), before(c) * f * (1 - f), i * (1 - g * g)], -2)
    return Way(gates, f, o * (1 - squashed * squashed), squashed * o * (1 - o))


def backward(cell: str, path: Way, hh: Array, arriving: Array) -> tuple[Array, Array]:
    """The gradient at every h_t (T, …, B, H), and at the sums inside the gates (T, …, B, G·H).

    hh        (…, G·H, H) weights from state to state
    arriving  (S, …, B, H) the loss's own gradient at the last S states
    Steps of one sequence (B = 1) serve any number of gradients at once.
    """
    xp, S, T = library(arriving), len(arriving), len(path.gates)
    delta, carried = arriving[-1] * 0, arriving[-1] * 0
    at_states, at_gates = [], []
    for t in reversed(range(T)):
        if t >= T - S:
            delta = delta + arriving[t - T + S]
        at_states.append(delta)
        if cell == "lstm":
            carried = carried + delta * path.opened[t]
            parts = carried[..., None, :] * path.gates[t]
            sums = xp.concatenate([_flat(parts), delta * path.out[t]], -1)
            carried = carried * path.kept[t]
        else:
            sums = _flat(delta[..., None, :] * path.gates[t])
        past = sums @ hh
        delta = past + delta * path.kept[t] if cell == "gru" else past
        at_gates.append(sums)
    return xp.stack(at_states[::-1]), xp.stack(at_gates[::-1])


def _flat(parts: Array) -> Array:
    """(…, G, H) → (…, G·H)"""
    return parts.reshape(*parts.shape[:-2], -1)


def norms(at_states: Array) -> np.ndarray:
    """‖∂L_T/∂h_t‖, averaged over sequences, by distance T − t: float32 (…, T), the last step first.

    at_states (T, …, B, H)
    """
    lengths = np.sqrt(np.square(np.asarray(at_states, np.float64)).sum(-1))  # (T, …, B)
    return np.moveaxis(lengths.mean(-1)[::-1], 0, -1).astype(np.float32)


def units(at_states: Array) -> np.ndarray:
    """|∂L_T/∂h_t| of each unit, the root of its mean square over sequences, by distance (T, H).

    at_states (T, B, H); the length of a row is that of the gradient.
    """
    squares = np.square(np.asarray(at_states, np.float64)).mean(1)
    return np.sqrt(squares)[::-1].astype(np.float32)


def jacobians(
    cell: str, known: Mapping[str, Array], hh: Array, nonlinearity: str = "tanh"
) -> Array:
    """∂h_T/∂h_t of the first sequence by distance: (T, H, H), rows the last state's units."""
    one = {name: values[:, :1] for name, values in known.items()}
    H = one["h"].shape[-1]
    unit = zeros(one["h"], H, H)
    unit[range(H), range(H)] = 1
    return library(unit).flip(backward(cell, way(cell, one, nonlinearity), hh, unit[None])[0], (0,))


def singular_values(products: np.ndarray) -> np.ndarray:
    """Singular values (P, H) of some Jacobian products (P, H, H), the largest first.

    NaN where a product is not finite.
    """
    finite = np.isfinite(products).all(axis=(1, 2))
    found = np.full(products.shape[:2], np.nan, np.float32)
    if finite.any():
        found[finite] = np.linalg.svd(products[finite].astype(np.float64), compute_uv=False)
    return found


def relative(curve: np.ndarray) -> np.ndarray:
    """What share of the gradient at the last step arrives at each distance, (…, T)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(curve / curve[..., :1], np.float32)


def law(curve: np.ndarray) -> tuple[float, float]:
    """C and λ of the law C · λ^(T−t) that ‖∂L_T/∂h_t‖ (T,) follows, as far as float32 tells it.

    A straight line through the logarithms of the shares, by least squares; NaN where there is none.
    """
    shares = relative(np.asarray(curve, np.float64))
    seen = np.isfinite(shares) & (shares > TINY)
    length = len(shares) if seen.all() else int(np.argmin(seen))
    if length < 2:
        return float("nan"), float("nan")
    slope, level = np.polyfit(np.arange(length), np.log(shares[:length]), 1)
    return float(np.exp(level)), float(np.exp(slope))


def unseen(curve: np.ndarray) -> float:
    """Share of the distances at which less than 1e-7 of the last step's gradient arrives."""
    shares = relative(curve)[1:]
    if not len(shares) or not np.isfinite(shares).all():
        return float("nan")
    return float((shares < UNSEEN).mean())


def reach(curve: np.ndarray) -> int:
    """The largest distance up to which 1e-7 of the last step's gradient or more arrives."""
    shares = relative(curve)
    below = ~(shares >= UNSEEN)
    return int(np.argmax(below)) - 1 if below.any() else len(shares) - 1


def radius(hh: np.ndarray) -> float:
    """The spectral radius of a matrix of state to state: its largest eigenvalue's size."""
    if not np.isfinite(hh).all():
        return float("nan")
    return float(np.abs(np.linalg.eigvals(hh.astype(np.float64))).max())
