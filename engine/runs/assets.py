"""The app's own files for the browser, at `/assets/…`: compressed once, cached for ever by version.

A link with `?v=…`, or whose path begins with `v-…/` (modules that import each other carry it on),
names one version and never changes; one without is asked again each time and answered in a few
bytes by its tag. plotly.js comes from the plotly package: nothing is fetched from elsewhere.
"""

import gzip
import hashlib
import mimetypes
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = Path(__file__).resolve().parent.parent.parent / "assets"
PLOTLY = "vendor/plotly.min.js"

#: Kinds of file that get smaller when compressed; others are sent as they are.
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
#: A file smaller than this is not worth compressing.
WORTH = 1024

#: `v-0123abcd/js/main.js`: a version in the path reaches a module's own imports, a query does not.
VERSIONED = re.compile(r"(?:(v-[0-9a-f]+)/)?(.*)", re.DOTALL)

#: A version at the beginning of a path.
VERSION = re.compile(r"^v-[0-9A-Za-z]{1,64}/")

KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class File:
    """A file in memory, as it is and compressed."""

    content: bytes
    compressed: bytes | None
    kind: str
    tag: str


def find(path: str, folder: Path = FOLDER) -> Path | None:
    """The file at `path` under the assets folder; None where there is none, or it lies outside."""
    if path == PLOTLY:
        spec = find_spec("plotly")
        if spec is None or spec.origin is None:
            return None
        return Path(spec.origin).parent / "package_data" / "plotly.min.js"
    if "\x00" in path or "\\" in path or any(part.startswith(".") for part in path.split("/")):
        return None
    root = folder.resolve()
    file = (root / path).resolve()
    return file if file.is_relative_to(root) and file.is_file() else None


@lru_cache(maxsize=256)
def _load(path: Path, changed: int) -> File:
    content = path.read_bytes()
    kind = (
        KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
    compressed = None
    if kind.startswith(TEXT) and len(content) >= WORTH:
        compressed = gzip.compress(content, 6, mtime=0)
    return File(content, compressed, kind, f'"{hashlib.sha256(content).hexdigest()[:16]}"')


def load(path: Path) -> File:
    """The file at `path`, read and compressed once until it changes."""
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _version(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def link(path: str) -> str:
    """The URL of an asset with its version, e.g. `/assets/js/run.js?v=0123456789abcdef`.

    Raises FileNotFoundError where there is no such asset.
    """
    file = find(path)
    if file is None:
        raise FileNotFoundError(path)
    return f"/assets/{path}?v={_version(file, file.stat().st_mtime_ns)}"


async def assets(request: Request) -> Response:
    """`GET /assets/{path}`"""
    version, path = VERSIONED.match(request.path_params["path"]).groups()  # type: ignore[union-attr]
    found = await run_in_threadpool(find, path)
    if found is None:
        return Response("Not found", 404, {"Cache-Control": "no-store"}, "text/plain")
    file = await run_in_threadpool(load, found)
    lasting = version is not None or "v" in request.query_params
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        "ETag": file.tag,
        "Vary": "Accept-Encoding",
    }
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(b"", 304, headers)
    content = file.content
    headers["Content-Encoding"] = "identity"  # already as small as it gets: no second compression
    if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = file.compressed, "gzip"
    return Response(content, 200, headers, file.kind)


class Headers:
    """Middleware that tells browsers what not to do: guess types, be framed by strangers, gossip.

    `LEXISCOPE_FRAME_ANCESTORS` names who may frame the app (`'self'` when unset).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        ancestors = os.environ.get("LEXISCOPE_FRAME_ANCESTORS", "'self'")
        policy = "".join(letter for letter in ancestors if letter.isprintable() and letter != ";")
        self._headers = [
            (b"x-content-type-options", b"nosniff"),
            (b"content-security-policy", f"frame-ancestors {policy}".encode()),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        await self._app(scope, receive, with_headers)
