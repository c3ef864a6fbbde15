"""The compiled t-SNE does what the plain one says, the plain one what the paper says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.spatial.distance import pdist, squareform
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.manifold._t_sne import _joint_probabilities, _joint_probabilities_nn

from engine.kernels import tsne
from engine.kernels import tsne_plain as plain
from engine.kernels.neighbours import knn

DIMENSIONS = (2, 3)


def cloud(N: int, D: int = 5, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(N, D)).astype(np.float32)


def joint_of(vectors: np.ndarray, perplexity: float = 30.0) -> tsne.Affinities:
    return tsne.affinities(*knn(vectors, tsne.reach(len(vectors), perplexity)), perplexity)


def spread_out(N: int, dimensions: int, seed: int = 0, scale: float = 3.0) -> tsne.State:
    """A map as it may be half-way: velocity and gains are not those of the start."""
    random = np.random.default_rng([seed, 1])
    shape = (N, dimensions)
    return tsne.State(
        (scale * random.normal(size=shape)).astype(np.float32),
        (0.1 * random.normal(size=shape)).astype(np.float32),
        random.uniform(0.5, 2, shape).astype(np.float32),
    )


def copy(state: tsne.State) -> tsne.State:
    arrays = (state.positions, state.velocity, state.gains)
    return tsne.State(*(array.copy() for array in arrays), state.done)


# Joint probabilities


@pytest.mark.parametrize(("N", "perplexity"), [(200, 30), (300, 5), (60, 15)])
def test_joint_probabilities_are_those_of_scikit_learn(N, perplexity):
    vectors = cloud(N)
    ids, distances = knn(vectors, tsne.reach(N, perplexity))
    ours = plain.dense(tsne.affinities(ids, distances, perplexity))
    starts = np.arange(N + 1) * ids.shape[1]
    squares = csr_matrix((distances.ravel() ** 2, ids.ravel(), starts), (N, N))
    theirs = _joint_probabilities_nn(squares, perplexity, 0).toarray()
    np.testing.assert_allclose(ours, theirs, atol=1e-5 * theirs.max())
    np.testing.assert_array_equal(ours > 0, theirs > 0)


def test_with_all_others_as_neighbours_they_are_the_paper_s():
    vectors = cloud(40)
    distances = squareform(pdist(vectors))
    expected = plain.joint(distances, 10)
    np.testing.assert_allclose(
        squareform(_joint_probabilities((distances**2).astype(np.float32), 10, 0)),
        expected, atol=1e-5 * expected.max(),
    )  # fmt: skip
    ours = plain.dense(tsne.affinities(*knn(vectors, 39), 10))
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-9)


def test_each_row_has_the_perplexity_asked_for():
    given_ = plain.conditional(squareform(pdist(cloud(50))), 12)
    logs = np.log(np.where(given_ > 0, given_, 1))
    np.testing.assert_allclose(np.exp(-(given_ * logs).sum(axis=1)), 12, rtol=1e-6)


@effort(deadline=None)
@given(st.integers(2, 30), st.integers(0, 999), st.floats(1, 60), st.sampled_from([0, 1, 1e15]))
def test_joint_probabilities_are_symmetric_and_sum_to_one(N, seed, perplexity, scale):
    vectors = cloud(N, 2, seed) * np.float32(scale)
    joint = joint_of(vectors, perplexity)
    whole = plain.dense(joint)
    np.testing.assert_array_equal(whole, whole.T)
    assert not whole.diagonal().any()
    assert joint.values.sum(dtype=np.float64) == pytest.approx(1, abs=1e-5)
    assert joint.columns.dtype == np.int32
    assert joint.starts.dtype == np.int64
    for i in range(N):
        assert (np.diff(joint.columns[joint.starts[i] : joint.starts[i + 1]]) > 0).all()


def test_neighbours_at_one_distance_weigh_the_same():
    # A square: each corner has two others at 1 and one at √2. Perplexity 2 (2/3 of 3) is two
    # neighbours of 1/2 each: the 8 ordered pairs of a side weigh 1/8 each, the diagonals nothing.
    whole = plain.dense(joint_of(np.array([[0, 0], [0, 1], [1, 1], [1, 0]], np.float32), 30))
    np.testing.assert_allclose(whole[[0, 1, 2, 3], [1, 2, 3, 0]], 1 / 8, rtol=1e-3)
    np.testing.assert_allclose(whole[[0, 1], [2, 3]], 0, atol=1e-4)


def test_known_numbers_of_reach_and_effective_perplexity():
    assert [tsne.reach(N, 30) for N in (0, 1, 2, 91, 500)] == [0, 0, 1, 90, 90]
    assert [tsne.effective(30, K) for K in (0, 1, 30, 90)] == [1, 1, 20, 30]


def test_more_copies_of_a_point_than_neighbours():
    vectors = np.repeat(cloud(3), 40, axis=0)
    joint = joint_of(vectors, 5)  # 15 nearest of 39 copies: all at 0, all weigh the same
    rows = np.repeat(np.arange(120), np.diff(joint.starts))
    np.testing.assert_array_equal(rows // 40, joint.columns // 40)
    assert joint.values.sum(dtype=np.float64) == pytest.approx(1, abs=1e-5)


# Repulsion, gradient, step


@pytest.mark.parametrize("dimensions", DIMENSIONS)
@pytest.mark.parametrize("N", [2, 3, 64, 65, 130, 515])
def test_every_pair_pushes_once(N, dimensions):
    y = spread_out(N, dimensions).positions
    forces, normaliser = tsne.repel(y, 2)
    w = plain.weights(y.astype(np.float64))
    expected = (w**2).sum(axis=1, keepdims=True) * y - w**2 @ y
    np.testing.assert_allclose(forces, expected, atol=2e-6 * np.abs(expected).max())
    assert normaliser == pytest.approx(w.sum(), rel=1e-6)


@pytest.mark.parametrize("dimensions", DIMENSIONS)
def test_far_points_keep_their_share_of_the_normaliser(dimensions):
    # distances 10⁴: each of two pairs weighs 1 / (1 + 10⁸), nothing beside the 1 of i with itself
    y = np.zeros((2, dimensions), np.float32)
    y[1, 0] = 1e4
    assert tsne.repel(y)[1] == pytest.approx(2e-8, rel=1e-6)


@pytest.mark.parametrize("dimensions", DIMENSIONS)
def test_the_plain_gradient_is_the_slope_of_the_divergence(dimensions):
    p = plain.dense(joint_of(cloud(12), 3)).astype(np.float64)
    y = spread_out(12, dimensions, scale=1).positions.astype(np.float64)
    slope = np.empty_like(y)
    for place in np.ndindex(y.shape):
        step = np.zeros_like(y)
        step[place] = 1e-5
        slope[place] = plain.divergence(p, y + step) - plain.divergence(p, y - step)
    # p sums to 1 within float32 only: the slope of Σ p ln Z is scaled by that sum
    np.testing.assert_allclose(plain.gradient(p, y), slope / 2e-5, atol=1e-6)


@pytest.mark.parametrize("dimensions", DIMENSIONS)
@pytest.mark.parametrize("N", [7, 200, 333])
def test_the_gradient_is_the_plain_one(N, dimensions):
    # From rest, gains 1/0.8 and no momentum: the first velocity is −rate · gradient.
    joint = joint_of(cloud(N))
    settings = tsne.Settings(rate=1.0, exaggerated=0, dimensions=dimensions)
    state = spread_out(N, dimensions)
    state.velocity[:], state.gains[:] = 0, 1.25
    expected = plain.gradient(plain.dense(joint), state.positions)
    norm = tsne.advance(state, joint, settings)
    np.testing.assert_allclose(-state.velocity, expected, atol=1e-5 * np.abs(expected).max())
    assert norm == pytest.approx(np.linalg.norm(expected), rel=1e-5)


@pytest.mark.parametrize("dimensions", DIMENSIONS)
@pytest.mark.parametrize("other", [False, True], ids=["fused", "another repulsion"])
def test_several_iterations_are_the_plain_ones(dimensions, other):
    joint = joint_of(cloud(150))
    p = plain.dense(joint)
    settings = tsne.Settings(exaggerated=4, rate=20, dimensions=dimensions)  # the pace changes
    repulsion = (lambda positions, threads: tsne.repel(positions, threads)) if other else tsne.repel
    state = spread_out(150, dimensions)
    reference = copy(state)
    tsne.advance(state, joint, settings, 8, repulsion)
    for _ in range(8):
        reference = plain.iteration(reference, p, settings).after
    assert state.done == reference.done == 8
    for name in ("positions", "velocity", "gains"):
        expected = getattr(reference, name)
        found = getattr(state, name)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=2e-4 * np.abs(expected).max())
    np.testing.assert_allclose(state.positions.mean(axis=0), 0, atol=1e-5)


@pytest.mark.parametrize("dimensions", DIMENSIONS)
def test_the_divergence_is_the_plain_one(dimensions):
    joint, state = joint_of(cloud(150)), spread_out(150, dimensions)
    found = plain.iteration(state, plain.dense(joint), tsne.Settings())
    assert tsne.divergence(state, joint) == pytest.approx(found.divergence, rel=1e-6)
    assert found.similarity.sum() == pytest.approx(1)


def test_the_pace_and_its_rate():
    # 0 stands for max(N / exaggeration / 4, 50): 6,000 / 12 / 4 = 125, then 6,000 / 4 = 1,500
    settings = tsne.Settings()
    assert tsne.pace(settings, 6000, 249) == (12, 0.5, 125)
    assert tsne.pace(settings, 6000, 250) == (1, 0.8, 1500)
    assert tsne.pace(settings, 100, 0) == (12, 0.5, 50)
    assert tsne.pace(tsne.Settings(rate=7, exaggerated=0), 100, 0) == (1, 0.8, 7)


# The same, always


@pytest.mark.parametrize("dimensions", DIMENSIONS)
def test_threads_and_cuts_change_nothing(dimensions):
    joint = joint_of(cloud(400))
    settings = tsne.Settings(dimensions=dimensions)
    results = []
    for threads, cuts in [(1, [40]), (2, [40]), (3, [40]), (5, [1] * 10 + [30]), (2, [7, 0, 33])]:
        state = spread_out(400, dimensions)
        norms = [tsne.advance(state, joint, settings, n, threads=threads) for n in cuts]
        results.append((state.positions, state.velocity, state.gains, np.array(norms[-1])))
    for other in results[1:]:
        for ours, theirs in zip(results[0], other, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    one, two, three = (tsne.repel(results[0][0], threads) for threads in (1, 2, 3))
    assert one[1] == two[1] == three[1]
    np.testing.assert_array_equal(one[0], two[0])
    np.testing.assert_array_equal(one[0], three[0])


def test_a_ticket_that_waits_is_done_though_nothing_else_is_left():
    # The thread beside holds a ticket and must come back for it, after this one has finished.
    import threading

    main, held, done = threading.current_thread(), threading.Event(), []

    def labour(ticket: int) -> int:
        if threading.current_thread() is main:
            assert held.wait(10)
        elif ticket < 0:
            held.set()
            return 5
        elif main.is_alive() and len(done) < 3:
            done.append(ticket)
            return ticket
        return -1

    tsne._together(labour, 2)
    assert done == [5, 5, 5]


def test_an_error_here_stops_the_threads_beside():
    import threading

    main = threading.current_thread()

    def labour(ticket: int) -> int:
        if threading.current_thread() is main:
            raise KeyboardInterrupt
        return 5  # waits for ever

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        tsne._together(labour, 3)
    assert threading.active_count() == before


def test_arrays_that_are_read_only_will_do():
    joint, state = joint_of(cloud(30)), spread_out(30, 2)
    for array in (joint.starts, joint.columns, joint.values, state.positions, state.gains):
        array.flags.writeable = False
    first = state.positions
    tsne.advance(state, joint, tsne.Settings())
    assert np.abs(state.positions - first).max() > 0


# The start


def test_a_start_by_components_is_scaled_and_jittered():
    plane = cloud(500, 2) * np.array([7, 2], np.float32)
    state = tsne.start(500, plane, seed=3)
    assert state.positions.dtype == state.gains.dtype == np.float32
    scaled = (plane - plane.mean(axis=0)) / plane[:, 0].std() * 1e-4
    off = state.positions - scaled
    assert off.std() == pytest.approx(1e-6, rel=0.1)  # 1 % of 1e-4
    np.testing.assert_array_equal(state.positions, tsne.start(500, plane, seed=3).positions)
    assert (state.positions != tsne.start(500, plane, seed=4).positions).any()
    np.testing.assert_array_equal(state.velocity, 0)
    np.testing.assert_array_equal(state.gains, 1)
    assert state.done == 0


@pytest.mark.parametrize("dimensions", DIMENSIONS)
def test_a_start_at_random(dimensions):
    first = tsne.start(2000, seed=1, dimensions=dimensions).positions
    assert first.shape == (2000, dimensions)
    assert first.std() == pytest.approx(1e-4, rel=0.05)
    # where all lie in one place their plane says nothing
    again = tsne.start(2000, np.full((2000, 2), 0.1), seed=1, dimensions=dimensions).positions
    np.testing.assert_array_equal(first, again)


def test_four_dimensions_are_an_error():
    with pytest.raises(ValueError, match="a map has 2 or 3 dimensions; given 4"):
        tsne.start(5, dimensions=4)


# Odd input


def line(N: int) -> np.ndarray:
    return np.linspace(0, 1, N, dtype=np.float32)[:, None]


ODD = {
    "no point": np.zeros((0, 3), np.float32),
    "one point": np.ones((1, 3), np.float32),
    "two points": cloud(2),
    "two points in one place": np.ones((2, 3), np.float32),
    "three points": cloud(3),
    "all in one place": np.full((40, 3), 0.1, np.float32),
    "fewer than 3 perplexities": cloud(25),
    "one dimension": line(50),
    "huge": cloud(40) * np.float32(1e30),
    "tiny": cloud(40) * np.float32(1e-30),
    "one far away": np.vstack([cloud(40), np.full((1, 5), 1e12, np.float32)]),
    "copies": np.repeat(cloud(10), 5, axis=0),
}


@pytest.mark.parametrize("vectors", ODD.values(), ids=ODD)
@pytest.mark.parametrize("dimensions", DIMENSIONS)
@pytest.mark.parametrize("begin", ["plane", "random"])
def test_odd_input_has_a_finite_map(vectors, dimensions, begin):
    joint = joint_of(vectors)
    plane = vectors[:, :dimensions] if begin == "plane" else None
    state = tsne.start(len(vectors), plane, dimensions=dimensions)
    settings = tsne.Settings(exaggerated=100, dimensions=dimensions)
    norm = tsne.advance(state, joint, settings, 300)
    assert np.isfinite(norm)
    assert np.isfinite(state.positions).all()
    assert state.positions.shape == (len(vectors), dimensions)
    assert np.isfinite(tsne.divergence(state, joint))
    assert np.abs(state.positions).max(initial=0) < 1e5


def test_points_on_a_line_leave_it():
    plane = np.hstack([line(100), np.zeros((100, 1), np.float32)])
    state = tsne.start(100, plane)
    tsne.advance(state, joint_of(plane, 10), tsne.Settings(perplexity=10), 500)
    assert state.positions[:, 1].std() > 1


def test_two_points_are_alike_however_far():
    # P = Q = 1/2 for each of the two pairs: nothing to learn, KL 0
    state, joint = tsne.start(2), joint_of(cloud(2))
    tsne.advance(state, joint, tsne.Settings(exaggerated=0), 50)
    assert tsne.divergence(state, joint) == pytest.approx(0, abs=1e-6)


# As good as the reference


def test_digits_diverge_no_more_than_those_of_scikit_learn():
    vectors = load_digits().data[:500].astype(np.float32)
    plane = PCA(2, random_state=0).fit_transform(vectors).astype(np.float32)
    state, joint = tsne.start(500, plane), joint_of(vectors)
    theirs = TSNE(init=state.positions.copy(), max_iter=500, random_state=0).fit(vectors)
    tsne.advance(state, joint, tsne.Settings(), 500)
    final = tsne.State(theirs.embedding_, state.velocity, state.gains)
    assert tsne.divergence(state, joint) <= 1.01 * tsne.divergence(final, joint)
