"""What one unit tells: areas and correlations by hand and as scikit-learn and numpy have them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from engine.measures.detectors import auc, best, correlation, middle_ranks, together


def test_the_area_by_hand() -> None:
    # Pairs of a yes and a no: 3>1, 3>2, 1=1, 1<2 → (1 + 1 + ½ + 0) / 4 = 0.625
    values = np.array([[3.0], [1.0], [1.0], [2.0]])
    assert auc(values, np.array([True, True, False, False])) == pytest.approx([0.625])
    assert np.isnan(auc(values, np.ones(4, bool))).all()
    assert middle_ranks(np.array([5.0, 1.0, 5.0])).tolist() == [2.5, 1.0, 2.5]


@given(st.integers(0, 10_000))
def test_areas_and_correlations_are_those_of_others(seed: int) -> None:
    chance = np.random.default_rng(seed)
    values = chance.integers(-3, 4, (30, 3)).astype(float)
    yes = np.arange(30) % 3 == 0
    wanted = [roc_auc_score(yes, column) for column in values.T]
    assert auc(values, yes) == pytest.approx(wanted)
    number = chance.normal(size=30)
    told = [np.corrcoef(column, number)[0, 1] for column in values.T]
    assert correlation(values, number) == pytest.approx(told)


def test_a_unit_that_does_not_move_tells_nothing() -> None:
    values = np.column_stack([np.ones(40), np.arange(40.0)])
    found = correlation(values, np.arange(40.0))
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(1)
    assert best(values, np.arange(40.0), False, 2).units.tolist() == [1, 0]


def test_the_best_unit_is_found_on_one_half_and_scored_on_the_other() -> None:
    chance = np.random.default_rng(1)
    yes = chance.random(4_000) < 0.3
    noise = chance.normal(size=(4_000, 50))
    noise[:, 7] -= 2.0 * yes
    found = best(noise, yes.astype(float), True, 3)
    assert found.units[0] == 7
    assert found.signs[0] == -1
    # Two normal clouds 2 apart: Φ(2 / √2) = 0.921
    assert found.scores[0] == pytest.approx(0.921, abs=0.02)
    # The luck of the search is gone on the other half.
    assert abs(found.scores[1] - 0.5) < 0.03


def test_what_turns_round_scores_below_chance() -> None:
    values = np.concatenate([np.arange(50.0), -np.arange(50.0)])[:, None]
    number = np.concatenate([np.arange(50.0), np.arange(50.0)])
    assert best(values, number, False, 1).scores[0] == pytest.approx(-1)


def test_all_units_together_tell_what_none_tells_alone() -> None:
    chance = np.random.default_rng(2)
    hidden = chance.normal(size=2_000)
    noise = 3 * chance.normal(size=(2_000, 1))
    values = np.column_stack([hidden + noise[:, 0], hidden - noise[:, 0]])
    assert together(values, hidden, False) > 0.99
    assert best(values, hidden, False, 1).scores[0] < 0.4
    assert together(values, (hidden > 0).astype(float), True) > 0.99
