import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from engine.measures.clusters import (
    gap_ratio,
    gaps,
    kmeans,
    pieces,
    size_ratio,
    spreads,
    tears,
)

# Two groups: corners of a 2 × 2 square around (0, 0), and of a 6 × 6 square around (10, 0).
SQUARE = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
POINTS = np.vstack([SQUARE, 3 * SQUARE + [10, 0]])
GROUPS = np.repeat([0, 1], 4)


def blobs(size: int, centres: np.ndarray, spread: float, seed: int = 0) -> tuple:
    random = np.random.default_rng(seed)
    labels = random.integers(0, len(centres), size)
    return centres[labels] + spread * random.normal(size=(size, centres.shape[1])), labels


def ring(size: int, begin: float = 0, end: float = 1) -> np.ndarray:
    angle = 2 * np.pi * np.linspace(begin, end, size, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def trefoil(size: int) -> np.ndarray:
    t = 2 * np.pi * np.arange(size) / size
    return np.stack(
        [np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t), -np.sin(3 * t)], axis=1
    )


def within(vectors: np.ndarray, labels: np.ndarray) -> float:
    """Sum of squared distances from the centroids."""
    return float(sum(spreads(vectors, labels) ** 2 * np.bincount(labels)))


@pytest.mark.parametrize("seed", range(3))
def test_kmeans_finds_blobs_and_numbers_them_by_size(seed):
    centres = 10 * np.random.default_rng(seed).normal(size=(5, 8))
    vectors, truth = blobs(400, centres, 0.5, seed)
    labels = kmeans(vectors.astype(np.float32), 5, seed)
    assert labels.dtype == np.int32
    assert adjusted_rand_score(truth, labels) == 1
    assert (np.diff(np.bincount(labels)) <= 0).all()


def test_kmeans_is_as_tight_as_that_of_scikit_learn():
    # 25 blobs are easily missed: one run of k-means++ is 27 % looser on average, four 6 %
    vectors, _ = blobs(500, 20 * np.random.default_rng(1).normal(size=(25, 2)), 1.0, 2)
    theirs = KMeans(25, n_init=4, random_state=0).fit(vectors).inertia_
    ours = np.mean([within(vectors, kmeans(vectors, 25, seed)) for seed in range(10)])
    assert ours < 1.1 * theirs


def test_kmeans_of_known_points():
    # six at 0, 1, 2, 10, 11, 12 and three at 100 …: of equal size, the first seen comes first
    line = np.array([100.0, 101, 102, 10, 11, 12, 0, 1, 2, 3])[:, None]
    np.testing.assert_array_equal(kmeans(line, 3, 0), [1, 1, 1, 2, 2, 2, 0, 0, 0, 0])


def test_kmeans_by_cosine_parts_directions_whatever_their_length():
    random = np.random.default_rng(0)
    vectors, truth = blobs(300, np.eye(4)[:3], 0.05)
    longer = vectors * random.uniform(0.1, 50, 300)[:, None]
    assert adjusted_rand_score(truth, kmeans(longer, 3, 0, "cosine")) == 1
    assert adjusted_rand_score(truth, kmeans(longer, 3, 0)) < 0.8


def test_kmeans_depends_on_nothing_but_its_seed():
    vectors = np.random.default_rng(0).normal(size=(300, 5))
    np.testing.assert_array_equal(kmeans(vectors, 7, 3), kmeans(vectors, 7, 3))
    assert (kmeans(vectors, 7, 3) != kmeans(vectors, 7, 4)).any()


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize(
    ("vectors", "distinct"),
    [
        (np.zeros((0, 3)), 0),
        (np.ones((1, 3)), 1),
        (np.full((20, 3), 0.1), 1),
        (np.zeros((20, 3)), 1),
        (np.repeat(np.eye(3), 5, axis=0), 3),
        (np.eye(3) * 1e30, 3),
        (np.eye(3) * 1e-30, 3),
    ],
)
def test_kmeans_finds_no_more_clusters_than_there_are_different_points(vectors, distinct, metric):
    for kind in (np.float32, np.float64):
        labels = kmeans(vectors.astype(kind), 8, 0, metric)
        assert labels.shape == (len(vectors),)
        assert len(np.unique(labels)) == distinct
        assert len({(*row, label) for row, label in zip(vectors, labels, strict=True)}) == distinct


def test_spreads_and_gaps_of_two_squares():
    # every corner is √2 from the middle of the small square, 3 √2 from that of the large one
    np.testing.assert_allclose(spreads(POINTS, GROUPS), [2**0.5, 3 * 2**0.5])
    assert size_ratio(POINTS, GROUPS) == pytest.approx(3)
    np.testing.assert_allclose(gaps(POINTS, GROUPS), [[0, 10], [10, 0]], atol=1e-12)
    assert gap_ratio(POINTS, GROUPS) == 1


def test_gap_ratio_of_three_groups():
    # middles at 0, 1 and 5 on a line: distances 1, 4 and 5
    points = np.array([[-1.0], [1], [0.5], [1.5], [5]])
    groups = np.array([0, 0, 1, 1, 2])
    np.testing.assert_allclose(gaps(points, groups), [[0, 1, 5], [1, 0, 4], [5, 4, 0]])
    assert gap_ratio(points, groups) == pytest.approx(5)
    np.testing.assert_allclose(spreads(points, groups), [1, 0.5, 0])
    assert size_ratio(points, groups) == float("inf")  # a single point has no size


def test_points_without_a_group_and_numbers_without_points_count_for_nothing():
    groups = np.where(GROUPS == 1, 2, 0)  # none is 1
    points, groups = np.vstack([POINTS, [[99, 99]]]), np.append(groups, -1)
    np.testing.assert_allclose(spreads(points, groups), [2**0.5, np.nan, 3 * 2**0.5])
    assert np.isnan(gaps(points, groups)[1]).all()
    assert size_ratio(points, groups) == pytest.approx(3)
    assert gap_ratio(points, groups) == 1


@pytest.mark.parametrize("groups", [[], [-1, -1], [0, 0], [0, 1]])
def test_ratios_of_too_few_groups_and_of_equal_points_are_1(groups):
    points = np.zeros((len(groups), 2))
    assert size_ratio(points, np.array(groups, int)) == 1
    assert gap_ratio(points, np.array(groups, int)) == 1


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 999), st.floats(0, 6.3), st.floats(1e-3, 1e3), st.floats(-10, 10))
def test_measures_of_groups_turn_and_grow_with_the_points(seed, angle, scale, shift):
    points, groups = blobs(30, np.array([[0.0, 0], [9, 1], [2, 5]]), 1.0, seed)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = (points @ turn + shift) * scale
    np.testing.assert_allclose(spreads(moved, groups), scale * spreads(points, groups))
    np.testing.assert_allclose(gaps(moved, groups), scale * gaps(points, groups), atol=1e-9 * scale)
    assert size_ratio(moved, groups) == pytest.approx(size_ratio(points, groups))
    assert gap_ratio(moved, groups) == pytest.approx(gap_ratio(points, groups))


def noise(kind: str, size: int, random: np.random.Generator) -> np.ndarray:
    blob = random.normal(size=(size, 2))
    if kind == "disc":
        lengths = np.linalg.norm(blob, axis=1, keepdims=True)
        return blob / lengths * np.sqrt(random.random((size, 1)))
    return {
        "blob": blob,
        "ellipse": blob * [9, 1],
        "square": random.random((size, 2)),
        "ball": random.normal(size=(size, 3)),
        "line": np.outer(random.random(size), [1, 2]),
    }[kind]


def test_tears_of_a_ring_cut_open():
    order = np.random.default_rng(0).permutation(100)
    vectors = np.empty((100, 2))
    vectors[order] = ring(100)
    assert tears(vectors, vectors, order, closed=True) == 0
    cut = vectors.copy()
    cut[order[50:]] += [9, 0]  # half of it moved away: torn twice, once where it closes
    assert tears(vectors, cut, order, closed=True) == 2
    assert tears(vectors, cut, order) == 1
    assert tears(vectors, 1e-3 * cut, order) == 1


def test_a_tear_begins_beyond_ten_times_the_median():
    line = np.arange(9.0)[:, None]
    for jump, expected in ((9.9, 0), (10.1, 1)):
        stretched = np.where(line > 4, line + jump - 1, line)
        assert tears(line, stretched, np.arange(9)) == expected
        # a gap that the curve had before the map is no tear of the map
        assert tears(stretched, stretched, np.arange(9)) == 0


def test_a_curve_of_none_one_or_equal_points_is_whole():
    for order in ([], [0], [0, 1], [2, 1, 0]):
        for closed in (False, True):
            ids = np.array(order, int)
            assert tears(np.eye(3), np.zeros((3, 2)), ids, closed) == 0
            assert tears(np.zeros((3, 5)), np.eye(3), ids, closed) == 0


def test_a_ring_is_one_piece_and_a_torn_one_is_as_many_as_it_was_torn_into():
    assert pieces(ring(200)) == 1
    assert pieces(trefoil(300)) == 1
    parts = [ring(50, i / 4, i / 4 + 1 / 8) for i in range(4)]
    assert pieces(np.vstack(parts)) == 4
    # two linked rings are two pieces, though neither can be drawn out of the other
    upright = np.stack([1 + ring(100)[:, 0], np.zeros(100), ring(100)[:, 1]], axis=1)
    assert pieces(np.vstack([np.pad(ring(100), ((0, 0), (0, 1))), upright])) == 2


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 999))
def test_pieces_are_the_same_when_the_points_lie_in_a_wide_space(seed):
    points, _ = blobs(80, 4 * np.random.default_rng(seed).normal(size=(6, 3)), 0.5, seed)
    turned, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(20, 20)))
    assert pieces(1e3 * np.pad(points, ((0, 0), (0, 17))) @ turned) == pieces(points)


def test_pieces_begin_beyond_so_many_usual_distances():
    # the usual distance is 1; between 2 and the next clump are 3.9 or 4.1 of them
    for gap, expected in ((3.9, 1), (4.1, 2)):
        line = np.array([0.0, 1, 2, 2 + gap, 3 + gap, 4 + gap])[:, None]
        assert pieces(line) == expected
    # two stragglers are no clump
    assert pieces(np.array([0.0, 1, 2, 50, 51])[:, None]) == 1
    assert pieces(np.array([0.0, 1, 2, 50, 51])[:, None], least=2) == 2


@pytest.mark.parametrize("size", range(3, 6))
def test_equal_points_are_one_piece(size):
    assert pieces(np.ones((size, 2))) == 1
    assert pieces(np.ones((40 * size, 2))) == 1
    assert pieces(np.ones((2, 2))) == pieces(np.ones((0, 2))) == 0
