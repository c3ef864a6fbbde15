"""A run lends its vectors: what was recorded of words at a step becomes a set of points."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.lessons import embedding_space, word2vec
from engine.params import key_of
from engine.runs.lend import lend
from engine.runs.store import Store
from engine.runs.workers import Workers
from engine.sentences import Refused
from engine.trace import Frame, Trace
from engine.vectors import shelf
from tests.pages.recorded import SMALL, small_film
from tests.runs.running import ended

PARAMS = word2vec.PARAMS(corpus="toy-world", **SMALL)
KEY = key_of("word2vec", PARAMS)


@pytest.fixture(autouse=True)
def _empty_shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path / "data"))


def recorded(store: Store, key: str = KEY, film: Any = None, state: str = "done") -> Trace:
    """A small run of word2vec, kept in `store`."""
    frames = small_film("en") if film is None else film
    attempt = store.claim(key, "word2vec", PARAMS.identity())
    store.start(key, attempt, "test device")
    store.append_all(key, attempt, list(enumerate(frames)))
    if state != "running":
        store.set_state(key, attempt, state)
    return Trace(frames)


def test_a_run_lends_its_vectors_at_every_step(store: Store) -> None:
    trace = recorded(store)
    for frame in (trace[0], trace[3], trace[-1]):
        source = f"run:{KEY}@{frame.step}"
        lend(store, source)
        points = shelf.get(source)
        assert points is not None
        assert points.id == source
        words = trace[0].notes["words"]
        assert points.labels == tuple(words)
        np.testing.assert_array_equal(points.vectors, frame.weights["vectors"][: len(words)])
        assert points.metric == "cosine"
        assert points.language == "en"
        assert points.counts is not None
        assert points.counts.tolist() == trace[0].notes["counts"]
        assert set(points.columns) == {"kind", "frequency"}
        assert points.relations["capital"][0] == tuple(trace[0].notes["relations"]["capital"][0])
    first, last = (shelf.get(f"run:{KEY}@{trace[at].step}") for at in (0, -1))
    assert first is not None
    assert last is not None
    assert not np.allclose(first.vectors, last.vectors)


def test_between_two_frames_the_last_one_lends(store: Store) -> None:
    trace = recorded(store)
    for step, at in ((trace[4].step - 1, 3), (trace[4].step + 1, 4), (999_999_999, -1)):
        lend(store, f"run:{KEY}@{step}")
        points = shelf.get(f"run:{KEY}@{step}")
        assert points is not None
        np.testing.assert_array_equal(points.vectors, trace[at].weights["vectors"])


def test_what_stands_on_the_shelf_outlives_its_run(store: Store) -> None:
    trace = recorded(store)
    source = f"run:{KEY}@{trace[-1].step}"
    lend(store, source)
    before = shelf.get(source)
    store.delete(KEY)
    lend(store, source)
    after = shelf.get(source)
    assert before is not None
    assert after is not None
    np.testing.assert_array_equal(after.vectors, before.vectors)


@pytest.mark.parametrize(
    "source",
    [
        "toy-world", "", None, 7, "file:0123456789abcdef", "run:", "run:0123@5",
        "run:0123456789abcdef", "run:0123456789ABCDEF@5", "run:0123456789abcdef@-1",
        "run:0123456789abcdef@5 ", "run:0123456789abcdef@" + "9" * 13,
        "run:../../etc/passwd@5", "run:0123456789abcdef@٣",
    ],
    ids=str,
)  # fmt: skip
def test_what_names_no_run_is_left_to_others(source: object) -> None:
    nobody: Any = None  # no store is asked
    lend(nobody, source)


def test_an_unknown_run_is_refused(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        lend(store, "run:0123456789abcdef@5")
    assert str(refused.value) == (
        "The run 0123456789abcdef is not kept here any more; train it again and take its vectors."
    )
    assert shelf.get("run:0123456789abcdef@5") is None


def test_a_run_without_word_vectors_is_refused(store: Store) -> None:
    recorded(store, film=[Frame(0, {"loss": 1.0}), Frame(5, {"loss": 0.5})])
    with pytest.raises(Refused) as refused:
        lend(store, f"run:{KEY}@5")
    assert str(refused.value) == "This run keeps no word vectors; choose another one."


def test_a_worker_maps_the_vectors_of_a_run(shared_workers: Workers) -> None:
    """In a process of its own: it is the worker that fetches them, not the page."""
    trace = recorded(shared_workers.store)
    settings = {"method": "pca", "points": 30}
    source = f"run:{KEY}@{trace[-1].step}"
    params = embedding_space.PARAMS(source=source, **settings)
    run = ended(shared_workers, shared_workers.submit("embedding-space", params))
    assert run.state == "done", run.reason
    made = shared_workers.store.trace(run.key)
    assert made[0].notes["words"] == trace[0].notes["words"][:30]
    assert made[0].notes["source"] == source
    np.testing.assert_array_equal(
        made.frames[0].weights["original"], trace[-1].weights["vectors"][:30]
    )
    lost = embedding_space.PARAMS(source="run:0123456789abcdef@5", **settings)
    run = ended(shared_workers, shared_workers.submit("embedding-space", lost))
    assert run.state == "failed"
    assert str(run.reason) == (
        "The run 0123456789abcdef is not kept here any more; train it again and take its vectors."
    )
    assert run.frames == 0


def test_a_run_on_its_way_does_not_lend_what_it_has_not_come_to(store: Store) -> None:
    trace = recorded(store, state="running")
    far = trace[-1].step + 1
    with pytest.raises(Refused) as refused:
        lend(store, f"run:{KEY}@{far}")
    assert str(refused.value) == f"The run {KEY} has not come to step {far} yet."
    assert shelf.get(f"run:{KEY}@{far}") is None
    lend(store, f"run:{KEY}@{trace[1].step}")
    assert shelf.get(f"run:{KEY}@{trace[1].step}") is not None
