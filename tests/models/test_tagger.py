"""Taggers: what torch trains is what numpy reads, and a reader knows the side it has read."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from engine.models import recurrent, tagger
from engine.models import tagger_plain as plain
from engine.models.tagger_plain import DIRECTIONS, Reader, Sizes

SIZES = Sizes(9, 4, 6, 3)
READERS = [Reader(direction, layers) for direction in DIRECTIONS for layers in (1, 2)]
WORDS = [[1, 2, 3], [4, 5, 6, 7], [3, 2, 1], [8], [2, 2, 2, 2]]
TAGS = [[0, 1, 2], [2, 1, 0, 0], [2, 1, 0], [1], [0, 1, 0, 1]]


def made(reader: Reader, cell: str = "lstm") -> tagger.Tagger:
    return tagger.Tagger(reader, SIZES, cell, seed=3)


def numbers(network: tagger.Tagger) -> dict[str, np.ndarray]:
    return recurrent.numbers(network)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_numpy_reads_what_torch_trained(reader: Reader, cell: str) -> None:
    network = made(reader, cell)
    tokens = np.array([[1, 4], [2, 5], [3, 0]])
    with torch.no_grad():
        expected = network(torch.from_numpy(tokens)).softmax(-1).numpy()
    found, states = plain.read(tokens, numbers(network), reader, cell)
    assert found == pytest.approx(expected, abs=1e-6)
    assert states.shape == (3, 2, SIZES.H)
    kept = plain.packed(numbers(network))
    assert kept.dtype == np.float16
    again = plain.unpacked(kept, reader, SIZES, cell)
    assert {n: w.shape for n, w in again.items()} == plain.shapes(reader, SIZES, cell)
    assert plain.read(tokens, again, reader, cell)[0] == pytest.approx(expected, abs=5e-3)


def test_numbers_of_another_network_are_not_taken() -> None:
    kept = plain.packed(numbers(made(Reader("forward"))))
    with pytest.raises(ValueError, match="numbers were kept of both2"):
        plain.unpacked(np.concatenate([kept, kept]), Reader("both", 2), Sizes(2, 2, 2, 2), "lstm")


@pytest.mark.parametrize(
    ("direction", "before", "after"),
    [("forward", True, False), ("backward", False, True), ("both", True, True)],
)
def test_a_reader_knows_what_it_has_read(direction: str, before: bool, after: bool) -> None:
    """Another word on one side changes the state in the middle only where it has been read."""
    network = made(Reader(direction, 2))
    weights = numbers(network)

    def middle(tokens: list[int]) -> np.ndarray:
        states = plain.read(np.array([tokens]).T, weights, network.reader, "lstm")[1]
        found: np.ndarray = states[1, 0]
        return found

    same = middle([1, 2, 3])
    assert (not np.array_equal(middle([5, 2, 3]), same)) == before
    assert (not np.array_equal(middle([1, 2, 5]), same)) == after


def test_sentences_of_a_length_lie_together_and_come_back_in_order() -> None:
    given = tagger.Sentences.of(WORDS, TAGS)
    assert [tokens.shape for tokens, _, _ in given.blocks] == [(1, 1), (3, 2), (4, 2)]
    network = made(Reader("both"))
    found = tagger.probabilities(network, given)
    assert [len(one) for one in found] == [3, 4, 3, 1, 4]
    alone = tagger.probabilities(network, tagger.Sentences.of([WORDS[1]], [TAGS[1]]))[0]
    assert found[1] == pytest.approx(alone, abs=1e-6)


def test_layers_said_one_by_one_end_in_what_the_network_says() -> None:
    given = tagger.Sentences.of(WORDS, TAGS)
    for reader in (Reader("both", 3), Reader("backward", 2)):
        network = made(reader)
        states = tagger.layer_states(network, given)
        assert [one.shape for one in states] == [(15, 4)] + [(15, 6)] * reader.layers
        last = torch.from_numpy(states[-1])
        with torch.no_grad():
            said = network.output(last).softmax(-1).numpy()
        assert said == pytest.approx(np.concatenate(tagger.probabilities(network, given)), abs=1e-6)


def learnt(threads: int) -> list[np.ndarray]:
    """Weights of two readers after a few batches."""
    given = tagger.Sentences.of(WORDS, TAGS)
    race = tagger.Race([Reader("forward"), Reader("both", 2)], SIZES, "gru", 0.01, 0)
    source = tagger.batches(given, 4, seed=1)
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(3):
            race.learn([next(source) for _ in range(4)], pool)
    return [plain.packed(numbers(network)) for network in race.taggers]


def test_however_many_threads_the_numbers_are_the_same() -> None:
    for one, two in zip(learnt(1), learnt(2), strict=True):
        assert np.array_equal(one, two)


def test_words_without_a_tag_teach_nothing() -> None:
    given = tagger.Sentences.of([[1, 2]], [[plain.UNTAGGED, 1]])
    race = tagger.Race([Reader("both")], SIZES, "lstm", 0.05, 0)
    source = tagger.batches(given, 8, seed=1)
    with ThreadPoolExecutor(1) as pool:
        losses = [race.learn([next(source)], pool)[0] for _ in range(30)]
        said = race.judge(given, pool)[0][0]
    assert losses[-1] < 0.1 < losses[0]
    assert said[1].argmax() == 1


def test_units_that_cannot_be_halved_are_refused() -> None:
    with pytest.raises(ValueError, match="H=5 units cannot be halved for a reader of both ends"):
        tagger.Tagger(Reader("both"), Sizes(4, 4, 5, 2), "lstm", 0)
