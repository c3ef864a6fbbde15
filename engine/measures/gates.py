"""What gates and units do over many sentences: saturation, and which unit holds what.

Saturation after Karpathy, Johnson & Fei-Fei (2015, §4.2): a gate is left-saturated where it is
below 0.1 and right-saturated above 0.9; counted is how often, for every unit. Units that are on
over exactly a phrase, after Strobelt et al. (2018, LSTMVis): above a threshold on every word of it,
and not on the words beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

LOW, HIGH = 0.1, 0.9
#: Bars of a histogram over 0 … 1.
BARS = 20


@dataclass(frozen=True)
class Saturated:
    """How often a gate is closed (left) and open (right), (H,); `bars` (BARS,) add up to 1."""

    left: np.ndarray
    right: np.ndarray
    bars: np.ndarray


def saturation(values: np.ndarray) -> Saturated:
    """Of one gate's values (N, H) between 0 and 1; N moments, at least one."""
    counts, _ = np.histogram(values, BARS, (0.0, 1.0))
    return Saturated(
        (values < LOW).mean(axis=0), (values > HIGH).mean(axis=0), counts / max(1, values.size)
    )


def tells(values: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """The share (H,) of each unit's variance over sentences that their kind explains (η²).

    values (N, H), kinds (N,) whole numbers. 1: knowing the unit is knowing the kind; a unit that
    never moves tells nothing.
    """
    values = np.asarray(values, np.float64)
    whole = np.square(values - values.mean(axis=0)).sum(axis=0)
    between = np.zeros(values.shape[1])
    for kind in np.unique(kinds):
        own = values[kinds == kind]
        between += len(own) * np.square(own.mean(axis=0) - values.mean(axis=0))
    return np.asarray(np.where(whole > 1e-12, between / np.maximum(whole, 1e-12), 0.0))


def held(values: np.ndarray, first: int, last: int, least: float) -> np.ndarray:
    """Signs (H,) of the units that are on over exactly the words first … last; 0: not on.

    values  (T, H). On: beyond ±least with one sign on every word, and not so on the words beside.
    """
    signs = np.where(values > least, 1, np.where(values < -least, -1, 0))
    inside = signs[first : last + 1]
    found = np.where((inside == inside[0]).all(axis=0), inside[0], 0)
    for beside in (first - 1, last + 1):
        if 0 <= beside < len(signs):
            found = np.where(signs[beside] == found, 0, found)
    return np.asarray(found)


def alike(
    values: np.ndarray, lengths: np.ndarray, units: np.ndarray, least: float
) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of other texts over which the same units are on: (text, first, last, how many).

    values (T, N, H), lengths (N,) words of each text, units (H,) signs as `held` gives them.
    A stretch is taken wherever at least half of the units come on or go off together.
    """
    chosen = np.flatnonzero(units)
    signed = values[:, :, chosen] * units[chosen]  # (T, N, U)
    on = signed > least
    for text, length in enumerate(lengths):
        yield from _stretches(on[:length, text], text)


def _stretches(on: np.ndarray, text: int) -> Iterator[tuple[int, int, int, int]]:
    """Within one text, (T, U): every stretch that is one for at least half of the units."""
    spans: dict[tuple[int, int], int] = {}
    for unit in on.T:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], unit.view(np.int8), [0]])))
        for first, past in zip(edges[::2], edges[1::2], strict=True):
            span = (int(first), int(past) - 1)
            spans[span] = spans.get(span, 0) + 1
    for (first, last), units in spans.items():
        if 2 * units >= on.shape[1]:
            yield text, first, last, units
