"""The word2vec page in a real browser: pictures, keys, links, languages, small windows."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Route, TimeoutError, expect

import engine
from pages.shared.scenes import story
from tests.browser.conftest import SIZE, Server, Tab, until

pytestmark = pytest.mark.browser

CHINESE = (
    "国王喝茶。王后喝茶。男人喝水。女人喝水。小狗追小猫。小猫追老鼠。"
    "老师在学校教书。学生在学校读书。农民在农场种地。医生在医院看病。"
) * 8
SCENES = story("word2vec", "en").scenes
CLOCK = "window.__player.clock"
CLOUD = "window.__player.cloud"
#: A place of the picture, seen and without a word within reach: [x, y] in the window.
EMPTY = """
(() => {
  const cloud = window.__player.cloud, box = cloud.paper.getBoundingClientRect();
  for (let y = 20; y < box.height - 20; y += 7)
    for (let x = 20; x < box.width - 60; x += 7) {
      const there = document.elementFromPoint(box.x + x, box.y + y);
      const inside = there?.shadowRoot?.elementFromPoint(box.x + x, box.y + y) ?? there;
      if (cloud.under(x, y) < 0 && inside === cloud.paper) return [box.x + x, box.y + y];
    }
  return null;
})()
"""
SUM = "all => all.map((one) => one.value)"


def address(tab: Tab) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(tab.page.url).query).items()}


def choose_own_text(tab: Tab) -> None:
    """Choose “Your own text”. A list closes when the page scrolls under it: scroll first."""
    box = tab.page.get_by_role("combobox", name="Text").first
    for attempt in range(5):
        tab.idle()
        box.scroll_into_view_if_needed()
        tab.page.wait_for_timeout(200)
        box.click()
        try:
            tab.page.get_by_role("option", name="Your own text").click(timeout=3000)
            return
        except TimeoutError:
            tab.page.keyboard.press("Escape")
            assert attempt < 4, "the list of texts does not stay open"


def own_text(tab: Tab, text: str) -> None:
    choose_own_text(tab)
    tab.page.get_by_label("Paste text").fill(text)
    tab.page.get_by_role("button", name="Use this text").click()


def chosen(tab: Tab) -> list[str]:
    """The words looked at, as the address says them."""
    return [word for word in address(tab).get("word2vec.selected", "").split(",") if word]


def click_on_nothing(tab: Tab) -> None:
    """Click where the picture shows no word."""
    tab.page.locator(".stage").first.scroll_into_view_if_needed()
    tab.page.wait_for_timeout(200)
    found = tab.js(EMPTY)
    assert found, "there is room between the words"
    tab.page.mouse.click(*found)


# -- the film ---------------------------------------------------------------------------------


def test_the_first_visit_shows_words_that_move(browser: Browser, visit: Callable[..., Tab]) -> None:
    context = browser.new_context(viewport=SIZE, locale="en-US")
    tab = visit(context).open()
    tab.until("window.__player?.run.frames.length > 1", 120)
    tab.until(f"{CLOCK}.playing")
    before = tab.js(f"{CLOCK}.position")
    tab.until(f"{CLOCK}.position > {before} + 1")
    tab.film()
    tab.until(f"{CLOCK}.position >= {CLOCK}.last && !{CLOCK}.playing", 30)
    tab.page.wait_for_timeout(300)
    assert tab.ink("ground") > 0.003, "no points are drawn"
    assert tab.ink("paper") > 0.003, "no words are drawn"
    # The first scene looks at one word; without it there is room for many.
    expect(tab.page.locator(".near .chosen")).to_contain_text("king")
    assert tab.js(f"{CLOUD}.shown.size") > 4, "the word and its neighbours are labelled"
    click_on_nothing(tab)
    tab.until(f"{CLOUD}.shown.size > 20")
    assert tab.js("window.__player.run.notes.words.length") > 400
    # What a reader who sees nothing is told is the finding.
    label = tab.page.locator(".stage").get_attribute("aria-label")
    assert label is not None
    assert "analogies right" in label
    context.close()


def test_time_is_moved_by_keys(tab: Tab) -> None:
    tab.open().at_rest()
    last = tab.js(f"{CLOCK}.last")
    assert last > 20
    knob = tab.page.get_by_role("slider", name="Time of the training").first
    knob.focus()
    tab.key("Home")
    assert tab.js(f"{CLOCK}.index") == 0
    tab.key("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft")
    assert tab.js(f"{CLOCK}.index") == 2
    expect(knob).to_have_attribute("aria-valuenow", "2")
    assert "epoch" in (knob.get_attribute("aria-valuetext") or "")
    tab.key("End")
    assert tab.js(f"{CLOCK}.index") == last
    tab.key("Home", "Space")
    assert tab.js(f"{CLOCK}.playing")
    tab.until(f"{CLOCK}.position > 1")
    tab.key("Space")
    assert not tab.js(f"{CLOCK}.playing")
    # The keys of the page are the keys of the player, wherever the focus is but in a text.
    tab.js("document.activeElement.blur()")
    tab.key("Home")
    assert tab.js(f"{CLOCK}.index") == 0
    tab.page.get_by_placeholder("find a word").first.focus()
    tab.key("End")
    assert tab.js(f"{CLOCK}.index") == 0


def test_dragging_moves_the_points_and_the_address(tab: Tab) -> None:
    tab.open().at_rest()
    tab.page.wait_for_timeout(400)
    picture = tab.page.locator(".stage").first.screenshot()
    track = tab.page.locator(".track").first
    box = track.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.05, y, steps=4)
    tab.page.mouse.up()
    index = tab.js(f"{CLOCK}.index")
    assert 0 < index < tab.js(f"{CLOCK}.last") / 2
    step = tab.js(f"{CLOCK}.frame.step")
    tab.until(f"new URL(location.href).searchParams.get('word2vec.step') === '{step}'")
    assert tab.page.locator(".stage").first.screenshot() != picture


def test_a_word_is_found_and_its_neighbours_listed(tab: Tab) -> None:
    tab.open().at_rest()
    search = tab.page.get_by_placeholder("find a word").first
    search.fill("king")
    expect(tab.page.get_by_role("option").first).to_have_text("king")
    search.press("Enter")
    bars = tab.page.locator(".near .bar")
    expect(bars).to_have_count(10)
    words = tab.page.locator(".near .bar .bar-word").all_text_contents()
    known = tab.js("window.__player.run.notes.words")
    assert set(words) <= set(known)
    assert "king" not in words
    assert address(tab)["word2vec.selected"] == "king"
    # The list shows the moment that the film shows.
    tab.js(f"{CLOCK}.seek(0)")
    tab.page.wait_for_timeout(200)
    assert tab.page.locator(".near .bar .bar-word").all_text_contents() != words
    # A neighbour is a way on.
    bars.first.click()
    tab.until("!location.search.includes('selected=king')")


def test_zoom_survives_frames_and_reruns(tab: Tab) -> None:
    tab.open().at_rest()
    for _ in range(3):
        tab.page.get_by_role("button", name="Closer").first.click()
    view = tab.js(f"{CLOUD}.view")
    assert view["zoom"] == pytest.approx(1.5**3)
    tab.js(f"{CLOCK}.seek(0)")
    tab.js(f"{CLOCK}.play()")
    tab.until(f"{CLOCK}.position > 5")
    tab.js(f"{CLOCK}.pause()")
    assert tab.js(f"{CLOUD}.view") == view
    # A rerun that draws controls anew, and one that draws every word anew.
    tab.page.get_by_text("More controls").click()
    expect(tab.page.get_by_text("Dynamic window", exact=True)).to_be_visible()
    tab.page.wait_for_timeout(500)  # the controls slide into place
    tab.page.get_by_text("Dynamic window", exact=True).click()
    told = "The picture still shows the run before this change."
    expect(tab.page.get_by_text(told)).to_be_visible()
    assert tab.js(f"{CLOUD}.view") == view
    tab.page.get_by_role("button", name="Present").click()
    expect(tab.page.locator(".player.present")).to_be_visible()
    tab.idle()
    # A link carries four digits of it.
    assert tab.js(f"{CLOUD}.view.zoom") == pytest.approx(view["zoom"], rel=1e-3)


def test_a_click_on_nothing_lets_go_of_words_and_sum(tab: Tab) -> None:
    tab.open().at_rest()
    search = tab.page.get_by_placeholder("find a word").first
    search.fill("paris")
    search.press("Enter")
    tab.page.locator(".examples .chip").first.click()
    expect(tab.page.locator(".near .bar")).to_have_count(10)
    tab.until(f"{CLOUD}.arrows.length === 2")
    tab.until("location.search.includes('analogy=')")
    assert chosen(tab) == ["paris"]
    click_on_nothing(tab)
    tab.until("!/selected=|analogy=/.test(location.search)")
    tab.until(f"{CLOUD}.arrows.length === 0 && {CLOUD}.selected.length === 0")
    expect(tab.page.locator(".near .bar")).to_have_count(0)
    expect(tab.page.locator(".adding .bar")).to_have_count(0)
    assert tab.page.locator(".adding input").evaluate_all(SUM) == ["", "", ""]


def test_a_word_that_the_run_does_not_know_is_one_sentence(tab: Tab) -> None:
    tab.open().at_rest()
    search = tab.page.get_by_placeholder("find a word").first
    search.fill("<b>atlantis</b>")
    search.press("Enter")
    words = tab.js("window.__player.run.notes.vocabulary")
    sentence = f"“<b>atlantis</b>” is not in this run's vocabulary of {words} words."
    expect(tab.page.locator(".near .quiet")).to_have_text(sentence)
    expect(tab.page.locator(".near .bar")).to_have_count(0)
    search.fill("king")
    search.press("Enter")
    expect(tab.page.locator(".near .bar")).to_have_count(10)


def test_a_run_is_not_mounted_anew_by_a_rerun(tab: Tab) -> None:
    tab.open().at_rest()
    tab.js(f"{CLOCK}.seek(3)")
    tab.js("window.__before = window.__player.cloud.ground")
    tab.page.get_by_text("More controls").click()
    tab.page.get_by_text("Dynamic window", exact=True).click()  # asks the server, trains nothing
    told = "The picture still shows the run before this change."
    expect(tab.page.get_by_text(told)).to_be_visible()
    assert tab.js("window.__before === window.__player.cloud.ground")
    assert tab.js("window.__before.isConnected")
    assert tab.js(f"{CLOCK}.index") == 3


# -- links ------------------------------------------------------------------------------------


def test_a_link_restores_the_moment_also_after_the_server_died(
    browser: Browser, visit: Callable[..., Tab], server: Server
) -> None:
    first = browser.new_context(viewport=SIZE)
    tab = visit(first).open("/word2vec?word2vec.seed=11").film()
    tab.at_rest()
    search = tab.page.get_by_placeholder("find a word").first
    search.fill("paris")
    search.press("Enter")
    tab.page.locator(".examples .chip").first.click()
    tab.js(f"{CLOUD}.look({{ x: 0.25, y: -0.125, zoom: 2 }})")
    tab.js(f"{CLOCK}.seek(7)")
    step = tab.js(f"{CLOCK}.frame.step")
    tab.until(f"location.search.includes('word2vec.step={step}')")
    tab.until("location.search.includes('analogy=')")
    link = tab.page.url
    said = address(tab)
    assert said["word2vec.selected"] == "paris"
    assert said["word2vec.seed"] == "11"
    sums = tab.page.locator(".adding input").evaluate_all(SUM)
    first.close()

    for dead in (False, True):
        if dead:
            server.kill()
            server.start()
        context = browser.new_context(viewport=SIZE)
        again = visit(context)
        again.page.goto(link)
        again.until("window.__player?.run.frames.length > 7", 40)
        again.until(f"{CLOCK}.frame.step === {step}")
        assert not again.js(f"{CLOCK}.playing")
        assert again.js(f"{CLOUD}.view") == {"x": 0.25, "y": -0.125, "zoom": 2}
        expect(again.page.locator(".near .chosen")).to_contain_text("paris")
        inputs = again.page.locator(".adding input")
        assert inputs.evaluate_all(SUM) == sums
        assert again.js("window.__player.run.status.state") == "done"
        assert again.js("window.__player.run.attempt") == 1, "nothing was trained again"
        context.close()


def test_two_visitors_join_one_run(
    browser: Browser, visit: Callable[..., Tab], server: Server
) -> None:
    contexts = [browser.new_context(viewport=SIZE) for _ in range(2)]
    before = kept(server)
    tabs = [visit(context) for context in contexts]
    for tab in tabs:
        tab.page.goto(f"{server.url}/word2vec?word2vec.seed=77&word2vec.epochs=12")
    for tab in tabs:
        tab.film()
    keys = {tab.js("window.__player.run.key") for tab in tabs}
    assert kept(server) - before == keys
    assert len(keys) == 1
    assert {tab.js("window.__player.run.attempt") for tab in tabs} == {1}
    frames = {tab.js("window.__player.run.frames.length") for tab in tabs}
    assert len(frames) == 1
    for context in contexts:
        context.close()


def kept(server: Server) -> set[str]:
    import sqlalchemy as sa

    from engine.runs.schema import runs

    with server.store().reading() as connection:
        return set(connection.execute(sa.select(runs.c.key)).scalars())


def test_the_address_bar_works_with_the_back_button(tab: Tab) -> None:
    tab.open("/").page.get_by_role("link", name="Word2vec").first.click()
    tab.film()
    for _ in range(3):
        tab.page.go_back()
        tab.page.wait_for_timeout(300)
        if urlsplit(tab.page.url).path == "/":
            break
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("How do machines")


# -- own text ---------------------------------------------------------------------------------


def test_own_chinese_text_is_trained_on(
    browser: Browser, visit: Callable[..., Tab], server: Server
) -> None:
    context = browser.new_context(viewport=SIZE, locale="en-US")
    tab = visit(context).open().film()
    own_text(tab, CHINESE)
    tab.until("window.__player?.run.notes.language === 'zh'", 40)
    tab.film()
    words = tab.js("window.__player.run.notes.words")
    assert {"国王", "喝茶"} & set(words) or "茶" in words
    assert tab.js("window.__player.run.notes.corpus").startswith("text:")
    tab.page.wait_for_timeout(300)
    assert tab.ink("paper") > 0.001, "Chinese words are drawn"
    # The link brings the text along: a server that never saw it shows it too.
    assert len(address(tab)["word2vec.text"]) > 20
    context.close()


SHORT = (
    "The king drinks tea. The queen drinks tea. The man drinks beer. The woman drinks wine. "
    "A dog chases a cat. The cat chases a mouse. The king rules the land. The queen rules too. "
    "The man walks home. The woman walks home. A mouse eats cheese. The dog sleeps."
)


def test_a_dozen_sentences_get_their_picture(tab: Tab) -> None:
    """Such a run is over before the browser asks twice; all its frames come all the same."""
    tab.open().film()
    before = tab.js("window.__player.run.key")
    for text in (SHORT, SHORT.replace("tea", "milk")):  # the second in a worker that is warm
        own_text(tab, text)
        tab.until(f"window.__player.run.key !== '{before}'", 40)
        before = tab.js("window.__player.run.key")
        tab.film()
        run = tab.js(
            "fetch(`/api/runs/${window.__player.run.key}`).then((answer) => answer.json())"
        )
        assert run["state"] == "done"
        tab.until(f"window.__player.run.frames.length === {run['frames']}")
        # Every word counts in a short text, also one that stands once.
        assert {"cheese", "wine"} <= set(tab.js("window.__player.run.notes.words"))
        tab.page.locator(".stage").first.scroll_into_view_if_needed()
        tab.until(f"{CLOUD}.shown.size > 5")
        assert tab.ink("ground") > 0.0005, "points are drawn"
        assert tab.ink("paper") > 0.001, "words are drawn"


def test_a_run_that_ends_between_two_questions_shows_its_frames(tab: Tab) -> None:
    """The first answer holds no frame yet; when the browser asks how it stands, all is over."""
    tab.open().film()
    store, asked = tab.server.store(), set[str]()

    def early(route: Route) -> None:
        key = urlsplit(route.request.url).path.split("/")[3]
        if key in asked:
            route.continue_()
            return
        asked.add(key)
        said = {"attempt": 1, "since": 0, "n": 0, "sizes": [], "state": "running"}
        header = json.dumps(said).encode()
        route.fulfill(body=len(header).to_bytes(4, "little") + header)

    def late(route: Route) -> None:
        key = urlsplit(route.request.url).path.split("/")[3]
        until(lambda: (run := store.state(key)) is not None and run.state == "done", 40)
        route.continue_()

    tab.page.route(re.compile("/api/runs/[^/]+/frames"), early)
    tab.page.route(re.compile("/api/runs/[^/]+$"), late)
    before = tab.js("window.__player.run.key")
    own_text(tab, SHORT.replace("cheese", "bread"))
    tab.until(f"window.__player.run.key !== '{before}'", 40)
    tab.film()
    assert tab.js("window.__player.run.key") in asked


def test_markup_is_shown_as_text(tab: Tab) -> None:
    tab.open().film()
    evil = "<img src=x onerror=window.__hit=1> <script>window.__hit=1</script> <b>king</b> queen. "
    own_text(tab, evil * 20)
    tab.until("window.__player?.run.notes.corpus?.startsWith('text:')", 40)
    tab.film()
    words = tab.js("window.__player.run.notes.words")
    word = next(word for word in words if "<" in word or "img" in word or "script" in word)
    tab.js(f"{CLOCK}.seek(0)")
    tab.js(f"{CLOUD}.onpick({words.index(word)})")
    expect(tab.page.locator(".near .chosen")).to_contain_text(word)
    assert tab.js("window.__hit") is None
    assert tab.page.locator(".root img, .root script, .root b img").count() == 0


def test_a_picture_with_the_name_of_a_text_is_one_sentence(tab: Tab, tmp_path: Path) -> None:
    tab.open().film()
    path = tmp_path / "notes & <b>.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    page = tab.page
    choose_own_text(tab)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Use this text").click()
    sentence = (
        "“notes & <b>.txt” is a PNG picture, not plain text; "
        "save it as a plain text file (.txt) first."
    )
    expect(page.get_by_text(sentence)).to_be_visible()
    assert tab.js("window.__player.run.notes.corpus") == "toy-world"


# -- languages, stage, small windows ----------------------------------------------------------


def test_with_the_language_the_toy_world_begins_again(tab: Tab) -> None:
    tab.open().at_rest()
    search = tab.page.get_by_placeholder("find a word").first
    search.fill("queen")
    search.press("Enter")
    tab.js(f"{CLOCK}.seek(9)")
    tab.page.get_by_role("button", name="Closer").first.click()
    tab.until("/selected=queen/.test(location.search) && /step=/.test(location.search)")
    tab.page.get_by_role("button", name="中文").click()
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("词")
    tab.until("window.__player?.run.notes.corpus === 'toy-world-zh'", 60)
    # The first scene plays, in Chinese, and looks at its own word.
    tab.until(f"{CLOCK}.playing && {CLOCK}.position > 1")
    assert tab.js(f"{CLOUD}.view") is None
    expect(tab.page.locator(".near .chosen")).to_contain_text("国王")
    tab.film()
    tab.until(f"!{CLOCK}.playing", 30)
    tab.idle()
    tab.key("End")  # on a busy machine the film may have paused where training was
    tab.until("!/word2vec.step=/.test(location.search)")
    said = address(tab)
    assert said["lang"] == "zh"
    assert said["word2vec.corpus"] == "toy-world-zh"
    assert said["word2vec.selected"] == "国王"
    assert not {"word2vec.step", "word2vec.camera", "word2vec.analogy"} & set(said)


def test_another_language_keeps_the_moment_of_ones_own_text(tab: Tab) -> None:
    tab.open().film()
    own_text(tab, CHINESE)
    tab.until("window.__player?.run.notes.corpus?.startsWith('text:')", 40)
    tab.at_rest()
    search = tab.page.get_by_placeholder("find a word").first
    search.fill("小狗")
    search.press("Enter")
    tab.js(f"{CLOCK}.seek(9)")
    tab.page.get_by_role("button", name="Closer").first.click()
    step = tab.js(f"{CLOCK}.frame.step")
    run = tab.js("window.__player.run.key")
    tab.until(f"location.search.includes('step={step}')")
    before = address(tab)
    tab.page.get_by_role("button", name="中文").click()
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("词")
    tab.idle()
    tab.until("window.__player?.run.frames.length > 9")
    assert tab.js("window.__player.run.key") == run
    tab.until(f"{CLOCK}.frame.step === {step}")
    assert not tab.js(f"{CLOCK}.playing")
    assert tab.js(f"{CLOUD}.view.zoom") == pytest.approx(1.5)
    expect(tab.page.locator(".near .chosen")).to_contain_text("小狗")
    # The link is the same, but for the language.
    assert address(tab) == before | {"lang": "zh"}
    assert before["word2vec.selected"] == "小狗"


def test_a_chinese_browser_gets_a_chinese_page(browser: Browser, visit: Callable[..., Tab]) -> None:
    context = browser.new_context(viewport=SIZE, locale="zh-CN")
    tab = visit(context).open()
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("词")
    tab.film()
    assert tab.js("window.__player.run.notes.corpus") == "toy-world-zh"
    context.close()


def test_a_clicker_leads_through_the_scenes(tab: Tab) -> None:
    tab.open().film()
    page = tab.page
    page.get_by_role("button", name="Present").click()
    tab.until("location.search.includes('present=1')")
    expect(page.get_by_role("button", name="Train", exact=False)).to_be_hidden()
    expect(page.locator(".player.present")).to_be_visible()
    tab.idle()
    title = page.get_by_role("heading", level=3).first
    first = title.inner_text()
    tab.key("PageDown")
    expect(title).not_to_have_text(first)
    tab.until("location.search.includes('scene=2')")
    tab.idle()
    tab.key("PageUp")
    expect(title).to_have_text(first)
    tab.idle()
    tab.key("Escape")
    tab.until("!location.search.includes('present=1')")
    expect(page.get_by_role("button", name="Present")).to_be_visible()


def scene_with_sum() -> int:
    """The number, from 0, of the first scene whose prediction reveals a sum."""
    return next(i for i, scene in enumerate(SCENES) if "analogy" in scene.reveal)


def predicted(tab: Tab, at: int) -> Tab:
    """The stage with scene `at`, after somebody chose its first answer."""
    tab.page.goto(f"{tab.server.url}/word2vec?present=1&scene={at + 1}")
    tab.film()
    expect(tab.page.get_by_role("heading", level=3).first).to_have_text(SCENES[at].title)
    tab.idle()
    question = SCENES[at].question
    assert question is not None
    tab.page.get_by_text(question.choices[0], exact=True).first.click()
    expect(tab.page.get_by_text("The run says")).to_be_visible()
    tab.idle()
    return tab


def test_keys_lead_on_while_the_answer_has_the_focus(tab: Tab) -> None:
    """On stage a choice was clicked; the clicker and the space bar work all the same."""
    at = scene_with_sum()
    predicted(tab, at)
    assert tab.js("document.activeElement.type") == "radio"
    tab.until(f"{CLOUD}.arrows.length === 2")
    tab.key("Space")
    assert tab.js(f"{CLOCK}.playing")
    tab.key("Space")
    assert not tab.js(f"{CLOCK}.playing")
    page, title = tab.page, tab.page.get_by_role("heading", level=3).first
    tab.key("PageDown")
    expect(title).to_have_text(SCENES[at + 1].title)
    tab.idle()
    # Off the stage a button in focus is what the space bar presses.
    page.get_by_role("button", name="✕").click()
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    tab.idle()
    tab.js(f"{CLOCK}.pause()")
    page.get_by_role("button", name="Next →").focus()
    tab.key("Space")
    expect(title).to_have_text(SCENES[at + 2].title)


def test_what_a_prediction_revealed_is_in_the_link(tab: Tab) -> None:
    at = scene_with_sum()
    predicted(tab, at)
    tab.until(f"{CLOUD}.arrows.length === 2")
    tab.until("location.search.includes('analogy=')")
    assert address(tab)["word2vec.analogy"].split(",") == SCENES[at].reveal["analogy"]
    assert "word2vec.step" not in address(tab), "the film stands at its end"


def test_a_link_from_the_stage_opens_on_the_arrows(
    browser: Browser, visit: Callable[..., Tab]
) -> None:
    at = next(i for i, scene in enumerate(SCENES) if scene.show.get("view") == "relation")
    context = browser.new_context(viewport=SIZE, locale="en-US")
    tab = visit(context)
    query = f"present=1&scene={at + 1}&v={engine.VERSION}&word2vec.corpus=toy-world"
    tab.page.goto(f"{tab.server.url}/word2vec?{query}")
    words = tab.page.locator(".plot .textpoint")
    expect(words.first).to_be_visible(timeout=60_000)
    assert {"paris", "france"} <= set(words.all_text_contents())
    expect(tab.page.locator(".finding")).to_contain_text("Mean cosine between each arrow")
    assert tab.page.locator(".plot .scatterlayer .trace").count() == 2
    assert tab.page.locator(".plot .point").count() > 10, "arrows have heads"
    assert tab.page.locator(".stage").count() == 0, "the arrows are the picture"
    context.close()


def test_a_phone_shows_the_picture_without_scrolling_sideways(
    browser: Browser, visit: Callable[..., Tab]
) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800}, has_touch=True)
    tab = visit(context).open().at_rest()
    root = "document.querySelector('[data-testid=stMain]') ?? document.documentElement"
    assert tab.js(f"({root}).scrollWidth <= ({root}).clientWidth")
    assert tab.js("document.documentElement.scrollWidth <= innerWidth")
    box = tab.page.locator(".stage").first.bounding_box()
    assert box is not None
    assert box["width"] >= 300
    assert box["height"] >= 200
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 400
    tab.page.locator(".stage").first.scroll_into_view_if_needed()
    tab.page.wait_for_timeout(300)
    assert tab.ink("ground") > 0.003
    tab.open("/")
    assert tab.js(f"({root}).scrollWidth <= ({root}).clientWidth")
    context.close()


def test_with_reduced_motion_points_jump_and_do_not_glide(
    browser: Browser, visit: Callable[..., Tab]
) -> None:
    context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
    tab = visit(context).open().at_rest()
    tab.js(f"{CLOCK}.seek(0)")
    tab.js(f"{CLOCK}.play()")
    tab.until(f"{CLOCK}.position > 0.2")
    shares = [tab.js(f"{CLOUD}.share") for _ in range(10)]
    assert set(shares) == {0}, "every picture is one recorded moment"
    context.close()


def test_leaving_the_page_stops_its_questions(tab: Tab) -> None:
    tab.open("/word2vec?word2vec.epochs=40&word2vec.dimension=200&word2vec.seed=5")
    tab.until("window.__player?.run.frames.length > 1", 40)
    assert tab.js("window.__player.run.alive"), "the run is long enough to leave it"
    tab.page.get_by_role("link", name="Lexiscope").first.click()
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("How do machines")
    tab.page.wait_for_timeout(700)
    left = time.monotonic()
    tab.page.wait_for_timeout(1500)
    assert [moment for moment in tab.pulls if moment > left] == []
    assert tab.js("window.__player.run.watchers") == 0


# -- many points ------------------------------------------------------------------------------

#: A cloud alone, with N points that are at two places in turn; counts what it draws.
CLOUD_ALONE = """
async ({ module, N, seconds }) => {
  const { Cloud } = await import(module);
  const cloud = new Cloud({});
  cloud.theme({ ink: '#000000', soft: '#444444', paper: '#ffffff', font: 'sans-serif' });
  Object.assign(cloud.element.style,
    { position: 'fixed', inset: '0', width: '900px', height: '600px', zIndex: '9999' });
  for (const layer of [cloud.ground, cloud.paper])
    Object.assign(layer.style, { position: 'absolute', inset: '0', width: '100%', height: '100%' });
  document.body.append(cloud.element);
  const words = Array.from({ length: N }, (_, i) => 'word' + i);
  cloud.people({ words, ranks: words.map((_, i) => i), sizes: words.map(() => 5),
    colours: words.map(() => '#1f6fb2') });
  const place = () => Float32Array.from({ length: 2 * N }, () => Math.random() * 2 - 1);
  const frames = [place(), place(), place()];
  cloud.look({ x: 0.1, y: 0.2, zoom: 2 });
  cloud.draws = 0;
  const began = performance.now();
  await new Promise((done) => {
    const next = (now) => {
      const at = Math.max(0, now - began) / 100, i = Math.floor(at) % 2;
      if (now - began > seconds * 1000) return done();
      cloud.show(frames[i], frames[i + 1], at % 1);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  const copy = document.createElement('canvas');
  copy.width = cloud.ground.width; copy.height = cloud.ground.height;
  const pen = copy.getContext('2d');
  pen.drawImage(cloud.ground, 0, 0);
  const { data } = pen.getImageData(0, 0, copy.width, copy.height);
  let drawn = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 40) drawn++;
  const found = { draws: cloud.draws, seconds: (performance.now() - began) / 1000,
    view: cloud.view, ink: drawn * 4 / data.length, webgl: Boolean(cloud.points.gl) };
  cloud.close(); cloud.element.remove();
  return found;
}
"""


def test_ten_thousand_points_are_drawn_and_the_zoom_is_kept(tab: Tab) -> None:
    tab.open("/")
    module = f"{tab.server.url}/assets/js/cloud.js"
    found = tab.page.evaluate(CLOUD_ALONE, {"module": module, "N": 10_000, "seconds": 2})
    assert found["draws"] >= 3
    assert found["view"] == {"x": 0.1, "y": 0.2, "zoom": 2}
    assert found["ink"] > 0.05
