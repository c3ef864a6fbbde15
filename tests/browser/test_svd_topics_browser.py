"""The SVD topics page in a real browser: the table, its keys, the map, the question, links."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SIZE, Tab

pytestmark = pytest.mark.browser

CLOCK = "window.__player.clock"
#: Share of the rebuilt window that is not 0, and how far it is from the table.
FILLED = "[...window.__player.rebuilt()].filter((value) => Math.abs(value) > 1e-6).length"
AWAY = """
(() => {
  const { original } = window.__player.window(), now = window.__player.rebuilt();
  return Math.hypot(...original.map((value, i) => value - now[i])) / Math.hypot(...original);
})()
"""


def address(tab: Tab) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(tab.page.url).query).items()}


def opened(tab: Tab, query: str = "") -> Tab:
    """The page with its film whole."""
    tab.page.goto(f"{tab.server.url}/svd-topics{query}")
    tab.until("window.__player?.run.whole && window.__player.window?.()", 120)
    return tab


def test_each_step_adds_a_direction_and_brings_the_rebuild_nearer(tab: Tab) -> None:
    opened(tab, "?svd-topics.step=0")
    assert tab.js(FILLED) == 0
    expect(tab.page.locator(".direction h4")).to_have_text("Nothing kept yet")
    away = [tab.js(AWAY)]
    for r in (1, 2, 3, 4, 5, 6):
        tab.key("ArrowRight")
        tab.until(f"{CLOCK}.index === {r}")
        expect(tab.page.locator(".direction h4")).to_have_text(f"Direction {r}")
        away.append(tab.js(AWAY))
    assert away[0] == pytest.approx(1)
    assert away[-1] < 0.75
    tab.key("End")
    assert tab.js(AWAY) < away[-1]
    # The heaviest words on both sides of the line in the middle.
    tab.js(f"{CLOCK}.seek(8)")
    expect(tab.page.locator(".signed-row .plus").first).to_be_visible()
    expect(tab.page.locator(".signed-row .minus").first).to_be_visible()
    tab.page.wait_for_timeout(400)
    assert address(tab)["svd-topics.step"] == "8"


def test_a_click_in_the_list_shows_that_direction(tab: Tab) -> None:
    opened(tab)
    tab.page.locator(".direction-row").nth(11).click()
    assert tab.js(f"{CLOCK}.index") == 12
    expect(tab.page.locator(".direction h4")).to_have_text("Direction 12")


def test_rows_of_ones_own_are_shown_and_stand_in_the_link(tab: Tab) -> None:
    opened(tab, "?svd-topics.step=9")
    box = tab.page.get_by_role("combobox", name="a word to look at")
    box.fill("puppy")
    box.press("Enter")
    tab.until("window.__player.window().rows[0] === 'puppy'")
    assert tab.js(f"{CLOCK}.index") == 9
    tab.page.wait_for_timeout(400)
    assert address(tab)["svd-topics.selected"] == "puppy"
    # The question below hears of it too.
    expect(tab.page.get_by_role("searchbox")).to_have_value("puppy")
    tab.page.reload()
    tab.until("window.__player?.window?.()?.rows[0] === 'puppy'", 60)
    tab.page.get_by_role("button", name="The usual rows").click()
    tab.until("window.__player.window().rows[0] !== 'puppy'")


def test_a_question_is_folded_in_and_finds_documents(tab: Tab) -> None:
    opened(tab)
    box = tab.page.get_by_role("searchbox")
    box.scroll_into_view_if_needed()
    box.fill("puppy bone")
    box.press("Enter")
    tab.until("window.__map.answer()?.ids?.length > 1", 30)
    expect(tab.page.locator(".result").first).to_be_visible()
    assert tab.js("window.__map.cloud.words.at(-1)") == "puppy bone"
    assert tab.js("window.__map.cloud.lines.length") > 0
    tab.page.locator(".result").first.click()
    expect(tab.page.locator(".detail")).to_contain_text("Heaviest words")
    box.fill("xyzzy")
    box.press("Enter")
    expect(tab.page.locator(".results")).to_contain_text("None of these words is in the table")


def test_a_change_of_a_control_redraws_by_itself_at_the_same_rank(tab: Tab) -> None:
    opened(tab, "?svd-topics.step=4")
    tab.page.get_by_role("radio", name="PPMI").click()
    tab.until("window.__player?.run.notes.settings?.weighting === 'ppmi'", 30)
    tab.until(f"window.__player.run.whole && {CLOCK}.index === 4", 30)
    tab.until("window.__player.window()")
    assert address(tab)["svd-topics.weighting"] == "ppmi"


def test_the_lectures_numbers_are_written_into_the_cells_on_stage(
    browser: Browser, visit: Callable[..., Tab]
) -> None:
    context = browser.new_context(viewport=SIZE, locale="zh-CN")
    tab = opened(visit(context), "?scene=5&present=1")
    assert tab.js("window.__player.window().rows.join()") == "cat,dog,pet,car,bus"
    assert tab.js("window.__player.run.frames[4].scalars.singular") == pytest.approx(
        5.519, abs=1e-3
    )
    tab.until(f"{CLOCK}.index === 2")
    tab.key("ArrowRight", "ArrowRight")
    tab.until(f"{CLOCK}.index === 4")
    # On stage the next scene comes by a clicker's key.
    tab.key("PageDown")
    tab.until("window.__player?.run.notes.settings?.numbers === 'lecture'")
    tab.until("window.__player.window()?.original[0] === 14", 30)
    context.close()


def test_topics_stand_against_categories(tab: Tab) -> None:
    opened(tab, "?svd-topics.step=3")
    rows = tab.page.locator(".crossed tbody tr")
    rows.first.scroll_into_view_if_needed()
    expect(rows.first).to_be_visible()
    assert rows.count() > 40
    assert tab.page.locator(".crossed tr.later").count() > 30
    expect(tab.page.locator(".topics-table .told")).to_contain_text("at random")
