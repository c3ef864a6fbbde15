"""Sentences and words in several scripts, and files nobody should have written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.text.tokenize import (
    LONGEST_WORD,
    characters,
    joined,
    language_of,
    sentences,
)


def test_english_words() -> None:
    text = 'Mr. Smith’s well-known dog didn\'t bark at 3.14 or 1,000... "So?" He left—fast!'
    assert sentences(text) == [
        ["mr", "smith's", "well-known", "dog", "didn't", "bark", "at", "3.14", "or", "1,000"],
        ["so"],
        ["he", "left", "fast"],
    ]  # fmt: skip


def test_the_lectures_corpus() -> None:
    assert sentences("I like deep learning. I like NLP.\nI enjoy flying") == [
        ["i", "like", "deep", "learning"],
        ["i", "like", "nlp"],
        ["i", "enjoy", "flying"],
    ]


def test_chinese_words_and_characters() -> None:
    text = "我爱北京天安门。自然语言处理很有趣！用Python 3.12写"
    assert sentences(text) == [
        ["我", "爱", "北京", "天安门"],
        ["自然语言", "处理", "很", "有趣"],
        ["用", "python", "3.12", "写"],
    ]
    assert sentences("我爱Python。", "characters") == [["我", "爱", "python"]]


def test_english_characters_are_letters() -> None:
    assert sentences("It's a café.", "characters") == [list("itsacafé")]
    assert characters(["well-known", "3d"], "en") == list("wellknown3d")


def test_mixed_text_is_cut_by_script() -> None:
    text = "The word 深度学习 means deep learning in the language of the lecture."
    assert language_of(text) == "en"
    assert sentences(text)[0][:5] == ["the", "word", "深度", "学习", "means"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You shall know a word by the company it keeps.", "en"),
        ("Ça va très bien.", "en"),
        ("我们喜欢深度学习，用 Python 写。", "zh"),
        ("吾輩は猫である。名前はまだ無い。", "ja"),
        ("Все счастливые семьи похожи", "und"),
        ("😀😀", "und"),
        ("", "und"),
        ("License text in English. " * 100 + "山高月小水落石出" * 20_000, "zh"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_other_scripts() -> None:
    assert sentences("नमस्ते दुनिया। फिर मिलेंगे") == [["नमस्ते", "दुनिया"], ["फिर", "मिलेंगे"]]
    assert sentences("שלום עולם. מה שלומך?") == [["שלום", "עולם"], ["מה", "שלומך"]]
    assert sentences("مَرحَبًا بالعالم؟ نعم") == [["مَرحَبًا", "بالعالم"], ["نعم"]]
    assert sentences("می‌خواهم") == [["می‌خواهم"]]  # joined by a zero-width non-joiner
    assert sentences("これはペンです。") == [["これは", "ペン", "です"]]


@pytest.mark.parametrize(
    "text",
    ["", "😀👩‍👩‍👧🏽🇨🇳", "...!?。。。—„“”", "\u0301\u0301", "\n\n\n", "'- -'", "\ufffd", "_ __"],
)
def test_texts_without_words(text: str) -> None:
    assert sentences(text) == []
    assert sentences(text, "characters") == []


def test_emoji_beside_words_and_markup_as_text() -> None:
    assert sentences("I ❤️ NLP 😀! 1️⃣ way") == [["i", "nlp"], ["1", "way"]]
    assert sentences("<p class='x'>Hello</p>") == [["p", "class", "x", "hello", "p"]]


def test_lines_broken_at_a_margin_are_joined() -> None:
    words = [
        "the",
        "quick",
        "brown",
        "fox",
        "jumps",
        "over",
        "the",
        "lazy",
        "dog",
        "near",
        "the",
        "old",
        "bridge",
        "and",
    ]
    line = " ".join(words)  # 66 characters
    paragraph = "\n".join([line] * 20) + " now."
    assert [len(s) for s in sentences(f"{paragraph}\n\n{paragraph}")] == [281, 281]  # 20 · 14 + 1
    assert [len(s) for s in sentences("\n".join(words))] == [1] * 14  # a list stays a list


def test_joined_keeps_paragraphs() -> None:
    assert joined("a\nb  \n\nc\n \nd") == "a b\n\nc\n\nd"


@pytest.mark.parametrize(
    "text",
    ["a" * 10**6, "." * 10**6, "! " * 10**6, "a-" * 10**6, "1." * 10**6, " \n" * 10**6,
     " " * 10**6 + "x", "\u0301" * 10**6, "😀" * 10**6, "a\u3000\n\u3000\n" * 10**5, "字" * 20_000,
     "龘" * 20_000],
    ids=["letters", "stops", "marks!", "hyphens", "points", "lines", "spaces", "accents", "emoji",
         "wide spaces", "one sign", "a rare sign"],
)  # fmt: skip
def test_endless_lines_come_to_an_end(text: str) -> None:
    # A quadratic step anywhere would need hours for one of these.
    assert all(len(word) <= 6 * (LONGEST_WORD + 1) for s in sentences(text) for word in s)


@given(
    st.text(st.characters(exclude_categories=["Cn", "Cs"]), max_size=200),
    st.sampled_from(["words", "characters"]),
)
def test_any_text(text: str, tokens: str) -> None:
    for sentence in sentences(text, tokens, "en"):
        assert sentence
        for word in sentence:
            assert word == word.strip()
            assert any(character.isalnum() for character in word)


@given(
    st.lists(
        st.sampled_from(["the", "quick", "brown", "fox's", "well-known", "42", "naïve"]), min_size=1
    )
)
def test_plain_words_come_back(words: list[str]) -> None:
    assert sentences(" ".join(words) + ".") == [words]


def test_unknown_tokens() -> None:
    with pytest.raises(Refused) as refused:
        sentences("x", "syllables")
    assert str(refused.value) == "tokens=syllables is not one of words, characters."


def test_jieba_is_quiet_and_writes_nothing(tmp_path: Path) -> None:
    # In a fresh process, compiling jieba's source anew, with every warning an error.
    code = "from engine.text.tokenize import sentences; print(len(sentences('我爱北京。')[0]))"
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPYCACHEPREFIX": str(tmp_path / "p")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, env=environment, cwd=Path(__file__).parents[2], timeout=120,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("3", "")
    assert not [path for path in tmp_path.iterdir() if path.name != "p"]
