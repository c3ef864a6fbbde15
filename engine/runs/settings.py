"""How much work an installation takes on is set by environment variables."""

import os
from dataclasses import dataclass, field

from engine.runs.run import Limits
from engine.sentences import N_, Refused


def cores() -> int:
    """CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Settings:
    """How much work this installation takes on; every field is an environment variable."""

    slots: int = field(default_factory=cores)
    time_limit: float = 180.0
    claims_limit: float = 900.0
    limits: Limits = field(default_factory=Limits)
    store_limit: int = 2_000_000_000
    device: str = "auto"
    beat: float = 2.0
    preload: str = "engine.runs.warm"

    @classmethod
    def from_environment(cls) -> "Settings":
        """LEXISCOPE_SLOTS, _TIME_LIMIT, _CLAIMS_LIMIT, _QUEUE, _PER_SESSION, _STORE_LIMIT, _DEVICE.

        Raises Refused for one that is not a number.
        """
        plain, limits = cls(), Limits()
        return cls(
            slots=max(1, int(_number("LEXISCOPE_SLOTS", plain.slots))),
            time_limit=_number("LEXISCOPE_TIME_LIMIT", plain.time_limit),
            claims_limit=_number("LEXISCOPE_CLAIMS_LIMIT", plain.claims_limit),
            limits=Limits(
                int(_number("LEXISCOPE_QUEUE", limits.queue)),
                int(_number("LEXISCOPE_PER_SESSION", limits.session)),
            ),
            store_limit=int(_number("LEXISCOPE_STORE_LIMIT", plain.store_limit)),
            device=os.environ.get("LEXISCOPE_DEVICE", plain.device),
        )


def _number(name: str, default: float) -> float:
    given = os.environ.get(name, "")
    try:
        return float(given) if given else default
    except ValueError:
        raise Refused(N_("{name}={given} is not a number."), name=name, given=given) from None
