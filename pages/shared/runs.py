"""Reading runs for a page: a store that cannot be read just now shows nothing, and breaks nothing.

Why it cannot be read has been said where the page joined its run; a part of the page that is drawn
again by itself, once a second, must not say it again.
"""

from engine.runs import workers
from engine.runs.run import Run
from engine.runs.store import open_store
from engine.sentences import Refused
from engine.trace import Trace


def state(key: str | None) -> Run | None:
    """The run as the store knows it; None where there is none, or no store to ask."""
    try:
        return workers.state(key) if key else None
    except Refused:
        return None


def trace(key: str | None) -> Trace:
    """The run's frames so far; none where there is no run, or no store to ask."""
    try:
        return open_store().trace(key) if key else Trace()
    except Refused:
        return Trace()
