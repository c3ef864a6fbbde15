"""The routes beside the pages: a run's state and frames, questions to it, the app's files.

Frames travel over plain HTTP, never through script reruns, and what never changes is marked
`immutable`, so that a proxy or browser need not ask twice. The app is given `ROUTES`.
"""

import io
import json
import struct
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache, wraps
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from engine.runs import workers
from engine.runs.assets import Headers, assets
from engine.runs.plain import sentence_to_json, to_json
from engine.runs.questions import Questions
from engine.runs.run import Run
from engine.runs.store import Store
from engine.runs.tail import Film, Tail
from engine.sentences import N_, Refused, Sentence

__all__ = ["ROUTES", "Headers", "Service", "routes"]

#: At most so many frames, and about so many bytes, in one answer.
FRAMES, BYTES = 256, 1_000_000

#: Characters of the longest link that is drawn as a QR code; longer ones no phone can read.
LONGEST_LINK = 1200

FOREVER = "public, max-age=31536000, immutable"
NEVER = "no-store"

Handler = Callable[[Request], Awaitable[Response]]


def said(value: Any, status: int = 200, cache: str = NEVER) -> Response:
    """A JSON answer."""
    headers = {"Cache-Control": cache}
    return Response(to_json(value), status, headers, media_type="application/json")


def refused(sentence: Sentence, status: int) -> Response:
    """An answer that says why there is none."""
    return said({"refused": sentence_to_json(sentence)}, status)


def no_run(key: str) -> Response:
    """404: the store has no such run."""
    return refused(Sentence(N_("There is no run “{key}” here."), {"key": key[:40]}), 404)


def describe(run: Run, place: int) -> dict[str, Any]:
    """A run as its status route says it."""
    return {
        "key": run.key,
        "lesson": run.lesson,
        "state": run.state,
        "reason": sentence_to_json(run.reason) if run.reason else None,
        "place": place,
        "device": run.device,
        "attempt": run.attempt,
        "frames": run.frames,
        "step": run.step,
        "seconds": run.seconds,
    }


def packed(film_run: Run, since: int, frames: Sequence[bytes]) -> bytes:
    """The frames answer: u32 header length, JSON header, then each frame padded to 8 bytes.

    The header is padded with spaces so that the first frame starts at a multiple of 8.
    """
    head = json.dumps({
        "since": since,
        "n": len(frames),
        "state": film_run.state,
        "attempt": film_run.attempt,
        "sizes": [len(frame) for frame in frames],
    }).encode()  # fmt: skip
    head += b" " * (-(len(head) + 4) % 8)
    parts = [struct.pack("<I", len(head)), head]
    for frame in frames:
        parts += (frame, bytes(-len(frame) % 8))
    return b"".join(parts)


def unpacked(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Header and frames of what `packed` wrote."""
    (length,) = struct.unpack_from("<I", content)
    head = json.loads(content[4 : 4 + length])
    at, frames = 4 + length, []
    for size in head["sizes"]:
        frames.append(content[at : at + size])
        at += size + -size % 8
    return head, frames


class Service:
    """The answers about runs of one store."""

    def __init__(self, open_workers: Callable[[], workers.Workers] = workers.workers) -> None:
        # Opened at the first request: importing the app opens no database.
        self._open = lru_cache(maxsize=1)(open_workers)
        self._tail = lru_cache(maxsize=1)(lambda: Tail(self.store))
        self._questions = lru_cache(maxsize=1)(lambda: Questions(self.store))

    @property
    def store(self) -> Store:
        """The store that is asked."""
        return self._open().store

    async def run(self, request: Request) -> Response:
        """`GET /api/runs/{key}`"""
        film = await self._film(request)
        if film.run is None:
            return no_run(request.path_params["key"])
        return said(describe(film.run, film.place))

    async def frames(self, request: Request) -> Response:
        """`GET /api/runs/{key}/frames?since=n`"""
        since = _since(request)
        film = await self._film(request)
        run = film.run
        if run is None:
            return no_run(request.path_params["key"])
        found = await self._tail().frames(run.key, film, since, FRAMES, BYTES)
        headers = {
            "Cache-Control": FOREVER if run.state == "done" else NEVER,
            "Content-Encoding": "identity",  # gzip takes time and gains a few per cent here
        }
        return Response(packed(run, since, found), 200, headers, "application/octet-stream")

    async def ask(self, request: Request) -> Response:
        """`GET /api/runs/{key}/ask/{question}?…`"""
        # The run as it was when it was asked: it may end while the answer is made of fewer frames.
        run = (await self._film(request)).run
        if run is None:
            return no_run(request.path_params["key"])
        question, query = request.path_params["question"], dict(request.query_params)
        answer = await self._questions().answer(run, question, query)
        if answer is None:
            what = {"question": question[:40], "lesson": run.lesson}
            unknown = N_("The lesson {lesson} answers no question “{question}”.")
            return refused(Sentence(unknown, what), 404)
        headers = {"Cache-Control": FOREVER if run.state == "done" else NEVER}
        return Response(answer, 200, headers, "application/json")

    async def ready(self, request: Request) -> Response:
        """`GET /api/ready`: 200 when the store answers and jobs can be handed over, else 503."""
        try:
            await run_in_threadpool(self.store.place, "")
            store = True
        except Refused:
            store = False
        pool = self._open().ready()
        return said({"store": store, "workers": pool}, 200 if store and pool else 503)

    async def _film(self, request: Request) -> Film:
        return await self._tail().look(request.path_params["key"])


def _since(request: Request) -> int:
    given = request.query_params.get("since", "0")
    if not (given.isascii() and given.isdecimal()) or len(given) > 9:
        message = N_("since={given} is not a whole number from 0.")
        raise Refused(message, given=given[:40])
    return int(given)


async def qr(request: Request) -> Response:
    """`GET /api/qr?text=…`: the text (a link) as a QR code, black on white, SVG."""
    text = request.query_params.get("text", "")
    if not 0 < len(text) <= LONGEST_LINK:
        message = N_("A QR code holds 1 to {most} characters; this link has {n}.")
        raise Refused(message, most=LONGEST_LINK, n=len(text))

    def draw() -> bytes:
        import segno

        out = io.BytesIO()
        segno.make(text, micro=False, error="l").save(out, kind="svg", border=4, light="#ffffff")
        return out.getvalue()

    headers = {"Cache-Control": FOREVER}
    return Response(await run_in_threadpool(draw), 200, headers, "image/svg+xml")


def answering(handler: Handler) -> Handler:
    """The same handler; what it refuses becomes a sentence: 400, or 503 where the store fails."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as error:
            store = error.sentence.template.startswith("The run store")
            return refused(error.sentence, 503 if store else 400)

    return answer


def routes(service: Service | None = None) -> list[Route]:
    """The routes of one service."""
    asked = service or Service()
    return [
        Route("/api/ready", answering(asked.ready)),
        Route("/api/runs/{key}", answering(asked.run)),
        Route("/api/runs/{key}/frames", answering(asked.frames)),
        Route("/api/runs/{key}/ask/{question}", answering(asked.ask)),
        Route("/api/qr", answering(qr)),
        Route("/assets/{path:path}", assets),
    ]


ROUTES: list[Route] = routes()
