"""Three recurrent cells as their papers have them, each written out once, every gate with a name.

RNN (Elman 1990), LSTM with a forget gate and without peepholes (Hochreiter & Schmidhuber 1997; Gers
et al. 2000), GRU (Cho et al. 2014, with the reset inside as cuDNN and torch have it):

    rnn    h' = tanh(W x + U h)
    gru    r = σ(…), z = σ(…), n = tanh(W x + r ∘ (U h)), h' = (1 − z) ∘ n + z ∘ h
    lstm   i, f, o = σ(…), g = tanh(…), c' = f ∘ c + i ∘ g, h' = o ∘ tanh(c')

Weights lie as `torch.nn` has them, so a network trained by torch's fast kernels can be looked into
here. Everything is said in operations that numpy arrays and torch tensors share: a training run
differentiates through these lines, and the server reads a sentence by them without torch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine.models.arrays import Array, library, relu, sigmoid, zeros
from engine.trace import ignore

#: What a cell takes apart: gates in the order in which torch stacks their weights.
GATES: dict[str, tuple[str, ...]] = {
    "rnn": (),
    "gru": ("r", "z", "n"),
    "lstm": ("i", "f", "g", "o"),
}
CELLS = tuple(GATES)
NONLINEARITIES = ("tanh", "relu")

#: Gate → which units (None: all) are held at which value.
Clamp: TypeAlias = Mapping[str, tuple[Any, float]]
Recorder: TypeAlias = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Weights:
    """One cell's weights, H units reading D numbers; G is 1, 3 or 4 blocks in the order of GATES.

    ih (G·H, D), hh (G·H, H), bias_ih (G·H,), bias_hh (G·H,)
    """

    ih: Array
    hh: Array
    bias_ih: Array
    bias_hh: Array

    @property
    def units(self) -> int:
        """H."""
        return int(self.hh.shape[1])


def parameters(cell: str, D: int, H: int) -> int:
    """Numbers that a cell of H units reading D numbers learns: 1 : 3 : 4 for rnn, gru, lstm."""
    return max(1, len(GATES[cell])) * (H * D + H * H + 2 * H)


def weights_of_layer(
    weights: Mapping[str, Array], layer: int = 0, reverse: bool = False
) -> Weights:
    """The cell of one layer (and direction) from weights under torch's names."""
    end = f"_l{layer}" + ("_reverse" if reverse else "")
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return Weights(*(weights[name + end] for name in names))


def step(
    cell: str,
    x: Array,
    h: Array,
    c: Array | None,
    weights: Weights,
    nonlinearity: str = "tanh",
    clamp: Clamp | None = None,
) -> dict[str, Array]:
    """One step of a cell: "h", of an LSTM "c", and every gate by its name, each (B, H).

    x (B, D), h (B, H), c (B, H) of an LSTM; `clamp` holds gates at a value, {"f": (units, 1.0)}.
    """
    read = x @ weights.ih.T + weights.bias_ih
    return _step(cell, read, h, c, weights, nonlinearity, clamp)


def unroll(
    cell: str,
    xs: Array,
    weights: Weights,
    h0: Array | None = None,
    c0: Array | None = None,
    record: Recorder = ignore,
    nonlinearity: str = "tanh",
    clamp: Clamp | None = None,
    backward: bool = False,
) -> tuple[Array, dict[str, Array]]:
    """Read xs (T, B, D) step by step: all hidden states (T, B, H), and the last step's values.

    h0, c0    the state before, (B, H); zero where it is not given
    record    called with "h", of an LSTM "c", and every gate, each (T, B, H) in the text's order
    backward  read from the end to the beginning; hidden states still lie in the text's order
    A text of no steps gives (0, B, H) and the state it began with.
    """
    xp = library(xs)
    T, B, H = xs.shape[0], xs.shape[1], weights.units
    h = zeros(xs, B, H) if h0 is None else h0
    c = zeros(xs, B, H) if c0 is None and cell == "lstm" else c0
    now: dict[str, Array] = {"h": h} | ({"c": c} if cell == "lstm" else {})
    # All inputs meet their weights in one product: only what waits for h goes step by step.
    read = xs @ weights.ih.T + weights.bias_ih
    seen = []
    for t in reversed(range(T)) if backward else range(T):
        now = _step(cell, read[t], h, c, weights, nonlinearity, clamp)
        h, c = now["h"], now.get("c")
        seen.append(now)
    if backward:
        seen.reverse()
    if not seen:
        return zeros(xs, 0, B, H), now
    for name in now:
        if name != "h":
            record(name, xp.stack([one[name] for one in seen]))
    hidden = xp.stack([one["h"] for one in seen])
    record("h", hidden)
    return hidden, now


def layers(
    cell: str,
    xs: Array,
    weights: Mapping[str, Array],
    count: int = 1,
    bidirectional: bool = False,
    record: Recorder = ignore,
    nonlinearity: str = "tanh",
) -> Array:
    """Read xs (T, B, D) through `count` layers: the last layer's states (T, B, H) or (T, B, 2H).

    weights  by torch's names: weight_ih_l0, weight_hh_l0, bias_ih_l0, … and …_reverse
    record   called with "0.h", "0.f", …, "1.h", and of the backward direction "0.back.h", …
    """
    xp = library(xs)
    for layer in range(count):
        found = []
        for back in (False, True)[: 1 + bidirectional]:
            own = weights_of_layer(weights, layer, back)
            place = f"{layer}.back" if back else str(layer)
            said = _under(place, record)
            hidden, _ = unroll(cell, xs, own, record=said, nonlinearity=nonlinearity, backward=back)
            found.append(hidden)
        xs = xp.concatenate(found, -1) if bidirectional else found[0]
    return xs


def _under(place: str, record: Recorder) -> Recorder:
    return lambda name, values: record(f"{place}.{name}", values)


def _step(
    cell: str,
    read: Array,
    h: Array,
    c: Array | None,
    weights: Weights,
    nonlinearity: str,
    clamp: Clamp | None,
) -> dict[str, Array]:
    """A step from what the input says to every gate, (B, G·H)."""
    recalled = h @ weights.hh.T + weights.bias_hh
    if cell == "rnn":
        return {"h": _held("h", _bend(read + recalled, nonlinearity), clamp)}
    if cell == "gru":
        return _gru(read, recalled, h, clamp)
    return _lstm(read + recalled, c, clamp)


def _gru(read: Array, recalled: Array, h: Array, clamp: Clamp | None) -> dict[str, Array]:
    H = h.shape[-1]
    both = read[..., : 2 * H] + recalled[..., : 2 * H]
    r = _held("r", sigmoid(both[..., :H]), clamp)
    z = _held("z", sigmoid(both[..., H:]), clamp)
    mixed = read[..., 2 * H :] + r * recalled[..., 2 * H :]
    n = _held("n", library(h).tanh(mixed), clamp)
    return {"r": r, "z": z, "n": n, "h": _held("h", (1 - z) * n + z * h, clamp)}


def _lstm(sums: Array, c: Array, clamp: Clamp | None) -> dict[str, Array]:
    H = c.shape[-1]
    tanh = library(c).tanh
    i = _held("i", sigmoid(sums[..., :H]), clamp)
    f = _held("f", sigmoid(sums[..., H : 2 * H]), clamp)
    g = _held("g", tanh(sums[..., 2 * H : 3 * H]), clamp)
    o = _held("o", sigmoid(sums[..., 3 * H :]), clamp)
    kept = _held("c", f * c + i * g, clamp)
    return {"i": i, "f": f, "g": g, "o": o, "c": kept, "h": _held("h", o * tanh(kept), clamp)}


def _bend(x: Array, nonlinearity: str) -> Array:
    if nonlinearity == "tanh":
        return library(x).tanh(x)
    if nonlinearity == "relu":
        return relu(x)
    raise ValueError(f"nonlinearity={nonlinearity!r} is not one of {', '.join(NONLINEARITIES)}")


def _held(name: str, values: Array, clamp: Clamp | None) -> Array:
    """The gate as it is, or with some of its units held at a value."""
    if not clamp or name not in clamp:
        return values
    units, value = clamp[name]
    held = np.zeros(values.shape[-1], bool)
    held[slice(None) if units is None else np.asarray(units, int)] = True
    if not isinstance(values, np.ndarray):
        held = values.new_tensor(held).bool()
    return library(values).where(held, library(values).full_like(values, value), values)
