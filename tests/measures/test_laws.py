"""Fitted laws: exponents that were put in come out again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.measures.laws import fitted

N, D = np.array([64, 128, 256, 512]), np.array([32, 64, 128])


@given(st.floats(-1, 3), st.floats(-1, 3), st.floats(1e-9, 10))
def test_a_pure_law_is_found(p: float, q: float, scale: float) -> None:
    law = fitted(N, D, scale * N[:, None] ** p * D[None, :] ** q)
    assert (law.p, law.q) == pytest.approx((p, q), abs=1e-8)
    assert law.scale == pytest.approx(scale, rel=1e-6)
    assert law.spread == pytest.approx(1, abs=1e-6)


def test_disturbance_is_told_by_the_spread() -> None:
    off = np.array([1.2, 1 / 1.2, 1.2, 1 / 1.2])[:, None]
    law = fitted(N, D, N[:, None] * D[None, :] ** 2 * off)
    # Alternating by ± log 1.2, with a little of it taken up by the slope.
    assert 1.15 < law.spread < 1.21
    assert law.q == pytest.approx(2)


@pytest.mark.parametrize(("n", "d"), [([64], [32, 64]), ([64, 128], [32]), ([], [])])
def test_a_slope_needs_two(n: list[int], d: list[int]) -> None:
    with pytest.raises(ValueError, match="give no slope"):
        fitted(np.array(n), np.array(d), np.ones((len(n), len(d))))
