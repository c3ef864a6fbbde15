"""The made pairs are true, never repeat, and a visitor's own are read or refused by line."""

import datetime
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.text import pairs, pairs_made


@pytest.mark.parametrize("task", [task.id for task in pairs.TASKS])
def test_a_task_is_drawn_by_its_seed_and_never_tests_what_it_taught(task: str) -> None:
    made = pairs.load(task, seed=3, learnt=300, tested=30)
    again = pairs.load(task, seed=3, learnt=300, tested=30)
    assert made.learnt == again.learnt
    assert made.learnt != pairs.load(task, seed=4, learnt=300, tested=30).learnt
    taught = {tuple(source) for source, _ in made.learnt}
    assert len(taught) == len(made.learnt) == 300
    assert len(made.tested) == 30
    assert not taught & {tuple(source) for source, _ in made.tested}
    assert all(source and target for source, target in made.learnt)


@pytest.mark.parametrize(("draw", "back"), [(pairs_made.reversal, -1), (pairs_made.copy, 1)])
def test_letters_are_reversed_and_copied(draw: object, back: int) -> None:
    source, target = draw(random.Random(1))  # type: ignore[operator]
    assert target == source[::back]


@given(st.integers(0, 10_000))
def test_a_date_is_the_day_that_is_written(seed: int) -> None:
    for draw in (pairs_made.date, pairs_made.date_zh):
        source, target = draw(random.Random(seed))
        day = datetime.date.fromisoformat("".join(target))
        said = "".join(source)
        assert 1900 <= day.year <= 2099
        assert str(day.day) in said or pairs_made.below_hundred_zh(day.day) in said


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "zero", "零"),
        (10, "ten", "十"),
        (15, "fifteen", "十五"),
        (42, "forty two", "四十二"),
        (110, "one hundred and ten", "一百一十"),
        (305, "three hundred and five", "三百零五"),
        (2000, "two thousand", "二千"),
        (2005, "two thousand and five", "二千零五"),
        (7576, "seven thousand five hundred and seventy six", "七千五百七十六"),
        (10_000, "ten thousand", "一万"),
        (100_000, "one hundred thousand", "十万"),
        (120_034, "one hundred and twenty thousand and thirty four", "十二万零三十四"),
        (305_060, "three hundred and five thousand and sixty", "三十万五千零六十"),
        (999_999, "nine hundred and ninety nine thousand nine hundred and ninety nine",
         "九十九万九千九百九十九"),
    ],
)  # fmt: skip
def test_numbers_are_said_as_people_say_them(value: int, english: str, chinese: str) -> None:
    assert " ".join(pairs_made.spoken(value)) == english
    assert pairs_made.spoken_zh(value) == chinese


def test_chinese_says_when_and_where_before_what() -> None:
    chance = random.Random(0)
    for _ in range(200):
        english, chinese = pairs_made.translation(chance)
        if "today" in english:
            assert english[-1] == "today"
            assert chinese[0] == "今天"
        if "in" in english:
            assert chinese.index("在") < chinese.index(pairs_made_action(english))
    assert (
        pairs_made.translation_zh(random.Random(5))
        == pairs_made.translation(random.Random(5))[::-1]
    )


def pairs_made_action(english: list[str]) -> str:
    return dict(pairs_made.ACTIONS)[english[2]]


def test_texts_become_numbers_and_what_is_unknown_stays_so() -> None:
    made = pairs.load("copy", learnt=100, tested=10)
    table = pairs.numbers([["a", "b"], ["a"], ["猫"]], made.sources, end=True)
    assert table.shape == (3, 3)
    assert table[0, 2] == table[1, 1] == pairs.END
    assert table[1, 2] == pairs.PAD
    assert table[2, 0] == pairs.UNKNOWN
    assert pairs.numbers([], made.sources, end=True).shape == (0, 0)
    assert made.sources.words[:4] == pairs.SIGNS


def own(count: int) -> str:
    return "\n".join(f"i see {n} dogs\t我 看见 {n} 只 狗\tsomebody, CC BY" for n in range(count))


def test_own_pairs_are_read() -> None:
    made = pairs.read_table(own(40) + "\n\n")
    assert len(made.learnt) + len(made.tested) == 40
    assert made.languages == ("en", "zh")
    assert "我" in made.targets.words
    assert not any("somebody" in target for _, target in made.learnt)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (own(30) + "\nno tab here", "Line 31"),
        ("only\tone", "fewest"),
        ("", "fewest"),
        (own(30) + "\n" + "a " * 50 + "\tb", "Line 31"),
        (own(30) + "\na\t", "Line 31"),
    ],
)
def test_own_pairs_that_are_none_are_refused_by_line(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        pairs.read_table(text, "my.tsv")
    assert said in str(refused.value)


def test_an_unknown_task_is_refused() -> None:
    with pytest.raises(Refused, match="dates"):
        pairs.load("juggling")


def test_letters_and_words_are_cut() -> None:
    assert pairs.cut(" 3  May ", "letters") == list("3 May")
    assert pairs.cut("The dog.", "words") == ["the", "dog"]
    assert np.array_equal(pairs.cut("", "words"), [])
