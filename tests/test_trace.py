"""Frames and traces: what is recorded can be sent, read back, and never changed."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.trace import KINDS, Frame, Trace, ignore, pack, unpack


def test_recording_nothing_returns_the_very_tensor() -> None:
    tensor = np.ones(3)
    assert ignore("attention", tensor) is tensor


def test_a_frame_is_a_copy_that_nobody_can_change() -> None:
    place = np.zeros((2, 2), np.float32)
    frame = Frame(0, {"loss": np.float32(1.5)}, {"place": place}, {"vectors": place})
    place[:] = 7
    assert frame.arrays["place"].tolist() == [[0, 0], [0, 0]]
    assert frame.weights["vectors"].tolist() == [[0, 0], [0, 0]]
    assert isinstance(frame.scalars["loss"], float)
    for kept in (frame.arrays["place"], frame.weights["vectors"]):
        with pytest.raises(ValueError):
            kept[0, 0] = 1


def test_notes_are_the_frames_own() -> None:
    notes = {"words": ["king"]}
    frame = Frame(0, notes=notes)
    notes["words"] = []
    assert frame.notes == {"words": ["king"]}


def test_doubles_and_long_integers_are_kept_in_half_the_room() -> None:
    frame = Frame(0, arrays={"a": np.ones(2), "b": np.arange(2), "c": [1.5, 2]})
    assert [frame.arrays[name].dtype.name for name in "abc"] == ["float32", "int32", "float32"]


@pytest.mark.parametrize("array", [np.ones(2, complex), np.array(["x"]), np.array([True])])
def test_other_kinds_of_array_are_refused(array: np.ndarray) -> None:
    with pytest.raises(TypeError) as error:
        Frame(0, arrays={"a": array})
    kinds = "float32, float16, uint8, int8, uint16, int16, int32, uint32"
    assert str(error.value) == f"a frame keeps {kinds}; this array is {array.dtype.name}"


ARRAYS = st.sampled_from(KINDS).flatmap(
    lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0))
)
NAMES = st.text("abcdefghijklmnop_", min_size=1, max_size=8)


@given(
    step=st.integers(0, 2**40),
    scalars=st.dictionaries(NAMES, st.floats(allow_nan=False, allow_infinity=False)),
    held=st.dictionaries(NAMES, ARRAYS, max_size=3),
    words=st.lists(st.text(max_size=4), max_size=4),
)
def test_bytes_bring_a_frame_back(
    step: int, scalars: dict[str, float], held: dict[str, np.ndarray], words: list[str]
) -> None:
    frame = Frame(step, scalars, held, {"big": np.ones(3)}, {"words": words, "n": 3})
    found = Frame.from_bytes(frame.to_bytes())
    assert (found.step, found.scalars, found.notes) == (step, scalars, {"words": words, "n": 3})
    assert found.weights == {}, "weights travel in a file of their own"
    assert set(found.arrays) == set(held)
    for name, array in held.items():
        assert found.arrays[name].dtype == array.dtype
        assert found.arrays[name].shape == array.shape
        assert found.arrays[name].tobytes() == array.tobytes()
        assert not found.arrays[name].flags.writeable


def test_an_array_that_is_not_contiguous_is_kept_as_it_looks() -> None:
    turned = np.arange(6, dtype=np.float32).reshape(2, 3).T
    found = Frame.from_bytes(Frame(0, arrays={"a": turned[::-1]}).to_bytes())
    assert found.arrays["a"].tolist() == [[2, 5], [1, 4], [0, 3]]


def test_a_number_that_is_none_is_null_for_the_browser_and_nan_for_us() -> None:
    data = Frame(3, {"loss": float("nan"), "rate": float("inf"), "ok": 1.0}).to_bytes()
    _, said = unpack(data)
    assert said["scalars"] == {"loss": None, "rate": None, "ok": 1.0}
    found = Frame.from_bytes(data)
    assert math.isnan(found.scalars["loss"])
    assert math.isnan(found.scalars["rate"])


def test_the_header_is_what_a_browser_reads() -> None:
    data = pack({"a": np.zeros((2, 3), np.float16)}, {"x": "茶"})
    size = int.from_bytes(data[:8], "little")
    assert b'"F16"' in data[8 : 8 + size]
    assert len(data) == 8 + size + 12  # 2 × 3 values of 2 bytes
    assert unpack(pack({}))[1] is None


def trace() -> Trace:
    return Trace([
        Frame(0, {"plane": 0.1}, notes={"words": ["a"], "random": "1"}),
        Frame(10, {"loss": 3.0, "plane": 0.2}, notes={"random": "2"}),
        Frame(30, {"loss": 2.0}),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("step", "found"), [(-5, 0), (0, 0), (9, 0), (10, 10), (29, 10), (30, 30), (10**9, 30)]
)
def test_at_is_the_last_frame_at_or_before(step: int, found: int) -> None:
    assert trace().at(step).step == found


def test_a_run_without_frames_says_so() -> None:
    with pytest.raises(LookupError) as error:
        Trace().at(0)
    assert str(error.value) == "this run has no frames yet"
    assert (len(Trace()), Trace().final, Trace().notes) == (0, {}, {})
    assert [len(part) for part in Trace().series("loss")] == [0, 0]


def test_series_final_and_notes() -> None:
    steps, values = trace().series("loss")
    assert (steps.tolist(), values.tolist()) == ([10, 30], [3.0, 2.0])
    assert trace().final == {"plane": 0.2, "loss": 2.0}
    assert trace().notes == {"words": ["a"], "random": "2"}
    assert [frame.step for frame in trace()] == [0, 10, 30]
    assert trace()[-1].step == 30


def test_a_recorder_keeps_copies_by_name_and_changes_nothing() -> None:
    import torch

    from engine.trace import Recorder

    def forward(x: torch.Tensor, record: Any = ignore) -> torch.Tensor:
        hidden = record("hidden", torch.tanh(x))
        for _layer in range(2):
            hidden = record("layer", hidden * 2)
        return hidden

    x = torch.arange(4.0, requires_grad=True)
    recorder = Recorder()
    assert torch.equal(forward(x, recorder), forward(x))
    assert list(recorder) == ["hidden", "layer", "layer.1"]
    np.testing.assert_allclose(recorder["layer.1"], 4 * np.tanh(np.arange(4.0)), rtol=1e-6)
    array = np.zeros(2)
    assert recorder("mine", array) is array
    array[0] = 1
    assert recorder["mine"][0] == 0
