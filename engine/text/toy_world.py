"""The toy world writes English and Chinese text whose truth is known, so vectors can be marked.

Nobody tells a model that queen is to king as woman is to man: it follows from the company the words
keep (Firth 1957; Mikolov, Yih & Zweig 2013, "Linguistic regularities"). Here both share royal
clauses, and each shares the clauses of its gender, and so on for every relation in `relations`.

The world's words stand in `toy_world_en` and `toy_world_zh` as themes. A theme has facts (rows of
cells), and clauses that any row can fill: `the mayor of <capital> meets [<man>|<woman>] <when>`.
`<capital>` is the row's cell or a named phrase, `[a|b]` a choice, and one may choose nothing.
"""

import random
import re
from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, permutations, product
from types import ModuleType
from typing import TypeAlias

from engine.sentences import N_, Refused
from engine.text import toy_world_en, toy_world_groups, toy_world_zh

#: Sentences of a lesson's text: about 390,000 words.
DEFAULT_SIZE = 20_000

#: The most sentences that one call writes: some seconds, and more than 100 MB.
LARGEST_SIZE = 500_000

_WORLDS: dict[str, ModuleType] = {"en": toy_world_en, "zh": toy_world_zh}
_GROUPS = {"en": toy_world_groups.EN, "zh": toy_world_groups.ZH}
_KINDS = (
    "NATIONS", "ROLES", "VERBS", "QUALITIES", "OPPOSITES", "THINGS", "JOBS", "ANIMALS",
    "VEHICLES", "FOODS",
)  # fmt: skip
_PART = re.compile(r"\[([^\]]*)\]|<(\w+)>|([^\s\[\]<>]+)")

Words: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place in a clause: what can stand there, and whether a sentence avoids repeating it.

    A choice that lists an option twice is a weighted one; it may repeat itself.
    """

    options: tuple[Words, ...]
    fresh: bool


_Clause: TypeAlias = tuple[_Slot, ...]
_Row: TypeAlias = tuple[_Clause, ...]


@dataclass(frozen=True)
class _World:
    """Every clause filled from every row, `themes[theme][row][clause]`; and each theme's share."""

    shares: tuple[int, ...]  # cumulative
    themes: tuple[tuple[_Row, ...], ...]
    kinds: tuple[str, ...]  # of the facts of each theme
    joints: tuple[Words, ...]


def sentences(language: str, seed: int, size: int) -> list[list[str]]:
    """`size` sentences of the toy world as lists of words, the full stop a word of its own.

    The same language and seed give the same sentences, whatever comes after them: a smaller size
    is the beginning of a larger one. Raises Refused for another language or size.
    """
    return [sentence for _, sentence in told(language, seed, size)]


def told(language: str, seed: int, size: int) -> list[tuple[str, list[str]]]:
    """The same sentences, each with the kind of things it is about: "nations", "animals" …"""
    world = _compiled(_known(language))
    if not 0 <= size <= LARGEST_SIZE:
        raise Refused(
            N_("size={size} sentences is not a number from 0 to {largest}."),
            size=size,
            largest=LARGEST_SIZE,
        )
    chance = random.Random(seed)
    found = []
    for _ in range(size):
        kind, row = _some(world, chance)
        found.append((kind, _sentence(language, row, chance)))
    return found


def excerpt(language: str) -> list[list[str]]:
    """Seven sentences that follow one thread, always the same: a text to slide a window over."""
    world = _compiled(_known(language))
    chance = random.Random(0)
    return [
        _sentence(language, world.themes[theme][row], chance)
        for theme, row in _WORLDS[language].EXCERPT
    ]


def groups(language: str) -> dict[str, str]:
    """Word → group for all that can be said: "volga" → "river", "the" → "function"."""
    world = _WORLDS[_known(language)]
    found: dict[str, str] = {}
    for facts, columns in world.GROUPS_OF_FACTS:
        for row in _rows(facts):
            found |= {
                word: group
                for word, group in zip(row, columns.split(), strict=True)
                if group != "_"
            }
    for group, words in _GROUPS[language].items():
        found |= dict.fromkeys(words.split(), group)
    return found


def relations(language: str) -> dict[str, list[tuple[str, str]]]:
    """Relation → its pairs: "capital" → [("france", "paris"), ("germany", "berlin"), …]."""
    world = _WORLDS[_known(language)]
    return {
        relation: [(row[a], row[b]) for row in _rows(facts)]
        for relation, (facts, a, b) in world.RELATIONS.items()
    }


def questions(language: str) -> list[tuple[str, str, str, str, str]]:
    """(relation, a, b, c, d), a is to b as c is to d: every ordered two pairs of a relation."""
    return [
        (relation, *first, *second)
        for relation, pairs in relations(language).items()
        for first, second in permutations(pairs, 2)
    ]


def _known(language: str) -> str:
    if language not in _WORLDS:
        raise Refused(
            N_("The toy world has no language “{language}”; it has {known}."),
            language=language,
            known=", ".join(_WORLDS),
        )
    return language


def _some(world: _World, chance: random.Random) -> tuple[str, _Row]:
    """The clauses of one row, and their kind: a theme by its share, then any of its rows."""
    draw = chance.random
    theme = bisect(world.shares, draw() * world.shares[-1])
    rows = world.themes[theme]
    return world.kinds[theme], rows[int(draw() * len(rows))]


def _sentence(language: str, row: _Row, chance: random.Random) -> list[str]:
    """One clause, or two of the same row with a joint between them, as words."""
    joints = _compiled(language).joints
    draw = chance.random
    number = int(draw() * len(row))
    tokens: list[str] = []
    used: set[Words] = set()
    _say(row[number], tokens, used, chance)
    joint = joints[int(draw() * len(joints))]
    if joint:
        tokens += joint
        another = 1 + int(draw() * (len(row) - 1))
        _say(row[(number + another) % len(row)], tokens, used, chance)
    if language == "en":
        _mend_articles(tokens)
    tokens.append(_WORLDS[language].STOP)
    return tokens


def _say(clause: _Clause, tokens: list[str], used: set[Words], chance: random.Random) -> None:
    """Append the clause's words to `tokens`; what it chose freshly is added to `used`."""
    draw = chance.random
    for slot in clause:
        options = slot.options
        choice = options[int(draw() * len(options))] if len(options) > 1 else options[0]
        if slot.fresh:
            if choice in used:
                # "wheat and wheat" says nothing; when all has been said, it may be said again.
                if used.issuperset(options):
                    used.difference_update(options)
                choice = next(
                    option
                    for option in options[options.index(choice) :] + options
                    if option not in used
                )
            if choice:
                used.add(choice)
        tokens += choice


def _mend_articles(tokens: list[str]) -> None:
    """ "a apple" becomes "an apple"; every word that begins with a vowel here also sounds so."""
    if "a" in tokens:
        for place, following in enumerate(tokens[1:]):
            if tokens[place] == "a" and following[0] in "aeiou":
                tokens[place] = "an"


def _rows(facts: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(";")] for line in _lines(facts)]


def _lines(block: str) -> list[str]:
    """The block's lines; an indented one continues the line above it."""
    return [line for line in block.replace("\n    ", " ").splitlines() if line.strip()]


@lru_cache
def _compiled(language: str) -> _World:
    """The world with every clause filled from every row, so that writing is only choosing."""
    world = _WORLDS[language]
    themes = []
    for _, clauses, columns, facts, words in world.THEMES:
        named = [
            world.PHRASES | words | dict(zip(columns.split(), row, strict=False))
            for row in _rows(facts)
        ]
        themes.append(
            tuple(tuple(_clause(line, cells) for line in _lines(clauses)) for cells in named)
        )
    kinds = {getattr(world, name): name.lower() for name in _KINDS if hasattr(world, name)}
    return _World(
        tuple(accumulate(theme[0] for theme in world.THEMES)),
        tuple(themes),
        tuple(kinds[theme[3]] for theme in world.THEMES),
        tuple(tuple(joint.split()) for joint in world.JOINTS.split("|")),
    )


def _clause(text: str, named: dict[str, str]) -> _Clause:
    slots: list[_Slot] = []
    for options in _places(text, named):
        fresh = 1 < len(options) == len(set(options))
        if len(options) == 1 and slots and len(slots[-1].options) == 1:
            slots[-1] = _Slot((slots[-1].options[0] + options[0],), False)
        else:
            slots.append(_Slot(options, fresh))
    return tuple(slots)


def _places(text: str, named: dict[str, str]) -> list[tuple[Words, ...]]:
    """For every part of a clause, all the phrases that can stand there."""
    places: list[tuple[Words, ...]] = []
    for choice, name, word in _PART.findall(text):
        if word:
            places.append(((word,),))
            continue
        phrases = (named[name] if name else choice).split("|")
        places.append(tuple(way for phrase in phrases for way in _ways(phrase, named)))
    return places


def _ways(phrase: str, named: dict[str, str]) -> list[Words]:
    """All the ways to say a phrase that may hold choices itself."""
    return [sum(parts, ()) for parts in product(*_places(phrase, named))]
