"""The page on dictionaries in a real browser: words typed, ladders climbed, links that restore."""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Server, Tab

pytestmark = pytest.mark.browser

Fresh = Callable[[], Tab]

STATE = "window.__player?.state"
#: The way to a page that needs no download, whatever lies on this machine.
HERE = "/senses?senses.dictionary=small&v=1"
#: The names of the senses seen now, from the top down.
SEEN = """
() => {
  const roots = [document], found = [];
  for (const root of roots) for (const one of root.querySelectorAll("*")) {
    if (one.shadowRoot) roots.push(one.shadowRoot);
    if (!one.matches(".node.seen")) continue;
    found.push([+one.querySelector(".dot").getAttribute("cy"), one.dataset.name]);
  }
  return found.sort((a, b) => a[0] - b[0]).map(([, name]) => name);
}
"""


def address(tab: Tab) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(tab.page.url).query).items()}


def at(tab: Tab, more: str = "") -> Tab:
    """The page with its run looked up and its first word shown."""
    tab.open(HERE + more)
    tab.until(f"{STATE}?.film", 60)
    return tab


def typed(tab: Tab, word: str, label: str = "a word") -> None:
    field = tab.page.get_by_role("combobox", name=label, exact=True).first
    field.fill(word)
    field.press("Enter")


def seen(tab: Tab) -> list[str]:
    found: list[str] = tab.page.evaluate(SEEN)
    return found


@pytest.fixture
def fresh(visit: Callable[..., Tab], context: BrowserContext) -> Fresh:
    """Opens another tab of the same visitor."""
    return lambda: visit(context)


@pytest.fixture
def tab(fresh: Fresh) -> Tab:
    return at(fresh())


def test_a_word_typed_shows_its_entry_and_a_sense_its_ladder(tab: Tab) -> None:
    typed(tab, "queen")
    cards = tab.page.locator(".card")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("a woman who rules")
    assert address(tab)["senses.selected"] == "queen"
    cards.nth(1).click()
    tab.until(f"!{STATE}.entry && {STATE}.film.ways[0].length === 6")
    assert address(tab)["senses.selected"] == "queen:queen.n.02"
    # It begins at the foot; the end key leads to the top.
    assert seen(tab) == ["queen.n.02"]
    tab.page.locator(".rungs").focus()
    tab.key("End")
    tab.until(f"{STATE}.at === 5")
    assert seen(tab)[0] == "entity.n.01"
    assert address(tab)["senses.step"] == "5"


def test_words_of_either_language_and_of_none(tab: Tab) -> None:
    typed(tab, "国王")
    expect(tab.page.locator(".card")).to_have_count(1)
    expect(tab.page.locator(".card")).to_contain_text("king")
    typed(tab, "<b>qqq</b>")
    problem = tab.page.locator(".senses .problem")
    expect(problem).to_contain_text("is not in this dictionary")
    expect(tab.page.locator(".card")).to_have_count(1)  # what was shown stays
    typed(tab, "dogs")
    expect(problem).to_be_hidden()
    expect(tab.page.locator(".card").first).to_contain_text("barks")


def test_two_words_meet_and_the_arithmetic_grows(fresh: Fresh) -> None:
    tab = at(fresh(), "&senses.selected=dog,cat&senses.step=0")
    tab.until(f"{STATE}.climb.length === 5")
    sum_ = tab.page.locator(".sum-of-steps")
    expect(sum_).to_contain_text("1 / (1 + 0)")
    tab.page.locator(".rungs").focus()
    for step in (1, 2, 3):
        tab.key("ArrowRight")
        expect(sum_).to_contain_text(f"1 / (1 + {step})")
    tab.key("ArrowRight")
    expect(sum_).to_contain_text("1 / (1 + 4) = 0.2")
    expect(tab.page.locator(".node.meet")).to_have_attribute("data-name", "carnivore.n.01")
    assert tab.page.locator(".edge.walked").count() == 4
    expect(tab.page.locator(".senses .finding")).to_have_text(
        "“dog” and “cat” meet in “carnivore”, 4 steps apart."
    )


def test_the_ladder_is_climbed_by_keys_and_clicks(fresh: Fresh) -> None:
    tab = at(fresh(), "&senses.selected=NLP&senses.step=0")
    tab.page.locator(".rungs").focus()
    tab.key("ArrowUp", "ArrowUp", "ArrowUp")
    tab.until(f"{STATE}.at === 3")
    expect(tab.page.locator(".about h3")).to_contain_text("discipline")
    tab.key("ArrowDown")
    tab.until(f"{STATE}.at === 2")
    tab.key("End")
    tab.page.locator('.node[data-name="cognition.n.01"] .dot').click()
    tab.until(f"{STATE}.at === 6")
    expect(tab.page.locator(".about h3")).to_contain_text("cognition")
    # A kind of it becomes the word looked at.
    tab.page.locator(".about .chip", has_text="content").click()
    tab.until(f"{STATE}.a.name === 'content.n.01'")


def test_it_plays_by_itself(fresh: Fresh) -> None:
    tab = at(fresh(), "&senses.selected=cat:cat.n.01&senses.step=0")
    tab.page.locator(".rungs").focus()
    tab.key(" ")
    tab.until(f"{STATE}.playing && {STATE}.at >= 2", 10)
    tab.key(" ")
    tab.until(f"!{STATE}.playing")


def test_a_link_restores_the_moment(fresh: Fresh) -> None:
    first = at(fresh(), "&senses.selected=duckling&senses.step=2")
    first.until(f"{STATE}.at === 2")
    link = first.page.url
    again = fresh()
    again.page.goto(link)
    again.until(f"{STATE}?.at === 2", 30)
    assert seen(again) == seen(first)
    assert address(again)["senses.selected"] == "duckling"


def test_typing_is_answered_within_the_limit(tab: Tab) -> None:
    words = ["king", "queen", "puppy", "river", "bread", "doctor", "tower", "summer", "wolf", "egg"]
    took = []
    for word in words:
        began = time.perf_counter()
        tab.page.evaluate(f"() => window.__player.choose({{word: '{word}', name: ''}}, null)")
        tab.until(f"{STATE}.a.word === '{word}'")
        took.append(time.perf_counter() - began)
    # Never a wall clock as a test of speed: half a minute would be a hang.
    assert max(took) < 30


def test_every_other_picture_draws(fresh: Fresh) -> None:
    tab = at(fresh())
    tab.page.locator(".company").scroll_into_view_if_needed()
    expect(tab.page.locator(".hill-up i")).to_have_count(25, timeout=20_000)
    expect(tab.page.locator(".sides section")).to_have_count(3)
    expect(tab.page.locator(".meaning")).to_have_count(20)
    expect(tab.page.locator(".meaning.there")).to_have_count(1)
    expect(tab.page.locator(".column")).to_have_count(3)
    expect(tab.page.locator(".frequency .finding")).to_contain_text("Rank correlation")
    tab.page.locator(".pair-ends .chip").first.click()
    expect(tab.page.locator(".mark b")).to_contain_text("0.")


def test_predictions_are_made_before_the_number_is_told(fresh: Fresh) -> None:
    tab = fresh().open("/senses?scene=4&senses.dictionary=small")
    expect(tab.page.locator(".hill-up i")).to_have_count(25, timeout=60_000)
    expect(tab.page.locator(".sides section").first).to_contain_text("big")
    expect(tab.page.locator(".mark")).to_have_count(0)
    tab.page.get_by_text("hardly alike: below 0.3").click()
    expect(tab.page.locator(".mark b")).to_contain_text("big · large 0.0")
    expect(tab.page.get_by_text("as you thought")).to_be_visible()


def test_the_ladder_can_be_taken_along(fresh: Fresh, tmp_path: Path) -> None:
    tab = at(fresh(), "&senses.selected=dog,cat&senses.step=4")
    tab.until(f"{STATE}.at === 4")
    tab.page.get_by_role("button", name="SVG").scroll_into_view_if_needed()
    with tab.page.expect_download() as got:
        tab.page.get_by_role("button", name="SVG").click()
    svg = Path(got.value.path()).read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "carnivore" in svg
    with tab.page.expect_download() as got:
        tab.page.get_by_role("button", name="Picture (PNG)").click()
    assert Path(got.value.path()).read_bytes().startswith(b"\x89PNG")
    with tab.page.expect_download() as got:
        tab.page.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(Path(got.value.path()).read_text(encoding="utf-8").splitlines()))
    assert rows[0][0] == "sense"
    assert "carnivore.n.01" in [row[0] for row in rows]


def test_a_telephone_in_chinese_and_the_dark(browser: Browser, server: Server) -> None:
    context = browser.new_context(
        viewport={"width": 400, "height": 850}, locale="zh-CN", color_scheme="dark"
    )
    tab = Tab(context.new_page(), server)
    tab.open("/senses?scene=3&senses.dictionary=small")
    tab.until(f"{STATE}?.film?.b", 60)
    assert tab.js(f"{STATE}.film.answer") == "carnivore.n.01"
    expect(tab.page.locator('.node[data-name="dog.n.01"] text')).to_have_text("狗、犬")
    wide = tab.js("document.documentElement.scrollWidth")
    assert wide <= 400
    assert not tab.broken
    assert not tab.strangers
    context.close()
