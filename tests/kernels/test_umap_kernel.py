"""The fast UMAP does what the plain one says, and the plain one what umap-learn does."""

import warnings
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestNeighbors

from engine.kernels import umap as fast
from engine.kernels import umap_loops, umap_plain
from engine.kernels.umap import Graph, Settings, State


@pytest.fixture(scope="module")
def learn() -> SimpleNamespace:
    """umap-learn; it warns on import of what it does without."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import umap
        from umap import layouts, spectral, umap_

    return SimpleNamespace(UMAP=umap.UMAP, inner=umap_, layouts=layouts, spectral=spectral)


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    return load_digits().data[:600].astype(np.float32)


def mixture(N: int, D: int = 8, clusters: int = 3, apart: float = 1.0, seed: int = 0) -> np.ndarray:
    """Gaussian clusters of spread 1 whose centres have spread `apart`."""
    random = np.random.default_rng(seed)
    centres = apart * random.normal(size=(clusters, D))
    points = centres[random.integers(0, clusters, N)] + random.normal(size=(N, D))
    return points.astype(np.float32)


def knn(vectors: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    found = NearestNeighbors(n_neighbors=min(k, len(vectors) - 1)).fit(vectors).kneighbors()
    return found[1].astype(np.int32), found[0].astype(np.float32)


def graph_of(vectors: np.ndarray, neighbours: int = 15) -> Graph:
    return fast.graph(*knn(vectors, neighbours - 1), neighbours)


def matrix(graph: Graph) -> csr_array:
    return csr_array((graph.values, graph.columns, graph.starts), shape=(len(graph),) * 2)


def laid_out(graph: Graph, settings: Settings, seed: int = 0, **start: object) -> np.ndarray:
    positions = fast.start(graph, settings.dimensions, seed=seed, **start)
    state = fast.begin(positions, seed)
    fast.advance(state, graph, settings, settings.epochs)
    return state.positions


def rows(graph: Graph) -> np.ndarray:
    return np.repeat(np.arange(len(graph), dtype=np.int32), np.diff(graph.starts))


DATA = {
    "mixture": (mixture(150), 15),
    "few neighbours": (mixture(80), 3),
    "two neighbours": (mixture(40), 2),
    "many neighbours": (mixture(60), 50),
    "as many as there are": (mixture(20), 20),
    "every point twice": (np.repeat(mixture(40), 2, axis=0), 10),
    "twenty points in one place": (np.vstack([np.zeros((20, 8)), mixture(40)]), 10),
}


@pytest.mark.parametrize(("vectors", "neighbours"), DATA.values(), ids=DATA)
def test_the_graph_is_that_of_umap_learn(learn, vectors, neighbours):
    ids, distances = knn(vectors, neighbours - 1)
    with_self = np.hstack([np.arange(len(ids))[:, None], ids])
    theirs, _, _ = learn.inner.fuzzy_simplicial_set(
        vectors, neighbours, np.random.RandomState(0), "euclidean", knn_indices=with_self,
        knn_dists=np.ascontiguousarray(np.pad(distances, ((0, 0), (1, 0)))),
    )  # fmt: skip
    theirs = theirs.tocsr()
    theirs.sort_indices()
    ours = fast.graph(ids, distances, neighbours)
    np.testing.assert_array_equal(ours.starts, theirs.indptr)
    np.testing.assert_array_equal(ours.columns, theirs.indices)
    np.testing.assert_allclose(ours.values, theirs.data, atol=1e-5)
    kinds = [ours.starts.dtype, ours.columns.dtype, ours.values.dtype]
    assert kinds == [np.int64, np.int32, np.float32]


def test_from_vectors_to_graph_it_is_that_of_umap_learn(learn):
    vectors = mixture(300)
    theirs, _, _ = learn.inner.fuzzy_simplicial_set(
        pairwise_distances(vectors), 15, np.random.RandomState(0), "precomputed"
    )
    ours = matrix(graph_of(vectors))
    assert ours.nnz == theirs.nnz
    assert abs(ours - theirs).max() < 1e-4


def test_memberships_of_three_known_distances():
    # near 1; the row's sum is log2(3 + 1) = 2: 1 + e^(-1/w) + e^(-2/w) = 2, so with x = e^(-1/w)
    # x² + x = 1 and x = 0.618034, the golden ratio's inverse; x² = 0.381966
    values = np.empty((1, 3), np.float32)
    umap_loops.memberships(np.array([[1, 2, 3]], np.float32), np.float32(1.5), values)
    np.testing.assert_allclose(values, [[1, 0.618034, 0.381966]], atol=1e-5)


def test_the_union_of_known_memberships():
    # On a line at 0, 1, 3: with 2 neighbours each point's nearest alone belongs to it, wholly:
    # 0 → 1, 1 → 0, 2 → 1. Edges both ways: 0 – 1 and 1 – 2.
    made = graph_of(np.array([[0.0], [1.0], [3.0]]), 2)
    np.testing.assert_array_equal(matrix(made).toarray(), [[0, 1, 0], [1, 0, 1], [0, 1, 0]])


@effort(deadline=None, max_examples=25)
@given(st.integers(0, 999), st.integers(2, 40), st.integers(1, 45))
def test_every_graph_is_symmetric_with_memberships_up_to_one(seed, N, neighbours):
    vectors = np.random.default_rng(seed).integers(0, 3, (N, 2)).astype(np.float32)
    ids, distances = knn(vectors, max(1, neighbours - 1))
    kept = ids.copy(), distances.copy()
    made = fast.graph(ids, distances, neighbours)
    np.testing.assert_array_equal(ids, kept[0])
    np.testing.assert_array_equal(distances, kept[1])
    dense = matrix(made).toarray()
    np.testing.assert_array_equal(dense, dense.T)
    assert not np.diag(dense).any()
    assert ((made.values > 0) & (made.values <= 1)).all()
    for row in range(N):
        assert (np.diff(made.columns[made.starts[row] : made.starts[row + 1]]) > 0).all()


@pytest.mark.parametrize("min_dist", [0.0, 0.001, 0.1, 0.25, 0.5, 0.8, 0.99, 1.0])
@pytest.mark.parametrize("spread", [1.0, 2.0])
def test_the_curve_is_that_of_umap_learn(learn, min_dist, spread):
    expected = learn.inner.find_ab_params(spread, min_dist)
    np.testing.assert_allclose(fast.curve(min_dist, spread), expected, rtol=1e-6)


@pytest.mark.parametrize("min_dist", [0.0, 0.1, 0.99])
def test_the_tables_are_forces_to_four_digits(min_dist):
    a, b = fast.curve(min_dist)
    pull, push = fast.tables(min_dist)
    distances = np.geomspace(3e-4, 300, 5000)
    for table, force in ((pull, umap_plain.pulled), (push, umap_plain.pushed)):
        exact = np.array([force(np.array([d]), a, b)[0] for d in distances])
        read = np.clip(np.interp(distances**2, umap_loops.PLACES, table) * distances, -4, 4)
        np.testing.assert_allclose(read, exact, rtol=2e-4)


def test_forces_of_known_distances():
    # a = b = 1, d = 2: pull −2·1·1·4⁰ / (1 + 4) · 2 = −0.8; push 2 / (4.001 · 5) · 2 = 0.19995
    two = np.array([2.0, 0.0])
    np.testing.assert_allclose(umap_plain.pulled(two, 1, 1), [-0.8, 0])
    np.testing.assert_allclose(umap_plain.pushed(two, 1, 1), [0.199950, 0], atol=1e-6)
    # d = 0.1: push 2 / (0.011 · 1.01) · 0.1 = 18.0, which is clipped
    np.testing.assert_array_equal(umap_plain.pushed(two / 20, 1, 1), [4, 0])
    np.testing.assert_array_equal(umap_plain.pulled(np.zeros(2), 1, 1), [0, 0])


#: At rates near 1 points jump past each other and rounding grows a thousandfold in an epoch; at
#: these the very same draws and moves stay comparable.
SLOW = (0.02, 0.05)


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("rate", SLOW)
@pytest.mark.parametrize("epochs", [2, 30])
def test_an_epoch_is_that_of_umap_learn_draw_by_draw(learn, dimensions, rate, epochs):
    graph = graph_of(mixture(150))
    before = fast.start(graph, dimensions)
    settings = Settings(rate=rate, epochs=epochs, dimensions=dimensions)
    a, b = fast.curve(settings.min_dist)
    theirs = before.copy()
    learn.layouts.optimize_layout_euclidean(
        theirs, theirs, rows(graph), graph.columns, epochs, len(graph),
        learn.inner.make_epochs_per_sample(graph.values, epochs), a, b,
        np.random.default_rng(7).integers(-(2**31), 2**31 - 1, 3), 1.0, rate, 5.0, move_other=True,
    )  # fmt: skip
    state = fast.begin(before, seed=7)
    fast.advance(state, graph, settings, epochs)
    assert np.abs(state.positions - before).max() > 3 * rate
    np.testing.assert_allclose(state.positions, theirs, atol=3e-3)


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("negatives", [0, 1, 5, 8])
def test_the_fast_epoch_is_the_plain_one(dimensions, negatives):
    graph = graph_of(mixture(60))
    settings = Settings(rate=0.03, epochs=25, negatives=negatives, dimensions=dimensions)
    state = fast.begin(fast.start(graph, dimensions), seed=3)
    plain = State(state.positions.astype(np.float64), state.random.copy())
    clocks = umap_plain.clocks(graph, settings)
    for _ in range(settings.epochs):
        fast.advance(state, graph, settings)
        umap_plain.epoch(plain, graph, settings, clocks)
        np.testing.assert_array_equal(state.random, plain.random)  # as many draws for each point
        assert state.done == plain.done
    np.testing.assert_allclose(state.positions, plain.positions, atol=3e-3)


def test_edges_are_due_as_often_as_they_are_strong():
    # Two points, no draws: an edge of share 1 moves them in every epoch but epoch 0, one of share
    # 1/4 (beside a full one, far away) in epochs 4, 8, 12, …
    graph = Graph(
        np.array([0, 1, 2, 3, 4]), np.array([1, 0, 3, 2], np.int32),
        np.array([1, 1, 0.25, 0.25], np.float32),
    )  # fmt: skip
    state = fast.begin(np.array([[0, 0], [5, 0], [100, 0], [105, 0]], np.float32))
    moved = []
    for _ in range(13):
        before = state.positions.copy()
        fast.advance(state, graph, Settings(negatives=0))
        moved.append((state.positions != before).any(axis=1))
    first, weak = np.array(moved)[:, [0, 2]].T
    np.testing.assert_array_equal(np.flatnonzero(first), np.arange(1, 13))
    np.testing.assert_array_equal(np.flatnonzero(weak), [4, 8, 12])


def test_the_rate_falls_to_nothing():
    # umap-learn sets the next epoch's rate after an epoch: 1, 1, 1 − 1/4, 1 − 2/4, …
    settings = Settings(epochs=4, rate=2.0)
    rates = [fast.rate(settings, n) for n in range(8)]
    np.testing.assert_allclose(rates, [2, 2, 1.5, 1, 0.5, 0, 0, 0])


def test_small_steps_and_large_ones_come_out_the_same(digits):
    graph = graph_of(digits[:200])
    before = fast.start(graph, 2)
    one, many = fast.begin(before, 1), fast.begin(before, 1)
    other, taken_up = fast.begin(before, 2), None
    fast.advance(one, graph, Settings(), 40)
    fast.advance(other, graph, Settings(), 40)
    for epoch in range(40):
        fast.advance(many, graph, Settings())
        if epoch == 20:
            taken_up = many.copy()
    fast.advance(taken_up, graph, Settings(), 19)
    np.testing.assert_array_equal(one.positions, many.positions)
    np.testing.assert_array_equal(one.positions, taken_up.positions)
    assert np.abs(one.positions - other.positions).max() > 0.1


def test_the_spectral_start_is_that_of_umap_learn(learn, digits):
    graph = graph_of(digits)
    theirs = learn.spectral.spectral_layout(
        digits, matrix(graph).astype(np.float64), 3, np.random.RandomState(0), tol=1e-9
    )
    ours = fast._spectral(graph, 3)
    assert ours is not None
    signs = np.sign((ours * theirs).sum(axis=0))
    np.testing.assert_allclose(ours, theirs * signs, atol=1e-3 * np.abs(theirs).max())
    np.testing.assert_array_equal(fast.start(graph, 3), fast.start(graph, 3))


@pytest.mark.parametrize("size", [200, 500])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_spectral_start_of_a_ring_is_a_ring(size, dimensions):
    # Of a cycle the second and third eigenvector are a sine and a cosine: a circle. Both ways of
    # finding them (whole, and by Lanczos) must agree on that; 10 wide, centred on 5.
    before = np.roll(np.arange(size), 1)
    columns = np.sort(np.stack([before, np.roll(np.arange(size), -1)], axis=1), axis=1)
    ring = Graph(
        np.arange(0, 2 * size + 1, 2), columns.ravel().astype(np.int32),
        np.ones(2 * size, np.float32),
    )  # fmt: skip
    radii = np.linalg.norm(fast.start(ring, dimensions)[:, :2] - 5, axis=1)
    np.testing.assert_allclose(radii, 5, atol=0.05)


@pytest.mark.parametrize("init", ["spectral", "pca", "random"])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_start_fills_the_square_from_0_to_10(digits, init, dimensions):
    plane = PCA(2).fit_transform(digits)
    made = fast.start(graph_of(digits), dimensions, init, plane, seed=4)
    assert made.dtype == np.float32
    assert made.shape == (600, dimensions)
    np.testing.assert_allclose(made.min(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(made.max(axis=0), 10, atol=1e-5)
    if init == "pca":
        for d in range(2):
            assert np.corrcoef(made[:, d], plane[:, d])[0, 1] > 0.999


def test_a_graph_in_parts_starts_from_the_plane():
    vectors = mixture(60, apart=50)
    graph = graph_of(vectors, 5)
    assert connected_components(matrix(graph))[0] > 1
    plane = PCA(2).fit_transform(vectors)
    made = fast.start(graph, 2, "spectral", plane)
    np.testing.assert_array_equal(made, fast.start(graph, 2, "pca", plane))
    np.testing.assert_array_equal(fast.start(graph, 2), fast.start(graph, 2, "random"))


def test_a_graph_is_read_and_never_changed():
    # edges below 1/500 of the strongest are left out of the start, but not of the graph
    graph = graph_of(mixture(600))
    assert (graph.values < graph.top / 500).any()
    kept = [part.copy() for part in (graph.starts, graph.columns, graph.values)]
    laid_out(graph, Settings(epochs=3))
    for part, before in zip((graph.starts, graph.columns, graph.values), kept, strict=True):
        np.testing.assert_array_equal(part, before)


def test_what_is_no_layout_is_an_error():
    graph = graph_of(mixture(20))
    with pytest.raises(ValueError, match="a layout has 2 or 3 dimensions; given 4"):
        fast.start(graph, 4)
    with pytest.raises(ValueError, match=r"positions \(N, 2\) or \(N, 3\) are needed; given"):
        fast.begin(np.zeros((5, 1)))
    with pytest.raises(ValueError, match="5 points, but a graph of 20"):
        fast.advance(fast.begin(np.zeros((5, 2))), graph, Settings())


@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_map_is_as_trustworthy_as_that_of_umap_learn(learn, digits, dimensions):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = learn.UMAP(n_components=dimensions, random_state=0, n_jobs=1).fit_transform(digits)
    settings = Settings(dimensions=dimensions)
    ours = laid_out(graph_of(digits), settings)
    worth = [trustworthiness(digits, positions, n_neighbors=10) for positions in (ours, theirs)]
    assert worth[0] > worth[1] - 0.01
    spreads = [np.linalg.norm(positions.std(axis=0)) for positions in (ours, theirs)]
    assert spreads[0] == pytest.approx(spreads[1], rel=0.35)


def test_clusters_apart_stay_apart_and_whole():
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(4), 40)
    vectors = (20 * random.normal(size=(4, 10)))[labels] + random.normal(size=(160, 10))
    settings = Settings(epochs=200)
    ours = laid_out(graph_of(vectors, 10), settings, plane=PCA(2).fit_transform(vectors))
    near, _ = knn(ours, 10)
    assert (labels[near] == labels[:, None]).mean() > 0.99


def test_less_room_where_points_may_lie_closer(digits):
    graph = graph_of(digits[:300])
    nearest = [
        np.median(knn(laid_out(graph, Settings(min_dist=least)), 1)[1]) for least in (0.0, 0.5)
    ]
    assert nearest[0] < 0.5 * nearest[1]


DEGENERATE = {
    "one": np.ones((1, 3)),
    "two": np.array([[0.0, 1.0], [1.0, 0.0]]),
    "three": np.array([[0.0, 1.0], [1.0, 0.0], [5.0, 5.0]]),
    "four": np.eye(4),
    "two in one place": np.ones((2, 3)),
    "all in one place": np.ones((30, 3)),
    "one dimension": np.arange(30.0)[:, None] ** 1.5,
    "pairs far apart": np.repeat(np.arange(10.0), 2)[:, None] * 1e6,
    "tiny": mixture(30) * 1e-20,
    "huge": mixture(30) * 1e15,
    "none near": np.vstack([np.eye(20), 1e6 * np.ones((1, 20))]),
}


@pytest.mark.parametrize("vectors", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("neighbours", [1, 2, 15, 100])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_degenerate_points_have_a_finite_map(vectors, neighbours, dimensions):
    none = np.zeros((1, 0), np.int32), np.zeros((1, 0), np.float32)
    near = knn(vectors, neighbours) if len(vectors) > 1 else none
    graph = fast.graph(*near, neighbours)
    assert len(graph) == len(vectors)
    for init in ("spectral", "pca", "random"):
        for plane in (None, vectors):
            settings = Settings(neighbours, epochs=15, dimensions=dimensions)
            made = laid_out(graph, settings, init=init, plane=plane)
            assert made.shape == (len(vectors), dimensions)
            assert np.isfinite(made).all()
    # points that push each other end in different places, even those that are equal
    assert len(np.unique(made, axis=0)) == len(vectors)


def test_an_empty_map():
    graph = fast.graph(np.zeros((0, 3), np.int32), np.zeros((0, 3), np.float32), 15)
    assert laid_out(graph, Settings(epochs=3)).shape == (0, 2)


def test_far_away_and_in_one_place_points_stay_finite():
    # what a visitor who drags points may do
    graph = graph_of(mixture(30), 5)
    for positions in (np.zeros((30, 2)), 1e6 * mixture(30, 2), np.full((30, 3), 1e30)):
        state = fast.begin(positions)
        fast.advance(state, graph, Settings(), 20)
        assert np.isfinite(state.positions).all()
