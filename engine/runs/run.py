"""A run as the store knows it: what is trained, how far it came, how it ended and why."""

import time
from dataclasses import dataclass
from typing import Any

from engine.sentences import N_, Refused, Sentence

#: A run whose worker has said nothing for so many seconds is lost.
LOST_AFTER = 8.0

ACTIVE = ("queued", "running")
LOST = Sentence(
    N_("The worker of this run was lost; the frames it made are kept. Start the run again.")
)


class Superseded(Exception):
    """The run was cancelled, given up for lost or started anew: its worker has to stop."""


@dataclass(frozen=True)
class Run:
    """What the store knows of one run. Times are seconds since 1970."""

    key: str
    lesson: str
    params: dict[str, Any]
    state: str
    reason: Sentence | None
    device: str | None
    attempt: int
    created: float
    started: float | None
    ended: float | None
    heartbeat: float
    bytes: int
    frames: int
    step: int | None

    @property
    def active(self) -> bool:
        """Whether frames may still come."""
        return self.state in ACTIVE

    @property
    def seconds(self) -> float:
        """Seconds of training so far, or in all."""
        if self.started is None:
            return 0.0
        return (self.ended if self.ended is not None else time.time()) - self.started


@dataclass(frozen=True)
class Limits:
    """How many runs may wait: in all, and of one session."""

    queue: int = 50
    session: int = 4


def why(error: Exception) -> str:
    """The database's or the disk's own words, in one line."""
    said = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
    return (str(said).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def unwritten(error: Exception) -> Refused:
    """What to raise where the store takes no writes."""
    return Refused(N_("The run store cannot be written: {why}."), why=why(error))
