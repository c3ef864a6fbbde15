"""What a run leaves behind: frames in order, and the one way to record a tensor.

A frame is a moment of a run. Its `arrays` are what pictures draw (small, sent to every viewer);
its `weights` are the model's own state (kept beside the store, read when somebody asks a
question about that moment). Frames are copied and read-only: nothing seen later changes them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from safetensors.numpy import load as _load
from safetensors.numpy import save as _save

Array = TypeVar("Array")

#: Array types a browser reads with a typed array and safetensors can name.
KINDS = ("float32", "float16", "uint8", "int8", "uint16", "int16", "int32", "uint32")


def ignore(name: str, tensor: Array) -> Array:
    """The recorder that records nothing: the default of every `forward(x, record=ignore)`."""
    return tensor


class Recorder(dict[str, np.ndarray]):
    """Keeps what a model computes, by name: `forward(x, record=recorder)`.

    Takes torch tensors and numpy arrays; keeps a float32 copy and hands the very tensor back, so
    recording changes nothing. A name said twice is kept as `name.1`, `name.2` … in order.
    """

    def __call__(self, name: str, tensor: Array) -> Array:
        """Keep a copy of `tensor` under `name`; returns `tensor` itself."""
        values: Any = tensor
        if hasattr(values, "detach"):
            values = values.detach().to("cpu").float().numpy()
        times = sum(1 for kept in self if kept == name or kept.startswith(f"{name}."))
        self[f"{name}.{times}" if times else name] = np.array(values, np.float32)
        return tensor


def _frozen(array: Any) -> np.ndarray:
    values = np.array(array, order="C", copy=True)
    if values.dtype == np.float64:
        values = values.astype(np.float32)
    if values.dtype == np.int64:
        values = values.astype(np.int32)
    if values.dtype.name not in KINDS:
        raise TypeError(f"a frame keeps {', '.join(KINDS)}; this array is {values.dtype.name}")
    values.flags.writeable = False
    return values


@dataclass(frozen=True)
class Frame:
    """One moment of a run.

    step     updates (or words, as the lesson says) done so far; frame 0 is before the first
    scalars  name → number, e.g. {"loss": 2.31}; plotted along the time line
    arrays   name → small array that a picture draws (kB)
    weights  name → array of the model's state (any size), read on demand
    notes    name → anything JSON can say; words and tags stand in the notes of frame 0
    """

    step: int
    scalars: Mapping[str, float] = field(default_factory=dict)
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    weights: Mapping[str, np.ndarray] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scalars", {k: float(v) for k, v in self.scalars.items()})
        object.__setattr__(self, "arrays", {k: _frozen(v) for k, v in self.arrays.items()})
        object.__setattr__(self, "weights", {k: _frozen(v) for k, v in self.weights.items()})
        object.__setattr__(self, "notes", dict(self.notes))

    def to_bytes(self) -> bytes:
        """What viewers receive: safetensors of `arrays`, the rest as JSON in its metadata.

        A scalar that is not finite (a run that diverged) is written as null.
        """
        scalars = {k: v if np.isfinite(v) else None for k, v in self.scalars.items()}
        said = {"step": self.step, "scalars": scalars, "notes": self.notes}
        return pack(self.arrays, said)

    @classmethod
    def from_bytes(cls, data: bytes, weights: Mapping[str, np.ndarray] | None = None) -> "Frame":
        """The frame that `to_bytes` wrote; `weights` come from their own file."""
        arrays, said = unpack(data)
        scalars = {k: float("nan") if v is None else v for k, v in said["scalars"].items()}
        return cls(said["step"], scalars, arrays, weights or {}, said["notes"])


def pack(arrays: Mapping[str, np.ndarray], said: Any = None) -> bytes:
    """Arrays and one JSON value as safetensors bytes (header: name → dtype, shape, offsets)."""
    text = json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return bytes(_save({k: np.asarray(v, order="C") for k, v in arrays.items()}, {"said": text}))


def unpack(data: bytes) -> tuple[dict[str, np.ndarray], Any]:
    """The arrays and the JSON value that `pack` wrote."""
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return _load(data), json.loads(header.get("__metadata__", {}).get("said", "null"))


class Trace:
    """The frames of a run so far, in order."""

    def __init__(self, frames: Iterable[Frame] = ()) -> None:
        self.frames: tuple[Frame, ...] = tuple(frames)

    def __len__(self) -> int:
        return len(self.frames)

    def __iter__(self) -> Iterator[Frame]:
        return iter(self.frames)

    def __getitem__(self, index: int) -> Frame:
        return self.frames[index]

    def at(self, step: int) -> Frame:
        """The last frame at or before `step`; the first frame where there is none."""
        if not self.frames:
            raise LookupError("this run has no frames yet")
        steps = [frame.step for frame in self.frames]
        return self.frames[max(0, int(np.searchsorted(steps, step, side="right")) - 1)]

    def series(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Steps and values of one scalar: two arrays (F,), without the frames that lack it."""
        points = [(f.step, f.scalars[name]) for f in self.frames if name in f.scalars]
        steps, values = zip(*points, strict=True) if points else ((), ())
        return np.array(steps), np.array(values)

    @property
    def notes(self) -> dict[str, Any]:
        """All notes together, a later frame's over an earlier one's."""
        merged: dict[str, Any] = {}
        for frame in self.frames:
            merged |= frame.notes
        return merged

    @property
    def final(self) -> dict[str, float]:
        """The last value of every scalar."""
        last: dict[str, float] = {}
        for frame in self.frames:
            last |= frame.scalars
        return last
