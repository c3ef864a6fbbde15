"""How long a visitor waits: for the picture, for a change, for the first frame, for the hand.

    python -m benchmarks.page

Against a server of its own and Debian's Chromium, which draws without a graphics card here. Times
are taken inside the page, from the event to the frame after the picture was drawn. Writes
`benchmarks/results/page.md`.
"""

import os
import platform
import statistics
import tempfile
from pathlib import Path
from typing import Any

import streamlit
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from engine.runs.settings import cores
from tests.browser.conftest import OPTIONS, SIZE, Server, Tab, chromium
from tests.browser.test_word2vec_browser import CLOUD_ALONE

RESULTS = Path(__file__).resolve().parent / "results" / "page.md"
#: Repetitions of each measurement.
COLD, TOGGLES, TRAININGS, SCRUBS = 5, 20, 3, 40
#: Seconds over which frames are counted.
WATCHED = 3

#: In every page from its beginning: when was the first picture painted?
FIRST_PICTURE = """
(() => {
  const look = () => {
    if (!(window.__player?.cloud?.draws > 0)) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.__painted = performance.now(); });
  };
  requestAnimationFrame(look);
})()
"""
#: Click, then wait for another run's picture; for its first moving frame; for its end.
CLICK = """
async (element) => {
  const frame = () => new Promise(requestAnimationFrame);
  const old = window.__player.run.key, began = performance.now();
  element.click();
  while (window.__player.run.key === old) await frame();
  const { draws } = window.__player.cloud;
  while (!(window.__player.cloud.count > 0 && window.__player.cloud.draws > draws)) await frame();
  await frame();
  const picture = performance.now() - began, { clock, run } = window.__player;
  while (run.frames.length < 2 || clock.position <= 0) await frame();
  await frame();
  const moving = performance.now() - began;
  while (run.alive) await frame();
  return { picture, moving, end: performance.now() - began };
}
"""
#: One arrow key, then wait until the picture of another moment was painted.
SCRUB = """
async (times) => {
  const frame = () => new Promise(requestAnimationFrame), found = [];
  const { clock, cloud } = window.__player;
  for (let i = 0; i < times; i++) {
    await frame(); await frame(); await new Promise((wake) => setTimeout(wake, 30));
    const draws = cloud.draws, began = performance.now();
    clock.seek((i * 17) % clock.last);
    while (cloud.draws === draws) await frame();
    await frame();
    found.push(performance.now() - began);
  }
  return found;
}
"""
#: Frames drawn in a second while the film plays.
PLAYING = """
async (seconds) => {
  const { clock, cloud } = window.__player;
  clock.loop = true; clock.seek(0); clock.play();
  await new Promise((wake) => setTimeout(wake, 500));
  const draws = cloud.draws, began = performance.now();
  await new Promise((wake) => setTimeout(wake, seconds * 1000));
  const found = (cloud.draws - draws) / ((performance.now() - began) / 1000);
  clock.loop = false; clock.pause();
  return found;
}
"""


def told(values: list[float], digits: int = 0) -> str:
    """Median and 95th percentile, in milliseconds."""
    late = sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]
    return f"{statistics.median(values):.{digits}f} / {late:.{digits}f} ms"


def cold(browser: Browser, server: Server) -> list[float]:
    """Milliseconds from the click on a link to the picture, with an empty cache."""
    found = []
    for _ in range(COLD):
        context = browser.new_context(viewport=SIZE, locale="en-US")
        page = context.new_page()
        page.add_init_script(FIRST_PICTURE)
        page.goto(f"{server.url}/word2vec")
        page.wait_for_function("() => window.__painted", timeout=60_000)
        found.append(float(page.evaluate("() => window.__painted")))
        context.close()
    return found


def toggles(page: Page) -> list[float]:
    """Milliseconds from a change of the model, whose run is recorded, to its picture."""
    found = []
    for i in range(TOGGLES + 2):
        name = ("CBOW", "Skip-gram")[i % 2]
        choice = page.get_by_role("radio", name=name).first.element_handle()
        found.append(page.evaluate(CLICK, choice)["picture"])
        page.wait_for_timeout(250)
    return found[2:]  # each run was fetched once before it is measured


def trainings(context: BrowserContext, server: Server) -> tuple[list[float], list[float]]:
    """Milliseconds from pressing Train, with a new seed, to the first moving frame and the end."""
    moving, ended = [], []
    for seed in range(TRAININGS):
        tab = Tab(context.new_page(), server).open().at_rest()
        tab.page.get_by_text("More controls").click()
        box = tab.page.get_by_role("spinbutton", name="Seed").first
        box.fill(str(1000 + seed))
        box.press("Enter")
        train = tab.page.get_by_role("button", name="Train", exact=True)
        train.wait_for()
        tab.idle()
        found = tab.page.evaluate(CLICK, train.element_handle())
        moving.append(found["moving"])
        ended.append(found["end"])
        tab.page.close()
    return moving, ended


def measure(browser: Browser, server: Server) -> dict[str, str]:
    """Every measurement, as the table tells it."""
    context = browser.new_context(viewport=SIZE, locale="en-US")
    tab = Tab(context.new_page(), server)
    tab.open("/word2vec?word2vec.model=cbow").film()
    tab.open("/word2vec").film()  # both runs are recorded now
    rows = {"cold open → picture (fresh browser)": told(cold(browser, server))}
    tab.at_rest()
    rows["model changed, run recorded → its picture"] = told(toggles(tab.page))
    tab.at_rest()
    scrubbed: list[float] = tab.page.evaluate(SCRUB, SCRUBS)
    rows["time moved → painted"] = told(scrubbed, 1)
    rows["playing the toy run (about 570 words)"] = (
        f"{tab.page.evaluate(PLAYING, WATCHED):.0f} frames a second"
    )
    asked: dict[str, Any] = {
        "module": f"{server.url}/assets/js/cloud.js", "N": 10_000, "seconds": WATCHED,
    }  # fmt: skip
    many = tab.page.evaluate(CLOUD_ALONE, asked)
    rate = many["draws"] / many["seconds"]
    rows["playing 10,000 points"] = f"{rate:.0f} frames a second"
    moving, ended = trainings(context, server)
    rows["Train, new seed → first moving frame"] = told(moving)
    rows["Train, new seed → finished"] = told(ended)
    context.close()
    return rows


def report(rows: dict[str, str], version: str) -> str:
    """The results as Markdown."""
    table = "\n".join(f"| {name} | {value} |" for name, value in rows.items())
    load, python = os.getloadavg()[0], platform.python_version()
    return f"""# A page's waits

`python -m benchmarks.page`: a real server with warm workers and a headless Chromium on the same
{cores()} cores (load average {load:.1f} at the end); Python {python}, Streamlit
{streamlit.__version__}, Chromium {version}; no graphics card: WebGL is drawn by the processor.
Median / 95th percentile of {COLD} cold opens, {TOGGLES} changes, {SCRUBS} moves of time and
{TRAININGS} trainings (the default parameters: six readings of the toy world). A time ends with the
screen frame after the picture was drawn, so none is shorter than 16.7 ms.

| | |
|---|---|
{table}
"""


def main() -> None:
    """Measure, print, and write the results."""
    path = chromium()
    if path is None:
        raise SystemExit("Chromium is not installed: run tests/browser/install.sh as root.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        try:
            server.start()
            browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
            written = report(measure(browser, server), browser.version)
            browser.close()
        finally:
            server.stop()
    RESULTS.write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
