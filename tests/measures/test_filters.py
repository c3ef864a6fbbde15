"""The network in numpy says what torch's says, hands back its gradients, and finds patches."""

import numpy as np
import pytest
import torch

from engine.measures import excitement, filters
from engine.models.image_cnn import Network, tensor
from engine.sentences import Refused
from engine.trace import Recorder

PLANS = {
    "usual": {},
    "valid": {"padding": "valid", "size": 3},
    "wide": {"size": 5, "pooling": "average"},
    "strided": {"stride": 2, "dilation": 2},
    "attentive": {"attention": True},
}


def made(name: str, side: int = 14, seed: int = 3) -> tuple[list[filters.Layer], Network]:
    plan = filters.small(side, (4, 8), **PLANS[name])  # type: ignore[arg-type]
    return plan, Network(plan, seed)


def pictures(n: int = 5, side: int = 14) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (n, side, side), np.uint8)


@pytest.mark.parametrize("name", PLANS)
def test_every_layer_is_torchs(name: str) -> None:
    plan, network = made(name)
    ours, theirs = Recorder(), Recorder()
    X = pictures()
    scores = filters.forward(plan, network.numbers(), X / np.float32(255), ours)
    expected = network(tensor(X), theirs).detach().numpy()
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert ours.keys() == theirs.keys()
    for layer, values in theirs.items():
        np.testing.assert_allclose(ours[layer], values, atol=1e-5, err_msg=layer)


@pytest.mark.parametrize("name", PLANS)
def test_sides_are_as_foretold(name: str) -> None:
    plan, network = made(name)
    seen = Recorder()
    filters.forward(plan, network.numbers(), pictures() / 255, seen)
    for layer in plan[:-1]:
        assert seen[layer["name"]].shape[1:] == (layer["out"], layer["side"], layer["side"])
    assert {name: w.shape for name, w in network.numbers().items()} == filters.shapes(plan)


@pytest.mark.parametrize("name", [name for name in PLANS if name != "attentive"])
@pytest.mark.parametrize("layer", ["conv2", "out"])
def test_gradients_to_the_pixels_are_torchs(name: str, layer: str) -> None:
    plan, network = made(name)
    X = tensor(pictures()).requires_grad_()
    outputs: dict[str, torch.Tensor] = {}
    network(X, lambda which, value: outputs.setdefault(which, value))
    slope = torch.from_numpy(
        np.random.default_rng(2).standard_normal(outputs[layer].shape).astype(np.float32)
    )
    outputs[layer].backward(slope)
    ours = filters.back(plan, network.numbers(), X.detach().numpy()[:, 0], layer, slope.numpy())
    assert X.grad is not None
    np.testing.assert_allclose(ours, X.grad.numpy()[:, 0], atol=1e-5)


def test_with_channel_weights_held_still_only_their_share_is_handed_back() -> None:
    plan, network = made("attentive")
    learnt = network.numbers()
    X = pictures(1) / np.float32(255)
    one = np.eye(10, dtype=np.float32)[:1]
    seen = Recorder()
    filters.forward(plan, learnt, X, seen)
    fixed = [layer for layer in plan if layer["kind"] != "se"]
    # Weighing channels by fixed numbers is the same as weighing what comes after them.
    scaled = dict(learnt)
    scaled["conv2.kernels"] = learnt["conv2.kernels"] * seen["se1_weights"][0][None, :, None, None]
    gates = np.repeat(seen["se2_weights"][0], plan[-2]["side"] ** 2)
    scaled["out.weights"] = learnt["out.weights"] * gates
    ours = filters.back(plan, learnt, X, "out", one)
    np.testing.assert_allclose(ours, filters.back(fixed, scaled, X, "out", one), atol=1e-6)


def test_nothing_left_of_the_picture_is_one_sentence() -> None:
    with pytest.raises(Refused) as refused:
        filters.small(8, (8, 24), size=7, padding="valid")
    # 8 − 7 + 1 = 2 pixels, pooled 1.
    assert str(refused.value) == (
        "Nothing is left of the picture: conv2 gets 1 × 1 pixels, and its window does not fit. "
        "Choose padding “same”, a smaller kernel, stride 1 or less dilation."
    )


def test_softmax_adds_up_and_bears_large_scores() -> None:
    shares = filters.softmax(np.array([[1000.0, 999.0, -1000.0]]))
    # 1 / (1 + e⁻¹) = 0.7311
    assert shares[0] == pytest.approx([0.7311, 0.2689, 0], abs=1e-4)


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_the_field_of_a_number_is_all_that_it_sees(name: str, layer: str) -> None:
    if name == "attentive":
        return  # channel weights look at the whole picture, and are no part of the field
    plan, network = made(name)
    side, seen = excitement.layer_of(plan, layer)["side"], excitement.field(plan, layer)
    at = side // 2
    one = np.zeros((1, excitement.layer_of(plan, layer)["out"], side, side), np.float32)
    one[:, :, at, at] = 1
    slope = filters.back(plan, network.numbers(), pictures(1) / np.float32(255), layer, one)[0]
    rows, columns = np.nonzero(slope)
    first = seen.start + at * seen.step
    assert rows.min() >= max(0, first)
    assert rows.max() < first + seen.size
    assert columns.min() >= max(0, first)
    if PLANS[name].get("pooling") == "average":  # then every pixel of it counts
        assert rows.max() == min(14, first + seen.size) - 1


def test_the_best_patches_are_where_the_answers_are_largest() -> None:
    plan, network = made("usual")
    X = pictures(130) / np.float32(255)  # more than one part
    places, values = excitement.best(plan, network.numbers(), X, "conv2", 3)
    maps = filters.forward(plan, network.numbers(), X, until="conv2")  # (N, O, side, side)
    assert places.shape == (8, 3, 3)
    for which in range(8):
        peaks = maps[:, which].reshape(130, -1).max(1)
        assert values[which] == pytest.approx(np.sort(peaks)[::-1][:3], rel=1e-6)
        for (picture, row, column), value in zip(places[which], values[which], strict=True):
            assert maps[picture, which, row, column] == pytest.approx(value, rel=1e-6)


def test_a_patch_over_the_border_is_filled_with_ground() -> None:
    picture = np.arange(1, 17, dtype=np.float32).reshape(4, 4)
    seen = excitement.Field(-1, 1, 3)
    assert excitement.patch(picture, seen, 0, 0).tolist() == [[0, 0, 0], [0, 1, 2], [0, 5, 6]]
    assert excitement.patch(picture, seen, 3, 3).tolist() == [[11, 12, 0], [15, 16, 0], [0, 0, 0]]


def test_climbing_climbs() -> None:
    plan, network = made("usual")
    moments = list(excitement.ascent(plan, network.numbers(), "conv2", 14, [0, 3, 5]))
    assert len(moments) == 41
    first, last = moments[0][1], moments[-1][1]
    assert (last > first).all()
    size = excitement.field(plan, "conv2").size
    assert moments[-1][0].shape == (3, size, size)
    assert moments[-1][0].min() >= 0
    assert moments[-1][0].max() <= 1
    alone = list(excitement.ascent(plan, network.numbers(), "conv2", 14, [0]))
    assert alone[-1][1][0] == pytest.approx(last[0], rel=1e-3)
