"""What a text should become is known by rule: the inverse of what the made tasks draw."""

import random

import pytest

from engine.text import pairs
from engine.text.pairs_known import RULES, known

DRAWN = {task.id: task.draw for task in pairs.TASKS if task.id in RULES}


@pytest.mark.parametrize("task", DRAWN)
def test_every_drawn_pair_is_known(task: str) -> None:
    chance = random.Random(1)
    for _ in range(300):
        source, target = DRAWN[task](chance)
        assert known(task, source) == target, "".join(source)


@pytest.mark.parametrize(
    ("task", "text"),
    [
        *(("numbers", text) for text in ("007", "1234567", "²", "x", "")),
        *(("dates", text) for text in ("", "may", "the 30th of february, 1999", "1.2", "a.b.c",
                                       "x may 1999", "5 mai 1997", "1 2 3", "²may ² ²")),
        *(("dates-zh", text) for text in ("一九九七年十三月三日", "1997年", "零九九七年五月五日")),
    ],
)  # fmt: skip
def test_what_is_none_is_not_known(task: str, text: str) -> None:
    assert known(task, list(text)) is None


@pytest.mark.parametrize(
    "text", ["the dog", "the dog sees two cake", "the dog sees one cake today today", "", "dog the"]
)
def test_a_sentence_of_another_english_is_not_known(text: str) -> None:
    assert known("en-zh", text.split()) is None
    assert known("zh-en", text.split()) is None


def test_what_scenes_ask_about() -> None:
    assert known("dates", list("the 3rd of may, 1997")) == list("1997-05-03")
    said = known(
        "en-zh", ["the", "teacher", "sees", "two", "red", "apples", "in", "the", "garden", "today"]
    )
    assert " ".join(said or []) == "今天 老师 在 花园 里 看见 两 个 红 的 苹果"
