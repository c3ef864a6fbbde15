"""The page of recurrent networks as a person reads it: story, controls, and what a link says."""

from typing import Any

import pytest

from engine.lessons import recurrent as lesson
from engine.lessons.recurrent import PARAMS
from engine.params import Params, key_of
from engine.text import shelf
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "recurrent"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
VIEWS = ("recurrent", "recurrent_race", "recurrent_samples", "recurrent_units")


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(corpus=CORPUS[language], **values)


@pytest.fixture(scope="module")
def recorded() -> None:
    """The runs of the scenes: a short training, kept under the keys that the page asks for."""
    for language, corpus in CORPUS.items():
        frames = list(lesson.train(PARAMS(corpus=corpus, updates=100, hidden=8)))
        thin = [*frames[:-1:9], frames[-1]]
        for params in (default(language), default(language, reach=2)):
            keep(SLUG, params, thin)


@pytest.fixture
def opened(recorded: None, page: Open) -> Open:
    return page


def walked(page: Page, to: int) -> Page:
    for _ in range(to):
        page.press("scene-next")
    return page


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_run(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    told = story(SLUG, language)
    assert page.title[0].value == told.title
    assert page.subheader[0].value == told.scenes[0].title
    assert not page.warning
    views = page.views()
    assert {*VIEWS, "share", "keys"} <= set(views)
    for name in VIEWS:
        assert views[name]["run"] == key_of(SLUG, default(language))
    said = catalogue(language).gettext
    assert views["recurrent"]["words"]["moment"] == said("{step} of {last} updates")
    assert [one["name"] for one in views["recurrent"]["curves"]] == ["perplexity", "counting"]
    assert views["recurrent"]["examples"]


@BOTH
def test_every_parameter_has_its_control(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    said = catalogue(language).gettext
    kinds = ("slider", "toggle", "number_input", "button_group", "segmented_control")
    labels = {one.label for kind in kinds for one in page.get(kind)}
    for name, spec in PARAMS.specs().items():
        if name != "corpus" and not spec.view:
            assert any(label.startswith(said(spec.label)) for label in labels), name


@BOTH
@pytest.mark.parametrize("name", VIEWS[1:])
def test_a_scene_about_another_picture_shows_it_first(
    opened: Open, name: str, language: str
) -> None:
    scenes = story(SLUG, language).scenes
    at = next(at for at, scene in enumerate(scenes) if scene.show.get("view") == name)
    page = walked(opened(SLUG, {"lang": language}), at)
    views = page.views()
    assert "curves" in views[name]
    assert views[name]["show"]["view"] == name
    assert views["recurrent"].get("show") is None
    assert len(page.get("bidi_component")) == 6  # keys, share, and four pictures


def test_characters_want_a_longer_reach(opened: Open) -> None:
    page = opened(SLUG)
    page.segmented_control(key="recurrent.tokens").set_value("characters")
    page.again()
    assert page.session_state["recurrent.reach"] == 48
    page.segmented_control(key="recurrent.tokens").set_value("words")
    page.again()
    assert page.session_state["recurrent.reach"] == 12
    page.slider(key="recurrent.reach").set_value(20)
    page.segmented_control(key="recurrent.tokens").set_value("characters")
    page.again()
    assert page.session_state["recurrent.reach"] == 20  # somebody's own choice stays


def test_what_is_only_seen_asks_for_no_training(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, {"recurrent.sentence": "the queen drinks", "recurrent.temperature": "1.2"})
    assert not queue
    show = page.views()["recurrent"]["show"]
    assert (show["sentence"], show["temperature"]) == ("the queen drinks", 1.2)
    assert page.views()["recurrent_samples"]["words"]["value"] == 1.2


def test_the_views_tell_the_page_what_they_have_set(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.tell("recurrent", "wish", {"sentence": "the king rests"})
    assert page.session_state["recurrent.sentence"] == "the king rests"
    assert page.query_params["recurrent.sentence"] in ("the king rests", ["the king rests"])
    page.tell("recurrent_samples", "wish", {"temperature": 1.5})
    assert page.session_state["recurrent.temperature"] == 1.5
    for bad in ({"temperature": 99}, {"sentence": "x" * 401}, "warm", None):
        page.tell("recurrent_samples", "wish", bad)
        assert page.session_state["recurrent.temperature"] == 1.5
        assert page.session_state["recurrent.sentence"] == "the king rests"
    assert not queue


def test_a_scene_brings_its_sentence_and_its_reach(opened: Open) -> None:
    page = walked(opened(SLUG), 5)
    assert page.session_state["recurrent.reach"] == 2
    assert page.session_state["recurrent.sentence"].startswith("the tired actress")
    walked(page, 1)
    assert page.session_state["recurrent.reach"] == 12
    assert page.session_state["recurrent.sentence"] == ""


def test_a_prediction_is_answered_by_the_run(opened: Open) -> None:
    page = opened(SLUG)
    page.radio[0].set_value("none")
    page.again()
    assert "The run says **none**, as you thought." in page.said()


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("reach", "0", "reach=0 is not a whole number from 1 to 64. Used: 12."),
        ("cell", "mlp", "cell=mlp is not one of rnn, gru, lstm. Used: rnn."),
        ("hidden", "4096", "hidden=4096 is not a whole number from 4 to 256. Used: 128."),
        ("temperature", "hot", "temperature=hot is not a number from 0.1 to 2. Used: 0.8."),
    ],
)
def test_a_bad_value_is_one_sentence(opened: Open, name: str, given: str, sentence: str) -> None:
    page = opened(SLUG, {f"{SLUG}.{name}": given})
    assert page.warned() == [sentence]
    assert page.views()["recurrent"]["run"] == key_of(SLUG, default())


def test_own_text_is_trained_on(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.selectbox[0].set_value("own")
    page.again()
    page.text_area[0].set_value("国王喝茶。王后喝茶。" * 5)
    page.press("take recurrent")
    (asked,) = queue
    assert shelf.get(asked.model_dump()["corpus"].removeprefix("text:")).startswith("国王喝茶。")
    assert page.views()["recurrent"]["examples"] == []


def test_on_stage_there_is_only_the_picture(opened: Open) -> None:
    page = opened(SLUG, {"present": "1"})
    assert {"recurrent", "keys"} == set(page.views())
