"""A recorded network reads again, in numpy: every gate at every word, and what it would guess next.

The same lines (`engine.models.cells`) that torch's kernels are held to by a test; gates may be held
at a value, and the network goes on from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.measures.gates import tells
from engine.trace import Frame

CELLS = ("rnn", "gru", "lstm")
#: What is shown of a cell, in this order; the memory last.
SHOWN = {"rnn": ("h",), "gru": ("r", "z", "n", "h"), "lstm": ("i", "f", "g", "o", "h", "c")}
#: Cell → gates between 0 and 1.
DOORS = {"rnn": (), "gru": ("r", "z"), "lstm": ("i", "f", "o")}

Clamp = Mapping[str, tuple[Sequence[int] | None, float]]


@dataclass(frozen=True, eq=False)
class Network:
    """A network's weights at one moment.

    vectors (V + 1, D), the last for a word it does not know, 0; out (O, H), out_bias (O,)
    """

    cell: str
    vectors: np.ndarray
    weights: Mapping[str, np.ndarray]
    out: np.ndarray
    out_bias: np.ndarray


@dataclass(frozen=True, eq=False)
class Read:
    """What happened while texts were read: values by name, (T, B, H); shares (T, B, O)."""

    values: Mapping[str, np.ndarray]
    shares: np.ndarray


def network_of(weights: Mapping[str, np.ndarray], cell: str) -> Network:
    """The network of one cell in a frame's weights."""
    names = (f"{kind}_{side}_l0" for kind in ("weight", "bias") for side in ("ih", "hh"))
    own = {name: np.asarray(weights[f"{cell}.{name}"], np.float32) for name in names}
    vectors = np.asarray(weights[f"{cell}.vectors"], np.float32)
    vectors = np.vstack([vectors, np.zeros_like(vectors[:1])])
    out = np.asarray(weights[f"{cell}.out"], np.float32)
    return Network(cell, vectors, own, out, np.asarray(weights[f"{cell}.out_bias"], np.float32))


def of_frame(frame: Frame, cell: str) -> Network:
    """The network of one cell as a frame keeps it."""
    return network_of(frame.weights, cell)


def read(network: Network, ids: np.ndarray, clamp: Clamp | None = None) -> Read:
    """Read texts (T, B) of word numbers; V is the number of a word it does not know."""
    from engine.models.cells import unroll, weights_of_layer

    values: dict[str, np.ndarray] = {}

    def record(name: str, found: np.ndarray) -> np.ndarray:
        values[name] = found
        return found

    own = weights_of_layer(network.weights)
    hidden, _ = unroll(network.cell, network.vectors[ids], own, record=record, clamp=clamp)
    return Read(values, softmax(hidden @ network.out.T + network.out_bias))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


def by_kind(shares: np.ndarray, kinds: Mapping[str, Sequence[int]]) -> np.ndarray:
    """How probable some word of each kind is, (…, K)."""
    return np.stack([shares[..., list(its)].sum(axis=-1) for its in kinds.values()], axis=-1)


def memory_of(cell: str) -> str:
    """What a cell remembers by: c, or h."""
    return SHOWN[cell][-1]


def tracking(
    network: Network, values: Mapping[str, np.ndarray], places: np.ndarray, kinds: np.ndarray
) -> np.ndarray:
    """How much each unit's memory (H,) tells of the kind, right before the word that must agree."""
    memory = values[memory_of(network.cell)]
    return tells(memory[places, np.arange(len(places))], kinds)
