"""Three cells learn by torch's kernels, and the numbers read from their weights are the same."""

import itertools

import numpy as np
import pytest

from engine.lessons.gates import reading
from engine.lessons.gates.network import CELLS, network_of, read
from engine.lessons.gates.params import PARAMS, VECTOR
from engine.models import agreement
from engine.models.agreement import Sizes

PARAMETERS = PARAMS(units=6)


@pytest.fixture(scope="module")
def asked() -> reading.Task:
    return reading.task(PARAMETERS)


def made(cell: str, asked: reading.Task) -> agreement.Learner:
    sizes = Sizes(len(asked.words), len(asked.outputs), VECTOR, 6)
    return agreement.learner(cell, sizes, 3, 0.01, 1.0)


def batches(asked: reading.Task, many: int) -> list[agreement.Batch]:
    return list(itertools.islice(reading.training(asked, PARAMETERS), many))


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_read_from_weights_is_what_torch_computes(cell: str, asked: reading.Task) -> None:
    one = made(cell, asked)
    agreement.learn(one, batches(asked, 3))
    ids = reading.texts(asked, [s.words[: s.target] for s in asked.exam[:20]])
    places = np.array([s.target - 1 for s in asked.exam[:20]])
    theirs = agreement.guesses(one, ids, places)
    ours = read(network_of(agreement.weights_of(one), cell), ids).shares[places, np.arange(20)]
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
    assert theirs.sum(axis=1) == pytest.approx(np.ones(20), abs=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_looking_in_between_changes_nothing(cell: str, asked: reading.Task) -> None:
    some = batches(asked, 6)
    undisturbed, looked = made(cell, asked), made(cell, asked)
    agreement.learn(undisturbed, some)
    for batch in some:
        agreement.learn(looked, [batch])
        agreement.weights_of(looked)
        agreement.guesses(looked, batch.inputs, np.zeros(batch.inputs.shape[1], np.int64))
    ours, theirs = agreement.weights_of(looked), agreement.weights_of(undisturbed)
    assert all(np.array_equal(ours[name], theirs[name]) for name in theirs)


def test_learning_lowers_the_loss_and_nothing_is_lost_on_no_batches(asked: reading.Task) -> None:
    one = made("gru", asked)
    some = batches(asked, 25)
    first = agreement.learn(one, some[:1])
    last = [agreement.learn(one, [batch]) for batch in some[1:]][-1]
    assert last < first - 0.3
    assert np.isnan(agreement.learn(one, []))


def test_only_what_is_asked_counts(asked: reading.Task) -> None:
    batch = batches(asked, 1)[0]
    changed = batch.inputs.copy()
    lengths = (batch.answers >= 0).sum(axis=0)
    for b, length in enumerate(lengths):
        changed[length + 1 :, b] = 5  # beyond the end of a short text
    losses = [
        agreement.learn(made("rnn", asked), [agreement.Batch(inputs, batch.answers)])
        for inputs in (batch.inputs, changed)
    ]
    assert losses[0] == losses[1]
