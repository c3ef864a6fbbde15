"""The network in a real browser: the arithmetic, drawing, uploads, mistakes, the calculator."""

import struct
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from engine.images import sources
from engine.measures import filters
from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

CLOCK = "window.__player.clock"
STATE = "window.__player.network()"
SMALL = "/image-cnn?image-cnn.epochs=12&v=1"
#: Milliseconds from pointing at a number of layer 2 to its sum on the page, again and again.
POINT = """
async () => {
  const roots = [...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean);
  const find = (query) => roots.map((root) => root.querySelector(query)).find(Boolean);
  const over = find(".imagecnn-stage .over"), spent = [];
  for (let at = 0; at < 12; at++) {
    const [x, y] = window.__player.where({ layer: "conv2", filter: at, row: 1, column: at % 4 });
    const began = performance.now();
    over.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, bubbles: true }));
    find(".imagecnn-sum").getBoundingClientRect();
    spent.push(performance.now() - began);
  }
  return spent.sort((a, b) => a - b)[6];
}
"""


def address(tab: Tab) -> dict[str, str]:
    query = urlsplit(tab.js("location.href")).query
    return {name: values[-1] for name, values in parse_qs(query).items()}


def trained(tab: Tab, path: str = SMALL) -> Tab:
    tab.open(path).at_rest()
    tab.until(f"{STATE}.state")
    return tab


def learnt(tab: Tab) -> dict[str, np.ndarray]:
    """The network of the moment shown, as the browser has it."""
    plan = tab.js("window.__player.run.notes.layers")
    numbers = tab.js(
        f"Object.fromEntries(Object.entries({STATE}.state.numbers)"
        ".map(([name, data]) => [name, Array.from(data)]))"
    )
    shapes = filters.shapes(plan)
    return {name: np.array(numbers[name], np.float32).reshape(shapes[name]) for name in shapes}


def png(side_x: int, side_y: int, pixels: bytes) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + pixels[y * side_x : (y + 1) * side_x] for y in range(side_y))
    head = struct.pack(">IIBBBBB", side_x, side_y, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


def test_the_browsers_network_is_pythons(tab: Tab) -> None:
    trained(tab, "/image-cnn?image-cnn.epochs=12&image-cnn.attention=true&v=1")
    plan = tab.js("window.__player.run.notes.layers")
    found = tab.js(
        f"Object.fromEntries(Object.entries({STATE}.state.found)"
        ".map(([name, one]) => [name, Array.from(one.data ?? one)]))"
    )
    picture = np.array(found.pop("input"), np.float32).reshape(1, 8, 8)
    ours: dict[str, np.ndarray] = {}
    filters.forward(plan, learnt(tab), picture, lambda name, value: ours.setdefault(name, value))
    for name, values in found.items():
        expected = ours[name.replace(".weights", "_weights")]
        np.testing.assert_allclose(values, expected.ravel(), atol=1e-4, err_msg=name)
    # What matters: the gradient of the winner's score, as numpy has it.
    tab.key("m")
    tab.until(f"{STATE}.state.overlay")
    best = int(np.argmax(found["out"]))
    one = np.eye(10, dtype=np.float32)[best : best + 1]
    slope = np.abs(filters.back(plan, learnt(tab), picture, "out", one)).ravel()
    shown = tab.js(f"Array.from({STATE}.state.overlay)")
    np.testing.assert_allclose(shown, slope, atol=1e-4)
    assert address(tab)["image-cnn.colour"] == "saliency"


def test_pointing_at_a_number_writes_it_out(tab: Tab) -> None:
    trained(tab)
    side = tab.page.locator(".imagecnn-sum")
    for unit in (
        "{layer:'conv1',filter:2,row:3,column:4}",
        "{layer:'conv2',filter:5,row:1,column:2}",
    ):
        x, y = tab.js(f"window.__player.where({unit})")
        tab.page.mouse.move(x, y)
        value = tab.js(
            f"(({{layer, filter, row, column}}) => {{ const m = {STATE}.state.found[layer];"
            f" return m.data[(filter * m.side + row) * m.side + column]; }})({unit})"
        )
        expect(side.locator(".value")).to_have_text(f"{value:.2f}".replace("-", "−").removesuffix(
            ".00"
        ))  # fmt: skip
        assert side.locator(".imagecnn-grid i").count() == 27
    tab.page.mouse.click(*tab.js("window.__player.where({layer:'out',filter:3})"))
    expect(side).to_contain_text("Score of “3”")
    assert address(tab)["image-cnn.analogy"] == "out.3"


def test_pointing_is_answered_at_once(tab: Tab) -> None:
    trained(tab)
    assert tab.page.evaluate(POINT) <= 50


def test_the_window_slides_and_keys_move_it(tab: Tab) -> None:
    trained(tab)  # the first scene begins with a sliding window
    before = tab.js(f"{STATE}.pinned")
    tab.until(f"{STATE}.pinned.column !== {before['column']}")
    assert tab.js(f"{STATE}.sliding")
    tab.key("s")
    assert not tab.js(f"{STATE}.sliding")
    tab.page.locator(".imagecnn-stage").focus()
    tab.key(*["ArrowLeft"] * 8, *["ArrowUp"] * 8)
    tab.key("ArrowRight", "ArrowDown", "ArrowDown")
    assert tab.js(f"[{STATE}.pinned.row, {STATE}.pinned.column]") == [2, 1]


def stroke(tab: Tab, *points: tuple[float, float]) -> None:
    """Draw a line through points of the sheet, from 0 to 1 across and down."""
    box = tab.page.locator(".imagecnn-sheet").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    tab.page.mouse.move(*places[0])
    tab.page.mouse.down()
    for place in places[1:]:
        tab.page.mouse.move(*place, steps=4)
    tab.page.mouse.up()


def named(tab: Tab) -> str:
    shares = tab.js(f"{STATE}.state.shares")
    return str(int(np.argmax(shares)))


RING = [(0.5 + 0.2 * np.sin(a), 0.5 - 0.36 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 17)]
SEVEN = [(0.25, 0.18), (0.72, 0.18), (0.45, 0.85)]


def test_a_drawn_digit_is_named_and_travels_in_the_link(tab: Tab, visit: Any) -> None:
    trained(tab)
    tab.page.get_by_role("button", name="Empty sheet").click()
    stroke(tab, *RING)
    tab.until(f"{STATE}.picture.label === null")
    assert named(tab) == "0"
    expect(tab.page.locator(".imagecnn-told")).to_have_text(
        "Your own picture, made like those of the data"
    )
    drawn = tab.js(f"Array.from({STATE}.state.pixels)")
    link = tab.js("location.href").removeprefix(tab.server.url)
    assert address(tab)["image-cnn.selected"].startswith("d")
    other = visit(tab.page.context)
    trained(other, link)
    other.until(f"{STATE}.picture.label === null && {STATE}.picture.id === null")
    # Four bits a pixel travel.
    np.testing.assert_allclose(other.js(f"Array.from({STATE}.state.pixels)"), drawn, atol=0.04)
    assert named(other) == "0"
    other.page.get_by_role("button", name="Empty sheet").click()
    stroke(other, *SEVEN)
    assert named(other) == "7"
    # At the beginning of the training the network knew neither.
    other.key("Home")
    other.until(f"{STATE}.state.shares.every((share) => share < 0.9)")


def test_moving_the_picture_moves_its_map(tab: Tab) -> None:
    trained(tab)
    rows = f"Array.from({STATE}.state.found.conv1.data.slice(0, 64))"
    before = np.array(tab.js(rows)).reshape(8, 8)
    tab.page.get_by_role("button", name="Move it down").click()
    after = np.array(tab.js(rows)).reshape(8, 8)
    np.testing.assert_allclose(after[2:7], before[1:6], atol=1e-5)


def test_an_uploaded_picture_is_read_and_a_bad_one_is_one_sentence(
    tab: Tab, tmp_path: Path
) -> None:
    trained(tab)
    upload = tab.page.locator(".imagecnn-file")
    pictures = sources.load("digits")
    at = pictures.test[np.flatnonzero(pictures.labels[pictures.test] == 6)[0]]
    large = np.kron(pictures.images[at], np.ones((20, 20), np.uint8))  # ink on black
    paper = np.full((200, 240), 235, np.uint8)
    paper[20:180, 40:200] -= (large * 0.85).astype(np.uint8)  # dark ink on light paper
    good = png(240, 200, paper.tobytes())
    unread = "“{}” is no picture that can be read, or it is cut short."
    faults = {
        "cut.png": (good[: len(good) // 2], unread.format("cut.png")),
        "nothing.png": (b"", "“nothing.png” is empty."),
        "words.png": (b"These are words.", unread.format("words.png")),
        "strip.png": (
            png(4000, 3, bytes(12_000)),
            "“strip.png” has 4000 × 3 pixels. Each side needs 8 at least, and none may be more "
            "than 6 times the other.",
        ),
        "grey.png": (
            png(30, 30, bytes([90] * 900)),
            "In “grey.png” nothing stands out from its ground.",
        ),
    }  # fmt: skip
    for name, (data, sentence) in faults.items():
        (tmp_path / name).write_bytes(data)
        upload.set_input_files(tmp_path / name)
        expect(tab.page.locator(".imagecnn-fault")).to_have_text(sentence)
    (tmp_path / "six.png").write_bytes(good)
    upload.set_input_files(tmp_path / "six.png")
    expect(tab.page.locator(".imagecnn-fault")).to_be_hidden()
    tab.until(f"{STATE}.picture.label === null")
    assert named(tab) == "6"


def test_a_mistake_is_opened_in_the_network(tab: Tab) -> None:
    trained(tab)
    thumbs = tab.page.locator(".imagecnn-thumbs button")
    thumbs.first.wait_for(state="attached")
    tab.page.wait_for_timeout(800)  # the examples of the last moment have come
    head = tab.page.locator(".imagecnn-examples h4").inner_text()
    thumbs.first.click()
    tab.until(f"location.search.includes('image-cnn.selected=' + {STATE}.picture.id)")
    label = tab.js(f"{STATE}.picture.label")
    assert head.startswith(f"“{label}” taken for “")
    assert f"“{named(tab)}”" in head


def test_what_a_filter_wants_is_shown_and_climbs(tab: Tab) -> None:
    trained(tab)
    cards = tab.page.locator(".imagecnn-card")
    expect(cards).to_have_count(24)
    cards.first.locator(".imagecnn-climb").click()
    expect(tab.page.locator(".imagecnn-excite .caption")).to_contain_text("step 40 of the climb")


def test_the_calculator_counts_what_it_draws(tab: Tab) -> None:
    tab.open("/image-cnn?scene=11").page.locator(".imagecnn-calculation").wait_for()
    tab.until("window.__calculator?.setting().m === 6")
    tab.page.get_by_role("button", name="same", exact=True).click()
    assert tab.js("window.__calculator.setting().m") == 8
    slider = tab.page.locator(".imagecnn-form input[data-name=stride]")
    slider.fill("2")
    expect(tab.page.locator(".imagecnn-formula")).to_have_text(
        "⌊(8 + 2 · 1 − 1 · (3 − 1) − 1) / 2⌋ + 1 = 4 → a map of 4 × 4 = 16 numbers"
    )
    tab.page.locator(".imagecnn-form input[data-name=dilation]").fill("3")
    tab.page.locator(".imagecnn-form input[data-name=size]").fill("6")
    expect(tab.page.locator(".imagecnn-formula")).to_have_text(
        "A window that reaches over 16 pixels does not fit on 10."
    )


def test_a_small_screen_shows_it_all(visit: Any, browser: Any) -> None:
    phone: BrowserContext = browser.new_context(viewport={"width": 400, "height": 850})
    try:
        tab = trained(visit(phone))
        assert tab.js("document.documentElement.scrollWidth") <= 400
        box = tab.page.locator(".imagecnn-sum").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 400
        tab.page.close()
    finally:
        phone.close()
