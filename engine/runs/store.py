"""The run store keeps every run and its frames; its unique key makes many viewers one training.

One SQLite file in write-ahead mode under the data folder, or PostgreSQL where `LEXISCOPE_DATABASE`
names one. Everything a viewer sees comes from here, so a run outlives the browser, the session and
the server that started it.
"""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.place import data_folder
from engine.runs import admission, keeping, schema
from engine.runs.artefacts import GRACE, Artefacts, frame_row
from engine.runs.plain import sentence_from_json, sentence_to_json
from engine.runs.recorded import LazyTrace
from engine.runs.run import ACTIVE, LOST, LOST_AFTER, Limits, Run, Superseded, unwritten, why
from engine.runs.schema import frames, queued, runs
from engine.sentences import N_, Refused, Sentence
from engine.trace import Frame


@dataclass(frozen=True)
class Store:
    """A run store; safe to use from several threads and processes at once."""

    engine: sa.Engine
    artefacts: Artefacts
    lost_after: float = LOST_AFTER

    @cached_property
    def _made(self) -> bool:
        schema.create(self.engine)
        return True

    def _prepare(self) -> bool:
        """Make the tables where they are missing, once for a process."""
        return self._made

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction; raises Refused where the database or the disk takes no writes."""
        try:
            self._prepare()
            with self.engine.begin() as connection:
                yield connection
        except (sa.exc.DBAPIError, OSError) as error:
            raise unwritten(error) from error

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read with; raises Refused where the database does not answer."""
        with suppress(sa.exc.DBAPIError, OSError):
            # A store that takes no writes is still read: its tables were made in better days.
            self._prepare()
        try:
            with self.engine.connect() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise Refused(N_("The run store cannot be read: {why}."), why=why(error)) from error

    # -- starting ---------------------------------------------------------------------------

    def claim(
        self,
        key: str,
        lesson: str,
        params: Mapping[str, Any],
        session: str = "",
        limits: Limits | None = None,
        again: bool = True,
    ) -> int:
        """The attempt (1, 2, …) that the caller must now train, or 0: somebody else's run, join it.

        A cancelled, failed or lost run is claimed anew if `again`, and its old frames go; one that
        would fail the same way (`settled`) is not. Raises Refused over the limits: nothing is kept.
        """
        now = time.time()
        fresh = queued(lesson, params, session, now)
        with self.writing() as connection:
            row = self._insert().values(key=key, attempt=1, **fresh).on_conflict_do_nothing()
            attempt, old = 1, []
            if connection.execute(row.returning(runs.c.attempt)).first() is None:
                ended = runs.c.state.in_(("failed", "cancelled")) & ~runs.c.settled
                renewed = runs.update().where(runs.c.key == key, ended)
                renewed = renewed.values(attempt=runs.c.attempt + 1, **fresh)
                if not again or connection.execute(renewed).rowcount != 1:
                    return 0
                mine = sa.select(runs.c.attempt).where(runs.c.key == key)
                attempt = connection.execute(mine).scalar_one()
                old = keeping.drop_frames(connection, [key])
            if limits is not None:
                admission.hold(connection, limits, key, session)
        keeping.sweep(self, old)
        return attempt

    def _insert(self) -> postgresql.Insert | sqlite.Insert:
        # Both say "on conflict do nothing" the same way, and standard SQL has no word for it.
        if self.engine.dialect.name == "postgresql":
            return postgresql.insert(runs)
        return sqlite.insert(runs)

    # -- what a worker says -----------------------------------------------------------------

    def start(self, key: str, attempt: int, device: str) -> bool:
        """Queued → running; False where the run is no longer this attempt's to train."""
        now = time.time()
        said = {"state": "running", "device": device, "started": now, "heartbeat": now}
        with self.writing() as connection:
            row = runs.update().where(*_of(key, attempt), runs.c.state == "queued").values(**said)
            return connection.execute(row).rowcount == 1

    def append(self, key: str, attempt: int, i: int, frame: Frame) -> None:
        """Keep frame number `i` of this attempt; see `append_all`."""
        self.append_all(key, attempt, [(i, frame)])

    def append_all(self, key: str, attempt: int, numbered: Sequence[tuple[int, Frame]]) -> None:
        """Keep numbered frames in one transaction, which is a sign of life too.

        Raises Superseded where the run is no longer this attempt's; Refused where nothing can be
        written.
        """
        try:
            rows = [frame_row(self.artefacts, key, attempt, *each) for each in numbered]
        except OSError as error:
            raise unwritten(error) from error
        last = max(numbered, key=lambda each: each[0])
        said = {
            "heartbeat": time.time(),
            "frames": last[0] + 1,
            "step": last[1].step,
            "bytes": runs.c.bytes + sum(size for _, size in rows),
        }
        with self.writing() as connection:
            row = runs.update().where(*_of(key, attempt), runs.c.state == "running").values(**said)
            if connection.execute(row).rowcount != 1:
                raise Superseded(key)
            connection.execute(frames.insert(), [row for row, _ in rows])

    def beat(self, keys: Mapping[str, int]) -> int:
        """A sign of life for these active runs (key → attempt); how many are still theirs."""
        mine = [sa.and_(*_of(key, attempt)) for key, attempt in keys.items()]
        if not mine:
            return 0
        with self.writing() as connection:
            row = runs.update().where(sa.or_(*mine), runs.c.state.in_(ACTIVE))
            return connection.execute(row.values(heartbeat=time.time())).rowcount

    def set_state(
        self,
        key: str,
        attempt: int,
        state: str,
        reason: Sentence | None = None,
        settled: bool = False,
    ) -> bool:
        """End an active run as done, failed or cancelled; False where it had ended already."""
        said = {
            "state": state,
            "reason": sentence_to_json(reason) if reason else None,
            "settled": settled,
            "ended": time.time(),
        }
        with self.writing() as connection:
            row = runs.update().where(*_of(key, attempt), runs.c.state.in_(ACTIVE)).values(**said)
            return connection.execute(row).rowcount == 1

    def mark_lost(self, older_than: float | None = None) -> int:
        """Active runs silent for `older_than` seconds become failed; how many did."""
        limit = time.time() - (self.lost_after if older_than is None else older_than)
        said = {"state": "failed", "reason": sentence_to_json(LOST), "ended": time.time()}
        with self.writing() as connection:
            row = runs.update().where(runs.c.state.in_(ACTIVE), runs.c.heartbeat < limit)
            return connection.execute(row.values(**said)).rowcount

    # -- what a viewer asks -----------------------------------------------------------------

    def state(self, key: str) -> Run | None:
        """The run, or None where there is none; one whose worker fell silent has failed."""
        run = self._run(key)
        if run is None or not run.active or run.heartbeat >= time.time() - self.lost_after:
            return run
        try:
            self.mark_lost()
        except Refused:
            return replace(run, state="failed", reason=LOST)
        return self._run(key)

    def _run(self, key: str) -> Run | None:
        names = list(Run.__dataclass_fields__)
        wanted = sa.select(*(runs.c[name] for name in names)).where(runs.c.key == key)
        with self.reading() as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        reason = sentence_from_json(row["reason"]) if row["reason"] else None
        return Run(**(dict(row) | {"reason": reason}))

    def read(
        self,
        key: str,
        since: int = 0,
        limit: int = 256,
        limit_bytes: int = 1_000_000,
        attempt: int | None = None,
    ) -> list[bytes]:
        """Frames `since`, `since`+1, … as they were recorded: at most `limit`, about `limit_bytes`.

        At least one where there is one. Without `attempt`, those of the run's present attempt.
        """
        wanted = self._frames(key, attempt, frames.c.data, frames.c.file)
        wanted = wanted.where(frames.c.i >= since).limit(limit).execution_options(yield_per=16)
        found: list[bytes] = []
        size = 0
        with self.reading() as connection:
            for data, file in connection.execute(wanted):
                content = self.artefacts.get(file) if data is None else data
                if found and size + len(content) > limit_bytes:
                    break
                found.append(content)
                size += len(content)
        return found

    def _frames(self, key: str, attempt: int | None, *columns: Any) -> sa.Select[Any]:
        wanted = sa.select(*columns).where(frames.c.run == key).order_by(frames.c.i)
        if attempt is None:
            present = sa.select(runs.c.attempt).where(runs.c.key == key).scalar_subquery()
            return wanted.where(frames.c.attempt == present)
        return wanted.where(frames.c.attempt == attempt)

    def trace(self, key: str) -> LazyTrace:
        """The run's frames so far; their weights are read when somebody looks at them."""
        wanted = self._frames(key, None, frames.c.data, frames.c.file, frames.c.weights)
        with self.reading() as connection:
            rows = connection.execute(wanted).all()
        return LazyTrace([
            (
                self.artefacts.get(file) if data is None else data,
                self.artefacts.path(weights) if weights else None,
            )
            for data, file, weights in rows
        ])  # fmt: skip

    def place(self, key: str) -> int:
        """1 for the run that is next in the queue, 2 for the one after; 0 for one not queued."""
        mine = sa.select(runs.c.created).where(runs.c.key == key, runs.c.state == "queued")
        with self.reading() as connection:
            created = connection.execute(mine).scalar()
            if created is None:
                return 0
            ahead = sa.select(sa.func.count()).select_from(runs).where(runs.c.state == "queued")
            return 1 + connection.execute(ahead.where(runs.c.created < created)).scalar_one()

    def touch(self, key: str) -> None:
        """Remember that the run was looked at; what is looked at is kept longest."""
        with self.writing() as connection:
            connection.execute(runs.update().where(runs.c.key == key).values(used=time.time()))

    # -- keeping the size -------------------------------------------------------------------

    def size(self) -> int:
        """Bytes of all runs together."""
        return keeping.size(self)

    def evict(self, limit: int) -> list[str]:
        """Remove least-recently-used finished runs until at most `limit` bytes stay; their keys."""
        return keeping.evict(self, limit)

    def delete(self, *keys: str, grace: float = GRACE) -> None:
        """Remove runs, and the files that only they used if older than `grace` seconds."""
        keeping.delete(self, keys, grace)

    def close(self) -> None:
        """Give connections back; the store may still be used after."""
        self.engine.dispose()


def _of(key: str, attempt: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return runs.c.key == key, runs.c.attempt == attempt


def open_store(url: str | None = None, folder: Path | None = None) -> Store:
    """The store of this installation; one per process and place. Nothing is written yet."""
    place = data_folder() if folder is None else folder
    default = f"sqlite:///{place / 'runs.db'}"
    return _open(url or os.environ.get("LEXISCOPE_DATABASE") or default, place)


@lru_cache(maxsize=8)
def _open(url: str, folder: Path) -> Store:
    return Store(schema.connect(url), Artefacts(folder / "artefacts"))
