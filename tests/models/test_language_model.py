"""The recurrent language model: the same numbers for any number of threads, and a cut gradient."""

import math

import numpy as np
import pytest
import torch

from engine.measures.ngrams import fit, perplexity, probabilities
from engine.models import language_model as lm
from engine.models.language_model import Settings, advance, begin, lanes_of, measure, rate_now

TEXT = np.random.default_rng(0).integers(1, 9, 3_000)
#: Words in a fixed round: whoever remembers one word knows the next.
ROUND = np.arange(4_000) % 5


def small(**values: object) -> Settings:
    return Settings(**{"hidden": 12, "width": 6, "reach": 5, "updates": 60, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_threads_change_nothing_but_time(cell: str) -> None:
    found = []
    for threads in (1, 2, 1):
        training = begin(TEXT, 9, small(cell=cell, threads=threads))
        tally = advance(training, 12)
        found.append((tally.loss, training.weights()))
    for loss, weights in found[1:]:
        assert loss == found[0][0]
        for name, values in weights.items():
            np.testing.assert_array_equal(values, found[0][1][name])


def test_another_seed_is_another_network() -> None:
    one, other = (begin(TEXT, 9, small(seed=seed)).weights() for seed in (1, 2))
    assert all((one[name] != other[name]).any() for name in one)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_it_learns_what_one_word_tells(cell: str) -> None:
    training = begin(ROUND[:3_500], 5, small(cell=cell, rate=0.02))
    before = math.exp(measure(training.layers, ROUND[3_500:]))
    advance(training, 60)
    after = math.exp(measure(training.layers, ROUND[3_500:]))
    assert before == pytest.approx(5, rel=0.15)  # it hesitates among all five
    assert after < 1.1


def test_lanes_are_stretches_of_the_text_side_by_side() -> None:
    assert lanes_of(np.arange(11), 2).tolist() == [[0, 5], [1, 6], [2, 7], [3, 8], [4, 9]]


def test_the_gradient_of_a_piece_is_torchs_own() -> None:
    training = begin(TEXT, 9, small())
    piece = lm.next_piece(training)
    lm.gradients(training, piece)
    ours = [weight.grad.clone() for weight in training.layers.parameters()]
    training.layers.zero_grad()
    loss, _ = lm.surprise(training.layers, piece, None)
    loss.backward()
    for mine, weight in zip(ours, training.layers.parameters(), strict=True):
        torch.testing.assert_close(mine, weight.grad, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_memory_goes_on_over_a_cut_and_the_gradient_does_not(cell: str) -> None:
    training = begin(TEXT, 9, small(cell=cell))
    for _ in range(2):
        lm.gradients(training, lm.next_piece(training))
    state = training.states[0]
    kept = state[0] if cell == "lstm" else state
    assert not kept.requires_grad
    # Two pieces of five, one after the other, leave the memory of ten words read at once.
    part = training.lanes[:11].chunk(2, dim=1)[0]
    _, whole = lm.surprise(training.layers, part, None)
    torch.testing.assert_close(kept, (whole[0] if cell == "lstm" else whole).detach())
    # The gradient of the second piece is that of a text which begins with this memory.
    lm.gradients(training, training.lanes[10:16])
    ours = training.layers["embedding"].weight.grad
    read = set(training.lanes[10:15].flatten().tolist())
    assert {word for word in range(9) if ours[word].abs().sum() > 0} == read


def test_the_end_of_the_text_begins_it_again() -> None:
    training = begin(TEXT[:200], 9, small())
    pieces = [len(lm.next_piece(training)) for _ in range(40)]
    assert max(pieces) == 6  # 5 words and the one after
    assert min(pieces) >= 2
    assert pieces.count(6) < 40  # the last piece of a reading may be shorter


def test_held_out_text_is_measured_to_the_last_word() -> None:
    training = begin(TEXT, 9, small())
    one = TEXT[:37]
    # In one lane: the plain mean of all words but the first.
    loss, _ = lm.surprise(training.layers, torch.from_numpy(one)[:, None], None)
    assert measure(training.layers, one) == pytest.approx(float(loss.detach()), rel=1e-5)
    many = TEXT[:1_003]  # lanes and a rest: 1,002 words in 16 lanes leave 10
    pieces = list(lm.stretches(torch.from_numpy(many), 16, 62))
    assert sum((len(piece) - 1) * piece.shape[1] for piece in pieces) == 1_002
    targets = torch.cat([piece[1:].T.flatten() for piece in pieces])
    assert targets.tolist() == many[1:].tolist()


def test_the_rate_falls_over_the_second_half() -> None:
    settings = small(rate=0.1, updates=100)
    assert [rate_now(settings, done) for done in (0, 49)] == [0.1, 0.1]
    assert rate_now(settings, 75) == pytest.approx(0.055)  # half of the way to a tenth
    assert rate_now(settings, 100) == pytest.approx(0.01)


def test_a_text_of_a_few_words_is_trained_on() -> None:
    training = begin(np.array([1, 2, 1, 2, 1, 2]), 3, small(reach=8))
    assert training.lanes.shape[1] == 1
    assert math.isfinite(advance(training, 3).loss)


def test_clipping_is_told() -> None:
    tight = advance(begin(TEXT, 9, small(clip=1e-3)), 5)
    loose = advance(begin(TEXT, 9, small(clip=1e3)), 5)
    assert tight.clipped == 5
    assert loose.clipped == 0
    assert tight.norm > 0


def test_counting_and_reading_are_asked_for_the_same_words() -> None:
    held = ROUND[3_500:]
    counted = probabilities(fit(ROUND[:3_500], 5, 2), held)
    assert len(counted) == len(held) - 1
    assert perplexity(counted) < 1.01
