"""A trained recurrent language model is read step by step, forward and backward, from its weights.

Forward by the cells' own lines (`engine.models.cells`); backward by the chain rule written out for
each of them: what a loss at step T changes if the state at an earlier step t were moved a little,
∂L_T/∂h_t (Werbos 1990; Pascanu, Mikolov & Bengio 2013, eq. 5). numpy only: a server answers with
it. Of an LSTM the state is h and c together, and ∂L_T/∂h_t means both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.models import cells


@dataclass(frozen=True, eq=False)
class Reader:
    """A language model as it stood at one moment; weights by torch's names, see `cells`.

    embedding (V, D), output (V, H), bias (V,)
    """

    cell: str
    embedding: np.ndarray
    recurrent: cells.Weights
    output: np.ndarray
    bias: np.ndarray

    @property
    def units(self) -> int:
        """H."""
        return self.recurrent.units


@dataclass(frozen=True, eq=False)
class Reading:
    """A text read, T tokens in B lanes: every state and every gate, each (T, B, H)."""

    ids: np.ndarray
    hidden: np.ndarray
    inside: Mapping[str, np.ndarray]

    @property
    def memory(self) -> np.ndarray:
        """What a unit holds, (T, B, H), −1 to 1: the state h; of an LSTM tanh of its cell state c,
        which its output gate may hide at the moment."""
        return np.tanh(self.inside["c"]) if "c" in self.inside else self.hidden


def reader(weights: Mapping[str, Any], cell: str) -> Reader:
    """The model whose numbers a frame has kept."""
    kept = {
        name: np.asarray(weights[name], np.float32)
        for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    }
    rest = (np.asarray(weights[name], np.float32) for name in
            ("embedding.weight", "output.weight", "output.bias"))  # fmt: skip
    embedding, output, bias = rest
    return Reader(cell, embedding, cells.weights_of_layer(kept), output, bias)


def read(model: Reader, ids: np.ndarray, before: Reading | None = None) -> Reading:
    """Read ids (T,) or (T, B) from an empty memory, or from where `before` ended."""
    lanes = np.asarray(ids).reshape(len(ids), -1)
    inside: dict[str, np.ndarray] = {}
    start = {} if before is None else {"h0": before.hidden[-1]}
    if before is not None and model.cell == "lstm":
        start["c0"] = before.inside["c"][-1]
    xs = model.embedding[lanes]  # (T, B, D)
    hidden, _last = cells.unroll(
        model.cell, xs, model.recurrent, record=inside.__setitem__, **start
    )
    return Reading(lanes, hidden, inside)


def surprise(model: Reader, hidden: np.ndarray) -> np.ndarray:
    """−ln p of every word after states (…, H), in nats: (…, V)."""
    scores = hidden @ model.output.T + model.bias
    scores -= scores.max(axis=-1, keepdims=True)
    total: np.ndarray = np.log(np.exp(scores).sum(axis=-1, keepdims=True)) - scores
    return total


def reach(model: Reader, reading: Reading, targets: np.ndarray) -> np.ndarray:
    """‖∂L_T/∂h_t‖ for every end T and every step t: (T, T), 0 where t > T; of the first lane.

    L_T is the surprise of targets[T] (T,) after step T.
    """
    T = len(reading.hidden)
    share = np.exp(-surprise(model, reading.hidden[:, 0]))  # (T, V)
    share[np.arange(T), targets] -= 1
    first = share @ model.output  # (T, H): ∂L_T/∂h_T
    found = np.zeros((T, T), np.float32)
    # Row T: the gradient of L_T, on its way back; all ends travel together.
    gradient = [np.zeros_like(first) for _ in range(2 if model.cell == "lstm" else 1)]
    for t in reversed(range(T)):
        gradient[0][t] = first[t]
        found[t:, t] = np.sqrt(sum(np.square(part[t:]).sum(axis=1) for part in gradient))
        gradient = back(model, reading, t, gradient)
    return found


def back(model: Reader, reading: Reading, t: int, gradient: list[np.ndarray]) -> list[np.ndarray]:
    """From gradients at the state after step t, (E, H) each, to those at the state before it."""
    gates = {name: values[t, 0] for name, values in reading.inside.items()}
    before = reading.hidden[t - 1, 0] if t else np.zeros(model.units, np.float32)
    return {"rnn": _back_rnn, "gru": _back_gru, "lstm": _back_lstm}[model.cell](
        model, gates, reading, t, before, gradient
    )


def _back_rnn(
    model: Reader, gates: dict[str, np.ndarray], reading: Reading, t: int, before: np.ndarray,
    gradient: list[np.ndarray],
) -> list[np.ndarray]:  # fmt: skip
    h = reading.hidden[t, 0]
    return [(gradient[0] * (1 - h * h)) @ model.recurrent.hh]


def _back_gru(
    model: Reader, gates: dict[str, np.ndarray], reading: Reading, t: int, before: np.ndarray,
    gradient: list[np.ndarray],
) -> list[np.ndarray]:  # fmt: skip
    H, hh = model.units, model.recurrent.hh
    r, z, n = gates["r"], gates["z"], gates["n"]
    recalled = hh[2 * H :] @ before + model.recurrent.bias_hh[2 * H :]
    at_n = gradient[0] * (1 - z) * (1 - n * n)
    at_z = gradient[0] * (before - n) * z * (1 - z)
    at_r = at_n * recalled * r * (1 - r)
    return [gradient[0] * z + np.concatenate([at_r, at_z, at_n * r], axis=1) @ hh]


def _back_lstm(
    model: Reader, gates: dict[str, np.ndarray], reading: Reading, t: int, before: np.ndarray,
    gradient: list[np.ndarray],
) -> list[np.ndarray]:  # fmt: skip
    i, f, g, o, c = (gates[name] for name in ("i", "f", "g", "o", "c"))
    kept = reading.inside["c"][t - 1, 0] if t else np.zeros_like(c)
    shown = np.tanh(c)
    at_c = gradient[1] + gradient[0] * o * (1 - shown * shown)
    sums = [
        at_c * g * i * (1 - i),
        at_c * kept * f * (1 - f),
        at_c * i * (1 - g * g),
        gradient[0] * shown * o * (1 - o),
    ]
    return [np.concatenate(sums, axis=1) @ model.recurrent.hh, at_c * f]


def shares(model: Reader, hidden: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """P(word) after one state (H,) at a temperature: scores / temperature, then softmax; (V,)."""
    scores = -surprise(model, hidden) / max(temperature, 1e-3)
    chances = np.exp(scores - scores.max())
    found: np.ndarray = chances / chances.sum()
    return found


def sample(
    model: Reader,
    prefix: np.ndarray,
    many: int,
    temperature: float,
    chance: np.random.Generator,
    never: int | None = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Read the prefix (T,), then say `many` words, each drawn and read in turn: ids, P of each.

    never  a word that is not said (the unknown one); P is that before it was forbidden
    """
    start = read(model, prefix) if len(prefix) else None
    h = start.hidden[-1] if start else np.zeros((1, model.units), np.float32)
    c = start.inside["c"][-1] if start and model.cell == "lstm" else np.zeros_like(h)
    ids, chances = np.zeros(many, np.int64), np.zeros(many)
    for at in range(many):
        plain = shares(model, h[0], temperature)
        allowed = plain.astype(np.float64)
        if never is not None:
            allowed[never] = 0.0
        ends = np.cumsum(allowed)
        ids[at] = min(
            int(np.searchsorted(ends, chance.random() * ends[-1], "right")), len(ends) - 1
        )
        chances[at] = plain[ids[at]]
        now = cells.step(model.cell, model.embedding[ids[at]][None], h, c, model.recurrent)
        h, c = now["h"], now.get("c", c)
    return ids, chances
