"""The written-out cells against torch's kernels, by hand, and with numpy against torch."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from engine.models import arrays, cells, recurrent
from engine.models.recurrent import Init
from engine.trace import Recorder

CELLS = tuple(cells.GATES)


def made(cell: str, **more: object) -> nn.RNNBase:
    return recurrent.network(cell, 5, 7, seed=3, **more)  # type: ignore[arg-type]


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("both", [False, True])
def test_the_written_out_cell_says_what_torch_says(cell: str, layers: int, both: bool) -> None:
    network = made(cell, layers=layers, bidirectional=both)
    xs = drawn(9, 4, 5)
    expected = network(xs)[0].detach().numpy()
    weights = recurrent.numbers(network)
    ours = cells.layers(cell, xs.numpy(), weights, layers, both)
    assert ours.shape == expected.shape
    assert np.abs(ours - expected).max() < 1e-6


def test_relu_of_a_plain_network_is_torchs() -> None:
    network = made("rnn", nonlinearity="relu")
    xs = drawn(6, 2, 5)
    weights = cells.weights_of_layer(recurrent.numbers(network))
    ours, _ = cells.unroll("rnn", xs.numpy(), weights, nonlinearity="relu")
    assert np.abs(ours - network(xs)[0].detach().numpy()).max() < 1e-6
    with pytest.raises(ValueError, match="sine"):
        cells.unroll("rnn", xs.numpy(), weights, nonlinearity="sine")


@pytest.mark.parametrize("cell", CELLS)
def test_a_reading_goes_on_where_another_ended(cell: str) -> None:
    weights = cells.weights_of_layer(recurrent.numbers(made(cell)))
    xs = drawn(8, 3, 5).numpy()
    whole, last = cells.unroll(cell, xs, weights)
    first, between = cells.unroll(cell, xs[:5], weights)
    rest, end = cells.unroll(cell, xs[5:], weights, between["h"], between.get("c"))
    assert np.allclose(np.concatenate([first, rest]), whole, atol=1e-6)
    assert all(np.allclose(last[name], end[name], atol=1e-6) for name in last)
    one = cells.step(cell, xs[0], np.zeros((3, 7), "f"), np.zeros((3, 7), "f"), weights)
    assert np.allclose(one["h"], whole[0], atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_every_gate_is_recorded_and_recording_changes_nothing(cell: str) -> None:
    weights = cells.weights_of_layer(recurrent.numbers(made(cell)))
    xs = drawn(6, 2, 5).numpy()
    record = Recorder()
    seen, _ = cells.unroll(cell, xs, weights, record=record)
    assert np.array_equal(seen, cells.unroll(cell, xs, weights)[0])
    memory = {"c"} if cell == "lstm" else set()
    assert set(record) == {"h", *cells.GATES[cell]} | memory
    assert all(values.shape == (6, 2, 7) for values in record.values())


@pytest.mark.parametrize("cell", CELLS)
def test_gradients_run_through_the_written_out_cell_as_through_torchs(cell: str) -> None:
    network = made(cell)
    xs = drawn(7, 3, 5)
    network(xs)[0][-1].sum().backward()
    named = dict(network.named_parameters())
    theirs = {name: weight.grad.clone() for name, weight in named.items()}
    network.zero_grad()
    seen, _ = cells.unroll(cell, xs, cells.weights_of_layer(named))
    seen[-1].sum().backward()
    for name, weight in named.items():
        assert torch.allclose(weight.grad, theirs[name], atol=1e-5), name


def test_one_lstm_step_by_hand() -> None:
    # One unit, one input: x = 1, h = 0, c = 2; W = (1, 2, 3, 4) for i, f, g, o; no biases.
    weights = cells.Weights(
        np.array([[1.0], [2.0], [3.0], [4.0]]), np.zeros((4, 1)), np.zeros(4), np.zeros(4)
    )
    one = cells.step("lstm", np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 2.0), weights)
    i, f, o = (1 / (1 + math.exp(-x)) for x in (1, 2, 4))
    g = math.tanh(3)
    c = f * 2 + i * g
    assert one["c"][0, 0] == pytest.approx(c)
    assert one["h"][0, 0] == pytest.approx(o * math.tanh(c))


def test_a_gate_held_at_a_value_stays_there() -> None:
    weights = cells.weights_of_layer(recurrent.numbers(made("lstm")))
    xs = drawn(5, 1, 5).numpy()
    record = Recorder()
    cells.unroll("lstm", xs, weights, record=record, clamp={"f": ([1, 4], 0.0), "i": (None, 1.0)})
    assert (record["f"][:, 0, [1, 4]] == 0).all()
    assert (record["f"][:, 0, [0, 2]] > 0).all()
    assert (record["i"] == 1).all()
    # Nothing kept, all let in: such a unit's memory is what was just proposed.
    assert np.allclose(record["c"][:, 0, 1], record["g"][:, 0, 1])


@pytest.mark.parametrize("cell", CELLS)
def test_an_empty_text_and_a_batch_of_none(cell: str) -> None:
    weights = cells.weights_of_layer(recurrent.numbers(made(cell)))
    seen, last = cells.unroll(cell, np.zeros((0, 2, 5), "f"), weights)
    assert seen.shape == (0, 2, 7)
    assert (last["h"] == 0).all()
    assert cells.unroll(cell, np.zeros((3, 0, 5), "f"), weights)[0].shape == (3, 0, 7)


@pytest.mark.parametrize(("cell", "times"), [("rnn", 1), ("gru", 3), ("lstm", 4)])
def test_parameters_are_counted_as_torch_counts_them(cell: str, times: int) -> None:
    count = sum(weight.numel() for weight in made(cell).parameters())
    assert cells.parameters(cell, 5, 7) == count == times * (7 * 5 + 7 * 7 + 2 * 7)


@given(st.floats(-1e4, 1e4))
def test_the_sigmoid_is_one_for_numpy_and_torch_and_never_overflows(x: float) -> None:
    ours = float(arrays.sigmoid(np.array([x]))[0])
    assert ours == pytest.approx(
        float(torch.sigmoid(torch.tensor(x, dtype=torch.float64))), abs=1e-12
    )


def test_the_same_seed_begins_alike_and_leaves_the_global_one_alone() -> None:
    before = torch.random.get_rng_state()
    one, two, other = made("gru"), made("gru"), recurrent.network("gru", 5, 7, seed=4)
    assert torch.equal(before, torch.random.get_rng_state())
    for a, b, c in zip(one.parameters(), two.parameters(), other.parameters(), strict=True):
        assert torch.equal(a, b)
        assert not torch.equal(a, c)
    assert torch.equal(recurrent.linear(3, 2, seed=1).weight, recurrent.linear(3, 2, seed=1).weight)
    assert float(recurrent.embedding(40, 8, seed=1, scale=0.2).weight.detach().abs().max()) <= 0.2


def test_beginnings_are_what_their_names_say() -> None:
    orthogonal = made("gru", init=Init("orthogonal")).weight_hh_l0.detach()
    for block in orthogonal.split(7):
        assert torch.allclose(block @ block.T, torch.eye(7), atol=1e-5)
    identity = made("rnn", init=Init("identity", scale=0.5)).weight_hh_l0.detach()
    assert torch.equal(identity, 0.5 * torch.eye(7))
    wide = recurrent.network("rnn", 100, 400, init=Init("he")).weight_hh_l0.detach()
    assert float(wide.std()) == pytest.approx(math.sqrt(2 / 400), rel=0.05)
    wide = recurrent.network("rnn", 100, 400, init=Init("xavier")).weight_hh_l0.detach()
    assert float(wide.std()) == pytest.approx(math.sqrt(2 / 800), rel=0.05)


@pytest.mark.parametrize("scheme", ["default", "normal", "orthogonal", "xavier"])
def test_each_hidden_matrix_gets_its_spectral_radius(scheme: str) -> None:
    hh = made("lstm", init=Init(scheme, radius=0.9)).weight_hh_l0.detach()  # type: ignore[arg-type]
    for block in hh.split(7):
        assert float(torch.linalg.eigvals(block).abs().max()) == pytest.approx(0.9, rel=1e-4)


@pytest.mark.parametrize(("cell", "gate"), [("lstm", 1), ("gru", 1)])
def test_the_gate_that_keeps_gets_its_bias(cell: str, gate: int) -> None:
    network = made(cell, init=Init("orthogonal", forget=1.5))
    both = (network.bias_ih_l0 + network.bias_hh_l0).detach()
    assert torch.equal(both[gate * 7 : (gate + 1) * 7], torch.full((7,), 1.5))
    assert float(both[:7].abs().max()) == 0
    assert float(made("rnn", init=Init("xavier", forget=1.0)).bias_ih_l0.detach().abs().max()) == 0


def test_clipping_by_norm_and_by_value() -> None:
    def with_gradient(*numbers: float) -> nn.Parameter:
        weight = nn.Parameter(torch.zeros(len(numbers)))
        weight.grad = torch.tensor(numbers)
        return weight

    weight = with_gradient(3.0, 4.0)  # of length 5
    assert recurrent.clip([weight], "none", 1.0) == (5.0, 0.0)
    assert recurrent.clip([weight], "norm", 10.0) == (5.0, 0.0)
    assert recurrent.clip([weight], "norm", 1.0) == (5.0, 1.0)
    assert torch.allclose(weight.grad, torch.tensor([0.6, 0.8]))
    weight = with_gradient(3.0, -4.0, 0.5, 0.1)
    assert recurrent.clip([weight], "value", 1.0)[1] == 0.5
    assert torch.equal(weight.grad, torch.tensor([1.0, -1.0, 0.5, 0.1]))
    broken = with_gradient(float("nan"), 1.0)
    norm, share = recurrent.clip([broken], "norm", 1.0)
    assert math.isnan(norm)
    assert share == 0
    assert recurrent.clip([nn.Parameter(torch.zeros(2))], "norm", 1.0) == (0.0, 0.0)
