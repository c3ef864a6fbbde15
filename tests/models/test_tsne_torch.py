"""t-SNE on a device is the kernel's: same forces, same map, same neighbours."""

import numpy as np
import pytest
import torch

from engine.kernels import tsne as kernel
from engine.kernels.neighbours import knn as kernel_knn
from engine.kernels.tsne import Settings
from engine.models import neighbours, tsne


def clumps(N: int, D: int = 8, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    middles = random.normal(size=(5, D)) * 4
    return (middles[random.integers(0, 5, N)] + random.normal(size=(N, D))).astype(np.float32)


def joint_of(vectors: np.ndarray, perplexity: float = 10.0) -> kernel.Affinities:
    ids, distances = kernel_knn(vectors, kernel.reach(len(vectors), perplexity))
    return kernel.affinities(ids, distances, perplexity)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_starts_as_the_kernel_does(dimensions):
    plane = clumps(20, 2)
    for given in (plane, None):
        ours = tsne.start(20, given, 3, dimensions, "cpu")
        np.testing.assert_array_equal(
            tsne.positions(ours), kernel.start(20, given, 3, dimensions).positions
        )


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("panel", [1, 700, 1 << 20])
@pytest.mark.parametrize("width", [1e-4, 1.0, 10.0])
def test_every_pair_repels(dimensions, panel, width, monkeypatch):
    monkeypatch.setitem(tsne.PANEL, "cpu", panel)
    where = (np.random.default_rng(0).normal(size=(301, dimensions)) * width).astype(np.float32)
    apart = where[:, None].astype(float) - where
    near = 1 / (1 + np.square(apart).sum(axis=2))
    expected = (near[:, :, None] ** 2 * apart).sum(axis=1)
    forces, normaliser = tsne.repel(torch.tensor(where))
    assert float(normaliser) == pytest.approx(near.sum() - 301, rel=1e-6)
    np.testing.assert_allclose(forces, expected, atol=2e-5 * np.abs(expected).max())


@pytest.mark.parametrize("dimensions", [2, 3])
def test_fifty_iterations_are_the_kernels(dimensions):
    vectors = clumps(300)
    joint = joint_of(vectors)
    # Gentle: at the usual rates a difference in the last digit is one in the first by then.
    settings = Settings(rate=5.0, exaggeration=4.0, exaggerated=30, dimensions=dimensions)
    ours = tsne.start(300, vectors, 0, dimensions, "cpu")
    theirs = kernel.start(300, vectors, 0, dimensions)
    for done, near in ((1, 1e-6), (30, 1e-4), (50, 1e-2)):
        mine = tsne.advance(ours, joint, settings, done - ours.done)
        other = kernel.advance(theirs, joint, settings, done - theirs.done)
        size = np.abs(theirs.positions).max()
        np.testing.assert_allclose(tsne.positions(ours), theirs.positions, atol=near * size)
        assert mine == pytest.approx(other, rel=10 * near)
        assert ours.done == theirs.done == done
    assert size > 1, "the map has grown: the two have had time to part"


def test_from_anywhere_on_its_way_the_next_steps_are_the_kernels():
    vectors = clumps(300)
    joint = joint_of(vectors)
    state = kernel.start(300, vectors)
    for iterations in (5, 100, 140, 200):  # 249 iterations, then across the end of exaggeration
        kernel.advance(state, joint, Settings(), iterations)
        run = tsne.move(state, "cpu")
        ours = tsne.advance(run, joint, Settings(), 2)
        theirs = kernel.advance(state, joint, Settings(), 2)
        assert ours == pytest.approx(theirs, rel=1e-3)
        size = np.abs(state.positions).max()
        np.testing.assert_allclose(tsne.positions(run), state.positions, atol=1e-4 * size)


def test_divergence_is_the_kernels():
    vectors = clumps(200)
    joint = joint_of(vectors)
    run = tsne.start(200, vectors, device="cpu")
    tsne.advance(run, joint, Settings(), 40)
    ours = tsne.divergence(run, joint)
    assert ours == pytest.approx(kernel.divergence(tsne.fetch(run), joint), rel=1e-5)
    assert ours > 0


def test_many_small_calls_are_one_large_one_and_a_map_can_move():
    vectors = clumps(150)
    joint = joint_of(vectors)
    whole = tsne.start(150, vectors, device="cpu")
    tsne.advance(whole, joint, Settings(), 20)
    pieces = tsne.start(150, vectors, device="cpu")
    for _ in range(4):
        tsne.advance(pieces, joint, Settings(), 5)
        pieces = tsne.move(tsne.fetch(pieces), "cpu")
    np.testing.assert_array_equal(tsne.positions(whole), tsne.positions(pieces))
    assert pieces.done == 20


@pytest.mark.parametrize("N", [0, 1, 2])
def test_hardly_any_points(N):
    joint = joint_of(clumps(N))
    run = tsne.start(N, device="cpu")
    norm = tsne.advance(run, joint, Settings(), 5)
    assert np.isfinite(norm)
    assert np.isfinite(tsne.positions(run)).all()
    assert tsne.positions(run).shape == (N, 2)
    assert np.isfinite(tsne.divergence(run, joint))


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize("panel", [1, 20_000, 1 << 22])
def test_neighbours_are_the_kernels(metric, panel, monkeypatch):
    monkeypatch.setitem(neighbours.PANEL, "cpu", panel)
    vectors = clumps(250) + 100
    vectors[7] = vectors[3]
    vectors[[11, 12]] = 0
    ids, distances = neighbours.knn(vectors, 12, metric, "cpu")
    expected, far = kernel_knn(vectors, 12, metric)
    assert (ids.dtype, distances.dtype) == (np.int32, np.float32)
    np.testing.assert_allclose(distances, far, rtol=1e-5, atol=1e-6)
    assert (ids == expected).mean() > 0.99  # where two are equally far to the last digit
    assert ids[3, 0] == 7


@pytest.mark.parametrize("N", [0, 1, 2, 5])
def test_fewer_points_than_neighbours(N):
    vectors = np.full((N, 3), 1e30, np.float32)
    ids, distances = neighbours.knn(vectors, 9, device="cpu")
    expected, _ = kernel_knn(vectors, 9)
    np.testing.assert_array_equal(ids, expected)
    assert (distances == 0).all()


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(ValueError, match="every number of the vectors must be finite"):
        neighbours.knn(np.array([[1.0, np.nan], [0, 0]]), 1, device="cpu")
    with pytest.raises(ValueError, match="a metric is euclidean or cosine; given 'taxi'"):
        neighbours.knn(np.zeros((2, 2)), 1, "taxi", "cpu")  # type: ignore[arg-type]
