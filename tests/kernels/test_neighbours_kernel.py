"""The nearest neighbours are those that all distances, one by one, say they are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.neighbors import NearestNeighbors

from engine.kernels.neighbours import knn

METRICS = ("euclidean", "cosine")
SMALL = st.tuples(st.integers(1, 12), st.integers(1, 5))


def clusters(N: int, D: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    middles = 3 * random.normal(size=(10, D))
    return (middles[random.integers(0, 10, N)] + random.normal(size=(N, D))).astype(np.float32)


def all_distances(vectors: np.ndarray, metric: str) -> np.ndarray:
    """(N, N) in float64; the diagonal is infinite."""
    rows = vectors.astype(np.float64)
    if metric == "cosine":
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows = rows / np.where(lengths > 0, lengths, 1)
        found = 1 - rows @ rows.T
    else:
        found = np.linalg.norm(rows[:, None] - rows, axis=2)
    np.fill_diagonal(found, np.inf)
    return found


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(("N", "D"), [(700, 64), (300, 2), (90, 300)])
def test_they_are_those_of_scikit_learn(metric, N, D):
    vectors = clusters(N, D)
    ids, distances = knn(vectors, 20, metric)
    reference = NearestNeighbors(n_neighbors=20, metric=metric, algorithm="brute")
    theirs, names = reference.fit(vectors.astype(np.float64)).kneighbors()
    np.testing.assert_allclose(distances, theirs, rtol=2e-6, atol=2e-7)
    np.testing.assert_array_equal(ids, names)
    assert ids.dtype == np.int32
    assert distances.dtype == np.float32


@settings(deadline=None)
@given(SMALL.flatmap(lambda shape: arrays(np.int8, shape)), st.integers(0, 15))
def test_of_equal_distances_the_lower_id_comes_first(numbers, k):
    # Whole numbers: differences, squares and sums up to 2²⁴ are exact, so equal is equal.
    vectors = numbers.astype(np.float32)
    ids, distances = knn(vectors, k)
    everything = all_distances(vectors, "euclidean")
    order = np.argsort(everything, axis=1, kind="stable")[:, : min(k, len(vectors) - 1)]
    np.testing.assert_array_equal(ids, order)
    np.testing.assert_allclose(distances, np.take_along_axis(everything, order, axis=1), rtol=1e-6)


@settings(deadline=None)
@given(SMALL.flatmap(lambda shape: arrays(np.float32, shape, elements=st.floats(-9, 9, width=16))))
def test_cosine_distances_are_one_minus_the_cosine(vectors):
    N = len(vectors)
    ids, distances = knn(vectors, N - 1, "cosine")
    assert sorted(map(tuple, np.sort(ids, axis=1))) == sorted(
        tuple(j for j in range(N) if j != i) for i in range(N)
    )
    expected = np.take_along_axis(all_distances(vectors, "cosine"), ids.astype(np.int64), axis=1)
    np.testing.assert_allclose(distances, expected, atol=1e-6)
    assert (np.diff(distances, axis=1) >= 0).all()


def test_a_zero_row_is_at_cosine_distance_one_of_all():
    # (1, 0) and (0, 1): cosine 0; (1, 0) and (2, 0): cosine 1
    vectors = np.array([[0, 0], [1, 0], [2, 0], [0, 1], [0, 0]], np.float32)
    ids, distances = knn(vectors, 4, "cosine")
    np.testing.assert_array_equal(distances[0], [1, 1, 1, 1])
    np.testing.assert_array_equal(ids[0], [1, 2, 3, 4])
    np.testing.assert_array_equal(ids[1], [2, 0, 3, 4])
    np.testing.assert_allclose(distances[1], [0, 1, 1, 1], atol=1e-7)


@pytest.mark.parametrize("shift", [0.0, 1e3, 1e6])
def test_rounding_of_the_products_decides_nothing(shift):
    # Steps of 1/16 far from the origin: a product of float32 numbers of 1e6 is wrong by 1e5.
    grid = np.random.default_rng(1).integers(0, 20, (400, 8)) / 16 + shift
    ids, distances = knn(grid.astype(np.float32), 7)
    everything = all_distances(grid, "euclidean")
    order = np.argsort(everything, axis=1, kind="stable")[:, :7]
    np.testing.assert_array_equal(ids, order)
    np.testing.assert_allclose(distances, np.take_along_axis(everything, order, axis=1), rtol=1e-6)


def test_two_scales_and_a_point_far_away():
    vectors = clusters(200, 8)
    vectors[100:] *= 1e-4
    vectors[7] = 1e7
    ids, distances = knn(vectors, 5)
    everything = all_distances(vectors, "euclidean")
    np.testing.assert_allclose(distances, np.sort(everything, axis=1)[:, :5], rtol=1e-5)
    assert 7 not in ids


@pytest.mark.parametrize("scale", [1e-38, 1e-20, 1e18, 2.9e38])
@pytest.mark.parametrize("metric", METRICS)
def test_no_scale_is_too_small_or_too_large(scale, metric):
    line = np.array([[0.1, 0.5], [0.4, 0.5], [1.0, 0.5]])  # nearest: 0 and 1, then 1 and 2
    ids, distances = knn((line * scale).astype(np.float32), 2, metric)
    np.testing.assert_array_equal(
        ids, [[1, 2], [0, 2] if metric == "euclidean" else [2, 0], [1, 0]]
    )
    if metric == "euclidean":
        np.testing.assert_allclose(distances[0].astype(float) / scale, [0.3, 0.9], rtol=1e-5)


def test_points_in_one_place_are_each_others_neighbours():
    ids, distances = knn(np.full((6, 3), 0.1, np.float32), 3)
    np.testing.assert_array_equal(
        ids, [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2], [0, 1, 2], [0, 1, 2]]
    )
    np.testing.assert_array_equal(distances, np.zeros((6, 3)))


@pytest.mark.parametrize("metric", METRICS)
def test_threads_and_read_only_input_change_nothing(metric, monkeypatch):
    monkeypatch.setattr("engine.kernels.neighbours._BLOCK", 1)  # many blocks of 64 rows
    vectors = clusters(500, 16)
    vectors.flags.writeable = False
    one = knn(vectors, 9, metric, threads=1)
    for threads in (2, 3):
        for ours, theirs in zip(one, knn(vectors, 9, metric, threads=threads), strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("N", [0, 1, 2])
@pytest.mark.parametrize("metric", METRICS)
def test_fewer_points_than_neighbours(N, metric):
    ids, distances = knn(np.ones((N, 3), np.float32), 5, metric)
    assert ids.shape == distances.shape == (N, max(0, N - 1))
    np.testing.assert_array_equal(ids, [[1], [0]][:N] if N == 2 else np.empty((N, 0)))


def test_no_neighbours_are_asked_for():
    assert knn(np.eye(3, dtype=np.float32), 0)[0].shape == (3, 0)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_number_that_is_not_finite_is_an_error(bad):
    vectors = np.eye(3)
    vectors[1, 2] = bad
    with pytest.raises(ValueError, match="every number of the vectors must be finite"):
        knn(vectors, 1)


def test_another_metric_is_an_error():
    with pytest.raises(ValueError, match="a metric is euclidean or cosine; given 'manhattan'"):
        knn(np.eye(3), 1, "manhattan")
