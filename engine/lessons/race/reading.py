"""Labelled texts become word numbers; the toy world of this lesson are its toy reviews.

A word that is too rare, or was never met, is number 0: its vector is zero.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.lessons.race.params import PARAMS

#: Ids that every lesson knows, and what they mean here.
WORLDS = {"toy-world": "toy-sentiment", "toy-world-zh": "toy-sentiment-zh"}
#: Words known at the most, and how far the first vectors lie from zero.
KNOWN, SPREAD = 20_000, 0.15
#: Words of the sentence under which the ways are drawn.
EXAMPLE = 10


@dataclass(frozen=True, eq=False)
class Texts:
    """Reviews as numbers: 0 unknown, i + 1 the i-th word of the vocabulary."""

    data: Any
    words: tuple[str, ...]
    texts: list[np.ndarray]

    def of(self, numbers: np.ndarray) -> list[np.ndarray]:
        """The texts with these numbers."""
        return [self.texts[i] for i in numbers]


def labelled_id(corpus: str) -> str:
    """The id of the labelled texts that a corpus of a link means."""
    if corpus.startswith("text:"):
        return "labelled:" + corpus.removeprefix("text:")
    return WORLDS.get(corpus, corpus)


def read_texts(params: PARAMS) -> Texts:
    """The reviews of `params` with the vocabulary of those to learn from.

    Raises Refused where they are unknown, not here, or a faulty table.
    """
    from engine.text import labelled
    from engine.text.vocabulary import build

    data = labelled.load(labelled_id(params.corpus))
    kept = [text[: params.longest] for text in data.texts]
    known = build([list(kept[i]) for i in data.train], params.min_count, KNOWN)
    texts = [np.array([known.index.get(w, -1) + 1 for w in text], np.int32) for text in kept]
    return Texts(data, known.words, texts)


def first_vectors(V: int, D: int, seed: int) -> np.ndarray:
    """Where the word vectors begin: float32 (V + 1, D), row 0 zero."""
    drawn = np.random.default_rng(seed).normal(0, SPREAD, (V, D))
    return np.vstack([np.zeros((1, D)), drawn]).astype(np.float32)


def example(data: Any) -> list[str]:
    """A test sentence of EXAMPLE words, or the one whose length is nearest."""
    chosen = min(data.test, key=lambda i: (abs(len(data.texts[i]) - EXAMPLE), i))
    return list(data.texts[chosen][:EXAMPLE])
