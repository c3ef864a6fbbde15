"""The store on SQLite and on PostgreSQL: one schema, one behaviour."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from engine.runs import schema
from engine.runs.artefacts import Artefacts
from engine.runs.run import Limits, Superseded
from engine.runs.store import LOST, Store, open_store
from engine.sentences import Refused, Sentence
from engine.trace import Frame
from tests.runs.postgres_cluster import cluster


def frame(step: int, width: int = 3, weights: int = 0) -> Frame:
    heavy = {"w": np.full(weights, step, np.float32)} if weights else {}
    return Frame(step, {"loss": 1 / (step + 1)}, {"x": np.full(width, step, np.float32)}, heavy)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from cluster(tmp_path_factory)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'runs.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    made = Store(schema.connect(url), Artefacts(tmp_path / "artefacts"))
    yield made
    if request.param != "sqlite":
        schema.metadata.drop_all(made.engine)
    made.close()


def begun(store: Store, key: str = "k", **more: object) -> int:
    attempt = store.claim(key, "walk", {"n": 1}, **more)  # type: ignore[arg-type]
    assert store.start(key, attempt, "CPU")
    return attempt


def test_the_first_claim_is_mine_and_the_second_joins(store: Store) -> None:
    assert store.claim("k", "walk", {"n": 1, "name": "茶"}) == 1
    assert store.claim("k", "walk", {"n": 1}) == 0
    run = store.state("k")
    assert run is not None
    assert (run.state, run.lesson, run.params, run.attempt) == (
        "queued", "walk", {"n": 1, "name": "茶"}, 1,
    )  # fmt: skip
    assert run.seconds == 0.0


def test_of_many_threads_that_claim_at_once_one_wins(store: Store) -> None:
    gate, won = threading.Barrier(8), []

    def claim() -> None:
        gate.wait()
        won.append(store.claim("k", "walk", {}))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [0] * 7 + [1]


def test_an_unknown_run_is_none(store: Store) -> None:
    assert store.state("nobody") is None
    assert store.read("nobody") == []
    assert store.place("nobody") == 0


def test_frames_come_back_in_order_as_they_were(store: Store) -> None:
    attempt = begun(store)
    store.append("k", attempt, 0, frame(0))
    store.append_all("k", attempt, [(1, frame(10)), (2, frame(20))])
    assert store.read("k") == [frame(0).to_bytes(), frame(10).to_bytes(), frame(20).to_bytes()]
    assert store.read("k", since=1, limit=1) == [frame(10).to_bytes()]
    assert store.read("k", since=3) == []
    run = store.state("k")
    assert run is not None
    assert (run.frames, run.step) == (3, 20)
    assert run.bytes == sum(len(frame(step).to_bytes()) for step in (0, 10, 20))


def test_an_answer_holds_about_so_many_bytes_and_at_least_one_frame(store: Store) -> None:
    attempt = begun(store)
    store.append_all("k", attempt, [(i, frame(i)) for i in range(5)])
    one = len(frame(0).to_bytes())
    assert len(store.read("k", limit_bytes=1)) == 1
    assert len(store.read("k", limit_bytes=2 * one)) == 2


def test_large_frames_and_weights_are_files_named_by_content(store: Store) -> None:
    attempt = begun(store)
    # 20,000 float32 are 80,000 bytes: above 65,536, so the frame itself is a file too.
    large = frame(1, width=20_000, weights=10)
    store.append_all("k", attempt, [(0, frame(0, weights=5)), (1, large), (2, large)])
    files = [path for path in store.artefacts.folder.rglob("*") if path.is_file()]
    # Weights of frame 0; data and weights of frame 1, which frame 2 shares.
    assert len(files) == 3
    assert all(path.parent.name == path.name[:2] for path in files)
    assert store.read("k", since=1) == [large.to_bytes(), large.to_bytes()]


def test_a_trace_reads_weights_only_when_asked(store: Store) -> None:
    attempt = begun(store)
    store.append_all("k", attempt, [(i, frame(i, weights=4)) for i in range(3)])
    trace = store.trace("k")
    first = next(path for path in store.artefacts.folder.rglob("*") if path.is_file())
    assert [each.step for each in trace] == [0, 1, 2]
    assert trace.series("loss")[1].tolist() == [1.0, 0.5, 1 / 3]
    np.testing.assert_array_equal(trace.at(2).weights["w"], np.full(4, 2, np.float32))
    assert list(trace.weights(1)) == ["w"]
    assert len(trace.weights(1)) == 1
    with pytest.raises(KeyError):
        trace.weights(1)["centre"]
    with pytest.raises(ValueError, match="read-only"):
        trace.weights(1)["w"][0] = 9
    # The trace is there without its files: none of them had been opened to make it.
    for path in store.artefacts.folder.rglob("*"):
        if path.is_file():
            path.unlink()
    assert not first.exists()
    assert len(store.trace("k")) == 3


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_run_that_ended_badly_is_claimed_anew_and_its_frames_go(store: Store, state: str) -> None:
    attempt = begun(store)
    store.append("k", attempt, 0, frame(0))
    assert store.set_state("k", attempt, state, Sentence("It broke at {n}.", {"n": 3}))
    run = store.state("k")
    assert run is not None
    assert str(run.reason) == "It broke at 3."
    assert len(store.read("k")) == 1
    assert store.claim("k", "walk", {"n": 1}, again=False) == 0
    assert store.claim("k", "walk", {"n": 1}) == 2
    assert store.read("k") == []
    renewed = store.state("k")
    assert renewed is not None
    assert (renewed.state, renewed.reason, renewed.frames) == ("queued", None, 0)


def test_a_done_run_and_one_that_would_fail_again_are_joined(store: Store) -> None:
    for key, state, settled in (("done", "done", False), ("nan", "failed", True)):
        store.set_state(key, begun(store, key), state, settled=settled)
        assert store.claim(key, "walk", {"n": 1}) == 0


def test_a_worker_that_was_given_up_cannot_write_into_the_next_attempt(store: Store) -> None:
    old = begun(store)
    store.set_state("k", old, "failed")
    new = begun(store)
    with pytest.raises(Superseded):
        store.append("k", old, 0, frame(0))
    assert store.beat({"k": old}) == 0
    assert not store.set_state("k", old, "done")
    assert not store.start("k", old, "CPU")
    store.append("k", new, 0, frame(7))
    assert store.read("k") == [frame(7).to_bytes()]


def test_a_silent_run_is_lost_when_somebody_asks(store: Store) -> None:
    attempt = begun(store)
    store.append("k", attempt, 0, frame(0))
    with store.engine.begin() as connection:
        connection.execute(schema.runs.update().values(heartbeat=time.time() - 9))
    run = store.state("k")
    assert run is not None
    assert (run.state, run.reason) == ("failed", LOST)
    assert len(store.read("k")) == 1
    assert store.claim("k", "walk", {}) == 2


def test_a_run_that_beats_is_not_lost(store: Store) -> None:
    attempt = begun(store)
    with store.engine.begin() as connection:
        connection.execute(schema.runs.update().values(heartbeat=time.time() - 9))
    assert store.beat({"k": attempt}) == 1
    assert store.mark_lost() == 0
    assert store.mark_lost(older_than=-1) == 1


def test_the_queue_has_places(store: Store) -> None:
    for key in "abc":
        store.claim(key, "walk", {})
    assert [store.place(key) for key in "abc"] == [1, 2, 3]
    store.start("a", 1, "CPU")
    assert [store.place(key) for key in "abc"] == [0, 1, 2]


def test_a_full_queue_says_its_length_and_joining_is_always_allowed(store: Store) -> None:
    limits = Limits(queue=2, session=9)
    store.claim("a", "walk", {}, "me", limits)
    store.claim("b", "walk", {}, "me", limits)
    with pytest.raises(Refused) as refused:
        store.claim("c", "walk", {}, "me", limits)
    assert str(refused.value) == (
        "2 runs are waiting already, and at most 2 may. Try again in a minute."
    )
    assert store.state("c") is None
    assert store.claim("a", "walk", {}, "me", limits) == 0


def test_one_session_cannot_take_everything(store: Store) -> None:
    limits = Limits(queue=9, session=1)
    store.claim("a", "walk", {}, "me", limits)
    with pytest.raises(Refused) as refused:
        store.claim("b", "walk", {}, "me", limits)
    assert str(refused.value) == (
        "1 of your runs are waiting or training, and at most 1 may; cancel one."
    )
    assert store.claim("b", "walk", {}, "you", limits) == 1


def test_the_least_recently_used_runs_go_first_and_shared_files_stay(store: Store) -> None:
    shared, own = frame(1, weights=1000), frame(2, weights=2000)
    for key, kept in (("old", [shared, own]), ("new", [shared])):
        attempt = begun(store, key)
        store.append_all(key, attempt, list(enumerate(kept)))
        store.set_state(key, attempt, "done")
    begun(store, "busy")
    store.touch("old")
    store.touch("new")
    for path in store.artefacts.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))  # older than any worker that could still be about to name it
    new = store.state("new")
    assert new is not None
    assert store.evict(store.size()) == []
    assert store.evict(new.bytes) == ["old"]
    assert store.state("old") is None
    assert store.read("old") == []
    assert store.state("busy") is not None
    assert len([path for path in store.artefacts.folder.rglob("*") if path.is_file()]) == 1
    np.testing.assert_array_equal(store.trace("new")[0].weights["w"], shared.weights["w"])


def test_a_young_file_and_an_active_run_are_never_removed(store: Store) -> None:
    attempt = begun(store)
    store.append("k", attempt, 0, frame(0, weights=3))
    store.delete("k")
    assert store.state("k") is not None
    store.set_state("k", attempt, "done")
    store.delete("k")
    assert store.state("k") is None
    assert len([path for path in store.artefacts.folder.rglob("*") if path.is_file()]) == 1


def test_evicted_space_is_given_back(sqlite_store: Store, tmp_path: Path) -> None:
    attempt = begun(sqlite_store)
    # 200 frames of 4,000 float32 (16 kB, so in the database) are some 3.2 MB.
    sqlite_store.append_all("k", attempt, [(i, frame(i, width=4000)) for i in range(200)])
    sqlite_store.set_state("k", attempt, "done")
    assert sqlite_store.evict(0) == ["k"]
    sqlite_store.close()  # the write-ahead log is folded into the file
    assert (tmp_path / "runs.db").stat().st_size < 200_000


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'runs.db'}", tmp_path)


def test_a_read_only_store_is_still_read(sqlite_store: Store, tmp_path: Path) -> None:
    attempt = begun(sqlite_store)
    sqlite_store.append("k", attempt, 0, frame(0))
    sqlite_store.set_state("k", attempt, "done")
    closed = open_store(f"sqlite:///file:{tmp_path / 'runs.db'}?mode=ro&uri=true", tmp_path)
    assert closed.read("k") == [frame(0).to_bytes()]
    run = closed.state("k")
    assert run is not None
    assert run.state == "done"
    with pytest.raises(Refused) as refused:
        closed.claim("other", "walk", {})
    assert str(refused.value) == (
        "The run store cannot be written: attempt to write a readonly database."
    )


def test_a_full_disk_is_a_sentence_and_reading_goes_on(sqlite_store: Store) -> None:
    attempt = begun(sqlite_store)
    sqlite_store.append("k", attempt, 0, frame(0))

    @sa.event.listens_for(sqlite_store.engine, "checkout")
    def fill(connection: object, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # type: ignore[attr-defined]

    much = [(i, frame(i, width=4000)) for i in range(1, 40)]
    with pytest.raises(Refused) as refused:
        sqlite_store.append_all("k", attempt, much)
    assert str(refused.value) == "The run store cannot be written: database or disk is full."
    assert sqlite_store.read("k", limit=1) == [frame(0).to_bytes()]


def test_weights_that_cannot_be_kept_are_a_sentence(sqlite_store: Store) -> None:
    attempt = begun(sqlite_store)
    sqlite_store.artefacts.folder.write_text("a file where the folder should be")
    with pytest.raises(Refused, match=r"^The run store cannot be written: Not a directory\.$"):
        sqlite_store.append("k", attempt, 0, frame(0, weights=3))


def test_a_store_that_is_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = open_store(f"sqlite:///{tmp_path}/file/runs.db", tmp_path)
    with pytest.raises(Refused, match=r"^The run store cannot be read: "):
        broken.state("k")
    with pytest.raises(Refused, match=r"^The run store cannot be written: "):
        broken.claim("k", "walk", {})


def test_every_process_finds_the_same_store_by_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path))
    monkeypatch.delenv("LEXISCOPE_DATABASE", raising=False)
    assert open_store() is open_store()
    assert open_store().engine.url.database == str(tmp_path / "runs.db")
    monkeypatch.setenv("LEXISCOPE_DATABASE", "postgresql://someone@/runs")
    assert open_store().engine.url.drivername == "postgresql+psycopg"
