import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.manifold import trustworthiness

from engine.measures import maps
from engine.measures.maps import Judge, sample

NAMES = ("trustworthiness", "continuity", "overlap")


def cloud(size: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(size, width)).astype(np.float32)


def pixels(size: int, width: int, seed: int) -> np.ndarray:
    """Whole numbers of a small range: many equal distances, and even equal points."""
    return np.random.default_rng(seed).integers(0, 4, (size, width)).astype(np.float32)


def assert_same(one: maps.Quality, other: maps.Quality) -> None:
    for name in NAMES:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def order_of(vectors: np.ndarray, point: int, cosine: bool = False) -> list[int]:
    """The other points, nearest first, ties to the lower id: by exact arithmetic on integers."""
    rows = [[int(x) for x in row] for row in vectors]
    own = rows[point]

    def away(other: int) -> float:
        if cosine:
            product = sum(a * b for a, b in zip(own, rows[other], strict=True))
            lengths = sum(a * a for a in own) * sum(b * b for b in rows[other])
            return round(1 - product / lengths**0.5, 12) if lengths else 1.0
        return sum((a - b) ** 2 for a, b in zip(own, rows[other], strict=True))

    return sorted((i for i in range(len(rows)) if i != point), key=lambda i: (away(i), i))


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize(("size", "k"), [(200, 10), (150, 1), (41, 20), (5, 2)])
def test_the_mean_trustworthiness_is_that_of_scikit_learn(metric, size, k):
    vectors = cloud(size, 8)
    positions = vectors[:, :2] + cloud(size, 2, 1)
    means = Judge(vectors, k, metric).of(positions).means()
    theirs = trustworthiness(vectors, positions, n_neighbors=k, metric=metric)
    assert means["trustworthiness"] == pytest.approx(theirs, abs=1e-6)
    assert theirs < 0.99  # the map has faults to be found


@pytest.mark.parametrize(("size", "k"), [(200, 10), (41, 20)])
def test_the_mean_continuity_is_trustworthiness_with_the_spaces_exchanged(size, k):
    vectors = cloud(size, 8)
    positions = vectors[:, :2] + cloud(size, 2, 1)
    judge, exchanged = Judge(vectors, k), Judge(positions, k)
    found = judge.of(positions)
    theirs = trustworthiness(positions, vectors, n_neighbors=k)
    assert found.means()["continuity"] == pytest.approx(theirs, abs=1e-6)
    np.testing.assert_array_equal(found.continuity, exchanged.of(vectors).trustworthiness)
    np.testing.assert_array_equal(found.overlap, exchanged.of(vectors).overlap)


def test_a_line_folded_in_two_known_numbers():
    # Points 0 … 6 on a line, k = 2; the map puts 6 between 0 and 1: at 0.4.
    line = np.arange(7.0)[:, None]
    folded = np.array([[0, 1, 2, 3, 4, 5, 0.4]]).T
    judge = Judge(line, 2)
    np.testing.assert_array_equal(judge.near[[0, 1, 6]], [[1, 2], [0, 2], [5, 4]])
    found = judge.of(folded)
    # worst = k (2N − 3k − 1) / 2 = 2 (14 − 6 − 1) / 2 = 7
    # point 0: nearest in the map 6 (0.4) and 1; 6 is its 6th of the original: 6 − 2 = 4 too far;
    # its original neighbour 2 is the 3rd of the map: 3 − 2 = 1
    assert found.trustworthiness[0] == pytest.approx(1 - 4 / 7)
    assert found.continuity[0] == pytest.approx(1 - 1 / 7)
    assert found.overlap[0] == pytest.approx(1 / 2)
    # point 6: nearest in the map 0 and 1, its 6th and 5th: (6 − 2) + (5 − 2) = 7, the worst there
    # is; 5 and 4 are its 6th and 5th of the map: the worst again
    assert found.trustworthiness[6] == found.continuity[6] == found.overlap[6] == 0
    # point 3: 2 and 4 before and after
    assert found.trustworthiness[3] == found.continuity[3] == found.overlap[3] == 1


@settings(deadline=None, max_examples=60)
@given(
    st.integers(3, 80), st.integers(1, 3), st.integers(1, 12), st.booleans(), st.integers(0, 999)
)
def test_every_rank_is_the_counted_one_and_ties_go_to_the_lower_id(size, width, k, cosine, seed):
    vectors, positions = pixels(size, width + 1, seed), pixels(size, width, seed + 1)
    judge = Judge(vectors, k, "cosine" if cosine else "euclidean")
    if cosine and len(np.unique(vectors.any(axis=1))) == 2:
        vectors = vectors + 1  # no rows of zeros, whose angle is a convention
        judge = Judge(vectors, k, "cosine")
    found, k = judge.of(positions), judge.k
    assert k == min(k, (size - 1) // 2)
    for point in range(size):
        far, here = order_of(vectors, point, cosine), order_of(positions, point)
        if not cosine:  # equal angles differ by rounding: their order is not defined
            assert judge.near[point].tolist() == far[:k]
        near = judge.near[point].tolist()
        beyond = sum(here.index(one) + 1 - k for one in near if one not in here[:k])
        worst = k * (2 * size - 3 * k - 1) / 2
        assert found.continuity[point] == pytest.approx(1 - beyond / worst, abs=1e-6)
        assert found.overlap[point] == pytest.approx(len({*near} & {*here[:k]}) / k)
        if not cosine:
            beyond = sum(far.index(one) + 1 - k for one in here[:k] if one not in near)
            assert found.trustworthiness[point] == pytest.approx(1 - beyond / worst, abs=1e-6)


def test_cosine_looks_at_directions_only():
    vectors = cloud(60, 5)
    longer = vectors * np.linspace(0.1, 9, 60, dtype=np.float32)[:, None]
    np.testing.assert_array_equal(Judge(vectors, 7, "cosine").near, Judge(longer, 7, "cosine").near)
    assert (Judge(vectors, 7).near != Judge(longer, 7).near).any()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 999), st.integers(1, 3))
def test_the_same_map_drawn_elsewhere_larger_or_turned_is_judged_the_same(seed, width):
    # whole numbers, quarter turns and powers of two: every distance stays exact, ties included
    vectors, positions = cloud(50, 6, seed), pixels(50, 2, seed)
    judge = Judge(vectors, 5)
    found = judge.of(positions)
    turned = positions[:, ::-1] * np.array([-1, 1], np.float32)
    assert_same(found, judge.of(turned))
    assert_same(found, judge.of(positions * np.float32(2.0**40)))
    assert_same(found, judge.of(positions * np.float32(2.0**-40)))
    assert_same(found, judge.of(positions + np.float32([1000, -70])))
    assert_same(found, judge.of(np.hstack([positions, np.zeros((50, width), np.float32)])))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 999), st.floats(0, 6.3), st.floats(1e-6, 1e6), st.floats(-10, 10))
def test_any_turn_scale_and_shift_changes_almost_nothing(seed, angle, scale, shift):
    vectors, positions = cloud(50, 6, seed), cloud(50, 2, seed + 1)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    judge = Judge(vectors, 5)
    found, moved = judge.of(positions), judge.of((positions @ turn + shift) * scale)
    for name in NAMES:  # rounding may exchange two points of nearly equal distance
        assert np.mean(np.abs(getattr(found, name) - getattr(moved, name))) < 0.01


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 60), st.integers(0, 999), st.booleans())
def test_a_map_that_is_the_original_is_faultless(size, seed, ties):
    vectors = pixels(size, 2, seed) if ties else cloud(size, 2, seed)
    found = Judge(vectors, 8).of(vectors)
    for name in NAMES:
        np.testing.assert_array_equal(getattr(found, name), np.ones(size, np.float32))
    assert found.means() == dict.fromkeys(NAMES, 1.0)


def test_a_random_map_is_right_half_of_the_time():
    # a random rank of 1 … 99 is beyond k = 3 by (96 · 97 / 2) / 99 = 47 on average; the worst
    # is (2 · 100 − 3 · 3 − 1) / 2 = 95 for each neighbour: 1 − 47 / 95 = 0.505. Overlap 3 / 99.
    line = np.arange(100.0)[:, None]
    judge, random = Judge(line, 3), np.random.default_rng(0)
    means = [judge.of(random.permutation(line)).means() for _ in range(20)]
    for name, expected in zip(NAMES, (0.505, 0.505, 0.03), strict=True):
        assert np.mean([one[name] for one in means]) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_only_the_asked_points_are_judged_and_against_all(metric):
    vectors, positions = cloud(300, 5), cloud(300, 2, 1)
    points = np.array([7, 299, 0, 150])
    every, some = Judge(vectors, 6, metric), Judge(vectors, 6, metric, points)
    np.testing.assert_array_equal(every.judged, np.arange(300))
    np.testing.assert_array_equal(some.judged, points)
    np.testing.assert_array_equal(some.near, every.near[points])
    assert some.near.dtype == np.int32
    whole, part = every.of(positions), some.of(positions)
    for name in NAMES:
        assert getattr(part, name).dtype == np.float32
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[points])


@pytest.mark.parametrize("kept", [0, maps.KEPT])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_what_is_kept_change_no_bit(monkeypatch, kept, threads):
    vectors, positions = cloud(700, 20), cloud(700, 3, 1)
    alone = Judge(vectors, threads=1)
    monkeypatch.setattr(maps, "KEPT", kept)
    judge = Judge(vectors, threads=threads)
    np.testing.assert_array_equal(judge.near, alone.near)
    assert_same(judge.of(positions), alone.of(positions))


DEGENERATE = {
    "no points": np.zeros((0, 3)),
    "one": np.ones((1, 3)),
    "two": np.eye(3)[:2],
    "three": np.eye(3),
    "zeros": np.zeros((30, 4)),
    "all equal": np.full((30, 4), 0.1),
    "one number each": np.arange(30.0)[:, None],
    "tiny": np.random.default_rng(0).normal(size=(30, 4)) * 1e-30,
    "huge": np.random.default_rng(0).normal(size=(30, 4)) * 1e30,
    "diverged": np.where(np.random.default_rng(0).random((30, 4)) < 0.1, np.nan, 1e3),
}


@pytest.mark.parametrize("rows", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_degenerate_points_have_finite_measures(rows, metric):
    rows = rows.astype(np.float32)
    judge = Judge(rows, 10, metric)
    assert judge.near.shape == (len(rows), max(0, min(10, (len(rows) - 1) // 2)))
    for positions in (rows[:, :2], np.zeros((len(rows), 2), np.float32), cloud(len(rows), 2)):
        found = judge.of(positions)
        for name in NAMES:
            values = getattr(found, name)
            assert values.shape == (len(rows),)
            assert ((values >= 0) & (values <= 1)).all(), name
        assert all(0 <= mean <= 1 for mean in found.means().values())


def test_equal_points_keep_the_order_of_their_ids():
    judge = Judge(np.full((9, 7), 0.1, np.float32), 3)
    np.testing.assert_array_equal(judge.near[[0, 1, 8]], [[1, 2, 3], [0, 2, 3], [0, 1, 2]])
    assert judge.of(np.zeros((9, 2))).means() == dict.fromkeys(NAMES, 1.0)


def test_duplicates_far_from_the_centre_are_at_distance_0():
    # |x|² + |y|² − 2xy of equal vectors must not become noise that parts them
    vectors = np.repeat(cloud(20, 50) + 1000, 3, axis=0)
    near = Judge(vectors, 2).near
    twins = [[i for i in range(p - p % 3, p - p % 3 + 3) if i != p] for p in range(60)]
    np.testing.assert_array_equal(near, twins)


def test_small_differences_between_distant_points_are_seen():
    # exact in float32, though their squares are not: 1 / 64 beside 10 000
    line = (1e4 + np.arange(50) / 64).astype(np.float32)[:, None]
    both = np.vstack([line, -line])
    near = Judge(both, 2).near
    np.testing.assert_array_equal(near[1:49, 0], np.arange(48))
    np.testing.assert_array_equal(near[51:99, 0], np.arange(50, 98))
    # and in a map far from its origin
    far_off = both[:50].astype(np.float64) + 2.0**30
    assert Judge(line, 3).of(far_off).means() == dict.fromkeys(NAMES, 1.0)


def test_a_wrong_number_of_positions_and_an_unknown_metric_are_errors():
    with pytest.raises(ValueError, match=r"^9 positions are needed; given 8$"):
        Judge(cloud(9, 3)).of(cloud(8, 2))
    with pytest.raises(ValueError, match=r"^metric is “manhattan”; allowed are euclidean and"):
        Judge(cloud(9, 3), metric="manhattan")


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 99))
def test_a_sample_is_sorted_and_without_replacement(size, most, seed):
    ids = sample(size, most, seed)
    assert len(ids) == min(size, most)
    assert (np.diff(ids) > 0).all()
    assert all(0 <= i < size for i in ids)
    np.testing.assert_array_equal(ids, sample(size, most, seed))


def test_a_sample_depends_on_its_seed():
    assert (sample(1000, 10, 0) != sample(1000, 10, 1)).any()
