"""Gates recorded at every frame cost at most a tenth of plain training.

`python -m benchmarks.recording` trains nn.RNN, nn.GRU and nn.LSTM by turns plainly and recorded:
the same batches, the same kernels; the recorded one hands over its weights, all its gates on one
sentence, its saturation, its gradient along time, at 50 frames. Two sizes: the gates lesson's own,
and a larger network (128 units, 64 steps, 32 texts, 1,200 updates). For contrast, an LSTM that is
unrolled by hand with every gate kept at every update.
"""

import argparse
import itertools
import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

# As in a worker: a product of small matrices is not worth a second thread. Said before numpy is
# loaded, which reads it then.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from engine.lessons.gates import PARAMS, reading, recording
from engine.lessons.gates.network import CELLS
from engine.lessons.gates.params import VECTOR
from engine.lessons.gates.training import FRAMES
from engine.models import agreement, cells, recurrent
from engine.models.agreement import Batch, Learner, Sizes

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "recording.md"
TIMES = 7
#: What was set out to reach: recording costs at most this share more.
COST = 0.10


@dataclass(frozen=True)
class Setting:
    """A network and what it reads between two frames."""

    name: str
    task: reading.Task
    sizes: Sizes
    batches: list[Batch]
    between: int


@dataclass(frozen=True)
class Measured:
    """One stretch between two frames: learning alone, and learning and recording.

    Seconds on the clock, and of CPU.
    """

    setting: str
    cell: str
    plain: float
    recorded: float
    plain_cpu: float
    recorded_cpu: float


def settings() -> list[Setting]:
    """The lesson's own default, and a larger network on longer texts."""
    params = PARAMS()
    task = reading.task(params)
    between = params.updates // FRAMES
    own = list(itertools.islice(reading.training(task, params), between))
    small = Sizes(len(task.words), len(task.outputs), VECTOR, params.units)
    random = np.random.default_rng(0)
    ids = random.integers(0, len(task.words), (65, 32))
    long = [Batch(ids[:-1], ids[1:])] * between
    return [
        Setting(f"lesson: {params.units} units", task, small, own, between),
        Setting("128 units, 64 steps", task, replace(small, units=128), long, between),
    ]


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds on the clock and of CPU that something takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def watch(one: Learner, setting: Setting, look: Any) -> None:
    """Learn up to the next frame, and record it."""
    agreement.learn(one, setting.batches)
    recording.recorded(agreement.weights_of(one), one.cell, look, setting.task)


def measure(times: int) -> Iterator[Measured]:
    """Plain and recorded stretches by turns, so that a busy spell falls on both."""
    for setting in settings():
        look = recording.probe(setting.task, "toy-world")
        for cell in CELLS:
            plain = agreement.learner(cell, setting.sizes, 1, 0.01, 1.0)
            watched = agreement.learner(cell, setting.sizes, 1, 0.01, 1.0)
            watch(watched, setting, look)
            agreement.learn(plain, setting.batches)
            for _ in range(times):
                alone = timed(partial(agreement.learn, plain, setting.batches))
                both = timed(partial(watch, watched, setting, look))
                yield Measured(setting.name, cell, alone[0], both[0], alone[1], both[1])


def by_hand(times: int) -> float:
    """How many times as long an LSTM update takes that is unrolled with every gate kept."""
    setting = settings()[1]
    one = agreement.learner("lstm", setting.sizes, 1, 0.01, 1.0)
    import torch

    batch = setting.batches[0]
    inputs, answers = torch.from_numpy(batch.inputs), torch.from_numpy(batch.answers)

    def update(hidden: Callable[[], Any]) -> float:
        begun = time.perf_counter()
        one.optimiser.zero_grad(set_to_none=True)
        scores = one.out(hidden())
        torch.nn.functional.cross_entropy(scores.flatten(0, 1), answers.flatten()).backward()
        one.optimiser.step()
        return time.perf_counter() - begun

    def unrolled() -> Any:
        kept: dict[str, Any] = {}
        own = cells.weights_of_layer(dict(one.network.named_parameters()))
        return cells.unroll("lstm", one.vectors(inputs), own, record=kept.setdefault)[0]

    ratios = []
    for _ in range(times):
        fast = update(lambda: one.network(one.vectors(inputs))[0])
        ratios.append(update(unrolled) / fast)
    return float(np.median(ratios))


def table(done: list[Measured]) -> list[str]:
    """Medians over the times; the ratio of each turn to its own plain stretch."""
    lines = [
        "| network | cell | plain, ms | recorded, ms | cost | cost in CPU time |",
        "|---|---|---|---|---|---|",
    ]
    for setting in dict.fromkeys(one.setting for one in done):
        for cell in CELLS:
            of = [one for one in done if (one.setting, one.cell) == (setting, cell)]
            plain, recorded = (
                1e3 * float(np.median([getattr(one, name) for one in of]))
                for name in ("plain", "recorded")
            )
            cost = float(np.median([one.recorded / one.plain for one in of])) - 1
            cpu = float(np.median([one.recorded_cpu / one.plain_cpu for one in of])) - 1
            took = f"{plain:.1f} | {recorded:.1f} | **{cost:+.1%}** | {cpu:+.1%}"
            lines.append(f"| {setting} | {cell} | {took} |")
    return lines


def report(done: list[Measured], ratio: float) -> str:
    """The whole page."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "torch"))
    return "\n".join([
        "# Training with every gate recorded",
        "",
        f"`python -m benchmarks.recording`, {os.cpu_count()} cores, torch with one thread, Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"One stretch between two of {FRAMES} frames: {PARAMS().updates // FRAMES} "
        "updates, then all gates of one sentence, saturation over a part of the examination, the "
        "gradient along time, and a copy of the weights. Plain and recorded stretches by turns; "
        f"medians of {len(done) // (2 * len(CELLS))}. The goal is at most {COST:.0%}.",
        "",
        *table(done),
        "",
        f"An LSTM (128 units) unrolled by hand with every gate kept at every update takes "
        f"{ratio:.1f} times as long as torch's kernel.",
        "",
    ])  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recording", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the table goes")
    parser.add_argument("--times", type=int, default=TIMES, help="stretches of each kind")
    given = parser.parse_args()
    out: Path = given.out
    recurrent.threads(1)
    done: list[Measured] = []
    for one in measure(given.times):
        done.append(one)
        print(one, flush=True)
    told = report(done, by_hand(given.times))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(told, encoding="utf-8")
    print(told)


if __name__ == "__main__":
    main()
