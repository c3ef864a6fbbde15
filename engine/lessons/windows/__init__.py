"""Sliding windows: a word's company is counted, pair by pair, into a table of words by words.

“You shall know a word by the company it keeps” (Firth 1957). Term–term and term–document tables,
weighted by PPMI (Church & Hanks 1990; Levy & Goldberg 2014) and TF-IDF (Spärck Jones 1972).
"""

from collections.abc import Iterator

from engine.lessons.windows.answers import ANSWERS
from engine.lessons.windows.claims import claims
from engine.lessons.windows.film import Film
from engine.lessons.windows.params import PARAMS
from engine.lessons.windows.reading import read_text
from engine.trace import Frame

#: Where it can be computed: counting is no work for a GPU.
DEVICES = ("cpu",)

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def warm() -> None:
    """Compile the counting into the fork server, so that no run waits for it."""
    from engine.kernels import cooccurrence

    cooccurrence.warm()


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one counting; steps are words that have been in the middle of the window.

    Raises Refused where the text has no words.
    """
    yield from Film(read_text(params), params).frames()
