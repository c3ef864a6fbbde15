"""The race in a real browser: the curves, the switch of the axis, costs, ways, and links."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

CLOCK = "window.__player.clock"
STATE = "window.__player.state()"
#: A race that takes a second or two.
QUICK = (
    "v=1&race.corpus=toy-world&race.epochs=1&race.repeats=1&race.dimension=8&race.hidden=8"
    "&race.batch=200"
)


def test_the_race_is_run_and_its_axis_changes(tab: Tab) -> None:
    tab.open(f"/race?{QUICK}").at_rest()
    rows = tab.page.locator(".race-standings tr")
    expect(rows).to_have_count(7)
    expect(tab.page.locator(".race-finding")).to_contain_text("Fastest: Mean of vectors")
    # The mean is the fastest and the smallest: two of the stars are its own.
    mean = rows.filter(has=tab.page.get_by_role("rowheader", name="mean"))
    expect(mean.locator(".best")).to_have_count(2)
    drawn = tab.js("window.__player.cloud.picture().toDataURL()")
    assert len(drawn) > 10_000
    tab.page.get_by_role("button", name="seconds", exact=True).click()
    assert tab.js(f"{STATE}.across") == "seconds"
    assert tab.js("window.__player.cloud.picture().toDataURL()") != drawn
    tab.until("location.search.includes('race.colour=seconds')")
    tab.page.get_by_role("button", name="loss", exact=True).click()
    assert tab.js(f"{STATE}.up") == "loss"
    # At the first moment nobody has read anything.
    tab.key("Home")
    expect(tab.page.locator(".race-finding")).to_contain_text("Nobody has read anything yet")
    tab.key("ArrowRight")
    assert tab.js(f"{CLOCK}.index") == 1
    tab.until("location.search.includes('race.step=')")
    table = tab.js("window.__player.table()")
    assert len(table["head"]) == 19
    assert all(len(row) == 19 for row in table["rows"])


def test_costs_and_ways_wait_for_a_guess(tab: Tab) -> None:
    tab.open(f"/race?{QUICK}&scene=5").film()
    laws = tab.page.locator(".race-laws").first
    expect(laws).to_contain_text("attention")
    expect(laws).not_to_contain_text("O(n² · d)")
    tab.page.get_by_text("about four times").click()
    expect(laws).to_contain_text("O(n² · d)")
    expect(tab.page.locator(".race-costs .finding").first).to_contain_text("256 words")
    tab.page.get_by_role("button", name="n = 1024").first.click()
    expect(tab.page.locator(".race-costs .finding").first).to_contain_text("1024 words")
    tab.page.get_by_role("button", name="Next").click()
    tab.idle()
    tab.page.get_by_role("button", name="Next").click()
    tab.until(f"{STATE}.answer?.n === 10")
    stacked = tab.page.locator(".race-way").nth(1)
    expect(stacked).to_contain_text("?")
    tab.page.locator("label").filter(has_text="5").first.click()
    expect(stacked).to_contain_text("5 steps")
    tab.page.locator(".race-ways input[type=range]").first.fill("4")
    expect(stacked).to_contain_text("2 steps")
