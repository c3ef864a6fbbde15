"""What recording costs, how soon the page has its run, and what both ends bring on real text.

`python -m benchmarks.bidirectional` writes three tables. Time: first frame and whole default run,
in this process, torch loaded before. Recording: CPU time of the same training without any frame.
Treebanks: readers of one layer after 1,000 updates beside each word's most frequent tag, on words
with several tags and on all.
"""

import argparse
import os
import platform
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.word2vec import data_folder
from engine.lessons.bidirectional import PARAMS, train
from engine.lessons.bidirectional.claims import race
from engine.lessons.bidirectional.data import prepare
from engine.lessons.bidirectional.film import THREADS, Film
from engine.lessons.bidirectional.params import BATCH
from engine.text import corpora, tagged

RESULT = Path(__file__).resolve().parent / "results" / "bidirectional.md"
TIMES, UPDATES = 3, 1_000


def runs(times: int) -> Iterator[tuple[str, float, float, float]]:
    """World, seconds to the first frame, seconds in all, seconds of CPU: the best of several."""
    for world in ("toy-world", "toy-world-zh"):
        found = []
        for _ in range(times):
            begun, cpu = time.perf_counter(), time.process_time()
            frames = train(PARAMS(corpus=world))
            next(frames)
            begin = time.perf_counter() - begun
            for _ in frames:
                pass
            end = time.perf_counter() - begun
            found.append((begin, end, time.process_time() - cpu))
        first, whole, spent = (min(one[at] for one in found) for at in range(3))
        yield world, first, whole, spent


def without_frames() -> float:
    """Seconds of CPU of the default training with nothing asked or kept."""
    from engine.models import tagger

    film = Film(PARAMS())
    begun = time.process_time()
    with ThreadPoolExecutor(THREADS) as pool:
        for one, given in ((film.race, film.train), (film.it_race, film.it_train)):
            source = tagger.batches(given, BATCH, 1)
            one.learn([next(source) for _ in range(film.params.updates)], pool)
    return time.process_time() - begun


def treebanks(updates: int) -> Iterator[str]:
    """A line for each treebank that is here."""
    for corpus in ("brown", "sinica"):
        if not corpora.available(corpus):
            continue
        baseline = prepare(tagged.load(corpus), 0).baseline()
        begun = time.perf_counter()
        shares, _, whole = race(corpus, updates)
        cells = [f"{100 * value:.1f}" for value in (*shares, baseline[1], *whole, baseline[0])]
        yield f"| {corpus} | {' | '.join(cells)} | {time.perf_counter() - begun:.0f} |"


def main() -> None:
    """Measure, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--updates", type=int, default=UPDATES)
    given = parser.parse_args()
    os.environ.setdefault("NLTK_DATA", str(data_folder() / "nltk_data"))
    lines = [
        "# Reading from both ends",
        "",
        f"{os.cpu_count()} cores, Python {platform.python_version()}, torch {version('torch')}, "
        f"numpy {np.__version__}.",
        "",
        "| default run | first frame, s | whole, s | CPU, s |",
        "|---|---|---|---|",
    ]
    measured = list(runs(given.times))
    lines += [f"| {name} | {a:.2f} | {b:.1f} | {c:.1f} |" for name, a, b, c in measured]
    bare = without_frames()
    lines += ["", f"The same training without any frame: {bare:.1f} s of CPU.", ""]
    head = "left | right | both | baseline"
    lines += [
        f"After {given.updates} updates, % right: words with several tags, then all words.",
        "",
        f"| text | {head} | left, all | both, all | baseline, all | s |",
        "|---" * 9 + "|",
        *treebanks(given.updates),
    ]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
