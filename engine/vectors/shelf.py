"""Vectors stand on a shelf under a name, so that a link can name them and a worker find them.

A visitor's are named by their content, as texts are (`engine.text.shelf`): equal vectors have one
name and stand there once, and the name of the visitor's file is forgotten. Those of runs are put
under the run's own name. The shelf has a limit; what was longest not asked for goes first.
"""

import hashlib
import json
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from engine import place
from engine.sentences import N_, Refused
from engine.trace import pack, unpack
from engine.vectors.points import Column, Points

#: Bytes that all vectors together may take.
LIMIT = 2**30

#: Bytes of a header: of more, safetensors itself reads none.
_LONGEST_HEADER = 100_000_000
_NAME = re.compile("[A-Za-z0-9@:-]{1,100}")
_HASH = re.compile("[0-9a-f]{16}")


def put(points: Points) -> str:
    """Keep `points`; returns their name, 16 hex digits, whatever they are called.

    Raises Refused when the disk does not take them.
    """
    data = _packed(points, "")
    name = hashlib.sha256(data).hexdigest()[:16]
    _write(_path(name), data)
    return name


def put_as(name: str, points: Points) -> None:
    """Keep `points` under `name`: up to 100 letters, digits, “-”, “@” and “:”.

    Raises Refused for another name, and when the disk does not take them.
    """
    if not _NAME.fullmatch(name) or _HASH.fullmatch(name):
        raise Refused(
            N_("“{name}” is no name for vectors; letters, digits, “-”, “@” and “:” may be in one."),
            name=name[:40],
        )
    _write(_path(name), _packed(points, name))


def get(name: str) -> Points | None:
    """The points kept under `name`; None where they are not here (any more) or are damaged.

    Their id is `name`, or `file:` and `name` where that is a hash.
    """
    data = _read(name)
    if data is None:
        return None
    hashed = bool(_HASH.fullmatch(name))
    if hashed and hashlib.sha256(data).hexdigest()[:16] != name:
        return None
    try:
        arrays, said = unpack(data)
        # A file system that does not tell K from k must not give another run's vectors.
        if said["name"] != ("" if hashed else name):
            return None
        points = _unpacked(f"file:{name}" if hashed else name, arrays, said)
    except Exception:  # whatever a damaged file does to its reader, it counts as absent
        return None
    with suppress(OSError):  # a read-only shelf still lends
        os.utime(_path(name))
    return points


def metric(name: str) -> str | None:
    """The natural distance between the points kept under `name`, without reading them all."""
    if not _NAME.fullmatch(name):
        return None
    try:
        with _path(name).open("rb") as file:
            size = min(int.from_bytes(file.read(8), "little"), _LONGEST_HEADER)
            head = json.loads(file.read(size))
        said = json.loads(head["__metadata__"]["said"])["metric"]
    except Exception:  # absent or damaged
        return None
    return said if said in ("cosine", "euclidean") else None


def _packed(points: Points, name: str) -> bytes:
    arrays = {"vectors": np.ascontiguousarray(points.vectors, np.float32)}
    arrays |= {
        part: values
        for part, values in (("images", points.images), ("counts", points.counts))
        if values is not None
    }
    columns = list(points.columns.items())
    arrays |= {f"column {i}": column.values for i, (_, column) in enumerate(columns)}
    return pack(
        arrays,
        {
            "name": name,
            "labels": points.labels,
            "columns": [[title, column.kind, column.names] for title, column in columns],
            "metric": points.metric,
            "language": points.language,
            "relations": points.relations,
        },
    )


def _unpacked(id: str, arrays: dict[str, np.ndarray], said: dict[str, Any]) -> Points:
    """Raises whatever (KeyError, ValueError …) where they do not belong together."""
    columns = {
        title: Column(kind, tuple(names), arrays[f"column {i}"])
        for i, (title, kind, names) in enumerate(said["columns"])
    }
    return Points(
        id,
        arrays["vectors"],
        tuple(said["labels"]),
        columns,
        said["metric"],
        said["language"],
        arrays.get("images"),
        {relation: [(a, b) for a, b in pairs] for relation, pairs in said["relations"].items()},
        arrays.get("counts"),
    )


def _folder() -> Path:
    return place.data_folder() / "vectors"


def _path(name: str) -> Path:
    # Windows takes no colon in a file's name; no name holds the sign that replaces it.
    return _folder() / f"{name.replace(':', '_')}.safetensors"


def _read(name: str) -> bytes | None:
    if not _NAME.fullmatch(name):
        return None
    try:
        return _path(name).read_bytes()
    except OSError:
        return None


def _write(path: Path, data: bytes) -> None:
    """Any number of processes may write the same name: each writes its own file and renames it."""
    beside = path.with_name(f"{path.stem}.{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        os.replace(beside, path)
    except OSError as fault:
        with suppress(OSError):
            beside.unlink()
        raise Refused(
            N_("The vectors could not be kept on this server ({fault}); try again later."),
            fault=fault.strerror or type(fault).__name__,
        ) from fault
    _make_room(path)


def _make_room(newest: Path) -> None:
    """Remove the longest unused vectors, never `newest`, until the rest is within LIMIT."""
    kept: list[tuple[float, int, Path]] = []
    for path in newest.parent.iterdir():
        with suppress(OSError):  # another process may have removed it meanwhile
            kept.append((path.stat().st_mtime, path.stat().st_size, path))
    total = sum(size for _, size, _ in kept)
    for _, size, path in sorted(kept, key=lambda one: one[0]):
        if total <= LIMIT:
            return
        if path != newest:
            with suppress(OSError):
                path.unlink()
                total -= size
