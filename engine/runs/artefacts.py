"""Arrays too large for the database are files named by their content: sha256, two-digit folders.

Naming by content means that equal weights are kept once and that a half-written file is never
seen: it is written under another name and renamed.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.trace import Frame, pack

#: Frame data above this many bytes becomes a file; weights always do.
IN_DATABASE = 64 * 1024
#: Weights of more numbers than this are kept as float16.
HALVED = 60_000
#: A file younger than this is never removed: a worker may be about to name it in the database.
GRACE = 60.0


@dataclass(frozen=True)
class Artefacts:
    """A folder of files named by content."""

    folder: Path

    def path(self, name: str) -> Path:
        """Where the file of that name lies."""
        return self.folder / name[:2] / name

    def put(self, content: bytes) -> str:
        """Keep `content`; returns its name (64 hex digits). Raises OSError when it cannot."""
        name = hashlib.sha256(content).hexdigest()
        path = self.path(name)
        if path.exists():
            os.utime(path)
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(draft, path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        return name

    def get(self, name: str) -> bytes:
        """The content kept under `name`."""
        return self.path(name).read_bytes()

    def remove(self, names: Iterable[str], grace: float = GRACE) -> None:
        """Remove the files of these names, except ones younger than `grace` seconds."""
        for name in names:
            path = self.path(name)
            try:
                if time.time() - path.stat().st_mtime >= grace:
                    path.unlink()
            except FileNotFoundError:
                continue


def frame_row(
    artefacts: Artefacts, key: str, attempt: int, i: int, frame: Frame
) -> tuple[dict[str, Any], int]:
    """The row of frame `i` for the table `frames`, its large parts kept as files; and its bytes.

    Raises OSError where a file cannot be kept.
    """
    data, size = frame.to_bytes(), 0
    row = {"run": key, "attempt": attempt, "i": i, "step": frame.step}
    row |= {"data": data, "file": None, "weights": None}
    if len(data) > IN_DATABASE:
        row |= {"data": None, "file": artefacts.put(data)}
    if frame.weights:
        content = pack({name: _kept(array) for name, array in frame.weights.items()})
        row["weights"], size = artefacts.put(content), len(content)
    return row, size + len(data)


def _kept(array: np.ndarray) -> np.ndarray:
    """Large float32 weights as float16: half the room, three digits. Here, beside the training."""
    large = array.dtype == np.float32 and array.size > HALVED
    return array.astype(np.float16) if large else array
