"""The long tasks are what they say, and every cell learns them from the same batches."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models import long_tasks, stacked
from engine.models.cells import CELLS
from engine.models.long_tasks import LETTERS, Learner, Setting, Task, draw, draw_letters
from engine.models.recurrent import Init


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 4), st.integers(1, 9))
def test_a_letter_stands_its_delay_before_its_answer(delay: int, letters: int, batch: int) -> None:
    task = Task("copy", delay, letters)
    tokens, answers = draw_letters(task, batch, seeded())
    S = min(letters, delay)
    assert tokens.shape == (delay + S, batch)
    assert answers.shape == (S, batch)
    for i in range(S):
        asked = len(tokens) - S + i
        assert torch.equal(tokens[asked - delay], answers[i])
        assert (tokens[asked] == 16).all()
    between = tokens[S:-S] if delay > S else tokens[:0]
    assert ((between >= LETTERS) & (between < 16)).all(), "nothing else could be meant"
    xs, same = draw(task, batch, seeded())
    assert xs.shape == (*tokens.shape, task.inputs)
    assert torch.equal(xs.argmax(-1), tokens)
    assert torch.equal(same, answers)


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 9))
def test_two_numbers_are_marked_and_the_first_is_far(delay: int, batch: int) -> None:
    task = Task("adding", delay)
    xs, answers = draw(task, batch, seeded())
    assert xs.shape == (delay + 1, batch, 2)
    assert (xs[..., 1].sum(0) == 2).all()
    assert (xs[0, :, 1] == 1).all()
    torch.testing.assert_close((xs[..., 0] * xs[..., 1]).sum(0, keepdim=True), answers)


def test_chance_is_what_the_best_constant_answer_gets() -> None:
    assert long_tasks.CHANCE["copy"] == 1 / 8
    # P(|s − 1| < 0.1) = 1 − 0.9² = 0.19 for a sum of two numbers even in 0 … 1.
    assert long_tasks.CHANCE["adding"] == pytest.approx(0.19)
    task = Task("adding", 30)
    _, answers = draw(task, 20_000, seeded())
    always = torch.ones(1, 20_000, 1)
    share = long_tasks.right(task, always, answers).float().mean()
    assert float(share) == pytest.approx(0.19, abs=0.01)


@pytest.mark.parametrize("cell", CELLS)
def test_gates_begin_as_open_as_they_are_told(cell: str) -> None:
    H, delay = 16, 50
    closed = Learner(Setting(cell, Task(delay=delay), hidden=H, memory=0.0)).numbers()
    spread = Learner(Setting(cell, Task(delay=delay), hidden=H)).numbers()
    five = Learner(Setting(cell, Task(delay=delay), hidden=H, memory=5.0)).numbers()
    if cell == "rnn":
        assert all(np.array_equal(closed[name], five[name]) for name in closed)
        return
    gate = slice(H, 2 * H)  # z of a GRU, f of an LSTM
    for found, low, high in ((closed, 0, 0), (five, 5, 5), (spread, 0, math.log(delay - 1))):
        bias = found["bias_ih_l0"][gate] + found["bias_hh_l0"][gate]
        assert bias.min() >= low
        assert bias.max() <= high
    if cell == "lstm":  # what is let go slowly is taken in slowly
        kept = spread["bias_ih_l0"][gate]
        np.testing.assert_array_equal(spread["bias_ih_l0"][:H], -kept)
        assert len(set(kept.tolist())) == H


def test_all_cells_read_the_same_batches() -> None:
    learners = [Learner(Setting(cell, Task(delay=5), seed=3)) for cell in CELLS]
    drawn = [draw(one.setting.task, 4, one.generator)[0] for one in learners]
    assert all(torch.equal(drawn[0], other) for other in drawn[1:])


def some(**more: object) -> list[Learner]:
    common = {"hidden": 6, "batch": 4, "rate": 0.01, **more}
    return [
        Learner(Setting(cell, Task("copy", delay), **common))  # type: ignore[arg-type]
        for cell in CELLS
        for delay in (3, 9)
    ]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_no_number(threads: int) -> None:
    alone, together = some(), some()
    for one in alone:
        one.train(4)
    long_tasks.train_together(together, 4, threads)
    for ours, theirs in zip(alone, together, strict=True):
        for name, values in ours.numbers().items():
            np.testing.assert_array_equal(values, theirs.numbers()[name])


@pytest.mark.parametrize("cell", CELLS)
def test_a_short_delay_is_learnt(cell: str) -> None:
    one = Learner(Setting(cell, Task(delay=3), hidden=16, rate=0.02))
    before = one.test()[1]
    one.train(120)
    loss, share = one.test()
    assert before < 0.4
    assert share > 0.9
    assert loss < 0.7


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("kind", ["copy", "adding"])
def test_one_step_one_sequence_and_two_units_are_enough(cell: str, kind: str) -> None:
    one = Learner(Setting(cell, Task(kind, 1), hidden=2, batch=1))  # type: ignore[arg-type]
    one.train(3)
    assert one.done == 3
    assert one.exploded is None
    assert all(math.isfinite(number) for number in (*one.test(), *one.taken()))
    assert all(math.isnan(number) for number in one.taken()), "asked again, nothing new"


def wild(**more: object) -> Learner:
    """λ = 1.1 a step, and steps as long as the gradient."""
    common = {"nonlinearity": "relu", "optimiser": "sgd", "rate": 0.01, **more}
    init = Init("identity", radius=1.1)
    return Learner(Setting("rnn", Task(delay=100), init=init, **common))  # type: ignore[arg-type]


def test_what_explodes_says_when_and_learns_no_more() -> None:
    one = wild(clip="none")
    one.train(6)
    assert one.exploded is not None
    assert one.exploded == one.done < 6
    assert one.before > 1e3, "the gradient before was finite and long"
    kept = one.numbers()
    one.train(3)
    assert one.done == one.exploded
    for name, values in one.numbers().items():
        np.testing.assert_array_equal(values, kept[name])
    assert all(math.isnan(number) for number in one.test())


def test_clipping_keeps_it_alive() -> None:
    one = wild()
    one.train(6)
    assert one.exploded is None
    largest, clipped = one.taken()
    assert largest > 1e3
    assert clipped == 1.0
    by_number = wild(clip="value", limit=0.1)
    by_number.train(6)
    assert by_number.exploded is None
    assert 0 < by_number.taken()[1] < 1


def test_the_last_answers_gradient_is_each_sequences_own() -> None:
    one = Learner(Setting("rnn", Task(delay=4, letters=2), hidden=5))
    _, answers = draw(one.setting.task, 3, seeded())
    hidden = np.random.default_rng(1).normal(size=(6, 3, 5)).astype(np.float32)
    found = one.arriving(hidden, answers)
    assert found.shape == (1, 3, 5)
    # ∂(−log p_y)/∂h = W^T (p − 1_y), sequence by sequence.
    said = hidden[-1] @ one.numbers()["says.weight"].T + one.numbers()["says.bias"]
    shares = np.exp(said) / np.exp(said).sum(-1, keepdims=True)
    shares[range(3), answers[-1].numpy()] -= 1
    expected = shares @ one.numbers()["says.weight"]
    np.testing.assert_allclose(found[0], expected, atol=1e-6)


WAYS = [
    {"kind": "copy", "optimiser": "adam", "clip": "norm", "limit": 0.3},
    {"kind": "copy", "optimiser": "sgd", "clip": "value", "limit": 0.01, "nonlinearity": "relu"},
    {"kind": "adding", "optimiser": "adam", "clip": "none"},
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way['kind']}-{way['clip']}")
def test_networks_in_one_launch_learn_what_each_learns_alone(way: dict[str, object]) -> None:
    kind, rest = way["kind"], {name: value for name, value in way.items() if name != "kind"}

    def made() -> list[Learner]:
        common = {"hidden": 6, "batch": 4, "rate": 0.01, **rest}
        return [
            Learner(Setting(cell, Task(kind, 12, 2), seed=seed, **common))  # type: ignore[arg-type]
            for cell in CELLS
            for seed in (1, 2, 3)
        ]

    alone, together = made(), made()
    for one in alone:
        one.train(7)
    found = stacked.stacks(together)
    assert [len(one.learners) for one in found] == [3, 3, 3]
    stacked.train(found, 4)
    stacked.train(found, 3)
    for ours, theirs in zip(alone, together, strict=True):
        assert theirs.done == 7
        assert theirs.before == pytest.approx(ours.before, rel=1e-3)
        for name, values in ours.numbers().items():
            np.testing.assert_allclose(theirs.numbers()[name], values, atol=1e-5)


def test_in_one_launch_only_what_explodes_stops() -> None:
    tame = Learner(
        Setting(
            "rnn", Task(delay=100), nonlinearity="relu", optimiser="sgd", rate=0.01, clip="none"
        )
    )
    alone = wild(clip="none")
    alone.train(6)
    both = [wild(clip="none"), tame]
    stacked.train(stacked.stacks(both), 6)
    assert both[0].exploded == alone.exploded
    assert both[1].exploded is None
    assert all(np.isfinite(values).all() for values in both[0].numbers().values())
    assert math.isfinite(tame.test()[0])
