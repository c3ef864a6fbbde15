"""The bags page as a person reads it: the story, its four pictures, and what a link may say."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from engine.lessons import bags
from engine.lessons.bags import ANSWERS, PARAMS
from engine.params import Params, key_of
from engine.runs.store import open_store
from engine.text import labelled, shelf
from pages.shared import links
from pages.shared.language import LANGUAGES
from pages.shared.scenes import Question, story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "bags"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
VIEWS = {"bag": "bags", "swaps": "bagsswaps", "place": "bagsplace", "table": "bagstable"}


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(corpus=CORPUS[language], **values)


@pytest.fixture(scope="module", autouse=True)
def trainings() -> None:
    """A short training in each language in the place of the scenes' runs."""
    for language in LANGUAGES:
        frames = list(bags.train(default(language, updates=100, dimension=4)))
        for seen in (1, 9):
            keep(SLUG, default(language, seen=seen), [*frames[:-1:10], frames[-1]])


@pytest.fixture
def walked(page: Open) -> Callable[..., Page]:
    """The page of a language after walking to scene `to`, from 0."""

    def walk(to: int, language: str = "en") -> Page:
        opened = page(SLUG, {"lang": language})
        for _ in range(to):
            opened.press("scene-next")
        return opened

    return walk


def query_value(opened: Page, name: str) -> str | None:
    found = opened.query_params.get(name)
    return found[0] if isinstance(found, list) else found


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_run(
    page: Open, language: str, queue: list[Params]
) -> None:
    opened = page(SLUG, {"lang": language})
    told = story(SLUG, language)
    assert opened.title[0].value == told.title
    assert f"1 / {len(told.scenes)}" in opened.said()
    assert not opened.warning
    assert queue == [], "the default was trained before; nothing is trained again"
    views = opened.views()
    assert {*VIEWS.values(), "share", "keys"} <= set(views)
    for name in VIEWS.values():
        assert views[name]["run"] == key_of(SLUG, default(language))
    assert views["bags"]["show"]["pair"] == told.scenes[0].show["pair"]
    assert views["bags"]["sentences"] == ["", ""]
    assert "show" not in views["bagstable"], "only the main picture is led by the scene"


def questions() -> list[Any]:
    return [
        pytest.param(language, number, scene.question, id=f"{language}-{number + 1}")
        for language in LANGUAGES
        for number, scene in enumerate(story(SLUG, language).scenes)
        if scene.question
    ]


@pytest.mark.parametrize(("language", "number", "question"), questions())
def test_a_prediction_is_answered_by_the_run(
    walked: Callable[..., Page], language: str, number: int, question: Question
) -> None:
    scene = story(SLUG, language).scenes[number]
    trace = open_store().trace(key_of(SLUG, default(language, seen=scene.sets.get("seen", 1))))
    answer = str(ANSWERS[question.question](trace, question.parameters)["answer"])
    right = dict(zip(question.values, question.choices, strict=True))[answer]
    opened = walked(number, language)
    assert opened.views()[VIEWS[scene.show["view"]]]["show"] == scene.show
    wrong = next(choice for choice in question.choices if choice != right)
    opened.radio[0].set_value(wrong)
    said = opened.again().said()
    assert right in said
    assert question.because in said or re.sub(r"\\(.)", r"\1", question.because) in said
    shown = opened.views()[VIEWS[scene.show["view"]]]["show"]
    assert shown == scene.show | scene.reveal


def test_sentences_of_ones_own_go_into_the_link_and_away_with_the_next_scene(
    page: Open, queue: list[Params]
) -> None:
    opened = page(SLUG)
    opened.tell("bags", "wish", {"sentence": "I love exams", "other": "exams love I"})
    opened.again()
    assert query_value(opened, "bags.sentence") == "I love exams"
    assert query_value(opened, "bags.other") == "exams love I"
    assert opened.views()["bags"]["sentences"] == ["I love exams", "exams love I"]
    assert queue == [], "other sentences are no other run"
    opened.press("scene-next")
    assert opened.views()["bags"]["sentences"] == ["", ""]


@pytest.mark.parametrize("wish", [{"sentence": "x" * 5000}, {"sentence": 7}, "words", None, {}])
def test_a_wish_that_makes_no_sense_changes_nothing(page: Open, wish: Any) -> None:
    opened = page(SLUG)
    opened.tell("bags", "wish", wish)
    opened.again()
    assert opened.session_state["bags.sentence"] == ""


def test_a_changed_control_is_trained_at_once(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG)
    opened.slider(key="bags.window").set_value(14)
    opened.again()
    assert queue == [default(window=14)]
    assert opened.views()["bags"]["run"] == key_of(SLUG, default(window=14))


def test_a_scene_with_real_verdicts_chooses_them(
    walked: Callable[..., Page], queue: list[Params]
) -> None:
    number = next(i for i, scene in enumerate(story(SLUG, "en").scenes) if "corpus" in scene.sets)
    opened = walked(number)
    wish = PARAMS(corpus="sentence-polarity")
    assert queue[-1] == wish
    assert opened.selectbox[0].value == "sentence-polarity"
    if not labelled.available("sentence-polarity"):
        assert "Download it" in [button.label for button in opened.button]
    opened.press("scene-next")
    assert opened.views()["bagstable"]["run"] == key_of(SLUG, default())
    assert opened.selectbox[0].value == "toy-world"


def test_an_own_text_comes_with_the_link(page: Open, queue: list[Params]) -> None:
    text = "\n".join(["+ 很好看", "- 很难看"] * 5)
    packed = links.pack(text)
    assert packed is not None
    opened = page(SLUG, {f"{SLUG}.text": packed, "lang": "zh"})
    assert [params.model_dump()["corpus"] for params in queue] == [f"text:{shelf.put(text)}"]
    assert opened.selectbox[0].value == "own"


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("seen", "10", "seen=10 is not a whole number from 1 to 9. Used: 1."),
        ("cell", "abacus", "cell=abacus is not one of rnn, gru, lstm. Used: gru."),
        ("window", "0", "window=0 is not a whole number from 4 to 20. Used: 10."),
    ],
)
def test_a_bad_value_is_one_sentence(page: Open, name: str, given: str, sentence: str) -> None:
    opened = page(SLUG, {f"{SLUG}.{name}": given})
    assert opened.warned() == [sentence]
    assert opened.views()["bags"]["run"] == key_of(SLUG, default())


@pytest.mark.parametrize("corpus", ["atlantis", "text:0123456789abcdef"])
def test_a_link_to_sentences_that_are_not_here_opens(page: Open, corpus: str) -> None:
    opened = page(SLUG, {f"{SLUG}.corpus": corpus})
    assert opened.title[0].value == story(SLUG, "en").title


def test_with_the_language_the_sentences_change_too(page: Open) -> None:
    opened = page(SLUG)
    opened.press("lang-zh")
    views = opened.views()
    assert views["bags"]["run"] == key_of(SLUG, default("zh"))
    assert views["bags"]["show"]["pair"] == story(SLUG, "zh").scenes[0].show["pair"]
    assert opened.selectbox[0].value == "toy-world-zh"


def test_on_stage_only_the_main_picture_is_left(page: Open) -> None:
    views = page(SLUG, {"present": "1", "scene": "5"}).views()
    assert {"bagsplace", "keys"} == set(views)
