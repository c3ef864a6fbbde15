"""Dates are written without a fault after seconds of training where the writer may look back.

`python -m benchmarks.seq2seq` trains each writer on dates alone, on one core, with the page's own
settings, and the one without attention four times as long as well; and all three side by side, as
the page does, on letters to reverse. It tells the share of held-out texts without a fault, the
seconds, and the fall with length. The goal: dates ≥ 98 % in ≤ 60 s with attention.
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
from engine.lessons.seq2seq.film import spec
from engine.lessons.seq2seq.params import ATTENTIONS
from engine.models import recurrent
from engine.models.seq2seq_training import Texts, Trainer, tested

RESULT = Path(__file__).resolve().parent / "results" / "seq2seq.md"
SEEDS, LONGER = (0, 1, 2), 4
#: Letters up to which a date is short.
MIDDLE = 12
#: What was set out to reach.
EXACT, SECONDS = 0.98, 60


@dataclass(frozen=True)
class Trained:
    """One training: who, for how many updates, its seed, seconds on the clock, and what is right.

    exact  share of texts without a fault; short, long: of those below and above the middle length
    """

    who: str
    updates: int
    seed: int
    seconds: float
    exact: float
    short: float
    long: float


def dates(data: Data, attention: str, seed: int, updates: int) -> Trained:
    """One writer on dates."""
    params = PARAMS(task="dates")
    sizes = len(data.pairs.sources), len(data.pairs.targets)
    begun = time.perf_counter()
    trainer = Trainer(
        spec(params, attention), Texts(*data.learnt), sizes, seed, params.rate, updates=updates
    )
    trainer.advance(updates)
    seconds = time.perf_counter() - begun
    texts = Texts(*data.tested)
    right = tested(trainer.network, texts)[0]
    short = texts.lengths <= MIDDLE
    return Trained(
        attention, updates, seed, seconds,
        float(right.mean()), float(right[short].mean()), float(right[~short].mean()),
    )  # fmt: skip


def dates_table(done: list[Trained]) -> list[str]:
    """Worst and mean over the seeds."""
    lines = [
        "| attention | updates | exact, mean | exact, worst "
        f"| up to {MIDDLE} letters | longer | seconds |",
        "|---|---|---|---|---|---|---|",
    ]
    for who, updates in dict.fromkeys((one.who, one.updates) for one in done):
        of = [one for one in done if (one.who, one.updates) == (who, updates)]
        exact = [one.exact for one in of]
        short, long = np.mean([one.short for one in of]), np.mean([one.long for one in of])
        seconds = float(np.median([one.seconds for one in of]))
        lines.append(
            f"| {who} | {updates:,} | {np.mean(exact):.1%} | {min(exact):.1%} | {short:.0%} "
            f"| {long:.0%} | {seconds:.1f} |"
        )
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
    params = PARAMS(task="dates")
    data, done = load(params), list[Trained]()
    kinds = [(attention, params.updates) for attention in ATTENTIONS]
    for attention, updates in (*kinds, ("none", LONGER * params.updates)):
        for seed in range(given.seeds):
            done.append(dates(data, attention, seed, updates))
            print(done[-1], flush=True)
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "torch"))
    page = [
        "# Sequence to sequence",
        "",
        f"`python -m benchmarks.seq2seq`, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"Dates to ISO, {len(data.pairs.learnt):,} learnt, {len(data.pairs.tested)} held out, GRU, "
        f"{params.hidden} units, one thread. The goal with attention: {EXACT:.0%} in "
        f"at most {SECONDS} s.",
        "",
        *dates_table(done),
        "",
        "A date is the same message however many letters it is written with; where more letters "
        "are more to remember, one vector falls:",
        "",
        *lengths_table(),
        "",
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join(page), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
