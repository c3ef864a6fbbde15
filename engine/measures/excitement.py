"""What a filter answers to is found by asking it: which patches of the data, which invented one.

The patches with the largest answers (Zeiler & Fergus 2014), and gradient ascent on the pixels of a
receptive field (Erhan et al. 2009). Answers are those before the ReLU.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.measures.filters import Layer, Plan, Weights, back, forward

#: Pictures whose maps are held at once: memory for speed.
AT_ONCE = 100


@dataclass(frozen=True)
class Field:
    """The pixels that one number of a layer sees: of number p those from start + p·step, `size`."""

    start: int
    step: int
    size: int


def layer_of(plan: Plan, name: str) -> Layer:
    """The layer of this name; KeyError where there is none."""
    for layer in plan:
        if layer["name"] == name:
            return layer
    raise KeyError(name)


def field(plan: Plan, name: str) -> Field:
    """The receptive field of the numbers of layer `name`; it may reach over the border."""
    start, step, size = 0, 1, 1
    for layer in plan:
        kind = layer["kind"]
        if kind == "conv":
            start -= layer["padding"] * step
            size += layer["dilation"] * (layer["size"] - 1) * step
            step *= layer["stride"]
        elif kind == "pool":
            size += (layer["size"] - 1) * step
            step *= layer["size"]
        if layer["name"] == name:
            break
    return Field(start, step, size)


def patch(picture: np.ndarray, seen: Field, row: int, column: int) -> np.ndarray:
    """The pixels (size, size) that the number at (row, column) sees; 0 beyond the border."""
    cut = np.zeros((seen.size, seen.size), picture.dtype)
    side = len(picture)
    top, left = seen.start + row * seen.step, seen.start + column * seen.step
    high, low = max(0, top), min(side, top + seen.size)
    near, far = max(0, left), min(side, left + seen.size)
    cut[high - top : low - top, near - left : far - left] = picture[high:low, near:far]
    return cut


def best(
    plan: Plan, weights: Weights, pictures: np.ndarray, name: str, many: int
) -> tuple[np.ndarray, np.ndarray]:
    """For each filter of layer `name` its `many` largest answers, one picture at the most once.

    places int32 (O, many, 3): picture, row, column; values float32 (O, many), the largest first.
    """
    peaks, at = [], []
    for start in range(0, len(pictures), AT_ONCE):
        maps = forward(plan, weights, pictures[start : start + AT_ONCE], until=name)
        flat = maps.reshape(*maps.shape[:2], -1)
        at.append(flat.argmax(-1))
        peaks.append(flat.max(-1))
    side = maps.shape[-1]
    highest, where = np.concatenate(peaks), np.concatenate(at)  # (N, O)
    order = np.argsort(-highest, axis=0, kind="stable")[:many].T  # (O, many)
    spots = np.take_along_axis(where.T, order, 1)
    values = np.take_along_axis(highest.T, order, 1)
    return np.stack([order, spots // side, spots % side], -1).astype(np.int32), values


def ascent(
    plan: Plan,
    weights: Weights,
    name: str,
    side: int,
    filters: list[int],
    steps: int = 40,
    rate: float = 0.1,
    fade: float = 0.06,
    seed: int = 0,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pixels (F, size, size) that climb towards what each filter answers most to, and its answers.

    All begin with the same faint noise; each step goes the same length up the gradient, and pixels
    stay within 0 and 1. All ink fades a little at each step, so that what brings nothing goes. Only
    the field of the number in the middle is moved.
    """
    seen, middle = field(plan, name), layer_of(plan, name)["side"] // 2
    F = len(filters)
    noise = np.random.default_rng(seed).uniform(0.1, 0.4, (side, side)).astype(np.float32)
    inside = np.zeros((side, side), bool)
    top = seen.start + middle * seen.step
    inside[max(0, top) : top + seen.size, max(0, top) : top + seen.size] = True
    pictures = np.repeat(np.where(inside, noise, np.float32(0))[None], F, axis=0)
    maps = layer_of(plan, name)
    goal = np.zeros((F, maps["out"], maps["side"], maps["side"]), np.float32)
    goal[np.arange(F), filters, middle, middle] = 1
    for step in range(steps + 1):
        answers = forward(plan, weights, pictures, until=name)[
            np.arange(F), filters, middle, middle
        ]
        yield np.stack([patch(one, seen, middle, middle) for one in pictures]), answers
        if step < steps:
            slope = back(plan, weights, pictures, name, goal) * inside
            longest = np.abs(slope).max((1, 2), keepdims=True)
            climbed = (1 - fade) * pictures + rate * slope / np.maximum(longest, 1e-9)
            pictures = np.clip(climbed, 0, 1)
