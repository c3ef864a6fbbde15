"""How far a bag comes on real sentences, beside the usual baselines, and how soon the page has it.

`python -m benchmarks.bags` writes a table. Verdicts: 10,662 sentences of film reviews (Pang & Lee
2005), three splits; the three readers of the lesson, and scikit-learn's naive Bayes and logistic
regression on counts of words (Wang & Manning 2012 found them hard to beat). Time: the first frame
and the whole of the default run, in this process, torch loaded before.
"""

import argparse
import os
import platform
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.word2vec import data_folder
from engine.lessons.bags import PARAMS, train
from engine.lessons.bags.film import Film
from engine.lessons.bags.material import Sentences

RESULT = Path(__file__).resolve().parent / "results" / "bags.md"
SEEDS, TIMES = (1, 2, 3), 3

Row = tuple[str, float, float, float]  # who, as written, shuffled, seconds


def ours(film: Film) -> Iterator[Row]:
    """The three readers after the default number of updates."""
    task = film.material.tasks["judged"]
    for reader in film.readers:
        learner, begun = film.learners["judged", reader], time.perf_counter()
        learner.learn(film.params.updates)
        seconds = time.perf_counter() - begun
        plain, shuffled = (task.tests[name] for name in ("plain", "shuffled"))
        told = [learner.accuracy(part.ids, part.labels) for part in (plain, shuffled)]
        yield reader, told[0], told[1], seconds


def theirs(film: Film) -> Iterator[Row]:
    """scikit-learn's baselines on the same words; of a count the order is gone already."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import MultinomialNB

    task, V = film.material.tasks["judged"], len(film.material.words) + 1
    for name, model in (
        ("naive Bayes", MultinomialNB()),
        ("logistic regression", LogisticRegression(C=0.3, max_iter=1000)),
    ):
        begun = time.perf_counter()
        model.fit(counts(task.learn, V), task.learn.labels)
        seconds = time.perf_counter() - begun
        told = [
            float(model.score(counts(task.tests[test], V), task.tests[test].labels))
            for test in ("plain", "shuffled")
        ]
        yield name, told[0], told[1], seconds


def counts(said: Sentences, V: int) -> object:
    """How often each word stands in each sentence: a sparse table (N, V)."""
    from scipy.sparse import csr_matrix

    rows, places = np.nonzero(said.ids)
    cells = np.ones(len(rows), np.float32)
    return csr_matrix((cells, (rows, said.ids[rows, places])), shape=(len(said.ids), V))


def seconds() -> tuple[float, float]:
    """To the first frame of the default run, and to its last."""
    begun = time.perf_counter()
    frames = train(PARAMS())
    next(frames)
    first = time.perf_counter() - begun
    for _ in frames:
        pass
    return first, time.perf_counter() - begun


def report(rows: list[Row], times: list[tuple[float, float]], seeds: int) -> str:
    """The whole page."""
    names = ("torch", "scikit-learn")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    lines = [
        "| by | as written | words shuffled | seconds of training |",
        "|---|---|---|---|",
    ]
    for who in dict.fromkeys(row[0] for row in rows):
        of = np.array([row[1:] for row in rows if row[0] == who])
        mean, sd = of.mean(axis=0), of.std(axis=0)
        shares = " | ".join(f"{100 * mean[i]:.1f} ± {100 * sd[i]:.1f} %" for i in (0, 1))
        lines.append(f"| {who} | {shares} | {mean[2]:.1f} |")
    first, whole = np.median(times, axis=0)
    return "\n".join([
        "# Bags and windows",
        "",
        f"`python -m benchmarks.bags`, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"Film verdicts, {seeds} splits of 1,600 for the test, mean ± sd. The window has 10 "
        "places; the recurrent network (GRU) reads at most 40 words.",
        "",
        *lines,
        "",
        f"The default run (six networks, 51 frames): first frame {first:.2f} s, all {whole:.1f} s, "
        f"median of {len(times)}.",
        "",
    ])  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bags", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the tables go")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="splits of the verdicts")
    parser.add_argument("--times", type=int, default=TIMES, help="default runs that are timed")
    given = parser.parse_args()
    os.environ["NLTK_DATA"] = str(data_folder() / "nltk_data")
    rows: list[Row] = []
    for seed in range(1, given.seeds + 1):
        film = Film(PARAMS(corpus="sentence-polarity", seed=seed))
        for row in (*ours(film), *theirs(film)):
            rows.append(row)
            print(row, flush=True)
    times = [seconds() for _ in range(given.times)]
    out: Path = given.out
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(rows, times, given.seeds), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
