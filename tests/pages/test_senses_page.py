"""The page on dictionaries as a person reads it: story, dictionaries, texts, and what links say."""

from pathlib import Path
from typing import Any

import pytest

from engine.lessons import senses as lesson
from engine.lessons.senses import PARAMS
from engine.params import Params
from engine.runs.store import open_store
from engine.sentences import Refused
from engine.text import standard, wordnet
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open
from tests.pages.recorded import CORPUS, keep

SLUG = "senses"
BOTH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(autouse=True)
def no_wordnet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Pages as they are on a new machine, unless a test brings a dictionary."""
    monkeypatch.setattr(standard, "_search_path", lambda: iter([tmp_path]))
    return tmp_path


@pytest.fixture(scope="module")
def recorded() -> None:
    """The runs of the small dictionary on both toy worlds."""
    for corpus in CORPUS.values():
        frames = list(lesson.train(PARAMS(corpus=corpus)))
        keep(SLUG, PARAMS(corpus=corpus), [frames[0], frames[20], frames[-1]])


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """WordNet is on this machine."""
    monkeypatch.setattr(wordnet, "available", lambda: True)


def scene_where(view: str | None) -> int:
    return next(i for i, s in enumerate(story(SLUG, "en").scenes) if s.show.get("view") == view)


@BOTH
def test_the_page_tells_its_story(
    page: Open, recorded: None, queue: list[Params], language: str
) -> None:
    opened = page(SLUG, {"lang": language})
    told = story(SLUG, language)
    assert opened.title[0].value == told.title
    assert opened.subheader[0].value == told.scenes[0].title
    assert not opened.warning
    assert not queue, "the run is there already"
    views = opened.views()
    assert views["senses"]["show"]["selected"] == told.scenes[0].show["selected"]
    assert {"senses_company", "senses_newer", "senses_frequency", "senses_coverage"} <= set(views)
    for view in views.values():
        assert all(
            text for name, text in view["words"].items() if name not in ("sentences", "film")
        )


@BOTH
def test_every_scene_is_shown_and_answered(page: Open, recorded: None, language: str) -> None:
    said = catalogue(language).gettext
    told = story(SLUG, language)
    opened = page(SLUG, {"lang": language})
    for at, scene in enumerate(told.scenes):
        if at:
            opened.press("scene-next")
        assert opened.subheader[0].value == scene.title
        main = scene.show.get("view", "senses")
        assert opened.views()[main]["show"] == scene.show
        if scene.question:
            choice = opened.radio(key=f"guess {SLUG} {at}")
            choice.set_value(scene.question.choices[0])
            opened.again()
            answered = said("The run says **{answer}**.").split("{")[0]
            assert answered in opened.said()
            assert opened.views()[main]["show"] == scene.show | scene.reveal


def test_a_scene_has_its_picture_once(page: Open, recorded: None) -> None:
    opened = page(SLUG, {"scene": str(scene_where("senses_newer") + 1)})
    shown = [view for view in opened.views() if view == "senses_newer"]
    assert shown == ["senses_newer"]
    headings = [heading.value for heading in opened.header]
    assert "Meanings that came later" not in headings
    assert "Synonyms, and the company they keep" in headings


def test_on_stage_only_the_picture_stands(page: Open, recorded: None) -> None:
    opened = page(SLUG, {"present": "1"})
    assert set(opened.views()) == {"senses", "keys"}


# -- Dictionaries ----------------------------------------------------------------------------------


def test_without_wordnet_the_download_is_offered(page: Open, recorded: None) -> None:
    opened = page(SLUG)
    said = opened.said()
    assert "WordNet 3.0: 10.8 MB, WordNet licence: free to use and pass on" in said
    assert "Open Multilingual Wordnet: 28.6 MB" in said
    assert opened.session_state["senses.dictionary"] == "small"
    # On a machine with WordNet the link must open the same dictionary.
    assert opened.query_params["senses.dictionary"] in ("small", ["small"])
    assert not opened.warning


def test_a_download_that_fails_is_one_sentence(
    page: Open, recorded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_package: str) -> Any:
        raise Refused("{package} could not be downloaded", package="wordnet")

    monkeypatch.setattr(standard, "fetch", fail)
    opened = page(SLUG).press("fetch wordnet")
    assert opened.warned() == ["wordnet could not be downloaded"]


def test_a_download_brings_wordnet(
    page: Open, recorded: None, queue: list[Params], no_wordnet: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def fetch(package: str) -> None:
        (no_wordnet / "corpora").mkdir(exist_ok=True)
        (no_wordnet / "corpora" / f"{package}.zip").touch()

    monkeypatch.setattr(standard, "fetch", fetch)
    opened = page(SLUG).press("fetch wordnet")
    assert not opened.warning
    assert [params.model_dump()["dictionary"] for params in queue] == ["wordnet"]
    assert opened.query_params["senses.dictionary"] in ("wordnet", ["wordnet"])


def test_where_wordnet_is_it_is_taken(page: Open, here: None, queue: list[Params]) -> None:
    page(SLUG)
    assert [params.model_dump()["dictionary"] for params in queue] == ["wordnet"]


def test_a_link_may_ask_for_the_small_one_all_the_same(
    page: Open, recorded: None, here: None, queue: list[Params]
) -> None:
    opened = page(SLUG, {"senses.dictionary": "small"})
    assert not queue
    assert opened.session_state["senses.dictionary"] == "small"


def test_a_link_that_asks_for_wordnet_where_it_is_not(
    page: Open, recorded: None, queue: list[Params]
) -> None:
    opened = page(SLUG, {"senses.dictionary": "wordnet"})
    assert opened.warned() == ["WordNet is not on this machine; the small dictionary is used."]
    assert not queue
    assert opened.again().warned(), "it stays until somebody has read it"


def test_another_dictionary_is_looked_up_at_once(
    page: Open, recorded: None, here: None, queue: list[Params]
) -> None:
    opened = page(SLUG, {"senses.dictionary": "small"})
    opened.button_group(key="senses.dictionary").set_value("wordnet")
    opened.again()
    assert [params.model_dump()["dictionary"] for params in queue] == ["wordnet"]


# -- Links and texts -------------------------------------------------------------------------------


def test_a_link_opens_on_its_moment(page: Open, recorded: None) -> None:
    opened = page(SLUG, {"senses.selected": "dog:dog.n.01,cat", "senses.step": "3", "v": "1"})
    shown = opened.views()["senses"]["show"]
    assert shown["selected"] == ["dog:dog.n.01", "cat"]
    assert shown["step"] == 3


def test_a_link_written_by_hand_names_words(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG, {"senses.word": "king", "senses.other": "queen"})
    assert opened.views()["senses"]["show"]["selected"] == ["king", "queen"]


@pytest.mark.parametrize(
    ("name", "given"),
    [("dictionary", "oxford"), ("word", "x" * 61), ("nothing", "1")],
)
def test_a_bad_value_is_one_sentence(page: Open, recorded: None, name: str, given: str) -> None:
    opened = page(SLUG, {f"senses.{name}": given})
    (sentence,) = opened.warned()
    assert name in sentence
    assert opened.title[0].value == story(SLUG, "en").title


def test_a_failed_run_does_not_begin_for_ever(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG, {"senses.corpus": "text:0123456789abcdef", "v": "1"})
    assert len(queue) == 1
    key = opened.session_state["senses:run"]
    open_store().set_state(key, 1, "failed")
    opened.again()
    opened.again()
    assert len(queue) == 1


def test_an_own_text_in_chinese_is_looked_up_at_once(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG, {"senses.dictionary": "small"})
    opened.selectbox(key="choose senses.corpus").set_value("own")
    opened.again()
    opened.text_area(key="typed senses").set_value("国王喝茶。王后喝茶。")
    opened.press("take senses")
    assert str(queue[-1].model_dump()["corpus"]).startswith("text:")
    assert "senses.text" in opened.query_params


def test_the_toy_world_speaks_the_visitors_language(page: Open, recorded: None) -> None:
    opened = page(SLUG)
    opened.press("lang-zh")
    assert opened.session_state["senses.corpus"] == "toy-world-zh"
    assert opened.views()["senses"]["show"]["selected"] == ["画"]
