"""Three calls run everything: submit, cancel, state; each run trains in a process of its own.

The processes are forked from a server that has the heavy libraries loaded (pebble; on Windows they
are spawned), so a run starts at once, is stopped hard, and a crash takes that run only. What a
worker makes goes to the store and nowhere else.
"""

import atexit
import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from engine import lessons
from engine.params import Params, key_of
from engine.runs import job as jobs
from engine.runs.job import CLAIMS, Job
from engine.runs.run import LOST, Run
from engine.runs.settings import Settings
from engine.runs.store import Store, open_store
from engine.sentences import N_, Refused, Sentence

ROOT = Path(__file__).resolve().parent.parent.parent

log = logging.getLogger(__name__)


class Workers:
    """The worker processes of one server, and the queue before them."""

    def __init__(self, store: Store, settings: Settings | None = None) -> None:
        self.store = store
        self.settings = settings or Settings.from_environment()
        self._pool: ProcessPool | None = None
        self._mine: dict[str, tuple[int, ProcessFuture[None] | None]] = {}
        self._lock = threading.Lock()
        # One thread hands jobs over in order: the first waits for the fork server to be warm, and
        # a page must not.
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="hand-over")
        self._stopped = threading.Event()
        self._keeper: threading.Thread | None = None

    # -- the three calls --------------------------------------------------------------------

    def submit(self, slug: str, params: Params, session: str = "", again: bool = True) -> str:
        """Start the run of these parameters, or join it; its key.

        again    a cancelled, failed or lost run is started anew; False leaves it as it ended
        session  whose it is, for the limit per session
        Raises Refused: unknown lesson, full queue, a store that takes no writes.
        """
        lessons.load(slug)
        return self._enter(slug, key_of(slug, params), params.identity(), session, again)

    def submit_claims(self, slug: str, session: str = "", again: bool = True) -> str:
        """Measure every claim of a lesson as one run, a frame each; its key."""
        lessons.load(slug)
        lesson = CLAIMS + slug
        return self._enter(lesson, claims_key(slug), {}, session, again)

    def cancel(self, key: str) -> None:
        """End the run now, wherever it trains; one that has ended stays as it is."""
        run = self.store.state(key)
        if run is not None and run.active:
            self.store.set_state(key, run.attempt, "cancelled")
        with self._lock:
            _, future = self._mine.get(key, (0, None))
        if future is not None:
            future.cancel()

    def state(self, key: str) -> Run | None:
        """The run as the store knows it."""
        return self.store.state(key)

    # -- the pool ---------------------------------------------------------------------------

    def warm(self) -> None:
        """Start the fork server and the keeper now; returns at once."""
        self._keep()
        self._hand.submit(self._start)

    def ready(self) -> bool:
        """Whether jobs can be handed over: the pool is up and has not broken."""
        return self._pool is not None and self._pool.active

    def stop(self) -> None:
        """End every worker; runs that were training are cancelled."""
        self._stopped.set()
        with self._lock:
            mine, pool = dict(self._mine), self._pool
        for key, (attempt, _) in mine.items():
            try:
                self.store.set_state(key, attempt, "cancelled", STOPPED)
            except Refused:
                log.warning("run %s could not be marked as stopped", key)
        self._hand.shutdown(wait=True, cancel_futures=True)
        if pool is not None:
            pool.stop()
            pool.join(5)

    def _enter(
        self, lesson: str, key: str, params: Mapping[str, Any], session: str, again: bool
    ) -> str:
        self._keep()
        limits = self.settings.limits
        attempt = self.store.claim(key, lesson, params, session, limits, again)
        if attempt:
            with self._lock:
                self._mine[key] = (attempt, None)
            self._hand.submit(self._hand_over, self._job(key, attempt, lesson, params))
        return key

    def _job(self, key: str, attempt: int, lesson: str, params: Mapping[str, Any]) -> Job:
        settings = self.settings
        claims = lesson.startswith(CLAIMS)
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name.startswith("LEXISCOPE_") or name == "NLTK_DATA"
        }
        return Job(
            key, attempt, lesson, params,
            database=self.store.engine.url.render_as_string(hide_password=False),
            folder=self.store.artefacts.folder.parent,
            time_limit=settings.claims_limit if claims else settings.time_limit,
            device=settings.device,
            environment=inherited,
        )  # fmt: skip

    def _start(self) -> ProcessPool:
        """The pool, started; another one where the last has broken."""
        if self._pool is not None and self._pool.active:
            return self._pool
        if sys.platform == "win32":
            context: Any = multiprocessing.get_context("spawn")
        else:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([self.settings.preload])
            _on_path()
        pool = ProcessPool(self.settings.slots, max_tasks=1, context=context)
        pool.schedule(_nothing)  # starts the fork server, which loads the libraries
        self._pool = pool
        return pool

    def _hand_over(self, job: Job) -> None:
        try:
            # Deep in a kernel a worker cannot notice the limit itself: the pool ends it, later.
            late = job.time_limit + 3
            future = self._start().schedule(jobs.perform, args=(job,), timeout=late)
        except Exception as error:
            log.exception("run %s could not be handed over", job.key)
            self._end(job, jobs.sentence_of(error))
            return
        with self._lock:
            self._mine[job.key] = (job.attempt, future)
        future.add_done_callback(partial(self._ended, job))
        run = self.store.state(job.key)
        if run is None or run.attempt != job.attempt or not run.active:
            future.cancel()  # cancelled before it was handed over

    def _ended(self, job: Job, future: "Future[None]") -> None:
        """Whatever the worker could not say itself is said here."""
        try:
            future.result()
            self._end(job, LOST)  # changes nothing where the job ended its run properly
        except CancelledError:
            self._end(job, None, "cancelled")
        except TooLong:
            self._end(job, Sentence(jobs.TIME_LIMIT, {"seconds": job.time_limit}))
        except (ProcessExpired, BrokenExecutor):
            self._end(job, LOST)
        except BaseException as error:
            self._end(job, jobs.sentence_of(error))

    def _end(self, job: Job, reason: Sentence | None, state: str = "failed") -> None:
        with self._lock:
            if self._mine.get(job.key, (0, None))[0] == job.attempt:
                del self._mine[job.key]
        try:
            self.store.set_state(job.key, job.attempt, state, reason)
        except Refused as refused:
            log.warning("run %s: %s", job.key, refused)

    # -- the keeper -------------------------------------------------------------------------

    def _keep(self) -> None:
        with self._lock:
            if self._keeper is None and not self._stopped.is_set():
                self._keeper = threading.Thread(target=self._look_after, name="keeper", daemon=True)
                self._keeper.start()

    def _look_after(self) -> None:
        """Beat for the runs that wait here, give up lost ones, keep the store to its size."""
        rounds = 0
        while not self._stopped.is_set():
            try:
                with self._lock:
                    mine = {key: attempt for key, (attempt, _) in self._mine.items()}
                self.store.beat(mine)
                self.store.mark_lost()
                if rounds % 30 == 0:
                    self.store.evict(self.settings.store_limit)
            except Refused as refused:
                log.warning("%s", refused)
            if self._pool is not None and not self._pool.active and not self._stopped.is_set():
                self._hand.submit(self._start)  # it broke: its idle workers were killed, say
            rounds += 1
            self._stopped.wait(self.settings.beat)


STOPPED = Sentence(N_("The server was stopped while this run trained. Start the run again."))


def _nothing() -> None:
    """The first job of a pool: it is warm when this is done."""


def _on_path() -> None:
    """The fork server does not get this process's import path, only its environment."""
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if str(ROOT) not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, paths)])


def claims_key(slug: str) -> str:
    """The key of the run that measures a lesson's claims."""
    return key_of(CLAIMS + slug, Params())


@lru_cache(maxsize=1)
def workers() -> Workers:
    """The workers of this server."""
    made = Workers(open_store())
    atexit.register(made.stop)
    return made


def submit(slug: str, params: Params, session: str = "", again: bool = True) -> str:
    """See `Workers.submit`."""
    return workers().submit(slug, params, session, again)


def submit_claims(slug: str, session: str = "", again: bool = True) -> str:
    """See `Workers.submit_claims`."""
    return workers().submit_claims(slug, session, again)


def cancel(key: str) -> None:
    """See `Workers.cancel`."""
    workers().cancel(key)


def state(key: str) -> Run | None:
    """See `Workers.state`."""
    return workers().state(key)


def warm() -> None:
    """See `Workers.warm`."""
    workers().warm()


def stop() -> None:
    """See `Workers.stop`; a server that starts again in this process gets new workers."""
    workers().stop()
    workers.cache_clear()
