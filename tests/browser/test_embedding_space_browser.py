"""The embedding-space page in a real browser: maps under one's hands, links, exports."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, Download, expect

from engine.vectors import shelf
from engine.vectors.points import Column, Points
from tests.browser.conftest import SIZE, Server, Tab

pytestmark = pytest.mark.browser

SLUG = "embedding-space"
KINDS = {
    "royal": "king queen kingdom prince crown throne duke castle knight court",
    "drink": "tea coffee milk water wine beer juice cup bottle glass",
    "animal": "dog cat kitten horse cow mouse bird kingfisher fish sheep",
    "place": "paris london rome berlin madrid tokyo town city village river",
}
WORDS = tuple(" ".join(KINDS.values()).split())
PLAYER = "window.__player"
CLOCK, CLOUD = f"{PLAYER}.clock", f"{PLAYER}.cloud"
#: A short map: 61 frames.
SHORT = {"iterations": 60, "perplexity": 8}
#: Where a point stands in the window, on the map of that number.
PLACE = """
([i, map]) => {
  const { cloud } = window.__player.maps[map], box = cloud.paper.getBoundingClientRect();
  const [x, y] = cloud.place(i);
  return [box.x + x, box.y + y];
}
"""
#: A place on the first map without a point within reach.
EMPTY = """
(() => {
  const cloud = window.__player.cloud, box = cloud.paper.getBoundingClientRect();
  for (let y = 80; y < box.height - 60; y += 7)
    for (let x = 20; x < box.width - 80; x += 7)
      if (cloud.under(x, y) < 0) return [box.x + x, box.y + y];
})()
"""
#: Mean brightness of the map, 0 to 1.
LIGHT = """
(() => {
  const found = window.__player.cloud.picture(), pen = found.getContext("2d");
  const { data } = pen.getImageData(0, 0, found.width, found.height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += data[i] + data[i + 1] + data[i + 2];
  return sum / (765 * data.length / 4);
})()
"""
#: The share row's buttons, in order.
COPY, QR, PNG, SVG, CSV, TSV, FILM = range(7)


@pytest.fixture(scope="session")
def words(server: Server) -> str:
    """Forty words in four kinds, on the server's shelf."""
    random = np.random.default_rng(3)
    kind = np.repeat(np.arange(4, dtype=np.int32), 10)
    vectors = 3 * random.normal(size=(4, 8))[kind] + random.normal(size=(40, 8))
    points = Points(
        "ours", vectors.astype(np.float32), WORDS,
        {
            "kind": Column("category", tuple(KINDS), kind),
            "length": Column("number", (), np.array([len(w) for w in WORDS], np.float32)),
        },
        "cosine", relations={"pairs": [("king", "queen"), ("dog", "cat"), ("tea", "cup")]},
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEXISCOPE_DATA", str(server.folder))
        return f"file:{shelf.put(points)}"


def path(source: str, **values: Any) -> str:
    """The address of a short map."""
    said = {"source": source} | SHORT | values
    return f"/{SLUG}?{urlencode({f'{SLUG}.{name}': value for name, value in said.items()})}"


def at_rest(tab: Tab) -> Tab:
    """The map drawn, at the end of its film; nothing moves by itself."""
    tab.film()
    tab.until(f"{PLAYER}.run.whole")
    tab.at_rest()
    tab.until(f"{CLOUD}.places && {PLAYER}.maps[0].crowd")
    tab.page.locator(".stage").first.scroll_into_view_if_needed()
    tab.page.wait_for_timeout(150)
    return tab


def place(tab: Tab, i: int, on: int = 0) -> tuple[float, float]:
    x, y = tab.page.evaluate(PLACE, [i, on])
    return x, y


def said(tab: Tab, name: str) -> str | None:
    """What the address says of the moment."""
    return {n: v[-1] for n, v in parse_qs(urlsplit(tab.page.url).query).items()}.get(
        f"{SLUG}.{name}"
    )


def search(tab: Tab) -> Any:
    return tab.page.locator(".rail input[type=search]")


def find(tab: Tab, word: str) -> None:
    """Choose a word by typing it."""
    search(tab).fill(word)
    search(tab).press("Enter")
    tab.until(f"{PLAYER}.chosen().length === 1")
    expect(tab.page.locator(".chosen-point .bars").first).to_be_visible()


def bar_words(tab: Tab, at: int) -> list[str]:
    """The words of the list of that number: 0 the true neighbours, 1 those that are none."""
    found: list[str] = (
        tab.page.locator(".chosen-point .bars").nth(at).locator(".bar-word").all_text_contents()
    )
    return found


# -- the film ---------------------------------------------------------------------------------


def test_the_first_visit_shows_a_map_that_forms(
    browser: Browser, visit: Callable[..., Tab]
) -> None:
    context = browser.new_context(viewport=SIZE, locale="en-US")
    tab = visit(context).open(f"/{SLUG}")
    tab.until(f"{PLAYER}?.run.frames.length > 1", 120)  # the toy world is trained first
    tab.until(f"{CLOCK}.playing && {CLOCK}.position > 1", 40)
    tab.film()
    tab.until(f"{PLAYER}.run.whole")  # the last frames come after the word that it is done
    assert tab.js(f"{PLAYER}.run.frames.length") == 751, "every iteration is there"
    tab.js(f"{CLOCK}.seek({CLOCK}.last)")
    tab.page.wait_for_timeout(300)
    assert tab.ink("ground") > 0.003, "no points are drawn"
    assert tab.ink("paper") > 0.002, "no words are drawn"
    finding = tab.page.locator(".finding").first
    expect(finding).to_contain_text("trustworthiness 0.9")
    label = tab.page.locator(".stage").first.get_attribute("aria-label")
    assert label == finding.inner_text()
    # The relations of the toy world as arrows.
    tab.page.locator(".relations .chip").first.click()
    tab.until(f"{CLOUD}.arrows.length > 3")
    tab.page.locator(".relations .chip").first.click()
    tab.until(f"{CLOUD}.arrows.length === 0")
    context.close()


def test_time_is_moved_by_keys_and_by_hand(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    assert tab.js(f"{CLOCK}.last") == 60
    tab.page.mouse.click(*tab.js(EMPTY))
    tab.key("Home")
    assert tab.js(f"{CLOCK}.index") == 0
    tab.key("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft")
    assert tab.js(f"{CLOCK}.frame.step") == 2
    tab.until("location.search.includes('step=2')")
    tab.key("Space")
    tab.until(f"{CLOCK}.playing && {CLOCK}.position > 3")
    tab.key("Space")
    assert not tab.js(f"{CLOCK}.playing")
    search(tab).focus()
    at = tab.js(f"{CLOCK}.position")
    tab.key("End")
    assert tab.js(f"{CLOCK}.position") == at, "what is typed moves no time"
    search(tab).blur()
    tab.key("End")
    assert tab.js(f"{CLOCK}.index") == 60
    tab.until("!location.search.includes('step=')")
    before = tab.js(f"{CLOUD}.picture().toDataURL()")
    box = tab.page.locator(".track").first.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    tab.page.mouse.move(box["x"] + box["width"] * 0.5, y)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.1, y, steps=4)
    tab.page.mouse.up()
    step = tab.js(f"{CLOCK}.frame.step")
    assert 0 < step < 30
    tab.until(f"location.search.includes('step={step}')")
    assert tab.js(f"{CLOUD}.picture().toDataURL()") != before


def test_why_there_is_no_map_is_said_where_it_would_be(tab: Tab, words: str) -> None:
    tab.open(path(words, only="nonsense"))
    waiting = tab.page.locator(".stage .waiting").first
    told = "The chosen points are not of these 40; go back to all points."
    expect(waiting).to_have_text(told, timeout=20_000)
    expect(waiting).to_be_visible()
    assert tab.js(f"{PLAYER}.run.status.state") == "failed"
    # All points are a click away.
    tab.page.locator(".st-key-all-points button").click()
    tab.until(f"{PLAYER}.run.frames.length > 1", 30)


def test_vectors_that_are_not_here_leave_the_toy_world(tab: Tab) -> None:
    tab.open(path("atlantis<b>"))
    tab.film()
    told = tab.page.locator("[class*=st-key-notice]")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("not kept here; the toy world is shown")
    assert "atlantis" not in tab.page.url
    tab.page.get_by_role("button", name="Next →").click()
    expect(told).to_have_count(0)


# -- scenes -----------------------------------------------------------------------------------


def control(tab: Tab, name: str) -> Any:
    """The field of a control with a number, or its slider."""
    return tab.page.locator(f".st-key-embedding-space-{name} input")


def shows(tab: Tab, name: str, value: str) -> None:
    """The control is on the page and shows this value."""
    expect(control(tab, name)).to_have_value(value)


def walk(tab: Tab, to: int) -> None:
    """Go on to the next scene, which is that one."""
    tab.page.get_by_role("button", name="Next →").click()
    expect(tab.page.locator(".st-key-scenes-nav")).to_contain_text(f"{to} / ")
    tab.until(f"location.search.includes('scene={to}')")
    tab.idle()


def clean(tab: Tab) -> None:
    """The address says nothing of how long a map is made, nor of how."""
    for name in ("iterations", "perplexity", "epochs", "min_dist", "neighbours", "method"):
        assert said(tab, name) is None, name


def method(tab: Tab, name: str) -> None:
    """Choose a method by hand."""
    tab.page.get_by_role("radio", name=name, exact=True).first.click(force=True)
    tab.idle()


def test_controls_that_come_back_have_their_values(tab: Tab) -> None:
    tab.open(f"/{SLUG}")
    tab.film()
    tab.idle()
    shows(tab, "iterations", "750")
    walk(tab, 2)
    expect(control(tab, "iterations")).to_have_count(0)
    tab.until(f"{PLAYER}.run.notes.method === 'pca' && {PLAYER}.run.status.state === 'done'", 30)
    tab.idle()
    # An answer is a rerun in which they are not drawn either.
    tab.page.locator(".st-key-question label").nth(1).click()
    expect(tab.page.locator(".st-key-question")).to_contain_text("The run says")
    tab.idle()
    method(tab, "t-SNE")
    shows(tab, "iterations", "750")
    shows(tab, "perplexity", "30")
    clean(tab)
    method(tab, "PCA")
    walk(tab, 3)
    shows(tab, "iterations", "750")
    shows(tab, "perplexity", "30")
    tab.page.wait_for_timeout(300)
    tab.idle()
    clean(tab)
    shows(tab, "iterations", "750")
    # And once more, when the page runs again for another reason.
    tab.page.locator(".st-key-question label").nth(1).click()
    tab.idle()
    shows(tab, "iterations", "750")
    shows(tab, "perplexity", "30")
    clean(tab)
    assert tab.js(f"{PLAYER}.run.notes.last_step") == 750


def test_controls_that_come_back_by_hand_have_their_values(tab: Tab, words: str) -> None:
    tab.open(path(words, method="umap", epochs=20))
    tab.film()
    tab.idle()
    field = control(tab, "min_dist")
    field.fill("0.45")
    field.press("Enter")
    tab.until("location.search.includes('min_dist=0.45')")
    tab.idle()
    method(tab, "t-SNE")
    expect(field).to_have_count(0)
    shows(tab, "iterations", "60")
    shows(tab, "perplexity", "8")
    method(tab, "UMAP")
    shows(tab, "min_dist", "0.45")
    # Also after more than one rerun without them.
    for name in ("t-SNE", "PCA", "UMAP"):
        method(tab, name)
    shows(tab, "min_dist", "0.45")
    shows(tab, "epochs", "20")
    tab.page.wait_for_timeout(300)
    tab.idle()
    assert [said(tab, name) for name in ("min_dist", "epochs", "iterations")] == [
        "0.45", "20", "60",
    ]  # fmt: skip


def test_with_reduced_motion_a_scene_shows_its_end(
    browser: Browser, visit: Callable[..., Tab], words: str
) -> None:
    context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
    tab = visit(context).open(f"/{SLUG}?scene=8&{SLUG}.source=line")  # it sets step = "play"
    tab.film()
    last = f"!{CLOCK}.playing && {CLOCK}.last > 0 && {CLOCK}.index === {CLOCK}.last"
    tab.until(last)
    # Also where the run is there already, and after a shake.
    tab.page.reload()
    tab.film()
    tab.until(last)
    before = tab.js(f"{PLAYER}.run.key")
    tab.page.locator(".tools button").last.click()
    tab.until(f"{PLAYER}.run.key !== '{before}'", 30)
    tab.film()
    tab.until(last)
    tab.page.wait_for_timeout(300)
    assert tab.js(last)
    # Whoever wants to see it move, presses play.
    tab.js(f"{CLOCK}.seek(0)")
    tab.page.locator("button.play").first.click()
    tab.until(f"{CLOCK}.playing && {CLOCK}.position > 0.2")
    context.close()


# -- points -----------------------------------------------------------------------------------


def test_points_are_found_by_beginning_and_by_pattern(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    lit = f"[...({PLAYER}.lit() ?? [])].map((i) => {PLAYER}.run.notes.words[i])"
    told = tab.page.locator(".seek p")
    search(tab).fill("king")
    assert tab.js(lit) == ["king", "kingdom", "kingfisher"]
    expect(told).to_contain_text("3")
    levels = f"[...{CLOUD}.points.level].map((each, i) => each > 0 ? i : -1).filter((i) => i >= 0)"
    assert [WORDS[i] for i in tab.js(levels)] == tab.js(lit), "the others are dimmed"
    search(tab).fill("lag")
    assert tab.js(lit) == ["village"], "where nothing begins so, within the word"
    search(tab).fill("/^(tea|.*er)$/")
    assert tab.js(lit) == ["tea", "water", "beer", "kingfisher", "river"]
    for typed, sentence in (
        *((each, "This pattern is not finished.") for each in ("/", "/(", "/[a-", "/*")),
        *((each, "Nothing found.") for each in ("<b>nobody</b>", "/^nobody$/", "@")),
    ):
        search(tab).fill("king")
        assert len(tab.js(levels)) == 3
        search(tab).fill(typed)
        expect(told).to_have_text(sentence)
        assert tab.js(f"{PLAYER}.lit()") is None
        assert len(tab.js(levels)) == 40, "where nothing is found nothing is dimmed"
    search(tab).press("Escape")
    assert tab.js(f"{PLAYER}.lit()") is None
    # Enter takes the word itself where it is among those found, else the first.
    find(tab, "kingdom")
    assert tab.js(f"{PLAYER}.chosen()") == [WORDS.index("kingdom")]
    assert said(tab, "selected") == "kingdom"
    find(tab, "kingf")
    assert said(tab, "selected") == "kingfisher"


def test_a_click_tells_true_neighbours_from_made_up_ones(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    tab.js(f"{CLOCK}.seek(4)")  # early, when the map knows little
    tab.page.wait_for_timeout(100)
    at = WORDS.index("tea")
    tab.page.mouse.click(*place(tab, at))
    tab.until(f"{PLAYER}.chosen()[0] === {at}")
    bars = tab.page.locator(".chosen-point .bars").first.locator(".bar")
    expect(bars).to_have_count(10)
    answer = tab.page.evaluate(f"() => {PLAYER}.run.ask('neighbours', {{ row: '{at}' }})")
    assert bar_words(tab, 0) == answer["cosine"]["words"][:10]
    # Every true neighbour has its line, dashed where the map lost it; every false one too.
    lines = tab.js(f"{CLOUD}.lines")
    assert {line["from"] for line in lines} == {at}
    truth = answer["cosine"]["rows"][:10]
    map_ = tab.page.evaluate(
        "(i) => { const p = window.__player; return p.maps[0].crowd.onMap("
        "i, p.maps[0].positions(p.clock.index), null); }",
        at,
    )
    assert sorted(map_) == sorted(nearest(tab, at))
    palette = tab.js(f"{PLAYER}.maps[0].data.palette")
    true = [line for line in lines if line["colour"] == palette["context"]]
    false = [line for line in lines if line["colour"] == palette["negative"]]
    assert [line["to"] for line in true] == truth
    assert [line["dashed"] for line in true] == [i not in map_ for i in truth]
    fakes = [i for i in map_ if i not in truth]
    assert fakes, "the map begins with mistakes"
    assert [line["to"] for line in false] == fakes
    assert len(lines) == len(true) + len(false)
    assert bar_words(tab, 1) == [WORDS[i] for i in fakes]
    assert bar_places(tab) == [answer["ranks"]["cosine"][i] for i in fakes]
    caption = tab.page.locator(".chosen-point .caption")
    expect(caption).to_contain_text(f"keeps {10 - len(fakes)} of")
    # A made-up neighbour says so under the pointer.
    tab.page.mouse.move(*place(tab, fakes[0]))
    expect(tab.page.locator(".stage .tip em").first).to_contain_text("tea")
    # By the other distance the list is another one.
    tab.page.locator(".chosen-point .either .chip").nth(1).click()
    assert bar_words(tab, 0) == answer["euclidean"]["words"][:10]
    # A neighbour is a way on; a click on nothing lets go.
    bars.first.click()
    tab.until(f"{PLAYER}.chosen()[0] === {answer['euclidean']['rows'][0]}")
    tab.page.mouse.click(*tab.js(EMPTY))
    tab.until(f"{PLAYER}.chosen().length === 0 && {CLOUD}.lines.length === 0")
    assert said(tab, "selected") is None


#: For a point what each distance says of its neighbours on the first map.
TOLD = """
async (row) => {
  const { run, maps, clock } = window.__player;
  const answer = await run.ask("neighbours", { row: String(row) });
  const near = maps[0].crowd.onMap(row, maps[0].positions(clock.index), null);
  return ["cosine", "euclidean"].map((metric) => {
    const real = answer[metric].rows.slice(0, 10), fakes = near.filter((i) => !real.includes(i));
    return { real, fakes, places: fakes.map((i) => answer.ranks[metric][i]) };
  });
}
"""


def test_made_up_neighbours_are_told_by_the_distance_chosen(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    tab.js(f"{CLOCK}.seek(4)")
    # A word that keeps another number of its neighbours by the other distance.
    counts = [[len(one["fakes"]) for one in tab.page.evaluate(TOLD, i)] for i in range(40)]
    at = next(i for i, (one, other) in enumerate(counts) if one and other and one != other)
    find(tab, WORDS[at])
    caption, palette = tab.page.locator(".chosen-point .caption"), f"{PLAYER}.maps[0].data.palette"
    fake = f"{CLOUD}.lines.filter((line) => line.colour === {palette}.negative)"
    either = tab.page.locator(".chosen-point .either .chip")
    told = tab.page.evaluate(TOLD, at)
    for chip in (1, 0, 1):
        either.nth(chip).click()
        said = told[chip]
        assert bar_words(tab, 0) == [WORDS[i] for i in said["real"]]
        assert bar_words(tab, 1) == [WORDS[i] for i in said["fakes"]]
        assert bar_places(tab) == said["places"]
        assert min(said["places"]) > 10
        expect(caption).to_contain_text(f"keeps {10 - len(said['fakes'])} of")
        assert tab.js(f"{fake}.map((line) => line.to)") == said["fakes"]


def bar_places(tab: Tab) -> list[int]:
    """At which place the neighbours that are none really stand."""
    told = tab.page.locator(".chosen-point .bars").nth(1).locator(".bar-number").all_text_contents()
    return [int(re.sub(r"\D", "", each)) for each in told]


def nearest(tab: Tab, i: int) -> list[int]:
    """The ten nearest on the first map, from what was recorded."""
    data = tab.js(f"[...{CLOCK}.frame.arrays.positions.data]")
    places = np.array(data).reshape(len(WORDS), -1)
    gaps = np.linalg.norm(places - places[i], axis=1)
    gaps[i] = np.inf
    found: list[int] = np.argsort(gaps)[:10].tolist()
    return found


def test_a_lasso_chooses_and_the_chosen_are_isolated_and_mapped_anew(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    places = [place(tab, i) for i in range(40)]
    lasso = tab.page.locator(".tools .lasso")
    lasso.click()
    expect(lasso).to_have_attribute("aria-pressed", "true")
    (left, top), (right, bottom) = np.quantile(places, [0.15, 0.85], axis=0)
    around = [(left, top), (right, top), (right, bottom), (left, bottom)]
    tab.page.mouse.move(*around[0])
    tab.page.mouse.down()
    for corner in [*around[1:], around[0]]:
        tab.page.mouse.move(*corner, steps=5)
    tab.page.mouse.up()
    low, high = np.array(around).min(axis=0), np.array(around).max(axis=0)
    inside = [i for i, at in enumerate(places) if (low < at).all() and (at < high).all()]
    assert 3 < len(inside) < 40
    tab.until(f"{PLAYER}.chosen().length > 1")
    assert sorted(tab.js(f"{PLAYER}.chosen()")) == inside
    # One drawing, then dragging moves the map again.
    expect(lasso).to_have_attribute("aria-pressed", "false")
    assert not tab.js(f"{CLOUD}.lassoing")
    title = tab.page.locator(".map-title").first
    expect(title).not_to_contain_text("of 40 points")
    chips = tab.page.locator(".chosen-point .chip")
    expect(tab.page.locator(".chosen-point h3")).to_contain_text(str(len(inside)))
    # Alone on the map: nothing else can be pointed at, and all come back.
    chips.nth(0).click()
    tab.until(f"{CLOUD}.hidden")
    hidden = tab.js(f"[...{CLOUD}.hidden]")
    assert [i for i, gone in enumerate(hidden) if not gone] == inside
    expect(title).to_contain_text(f"{len(inside)} of 40 points")
    tab.page.locator(".show-all").click()
    tab.until(f"!{CLOUD}.hidden")
    expect(tab.page.locator(".show-all")).to_be_hidden()
    expect(title).not_to_contain_text("of 40 points")
    # Mapped anew: a run of these points only.
    tab.js(f"{CLOUD}.onlasso({inside}, false)")
    before = tab.js(f"{PLAYER}.run.key")
    tab.page.locator(".chosen-point .chip.strong").click()
    tab.until(f"{PLAYER}.run.key !== '{before}'", 30)
    tab.film()
    assert tab.js(f"{PLAYER}.run.notes.words") == [WORDS[i] for i in inside]
    assert said(tab, "only")
    assert tab.js(f"{PLAYER}.run.notes.whole") == 40
    expect(title).to_contain_text(f"{len(inside)} of 40 points")
    tab.idle()
    tab.page.locator(".st-key-all-points button").click()
    tab.until(f"{PLAYER}.run.key === '{before}'", 30)
    expect(title).not_to_contain_text("of 40 points")


def test_a_lasso_is_put_away_after_one_drawing(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    lasso = tab.page.locator(".tools .lasso")
    places = [place(tab, i) for i in range(40)]
    (left, top), (right, bottom) = np.quantile(places, [0.2, 0.8], axis=0)

    def drawn() -> None:
        tab.page.mouse.move(left, top)
        tab.page.mouse.down()
        for corner in ((right, top), (right, bottom), (left, bottom), (left, top)):
            tab.page.mouse.move(*corner, steps=4)
        tab.page.mouse.up()

    # With Shift a drawing adds to the last one, and the lasso stays in the hand.
    lasso.click()
    tab.page.keyboard.down("Shift")
    drawn()
    tab.page.keyboard.up("Shift")
    tab.until(f"{PLAYER}.chosen().length > 1")
    expect(lasso).to_have_attribute("aria-pressed", "true")
    drawn()
    expect(lasso).to_have_attribute("aria-pressed", "false")
    assert tab.js(f"{CLOUD}.view") is None
    chosen = tab.js(f"{PLAYER}.chosen()")
    tab.page.mouse.move(*tab.js(EMPTY))
    tab.page.mouse.down()
    x, y = tab.js(EMPTY)
    tab.page.mouse.move(x + 60, y + 40, steps=4)
    tab.page.mouse.up()
    assert tab.js(f"{CLOUD}.view"), "a drag moves the map"
    assert tab.js(f"{PLAYER}.chosen()") == chosen


def test_colours_are_columns_or_the_truth_of_the_map(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    colours = tab.page.locator(".rail select")
    options = colours.locator("option").evaluate_all("all => all.map((one) => one.value)")
    assert options == [
        "kind", "length", "found groups", "trustworthiness", "continuity", "overlap",
    ]  # fmt: skip
    tints = f"[...{CLOUD}.colours].slice(0, 3)"
    before = tab.js(tints)
    legend = tab.page.locator(".groups .group")
    expect(legend).to_have_count(4)
    legend.nth(1).click()
    levels = f"[...{CLOUD}.points.level]"
    tab.until(f"{levels}.filter((each) => each > 0).length === 10")
    assert [i for i, each in enumerate(tab.js(levels)) if each] == list(range(10, 20))
    legend.nth(1).click()
    for name in ("length", "overlap"):
        colours.select_option(name)
        expect(tab.page.locator(".groups .ramp")).to_be_visible()
        tab.until(f"new URL(location.href).searchParams.get('{SLUG}.colour') === '{name}'")
    assert tab.js(tints) != before
    # The colour of truth follows the moment.
    late = tab.js(f"[...{CLOUD}.colours]")
    tab.js(f"{CLOCK}.seek(0)")
    tab.page.wait_for_timeout(100)
    assert tab.js(f"[...{CLOUD}.colours]") != late
    colours.select_option("kind")
    tab.until("!location.search.includes('colour=')")


# -- two maps ---------------------------------------------------------------------------------


def test_two_maps_move_on_one_clock_and_light_each_other(tab: Tab, words: str) -> None:
    tab.open(path(words, beside="method~umap,epochs~30"))
    at_rest(tab)
    tab.until(f"{PLAYER}.maps.length === 2 && {PLAYER}.maps[1].run.frames.length === 31", 40)
    titles = tab.page.locator(".map-title").all_text_contents()
    assert titles[0].startswith("t-SNE")
    assert titles[1].startswith("UMAP")
    # Half of one is half of the other.
    tab.js(f"{CLOCK}.seek(30)")
    tab.page.wait_for_timeout(150)
    second = f"{PLAYER}.maps[1].cloud"
    half = tab.js(f"[...{PLAYER}.maps[1].run.frames[15].arrays.positions.data]")
    assert tab.js(f"[...{second}.before]") == half
    tab.key("Home")
    tab.until(f"{CLOCK}.index === 0")
    tab.js(f"{CLOCK}.play()")
    tab.until(f"{CLOCK}.position > 2")
    tab.js(f"{CLOCK}.seek({CLOCK}.last)")
    tab.page.wait_for_timeout(150)
    for on in (0, 1):
        i = WORDS.index("milk")
        tab.page.mouse.move(*tab.js(EMPTY))
        tab.page.mouse.move(*place(tab, i, on), steps=3)
        tab.until(f"{PLAYER}.hovered() >= 0")
        i = tab.js(f"{PLAYER}.hovered()")  # another one may stand before it
        for map_ in (0, 1):
            assert tab.js(f"{PLAYER}.maps[{map_}].cloud.hovered") == i
        expect(tab.page.locator(".stage .tip").nth(on)).to_contain_text(WORDS[i])
        expect(tab.page.locator(".stage .tip").nth(1 - on)).to_be_hidden()
    tab.page.mouse.click(*place(tab, i, 1))
    tab.until(f"{PLAYER}.chosen()[0] === {i}")
    for map_ in (0, 1):
        assert tab.js(f"{PLAYER}.maps[{map_}].cloud.selected") == [i]
        assert len(tab.js(f"{PLAYER}.maps[{map_}].cloud.lines")) >= 10


# -- links ------------------------------------------------------------------------------------


def test_a_link_restores_the_moment_in_space(
    browser: Browser, tab: Tab, visit: Callable[..., Tab], words: str
) -> None:
    tab.open(path(words, dimensions=3, beside="seed~2", begin="random"))
    at_rest(tab)
    tab.until(f"{PLAYER}.maps[1]?.run.frames.length === 61", 40)
    find(tab, "paris")
    tab.page.locator(".rail select").select_option("continuity")
    box = tab.page.locator(".stage").first.bounding_box()
    assert box is not None
    x, y = tab.js(EMPTY)
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + 90, y + 40, steps=5)
    tab.page.mouse.up()
    tab.js(f"{CLOCK}.seek(23)")
    tab.until("location.search.includes('step=23')")
    view = tab.js(f"{CLOUD}.view")
    assert view["yaw"] != 0
    assert len((said(tab, "camera") or "").split(",")) == 5
    link = tab.page.url
    depths = tab.js(f"[...{CLOUD}.places]")
    fresh = browser.new_context(viewport=SIZE)
    again = visit(fresh)
    again.page.goto(link)
    again.until(f"{PLAYER}?.run.frames.length === 61 && {PLAYER}.maps.length === 2", 40)
    again.until(f"{CLOCK}.frame.step === 23 && {PLAYER}.chosen().length === 1")
    assert not again.js(f"{CLOCK}.playing")
    for name, number in view.items():
        assert again.js(f"{CLOUD}.view.{name}") == pytest.approx(number, rel=1e-3, abs=1e-6)
    assert again.js(f"{PLAYER}.chosen()") == [WORDS.index("paris")]
    expect(again.page.locator(".rail select")).to_have_value("continuity")
    again.until(f"{PLAYER}.maps[1].run.frames.length === 61")
    again.page.wait_for_timeout(300)
    np.testing.assert_allclose(again.js(f"[...{CLOUD}.places]"), depths, atol=2)
    for name in ("step", "selected", "camera", "colour", "beside"):
        assert said(again, name) == said(tab, name), name
    fresh.close()


def test_digits_turn_in_space_and_keep_their_camera(tab: Tab) -> None:
    tab.open(path("digits", points=200, dimensions=3, iterations=100, method="pca"))
    at_rest(tab)
    assert tab.js(f"{CLOUD}.dimensions") == 3
    assert tab.js(f"{PLAYER}.maps[0].crowd.images.w") == 8
    before = tab.js(f"[...{CLOUD}.places]")
    x, y = tab.js(EMPTY)
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + 120, y + 30, steps=6)
    tab.page.mouse.up()
    tab.page.wait_for_timeout(100)
    view = tab.js(f"{CLOUD}.view")
    assert abs(view["yaw"]) > 0.1
    assert tab.js(f"[...{CLOUD}.places]") != before
    tab.js(f"{CLOCK}.seek(0)")
    tab.js(f"{CLOCK}.play()")
    tab.until(f"{CLOCK}.position > 5")
    tab.js(f"{CLOCK}.pause()")
    assert tab.js(f"{CLOUD}.view") == view, "time does not turn it back"
    assert tab.ink("ground") > 0.001
    assert tab.ink("paper") > 0.001, "the pictures are drawn"
    tab.page.locator(".tools button").nth(2).click()
    assert tab.js(f"{CLOUD}.view") is None


#: Keeps the steps that are shown of another run, once its moment has come.
SEEN = """
(before) => {
  window.__seen = [];
  setInterval(() => {
    const { run, clock } = window.__player;
    if (run.key !== before && run.frames.length && clock.wanted === null)
      window.__seen.push(clock.frame.step);
  }, 5);
}
"""


def test_a_shake_is_seen_and_settles(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    find(tab, "wine")
    tab.page.locator(".rail select").select_option("overlap")
    tab.js(f"{CLOCK}.seek(30)")
    before = tab.js(f"{PLAYER}.run.key")
    tab.page.evaluate(SEEN, before)
    tab.page.locator(".tools button").last.click()
    tab.until(f"{PLAYER}.run.key !== '{before}'", 30)
    # It is shown from the shake on, by itself.
    tab.until(f"{CLOCK}.playing && {CLOCK}.frame.step > 33", 30)
    assert 30 <= tab.js("Math.min(...window.__seen)") < 60
    tab.film()
    assert [30, "shaken"] in tab.js(f"{PLAYER}.run.notes.marks")
    assert tab.js(f"{PLAYER}.run.notes.last_step") == 330, "300 steps to settle"
    assert (said(tab, "shaken_at"), said(tab, "iterations")) == ("30", "330")
    # Whoever looked at a word still does, in the same colours.
    assert tab.js(f"{PLAYER}.chosen()") == [WORDS.index("wine")]
    expect(tab.page.locator(".rail select")).to_have_value("overlap")
    assert (said(tab, "selected"), said(tab, "colour")) == ("wine", "overlap")


def test_a_map_goes_on_from_its_end(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    before = tab.js(f"{PLAYER}.run.key")
    film = tab.js(f"[...{CLOCK}.frame.arrays.positions.data]")
    tab.page.evaluate(SEEN, before)
    tab.page.locator(".st-key-go-on button").click()
    tab.until(f"{PLAYER}.run.key !== '{before}'", 30)
    tab.until(f"{CLOCK}.playing && {CLOCK}.frame.step > 63", 30)
    assert 60 <= tab.js("Math.min(...window.__seen)") < 90
    tab.film()
    assert tab.js(f"{PLAYER}.run.notes.last_step") == 560
    # Nothing before it has become another: moments on the way are kept in half precision.
    again = tab.js(f"[...{PLAYER}.run.frames[60].arrays.positions.data]")
    np.testing.assert_allclose(again, film, rtol=1e-3, atol=1e-3)
    tab.idle()
    shows(tab, "iterations", "560")


def test_what_cannot_be_shaken_has_no_button_for_it(tab: Tab, words: str) -> None:
    shake = "window.__player.maps[0].element.querySelector('.tools button:last-child')"
    for name, hidden in (("pca", True), ("tsne", False), ("umap", False)):
        tab.open(path(words, method=name, epochs=20))
        at_rest(tab)
        assert tab.js(f"{shake}.hidden") is hidden, name
        assert tab.js(f"getComputedStyle({shake}).display === 'none'") is hidden, name


def test_small_maps_are_computed_and_one_becomes_the_large_one(tab: Tab, words: str) -> None:
    tab.open(path(words))
    at_rest(tab)
    tab.page.locator(".st-key-small-maps button").click()
    cells = tab.page.locator(".small-map")
    expect(cells).to_have_count(25, timeout=20_000)
    expect(tab.page.locator(".small-map.made")).to_have_count(25, timeout=40_000)
    shares = tab.page.locator(".small-map small").all_text_contents()
    assert all(re.fullmatch(r"(0\.\d+|1(\.0+)?)", share) for share in shares)
    drawn = (
        cells.nth(7)
        .locator("canvas")
        .evaluate(
            "(canvas) => canvas.getContext('2d').getImageData(0, 0, 240, 240).data.some(Boolean)"
        )
    )
    assert drawn
    before = tab.js(f"{PLAYER}.run.key")
    cells.nth(6).click()  # second row, second column
    tab.until(f"{PLAYER}.run.key !== '{before}'", 30)
    assert (said(tab, "perplexity"), said(tab, "iterations")) == ("5", "50")


# -- taking it along --------------------------------------------------------------------------


def download(tab: Tab, button: int, to: Path) -> Path:
    """What a button of the share row gives."""
    with tab.page.expect_download() as found:
        tab.page.locator(".share button").nth(button).click()
    given: Download = found.value
    path = to / given.suggested_filename
    given.save_as(path)
    return path


def test_a_moment_is_taken_along_in_every_form(
    browser: Browser, tab: Tab, words: str, tmp_path: Path
) -> None:
    tab.open(path(words))
    at_rest(tab)
    tab.js(f"{CLOCK}.seek(20)")
    find(tab, "wine")
    expect(tab.page.locator(".share button")).to_have_count(7)
    places = np.array(tab.js(f"[...{CLOCK}.frame.arrays.positions.data]")).reshape(40, 2)
    for button, ending, between in ((CSV, "csv", ","), (TSV, "tsv", "\t")):
        file = download(tab, button, tmp_path)
        assert file.name == f"{SLUG}-20.{ending}"
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8")), delimiter=between))
        assert [row["label"] for row in rows] == list(WORDS)
        got = np.array([[float(row["x"]), float(row["y"])] for row in rows])
        np.testing.assert_allclose(got, places)
        assert [row["kind"] for row in rows] == list(np.repeat(list(KINDS), 10))
        assert rows[0]["length"] == "4"
    picture = download(tab, PNG, tmp_path)
    assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert picture.stat().st_size > 5_000
    drawing = download(tab, SVG, tmp_path).read_text("utf-8")
    assert drawing.startswith(("<svg", "<?xml"))
    assert "wine" in drawing
    assert "<script" not in drawing
    film = download(tab, FILM, tmp_path)
    assert film.name.endswith(".html")
    plays_alone(browser, film)


def plays_alone(browser: Browser, film: Path) -> None:
    """The film opens from the disk, with no network, and moves."""
    context = browser.new_context(viewport=SIZE, offline=True)
    page = context.new_page()
    asked: list[str] = []
    broken: list[str] = []
    page.on("request", lambda request: asked.append(request.url[:60]))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(film.as_uri())
    page.wait_for_function("() => window.__film?.position() > 2")
    assert page.evaluate("() => window.__film.frames.length") == 61
    page.keyboard.press("Space")
    at = page.evaluate("() => window.__film.position()")
    page.wait_for_timeout(150)
    assert page.evaluate("() => window.__film.position()") == at, "the space bar stops it"
    track = page.locator("input[type=range]")
    track.evaluate("(input) => { input.value = 60; input.dispatchEvent(new Event('input')); }")
    assert page.evaluate("() => window.__film.position()") == 60
    page.wait_for_function("() => window.__film.cloud.places")
    colours = "() => [...window.__film.cloud.colours].join()"
    before = page.evaluate(colours)
    page.locator("select").select_option("1")
    assert page.evaluate(colours) != before
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked), asked
    assert broken == []
    context.close()


# -- languages, stage, small windows ----------------------------------------------------------


def test_a_phone_shows_the_maps_without_scrolling_sideways(
    browser: Browser, visit: Callable[..., Tab], words: str
) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800}, has_touch=True)
    tab = visit(context).open(path(words, beside="seed~2"))
    at_rest(tab)
    tab.until(f"{PLAYER}.maps.length === 2")
    root = "(document.querySelector('[data-testid=stMain]') ?? document.documentElement)"
    assert tab.js(f"{root}.scrollWidth <= {root}.clientWidth")
    assert tab.js("document.documentElement.scrollWidth <= innerWidth")
    for stage in tab.page.locator(".stage").all():
        box = stage.bounding_box()
        assert box is not None
        assert box["width"] >= 150
        assert box["height"] >= 150
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 400
    assert tab.ink("ground") > 0.002
    context.close()


def test_at_night_the_map_is_dark_and_in_chinese_it_is_chinese(
    browser: Browser, visit: Callable[..., Tab], words: str
) -> None:
    context = browser.new_context(viewport=SIZE, locale="zh-CN", color_scheme="dark")
    tab = visit(context).open(path(words))
    at_rest(tab)
    assert tab.js(LIGHT) < 0.35
    assert "的" in tab.page.locator(".finding").first.inner_text()
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("图")
    # Every word that is spoken is Chinese, but for the words of the map.
    labels = tab.page.locator(".tools button").evaluate_all("all => all.map((one) => one.title)")
    assert all(re.search("[一-鿿]", label) for label in labels)
    tab.page.get_by_role("button", name="English").click()
    expect(tab.page.locator(".finding").first).to_contain_text("trustworthiness")
    assert tab.js(LIGHT) < 0.35
    context.close()
