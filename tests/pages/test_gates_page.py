"""The gates page as a person reads it: its story, its controls, and all links may say."""

from functools import lru_cache
from typing import Any

import pytest

from engine.lessons import gates as lesson
from engine.lessons.gates import PARAMS
from engine.params import Params, key_of
from engine.trace import Frame
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "gates"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
VIEWS = {"gates", "gates_heat", "gates_memory", "gates_saturation", "gates_agreement"}


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS.checked(**({"corpus": CORPUS[language]} | values))


@lru_cache
def small_run(language: str) -> tuple[Frame, ...]:
    """A short training of small networks: every fifth frame."""
    frames = list(lesson.train(default(language, updates=50, units=6)))
    return tuple(frames[::5])


@pytest.fixture(scope="module", autouse=True)
def _recorded() -> None:
    """The default runs, as an earlier visitor left them."""
    for language in CORPUS:
        keep(SLUG, default(language), small_run(language))


def address(opened: Page, name: str) -> str | None:
    found = opened.query_params.get(f"{SLUG}.{name}")
    return found[0] if isinstance(found, list) else found


def labels(opened: Page) -> list[str]:
    kinds = ("slider", "toggle", "number_input", "segmented_control", "selectbox")
    return [one.label for kind in kinds for one in opened.get(kind)]


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_run(
    page: Open, queue: list[Params], language: str
) -> None:
    opened = page(SLUG, {"lang": language})
    told, said = story(SLUG, language), catalogue(language).gettext
    assert opened.title[0].value == told.title
    assert opened.subheader[0].value == told.scenes[0].title
    assert f"1 / {len(told.scenes)}" in opened.said()
    assert not opened.warning
    assert not queue, "the run is there already"
    views = opened.views()
    assert set(views) == VIEWS | {"share", "keys"}
    main = views["gates"]
    assert main["run"] == key_of(SLUG, default(language))
    assert [curve["name"] for curve in main["curves"]] == ["rnn", "gru", "lstm"]
    assert main["words"]["hold"] == said("Hold a gate")
    assert main["examples"][0] == ""
    assert all("curves" not in views[name] for name in VIEWS - {"gates"})
    assert "film" not in views["share"]["words"]


@BOTH
def test_every_parameter_has_its_control(page: Open, language: str) -> None:
    opened = page(SLUG, {"lang": language})
    said = catalogue(language).gettext
    specs = PARAMS.specs().values()
    expected = [
        f"{said(spec.label)} ({said(spec.unit)})" if spec.unit else said(spec.label)
        for spec in specs
    ]
    assert sorted(labels(opened)) == sorted(expected)


@BOTH
def test_scenes_show_their_views_and_ask_the_run(page: Open, language: str) -> None:
    for at, scene in enumerate(story(SLUG, language).scenes):
        opened = page(SLUG, {"lang": language, "scene": str(at + 1)})
        assert opened.subheader[0].value == scene.title
        main = opened.views()[scene.show["view"]]
        assert "curves" in main
        assert main["show"].get("selected", []) == scene.show.get("selected", [])
        if scene.question is None:
            continue
        opened.radio(key=f"guess {SLUG} {at}").set_value(scene.question.choices[0])
        opened.again()
        assert any(choice in opened.said() for choice in scene.question.choices)
        for name, value in scene.reveal.items():
            assert opened.views()[scene.show["view"]]["show"][name] == value


def test_another_setting_waits_for_the_button(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG)
    opened.slider(key=f"{SLUG}.units").set_value(8)
    opened.again()
    assert not queue
    assert "before this change" in opened.said()
    opened.press("train")
    assert queue == [default(units=8)]
    assert address(opened, "units") == "8"


def test_on_stage_there_is_the_story_and_one_picture(page: Open) -> None:
    opened = page(SLUG, {"present": "1", "scene": "6"})
    assert set(opened.views()) == {"gates_memory", "keys"}
    assert opened.views()["gates_memory"]["present"] is True


def test_a_link_restores_cell_gate_and_sentence(page: Open) -> None:
    opened = page(SLUG, {f"{SLUG}.selected": "gru,z:1,w2,the key to the cabinets", "scene": "9"})
    assert opened.views()["gates"]["show"]["selected"] == [
        "gru", "z:1", "w2", "the key to the cabinets",
    ]  # fmt: skip


def test_wrong_links_open_the_page_and_say_what_was_wrong(page: Open) -> None:
    opened = page(
        SLUG, {f"{SLUG}.units": "1000", f"{SLUG}.corpus": "reuters", f"{SLUG}.doors": "1"}
    )
    said = "\n".join(opened.warned())
    assert "units=1000 is not a whole number from 4 to 64. Used: 24." in said
    assert "corpus=reuters is not one of toy-world, toy-world-zh, brown. Used: toy-world." in said
    assert "There is no parameter “doors”" in said
    assert opened.views()["gates"]["run"] == key_of(SLUG, default())
