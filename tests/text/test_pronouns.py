"""The sentences with “it”: the last word says who is meant, and test pairs are never learnt."""

import pytest

from engine.sentences import Refused
from engine.text import pronouns
from engine.text.pronouns import BEINGS, DEEDS, PRONOUN, STATES

BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def test_the_sentence_of_the_paper() -> None:
    case = pronouns.case("en", "animal", "street", "tired")
    assert " ".join(case.words) == (
        "the animal did not cross the street because it was too tired ."
    )
    assert [case.words[i] for i in (case.pronoun, case.meant, case.other)] == [
        "it", "animal", "street",
    ]  # fmt: skip
    wide = pronouns.case("en", "animal", "street", "wide")
    assert wide.words[wide.meant] == "street"
    assert wide.words[wide.other] == "animal"
    turned = pronouns.case("zh", "动物", "马路", "累", passive=True, lead="昨天")
    assert "".join(turned.words) == "昨天那马路没有被动物过，因为它太累了。"
    assert turned.words[turned.meant] == "动物"


@BOTH
def test_the_last_word_says_whom_it_means(language: str) -> None:
    for case in pronouns.cases(language, 1, 300):
        assert case.words[case.pronoun] == PRONOUN[language]
        being = set(case.words) & set(STATES[language])
        assert (case.words[case.meant] in BEINGS[language]) == bool(being)
        assert (case.words[case.other] in BEINGS[language]) != bool(being)


@BOTH
def test_pairs_kept_for_testing_are_never_trained_on(language: str) -> None:
    def pairs(held: bool) -> set[frozenset[str]]:
        cases = pronouns.cases(language, 1, 2000, held)
        return {frozenset((c.words[c.meant], c.words[c.other])) for c in cases}

    assert not pairs(True) & pairs(False)
    things = sum(len(names) for _, names, _ in DEEDS[language])
    assert len(pairs(True) | pairs(False)) == len(BEINGS[language]) * things


@BOTH
def test_neither_place_betrays_the_answer(language: str) -> None:
    cases = pronouns.cases(language, 1, 2000)
    first = sum(case.meant < case.other for case in cases) / len(cases)
    assert 0.45 < first < 0.55
    assert cases == pronouns.cases(language, 1, 2000)
    assert cases != pronouns.cases(language, 2, 2000)


@BOTH
def test_every_word_is_listed_once(language: str) -> None:
    words = pronouns.words(language)
    assert len(words) == len(set(words))
    said = {word for case in pronouns.cases(language, 3, 3000) for word in case.words}
    assert said <= set(words)


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        pronouns.cases("fr", 1, 1)
    assert str(refused.value) == "language=fr is not one of en, zh."
    with pytest.raises(Refused) as refused:
        pronouns.case("en", "animal", "street", "heavy")
    assert str(refused.value) == "No such sentence: animal, street, heavy."
