"""The image CNN page as a person reads it: the story, the controls, and what a link says."""

from pathlib import Path
from typing import Any

import pytest

from engine.lessons import image_cnn as lesson
from engine.lessons.image_cnn import PARAMS
from engine.params import Params, key_of
from pages.shared.language import LANGUAGES
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import keep

SLUG = "image-cnn"
BOTH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def recorded() -> None:
    """The runs of the scenes, as small as they can be, under the keys that the page asks for."""
    small = list(lesson.train(PARAMS(epochs=1, images=300)))
    keep(SLUG, PARAMS(), [small[0], small[-1]])
    attentive = list(lesson.train(PARAMS(epochs=1, images=300, attention=True)))
    keep(SLUG, PARAMS(attention=True), [attentive[0], attentive[-1]])
    deep = list(lesson.train(PARAMS(experiment="depth", depth=3, images=100)))
    keep(SLUG, PARAMS(experiment="depth"), [deep[0], deep[-1]])


@pytest.fixture
def opened(recorded: None, page: Open) -> Open:
    return page


def scene_where(wanted: Any) -> int:
    """The number of the first scene that is `wanted`, from 0."""
    return next(at for at, scene in enumerate(story(SLUG, "en").scenes) if wanted(scene))


def walked(page: Page, to: int) -> Page:
    """The page after walking to scene `to`, from 0."""
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
    assert set(views) == {
        "imagecnn", "imagecnn_excite", "imagecnn_confusion", "imagecnn_calculator", "share", "keys",
    }  # fmt: skip
    for name, view in views.items():
        assert view["run"] == ("" if name == "keys" else key_of(SLUG, PARAMS()))
    assert [curve["name"] for curve in views["imagecnn"]["curves"]] == ["accuracy", "loss"]
    assert views["imagecnn"]["show"]["slide"] is True


def test_every_parameter_that_means_something_has_its_control(opened: Open) -> None:
    kinds = ("slider", "toggle", "number_input", "button_group", "segmented_control")
    for experiment in ("filters", "depth"):
        params = PARAMS(experiment=experiment)
        page = opened(SLUG, {f"{SLUG}.experiment": experiment})
        labels = {one.label for kind in kinds for one in page.get(kind)}
        for name, spec in PARAMS.specs().items():
            there = any(label.startswith(spec.label) for label in labels)
            if name not in ("depth",):  # “Depth” alone; others begin alike
                assert there == params.applies(spec), name


def test_a_change_waits_for_the_button(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.slider(key="image-cnn.filters").set_value(10)
    page.again()
    assert not queue
    assert "Press Train" in page.said()
    assert page.views()["imagecnn"]["run"] == key_of(SLUG, PARAMS())
    page.press("train")
    assert queue == [PARAMS(filters=10)]


def test_two_deep_networks_have_a_picture_of_their_own(opened: Open) -> None:
    at = scene_where(lambda scene: scene.sets.get("experiment") == "depth")
    page = walked(opened(SLUG), at)
    views = page.views()
    assert set(views) == {"imagecnn_depth", "imagecnn_calculator", "share", "keys"}
    assert views["imagecnn_depth"]["run"] == key_of(SLUG, PARAMS(experiment="depth"))
    assert [c["name"] for c in views["imagecnn_depth"]["curves"]] == [
        "plain_accuracy", "residual_accuracy",
    ]  # fmt: skip
    page.press("scene-next")
    assert "imagecnn_calculator" in page.views()
    assert page.session_state["image-cnn.experiment"] == "filters"


def test_until_the_deep_run_is_there_the_small_one_stays(opened: Open) -> None:
    page = opened(SLUG)
    page.session_state["image-cnn.experiment"] = "depth"
    page.session_state["image-cnn.depth"] = 9
    page.again()
    assert "imagecnn" in page.views()
    page.press("train")
    assert "imagecnn_depth" in page.views()


def test_channel_weights_are_shown_where_there_are_any(opened: Open) -> None:
    at = scene_where(lambda scene: scene.sets.get("attention"))
    page = walked(opened(SLUG), at)
    views = page.views()
    assert views["imagecnn_channels"]["run"] == key_of(SLUG, PARAMS(attention=True))


@pytest.mark.parametrize("name", ["excite", "confusion", "calculator"])
def test_a_scene_about_another_picture_shows_it_large(opened: Open, name: str) -> None:
    at = scene_where(lambda scene: scene.show.get("view") == f"imagecnn_{name}")
    page = walked(opened(SLUG), at)
    views = page.views()
    assert views[f"imagecnn_{name}"]["leads"] is True
    assert "leads" not in views["imagecnn"]


def test_predictions_are_answered_by_the_run(opened: Open) -> None:
    page = opened(SLUG)
    page.radio[0].set_value("36")
    page.again()
    assert "The run says **36**, as you thought." in page.said()
    at = scene_where(lambda scene: scene.sets.get("experiment") == "depth")
    page = walked(page, at)
    page.radio[0].set_value("about half")
    page.again()
    assert "The run says **" in page.said()


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("size", "4", "size=4 is not one of 3, 5, 7. Used: 3."),
        ("filters", "99", "filters=99 is not a whole number from 4 to 12. Used: 8."),
        ("data", "cats", "data=cats is not one of digits, mnist, fashion. Used: digits."),
        ("rate", "nan", "rate=nan is not a number from 0.0001 to 0.05. Used: 0.005."),
    ],
)
def test_a_bad_value_is_one_sentence(opened: Open, name: str, given: str, sentence: str) -> None:
    page = opened(SLUG, {f"{SLUG}.{name}": given})
    assert page.warned() == [sentence]
    assert page.views()["imagecnn"]["run"] == key_of(SLUG, PARAMS())


def test_pictures_that_are_not_here_are_told(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEXISCOPE_IMAGES", str(tmp_path))
    page = opened(SLUG, {f"{SLUG}.data": "mnist"})
    assert "MNIST is not on this server" in page.said()
    assert str(tmp_path) not in page.said()


def test_a_drawn_picture_travels_in_the_link(opened: Open) -> None:
    page = opened(SLUG, {f"{SLUG}.selected": "d" + "A" * 59 + "," + "B" * 60, f"{SLUG}.step": "7"})
    shown = page.views()["imagecnn"]["show"]
    assert shown["selected"] == ["d" + "A" * 59, "B" * 60]
    assert shown["step"] == 7


def test_on_stage_there_is_only_the_picture(opened: Open) -> None:
    page = opened(SLUG, {"present": "1"})
    assert set(page.views()) == {"imagecnn", "keys"}
    assert not page.header
