"""Text CNN: filters as wide as a few words slide over a sentence, and the largest hit decides.

Kim (2014), *Convolutional Neural Networks for Sentence Classification*, trained on reviews; what is
recorded is the whole network at some forty moments, and what each filter likes best at each.
"""

from collections.abc import Iterator

from engine.lessons.text_cnn.answers import ANSWERS
from engine.lessons.text_cnn.claims import claims
from engine.lessons.text_cnn.film import Film
from engine.lessons.text_cnn.params import PARAMS
from engine.trace import Frame

#: Where it can be computed.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def warm() -> None:
    """Load torch's network and the compiled word2vec into the fork server."""
    from engine.kernels import word2vec
    from engine.models import text_cnn  # noqa: F401

    word2vec.warm(word2vec.Settings())


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one training; steps are updates. Raises Refused where the reviews are none."""
    yield from Film(params, device).frames()
