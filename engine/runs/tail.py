"""Two hundred viewers of a run are answered from one copy in memory, read from the store once.

Each run that somebody watches has its frames so far here. A poll within `FRESH` seconds of the last
look at the store costs no query; the first one after that starts a look for all, and waits for it
only where what is here is older than `STALE`.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from engine.runs.run import Run
from engine.runs.store import Store
from engine.sentences import Refused

#: Seconds for which an active run's tail is taken as it is; an ended one's.
FRESH, FRESH_ENDED = 0.05, 1.0
#: Seconds after which an answer waits for a look at the store.
STALE = 0.2
#: Seconds between two notes to the store that a run is being looked at.
TOUCH = 60.0
#: Bytes of frames kept in memory, of one run and of all.
ONE_RUN, ALL_RUNS = 32_000_000, 128_000_000

log = logging.getLogger(__name__)


@dataclass
class Film:
    """What is known of one run: its last state, and its frames from the first on."""

    run: Run | None = None
    place: int = 0
    frames: list[bytes] = field(default_factory=list)
    size: int = 0
    looked: float = -1e9
    touched: float = -1e9
    looking: asyncio.Task[None] | None = None

    def fresh(self, now: float) -> bool:
        """Whether the store need not be asked again yet."""
        alive = self.run is None or self.run.active
        return now - self.looked < (FRESH if alive else FRESH_ENDED)

    def usable(self, now: float) -> bool:
        """Whether an answer may be given before the store has been asked again."""
        return self.run is not None and self.run.active and now - self.looked < STALE

    def complete(self) -> bool:
        """Whether every frame there will ever be is here."""
        run = self.run
        return run is not None and not run.active and len(self.frames) >= run.frames


class Tail:
    """The films that are being watched; least-recently-watched ones go."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._films: OrderedDict[str, Film] = OrderedDict()

    async def look(self, key: str) -> Film:
        """The film of a run, at most `STALE` seconds old; its `run` is None where there is none.

        Raises Refused where the store cannot be read.
        """
        film = self._films.get(key)
        if film is None:
            film = self._films[key] = Film()
        self._films.move_to_end(key)
        now = time.monotonic()
        if film.fresh(now):
            return film
        if film.looking is None or film.looking.done():
            film.looking = asyncio.create_task(self._look(key, film))
            film.looking.add_done_callback(_told)
        if not film.usable(now):
            # Shielded: the viewer who happened to ask first may leave before the answer.
            await asyncio.shield(film.looking)
        return film

    async def _look(self, key: str, film: Film) -> None:
        try:
            await run_in_threadpool(self._read, key, film)
        except Refused as refused:
            log.warning("%s", refused)
            raise
        self._shrink(key)

    async def frames(self, key: str, film: Film, since: int, limit: int, size: int) -> list[bytes]:
        """Frames from `since` on: at most `limit`, about `size` bytes, at least one if any."""
        if since < len(film.frames) or film.complete() or film.run is None:
            return _cut(film.frames, since, limit, size)
        if since > len(film.frames) or film.size >= ONE_RUN:
            attempt = film.run.attempt
            return await run_in_threadpool(self._store.read, key, since, limit, size, attempt)
        return []

    def _read(self, key: str, film: Film) -> None:
        """Bring the film up to date; called in a thread, one at a time for a film."""
        run = self._store.state(key)
        if run is None or film.run is None or run.attempt != film.run.attempt:
            film.frames, film.size = [], 0
        if run is not None:
            # The state was read first: a run that is done has all the frames that follow.
            while film.size < ONE_RUN and len(film.frames) < run.frames:
                more = self._store.read(key, len(film.frames), attempt=run.attempt)
                if not more:
                    break
                film.frames = film.frames + more
                film.size += sum(map(len, more))
            film.place = self._store.place(key) if run.state == "queued" else 0
        film.run, film.looked = run, time.monotonic()
        if run is not None and film.looked - film.touched > TOUCH:
            film.touched = film.looked
            try:
                self._store.touch(key)
            except Refused as refused:
                log.warning("%s", refused)

    def _shrink(self, key: str) -> None:
        total = sum(film.size for film in self._films.values())
        while (total > ALL_RUNS or len(self._films) > 1000) and len(self._films) > 1:
            oldest, film = next(iter(self._films.items()))
            if oldest == key:
                break
            total -= film.size
            del self._films[oldest]


def _told(looking: "asyncio.Task[None]") -> None:
    """What went wrong is in the log already, whether or not anybody waits for this look."""
    if not looking.cancelled():
        looking.exception()


def _cut(frames: list[bytes], since: int, limit: int, size: int) -> list[bytes]:
    taken: list[bytes] = []
    total = 0
    for content in frames[since : since + limit]:
        total += len(content)
        if taken and total > size:
            break
        taken.append(content)
    return taken
