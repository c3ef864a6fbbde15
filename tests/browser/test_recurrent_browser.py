"""The recurrent network in a real browser: reading, the gradient, the training, units, links."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

#: A training of a second; the same for all tests here.
SMALL = "/recurrent?recurrent.updates=100&recurrent.hidden=16&recurrent.reach=4&v=1"
STATE = "window.__player.recurrent()"
CLOCK = "window.__player.clock"


def address(tab: Tab) -> dict[str, str]:
    query = urlsplit(tab.js("location.href")).query
    return {name: values[-1] for name, values in parse_qs(query).items()}


def read(tab: Tab, path: str = SMALL) -> Tab:
    """The page with its run at the end and the sentence read to its end."""
    tab.open(path).at_rest()
    tab.until(f"{STATE}.film !== null && {STATE}.film.step === {CLOCK}.frame.step")
    return tab


def test_a_sentence_is_read_step_by_step(tab: Tab) -> None:
    read(tab, SMALL + "&recurrent.selected=0")
    film = tab.js(f"{STATE}.film")
    assert film["words"][1:4] == ["the", "tired", "actress"]
    assert len(film["hidden"][0]) == 16
    bars = tab.page.locator(".recurrent-next .bar-word")
    for at in (1, 2):
        tab.key("ArrowRight")
        assert tab.js(f"{STATE}.at") == at
        expect(bars.first).to_have_text(film["next"][at][0][0])
    tab.key("ArrowLeft")
    tab.until("new URLSearchParams(location.search).get('recurrent.selected') === '1'")
    expect(tab.page.locator(".recurrent-reading .moment")).to_have_text("step 1 of 10")
    # A click on a column goes there.
    box = tab.page.locator(".recurrent-canvas").bounding_box()
    assert box is not None
    tab.page.mouse.click(box["x"] + box["width"] - 30, box["y"] + 100)
    tab.until(f"{STATE}.at > 5")
    # Space reads on and stops at the end.
    tab.key("ArrowLeft", " ")
    tab.until(f"{STATE}.at === 10 && !{STATE}.playing")


def test_ones_own_sentence_needs_no_rerun(tab: Tab) -> None:
    read(tab)
    field = tab.page.locator(".recurrent-top input")
    field.fill("The zebra leaves the stage.")
    field.press("Enter")
    tab.until(f"{STATE}.film.words.length === 7")
    assert tab.js(f"{STATE}.film.known") == [True, True, False, True, True, True, True]
    tab.until("location.search.includes('zebra')")  # Python has heard of it afterwards
    assert address(tab)["recurrent.sentence"] == "The zebra leaves the stage."
    tab.until(f"{STATE}.at === 6")  # it was read by itself


def test_the_gradient_goes_back_to_the_cut(tab: Tab) -> None:
    read(tab, SMALL + "&recurrent.selected=6&recurrent.colour=backward")
    assert tab.js(f"{STATE}.way") == "backward"
    assert tab.js(f"{STATE}.at") == 6
    row = tab.js(f"{STATE}.film.gradient[6]")
    assert len(row) == 7
    expect(tab.page.locator(".recurrent > .finding")).to_contain_text("4 steps at the most")
    # Pieces of 4 steps: step 6 lies in the piece that begins with step 4; step 3 is behind the cut.
    box = tab.page.locator(".recurrent-canvas").bounding_box()
    assert box is not None
    columns = tab.js(f"{STATE}.film.words.length")
    wide = (box["width"] - 58 - 4) / columns
    tab.page.mouse.move(box["x"] + 58 + 3.5 * wide, box["y"] + box["height"] - 8)
    expect(tab.page.locator(".recurrent .tip")).to_contain_text("training never sees this part")
    tab.page.mouse.move(box["x"] + 58 + 5.5 * wide, box["y"] + box["height"] - 8)
    expect(tab.page.locator(".recurrent .tip")).not_to_contain_text("never sees")
    tab.key("b")
    tab.until("!location.search.includes('colour')")


def test_time_moves_what_it_expects(tab: Tab) -> None:
    read(tab)
    last = tab.js(f"{STATE}.film.next[3][0]")
    tab.js(f"{CLOCK}.seek(0)")
    tab.until(f"{STATE}.film.step === 0")
    assert tab.js(f"{STATE}.film.next[3][0]") != last
    tab.until("new URLSearchParams(location.search).get('recurrent.step') === '0'")
    tab.key(".")
    tab.until(f"{STATE}.film.step > 0")
    expect(tab.page.locator(".recurrent .legend")).to_contain_text("best counting")


def test_it_speaks_and_is_searched(tab: Tab) -> None:
    read(tab)
    said = tab.page.locator(".recurrent-said p")
    said.scroll_into_view_if_needed()
    before = said.inner_text()
    tab.page.get_by_role("button", name="Draw again").click()
    expect(said).not_to_have_text(before)
    units = tab.page.locator(".recurrent-units")
    units.scroll_into_view_if_needed()
    expect(units.locator(".recurrent-found .bar")).to_have_count(6)
    units.locator("select").select_option("is:time")
    expect(units.locator(".finding")).to_contain_text("this word is: time")
    units.locator(".recurrent-found .bar").nth(2).click()
    number = units.locator(".recurrent-found .bar").nth(0).locator(".bar-word").inner_text()
    expect(units.locator(".finding")).to_contain_text(number.capitalize())
    expect(tab.page.locator(".recurrent-race .finding")).to_contain_text("the network hesitates")


def test_a_small_screen_shows_it_all(visit: Any, browser: Any) -> None:
    phone: BrowserContext = browser.new_context(viewport={"width": 400, "height": 850})
    try:
        tab = read(visit(phone))
        assert tab.js("document.documentElement.scrollWidth") <= 400
        box = tab.page.locator(".recurrent-canvas").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 400
        expect(tab.page.locator(".recurrent-next h3").first).to_be_visible()
        tab.page.close()
    finally:
        phone.close()
