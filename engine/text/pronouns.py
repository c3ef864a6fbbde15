"""The animal didn't cross the street because it was too tired: whom *it* means, the last word says.

Generated sentences of the form of Winograd's schemas (Levesque, Davis & Morgenstern 2012; the
example is that of the Transformer's authors, Uszkoreit 2017): two things are named, in either
order, and *it* is the one of which the last word can be said. English and Chinese; those whose two
things never met in training are kept for testing.
"""

import random
from dataclasses import dataclass

from engine.sentences import N_, Refused

#: Beings, and what can be said of them alone.
BEINGS = {
    "en": ("animal", "dog", "cat", "horse", "child", "bird", "cow", "wolf", "bear", "lion",
           "rabbit", "donkey", "goat", "fox", "duck", "tiger"),
    "zh": ("动物", "狗", "猫", "马", "孩子", "鸟", "牛", "狼", "熊", "狮子",
           "兔子", "驴", "羊", "狐狸", "鸭子", "老虎"),
}  # fmt: skip
STATES = {
    "en": ("tired", "scared", "hungry", "sleepy", "weak", "lazy"),
    "zh": ("累", "害怕", "饿", "困", "虚弱", "懒"),
}
#: What is done to which things, and what can be said of those things alone.
DEEDS: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]] = {
    "en": (
        (("cross", "crossed"), ("street", "road", "river", "bridge", "square", "field"),
         ("wide", "wet", "long")),
        (("climb", "climbed"), ("hill", "wall", "tree", "ladder", "tower"),
         ("high", "steep", "icy")),
        (("carry", "carried"), ("box", "bag", "stone", "basket", "chair"),
         ("heavy", "big", "hot")),
    ),
    "zh": (
        (("过",), ("马路", "街", "河", "桥", "广场", "田"), ("宽", "湿", "长")),
        (("爬",), ("山", "墙", "树", "梯子", "塔"), ("高", "陡", "滑")),
        (("搬",), ("箱子", "袋子", "石头", "篮子", "椅子"), ("重", "大", "烫")),
    ),
}  # fmt: skip
PRONOUN = {"en": "it", "zh": "它"}
LEADS = {"en": ("yesterday", "today", "then"), "zh": ("昨天", "今天", "后来")}
#: One pair of being and thing in so many is never trained on.
HELD = 5


@dataclass(frozen=True)
class Case:
    """A sentence: its words, where the pronoun stands, whom it means, and who else was named."""

    words: tuple[str, ...]
    pronoun: int
    meant: int
    other: int


def cases(language: str, seed: int, size: int, held: bool = False) -> list[Case]:
    """`size` sentences; `held`: only of pairs that are kept for testing, else only of the others.

    Raises Refused for another language.
    """
    if language not in BEINGS:
        raise Refused(
            N_("language={language} is not one of {allowed}."),
            language=language, allowed=", ".join(BEINGS),
        )  # fmt: skip
    chance = random.Random(f"pronouns {language} {seed} {held}")
    found: list[Case] = []
    while len(found) < size:
        case, kept = _drawn(language, chance)
        if kept == held:
            found.append(case)
    return found


def case(
    language: str, being: str, thing: str, last: str, passive: bool = False, lead: str = ""
) -> Case:
    """The sentence about these two, ending with `last`; raises Refused where it has no form."""
    for deed, things, qualities in DEEDS.get(language, ()):
        known = thing in things and being in BEINGS[language]
        if known and last in (*STATES[language], *qualities):
            return _said(language, being, deed, thing, last, passive, lead)
    raise Refused(
        N_("No such sentence: {being}, {thing}, {last}."), being=being, thing=thing, last=last
    )


def words(language: str) -> list[str]:
    """Every word that the sentences can have, in a fixed order."""
    frame = {
        "en": ("the", "did", "not", "was", "by", "because", "too", "."),
        "zh": ("那", "没有", "被", "，", "因为", "太", "了", "。"),
    }[language]  # fmt: skip
    things = [word for deed, names, said in DEEDS[language] for word in (*deed, *names, *said)]
    listed = (*frame, PRONOUN[language], *LEADS[language], *BEINGS[language], *STATES[language])
    return list(dict.fromkeys((*listed, *things)))


def _drawn(language: str, chance: random.Random) -> tuple[Case, bool]:
    """A sentence, and whether its two things are kept for testing."""
    number, being = chance.choice(list(enumerate(BEINGS[language])))
    deed, things, qualities = chance.choice(DEEDS[language])
    place, thing = chance.choice(list(enumerate(things)))
    last = chance.choice(STATES[language] if chance.random() < 0.5 else qualities)
    lead = chance.choice(LEADS[language]) if chance.random() < 0.3 else ""
    made = _said(language, being, deed, thing, last, chance.random() < 0.5, lead)
    return made, (number + place) % HELD == 0


def _said(
    language: str,
    being: str,
    deed: tuple[str, ...],
    thing: str,
    last: str,
    passive: bool,
    lead: str,
) -> Case:
    """Active or passive, so that neither place is always the being's."""
    if language == "en":
        active = f"the {being} did not {deed[0]} the {thing}"
        turned = f"the {thing} was not {deed[-1]} by the {being}"
        end = f"because it was too {last} ."
    else:
        active = f"那 {being} 没有 {deed[0]} {thing}"
        turned = f"那 {thing} 没有 被 {being} {deed[0]}"
        end = f"， 因为 它 太 {last} 了 。"
    said = tuple(f"{lead} {turned if passive else active} {end}".split())
    places = {name: said.index(name, 1 if lead else 0) for name in (being, thing)}
    is_being = last in STATES[language]
    meant, other = (being, thing) if is_being else (thing, being)
    return Case(said, said.index(PRONOUN[language]), places[meant], places[other])
