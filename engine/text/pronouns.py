"""The animal didn't cross the street because it was too tired: whom *it* means, the last word says.

Generated sentences of the form of Winograd's schemas (Levesque, Davis & Morgenstern 2012; the
example is that of the Transformer's authors, Uszkoreit 2017): somebody did not do something, since
the doer was too tired, or what it was to be done to too wide, too fast. In most of them both are
beings: then it is not enough to know who can be tired, one must know who did it. English and
Chinese; those whose two never met in training are kept for testing.
"""

import random
from dataclasses import dataclass

from engine.sentences import N_, Refused

#: Beings, and what is said only of those who do something.
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
#: What is done to whom, and what is said only of those to whom it is done.
DEEDS: dict[str, tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = {
    "en": (
        ("cross", ("street", "road", "river", "bridge", "square", "field"),
         ("wide", "wet", "long")),
        ("climb", ("hill", "wall", "tree", "ladder", "tower"),
         ("high", "steep", "icy")),
        ("carry", ("box", "bag", "stone", "basket", "chair"),
         ("heavy", "big", "hot")),
        ("catch", BEINGS["en"], ("fast", "clever", "shy")),
        ("attack", BEINGS["en"], ("strong", "fierce", "brave")),
        ("find", BEINGS["en"], ("small", "quiet", "far")),
    ),
    "zh": (
        ("过", ("马路", "街", "河", "桥", "广场", "田"), ("宽", "湿", "长")),
        ("爬", ("山", "墙", "树", "梯子", "塔"), ("高", "陡", "滑")),
        ("搬", ("箱子", "袋子", "石头", "篮子", "椅子"), ("重", "大", "烫")),
        ("追上", BEINGS["zh"], ("快", "聪明", "灵活")),
        ("攻击", BEINGS["zh"], ("强壮", "凶", "勇敢")),
        ("找到", BEINGS["zh"], ("小", "安静", "远")),
    ),
}  # fmt: skip
PRONOUN = {"en": "it", "zh": "它"}
LEADS = {"en": ("yesterday", "today", "then"), "zh": ("昨天", "今天", "后来")}
#: One pair in so many is never trained on.
HELD = 5
#: Share of the sentences in which both are beings: who is meant, no word alone betrays there.
ALIKE = 0.85


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


def case(language: str, doer: str, other: str, last: str, lead: str = "") -> Case:
    """The sentence about these two, ending with `last`; raises Refused where it has no form."""
    for deed, others, qualities in DEEDS.get(language, ()):
        known = other in others and doer in BEINGS[language] and doer != other
        if known and last in (*STATES[language], *qualities):
            return _said(language, doer, deed, other, last, lead)
    raise Refused(
        N_("No such sentence: {being}, {thing}, {last}."), being=doer, thing=other, last=last
    )


def words(language: str) -> list[str]:
    """Every word that the sentences can have, in a fixed order."""
    frame = {
        "en": ("the", "did", "not", "was", "because", "too", "."),
        "zh": ("那", "没有", "，", "因为", "太", "了", "。"),
    }[language]  # fmt: skip
    things = [word for deed, names, said in DEEDS[language] for word in (deed, *names, *said)]
    listed = (*frame, PRONOUN[language], *LEADS[language], *BEINGS[language], *STATES[language])
    return list(dict.fromkeys((*listed, *things)))


def _drawn(language: str, chance: random.Random) -> tuple[Case, bool]:
    """A sentence, and whether its two are kept for testing."""
    alike = chance.random() < ALIKE
    deeds = [deed for deed in DEEDS[language] if (deed[1] == BEINGS[language]) == alike]
    deed, others, qualities = chance.choice(deeds)
    place, other = chance.choice(list(enumerate(others)))
    beings = [(at, being) for at, being in enumerate(BEINGS[language]) if being != other]
    number, doer = chance.choice(beings)
    last = chance.choice(STATES[language] if chance.random() < 0.5 else qualities)
    lead = chance.choice(LEADS[language]) if chance.random() < 0.3 else ""
    return _said(language, doer, deed, other, last, lead), (number + place) % HELD == 0


def _said(language: str, doer: str, deed: str, other: str, last: str, lead: str) -> Case:
    said = {
        "en": f"{lead} the {doer} did not {deed} the {other} because it was too {last} .",
        "zh": f"{lead} 那 {doer} 没有 {deed} {other} ， 因为 它 太 {last} 了 。",
    }[language].split()
    places = [said.index(name, 1 if lead else 0) for name in (doer, other)]
    meant, rest = places if last in STATES[language] else reversed(places)
    return Case(tuple(said), said.index(PRONOUN[language]), meant, rest)
