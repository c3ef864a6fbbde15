"""A question to a recorded run is computed once, however many viewers ask it.

The lesson's own functions answer, in a thread beside the server's loop; at most two at a time, so
that frames go on flowing while somebody asks.
"""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from anyio import CapacityLimiter, to_thread

from engine import lessons
from engine.runs.job import CLAIMS
from engine.runs.plain import to_json
from engine.runs.recorded import LazyTrace
from engine.runs.run import Run
from engine.runs.store import Store

#: Answers kept, and traces kept for the next question to the same run.
ANSWERS, TRACES = 256, 4
#: Questions computed at the same time.
AT_ONCE = 2


class Questions:
    """Answers to questions about the runs of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers: OrderedDict[Any, asyncio.Future[bytes]] = OrderedDict()
        self._traces: OrderedDict[Any, LazyTrace] = OrderedDict()
        self._lock = threading.Lock()
        self._limiter: CapacityLimiter | None = None

    async def answer(self, run: Run, question: str, query: Mapping[str, str]) -> bytes | None:
        """The answer as JSON bytes; None where the lesson knows no such question.

        Raises what the lesson raises (Refused for a bad query).
        """
        if self._limiter is None:
            self._limiter = CapacityLimiter(AT_ONCE)
        asked = (run.key, run.attempt, run.frames, question, tuple(sorted(query.items())))
        if asked not in self._answers:
            if question not in await to_thread.run_sync(_questions_of, run.lesson):
                return None
            computed = to_thread.run_sync(
                self._compute, run, question, dict(query), limiter=self._limiter
            )
            self._answers.setdefault(asked, asyncio.ensure_future(computed))
            while len(self._answers) > ANSWERS:
                self._answers.popitem(last=False)
        self._answers.move_to_end(asked)
        try:
            # Shielded: one viewer who leaves must not take the answer from the others.
            return await asyncio.shield(self._answers[asked])
        except Exception:
            self._answers.pop(asked, None)
            raise

    def _compute(self, run: Run, question: str, query: dict[str, str]) -> bytes:
        answer = _questions_of(run.lesson)[question](self._trace(run), query)
        return to_json(answer)

    def _trace(self, run: Run) -> LazyTrace:
        known = (run.key, run.attempt, run.frames)
        with self._lock:
            if known in self._traces:
                self._traces.move_to_end(known)
                return self._traces[known]
        trace = self._store.trace(run.key)
        with self._lock:
            self._traces[known] = trace
            while len(self._traces) > TRACES:
                self._traces.popitem(last=False)
        return trace


def _questions_of(lesson: str) -> Mapping[str, Any]:
    if lesson.startswith(CLAIMS):
        return {}
    answers: Mapping[str, Any] = lessons.load(lesson).ANSWERS
    return answers
