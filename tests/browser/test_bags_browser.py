"""The bags page in a real browser: words added up and exchanged, a phrase moved elsewhere."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Tab, until

pytestmark = pytest.mark.browser

CLOCK = "window.__player.clock"
STATE = "window.__player.state()"


def address(tab: Tab) -> dict[str, str]:
    query = urlsplit(tab.js("location.href")).query
    return {name: values[-1] for name, values in parse_qs(query).items()}


def opened(tab: Tab, scene: int) -> Tab:
    """A scene of the page with its run trained."""
    tab.open(f"/bags?scene={scene}&v=1")
    tab.until("window.__player?.run.status.state === 'done'", 120)
    return tab


def test_two_sentences_are_added_up_to_one_mean(tab: Tab) -> None:
    opened(tab, 2)
    tab.until(f"{STATE}.answer?.ended")
    board = tab.page.locator(".bags-stage")
    expect(board.locator(".bags-row.unread")).to_have_count(16)
    distance = board.locator(".bags-distance b")
    expect(distance).to_have_text("")
    tab.key("ArrowRight", "ArrowRight")
    expect(tab.page.locator("span.moment")).to_have_text("2 of 8 words added")
    assert float(distance.inner_text()) > 0.1, "“like” is not “hate”"
    until(lambda: address(tab).get("bags.step") == "2")
    tab.page.get_by_text("close, but not equal").click()
    tab.until(f"{STATE}.playing || {STATE}.added === 8")
    tab.page.get_by_label("Words added").fill("8")
    expect(distance).to_have_text("0")
    expect(tab.page.locator(".bags-finding")).to_have_text(
        "The same words, the same sum. Distance exactly 0, whatever the order."
    )
    expect(board.locator(".bags-row.unread")).to_have_count(0)
    numbers = tab.page.locator(".bags-judged .bar-number")
    until(lambda: float(numbers.nth(2).inner_text()) < 0.1, 40)  # learnt by now
    judged = numbers.all_inner_texts()
    assert judged[0] == judged[1], "the bag says the same of both"
    assert float(judged[2]) < 0.1 < 0.9 < float(judged[3]), "the window does not"
    # The plane is drawn, and taken along as a picture.
    drawn = tab.js("window.__player.cloud.svg({ title: 'a & b' })")
    assert "<title>a &amp; b</title>" in drawn
    assert tab.js("window.__player.cloud.picture().width") > 400
    assert tab.js("window.__player.table().rows.length") == 18  # 2 × (8 words and a mean)


def test_words_are_exchanged_and_a_link_keeps_them(
    tab: Tab, context: BrowserContext, visit: Callable[..., Tab]
) -> None:
    opened(tab, 2)
    tab.until(f"{STATE}.answer?.ended")
    tab.key("End")
    second = tab.page.locator(".bags-side.side-1")
    second.get_by_role("button", name="hate").click()
    second.get_by_role("button", name="exams").click()
    tab.until(f"{STATE}.texts[1] === 'i exams deep learning but i like hate'")
    expect(tab.page.locator(".bags-distance b")).to_have_text("0")
    before = tab.js(f"{STATE}.texts[1]")
    second.get_by_role("button", name="shuffle the words").click()
    tab.until(f"{STATE}.answer.sides[1].words.join(' ') === {STATE}.texts[1]")
    assert sorted(tab.js(f"{STATE}.texts[1]").split()) == sorted(before.split())
    expect(tab.page.locator(".bags-distance b")).to_have_text("0")
    # Other words have another mean; one that was never learnt is said to be unknown.
    field = second.get_by_label("Second sentence")
    field.fill("I like selfies")
    field.press("Enter")
    expect(second.locator(".bags-unknown")).to_have_text("unknown")
    tab.until(f"{STATE}.answer.moments[1].distance > 0.05")
    until(lambda: address(tab).get("bags.other") == "I like selfies")
    other = visit(context)
    other.page.goto(tab.js("location.href"))
    other.until(f"window.__player?.state && {STATE}.texts?.[1] === 'I like selfies'", 60)


def test_a_phrase_is_moved_and_the_window_does_not_know_it_there(tab: Tab) -> None:
    opened(tab, 5)
    tab.until(f"{STATE}.answer")
    numbers = tab.page.locator(".bags-here .bar-number")
    expect(numbers).to_have_text(["?", "?"])  # the recurrent network has its own scene
    tab.page.get_by_text("nearly all").click()
    tab.js(f"{CLOCK}.seek({CLOCK}.last)")
    expect(tab.page.locator(".bags-here h3")).to_have_text("“not good” at place 5")
    expect(tab.page.locator(".bags-here b").first).to_have_text("✓")
    tab.page.get_by_role("button", name="place 1: ").click()
    expect(tab.page.locator(".bags-here b")).to_have_text(["✓", "✓"])
    until(lambda: address(tab).get("bags.selected") == "not,good,1")
    assert tab.js("window.__player.table().rows.length") == 9
    assert tab.js("window.__player.table().rows[0][2]") > 0.75  # chance is 0.5
    late = tab.page.locator("canvas.bags-chart").screenshot()
    tab.key("Home")
    tab.page.wait_for_timeout(200)
    assert tab.page.locator("canvas.bags-chart").screenshot() != late
    until(lambda: address(tab).get("bags.step") == "0")
    assert tab.js("window.__player.cloud.picture().width") > 400


def test_swaps_and_the_table_lift_their_veils(tab: Tab) -> None:
    opened(tab, 4)
    tab.until(f"{STATE}.found")
    titles = tab.page.locator(".bags-tables figcaption > span:last-child")
    expect(titles).to_have_text(["Make your guess first."] * 3)
    tab.page.get_by_text("in all", exact=True).click()
    expect(titles.nth(0)).to_have_text("0 of 27 swaps change anything")
    expect(titles.nth(1)).to_have_text("27 of 27 swaps change anything")
    tab.page.get_by_role("button", name="←").first.click()
    tab.page.wait_for_selector(".bags-grid .bags-field")
    values = tab.page.locator(".bags-known").first.locator(".bags-field b")
    expect(values).to_have_text(["100 %", "?", "?"] * 3)
    tab.page.get_by_text("exactly half, like a coin").click()
    tab.until(f"{CLOCK}.playing || {CLOCK}.index > 0")
    tab.js(f"{CLOCK}.seek({CLOCK}.last)")
    expect(values.nth(1)).to_have_text("50 %")
    expect(values.nth(4)).to_have_text("100 %")
    expect(values.nth(2)).to_have_text("?")


def test_nothing_is_wider_than_a_phone(browser: Browser, visit: Callable[..., Tab]) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 850}, locale="en-US")
    tab = visit(context)
    opened(tab, 2)
    for picture in (".bags-row", ".bags-heat .heat-canvas", ".bags-slot", ".bags-field"):
        tab.page.wait_for_selector(picture)
    assert tab.js("document.documentElement.scrollWidth") <= 400
    for place in tab.page.locator(".player.bags, .bags-swaps, .bags-known").all():
        box = place.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
    context.close()
