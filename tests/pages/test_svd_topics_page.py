"""The SVD topics page as a person reads it: its story, its controls, and all links may say."""

from typing import Any

import pytest

from engine.lessons import svd_topics as lesson
from engine.lessons.svd_topics import PARAMS
from engine.params import Params, key_of
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "svd-topics"
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS.checked(**({"corpus": CORPUS[language]} | values))


@pytest.fixture(scope="module", autouse=True)
def _recorded() -> None:
    """The runs of the scenes, in both languages, as an earlier visitor left them."""
    for language in CORPUS:
        for scene in story(SLUG, language).scenes:
            params = default(language, **scene.sets)
            keep(SLUG, params, lesson.train(params))


def value(opened: Page, name: str) -> Any:
    """What a control says."""
    return opened.session_state[f"{SLUG}.{name}"]


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
    assert set(views) == {"topics", "topics_map", "topics_table", "share", "keys"}
    main = views["topics"]
    assert main["run"] == views["topics_map"]["run"] == key_of(SLUG, default(language))
    assert [curve["name"] for curve in main["curves"]] == ["singular", "energy", "error"]
    assert main["words"]["rebuilt"] == said("Rebuilt, k = {k}")
    assert "curves" not in views["topics_map"], "below the main picture there is no second clock"
    assert "film" not in views["share"]["words"]
    assert not [button for button in opened.button if button.key in ("again", "stop")]


def test_the_vectors_can_be_taken_to_the_embedding_space(page: Open) -> None:
    opened = page(SLUG)
    key = key_of(SLUG, default())
    # `query_params` of a link are not told by the test's page; its label is.
    assert "See these word vectors in the embedding space" in opened.links()
    assert key == opened.views()["share"]["run"]


def test_whatever_the_controls_say_is_made_without_a_button(
    page: Open, queue: list[Params]
) -> None:
    opened = page(SLUG)
    opened.slider(key=f"{SLUG}.rank").set_value(12)
    opened.again()
    assert queue == [default(rank=12)]
    assert opened.views()["topics"]["run"] == key_of(SLUG, default(rank=12))
    assert address(opened, "rank") == "12"
    opened.again()
    assert len(queue) == 1, "asked for once"


@BOTH
@pytest.mark.parametrize(
    "values",
    [
        {}, {"weighting": "ppmi"}, {"matrix": "term-term"}, {"method": "eigenwords"},
        {"numbers": "lecture"},
    ],
    ids=str,
)  # fmt: skip
def test_every_parameter_that_means_something_has_its_control(
    page: Open, language: str, values: dict[str, Any]
) -> None:
    given = {f"{SLUG}.{name}": str(each) for name, each in values.items()}
    opened = page(SLUG, {"lang": language} | given)
    said = catalogue(language).gettext
    params = default(language, **values)
    expected = []
    for spec in PARAMS.specs().values():
        if params.applies(spec):
            unit = f" ({said(spec.unit)})" if spec.unit else ""
            expected.append(f"{said(spec.label)}{unit}")
    assert sorted(labels(opened)) == sorted(expected)


@BOTH
def test_scenes_set_their_tables_and_show_their_views(
    page: Open, queue: list[Params], language: str
) -> None:
    opened = page(SLUG, {"lang": language})
    told = story(SLUG, language).scenes
    for at, scene in enumerate(told):
        if at:
            opened.press("scene-next")
        assert opened.subheader[0].value == scene.title
        views = opened.views()
        main = scene.show.get("view", "topics")
        assert "curves" in views[main]
        assert views[main]["run"] == key_of(SLUG, default(language, **scene.sets))
        for name, wanted in scene.sets.items():
            assert value(opened, name) == wanted
    assert not queue


@BOTH
def test_each_prediction_is_answered_by_the_run(page: Open, language: str) -> None:
    told = story(SLUG, language).scenes
    for at, scene in enumerate(told):
        if scene.question is None:
            continue
        opened = page(SLUG, {"lang": language, "scene": str(at + 1)})
        opened.radio(key=f"guess {SLUG} {at}").set_value(scene.question.choices[0])
        opened.again()
        assert scene.question.because in opened.said() or "**" in scene.question.because
        assert any(choice in opened.said() for choice in scene.question.choices)
        if "view" in scene.reveal:
            assert "curves" in opened.views()[scene.reveal["view"]]


def test_the_lectures_table_has_no_text_to_choose(page: Open) -> None:
    opened = page(SLUG, {"scene": "5"})
    assert not [box for box in opened.selectbox if box.key == f"choose {SLUG}.corpus"]
    assert "topics_table" not in opened.views()
    back = page(SLUG)
    assert [box for box in back.selectbox if box.key == f"choose {SLUG}.corpus"]


def test_on_stage_there_is_the_story_and_one_picture(page: Open) -> None:
    opened = page(SLUG, {"present": "1"})
    assert set(opened.views()) == {"topics", "keys"}
    assert opened.views()["topics"]["present"] is True


def test_wrong_links_open_the_page_and_say_what_was_wrong(page: Open) -> None:
    opened = page(
        SLUG,
        {f"{SLUG}.rank": "1000", f"{SLUG}.weighting": "gold", f"{SLUG}.colours": "1"},
    )
    said = "\n".join(opened.warned())
    assert "rank=1000 is not a whole number from 1 to 100. Used: 30." in said
    assert "weighting=gold is not one of counts, tfidf, ppmi. Used: tfidf." in said
    assert "There is no parameter “colours”" in said
    assert opened.views()["topics"]["run"] == key_of(SLUG, default())


def test_a_run_that_failed_says_why_and_waits_for_the_button(
    page: Open, queue: list[Params]
) -> None:
    from engine.runs.store import open_store

    wish = default(seed=99)
    key = key_of(SLUG, wish)
    store = open_store()
    attempt = store.claim(key, SLUG, wish.identity())
    store.start(key, attempt, "test device")
    store.set_state(key, attempt, "failed", None)
    opened = page(SLUG, {f"{SLUG}.seed": "99"})
    store.set_state(key, 2, "failed", None)
    before = len(queue)
    opened.again()
    assert len(queue) == before, "not asked for again and again"
    assert [button for button in opened.button if button.key == "again"]
    store.delete(key)
