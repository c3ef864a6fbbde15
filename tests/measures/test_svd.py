"""Truncated SVD: exact on small tables, close on large ones, the same picture every time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array
from sklearn.decomposition import TruncatedSVD

from engine.kernels import cooccurrence
from engine.measures import svd, weighting

#: The lecture's 8 × 8 table (see tests/kernels/test_cooccurrence.py): any symmetric one will do.
SMALL = np.array([[0, 2, 1], [2, 0, 1], [1, 1, 0.0]])


def table(rows: int, columns: int, seed: int = 0, falling: float = 0.98) -> np.ndarray:
    """A dense table whose singular values fall by a constant ratio."""
    random = np.random.default_rng(seed)
    n = min(rows, columns)
    left, _ = np.linalg.qr(random.normal(size=(rows, n)))
    right, _ = np.linalg.qr(random.normal(size=(columns, n)))
    return (left * (100 * falling ** np.arange(n))) @ right.T


def text_counts(V: int = 900) -> csr_array:
    """Co-occurrences of a random text in which words follow the word before: sparse, symmetric."""
    random = np.random.default_rng(3)
    topic = np.repeat(random.integers(0, 30, 3_000), 20)
    common = random.zipf(1.3, len(topic)) % V
    tokens = np.where(random.random(len(topic)) < 0.5, (topic * 30 + common % 30) % V, common)
    return cooccurrence.count(tokens.astype(np.int32), np.array([0, len(tokens)]), V, 4).csr()


def assert_orthonormal(columns: np.ndarray) -> None:
    np.testing.assert_allclose(columns.T @ columns, np.eye(columns.shape[1]), atol=2e-5)


def test_a_table_whose_decomposition_is_known():
    # X = 5 · (3/5, 4/5)(1, 0)ᵀ + 2 · (4/5, −3/5)(0, 1)ᵀ: columns at right angles, lengths 5 and 2
    found = svd.full(np.array([[3.0, 1.6], [4.0, -1.2]]))
    np.testing.assert_allclose(found.s, [5, 2], atol=1e-12)
    np.testing.assert_allclose(found.u, [[0.6, 0.8], [0.8, -0.6]], atol=1e-6)
    np.testing.assert_allclose(found.v, [[1, 0], [0, 1]], atol=1e-6)
    # energies 25 and 4 of 29
    assert svd.whole(np.array([[3.0, 1.6], [4.0, -1.2]])) == pytest.approx(29)
    np.testing.assert_allclose(svd.energy(found.s, 29), [25 / 29, 1])


def test_values_are_those_of_numpy_and_of_scikit_learn():
    X = table(400, 300)
    found = svd.truncated(X, 12)
    theirs = TruncatedSVD(12, algorithm="arpack").fit(X)
    np.testing.assert_allclose(found.s, np.linalg.svd(X, compute_uv=False)[:12], rtol=2e-3)
    np.testing.assert_allclose(found.s, theirs.singular_values_, rtol=2e-3)
    # the first directions are the same lines, up to sign
    match = np.abs((theirs.components_.T * found.v).sum(axis=0))
    assert match[:6].min() > 0.999


@pytest.mark.parametrize("transposed", [False, True])
def test_of_a_sparse_table_it_holds_nearly_all_the_energy_that_can_be_held(transposed):
    X = weighting.ppmi(text_counts())
    X = csr_array(X[:, :600].T if transposed else X[:, :600])
    found = svd.truncated(X, 40)
    exact = svd.full(X)
    best, held = np.square(exact.s[:40]).sum(), np.square(found.s).sum()
    assert 0.995 * best <= held <= best * (1 + 1e-5)
    # what it says it holds is what it holds: u and v give back X's own part
    np.testing.assert_allclose(np.square(X.T @ found.u).sum(), held, rtol=1e-3)
    np.testing.assert_allclose(found.u * found.s, X @ found.v, atol=0.05 * found.s[0])


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 10_000), st.data())
def test_the_error_of_rank_k_is_the_energy_left(rows, columns, seed, data):
    X = np.random.default_rng(seed).normal(size=(rows, columns))
    found = svd.full(X)
    k = data.draw(st.integers(0, min(rows, columns)))
    error = np.square(X - svd.reconstruct(found, k)).sum()
    left = np.square(found.s[k:]).sum()
    assert error == pytest.approx(left, rel=1e-4, abs=1e-9)
    assert_orthonormal(found.u)
    assert_orthonormal(found.v)
    assert (np.diff(found.s) <= 1e-12).all()


@settings(deadline=None, max_examples=12)
@given(st.sampled_from([(300, 270), (270, 400)]), st.integers(1, 40), st.integers(0, 10_000))
def test_large_tables_too_and_never_more_than_the_best(shape, k, seed):
    X = np.random.default_rng(seed).normal(size=shape) ** 3
    found, best = svd.truncated(X, k, seed), np.linalg.svd(X, compute_uv=False)
    assert_orthonormal(found.u)
    assert_orthonormal(found.v)
    assert (found.s <= best[:k] * (1 + 1e-5)).all()
    assert (np.diff(found.s) <= 0).all()
    error = np.square(X - svd.reconstruct(found, k)).sum()
    assert error == pytest.approx(svd.whole(X) - np.square(found.s).sum(), rel=1e-3)
    assert error <= np.square(best[k:]).sum() + 0.01 * np.square(best[:k]).sum()


def test_the_whole_rank_of_a_large_table_is_exact():
    X = table(270, 300, falling=0.99)
    found = svd.truncated(X, 270)
    np.testing.assert_allclose(svd.reconstruct(found, 270), X, atol=0.02)


def test_a_large_table_of_low_rank_is_found_whole_and_the_rest_is_zero():
    random = np.random.default_rng(0)
    X = random.normal(size=(500, 5)) @ random.normal(size=(5, 700))
    for given_as in (X, csr_array(X)):
        found = svd.truncated(given_as, 20)
        np.testing.assert_allclose(found.s[:5], np.linalg.svd(X, compute_uv=False)[:5], rtol=1e-4)
        np.testing.assert_array_equal(found.s[5:], 0)
        np.testing.assert_array_equal(found.u[:, 5:], 0)
        np.testing.assert_array_equal(found.v[:, 5:], 0)
        np.testing.assert_allclose(svd.reconstruct(found, 20), X, atol=1e-3)


def test_values_that_fall_steeply_keep_their_digits():
    X = table(400, 300, falling=0.6)  # the 16th is 0.6¹⁵ ≈ 1/2000 of the first
    found = svd.truncated(X, 16)
    np.testing.assert_allclose(found.s, 100 * 0.6 ** np.arange(16), rtol=5e-3)
    assert_orthonormal(found.u)


def test_one_giant_direction_does_not_hide_the_others():
    # the first holds 96 % of the energy: the rest must be found all the same
    random = np.random.default_rng(0)
    X = random.normal(size=(600, 700)).astype(np.float32)
    X += 5 * np.outer(random.normal(size=600), random.normal(size=700))
    found, best = svd.truncated(X, 30), np.linalg.svd(X, compute_uv=False)[:30]
    np.testing.assert_allclose(found.s[1:], best[1:], rtol=0.03)
    assert np.square(found.s[1:]).sum() >= 0.99 * np.square(best[1:]).sum()


@pytest.mark.parametrize("shape", [(300, 400), (400, 300), (30, 40)])
def test_signs_are_fixed_by_the_largest_number_of_each_left_vector(shape):
    found = svd.truncated(random_array(shape, density=0.1, random_state=1), 9)
    largest = np.abs(found.u).argmax(axis=0)
    assert (found.u[largest, np.arange(9)] > 0).all()


def test_of_numbers_equal_but_for_rounding_the_first_gives_the_sign():
    u = np.array([[-0.7, 0.1], [0.700001, -0.9]], np.float32)
    found = svd.signed(u, np.ones(2), np.eye(2, dtype=np.float32))
    np.testing.assert_allclose(found.u, [[0.7, -0.1], [-0.700001, 0.9]])
    np.testing.assert_allclose(found.v, -np.eye(2))


def test_one_seed_one_result_for_any_number_of_threads():
    X = weighting.ppmi(text_counts())
    first = svd.truncated(X, 10, seed=4, threads=1)
    for threads in (1, 2, 5):
        again = svd.truncated(X, 10, seed=4, threads=threads)
        for one, other in zip(first, again, strict=True):
            np.testing.assert_array_equal(one, other)
    other = svd.truncated(X, 10, seed=5)
    assert not np.array_equal(first.u, other.u)
    np.testing.assert_allclose(first.s[:3], other.s[:3], rtol=2e-3)


def test_a_column_folded_in_lies_where_it_lay():
    X = table(30, 12)
    found = svd.truncated(X, 6)
    np.testing.assert_allclose(svd.fold_in(found, X[:, 3]), found.v[3], atol=1e-5)
    np.testing.assert_allclose(svd.fold_in(found, X), found.v, atol=1e-5)
    # a direction that X has not: nothing is there, and nothing is infinite
    flat = svd.full(np.outer([1.0, 2.0], [1.0, 1.0]))
    np.testing.assert_allclose(svd.fold_in(flat, np.array([1.0, 2.0]))[1], 0)


@pytest.mark.parametrize("X", [np.zeros((3, 4)), np.zeros((300, 300)), csr_array((300, 280))])
def test_a_table_of_zeros_has_no_energy(X):
    found = svd.truncated(X, 3)
    np.testing.assert_array_equal(found.s, 0)
    np.testing.assert_array_equal(svd.energy(found.s, svd.whole(X)), 0)
    assert np.isfinite(found.u).all()
    assert found.u.shape == (X.shape[0], 3)
    assert found.v.shape == (X.shape[1], 3)


def test_one_cell_is_its_own_decomposition():
    found = svd.truncated(np.array([[-3.0]]), 5)
    assert (found.u.item(), found.s.item(), found.v.item()) == (1, 3, -1)


def test_no_direction_or_a_number_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="at least 1 direction is needed; given 0"):
        svd.truncated(SMALL, 0)
    with pytest.raises(ValueError, match="every number of the table must be finite"):
        svd.truncated(np.array([[np.nan, 1.0]]), 1)


def test_canonical_correlations_begin_with_that_of_everything():
    counts = text_counts(300)
    counts = csr_array(counts[:200, :250])
    found = svd.cca(counts, 4, root=False)
    dense = counts.toarray().astype(np.float64)
    rows, columns = dense.sum(axis=1), dense.sum(axis=0)
    # D_w^−½ X D_c^−½ times √columns is √rows: the singular value 1, vectors √(share)
    assert found.s[0] == pytest.approx(1, abs=1e-5)
    assert (found.s <= 1 + 1e-5).all()
    np.testing.assert_allclose(found.u[:, 0], np.sqrt(rows / rows.sum()), atol=1e-4)
    np.testing.assert_allclose(found.v[:, 0], np.sqrt(columns / columns.sum()), atol=1e-4)


def test_the_second_canonical_correlation_of_a_known_table():
    # counts [[4, 1], [1, 4]]: all sums 5, so X/5 = [[.8, .2], [.2, .8]] with values 1 and 0.6
    np.testing.assert_allclose(svd.cca(np.array([[4, 1], [1, 4]]), 2, root=False).s, [1, 0.6])
    # roots: [[2, 1], [1, 2]] / √5 with values 3/√5 and 1/√5
    np.testing.assert_allclose(
        svd.cca(np.array([[4, 1], [1, 4]]), 2).s, [3 / 5**0.5, 1 / 5**0.5], rtol=1e-6
    )


def test_a_word_that_was_never_met_has_no_eigenword():
    found = svd.cca(np.array([[4, 1, 0], [0, 0, 0], [1, 4, 2]]), 2)
    assert np.isfinite(found.u).all()
    np.testing.assert_allclose(found.u[1], 0, atol=1e-7)
