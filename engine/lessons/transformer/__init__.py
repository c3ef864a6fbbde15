"""The Transformer at work: a small one learns, and what each of its heads looks at is seen forming.

An encoder that says whom “it” means, or a decoder that goes on with repetitions or a text (Vaswani
et al. 2017). All weights are kept at up to 32 moments: any sentence can be read, any part left out,
any word written at any of them.
"""

from collections.abc import Iterator

from engine.lessons.transformer.answers import ANSWERS
from engine.lessons.transformer.claims import claims
from engine.lessons.transformer.params import PARAMS
from engine.trace import Frame

DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one training; steps are updates. Raises Refused where the text is no text."""
    if params.task == "brought":
        from engine.lessons.transformer import brought

        yield from brought.frames(params, device)
        return
    from engine.lessons.transformer.film import frames

    yield from frames(params, device)


def warm() -> None:
    """Where models of one's own may be read, their library is loaded before visitors come."""
    from engine.lessons.transformer import shelf

    if shelf.installed() and (shelf.hub_allowed() or shelf.names()):
        from engine.models import brought

        brought.library()
