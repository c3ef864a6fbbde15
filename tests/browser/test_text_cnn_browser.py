"""The text CNN in a real browser: the window, the arithmetic, a word replaced, the wall, links."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from engine.lessons.text_cnn import ANSWERS
from tests.browser.conftest import Server, Tab

pytestmark = pytest.mark.browser

CLOCK = "window.__player.clock"
STATE = "window.__player.textcnn()"
PAGE = "/text-cnn?v=1&scene=2&text-cnn.corpus=toy-world"


def address(tab: Tab) -> dict[str, str]:
    query = urlsplit(tab.js("location.href")).query
    return {name: values[-1] for name, values in parse_qs(query).items()}


def read(tab: Tab, path: str = PAGE) -> Tab:
    """The page with its sentence read by the finished network."""
    tab.open(path).at_rest()
    tab.until(f"{STATE}.reading && !{STATE}.playing")
    return tab


def test_the_browser_computes_what_python_does(tab: Tab, server: Server) -> None:
    read(tab)
    key, words = tab.js("window.__player.run.key"), tab.js(f"{STATE}.words")
    assert words == ["the", "film", "was", "not", "very", "good"]
    trace = server.store().trace(key)
    for position in (0, 20, tab.js(f"{CLOCK}.last")):
        tab.js(f"{CLOCK}.seek({position})")
        query = {"text": " ".join(words), "frame": str(position)}
        wanted = ANSWERS["sentence"](trace, query)
        found = tab.js(f"{STATE}.reading")
        assert found["logits"] == pytest.approx(list(map(float, wanted["logits"])), abs=2e-3)
    assert found["shares"][0] > 0.5  # blame
    # The sum that is written out is the number that went on.
    best = tab.js(f"{STATE}.filter")
    pooled = max(found["pooled"][best]["values"])
    expect(tab.page.locator(".cnn-total b").first).to_have_text(f"{pooled:.2f}")
    expect(tab.page.locator(".cnn-pooling")).to_contain_text("The largest of its windows")


def test_the_window_slides_by_keys(tab: Tab) -> None:
    read(tab)
    tab.key("j", ",")
    before = tab.js(f"{STATE}.window")
    tab.key(".")
    assert tab.js(f"{STATE}.window") == before + 1
    assert tab.page.locator(".cnn-token.under").count() in (2, 3, 4, 5)
    tab.until("location.search.includes('text-cnn.analogy=')")
    assert address(tab)["text-cnn.analogy"] == f"{tab.js(f'{STATE}.filter')},{before + 1}"
    tab.key("s")
    assert tab.js(f"{STATE}.hidden") == 1
    assert tab.js(f"{STATE}.window") == 0
    tab.until(f"!{STATE}.playing", 15)
    tab.key("w")
    expect(tab.page.locator(".cnn-panel")).to_contain_text("The n-grams that decided")
    tab.until("location.search.includes('text-cnn.colour=why')")


def test_the_first_scene_slides_by_itself(tab: Tab) -> None:
    tab.open(PAGE.replace("scene=2", "scene=1")).film()
    tab.until(f"{STATE}.playing && {STATE}.hidden !== null", 10)
    tab.until(f"!{STATE}.playing && {STATE}.window === null", 15)
    expect(tab.page.locator(".cnn-pooling")).to_contain_text("The largest of its windows")


def test_a_word_replaced_moves_the_scores_at_once(tab: Tab) -> None:
    read(tab, PAGE + "&text-cnn.selected=the film was not funny&text-cnn.colour=why")
    token = tab.page.locator(".cnn-token").nth(3)
    expect(token).to_have_text("not")
    blame = tab.js(f"{STATE}.reading.shares[0]")
    assert blame > 0.5
    token.click()
    tab.page.locator(".cnn-edit").fill("so")
    # Still being typed, and the bars have moved already.
    expect(tab.page.locator(".cnn-class.won .cnn-class-name")).to_have_text("positive")
    tab.key("Enter")
    tab.until(f"{STATE}.words[3] === 'so'")
    assert tab.js(f"{STATE}.reading.shares[0]") < 0.5
    expect(tab.page.locator(".cnn-was")).to_contain_text("the film was not funny")
    tab.page.get_by_role("button", name="Undo").click()
    assert tab.js(f"{STATE}.reading.shares[0]") == pytest.approx(blame)
    # Escape leaves the word as it is.
    tab.page.locator(".cnn-token").nth(3).click()
    tab.page.locator(".cnn-edit").fill("xyzzy")
    tab.key("Escape")
    assert tab.js(f"{STATE}.words[3]") == "not"


def test_a_typed_sentence_with_markup_and_unknown_words(tab: Tab) -> None:
    read(tab)
    field = tab.page.locator(".cnn-form input")
    field.fill("the <b>xyzzy</b> was superb")
    field.press("Enter")
    tab.until(f"{STATE}.words.includes('superb')")
    expect(tab.page.locator(".cnn-notice")).to_contain_text("b, xyzzy")
    assert tab.page.locator(".cnn-token.unknown").count() == 3
    field.fill("!!!")
    field.press("Enter")
    expect(tab.page.locator(".cnn-notice")).to_contain_text("There is no word in “!!!”.")
    tab.page.get_by_role("button", name="An unseen review").click()
    expect(tab.page.locator(".cnn-verdict")).to_contain_text("People said")


def test_the_wall_forms_and_a_filter_tells_its_life(tab: Tab) -> None:
    tab.open(PAGE.replace("scene=2", "scene=3")).at_rest()
    cards = tab.page.locator(".cnn-card")
    tab.js(f"{CLOCK}.seek(0)")
    noise = cards.all_inner_texts()
    tab.js(f"{CLOCK}.seek({CLOCK}.last)")
    tab.page.wait_for_timeout(100)
    assert len(noise) == 24
    assert sum(a != b for a, b in zip(noise, cards.all_inner_texts(), strict=True)) > 20
    cards.nth(5).click()
    expect(tab.page.locator(".cnn-lives button").first).to_be_visible()
    assert tab.page.locator(".cnn-gram").count() >= 8
    tab.page.locator(".cnn-gram summary").first.click()
    expect(tab.page.locator(".cnn-gram .cnn-place").first).to_be_visible()


def test_a_link_restores_the_moment(tab: Tab) -> None:
    link = PAGE + "&text-cnn.step=102&text-cnn.selected=i loved it&text-cnn.analogy=7,0"
    tab.open(link).film()
    tab.until(f"{STATE}.reading && {CLOCK}.frame.step === 102")
    state: dict[str, Any] = tab.js(STATE)
    assert (state["words"], state["filter"], state["window"]) == (["i", "loved", "it"], 7, 0)
    expect(tab.page.locator(".cnn-panel h4").first).to_have_text("Filter 8, 3 words wide")
    table = tab.js("window.__player.table()")
    assert len(table["rows"]) == 24
    svg = tab.js("window.__player.cloud.svg({title: '<x>'})")
    assert svg.startswith("<svg")
    assert "<x>" not in svg


def test_a_small_screen_shows_it_all(visit: Any, browser: Browser) -> None:
    phone: BrowserContext = browser.new_context(viewport={"width": 400, "height": 850})
    try:
        tab = read(visit(phone))
        assert tab.js("document.documentElement.scrollWidth") <= 400
        box = tab.page.locator(".cnn-board").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 400
        sizes = tab.page.locator(".cnn-token").evaluate_all(
            "all => all.map((one) => one.scrollWidth <= one.clientWidth + 2)"
        )
        assert all(sizes)
        assert re.match(r"\d", tab.page.locator(".cnn-class-share").first.inner_text())
        tab.page.close()
    finally:
        phone.close()
