"""Bags and windows: a mean forgets the order, and a window learns each place by itself.

Three readers train at once on the same sentences: the mean of the words' vectors (Iyyer et al.
2015; Joulin et al. 2016), a window of vectors laid end to end (Bengio et al. 2003; Collobert &
Weston 2008), and, for outlook, a recurrent network. Each moment of the film asks them what they
know: the words, their order, and whether what was learnt at one place holds at another.
"""

from collections.abc import Iterator

from engine.lessons.bags.answers import ANSWERS
from engine.lessons.bags.claims import claims
from engine.lessons.bags.film import Film
from engine.lessons.bags.params import PARAMS
from engine.trace import Frame

__all__ = ["ANSWERS", "PARAMS", "claims", "train"]


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of three readers being trained; steps are updates.

    Raises Refused where the sentences are not here or too few of them are judged.
    """
    yield from Film(params, device).frames()
