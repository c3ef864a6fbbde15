"""What is learnt and what is asked of it: sentences as numbers, in parts that never mix.

Made sentences are two tasks for each reader: clauses (do the words decide, or their order?) and
phrases (does what was learnt at one place hold at another?). Judged sentences are one task, and
its tests are the same sentences as they are, with their words shuffled, and moved to the right.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.lessons.bags.params import MADE, PARAMS

#: Sentences of a task, and of each of its tests.
CLAUSES, PHRASES, TESTED, AT_A_PLACE = 2200, 1500, 300, 200
#: Judged sentences: the share kept for the test, and its most; the longest that is read.
HELD, MOST_HELD, LONGEST = 0.2, 1600, 40
#: A word of a judged text is learnt when it occurs as often; places a sentence is moved by, and
#: how many of the test are moved step by step.
MIN_COUNT, MOVED, STEPS, STEPPED = 2, 3, 9, 400

Rows = Sequence[tuple[Sequence[str], int]]


@dataclass(frozen=True, eq=False)
class Sentences:
    """Sentences as numbers: ids int64 (N, T), zeros after the last word, and labels int64 (N,)."""

    ids: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, eq=False)
class Task:
    """What a network learns; `tests` by name; `places`: tests by where the phrase stands."""

    learn: Sentences
    tests: Mapping[str, Sentences]
    places: Sequence[Sentences] = ()


@dataclass(frozen=True, eq=False)
class Material:
    """Everything a run needs.

    words     the vocabulary; the first has number 1
    tasks     by name: "clauses" and "phrases", or "judged"
    examples  test → sentences to show, with their labels
    """

    words: tuple[str, ...]
    language: str
    tasks: Mapping[str, Task]
    examples: Mapping[str, list[tuple[list[str], int]]]

    @property
    def placed(self) -> str:
        """The task whose tests go by place."""
        return "phrases" if "phrases" in self.tasks else "judged"

    @property
    def spoken(self) -> str:
        """The task whose networks judge a visitor's sentence."""
        return "clauses" if "clauses" in self.tasks else "judged"


def material(params: PARAMS) -> Material:
    """The sentences of `params`. Raises Refused for a text that is not here or says too little."""
    if params.corpus in MADE:
        return made(MADE[params.corpus], params.seen, params.seed)
    return judged(params.corpus, params.seed)


def made(language: str, seen: int, seed: int) -> Material:
    """The made sentences; phrases stand at the first `seen` places in training."""
    from engine.text import like_hate as say

    root = 1000 * seed
    half = CLAUSES // 2
    clauses = say.clause_words(language, half, root) + say.clause_twins(language, half, root + 1)
    words = say.clause_words(language, TESTED, root + 2, kept=True)
    twins = say.clause_twins(language, TESTED, root + 3, kept=True)
    learnt = [
        said
        for place in range(seen)
        for said in say.phrase_at(language, place, share(PHRASES, seen, place), root + 10 + place)
    ]
    placed = [
        say.phrase_at(language, place, AT_A_PLACE, root + 500 + place)
        for place in range(say.PLACES)
    ]
    rows = {
        "clauses": pairs(clauses), "words": pairs(words), "order": pairs(twins),
        "phrases": pairs(learnt), **{f"place {i}": pairs(said) for i, said in enumerate(placed)},
    }  # fmt: skip
    index = numbered(sentence for part in rows.values() for sentence, _ in part)
    coded = {name: encode(part, index) for name, part in rows.items()}
    tasks = {
        "clauses": Task(coded["clauses"], {"words": coded["words"], "order": coded["order"]}),
        "phrases": Task(
            coded["phrases"], {}, [coded[f"place {place}"] for place in range(say.PLACES)]
        ),
    }
    examples = {
        "words": both(rows["words"]),
        "order": both(rows["order"]),
        "place": both(rows[f"place {say.PLACES // 2}"]),
    }
    return Material(tuple(index), language, tasks, examples)


def judged(corpus: str, seed: int) -> Material:
    """Sentences that somebody judged, a part of them kept for the test."""
    from engine.text.judged import load

    rows, language = load(corpus)
    rng = np.random.default_rng(seed)
    rows = [(rows[i][0][:LONGEST], rows[i][1]) for i in rng.permutation(len(rows))]
    held = max(2, min(MOST_HELD, round(HELD * len(rows))))
    test, learnt = rows[:held], rows[held:]
    counts = Counter(word for words, _ in learnt for word in words)
    least = MIN_COUNT if len(learnt) > 500 else 1
    index = {w: i + 1 for i, (w, n) in enumerate(counts.most_common()) if n >= least}
    common = list(index)[: STEPS - 1]
    shuffled = [([words[i] for i in rng.permutation(len(words))], label) for words, label in test]
    moved = [(common[:MOVED] + words, label) for words, label in test]
    steps = [
        encode([(common[:n] + words, label) for words, label in test[:STEPPED]], index)
        for n in range(STEPS)
    ]
    tests = {
        name: encode(part, index)
        for name, part in (("plain", test), ("shuffled", shuffled), ("moved", moved))
    }
    examples = {
        name: both(part)
        for name, part in (("plain", test), ("shuffled", shuffled), ("moved", moved))
    }
    task = Task(encode(learnt, index), tests, steps)
    return Material(tuple(index), language, {"judged": task}, examples)


def pairs(said: Iterable) -> Rows:
    """Words and label of made sentences."""
    return [(one.words, one.label) for one in said]


def both(rows: Rows) -> list[tuple[list[str], int]]:
    """The first good sentence and the first bad one, short ones where there are any."""
    near = [row for row in rows if 3 <= len(row[0]) <= 12] or list(rows)
    found = [next((row for row in near if row[1] == label), None) for label in (1, 0)]
    return [(list(row[0]), row[1]) for row in found if row is not None]


def share(total: int, parts: int, part: int) -> int:
    """How many of `total` fall to one of so many equal parts: they add up."""
    return total * (part + 1) // parts - total * part // parts


def numbered(sentences: Iterable[Sequence[str]]) -> dict[str, int]:
    """Word → number from 1, in the order of arrival."""
    index: dict[str, int] = {}
    for sentence in sentences:
        for word in sentence:
            index.setdefault(word, len(index) + 1)
    return index


def encode(rows: Rows, index: Mapping[str, int]) -> Sentences:
    """Sentences as numbers; words that have none are left out."""
    coded = [[index[word] for word in words if word in index] for words, _ in rows]
    ids = np.zeros((len(coded), max(1, *map(len, coded))), np.int64)
    for row, numbers in zip(ids, coded, strict=True):
        row[: len(numbers)] = numbers
    return Sentences(ids, np.array([label for _, label in rows], np.int64))
