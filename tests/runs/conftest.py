"""Workers and a store of the tests' own, with the lesson of `lesson_for_tests` known as `walk`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.runs.store import Store, open_store
from engine.runs.workers import Workers
from tests.runs.running import SETTINGS


@pytest.fixture(autouse=True)
def _walk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEXISCOPE_EXTRA_LESSONS", "walk=tests.runs.lesson_for_tests")


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
