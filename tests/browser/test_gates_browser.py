"""Gates in a real browser: the cell, own sentences, gates held, phrases, links, keys."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

CLOCK = "window.__player.clock"
READ = "window.__player.read()"


def address(tab: Tab) -> dict[str, str]:
    query = urlsplit(tab.js("location.href")).query
    return {name: values[-1] for name, values in parse_qs(query).items()}


def opened(tab: Tab, query: str = "") -> Tab:
    """The page with its film whole, at rest at its end."""
    tab.page.goto(f"{tab.server.url}/gates{query}")
    tab.until("window.__player?.run.whole", 150)
    tab.js(f"{CLOCK}.seek({CLOCK}.last)")
    return tab


def test_the_cell_is_read_word_by_word_and_its_gates_can_be_held(tab: Tab) -> None:
    opened(tab)
    tab.until(f"{READ}?.words.length === 13")
    words = tab.page.locator(".gates > .main .gates-word")
    expect(words.nth(7)).to_have_attribute("aria-pressed", "true")
    assert tab.page.locator(".cell .door").count() == 4
    tab.key(",")
    expect(words.nth(6)).to_have_attribute("aria-pressed", "true")
    words.nth(1).click()
    expect(tab.page.locator(".cell .word-read")).to_have_text("keys")
    tab.page.wait_for_timeout(300)
    assert address(tab)["gates.selected"] == "lstm,w1"
    score = tab.page.locator(".hold .score")
    expect(score).to_contain_text("Right with a misleading noun")
    tab.key("f")  # held at 0
    expect(score).to_contain_text("held so")
    tab.until(f"{READ}.value({CLOCK}.index, 'f', 3, 0) === 0")
    tab.page.wait_for_timeout(300)
    assert address(tab)["gates.selected"] == "lstm,f:0,w1"
    tab.page.locator(".hold-row").first.get_by_role("button", name="free").click()
    tab.until(f"{READ}.value({CLOCK}.index, 'f', 3, 0) !== 0")
    tab.key("c")
    tab.until(f"{READ}?.cell === 'rnn'")
    expect(tab.page.locator(".hold")).to_contain_text("No gates")
    tab.key("c")
    tab.until(f"{READ}?.cell === 'gru'")
    assert tab.page.locator(".cell .door").count() == 4


def test_a_sentence_of_ones_own_stands_in_the_link(tab: Tab) -> None:
    opened(tab)
    tab.until(f"{READ}?.words.length === 13")
    box = tab.page.locator(".gates > .main .gates-input")
    box.fill("the pictures of my <b>grandmother</b>")
    box.press("Enter")
    tab.until(f"{READ}?.words.join(' ') === 'the pictures of my b grandmother b'")
    unknown = tab.page.locator(".gates > .main .gates-word.unknown")
    assert unknown.count() == 3
    # The film is whole: scrubbing asks nothing.
    asked = len(tab.pulls)
    tab.key("Home", "ArrowRight", "ArrowRight")
    tab.until(f"{CLOCK}.index === 2")
    assert len([1 for _ in tab.pulls[asked:]]) == 0
    tab.page.wait_for_timeout(400)
    kept = address(tab)["gates.selected"]
    assert kept == "lstm,the pictures of my b grandmother b" or "grandmother" in kept
    tab.page.reload()
    tab.until(f"window.__player?.read?.()?.words.length === 7 && {CLOCK}.index === 2", 60)
    box.fill("!!!")
    box.press("Enter")
    expect(tab.page.locator(".gates > .main .gates-said")).to_contain_text("There is no word")


def test_a_phrase_finds_units_and_like_phrases(tab: Tab) -> None:
    opened(tab, "?scene=10&v=1")
    tab.until("window.__player.heat?.().found?.units?.length > 0", 30)
    rows = tab.page.locator(".phrase-row")
    expect(rows.first).to_be_visible()
    assert tab.js("window.__player.heat().gate") == "c"
    tab.page.get_by_role("button", name="f keep").first.click()
    assert tab.js("window.__player.heat().gate") == "f"
    tab.page.wait_for_timeout(100)
    assert address(tab)["gates.colour"] == "f"
    rows.first.click()
    tab.until(
        "window.__player.heat().words.join(' ') !== window.__player.run.notes.standard.join(' ')"
    )
    tab.page.get_by_role("button", name="one unit").first.click()
    assert tab.page.locator(".gates-row").count() == 6


def test_curves_move_with_time_and_points_tell_their_sentences(tab: Tab) -> None:
    opened(tab, "?scene=2&v=1")
    tab.key("Home")
    first = tab.js("window.__player.shares()[2]")
    tab.key("End")
    assert tab.js("window.__player.shares()[2]") != first
    assert tab.js("window.__player.shares()[2].at(-1)") > 0.8
    tab.page.locator(".gates-agreement .dot-button").nth(4).click()
    assert tab.page.locator(".asked-row").count() == 6
    expect(tab.page.locator(".asked-row .due").first).to_be_visible()


def test_the_gradient_of_all_three_cells_is_drawn(tab: Tab) -> None:
    opened(tab, "?scene=6&v=1")
    tab.until("window.__player.gains?.().lstm?.length === 8")
    gains = tab.js("window.__player.gains()")
    assert gains["lstm"][1] > 10 * gains["rnn"][1]
    assert gains["gru"][-1] == gains["rnn"][-1] == 1
    expect(tab.page.locator(".gates-memory .finding")).to_contain_text("From “keys” to “door”")


def test_a_phone_and_the_stage_show_it_all_in_chinese(
    browser: Browser, visit: Callable[..., Tab]
) -> None:
    phone = browser.new_context(viewport={"width": 400, "height": 850}, locale="zh-CN")
    try:
        tab = opened(visit(phone), "?scene=3&v=1")
        tab.until(f"{READ}?.words.at(-2) === '猫'")
        assert tab.js("document.documentElement.scrollWidth") <= 400
        assert tab.page.locator(".gates .rail .bar").count() >= 4
    finally:
        phone.close()
