"""The word2vec page as a person reads it: the story, the controls, and whatever a link may say."""

import base64
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.lessons.word2vec import PARAMS
from engine.lessons.word2vec.answers import ANSWERS
from engine.params import Params, key_of
from engine.runs import workers
from engine.runs.run import Limits
from engine.runs.store import open_store
from engine.sentences import Refused
from engine.text import shelf, toy_world
from engine.trace import Frame
from pages.shared import links, numbers, words
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep

SLUG = "word2vec"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
TEXT = "The king drinks tea. The queen drinks tea. A dog chases the cat. " * 3


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(corpus=CORPUS[language], **values)


def walked(opened: Page, to: int) -> Page:
    """The page after walking to scene `to`, from 0."""
    for _ in range(to):
        opened.press("scene-next")
    return opened


def scene_where(language: str, has: Any) -> int:
    """The first scene for which `has` holds."""
    return next(i for i, scene in enumerate(story(SLUG, language).scenes) if has(scene))


def query_value(opened: Page, name: str) -> str | None:
    found = opened.query_params.get(name)
    return found[0] if isinstance(found, list) else found


# -- the page ---------------------------------------------------------------------------------


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_run(page: Open, language: str) -> None:
    opened = page(SLUG, {"lang": language})
    told = story(SLUG, language)
    said = catalogue(language).gettext
    assert opened.title[0].value == told.title
    assert opened.subheader[0].value == told.scenes[0].title
    assert f"1 / {len(told.scenes)}" in opened.said()
    assert not opened.warning
    views = opened.views()
    assert {"player", "windows", "plot", "share", "keys"} <= set(views)
    for name in ("player", "windows", "plot", "share"):
        assert views[name]["run"] == key_of(SLUG, default(language))
        assert views[name]["lang"] == language
    assert views["player"]["words"]["play"] == said("Play (space)")
    assert [curve["label"] for curve in views["player"]["curves"]] == [
        said("loss"), said("analogies"), said("same kind"),
    ]  # fmt: skip
    assert said("Trained") in {button.label for button in opened.button}


@BOTH
def test_every_parameter_has_its_control(page: Open, language: str) -> None:
    opened = page(SLUG, {"lang": language})
    said = catalogue(language).gettext
    kinds = ("slider", "toggle", "number_input", "button_group", "segmented_control")
    labels = {one.label for kind in kinds for one in opened.get(kind)}
    for name, spec in PARAMS.specs().items():
        if name != "corpus":
            assert any(label.startswith(said(spec.label)) for label in labels), name
    assert opened.selectbox[0].label == said("Text")


@BOTH
def test_the_numbers_are_those_of_the_run(page: Open, language: str) -> None:
    trace = open_store().trace(key_of(SLUG, default(language)))
    values = [metric.value for metric in page(SLUG, {"lang": language}).metric]
    assert f"{trace[0].notes['vocabulary']:,}" in values
    assert f"{trace.final['words_per_second']:,.0f}" in values
    assert "test device" in values


@BOTH
def test_kinds_and_relations_have_names_to_show(language: str) -> None:
    missing = set(toy_world.groups(language).values()) - set(words.group_names())
    assert not missing, "kinds of words without a name"
    missing = set(toy_world.relations(language)) - set(numbers.relation_names())
    assert not missing, "relations without a name"


def test_with_the_language_the_toy_world_changes_too(page: Open) -> None:
    """The scene begins again in the other language's toy world; what was chosen is kept."""
    opened = walked(page(SLUG), 1)
    opened.slider(key="word2vec.window").set_value(3)
    opened.query_params[f"{SLUG}.step"] = "4711"
    opened.query_params[f"{SLUG}.selected"] = "king"
    turns = opened.again().views()["windows"]["turn"]
    opened.press("lang-zh")
    scene = story(SLUG, "zh").scenes[1]
    assert opened.title[0].value == story(SLUG, "zh").title
    assert opened.subheader[0].value == scene.title
    assert opened.slider(key="word2vec.window").value == 3
    assert opened.session_state["word2vec.corpus"] == "toy-world-zh"
    assert query_value(opened, f"{SLUG}.corpus") == "toy-world-zh"
    shown = opened.views()["windows"]
    assert shown["run"] == key_of(SLUG, default("zh", window=3)), "it trains without a click"
    assert shown["show"] == scene.show
    assert shown["turn"] == turns + 1
    for name in ("step", "selected", "camera", "analogy"):
        assert f"{SLUG}.{name}" not in opened.query_params
    assert opened.press("lang-en").session_state["word2vec.corpus"] == "toy-world"


def test_with_the_language_another_text_does_not_change(page: Open) -> None:
    opened = pasted(page(SLUG), TEXT)
    opened.slider(key="word2vec.window").set_value(3)
    opened.again().press("train")
    opened.query_params[f"{SLUG}.step"] = "12"
    opened.query_params[f"{SLUG}.selected"] = "king"
    before = opened.again().views()["player"]
    corpus = opened.session_state["word2vec.corpus"]
    opened.press("lang-zh")
    assert opened.title[0].value == story(SLUG, "zh").title
    assert opened.session_state["word2vec.corpus"] == corpus
    assert opened.slider(key="word2vec.window").value == 3
    after = opened.views()["player"]
    assert (after["run"], after["turn"], after["show"]) == (
        before["run"], before["turn"], before["show"],
    )  # fmt: skip
    assert query_value(opened, f"{SLUG}.step") == "12"
    assert query_value(opened, f"{SLUG}.selected") == "king"
    assert links.unpack(query_value(opened, f"{SLUG}.text") or "") == TEXT


# -- links ------------------------------------------------------------------------------------


def test_a_link_sets_the_controls_and_asks_for_the_run(page: Open, queue: list[Params]) -> None:
    wish = default(window=3, model="cbow", rate=0.1, dynamic_window=False, seed=42)
    address = {f"{SLUG}.{name}": raw for name, raw in wish.spelled().items()}
    opened = page(SLUG, address)
    assert not opened.warning
    assert opened.slider(key="word2vec.window").value == 3
    assert opened.session_state["word2vec.model"] == "cbow"
    assert opened.toggle(key="word2vec.dynamic_window").value is False
    assert opened.number_input(key="word2vec.seed").value == 42
    assert queue == [wish]
    assert opened.views()["player"]["run"] == key_of(SLUG, wish)
    for name, raw in address.items():
        assert query_value(opened, name) == raw


def test_a_link_says_the_moment(page: Open) -> None:
    moment = {"step": "4711", "selected": "king,queen", "analogy": "man,king,woman"}
    moment["camera"] = "0.5,-1.25,3"
    opened = page(SLUG, {f"{SLUG}.{name}": raw for name, raw in moment.items()})
    assert opened.views()["player"]["show"] == {
        "step": 4711,
        "selected": ["king", "queen"],
        "analogy": ["man", "king", "woman"],
        "camera": [0.5, -1.25, 3.0],
    }
    assert not opened.warning


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("step", "-1"), ("step", "1e3"), ("step", "9" * 5000), ("step", "٣"),
        ("camera", "1,2"), ("camera", "nan,0,1"), ("camera", "1e300,0,1"), ("camera", "x,y,z"),
    ],
)  # fmt: skip
def test_a_moment_that_is_none_is_left_out(page: Open, name: str, given: str) -> None:
    opened = page(SLUG, {f"{SLUG}.{name}": given})
    shown = opened.views()["player"]["show"]
    assert shown == story(SLUG, "en").scenes[0].show, "the scene's own moment"
    opened = page(SLUG, {f"{SLUG}.{name}": given, f"{SLUG}.selected": "tea"})
    assert opened.views()["player"]["show"] == {"selected": ["tea"]}


KNOWN = ", ".join(PARAMS.specs())
BAD = (
    ("window", "11", "window=11 is not a whole number from 1 to 10. Used: 5."),
    ("window", "-1", "window=-1 is not a whole number from 1 to 10. Used: 5."),
    ("window", "five", "window=five is not a whole number from 1 to 10. Used: 5."),
    ("window", "", "window= is not a whole number from 1 to 10. Used: 5."),
    ("window", ["3", "4"], "window was given 2 times; one value is needed. Used: 5."),
    ("rate", "nan", "rate=nan is not a number from 0.001 to 0.5. Used: 0.035."),
    ("rate", "inf", "rate=inf is not a number from 0.001 to 0.5. Used: 0.035."),
    ("epochs", "1e9", "epochs=1e9 is not a whole number from 1 to 40. Used: 6."),
    ("model", "lstm", "model=lstm is not one of skip-gram, cbow. Used: skip-gram."),
    ("dynamic_window", "yes", "dynamic_window=yes is not true or false. Used: true."),
    ("seed", "9" * 10_000, f"seed={'9' * 40}… is not a whole number from 0 to 999999. Used: 1."),
    (
        "corpus",
        "x" * 10_000,
        f"corpus={'x' * 40}… is not a text of at most 200 characters. Used: toy-world.",
    ),
    ("widow", "3", f"There is no parameter “widow”; it was left out. Known: {KNOWN}."),
    (
        "window",
        "<img src=x onerror=alert(1)>",
        "window=<img src=x onerror=alert(1)> is not a whole number from 1 to 10. Used: 5.",
    ),
    ("model", "**cbow**", "model=**cbow** is not one of skip-gram, cbow. Used: skip-gram."),
)


@pytest.mark.parametrize(("name", "given", "sentence"), BAD, ids=lambda value: str(value)[:30])
def test_a_bad_value_is_one_sentence_and_the_page_opens(
    page: Open, name: str, given: Any, sentence: str
) -> None:
    opened = page(SLUG, {f"{SLUG}.{name}": given})
    assert opened.warned() == [sentence]
    assert opened.title[0].value == story(SLUG, "en").title
    assert opened.views()["player"]["run"] == key_of(SLUG, default())
    assert f"{SLUG}.{name}" not in opened.query_params or name == "corpus"


def test_a_bad_value_is_told_in_the_visitors_language(page: Open) -> None:
    sentence = page(SLUG, {f"{SLUG}.window": "11", "lang": "zh"}).warned()[0]
    assert "window=11" in sentence
    assert any("一" <= letter <= "鿿" for letter in sentence)


def test_many_bad_values_are_counted(page: Open) -> None:
    opened = page(SLUG, {f"{SLUG}.no{i}": "1" for i in range(9)})
    assert len(opened.warned()) == 6
    assert opened.warned()[-1] == "4 more values of this link were not taken."


@pytest.mark.parametrize("corpus", ["atlantis", "text:0123456789abcdef", "text:../../etc/passwd"])
def test_a_link_to_a_text_that_is_not_here_opens(page: Open, corpus: str) -> None:
    opened = page(SLUG, {f"{SLUG}.corpus": corpus})
    assert opened.title[0].value == story(SLUG, "en").title


def test_an_unknown_language_leaves_the_page_in_english(page: Open) -> None:
    opened = page(SLUG, {"lang": "tlh"})
    assert opened.warned() == ["lang=tlh is not one of en, zh. Used: en."]
    assert opened.title[0].value == story(SLUG, "en").title


# -- own text ---------------------------------------------------------------------------------


def test_a_text_in_the_link_goes_to_the_shelf(page: Open, queue: list[Params]) -> None:
    packed = links.pack(TEXT)
    assert packed is not None
    assert re.fullmatch("[A-Za-z0-9_-]+", packed)
    opened = page(SLUG, {f"{SLUG}.text": packed})
    corpus = opened.session_state["word2vec.corpus"]
    assert corpus.startswith("text:")
    assert shelf.get(corpus.removeprefix("text:")) == TEXT
    assert [params.corpus for params in queue if isinstance(params, PARAMS)] == [corpus]
    assert not opened.warning


def squeezed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


HOSTILE = {
    "garbage": "!!!!",
    "no base64": "茶" * 10,
    "no zlib": base64.urlsafe_b64encode(b"hello").decode(),
    "a bomb": squeezed(b"0" * 50_000_000),
    "cut short": squeezed(TEXT.encode())[:-12],
    "no UTF-8": squeezed(b"\xff\xfe\xff"),
    "nothing": squeezed(b""),
    "blank": squeezed(b" \n"),
    "one letter": "A",
}


@pytest.mark.parametrize("packed", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_in_the_link_is_one_sentence(page: Open, packed: str) -> None:
    opened = page(SLUG, {f"{SLUG}.text": packed})
    assert opened.warned() == ["The text in this link could not be read; the toy world is used."]
    assert opened.session_state["word2vec.corpus"] == "toy-world"
    assert f"{SLUG}.text" not in opened.query_params


def test_a_text_too_long_for_a_link_is_not_put_into_one() -> None:
    assert links.pack("".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(3000))) is None
    assert links.pack("tea " * 100_000) is None, "packed it is short, but nobody would unfold it"
    for text in ("茶", "tea " * 40_000):
        packed = links.pack(text)
        assert packed is not None
        assert links.unpack(packed) == text


def pasted(opened: Page, text: str) -> Page:
    opened.selectbox[0].set_value("own")
    opened.again()
    opened.text_area[0].set_value(text)
    return opened.press("take word2vec")


def test_own_text_is_trained_on_and_goes_into_the_address(page: Open, queue: list[Params]) -> None:
    opened = pasted(page(SLUG), TEXT)
    corpus = opened.session_state["word2vec.corpus"]
    assert shelf.get(corpus.removeprefix("text:")) == TEXT
    (asked,) = queue
    assert asked.spelled()["corpus"] == corpus
    assert opened.views()["player"]["run"] == key_of(SLUG, asked)
    assert links.unpack(query_value(opened, f"{SLUG}.text") or "") == TEXT
    assert not opened.warning


@pytest.mark.parametrize(
    ("words", "epochs", "min_count", "subsample"),
    [
        # 800,000 words in all: 160 × 9 letters are 240 words, 800,000 / 240 > 40 epochs at most.
        (160, 40, 1, 0.0),
        (2_000, 40, 2, 0.0),  # some 3,000 words: what stands once teaches nothing
        # 64,000 × 9 letters are 96,000 words: 8.33 epochs of them; long enough for the defaults.
        (64_000, 8, PARAMS().min_count, PARAMS().subsample),
    ],
)
def test_a_short_text_is_read_whole_and_more_often(
    page: Open, queue: list[Params], words: int, epochs: int, min_count: int, subsample: float
) -> None:
    opened = pasted(page(SLUG), " ".join(f"tea{i % 60 + 10:05}" for i in range(words)))
    (asked,) = queue
    assert isinstance(asked, PARAMS)
    told = (asked.epochs, asked.min_count, asked.subsample)
    assert told == (epochs, min_count, subsample)
    assert opened.session_state["word2vec.min_count"] == min_count
    assert opened.session_state["word2vec.subsample"] == subsample


def test_a_text_too_long_for_the_link_leaves_no_other_text_in_it(page: Open) -> None:
    opened = pasted(page(SLUG), TEXT)
    assert f"{SLUG}.text" in opened.query_params
    long = "".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(5000))
    opened.text_area[0].set_value(long)
    opened.press("take word2vec")
    corpus = opened.session_state["word2vec.corpus"]
    assert shelf.get(corpus.removeprefix("text:")) == long
    assert f"{SLUG}.text" not in opened.query_params
    assert query_value(opened, f"{SLUG}.corpus") == corpus


MARKUP = "<script>alert(1)</script> <img src=x onerror=alert(2)> **bold** [a](javascript:b) $x$"


def test_markup_in_a_text_stays_text(page: Open) -> None:
    opened = pasted(page(SLUG), MARKUP)
    corpus = opened.session_state["word2vec.corpus"]
    assert shelf.get(corpus.removeprefix("text:")) == MARKUP
    for kind in ("markdown", "caption", "title", "warning", "html"):
        for element in opened.get(kind):
            assert "<script>" not in str(getattr(element, "value", ""))


@pytest.mark.parametrize("text", ["", "   \n\t ", "\x00\x01\x02" * 50])
def test_a_text_that_is_none_is_refused_in_one_sentence(
    page: Open, queue: list[Params], text: str
) -> None:
    opened = pasted(page(SLUG), text)
    (sentence,) = opened.warned()
    assert "“The text box”" in sentence
    assert not queue
    assert opened.views()["player"]["run"] == key_of(SLUG, default()), "the picture stays"


def uploaded(opened: Page, name: str, content: bytes) -> Page:
    opened.selectbox[0].set_value("own")
    opened.again()
    opened.file_uploader[0].upload(name, content, "text/plain")
    opened.again()
    return opened.press("take word2vec")


def test_an_uploaded_text_in_gb18030(page: Open) -> None:
    text = "国王喝茶。王后喝茶。小狗追小猫。" * 5
    opened = uploaded(page(SLUG), "故事.txt", text.encode("gb18030"))
    assert not opened.warning
    corpus = opened.session_state["word2vec.corpus"]
    assert shelf.get(corpus.removeprefix("text:")) == text


def test_a_picture_is_refused_by_name_and_its_name_is_no_markup(page: Open) -> None:
    name = "<b>**x**</b> [a](b).txt"
    opened = uploaded(page(SLUG), name, b"\x89PNG\r\n\x1a\n" + bytes(100))
    sentence = "is a PNG picture, not plain text; save it as a plain text file (.txt) first."
    assert opened.warned() == [f"“{name}” {sentence}"]
    raw = opened.warning[0].value
    assert "\\<b\\>" in raw
    assert "\\*\\*x" in raw


# -- scenes -----------------------------------------------------------------------------------


@BOTH
def test_every_scene_can_be_walked_to_and_back(page: Open, language: str) -> None:
    opened = page(SLUG, {"lang": language})
    scenes = story(SLUG, language).scenes
    for i, scene in enumerate(scenes):
        assert opened.subheader[0].value == scene.title
        if i:
            assert query_value(opened, "scene") == str(i + 1)
        for name, value in scene.sets.items():
            assert opened.session_state[f"word2vec.{name}"] == value
        if i < len(scenes) - 1:
            opened.press("scene-next")
    assert opened.button(key="scene-next").disabled
    opened.press("scene-back")
    assert opened.subheader[0].value == scenes[-2].title


def test_a_scene_sets_its_parameters_and_the_next_gives_them_back(page: Open) -> None:
    at = scene_where("en", lambda scene: scene.sets)
    scenes = story(SLUG, "en").scenes
    opened = walked(page(SLUG), at)
    name, value = next(iter(scenes[at].sets.items()))
    assert opened.session_state[f"word2vec.{name}"] == value
    turns = opened.views()["player"]["turn"]
    opened.press("scene-next")
    expected = scenes[at + 1].sets.get(name, PARAMS.specs()[name].default)
    assert opened.session_state[f"word2vec.{name}"] == expected
    assert opened.views()["player"]["turn"] == turns + 1, "the player is told to look anew"


def test_a_link_to_a_scene_opens_on_it(page: Open) -> None:
    at = scene_where("en", lambda scene: scene.sets)
    opened = page(SLUG, {"scene": str(at + 1)})
    scene = story(SLUG, "en").scenes[at]
    assert opened.subheader[0].value == scene.title
    for name, value in scene.sets.items():
        assert opened.session_state[f"word2vec.{name}"] == value


def test_a_link_written_by_hand_gets_the_scenes_settings_and_its_moment(page: Open) -> None:
    at = scene_where("en", lambda scene: scene.sets and scene.show)
    scene = story(SLUG, "en").scenes[at]
    opened = page(SLUG, {"scene": str(at + 1), f"{SLUG}.window": "3"})
    assert opened.slider(key="word2vec.window").value == 3
    assert opened.views()["player"]["run"] == key_of(SLUG, default(window=3, **scene.sets))
    assert opened.views()["player"]["show"] == scene.show


def test_a_link_of_ours_to_a_scene_says_all_settings_itself(page: Open) -> None:
    """What somebody changed within a scene is in the link, its defaults too."""
    at = scene_where("en", lambda scene: scene.sets and scene.show.get("analogy"))
    scene = story(SLUG, "en").scenes[at]
    address = {"scene": str(at + 1), "v": engine.VERSION, f"{SLUG}.corpus": "toy-world"}
    opened = page(SLUG, address | {f"{SLUG}.step": "4711"})
    assert opened.subheader[0].value == scene.title
    assert opened.views()["player"]["run"] == key_of(SLUG, default())
    # The scene's moment, and over it what the link says.
    assert opened.views()["player"]["show"] == scene.show | {"step": 4711}
    opened = page(SLUG, address | {f"{SLUG}.selected": "tea", f"{SLUG}.camera": "1,2,3"})
    assert opened.views()["player"]["show"] == scene.show | {
        "selected": ["tea"], "camera": [1.0, 2.0, 3.0],
    }  # fmt: skip


@BOTH
def test_a_link_from_the_stage_shows_the_picture_of_its_scene(page: Open, language: str) -> None:
    at = scene_where(language, lambda scene: scene.show.get("view") == "relation")
    address = {"lang": language, "present": "1", "scene": str(at + 1), "v": engine.VERSION}
    opened = page(SLUG, address | {f"{SLUG}.corpus": CORPUS[language]})
    assert set(opened.views()) == {"plot", "keys"}
    plot = opened.views()["plot"]
    scene = story(SLUG, language).scenes[at]
    assert plot["ask"] == {"question": "relation", "parameters": {"name": scene.show["relation"]}}
    assert plot["run"] == key_of(SLUG, default(language))
    assert plot["show"] == scene.show


@pytest.mark.parametrize(
    ("given", "number"),
    [("0", 1), ("-3", 1), ("x", 1), ("", 1), ("2.5", 1), ("9" * 5000, 1), ("٣", 1), ("999", -1)],
)
def test_a_scene_that_is_none_opens_on_one_that_is(page: Open, given: str, number: int) -> None:
    scenes = story(SLUG, "en").scenes
    opened = page(SLUG, {"scene": given})
    assert opened.subheader[0].value == scenes[number - 1 if number > 0 else -1].title


@BOTH
def test_predict_first_then_the_run_answers(page: Open, language: str) -> None:
    """The answer is what the recorded run says, and is not there before somebody chose."""
    scenes = story(SLUG, language).scenes
    trace = open_store().trace(key_of(SLUG, default(language)))
    said = catalogue(language).gettext
    asked = 0
    opened = page(SLUG, {"lang": language})
    for scene in scenes:
        question = scene.question
        if question and not scene.sets:
            asked += 1
            answer = str(ANSWERS[question.question](trace, question.parameters)["answer"])
            truth = dict(zip(question.values, question.choices, strict=True)).get(answer, answer)
            wrong = said("The run says **{answer}**.").format(answer=truth)
            right = said("The run says **{answer}**, as you thought.").format(answer=truth)
            assert wrong not in opened.said()
            for choice in question.choices:
                opened.radio[0].set_value(choice)
                opened.again()
                assert (right if choice == truth else wrong) in opened.said()
        if not opened.button(key="scene-next").disabled:
            opened.press("scene-next")
    assert asked >= 3


def test_a_run_that_still_trains_answers_later(page: Open) -> None:
    at = scene_where("en", lambda scene: scene.question)
    opened = page(SLUG, {f"{SLUG}.seed": "31337"})
    opened = walked(opened, at)
    scene = story(SLUG, "en").scenes[at]
    assert scene.question is not None
    opened.radio[0].set_value(scene.question.choices[0])
    opened.again()
    assert "The run is still training; the answer comes with its end." in opened.said()


def test_predictions_are_about_the_toy_world_only(page: Open) -> None:
    at = scene_where("en", lambda scene: scene.question)
    told = "The prediction of this scene is about other data than those you chose."
    opened = walked(page(SLUG), at)
    assert opened.radio
    assert told not in opened.said()
    pasted(opened, TEXT)
    assert told in opened.said()
    assert not opened.radio
    opened.selectbox[0].set_value("toy-world")
    opened.again()
    assert told not in opened.said()
    assert opened.radio


@BOTH
def test_on_stage_there_is_the_scene_and_the_picture_only(page: Open, language: str) -> None:
    opened = page(SLUG, {"lang": language})
    opened.press("present")
    assert query_value(opened, "present") == "1"
    assert opened.subheader[0].value == story(SLUG, language).scenes[0].title
    assert opened.views()["player"]["present"] is True
    assert set(opened.views()) == {"player", "keys"}
    assert not opened.header
    assert not opened.metric
    # Whoever has no Esc key leaves by a button.
    opened.press("leave-stage")
    assert "present" not in opened.query_params
    assert opened.views()["player"]["present"] is False
    assert "leave-stage" not in {button.key for button in opened.button}


# -- when things fail -------------------------------------------------------------------------


def test_a_change_keeps_the_picture_until_somebody_trains(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG)
    opened.slider(key="word2vec.window").set_value(9)
    opened.again()
    assert not queue
    assert opened.views()["player"]["run"] == key_of(SLUG, default())
    assert "The picture still shows the run before this change." in opened.said()
    opened.press("train")
    assert queue == [default(window=9)]
    assert opened.views()["player"]["run"] == key_of(SLUG, default(window=9))
    assert {"Stop"} <= {button.label for button in opened.button}
    opened.press("stop")
    run = open_store().state(key_of(SLUG, default(window=9)))
    assert run is not None
    assert run.state == "cancelled"


@pytest.mark.parametrize("state", ["failed", "cancelled"])
@BOTH
def test_a_run_that_came_to_nothing_can_be_trained_again(
    page: Open, queue: list[Params], language: str, state: str
) -> None:
    said = catalogue(language).gettext
    wish = default(language, seed=4242)
    opened = page(SLUG, {"lang": language, f"{SLUG}.seed": "4242"})
    assert queue == [wish]
    open_store().set_state(key_of(SLUG, wish), 1, state)
    opened.again()
    button = opened.button(key="train")
    assert button.label == said("Train again")
    assert not button.disabled
    opened.press("train")
    assert queue == [wish, wish]
    run = open_store().state(key_of(SLUG, wish))
    assert run is not None
    assert (run.state, run.attempt) == ("queued", 2)
    open_store().set_state(run.key, 2, "cancelled")


def test_a_full_queue_is_one_sentence_and_the_page_stays(
    page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(slug: str, params: Params, session: str = "", again: bool = True) -> str:
        open_store().claim(
            key_of(slug, params), slug, params.identity(), session, Limits(queue=0), again
        )
        return key_of(slug, params)

    opened = page(SLUG)
    monkeypatch.setattr(workers, "submit", full)
    opened.slider(key="word2vec.window").set_value(8)
    opened.again().press("train")
    # Runs that other tests left waiting are counted too.
    waiting = r"\d+ runs are waiting already, and at most 0 may\. Try again in a minute\."
    (warned,) = opened.warned()
    assert re.fullmatch(waiting, warned)
    assert opened.views()["player"]["run"] == key_of(SLUG, default())
    first = page(SLUG, {f"{SLUG}.window": "7"})
    assert first.warned() == [warned]
    assert first.title[0].value == story(SLUG, "en").title


def test_a_read_only_store_is_one_sentence_and_still_shows_what_it_has(
    page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page(SLUG)  # the recorded run is there
    path = open_store().engine.url.database
    monkeypatch.setenv("LEXISCOPE_DATABASE", f"sqlite:///file:{path}?mode=ro&uri=true")
    opened = page(SLUG)
    assert opened.views()["player"]["run"] == key_of(SLUG, default())
    opened.slider(key="word2vec.window").set_value(6)
    opened.again().press("train")
    (sentence,) = opened.warned()
    assert sentence == "The run store cannot be written: attempt to write a readonly database."
    assert opened.views()["player"]["run"] == key_of(SLUG, default())


def test_a_store_that_cannot_be_read_is_a_sentence_and_the_page_stays(
    page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(key: str) -> None:
        raise Refused("The run store cannot be read: {why}.", why="unable to open database file")

    monkeypatch.setattr(workers, "state", broken)
    opened = page(SLUG)
    assert "The run store cannot be read: unable to open database file." in opened.warned()
    assert opened.title[0].value == story(SLUG, "en").title


# -- claims -----------------------------------------------------------------------------------


def test_claims_are_measured_on_a_click_and_stand_beside_the_lectures(
    page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def submit(slug: str, session: str = "", again: bool = True) -> str:
        asked.append(slug)
        row = {"claim": "tea is warm", "lecture": "≈ 20", "measured": "19.9", "holds": True}
        frame = Frame(0, notes={"claim": {**row, "seconds": 0.1}})
        keep("claims:word2vec", Params(), [frame])
        return workers.claims_key(slug)

    monkeypatch.setattr(workers, "submit_claims", submit)
    opened = page(SLUG)
    assert not opened.table
    opened.press("measure")
    assert asked == [SLUG]
    table = opened.table[0].value
    assert table.iloc[0].tolist() == ["tea is warm", "≈ 20", "19.9", "✓"]
    open_store().delete(workers.claims_key(SLUG))
