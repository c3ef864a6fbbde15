"""The numbers that everything starts from: drawn by a seed, the lecture's own, or learnt.

Drawn numbers have one digit after the point, so that every sum can be followed by hand; the same
word gets the same numbers in every sentence. The lecture gives three words their vectors.
"""

import hashlib
from dataclasses import dataclass

import numpy as np

from engine.lessons.self_attention.params import MOST, PARAMS, Sentence

#: The lecture's vectors of its three words, at d = 4.
LECTURE = {
    "the": (0.2, -0.1, 0.5, 0.3),
    "cat": (0.5, 0.8, -0.2, 0.1),
    "sat": (-0.1, 0.3, 0.7, 0.4),
}
#: Deviation of what is drawn, for vectors and, times √(4 / d), for matrices.
SPREAD, GAIN = 0.6, 0.8


@dataclass(frozen=True)
class Numbers:
    """What the computation starts from, for T words of width d; matrices are multiplied by X W.

    words       (T, d) the words' vectors
    positions   (T, d) what is added for their places; zeros where there are no positions
    learned     (T, d) positions of the other kind: learnt, or drawn where nothing was trained
    weights     {"wq", "wk", "wv", "wo"} → (d, d)
    known       whether each word has a vector of its own
    """

    words: np.ndarray
    positions: np.ndarray
    learned: np.ndarray
    weights: dict[str, np.ndarray]
    known: tuple[bool, ...]


MATRICES = ("wq", "wk", "wv", "wo")


def drawn(params: PARAMS, sentence: Sentence) -> Numbers:
    """Numbers by the seed. The lecture's words have the lecture's vectors where the width is 4."""
    d, T = params.d, len(sentence.tokens)
    rows = [word_vector(token, d, params.seed) for token in sentence.tokens]
    learned = _digits(np.random.default_rng([params.seed, 5]).normal(0, SPREAD, (MOST, d)))[:T]
    spread = GAIN * (4 / d) ** 0.5
    weights = {
        name: _digits(np.random.default_rng([params.seed, at]).normal(0, spread, (d, d)))
        for at, name in enumerate(MATRICES)
    }
    return Numbers(np.stack(rows), positions(params, T, learned), learned, weights, (True,) * T)


def word_vector(word: str, width: int, seed: int) -> np.ndarray:
    """A word's vector (width,), the same for the same word, width and seed on every machine."""
    if width == 4 and word in LECTURE:
        return np.array(LECTURE[word], np.float32)
    digest = hashlib.blake2b(f"{seed} {width} {word}".encode(), digest_size=8).digest()
    generator = np.random.default_rng(int.from_bytes(digest, "little"))
    return _digits(generator.normal(0, SPREAD, width))


def positions(params: PARAMS, T: int, learned: np.ndarray) -> np.ndarray:
    """What is added to T words for their places (T, d)."""
    from engine.models.attention import sinusoids

    if params.positions == "sinusoidal":
        return sinusoids(T, params.d)
    return learned if params.positions == "learned" else np.zeros((T, params.d), np.float32)


def _digits(values: np.ndarray) -> np.ndarray:
    """One digit after the point; no negative zero, which a table would show as −0."""
    return (np.round(np.clip(values, -2, 2), 1) + 0.0).astype(np.float32)
