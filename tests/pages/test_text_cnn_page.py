"""The text CNN page as a person reads it: the story, the controls, own tables, what a link says."""

from typing import Any

import pytest

from engine.lessons import text_cnn as lesson
from engine.lessons.text_cnn import PARAMS
from engine.params import Params, key_of
from engine.text import labelled
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "text-cnn"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
TABLE = "\n".join(f"film {i} was {'good' if i % 2 else 'bad'},{i % 2}" for i in range(20))


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(corpus=CORPUS[language], **values)


@pytest.fixture(scope="module")
def recorded() -> None:
    """The default runs, trained for one epoch, under the keys that the page asks for."""
    for language in CORPUS:
        frames = list(lesson.train(default(language, epochs=1)))
        keep(SLUG, default(language), [*frames[:-1:9], frames[-1]])


@pytest.fixture
def opened(recorded: None, page: Open) -> Open:
    return page


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_run(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language})
    told = story(SLUG, language)
    assert page.title[0].value == told.title
    assert page.subheader[0].value == told.scenes[0].title
    assert not page.warning
    views = page.views()
    assert {"textcnn", "textcnnwall", "textcnnmistakes", "share", "keys"} <= set(views)
    for name in ("textcnn", "textcnnwall", "textcnnmistakes"):
        assert views[name]["run"] == key_of(SLUG, default(language))
    said = catalogue(language).gettext
    shown = views["textcnn"]
    assert shown["words"]["read"] == said("Read")
    assert shown["classes"]["negative"] == said("negative")
    assert [curve["name"] for curve in shown["curves"]] == ["loss", "train", "test"]
    # What is read first are words of the reviews that were learnt.
    known = {word for one in labelled.load(f"toy-sentiment{language[2:]}").texts for word in one}
    if language == "en":
        assert set(shown["first"]["toy-world"].split()) <= known


@BOTH
def test_every_parameter_has_its_control(opened: Open, language: str) -> None:
    page = opened(SLUG, {"lang": language, "text-cnn.pooling": "k-max"})
    said = catalogue(language).gettext
    kinds = ("slider", "toggle", "number_input", "button_group", "segmented_control")
    labels = {one.label for kind in kinds for one in page.get(kind)}
    for name, spec in PARAMS.specs().items():
        if name != "corpus":
            assert any(label.startswith(said(spec.label)) for label in labels), name
    page = opened(SLUG, {"lang": language})
    assert all(one.key != "text-cnn.k" for one in page.get("slider"))


def test_other_settings_wait_for_train(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG)
    page.slider(key="text-cnn.filters").set_value(9)
    page.again()
    assert not queue
    assert "Press Train" in page.said()
    page.press("train")
    assert queue == [default(filters=9)]


def test_the_wall_is_the_picture_of_its_scene(opened: Open) -> None:
    page = opened(SLUG)
    page.press("scene-next").press("scene-next")
    views = page.views()
    assert views["textcnnwall"]["show"] == {"view": "wall", "step": "start"}
    assert views["textcnnwall"]["curves"]
    assert "show" not in views["textcnn"]


def test_a_prediction_is_answered_by_the_run(opened: Open) -> None:
    page = opened(SLUG)
    page.radio[0].set_value("4")
    page.again()
    assert "The run says **4**, as you thought." in page.said()
    assert "textcnn" in page.views()


def test_a_scene_sets_and_the_next_puts_back(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, {"scene": "7"})
    wanted = default(start="word2vec", channels="static")
    assert queue == [wanted]
    page.press("scene-next")
    assert page.session_state["text-cnn.channels"] == "trained"
    assert page.views()["textcnn"]["run"] == key_of(SLUG, default())


def test_a_visitors_table_is_learnt_and_travels_in_the_link(
    opened: Open, queue: list[Params]
) -> None:
    page = opened(SLUG)
    page.selectbox(key="choose text-cnn.corpus").set_value("own")
    page.again()
    page.text_area(key="typed text-cnn").set_value(TABLE)
    page.press("take text-cnn")
    (params,) = queue
    assert isinstance(params, PARAMS)
    assert params.corpus.startswith("text:")
    assert params.min_count == 1  # of a small table no word is too rare
    assert page.views()["textcnn"]["run"] == key_of(SLUG, params)
    packed = page.query_params["text-cnn.text"]
    fresh = opened(SLUG, {"text-cnn.text": packed, "text-cnn.min_count": "1", "v": "1"})
    assert fresh.session_state["text-cnn.corpus"] == params.corpus
    assert "about other data" in fresh.said()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "“The text box” is empty"),
        (TABLE + "\nlonely", "Row 21 has 1 columns, not 2"),
        ("good,1\n" * 12, "Every row of “The text box” has the label “1”"),
        ("<b>x</b>,1\nfine,2", "“The text box” has 2 rows"),
    ],
)
def test_a_faulty_table_is_refused_in_a_sentence(
    opened: Open, queue: list[Params], text: str, said: str
) -> None:
    page = opened(SLUG)
    page.selectbox(key="choose text-cnn.corpus").set_value("own")
    page.again()
    page.text_area(key="typed text-cnn").set_value(text)
    page.press("take text-cnn")
    assert any(said in sentence for sentence in page.warned()), page.warned()
    assert not queue


def test_what_is_not_here_is_offered(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelled.standard, "find", lambda package: None)
    page = opened(SLUG)
    box = page.selectbox(key="choose text-cnn.corpus")
    assert "Sentences of film reviews ↓ 0.5 MB" in box.options
    box.set_value("sentence-polarity")
    page.again()
    assert "Sentences of film reviews: 0.5 MB, CC BY 4.0" in page.said()
    fetched: list[str] = []
    monkeypatch.setattr(labelled, "fetch", fetched.append)
    page.press("fetch sentence-polarity")
    assert fetched == ["sentence-polarity"]
    assert page.session_state["text-cnn.epochs"] == 4


def test_bad_links_open_and_say_so(opened: Open) -> None:
    page = opened(
        SLUG, {"text-cnn.filters": "many", "text-cnn.widths": "9", "text-cnn.corpus": "toy-world"}
    )
    warned = " ".join(page.warned())
    assert "filters=many is not a whole number from 1 to 100. Used: 6." in warned
    assert "widths=9 is not one of 2-3-4-5, 3-4-5, 2-3, 2, 3, 5. Used: 2-3-4-5." in warned
    assert page.views()["textcnn"]["run"] == key_of(SLUG, default())


def test_a_link_to_a_sentence(opened: Open) -> None:
    page = opened(
        SLUG,
        {
            "v": "1", "text-cnn.corpus": "toy-world", "text-cnn.selected": "the film was dull",
            "text-cnn.analogy": "3,1", "text-cnn.colour": "why", "text-cnn.step": "64",
        },
    )  # fmt: skip
    assert page.views()["textcnn"]["show"] == {
        "step": 64, "selected": ["the film was dull"], "analogy": ["3", "1"], "colour": "why",
    }  # fmt: skip


def test_on_stage_only_the_picture(opened: Open) -> None:
    page = opened(SLUG, {"present": "1"})
    assert page.views()["textcnn"]["present"] is True
    assert "textcnnwall" not in page.views()


def test_another_language_brings_its_own_reviews(opened: Open) -> None:
    page: Page = opened(SLUG, {"lang": "zh"})
    assert page.views()["textcnn"]["run"] == key_of(SLUG, default("zh"))
