"""A Transformer's training: the paper's rate, smoothing, the same bits twice, parts left out."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from engine.models import attention, transformer
from engine.models.attention import Spec
from engine.models.transformer_training import NOTHING, Batch, Settings, Trainer
from engine.trace import Recorder

SPEC = Spec(layers=1, width=8, heads=2, inner=16, causal=True)
V, T = 7, 5


def batch(update: int) -> Batch:
    ids = np.random.default_rng(update).integers(1, V, (4, T))
    return Batch(ids, np.roll(ids, -1, 1))


def trainer(spec: Spec = SPEC, **more: Any) -> Trainer:
    return Trainer(spec, V, T, batch, Settings(**({"updates": 6, "warm": 3} | more)))


def test_the_rate_rises_then_falls_with_the_root() -> None:
    # Scaled so that its top, at update 3, is the rate: r·u/3 before, r·√(3/u) after.
    made = trainer(rate=0.01)
    assert [made.rate(u) for u in (1, 2, 3)] == pytest.approx([0.01 / 3, 0.02 / 3, 0.01])
    assert made.rate(12) == pytest.approx(0.005)
    assert trainer(warm=0, rate=0.01).rate(4) == pytest.approx(0.005)


def test_training_lowers_the_loss_and_is_the_same_twice() -> None:
    one, two = trainer(updates=40), trainer(updates=40)
    before = one.loss(batch(0))
    one.advance(40)
    for _ in range(4):
        two.advance(10)
    assert one.loss(batch(0)) < before
    for name, weight in one.numbers().items():
        assert np.array_equal(weight, two.numbers()[name])
    assert one.done == 40
    assert math.isnan(one.advance(5))
    assert one.done == 40


def test_recording_changes_nothing() -> None:
    watched, plain = trainer(), trainer()
    for _ in range(6):
        watched.advance(1)
        attention.encode(batch(0).ids, watched.numbers(), SPEC, None, Recorder())
        watched.scores(batch(1))
    plain.advance(6)
    assert all(np.array_equal(w, plain.numbers()[name]) for name, w in watched.numbers().items())


def test_what_is_not_asked_takes_no_part() -> None:
    made, whole = trainer(), batch(0)
    targets = np.full_like(whole.targets, NOTHING)
    targets[:, 2] = whole.targets[:, 2]
    scores = torch.from_numpy(made.scores(whole))[:, 2]
    right = torch.from_numpy(whole.targets[:, 2])
    asked = made.loss(Batch(whole.ids, targets))
    assert asked == pytest.approx(float(torch.nn.functional.cross_entropy(scores, right)))


def test_smoothing_keeps_the_network_from_certainty() -> None:
    always = Batch(np.ones((8, T), np.int64), np.full((8, T), 2))
    found = []
    for smoothing in (0.0, 0.3):
        settings = Settings(updates=150, rate=0.02, warm=1, smoothing=smoothing)
        made = Trainer(SPEC, V, T, lambda _: always, settings)
        made.advance(150)
        scores = torch.from_numpy(made.scores(always))
        found.append(float(torch.softmax(scores, -1)[..., 2].mean()))
    assert found[0] > 0.95
    # The best there is: 0.7 + 0.3 / 7 = 0.743.
    assert found[1] == pytest.approx(0.743, abs=0.03)


@pytest.mark.parametrize(
    "part", ["0.head.1", "0.attention", "0.inner", "positions", "norm", "residual"]
)
def test_torch_leaves_out_what_numpy_leaves_out(part: str) -> None:
    spec = Spec(layers=2, width=8, heads=2, inner=16, causal=True, off=frozenset({part}))
    weights = transformer.begin(spec, V, T, seed=3)
    ids = batch(0).ids
    with torch.no_grad():
        fused = transformer.score(torch.from_numpy(ids), weights, spec).numpy()
    numbers = transformer.numbers(weights)
    plain = attention.logits(attention.encode(ids, numbers, spec), numbers)
    assert fused == pytest.approx(plain, abs=1e-5)
    whole = Spec(layers=2, width=8, heads=2, inner=16, causal=True)
    assert not np.allclose(plain, attention.logits(attention.encode(ids, numbers, whole), numbers))


def test_a_head_left_out_learns_nothing() -> None:
    spec = Spec(layers=1, width=8, heads=2, inner=16, off=frozenset({"0.head.0"}))
    made = trainer(spec)
    before = made.numbers()
    made.advance(4)
    name = "layers.0.self_attn.in_proj_weight"
    moved = np.abs(made.numbers()[name] - before[name]).reshape(3, 2, 4, 8).max((0, 2, 3))
    assert moved[0] == 0
    assert moved[1] > 0
