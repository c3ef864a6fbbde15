"""The fast word2vec kernel does what the plain one says, and the plain one what the paper says."""

import math
from dataclasses import replace
from itertools import takewhile

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy, logsigmoid

from engine.kernels import word2vec as fast
from engine.kernels import word2vec_plain as plain
from engine.kernels.word2vec_loops import SIGMOID
from engine.kernels.word2vec_stream import (
    LONGEST,
    Settings,
    State,
    Stream,
    alias_table,
    make_stream,
    start,
)

OBJECTIVES = ("negative-sampling", "softmax")
MODELS = ("skip-gram", "cbow")
LN2 = math.log(2.0)


def random_stream(seed: int, V: int = 30, N: int = 300) -> Stream:
    """Zipf-like tokens in sentences of 0 … 40 tokens; some words are subsampled."""
    generator = np.random.default_rng(seed)
    tokens = generator.integers(0, V, N) ** 2 // V
    inner = np.sort(generator.integers(0, N, N // 15))
    keep = np.minimum(generator.random(V) * 0.7 + 0.5, 1.0)
    counts = np.bincount(tokens, minlength=V) + 1
    return make_stream(tokens, np.array([0, *inner, N]), counts, keep)


def one_sentence(tokens: list[int], V: int) -> Stream:
    return make_stream(np.array(tokens), np.array([0, len(tokens)]), np.ones(V))


def filled(V: int, D: int, seed: int = 0) -> State:
    """A state in the midst of training: neither side zero."""
    generator = np.random.default_rng(seed)
    state = start(V, D, seed)
    state.vectors[:] = generator.normal(0, 0.5, (V, D))
    state.contexts[:] = generator.normal(0, 0.5, (V, D))
    return state


@pytest.mark.parametrize("objective", OBJECTIVES)
@given(
    seed=st.integers(0, 99),
    model=st.sampled_from(MODELS),
    window=st.integers(1, 7),
    dynamic=st.booleans(),
    negatives=st.integers(0, 9),
    D=st.integers(1, 40),
)
@effort(max_examples=15, deadline=None)
def test_fast_equals_plain(objective, seed, model, window, dynamic, negatives, D):
    settings = Settings(model, objective, window, dynamic, negatives, 0.05, 2)
    stream = random_stream(seed)
    ours = filled(stream.V, D, seed)
    theirs = ours.copy()
    tally, plainly = (
        k.advance(s, stream, settings, 10**9) for k, s in ((fast, ours), (plain, theirs))
    )
    assert (tally.pairs, tally.tokens) == (plainly.pairs, plainly.tokens)
    assert ours.done == theirs.done == 600
    assert ours.random == theirs.random
    assert tally.loss_sum == pytest.approx(plainly.loss_sum, rel=1e-5)
    np.testing.assert_allclose(ours.vectors, theirs.vectors, atol=3e-5)
    np.testing.assert_allclose(ours.contexts, theirs.contexts, atol=3e-5)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("model", MODELS)
def test_small_steps_equal_one_large_step(model, objective):
    stream = random_stream(1)
    settings = Settings(model, objective, epochs=3)
    whole, pieces = (start(stream.V, 16, 5) for _ in range(2))
    tally = fast.advance(whole, stream, settings, 900)
    parts = []
    while pieces.done < 900:
        parts.append(fast.advance(pieces, stream, settings, 1 + 7 * len(parts)))
        pieces = pieces.copy()
    assert len(parts) > 10
    assert sum(part.tokens for part in parts) == tally.tokens == 900
    assert sum(part.pairs for part in parts) == tally.pairs
    assert sum(part.loss_sum for part in parts) == pytest.approx(tally.loss_sum, rel=1e-12)
    np.testing.assert_array_equal(pieces.vectors, whole.vectors)
    np.testing.assert_array_equal(pieces.contexts, whole.contexts)
    assert pieces.random == whole.random


def test_known_numbers_of_one_pair():
    # One sentence of two words, D = 1, no negatives, two epochs of 2 tokens, rate 0.1.
    stream = one_sentence([0, 1], 2)
    settings = Settings(window=1, negatives=0, rate=0.1, epochs=2)
    state = start(2, 1, 0)
    state.vectors[:] = [[1.0], [2.0]]
    first = fast.advance(state, stream, settings, 2)
    # Both scores are 0, σ = 1/2, gain 0.1 · 1/2; word 0 is predicted from word 1 and back.
    assert first.loss_sum == pytest.approx(2 * LN2)
    assert first.pairs == 2
    np.testing.assert_allclose(state.contexts, [[0.05 * 2], [0.05 * 1]], rtol=1e-6)
    np.testing.assert_allclose(state.vectors, [[1.0], [2.0]])
    # Half-way the rate is 0.05. σ(2 · 0.1) = 0.549834; gain 0.05 · 0.450166 = 0.0225083.
    # σ(1 · 0.05) = 0.512497; gain 0.05 · 0.487503 = 0.0243751.
    second = fast.advance(state, stream, settings, 2)
    assert second.loss_sum == pytest.approx(-math.log(0.549834) - math.log(0.512497), rel=1e-5)
    np.testing.assert_allclose(state.vectors, [[1 + 0.0243751 * 0.05], [2 + 0.0225083 * 0.1]])
    np.testing.assert_allclose(state.contexts, [[0.1 + 0.0225083 * 2], [0.05 + 0.0243751]], 1e-6)


def test_loss_at_the_start_is_that_of_guessing():
    # Output vectors are zero, so σ = 1/2 for each of the 1 + K targets of a pair.
    stream = one_sentence([0, 1], 50)
    (window,) = plain.replay(start(50, 8, 0), stream, Settings(negatives=5), 1)
    assert 0 not in window.negatives
    assert window.loss.sum() == pytest.approx(6 * LN2)
    (window,) = plain.replay(start(50, 8, 0), stream, Settings(objective="softmax"), 1)
    assert window.loss.sum() == pytest.approx(math.log(50))


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("model", MODELS)
def test_replay_is_what_training_does_next(model, objective):
    stream = random_stream(3)
    settings = Settings(model, objective, 4, epochs=2)
    state = start(stream.V, 8, 1)
    fast.advance(state, stream, settings, 150)
    kept = state.copy()
    trained = state.copy()
    tally = fast.advance(trained, stream, settings, 60)
    begin = state.done % 300
    inside = range(begin, begin + tally.tokens)
    replayed = plain.replay(state, stream, settings, 500)
    windows = list(takewhile(lambda window: window.position in inside, replayed))
    np.testing.assert_array_equal(state.vectors, kept.vectors)
    assert sum(window.pairs for window in windows) == tally.pairs
    assert sum(window.loss.sum() for window in windows) == pytest.approx(tally.loss_sum, rel=1e-5)
    last = windows[-1]
    np.testing.assert_allclose(last.after[0], trained.vectors[last.inputs], atol=1e-5)
    np.testing.assert_allclose(last.after[1], trained.contexts[last.targets], atol=1e-5)
    for window in windows:
        assert window.centre == stream.tokens[window.position]
        np.testing.assert_array_equal(window.words, stream.tokens[window.places])
        assert window.position not in window.places
        assert not set(window.places) & set(window.dropped)
        low, high = window.sentence
        assert low <= min(window.places) <= max(window.places) < high
        np.testing.assert_allclose(window.label.sum(), window.pairs)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("model", MODELS)
def test_update_is_the_gradient_that_autograd_finds(model, objective):
    state = filled(9, 6)
    settings = Settings(model, objective, window=3, dynamic_window=False, negatives=4, rate=0.5)
    stream = one_sentence([0, 1, 2, 1], 9)
    window = list(plain.replay(state, stream, settings, 2))[1]  # centre 1; 0, 2, 1 around it
    before, rate = state.copy(), window.rate
    for draw in plain.replay(state, stream, settings, 1):
        before.vectors[draw.inputs], before.contexts[draw.targets] = draw.after
    V = torch.tensor(before.vectors, dtype=torch.float64, requires_grad=True)
    U = torch.tensor(before.contexts, dtype=torch.float64, requires_grad=True)
    words, centre = torch.tensor(window.words.astype(int)), torch.tensor([window.centre])
    hidden = V[words].mean(0, keepdim=True) if model == "cbow" else V[words]
    if objective == "negative-sampling":
        noise = [int(n) for n in window.negatives if n != window.centre]
        loss = -logsigmoid(hidden @ U[centre].T).sum() - logsigmoid(-hidden @ U[noise].T).sum()
    elif model == "cbow":
        loss = cross_entropy(hidden @ U.T, centre, reduction="sum")
    else:
        loss = cross_entropy((V[centre] @ U.T).repeat(3, 1), words, reduction="sum")
    loss.backward()
    assert float(window.loss.sum()) == pytest.approx(float(loss.detach()), rel=1e-6)
    # CBOW hands the whole gradient of the mean to each of its 3 inputs, as word2vec.c does.
    times = 3.0 if model == "cbow" else 1.0
    vectors = before.vectors - rate * times * V.grad.numpy()
    contexts = before.contexts - rate * U.grad.numpy()
    np.testing.assert_allclose(window.after[0], vectors[window.inputs], atol=1e-6)
    np.testing.assert_allclose(window.after[1], contexts[window.targets], atol=1e-6)


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("score", [-30.0, -2.0, 0.0, 0.7, 30.0])
def test_pair_loss_and_its_gradient(score, label):
    x = torch.tensor(score, dtype=torch.float64, requires_grad=True)
    loss = -logsigmoid(x if label else -x)
    loss.backward()
    assert float(plain.pair_loss(score, label)) == pytest.approx(loss.item(), rel=1e-12)
    assert float(plain.sigmoid(score) - label) == pytest.approx(x.grad.item(), abs=1e-12)


@pytest.mark.parametrize("kernel", [fast, plain])
def test_softmax_of_far_apart_scores(kernel):
    # Word 1 alone, twice: scores 20 · 10 and 20 · -10, so log Σ - score = 200 + 200 nats;
    # e^-400 is no float, the loss is one all the same.
    state = start(2, 1, 0)
    state.vectors[:], state.contexts[:] = 20.0, [[10.0], [-10.0]]
    settings = Settings(objective="softmax", rate=1e-9, epochs=1)
    tally = kernel.advance(state, one_sentence([1, 1], 2), settings, 2)
    assert tally.loss == pytest.approx(400.0)


def test_sigmoid_table():
    grid = (np.arange(len(SIGMOID)) - 2048) / 128.0
    between = (SIGMOID[:-1] + SIGMOID[1:]) / 2.0  # lines are furthest from σ half-way
    np.testing.assert_allclose(between, plain.sigmoid(grid[:-1] + 1 / 256), atol=1e-6)


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=60))
@effort(max_examples=50, deadline=None)
def test_alias_table_holds_the_distribution(weights):
    threshold, alias = alias_table(np.array(weights))
    share = threshold / 2.0**32
    held = share + np.bincount(alias, 1.0 - share, minlength=len(weights))
    np.testing.assert_allclose(held / len(weights), np.array(weights) / sum(weights), atol=1e-8)


def test_draws_have_the_chances_they_should():
    # Word 0 is kept half the time; noise is counts^0.75: 16^0.75 = 8, so 8/10 : 1/10 : 1/10.
    tokens = np.tile([0, 1, 2], 2000)
    stream = make_stream(tokens, np.array([0, 1000, 6000]), np.array([16, 1, 1]), [0.5, 1, 1])
    np.testing.assert_allclose(stream.noise(), [0.8, 0.1, 0.1], atol=1e-9)
    windows = list(plain.replay(start(3, 1, 2), stream, Settings(window=4, epochs=1), 9999))
    noise = np.concatenate([window.negatives for window in windows])
    assert len(windows) == pytest.approx(5000, abs=90)  # 4000 + 2000/2 ± 4 · √500
    assert np.mean(noise == 0) == pytest.approx(0.8, abs=4 * math.sqrt(0.16 / len(noise)))
    radii = np.bincount([window.radius for window in windows], minlength=5)[1:]
    np.testing.assert_allclose(radii / len(windows), 0.25, atol=0.025)
    fixed = plain.replay(start(3, 1, 2), stream, Settings(window=4, dynamic_window=False), 20)
    assert {window.radius for window in fixed} == {4}


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("model", MODELS)
def test_words_in_the_same_contexts_become_neighbours(model, objective):
    # 0 and 1 stand between 2 and 3, always; 4 and 5 between 6 and 7.
    sentences = [[2, 0, 3], [2, 1, 3], [6, 4, 7], [6, 5, 7]] * 50
    stream = make_stream(np.concatenate(sentences), np.arange(201) * 3, np.full(8, 100))
    settings = Settings(model, objective, window=1, rate=0.1, epochs=40)
    state = start(8, 8, 0)
    first = fast.advance(state, stream, settings, 600)
    while state.done < 40 * 600:
        last = fast.advance(state, stream, settings, 600)
    assert last.loss < 0.8 * first.loss
    unit = state.vectors / np.linalg.norm(state.vectors, axis=1, keepdims=True)
    alike = unit @ unit.T
    assert alike[0, 1] > 0.9
    assert alike[4, 5] > 0.9
    assert max(alike[0, 4], alike[0, 5], alike[1, 4], alike[1, 5]) < 0.5


def test_long_sentences_are_cut():
    tokens = np.arange(2500) % 7
    stream = one_sentence(list(tokens), 7)
    settings = Settings(window=2, epochs=1)
    state, theirs = start(7, 4, 0), start(7, 4, 0)
    assert fast.advance(state, stream, settings, 1).tokens == LONGEST
    assert fast.advance(state, stream, settings, 1001).tokens == 1500
    plain.advance(theirs, stream, settings, 2500)
    np.testing.assert_allclose(state.vectors, theirs.vectors, atol=1e-5)
    assert [stream.cut(n) for n in (0, 1, 1000, 1001, 2001, 2500, 2501)] == [
        0, 1000, 1000, 2000, 2500, 2500, 3500,
    ]  # fmt: skip


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_threads_read_every_token_once(objective):
    stream = random_stream(4, N=3000)
    settings = Settings(objective=objective, epochs=4, rate=0.05)
    state = start(stream.V, 8, 0)
    first = fast.advance(state, stream, settings, 3000, threads=3)
    last = fast.advance(state, stream, settings, 10**9, threads=3)
    alone = fast.advance(start(stream.V, 8, 0), stream, settings, 10**9)
    assert first.tokens + last.tokens == alone.tokens == state.done == 12000
    assert first.pairs + last.pairs == pytest.approx(alone.pairs, rel=0.05)
    assert last.loss < first.loss


@pytest.mark.parametrize("tokens", [0, -50])
def test_nothing_asked_is_nothing_done(tokens):
    stream = random_stream(1)
    state = start(stream.V, 4, 0)
    done = fast.advance(state, stream, Settings(), 150).tokens
    kept = state.copy()
    assert fast.advance(state, stream, Settings(), tokens).tokens == 0
    assert state.done == done
    np.testing.assert_array_equal(state.vectors, kept.vectors)


def test_finished_run_stays_as_it_is():
    stream = one_sentence([0, 1, 2], 3)
    settings = Settings(epochs=1)
    state = start(3, 4, 0)
    fast.advance(state, stream, settings, 10**9)
    kept = state.copy()
    tally = fast.advance(state, stream, settings, 10**9)
    assert (tally.pairs, tally.tokens) == (0, 0)
    assert math.isnan(tally.loss)
    np.testing.assert_array_equal(state.vectors, kept.vectors)
    assert list(plain.replay(state, stream, settings, 5)) == []


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_divergence_is_said_by_the_loss(objective, value):
    stream = random_stream(5)
    state = filled(stream.V, 4)
    state.vectors[:, 0] = value
    tally = fast.advance(state, stream, Settings(objective=objective), 10**9)
    assert math.isnan(tally.loss)


def test_seed_decides_the_run():
    stream = random_stream(6)
    ends = [start(stream.V, 4, seed) for seed in (1, 1, 2)]
    for state in ends:
        fast.advance(state, stream, Settings(), 10**9)
    np.testing.assert_array_equal(ends[0].vectors, ends[1].vectors)
    assert abs(ends[0].vectors - ends[2].vectors).max() > 0.01


def test_what_cannot_be_trained_is_refused():
    good = one_sentence([0, 1], 2)
    with pytest.raises(ValueError, match="tokens must be word numbers from 0 to 1, and at least"):
        make_stream(np.array([0, 2]), np.array([0, 2]), np.ones(2))
    with pytest.raises(ValueError, match="and at least one"):
        make_stream(np.array([]), np.array([0]), np.ones(2))
    with pytest.raises(ValueError, match="offsets must rise from 0 to 2"):
        make_stream(np.array([0, 1]), np.array([0, 3, 2]), np.ones(2))
    with pytest.raises(ValueError, match="keep must have one value for each of the 2 words"):
        make_stream(np.array([0, 1]), np.array([0, 2]), np.ones(2), np.ones(3))
    with pytest.raises(
        ValueError, match=r"vectors have shape \(3, 4\); this stream needs \(2, 4\)"
    ):
        fast.advance(start(3, 4, 0), good, Settings(), 1)
    state = start(2, 4, 0)
    state.contexts.flags.writeable = False
    with pytest.raises(ValueError, match="contexts must be writeable, contiguous float32"):
        fast.advance(state, good, Settings(), 1)
    state = replace(start(2, 4, 0), vectors=np.zeros((2, 4)))
    with pytest.raises(ValueError, match="vectors must be writeable, contiguous float32"):
        fast.advance(state, good, Settings(), 1)
