"""The Transformer as its paper has it, every inner number with a name (Vaswani et al. 2017).

    attention   softmax(Q Kᵀ / √d_k) V, in h heads side by side
    a layer     x + attention(x), then x + W₂ act(W₁ x); a layer norm after each sum ("post", as
                published) or before each part ("pre", Xiong et al. 2020)

Written once for numpy arrays and torch tensors (see `arrays`). Weights lie under the names of
`torch.nn.TransformerEncoderLayer`, so that they can be copied to and fro. Any part can be left out
(`off`), which is how a page asks what it is good for.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from engine.models.arrays import Array, gelu, library, relu, same_kind, softmax
from engine.trace import ignore

Recorder: TypeAlias = Callable[[str, Any], Any]
EPSILON = 1e-5


@dataclass(frozen=True)
class Spec:
    """A Transformer's shape: of its weights, and of what is done with them.

    off  parts that are left out: "positions", "norm", "residual", "inner", or one layer's:
         "1" the whole layer, "1.attention", "1.inner", "1.head.2" (counted from 0)
    """

    layers: int = 2
    width: int = 64
    heads: int = 4
    inner: int = 256
    norm: Literal["post", "pre"] = "post"
    activation: Literal["relu", "gelu"] = "relu"
    positions: Literal["sinusoidal", "learned", "none"] = "sinusoidal"
    causal: bool = False
    scaled: bool = True
    off: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.width % self.heads:
            raise ValueError(f"{self.width} numbers cannot be shared by {self.heads} heads")


def sinusoids(T: int, width: int, first: int = 0) -> np.ndarray:
    """Positional encodings (T, width) float32 of the positions from `first` on (paper, §3.5).

    PE[p, 2i] = sin(p / 10000^(2i / width)), PE[p, 2i + 1] = cos of the same.
    """
    place = np.arange(first, first + T, dtype=np.float64)[:, None]
    angle = place / 10_000 ** (np.arange(0, width, 2) / width)
    encoded = np.zeros((T, width), np.float32)
    encoded[:, 0::2] = np.sin(angle)
    encoded[:, 1::2] = np.cos(angle)[:, : width // 2]
    return encoded


def causal_mask(T: int, S: int | None = None) -> np.ndarray:
    """(T, S) bool, true where a position may look: at itself and at what came before."""
    return np.tril(np.ones((T, S or T), bool), (S or T) - T)


def attend(
    query: Array,
    key: Array,
    value: Array,
    mask: Array | None = None,
    scaled: bool = True,
    record: Recorder = ignore,
) -> Array:
    """softmax(Q Kᵀ / √d_k) V: query (…, T, d_k), key (…, S, d_k), value (…, S, d_v) → (…, T, d_v).

    mask    bool, true where a query may look; must leave every query something to look at
    record  called with "scores" (after scale and mask) and "attention", both (…, T, S)
    """
    scores = query @ key.swapaxes(-1, -2)
    if scaled:
        scores = scores / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = library(scores).where(same_kind(scores, mask), scores, -math.inf)
    record("scores", scores)
    return record("attention", softmax(scores)) @ value


def linear(x: Array, weights: Mapping[str, Array], name: str) -> Array:
    """x Wᵀ + b, with torch's names: `name.weight` (out, in), `name.bias` (out,)."""
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def layer_norm(x: Array, weights: Mapping[str, Array], name: str) -> Array:
    """(x − mean) / √(variance + 1e-5) · weight + bias over the last axis (Ba et al. 2016)."""
    centred = x - x.mean(-1)[..., None]
    spread = library(x).sqrt((centred**2).mean(-1)[..., None] + EPSILON)
    return centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def split(x: Array, heads: int) -> Array:
    """(B, T, D) → (B, heads, T, D / heads)."""
    B, T, D = x.shape
    return x.reshape(B, T, heads, D // heads).swapaxes(1, 2)


def joined(x: Array) -> Array:
    """(B, heads, T, d) → (B, T, heads · d): what `split` took apart."""
    B, H, T, d = x.shape
    return x.swapaxes(1, 2).reshape(B, T, H * d)


def multi_head(
    x: Array,
    memory: Array,
    weights: Mapping[str, Array],
    name: str,
    heads: int,
    mask: Array | None = None,
    scaled: bool = True,
    record: Recorder = ignore,
    keep: Array | None = None,
) -> Array:
    """Attention from x (B, T, D) to memory (B, S, D) in `heads` heads → (B, T, D).

    weights  `name.in_proj_weight` (3D, D), `.in_proj_bias`, `.out_proj.weight`, `.out_proj.bias`
    keep     (heads,) of 0 and 1: a head with 0 says nothing
    record   "q", "k", "v", "scores", "attention" (B, heads, T, ·), "heads" (B, heads, T, D/heads)
    """
    D = x.shape[-1]
    blocks = weights[f"{name}.in_proj_weight"], weights[f"{name}.in_proj_bias"]
    made = []
    for at, (label, source) in enumerate((("q", x), ("k", memory), ("v", memory))):
        own = slice(at * D, (at + 1) * D)
        made.append(record(label, split(source @ blocks[0][own].T + blocks[1][own], heads)))
    query, key, value = made
    said = attend(query, key, value, mask, scaled, record)
    if keep is not None:
        said = said * same_kind(said, keep)[:, None, None]
    return linear(joined(record("heads", said)), weights, f"{name}.out_proj")


def embed(ids: Array, weights: Mapping[str, Array], spec: Spec, record: Recorder = ignore) -> Array:
    """Word numbers (B, T) → vectors with their positions (B, T, D).

    weights  "embed.weight" (V, D), and "positions.weight" (T_max, D) where they are learned
    Sinusoids are added to √D times the vectors, as the paper does (§3.4).
    """
    found = weights["embed.weight"][ids]
    if spec.positions == "sinusoidal":
        found = found * math.sqrt(spec.width)
    record("words", found)
    T = ids.shape[1]
    if spec.positions == "none" or "positions" in spec.off:
        return found
    if spec.positions == "learned":
        return found + record("positions", weights["positions.weight"][:T])
    return found + record("positions", same_kind(found, sinusoids(T, spec.width)))


def layer(
    x: Array,
    weights: Mapping[str, Array],
    at: int,
    spec: Spec,
    mask: Array | None = None,
    record: Recorder = ignore,
) -> Array:
    """Layer `at` of the stack: (B, T, D) → (B, T, D).

    record  "0.q", "0.k", "0.v", "0.scores", "0.attention", "0.heads", "0.attended", "0.inner"
            (after the activation), "0.fed" and "0.out", the stream after the layer
    """
    if str(at) in spec.off:
        return x
    name = f"layers.{at}"

    def said(label: str, values: Array) -> Array:
        return record(f"{at}.{label}", values)

    def norm(values: Array, which: str) -> Array:
        return values if "norm" in spec.off else layer_norm(values, weights, f"{name}.{which}")

    def look(seen: Array) -> Array:
        keep = kept(spec, at)
        inside = weights, f"{name}.self_attn", spec.heads, mask, spec.scaled
        return said("attended", multi_head(seen, seen, *inside, record=said, keep=keep))

    def think(seen: Array) -> Array:
        bend = gelu if spec.activation == "gelu" else relu
        inner = said("inner", bend(linear(seen, weights, f"{name}.linear1")))
        return said("fed", linear(inner, weights, f"{name}.linear2"))

    for part, work, which in (("attention", look, "norm1"), ("inner", think, "norm2")):
        if part in spec.off or f"{at}.{part}" in spec.off:
            continue
        made = work(norm(x, which)) if spec.norm == "pre" else work(x)
        x = made if "residual" in spec.off else x + made
        x = norm(x, which) if spec.norm == "post" else x
    return said("out", x)


def encode(
    ids: Array,
    weights: Mapping[str, Array],
    spec: Spec,
    mask: Array | None = None,
    record: Recorder = ignore,
) -> Array:
    """Word numbers (B, T) through the whole stack → (B, T, D).

    mask  bool, broadcast to (B, heads, T, T), besides the causal one; e.g. padding (B, 1, 1, T)
    """
    T = ids.shape[1]
    if spec.causal:
        before = same_kind(ids, causal_mask(T))
        mask = before if mask is None else same_kind(ids, mask) & before
    x = record("embedded", embed(ids, weights, spec, record))
    for at in range(spec.layers):
        x = layer(x, weights, at, spec, mask, record)
    if spec.norm == "pre" and "norm" not in spec.off:
        x = layer_norm(x, weights, "norm")
    return record("final", x)


def logits(x: Array, weights: Mapping[str, Array]) -> Array:
    """Scores of all V words (…, V): by "head.weight" where there is one, else by the embedding."""
    table = weights["head.weight"] if "head.weight" in weights else weights["embed.weight"]
    scores = x @ table.T
    return scores + weights["head.bias"] if "head.bias" in weights else scores


def kept(spec: Spec, at: int) -> np.ndarray | None:
    """1 for each head of layer `at` that works, 0 for one that is left out: (heads,); or None."""
    silent = [head for head in range(spec.heads) if f"{at}.head.{head}" in spec.off]
    if not silent:
        return None
    keep = np.ones(spec.heads, np.float32)
    keep[silent] = 0
    return keep
