"""Vanishing gradients: going back through time multiplies, and products of many factors run away.

What one step's factor λ does over a distance is λ^(T−t) (Hochreiter 1991; Bengio, Simard &
Frasconi 1994; Pascanu, Mikolov & Bengio 2013). Three cells learn one task with the same budget; how
far the gradient reaches, and how far each of them can remember, is measured as they learn.
"""

from collections.abc import Iterator

from engine.lessons.vanishing_gradients.answers import ANSWERS
from engine.lessons.vanishing_gradients.claims import claims
from engine.lessons.vanishing_gradients.film import Film
from engine.lessons.vanishing_gradients.params import PARAMS
from engine.trace import Frame

#: Where it can be computed; a GPU takes many networks in one launch.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def warm() -> None:
    """Load what torch loads with its first optimiser, a second's work, into the fork server.

    Nothing is learnt: a gradient computed before the fork would bar the way of those after it.
    """
    from engine.models import long_tasks

    long_tasks.Learner(long_tasks.Setting("lstm", long_tasks.Task(delay=1), hidden=2, batch=1))


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of three cells (or of many configurations of them) learning; steps are updates.

    Raises Refused where the trainings would take too long together.
    """
    yield from Film(params, device).frames()
