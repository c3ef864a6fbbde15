"""The Transformer's page as a person reads it: the story, the controls, and what a link says."""

from typing import Any

import pytest

from engine.lessons import transformer as lesson
from engine.lessons.transformer import PARAMS
from engine.params import Params, key_of
from pages.shared.language import LANGUAGES
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "transformer"
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(corpus=CORPUS[language], **values)


@pytest.fixture(scope="module")
def recorded() -> None:
    """Short films under the keys of the runs that the scenes ask for."""
    for language in CORPUS:
        for task in ("pronouns", "induction", "text"):
            small = default(language, task=task, updates=20, width=16)
            keep(SLUG, default(language, task=task), lesson.train(small))


@pytest.fixture
def opened(recorded: None, page: Open) -> Open:
    return page


def walked(page: Page, to: int) -> Page:
    for _ in range(to):
        page.press("scene-next")
    return page


def scene_about(name: str) -> int:
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
    assert views["transformer"]["run"] == key_of(SLUG, default(language))
    assert views["transformer"]["leads"] is True
    assert views["transformer_parts"]["leads"] is False
    assert "transformer_write" not in views  # it reads to both sides


@BOTH
def test_every_scene_can_be_walked(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    for at, scene in enumerate(story(SLUG, language).scenes):
        assert page.subheader[0].value == scene.title
        assert not page.warning
        main = scene.show.get("view", "transformer")
        assert page.views()[main]["leads"] is True
        if at < len(story(SLUG, language).scenes) - 1:
            page.press("scene-next")


def test_a_network_that_writes_shows_what_it_writes(opened: Open) -> None:
    page = walked(opened(SLUG), scene_about("transformer_write"))
    assert page.session_state["transformer.task"] == "text"
    assert page.views()["transformer_write"]["leads"] is True
    assert page.selectbox[0].value == "toy-world"


def test_training_without_a_part_runs_beside(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.tell("transformer_parts", "wish", {"without": "1.head.0"})
    (asked,) = queue
    assert asked.model_dump()["off"] == "1.head.0"
    views = page.views()
    assert views["transformer_parts"]["beside"] == key_of(SLUG, asked)
    assert views["transformer"]["run"] == key_of(SLUG, default())
    assert page.query_params["transformer.without"] in ("1.head.0", ["1.head.0"])
    page.tell("transformer_parts", "wish", {"without": ""})
    assert page.views()["transformer_parts"]["beside"] == ""


@pytest.mark.parametrize("wish", [{"without": 3}, {"with": "norm"}, "norm", None])
def test_a_wish_that_is_none_changes_nothing(opened: Open, queue: list[Params], wish: Any) -> None:
    page = opened(SLUG)
    page.tell("transformer_parts", "wish", wish)
    assert not queue


def test_a_part_that_is_not_there_is_one_sentence(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, {"transformer.without": "7.head.0"})
    assert page.warned() == [
        "There is no part “7.head.0”: parts are positions, norm, residual, 0, 0.head.1 …"
    ]
    assert not queue


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("layers", "9", "layers=9 is not a whole number from 1 to 8. Used: 2."),
        ("heads", "3", "heads=3 is not one of 1, 2, 4, 8. Used: 4."),
        (
            "task",
            "chess",
            "task=chess is not one of pronouns, induction, text, brought. Used: pronouns.",
        ),
    ],
)
def test_a_bad_value_is_one_sentence(opened: Open, name: str, given: str, sentence: str) -> None:
    page = opened(SLUG, {f"{SLUG}.{name}": given})
    assert page.warned() == [sentence]
    assert page.views()["transformer"]["run"] == key_of(SLUG, default())


def test_the_prediction_is_answered_by_the_run(opened: Open) -> None:
    page = walked(opened(SLUG), 3)
    question = story(SLUG, "en").scenes[3].question
    assert question is not None
    page.radio[0].set_value(question.choices[0])
    page.again()
    assert "The run says" in page.said()
    assert page.views()["transformer_parts"]["show"]["colour"] == "positions"


def test_on_stage_there_is_only_the_picture(opened: Open) -> None:
    page = opened(SLUG, {"present": "1"})
    assert page.views()["transformer"]["present"] is True
    assert "transformer_parts" not in page.views()
    assert not page.header
