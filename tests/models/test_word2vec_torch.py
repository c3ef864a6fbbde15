"""Batched word2vec has the paper's gradients, the kernel's pairs, and learns what it learns."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, logsigmoid

from engine.kernels import word2vec as kernel
from engine.kernels.word2vec_stream import Settings, make_stream
from engine.models import word2vec as batched

OBJECTIVES = ("negative-sampling", "softmax")
MODELS = ("skip-gram", "cbow")


def twins():
    """0 and 1 stand between 2 and 3, always; 4 and 5 between 6 and 7."""
    sentences = [[2, 0, 3], [2, 1, 3], [6, 4, 7], [6, 5, 7]] * 50
    return make_stream(np.concatenate(sentences), np.arange(201) * 3, np.full(8, 100))


def test_starts_as_the_kernel_does():
    ours, theirs = batched.start(20, 6, 3, "cpu"), kernel.start(20, 6, 3)
    np.testing.assert_array_equal(ours.vectors, theirs.vectors)
    np.testing.assert_array_equal(ours.contexts, theirs.contexts)


@pytest.mark.parametrize("R", [1, 4])
def test_sampled_gradient_is_that_of_autograd(R):
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(3, R, 5, generator=generator, dtype=torch.float64, requires_grad=True)
    outputs = torch.randn(3, 6, 5, generator=generator, dtype=torch.float64, requires_grad=True)
    mask = torch.rand(3, R, 6, generator=generator) < 0.7
    scores = torch.einsum("brd,btd->brt", hidden, outputs)
    per_pair = -torch.cat([logsigmoid(scores[:, :, :1]), logsigmoid(-scores[:, :, 1:])], 2)
    (per_pair * mask).sum().backward()
    loss, up, out = batched.sampled_gradient(hidden.detach(), outputs.detach(), mask)
    torch.testing.assert_close(loss, (per_pair * mask).sum().detach())
    torch.testing.assert_close(up, -hidden.grad)
    torch.testing.assert_close(out, -outputs.grad)


def test_full_gradient_is_that_of_autograd():
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(3, 5, generator=generator, dtype=torch.float64, requires_grad=True)
    contexts = torch.randn(7, 5, generator=generator, dtype=torch.float64, requires_grad=True)
    rows, words = torch.tensor([0, 0, 0, 1, 2]), torch.tensor([1, 1, 6, 0, 3])
    goals = torch.zeros(3, 7, dtype=torch.float64)
    goals.index_put_((rows, words), torch.ones(5, dtype=torch.float64), accumulate=True)
    expected = cross_entropy((hidden @ contexts.T)[rows], words, reduction="sum")
    expected.backward()
    loss, up, out = batched.full_gradient(hidden.detach(), contexts.detach(), goals)
    torch.testing.assert_close(loss, expected.detach())
    torch.testing.assert_close(up, -hidden.grad)
    torch.testing.assert_close(out, -contexts.grad)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("model", MODELS)
def test_trains_the_kernels_pairs(model, objective):
    generator = np.random.default_rng(0)
    tokens = generator.integers(0, 12, 900)
    offsets = np.array([0, 1, 1, 30, 31, 200, 460, 900])
    stream = make_stream(tokens, offsets, np.bincount(tokens, minlength=12))
    settings = Settings(model, objective, window=3, dynamic_window=False, epochs=2)
    run = batched.start(12, 4, 0, "cpu")
    tally = batched.advance(run, stream, settings, 10**9)
    theirs = kernel.advance(kernel.start(12, 4, 0), stream, settings, 10**9)
    assert (tally.pairs, tally.tokens) == (theirs.pairs, theirs.tokens)


@pytest.mark.parametrize("model", MODELS)
def test_one_small_step_is_the_kernels(model):
    # One sentence, so one batch; with a small rate the order of its windows hardly matters.
    tokens = np.array([0, 1, 2, 1, 3])
    stream = make_stream(tokens, np.array([0, 5]), np.ones(5))
    settings = Settings(model, "softmax", window=2, dynamic_window=False, rate=1e-3, epochs=1)
    run, state = batched.start(5, 4, 1, "cpu"), kernel.start(5, 4, 1)
    for ours, theirs in ((run.inputs, state.vectors), (run.outputs, state.contexts)):
        theirs[:] = np.random.default_rng(0).normal(size=(5, 4))
        ours[:] = torch.tensor(theirs)
    begin = state.copy()
    batched.advance(run, stream, settings, 5)
    kernel.advance(state, stream, settings, 5)
    for ours, theirs, first in (
        (run.vectors, state.vectors, begin.vectors),
        (run.contexts, state.contexts, begin.contexts),
    ):
        moved = ours - first
        assert abs(moved).max() > 1e-5
        np.testing.assert_allclose(moved, theirs - first, atol=0.02 * abs(moved).max())


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("model", MODELS)
def test_words_in_the_same_contexts_become_neighbours(model, objective):
    stream = twins()
    settings = Settings(model, objective, window=1, rate=0.1, epochs=60)
    run = batched.start(8, 8, 0, "cpu")
    first = batched.advance(run, stream, settings, 600)
    while run.done < 60 * 600:
        last = batched.advance(run, stream, settings, 600)
    assert last.loss < 0.8 * first.loss
    unit = run.vectors / np.linalg.norm(run.vectors, axis=1, keepdims=True)
    alike = unit @ unit.T
    assert min(alike[0, 1], alike[4, 5]) > 0.9
    assert max(alike[0, 4], alike[0, 5], alike[1, 4], alike[1, 5]) < 0.5


def test_small_steps_equal_one_large_step():
    settings = Settings(window=2, epochs=4)
    stream = twins()
    whole, pieces = (batched.start(8, 8, 0, "cpu") for _ in range(2))
    tally = batched.advance(whole, stream, settings, 2400)
    parts = []
    while pieces.done < 2400:
        parts.append(batched.advance(pieces, stream, settings, 50))
    assert len(parts) >= 4
    assert sum(part.pairs for part in parts) == tally.pairs
    torch.testing.assert_close(pieces.inputs, whole.inputs, rtol=0, atol=0)


def test_subsampling_and_the_edges_of_a_batch():
    # Words of one-word sentences have no window; word 1 is dropped nearly always.
    stream = make_stream([0, 1, 0, 2, 0], [0, 1, 3, 5], np.ones(3), np.array([1, 1e-7, 1]))
    run = batched.start(3, 4, 0, "cpu")
    tally = batched.advance(run, stream, Settings(epochs=1), 5)
    assert (tally.pairs, tally.tokens) == (2, 5)


def test_frequent_words_do_not_overshoot():
    stream = make_stream(np.zeros(3000), np.array([0, 3000]), np.ones(2))
    settings = Settings(rate=1.0, epochs=3, dynamic_window=False)
    run = batched.start(2, 8, 0, "cpu")
    tally = batched.advance(run, stream, settings, 10**9)
    assert np.isfinite(tally.loss)
    assert np.isfinite(run.vectors).all()
