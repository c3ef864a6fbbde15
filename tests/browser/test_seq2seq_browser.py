"""Sequence to sequence in a real browser: lanes, lengths, a hand on the look, the tree, links."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

PATH = "/seq2seq?seq2seq.hidden=16&seq2seq.updates=100&v=1"
STATE = "window.__player.state()"
LAST = f"{STATE}.answer?.steps.at(-1) === 100"


def read(tab: Tab, more: str = "") -> Tab:
    """The page with its run ended, at the end of time, and a text written."""
    tab.open(PATH + more).at_rest()
    tab.until(LAST)
    return tab


def test_a_message_of_ones_own_is_written_by_both(tab: Tab) -> None:
    read(tab)
    lanes = tab.page.locator(".seq2seq .seq2seq-lane:visible")
    expect(lanes).to_have_count(2)
    field = tab.page.get_by_label("Your own message")
    field.fill("Abcz")
    field.press("Enter")
    tab.until(f"{STATE}.answer.source.join('') === 'abcz' && {LAST}")
    expect(tab.page.locator(".seq2seq-truth")).to_have_text("It should be: zcba")
    expect(tab.page.locator(".seq2seq-own .caption")).to_contain_text("unknown")
    expect(lanes.first.locator(".seq2seq-score")).to_contain_text("of 4 right")
    tab.page.locator("h1").click()
    tab.key(".")
    expect(tab.page.locator(".player:not(.seq2seq-align) .seq2seq-details .bars")).to_have_count(2)
    tab.until("new URLSearchParams(location.search).get('seq2seq.selected') === 'additive,0'")
    asked = len(tab.pulls)
    tab.key("Home")
    tab.until("window.__player.clock.index === 0")
    assert len(tab.pulls) == asked


def test_the_length_of_the_message_is_dragged(tab: Tab) -> None:
    read(tab)
    slider = tab.page.locator(".seq2seq-slider")
    slider.fill("0")
    tab.until(f"{STATE}.answer.source.length === 2")
    slider.fill(str(tab.js("window.__player.run.notes.examples.length - 1")))
    tab.until(f"{STATE}.answer.source.length === 16")


def test_a_hand_on_the_look_changes_what_is_written_and_lets_go(tab: Tab) -> None:
    tab.open(f"{PATH}&scene=4&seq2seq.colour=abcd&seq2seq.selected=additive,0&seq2seq.step=100")
    tab.film()
    tab.until(f"{STATE}.step?.plain.words.length > 0")
    slot = tab.page.locator(".player .seq2seq-slot").nth(0)
    box = slot.bounding_box()
    assert box is not None
    tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 1)
    tab.page.mouse.up()
    tab.until(f"{STATE}.step?.changed.looks[0][0] > 0.9")
    expect(tab.page.locator(".player .seq2seq-lines small")).to_have_count(2)
    # The hand is in the link, and a link lays it on again.
    said = "new URLSearchParams(location.search).get('seq2seq.selected')"
    tab.until(f"/^additive,0,[0-9a-z]{{4}}$/.test({said})")
    tab.page.reload()
    tab.until(f"window.__player && {STATE}.step?.changed.looks[0][0] > 0.9")
    tab.page.get_by_role("button", name="Take the hand off").click()
    tab.until(f"{STATE}.shares === null")
    # Another word at this step, and the rest anew.
    tab.page.locator(".player .seq2seq-details button.bar").nth(1).click()
    tab.until(f"{STATE}.told.length === 1 && {STATE}.step?.changed.words[0] === {STATE}.told[0]")


def test_every_picture_of_the_page_is_there(tab: Tab) -> None:
    read(tab)
    for name in ("lengths", "align", "beam", "forcing"):
        expect(tab.page.locator(f".seq2seq-{name}").first).to_be_attached()
    expect(tab.page.locator(".seq2seq-tree svg path").first).to_be_attached()
    expect(tab.page.locator(".seq2seq-row")).to_have_count(3)
    expect(tab.page.locator(".seq2seq-thumb")).to_have_count(7)
