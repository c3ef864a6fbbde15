"""A one-hot vector is an identity number written as zeros and a single one.

Each new word gets the next free number, counted from 0, and as many numbers are written as there
are words: the vocabulary's size is the width of every vector.
"""

from collections.abc import Iterable, Sequence

import numpy as np


def numbered(tokens: Iterable[str]) -> tuple[list[int], list[str]]:
    """The number of each token in order, and the words by their numbers.

    A word read before keeps its number; a new one gets the next.
    """
    index: dict[str, int] = {}
    numbers = [index.setdefault(token, len(index)) for token in tokens]
    return numbers, list(index)


def one_hot(numbers: Sequence[int] | np.ndarray, width: int) -> np.ndarray:
    """A row of zeros with one 1 for each number: uint8 (N, width)."""
    vectors = np.zeros((len(numbers), width), np.uint8)
    vectors[np.arange(len(numbers)), numbers] = 1
    return vectors


def growth(numbers: Sequence[int] | np.ndarray, moments: int = 96) -> tuple[np.ndarray, np.ndarray]:
    """How many words were read, and how many different ones by then, on beginnings of a text.

    The beginnings grow by one factor, as new words come fast at first and then ever more slowly;
    powers of ten are among them. Numbers are given in the order of arrival, so the highest one so
    far tells how many words there are. Two arrays int32 (P,); the last moment is the whole text.
    """
    size = len(numbers)
    powers = 10 ** np.arange(len(str(size)))
    read = np.concatenate([np.geomspace(1, size, moments).round(), powers, [size]])
    read = np.unique(read.astype(np.int64))
    kinds = np.maximum.accumulate(np.asarray(numbers, np.int64))[read - 1] + 1
    return read.astype(np.int32), kinds.astype(np.int32)
