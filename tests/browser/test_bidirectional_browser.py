"""Reading from both ends in a real browser: words, readers, own sentences, *it*, and links."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

PATH = "/bidirectional?bidirectional.corpus=toy-world&bidirectional.hidden=16&v=1"
SHORT = f"{PATH}&bidirectional.updates=100"
STATE = "window.__player.state()"


def address(tab: Tab) -> dict[str, str]:
    query = urlsplit(tab.js("location.href")).query
    return {name: values[-1] for name, values in parse_qs(query).items()}


def read(tab: Tab, path: str = SHORT) -> Tab:
    """The page with its run ended, at the end of time, and the sentence read."""
    tab.open(path).at_rest()
    tab.until(f"{STATE}.answer?.steps.at(-1) === 100")
    return tab


def test_a_word_shows_how_far_each_reader_has_read(tab: Tab) -> None:
    read(tab)
    words = tab.page.locator(".tagging-word > span")
    assert words.all_inner_texts() == ["they", "saw", "her", "today"]
    # The first scene has chosen “her”.
    left, right, both = (
        tab.page.locator(f".tagging-band.{name}") for name in ("forward", "backward", "both")
    )
    expect(left.locator(".tagging-reach")).to_have_text("has read up to “her”")
    expect(right.locator(".tagging-reach")).to_have_text("has read back to “her”")
    expect(both.locator(".tagging-reach")).to_have_text("has read everything")
    # Of four columns one lies after the word, and two before it.
    widths = ".tagging-unread >> nth={}"
    assert left.locator(widths.format(1)).evaluate("one => one.style.width") == "25%"
    assert right.locator(widths.format(0)).evaluate("one => one.style.width") == "50%"
    expect(tab.page.locator(".tagging-details .bars")).to_have_count(3)
    tab.until("new URLSearchParams(location.search).get('bidirectional.selected') === 'her'")
    tab.key(".")
    expect(tab.page.locator(".tagging-details b").first).to_have_text("today")


def test_time_moves_without_asking_and_a_link_restores_it(tab: Tab) -> None:
    read(tab)
    tab.page.wait_for_timeout(600)  # what the last frames asked for has come
    asked = len(tab.pulls)
    before = tab.page.locator(".forward .tagging-tag").nth(2).get_attribute("title")
    tab.key("Home")
    tab.until("window.__player.clock.index === 0")
    after = tab.page.locator(".forward .tagging-tag").nth(2).get_attribute("title")
    assert before != after
    assert len(tab.pulls) == asked
    tab.open(
        f"{SHORT}&bidirectional.step=30&bidirectional.colour=4&bidirectional.selected=light"
    ).film()
    tab.until(
        f"{STATE}.answer?.words.join(' ') === 'the light boat was good' && {STATE}.chosen === 1"
    )
    assert tab.js("window.__player.clock.frame.step") >= 30
    assert tab.js("window.__player.clock.playing") is False


def test_own_sentences_are_read_in_any_words(tab: Tab) -> None:
    read(tab)
    field = tab.page.get_by_label("Your own sentence")
    field.fill("The zebra saw her!")
    field.press("Enter")
    tab.until(f"{STATE}.answer.words.join(' ') === 'the zebra saw her'")
    expect(tab.page.locator(".tagging-word.stranger")).to_have_count(1)
    expect(tab.page.locator(".tagging-word.stranger small")).to_have_text("unknown")
    field.fill("?!")
    field.press("Enter")
    expect(tab.page.locator(".tagging-own .caption")).to_have_text(
        "There is no word to read in this sentence."
    )
    field.fill("<b>her</b>")
    field.press("Enter")
    tab.until(f"{STATE}.answer.words.includes('her') && {STATE}.answer.words.length === 3")


def test_who_it_is_moves_with_time_and_words(tab: Tab) -> None:
    tab.open(f"{SHORT}&scene=3").at_rest()
    tab.until(f"{STATE}.answer?.steps.at(-1) === 100")
    gauges = tab.page.locator(".tagging-gauge")
    expect(gauges).to_have_count(6)
    expect(gauges.nth(0).locator("figcaption b")).to_have_text("50 %")
    first, second = (gauges.nth(2).locator(f".tagging-rule .{one}") for one in ("first", "second"))
    box, other = first.bounding_box(), second.bounding_box()
    assert box is not None
    assert other is not None
    assert other["x"] - box["x"] > 30
    expect(tab.page.locator(".tagging-apart").first.locator(".same")).to_have_count(10)
    tab.page.get_by_label("First noun").select_option("goat")
    tab.until(f"{STATE}.answer.sentences[0][1] === 'goat'")
    tab.page.get_by_role("button", name="couldn't hold …").click()
    tab.until(f"{STATE}.answer.family === 'both'")
    assert address(tab)["bidirectional.colour"] == "both"


def test_gains_and_confusions_open_their_sentences(tab: Tab) -> None:
    read(tab)
    tab.page.locator(".tagging-gain", has_text="her").first.click()
    expect(tab.page.locator(".tagging-lines .tagging-line").first).to_contain_text("her")
    expect(tab.page.locator(".tagging-both .tagging-line").first).to_be_visible()
    tab.page.locator(".tagging-both").get_by_role("button", name="both ends").click()
    expect(tab.page.locator(".tagging-probe")).to_have_count(5)
