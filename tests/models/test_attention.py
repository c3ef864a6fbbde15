"""Attention by hand, against torch's modules with copied weights, and numpy against torch."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from engine.models import arrays, attention, transformer
from engine.models.attention import Spec
from engine.trace import Recorder

V, T, D = 11, 6, 16


def spec_of(**more: Any) -> Spec:
    return Spec(**({"layers": 2, "width": D, "heads": 4, "inner": 24} | more))


def started(spec: Spec, seed: int = 1) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    weights = transformer.begin(spec, V, longest=20, seed=seed, classes=V)
    return dict(weights), transformer.numbers(weights)


def sentence(B: int = 3, T: int = T, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, V, (B, T))


def test_position_encodings_are_the_lectures() -> None:
    assert attention.sinusoids(3, 4)[1] == pytest.approx([0.841, 0.540, 0.010, 1.000], abs=5e-4)
    assert attention.sinusoids(3, 4)[2] == pytest.approx([0.909, -0.416, 0.020, 1.000], abs=5e-4)
    assert np.array_equal(attention.sinusoids(2, 8, first=3), attention.sinusoids(5, 8)[3:])
    assert attention.sinusoids(4, 5).shape == (4, 5)  # an odd width loses one cosine


@given(st.integers(0, 200), st.integers(0, 60))
def test_a_shift_turns_every_pair_by_the_same_angle(place: int, by: int) -> None:
    # (sin, cos) of p + k is (sin, cos) of p turned by k / 10000^(2i/d).
    here, there = (attention.sinusoids(1, 8, first=p)[0].reshape(4, 2) for p in (place, place + by))
    for i in range(4):
        angle = by / 10_000 ** (2 * i / 8)
        turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        assert turn @ here[i] == pytest.approx(there[i], abs=1e-5)


def test_one_head_by_hand() -> None:
    # Two keys, d_k = 4: scores (4, 0) / 2 = (2, 0); shares e²/(e² + 1) and 1/(e² + 1).
    query = np.array([[2.0, 0, 0, 0]])
    key = np.array([[2.0, 0, 0, 0], [0, 1.0, 0, 0]])
    record = Recorder()
    said = attention.attend(query, key, np.array([[1.0], [0.0]]), record=record)
    assert said[0, 0] == pytest.approx(math.e**2 / (math.e**2 + 1))
    assert record["scores"][0].tolist() == [2.0, 0.0]
    unscaled = attention.attend(query, key, np.array([[1.0], [0.0]]), scaled=False)
    assert unscaled[0, 0] == pytest.approx(math.e**4 / (math.e**4 + 1))


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_an_encoder_layer_is_torchs(norm: str, activation: str) -> None:
    spec = spec_of(layers=1, norm=norm, activation=activation)
    bend = nn.GELU("tanh") if activation == "gelu" else nn.ReLU()
    theirs = nn.TransformerEncoderLayer(
        D, 4, 24, dropout=0.0, batch_first=True, norm_first=norm == "pre", activation=bend
    )
    weights = {
        f"layers.0.{name}": weight.detach().numpy() for name, weight in theirs.named_parameters()
    }
    x = torch.randn(3, T, D, generator=torch.Generator().manual_seed(2))
    ours = attention.layer(x.numpy(), weights, 0, spec)
    assert np.abs(ours - theirs(x).detach().numpy()).max() < 1e-5


def test_attention_between_two_texts_is_torchs() -> None:
    theirs = nn.MultiheadAttention(D, 4, batch_first=True)
    weights = {f"a.{name}": weight.detach().numpy() for name, weight in theirs.named_parameters()}
    x, memory = torch.randn(2, 3, D), torch.randn(2, 5, D)
    record = Recorder()
    ours = attention.multi_head(x.numpy(), memory.numpy(), weights, "a", 4, record=record)
    said, shares = theirs(x, memory, memory, average_attn_weights=False)
    assert np.abs(ours - said.detach().numpy()).max() < 1e-5
    assert np.abs(record["attention"] - shares.detach().numpy()).max() < 1e-6


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "none"])
@pytest.mark.parametrize("causal", [False, True])
def test_the_fast_pass_says_what_the_written_out_one_says(
    norm: str, positions: str, causal: bool
) -> None:
    spec = spec_of(norm=norm, positions=positions, causal=causal, activation="gelu")
    weights, numbers = started(spec)
    ids = sentence()
    fast = transformer.score(torch.from_numpy(ids), weights, spec).detach().numpy()
    ours = attention.logits(attention.encode(ids, numbers, spec), numbers)
    assert np.abs(fast - ours).max() < 1e-5
    tensors = attention.logits(attention.encode(torch.from_numpy(ids), weights, spec), weights)
    assert np.abs(tensors.detach().numpy() - ours).max() < 1e-5


@pytest.mark.parametrize(
    "off", ["positions", "norm", "residual", "inner", "attention", "1", "0.attention", "1.inner"]
)
def test_what_is_left_out_is_left_out_of_both(off: str) -> None:
    spec = spec_of(off=frozenset({off}))
    weights, numbers = started(spec)
    ids = sentence()
    fast = transformer.forward(torch.from_numpy(ids), weights, spec).detach().numpy()
    ours = attention.encode(ids, numbers, spec)
    assert np.abs(fast - ours).max() < 1e-4
    assert np.abs(ours - attention.encode(ids, numbers, spec_of())).max() > 1e-3


def test_a_silent_head_says_nothing_and_the_others_go_on() -> None:
    spec = spec_of(off=frozenset({"1.head.2"}))
    _, numbers = started(spec)
    record = Recorder()
    attention.encode(sentence(), numbers, spec, record=record)
    assert (record["1.heads"][:, 2] == 0).all()
    assert (record["1.heads"][:, [0, 1, 3]] != 0).all()
    assert (record["0.heads"] != 0).all()


def test_the_future_leaks_nothing() -> None:
    spec = spec_of(causal=True)
    _, numbers = started(spec)
    ids = sentence(1)
    other = ids.copy()
    other[0, 4] = (other[0, 4] + 1) % V
    one, two = (attention.encode(text, numbers, spec) for text in (ids, other))
    assert np.array_equal(one[:, :4], two[:, :4])
    assert not np.allclose(one[:, 4:], two[:, 4:])


@pytest.mark.parametrize("causal", [False, True])
def test_padding_changes_nothing(causal: bool) -> None:
    spec = spec_of(causal=causal)
    weights, numbers = started(spec)
    ids = sentence(2)
    short = attention.encode(ids[:, :4], numbers, spec)
    mask = np.broadcast_to(np.arange(T) < 4, (2, 1, 1, T))
    assert np.abs(attention.encode(ids, numbers, spec, mask)[:, :4] - short).max() < 1e-5
    fast = transformer.forward(torch.from_numpy(ids), weights, spec, torch.from_numpy(mask.copy()))
    assert np.abs(fast.detach().numpy()[:, :4] - short).max() < 1e-5


def test_rows_of_attention_are_shares_and_recording_changes_nothing() -> None:
    spec = spec_of(causal=True, norm="pre")
    _, numbers = started(spec)
    record = Recorder()
    seen = attention.encode(sentence(), numbers, spec, record=record)
    assert np.array_equal(seen, attention.encode(sentence(), numbers, spec))
    for at in range(spec.layers):
        shares = record[f"{at}.attention"]
        assert shares.shape == (3, 4, T, T)
        assert np.abs(shares.sum(-1) - 1).max() < 1e-6
        assert (np.triu(shares, 1) == 0).all()
    parts = {"q", "k", "v", "scores", "attention", "heads", "attended", "inner", "fed", "out"}
    assert {f"0.{part}" for part in parts} | {"words", "positions", "embedded", "final"} <= set(
        record
    )


def test_without_positions_order_means_nothing() -> None:
    spec = spec_of(positions="none")
    _, numbers = started(spec)
    ids, turned = sentence(1), sentence(1)[:, ::-1]
    one, two = (attention.encode(text, numbers, spec) for text in (ids, turned))
    assert np.abs(one - two[:, ::-1]).max() < 1e-5


def test_one_word_alone_and_the_same_seed() -> None:
    spec = spec_of(causal=True)
    weights, numbers = started(spec)
    assert attention.encode(sentence(1, 1), numbers, spec).shape == (1, 1, D)
    again, _ = started(spec)
    assert all(torch.equal(weights[name], again[name]) for name in weights)
    tied = transformer.begin(spec, V, 20, seed=1)
    assert "head.weight" not in tied
    assert transformer.score(torch.from_numpy(sentence()), tied, spec).shape == (3, T, V)
    with pytest.raises(ValueError, match="heads"):
        Spec(width=10, heads=4)


def test_gradients_of_both_passes_agree() -> None:
    spec = spec_of()
    weights, _ = started(spec)
    ids = torch.from_numpy(sentence())
    found = []
    for way in (transformer.forward, attention.encode):
        for weight in weights.values():
            weight.grad = None
        way(ids, weights, spec).square().sum().backward()
        found.append({name: w.grad.clone() for name, w in weights.items() if w.grad is not None})
    for name, gradient in found[0].items():
        assert torch.allclose(gradient, found[1][name], atol=1e-3, rtol=1e-3), name


def test_the_rate_warms_up_and_falls() -> None:
    rates = [transformer.warm_up(update, 64, 100) for update in range(1, 400)]
    assert np.argmax(rates) == 99
    assert rates[99] == pytest.approx(64**-0.5 * 100**-0.5)
    assert rates[0] == pytest.approx(rates[99] / 100)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=9))
def test_softmax_and_gelu_are_torchs(numbers: list[float]) -> None:
    x = np.array(numbers)
    assert arrays.softmax(x) == pytest.approx(torch.softmax(torch.from_numpy(x), -1).numpy())
    theirs = nn.functional.gelu(torch.from_numpy(x), approximate="tanh").numpy()
    assert arrays.gelu(x) == pytest.approx(theirs, abs=1e-9)
    assert arrays.relu(x) == pytest.approx(np.maximum(x, 0))
