import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.linalg import orthogonal_procrustes, subspace_angles
from sklearn.decomposition import PCA

from engine.measures.projections import SWING, along, follow, pca, procrustes

ANY = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9),
    elements=st.floats(-100, 100, width=32),
)
DEGENERATE = {
    "one word": np.array([[1.0, 2.0, 3.0]]),
    "two words": np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 5.0]]),
    "zeros": np.zeros((5, 4)),
    "all equal": np.full((5, 4), 0.1),
    "one number each": np.arange(5.0)[:, None],
    "one word, one number": np.ones((1, 1)),
    "on one line": np.outer(np.arange(6), [1.0, 2.0, 3.0]),
    "no words": np.zeros((0, 4)),
    "tiny": np.random.default_rng(0).normal(size=(6, 4)) * 1e-30,
    "huge": np.random.default_rng(0).normal(size=(6, 4)) * 1e30,
    "diverged": np.array([[np.nan, 1, 2], [np.inf, 0, 0], [1.0, 2.0, 3.0], [2.0, 0.0, 1.0]]),
}


def cloud(size: int, spreads: list[float], seed: int = 0) -> np.ndarray:
    """Vectors (V, D) with these standard deviations along random axes at right angles."""
    random = np.random.default_rng(seed)
    turned, _ = np.linalg.qr(random.normal(size=(len(spreads), len(spreads))))
    return random.normal(size=(size, len(spreads))) * spreads @ turned


def middled(vectors: np.ndarray) -> np.ndarray:
    return vectors - vectors.mean(axis=0)


def assert_orthonormal(basis: np.ndarray) -> None:
    kept = min(basis.shape)
    expected = np.diag([1.0] * kept + [0.0] * (basis.shape[1] - kept))
    np.testing.assert_allclose(basis.T @ basis, expected, atol=1e-5)


@pytest.mark.parametrize("shape", [(60, 8), (5, 40), (8, 8)])
@pytest.mark.parametrize("n", [2, 3])
def test_pca_is_that_of_scikit_learn(shape, n):
    vectors = np.random.default_rng(7).normal(size=shape) + 5
    theirs = PCA(n, svd_solver="full").fit(vectors)
    ours = pca(vectors, n)
    signs = np.sign((theirs.components_ * ours.basis.T).sum(axis=1))
    np.testing.assert_allclose(ours.basis, theirs.components_.T * signs, atol=1e-5)
    np.testing.assert_allclose(ours.positions, theirs.transform(vectors) * signs, atol=1e-5)
    np.testing.assert_allclose(ours.shares, theirs.explained_variance_ratio_, atol=1e-5)


@settings(deadline=None)
@given(ANY, st.integers(1, 4))
def test_pca_has_orthonormal_axes_with_their_largest_loading_positive(vectors, n):
    found = pca(vectors, n)
    assert_orthonormal(found.basis)
    kept = found.basis[:, : min(n, vectors.shape[1])]
    assert (kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])] > 0).all()
    assert (np.diff(found.shares) <= 1e-9).all()
    assert found.shares.sum() <= 1 + 1e-9


def test_pca_of_a_known_cross():
    # (±3, 0) and (0, ±1): sums of squares 18 and 2 of 20
    found = pca(np.array([[3.0, 0], [-3, 0], [0, 1], [0, -1]]), 3)
    np.testing.assert_allclose(found.shares, [0.9, 0.1, 0], atol=1e-12)
    np.testing.assert_allclose(found.basis, [[1, 0, 0], [0, 1, 0]], atol=1e-12)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_procrustes_is_that_of_scipy(seed, n):
    source, target = np.random.default_rng(seed).normal(size=(2, 12, n))
    expected, _ = orthogonal_procrustes(source, target)
    np.testing.assert_allclose(procrustes(source, target), expected, atol=1e-8)


def test_procrustes_undoes_a_turn():
    angle = 0.7
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = np.random.default_rng(0).normal(size=(9, 2))
    np.testing.assert_allclose(procrustes(points @ turn, points), turn.T, atol=1e-12)


@pytest.mark.parametrize("n", [2, 3])
def test_the_first_frame_is_pca(n):
    vectors = cloud(50, [4, 3, 2, 1, 1])
    first, exact = follow(vectors, n=n), pca(vectors, n)
    np.testing.assert_allclose(first.positions, exact.positions, atol=1e-4)
    assert first.share == pytest.approx(exact.shares.sum(), abs=1e-5)
    assert first.positions.dtype == first.basis.dtype == np.float32


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([2, 3]), st.booleans())
def test_on_vectors_at_rest_it_comes_to_the_principal_plane(seed, n, normalise):
    random = np.random.default_rng(seed)
    vectors = cloud(40, [5, 4, 3, 2, 1, 1], seed) + random.normal(size=6)
    basis, _ = np.linalg.qr(random.normal(size=(6, n)))
    for _ in range(150):
        view = follow(vectors, basis, normalise=normalise)
        basis = view.basis
        assert_orthonormal(basis)
    shown = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if normalise else vectors
    values = np.linalg.svd(middled(shown), compute_uv=False) ** 2
    assert view.share == pytest.approx(values[:n].sum() / values.sum(), abs=1e-4)
    np.testing.assert_allclose(view.positions, middled(shown) @ basis, atol=1e-4)


def test_on_vectors_at_rest_the_plane_is_that_of_numpy():
    vectors = cloud(40, [5, 4, 2, 1])
    basis = np.eye(4)[:, :2]
    for _ in range(100):
        basis = follow(vectors, basis).basis
    _, _, axes = np.linalg.svd(middled(vectors))
    # two planes are one where their largest principal angle is 0
    assert subspace_angles(basis.astype(np.float64), axes[:2].T).max() < 1e-3
    still = follow(vectors, basis)
    np.testing.assert_allclose(still.basis, basis, atol=1e-4)


def test_a_plane_at_right_angles_to_every_spread_still_finds_it():
    vectors = np.zeros((8, 5))
    vectors[:, 3:] = np.random.default_rng(1).normal(size=(8, 2))
    basis = np.eye(5)[:, :2]
    for _ in range(20):
        view = follow(vectors, basis)
        basis = view.basis
    assert view.share == pytest.approx(1, abs=1e-5)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 3), st.sampled_from([2, 3]), st.floats(0.01, 1.5))
def test_no_word_moves_further_than_it_moved_and_the_plane_may_turn(seed, change, n, swing):
    random = np.random.default_rng(seed)
    before = middled(random.normal(size=(15, 6)))
    after = middled(before + change * random.normal(size=(15, 6)))
    first = follow(before, n=n)
    second = follow(after, first.basis, turns=20, swing=swing)
    moved = np.linalg.norm(second.positions - first.positions, axis=1)
    own = np.linalg.norm(after - before, axis=1)
    # a chord of a turn by `swing` at distance r is 2 r sin(swing / 2)
    chord = 2 * np.sin(swing / 2) * np.linalg.norm(before, axis=1)
    assert (moved <= own + chord + 1e-4).all()


def crossing(frames: int) -> list[np.ndarray]:
    """Vectors whose second and third direction change places: spreads 2 → 1 and 1 → 2.

    The words' coordinates are uncorrelated to the last digit, so the eigenvalues truly cross.
    """
    random = np.random.default_rng(2)
    words, _ = np.linalg.qr(middled(random.normal(size=(60, 8))))
    turned, _ = np.linalg.qr(random.normal(size=(8, 8)))
    path = []
    for time in np.linspace(0, 1, frames):
        spreads = np.array([3, 2 - time, 1 + time, 0.3, 0.3, 0.3, 0.3, 0.3])
        path.append(8 * words * spreads @ turned)
    return path


def largest_jump(positions: list[np.ndarray]) -> float:
    steps = np.diff(np.stack(positions), axis=0)  # (F − 1, V, 2)
    return float(np.linalg.norm(steps, axis=2).max())


def test_where_eigenvalues_cross_the_picture_does_not_jump():
    path = crossing(80)
    afresh = [pca(vectors).positions for vectors in path]
    aligned = afresh[:1]  # PCA afresh, turned onto the frame before: no flips, yet it jumps
    for positions in afresh[1:]:
        aligned.append(positions @ procrustes(positions, aligned[-1]))
    views = [follow(path[0])]
    for vectors in path[1:]:
        views.append(follow(vectors, views[-1].basis))
    farthest = max(np.linalg.norm(vectors, axis=1).max() for vectors in path)
    bound = largest_jump(path) + SWING * farthest
    assert largest_jump([view.positions for view in views]) < bound
    assert bound < largest_jump(aligned)
    assert bound < largest_jump(afresh)
    # it gave up nothing: at the end it shows what exact PCA shows
    assert views[-1].share == pytest.approx(pca(path[-1]).shares.sum(), abs=1e-3)
    assert views[0].share == pytest.approx(pca(path[0]).shares.sum(), abs=1e-5)


def test_a_mirrored_basis_is_followed_not_flipped_back():
    vectors = cloud(30, [5, 3, 1])
    mirrored = pca(vectors).basis * [-1, 1]
    np.testing.assert_allclose(follow(vectors, mirrored).basis, mirrored, atol=1e-3)


def test_no_turn_at_all_when_no_turns_are_asked():
    vectors = cloud(30, [5, 3, 1])
    basis = np.eye(3)[:, 1:]
    view = follow(vectors, basis, turns=0)
    np.testing.assert_allclose(view.basis, basis, atol=1e-6)
    np.testing.assert_allclose(view.positions, middled(vectors)[:, 1:], atol=1e-4)


def test_normalised_positions_are_those_of_directions():
    vectors = cloud(30, [5, 3, 1])
    lengths = np.linspace(0.1, 9, 30)[:, None]
    np.testing.assert_allclose(
        follow(vectors * lengths, normalise=True).positions,
        follow(vectors, normalise=True).positions,
        atol=1e-5,
    )


@pytest.mark.parametrize("vectors", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("normalise", [False, True])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_degenerate_vectors_have_finite_positions(vectors, n, normalise, kind):
    basis = None
    for _ in range(4):
        view = follow(vectors.astype(kind), basis, n=n, normalise=normalise)
        basis = view.basis
        assert view.positions.shape == (len(vectors), n)
        assert np.isfinite(view.positions).all()
        assert 0 <= view.share <= 1
        assert_orthonormal(basis)
    assert np.isfinite(pca(vectors, n).positions).all()


def test_a_direction_that_the_vectors_do_not_decide_stays():
    basis = pca(cloud(20, [3, 2, 1, 1])).basis
    line = np.outer(np.linspace(-1, 1, 9), basis[:, 0])
    np.testing.assert_allclose(follow(line, basis).basis, basis, atol=2e-3)


def test_a_basis_that_is_not_orthonormal_is_made_so():
    vectors, basis = cloud(30, [5, 3, 1]), pca(cloud(30, [5, 3, 1])).basis
    view = follow(vectors, 3 * basis, turns=0)
    np.testing.assert_allclose(view.basis, basis, atol=1e-6)


def test_where_nothing_differs_the_plane_stays():
    basis = pca(cloud(20, [3, 2, 1])).basis
    view = follow(np.full((20, 3), 0.1), basis)
    np.testing.assert_allclose(view.positions, 0, atol=1e-6)
    zeros = follow(np.zeros((20, 3)), basis)
    np.testing.assert_allclose(zeros.basis, basis, atol=1e-6)
    assert zeros.share == 0


def test_a_basis_of_another_width_is_an_error():
    with pytest.raises(ValueError, match="a basis of 4 rows is needed; given 3"):
        follow(np.eye(4), np.eye(3)[:, :2])


def test_parallel_arrows_lie_side_by_side():
    # every offset (2, 0, 0): parallelism 1, arrows level; the midpoints differ most along them
    # and, at right angles to them, along (0, 3, 4) / 5 by 5, −10, 5
    starts = np.array([[-9.0, 3, 4], [0, -6, -8], [9, 3, 4]])
    vectors = np.vstack([starts, starts + np.array([2, 0, 0])])
    found = along(vectors, np.array([[0, 3], [1, 4], [2, 5]]))
    assert found.parallelism == pytest.approx(1)
    arrows = found.positions.reshape(3, 2, 2)
    np.testing.assert_allclose(arrows[:, 1] - arrows[:, 0], [[2, 0]] * 3, atol=1e-5)
    np.testing.assert_allclose(arrows[:, 0], [[-10, 5], [-1, -10], [8, 5]], atol=1e-5)


def test_arrows_that_cancel_are_still_shown_at_full_length():
    # offsets (0, 0, 2) and (0, 0, −2) have no mean; they lie along the first axis all the same
    vectors = np.array([[0.0, 1, -1], [0, 1, 1], [0, -1, 1], [0, -1, -1]])
    found = along(vectors, np.array([[0, 1], [2, 3]]))
    assert found.parallelism == 0
    np.testing.assert_allclose(found.positions, [[-1, 1], [1, 1], [1, -1], [-1, -1]], atol=1e-6)


def test_parallelism_of_known_offsets():
    # offsets at ±60° to their mean: cos 60° = 0.5
    offsets = np.array([[0.5, 0.75**0.5], [0.5, -(0.75**0.5)]])
    vectors = np.vstack([np.zeros((2, 2)), offsets])
    assert along(vectors, np.array([[0, 2], [1, 3]])).parallelism == pytest.approx(0.5)


@settings(deadline=None)
@given(ANY, st.data())
def test_arrows_are_finite_on_an_orthonormal_plane(vectors, data):
    word = st.integers(0, len(vectors) - 1)
    pairs = np.array(data.draw(st.lists(st.tuples(word, word), max_size=6)), np.int64)
    basis = None
    for _ in range(2):
        found = along(vectors, pairs.reshape(-1, 2), basis, normalise=data.draw(st.booleans()))
        basis = found.basis
        assert found.positions.shape == (2 * len(pairs), 2)
        assert np.isfinite(found.positions).all()
        assert -1 <= found.parallelism <= 1
        assert_orthonormal(basis)


def test_the_upward_axis_follows_the_frame_before():
    random = np.random.default_rng(6)
    starts = random.normal(size=(10, 5)) * [3, 2, 1, 1, 1]
    vectors = np.vstack([starts, starts + [0, 0, 0, 0, 4] + 0.1 * random.normal(size=(10, 5))])
    pairs = np.arange(20).reshape(2, 10).T
    first = along(vectors, pairs)
    mirrored = first.basis * np.array([1, -1], np.float32)
    second = along(vectors, pairs, mirrored)
    np.testing.assert_allclose(second.basis, mirrored, atol=1e-2)
    np.testing.assert_allclose(second.positions, first.positions * [1, -1], atol=0.1)
