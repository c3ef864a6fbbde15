"""Dates are written without a fault after seconds of training where the writer may look back.

`python -m benchmarks.seq2seq` trains each writer on dates alone, on one core, and all three side
by side as the page does on letters to reverse; it tells the share of held-out texts without a
fault, the seconds, and the fall with length. The goal: dates ≥ 98 % in ≤ 60 s with attention.
"""

import argparse
import os
import platform
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from engine.lessons.seq2seq import PARAMS, train
from engine.lessons.seq2seq.data import Data, load
from engine.lessons.seq2seq.params import ATTENTIONS
from engine.models import recurrent
from engine.models.seq2seq import Spec
from engine.models.seq2seq_training import Texts, Trainer, tested

RESULT = Path(__file__).resolve().parent / "results" / "seq2seq.md"
UPDATES, HIDDEN, SEEDS = 400, 96, (0, 1, 2)
#: What was set out to reach.
EXACT, SECONDS = 0.98, 60


@dataclass(frozen=True)
class Trained:
    """One training: who, its seed, seconds on the clock, and the share without a fault."""

    who: str
    seed: int
    seconds: float
    exact: float


def dates(data: Data, attention: str, seed: int) -> Trained:
    """One writer on dates."""
    sizes = len(data.pairs.sources), len(data.pairs.targets)
    begun = time.perf_counter()
    shape = Spec(attention=attention, hidden=HIDDEN)  # type: ignore[arg-type]
    trainer = Trainer(shape, Texts(*data.learnt), sizes, seed, updates=UPDATES)
    trainer.advance(UPDATES)
    seconds = time.perf_counter() - begun
    right = tested(trainer.network, Texts(*data.tested))[0]
    return Trained(attention, seed, seconds, float(right.mean()))


def dates_table(done: list[Trained]) -> list[str]:
    """Worst and mean over the seeds."""
    lines = ["| attention | exact, mean | exact, worst | seconds |", "|---|---|---|---|"]
    for who in ATTENTIONS:
        of = [one for one in done if one.who == who]
        exact = [one.exact for one in of]
        seconds = float(np.median([one.seconds for one in of]))
        lines.append(f"| {who} | {np.mean(exact):.1%} | {min(exact):.1%} | {seconds:.1f} |")
    return lines


def lengths_table() -> list[str]:
    """The page's default run: share without a fault by length, and its seconds."""
    begun = time.perf_counter()
    frames = list(train(PARAMS()))
    seconds = time.perf_counter() - begun
    notes, exact = frames[0].notes, frames[-1].arrays["exact"]
    names = [str(low) if low == high else f"{low}–{high}" for low, high in notes["stretches"]]
    lines = [
        f"Letters to reverse, the page's own run, {len(frames)} frames: {seconds:.1f} s.",
        "",
        f"| attention | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for row, who in enumerate(ATTENTIONS):
        lines.append(f"| {who} | {' | '.join(f'{share:.0%}' for share in exact[row])} |")
    return lines


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.seq2seq", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the tables go")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="trainings of each kind")
    given = parser.parse_args()
    out: Path = given.out
    recurrent.threads(1)
    data, done = load(PARAMS(task="dates")), list[Trained]()
    for seed in range(given.seeds):
        for attention in ATTENTIONS:
            done.append(dates(data, attention, seed))
            print(done[-1], flush=True)
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "torch"))
    page = [
        "# Sequence to sequence",
        "",
        f"`python -m benchmarks.seq2seq`, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"Dates to ISO, {len(data.pairs.learnt):,} learnt, {len(data.pairs.tested)} held out, GRU, "
        f"{HIDDEN} units, {UPDATES} updates, one thread. The goal with attention: {EXACT:.0%} in "
        f"at most {SECONDS} s.",
        "",
        *dates_table(done),
        "",
        *lengths_table(),
        "",
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join(page), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
