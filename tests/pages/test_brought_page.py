"""The Transformer's page over a model of one's own: chosen by name, read at once, never trained."""

from pathlib import Path
from typing import Any

import pytest

from engine.lessons import transformer as lesson
from engine.lessons.transformer import PARAMS, shelf
from engine.params import Params, key_of
from pages.shared.language import LANGUAGES
from tests.models import tiny
from tests.pages.conftest import Open
from tests.pages.recorded import keep

SLUG = "transformer"
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def asked(name: str, **values: Any) -> PARAMS:
    return PARAMS.checked(task="brought", model=name, stamp=shelf.stamp(name), **values)


def link(**values: str) -> dict[str, str]:
    return {f"{SLUG}.{name}": value for name, value in values.items()} | {"v": "1"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tiny.library()
    root = tmp_path_factory.mktemp("models")
    tiny.bert(root / "bert")
    tiny.gpt2(root / "owner" / "gpt2")
    return root


@pytest.fixture
def opened(root: Path, monkeypatch: pytest.MonkeyPatch, page: Open) -> Open:
    monkeypatch.setenv("LEXISCOPE_MODELS", str(root))
    for name in shelf.names():
        keep(SLUG, asked(name), lesson.train(asked(name)))
    return page


@pytest.fixture
def none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Open) -> Open:
    """A server on which nobody has put any model."""
    monkeypatch.setenv("LEXISCOPE_MODELS", str(tmp_path))
    monkeypatch.delenv("LEXISCOPE_HUB", raising=False)
    return page


@BOTH
def test_a_link_opens_the_reading(opened: Open, language: str, queue: list[Params]) -> None:
    page = opened(SLUG, link(task="brought", model="owner/gpt2") | {"lang": language})
    assert queue == []  # it was read before
    assert not page.warning
    views = page.views()
    main = views["transformer"]
    assert main["run"] == key_of(SLUG, asked("owner/gpt2"))
    assert main["brought"] is True
    assert [curve["name"] for curve in main["curves"]] == ["same", "length"]
    # What needs the weights of our own networks is not offered.
    assert "transformer_parts" not in views
    assert "transformer_write" not in views
    assert views["transformer_inside"]["brought"] is True
    assert "owner/gpt2" in page.said()
    assert page.selectbox[0].value == "owner/gpt2"
    assert page.selectbox[0].options == ["bert", "owner/gpt2"]
    assert [button for button in page.button if button.key == "train"] == []
    (choice,) = page.segmented_control
    assert choice.key == f"{SLUG}.task"


def test_choosing_a_model_reads_it(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, link(task="brought"))
    assert page.views()["transformer"]["run"] == key_of(SLUG, asked("bert"))  # the first there is
    page.selectbox[0].select("owner/gpt2")
    page.again()
    assert page.views()["transformer"]["run"] == key_of(SLUG, asked("owner/gpt2"))
    assert queue == []


def test_another_sentence_is_another_reading(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, link(task="brought", model="bert"))
    page.tell("transformer", "wish", {"sentence": "  the old   king was ___ . "})
    (wanted,) = queue
    assert wanted.model_dump()["sentence"] == "the old king was ___ ."
    assert page.views()["transformer"]["run"] == key_of(SLUG, wanted)
    assert page.query_params[f"{SLUG}.sentence"] in (
        "the old king was ___ .",
    ) or page.query_params[f"{SLUG}.sentence"] == ["the old king was ___ ."]
    page.tell("transformer", "wish", {"sentence": ""})
    assert page.views()["transformer"]["run"] == key_of(SLUG, asked("bert"))


@pytest.mark.parametrize("wish", [{"sentence": 3}, {"sentence": None}, {}, "the king"])
def test_a_wish_that_is_none_changes_nothing(opened: Open, queue: list[Params], wish: Any) -> None:
    page = opened(SLUG, link(task="brought", model="bert"))
    page.tell("transformer", "wish", wish)
    assert queue == []
    assert page.views()["transformer"]["run"] == key_of(SLUG, asked("bert"))


def test_back_to_the_story(opened: Open, queue: list[Params]) -> None:
    page = opened(SLUG, link(task="brought", model="bert"))
    page.press("scene-own")
    assert page.session_state[f"{SLUG}.task"] == "pronouns"
    assert "brought" not in page.views()["transformer"]


@BOTH
def test_without_any_model_it_says_how_one_is_put_there(
    none: Open, language: str, queue: list[Params]
) -> None:
    page = none(SLUG, link(task="brought") | {"lang": language})
    assert "LEXISCOPE_MODELS" in page.said()
    assert not page.selectbox


def test_a_name_that_is_not_here_is_refused_by_its_run(none: Open, queue: list[Params]) -> None:
    page = none(SLUG, link(task="brought", model="../../etc"))
    (wanted,) = queue  # what the run then says: tests of the lesson
    assert wanted.model_dump()["model"] == "../../etc"
    page.again()
    assert len(queue) == 1  # and is not asked for again


def test_without_the_library_it_says_how_to_install_it(
    none: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "installed", lambda: False)
    assert "pip install transformers" in none(SLUG, link(task="brought")).said()


def test_where_the_hub_is_allowed_a_name_may_be_typed(
    none: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not none(SLUG, link(task="brought")).selectbox
    monkeypatch.setenv("LEXISCOPE_HUB", "1")
    page = none(SLUG, link(task="brought"))
    assert page.selectbox[0].options == []
    assert page.selectbox[0].proto.accept_new_options
