"""The page of vanishing gradients as a person reads it, and what a link may say."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from engine.lessons.vanishing_gradients import ANSWERS, PARAMS, train
from engine.params import Params, key_of
from engine.runs.store import open_store
from engine.trace import Frame
from pages.shared.language import LANGUAGES
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import keep

SLUG = "vanishing-gradients"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
#: Trained in a moment, and shown where a scene's own run would be.
SMALL: dict[str, Any] = {"length": 100, "hidden": 6, "batch": 4}
SCENES = story(SLUG, "en").scenes


@lru_cache
def small(compare: str) -> tuple[Frame, ...]:
    return tuple(train(PARAMS.checked(**SMALL, compare=compare, seeds=1, updates=2)))


@pytest.fixture(scope="module", autouse=True)
def films() -> None:
    """Small runs under the keys of every scene."""
    for scene in SCENES:
        params = PARAMS.checked(**scene.sets)
        keep(SLUG, params, small(params.compare))


@pytest.fixture
def walked(page: Open) -> Callable[..., Page]:
    """The page of a language after walking to scene `to`, from 0."""

    def walk(to: int, language: str = "en") -> Page:
        opened = page(SLUG, {"lang": language})
        for _ in range(to):
            opened.press("scene-next")
        return opened

    return walk


@BOTH
def test_the_page_tells_its_story(page: Open, language: str, queue: list[Params]) -> None:
    opened = page(SLUG, {"lang": language})
    told = story(SLUG, language)
    assert opened.title[0].value == told.title
    assert opened.subheader[0].value == told.scenes[0].title
    assert f"1 / {len(told.scenes)}" in opened.said()
    assert not opened.warning
    assert queue == [], "the default run was trained before"
    views = opened.views()
    assert {"gradients", "gradientsinside", "share", "keys"} == set(views)
    assert views["gradients"]["run"] == key_of(SLUG, PARAMS())
    assert views["gradients"]["show"] == told.scenes[0].show
    assert [curve["name"] for curve in views["gradients"]["curves"]] == [
        "accuracy_rnn", "accuracy_gru", "accuracy_lstm",
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(len(SCENES)))
def test_every_scene_shows_its_picture(walked: Callable[..., Page], number: int) -> None:
    opened, scene = walked(number), SCENES[number]
    assert opened.subheader[0].value == scene.title
    many = scene.sets.get("compare") == "beginnings"
    views = opened.views()
    assert ("gradientsmany" in views) == many
    assert ("gradients" in views) == (not many)
    main = views["gradientsmany" if many else "gradients"]
    assert main["show"] == scene.show
    assert main["run"] == key_of(SLUG, PARAMS.checked(**scene.sets))


@pytest.mark.parametrize("number", [i for i, scene in enumerate(SCENES) if scene.question])
def test_a_prediction_is_answered_by_the_run(walked: Callable[..., Page], number: int) -> None:
    scene = SCENES[number]
    question = scene.question
    assert question is not None
    trace = open_store().trace(key_of(SLUG, PARAMS.checked(**scene.sets)))
    answer = str(ANSWERS[question.question](trace, question.parameters)["answer"])
    right = dict(zip(question.values, question.choices, strict=True)).get(answer, answer)
    opened = walked(number)
    opened.radio[0].set_value(question.choices[-1])
    said = opened.again().said()
    assert f"The run says **{right}**" in said
    assert question.because in said or re.sub(r"\\(.)", r"\1", question.because) in said
    view = "gradientsmany" if scene.sets.get("compare") else "gradients"
    assert opened.views()[view]["show"] == scene.show | scene.reveal


def test_a_change_shows_its_beginning_and_waits_for_the_button(
    page: Open, queue: list[Params]
) -> None:
    opened = page(SLUG)
    opened.slider(key=f"{SLUG}.radius").set_value(0.5)
    opened.again()
    first = PARAMS(radius=0.5, updates=0)
    assert queue == [first]
    assert opened.views()["gradients"]["run"] == key_of(SLUG, first)
    assert "press Train to see them learn" in opened.said()
    found = opened.query_params[f"{SLUG}.radius"]
    assert (found[0] if isinstance(found, list) else found) == "0.5"
    assert f"{SLUG}.updates" not in opened.query_params, "the link means the training"
    opened.press("train")
    assert queue == [first, PARAMS(radius=0.5)]
    assert opened.views()["gradients"]["run"] == key_of(SLUG, PARAMS(radius=0.5))


def test_a_beginning_that_is_known_is_not_computed_again(page: Open, queue: list[Params]) -> None:
    frames = small("delays")[:1]
    key = keep(SLUG, PARAMS(radius=0.7, updates=0), frames)
    opened = page(SLUG)
    opened.slider(key=f"{SLUG}.radius").set_value(0.7)
    opened.again()
    assert queue == []
    assert opened.views()["gradients"]["run"] == key


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("length", "501", "length=501 is not a whole number from 1 to 500. Used: 100."),
        ("radius", "nan", "radius=nan is not a number from 0 to 2. Used: 0."),
        ("forget", "2", "forget=2 is not one of 0, 1, 3, 5, spread. Used: spread."),
    ],
)
def test_a_bad_value_is_one_sentence(page: Open, name: str, given: str, sentence: str) -> None:
    opened = page(SLUG, {f"{SLUG}.{name}": given})
    assert opened.warned() == [sentence]
    assert opened.views()["gradients"]["run"] == key_of(SLUG, PARAMS())


def test_a_link_says_the_moment(page: Open) -> None:
    moment = {f"{SLUG}.step": "2", f"{SLUG}.selected": "lstm", f"{SLUG}.colour": "absolute"}
    shown = page(SLUG, moment).views()["gradients"]["show"]
    assert shown == {"step": 2, "selected": ["lstm"], "colour": "absolute"}


def test_on_stage_only_the_main_picture_is_left(page: Open) -> None:
    assert set(page(SLUG, {"present": "1"}).views()) == {"gradients", "keys"}
