"""The grammars of agreement: well-formed by their own rules, repeatable, clear about distance."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.text import agreement, agreement_brown, standard
from engine.text.agreement import KINDS, MOST, Agreeing

LANGUAGES = pytest.mark.parametrize("language", KINDS)
#: English nouns by number; measure words by their nouns.
NUMBER = {noun: number for pair in agreement._NOUNS for number, noun in enumerate(pair)}
MEASURE = {noun: kind for kind, nouns in enumerate(KINDS["zh"].values()) for noun in nouns}


def some(language: str, seed: int = 1, many: int = 400, most: int = MOST) -> list[Agreeing]:
    return list(itertools.islice(agreement.sentences(language, seed, most), many))


@LANGUAGES
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_a_sentence_knows_its_own_agreement(language: str, seed: int) -> None:
    kinds = list(KINDS[language].values())
    measures = list(KINDS["zh"])
    for one in some(language, seed, 30):
        assert one.words[one.target] in kinds[one.kind]
        assert one.distance == one.target - one.cue > 0
        assert len(one.between) <= MOST
        assert one.words[-1] == agreement.STOP[language]
        inside = one.words[one.cue + 1 : one.target]
        if language == "en":
            assert NUMBER[one.words[one.cue]] == one.kind
            # "town", "street" and the like are in fillers, and of no noun's list.
            assert tuple(NUMBER[word] for word in inside if word in NUMBER) == one.between
        else:
            assert one.words[one.cue] == measures[one.kind]
            assert tuple(MEASURE[word] for word in inside if word in MEASURE) == one.between
            for place, word in enumerate(inside):  # a measure word between has its noun beside it
                if word in measures:
                    assert inside[place + 1] in KINDS["zh"][word]


def test_a_verb_inside_of_a_clause_agrees_with_its_own_noun() -> None:
    doings = {verb: number for pair in agreement._DOINGS for number, verb in enumerate(pair)}
    met = 0
    for one in some("en", many=2_000):
        for place in range(one.cue + 1, one.target):
            if one.words[place] in doings and one.words[place + 1] != "so":  # "you like so much"
                that = max(i for i in range(place) if one.words[i] == "that")
                first = next(NUMBER[word] for word in one.words[that:] if word in NUMBER)
                assert doings[one.words[place]] == first
                met += 1
    assert met > 100


@LANGUAGES
def test_the_same_seed_says_the_same(language: str) -> None:
    assert some(language, 7) == some(language, 7)
    assert some(language, 7) != some(language, 8)
    assert max(len(one.between) for one in some(language, 7, most=1)) == 1
    assert all(not one.between for one in some(language, 7, most=0))


@LANGUAGES
def test_each_further_noun_between_is_half_as_frequent(language: str) -> None:
    counts = Counter(len(one.between) for one in some(language, many=6_200))
    # Shares 16 : 8 : 4 : 2 : 1 of 31: of 6,200 sentences 3,200, 1,600, 800, 400, 200.
    for between, expected in enumerate((3_200, 1_600, 800, 400, 200)):
        assert counts[between] == pytest.approx(expected, rel=0.25)


@LANGUAGES
def test_the_examination_asks_for_every_number_of_attractors(language: str) -> None:
    exam = agreement.examination(language, 3, 6)
    assert exam == agreement.examination(language, 3, 6)
    cells = Counter((len(one.between), one.attractors) for one in exam)
    # 5 + 4 + 3 + 2 + 1 = 15 cells of six.
    assert cells == {(n, a): 6 for n in range(MOST + 1) for a in range(n + 1)}
    assert len({one.words for one in exam}) == 90


@LANGUAGES
def test_the_vocabulary_is_all_that_is_said(language: str) -> None:
    words = agreement.vocabulary(language)
    assert len(words) == len(set(words))
    said = {word for one in some(language, many=5_000) for word in one.words}
    assert said == set(words)


def test_a_language_without_a_grammar_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        next(agreement.sentences("la", 1))
    assert str(refused.value) == "There is no grammar of agreement for “la”; there are en, zh."


# -- Brown ----------------------------------------------------------------------------------------


def told(line: str) -> list[tuple[str, ...]]:
    return [one.words for _, _, one in agreement_brown._clauses(line)]


def test_brown_s_tags_tell_subject_verb_and_nouns_between() -> None:
    line = "the/at gains/nns in/in educational/jj opportunity/nn are/ber real/jj ./."
    ((_, _, one),) = agreement_brown._clauses(line)
    assert one.words == ("the", "gains", "in", "educational", "opportunity", "are")
    assert (one.cue, one.target, one.kind, one.between) == (1, 5, 1, (0,))
    assert (one.attractors, one.distance) == (1, 4)


@pytest.mark.parametrize(
    "line",
    [
        "the/at men/nns walked/vbd ./.",  # a verb without number
        "the/at man/nn are/ber ./.",  # what was read disagrees: left out
        "and/cc of/in ./.",
        "",
        "word",
    ],
)
def test_what_cannot_be_read_is_left_out(line: str) -> None:
    assert told(line) == []


def test_a_clause_may_begin_after_a_conjunction() -> None:
    line = "he/pps said/vbd that/cs the/at votes/nns of/in labor/nn really/rb were/bed lost/vbn"
    assert told(line) == [("the", "votes", "of", "labor", "really", "were")]


def test_without_brown_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standard, "find", lambda package: None)
    with pytest.raises(Refused) as refused:
        agreement_brown.sentences()
    assert str(refused.value) == (
        "“Brown corpus” is not on this machine yet; another lesson's text box can download it."
    )


@pytest.mark.skipif(standard.find("brown") is None, reason="Brown is not on this machine")
def test_brown_has_few_attractors() -> None:
    found = agreement_brown.sentences()
    counts = Counter(min(2, one.attractors) for one in found)
    assert len(found) > 9_000
    assert 0.04 < counts[1] / len(found) < 0.09
    assert 40 < counts[2] < 100
    assert {one.words[one.target] for one in found} == set(agreement_brown.KINDS)
