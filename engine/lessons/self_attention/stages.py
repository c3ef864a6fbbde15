"""Self-attention in twelve stages, each with its numbers: the lesson's film (Vaswani et al. 2017).

    X = E + P,  Q K V = X W,  S = Q Kᵀ,  S / √d_k,  mask,  A = softmax by row,  Z = A V,
    the heads side by side,  O = Z W_O

Any number may be replaced by hand (`edits`): what comes after it is computed from the new one. The
browser does the same sums; these are the check.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.lessons.self_attention.numbers import Numbers

#: Stage → the matrix that it makes. Those of HEADED are one for each head: (H, T, ·).
STAGES = (
    "words", "input", "queries", "keys", "values", "scores", "scaled", "masked", "shares",
    "weighted", "joined", "output",
)  # fmt: skip
HEADED = ("queries", "keys", "values", "scores", "scaled", "masked", "shares", "weighted")
#: All matrices that exist, in the order they are needed.
NAMES = (
    "words", "positions", "input", "wq", "queries", "wk", "keys", "wv", "values", *STAGES[5:11],
    "wo", "output",
)  # fmt: skip

_EDIT = re.compile(
    r"(?P<name>[a-z]{2,9})\.(?P<place>\d{1,2}(?:\.\d{1,2}){1,2})=(?P<value>-?\d{1,4}(?:\.\d{1,6})?)"
)


@dataclass(frozen=True)
class Setting:
    """How the numbers are combined."""

    heads: int
    scaled: bool
    causal: bool


Edits = Mapping[str, Mapping[tuple[int, ...], float]]


def edits_of(said: str) -> dict[str, dict[tuple[int, ...], float]]:
    """`scores.0.1.2=0.5;wq.0.0=1` → name → place (head first, where there are heads) → value.

    What is no such thing is left out: anybody may have written a link.
    """
    found: dict[str, dict[tuple[int, ...], float]] = {}
    for part in said.split(";"):
        match = _EDIT.fullmatch(part.strip())
        if match and match["name"] in NAMES:
            place = tuple(int(number) for number in match["place"].split("."))
            if len(place) == (3 if match["name"] in HEADED else 2):
                found.setdefault(match["name"], {})[place] = float(match["value"])
    return found


def compute(start: Numbers, setting: Setting, edits: Edits | None = None) -> dict[str, np.ndarray]:
    """Every matrix by its name: (T, ·), or (H, T, ·) for the names of HEADED; float32."""
    from engine.models.arrays import softmax
    from engine.models.attention import causal_mask, split

    changed, made = edits or {}, {}

    def put(name: str, values: np.ndarray) -> np.ndarray:
        made[name] = replaced(values, changed.get(name, {}))
        return made[name]

    x = put("input", put("words", start.words) + put("positions", start.positions))
    for name, weight in (("queries", "wq"), ("keys", "wk"), ("values", "wv")):
        put(name, split((x @ put(weight, start.weights[weight]))[None], setting.heads)[0])
    scores = put("scores", made["queries"] @ made["keys"].swapaxes(1, 2))
    width = made["queries"].shape[-1]
    scores = put("scaled", scores / np.float32(math.sqrt(width)) if setting.scaled else scores)
    T = len(x)
    seen = causal_mask(T) if setting.causal else np.ones((T, T), bool)
    scores = put("masked", np.where(seen, scores, np.float32(-np.inf)))
    told = put("weighted", put("shares", softmax(scores)) @ made["values"])
    joined = put("joined", told.swapaxes(0, 1).reshape(T, -1))
    put("output", joined @ put("wo", start.weights["wo"]))
    return made


def replaced(values: np.ndarray, changes: Mapping[tuple[int, ...], float]) -> np.ndarray:
    """A copy with these entries; places outside the matrix are left out."""
    made = np.array(values, np.float32)
    for place, value in changes.items():
        if all(at < size for at, size in zip(place, made.shape, strict=True)):
            made[place] = value
    return made
