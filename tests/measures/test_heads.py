"""What heads do, on matrices whose answer is seen by eye."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.measures import heads


def shares(T: int, seed: int, size: tuple[int, ...] = ()) -> np.ndarray:
    """Rows that are shares, all positive."""
    drawn = np.random.default_rng(seed).random((*size, T, T)) + 0.01
    found: np.ndarray = drawn / drawn.sum(-1, keepdims=True)
    return found


def test_a_head_that_looks_back_one_word_and_one_that_looks_at_itself() -> None:
    back = np.eye(5, k=-1)
    back[0, 0] = 1
    assert heads.previous(back) == 1
    assert heads.own(back) == pytest.approx(0.2)  # only the first of five has nobody before it
    assert heads.previous(np.eye(5)) == 0
    assert heads.own(np.eye(5)) == 1
    both = np.stack([back, np.eye(5)])
    assert heads.previous(both).tolist() == [1, 0]


def test_an_induction_head_looks_at_what_followed_last_time() -> None:
    ids = np.array([[7, 8, 9, 7, 8]])  # A B C A B: from the second A at B, from the second B at C
    looks = np.zeros((1, 2, 5, 5))
    looks[0, 0, 3, 1] = looks[0, 0, 4, 2] = 1
    looks[0, 1, 3, 1] = looks[0, 1, 4, 4] = 1
    assert heads.induction(looks, ids).tolist() == [1, 0.5]
    assert np.isnan(heads.induction(looks, np.array([[1, 2, 3, 4, 5]]))).all()


def test_what_will_follow_is_no_induction() -> None:
    # A B A: the first A must not be credited for looking at the B that comes after it.
    looks = np.zeros((1, 1, 3, 3))
    looks[0, 0, 0, 1] = 1
    assert heads.induction(looks, np.array([[4, 5, 4]]))[0] == 0


def test_entropy_lies_between_one_word_and_all_alike() -> None:
    assert heads.entropy(np.eye(4)) == 0
    assert heads.entropy(np.full((4, 4), 0.25)) == pytest.approx(math.log(4))


def test_what_one_word_gives_another() -> None:
    looks = np.zeros((2, 1, 3, 3))
    looks[0, 0, 2, 0], looks[1, 0, 1, 2] = 0.5, 0.7
    assert heads.given(looks, np.array([2, 1]), np.array([0, 2])) == pytest.approx([0.6])


@given(st.integers(1, 6), st.integers(0, 99))
def test_a_rollouts_rows_are_shares(T: int, seed: int) -> None:
    layers = shares(T, seed, (3, 2))
    through = heads.rollout(layers)
    assert through.sum(-1) == pytest.approx(np.ones(T))
    assert (through >= 0).all()


def test_a_rollout_by_hand() -> None:
    # One layer, all from word 1 to word 0: half stays. Twice: a quarter stays.
    looks = np.array([[[[1.0, 0], [1, 0]]]])
    assert heads.rollout(looks).tolist() == [[1, 0], [0.5, 0.5]]
    assert heads.rollout(np.concatenate([looks, looks])).tolist() == [[1, 0], [0.75, 0.25]]
