"""Sentences made so that one thing alone decides: the words, their order, or where a phrase stands.

“I like deep learning, but I hate exams” against its twin with the two verbs exchanged: the same
words, and what comes after *but* decides. “not good” against “very good”: a phrase of two words
among words that say nothing, at a place that is chosen. English and Chinese, made here, so that
the truth is known; sentences are lists of words as `engine.text.tokenize` would cut them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

#: Words of a sentence with a phrase, and places (from 0) where a phrase of two words may begin.
LENGTH, PLACES = 10, 9
#: A pair of things in so many is kept for the test.
KEPT = 5


@dataclass(frozen=True)
class Said:
    """A sentence and the feeling it leaves: 1 good, 0 bad. `place`: where its phrase begins."""

    words: tuple[str, ...]
    label: int
    place: int = -1


@dataclass(frozen=True)
class Speech:
    """What a language says it with; a space parts words. `fillers`: by how many words they have."""

    who: tuple[str, ...]
    liking: tuple[str, ...]
    hating: tuple[str, ...]
    things: tuple[str, ...]
    truly: tuple[str, ...]
    but: str
    also: str
    turning: tuple[str, ...]
    very: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    fillers: tuple[tuple[str, ...], ...]


def _listed(said: str) -> tuple[str, ...]:
    return tuple(said.split("|"))


SPEECH = {
    "en": Speech(
        _listed("i|you|we|they"), _listed("like|love|enjoy|adore"),
        _listed("hate|dislike|loathe|fear"),
        _listed(
            "deep learning|exams|tea|coffee|rain|snow|music|trains|mondays|spiders|puzzles|"
            "homework|long walks|cold soup|old films|loud parties"
        ),
        _listed("really|always|still|often"), "but", "and", _listed("not"), _listed("very|so"),
        _listed("good|great|nice|fine|lovely"), _listed("bad|awful|poor|dull|ugly"),
        (
            _listed("yesterday|today|then|again|there"),
            _listed("on monday|at lunch|anna said|he said|after work"),
            _listed(
                "in the evening|at the station|my friend said|on the train|said the teacher"
            ),
        ),
    ),
    "zh": Speech(
        _listed("我|你|我们|他们"), _listed("喜欢|爱|热爱|喜爱"), _listed("讨厌|恨|害怕|反感"),
        _listed(
            "深度 学习|考试|喝茶|咖啡|下雨|下雪|音乐|火车|星期一|蜘蛛|谜语|作业|周末 散步|"
            "面条|老电影|热闹 聚会"
        ),
        _listed("真的|一直|仍然|常常"), "但是", "而且", _listed("不算"), _listed("非常|特别"),
        _listed("精彩|漂亮|好看|好吃|舒服"), _listed("糟糕|无聊|难看|难吃|吵闹"),
        (
            _listed("昨天|今天|后来|当时|大概"),
            _listed("他 说|老师 说|在 车站|回家 以后|第二天 下午"),
            _listed("我 朋友 说|在 火车 上|走 在 街上|听 了 以后"),
        ),
    ),
}  # fmt: skip


def clause_words(language: str, count: int, seed: int, kept: bool = False) -> list[Said]:
    """Sentences of one feeling, “we enjoy tea and long walks”: any of their words gives it away.

    kept  of pairs of things that others are made without: what a test is made of
    """
    speech, rng = SPEECH[language], np.random.default_rng(seed)
    made = []
    for one, other in _pairs(speech, count, rng, kept):
        label = int(rng.integers(2))
        verbs = speech.liking if label else speech.hating
        who, verb = _one(speech.who, rng), _one(verbs, rng)
        truly = [_one(speech.truly, rng)] if rng.random() < 0.5 else []
        second = [who, _one(verbs, rng)] if rng.random() < 0.5 else []
        said = [who, *truly, verb, *one.split(), speech.also, *second, *other.split()]
        made.append(Said(tuple(said), label))
    return made


def clause_twins(language: str, count: int, seed: int, kept: bool = False) -> list[Said]:
    """Twins of two clauses, one after the other: the same words, the verbs exchanged.

    What comes after *but* decides: the feeling of both is never the same.
    """
    speech, rng = SPEECH[language], np.random.default_rng(seed)
    made = []
    for one, other in _pairs(speech, (count + 1) // 2, rng, kept):
        who, truly = _one(speech.who, rng), [_one(speech.truly, rng)]
        like, hate = _one(speech.liking, rng), _one(speech.hating, rng)
        where = int(rng.integers(3))  # in neither clause, in the first, in the second
        for verbs, label in (((like, hate), 0), ((hate, like), 1)):
            first = [who, *(truly if where == 1 else []), verbs[0], *one.split()]
            second = [who, *(truly if where == 2 else []), verbs[1], *other.split()]
            made.append(Said((*first, speech.but, *second), label))
    return made[:count]


def phrases(language: str) -> list[tuple[str, str, int]]:
    """Every phrase: the word that turns or strengthens, the quality, and the feeling of both."""
    speech = SPEECH[language]
    return [
        (first, quality, int((quality in speech.good) != (first in speech.turning)))
        for first, quality in product(speech.turning + speech.very, speech.good + speech.bad)
    ]


def phrase_at(language: str, place: int, count: int, seed: int, length: int = LENGTH) -> list[Said]:
    """Sentences of `length` words with a phrase that begins at word `place`, from 0.

    A half of the phrases turn (“not good”), a half of the qualities are good: no word alone, and
    no place, gives the feeling away.
    """
    speech, rng = SPEECH[language], np.random.default_rng(seed)
    made = []
    for _ in range(count):
        turned, good = rng.random() < 0.5, rng.random() < 0.5
        first = _one(speech.turning if turned else speech.very, rng)
        quality = _one(speech.good if good else speech.bad, rng)
        before, after = filling(speech, place, rng), filling(speech, length - place - 2, rng)
        made.append(Said((*before, first, quality, *after), int(good != turned), place))
    return made


def around(language: str) -> list[tuple[list[str], list[str]]]:
    """For every place the words before and after a phrase: always the same words, in whole phrases.

    Little phrases of 1, 2, 2 and 3 words can stand before it in any number of words from 0 to 8.
    """
    ones, twos, threes = SPEECH[language].fillers
    pieces = [ones[1].split(), twos[3].split(), twos[1].split(), threes[1].split()]
    found = []
    for place in range(PLACES):
        chosen = next(
            marks
            for marks in product((False, True), repeat=len(pieces))
            if sum(len(piece) for piece, mark in zip(pieces, marks, strict=True) if mark) == place
        )
        sides: dict[bool, list[str]] = {True: [], False: []}
        for piece, mark in zip(pieces, chosen, strict=True):
            sides[mark] += piece
        found.append((sides[True], sides[False]))
    return found


def filling(speech: Speech, count: int, rng: np.random.Generator) -> list[str]:
    """So many words that say nothing, in whole little phrases."""
    found: list[str] = []
    while count > len(found):
        long = int(rng.integers(min(len(speech.fillers), count - len(found))))
        found += _one(speech.fillers[long], rng).split()
    return found


def joined(words: tuple[str, ...] | list[str], language: str) -> str:
    """Words as a sentence is written."""
    return ("" if language == "zh" else " ").join(words)


def _pairs(
    speech: Speech, count: int, rng: np.random.Generator, kept: bool
) -> Iterator[tuple[str, str]]:
    """Two different things, of the pairs that are kept for the test or of the others."""
    every = [
        (one, other)
        for i, one in enumerate(speech.things)
        for j, other in enumerate(speech.things)
        if i != j and ((i + 2 * j) % KEPT == 0) == kept
    ]
    for at in rng.integers(len(every), size=count):
        yield every[int(at)]


def _one(choices: tuple[str, ...], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]
