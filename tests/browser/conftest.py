"""One server and one Chromium for all browser tests; strangers and errors are noticed in each."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from engine.runs.store import Store, open_store

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
#: Without a screen and a graphics card, and without a word to anybody outside.
OPTIONS = [
    # As on a machine without a graphics card: the page is put together by the processor.
    "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--mute-audio",
    # Tabs of one visitor share a process, and with it the scripts it has compiled.
    "--process-per-site",
]  # fmt: skip
SIZE = {"width": 1280, "height": 900}


INK = """
(layer) => {
  const from = window.__player.cloud[layer], to = document.createElement("canvas");
  to.width = from.width; to.height = from.height;
  const pen = to.getContext("2d");
  pen.drawImage(from, 0, 0);
  const { data } = pen.getImageData(0, 0, to.width, to.height);
  let drawn = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 40) drawn++;
  return drawn * 4 / data.length;
}
"""


class Server:
    """The app as `make run` starts it, on a free port, with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when it is ready to train."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        options = ["--server.port", str(self.port), "--server.headless", "true"]
        environment = os.environ | {"LEXISCOPE_DATA": str(self.folder)}
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        until(self.ready, 120)

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """As a power cut would end it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(15)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def store(self) -> Store:
        """The store that the server writes."""
        return open_store(f"sqlite:///{self.folder / 'runs.db'}", self.folder)


def chromium() -> str | None:
    """The browser's program, where one is installed."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


def until(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    """Return once `condition` holds; fail where it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if chromium() is None:
        pytest.skip("Chromium is not installed: run tests/browser/install.sh as root on Debian")
    made = Server(tmp_path_factory.mktemp("server"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def browser(server: Server) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        yield made
        made.close()


@pytest.fixture(scope="session")
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """The visitor of most tests: a laptop, English."""
    made = browser.new_context(viewport=SIZE, locale="en-US")
    # A tab that stays open keeps the process: the next test's page opens a second sooner.
    made.new_page().goto(f"{server.url}/api/ready")
    yield made
    made.close()


class Tab:
    """A page in the browser with what a visitor does to it."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.strangers: list[str] = []
        self.broken: list[str] = []
        self.pulls: list[float] = []
        page.set_default_timeout(20_000)
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("websocket", lambda socket: self._met(socket.url))

    def _met(self, url: str) -> None:
        home = (self.server.url, self.server.url.replace("http", "ws"), "data:", "blob:")
        if not url.startswith(home):
            self.strangers.append(url)

    def _asked(self, request: Any) -> None:
        self._met(request.url)
        if "/api/runs/" in request.url:
            self.pulls.append(time.monotonic())

    def open(self, path: str = "/word2vec") -> "Tab":
        self.page.goto(self.server.url + path)
        self.page.wait_for_selector("h1")
        return self

    def js(self, source: str) -> Any:
        """The value of a JavaScript expression."""
        return self.page.evaluate(f"() => ({source})")

    def until(self, source: str, seconds: float = 20.0) -> None:
        """Wait until a JavaScript expression holds."""
        self.page.wait_for_function(f"() => ({source})", timeout=seconds * 1000)

    def film(self) -> "Tab":
        """Wait until the player shows a run that has ended."""
        self.until("window.__player?.run.frames.length > 1", 120)  # a first compilation
        self.until("window.__player.run.status.state === 'done'", 40)
        return self

    def at_rest(self) -> "Tab":
        """Pause at the end of the film, so that nothing moves by itself."""
        self.film()
        self.js("window.__player.clock.seek(window.__player.clock.last)")
        return self

    def key(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def idle(self) -> None:
        """Wait until Streamlit has nothing running."""
        self.page.wait_for_timeout(150)
        script = "document.querySelector('[data-testid=stApp]')"
        self.until(f"{script}?.getAttribute('data-test-script-state') !== 'running'")

    def ink(self, layer: str) -> float:
        """Share of a canvas that is drawn on: layer `ground` (points) or `paper` (words)."""
        found: float = self.page.evaluate(INK, layer)
        return found


@pytest.fixture
def visit(server: Server) -> Iterator[Callable[..., Tab]]:
    """Makes tabs; at the end each must have stayed at home and unbroken."""
    tabs: list[Tab] = []

    def made(context: BrowserContext) -> Tab:
        tabs.append(Tab(context.new_page(), server))
        return tabs[-1]

    yield made
    for tab in tabs:
        tab.page.close()
    assert [url for tab in tabs for url in tab.strangers] == []
    assert [error for tab in tabs for error in tab.broken] == []


@pytest.fixture
def tab(visit: Callable[..., Tab], context: BrowserContext) -> Tab:
    return visit(context)
