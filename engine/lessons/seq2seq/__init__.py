"""A text is read to its end and written anew in another form: through one vector, or looking back.

Encoder and decoder (Sutskever, Vinyals & Le 2014; Cho et al. 2014), and attention (Bahdanau, Cho
& Bengio 2015; Luong, Pham & Manning 2015), trained side by side on tasks whose answer is known.
"""

from collections.abc import Iterator

from engine.lessons.seq2seq.answers import ANSWERS
from engine.lessons.seq2seq.claims import claims
from engine.lessons.seq2seq.data import load
from engine.lessons.seq2seq.film import Film
from engine.lessons.seq2seq.params import PARAMS
from engine.trace import Frame

#: Where it can be computed.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def warm() -> None:
    """Load what a first training would wait for."""
    from engine.models import seq2seq_training  # noqa: F401


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one training of all three writers; steps are updates.

    Raises Refused where a visitor's pairs are none.
    """
    yield from Film(load(params), params, device).frames()
