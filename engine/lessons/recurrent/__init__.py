"""Recurrent networks: one cell, used again at every word, carries a memory through the text.

Elman (1990); as a language model Mikolov et al. (2010); learnt by truncated back-propagation
through time (Werbos 1990; Williams & Peng 1990). What is recorded: the whole network at some forty
moments, so that any sentence can be read by it afterwards, forward and backward.
"""

from collections.abc import Iterator

from engine.lessons.recurrent.answers import ANSWERS
from engine.lessons.recurrent.claims import claims
from engine.lessons.recurrent.film import Film
from engine.lessons.recurrent.params import PARAMS, text_of
from engine.trace import Frame

#: Where it can be computed.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train"]


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one training; steps are updates. Raises Refused where the text is no text."""
    yield from Film(text_of(params), params, device).frames()
