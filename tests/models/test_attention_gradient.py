"""The gradient with respect to attention, against torch's own."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.models import attention, transformer
from engine.models.attention import Spec
from engine.models.attention_gradient import attention_gradients

V, T = 11, 6


def by_torch(ids: np.ndarray, weights: dict[str, Any], spec: Spec, at: int, word: int) -> Any:
    kept: dict[str, torch.Tensor] = {}

    def record(name: str, values: torch.Tensor) -> torch.Tensor:
        if name.endswith("attention"):
            values.retain_grad()
            kept[name] = values
        return values

    out = attention.encode(torch.from_numpy(ids[None]), weights, spec, None, record)
    attention.logits(out, weights)[0, at, word].backward()
    return kept


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("off", ["", "residual", "norm", "1.inner", "0.head.1", "1.attention"])
def test_it_is_torchs(norm: Any, activation: Any, off: str) -> None:
    spec = Spec(
        layers=2, width=8, heads=2, inner=12, norm=norm, activation=activation, causal=True,
        off=frozenset({off} - {""}),
    )  # fmt: skip
    weights = dict(transformer.begin(spec, V, T, seed=2, classes=V))
    ids = np.random.default_rng(1).integers(0, V, T)
    looked, found = attention_gradients(ids, transformer.numbers(weights), spec, 4, 7)
    kept = by_torch(ids, weights, spec, 4, 7)
    for layer in range(2):
        name = f"{layer}.attention"
        if name not in kept:
            assert not found[layer].any()
            continue
        assert looked[layer] == pytest.approx(kept[name][0].detach().numpy(), abs=1e-6)
        assert found[layer] == pytest.approx(kept[name].grad[0].numpy(), abs=1e-4)
