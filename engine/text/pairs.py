"""Texts that become other texts: made tasks whose answer is known, and a visitor's own pairs.

Every task is drawn from a seed, without a pair twice, and split so that what is tested was never
seen. A pair is two lists of tokens; how a task cuts its texts (letters or words) is part of it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.sentences import N_, Refused
from engine.text import pairs_made, pairs_tatoeba, tokenize
from engine.text.vocabulary import Vocabulary

#: Pairs of a task that are learnt from and tested on.
LEARNT, TESTED = 8_000, 400
#: Signs that every vocabulary begins with; their numbers are those of `engine.models.seq2seq`.
SIGNS = ("", "⟨", "⟩", "?")
PAD, BEGIN, END, UNKNOWN = range(4)
#: Longest side of a visitor's own pair, in tokens, and the most different ones.
LONGEST, WORDS = 40, 4_000
FEWEST = 20

Pair = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Task:
    """A task to choose from: its title, and what writes one pair of it.

    languages  of source and target; tokens: "letters" or "words" of each
    """

    id: str
    title: str
    languages: tuple[str, str]
    tokens: tuple[str, str]
    draw: Callable[[random.Random], Pair]


TASKS = (
    Task("reverse", N_("Reverse letters"), ("", ""), ("letters", "letters"), pairs_made.reversal),
    Task("copy", N_("Copy letters"), ("", ""), ("letters", "letters"), pairs_made.copy),
    Task("dates", N_("Dates to ISO"), ("en", ""), ("letters", "letters"), pairs_made.date),
    Task(
        "dates-zh", N_("Chinese dates to ISO"), ("zh", ""), ("letters", "letters"),
        pairs_made.date_zh,
    ),
    Task("numbers", N_("Numbers to words"), ("", "en"), ("letters", "words"), pairs_made.number),
    Task(
        "numbers-zh", N_("Numbers to Chinese"), ("", "zh"), ("letters", "letters"),
        pairs_made.number_zh,
    ),
    Task(
        "en-zh", N_("English to Chinese"), ("en", "zh"), ("words", "words"), pairs_made.translation
    ),
    Task(
        "zh-en", N_("Chinese to English"), ("zh", "en"), ("words", "words"),
        pairs_made.translation_zh,
    ),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs ready to be learnt: as words, and which of them are kept for testing.

    learnt, tested  lists of pairs; vocabularies of sources and of targets begin with SIGNS
    """

    id: str
    languages: tuple[str, str]
    tokens: tuple[str, str]
    learnt: list[Pair]
    tested: list[Pair]
    sources: Vocabulary
    targets: Vocabulary


def load(id: str, seed: int = 0, learnt: int = LEARNT, tested: int = TESTED) -> Pairs:
    """The pairs of a task; raises Refused for a task that is none, or whose table is not here."""
    table = pairs_tatoeba.table_of(id)
    if table is not None:
        drawn = pairs_tatoeba.read(table)
        random.Random(f"{id} {seed}").shuffle(drawn)
        kept = min(tested, len(drawn) // 10)
        languages, tokens = ("en", table.language), ("words", table.tokens)
        return _ready(id, languages, tokens, drawn[kept : kept + learnt], drawn[:kept])
    task = next((task for task in TASKS if task.id == id), None)
    if task is None:
        known = ", ".join(task.id for task in (*TASKS, *pairs_tatoeba.TABLES))
        raise Refused(N_("There is no task “{id}”. Known: {known}."), id=id[:40], known=known)
    chance = random.Random(f"{id} {seed}")
    found: dict[tuple[str, ...], Pair] = {}
    for _ in range(20 * (learnt + tested)):
        source, target = task.draw(chance)
        found.setdefault(tuple(source), (source, target))
        if len(found) >= learnt + tested:
            break
    drawn = list(found.values())
    # A small task, such as short texts to copy, may run out: a tenth is tested all the same.
    kept = min(tested, len(drawn) // 10)
    return _ready(id, task.languages, task.tokens, drawn[kept:], drawn[:kept])


def read_table(text: str, name: str = "") -> Pairs:
    """A visitor's own pairs, one a line, source and target parted by a tab; a third part is left.

    Raises Refused, naming the line, where a line is no pair, a side is too long, or there are
    fewer than 20 pairs.
    """
    found: list[Pair] = []
    for line, row in enumerate(text.splitlines(), 1):
        if not row.strip():
            continue
        cells = row.split("\t")
        if len(cells) < 2:
            raise Refused(
                N_("Line {line} of {name} has no tab: a source, a tab and a target are needed."),
                line=line, name=name or "…",
            )  # fmt: skip
        pair = _tokens(cells[0]), _tokens(cells[1])
        for side in pair:
            if not 0 < len(side) <= LONGEST:
                raise Refused(
                    N_("Line {line} of {name}: a side has {count} words; 1 to {most} are taken."),
                    line=line, name=name or "…", count=len(side), most=LONGEST,
                )  # fmt: skip
        found.append(pair)
    if len(found) < FEWEST:
        raise Refused(
            N_("{name} has {count} pairs; {fewest} are the fewest to learn from."),
            name=name or "…", count=len(found), fewest=FEWEST,
        )  # fmt: skip
    random.Random(0).shuffle(found)
    kept = max(2, min(TESTED, len(found) // 10))
    sides = ("\n".join(" ".join(pair[side]) for pair in found) for side in (0, 1))
    source, target = (tokenize.language_of(side) for side in sides)
    return _ready("own", (source, target), ("words", "words"), found[kept:], found[:kept])


def cut(text: str, tokens: str) -> list[str]:
    """A visitor's text as a task cuts it: into letters, or into words."""
    text = " ".join(text.split())
    return list(text) if tokens == "letters" else _tokens(text)


def numbers(texts: list[list[str]], vocabulary: Vocabulary, end: bool) -> np.ndarray:
    """Texts as numbers (N, longest) int32, padded with PAD; with END at each end where asked."""
    rows = [[vocabulary.index.get(word, UNKNOWN) for word in text] + [END] * end for text in texts]
    table = np.full((len(rows), max(map(len, rows), default=0)), PAD, np.int32)
    for at, row in enumerate(rows):
        table[at, : len(row)] = row
    return table


def _tokens(text: str) -> list[str]:
    return [word for sentence in tokenize.sentences(text) for word in sentence]


def _ready(
    id: str,
    languages: tuple[str, str],
    tokens: tuple[str, str],
    learnt: list[Pair],
    tested: list[Pair],
) -> Pairs:
    vocabularies = [_vocabulary([pair[side] for pair in learnt]) for side in (0, 1)]
    return Pairs(id, languages, tokens, learnt, tested, vocabularies[0], vocabularies[1])


def _vocabulary(texts: list[list[str]]) -> Vocabulary:
    """SIGNS and then every word that was met, the most frequent first."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text:
            counts[word] = counts.get(word, 0) + 1
    most = sorted(counts.items(), key=lambda item: -item[1])[: WORDS - len(SIGNS)]
    words = (*SIGNS, *(word for word, _ in most))
    return Vocabulary(words, np.array([0] * len(SIGNS) + [count for _, count in most], np.int64))
