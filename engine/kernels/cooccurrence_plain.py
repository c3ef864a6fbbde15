"""The plain word for what `engine.kernels.cooccurrence` counts: a window, a pair, one more.

The term–term matrix of a sliding window as one would count it by hand (Lund & Burgess 1996, HAL);
the fast kernel is held to it, cell by cell.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np


def count(
    sentences: Sequence[Sequence[int]], V: int, window: int, weighting: str = "flat"
) -> np.ndarray:
    """The term–term matrix float64 (V, V) of sentences of word numbers; sums are exact."""
    cells: dict[tuple[int, int], Fraction] = {}
    for sentence in sentences:
        for place, centre in enumerate(sentence):
            for other in range(max(0, place - window), min(len(sentence), place + window + 1)):
                if other != place:
                    pair = (centre, sentence[other])
                    cells[pair] = cells.get(pair, Fraction()) + weight(
                        abs(other - place), window, weighting
                    )
    return _table(cells, (V, V))


def weight(distance: int, window: int, weighting: str) -> Fraction:
    """What one pair counts at this distance."""
    if weighting == "distance":
        return Fraction(1, distance)
    if weighting == "dynamic":
        return Fraction(window - distance + 1, window)
    return Fraction(1)


def term_document(documents: Sequence[Sequence[int]], V: int) -> np.ndarray:
    """The term–document matrix float64 (V, D)."""
    cells: dict[tuple[int, int], Fraction] = {}
    for number, document in enumerate(documents):
        for word in document:
            cells[word, number] = cells.get((word, number), Fraction()) + 1
    return _table(cells, (V, len(documents)))


def _table(cells: dict[tuple[int, int], Fraction], shape: tuple[int, int]) -> np.ndarray:
    table = np.zeros(shape)
    for pair, value in cells.items():
        table[pair] = float(value)
    return table
