"""The page of reading from both ends as a person reads it: story, controls, links."""

from typing import Any

import pytest

from engine.lessons import bidirectional as lesson
from engine.lessons.bidirectional import PARAMS
from engine.params import Params, key_of
from engine.text.tagged import KNOWN
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "bidirectional"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
LOWER = {"tagging", "tagging_it", "tagging_scores", "tagging_probes", "tagging_confusions"}


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(corpus=CORPUS[language], **values)


@pytest.fixture(scope="module")
def recorded() -> None:
    """A short training in each language, kept as the default run."""
    for language in CORPUS:
        small = default(language, hidden=8, updates=100)
        frames = list(lesson.train(small))
        keep(SLUG, default(language), [*frames[:-1:9], frames[-1]])


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
    assert LOWER | {"share", "keys"} == set(views)
    for name in LOWER:
        assert views[name]["run"] == key_of(SLUG, default(language))
        assert views[name]["words"]["directions"]["both"]
    said = catalogue(language).gettext
    assert views["tagging"]["words"]["moment"] == said("{step} of {last} updates")
    names = [curve["name"] for curve in views["tagging"]["curves"]]
    assert names == [
        "forward1_several", "backward1_several", "both1_several", "baseline_several",
    ]  # fmt: skip


@BOTH
def test_every_parameter_has_its_control(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    said = catalogue(language).gettext
    kinds = ("slider", "toggle", "number_input", "button_group", "segmented_control")
    labels = {one.label for kind in kinds for one in page.get(kind)}
    for name, spec in PARAMS.specs().items():
        if name != "corpus":
            assert any(label.startswith(said(spec.label)) for label in labels), name


def test_only_texts_with_tags_are_offered(opened: Open) -> None:
    page = opened(SLUG)
    assert len(page.selectbox[0].options) == len(KNOWN)
    assert page.selectbox[0].value == "toy-world"


def test_another_text_is_trained_on_when_asked(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.selectbox[0].set_value("toy-world-zh")
    page.again()
    assert page.session_state["bidirectional.corpus"] == "toy-world-zh"
    assert page.views()["tagging"]["run"] == key_of(SLUG, default("zh"))
    page.number_input(key="bidirectional.updates").set_value(500)
    page.again()
    assert not queue
    page.press("train")
    assert queue == [default("zh", updates=500)]


def test_predictions_are_answered_by_the_run(opened: Open) -> None:
    page = walked(opened(SLUG), scene_about("tagging_it"))
    page.radio[0].set_value("half of the time: it can only guess")
    page.again()
    assert "The run says **half of the time: it can only guess**, as you thought." in page.said()
    assert page.views()["tagging_it"]["show"]["step"] == "play"


@pytest.mark.parametrize("name", ["tagging_it", "tagging_scores", "tagging_probes"])
def test_a_scene_about_another_picture_shows_it_large(opened: Open, name: str) -> None:
    page = walked(opened(SLUG), scene_about(name))
    views = page.views()
    assert views[name]["leads"] is True
    assert "leads" not in views["tagging"]
    assert set(views) == LOWER | {"share", "keys"}


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("hidden", "500", "hidden=500 is not a whole number from 8 to 96. Used: 32."),
        ("cell", "cnn", "cell=cnn is not one of lstm, gru, rnn. Used: lstm."),
        ("updates", "ten", "updates=ten is not a whole number from 100 to 2000. Used: 300."),
    ],
)
def test_a_bad_value_is_one_sentence(opened: Open, name: str, given: str, sentence: str) -> None:
    page = opened(SLUG, {f"{SLUG}.{name}": given})
    assert page.warned() == [sentence]
    assert page.views()["tagging"]["run"] == key_of(SLUG, default())


def test_a_text_without_tags_leaves_the_page_standing(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, {"bidirectional.corpus": "gutenberg"})
    assert page.title[0].value == story(SLUG, "en").title


def test_on_stage_there_is_only_the_picture(opened: Open) -> None:
    page = opened(SLUG, {"present": "1"})
    assert page.views()["tagging"]["present"] is True
    assert set(page.views()) == {"tagging", "keys"}
    assert not page.header
