"""The sentences with “it”: the last word says who is meant, test pairs are never learnt."""

import pytest

from engine.sentences import Refused
from engine.text import pronouns
from engine.text.pronouns import ALIKE, BEINGS, DEEDS, PRONOUN, STATES

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
    fast = pronouns.case("zh", "狗", "兔子", "快", lead="昨天")
    assert "".join(fast.words) == "昨天那狗没有追上兔子，因为它太快了。"
    assert fast.words[fast.meant] == "兔子"


@BOTH
def test_the_last_word_says_whether_the_doer_is_meant(language: str) -> None:
    alike = 0
    for case in pronouns.cases(language, 1, 1000):
        assert case.words[case.pronoun] == PRONOUN[language]
        doer, other = sorted((case.meant, case.other))
        assert case.words[doer] in BEINGS[language]
        assert (case.meant == doer) == bool(set(case.words) & set(STATES[language]))
        alike += case.words[other] in BEINGS[language]
    # ± 0.05 is 4.4 deviations of a thousand draws.
    assert alike / 1000 == pytest.approx(ALIKE, abs=0.05)


def test_no_word_is_said_of_both() -> None:
    for language, deeds in DEEDS.items():
        qualities = [word for _, _, said in deeds for word in said]
        assert len(set(qualities)) == len(qualities)
        assert not set(qualities) & set(STATES[language])


@BOTH
def test_pairs_kept_for_testing_are_never_trained_on(language: str) -> None:
    def pairs(held: bool) -> set[frozenset[str]]:
        cases = pronouns.cases(language, 1, 12_000, held)
        return {frozenset((c.words[c.meant], c.words[c.other])) for c in cases}

    assert not pairs(True) & pairs(False)
    beings = len(BEINGS[language])
    things = {name for _, names, _ in DEEDS[language] for name in names} - set(BEINGS[language])
    # Every being with every thing, and every two beings in either order.
    assert len(pairs(True) | pairs(False)) == beings * len(things) + beings * (beings - 1) // 2


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
