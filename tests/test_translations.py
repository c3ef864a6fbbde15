"""Both languages tell the same course: every message has its Chinese, every lesson its twin.

What a lesson asks is answered by training it, in English on the toy world, in Chinese on its own.
"""

import ast
import re
import string
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

from engine import lessons
from engine.params import Params, key_of
from engine.trace import Frame, Trace
from pages.shared.scenes import Question, Scene, Story, parse

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locales" / "zh" / "LC_MESSAGES" / "messages.po"
SOURCES = [
    ROOT / "app.py",
    *sorted((ROOT / "pages").rglob("*.py")),
    *sorted((ROOT / "engine").rglob("*.py")),
]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}
#: Each language is read on the toy world that speaks it.
CORPORA = {"en": "toy-world", "zh": "toy-world-zh"}
#: Where the default run is long: so many frames are enough to have an answer among the choices.
BRIEF = {"seq2seq": 3}
#: What a scene shows, apart from words of its text: the same in every language.
SAME = ("view", "step", "relation")


# -- Messages -------------------------------------------------------------------------------------


def hidden(path: Path) -> list[tuple[int, str]]:
    """Line and text of the messages inside f-strings, where Babel on Python 3.11 does not look."""
    return [
        (call.lineno, str(call.args[0].value))
        for formatted in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(formatted, ast.JoinedStr)
        for call in ast.walk(formatted)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "N_")
        and isinstance(call.args[0], ast.Constant)
    ]


def messages_of(path: Path) -> list[str]:
    """Every message of a source file, as Babel collects it, and those it misses."""
    found = [str(said[1]) for said in extract_from_file("python", path, keywords=KEYWORDS)]
    return [*found, *(message for _line, message in hidden(path) if message not in found)]


def speaking(paths: list[Path]) -> dict[str, list[str]]:
    """The source files that say something, by name, and what they say."""
    said = {str(path.relative_to(ROOT)): messages_of(path) for path in paths}
    return {name: messages for name, messages in said.items() if messages}


MESSAGES = speaking(SOURCES)


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def placeholders(template: str) -> set[tuple[str, str, str | None]]:
    """Name, format and conversion of every placeholder in braces."""
    return {
        (name, form or "", conversion)
        for _text, name, form, conversion in string.Formatter().parse(template)
        if name is not None
    }


def test_placeholders_are_told_apart_by_name_and_format() -> None:
    assert placeholders("{a} {b:.0f} {a}") == {("a", "", None), ("b", ".0f", None)}
    assert placeholders("{b:.1f}") != placeholders("{b:.0f}")


@pytest.mark.parametrize("source", MESSAGES)
def test_every_message_has_its_chinese(source: str, chinese: Catalog) -> None:
    found = {message: chinese.get(message) for message in MESSAGES[source]}
    missing = [id for id, entry in found.items() if entry is None or not entry.string]
    assert missing == []
    fuzzy = [id for id, entry in found.items() if entry is not None and entry.fuzzy]
    assert fuzzy == []


@pytest.mark.parametrize("source", MESSAGES)
def test_chinese_keeps_every_placeholder(source: str, chinese: Catalog) -> None:
    for message in MESSAGES[source]:
        entry = chinese.get(message)
        if entry is not None and entry.string:  # what is missing, the test above says
            assert placeholders(str(entry.string)) == placeholders(message), entry.string


def test_the_catalogue_holds_nothing_that_nobody_says(chinese: Catalog) -> None:
    said = {message for messages in MESSAGES.values() for message in messages}
    assert [entry.id for entry in chinese if entry.id and entry.id not in said] == []
    assert list(chinese.obsolete) == []


def test_no_message_hides_inside_an_f_string() -> None:
    # `make messages` would drop it from the catalogue, and nobody would translate it.
    found = {str(path.relative_to(ROOT)): hidden(path) for path in SOURCES}
    assert {name: messages for name, messages in found.items() if messages} == {}


# -- Lessons --------------------------------------------------------------------------------------


@lru_cache
def written(slug: str, language: str) -> str:
    """A lesson's file; it must exist, the app's fall back to English is not wanted here."""
    return (ROOT / "assets" / "lessons" / f"{slug}.{language}.md").read_text(encoding="utf-8")


@lru_cache
def story(slug: str, language: str) -> Story:
    return parse(written(slug, language))


def twins(slug: str) -> list[tuple[Scene, Scene]]:
    """The scenes of a lesson, English beside Chinese."""
    return list(zip(story(slug, "en").scenes, story(slug, "zh").scenes, strict=True))


def shape(shown: dict[str, Any]) -> dict[str, Any]:
    """What must be equal in two languages: ids as they are, of words only how many there are."""
    return {
        name: value if name in SAME or not isinstance(value, list) else len(value)
        for name, value in shown.items()
        if name in SAME or isinstance(value, list)
    }


def ids(question: Question) -> list[str] | None:
    """The run's answers that stand for the choices, numbers left out; None where words do."""
    if question.values == question.choices:
        return None
    return [value for value in question.values if not value.isdecimal()]


@pytest.mark.parametrize("slug", lessons.LESSONS)
def test_both_languages_have_the_same_scenes(slug: str) -> None:
    assert len(story(slug, "en").scenes) == len(story(slug, "zh").scenes) > 0
    for english, chinese in twins(slug):
        assert set(english.sets) == set(chinese.sets), chinese.title
        # A sentence to read is in its reader's language; all else is the same.
        for name in set(english.sets) - {"sentence"}:
            assert english.sets[name] == chinese.sets[name], chinese.title
        for ours, theirs in ((english.show, chinese.show), (english.reveal, chinese.reveal)):
            assert set(ours) == set(theirs), chinese.title
            assert shape(ours) == shape(theirs), chinese.title


@pytest.mark.parametrize("slug", lessons.LESSONS)
def test_both_languages_ask_the_same_questions(slug: str) -> None:
    for english, chinese in twins(slug):
        ours, theirs = english.question, chinese.question
        assert (ours is None) == (theirs is None), chinese.title
        if ours is not None and theirs is not None:
            assert ours.question == theirs.question, chinese.title
            assert set(ours.parameters) == set(theirs.parameters), chinese.title
            assert len(ours.choices) == len(theirs.choices), chinese.title
            assert ids(ours) == ids(theirs), chinese.title
            assert bool(ours.because) == bool(theirs.because), chinese.title


@pytest.mark.parametrize("language", CORPORA)
@pytest.mark.parametrize("slug", lessons.LESSONS)
def test_scenes_set_and_ask_what_the_lesson_knows(slug: str, language: str) -> None:
    module = lessons.load(slug)
    for scene in story(slug, language).scenes:
        module.PARAMS.checked(**scene.sets)
        if scene.question is not None:
            assert scene.question.question in module.ANSWERS, scene.title
            assert len(set(scene.question.choices)) == len(scene.question.choices), scene.title
            assert len(scene.question.values) == len(scene.question.choices), scene.title


@pytest.mark.parametrize("language", CORPORA)
@pytest.mark.parametrize("slug", lessons.LESSONS)
def test_prose_holds_no_html(slug: str, language: str) -> None:
    assert re.findall(r"</?[A-Za-z!][^>]*>", written(slug, language)) == []


@pytest.mark.parametrize("slug", lessons.LESSONS)
def test_bold_words_end_where_they_should_in_chinese(slug: str) -> None:
    # Markdown takes ** between a punctuation mark and a letter for two stars, and Chinese has no
    # spaces around words; so what is bold begins and ends with a letter or digit.
    told = story(slug, "zh")
    for prose in [scene.prose for scene in told.scenes]:
        pieces = prose.split("**")
        assert len(pieces) % 2 == 1, prose
        assert [bold for bold in pieces[1::2] if not (bold[0] + bold[-1]).isalnum()] == []


# -- What the runs answer -------------------------------------------------------------------------


def params_of(slug: str, language: str, sets: dict[str, Any]) -> Params:
    """The parameters a visitor of this language has in a scene that sets `sets`."""
    params: type[Params] = lessons.load(slug).PARAMS
    text = {name: CORPORA[language] for name in ("corpus", "source") if name in params.specs()}
    return params.checked(**(text | sets))


TRAINED: dict[str, Trace] = {}


def trained(slug: str, params: Params) -> Trace:
    """The run of these parameters; those that only say what is looked at need no other one."""
    key = key_of(slug, params)
    if key not in TRAINED:
        TRAINED[key] = Trace(islice(lessons.load(slug).train(params), BRIEF.get(slug)))
    return TRAINED[key]


@lru_cache
def first_frame(slug: str, params: Params) -> Frame:
    """Frame 0, before any training: it has the words and relations of the text."""
    frame: Frame = next(lessons.load(slug).train(params))
    return frame


def scenes_where(wanted: Any) -> list[Any]:
    """(slug, language, scene) of all scenes that are `wanted`, each under a readable name."""
    return [
        pytest.param(slug, language, scene, id=f"{slug}-{language}-scene-{number}")
        for slug in lessons.LESSONS
        for language in CORPORA
        for number, scene in enumerate(story(slug, language).scenes, start=1)
        if wanted(scene)
    ]


def shorter(params: Params, sets: dict[str, Any]) -> Params:
    """A third of the usual training, where there is a text; what a scene itself sets stays."""
    if not {"corpus", "source"} & params.specs().keys():
        return params
    for name in {"updates", "epochs"} & (params.specs().keys() - sets.keys()):
        low, usual = params.specs()[name].low, getattr(params, name)
        params = params.changed(**{name: max(int(low or 1), usual // 3)})
    return params


@pytest.mark.parametrize(
    ("slug", "language", "scene"), scenes_where(lambda scene: scene.question is not None)
)
def test_the_run_answers_with_one_of_the_choices(slug: str, language: str, scene: Scene) -> None:
    question = scene.question
    assert question is not None
    params = params_of(slug, language, scene.sets)
    # In English as long as visitors train; that answers are choices is seen in Chinese sooner.
    trace = trained(slug, params if language == "en" else shorter(params, scene.sets))
    answer = lessons.load(slug).ANSWERS[question.question](trace, question.parameters)
    assert str(answer["answer"]) in question.values


@pytest.mark.parametrize(
    ("slug", "language", "scene"),
    scenes_where(lambda scene: {"selected", "analogy", "relation"} & {*scene.show, *scene.reveal}),
)
def test_scenes_show_words_that_the_text_has(slug: str, language: str, scene: Scene) -> None:
    notes = first_frame(slug, params_of(slug, language, scene.sets)).notes
    shown = scene.show | scene.reveal
    words = [*shown.get("selected", []), *shown.get("analogy", [])]
    if "words" in notes:
        assert [word for word in words if word not in notes["words"]] == []
    if "relation" in shown:
        assert shown["relation"] in notes["relations"]


@pytest.mark.parametrize("language", CORPORA)
def test_word2vecs_cost_is_asked_with_the_runs_own_numbers(language: str) -> None:
    params = params_of("word2vec", language, {})
    notes = first_frame("word2vec", params).notes
    # One true word and K = 5 strangers, the width of a vector, the whole vocabulary.
    numbers = {"6", str(params.model_dump()["dimension"]), str(notes["vocabulary"])}
    asked = [scene.question for scene in story("word2vec", language).scenes if scene.question]
    costs = [question for question in asked if question.question == "cost"]
    assert len(costs) == 1
    assert set(costs[0].values) == numbers
    for value, choice in zip(costs[0].values, costs[0].choices, strict=True):
        assert choice.startswith(value)
