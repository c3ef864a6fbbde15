"""What the whole text adds to the sentence: its vocabulary, and vectors that were learnt.

The learnt vectors are those of word2vec on the toy world, in the text's language.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from engine.lessons.one_hot.encoding import growth, numbered
from engine.lessons.one_hot.params import PARAMS
from engine.sentences import N_, Refused

#: Words compared where nobody chose any: two and two are related.
PAIRS = {
    "en": ("cat", "dog", "king", "queen", "bus", "car"),
    "zh": ("猫", "狗", "国王", "王后", "汽车", "火车"),
}
#: Learnt words at the most: all of the toy world's.
MOST = 100_000
#: Words in the table at first, where the text knows as many.
SHOWN = 6


@dataclass(frozen=True, eq=False)
class Reading:
    """The text as a list of numbers, and what was learnt elsewhere.

    words   the text's V words, by number
    read    (P,) words read at some moments; `kinds` (P,) how many different ones by then
    world   points: the learnt vectors and their words
    usual   words worth comparing
    """

    words: list[str]
    read: np.ndarray
    kinds: np.ndarray
    world: Any
    usual: list[str]


def read(params: PARAMS) -> Reading:
    """Read the text of `params` and the trained world beside it. Raises Refused as `load` does."""
    from engine.lessons.embedding_space.sources import world
    from engine.text import corpora

    corpus = corpora.load(params.corpus, params.tokens)
    tokens = list(chain.from_iterable(corpus.sentences))
    if not tokens:
        raise Refused(N_("The text has no words; there is nothing to number."))
    numbers, words = numbered(tokens)
    moments, kinds = growth(numbers)
    learnt = world("toy-world-zh" if corpus.language == "zh" else "toy-world", MOST)
    return Reading(words, moments, kinds, learnt, usual(tokens, learnt, corpus.language))


def usual(tokens: list[str], world: Any, language: str) -> list[str]:
    """Words worth comparing that the text has: the lecture's, then those that were learnt too."""
    counts = Counter(tokens)
    ours = PAIRS["zh" if language == "zh" else "en"]
    frequent = [word for word, _count in counts.most_common()]
    learnt = set(telling(world))
    found = [
        *(word for word in ours if word in counts),
        *(word for word in frequent if word in learnt),
        *frequent,
    ]
    return list(dict.fromkeys(found))[:SHOWN]


def telling(world: Any) -> list[str]:
    """The learnt words that are of a kind; little words such as “the” are of none."""
    kind = world.columns.get("kind")
    if kind is None:
        return list(world.labels)
    of_none = len(kind.names) - 1
    return [w for w, number in zip(world.labels, kind.values, strict=True) if number != of_none]
