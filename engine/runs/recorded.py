"""A recorded run read back: its frames as they are, its weights only when somebody looks.

A question about one moment must not read the weights of two hundred others; they are files, and
safetensors reads a single array out of one without loading the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open

from engine.trace import Frame, Trace


class FileWeights(Mapping[str, np.ndarray]):
    """The arrays of one safetensors file by name, each read when it is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getitem__(self, name: str) -> np.ndarray:
        with safe_open(self._path, framework="numpy") as file:
            if name not in file.keys():  # noqa: SIM118 - not a dictionary
                raise KeyError(name)
            array: np.ndarray = file.get_tensor(name)
        array.flags.writeable = False
        return array

    def __iter__(self) -> Iterator[str]:
        with safe_open(self._path, framework="numpy") as file:
            return iter(sorted(file.keys()))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class RecordedFrame(Frame):
    """A frame whose weights lie in a file."""

    @classmethod
    def read(cls, data: bytes, weights: Path | None) -> "RecordedFrame":
        """The frame of these bytes; `weights` is the file beside it, not opened yet."""
        plain = Frame.from_bytes(data)
        frame = cls(plain.step, plain.scalars, {}, {}, plain.notes)
        object.__setattr__(frame, "arrays", plain.arrays)
        if weights is not None:
            # Set past the constructor, which would copy, and so read, every array.
            object.__setattr__(frame, "weights", FileWeights(weights))
        return frame


class LazyTrace(Trace):
    """The trace of a recorded run; the weights of a frame are read on demand."""

    def __init__(self, rows: Sequence[tuple[bytes, Path | None]]) -> None:
        super().__init__(RecordedFrame.read(data, weights) for data, weights in rows)

    def weights(self, index: int) -> Mapping[str, np.ndarray]:
        """The weights of the frame at `index`, by name; empty where none were recorded."""
        return self.frames[index].weights
