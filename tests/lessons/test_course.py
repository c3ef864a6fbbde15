"""The course as a list: every lesson once, in order, and nothing imported to say so."""

import re

import pytest

from engine import lessons
from engine.claims import measured
from engine.params import Params
from engine.sentences import Refused
from engine.training import choose_device, device_name


def test_every_lesson_stands_once_and_parts_ascend() -> None:
    slugs = [entry.slug for entry in lessons.COURSE]
    assert len(slugs) == len(set(slugs)) == 30
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)
    parts = [entry.part for entry in lessons.COURSE]
    assert parts == sorted(parts)
    assert set(parts) == set(lessons.PARTS) == set(range(1, 8))


def test_built_lessons_load_and_others_are_refused_by_name() -> None:
    assert [entry.slug for entry in lessons.COURSE if entry.built] == list(lessons.LESSONS)
    for slug in lessons.LESSONS:
        module = lessons.load(slug)
        assert issubclass(module.PARAMS, Params)
        assert callable(module.train)
        assert callable(module.claims)
        assert isinstance(module.ANSWERS, dict)
    with pytest.raises(Refused) as refused:
        lessons.load("os")
    known = ", ".join(lessons.LESSONS)
    assert str(refused.value) == f"There is no lesson “os”. Known: {known}."


def test_a_claim_is_timed() -> None:
    claim = measured("0.9^5", "0.59", lambda: (0.9**5, round(0.9**5, 2) == 0.59))
    assert claim.holds
    assert claim.seconds >= 0
    assert claim.row()["measured"] == pytest.approx(0.59049)  # 0.9^5 = 0.59049


def test_the_device_is_named_and_a_wrong_wish_refused() -> None:
    assert choose_device("cpu") == "cpu"
    assert device_name("cpu")
    with pytest.raises(Refused) as refused:
        choose_device("abacus")
    assert str(refused.value) == "device=abacus is not one of auto, cpu, cuda, mps."
