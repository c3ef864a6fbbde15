import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from engine.measures.turning import spectrum, turn

ANY = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9),
    elements=st.floats(-100, 100, width=32),
)
AXES = st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True)
DEGENERATE = {
    "one point": np.array([[1.0, 2.0, 3.0]]),
    "two points": np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 5.0]]),
    "zeros": np.zeros((5, 4)),
    "all equal": np.full((5, 4), 0.1),
    "one number each": np.arange(5.0)[:, None],
    "one point, one number": np.ones((1, 1)),
    "no points": np.zeros((0, 4)),
    "wider than many": np.random.default_rng(0).normal(size=(3, 40)),
    "tiny": np.random.default_rng(0).normal(size=(6, 4)) * 1e-30,
    "huge": np.random.default_rng(0).normal(size=(6, 4)) * 1e30,
}


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    return load_digits().data[:200]


@pytest.mark.parametrize("axes", [(0, 1), (0, 1, 2), (2, 4), (1, 0), (5, 0, 3)])
def test_the_last_frame_is_the_pca_of_scikit_learn(digits, axes):
    *_, last = turn(digits, axes)
    theirs = PCA(6, svd_solver="full").fit(digits)
    components = theirs.components_[list(axes)].T  # (D, n)
    # signs as `pca` fixes them: the largest loading of each direction is positive
    signs = np.sign(components[np.abs(components).argmax(axis=0), np.arange(len(axes))])
    np.testing.assert_allclose(last.basis, components * signs, atol=1e-5)
    expected = theirs.transform(digits)[:, list(axes)] * signs
    np.testing.assert_allclose(last.positions, expected, atol=1e-5 * np.abs(expected).max())
    shares = theirs.explained_variance_ratio_[list(axes)]
    np.testing.assert_allclose(last.shares, shares, atol=1e-5)
    assert last.share == pytest.approx(shares.sum(), abs=1e-5)
    assert last.positions.dtype == last.basis.dtype == np.float32


@settings(deadline=None, max_examples=30)
@given(ANY, st.sampled_from([(0, 1), (0, 1, 2), (1, 0), (0,)]), st.integers(0, 99))
def test_the_share_never_falls_on_the_way_to_the_first_components(vectors, axes, seed):
    shares = [one.share for one in turn(vectors, axes, seed, frames=25)]
    assert np.diff(shares).min() >= -1e-9


def test_the_share_rises_from_that_of_a_random_plane(digits):
    starts = [next(turn(digits, seed=seed)).share for seed in range(20)]
    # a random plane of 64 dimensions shows 2/64 of the variance on average; the best here 28 %
    assert np.mean(starts) == pytest.approx(2 / 64, abs=0.01)
    *_, last = turn(digits)
    assert last.share > 0.25


@settings(deadline=None, max_examples=30)
@given(ANY, AXES, st.integers(0, 99), st.integers(0, 12))
def test_every_frame_is_a_view_of_the_vectors(vectors, axes, seed, frames):
    views = list(turn(vectors, axes, seed, frames))
    assert len(views) == frames
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    whole = np.square(centred).sum()
    shown = np.diag([float(axis < vectors.shape[1]) for axis in axes])
    for view in views:
        np.testing.assert_allclose(view.basis.T @ view.basis, shown, atol=1e-5)
        np.testing.assert_allclose(view.positions, centred @ view.basis, atol=1e-3)
        if whole > 1e-3:
            squares = np.square(centred @ view.basis).sum(axis=0)
            np.testing.assert_allclose(view.shares, squares / whole, atol=1e-4)
        assert view.share == pytest.approx(view.shares.sum(), abs=1e-9)


@pytest.mark.parametrize("axes", [(0, 1), (0, 1, 2), (2, 4)])
@pytest.mark.parametrize("frames", [30, 60, 120])
def test_the_plane_turns_smoothly(digits, axes, frames):
    bases = np.stack([view.basis for view in turn(digits, axes, 3, frames)])
    steps = np.linalg.norm(np.diff(bases, axis=0), axis=(1, 2))
    # eased as (1 − cos πs) / 2, whose steepest slope is π/2 of the mean; no jump at the end
    assert steps.max() < 1.05 * np.pi / 2 * steps.mean()
    assert steps[0] < 0.3 * steps.max()
    assert steps[-1] < 0.3 * steps.max()
    # how fast the steps themselves change: no faster than a cosine would have it, twice over
    assert np.abs(np.diff(steps)).max() < 2 * np.pi / frames * steps.max()


def test_the_way_goes_where_iteration_would_go():
    # Of what is not asked for the weakest fades first: half way the plane has lost more of the
    # fourth direction (variance 0.01) than of the third (variance 4).
    random = np.random.default_rng(1)
    points, _ = np.linalg.qr(random.normal(size=(200, 4)))
    vectors = (points - points.mean(axis=0)) * [9, 6, 2, 0.1]
    ratios = []
    for seed in range(20):
        first, *_, middle = list(turn(vectors, seed=seed))[:31]
        left = np.linalg.norm(middle.basis[2:], axis=1) / np.linalg.norm(first.basis[2:], axis=1)
        ratios.append(left[1] / left[0])
    assert np.mean(ratios) < 0.7


def test_one_seed_one_way(digits):
    one, same, other = (next(turn(digits, seed=seed)).basis for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).max() > 0.1


@pytest.mark.parametrize("vectors", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("axes", [(0,), (0, 1), (0, 1, 2), (4, 7)])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_degenerate_vectors_have_finite_views(vectors, axes, kind):
    size, width = vectors.shape
    for view in turn(vectors.astype(kind), axes, frames=4):
        assert view.positions.shape == (size, len(axes))
        assert view.basis.shape == (width, len(axes))
        assert np.isfinite(view.positions).all()
        assert 0 <= view.share <= 1
        beyond = [axis >= width for axis in axes]
        assert not view.basis[:, beyond].any()
        assert not view.positions[:, beyond].any()


@pytest.mark.parametrize("axes", [(-1, 0), (1, 1)])
def test_axes_that_are_none_are_an_error(axes):
    with pytest.raises(ValueError, match="axes are different numbers from 0 on; given"):
        next(turn(np.eye(3), axes))


def test_spectrum_is_that_of_scikit_learn(digits):
    theirs = PCA(svd_solver="full").fit(digits).explained_variance_ratio_
    np.testing.assert_allclose(spectrum(digits), theirs[:50], atol=1e-9)
    np.testing.assert_allclose(spectrum(digits, 1000), theirs, atol=1e-9)
    assert spectrum(digits).dtype == np.float64


def test_spectrum_of_a_known_cross():
    # (±3, 0) and (0, ±1): sums of squares 18 and 2 of 20
    cross = np.array([[3.0, 0], [-3, 0], [0, 1], [0, -1]])
    np.testing.assert_allclose(spectrum(cross), [0.9, 0.1], atol=1e-12)
    np.testing.assert_array_equal(spectrum(np.ones((3, 2))), [0, 0])
