"""Reading from recorded weights: the states are torch's, the gradients are autograd's."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models import cells, language_model, language_reader
from engine.models.language_model import Settings, advance, begin
from engine.models.language_reader import Reader, reach, read, reader, sample, shares, surprise

IDS = np.random.default_rng(3).integers(0, 9, 400)
CELLS = pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])


def trained(cell: str, updates: int = 8) -> tuple[Any, Reader]:
    training = begin(IDS, 9, Settings(cell, 7, 5, 6, 10, 0.02))
    advance(training, updates)
    return training, reader(training.weights(), cell)


@CELLS
def test_states_and_surprises_are_those_of_the_model(cell: str) -> None:
    training, model = trained(cell)
    text = IDS[:20]
    hidden, _ = training.layers["cell"](
        training.layers["embedding"](torch.from_numpy(text))[:, None]
    )
    ours = read(model, text)
    np.testing.assert_allclose(ours.hidden, hidden.detach().numpy(), atol=1e-6)
    given_ = surprise(model, ours.hidden[:-1, 0])[np.arange(19), text[1:]].mean()
    assert given_ == pytest.approx(language_model.measure(training.layers, text), rel=1e-5)


@CELLS
def test_reading_on_is_reading_at_once(cell: str) -> None:
    _, model = trained(cell)
    whole = read(model, IDS[:12])
    second = read(model, IDS[5:12], read(model, IDS[:5]))
    np.testing.assert_allclose(second.hidden, whole.hidden[5:], atol=1e-6)


@CELLS
def test_a_frame_of_half_precision_reads_nearly_the_same(cell: str) -> None:
    training, model = trained(cell)
    half = reader({n: v.astype(np.float16) for n, v in training.weights().items()}, cell)
    difference = read(half, IDS[:20]).hidden - read(model, IDS[:20]).hidden
    assert np.abs(difference).max() < 2e-3


def by_autograd(model: Reader, text: np.ndarray, end: int, target: int) -> list[float]:
    """‖∂L/∂state‖ at every step up to `end`, by torch's own differentiation in double precision."""
    tensors = {n: torch.from_numpy(v).double() for n, v in vars(model.recurrent).items()}
    weights = cells.Weights(**tensors)
    xs = torch.from_numpy(model.embedding[text]).double()
    h = c = torch.zeros(1, model.units, dtype=torch.float64)
    states = []
    for x in xs[: end + 1]:
        now = cells.step(model.cell, x[None], h, c, weights)
        # Leaves of their own, so that h and c are two separate states.
        h = now["h"].clone().requires_grad_()
        c = now["c"].clone().requires_grad_() if "c" in now else c
        states.append((h, c) if "c" in now else (h,))
        for state in states[-1]:
            state.retain_grad()
    scores = h @ torch.from_numpy(model.output).double().T + torch.from_numpy(model.bias).double()
    torch.nn.functional.cross_entropy(scores, torch.tensor([target])).backward()
    grads = [[s.grad for s in pair if s.grad is not None] for pair in states]
    return [float(sum((g**2).sum() for g in each) ** 0.5) for each in grads]


@CELLS
@pytest.mark.parametrize("length", [1, 2, 9])
def test_the_reach_of_the_gradient_is_autograds(cell: str, length: int) -> None:
    _, model = trained(cell)
    text, targets = IDS[:length], IDS[1 : length + 1]
    found = reach(model, read(model, text), targets)
    for end in range(length):
        wanted = by_autograd(model, text, end, int(targets[end]))
        np.testing.assert_allclose(found[end, : end + 1], wanted, rtol=1e-4, atol=1e-8)
        assert not found[end, end + 1 :].any()


def test_memory_is_what_a_unit_holds() -> None:
    _, plain = trained("rnn")
    reading = read(plain, IDS[:6])
    assert reading.memory is reading.hidden
    _, gated = trained("lstm")
    kept = read(gated, IDS[:6])
    np.testing.assert_allclose(kept.memory, np.tanh(kept.inside["c"]))


@settings(max_examples=25)
@given(st.floats(0.1, 2.0))
def test_shares_add_up_and_cold_is_sharper(temperature: float) -> None:
    _, model = trained("gru", 2)
    state = read(model, IDS[:4]).hidden[-1, 0]
    found = shares(model, state, temperature)
    assert found.sum() == pytest.approx(1, abs=1e-5)
    plain = shares(model, state)
    assert found.argmax() == plain.argmax()
    assert (found.max() >= plain.max() - 1e-6) == (temperature <= 1 or np.ptp(plain) < 1e-6)


@CELLS
def test_samples_are_drawn_as_expected_and_read_in_turn(cell: str) -> None:
    _, model = trained(cell)
    one, p = sample(model, IDS[:3], 30, 0.9, np.random.default_rng(5))
    again, _ = sample(model, IDS[:3], 30, 0.9, np.random.default_rng(5))
    assert one.tolist() == again.tolist()
    assert (one > 0).all()  # the unknown word is never said
    # P of each word is what reading all of it expects there.
    reading = read(model, np.concatenate([IDS[:3], one]))
    for at in range(30):
        wanted = shares(model, reading.hidden[2 + at, 0], 0.9)[one[at]]
        assert p[at] == pytest.approx(wanted, rel=1e-3)


def test_the_first_word_is_drawn_with_its_probability() -> None:
    _, model = trained("rnn")
    expected = shares(model, read(model, IDS[:3]).hidden[-1, 0]).astype(float)
    expected[0] = 0
    expected /= expected.sum()
    chance = np.random.default_rng(1)
    drawn = [int(sample(model, IDS[:3], 1, 1.0, chance)[0][0]) for _ in range(1_500)]
    share = np.bincount(drawn, minlength=9) / 1_500
    assert np.abs(share - expected).max() < 0.05


def test_nothing_to_begin_with_is_a_beginning_too() -> None:
    _, model = trained("lstm")
    ids, _ = language_reader.sample(model, np.zeros(0, int), 4, 1.0, np.random.default_rng(1))
    assert len(ids) == 4
