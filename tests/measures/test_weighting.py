"""Weights of counts: those of scikit-learn, and those that can be worked out on paper."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.sparse import coo_array, csr_array
from sklearn.feature_extraction.text import TfidfTransformer

from engine.measures import weighting

COUNTS = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=8),
    elements=st.integers(0, 5).map(float),
)
#: Three words in four documents; the third stands in all of them.
SMALL = np.array([[3.0, 0, 0, 0], [1, 2, 0, 0], [1, 1, 1, 1]], np.float32)


def both(X, weigh):
    """What `weigh` makes of a dense and of a sparse table, which must be the same."""
    dense, sparse = weigh(X), weigh(csr_array(X))
    assert dense.dtype == sparse.dtype == np.float32
    np.testing.assert_allclose(sparse.toarray(), dense, atol=1e-6)
    return dense


@settings(deadline=None)
@given(COUNTS, st.sampled_from([None, "l2"]))
def test_smooth_tfidf_is_that_of_scikit_learn(X, norm):
    theirs = TfidfTransformer(norm=norm, smooth_idf=True).fit_transform(csr_array(X.T))
    ours = both(X, lambda table: weighting.tfidf(table, norm=norm))
    np.testing.assert_allclose(ours, theirs.toarray().T, rtol=1e-5, atol=1e-6)


@settings(deadline=None)
@given(COUNTS, st.sampled_from([None, "l2"]))
def test_tfidf_that_is_not_smooth_is_that_of_scikit_learn(X, norm):
    X[:, 0] += 1  # theirs divides by the number of documents a word is in
    theirs = TfidfTransformer(norm=norm, smooth_idf=False).fit_transform(csr_array(X.T))
    ours = both(X, lambda table: weighting.tfidf(table, smooth=False, norm=norm))
    np.testing.assert_allclose(ours, theirs.toarray().T, rtol=1e-5, atol=1e-6)


def test_idf_by_hand():
    # smooth: ln(5/2) + 1, ln(5/3) + 1, ln(5/5) + 1; not smooth: ln 4 + 1, ln 2 + 1, 1
    np.testing.assert_allclose(weighting.idf(SMALL), [1.916291, 1.510826, 1], rtol=1e-6)
    np.testing.assert_allclose(weighting.idf(SMALL, False), [2.386294, 1.693147, 1], rtol=1e-6)
    assert weighting.tfidf(SMALL)[0, 0] == pytest.approx(3 * 1.916291)
    assert weighting.idf(np.zeros((1, 3)), smooth=False) == 0


def test_documents_of_length_one():
    weighted = both(SMALL, lambda X: weighting.tfidf(X, norm="l2"))
    np.testing.assert_allclose(np.linalg.norm(weighted, axis=0), 1, rtol=1e-6)
    empty = weighting.tfidf(np.array([[1.0, 0], [2, 0]]), norm="l2")
    np.testing.assert_array_equal(empty[:, 1], 0)


def test_ppmi_by_hand():
    # All 12 counts: rows 4, 8; columns 6, 6. PMI of (0, 0) = ln(4·12 / (4·6)) = ln 2;
    # (1, 0): ln(2·12 / (8·6)) = ln 0.5 → 0; (1, 1): ln(6·12 / (8·6)) = ln 1.5
    X = np.array([[4.0, 0], [2, 6]])
    expected = [[np.log(2), 0], [0, np.log(1.5)]]
    np.testing.assert_allclose(both(X, weighting.ppmi), expected, atol=1e-6)
    # shift by ln 1.25: ln 2 − ln 1.25 = ln 1.6, ln 1.5 − ln 1.25 = ln 1.2
    shifted = both(X, lambda table: weighting.ppmi(table, shift=1.25))
    np.testing.assert_allclose(shifted, [[np.log(1.6), 0], [0, np.log(1.2)]], atol=1e-6)


def test_smoothed_contexts_by_hand():
    # columns 1 and 16: with α = ¾ they weigh 1 and 8, P(c) = 1/9 and 8/9 instead of 1/17 and 16/17
    X = np.array([[1.0, 1], [0, 15]])
    found = both(X, lambda table: weighting.ppmi(table, smoothing=0.75))
    # P(c | w) / P(c): (½)/(1/9) = 4.5; (½)/(8/9) < 1; 1/(8/9) = 1.125
    np.testing.assert_allclose(found, [[np.log(4.5), 0], [0, np.log(1.125)]], atol=1e-6)


def test_cells_without_weight_are_left_out_of_a_sparse_table():
    X = csr_array(np.array([[4.0, 0], [2, 6]]))
    found = weighting.ppmi(X)
    assert found.nnz == 2
    assert X.nnz == 3  # what was given is as it was
    np.testing.assert_array_equal(X.toarray(), [[4, 0], [2, 6]])


@settings(deadline=None)
@given(COUNTS, st.floats(0.2, 5), st.floats(0.1, 1))
def test_ppmi_is_finite_and_never_negative(X, shift, smoothing):
    found = both(X, lambda table: weighting.ppmi(table, shift, smoothing))
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found[X == 0] == 0).all()


@settings(deadline=None)
@given(COUNTS, st.floats(1, 5))
def test_a_symmetric_table_stays_so_and_a_shift_takes_its_logarithm(X, shift):
    X = X @ X.T
    plain, shifted = weighting.ppmi(X), weighting.ppmi(X, shift)
    np.testing.assert_allclose(plain, plain.T, atol=1e-6)
    np.testing.assert_allclose(shifted, np.maximum(plain - np.log(shift), 0), atol=1e-5)


@pytest.mark.parametrize("kind", [coo_array, lambda X: csr_array(X.T).T])
def test_other_sparse_tables_are_weighted_alike(kind):
    np.testing.assert_allclose(
        weighting.tfidf(kind(SMALL)).toarray(), weighting.tfidf(SMALL), rtol=1e-6
    )
    np.testing.assert_allclose(
        weighting.ppmi(kind(SMALL)).toarray(), weighting.ppmi(SMALL), rtol=1e-6
    )


def test_a_zero_that_is_written_down_counts_as_none():
    X = csr_array((np.array([1.0, 0.0, 2.0]), np.array([0, 1, 1]), np.array([0, 2, 3])))
    np.testing.assert_allclose(weighting.idf(X), weighting.idf(X.toarray()))
    np.testing.assert_allclose(weighting.ppmi(X).toarray(), weighting.ppmi(X.toarray()))


def test_words_that_were_never_met_weigh_nothing():
    np.testing.assert_array_equal(both(np.zeros((2, 3)), weighting.ppmi), np.zeros((2, 3)))
    np.testing.assert_array_equal(both(np.zeros((2, 3)), weighting.tfidf), np.zeros((2, 3)))


def test_a_shift_or_a_norm_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="the shift must be above 0; given 0"):
        weighting.ppmi(SMALL, shift=0)
    with pytest.raises(ValueError, match="a norm is 'l2' or None; given 'l1'"):
        weighting.tfidf(SMALL, norm="l1")  # type: ignore[arg-type]
