"""The race: six networks read the same sentences on one clock, and who wins hangs on the question.

The mean of the vectors, a text CNN, an LSTM, a Bi-LSTM, a CNN with an LSTM behind it and a
Transformer's encoder learn one task from the same batches, each several times from other
beginnings. Recorded are accuracy, loss and the seconds that each has cost; in the end also what
layers of each kind cost as sentences grow, with the laws O(n·d²), O(k·n·d²) and O(n²·d) fitted.
"""

from collections.abc import Iterator

from engine.lessons.race.answers import ANSWERS
from engine.lessons.race.claims import claims
from engine.lessons.race.film import Film
from engine.lessons.race.params import PARAMS
from engine.trace import Frame

#: Where it can be computed.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def warm() -> None:
    """Load torch and the contestants into the fork server."""
    from engine.models import layer_costs, race  # noqa: F401


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one race; steps are sentences read. Raises Refused where there are none."""
    yield from Film(params, device).frames()
