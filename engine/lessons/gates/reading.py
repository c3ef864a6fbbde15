"""The sentences that are learnt from, the examination, and a visitor's sentence cut into words.

Sentences of like length stand side by side, so that a batch is hardly longer than its words. What
the examination asks is never trained on, word for word.
"""

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.lessons.gates.params import GRAMMARS, PARAMS
from engine.text import agreement, agreement_brown, tokenize
from engine.text.agreement import Agreeing

if TYPE_CHECKING:
    from engine.models.agreement import Batch

#: Sentences of an update; batches whose sentences are sorted by length together.
BATCH, SORTED = 64, 16
#: Sentences of the examination for each number of nouns between and of attractors.
EACH = 20
#: Brown: of each kind, so many without attractors, and half of those that have some.
PLAIN = 60
#: Words of a visitor's sentence that are read.
LONGEST = 24

#: Sentences that the first picture reads.
STANDARD = {
    "toy-world": "the keys to the cabinet near the door are on the table .",
    "toy-world-zh": "这 是 一 只 她 在 那 辆 汽车 旁边 看见 的 猫 。",
    "brown": "the men of the city",
}


@dataclass(frozen=True, eq=False)
class Task:
    """What is learnt: words that are read, words that are guessed, and the kinds that must agree.

    kinds  name → the places of its words among `outputs`
    pool   all that may be trained on; None where a grammar writes it
    """

    words: tuple[str, ...]
    outputs: tuple[str, ...]
    kinds: dict[str, tuple[int, ...]]
    language: str
    exam: tuple[Agreeing, ...]
    pool: tuple[Agreeing, ...] | None

    @cached_property
    def index(self) -> dict[str, int]:
        """Word → its number."""
        return {word: i for i, word in enumerate(self.words)}

    @property
    def every(self) -> bool:
        """Whether every next word is asked for, and not only the one that must agree."""
        return self.pool is None


def task(params: PARAMS) -> Task:
    """The task of these parameters. Raises Refused where Brown has not been downloaded."""
    if params.corpus == "brown":
        return _brown(params.seed)
    language = GRAMMARS[params.corpus]
    words = agreement.vocabulary(language)
    kinds = {
        kind: tuple(words.index(word) for word in its)
        for kind, its in agreement.KINDS[language].items()
    }
    exam = tuple(agreement.examination(language, params.seed, EACH))
    return Task(words, words, kinds, language, exam, None)


def _brown(seed: int) -> Task:
    found = agreement_brown.sentences()
    chance = random.Random(seed)
    exam = list[Agreeing]()
    for attractors in (0, 1, 2):
        sides = [
            list(
                {
                    one.words: one for one in found if _level(one) == attractors and one.kind == k
                }.values()
            )
            for k in range(len(agreement_brown.KINDS))
        ]
        # As many of each number: whoever always says "singular" is right half of the time.
        many = min(PLAIN if not attractors else len(side) // 2 for side in sides)
        exam += [one for side in sides for one in chance.sample(side, many)]
    asked = {one.words for one in exam}
    pool = tuple(one for one in found if one.words not in asked)
    words = sorted({word for one in found for word in one.words[:-1]})
    kinds: dict[str, tuple[int, ...]] = {kind: (i,) for i, kind in enumerate(agreement_brown.KINDS)}
    return Task(tuple(words), agreement_brown.KINDS, kinds, "en", tuple(exam), pool)


def _level(one: Agreeing) -> int:
    return min(2, one.attractors)


def training(task: Task, params: PARAMS) -> Iterator["Batch"]:
    """Batches without end, the same for every cell."""
    chance = random.Random(params.seed)
    asked = {one.words for one in task.exam}
    told = _told(task, params, chance)
    fresh = (one for one in told if one.words not in asked and len(one.between) <= params.most)
    while True:
        pool = sorted(itertools.islice(fresh, BATCH * SORTED), key=lambda one: len(one.words))
        order = list(range(SORTED))
        chance.shuffle(order)
        for place in order:
            yield batch(task, pool[place * BATCH : (place + 1) * BATCH])


def _told(task: Task, params: PARAMS, chance: random.Random) -> Iterator[Agreeing]:
    """Sentences without end: of the grammar, or Brown's over and over in another order."""
    if task.pool is None:
        yield from agreement.sentences(task.language, params.seed, params.most)
    known = list(task.pool or ())
    while True:
        chance.shuffle(known)
        yield from known


def batch(task: Task, sentences: Sequence[Agreeing]) -> "Batch":
    """Sentences side by side, each word asked to foretell the next, or the last one its kind."""
    from engine.models.agreement import Batch

    inputs = texts(task, [one.words[:-1] for one in sentences])
    answers = np.full(inputs.shape, -1, np.int64)
    outputs = task.index if task.every else {word: i for i, word in enumerate(task.outputs)}
    for b, one in enumerate(sentences):
        first = 1 if task.every else one.target
        told = [outputs[word] for word in one.words[first:]]
        answers[first - 1 : first - 1 + len(told), b] = told
    return Batch(inputs, answers)


def texts(task: Task, sentences: Sequence[Sequence[str]]) -> np.ndarray:
    """Texts as numbers, int64 (T, B), the rest of short ones filled with 0."""
    longest = max(1, *(len(words) for words in sentences))
    ids = np.zeros((longest, len(sentences)), np.int64)
    for b, words in enumerate(sentences):
        ids[: len(words), b] = [task.index[word] for word in words]
    return ids


def cut(text: str, known: Sequence[str]) -> list[str]:
    """A visitor's sentence as words, at most LONGEST of them; a known word stays one.

    Chinese is cut into the longest words that are known, and by the app's tokenizer between them.
    """
    vocabulary = set(known)
    longest = max((len(word) for word in vocabulary), default=1)
    found = list[str]()
    for piece in re.findall(r"[⟨][^⟩\s]+⟩|[^\s.。,，!！?？;；:：]+|[.。]", text.lower()[:2000]):
        if piece in vocabulary:
            found.append(piece)
        elif re.search("[\u3400-\u9fff]", piece):
            found += _chinese(piece, vocabulary, longest)
        elif piece not in ".。":
            found += [word for one in tokenize.sentences(piece) for word in one]
    return found[:LONGEST]


def _chinese(piece: str, known: set[str], longest: int) -> Iterator[str]:
    at, strange = 0, ""
    while at < len(piece):
        size = next((n for n in range(longest, 0, -1) if piece[at : at + n] in known), 0)
        if size and strange:
            yield from (word for one in tokenize.sentences(strange) for word in one)
            strange = ""
        if size:
            yield piece[at : at + size]
        else:
            strange += piece[at]
        at += max(1, size)
    yield from (word for one in tokenize.sentences(strange) for word in one)
