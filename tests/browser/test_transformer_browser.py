"""The Transformer in a real browser: squares that move, a head made large, one's own sentence."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

#: Small enough to be trained in seconds.
PATH = "/transformer?transformer.updates=40&transformer.width=32&v=1"
STATE = "window.__player.transformer()"


@pytest.fixture
def seen(tab: Tab) -> Tab:
    tab.open(PATH).at_rest()
    tab.page.locator(".transformer-token").first.wait_for()
    tab.until("document.querySelectorAll('h1').length > 0")
    return tab


def row(tab: Tab, token: int) -> list[float]:
    """What the shown head looks at from a word."""
    T = tab.js(f"{STATE}.film.T")
    found: list[float] = tab.js(
        f"(() => {{ const s = {STATE}; return [...Array({T}).keys()]"
        f".map((c) => s.look({token}, c)); }})()"
    )
    return found


def test_time_moves_every_square_and_the_large_one(seen: Tab) -> None:
    late = row(seen, 8)
    seen.key("Home")
    early = row(seen, 8)
    assert sum(early) == pytest.approx(1, abs=0.05)
    assert sum(late) == pytest.approx(1, abs=0.05)
    assert early != late
    seen.key(*["ArrowRight"] * 8)  # the first updates, in warm-up, move little
    assert row(seen, 8) != early


def test_a_word_is_kept_by_a_click_and_stands_in_the_link(seen: Tab) -> None:
    tokens = seen.page.locator(".transformer-token")
    expect(tokens.nth(8)).to_have_attribute("aria-pressed", "true")  # the scene's
    tokens.nth(6).click()
    seen.page.mouse.move(5, 5)
    expect(tokens.nth(6)).to_have_attribute("aria-pressed", "true")
    expect(tokens.nth(8)).to_have_attribute("aria-pressed", "false")
    assert seen.js(f"{STATE}.token") == 6
    seen.until("location.search.includes('selected=best%2C6')")
    tokens.nth(1).hover()
    assert seen.js(f"{STATE}.token") == 1
    seen.page.mouse.move(5, 5)
    assert seen.js(f"{STATE}.token") == 6


def test_a_square_is_made_large_by_click_and_by_key(seen: Tab) -> None:
    box = seen.page.locator(".transformer-tiles canvas").bounding_box()
    assert box is not None
    seen.page.mouse.click(box["x"] + 60, box["y"] + 60)
    assert seen.js(f"{STATE}.chosen") == [0, 0]
    seen.page.mouse.move(5, 5)
    seen.key("ArrowDown")
    assert seen.js(f"{STATE}.chosen") == [1, 0]
    expect(seen.page.locator(".transformer-title")).to_contain_text("Layer 2, head 1")
    seen.key("a")
    assert seen.js(f"{STATE}.picture") == "lines"
    seen.key("r")
    expect(seen.page.locator(".transformer-title")).to_contain_text("All layers, all heads")
    assert sum(row(seen, 3)) == pytest.approx(1, abs=0.05)
    seen.key("g")
    seen.until(f"{STATE}.look({STATE}.film.asked, 1) !== 0")


def test_a_sentence_of_ones_own(seen: Tab) -> None:
    field = seen.page.locator(".transformer-input").first
    field.fill("the dragon did not cross the road because it was too lazy .")
    field.press("Enter")
    expect(seen.page.locator(".transformer-note")).to_have_text("Never met: dragon.")
    assert seen.js(f"{STATE}.film.tokens[1]") == "dragon"
    assert seen.js(f"{STATE}.token") == 8
    seen.page.locator(".transformer-title").click()  # out of the field: keys are the film's again
    seen.key("Home")
    assert sum(row(seen, 8)) == pytest.approx(1, abs=0.05)
    seen.page.get_by_text("The first one").click()
    seen.until(f"{STATE}.film.tokens[1] === 'animal'")


def test_a_part_is_taken_out_at_once(seen: Tab) -> None:
    bars = seen.page.locator(".parts-row")
    bars.first.scroll_into_view_if_needed()
    # Three, and of each of 2 layers: the whole, its 2 parts, its 4 heads.
    expect(bars).to_have_count(17, timeout=10_000)
    bars.nth(1).click()
    expect(seen.page.locator(".parts-told")).to_contain_text("Without residual connections")
    found: Any = seen.js("window.__parts()")
    assert found["off"] == ["residual"]
    seen.until("window.__parts().now?.loss.length > 1")


def test_many_squares_follow_the_clock(tab: Tab) -> None:
    # Eight layers of eight heads over 64 words: the largest film there is.
    tab.open(
        "/transformer?transformer.layers=8&transformer.heads=8&transformer.width=16"
        "&transformer.updates=20&v=1"
    ).at_rest()
    field = tab.page.locator(".transformer-input").first
    field.fill("the cat did not climb the wall because it was too tired . " * 5)
    field.press("Enter")
    tab.until(f"{STATE}.film.T === 64", 20)
    tab.page.locator(".transformer-title").click()
    tab.key("ArrowDown", "End")
    late = row(tab, 10)
    assert sum(late) == pytest.approx(1, abs=0.15)  # 64 shares, each rounded to a byte
    tab.key("Home")
    assert row(tab, 10) != late
