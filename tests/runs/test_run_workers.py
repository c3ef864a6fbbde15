"""Runs in real worker processes: joined, cancelled, killed, out of time, out of luck."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from engine.params import key_of
from engine.runs import job as jobs
from engine.runs.run import LOST, Limits
from engine.runs.settings import Settings
from engine.runs.store import Store
from engine.runs.workers import Workers
from engine.sentences import Refused
from tests.runs.lesson_for_tests import WalkParams
from tests.runs.running import SETTINGS, ended, wait

HERE = Path(__file__).parent


def running(workers: Workers, key: str, frames: int = 1) -> None:
    def has_begun() -> bool:
        run = workers.state(key)
        return run is not None and run.state == "running" and run.frames >= frames

    wait(has_begun)


def test_a_run_trains_to_its_end_and_leaves_its_frames(shared_workers: Workers) -> None:
    params = WalkParams(steps=6, seed=2)
    key = shared_workers.submit("walk", params)
    run = ended(shared_workers, key)
    assert key == key_of("walk", params)
    assert (run.state, run.reason, run.frames, run.step, run.attempt) == ("done", None, 6, 5, 1)
    assert run.device
    assert run.started is not None
    trace = shared_workers.store.trace(key)
    assert [frame.step for frame in trace] == list(range(6))
    assert trace.notes == {"words": ["mat", "sat", "茶"]}
    assert trace[3].weights["slope"].tolist() == (2 * trace[3].arrays["place"]).tolist()


def test_a_view_parameter_is_no_other_run(shared_workers: Workers) -> None:
    plain = shared_workers.submit("walk", WalkParams(seed=3))
    assert shared_workers.submit("walk", WalkParams(seed=3, camera="above")) == plain


def test_many_who_start_the_same_run_at_once_share_one_training(
    shared_workers: Workers, tmp_path: Path
) -> None:
    params = WalkParams(marks=str(tmp_path / "marks"), seed=4)
    gate = threading.Barrier(6)

    def start() -> None:
        gate.wait()
        shared_workers.submit("walk", params)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended(shared_workers, shared_workers.submit("walk", params))
    assert len((tmp_path / "marks").read_text().splitlines()) == 1


def test_two_servers_share_one_training(store: Store, tmp_path: Path) -> None:
    params = WalkParams(marks=str(tmp_path / "marks"), steps=20, pause=0.01)
    one, two = Workers(store, SETTINGS), Workers(store, SETTINGS)
    try:
        keys = {one.submit("walk", params), two.submit("walk", params)}
        assert len(keys) == 1
        assert ended(two, keys.pop()).state == "done"
    finally:
        one.stop()
        two.stop()
    assert len((tmp_path / "marks").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("fault", "sentence", "frames"),
    [
        (
            "nan",
            "Diverged at step 3: the loss is no longer a number; a smaller learning rate may help.",
            4,
        ),
        ("refuse", "The corpus toy-world has too few words.", 3),
        ("memory", "There was not enough memory for this run; smaller settings may fit.", 3),
        (
            "error",
            "The run stopped at an error of the program (KeyError); it has been written down.",
            3,
        ),
    ],
)
def test_a_run_that_fails_says_why_and_keeps_its_frames(
    shared_workers: Workers, fault: str, sentence: str, frames: int
) -> None:
    key = shared_workers.submit("walk", WalkParams.checked(fault=fault))
    run = ended(shared_workers, key)
    assert (run.state, str(run.reason), run.frames) == ("failed", sentence, frames)
    assert len(shared_workers.store.read(key)) == frames


def test_a_diverged_run_is_not_trained_again_and_another_failure_is(
    shared_workers: Workers,
) -> None:
    attempts = []
    for fault in ("nan", "memory"):
        params = WalkParams.checked(fault=fault, seed=9)
        ended(shared_workers, shared_workers.submit("walk", params))
        attempts.append(ended(shared_workers, shared_workers.submit("walk", params)).attempt)
    assert attempts == [1, 2]


def test_a_worker_that_dies_takes_only_its_own_run(shared_workers: Workers, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    doomed = shared_workers.submit("walk", WalkParams(steps=900, pause=0.05, marks=str(mark)))
    other = shared_workers.submit("walk", WalkParams(steps=20, pause=0.05, seed=5))
    running(shared_workers, doomed, frames=2)
    os.kill(int(mark.read_text()), signal.SIGKILL)
    run = ended(shared_workers, doomed)
    assert (run.state, run.reason) == ("failed", LOST)
    assert run.frames >= 2
    assert ended(shared_workers, other).state == "done"
    assert ended(shared_workers, shared_workers.submit("walk", WalkParams(seed=6))).state == "done"


def test_cancelling_ends_the_process_and_the_run_can_start_anew(
    shared_workers: Workers, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    params = WalkParams(steps=900, pause=0.05, marks=str(mark))
    key = shared_workers.submit("walk", params)
    running(shared_workers, key)
    shared_workers.cancel(key)
    run = ended(shared_workers, key)
    assert (run.state, run.reason) == ("cancelled", None)
    process = Path(f"/proc/{mark.read_text().strip()}")
    wait(lambda: not process.exists())
    assert shared_workers.submit("walk", params, again=False) == key
    assert ended(shared_workers, key).state == "cancelled"
    shared_workers.submit("walk", params)
    running(shared_workers, key)
    shared_workers.cancel(key)
    assert ended(shared_workers, key).attempt == 2
    shared_workers.cancel(key)
    shared_workers.cancel("nobody")


def test_a_run_cancelled_by_another_server_stops(store: Store, tmp_path: Path) -> None:
    here, there = Workers(store, SETTINGS), Workers(store, SETTINGS)
    mark = tmp_path / "mark"
    try:
        key = here.submit("walk", WalkParams(steps=900, pause=0.05, marks=str(mark)))
        running(here, key)
        there.cancel(key)
        process = Path(f"/proc/{mark.read_text().strip()}")
        wait(lambda: not process.exists())
        assert ended(here, key).state == "cancelled"
    finally:
        here.stop()
        there.stop()


def test_a_waiting_run_has_a_place_and_can_be_cancelled(store: Store, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    workers = Workers(store, replace(SETTINGS, slots=1, limits=Limits(queue=2, session=3)))
    try:
        first = workers.submit("walk", WalkParams(steps=900, pause=0.05), "me")
        running(workers, first)
        second = workers.submit("walk", WalkParams(seed=2, marks=str(mark)), "me")
        third = workers.submit("walk", WalkParams(seed=3), "me")
        assert [store.place(key) for key in (first, second, third)] == [0, 1, 2]
        with pytest.raises(Refused, match=r"^2 runs are waiting already, and at most 2 may\."):
            workers.submit("walk", WalkParams(seed=4), "you")
        workers.cancel(second)
        with pytest.raises(Refused, match=r"^2 of your runs are waiting or training, and at most"):
            Workers(store, replace(SETTINGS, limits=Limits(9, 2))).submit(
                "walk", WalkParams(), "me"
            )
        workers.cancel(first)
        assert ended(workers, third).state == "done"
        assert ended(workers, second).state == "cancelled"
        assert not mark.exists()
    finally:
        workers.stop()


def test_a_run_that_takes_too_long_is_stopped_with_a_sentence(store: Store) -> None:
    workers = Workers(store, replace(SETTINGS, time_limit=0.5))
    said = "The run took longer than the {seconds:.0f} seconds allowed; it was stopped."
    try:
        busy = workers.submit("walk", WalkParams(steps=900, pause=0.05))
        hung = workers.submit("walk", WalkParams.checked(fault="hang"))
        for key in (busy, hung):
            run = ended(workers, key)
            assert run.reason is not None
            assert (run.state, run.reason.template) == ("failed", said)
            assert run.reason.values == {"seconds": 0.5}
            assert run.frames >= 3
    finally:
        workers.stop()


def test_a_stopped_server_says_so(store: Store) -> None:
    workers = Workers(store, SETTINGS)
    key = workers.submit("walk", WalkParams(steps=900, pause=0.05))
    running(workers, key)
    workers.stop()
    run = store.state(key)
    assert run is not None
    assert (run.state, str(run.reason)) == (
        "cancelled",
        "The server was stopped while this run trained. Start the run again.",
    )


def serve(folder: Path, steps: int) -> tuple["subprocess.Popen[str]", str]:
    root = str(HERE.parent.parent)
    server = subprocess.Popen(
        [sys.executable, str(HERE / "server_for_tests.py"), str(folder), str(steps)],
        stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=folder,
        env=os.environ | {"PYTHONPATH": root},
    )  # fmt: skip
    assert server.stdout is not None
    return server, server.stdout.readline().strip()


def test_a_run_of_a_killed_machine_is_lost_and_starts_anew(store: Store, tmp_path: Path) -> None:
    server, key = serve(tmp_path, 900)
    impatient = Store(store.engine, store.artefacts, lost_after=3.0)
    workers = Workers(impatient, SETTINGS)
    try:
        running(workers, key, frames=3)
        os.killpg(server.pid, signal.SIGKILL)
        server.communicate()
        run = ended(workers, key)
        assert (run.state, run.reason) == ("failed", LOST)
        assert run.frames >= 3
        assert workers.submit("walk", WalkParams(steps=900, pause=0.05)) == key
        running(workers, key)
        workers.cancel(key)
        assert ended(workers, key).attempt == 2
    finally:
        workers.stop()


def test_a_run_outlives_its_server(store: Store, tmp_path: Path) -> None:
    server, key = serve(tmp_path, 40)
    workers = Workers(store, SETTINGS)
    try:
        running(workers, key)
        server.kill()
        server.communicate()
        run = ended(workers, key)
        assert (run.state, run.frames) == ("done", 40)
    finally:
        workers.stop()


def test_a_pool_whose_idle_workers_were_killed_is_made_anew(store: Store, tmp_path: Path) -> None:
    workers = Workers(store, replace(SETTINGS, slots=1))
    try:
        workers.warm()
        wait(workers.ready)
        pool = workers._pool
        assert pool is not None
        idle = pool._pool_manager.worker_manager.workers

        def killed() -> bool:
            """Whether the pool has broken; a worker that ends by itself breaks nothing."""
            for process in set(idle):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            return workers._pool is not pool

        wait(killed)
        wait(workers.ready)
        assert ended(workers, workers.submit("walk", WalkParams(seed=2))).state == "done"
    finally:
        workers.stop()


def test_claims_are_a_run_with_a_frame_each(shared_workers: Workers) -> None:
    key = shared_workers.submit_claims("walk")
    run = ended(shared_workers, key)
    assert (run.lesson, run.state) == ("claims:walk", "done")
    claims = [frame.notes["claim"] for frame in shared_workers.store.trace(key)]
    assert [claim["holds"] for claim in claims] == [True, False]
    assert claims[0]["claim"] == "two and two make four"


def test_an_unknown_lesson_is_refused(shared_workers: Workers) -> None:
    with pytest.raises(Refused, match=r"^There is no lesson “nonsense”\. Known: .*walk\.$"):
        shared_workers.submit("nonsense", WalkParams())


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEXISCOPE_SLOTS", "3")
    monkeypatch.setenv("LEXISCOPE_TIME_LIMIT", "7.5")
    monkeypatch.setenv("LEXISCOPE_QUEUE", "11")
    made = Settings.from_environment()
    assert (made.slots, made.time_limit, made.limits) == (3, 7.5, Limits(11, 4))
    monkeypatch.setenv("LEXISCOPE_SLOTS", "many")
    with pytest.raises(Refused, match=r"^LEXISCOPE_SLOTS=many is not a number\.$"):
        Settings.from_environment()


def test_a_store_that_fills_up_ends_the_run_there(store: Store, tmp_path: Path) -> None:
    attempt = store.claim("k", "walk", {"steps": 50, "pause": 0.01})
    (tmp_path / "artefacts").write_text("a file where the folder of weights should be")
    params = {"steps": 50, "pause": 0.01}
    work = jobs.Job("k", attempt, "walk", params, "", tmp_path, time_limit=60)
    jobs._train(store, work)
    run = store.state("k")
    assert run is not None
    assert (run.state, str(run.reason)) == (
        "failed",
        "The run store cannot be written: Not a directory.",
    )


def test_the_server_imports_nothing_heavy() -> None:
    heavy = "torch numba plotly umap sklearn nltk jieba streamlit"
    code = (
        "import sys, engine.runs.routes, engine.runs.workers, engine.lessons;"
        f"print([name for name in '{heavy}'.split() if name in sys.modules])"
    )
    root = str(HERE.parent.parent)
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert found.stdout.strip() == "[]"
