"""The three readers in plain numpy: what is computed of a sentence, from recorded weights.

The same as the networks of `engine.models.bags` (which says whose they are), without torch: the
server answers with it. One sentence is a list of word numbers, all above 0.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.models import cells

READERS = ("bag", "window", "recurrent")
Weights = Mapping[str, np.ndarray]


def score(kind: str, weights: Weights, ids: Sequence[int], cell: str = "gru") -> float:
    """The number a reader makes of a sentence: above 0 is good. Of no words: what it says then."""
    read = {"bag": _bag, "window": _window, "recurrent": _recurrent}[kind]
    hidden = read(weights, ids, cell)
    return float(hidden @ weights["out.weight"][0] + weights["out.bias"][0])


def good(kind: str, weights: Weights, ids: Sequence[int], cell: str = "gru") -> float:
    """The probability it gives to “good”, 0 to 1."""
    return float(cells.sigmoid(np.array(score(kind, weights, ids, cell))))


def mean(vectors: np.ndarray, ids: Sequence[int]) -> np.ndarray:
    """The mean (D,) of words' vectors (V, D): the same bits for the same words in any order.

    They are added by their numbers, as a bag has no order; no words give zeros.
    """
    if not len(ids):
        return np.zeros(vectors.shape[1], np.float32)
    total = np.asarray(vectors, np.float32)[sorted(ids)].sum(axis=0)
    found: np.ndarray = total / np.float32(len(ids))
    return found


def _bag(weights: Weights, ids: Sequence[int], cell: str) -> np.ndarray:
    found = mean(weights["vectors.weight"], ids)
    return np.maximum(weights["hidden.weight"] @ found + weights["hidden.bias"], 0)


def _window(weights: Weights, ids: Sequence[int], cell: str) -> np.ndarray:
    vectors, matrix = weights["vectors.weight"], weights["hidden.weight"]
    laid = np.zeros(matrix.shape[1], np.float32)  # (P·D,)
    found = vectors[list(ids)].reshape(-1)[: len(laid)]
    laid[: len(found)] = found
    hidden: np.ndarray = np.tanh(matrix @ laid + weights["hidden.bias"])
    return hidden


def _recurrent(weights: Weights, ids: Sequence[int], cell: str) -> np.ndarray:
    vectors = np.asarray(weights["vectors.weight"], np.float32)
    read = vectors[list(ids)] if len(ids) else np.zeros((1, vectors.shape[1]), np.float32)
    inner = {
        name.removeprefix("cell."): value
        for name, value in weights.items()
        if name.startswith("cell.")
    }
    _, last = cells.unroll(cell, read[:, None, :], cells.weights_of_layer(inner))
    hidden: np.ndarray = last["h"][0]
    return hidden
