"""The repulsion by FFT is the exact one, over maps small and large, whatever the threads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.kernels import tsne, tsne_fft
from engine.kernels.neighbours import knn


def exact(positions: np.ndarray) -> tuple[np.ndarray, float]:
    """The sums as they are written, in float64."""
    gaps = positions[:, None].astype(float) - positions  # (N, N, 2)
    near = 1 / (1 + np.square(gaps).sum(axis=2))
    return (near[:, :, None] ** 2 * gaps).sum(axis=1), float(near.sum() - len(positions))


def off(found: np.ndarray, true: np.ndarray) -> float:
    """Root mean square of the error, by that of the force."""
    return float(np.linalg.norm(found - true) / np.linalg.norm(true))


def uniform(N: int, width: float, seed: int = 0) -> np.ndarray:
    # Away from the origin: only where points lie to each other may matter.
    places = np.random.default_rng(seed).uniform(-0.5, 0.5, (N, 2)) * width + 3
    return places.astype(np.float32)


@pytest.mark.parametrize("width", [1e-4, 0.01, 1.0, 10.0, 16.6, 16.7, 40.0, 100.0, 200.0, 300.0])
def test_forces_are_exact_to_half_a_percent(width):
    positions = uniform(2000, width)
    forces, Z = tsne_fft.repel(positions)
    expected, total = exact(positions)
    assert (forces.dtype, forces.shape) == (np.float32, (2000, 2))
    assert off(forces, expected) < 5e-3
    assert abs(Z / total - 1) < 1e-4
    worst = np.linalg.norm(forces - expected, axis=1).max()
    assert worst < 0.05 * np.linalg.norm(expected, axis=1).max()


@pytest.mark.parametrize("width", [1e-4, 1.0])
def test_in_a_small_map_hardly_a_digit_is_lost(width):
    # There 1/(1 + d²) is nearly constant: forces are differences of nearly equal numbers.
    positions = uniform(500, width)
    assert off(tsne_fft.repel(positions)[0], exact(positions)[0]) < 5e-5


def test_clusters_are_pushed_exactly_to_a_percent():
    random = np.random.default_rng(0)
    middles = random.normal(size=(20, 2)) * 40
    positions = (middles[random.integers(0, 20, 3000)] + random.normal(size=(3000, 2))).astype("f4")
    expected, total = exact(positions)
    forces, Z = tsne_fft.repel(positions)
    lengths = np.linalg.norm(expected, axis=1)
    assert np.quantile(np.linalg.norm(forces - expected, axis=1) / lengths, 0.95) < 0.01
    assert abs(Z / total - 1) < 1e-4


def test_two_points_by_hand():
    # 1 apart: (1 + 1)⁻² · 1 = 1/4 each way, and Z = 2 · 1/2
    forces, Z = tsne_fft.repel(np.array([[0, 0], [0, 1]], np.float32))
    np.testing.assert_allclose(forces, [[0, -0.25], [0, 0.25]], atol=1e-4)
    assert abs(Z - 1) < 1e-4


def test_a_lone_point_feels_nothing():
    far = np.array([[0, 0], [300, 200]], np.float32)
    forces, Z = tsne_fft.repel(far)
    assert np.abs(forces).max() < 1e-5
    assert Z < 1e-3


@settings(deadline=None, max_examples=100)
@given(st.integers(2, 300), st.floats(-6, 2.4), st.floats(-6, 2.4), st.integers(0, 1000))
def test_maps_of_any_shape_and_size(N, wide, high, seed):
    positions = uniform(N, 1.0, seed) * np.array([10**wide, 10**high], np.float32)
    forces, Z = tsne_fft.repel(positions)
    expected, total = exact(positions)
    # Where nobody is near, what is left is the rounding of the transforms.
    assert np.abs(forces - expected).max() <= 0.05 * np.abs(expected).max() + 1e-5
    assert abs(Z - total) <= 0.01 * total + 1e-5 * N


def test_the_same_for_any_number_of_threads():
    for width in (1.0, 120.0):
        positions = uniform(9000, width)
        one = tsne_fft.repel(positions, 1)
        for threads in (2, 3, 5):
            many = tsne_fft.repel(positions, threads)
            np.testing.assert_array_equal(one[0], many[0])
            assert one[1] == many[1]


def test_points_on_the_edges_stay_on_the_grid():
    # Rounding can put the last point of a map one cell further than its width has cells.
    for width in np.random.default_rng(0).uniform(1e-3, 500, 300):
        positions = uniform(2, 1.0) + np.array([[0, 0], [width, 0.3]], np.float32)
        grid = tsne_fft.grid_of(positions)
        places = (positions - grid.low) * np.float32(1 / grid.cell) + np.float32(2)
        assert (places >= 2).all()
        assert (places.astype(int) + 4 <= grid.nodes).all()
        assert (2 * np.array(grid.nodes) <= grid.size).all()


def test_degenerate_maps():
    forces, Z = tsne_fft.repel(np.full((5, 2), 7, np.float32))
    np.testing.assert_allclose(forces, 0, atol=1e-12)
    assert abs(Z - 20) < 1e-5  # 5 · 4 pairs, each 1
    forces, Z = tsne_fft.repel(np.zeros((1, 2), np.float32))
    np.testing.assert_allclose(forces, 0, atol=1e-12)
    assert Z < 1e-12
    assert tsne_fft.repel(np.zeros((0, 2), np.float32))[0].shape == (0, 2)
    line = np.c_[np.linspace(-50, 50, 2000), np.zeros(2000)].astype(np.float32)
    assert off(tsne_fft.repel(line)[0], exact(line)[0]) < 5e-3


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_map_that_diverged_says_so(wrong):
    positions = uniform(20, 1.0)
    positions[3, 1] = wrong
    forces, Z = tsne_fft.repel(positions)
    assert np.isnan(forces).all()
    assert np.isnan(Z)


def test_a_huge_map_costs_no_more_than_its_limit():
    grid = tsne_fft.grid_of(uniform(10, 1e30))
    assert max(grid.nodes) <= tsne_fft.MOST + 7
    forces, _ = tsne_fft.repel(uniform(10, 1e30))
    assert np.isfinite(forces).all()


def test_a_map_made_with_it_is_as_good():
    random = np.random.default_rng(0)
    vectors = random.normal(size=(10, 16))[random.integers(0, 10, 1500)] * 3
    vectors = (vectors + random.normal(size=vectors.shape)).astype(np.float32)
    joint = tsne.affinities(*knn(vectors, 60), 20.0)
    found = []
    for repulsion in (tsne.repel, tsne_fft.repel):
        state = tsne.start(1500, vectors)
        tsne.advance(state, joint, tsne.Settings(), 500, repulsion)
        found.append(tsne.divergence(state, joint))  # by every pair, for both
    assert found[1] == pytest.approx(found[0], rel=0.01)
    assert found[0] < 2
