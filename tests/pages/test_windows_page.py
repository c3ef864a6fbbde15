"""The sliding-windows page as a person reads it: the story, the controls, and what a link says."""

from typing import Any

import pytest

from engine.lessons import windows as lesson
from engine.lessons.windows import PARAMS
from engine.lessons.windows.reading import LECTURE
from engine.params import Params, key_of
from engine.text import shelf
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "windows"
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(corpus=CORPUS[language], **values)


@pytest.fixture(scope="module")
def recorded() -> None:
    """The runs of the scenes, counted once: the toy worlds thinned out, and the lecture's text."""
    for language in CORPUS:
        frames = list(lesson.train(default(language)))
        keep(SLUG, default(language), [*frames[:-1:9], frames[-1]])
    told = default(window=2).changed(corpus=LECTURE)
    keep(SLUG, told, lesson.train(told))


@pytest.fixture
def opened(recorded: None, page: Open) -> Open:
    return page


def walked(page: Page, to: int) -> Page:
    """The page after walking to scene `to`, from 0."""
    for _ in range(to):
        page.press("scene-next")
    return page


def scene_about(name: str) -> int:
    """The first scene whose main picture is `name`."""
    scenes = story(SLUG, "en").scenes
    return next(at for at, scene in enumerate(scenes) if scene.show.get("view") == name)


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_run(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    told = story(SLUG, language)
    assert page.title[0].value == told.title
    assert page.subheader[0].value == told.scenes[0].title
    assert not page.warning
    views = page.views()
    assert {"matrix", "matrix_near", "matrix_growth", "share", "keys"} <= set(views)
    for name in ("matrix", "matrix_near", "matrix_growth", "share"):
        assert views[name]["run"] == key_of(SLUG, default(language))
    said = catalogue(language).gettext
    assert views["matrix"]["words"]["moment"] == said("{step} of {last} words read")
    assert views["matrix"]["words"]["at_1000"] == "1,000"
    assert [curve["name"] for curve in views["matrix"]["curves"]] == ["zeros", "distinct", "pairs"]


@BOTH
def test_every_parameter_has_its_control(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    said = catalogue(language).gettext
    kinds = ("slider", "toggle", "number_input", "button_group", "segmented_control")
    labels = {one.label for kind in kinds for one in page.get(kind)}
    ours = page.views()["matrix"]["controls"]
    for name, spec in PARAMS.specs().items():
        if spec.view:
            assert ours[name]["label"] == said(spec.label)
        elif name != "corpus":
            assert any(label.startswith(said(spec.label)) for label in labels), name


def test_a_change_is_counted_at_once(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.slider(key="windows.window").set_value(7)
    page.again()
    assert queue == [default(window=7)]
    assert page.views()["matrix"]["run"] == key_of(SLUG, default(window=7))


def test_what_is_only_seen_asks_for_no_counting(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, {"windows.shift": "5", "windows.smoothing": "0.75"})
    assert not queue
    shown = page.views()["matrix"]
    assert shown["run"] == key_of(SLUG, default())
    assert (shown["show"]["shift"], shown["show"]["smoothing"]) == (5, "0.75")


def test_the_picture_tells_the_page_what_it_has_set(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.tell("matrix", "wish", {"shift": 3, "smoothing": "0.5"})
    assert page.session_state["windows.shift"] == 3
    assert page.query_params["windows.smoothing"] in ("0.5", ["0.5"])
    for bad in ({"shift": 99, "smoothing": "1"}, {"shift": 2}, "shift", None):
        page.tell("matrix", "wish", bad)
        assert page.session_state["windows.shift"] == 3
    assert not queue


def test_the_lectures_sentences_are_one_click_away(opened: Open) -> None:
    page = opened(SLUG)
    page.press("lecture")
    told = default(window=2).changed(corpus=LECTURE)
    assert page.views()["matrix"]["run"] == key_of(SLUG, told)
    assert page.selectbox[0].value == "own"
    assert not page.warning


def test_a_scene_brings_its_text_and_takes_it_away_again(opened: Open) -> None:
    page = walked(opened(SLUG), 1)
    assert page.session_state["windows.corpus"] == LECTURE
    assert page.session_state["windows.window"] == 2
    walked(page, 3)
    assert page.session_state["windows.corpus"] == "toy-world"
    assert page.selectbox[0].value == "toy-world"
    assert page.session_state["windows.window"] == 3


def test_the_prediction_is_answered_by_the_run(opened: Open) -> None:
    page = walked(opened(SLUG), 1)
    question = story(SLUG, "en").scenes[1].question
    assert question is not None
    page.radio[0].set_value("2")
    page.again()
    assert "The run says **2**, as you thought." in page.said()
    assert page.views()["matrix"]["show"]["step"] == "play"


@pytest.mark.parametrize("name", ["near", "growth"])
def test_a_scene_about_another_picture_shows_it_large(opened: Open, name: str) -> None:
    page = walked(opened(SLUG), scene_about(name))
    views = page.views()
    assert "matrix" not in views
    assert views[f"matrix_{name}"]["show"]["view"] == name
    assert len(page.get("bidi_component")) == 4  # keys, share, and two pictures


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("window", "11", "window=11 is not a whole number from 1 to 10. Used: 3."),
        ("weighting", "log", "weighting=log is not one of flat, distance, dynamic. Used: flat."),
        ("smoothing", "0.6", "smoothing=0.6 is not one of 1, 0.75, 0.5. Used: 1."),
        ("shift", "0", "shift=0 is not a whole number from 1 to 20. Used: 1."),
    ],
)
def test_a_bad_value_is_one_sentence(opened: Open, name: str, given: str, sentence: str) -> None:
    page = opened(SLUG, {f"{SLUG}.{name}": given})
    assert page.warned() == [sentence]
    assert page.views()["matrix"]["run"] == key_of(SLUG, default())


def test_a_text_that_is_not_here_leaves_the_page_standing(opened: Open) -> None:
    page = opened(SLUG, {"windows.corpus": "text:0123456789abcdef"})
    assert page.title[0].value == story(SLUG, "en").title


def test_own_text_is_counted(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.selectbox[0].set_value("own")
    page.again()
    page.text_area[0].set_value("国王喝茶。王后喝茶。")
    page.press("take windows")
    (asked,) = queue
    assert shelf.get(asked.model_dump()["corpus"].removeprefix("text:")) == "国王喝茶。王后喝茶。"


def test_on_stage_there_is_only_the_picture(opened: Open) -> None:
    page = opened(SLUG, {"present": "1"})
    assert page.views()["matrix"]["present"] is True
    assert "matrix_near" not in page.views()
    assert not page.header
