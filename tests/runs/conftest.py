"""Workers and a store of the tests' own, with the lesson of `lesson_for_tests` known as `walk`."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.runs.run import Limits, Run
from engine.runs.settings import Settings
from engine.runs.store import Store, open_store
from engine.runs.workers import Workers

#: Nothing heavy is loaded in the fork server: these runs need neither torch nor numba.
SETTINGS = Settings(slots=2, limits=Limits(50, 50), preload="engine.runs.job", beat=0.2)


@pytest.fixture(autouse=True)
def _walk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEXISCOPE_EXTRA_LESSONS", "walk=lesson_for_tests")


@pytest.fixture(scope="module")
def shared_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    folder = tmp_path_factory.mktemp("runs")
    made = Workers(open_store(f"sqlite:///{folder / 'runs.db'}", folder), SETTINGS)
    yield made
    made.stop()
    made.store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(f"sqlite:///{tmp_path / 'runs.db'}", tmp_path)
    yield made
    made.close()


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
