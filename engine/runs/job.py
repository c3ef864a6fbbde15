"""A job trains one run to its end in a process of its own and says how it ended.

The lesson's generator makes frames; a thread beside it writes them as they come, many in one
transaction where they come fast, and beats while they do not. However a run ends, the reason is a
sentence and the frames made so far stay.
"""

import logging
import math
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import lessons
from engine.runs.lend import lend
from engine.runs.run import Superseded
from engine.runs.store import Store, open_store
from engine.sentences import N_, Refused, Sentence
from engine.trace import Frame

#: Seconds between signs of life while no frame comes.
BEAT = 1.0
#: Seconds between two writes at the least: frames that come faster share a transaction.
PAUSE = 0.02
#: Most frames that wait to be written; a faster lesson waits for the store.
WAITING = 256
#: Pages and frames of everybody go before the training of one.
NICE = 10
#: The lesson name of a run that measures a lesson's claims starts so.
CLAIMS = "claims:"

#: Seconds past the time limit after which a worker that no server watches ends itself.
ORPHAN = 10.0

TIME_LIMIT = N_("The run took longer than the {seconds:.0f} seconds allowed; it was stopped.")
MEMORY = Sentence(N_("There was not enough memory for this run; smaller settings may fit."))

log = logging.getLogger(__name__)


class Diverged(Exception):
    """The loss is no longer a number: the same parameters would end the same way."""

    def __init__(self, step: int) -> None:
        super().__init__(step)
        self.sentence = Sentence(
            N_(
                "Diverged at step {step}: the loss is no longer a number; "
                "a smaller learning rate may help."
            ),
            {"step": step},
        )


@dataclass(frozen=True)
class Job:
    """All that a worker process needs to know."""

    key: str
    attempt: int
    lesson: str
    params: Mapping[str, Any]
    database: str
    folder: Path
    time_limit: float
    device: str = "auto"
    environment: Mapping[str, str] = field(default_factory=dict)


def perform(job: Job) -> None:
    """Train `job` to its end; called in the worker process."""
    # Python's handler would wait for a long kernel to return; the default ends the process now.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(os, "nice"):
        os.nice(NICE)
    # The fork server took its environment when it started; settings may have changed since.
    os.environ.update(job.environment)
    store = open_store(job.database, job.folder)
    try:
        _train(store, job)
    except Superseded:
        log.info("run %s goes on elsewhere, or nowhere", job.key)


def _train(store: Store, job: Job) -> None:
    from engine.training import choose_device, device_name

    device = choose_device(job.device)
    if device not in getattr(lessons.load(job.lesson.removeprefix(CLAIMS)), "DEVICES", (device,)):
        device = "cpu"
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    if not store.start(job.key, job.attempt, device_name(device)):
        raise Superseded(job.key)
    state, reason, settled = "done", None, False
    writer = Writer(store, job)
    try:
        lend(store, job.params.get("source"))
        for i, frame in enumerate(watched(frames_of(job.lesson, job.params, device))):
            writer.put(i, frame)
    except Superseded:
        raise
    except Exception as error:
        state, reason = "failed", sentence_of(error)
        settled = isinstance(error, Diverged)
    finally:
        unwritten = writer.close()
    if unwritten is not None and state == "done":
        state, reason, settled = "failed", sentence_of(unwritten), False
    store.set_state(job.key, job.attempt, state, reason, settled)


def frames_of(lesson: str, params: Mapping[str, Any], device: str) -> Iterator[Frame]:
    """The frames of a run as they are made: of a training, or one for each claim measured."""
    if lesson.startswith(CLAIMS):
        claims = lessons.load(lesson.removeprefix(CLAIMS)).claims()
        for i, claim in enumerate(claims):
            yield Frame(i, notes={"claim": claim.row()})
    else:
        module = lessons.load(lesson)
        yield from module.train(module.PARAMS(**params), device=device)


def watched(frames: Iterator[Frame]) -> Iterator[Frame]:
    """The same frames; raises Diverged after one whose loss is not finite."""
    for frame in frames:
        yield frame
        if not math.isfinite(frame.scalars.get("loss", 0.0)):
            raise Diverged(frame.step)


def sentence_of(error: BaseException) -> Sentence:
    """What to tell a person about an error that ended a run; the traceback goes to the log."""
    if isinstance(error, Refused | Diverged):
        return error.sentence
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return MEMORY
    log.error("a run failed", exc_info=error)
    said = N_("The run stopped at an error of the program ({kind}); it has been written down.")
    return Sentence(said, {"kind": type(error).__name__})


class Writer:
    """Writes the frames of one attempt beside its training, and beats."""

    def __init__(self, store: Store, job: Job) -> None:
        self._store, self._job = store, job
        self._frames: queue.Queue[tuple[int, Frame] | None] = queue.Queue(WAITING)
        self._error: Exception | None = None
        self._deadline = time.monotonic() + job.time_limit
        self._thread = threading.Thread(target=self._write, name="frames", daemon=True)
        self._thread.start()

    def put(self, i: int, frame: Frame) -> None:
        """Hand over frame `i`; raises what writing an earlier one raised."""
        while True:
            if self._error is not None:
                raise self._error
            try:
                return self._frames.put((i, frame), timeout=0.5)
            except queue.Full:
                continue

    def close(self) -> Exception | None:
        """Write what waits and stop; what went wrong, or None."""
        while self._thread.is_alive():
            try:
                self._frames.put(None, timeout=0.5)
                break
            except queue.Full:
                continue
        self._thread.join()
        return self._error

    def _write(self) -> None:
        try:
            while self._batch():
                time.sleep(PAUSE)
        except Exception as error:
            self._error = error

    def _batch(self) -> bool:
        """Write the frames that wait, or beat where none came; False after the last."""
        try:
            waiting = [self._frames.get(timeout=BEAT)]
        except queue.Empty:
            return self._beat()
        while waiting[-1] is not None and not self._frames.empty():
            waiting.append(self._frames.get_nowait())
        numbered = [each for each in waiting if each is not None]
        if numbered:
            self._store.append_all(self._job.key, self._job.attempt, numbered)
        if waiting[-1] is not None and time.monotonic() > self._deadline:
            raise Refused(TIME_LIMIT, seconds=self._job.time_limit)
        return waiting[-1] is not None

    def _beat(self) -> bool:
        job = self._job
        mine = self._store.beat({job.key: job.attempt})
        if not mine or time.monotonic() > self._deadline + ORPHAN:
            # Cancelled from another server, or past the limit with no server left to say so. The
            # lesson may be deep in a kernel and cannot be asked to stop.
            os._exit(1)
        return True
