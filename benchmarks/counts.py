"""Counting company here takes a fraction of the time and memory of the usual ways to count.

`python -m benchmarks.counts` counts who stands within 5 words of whom on the Brown corpus, the
20,000 most frequent words, by turns, and writes the table. Beside ours: a COO table built with
numpy and summed by scipy, which is how a vectorizer does it, and a Counter in plain Python.
Memory is what numpy and Python allocate at most (tracemalloc), of a run that is not timed.
"""

import argparse
import os
import platform
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.word2vec import data_folder
from engine.kernels import cooccurrence
from engine.text import vocabulary

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "counts.md"
WINDOW, V, TIMES = 5, 20_000, 5
#: What was set out to reach: million tokens a second on one core.
TARGET = 2.0


@dataclass(frozen=True)
class Counted:
    """One way to count: seconds of each time, megabytes at most, cells that are not 0."""

    who: str
    weighting: str
    seconds: tuple[float, ...]
    peak: float
    cells: int


def brown() -> vocabulary.Encoded:
    """The Brown corpus with its punctuation in small letters, cut to its V most frequent words."""
    import nltk

    nltk.data.path.insert(0, str(data_folder() / "nltk_data"))
    from nltk.corpus import brown as corpus

    sentences = [[word.lower() for word in sentence] for sentence in corpus.sents()]
    return vocabulary.encode(sentences, vocabulary.build(sentences, 1, V))


def ours(text: vocabulary.Encoded, weighting: cooccurrence.Weighting) -> Any:
    """The kernel: a scipy table."""
    return cooccurrence.count(text.tokens, text.offsets, V, WINDOW, weighting).csr()


def coo(text: vocabulary.Encoded, weighting: cooccurrence.Weighting) -> Any:
    """All pairs written down with numpy, distance by distance, and summed by scipy."""
    from scipy.sparse import coo_array

    sentence = np.repeat(np.arange(len(text.offsets) - 1), np.diff(text.offsets))
    rows, columns, values = [], [], []
    for d, weight in enumerate(cooccurrence.weights(WINDOW, weighting), start=1):
        same = sentence[:-d] == sentence[d:]
        first, second = text.tokens[:-d][same], text.tokens[d:][same]
        rows += [first, second]
        columns += [second, first]
        values.append(np.full(2 * len(first), weight, np.float32))
    cells = np.concatenate(rows), np.concatenate(columns)
    return coo_array((np.concatenate(values), cells), shape=(V, V)).tocsr()


def counter(text: vocabulary.Encoded, weighting: cooccurrence.Weighting) -> Any:
    """A Counter of pairs in plain Python, made a scipy table at the end."""
    from scipy.sparse import coo_array

    found: Counter[tuple[int, int]] = Counter()
    weights = cooccurrence.weights(WINDOW, weighting).tolist()
    tokens, offsets = text.tokens.tolist(), text.offsets.tolist()
    for begin, end in pairwise(offsets):
        for place in range(begin, end):
            for other in range(place + 1, min(place + WINDOW + 1, end)):
                found[tokens[place], tokens[other]] += weights[other - place - 1]
    pairs = np.fromiter(chain.from_iterable(found), np.int32).reshape(-1, 2).T
    values = np.fromiter(found.values(), np.float32)
    half = coo_array((values, (pairs[0], pairs[1])), shape=(V, V)).tocsr()
    return half + half.T


WAYS: dict[str, Callable[[vocabulary.Encoded, cooccurrence.Weighting], Any]] = {
    "ours": ours,
    "numpy and scipy": coo,
    "Counter": counter,
}


def peak_of(work: Callable[[], object]) -> float:
    """Megabytes that the work allocates at most."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def measure(text: vocabulary.Encoded, times: int) -> Iterator[Counted]:
    """Every way, by turns, so that a busy spell falls on all; ours was compiled before."""
    cooccurrence.warm()
    for weighting in ("flat", "distance", "dynamic"):
        spent: dict[str, list[float]] = {who: [] for who in WAYS}
        tables = {}
        for turn in range(times):
            for who, way in WAYS.items():
                if who == "Counter" and (turn or weighting != "flat"):
                    continue
                begun = time.perf_counter()
                tables[who] = way(text, weighting)
                spent[who].append(time.perf_counter() - begun)
        for who, table in tables.items():
            # whole numbers are equal; scipy adds fractions in float32, one after another
            limit = 0 if weighting == "flat" else 1e-3 * table.max()
            assert abs(tables["ours"] - table).max() <= limit, who
            most = peak_of(partial(WAYS[who], text, weighting)) if who != "Counter" else 0.0
            yield Counted(who, weighting, tuple(spent[who]), most, table.nnz)


def report(text: vocabulary.Encoded, counted: list[Counted]) -> str:
    """The whole page."""
    names = ("numba", "numpy", "scipy")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    million = len(text.tokens) / 1e6
    lines = [
        "# Counting who keeps company with whom",
        "",
        f"`python -m benchmarks.counts`, {os.cpu_count()} cores (one is used), Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"Brown corpus: {len(text.tokens):,} tokens of {V:,} words, window {WINDOW}; "
        f"{counted[0].cells:,} cells are not 0, and all ways find the same. Medians of "
        f"{len(counted[0].seconds)}, by turns (the Counter once); compilation is left out. "
        f"The goal is {TARGET:g} M tokens/s.",
        "",
        "| weighting | by | seconds | M tokens/s | ours is faster by | memory at most, MB |",
        "|---|---|---|---|---|---|",
    ]
    for one in counted:
        base = next(c for c in counted if (c.who, c.weighting) == ("ours", one.weighting))
        seconds = float(np.median(one.seconds))
        ratio = "" if one is base else f"**{seconds / float(np.median(base.seconds)):.1f}×**"
        memory = f"{one.peak:.0f}" if one.peak else ""
        lines.append(
            f"| {one.weighting} | {one.who} | {seconds:.3f} | {million / seconds:.2f} | {ratio} | "
            f"{memory} |"
        )
    table = counted[0].cells * 8 / 1e6
    return "\n".join([*lines, "", f"The table itself takes {table:.0f} MB, 8 bytes a cell.", ""])


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counts", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the table goes")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each way counts")
    given = parser.parse_args()
    out: Path = given.out
    text = brown()
    counted = []
    for one in measure(text, given.times):
        counted.append(one)
        print(one, flush=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(text, counted), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
