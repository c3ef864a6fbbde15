"""Twenty-seven networks are compared in a minute on two cores, and in a second or two on a GPU.

`python -m benchmarks.gradients` writes three tables. The comparison: 3 cells × 3 beginnings × 3
seeds, delay 100, 200 updates: with torch's kernels one after another, the same in two threads, and
where there is a GPU lying on each other in one launch. The copy task at delay 100, one budget for
each cell. And what measuring the gradient by the written-out way back costs beside autograd's.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.lessons.vanishing_gradients.claims import RATE, UPDATES, told
from engine.lessons.vanishing_gradients.params import BEGINNINGS, CELLS
from engine.models import gradient_flow as flow
from engine.models import long_tasks, recurrent, stacked
from engine.models.cells import step, weights_of_layer
from engine.models.long_tasks import Learner, Setting, Task

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "gradients.md"
SEEDS, DELAY, COMPARED = (1, 2, 3), 100, 200
#: What was set out to reach: seconds on two cores, and how many times as fast a GPU is.
GOAL, TIMES = 60.0, 20.0


@dataclass(frozen=True)
class Row:
    """One way to train the 27 networks, and what it took."""

    how: str
    seconds: float
    updates: int


def networks() -> list[Learner]:
    """3 cells × 3 beginnings × 3 seeds."""
    return [
        Learner(Setting(cell, Task("copy", DELAY), init=recurrent.Init(init), rate=RATE, seed=seed))  # type: ignore[arg-type]
        for cell in CELLS
        for init in BEGINNINGS
        for seed in SEEDS
    ]


def timed(work: Callable[[], object]) -> float:
    """Seconds on the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def one_by_one(learners: list[Learner], updates: int) -> None:
    """Each learns when the one before it has learnt."""
    for one in learners:
        one.train(updates)


def compare(updates: int) -> Iterator[Row]:
    """The same trainings in each way there is here."""
    alone, pair = networks(), networks()
    seconds = timed(lambda: one_by_one(alone, updates))
    yield Row("one after another", seconds, updates)
    seconds = timed(lambda: long_tasks.train_together(pair, updates, 2))
    same = all(
        np.array_equal(a.numbers()[name], b.numbers()[name])
        for a, b in zip(alone, pair, strict=True)
        for name in a.numbers()
    )
    yield Row(f"in two threads (the same numbers: {same})", seconds, updates)
    if torch.cuda.is_available():
        found = stacked.stacks(networks(), "cuda")
        stacked.train(found, 1)  # the graphs are recorded once
        name = torch.cuda.get_device_name(0)
        yield Row(f"in one launch, {name}", timed(lambda: stacked.train(found, updates)), updates)


def copy_task(updates: int) -> tuple[float, dict[str, list[float]]]:
    """Seconds of all trainings in two threads, and right answers by cell, one for each seed."""
    made = {
        (cell, seed): Learner(Setting(cell, Task("copy", DELAY), rate=RATE, seed=seed))
        for cell in CELLS
        for seed in SEEDS
    }
    seconds = timed(lambda: long_tasks.train_together(made.values(), updates, 2))
    return seconds, {cell: [made[cell, s].test()[1] for s in SEEDS] for cell in CELLS}


def measuring(times: int) -> Iterator[tuple[str, float, float]]:
    """Milliseconds for one curve of 16 sequences: written out in numpy, and by autograd."""
    for cell in CELLS:
        one = Learner(Setting(cell, Task("copy", DELAY)))
        batch = long_tasks.draw(one.setting.task, 16, one.generator)
        ours, auto = (
            1000 * float(np.median([timed(partial(way, one, *batch)) for _ in range(times)]))
            for way in (written_out, autograd)
        )
        yield cell, ours, auto


def written_out(one: Learner, xs: Tensor, answers: Tensor) -> None:
    """One curve as the lesson measures it."""
    cell, weights = one.setting.cell, weights_of_layer(one.numbers())
    known = flow.states(cell, xs.numpy(), weights)
    arriving = one.arriving(known["h"], answers)
    flow.norms(flow.backward(cell, flow.way(cell, known), weights.hh, arriving)[0])


def autograd(one: Learner, xs: Tensor, answers: Tensor) -> None:
    """The same gradients by autograd through the written-out cell."""
    cell, own = one.setting.cell, weights_of_layer(dict(one.reads.named_parameters()))
    h, B, added = torch.zeros(xs.shape[1], one.setting.hidden), xs.shape[1], []
    c = torch.zeros(B, one.setting.hidden) if cell == "lstm" else None
    for x in xs:
        now = step(cell, x, h, c, own)
        added.append(torch.zeros(B, one.setting.hidden, requires_grad=True))
        h, c = now["h"] + added[-1], now.get("c")
    loss = long_tasks.loss_of(one.setting.task, one.says(h)[None], answers)
    torch.autograd.grad(loss, added)


def report(
    rows: list[Row],
    copied: tuple[float, dict[str, list[float]]],
    costs: list[tuple[str, float, float]],
) -> str:
    """The whole page."""
    first = rows[0].seconds
    seconds, right = copied
    return "\n".join([
        "# Gradients through time",
        "",
        f"`python -m benchmarks.gradients`, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, torch {torch.__version__}.",
        "",
        f"{len(CELLS)} cells × {len(BEGINNINGS)} beginnings × {len(SEEDS)} seeds, delay {DELAY}, "
        f"{rows[0].updates} updates of 32 sequences, 32 units. Goals: at most {GOAL:.0f} s on two "
        f"cores; on a GPU at least {TIMES:.0f} times as fast as one after another on the CPU.",
        "",
        "| 27 networks | seconds | times as fast |",
        "|---|---|---|",
        *(f"| {row.how} | {row.seconds:.1f} | {first / row.seconds:.1f} |" for row in rows),
        *([] if torch.cuda.is_available() else ["", "No GPU was at hand."]),
        "",
        f"Copy task, delay {DELAY}, {UPDATES} updates for each cell, seeds {SEEDS}: all nine in "
        f"{seconds:.1f} s in two threads. Chance is 1 in 8.",
        "",
        "| cell | right answers |",
        "|---|---|",
        *(f"| {cell} | {told(shares)} |" for cell, shares in right.items()),
        "",
        "One curve ‖∂L_T/∂h_t‖ of 16 sequences, milliseconds:",
        "",
        "| cell | written-out way back (numpy) | autograd through the written-out cell |",
        "|---|---|---|",
        *(f"| {cell} | {ours:.1f} | {autograd:.1f} |" for cell, ours, autograd in costs),
        "",
    ])  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gradients", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the tables go")
    parser.add_argument("--updates", type=int, default=COMPARED, help="of the comparison")
    parser.add_argument("--copy", type=int, default=UPDATES, help="updates of the copy task")
    given = parser.parse_args()
    recurrent.threads(1)
    rows = []
    for row in compare(given.updates):
        rows.append(row)
        print(row, flush=True)
    copied = copy_task(given.copy)
    print(copied, flush=True)
    out: Path = given.out
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(rows, copied, list(measuring(9))), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
