"""What a word2vec run reads and what it changes: the stream of tokens, the settings, the state.

Mikolov, Sutskever, Chen, Corrado, Dean (2013), "Distributed representations of words and phrases
and their compositionality". The random numbers are xorshift64* (Vigna 2016): one 64-bit word of
state, so a run can be stopped, copied and resumed anywhere, and a plain reference can repeat it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Model = Literal["skip-gram", "cbow"]
Objective = Literal["negative-sampling", "softmax"]

#: A sentence is cut after this many tokens, as in word2vec.c (MAX_SENTENCE_LENGTH).
LONGEST = 1000
#: The rate falls in a straight line to this part of itself and no further, as in word2vec.c.
LAST_RATE = 1e-4
#: The noise is the word frequency to this power (2013, section 2.2).
NOISE_POWER = 0.75


@dataclass(frozen=True)
class Settings:
    """How to train. `window` in words to each side, `negatives` per pair, `rate` at the start.

    dynamic_window   draw each window's radius from 1 … window (else always window)
    epochs           how often the stream is read; decides how fast the rate falls
    """

    model: Model = "skip-gram"
    objective: Objective = "negative-sampling"
    window: int = 5
    dynamic_window: bool = True
    negatives: int = 5
    rate: float = 0.025
    epochs: int = 5

    def rate_at(self, done: int, size: int) -> float:
        """The learning rate after `done` tokens of a stream of `size` tokens."""
        return self.rate * max(LAST_RATE, 1.0 - done / (self.epochs * size))


@dataclass(frozen=True)
class Stream:
    """What is read, in order; built and checked by `make_stream`.

    tokens      (N,) int32 word numbers; sentence s is tokens[offsets[s]:offsets[s+1]]
    offsets     (S+1,) int64
    keep        (V,) float32 probability that an occurrence of the word is kept
    threshold   (V,) uint32 and alias (V,) uint32: Walker's table of the noise distribution
    """

    tokens: np.ndarray
    offsets: np.ndarray
    keep: np.ndarray
    threshold: np.ndarray
    alias: np.ndarray

    @property
    def V(self) -> int:
        """Vocabulary size."""
        return len(self.keep)

    def sentence(self, done: int) -> int:
        """The number of the sentence that is read after `done` tokens."""
        within = done % len(self.tokens)
        return int(np.searchsorted(self.offsets, within, side="right")) - 1

    def cut(self, done: int) -> int:
        """The first place at or after `done` tokens where training can stop: a sentence's end."""
        epochs, within = divmod(done, len(self.tokens))
        sentence = self.sentence(done)
        begin, end = int(self.offsets[sentence]), int(self.offsets[sentence + 1])
        begin += -(-(within - begin) // LONGEST) * LONGEST
        return epochs * len(self.tokens) + min(begin, end)

    def noise(self) -> np.ndarray:
        """The noise distribution that the table holds: (V,) float64, sums to 1."""
        own = self.threshold / 2.0**32
        share = own.copy()
        np.add.at(share, self.alias, 1.0 - own)
        return share / self.V


@dataclass
class State:
    """What training changes, in place.

    vectors    (V, D) float32, one input vector per word: the embeddings
    contexts   (V, D) float32, one output vector per word
    random     (1,) uint64, the state of the random numbers
    done       tokens of the stream read so far, of epochs * N
    """

    vectors: np.ndarray
    contexts: np.ndarray
    random: np.ndarray
    done: int = 0

    def copy(self) -> "State":
        """A state of its own, equal to this one, as contiguous float32."""
        return State(
            np.array(self.vectors, np.float32, order="C"),
            np.array(self.contexts, np.float32, order="C"),
            np.array(self.random, np.uint64),
            int(self.done),
        )


@dataclass(frozen=True)
class Tally:
    """What a stretch of training came to: summed loss (nats), pairs, tokens read."""

    loss_sum: float
    pairs: int
    tokens: int

    @property
    def loss(self) -> float:
        """Mean negative log-likelihood of a pair, in nats; NaN where there was none."""
        return self.loss_sum / self.pairs if self.pairs else float("nan")


def start(V: int, D: int, seed: int) -> State:
    """The state before the first update: input vectors uniform in ±0.5/D, output vectors zero.

    As word2vec.c does; the same seed gives the same run.
    """
    generator = np.random.default_rng(seed)
    vectors = (generator.random((V, D), dtype=np.float32) - np.float32(0.5)) / np.float32(D)
    random = generator.integers(1, 2**64, size=1, dtype=np.uint64, endpoint=False)
    return State(vectors, np.zeros((V, D), np.float32), random)


def make_stream(
    tokens: np.ndarray, offsets: np.ndarray, counts: np.ndarray, keep: np.ndarray | None = None
) -> Stream:
    """A checked stream; copies its arrays, as the kernel reads them without bounds checks.

    counts (V,) occurrences, for the noise; keep (V,) in (0, 1], or None to keep every occurrence.
    Raises ValueError where tokens or offsets point outside.
    """
    V = len(counts)
    tokens, offsets = np.array(tokens, np.int32), np.array(offsets, np.int64)
    kept = np.ones(V, np.float32) if keep is None else np.array(keep, np.float32)
    if not len(tokens) or tokens.min() < 0 or tokens.max() >= V:
        raise ValueError(f"tokens must be word numbers from 0 to {V - 1}, and at least one")
    if offsets[0] != 0 or offsets[-1] != len(tokens) or (np.diff(offsets) < 0).any():
        raise ValueError(f"offsets must rise from 0 to {len(tokens)}")
    if kept.shape != (V,):
        raise ValueError(f"keep must have one value for each of the {V} words")
    return Stream(tokens, offsets, kept, *alias_table(np.asarray(counts, float) ** NOISE_POWER))


def check(state: State, stream: Stream) -> None:
    """Raise ValueError where a state cannot be trained on a stream, or not in place."""
    wanted = (stream.V, state.vectors.shape[-1])
    for name in ("vectors", "contexts"):
        array = getattr(state, name)
        if array.shape != wanted:
            raise ValueError(f"{name} have shape {array.shape}; this stream needs {wanted}")
        if array.dtype != np.float32 or not (array.flags.c_contiguous and array.flags.writeable):
            raise ValueError(f"{name} must be writeable, contiguous float32")


def alias_table(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Walker's alias table of a distribution ∝ weights (V,): threshold and alias, uint32 (V,).

    Draw a word uniformly; where a second draw from 0 … 2^32 - 1 is not below its threshold, take
    its alias. Two look-ups, whatever V. Vose (1991).
    """
    V = len(weights)
    share = np.asarray(weights, float) * (V / np.sum(weights))
    alias = np.arange(V)
    small = [i for i in range(V) if share[i] < 1.0]
    large = [i for i in range(V) if share[i] >= 1.0]
    while small and large:
        low, high = small.pop(), large.pop()
        alias[low] = high
        share[high] -= 1.0 - share[low]
        (small if share[high] < 1.0 else large).append(high)
    share[small] = 1.0  # what rounding left over keeps its own place
    threshold = np.minimum(np.floor(share * 2.0**32), 2.0**32 - 1)
    return threshold.astype(np.uint32), alias.astype(np.uint32)
