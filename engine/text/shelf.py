"""Visitors' texts stand on a shelf under a name made from their content, so a link can name one.

Content addressing (Merkle 1987; Git's object store): the same text has the same name on every
machine, and two visitors who bring it share one copy. The shelf has a limit; the text that was
longest not asked for goes first.
"""

import gzip
import hashlib
import os
import re
import secrets
import zlib
from contextlib import suppress
from pathlib import Path

from engine import place
from engine.sentences import N_, Refused
from engine.text.letters import composed

#: Bytes that all texts together may take, compressed: about 300 novels.
LIMIT = 200 * 2**20


def put(text: str) -> str:
    """Keep `text`; returns its id, 16 hex digits. Raises Refused when the disk does not take it.

    Any number of processes may put the same text at once: each writes a file of its own and
    renames it, which replaces equal bytes by equal bytes.
    """
    data = composed(text).encode("utf-8", "replace")
    name = _name(data)
    path = _folder() / f"{name}.gz"
    if _read(path) == data:
        _touch(path)
        return name
    beside = path.with_name(f"{name}.{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(gzip.compress(data, compresslevel=3, mtime=0))
        os.replace(beside, path)
    except OSError as fault:
        with suppress(OSError):
            beside.unlink()
        raise Refused(
            N_("The text could not be kept on this server ({fault}); try again later."),
            fault=fault.strerror or type(fault).__name__,
        ) from fault
    _make_room(path)
    return name


def get(id: str) -> str:
    """The text that `put` named `id`. Raises Refused when it is not here (any more)."""
    if not re.fullmatch("[0-9a-f]{16}", id):
        raise Refused(
            N_("“{id}” is not the name of a text; such a name has 16 of the digits 0-9 and a-f."),
            id=id[:40],
        )
    path = _folder() / f"{id}.gz"
    data = _read(path)
    if data is None or _name(data) != id:
        raise Refused(
            N_("The text {id} is no longer on this server; upload or paste it again."), id=id
        )
    _touch(path)
    return data.decode()


def _folder() -> Path:
    return place.data_folder() / "texts"


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _read(path: Path) -> bytes | None:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):  # missing, unreadable, cut short, damaged
        return None


def _touch(path: Path) -> None:
    with suppress(OSError):  # a read-only shelf still lends its texts
        os.utime(path)


def _make_room(newest: Path) -> None:
    """Remove the longest unused texts, never `newest`, until the rest is within LIMIT."""
    texts: list[tuple[float, int, Path]] = []
    for path in newest.parent.iterdir():
        with suppress(OSError):  # another process may have removed it meanwhile
            texts.append((path.stat().st_mtime, path.stat().st_size, path))
    total = sum(size for _, size, _ in texts)
    for _, size, path in sorted(texts, key=lambda text: text[0]):
        if total <= LIMIT:
            return
        if path != newest:
            with suppress(OSError):
                path.unlink()
                total -= size
