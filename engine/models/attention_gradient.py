"""How much a score hangs on each look: the gradient with respect to attention, without torch.

Backpropagation through `attention.encode`, written out by hand for one text (Rumelhart, Hinton &
Williams 1986); attention × its gradient is what a look contributes to the score, to first order
(Simonyan et al. 2014; for attention Barkan et al. 2021). numpy only: it is asked in the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.models.attention import EPSILON, Spec, encode, layer_norm
from engine.trace import Recorder

Weights = Mapping[str, np.ndarray]


def attention_gradients(
    ids: np.ndarray, weights: Weights, spec: Spec, position: int, word: int
) -> tuple[np.ndarray, np.ndarray]:
    """Attention and the gradient of one score with respect to it: (L, heads, T, T) each.

    ids  (T,); the score is that of `word` at `position`. Layers without attention are zeros.
    """
    T = len(ids)
    seen = Recorder()
    final = encode(ids[None], weights, spec, None, seen)[0]  # (T, D)
    table = weights["head.weight"] if "head.weight" in weights else weights["embed.weight"]
    g = np.zeros_like(final)
    g[position] = table[word]
    shape = (spec.layers, spec.heads, T, T)
    looked, found = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    if spec.norm == "pre":
        g = _through_norm(g, _output(seen, spec, spec.layers), weights, "norm", spec)
    for at in reversed(range(spec.layers)):
        if str(at) in spec.off:
            continue
        x = _output(seen, spec, at)
        layer = _Layer(at, spec, weights, seen, x)
        g, gradient = layer.back(g)
        if gradient is not None:
            looked[at], found[at] = seen[f"{at}.attention"][0], gradient
    return looked, found


def _output(seen: Recorder, spec: Spec, layers: int) -> np.ndarray:
    """The stream (T, D) after so many layers, of those that are not left out."""
    for at in reversed(range(layers)):
        if f"{at}.out" in seen:
            return seen[f"{at}.out"][0]
    return seen["embedded"][0]


@dataclass(frozen=True)
class _Layer:
    """One layer and what went through it."""

    at: int
    spec: Spec
    weights: Weights
    seen: Recorder
    x: np.ndarray

    def back(self, g: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """The gradient (T, D) before the layer from that after it; and that of the attention."""
        x, entered = self.x, []
        for part, label, which in (("attention", "attended", "norm1"), ("inner", "fed", "norm2")):
            if {part, f"{self.at}.{part}"} & self.spec.off:
                continue
            made = self.seen[f"{self.at}.{label}"][0]
            whole = made if "residual" in self.spec.off else x + made
            entered.append((part, which, x, whole))
            x = whole if self.spec.norm == "pre" else self._norm(whole, which)
        gradient: np.ndarray | None = None
        for part, which, before, whole in reversed(entered):
            name = f"layers.{self.at}.{which}"
            pre = self.spec.norm == "pre"
            g = g if pre else _through_norm(g, whole, self.weights, name, self.spec)
            source = self._norm(before, which) if pre else before
            if part == "inner":
                inside = self._through_inner(g, source)
            else:
                inside, gradient = self._through_attention(g)
            if pre:
                inside = _through_norm(inside, before, self.weights, name, self.spec)
            g = inside if "residual" in self.spec.off else g + inside
        return g, gradient

    def _norm(self, x: np.ndarray, which: str) -> np.ndarray:
        if "norm" in self.spec.off:
            return x
        normed: np.ndarray = layer_norm(x, self.weights, f"layers.{self.at}.{which}")
        return normed

    def _through_inner(self, g: np.ndarray, source: np.ndarray) -> np.ndarray:
        name = f"layers.{self.at}"
        first, second = (self.weights[f"{name}.linear{i}.weight"] for i in (1, 2))
        before = source @ first.T + self.weights[f"{name}.linear1.bias"]
        back: np.ndarray = ((g @ second) * _slope(before, self.spec.activation)) @ first
        return back

    def _through_attention(self, g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Back through softmax(Q Kᵀ) V, and the gradient (heads, T, T) of the softmax's output."""
        name, spec = f"layers.{self.at}.self_attn", self.spec
        T, D = g.shape
        size = D // spec.heads
        q, k, v, looked = (
            self.seen[f"{self.at}.{part}"][0] for part in ("q", "k", "v", "attention")
        )
        g = g @ self.weights[f"{name}.out_proj.weight"]
        said = g.reshape(T, spec.heads, size).transpose(1, 0, 2)  # (heads, T, d)
        silent = [h for h in range(spec.heads) if f"{self.at}.head.{h}" in spec.off]
        said = np.where(np.isin(np.arange(spec.heads), silent)[:, None, None], 0, said)
        to_looked = said @ v.transpose(0, 2, 1)  # (heads, T, T)
        to_v = looked.transpose(0, 2, 1) @ said
        to_scores = looked * (to_looked - (to_looked * looked).sum(-1, keepdims=True))
        scale = size**-0.5 if spec.scaled else 1.0
        to_q, to_k = scale * to_scores @ k, scale * to_scores.transpose(0, 2, 1) @ q
        flat = [part.transpose(1, 0, 2).reshape(T, D) for part in (to_q, to_k, to_v)]
        return np.concatenate(flat, -1) @ self.weights[f"{name}.in_proj_weight"], to_looked


def _through_norm(
    g: np.ndarray, x: np.ndarray, weights: Weights, name: str, spec: Spec
) -> np.ndarray:
    """Back through a layer norm of x (T, D)."""
    if "norm" in spec.off:
        return g
    centred = x - x.mean(-1, keepdims=True)
    scale = np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
    unit, g = centred / scale, g * weights[f"{name}.weight"]
    back: np.ndarray = (
        g - g.mean(-1, keepdims=True) - unit * (g * unit).mean(-1, keepdims=True)
    ) / scale
    return back


def _slope(x: np.ndarray, activation: str) -> np.ndarray:
    """The derivative of the activation at x."""
    if activation == "relu":
        return (x > 0).astype(x.dtype)
    root = np.sqrt(2 / np.pi)
    bent = np.tanh(root * (x + 0.044715 * x**3))
    slope: np.ndarray = 0.5 * (1 + bent) + 0.5 * x * (1 - bent**2) * root * (
        1 + 3 * 0.044715 * x**2
    )
    return slope
