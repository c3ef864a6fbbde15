import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import rankdata

from engine.measures.ranking import blocks, ranks, top

FEW = st.integers(-3, 3).map(float)


@settings(deadline=None)
@given(
    arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=12), elements=FEW),
    st.integers(0, 15),
)
def test_top_is_the_stable_order_of_each_row(scores, k):
    ids, found = top(scores, k)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    np.testing.assert_array_equal(ids, order)
    np.testing.assert_array_equal(found, np.take_along_axis(scores, order, axis=1))
    assert ids.dtype == np.int32


@pytest.mark.parametrize("k", [3, 70])
def test_ties_go_to_the_lower_id_by_search_and_by_sort(k):
    scores = np.zeros((2, 80), np.float32)
    scores[0, 7] = 1
    ids, _ = top(scores, k)
    assert ids[0].tolist() == [7, *(i for i in range(80) if i != 7)][:k]
    assert ids[1].tolist() == list(range(k))


def test_top_leaves_its_argument_alone():
    scores = np.array([[1.0, 3.0, 2.0]])
    top(scores, 2)
    assert scores.tolist() == [[1.0, 3.0, 2.0]]


@settings(deadline=None)
@given(arrays(np.float64, st.integers(1, 30), elements=FEW))
def test_ranks_are_those_of_scipy(values):
    np.testing.assert_allclose(ranks(values), rankdata(values))


@settings(deadline=None)
@given(st.integers(0, 5000), st.sampled_from([0, 1, 1000, 3_000_000]))
def test_blocks_cover_every_row_once(rows, columns):
    covered = [row for block in blocks(rows, columns) for row in range(block.start, block.stop)]
    assert covered == list(range(rows))
