"""Sentences: told in any language, filled with values, carried whole between processes."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import N_, Refused, Sentence

CHINESE = {
    "{name} is empty.": "{name}是空的。",
    "a number": "一个数",
    "{name} is not {allowed}.": "{name}不是{allowed}。",
}


def zh(message: str) -> str:
    return CHINESE.get(message, message)


def test_marking_changes_nothing() -> None:
    assert N_("a number") == "a number"


def test_a_sentence_is_filled_in_the_readers_language() -> None:
    sentence = Sentence("{name} is empty.", {"name": "words.txt"})
    assert str(sentence) == sentence.say() == "words.txt is empty."
    assert sentence.say(zh) == "words.txt是空的。"


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    told = Sentence("{name} is not {allowed}.", {"name": "rate", "allowed": Sentence("a number")})
    assert str(told) == "rate is not a number."
    assert told.say(zh) == "rate不是一个数。"


@given(st.text())
def test_a_value_is_never_taken_for_a_template(value: str) -> None:
    assert str(Sentence("“{name}” is empty.", {"name": value})) == f"“{value}” is empty."


def test_a_refusal_is_a_value_error_with_its_sentence() -> None:
    with pytest.raises(ValueError) as error:
        raise Refused("{name} is empty.", name="{name}")
    assert str(error.value) == "{name} is empty."
    assert error.value.sentence.values == {"name": "{name}"}  # type: ignore[attr-defined]


def test_a_refusal_comes_whole_out_of_a_worker() -> None:
    """Worker processes hand exceptions on by pickling them."""
    again = pickle.loads(pickle.dumps(Refused("{n} words.", n=3)))
    assert isinstance(again, Refused)
    assert str(again) == "3 words."
    assert again.sentence == Sentence("{n} words.", {"n": 3})
