"""The self-attention page in a real browser: its numbers are the engine's, and follow the hand."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from engine.lessons.self_attention.stages import NAMES
from tests.browser.conftest import Tab, until

pytestmark = pytest.mark.browser

CLOCK = "window.__player.clock"
STATE = "window.__player.state()"
SLUG = "self-attention"
#: Where a number stands in the window: the board's place and the number's on it.
PLACE = """
([name, head, row, column]) => {
  const { place } = window.__player.state(),
    sheet = place.sheets.find((one) => one.name === name && one.head === head);
  const [x, y] = sheet.turned ? [row, column] : [column - (sheet.columnFrom ?? 0), row];
  return [sheet.x + (x + 0.5) * place.cell[0], sheet.y + (y + 0.5) * place.cell[1]];
}
"""


def address(tab: Tab) -> dict[str, str]:
    query = urlsplit(tab.js("location.href")).query
    return {name: values[-1] for name, values in parse_qs(query).items()}


def opened(tab: Tab, step: int = 5, **values: Any) -> Tab:
    """The page at a stage, with time at rest."""
    said = "&".join(f"{SLUG}.{name}={quote(str(value))}" for name, value in values.items())
    tab.open(f"/{SLUG}?lang=en&v=1&{SLUG}.step={step}&{said}").film()
    tab.until(f"window.__player.matrices() && {STATE}.place && {CLOCK}.index === {step}")
    return tab


def point(tab: Tab, name: str, head: int, row: int, column: int) -> tuple[float, float]:
    """Move the mouse to a number."""
    box = tab.page.locator("canvas.board").bounding_box()
    assert box is not None
    x, y = tab.page.evaluate(PLACE, [name, head, row, column])
    tab.page.mouse.move(box["x"] + x, box["y"] + y)
    return box["x"] + x, box["y"] + y


def compared(tab: Tab) -> int:
    """Every number the browser computed beside the engine's; how many there were."""
    script = "window.__player.run.frames.map((f) => Object.entries(f.arrays)).flat()"
    recorded = tab.js(
        f"Object.fromEntries({script}.filter(([name]) => !name.startsWith('history'))"
        ".map(([name, { shape, data }]) => [name, { shape, data: Array.from(data, String) }]))"
    )
    # What a mask hides is −∞ in both; JSON has no word for it.
    script = "JSON.stringify(window.__player.matrices(), (_, x) => x === -Infinity ? '-inf' : x)"
    ours = tab.js(f"JSON.parse({script})")
    count = 0
    for name in NAMES:
        wanted = np.array([float(x.replace("Infinity", "inf")) for x in recorded[name]["data"]])
        found = np.array(ours[name], dtype=float).ravel()
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5, err_msg=name)
        count += found.size
    return count


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"width": 8, "heads": 4, "causal": "true", "sentence": "I ❤️ 自然语言处理 שלום no no"},
        {"heads": 1, "scaled": "false", "positions": "learned", "sentence": "cat"},
        {"positions": "none", "sentence": "a b c d e f g h i j k"},
    ],
)
def test_the_browsers_numbers_are_the_engines(tab: Tab, values: dict[str, Any]) -> None:
    opened(tab, **values)
    assert compared(tab) > 30


def test_a_number_changed_by_hand_moves_all_that_follow_at_once(
    tab: Tab, context: BrowserContext, visit: Callable[..., Tab]
) -> None:
    opened(tab)
    asked = len(tab.pulls)
    before = tab.js("window.__player.matrices().output")
    tab.page.mouse.click(*point(tab, "queries", 0, 1, 0))
    box = tab.page.get_by_role("spinbutton", name="Change it:")
    box.fill("2.5")
    box.press("Enter")
    assert tab.js("window.__player.matrices().queries[0][1][0]") == 2.5
    after = tab.js("window.__player.matrices().output")
    assert after[1] != before[1]
    assert [after[0], after[2]] == [before[0], before[2]], "only the word’s own row"
    assert len(tab.pulls) == asked, "nobody was asked"
    key = tab.js("window.__player.run.key")
    # The same change by numpy.
    told = tab.page.evaluate(
        "(at) => fetch(`/api/runs/${at}/ask/matrices?edits=queries.0.1.0=2.5`)"
        ".then((answer) => answer.json())",
        key,
    )
    ours = tab.js("window.__player.matrices()")
    for name in NAMES:
        np.testing.assert_allclose(ours[name], told["matrices"][name], rtol=2e-4, atol=1e-4)
    until(lambda: address(tab).get(f"{SLUG}.edits") == "queries.0.1.0=2.5")
    until(lambda: address(tab).get(f"{SLUG}.selected") == "queries.0.1.0")
    other = visit(context)
    other.page.goto(tab.js("location.href"))
    other.until(f"window.__player?.matrices?.() && {STATE}.selected?.name === 'queries'", 60)
    assert other.js("window.__player.matrices().queries[0][1][0]") == 2.5
    tab.page.get_by_role("button", name="Undo all changes (1)").click()
    assert tab.js("window.__player.matrices().output") == before
    until(lambda: f"{SLUG}.edits" not in address(tab))


def test_pointing_at_a_number_writes_its_sum(tab: Tab) -> None:
    opened(tab)
    said = tab.page.locator(".sum-line")
    expect(said).to_contain_text("Point at a number")
    point(tab, "scores", 0, 1, 2)
    # q(cat) = [0.62, 1.33], k(sat) = [1.75, 0.08]: 0.62 · 1.75 + 1.33 · 0.08 = 1.19
    expect(said).to_have_text("S[cat, sat] · head 10.62 × 1.75 + 1.33 × 0.08 = 1.192")
    tab.js(f"{CLOCK}.seek(8)")
    point(tab, "shares", 0, 1, 1)
    expect(said).to_contain_text("A[cat, cat]")
    shares = tab.js("window.__player.matrices().shares[0][1]")
    expect(said).to_contain_text(f"= {shares[1]:.3f}")
    tab.js(f"{CLOCK}.seek(1)")
    point(tab, "positions", 0, 1, 0)
    expect(said).to_have_text("P[cat, 1]sin(1 / 100000/4) = 0.841")
    tab.page.mouse.move(5, 5)
    expect(said).to_contain_text("Point at a number")


def test_the_film_is_played_and_stepped(tab: Tab) -> None:
    opened(tab, step=0)
    title = tab.page.locator(".stage-title")
    expect(title).to_contain_text("Words")
    tab.key("ArrowRight", "ArrowRight")
    expect(title).to_contain_text("Queries")
    until(lambda: address(tab).get(f"{SLUG}.step") == "2")
    tab.key("End")
    expect(title).to_contain_text("Output")
    tab.page.locator(".stop").nth(5).click()
    expect(title).to_contain_text("Scores")
    # Between two stages the numbers come one by one; the last of them is written out.
    tab.js(f"{CLOCK}.seek(4.5)")
    done = tab.js(f"{STATE}.done")
    assert 0.4 < done < 0.7
    expect(tab.page.locator(".sum-line")).to_contain_text("S[cat, ")
    tab.page.locator(".stop").nth(0).click()
    tab.page.locator(".transport .play").click()
    tab.until(f"{STATE}.stage === 'input' && {CLOCK}.playing")
    drawn = tab.js("window.__player.cloud.svg({ title: 'a & b' })")
    assert "<title>a &amp; b</title>" in drawn
    assert tab.js("window.__player.table().head")[0] == "word"


def test_keys_walk_among_the_numbers_only_when_asked(tab: Tab) -> None:
    opened(tab)
    stage = tab.page.locator(".stage.attention")
    stage.focus()
    tab.key("ArrowRight")
    assert tab.js(f"{STATE}.stage") == "scaled", "arrows belong to the film"
    tab.key("ArrowLeft", "Enter", "ArrowRight", "ArrowDown")
    assert tab.js(f"{STATE}.stage") == "scores"
    assert tab.js(f"[{STATE}.hovered.row, {STATE}.hovered.column]") == [1, 1]
    tab.key("Escape", "ArrowRight")
    assert tab.js(f"{STATE}.stage") == "scaled"


def test_another_setting_keeps_the_stage(tab: Tab) -> None:
    opened(tab, step=8)
    key = tab.js("window.__player.run.key")
    tab.page.get_by_text("Hide the future").click()
    tab.until(f"window.__player.run.key !== '{key}' && window.__player.matrices()", 40)
    assert tab.js("window.__player.matrices().shares[0][0][0]") == 1
    assert tab.js(f"{STATE}.stage") == "shares"
    assert not tab.js(f"{CLOCK}.playing")
    box = tab.page.get_by_label("Sentence", exact=True)
    box.fill("猫坐在垫子上 🙂")
    box.press("Enter")
    tab.until("window.__player.run.notes.tokens?.includes('🙂') && window.__player.matrices()", 40)
    assert tab.js(f"{STATE}.stage") == "shares"


def test_a_training_is_dragged_back_and_forth(tab: Tab) -> None:
    opened(tab, step=8, weights="trained", heads=1, sentence="the old farmer saw a zebra")
    assert compared(tab) > 200
    shares = tab.js("window.__player.matrices().shares[0]")
    assert np.argmax(shares, 1)[:3].tolist() == [2, 2, 3]
    expect(tab.page.locator(".finding").first).to_contain_text("zebra")
    slider = tab.page.locator(".past input")
    slider.fill("0")
    assert "after 0 updates" in tab.page.locator(".past output").inner_text()
    early = tab.js("window.__player.matrices().shares[0]")
    assert np.abs(np.subtract(early, shares)).max() > 0.3
    until(lambda: address(tab).get(f"{SLUG}.selected") == "moment.0")


def test_the_other_pictures_say_what_they_measure(tab: Tab) -> None:
    opened(tab, sentence="the small dog saw the old cat")
    tab.page.locator(".order-view").scroll_into_view_if_needed()
    tab.until("window.__order?.state().length === 3")
    changes = {one["kind"]: one["change"] for one in tab.js("window.__order.state()")}
    assert changes["none"] < 1e-9
    assert min(changes["sinusoidal"], changes["learned"]) > 0.01
    tab.page.locator(".positions-view").scroll_into_view_if_needed()
    tab.until("window.__positions")
    # cos 2 = −0.416, sin 2 = 0.909, wherever it starts.
    rotation = tab.page.locator(".positions-view .matrix.two")
    expect(rotation).to_have_text("−0.4160.909−0.909−0.416")
    tab.js("window.__positions.move(20)")
    expect(rotation).to_have_text("−0.4160.909−0.909−0.416")
    tab.page.locator(".spread-view").scroll_into_view_if_needed()
    tab.until("window.__spread?.state().found")
    expect(tab.page.locator(".spread-view .finding")).to_contain_text("At d = 128 the entropy is")


def test_nothing_is_wider_than_a_phone(browser: Browser, visit: Callable[..., Tab]) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 850}, locale="en-US")
    tab = visit(context)
    opened(tab, step=8, sentence="a b c d e f g h i j")
    assert tab.js("document.documentElement.scrollWidth") <= 400
    place = tab.js(f"{STATE}.place")
    for sheet in place["sheets"]:
        assert sheet["x"] + sheet["columns"] * place["cell"][0] <= 368
    for name in (".attention", ".positions-view", ".spread-view", ".order-view"):
        box = tab.page.locator(name).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
    context.close()
