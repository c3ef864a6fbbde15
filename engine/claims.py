"""A claim is one sentence of a lecture with the number that was measured beside it, just now.

A lesson's `claims()` yields them one by one, so that a page can fill its table while they are
measured.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Claim:
    """What the lecture says, what was measured, whether it holds, and how long measuring took.

    claim     the sentence, e.g. "skip-gram makes V updates per pair with the full softmax"
    lecture   the lecture's own figure, as it stands there
    measured  ours: a number, or a few words
    seconds   of measuring
    """

    claim: str
    lecture: str
    measured: str | float
    holds: bool
    seconds: float

    def row(self) -> dict[str, Any]:
        """The claim as JSON can say it."""
        return asdict(self)


def measured(claim: str, lecture: str, measure: Callable[[], tuple[str | float, bool]]) -> Claim:
    """Time `measure`, which returns what it measured and whether the claim holds by it."""
    began = time.perf_counter()
    value, holds = measure()
    return Claim(claim, lecture, value, bool(holds), round(time.perf_counter() - began, 3))
