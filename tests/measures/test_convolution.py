"""Convolution and pooling by hand, and beside torch's on every setting of their windows."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measures import convolution as conv
from engine.sentences import Refused

SETTINGS = st.tuples(
    st.integers(3, 11), st.integers(1, 5), st.integers(0, 3), st.integers(1, 3), st.integers(1, 3)
).filter(lambda s: s[0] + 2 * s[2] > s[4] * (s[1] - 1))


def maps(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def test_a_sum_of_products_by_hand() -> None:
    picture = np.array([[1, 2, 0, 1], [0, 1, 3, 2], [2, 0, 1, 0]], np.float32)[None, None]
    kernel = np.array([[1, 0, -1]] * 3, np.float32)[None, None]
    # Left window: 1 + 0 + 2 − (0 + 3 + 1) = −1; right one: 2 + 1 + 0 − (1 + 2 + 0) = 0; bias 0.5
    found = conv.convolve(picture, kernel, np.array([0.5], np.float32))
    assert found.tolist() == [[[[-0.5, 0.5]]]]


def test_zeros_around_and_steps_of_two_by_hand() -> None:
    picture = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], np.float32)[None, None]
    kernel = np.ones((1, 1, 3, 3), np.float32)
    # Corners of the padded picture: 1+2+4+5, 2+3+5+6, 4+5+7+8, 5+6+8+9
    found = conv.convolve(picture, kernel, stride=2, padding=1)
    assert found[0, 0].tolist() == [[12, 16], [24, 28]]


def test_a_dilated_window_leaves_pixels_out() -> None:
    picture = np.arange(9, dtype=np.float32).reshape(1, 1, 3, 3)
    # Corners only: 0 + 2 + 6 + 8
    found = conv.convolve(picture, np.ones((1, 1, 2, 2), np.float32), dilation=2)
    assert found.tolist() == [[[[16]]]]


def test_pooling_by_hand() -> None:
    x = np.array([[1, 3, 2, 0], [4, 0, 1, 5]], np.float32)[None, None]
    assert conv.pool(x)[0, 0].tolist() == [[4, 5]]
    assert conv.pool(x, how="average")[0, 0].tolist() == [[2, 2]]


def test_the_lectures_padded_sentence_has_five_places() -> None:
    # Three words between two zeros each side: 7 − 3 + 1 = 5.
    assert conv.places(3, 3, padding=2) == 5
    assert conv.places(7, 3) == 5


@settings(max_examples=60, deadline=None)
@given(SETTINGS, st.integers(0, 99))
def test_convolution_is_torchs(setting: tuple[int, ...], seed: int) -> None:
    n, size, padding, stride, dilation = setting
    x, kernels, bias = maps(2, 3, n, n, seed=seed), maps(4, 3, size, size), maps(4)
    ours = conv.convolve(x, kernels, bias, stride, padding, dilation)
    theirs = F.conv2d(
        *(torch.from_numpy(array) for array in (x, kernels, bias)), stride, padding, dilation
    )
    assert ours.shape == theirs.shape
    assert ours.shape[2] == conv.places(n, size, stride, padding, dilation)
    np.testing.assert_allclose(ours, theirs.numpy(), atol=2e-5)


@settings(max_examples=60, deadline=None)
@given(SETTINGS, st.integers(0, 99))
def test_its_gradient_is_torchs(setting: tuple[int, ...], seed: int) -> None:
    n, size, padding, stride, dilation = setting
    x = torch.from_numpy(maps(2, 3, n, n, seed=seed)).requires_grad_()
    kernels = maps(4, 3, size, size)
    given = F.conv2d(x, torch.from_numpy(kernels), None, stride, padding, dilation)
    slope = maps(*given.shape, seed=seed + 1)
    given.backward(torch.from_numpy(slope))
    ours = conv.convolve_back(slope, kernels, tuple(x.shape), stride, padding, dilation)
    assert x.grad is not None
    np.testing.assert_allclose(ours, x.grad.numpy(), atol=2e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.integers(2, 3), st.sampled_from(["max", "average"]))
def test_pooling_and_its_gradient_are_torchs(n: int, size: int, how: conv.How) -> None:
    if size > n:
        return
    x = torch.from_numpy(maps(2, 3, n, n)).requires_grad_()
    given = (F.max_pool2d if how == "max" else F.avg_pool2d)(x, size)
    ours = conv.pool(x.detach().numpy(), size, how=how)
    np.testing.assert_allclose(ours, given.detach().numpy(), atol=1e-6)
    slope = maps(*given.shape, seed=5)
    given.backward(torch.from_numpy(slope))
    assert x.grad is not None
    back = conv.pool_back(slope, x.detach().numpy(), size, how=how)
    np.testing.assert_allclose(back, x.grad.numpy(), atol=1e-6)


@pytest.mark.parametrize("size", [1, 3, 5, 7])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_same_keeps_the_size(size: int, dilation: int) -> None:
    assert conv.places(28, size, padding=conv.same(size, dilation), dilation=dilation) == 28


def test_a_window_larger_than_the_picture_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        conv.convolve(maps(1, 1, 4, 4), maps(1, 1, 3, 3), dilation=2)
    assert str(refused.value) == (
        "A window of 5 pixels does not fit on 4 pixels. Choose a smaller kernel, less dilation, "
        "or more padding."
    )
    assert conv.places(4, 3, dilation=2) == 0
