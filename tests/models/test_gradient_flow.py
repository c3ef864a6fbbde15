"""The way back written out by hand is the derivative: by differences, autograd, arithmetic."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models import gradient_flow as flow
from engine.models.cells import CELLS, GATES, Weights, step, unroll

KINDS = [("rnn", "tanh"), ("rnn", "relu"), ("gru", "tanh"), ("lstm", "tanh")]
D, H = 3, 4


def drawn(cell: str, seed: int = 1, kind: Any = np.float64) -> Weights:
    random = np.random.default_rng(seed)
    G = max(1, len(GATES[cell])) * H
    shapes = ((G, D), (G, H), (G,), (G,))
    return Weights(*(random.normal(0, 0.7, shape).astype(kind) for shape in shapes))


def read(T: int, B: int, seed: int = 2, kind: Any = np.float64) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(T, B, D)).astype(kind)


def gone_back(cell: str, bend: str, xs: np.ndarray, weights: Weights, v: np.ndarray) -> np.ndarray:
    known = flow.states(cell, xs, weights, bend)
    found: np.ndarray = flow.backward(cell, flow.way(cell, known, bend), weights.hh, v[None])[0]
    return found


@pytest.mark.parametrize(("cell", "bend"), KINDS)
def test_the_gradient_is_what_numeric_differences_say(cell: str, bend: str) -> None:
    T, B, small = 5, 2, 1e-6
    xs, weights = read(T, B), drawn(cell)
    v = np.random.default_rng(3).normal(size=(B, H))
    known = flow.states(cell, xs, weights, bend)
    found = gone_back(cell, bend, xs, weights, v)

    def loss(t: int, h: np.ndarray) -> float:
        """v · h_T where the state after step t is `h`, and all else as it was."""
        c = known["c"][t] if cell == "lstm" else None
        hs, _ = unroll(cell, xs[t + 1 :], weights, h, c, nonlinearity=bend)
        return float((v * (hs[-1] if len(hs) else h)).sum())

    for t in range(T):
        for b in range(B):
            for unit in range(H):
                nudge = np.zeros((B, H))
                nudge[b, unit] = small
                h = known["h"][t]
                slope = (loss(t, h + nudge) - loss(t, h - nudge)) / (2 * small)
                assert found[t, b, unit] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize(("cell", "bend"), KINDS)
def test_the_gradient_is_autograds(cell: str, bend: str) -> None:
    T, B = 12, 3
    xs, weights = read(T, B), drawn(cell)
    v = np.random.default_rng(3).normal(size=(B, H))
    own = Weights(*(torch.tensor(one) for one in vars(weights).values()))
    h, added = torch.zeros(B, H, dtype=torch.float64), []
    c = h if cell == "lstm" else None
    for x in torch.tensor(xs):
        now = step(cell, x, h, c, own, bend)
        added.append(torch.zeros(B, H, dtype=torch.float64, requires_grad=True))
        h, c = now["h"] + added[-1], now.get("c")
    theirs = torch.autograd.grad((h * torch.tensor(v)).sum(), added)
    found = gone_back(cell, bend, xs, weights, v)
    np.testing.assert_allclose(found, torch.stack(theirs).numpy(), atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_many_networks_at_once_are_each_by_itself(cell: str) -> None:
    M, T, B = 3, 6, 2
    weights = [drawn(cell, seed) for seed in range(M)]
    xs = [read(T, B, seed) for seed in range(M)]
    v = np.random.default_rng(3).normal(size=(M, B, H))
    known = [flow.states(cell, x, w) for x, w in zip(xs, weights, strict=True)]
    together = {name: np.stack([one[name] for one in known], 1) for name in known[0]}
    hh = np.stack([one.hh for one in weights])
    found, sums = flow.backward(cell, flow.way(cell, together), hh, v[None])
    assert sums.shape == (T, M, B, hh.shape[1])
    for i in range(M):
        alone = gone_back(cell, "tanh", xs[i], weights[i], v[i])
        np.testing.assert_allclose(found[:, i], alone, atol=1e-13)


@pytest.mark.parametrize("cell", CELLS)
def test_a_loss_at_several_last_steps_adds_up(cell: str) -> None:
    xs, weights = read(6, 2), drawn(cell)
    v = np.random.default_rng(3).normal(size=(2, 2, H))
    known = flow.states(cell, xs, weights)
    path = flow.way(cell, known)
    both, _ = flow.backward(cell, path, weights.hh, v)
    nothing = np.zeros_like(v[:1])
    first, _ = flow.backward(cell, path, weights.hh, np.concatenate([v[:1], nothing]))
    second, _ = flow.backward(cell, path, weights.hh, np.concatenate([nothing, v[1:]]))
    np.testing.assert_allclose(both, first + second, atol=1e-13)
    assert not first[-1].any(), "the last state knows nothing of the loss before it"


def test_the_product_of_jacobians_of_an_rnn_is_the_product() -> None:
    T = 5
    weights, xs = drawn("rnn"), read(T, 1)
    known = flow.states("rnn", xs, weights)
    found = flow.jacobians("rnn", known, weights.hh)
    product = np.eye(H)
    np.testing.assert_allclose(found[0], product)
    for distance in range(1, T):
        slope = 1 - known["h"][T - distance, 0] ** 2
        product = product @ (slope[:, None] * weights.hh)
        np.testing.assert_allclose(found[distance], product, atol=1e-13)


@pytest.mark.parametrize("cell", CELLS)
def test_every_gradient_goes_through_the_product_of_jacobians(cell: str) -> None:
    weights, xs = drawn(cell), read(7, 1)
    v = np.random.default_rng(3).normal(size=(1, H))
    products = flow.jacobians(cell, flow.states(cell, xs, weights), weights.hh)
    found = gone_back(cell, "tanh", xs, weights, v)
    for distance in range(7):
        np.testing.assert_allclose(found[6 - distance, 0], v[0] @ products[distance], atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_a_sequence_of_one_step(cell: str) -> None:
    weights, xs = drawn(cell), read(1, 1)
    v = np.ones((1, H))
    found = gone_back(cell, "tanh", xs, weights, v)
    np.testing.assert_array_equal(found, v[None])
    curve = flow.norms(found)
    assert curve.tolist() == [2.0], "√(1 + 1 + 1 + 1)"
    assert np.isnan(flow.law(curve)).all()
    assert np.isnan(flow.unseen(curve))
    assert flow.reach(curve) == 0


def test_the_lectures_powers() -> None:
    rotation, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(H, H)))
    none = np.zeros(H)
    weights = Weights(np.zeros((H, D)), 0.9 * rotation, none, none)
    found = gone_back("rnn", "tanh", np.zeros((51, 1, D)), weights, np.ones((1, H)))
    shares = flow.relative(flow.norms(found))
    assert shares[5] == pytest.approx(0.59049)  # 0.9^5
    assert shares[50] == pytest.approx(0.005153775)  # 0.9^50
    assert flow.law(flow.norms(found)) == pytest.approx((1, 0.9))
    assert flow.radius(weights.hh) == pytest.approx(0.9)


@settings(deadline=None)
@given(st.floats(0.3, 1.5), st.floats(0.01, 100), st.integers(2, 200))
def test_the_law_of_a_power_is_its_factor(rate: float, first: float, length: int) -> None:
    level, found = flow.law(first * rate ** np.arange(length))
    assert found == pytest.approx(rate, rel=1e-4)
    assert level == pytest.approx(1, rel=1e-3)


def test_what_float32_does_not_see() -> None:
    curve = 2 * 0.1 ** np.arange(11.0)
    # 0.1^7 = 1e-7 rounds to just above or below; the distances 8, 9, 10 are surely below.
    curve[7] = 2e-6
    assert flow.reach(curve) == 7
    assert flow.unseen(curve) == pytest.approx(3 / 10)
    # What is rounded away, to 0, is not part of the line.
    curve = np.array([1, 0.5, 0.25, 0, 0])
    assert flow.law(curve)[1] == pytest.approx(0.5)


def test_units_are_the_gradient_by_its_parts() -> None:
    at_states = np.random.default_rng(1).normal(size=(5, 1, H))
    lengths = np.sqrt((flow.units(at_states) ** 2).sum(1))
    np.testing.assert_allclose(lengths, flow.norms(at_states), rtol=1e-6)


def test_numbers_that_are_none_stay_none() -> None:
    products = np.stack([np.diag([3.0, 2.0]), np.full((2, 2), np.inf), np.zeros((2, 2))])
    found = flow.singular_values(products)
    assert found[0].tolist() == [3, 2]
    assert np.isnan(found[1]).all()
    assert found[2].tolist() == [0, 0]
    assert np.isnan(flow.radius(np.array([[np.nan]])))
    assert np.isnan(flow.law(np.full(5, np.nan))).all()
    assert flow.reach(np.full(5, np.nan)) == -1
