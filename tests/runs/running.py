"""Workers that load nothing heavy, and waiting for what they do."""

import time
from collections.abc import Callable

from engine.runs.run import Limits, Run
from engine.runs.settings import Settings
from engine.runs.workers import Workers

#: Nothing heavy is loaded in the fork server: these runs need neither torch nor numba.
SETTINGS = Settings(slots=2, limits=Limits(50, 50), preload="engine.runs.job", beat=0.2)


def wait(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Return once `condition` holds; fail where it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def ended(workers: Workers, key: str) -> Run:
    """The run once it has ended."""

    def has_ended() -> bool:
        run = workers.state(key)
        return run is not None and not run.active

    wait(has_ended)
    run = workers.state(key)
    assert run is not None
    return run
