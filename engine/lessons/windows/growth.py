"""More text brings new words, ever more slowly, and the table grows with their square.

Heaps' law (Heaps 1978, §7.5): V = K · N^β. The cells that are not 0 follow a power of V as well;
both laws are fitted in logarithms to the later half of what was counted, and drawn on.
"""

from dataclasses import dataclass

import numpy as np

#: Sizes of vocabulary to which the law is drawn on, and different words that it takes to do so.
FAR, ENOUGH = (10_000, 100_000), 200


@dataclass(frozen=True)
class Law:
    """y = factor · x^power."""

    factor: float
    power: float

    def __call__(self, x: float) -> float:
        """What the law says at x."""
        return float(self.factor * x**self.power)


def law(x: np.ndarray, y: np.ndarray) -> Law | None:
    """The power law through the points (P,) in the later half of the logarithmic way.

    Least squares in logarithms; None where fewer than three points or one value of x are left.
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    good = (x > 0) & (y > 0)
    x, y = np.log(x[good]), np.log(y[good])
    if not len(x):
        return None
    late = x >= (x.min() + x.max()) / 2
    x, y = x[late], y[late]
    if len(np.unique(x)) < 3:
        return None
    power, factor = np.polyfit(x, y, 1)
    return Law(float(np.exp(factor)), float(power))


def closed(read: np.ndarray, distinct: np.ndarray) -> bool:
    """Whether the text has run out of new words: none of a hundred in its last half.

    A made world speaks with a fixed number of words; Heaps' law is one of open language.
    """
    if len(read) < 2:
        return False
    half = int(np.searchsorted(read, read[-1] / 2))
    fresh = distinct[-1] - distinct[min(half, len(distinct) - 2)]
    return bool(fresh < 0.01 * distinct[-1])


def zeros_at(V: float, cells: Law) -> float:
    """The share of zeros that the law of the cells foretells for V words, 0 to 1."""
    return float(np.clip(1 - cells(V) / V**2, 0, 1))
