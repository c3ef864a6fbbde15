"""A store that cannot be read shows nothing on a page, and breaks nothing."""

import pytest

from engine.lessons import word2vec
from engine.runs import workers
from engine.runs.store import Store
from engine.sentences import Refused
from pages.shared import runs
from tests.pages.recorded import keep, small_film


def test_a_run_is_read_back() -> None:
    key = keep("word2vec", word2vec.PARAMS(seed=77), small_film("en"))
    state = runs.state(key)
    assert state is not None
    assert state.state == "done"
    assert len(runs.trace(key)) > 1
    assert runs.state(None) is None
    assert len(runs.trace(None)) == 0


def test_a_store_that_cannot_be_read_is_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise Refused("The run store cannot be read: gone.")

    monkeypatch.setattr(workers, "state", broken)
    monkeypatch.setattr(Store, "trace", broken)
    assert runs.state("0" * 16) is None
    assert len(runs.trace("0" * 16)) == 0
