"""The page of sequence to sequence as a person reads it: story, controls, own pairs, links."""

from typing import Any

import pytest

from engine.lessons import seq2seq as lesson
from engine.lessons.seq2seq import PARAMS, film
from engine.params import Params, key_of
from engine.text import shelf
from pages.shared import links
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import keep

SLUG = "seq2seq"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
VIEWS = {"seq2seq", "seq2seq_lengths", "seq2seq_align", "seq2seq_forcing", "seq2seq_beam"}
OWN = "\n".join(f"{a} {b}\t{b} {a}" for a in ["rot", "blau", "gelb"] for b in "abcdefg")


@pytest.fixture(scope="module")
def recorded() -> None:
    """A short training kept as the default run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(film, "FRAMES", 4)
        keep(SLUG, PARAMS(), lesson.train(PARAMS(hidden=16, updates=100)))


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
    assert VIEWS | {"share", "keys"} == set(views)
    said = catalogue(language).gettext
    for name in VIEWS:
        assert views[name]["run"] == key_of(SLUG, PARAMS())
        assert views[name]["words"]["attentions"]["none"] == said("one vector")
        assert ("leads" in views[name]) == (name == "seq2seq")
    names = [curve["name"] for curve in views["seq2seq"]["curves"]]
    assert names == ["exact_none", "exact_additive", "exact_multiplicative"]


@BOTH
def test_every_parameter_has_its_control(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    said = catalogue(language).gettext
    kinds = ("slider", "selectbox", "number_input", "button_group", "segmented_control")
    labels = {one.label for kind in kinds for one in page.get(kind)}
    for name, spec in PARAMS.specs().items():
        if name != "pairs":
            assert any(label.startswith(said(spec.label)) for label in labels), name


def test_another_task_is_trained_when_asked(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.selectbox[0].set_value("dates")
    page.again()
    assert page.query_params["seq2seq.task"] in ("dates", ["dates"])
    assert page.views()["seq2seq"]["run"] == key_of(SLUG, PARAMS())
    assert not queue
    page.press("train")
    assert queue == [PARAMS(task="dates")]


def test_predictions_are_answered_by_the_run(opened: Open) -> None:
    page = walked(opened(SLUG), scene_about("seq2seq_lengths"))
    assert "leads" in page.views()["seq2seq_lengths"]
    page.radio[0].set_value("hardly any")
    page.again()
    assert "The run says **hardly any**, as you thought." in page.said()
    assert page.views()["seq2seq_lengths"]["show"]["step"] == "play"


@pytest.mark.parametrize("name", sorted(VIEWS - {"seq2seq"}))
def test_a_scene_about_another_picture_shows_it_large(opened: Open, name: str) -> None:
    page = opened(SLUG, {"scene": str(scene_about(name) + 1), "v": "1"})
    views = page.views()
    assert views[name]["leads"] is True
    assert "leads" not in views["seq2seq"]


def test_own_pairs_go_into_the_link_and_are_trained_on(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, {"seq2seq.task": "own", "v": "1"})
    page.text_area[0].set_value(OWN)
    page.again()
    page.press("take seq2seq")
    wanted = PARAMS(task="own", pairs=f"text:{shelf.put(OWN)}")
    assert queue[-1] == wanted
    assert page.query_params["seq2seq.text"]


def test_pairs_that_are_none_are_refused_in_a_sentence(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, {"seq2seq.task": "own", "v": "1"})
    for typed, said in (
        ("no tab here", "has no tab"),
        ("a\tb", "20 are the fewest"),
        ("", "empty"),
    ):
        page.text_area[0].set_value(typed)
        page.again()
        page.press("take seq2seq")
        assert said in page.said(), page.said()


def test_a_link_brings_its_pairs_along(opened: Open, queue: list[Params]) -> None:
    packed: Any = links.pack(OWN)
    opened(SLUG, {"seq2seq.task": "own", "seq2seq.text": packed, "v": "1"})
    assert queue[-1] == PARAMS(task="own", pairs=f"text:{shelf.put(OWN)}")


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("hidden", "500", "hidden=500 is not a whole number from 16 to 192. Used: 64."),
        ("cell", "cnn", "cell=cnn is not one of gru, lstm, rnn. Used: gru."),
        ("forcing", "2", "forcing=2 is not a number from 0 to 1. Used: 1."),
    ],
)
def test_a_bad_value_is_one_sentence(opened: Open, name: str, given: str, sentence: str) -> None:
    page = opened(SLUG, {f"{SLUG}.{name}": given})
    assert page.warned() == [sentence]
    assert page.views()["seq2seq"]["run"] == key_of(SLUG, PARAMS())


def test_on_stage_there_is_only_the_picture(opened: Open) -> None:
    page = opened(SLUG, {"present": "1"})
    assert page.views()["seq2seq"]["present"] is True
    assert set(page.views()) == {"seq2seq", "keys"}
    assert not page.header
