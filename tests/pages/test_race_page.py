"""The race page as a person reads it: the story, three pictures, the controls, own tables."""

from typing import Any

import pytest

from engine.lessons import race as lesson
from engine.lessons.race import ANSWERS, PARAMS, film
from engine.params import Params, key_of
from engine.trace import Trace
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "race"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
VIEWS = {"race": "race", "costs": "racecosts", "ways": "raceways"}
TABLE = "\n".join(f"film {i} was {'good' if i % 2 else 'bad'},{i % 2}" for i in range(20))


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(corpus=CORPUS[language], **values)


@pytest.fixture(scope="module")
def recorded() -> Trace:
    """A short race, under the keys that the page asks for in each language."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(film, "LENGTHS", (32, 256, 512))
        patch.setattr(film, "WIDTHS", (64, 256))
        found = Trace(lesson.train(default(epochs=1, repeats=1, dimension=8, hidden=8, batch=200)))
    for language in LANGUAGES:
        keep(SLUG, default(language), [*found.frames[:-1:9], found[-1]])
    return found


@pytest.fixture
def opened(recorded: Trace, page: Open) -> Open:
    return page


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_run(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    told = story(SLUG, language)
    assert page.title[0].value == told.title
    assert page.subheader[0].value == told.scenes[0].title
    assert not page.warning
    views = page.views()
    assert {*VIEWS.values(), "share", "keys"} <= set(views)
    for name in VIEWS.values():
        assert views[name]["run"] == key_of(SLUG, default(language))
    assert views["race"]["show"]["view"] == "race"
    assert "show" not in views["raceways"]
    assert views["race"]["words"]["loss"] == catalogue(language).gettext("loss")


@BOTH
def test_every_scene_shows_its_picture_and_its_question_has_an_answer(
    opened: Open, recorded: Trace, language: str
) -> None:
    told = story(SLUG, language)
    page: Page = opened(SLUG, {"lang": language})
    for at, scene in enumerate(told.scenes):
        if at:
            page.press("scene-next")
        views = page.views()
        assert views[VIEWS[scene.show["view"]]]["show"]["view"] == scene.show["view"]
        if scene.question is None:
            continue
        said = ANSWERS[scene.question.question](recorded, scene.question.parameters)
        assert said["answer"] in scene.question.values, scene.title


def test_a_prediction_is_answered_by_the_run_and_starts_the_film(opened: Open) -> None:
    page = opened(SLUG, {"scene": "3"})
    assert page.views()["race"]["show"]["step"] == "start"
    page.radio[0].set_value("mean of vectors")
    page.again()
    assert "The run says **mean of vectors**, as you thought." in page.said()
    assert page.views()["race"]["show"]["step"] == "play"


@BOTH
def test_every_parameter_has_its_control(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    said = catalogue(language).gettext
    kinds = ("slider", "toggle", "number_input", "button_group", "segmented_control")
    labels = {one.label for kind in kinds for one in page.get(kind)}
    for name, spec in PARAMS.specs().items():
        if name != "corpus":
            assert any(label.startswith(said(spec.label)) for label in labels), name


def test_other_settings_wait_for_train(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.slider(key="race.epochs").set_value(9)
    page.again()
    assert not queue
    assert "Press Train" in page.said()
    page.press("train")
    assert queue == [default(epochs=9)]


def test_a_visitors_table_is_raced_over_and_travels_in_the_link(
    opened: Open, queue: list[Params]
) -> None:
    page = opened(SLUG)
    page.selectbox(key="choose race.corpus").set_value("own")
    page.again()
    page.text_area(key="typed race").set_value(TABLE)
    page.press("take race")
    (params,) = queue
    assert isinstance(params, PARAMS)
    assert params.corpus.startswith("text:")
    assert (params.min_count, params.batch, params.epochs) == (1, 8, 20)
    assert "race.text" in page.query_params


def test_bad_values_in_a_link_are_told(opened: Open) -> None:
    page = opened(SLUG, {"race.repeats": "99", "race.hidden": "<b>"})
    assert len(page.warned()) == 2
    assert page.session_state["race.repeats"] == 3
