"""The store keeps to its size: runs that nobody looked at for longest go first, with their files.

A file named by content may belong to several runs; it goes when no frame names it any more.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.runs.run import ACTIVE
from engine.runs.schema import frames, runs

if TYPE_CHECKING:
    from engine.runs.store import Store


def size(store: "Store") -> int:
    """Bytes of all runs together, as recorded (a file that two runs share counts twice)."""
    with store.reading() as connection:
        return int(connection.execute(sa.select(sa.func.sum(runs.c.bytes))).scalar() or 0)


def evict(store: "Store", limit: int) -> list[str]:
    """Remove least-recently-used ended runs until at most `limit` bytes stay; their keys."""
    over = size(store) - limit
    if over <= 0:
        return []
    wanted = sa.select(runs.c.key, runs.c.bytes).where(runs.c.state.not_in(ACTIVE))
    with store.reading() as connection:
        oldest_first = connection.execute(wanted.order_by(runs.c.used)).all()
    gone: list[str] = []
    for key, bytes_of_run in oldest_first:
        if over <= 0:
            break
        gone.append(key)
        over -= bytes_of_run
    delete(store, gone)
    return gone


def delete(store: "Store", keys: Sequence[str], grace: float | None = None) -> None:
    """Remove ended runs, and the files that only they used if older than `grace` seconds."""
    with store.writing() as connection:
        # Asked again here: a run may have been started anew since somebody chose it.
        ended = runs.c.key.in_(keys) & runs.c.state.not_in(ACTIVE)
        chosen = connection.execute(sa.select(runs.c.key).where(ended)).scalars().all()
        files = drop_frames(connection, chosen)
        connection.execute(runs.delete().where(runs.c.key.in_(chosen)))
    sweep(store, files, grace)
    if store.engine.dialect.name == "sqlite":
        with store.writing() as connection:
            # Gives one page back a step; only a script is stepped to its end by the driver.
            driver: Any = connection.connection.driver_connection
            driver.executescript("PRAGMA incremental_vacuum")


def drop_frames(connection: sa.Connection, keys: Sequence[str]) -> list[str]:
    """Remove the frames of these runs; the files that they named."""
    named = sa.select(frames.c.file, frames.c.weights).where(frames.c.run.in_(keys)).distinct()
    files = {name for row in connection.execute(named) for name in row if name}
    connection.execute(frames.delete().where(frames.c.run.in_(keys)))
    return sorted(files)


def sweep(store: "Store", files: Sequence[str], grace: float | None = None) -> None:
    """Remove those of these files that no frame names any more."""
    unused = []
    with store.reading() as connection:
        for name in files:
            users = sa.select(frames.c.i).where(
                (frames.c.file == name) | (frames.c.weights == name)
            )
            if connection.execute(users.limit(1)).first() is None:
                unused.append(name)
    if grace is None:
        store.artefacts.remove(unused)
    else:
        store.artefacts.remove(unused, grace)
