"""The gradient along time, and the part of it that a product of gates is.

∂m_T/∂m_t of a recurrent cell's memory m (an LSTM's c, else h) is a product of T − t Jacobians
(Hochreiter 1991; Bengio et al. 1994). A gated cell has a direct path in it, the product of its
gates that keep, f or z (Hochreiter & Schmidhuber 1997, the constant error carousel). Both are given
as root mean square gains over units, ‖J‖_F / √H: they are equal where the direct path is all.
"""

from collections.abc import Mapping

import numpy as np

#: The gate that keeps, and what is kept.
KEEPS = {"gru": "z", "lstm": "f"}
MEMORY = {"rnn": "h", "gru": "h", "lstm": "c"}

Values = Mapping[str, np.ndarray]


def direct(cell: str, values: Values, end: int) -> np.ndarray:
    """Gain (end + 1,) of the direct path from each step to `end`: all gates that keep, multiplied.

    values  gates by name, (T, H). A plain RNN has no such path: its gain is 0 before `end`.
    """
    H = values["h"].shape[1]
    kept = np.zeros((end + 1, H))
    kept[end] = 1
    if cell in KEEPS:
        gate = values[KEEPS[cell]]
        for t in reversed(range(end)):
            kept[t] = kept[t + 1] * gate[t + 1]
    return np.asarray(np.sqrt(np.square(kept).mean(axis=1)))


def gain(cell: str, values: Values, hh: np.ndarray, bias_hh: np.ndarray, end: int) -> np.ndarray:
    """Gain (end + 1,) of the whole gradient ∂m_end/∂m_t, by every path.

    hh (G·H, H), bias_hh (G·H,)  as torch.nn has them
    """
    found = [_rms(one) for one in jacobians(cell, values, hh, bias_hh, end)]
    return np.array(found[::-1])


def jacobians(
    cell: str, values: Values, hh: np.ndarray, bias_hh: np.ndarray, end: int
) -> list[np.ndarray]:
    """∂m_end/∂m_t (H, H) for t = end, end − 1, …, 0."""
    blocks = hh.astype(np.float64).reshape(-1, hh.shape[1], hh.shape[1])  # (G, H, H)
    told = {name: np.asarray(given, np.float64) for name, given in values.items()}
    if cell == "lstm":
        return _lstm(told, blocks, end)
    found = [np.eye(hh.shape[1])]
    for t in range(end, 0, -1):
        if cell == "gru":
            one = _gru(told, blocks, np.asarray(bias_hh, np.float64), t)
        else:
            one = (1 - told["h"][t] ** 2)[:, None] * blocks[0]
        found.append(found[-1] @ one)
    return found


def _rms(matrix: np.ndarray) -> float:
    return float(np.linalg.norm(matrix) / np.sqrt(len(matrix)))


def _gru(values: Values, blocks: np.ndarray, bias: np.ndarray, t: int) -> np.ndarray:
    """∂h_t/∂h_{t−1} of h_t = (1 − z) n + z h_{t−1}, n = tanh(W x + r (U h_{t−1} + b))."""
    r, z, n, before = values["r"][t], values["z"][t], values["n"][t], values["h"][t - 1]
    recalled = blocks[2] @ before + bias[2 * len(r) :]
    by_z = ((before - n) * z * (1 - z))[:, None] * blocks[1]
    into_n = r[:, None] * blocks[2] + (recalled * r * (1 - r))[:, None] * blocks[0]
    return np.asarray(np.diag(z) + by_z + ((1 - z) * (1 - n**2))[:, None] * into_n)


def _lstm(values: Values, blocks: np.ndarray, end: int) -> list[np.ndarray]:
    """∂c_end/∂c_t: along c, and through h = o tanh(c), which the next gates read."""
    H = blocks.shape[1]
    along, aside = np.eye(H), np.zeros((H, H))  # ∂c_end/∂c_t and ∂c_end/∂h_t, each by itself
    found = [along]
    U_i, U_f, U_g, U_o = blocks
    for t in range(end, 0, -1):
        i, f, g, o, c = (values[name][t] for name in "ifgoc")
        before, squashed = values["c"][t - 1], np.tanh(c)
        along = along + aside * (o * (1 - squashed**2))
        read = (
            (before * f * (1 - f))[:, None] * U_f
            + (g * i * (1 - i))[:, None] * U_i
            + (i * (1 - g**2))[:, None] * U_g
        )
        aside = along @ read + aside @ ((squashed * o * (1 - o))[:, None] * U_o)
        along = along * f
        open_ = values["o"][t - 1] * (1 - np.tanh(before) ** 2)
        found.append(along + aside * open_)
    return found
