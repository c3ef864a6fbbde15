"""Labelled texts become word numbers; the toy world of this lesson are its toy reviews.

A word that is too rare, or was never met, is number 0: its vector is zero, and no filter sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.lessons.text_cnn.params import PARAMS

#: Ids that every lesson knows, and what they mean here.
WORLDS = {"toy-world": "toy-sentiment", "toy-world-zh": "toy-sentiment-zh"}
#: Words known at the most, tokens of a text at the most.
KNOWN, LONGEST = 30_000, 400
#: Tokens that word2vec reads, all epochs together, and how far the vectors lie from zero.
TOLD, SPREAD = 600_000, 0.1


@dataclass(frozen=True, eq=False)
class Texts:
    """Reviews as numbers: 0 unknown, i + 1 the i-th word of the vocabulary.

    cut  texts that were longer than LONGEST and lost their end
    """

    data: Any
    words: tuple[str, ...]
    counts: np.ndarray
    texts: list[np.ndarray]
    cut: int

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
    kept = [text[:LONGEST] for text in data.texts]
    vocabulary = build([list(kept[i]) for i in data.train], params.min_count, KNOWN)
    index = vocabulary.index
    texts = [numbers_of(text, index) for text in kept]
    cut = sum(len(text) > LONGEST for text in data.texts)
    return Texts(data, vocabulary.words, vocabulary.counts, texts, cut)


def numbers_of(words: Sequence[str], index: dict[str, int]) -> np.ndarray:
    """Word numbers from 1, 0 for what is not known: int32 (n,)."""
    return np.array([index.get(word, -1) + 1 for word in words], np.int32)


def first_vectors(texts: Texts, params: PARAMS) -> np.ndarray:
    """Where the word vectors begin: float32 (V + 1, D), row 0 zero."""
    V, D = len(texts.words), params.dimension
    if params.start == "word2vec":
        vectors = _word2vec(texts, params)
        vectors = vectors * (SPREAD / max(1e-9, float(vectors.std())))
    else:
        chance = np.random.default_rng(params.seed)
        vectors = chance.normal(0, SPREAD, (V, D))
    return np.vstack([np.zeros((1, D)), vectors]).astype(np.float32)


def _word2vec(texts: Texts, params: PARAMS) -> np.ndarray:
    """Vectors (V, D) trained on the reviews alone, without their labels (Mikolov et al. 2013)."""
    from engine.kernels import word2vec

    told = [text[text > 0] - 1 for text in texts.of(texts.data.train)]
    tokens = np.concatenate(told)
    offsets = np.concatenate([[0], np.cumsum([len(text) for text in told])])
    settings = word2vec.Settings(window=3, rate=0.05, epochs=max(1, TOLD // len(tokens)))
    stream = word2vec.make_stream(tokens, offsets, texts.counts)
    state = word2vec.start(len(texts.words), params.dimension, params.seed)
    word2vec.advance(state, stream, settings, settings.epochs * len(tokens))
    return np.array(state.vectors, np.float64)
