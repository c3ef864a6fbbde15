"""Training the networks: seeds decide all, recording nothing; shortcuts carry the gradient."""

import numpy as np
import pytest
import torch

from engine.measures import filters
from engine.models import deep_cnn, image_cnn
from engine.trace import Recorder

PLAN = filters.small(8, (4, 8))


def data(n: int = 96) -> tuple[torch.Tensor, torch.Tensor]:
    random = np.random.default_rng(0)
    X = random.integers(0, 40, (n, 8, 8)).astype(np.uint8)
    y = random.integers(0, 4, n).astype(np.uint8)
    for picture, label in zip(X, y, strict=True):  # a bright row tells the class
        picture[2 * label] = 255
    return image_cnn.tensor(X), image_cnn.classes(y)


def trained(seed: int, wobble: int = 0) -> dict[str, np.ndarray]:
    network = image_cnn.Network(PLAN, seed)
    for _ in image_cnn.train(
        network, *data(), epochs=2, batch=32, rate=0.01, seed=seed, wobble=wobble
    ):
        pass
    return network.numbers()


def test_the_same_seed_gives_the_same_bits() -> None:
    one, other, third = trained(1), trained(1), trained(2)
    assert all(np.array_equal(one[name], other[name]) for name in one)
    assert not np.array_equal(one["conv1.kernels"], third["conv1.kernels"])
    assert not np.array_equal(one["conv1.kernels"], trained(1, wobble=1)["conv1.kernels"])


def test_the_global_seed_is_left_alone() -> None:
    state = torch.get_rng_state()
    trained(1)
    deep_cnn.Deep(5, 8, True, "torch", 1)
    assert torch.equal(torch.get_rng_state(), state)


def test_it_learns_what_there_is_to_learn() -> None:
    X, y = data()
    network = image_cnn.Network(PLAN, 1)
    losses = [
        float(loss)
        for loss in image_cnn.train(network, X, y, epochs=20, batch=32, rate=0.01, seed=1)
    ]
    assert len(losses) == image_cnn.updates(len(X), 20, 32) == 60
    said, right, loss = image_cnn.judged(image_cnn.scores(network, X), y)
    assert right == 1.0 == float((said == y.numpy()).mean())
    assert loss < 0.1 < losses[0]


def test_recording_changes_nothing() -> None:
    X, _y = data()
    for network in (
        image_cnn.Network(filters.small(8, (4, 8), attention=True), 1),
        deep_cnn.Deep(5, 8, True, "he", 1),
    ):
        assert torch.equal(network(X), network(X, Recorder()))


def test_fewer_pictures_than_a_batch_are_one_batch() -> None:
    X, y = data(10)
    network = image_cnn.Network(PLAN, 1)
    losses = list(image_cnn.train(network, X, y, epochs=3, batch=32, rate=0.01, seed=1))
    assert len(losses) == 3 == image_cnn.updates(10, 3, 32)


def test_moving_brings_ground_in() -> None:
    x = torch.ones(1, 1, 4, 4)
    seen = {
        tuple(image_cnn.moved(x, 1, torch.Generator().manual_seed(seed)).sum((0, 1, 3)).tolist())
        for seed in range(20)
    }
    # Rows sum to 4 or, moved sideways, to 3; a row that came in is 0.
    assert (4.0, 4.0, 4.0, 4.0) in seen
    assert any(0.0 in rows for rows in seen)
    assert all(set(rows) <= {0.0, 3.0, 4.0} for rows in seen)


def test_only_what_weighs_channels_decays() -> None:
    plan = filters.small(8, (4, 8), attention=True)
    network = image_cnn.Network(plan, 1)
    before = network.numbers()
    X = torch.zeros(32, 1, 8, 8)  # no ink: no gradient but at biases
    y = torch.zeros(32, dtype=torch.int64)
    list(image_cnn.train(network, X, y, epochs=1, batch=32, rate=0.1, seed=1))
    after = network.numbers()
    assert np.array_equal(before["conv1.kernels"], after["conv1.kernels"])
    # One update at rate 0.1 with a decay of 1 takes a tenth away.
    np.testing.assert_allclose(after["se1.squeeze"], 0.9 * before["se1.squeeze"], rtol=1e-5)


@pytest.mark.parametrize("depth", [3, 6, 21])
def test_both_deep_networks_begin_alike(depth: int) -> None:
    plain, residual = (deep_cnn.Deep(depth, 8, shortcut, "torch", 7) for shortcut in (False, True))
    for one, other in zip(plain.parameters(), residual.parameters(), strict=True):
        assert torch.equal(one, other)


def test_shortcuts_carry_the_gradient() -> None:
    X, y = data()
    plain, residual = (
        deep_cnn.by_layer(deep_cnn.Deep(21, 8, shortcut, "torch", 1), X, y)
        for shortcut in (False, True)
    )
    for found in (plain, residual):
        assert all(values.shape == (21,) for values in found.values())
    # A layer as torch begins it keeps about 1/√6 of the size: 20 layers leave some 1.6e-8.
    kept = plain["errors"][0] / plain["errors"][-1]
    assert 1e-11 < kept < 1e-6
    assert residual["errors"][0] / residual["errors"][-1] > 0.05


def test_gradients_by_layer_are_what_autograd_says() -> None:
    X, y = data(16)
    network = deep_cnn.Deep(3, 8, True, "he", 2)
    found = deep_cnn.by_layer(network, X, y)
    torch.nn.functional.cross_entropy(network(X), y).backward()
    for at, kernels in enumerate(network.kernels):
        assert kernels.grad is not None
        size = float(kernels.grad.square().mean().sqrt())
        assert found["kernels"][at] == pytest.approx(size, rel=1e-4)
