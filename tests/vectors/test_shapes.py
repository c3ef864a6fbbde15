"""The known shapes have the sizes, distances and columns that they are shown for."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from engine.vectors.elephant import ELLIPSOIDS, PARTS
from engine.vectors.shapes import SHAPES, usual

WIDTHS = {
    "two-sizes": 50, "distances": 50, "noise": 100, "line": 50, "grid": 2, "linked-rings": 3,
    "separate-rings": 3, "trefoil": 3, "swiss-roll": 3, "elephant": 3,
}  # fmt: skip
SEEDLESS = {"grid", "linked-rings", "separate-rings", "trefoil"}


def made(id: str):
    return SHAPES[id](usual(id), 5)


@pytest.mark.parametrize("id", SHAPES)
def test_a_shape_is_what_it_says(id):
    points = made(id)
    assert points.id == id
    assert points.vectors.shape == (usual(id), WIDTHS[id])
    assert points.vectors.dtype == np.float32
    assert np.isfinite(points.vectors).all()
    assert points.metric == "euclidean"
    assert set(points.labels) == {""}
    assert points.columns
    kinds = {"category": np.int32, "number": np.float32}
    for column in points.columns.values():
        assert column.values.dtype == kinds[column.kind]


@pytest.mark.parametrize("id", SHAPES)
def test_the_seed_decides_all(id):
    one, same, other = (SHAPES[id](60, seed).vectors for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert np.array_equal(one, other) == (id in SEEDLESS)


@pytest.mark.parametrize("id", SHAPES)
@pytest.mark.parametrize("n", [1, 2, 3, 17, 640])
def test_any_number_of_points_can_be_had(id, n):
    side = int(n**0.5)
    assert len(SHAPES[id](n, 0).vectors) == (side * side if id == "grid" else n)


@pytest.mark.parametrize("id", SHAPES)
def test_the_first_points_show_the_whole(id):
    for column in made(id).columns.values():
        first = column.values[: len(column.values) // 2]
        if column.kind == "category":
            assert set(first.tolist()) == set(column.values.tolist())
        else:
            low, high = column.values.min(), column.values.max()
            assert first.min() < low + 0.1 * (high - low)
            assert first.max() > high - 0.1 * (high - low)


def test_one_cluster_is_ten_times_as_wide():
    points = made("two-sizes")
    which = points.columns["cluster"].values
    assert points.columns["cluster"].names == ("cluster-1", "cluster-2")
    wide, narrow = (points.vectors[which == i].std(axis=0).mean() for i in (0, 1))
    assert wide / narrow == pytest.approx(10, rel=0.05)


def test_the_third_cluster_is_five_times_as_far():
    points = made("distances")
    which = points.columns["cluster"].values
    assert np.bincount(which).tolist() == [50, 50, 50]
    middles = [points.vectors[which == i].mean(axis=0) for i in range(3)]
    near, far = (np.linalg.norm(middles[i] - middles[0]) for i in (1, 2))
    assert near == pytest.approx(10, rel=0.1)
    assert far == pytest.approx(50, rel=0.05)


def test_noise_lies_on_a_sphere():
    # The length of a Gaussian vector of 100 numbers is √100 = 10, give or take √½.
    length = made("noise").columns["distance"].values
    assert length.mean() == pytest.approx(10, abs=0.1)
    assert length.std() == pytest.approx(0.5**0.5, abs=0.1)


def test_a_line_has_one_direction_and_its_order():
    points = made("line")
    values = np.linalg.svd(points.vectors - points.vectors.mean(axis=0), compute_uv=False)
    assert values[0] ** 2 / (values**2).sum() > 0.99
    order = np.argsort(points.columns["position"].values)
    steps = np.linalg.norm(np.diff(points.vectors[order], axis=0), axis=1)
    assert steps.max() < 3  # a step is 100 / 200, the noise between two points √(2 · 50) · 0.1 = 1


def test_a_grid_is_square_and_says_where():
    points = made("grid")
    assert len(set(map(tuple, points.vectors.tolist()))) == 20 * 20
    assert points.vectors[:, 0].tolist() == points.columns["x"].values.tolist()
    assert points.vectors[:, 1].tolist() == points.columns["y"].values.tolist()
    assert pdist(points.vectors).min() == 1


@pytest.mark.parametrize(("id", "pierced"), [("linked-rings", True), ("separate-rings", False)])
def test_rings_are_linked_or_not(id, pierced):
    points = made(id)
    which = points.columns["ring"].values
    first, second = points.vectors[which == 0], points.vectors[which == 1]
    assert np.abs(np.linalg.norm(first, axis=1) - 1).max() < 1e-6
    assert np.abs(first[:, 2]).max() < 1e-6
    # The second crosses the plane of the first at two places: inside of it, and outside.
    crossing = second[np.abs(second[:, 2]) < 1e-5]
    inside = np.linalg.norm(crossing[:, :2], axis=1) < 1
    assert sorted(inside.tolist()) == [False, pierced]
    gap = np.linalg.norm(first[:, None] - second[None], axis=2).min()
    assert gap == pytest.approx(1, abs=0.02)


def test_the_trefoil_is_one_closed_line():
    points = made("trefoil")
    order = np.argsort(points.columns["position"].values)
    round_ = np.vstack([points.vectors[order], points.vectors[order[:1]]])
    assert np.linalg.norm(np.diff(round_, axis=0), axis=1).max() < 0.15
    # Strands of the knot stay apart: no point far along the line is near in space.
    apart = np.abs(np.arange(300)[:, None] - np.arange(300))
    apart = np.minimum(apart, 300 - apart)
    between = np.linalg.norm(round_[:-1, None] - round_[None, :-1], axis=2)
    assert between[apart > 40].min() > 0.9


def test_the_roll_is_that_of_scikit_learn():
    from sklearn.datasets import make_swiss_roll

    theirs, _ = make_swiss_roll(1000, random_state=0)
    ours = made("swiss-roll").vectors
    np.testing.assert_allclose(ours.min(axis=0), theirs.min(axis=0), atol=0.7)
    np.testing.assert_allclose(ours.max(axis=0), theirs.max(axis=0), atol=0.7)
    along = made("swiss-roll").columns["position"].values
    turn = 1.5 * np.pi * (1 + 2 * along)  # the radius is the angle
    np.testing.assert_allclose(np.hypot(ours[:, 0], ours[:, 2]), turn, rtol=1e-5)


def test_the_elephant_has_all_its_parts_and_only_its_skin():
    points = made("elephant")
    part = points.columns["part"]
    assert part.names == PARTS
    assert (np.bincount(part.values) > 20).all()
    body = points.vectors[part.values == PARTS.index("body")]
    solid = ELLIPSOIDS[0]
    skin = np.square((body - np.array(solid.middle)) / np.array(solid.axes)).sum(axis=1)
    np.testing.assert_allclose(skin, 1, atol=1e-5)
    legs = points.vectors[part.values == PARTS.index("legs")]
    corners = {tuple(np.sign(spot).astype(int)) for spot in legs[:, [0, 2]]}
    assert len(corners) == 4
    inside = [
        np.square((points.vectors - np.array(s.middle)) / np.array(s.axes)).sum(axis=1)
        for s in ELLIPSOIDS if not s.turn
    ]  # fmt: skip
    assert min(values.min() for values in inside) > 1 - 1e-5  # nothing lies under the skin
