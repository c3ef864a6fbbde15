"""A Transformer as it is trained: weights from a seed, and a forward pass by torch's kernel.

`forward` does what `attention.encode` does and gives the same numbers, with the fused
`scaled_dot_product_attention` in the middle; what is recorded is recomputed by `attention.encode`
from the same weights, for the frames that are kept.
"""

import math
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.arrays import same_kind
from engine.models.attention import Spec, embed, kept, logits

#: Weights by their names, as `attention` reads them.
Weights = dict[str, nn.Parameter]


def begin(
    spec: Spec, V: int, longest: int, seed: int, classes: int = 0, device: str = "cpu"
) -> Weights:
    """Weights before the first update; the same seed, the same numbers on every device.

    V        words; longest: positions that learned ones are made for
    classes  rows of the head; 0: the head is the embedding itself (Press & Wolf 2017)
    Matrices as Glorot & Bengio (2010) have it, vectors of words with deviation 1/√D; biases 0.
    """
    generator = torch.Generator().manual_seed(seed)
    D, inner = spec.width, spec.inner
    made: dict[str, Tensor] = {"embed.weight": _normal(V, D, generator)}
    if spec.positions == "learned":
        made["positions.weight"] = _normal(longest, D, generator)
    for at in range(spec.layers):
        name = f"layers.{at}"
        shapes = {"linear1": (inner, D), "linear2": (D, inner), "self_attn.out_proj": (D, D)}
        blocks = [_glorot(D, D, generator) for _ in range(3)]
        made[f"{name}.self_attn.in_proj_weight"] = torch.cat(blocks)
        made[f"{name}.self_attn.in_proj_bias"] = torch.zeros(3 * D)
        for part, shape in shapes.items():
            made[f"{name}.{part}.weight"] = _glorot(*shape, generator)
            made[f"{name}.{part}.bias"] = torch.zeros(shape[0])
        for part in ("norm1", "norm2"):
            made |= _norm(f"{name}.{part}", D)
    if spec.norm == "pre":
        made |= _norm("norm", D)
    if classes:
        made["head.weight"] = _glorot(classes, D, generator)
        made["head.bias"] = torch.zeros(classes)
    return {name: nn.Parameter(weight.to(device)) for name, weight in made.items()}


def forward(
    ids: Tensor, weights: Mapping[str, Tensor], spec: Spec, mask: Tensor | None = None
) -> Tensor:
    """Word numbers (B, T) → the stream after the last layer (B, T, D), by torch's fused kernels.

    mask  bool, broadcast to (B, heads, T, T): where a query may look, besides the causal one
    Parts named in `spec.off` are left out.
    """
    x = embed(ids, weights, spec)
    causal = spec.causal and mask is None
    if spec.causal and mask is not None:
        mask = (
            mask
            & torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool, device=ids.device).tril()
        )
    for at in range(spec.layers):
        if str(at) not in spec.off:
            x = _layer(x, weights, at, spec, mask, causal)
    return _normed(x, weights, "norm", spec) if spec.norm == "pre" else x


def score(
    ids: Tensor, weights: Mapping[str, Tensor], spec: Spec, mask: Tensor | None = None
) -> Tensor:
    """Scores of all words or classes at every position (B, T, V)."""
    return logits(forward(ids, weights, spec, mask), weights)


def warm_up(update: int, width: int, steps: int) -> float:
    """The paper's rate (§5.3): width^−½ · min(update^−½, update · steps^−1½); update from 1."""
    return width**-0.5 * min(update**-0.5, update * max(1, steps) ** -1.5)


def numbers(weights: Mapping[str, Tensor]) -> dict[str, np.ndarray]:
    """Copies of all weights as float32: what a frame keeps of a model."""
    return {
        name: weight.detach().to("cpu", torch.float32, copy=True).numpy()
        for name, weight in weights.items()
    }


def _layer(
    x: Tensor, weights: Mapping[str, Tensor], at: int, spec: Spec, mask: Tensor | None, causal: bool
) -> Tensor:
    name = f"layers.{at}"

    def look(seen: Tensor) -> Tensor:
        return _attend(seen, weights, f"{name}.self_attn", spec, mask, causal, kept(spec, at))

    def think(seen: Tensor) -> Tensor:
        inner = F.linear(seen, weights[f"{name}.linear1.weight"], weights[f"{name}.linear1.bias"])
        bent = F.gelu(inner, approximate="tanh") if spec.activation == "gelu" else F.relu(inner)
        return F.linear(bent, weights[f"{name}.linear2.weight"], weights[f"{name}.linear2.bias"])

    for part, work, which in (("attention", look, "norm1"), ("inner", think, "norm2")):
        if part in spec.off or f"{at}.{part}" in spec.off:
            continue
        before = spec.norm == "pre"
        made = work(_normed(x, weights, f"{name}.{which}", spec) if before else x)
        x = made if "residual" in spec.off else x + made
        x = x if before else _normed(x, weights, f"{name}.{which}", spec)
    return x


def _attend(
    x: Tensor,
    weights: Mapping[str, Tensor],
    name: str,
    spec: Spec,
    mask: Tensor | None,
    causal: bool,
    keep: np.ndarray | None = None,
) -> Tensor:
    B, T, D = x.shape
    both = F.linear(x, weights[f"{name}.in_proj_weight"], weights[f"{name}.in_proj_bias"])
    q, k, v = both.view(B, T, 3, spec.heads, D // spec.heads).permute(2, 0, 3, 1, 4)
    scale = None if spec.scaled else 1.0
    said = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal, scale=scale)
    if keep is not None:
        said = said * same_kind(said, keep)[:, None, None]
    flat = said.transpose(1, 2).reshape(B, T, D)
    return F.linear(flat, weights[f"{name}.out_proj.weight"], weights[f"{name}.out_proj.bias"])


def _normed(x: Tensor, weights: Mapping[str, Tensor], name: str, spec: Spec) -> Tensor:
    if "norm" in spec.off:
        return x
    return F.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(name: str, D: int) -> dict[str, Tensor]:
    return {f"{name}.weight": torch.ones(D), f"{name}.bias": torch.zeros(D)}


def _normal(rows: int, D: int, generator: torch.Generator) -> Tensor:
    return torch.randn(rows, D, generator=generator) / math.sqrt(D)


def _glorot(rows: int, columns: int, generator: torch.Generator) -> Tensor:
    return nn.init.xavier_uniform_(torch.empty(rows, columns), generator=generator)
