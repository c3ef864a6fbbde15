"""Image CNN: small kernels slide over a picture, and training turns them into detectors.

Fukushima (1980), LeCun et al. (1989, 1998). The network is small enough to be run again in the
browser, on any picture, with the weights of any moment.
"""

from collections.abc import Iterator

from engine.lessons.image_cnn import depth, film
from engine.lessons.image_cnn.answers import ANSWERS
from engine.lessons.image_cnn.claims import claims
from engine.lessons.image_cnn.params import PARAMS
from engine.trace import Frame

#: Where it can be trained.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train"]


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one run; steps are updates. Raises Refused where pictures are missing or wrong."""
    if params.experiment == "depth":
        yield from depth.film(params, device)
    else:
        yield from film.film(params, device)
