"""The neighbour graph: exact below a size; above it nearly so, of one seed, and self-consistent."""

import numpy as np
import pytest

from engine.kernels.graph import neighbours
from engine.kernels.neighbours import knn


def clumps(N: int, D: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    middles = random.normal(size=(30, D)) * 2
    return (middles[random.integers(0, 30, N)] + random.normal(size=(N, D))).astype(np.float32)


def recall(found: np.ndarray, true: np.ndarray) -> float:
    return float(np.mean([np.isin(a, b).mean() for a, b in zip(found, true, strict=True)]))


def test_below_the_size_it_is_every_pair():
    vectors = clumps(200, 8)
    for metric in ("euclidean", "cosine"):
        ids, distances = neighbours(vectors, 7, metric, exact_up_to=200)
        expected = knn(vectors, 7, metric)
        np.testing.assert_array_equal(ids, expected[0])
        np.testing.assert_array_equal(distances, expected[1])


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_above_the_size_it_finds_nearly_all(metric):
    vectors = clumps(3000, 32)
    ids, distances = neighbours(vectors, 30, metric, seed=1, exact_up_to=1000)
    true, lengths = knn(vectors, 30, metric)
    assert (ids.dtype, distances.dtype, ids.shape) == (np.int32, np.float32, (3000, 30))
    assert recall(ids, true) > 0.95
    assert not (ids == np.arange(3000)[:, None]).any()
    assert (np.diff(distances, axis=1) >= 0).all()
    assert (np.diff(np.sort(ids, axis=1), axis=1) > 0).all(), "no neighbour twice"
    same = ids == true
    assert same.mean() > 0.5
    np.testing.assert_allclose(distances[same], lengths[same], rtol=1e-4, atol=1e-6)
    again = neighbours(vectors, 30, metric, seed=1, threads=1, exact_up_to=1000)
    np.testing.assert_array_equal(ids, again[0])
    np.testing.assert_array_equal(distances, again[1])


def test_points_that_are_all_equal_still_have_neighbours():
    ids, distances = neighbours(np.full((500, 4), 1e30, np.float32), 5, exact_up_to=100)
    assert not (ids == np.arange(500)[:, None]).any()
    assert (np.diff(np.sort(ids, axis=1), axis=1) > 0).all()
    assert ids.min() >= 0
    assert (distances == 0).all()


def test_a_number_that_is_not_finite_is_refused():
    vectors = clumps(50, 4)
    vectors[3, 1] = np.nan
    for size in (10, 100):
        with pytest.raises(ValueError, match="every number of the vectors must be finite"):
            neighbours(vectors, 5, exact_up_to=size)


@pytest.mark.parametrize("N", [0, 1, 2])
def test_fewer_points_than_neighbours(N):
    ids, distances = neighbours(np.zeros((N, 3), np.float32), 5, exact_up_to=0)
    assert ids.shape == distances.shape == (N, max(0, min(5, N - 1)))
