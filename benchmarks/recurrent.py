"""A recurrent language model with its whole film kept costs little more than one without, and wins.

`python -m benchmarks.recurrent` writes two tables. Cost: the default run of the page, with every
frame (weights, perplexity on the held-out text) and without, by turns, and a plain loop around the
same torch modules that records nothing, in one thread. Perplexity on the very same held-out tokens:
RNN, GRU and LSTM beside interpolated Kneser–Ney of every order, on several texts.
"""

import argparse
import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.word2vec import data_folder
from engine.lessons import recurrent as lesson
from engine.lessons.recurrent.params import PARAMS, settings_of, text_of
from engine.models import language_model

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "recurrent.md"
TIMES = 3
#: Recording may cost this much of the time of training.
EXTRA, SECONDS, FIRST = 0.10, 20.0, 1.5
#: Texts raced on: corpus, tokens, and what differs from the page's defaults.
RACES = (
    ("toy-world", "words", {}),
    ("toy-world-zh", "words", {}),
    ("toy-world-zh", "characters", {"reach": 48}),
    ("brown", "words", {"vocabulary": 3_000}),
    ("gutenberg", "characters", {"reach": 48, "hidden": 192}),
)


@dataclass(frozen=True)
class Cost:
    """Seconds of one default run: until its first frame, in all, and without anything recorded."""

    first: float
    filmed: float
    bare: float
    plain: float


@dataclass(frozen=True)
class Race:
    """Perplexities on one held-out text, and what training cost."""

    corpus: str
    tokens: str
    who: str
    perplexity: float
    seconds: float


def cost() -> Cost:
    """The default run with its film, without it, and by a plain loop in one thread."""
    params = PARAMS()
    began = time.perf_counter()
    frames = lesson.train(params)
    next(frames)
    first = time.perf_counter() - began
    for _ in frames:
        pass
    filmed = time.perf_counter() - began
    began = time.perf_counter()
    text, settings = text_of(params), settings_of(params)
    training = language_model.begin(text.train, len(text.words), settings)
    language_model.advance(training, params.updates)
    bare = time.perf_counter() - began
    return Cost(first, filmed, bare, plain())


def plain() -> float:
    """Seconds of the loop that any tutorial has: the same modules, one thread, nothing kept."""
    import torch
    from torch import nn

    params = PARAMS()
    began = time.perf_counter()
    text, settings = text_of(params), settings_of(params)
    training = language_model.begin(text.train, len(text.words), settings)
    layers, state = training.layers, None
    optimiser = torch.optim.Adam(layers.parameters(), settings.rate)
    for _ in range(settings.updates):
        piece = language_model.next_piece(training)
        state = None if training.at == settings.reach else state
        optimiser.zero_grad()
        loss, state = language_model.surprise(layers, piece, state)
        state = language_model.detached(state)
        loss.backward()
        nn.utils.clip_grad_norm_(layers.parameters(), settings.clip)
        optimiser.step()
    return time.perf_counter() - began


def races() -> Iterator[Race]:
    """Every text: counting by its order, then the three cells."""
    for corpus, tokens, more in RACES:
        for cell in ("rnn", "gru", "lstm"):
            params = PARAMS.checked(corpus=corpus, tokens=tokens, cell=cell, **more)
            began = time.perf_counter()
            frames = lesson.train(params)
            first = next(frames)
            if cell == "rnn":
                for order, value in first.notes["counted"].items():
                    yield Race(corpus, tokens, f"{order}-gram", value, float("nan"))
            last = [first, *frames][-1]
            spent = time.perf_counter() - began
            yield Race(corpus, tokens, cell.upper(), last.scalars["perplexity"], spent)


def race_table(done: list[Race]) -> list[str]:
    """One line for each text: the best counting, and the cells."""
    lines = ["| text | best counting | RNN | GRU | LSTM |", "|---|---|---|---|---|"]
    for corpus, tokens, more in RACES:
        here = [one for one in done if (one.corpus, one.tokens) == (corpus, tokens)]
        if not here:
            continue
        best = min((o for o in here if "gram" in o.who), key=lambda one: one.perplexity)
        cells = [f"{o.perplexity:.2f} ({o.seconds:.0f} s)" for o in here if "gram" not in o.who]
        said = ", ".join([tokens, *(f"{name} {value:,}" for name, value in more.items())])
        counted = f"{best.perplexity:.2f} ({best.who})"
        lines.append(f"| {corpus}, {said} | {counted} | {' | '.join(cells)} |")
    return lines


def report(costs: list[Cost], done: list[Race]) -> str:
    """The whole page."""
    first, filmed, bare, loop = (
        float(np.median([getattr(one, name) for one in costs]))
        for name in ("first", "filmed", "bare", "plain")
    )
    return "\n".join([
        "# Recurrent language model",
        "",
        f"`python -m benchmarks.recurrent`, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, torch {version('torch')}.",
        "",
        f"The default run (toy world, RNN, 128 units, {PARAMS().updates:,} updates), medians of "
        f"{len(costs)}, by turns. Goals: first frame within {FIRST} s, done within {SECONDS:.0f} s,"
        f" the film at most {EXTRA:.0%} of the training on top.",
        "",
        "| what | seconds |",
        "|---|---|",
        f"| first frame (text read, n-grams counted) | {first:.2f} |",
        f"| with its film, done | {filmed:.2f} ({filmed / bare - 1:+.0%}) |",
        f"| nothing recorded | {bare:.2f} |",
        f"| a plain loop in one thread, nothing recorded | {loop:.2f} |",
        "",
        "Perplexity on the same held-out tokens (seconds of the whole run, its film included):",
        "",
        *race_table(done),
        "",
    ])  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recurrent", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the tables go")
    parser.add_argument("--times", type=int, default=TIMES, help="default runs of each kind")
    parser.add_argument("--no-races", action="store_true", help="only what a run costs")
    given = parser.parse_args()
    os.environ["NLTK_DATA"] = str(data_folder() / "nltk_data")
    costs, done = list[Cost](), list[Race]()
    for _ in range(given.times):
        costs.append(cost())
        print(costs[-1], flush=True)
    for one in () if given.no_races else races():
        done.append(one)
        print(one, flush=True)
    out: Path = given.out
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(costs, done), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
