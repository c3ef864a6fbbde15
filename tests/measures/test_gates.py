"""Saturation, what a unit tells, phrases: known numbers; the gradient in time beside autograd."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measures import gates, highway
from engine.models import cells
from engine.models.recurrent import network, numbers

CELLS = ("rnn", "gru", "lstm")


def test_saturation_counts_how_often_a_gate_is_shut_and_open() -> None:
    values = np.array([[0.05, 0.95], [0.5, 0.95], [0.05, 0.1], [0.05, 0.9]])
    found = gates.saturation(values)
    # Below 0.1: three of four, none (0.1 is not below). Above 0.9: none, two of four.
    assert found.left == pytest.approx([0.75, 0])
    assert found.right == pytest.approx([0, 0.5])
    assert found.bars.sum() == pytest.approx(1)
    assert found.bars[1] == pytest.approx(3 / 8)


def test_a_unit_tells_what_its_kind_explains() -> None:
    kinds = np.array([0, 0, 1, 1])
    values = np.array([[1.0, 0, 5, 0], [1, 1, 5, 2], [3, 0, 5, 2], [3, 1, 5, 4]])
    # Unit 3: mean 2; whole variance 4 + 0 + 0 + 4 = 8; kinds at 1 and 3: 4 · 1 = 4; 4 / 8.
    assert gates.tells(values, kinds) == pytest.approx([1, 0, 0, 0.5])


def test_a_unit_held_is_on_over_the_phrase_and_off_beside_it() -> None:
    values = np.array(
        [[0.9, 0, 0, 0.9], [0.9, 0.9, -0.9, 0.9], [0.9, 0.9, -0.9, -0.9], [0.1, 0.1, 0.1, 0.1]]
    )
    # Unit 0 is on before; 1 from 1 to 2; 2 the same below zero; 3 changes its sign inside.
    assert gates.held(values, 1, 2, 0.5).tolist() == [0, 1, -1, 0]
    assert gates.held(values, 0, 3, 0.05).tolist() == [1, 0, 0, 0]


def test_stretches_of_other_texts_where_the_same_units_are_on() -> None:
    texts = np.zeros((4, 2, 3), np.float32)
    texts[1:3, 0, 0] = 0.8
    texts[1:3, 0, 2] = -0.8
    texts[0, 1, 0] = 0.8
    units = np.array([1, 0, -1])
    found = list(gates.alike(texts, np.array([4, 4]), units, 0.5))
    assert (0, 1, 2, 2) in found
    assert (1, 0, 0, 1) in found  # one of two units: half of them
    # A text that is shorter is not looked at beyond its end.
    assert (0, 1, 1, 2) in list(gates.alike(texts, np.array([2, 4]), units, 0.5))


def run(cell: str, T: int, seed: int = 0) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """A random network that read a random text: values by name, (T, H), and its weights."""
    weights = {
        name: value.astype(np.float64) * 2
        for name, value in numbers(network(cell, 3, 5, seed=seed)).items()
    }
    xs = np.random.default_rng(seed).standard_normal((T, 1, 3))
    seen: dict[str, np.ndarray] = {}

    def record(name: str, value: np.ndarray) -> np.ndarray:
        seen[name] = value[:, 0]
        return value

    cells.unroll(cell, xs, cells.weights_of_layer(weights), record=record)
    return seen, weights | {"xs": xs}


@pytest.mark.parametrize("cell", CELLS)
@given(seed=st.integers(0, 50))
@settings(max_examples=5, deadline=None)
def test_the_gradient_along_time_is_autograd_s(cell: str, seed: int) -> None:
    T = 6
    values, weights = run(cell, T, seed)
    own = cells.weights_of_layer({name: torch.tensor(value) for name, value in weights.items()})
    xs = torch.tensor(weights["xs"])
    found = highway.jacobians(cell, values, weights["weight_hh_l0"], weights["bias_hh_l0"], T - 1)[
        ::-1
    ]
    for t in range(T):
        h = torch.tensor(values["h"][t])
        o = torch.tensor(values["o"][t]) if cell == "lstm" else None

        def last(memory: torch.Tensor, t: int = t, h: torch.Tensor = h, o: object = o) -> object:
            """The last memory as a function of this one; the door o stays as it was."""
            hidden, c = (o * torch.tanh(memory), memory) if cell == "lstm" else (memory, None)
            now = {"h": hidden[None], "c": None if c is None else c[None]}
            for s in range(t + 1, T):
                now = cells.step(cell, xs[s], now["h"], now.get("c"), own)
            return (now["c"] if cell == "lstm" else now["h"])[0]

        memory = torch.tensor(values[highway.MEMORY[cell]][t])
        expected = torch.autograd.functional.jacobian(last, memory).numpy()
        np.testing.assert_allclose(found[t], expected, atol=1e-9)


def test_the_direct_path_is_the_product_of_what_keeps() -> None:
    f = np.array([[0.1, 0.1], [0.5, 1.0], [0.5, 0.0]])
    values = {"h": np.zeros((3, 2)), "f": f}
    # From step 0: 0.5 · 0.5 and 1 · 0; from 1: 0.5 and 0; √((0.25² + 0) / 2), √(0.5² / 2), 1.
    assert highway.direct("lstm", values, 2) == pytest.approx([0.1768, 0.3536, 1], abs=1e-4)
    assert highway.direct("rnn", values, 2).tolist() == [0, 0, 1]


@pytest.mark.parametrize("cell", CELLS)
def test_one_word_has_its_whole_gradient(cell: str) -> None:
    values, weights = run(cell, 1)
    gain = highway.gain(cell, values, weights["weight_hh_l0"], weights["bias_hh_l0"], 0)
    assert gain == pytest.approx([1])
    assert highway.direct(cell, values, 0) == pytest.approx([1])


def test_where_nothing_reads_the_state_the_direct_path_is_all() -> None:
    values, weights = run("lstm", 7)
    blind = np.zeros_like(weights["weight_hh_l0"])
    gain = highway.gain("lstm", values, blind, weights["bias_hh_l0"], 6)
    np.testing.assert_allclose(gain, highway.direct("lstm", values, 6), atol=1e-12)
