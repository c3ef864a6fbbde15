"""What a head of attention does: looks at the word before, at itself, at what followed last time.

Previous-token and induction heads: Elhage et al. (2021), Olsson et al. (2022). Roll-out: Abnar &
Zuidema (2020). All take attention (…, T, S) whose rows are shares.
"""

import numpy as np


def previous(attention: np.ndarray) -> np.ndarray:
    """Mean share that each word from the second on gives the word before it: (…,)."""
    found: np.ndarray = np.diagonal(attention, -1, -2, -1).mean(-1)
    return found


def own(attention: np.ndarray) -> np.ndarray:
    """Mean share that each word gives itself: (…,)."""
    found: np.ndarray = np.diagonal(attention, 0, -2, -1).mean(-1)
    return found


def induction(attention: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Mean share given to words that followed an earlier meeting of the present word.

    attention (B, heads, T, T), ids (B, T) → (heads,); NaN where no word is met twice.
    """
    T = ids.shape[1]
    same = ids[:, :, None] == ids[:, None, :]  # (B, T, T): word t is word s
    after = np.zeros_like(same)
    after[:, :, 1:] = same[:, :, :-1]
    after &= np.tril(np.ones((T, T), bool))  # not the future …
    met = after.any(-1)
    if not met.any():
        return np.full(attention.shape[1], np.nan)
    share = (attention * after[:, None]).sum(-1)  # (B, heads, T)
    found: np.ndarray = (share * met[:, None]).sum((0, 2)) / met.sum()
    return found


def entropy(attention: np.ndarray) -> np.ndarray:
    """Mean entropy of the rows in nats: 0 looks at one word, ln S at all alike: (…,)."""
    logs = np.log(np.where(attention > 0, attention, 1))
    found: np.ndarray = -(attention * logs).sum(-1).mean(-1)
    return found


def given(attention: np.ndarray, from_: np.ndarray, to: np.ndarray) -> np.ndarray:
    """Mean share that word `from_` (B,) of each text gives word `to` (B,): (heads,).

    attention (B, heads, T, S)
    """
    rows = np.arange(len(attention))
    found: np.ndarray = attention[rows, :, from_, to].mean(0)
    return found


def rollout(layers: np.ndarray) -> np.ndarray:
    """Attention through all layers: each half itself, half its heads' mean, multiplied up.

    layers (L, heads, T, T) → (T, T), rows are shares.
    """
    T = layers.shape[-1]
    through = np.eye(T)
    for layer in layers.mean(1):
        through = (0.5 * layer + 0.5 * np.eye(T)) @ through
    return through
