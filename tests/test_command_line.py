"""The command line as a script meets it: exit status, the last line of stdout, words on stderr."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import lessons
from engine.params import key_of
from engine.trace import unpack

ROOT = Path(__file__).resolve().parent.parent


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "LEXISCOPE_EXTRA_LESSONS": "walk=tests.runs.lesson_for_tests",
        "LEXISCOPE_DATA": str(folder),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "runs")]),
    }


@pytest.fixture
def engine(tmp_path: Path) -> Any:
    def call(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "engine", *arguments], capture_output=True,
            encoding="utf-8", cwd=tmp_path, env=environment(tmp_path),
        )  # fmt: skip

    return call


def ending(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_list_says_one_slug_per_line(engine: Any) -> None:
    done = engine("list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == list(lessons.LESSONS)


def test_describe_is_the_schema_of_the_parameters(engine: Any) -> None:
    done = engine("describe", "walk")
    steps = json.loads(done.stdout)["properties"]["steps"]
    assert (steps["default"], steps["minimum"], steps["maximum"]) == (5, 1, 100_000)


def test_run_ends_with_one_json_object(engine: Any) -> None:
    done = engine("run", "walk", "--steps", "4", "--dynamic-window", "false", "--camera", "above")
    said = ending(done)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    assert "frame 4  step 3  loss" in done.stderr
    assert said.pop("seconds") >= 0
    final = said.pop("final")
    # The place shrinks by 0.9 a step, so its mean square by 0.81.
    assert final == {"loss": pytest.approx(first_loss() * 0.81**3, rel=1e-4)}
    from tests.runs.lesson_for_tests import WalkParams

    params = WalkParams(steps=4, dynamic_window=False)
    assert said == {
        "key": key_of("walk", params), "lesson": "walk", "state": "done", "reason": None,
        "device": "cpu", "frames": 4,
        "params": params.model_dump(exclude={"camera"}),
    }  # fmt: skip


def first_loss() -> float:
    place = np.random.default_rng(1).normal(size=4).astype(np.float32) * np.float32(0.9)
    return float(np.square(place).mean())


def test_out_holds_the_whole_trace(engine: Any, tmp_path: Path) -> None:
    done = engine("run", "walk", "--steps=3", "--out", "trace.safetensors")
    arrays, said = unpack((tmp_path / "trace.safetensors").read_bytes())
    assert sorted(arrays) == ["0/place", "0/slope", "1/place", "1/slope", "2/place", "2/slope"]
    np.testing.assert_array_equal(arrays["2/slope"], 2 * arrays["2/place"])
    assert said["run"] == ending(done)
    assert [frame["step"] for frame in said["frames"]] == [0, 1, 2]
    assert said["frames"][0]["notes"] == {"words": ["mat", "sat", "茶"]}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--steps", "0"], "steps=0 is not a whole number from 1 to 100000."),
        (["--steps", "many"], "steps=many is not a whole number from 1 to 100000."),
        (["--dynamic-window", "perhaps"], "dynamic_window=perhaps is not true or false."),
        (["--steps", "1", "--steps", "2"], "steps was given 2 times; one value is needed."),
        (
            ["--step", "3"],
            "There is no parameter “step”. Known: steps, pause, width, fault, momentum, "
            "dynamic_window, marks, corpus, seed, camera.",
        ),
        (["3"], "“3” is neither a flag nor the value of one."),
        (["--device", "abacus"], "device=abacus is not one of auto, cpu, cuda, mps."),
        (["--out", "nowhere/trace"], "out=nowhere/trace lies in no existing folder."),
        (
            ["--steps"],
            "argument --steps: expected one argument. See python -m engine --help.",
        ),
    ],
)
def test_a_bad_value_is_a_sentence_and_status_2(
    engine: Any, arguments: list[str], sentence: str
) -> None:
    done = engine("run", "walk", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence + "\n")


def test_a_command_or_lesson_that_is_none(engine: Any) -> None:
    known = ", ".join((*lessons.LESSONS, "walk"))
    for arguments in (["run", "nonsense"], ["describe", "nonsense"], ["claims", "nonsense"]):
        done = engine(*arguments)
        assert done.returncode == 2
        assert done.stderr == f"There is no lesson “nonsense”. Known: {known}.\n"
    for arguments in ([], ["dance"], ["run"]):
        done = engine(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1


def test_a_run_that_fails_is_status_1_with_its_reason(engine: Any) -> None:
    done = engine("run", "walk", "--fault", "nan")
    said = ending(done)
    assert done.returncode == 1
    assert (said["state"], said["frames"], said["final"]) == ("failed", 4, {"loss": None})
    assert said["reason"] == (
        "Diverged at step 3: the loss is no longer a number; a smaller learning rate may help."
    )


def test_an_interrupted_run_is_cancelled(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine", "run", "walk", "--steps", "900", "--pause", "0.05"]
    # Tests that run in the background inherit a SIGINT that is ignored, and would hand it on.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=tmp_path,
        env=environment(tmp_path), preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stderr is not None
    process.stderr.readline()  # the first frame is there
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    said = json.loads(out.splitlines()[-1])
    assert (process.returncode, said["state"], said["reason"]) == (1, "cancelled", None)
    assert 1 <= said["frames"] < 900


def test_a_file_is_read_as_the_corpus(engine: Any, tmp_path: Path) -> None:
    (tmp_path / "poem.txt").write_text("the cat sat on the mat\n" * 20, encoding="utf-8")
    done = engine("run", "walk", "--corpus", "file:poem.txt")
    assert done.returncode == 0, done.stderr
    assert ending(done)["params"]["corpus"].startswith("text:")
    missing = engine("run", "walk", "--corpus", "file:none.txt")
    assert missing.returncode == 2
    assert missing.stderr == "none.txt cannot be read: No such file or directory.\n"


def test_claims_are_measured_now(engine: Any) -> None:
    done = engine("claims", "walk", "--json")
    rows = json.loads(done.stdout)
    assert done.returncode == 0
    assert [(row["lesson"], row["measured"], row["holds"]) for row in rows] == [
        ("walk", 4, True),
        ("walk", 4, False),
    ]
    assert set(rows[0]) == {"lesson", "claim", "lecture", "measured", "holds", "seconds"}
    plain = engine("claims", "walk")
    assert "walk: two and two make five\n    lecture 5; measured 4: does not hold" in plain.stdout
