"""Two tables hold every run: `runs` says what and how far, `frames` holds what viewers receive.

The unique key of `runs` decides who trains. The attempt is part of a frame's key, so that a worker
that was given up for lost can never write into the attempt that came after it. The same schema
serves SQLite (one file, write-ahead log) and PostgreSQL.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

metadata = sa.MetaData()

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("lesson", sa.String(80), nullable=False),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),  # queued|running|done|failed|cancelled
    sa.Column("reason", sa.JSON),  # a sentence: template and values
    sa.Column("settled", sa.Boolean, nullable=False),  # it would end the same way again
    sa.Column("device", sa.String(120)),
    sa.Column("session", sa.String(80), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("created", sa.Double, nullable=False),  # this and all times: seconds since 1970
    sa.Column("started", sa.Double),
    sa.Column("ended", sa.Double),
    sa.Column("heartbeat", sa.Double, nullable=False),
    sa.Column("used", sa.Double, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("frames", sa.Integer, nullable=False),
    sa.Column("step", sa.BigInteger),
    sa.Index("runs_by_state", "state", "created"),
)

frames = sa.Table(
    "frames",
    metadata,
    sa.Column("run", sa.String(64), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("i", sa.Integer, primary_key=True),
    sa.Column("step", sa.BigInteger, nullable=False),
    sa.Column("data", sa.LargeBinary),  # null where `file` holds it
    sa.Column("file", sa.String(64)),
    sa.Column("weights", sa.String(64)),
    sa.Index("frames_by_file", "file"),
    sa.Index("frames_by_weights", "weights"),
)


def connect(url: str) -> sa.Engine:
    """A database engine for `url`; nothing is opened or written before it is used."""
    made = sa.make_url(url)
    if made.drivername in ("postgres", "postgresql"):
        made = made.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(made, pool_pre_ping=made.get_backend_name() != "sqlite")
    if made.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # A writer waits for another one instead of failing at once; readers never wait (WAL).
    connection.execute("PRAGMA busy_timeout=10000")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        # Decided before the first table exists, or never: space of evicted runs can be given back.
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def create(engine: sa.Engine) -> None:
    """Make folder and tables where they are missing; two processes may do it at once."""
    if engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
        database = str(engine.url.database)
        if not database.startswith("file:"):
            Path(database).parent.mkdir(parents=True, exist_ok=True)
    try:
        metadata.create_all(engine)
    except sa.exc.DBAPIError:
        # The other process won the race between "is it there?" and "make it".
        metadata.create_all(engine)


def queued(lesson: str, params: Mapping[str, Any], session: str, now: float) -> dict[str, Any]:
    """The row of a run that has not begun; `now` in seconds since 1970."""
    return {
        "lesson": lesson, "params": dict(params), "state": "queued", "reason": None,
        "settled": False, "device": None, "session": session, "created": now, "started": None,
        "ended": None, "heartbeat": now, "used": now, "bytes": 0, "frames": 0, "step": None,
    }  # fmt: skip
