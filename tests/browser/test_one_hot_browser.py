"""The one-hot page in a real browser: the sentence, its vectors, the tables, the cost."""

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


def opened(tab: Tab, path: str = "/one-hot") -> Tab:
    """The page with its sentence and its text read to their ends, and time at rest."""
    tab.open(path).film()
    tab.until("window.__player.run.notes.vocabulary > 0")
    tab.js(f"{CLOCK}.seek({CLOCK}.last)")
    tab.until(f"{STATE}.place !== null")
    return tab


def row(tab: Tab, at: int) -> tuple[float, float]:
    """A place on row `at` of the picture, in the window."""
    box = tab.page.locator("canvas.rows").bounding_box()
    place = tab.js(f"{STATE}.place")
    assert box is not None
    return box["x"] + place["left"] + 4, box["y"] + place["top"] + place["cell"] * (at + 0.5)


def test_the_sentence_is_read_word_by_word(tab: Tab) -> None:
    tab.open("/one-hot")
    tab.until("window.__player?.run.frames.length > 1", 120)
    tab.until(f"{CLOCK}.playing && {STATE}.read > 0")
    # Its own pace, although all frames are here: one word after another.
    seen = [tab.js(f"{STATE}.read")]
    while seen[-1] < 6 and len(seen) < 400:
        tab.page.wait_for_timeout(40)
        seen.append(tab.js(f"{STATE}.read"))
    assert sorted(set(seen)) == list(range(seen[0], 7))
    tab.until(f"!{CLOCK}.playing", 30)
    tab.until(f"{CLOCK}.run.status.state === 'done'", 60)
    expect(tab.page.locator(".sentence .centre")).to_have_text("mat4")
    label = tab.page.locator(".stage.vectors").get_attribute("aria-label")
    assert label is not None
    assert label.endswith("“mat” is new. It gets number 4, and every vector grows to 5.")


def test_time_goes_back_and_the_vectors_shrink(tab: Tab) -> None:
    opened(tab)
    said = tab.page.locator(".onehot .saying")
    tab.key("Home")
    expect(said).to_have_text("Nothing has been read yet: no word, no number.")
    tab.key("ArrowRight")
    expect(said).to_have_text("“the” is new. It gets number 0: one word, one number.")
    for _ in range(4):
        tab.key("ArrowRight")
    expect(said).to_have_text("“the” was here before. It keeps number 0; nothing grows.")
    until(lambda: address(tab).get("one-hot.step") == "5")
    assert tab.js("window.__player.table().rows.length") == 5
    assert tab.js("window.__player.table().rows[0].slice(1).join('')") == "1000"
    # The picture is drawn: something else at another time.
    tab.page.wait_for_timeout(700)
    late = tab.page.locator("canvas.rows").screenshot()
    # What is taken along is the picture of this moment.
    drawn = tab.js("window.__player.cloud.svg({ title: 'one & all' })")
    assert drawn.count(">1</text>") == 5 + 1  # a 1 in each row, and the number of “cat”
    assert "<title>one &amp; all</title>" in drawn
    assert tab.js("window.__player.cloud.picture().width") > 400
    tab.key("ArrowLeft", "ArrowLeft")
    tab.page.wait_for_timeout(700)
    assert tab.page.locator("canvas.rows").screenshot() != late


def test_two_rows_are_compared_and_a_link_keeps_them(
    tab: Tab, context: BrowserContext, visit: Callable[..., Tab]
) -> None:
    opened(tab)
    side = tab.page.locator(".comparison")
    tab.page.mouse.move(*row(tab, 1))
    expect(side).to_contain_text("cat number 1")
    tab.page.mouse.click(*row(tab, 1))
    tab.page.mouse.click(*row(tab, 5))
    expect(side.locator(".reckoned b")).to_have_text(["0", "0", "1.41"])
    until(lambda: address(tab).get("one-hot.selected") == "cat,mat")
    # The two rows of one word are one vector.
    tab.page.mouse.click(*row(tab, 0))
    tab.page.mouse.click(*row(tab, 4))
    expect(side.locator(".reckoned b")).to_have_text(["1", "1", "0"])
    until(lambda: address(tab).get("one-hot.selected") == "the,the")
    other = visit(context)
    other.page.goto(tab.js("location.href"))
    other.until("window.__player?.run.frames.length > 7", 60)
    other.until(f"{STATE}.chosen.join() === '0,4'")


def test_the_tables_and_a_word_that_was_never_read(tab: Tab) -> None:
    opened(tab, "/one-hot?scene=7&v=1")
    tables = tab.page.locator(".onehot-tables")
    expect(tables.locator(".cell")).to_have_count(72)  # two tables of 6 × 6
    expect(tables.locator("figure").first.locator(".cell").nth(1)).to_have_text("0")
    learnt = tables.locator("figure").last.locator(".cell").nth(1).inner_text()
    assert float(learnt) > 0.3, "cat and dog keep the same company"
    box = tables.get_by_placeholder("add a word")
    box.fill("selfie")
    box.press("Enter")
    expect(tables.locator(".chip.unknown")).to_contain_text("selfie")
    expect(tables.locator(".saying")).to_have_text(
        "“selfie” does not occur in this text: it has no number and no vector."
    )
    expect(tables.locator(".cell.none")).to_have_count(2 * 13)  # a row and a column of 7 × 7
    until(lambda: address(tab).get("one-hot.words", "").endswith(",selfie"))
    tables.get_by_role("button", name="Take “selfie” out").click()
    expect(tables.locator(".cell")).to_have_count(72)


def test_a_guess_lifts_the_veil_from_the_cost(tab: Tab) -> None:
    opened(tab, "/one-hot?scene=6")
    facts = tab.page.locator(".onehot-cost .facts b")
    expect(facts).to_have_text(["391,472", "569", "?", "?"])
    tab.page.get_by_text("1,138", exact=True).click()
    expect(facts).to_have_text(["391,472", "569", "323,761", "99.82 %"])
    chart = tab.page.locator(".onehot-cost .curves").bounding_box()
    assert chart is not None
    tab.page.mouse.move(chart["x"] + chart["width"] / 2, chart["y"] + 60)
    count = int(facts.nth(1).inner_text().replace(",", ""))
    assert 200 < count < 400, "half way to 569 words"
    assert facts.nth(2).inner_text() == f"{count * count:,}"


def test_a_sentence_of_ones_own_in_chinese(tab: Tab) -> None:
    opened(tab)
    box = tab.page.get_by_label("Sentence", exact=True)
    box.fill("国王喝茶，王后也喝茶 🙂")
    box.press("Enter")
    tokens = tab.page.locator(".sentence .token > span")
    expect(tokens.first).to_have_text("国王")
    expect(tab.page.locator(".onehot .finding")).to_have_text("Left out, being no words: 🙂")
    until(lambda: "王后" in address(tab).get("one-hot.sentence", ""))
    box.fill("?!")
    box.press("Enter")
    expect(tab.page.locator(".waiting.failed")).to_have_text(
        "“?!” has no words; letters, digits or characters are needed."
    )


def test_nothing_is_wider_than_a_phone(browser: Browser, visit: Callable[..., Tab]) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 850}, locale="en-US")
    tab = visit(context)
    tab.open("/one-hot?scene=3")
    for picture in (".onehot .sentence .token", ".onehot-tables .cell", ".onehot-cost .facts b"):
        tab.page.wait_for_selector(picture)
    assert tab.js("document.documentElement.scrollWidth") <= 400
    for place in tab.page.locator(".onehot, .onehot-tables, .onehot-cost").all():
        box = place.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
    context.close()
