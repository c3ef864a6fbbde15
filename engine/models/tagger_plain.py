"""A trained tagger is read with numpy alone: the same tags from the numbers that a frame keeps.

The readers that are compared (Schuster & Paliwal 1997): from the left, from the right, and from
both ends, with one layer or several. Kept weights are one vector of numbers for each reader, in
the order of `shapes`; torch is needed to train them and not to look into them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.models import cells
from engine.trace import ignore

DIRECTIONS = ("forward", "backward", "both")
#: The word that stands for every unknown one; and what a word has that has no tag to learn.
UNKNOWN, UNTAGGED = 0, -100

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Reader:
    """Which reader: its direction, and how many layers it has."""

    direction: str
    layers: int = 1

    @property
    def name(self) -> str:
        """Such as "both2"."""
        return f"{self.direction}{self.layers}"


@dataclass(frozen=True)
class Sizes:
    """V words, D numbers for a word, H for its state in each layer, K tags.

    A reader of both ends has H / 2 units for each: every layer of every reader says H numbers of
    a word, so that more of them cannot be why one is better.
    """

    V: int
    D: int
    H: int
    K: int


def named(name: str) -> Reader:
    """The reader that is called so."""
    return Reader(name.rstrip("0123456789"), int(name[-1]))


def shapes(reader: Reader, sizes: Sizes, cell: str) -> dict[str, Shape]:
    """Every parameter's shape by its name, in the order in which they are kept."""
    both = reader.direction == "both"
    H = sizes.H // 2 if both else sizes.H
    G = max(1, len(cells.GATES[cell]))
    found: dict[str, Shape] = {"words.weight": (sizes.V, sizes.D)}
    for layer in range(reader.layers):
        inputs = sizes.H if layer else sizes.D
        for end in (f"_l{layer}", f"_l{layer}_reverse")[: 1 + both]:
            found |= {
                f"network.weight_ih{end}": (G * H, inputs),
                f"network.weight_hh{end}": (G * H, H),
                f"network.bias_ih{end}": (G * H,),
                f"network.bias_hh{end}": (G * H,),
            }
    return found | {"output.weight": (sizes.K, sizes.H), "output.bias": (sizes.K,)}


def packed(weights: Mapping[str, np.ndarray]) -> np.ndarray:
    """All numbers as one vector, float16: what a frame keeps of a reader."""
    return np.concatenate([weight.ravel() for weight in weights.values()]).astype(np.float16)


def unpacked(kept: np.ndarray, reader: Reader, sizes: Sizes, cell: str) -> dict[str, np.ndarray]:
    """The parameters by name, float32, from what `packed` made of them."""
    found, at = {}, 0
    for name, shape in shapes(reader, sizes, cell).items():
        size = int(np.prod(shape))
        found[name] = np.asarray(kept[at : at + size], np.float32).reshape(shape)
        at += size
    if at != len(kept):
        raise ValueError(f"{len(kept)} numbers were kept of {reader.name}, {at} are needed")
    return found


def read(
    tokens: np.ndarray,
    weights: Mapping[str, np.ndarray],
    reader: Reader,
    cell: str,
    record: Callable[[str, Any], Any] = ignore,
) -> tuple[np.ndarray, np.ndarray]:
    """Tag probabilities (T, B, K) and the last layer's states (T, B, H) of tokens (T, B)."""
    network = {
        name.removeprefix("network."): weight
        for name, weight in weights.items()
        if name.startswith("network.")
    }
    xs = weights["words.weight"][tokens]  # (T, B, D)
    backward = reader.direction == "backward"
    states = cells.layers(
        cell, xs[::-1] if backward else xs, network, reader.layers, reader.direction == "both",
        record,
    )  # fmt: skip
    states = states[::-1] if backward else states
    logits = states @ weights["output.weight"].T + weights["output.bias"]
    return softmax(logits), states


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    chances: np.ndarray = powers / powers.sum(-1, keepdims=True)
    return chances
