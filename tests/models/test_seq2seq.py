"""Encoder, decoder and attention: by hand, numpy against torch, learning, the beam."""

import numpy as np
import pytest
import torch

from engine.models import seq2seq
from engine.models.arrays import softmax
from engine.models.seq2seq import BEGIN, END, Spec
from engine.models.seq2seq_training import Network, Texts, Trainer, exact
from engine.trace import Recorder

ATTENTIONS = ("none", "additive", "multiplicative")
V = 9


def network(attention: str = "additive", cell: str = "gru") -> Network:
    return Network(Spec(cell, attention, 6, 8), V, V, seed=2, device="cpu")  # type: ignore[arg-type]


def numbers(made: Network) -> dict[str, np.ndarray]:
    return {name: weight.detach().numpy() for name, weight in made.named_parameters()}


def texts(count: int = 300, longest: int = 5) -> Texts:
    """Reversal of 2 … `longest` letters."""
    chance = np.random.default_rng(0)
    sources = np.zeros((count, longest), np.int32)
    targets = np.zeros((count, longest + 1), np.int32)
    for row in range(count):
        n = chance.integers(2, longest + 1)
        sources[row, :n] = chance.integers(4, V, n)
        targets[row, : n + 1] = [*sources[row, :n][::-1], END]
    return Texts(sources, targets)


@pytest.mark.parametrize("attention", ATTENTIONS)
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_training_and_reading_say_the_same(attention: str, cell: str) -> None:
    made = network(attention, cell)
    ids = torch.randint(4, V, (3, 5), generator=torch.Generator().manual_seed(1))
    targets = torch.randint(4, V, (3, 4), generator=torch.Generator().manual_seed(2))
    trained = made(ids, targets).detach().numpy()
    memory, state = seq2seq.read(ids.numpy(), numbers(made), made.spec)
    ours = seq2seq.teach(ids.numpy(), targets.numpy(), numbers(made), made.spec, memory, state)
    assert trained.shape == (4, 3, V)
    assert np.abs(trained - ours).max() < 1e-5


@pytest.mark.parametrize("attention", ["additive", "multiplicative"])
def test_a_look_is_shared_out_and_can_be_set_by_hand(attention: str) -> None:
    made = network(attention)
    weights = numbers(made)
    memory, state = seq2seq.read(np.array([[4, 5, 6]]), weights, made.spec)
    record = Recorder()
    word = np.array([BEGIN])
    scores, after = seq2seq.step(word, state, memory, weights, made.spec, record=record)
    assert record["look"].sum() == pytest.approx(1)
    assert np.allclose(record["seen"], record["look"] @ memory[0], atol=1e-6)
    hand = np.array([[0, 0, 1]], np.float32)
    by_hand, _ = seq2seq.step(word, state, memory, weights, made.spec, hand, record := Recorder())
    assert np.allclose(record["seen"], memory[:, 2], atol=1e-6)
    assert not np.allclose(scores, by_hand)
    assert np.allclose(after.look, softmax(np.log(np.asarray(after.look))), atol=1e-6)


def test_the_additive_score_by_hand() -> None:
    # v · tanh(W s + U h): W s = 0.5, U h = (0, 1), v = 2 → 2 tanh 0.5, 2 tanh 1.5.
    weights = {
        "query.weight": np.array([[0.5]]),
        "memory.weight": np.array([[1.0]]),
        "score.weight": np.array([2.0]),
    }
    scores = seq2seq._additive(np.ones((1, 1)), np.array([[[0.0], [1.0]]]), weights)
    assert scores[0] == pytest.approx([2 * np.tanh(0.5), 2 * np.tanh(1.5)])


def test_without_attention_all_passes_through_one_vector() -> None:
    made = network("none")
    weights = numbers(made)
    memory, state = seq2seq.read(np.array([[4, 5, 6]]), weights, made.spec)
    one = seq2seq.step(np.array([BEGIN]), state, memory, weights, made.spec)[0]
    two = seq2seq.step(np.array([BEGIN]), state, 0 * memory, weights, made.spec)[0]
    assert np.array_equal(one, two)


def test_it_learns_to_reverse_and_the_same_seed_learns_alike() -> None:
    data = texts()
    trainer, again = (
        Trainer(Spec(hidden=32, width=12), data, (V, V), updates=220, rate=0.01) for _ in "ab"
    )
    first = trainer.advance(20)
    assert again.advance(20) == first
    last = trainer.advance(200)
    assert last < 0.5 * first
    right = exact(trainer.network, data)
    assert right.mean() > 0.8
    weights, spec = trainer.weights(), trainer.network.spec
    row = int(np.flatnonzero(right)[0])
    source = data.sources[row][data.sources[row] > 0]
    written = seq2seq.write(source, weights, spec)
    assert written.words.tolist() == data.targets[row][data.targets[row] > 0].tolist()
    assert written.chance.sum(1) == pytest.approx(1, abs=1e-5)
    assert written.look.shape == (len(written.words), len(source))
    # The first letter written is the last one read: that is where it looks.
    assert written.look[0].argmax() == len(source) - 1
    tree, end = seq2seq.beam(source, weights, spec, width=3)
    assert seq2seq.path(tree, end) == written.words.tolist()
    assert seq2seq.beam(source, weights, spec, width=1)[0][0].kept


def test_the_beam_is_never_worse_than_the_greedy_way() -> None:
    made = network()
    weights = numbers(made)
    source = np.array([4, 6, 7])
    greedy = seq2seq.write(source, weights, made.spec, most=5)
    chance = np.log(greedy.chance[np.arange(len(greedy.words)), greedy.words]).sum()
    tree, end = seq2seq.beam(source, weights, made.spec, width=V, most=5, shown=0)
    best = max(branch.total for branch in tree if branch.step == 4 or branch.word == END)
    assert best >= chance - 1e-6
    totals = sum(np.log(tree[end].chance) for end in _line(tree, end))
    assert totals == pytest.approx(tree[end].total, abs=1e-4)


def _line(tree: list[seq2seq.Branch], end: int) -> list[int]:
    found = []
    while end >= 0:
        found.append(end)
        end = tree[end].parent
    return found


def test_words_told_are_written_and_one_word_is_enough() -> None:
    made = network("multiplicative")
    told = seq2seq.write(np.array([5]), numbers(made), made.spec, most=4, told=[7, 8])
    assert told.words[:2].tolist() == [7, 8]
    assert told.look[0].tolist() == [1.0]


def test_free_running_hears_itself() -> None:
    made = network()
    ids, targets = torch.tensor([[4, 5]]), torch.tensor([[6, 7, 8]])
    taught = made(ids, targets)
    free = made(ids, targets, [False] * 3)
    assert torch.allclose(taught[0], free[0], atol=1e-6)
    if int(taught[0].argmax()) != 6:
        assert not torch.allclose(taught[1], free[1])
    trainer = Trainer(Spec(hidden=8, width=6), texts(40), (V, V), updates=4, forcing=0.5)
    assert np.isfinite(trainer.advance(10))
    assert trainer.done == 4
    assert np.isnan(trainer.advance(1))
