"""Three readers: as torch trains them and as numpy reads them, they say the same."""

import numpy as np
import pytest
import torch

from engine.models import bags, bags_plain, recurrent
from engine.models.bags import Learner, Reader, Sizes

SIZES = Sizes(V=12, D=4, H=6, P=5)
READERS = pytest.mark.parametrize("kind", bags_plain.READERS)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    recurrent.threads(1)


def sentences(seed: int = 0, count: int = 40, longest: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Random sentences of 1 … longest words, zeros after them; labels by their first word."""
    rng = np.random.default_rng(seed)
    ids = np.zeros((count, longest), np.int64)
    for row in ids:
        length = rng.integers(1, longest + 1)
        row[:length] = rng.integers(1, SIZES.V, size=length)
    return ids, (ids[:, 0] % 2).astype(np.int64)


@READERS
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_numpy_reads_what_torch_has_learnt(kind: str, cell: str) -> None:
    ids, labels = sentences()
    learner = Learner(kind, SIZES, ids, labels, cell)
    learner.learn(5)
    weights = learner.numbers()
    plain = [bags_plain.score(kind, weights, [int(i) for i in row if i], cell) for row in ids]
    np.testing.assert_allclose(learner.scores(ids), plain, atol=1e-5)


@READERS
def test_what_stands_after_a_sentence_changes_nothing(kind: str) -> None:
    ids, labels = sentences()
    learner = Learner(kind, SIZES, ids, labels)
    wider = np.pad(ids, ((0, 0), (0, 7)))
    np.testing.assert_allclose(learner.scores(ids), learner.scores(wider), atol=1e-6)


def test_the_bag_is_the_same_to_the_last_bit_in_any_order() -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(50, 32)).astype(np.float32)
    ids = rng.integers(1, 50, size=30).tolist()
    usual = bags_plain.mean(vectors, ids)
    learner = Learner("bag", Sizes(50, 8, 6, 5), np.array([ids]), np.array([1]))
    score = learner.scores(np.array([ids]))
    for _ in range(50):
        other = rng.permutation(ids).tolist()
        assert (bags_plain.mean(vectors, other) == usual).all()
        assert (learner.scores(np.array([other])) == score).all()
    # The mean of 1, 2 and 6 is 3.
    assert bags_plain.mean(np.array([[0.0], [1], [2], [6]], np.float32), [3, 1, 2]).tolist() == [3]
    assert bags_plain.mean(vectors, []).tolist() == [0] * 32


def test_the_window_knows_the_order_and_does_not_see_what_comes_after_it() -> None:
    ids, labels = sentences()
    learner = Learner("window", SIZES, ids, labels)
    weights = learner.numbers()
    one = bags_plain.score("window", weights, [1, 2, 3, 4, 5])
    assert bags_plain.score("window", weights, [2, 1, 3, 4, 5]) != one
    assert bags_plain.score("window", weights, [1, 2, 3, 4, 5, 6, 7]) == one


def test_a_block_that_no_word_meets_is_never_trained() -> None:
    ids, labels = sentences(longest=3)
    learner = Learner("window", SIZES, ids, labels)
    before = learner.numbers()["hidden.weight"]
    learner.learn(20)
    moved = np.abs(learner.numbers()["hidden.weight"] - before).reshape(6, 5, 4).max(axis=(0, 2))
    # Sentences have at most three words: places 4 and 5 stay exactly as they began.
    assert (moved[:3] > 0).all()
    assert moved[3:].tolist() == [0, 0]


@READERS
def test_the_same_seed_learns_the_same_and_no_word_stays_no_word(kind: str) -> None:
    ids, labels = sentences()
    one, other = (Learner(kind, SIZES, ids, labels, seed=4) for _ in range(2))
    state = torch.get_rng_state()
    assert one.learn(7) == other.learn(7)
    assert torch.equal(torch.get_rng_state(), state), "sessions share torch's own generator"
    for name, values in one.numbers().items():
        np.testing.assert_array_equal(values, other.numbers()[name])
    assert not one.numbers()["vectors.weight"][0].any()


@READERS
def test_every_reader_learns_what_a_first_word_says(kind: str) -> None:
    ids, labels = sentences(count=300, longest=1)
    learner = Learner(kind, SIZES, ids, labels, rate=0.02)
    learner.learn(150)
    assert learner.accuracy(ids, labels) == 1


def test_weights_are_counted() -> None:
    counts = {}
    for kind in bags_plain.READERS:
        counts[kind] = Learner(kind, SIZES, *sentences()).parameters
    # D·H + H + H + 1; P·D·H + H + H + 1; 3·(D·H + H·H + 2·H) + H + 1
    assert counts == {
        "bag": 24 + 6 + 7,
        "window": 120 + 6 + 7,
        "recurrent": 3 * (24 + 36 + 12) + 7,
    }


def test_an_unknown_reader_is_refused() -> None:
    with pytest.raises(ValueError, match="kind='poet' is not one of bag, window, recurrent"):
        Learner("poet", SIZES, *sentences())
    assert isinstance(Learner("bag", SIZES, *sentences()).reader, Reader)
    assert bags.SCALE > 0
