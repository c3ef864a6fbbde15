"""Vanishing gradients in a real browser: curves, the law, an explosion, many at once."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Tab, until

pytestmark = pytest.mark.browser

CLOCK = "window.__player.clock"
STATE = "window.__player.state()"
SLUG = "vanishing-gradients"
#: Trained in a moment.
SMALL = {"length": 40, "hidden": 8, "batch": 4, "updates": 8}
WILD = SMALL | {
    "activation": "relu", "init": "identity", "radius": 1.5, "clip": "none", "optimiser": "sgd",
    "rate": 0.05,
}  # fmt: skip


def link(**values: Any) -> str:
    return f"/{SLUG}?" + urlencode({f"{SLUG}.{name}": value for name, value in values.items()})


def address(tab: Tab) -> dict[str, str]:
    query = urlsplit(tab.js("location.href")).query
    return {name: values[-1] for name, values in parse_qs(query).items()}


def opened(tab: Tab, **values: Any) -> Tab:
    tab.open(link(**(SMALL | values))).film()
    tab.js(f"{CLOCK}.seek({CLOCK}.last)")
    return tab


def test_the_film_is_played_and_time_goes_back(tab: Tab) -> None:
    opened(tab)
    assert tab.js("window.__player.run.frames.length") == 9
    finding = tab.page.locator(".gradients .finding").first
    expect(finding).to_contain_text("After 8 updates.")
    rows = tab.page.locator(".cell-row:not(.cell-head)")
    expect(rows).to_have_count(3)
    late = tab.page.locator(".gradient-canvas").screenshot()
    tab.key("Home")
    expect(finding).to_contain_text("After 0 updates.")
    tab.page.wait_for_timeout(100)
    assert tab.page.locator(".gradient-canvas").screenshot() != late
    label = tab.page.locator(".gradient-stage").get_attribute("aria-label")
    assert label is not None
    assert "this share arrives 40 steps earlier: RNN " in label
    until(lambda: address(tab).get(f"{SLUG}.step") == "0")


def test_a_cell_is_chosen_its_law_drawn_and_the_link_keeps_it(
    tab: Tab, context: BrowserContext, visit: Callable[..., Tab]
) -> None:
    opened(tab)
    tab.page.locator(".cell-row", has_text="LSTM").click()
    expect(tab.page.locator(".law .caption")).to_contain_text("Measured on the LSTM")
    until(lambda: address(tab).get(f"{SLUG}.selected") == "lstm")
    # Any factor can be tried: 0.9⁵ = 0.59.
    slider = tab.page.locator(".law input[type=range]")
    slider.fill("0.9")
    expect(tab.page.locator(".powers")).to_contain_text("0.905 = 0.59")
    expect(tab.page.locator(".powers")).to_contain_text("0.9050 = 0.0052")
    assert tab.js(f"{STATE}.law") == 0.9
    tab.page.get_by_role("button", name="as it is").click()
    until(lambda: address(tab).get(f"{SLUG}.colour") == "absolute")
    other = visit(context)
    other.page.goto(tab.js("location.href"))
    other.until("window.__player?.run.frames.length > 8", 60)
    other.until(f"{STATE}.cell === 'lstm' && {STATE}.absolute")


def test_pointing_reads_the_numbers(tab: Tab) -> None:
    opened(tab)
    box = tab.page.locator(".gradient-canvas").bounding_box()
    assert box is not None
    place = tab.js(f"(({{ box }}) => [box.x(20), box.above])({STATE})")
    tab.page.mouse.move(box["x"] + place[0], box["y"] + place[1] + 20)
    tip = tab.page.locator(".gradients .tip")
    expect(tip).to_contain_text("20 steps back")
    expect(tip.locator("b")).to_have_count(3)
    # The table that is taken along says the same numbers.
    row = tab.js("window.__player.table().rows[20]")
    curve = tab.js("[...window.__player.run.frames.at(-1).arrays.curves.data]")
    assert row[0] == 20
    assert row[1] == pytest.approx(curve[20] / curve[0])
    assert tab.js("window.__player.table().head.join()") == "distance,rnn,gru,lstm"
    drawn = tab.js("window.__player.cloud.svg({ title: 'a & b' })")
    assert drawn.startswith("<svg")
    assert "<title>a &amp; b</title>" in drawn
    assert ">LSTM</text>" in drawn
    assert tab.js("window.__player.cloud.picture().width") > 400


def test_an_explosion_is_explained_and_its_last_curve_stays(tab: Tab) -> None:
    opened(tab, **WILD)
    finding = tab.page.locator(".gradients .finding").first
    expect(finding).to_contain_text("RNN blew up at update")
    expect(finding).to_contain_text("clipped to 1, that step would have been")
    expect(tab.page.locator(".cell-row", has_text="RNN").locator("span").first).to_have_text("✕")
    assert ">RNN ✕</text>" in tab.js("window.__player.cloud.svg({ title: '' })")
    inside = tab.page.locator(".gradients-inside")
    inside.get_by_role("button", name="RNN").click()
    expect(inside).to_contain_text("This network has blown up")
    tab.key("Home")
    expect(finding).to_contain_text("After 0 updates.")


def test_many_networks_stand_on_one_clock(tab: Tab) -> None:
    tab.open(link(**(SMALL | {"compare": "beginnings", "seeds": 2, "updates": 4}))).film()
    tab.until(f"{STATE}.panels === 9")
    summary = tab.js(f"{STATE}.summary")
    assert summary.count("RNN") == summary.count("LSTM") == 3
    assert tab.js("window.__player.table().head.length") == 1 + 18
    tab.key("End")
    expect(tab.page.locator(".gradients .finding")).to_contain_text("4 updates of 18 networks")


def test_directions_and_units_follow_the_clock(tab: Tab) -> None:
    opened(tab)
    inside = tab.page.locator(".gradients-inside")
    expect(inside.locator(".finding").first).to_contain_text("the strongest direction arrives as")
    inside.get_by_role("button", name="GRU").click()
    expect(inside.get_by_role("button", name="GRU")).to_have_attribute("aria-pressed", "true")
    assert sorted(tab.js("window.__inside.state().order")) == list(range(8))


def test_nothing_is_wider_than_a_phone(browser: Browser, visit: Callable[..., Tab]) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 850}, locale="zh-CN")
    tab = visit(context)
    opened(tab)
    tab.page.wait_for_selector(".gradients-inside .heat")
    assert tab.js("document.documentElement.scrollWidth") <= 400
    for place in tab.page.locator(".gradients, .gradients-inside").all():
        box = place.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
    context.close()
