"""A vocabulary numbers the words of a text, the most frequent first, and a text becomes numbers.

Words rarer than `min_count` are left out before windows are formed, and frequent words are kept
with a probability only, as in word2vec (Mikolov et al. 2013, §2.3; the formula is that of its
code, which differs from the paper's equation 5).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from engine.sentences import N_, Refused


def _frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Different words and how often each was met, most frequent first; a tie by first appearance.

    words   V words; a word's number is its place here
    counts  (V,) int64, read-only
    """

    words: tuple[str, ...]
    counts: np.ndarray

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def index(self) -> dict[str, int]:
        """Word → its number."""
        return {word: number for number, word in enumerate(self.words)}


@dataclass(frozen=True, eq=False)
class Encoded:
    """Sentences as numbers: sentence s is `tokens[offsets[s]:offsets[s + 1]]`.

    tokens   (N,) int32, read-only; words outside the vocabulary are left out
    offsets  (S + 1,) int64, read-only; a sentence that lost all its words stays as an empty one
    """

    tokens: np.ndarray
    offsets: np.ndarray


def build(sentences: Iterable[list[str]], min_count: int, limit: int | None = None) -> Vocabulary:
    """The vocabulary of `sentences`: words met at least `min_count` times, at most `limit` of them.

    `limit` keeps the most frequent; compare `len(vocabulary)` with it to say so. Raises Refused
    when fewer than 2 different words remain: one word has nothing to be compared with.
    """
    counts = Counter(chain.from_iterable(sentences))
    # most_common sorts stably, and a Counter remembers first appearances.
    kept = [(word, count) for word, count in counts.most_common(limit) if count >= min_count]
    if len(kept) < 2:
        raise Refused(
            N_(
                "Of the text's {words} different words {kept} occur at least {min_count} times; at"
                " least 2 are needed. A longer text helps, or counting rarer words too."
            ),
            min_count=min_count,
            kept=len(kept),
            words=len(counts),
        )
    words, numbers = zip(*kept, strict=True)
    return Vocabulary(words, _frozen(np.array(numbers, dtype=np.int64)))


def encode(sentences: Iterable[list[str]], vocabulary: Vocabulary) -> Encoded:
    """`sentences` as numbers of `vocabulary`; words outside it are left out."""
    index, tokens, offsets = vocabulary.index, list[int](), [0]
    for sentence in sentences:
        tokens.extend(index[word] for word in sentence if word in index)
        offsets.append(len(tokens))
    return Encoded(
        _frozen(np.array(tokens, dtype=np.int32)), _frozen(np.array(offsets, dtype=np.int64))
    )


def keep_probability(counts: np.ndarray, threshold: float) -> np.ndarray:
    """How likely each occurrence of a word is kept when frequent words are subsampled.

    min(1, √(t/f) + t/f) with f the word's share of all words and t the threshold, as word2vec.c
    has it; threshold 0 keeps all. counts (V,) → float32 (V,).
    """
    if threshold == 0:
        return np.ones(len(counts), dtype=np.float32)
    share = counts / counts.sum()  # (V,)
    ratio = threshold / share
    return np.minimum(1.0, np.sqrt(ratio) + ratio).astype(np.float32)
