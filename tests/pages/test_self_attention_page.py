"""The self-attention page as a person reads it: the story, its pictures, what a link may say."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from engine.lessons import self_attention
from engine.lessons.self_attention import ANSWERS, PARAMS
from engine.lessons.self_attention.params import SENTENCES
from engine.params import Params, key_of
from engine.trace import Frame, Trace
from pages.shared.language import LANGUAGES
from pages.shared.scenes import Scene, story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "self-attention"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
VIEWS = {
    "film": "selfattention",
    "order": "selfattentionorder",
    "waves": "selfattentionwaves",
    "spread": "selfattentionspread",
}
LAST = len(story(SLUG, "en").scenes)


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(**({"corpus": CORPUS[language]} | values))


@lru_cache(maxsize=32)
def film(key: str, params: PARAMS) -> tuple[Frame, ...]:
    return tuple(self_attention.train(params))


def recorded(params: PARAMS) -> Trace:
    """The film of these parameters, kept as a finished run."""
    key = key_of(SLUG, params)
    keep(SLUG, params, film(key, params))
    return Trace(film(key, params))


@pytest.fixture(scope="module", autouse=True)
def readings(films: None) -> None:
    """The runs of all scenes in both languages."""
    for language in LANGUAGES:
        recorded(default(language))
        for scene in story(SLUG, language).scenes:
            recorded(of(scene, language))


def of(scene: Scene, language: str) -> PARAMS:
    """The parameters that a scene is about."""
    return default(language, **{k: v for k, v in scene.sets.items() if k != "edits"})


def answer_of(scene: Scene, language: str) -> str:
    """What the run says to a scene's question."""
    assert scene.question is not None
    trace, asked = recorded(of(scene, language)), scene.question
    return str(ANSWERS[asked.question](trace, asked.parameters)["answer"])


@pytest.fixture
def walked(page: Open) -> Callable[..., Page]:
    """The page of a language after walking to scene `to`, from 0."""

    def walk(to: int, language: str = "en") -> Page:
        opened = page(SLUG, {"lang": language, "scene": str(max(1, to)), "v": "0.1"})
        if to:
            opened.press("scene-next")
        return opened

    return walk


def query_value(opened: Page, name: str) -> str | None:
    found = opened.query_params.get(name)
    return found[0] if isinstance(found, list) else found


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_sentence(
    page: Open, language: str, queue: list[Params]
) -> None:
    opened = page(SLUG, {"lang": language})
    told = story(SLUG, language)
    assert opened.title[0].value == told.title
    assert f"1 / {len(told.scenes)}" in opened.said()
    assert not opened.warning
    assert queue == [], "the sentence was computed before"
    views = opened.views()
    assert {*VIEWS.values(), "share", "keys"} <= set(views)
    for name in VIEWS.values():
        assert views[name]["run"] == key_of(SLUG, default(language))
    assert views["selfattention"]["show"] == {"view": "film", "step": "play", "edits": ""}
    assert opened.text_input[0].placeholder == SENTENCES[language]
    assert query_value(opened, f"{SLUG}.corpus") == CORPUS[language]
    assert set(views["selfattention"]["words"]["stages"]) == set(self_attention.STAGES)


@BOTH
@pytest.mark.parametrize("scene", range(LAST))
def test_every_scene_shows_its_picture_and_the_run_answers(
    walked: Callable[..., Page], language: str, scene: int, queue: list[Params]
) -> None:
    opened = walked(scene, language)
    told = story(SLUG, language).scenes[scene]
    assert opened.subheader[0].value == told.title
    views = opened.views()
    name = VIEWS[told.show["view"]]
    edits = {"edits": told.sets.get("edits", "")} if name == "selfattention" else {}
    assert views[name]["show"] == told.show | edits
    assert views[name]["run"] == key_of(SLUG, of(told, language))
    assert queue == []
    if not told.question:
        return
    question = told.question
    answer = str(
        ANSWERS[question.question](recorded(of(told, language)), question.parameters)["answer"]
    )
    right = dict(zip(question.values, question.choices, strict=True))[answer]
    opened.radio[0].set_value(next(choice for choice in question.choices if choice != right))
    said = opened.again().said()
    assert right in said
    assert question.because in said or re.sub(r"\\(.)", r"\1", question.because) in said
    assert opened.views()[name]["show"] == told.show | told.reveal | edits


#: The right choice of each scene that asks, counted from 0; the same in both languages.
RIGHT = {1: 1, 4: 2, 5: 0, 6: 2, 8: 2, 9: 0, 10: 0}


@BOTH
@pytest.mark.parametrize("scene", RIGHT)
def test_the_right_choice_is_the_one_that_was_meant(language: str, scene: int) -> None:
    told = story(SLUG, language).scenes[scene]
    assert told.question is not None
    assert told.question.values.index(answer_of(told, language)) == RIGHT[scene]


def test_a_changed_sentence_is_computed_at_once(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG)
    opened.text_input(key="self-attention.sentence").set_value("to be or not to be")
    opened.again()
    wish = PARAMS(sentence="to be or not to be")
    assert queue == [wish]
    assert opened.views()["selfattention"]["run"] == key_of(SLUG, wish)
    assert query_value(opened, "self-attention.sentence") == "to be or not to be"


def test_numbers_changed_by_hand_stand_in_the_link(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG)
    opened.tell("selfattention", "wish", {"edits": "wq.0.0=1.5;scores.0.1.2=-2"})
    opened.again()
    assert query_value(opened, "self-attention.edits") == "wq.0.0=1.5;scores.0.1.2=-2"
    assert queue == [], "they are no other run"
    again = page(SLUG, {"self-attention.edits": "wq.0.0=1.5"})
    assert again.views()["selfattention"]["show"]["edits"] == "wq.0.0=1.5"


@pytest.mark.parametrize("wish", [{"edits": "x" * 5000}, {"edits": 7}, "edits", None, {}])
def test_a_wish_that_makes_no_sense_changes_nothing(page: Open, wish: Any) -> None:
    opened = page(SLUG)
    opened.tell("selfattention", "wish", wish)
    opened.again()
    assert opened.session_state["self-attention.edits"] == ""


def test_a_link_says_the_moment(page: Open) -> None:
    opened = page(SLUG, {f"{SLUG}.step": "5", f"{SLUG}.selected": "scores.0.1.2"})
    shown = opened.views()["selfattention"]["show"]
    assert shown == {"step": 5, "selected": ["scores.0.1.2"], "edits": ""}


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("heads", "3", "heads=3 is not one of 1, 2, 4. Used: 2."),
        ("width", "512", "width=512 is not one of 4, 8. Used: 4."),
        ("sentence", "x" * 201,
         f"sentence={'x' * 40}… is not a text of at most 200 characters. Used: ."),
    ],
)  # fmt: skip
def test_a_bad_value_is_one_sentence(page: Open, name: str, given: str, sentence: str) -> None:
    opened = page(SLUG, {f"{SLUG}.{name}": given})
    assert opened.warned() == [sentence]
    assert opened.views()["selfattention"]["run"] == key_of(SLUG, default())


def test_with_the_language_the_sentence_changes_too(page: Open) -> None:
    opened = page(SLUG)
    opened.press("lang-zh")
    assert opened.views()["selfattention"]["run"] == key_of(SLUG, default("zh"))
    opened.press("lang-en")
    assert opened.views()["selfattention"]["run"] == key_of(SLUG, default("en"))


def test_on_stage_only_the_main_picture_is_left(page: Open) -> None:
    views = page(SLUG, {"present": "1", "scene": "5"}).views()
    assert {"selfattentionspread", "keys"} == set(views)
