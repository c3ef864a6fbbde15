"""What a word is may be said after it, where a reader from the left has not been yet.

Two networks read a sentence from its two ends (Schuster & Paliwal 1997; Graves & Schmidhuber
2005), in one layer or in several (Irsoy & Cardie 2014). Measured on parts of speech and on who
*it* is; what each layer knows is asked with linear probes, as of ELMo (Peters et al. 2018).
"""

from collections.abc import Iterator

from engine.lessons.bidirectional.answers import ANSWERS
from engine.lessons.bidirectional.claims import claims
from engine.lessons.bidirectional.film import Film
from engine.lessons.bidirectional.params import PARAMS
from engine.trace import Frame

#: Where it can be computed: networks this small gain nothing from a GPU.
DEVICES = ("cpu",)

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def warm() -> None:
    """Load what a first training would wait for."""
    from engine.models import tagger

    tagger.warm()


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one training of all readers; steps are updates.

    Raises Refused where the text has no tags or is not here.
    """
    yield from Film(params).frames()
