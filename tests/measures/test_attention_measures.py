"""Entropy, saturation and the turning of positions, on numbers worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.measures.attention import entropy, saturation, softmax, turn
from engine.models.attention import sinusoids


def test_entropy_in_nats() -> None:
    assert entropy(np.array([0.5, 0.5])) == pytest.approx(math.log(2))
    assert entropy(np.array([1.0, 0.0, 0.0])) == 0
    # 1/2 ln 2 + 2 · 1/4 ln 4 = 0.3466 + 0.6931
    assert entropy(np.array([0.5, 0.25, 0.25])) == pytest.approx(1.0397, abs=1e-4)
    assert entropy(np.full((2, 3, 8), 1 / 8)).shape == (2, 3)


def test_softmax_knows_infinity() -> None:
    np.testing.assert_allclose(softmax(np.array([0.0, math.log(3), -np.inf])), [0.25, 0.75, 0])
    np.testing.assert_allclose(softmax(np.array([1000.0, 1000.0])), [0.5, 0.5])


def test_saturation_is_the_widths_doing() -> None:
    found = saturation((1, 16, 256), keys=4, draws=200, seed=3)
    again = saturation((1, 16, 256), keys=4, draws=200, seed=3)
    np.testing.assert_array_equal(found.entropy["plain"], again.entropy["plain"])
    assert found.entropy["plain"][0] == found.entropy["scaled"][0]
    assert (np.diff(found.entropy["plain"]) < 0).all()
    assert np.ptp(found.entropy["scaled"]) < 0.15
    assert (np.diff(found.slope["plain"]) < 0).all()
    for rows in found.sample.values():
        assert rows.shape == (3, 4)
        assert (np.diff(rows, axis=1) <= 0).all(), "largest first"
        np.testing.assert_allclose(rows.sum(1), 1)


@given(st.integers(-40, 40), st.integers(0, 60), st.sampled_from([2, 4, 16, 64]))
def test_a_shift_is_one_rotation_for_all_places(step: int, place: int, width: int) -> None:
    matrix = turn(step, width)
    here, there = sinusoids(1, width, place)[0], sinusoids(1, width, place + step)[0]
    np.testing.assert_allclose(matrix @ here, there, atol=2e-6)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(width), atol=1e-12)
