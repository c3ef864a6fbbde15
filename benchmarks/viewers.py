"""Two hundred viewers of one live run: how late are their answers, and what does the server pay?

    python benchmarks/viewers.py [--viewers 200] [--seconds 15] [--every 0.5]
    python benchmarks/viewers.py --url http://127.0.0.1:8501 --run KEY --pid PID

Without --url a server of its own is started (uvicorn, the app's routes). All viewers start the same
run at once; one training is expected. Targets: p95 at most 50 ms, at most half a core.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

#: A run that trains for longer than the measurement takes.
LONG = {"epochs": 40, "dimension": 200, "window": 10, "negatives": 20}


def app() -> Starlette:
    """The server under test: the app's routes, and one that starts the run."""
    from engine import lessons
    from engine.params import Params
    from engine.runs import workers
    from engine.runs.routes import ROUTES, Headers

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        workers.warm()
        yield
        workers.stop()

    async def start(request: Request) -> PlainTextResponse:
        params: Params = lessons.load("word2vec").PARAMS(**LONG)
        return PlainTextResponse(await run_in_threadpool(workers.submit, "word2vec", params))

    begin = Route("/start", start)
    return Starlette(routes=[begin, *ROUTES], lifespan=life, middleware=[Middleware(Headers)])


@dataclass
class Seen:
    """What the viewers saw."""

    late: list[float] = field(default_factory=list)  # milliseconds from question to answer
    first: list[float] = field(default_factory=list)  # the same of starting the run
    frames: list[int] = field(default_factory=list)  # of each viewer
    keys: set[str] = field(default_factory=set)
    attempts: set[int] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    bytes: int = 0


class Line:
    """One kept-open connection: a client cheap enough that it does not measure itself."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    async def __aenter__(self) -> "Line":
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def get(self, path: str) -> bytes:
        """The body of the answer; raises OSError where it is not a 200."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(
            int(line.split(":")[1])
            for line in head.split("\r\n")
            if line.startswith("content-length:")
        )
        body = await self.reader.readexactly(length)
        if " 200 " not in head.split("\r\n")[0]:
            raise OSError(head.split("\r\n")[0])
        return body


async def viewer(line: Line, run: str | None, every: float, end: float, seen: Seen) -> None:
    """Start or join the run, then ask for new frames again and again, as the page's player does."""
    await asyncio.sleep(random.uniform(0, every))
    async with line:
        began = time.perf_counter()
        key = run or (await line.get("/start")).decode()
        seen.first.append((time.perf_counter() - began) * 1000)
        frames = 0
        while time.perf_counter() < end:
            began = time.perf_counter()
            body = await line.get(f"/api/runs/{key}/frames?since={frames}")
            seen.late.append((time.perf_counter() - began) * 1000)
            (length,) = struct.unpack_from("<I", body)
            head = json.loads(body[4 : 4 + length])
            frames += head["n"]
            seen.bytes += len(body)
            seen.attempts.add(head["attempt"])
            seen.states.add(head["state"])
            await asyncio.sleep(every * random.uniform(0.8, 1.2))
        seen.keys.add(key)
        seen.frames.append(frames)


def cpu_seconds(pid: int) -> float:
    """CPU seconds that a process has used, its workers not counted (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(host: str, port: int, pid: int, said: argparse.Namespace) -> dict[str, Any]:
    """The load, and what it cost."""
    seen, began, spent = Seen(), time.perf_counter(), cpu_seconds(pid)
    end = began + said.seconds
    lines = [Line(host, port) for _ in range(said.viewers)]
    await asyncio.gather(*(viewer(line, said.run, said.every, end, seen) for line in lines))
    seconds = time.perf_counter() - began
    late = sorted(seen.late)
    return {
        "viewers": said.viewers,
        "seconds": round(seconds, 1),
        "polls per second": round(len(late) / seconds),
        "p50 ms": round(late[len(late) // 2], 1),
        "p95 ms": round(late[int(len(late) * 0.95)], 1),
        "slowest ms": round(late[-1], 1),
        "start or join, slowest ms": round(max(seen.first), 1),
        "server, % of a core": round(100 * (cpu_seconds(pid) - spent) / seconds),
        "MB/s": round(seen.bytes / seconds / 1e6, 2),
        "frames of each viewer": f"{min(seen.frames)}–{max(seen.frames)}",
        "runs": len(seen.keys),
        "trainings": max(seen.attempts),
        "states seen": ", ".join(sorted(seen.states)),
    }


@asynccontextmanager
async def serving(said: argparse.Namespace) -> AsyncIterator[tuple[str, int, int]]:
    """Host, port and process of the server to ask: a given one, or one of our own."""
    if said.url:
        url = urlsplit(said.url)
        yield url.hostname or "127.0.0.1", url.port or 80, said.pid
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", "benchmarks.viewers:app"]
    options = ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    with tempfile.TemporaryDirectory() as folder:
        inherited = os.environ | {"LEXISCOPE_DATA": folder}
        server = subprocess.Popen([*command, *options], cwd=ROOT, env=inherited)
        try:
            await until_ready("127.0.0.1", port)
            yield "127.0.0.1", port, server.pid
        finally:
            server.terminate()
            server.wait(15)


async def until_ready(host: str, port: int, seconds: float = 60) -> None:
    """Return once the server and its workers are warm."""
    end = time.monotonic() + seconds
    while True:
        try:
            async with Line(host, port) as line:
                await line.get("/api/ready")
                return
        except OSError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.2)


async def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--every", type=float, default=0.5)
    parser.add_argument("--url", help="a server that runs already; needs --run and --pid")
    parser.add_argument("--run", help="the key of the run to watch")
    parser.add_argument("--pid", type=int, help="the server's process")
    said = parser.parse_args()
    if said.url and not (said.run and said.pid):
        parser.error("--url needs --run and --pid")
    async with serving(said) as (host, port, pid):
        for name, value in (await measure(host, port, pid, said)).items():
            print(f"| {name} | {value} |")


if __name__ == "__main__":
    asyncio.run(main())
