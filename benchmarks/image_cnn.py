"""The small network reads digits within seconds, and watching it learn costs little.

`python -m benchmarks.image_cnn` writes one table: the lesson's own runs on scikit-learn's digits
(the default settings) and on MNIST's 8,000 pictures (7,000 to learn from, 1,000 held out), for
several seeds, beside scikit-learn's logistic regression and support vectors on the same split; and
what recording costs: the same training with all frames made and packed against none, by turns.
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
from engine.images import sources
from engine.lessons.image_cnn import PARAMS, film
from engine.lessons.image_cnn.params import plan_of
from engine.models import image_cnn, recurrent

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "image_cnn.md"
#: What is run, and what was set out to reach: share right, seconds, share of time for recording.
RUNS = {"digits": PARAMS(), "mnist": PARAMS(data="mnist", size=5, epochs=8)}
GOALS, RECORDING = {"digits": (0.98, 15.0), "mnist": (0.965, 60.0)}, 0.10
SEEDS, TIMES = (1, 2, 3, 4, 5), 3


@dataclass(frozen=True)
class Trained:
    """One training: by whom, on what, share right of pictures held out, seconds of clock, CPU."""

    who: str
    data: str
    seed: int
    right: float
    wall: float
    cpu: float
    first: float = 0.0


@dataclass(frozen=True)
class Recorded:
    """CPU seconds of one training without frames, and of the same with them."""

    data: str
    bare: float
    film: float


def whole(params: PARAMS) -> Trained:
    """The lesson's run from nothing to its last frame, packed as viewers get it."""
    wall, cpu, first, frames = time.perf_counter(), time.process_time(), 0.0, []
    for frame in film.film(params, "cpu"):
        frame.to_bytes()
        first = first or time.perf_counter() - wall
        frames.append(frame)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    right = frames[-1].scalars["accuracy"]
    return Trained("ours", params.data, params.seed, right, wall, cpu, first)


def bare(params: PARAMS) -> float:
    """CPU seconds of the same training, nothing recorded."""
    began = time.process_time()
    recurrent.threads(1)
    pictures = sources.load(params.data, params.images)
    network = image_cnn.Network(plan_of(params, pictures.side), params.seed)
    X = image_cnn.tensor(pictures.images[pictures.train])
    y = image_cnn.classes(pictures.labels[pictures.train])
    for _loss in image_cnn.train(
        network, X, y, epochs=params.epochs, batch=film.BATCH, rate=params.rate, seed=params.seed
    ):
        pass
    return time.process_time() - began


def peers(data: str) -> Iterator[Trained]:
    """scikit-learn's linear classifier and its support vectors, on pixels from 0 to 1."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import SVC

    pictures = sources.load(data, RUNS[data].images)
    X = pictures.images.reshape(len(pictures.images), -1) / np.float32(255)
    train, test = pictures.train, pictures.test
    for who, model in (
        ("logistic regression", LogisticRegression(max_iter=2000)),
        ("SVC, RBF", SVC(C=10, gamma="scale")),
    ):
        wall, cpu = time.perf_counter(), time.process_time()
        model.fit(X[train], pictures.labels[train])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        right = float((model.predict(X[test]) == pictures.labels[test]).mean())
        yield Trained(who, data, 0, right, wall, cpu)


def table(done: list[Trained]) -> list[str]:
    """Means over the seeds, and the worst."""
    lines = [
        "| pictures | by | right, mean | worst seed | first frame, s | s in all | CPU, s | goal |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for data, (right, seconds) in GOALS.items():
        for who in dict.fromkeys(one.who for one in done if one.data == data):
            of = [one for one in done if (one.who, one.data) == (who, data)]
            wall, cpu, first = (
                float(np.median([getattr(one, name) for one in of]))
                for name in ("wall", "cpu", "first")
            )
            goal = f"≥ {right:.1%} in ≤ {seconds:.0f} s" if who == "ours" else ""
            begun = f"{first:.2f}" if first else ""
            lines.append(
                f"| {data} | {who} | **{np.mean([one.right for one in of]):.1%}** | "
                f"{min(one.right for one in of):.1%} | {begun} | {wall:.1f} | {cpu:.1f} | {goal} |"
            )
    return lines


def costs(found: list[Recorded]) -> list[str]:
    """What recording adds, as the median of turns."""
    lines = [
        "| pictures | CPU s, nothing recorded | CPU s, whole film | recording adds | goal |",
        "|---|---|---|---|---|",
    ]
    for data in GOALS:
        of = [one for one in found if one.data == data]
        if of:
            without, given = (
                float(np.median([getattr(o, n) for o in of])) for n in ("bare", "film")
            )
            adds = float(np.median([one.film / one.bare - 1 for one in of]))
            lines.append(
                f"| {data} | {without:.2f} | {given:.2f} | **{adds:.1%}** | ≤ {RECORDING:.0%} |"
            )
    return lines


def report(done: list[Trained], found: list[Recorded]) -> str:
    """The whole page."""
    names = ("numpy", "scikit-learn", "torch")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return "\n".join([
        "# Image CNN",
        "",
        f"`python -m benchmarks.image_cnn`, {os.cpu_count()} cores, one thread a training, Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"Two layers of filters (8 and 24) with ReLU and pooling, one dense layer; digits: 3 × 3, "
        f"{RUNS['digits'].epochs} epochs; MNIST: 5 × 5, {RUNS['mnist'].epochs} epochs. "
        f"{len({one.seed for one in done if one.who == 'ours'})} seeds, one fixed split, pictures "
        "held out never trained on. Peers: scikit-learn, on the same pixels and the same split.",
        "",
        *table(done),
        "",
        "Recording: every frame has all weights and the names of up to 250 held-out pictures, "
        "packed as viewers get it.",
        "",
        *costs(found),
        "",
    ])  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.image_cnn", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the tables go")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="trainings of each kind")
    parser.add_argument("--times", type=int, default=TIMES, help="turns with and without recording")
    given = parser.parse_args()
    os.environ["LEXISCOPE_IMAGES"] = str(data_folder() / "images")
    done, found = list[Trained](), list[Recorded]()
    for data, params in RUNS.items():
        if not sources.available(data):
            print(f"{data} is not here: left out", flush=True)
            continue
        whole(params.changed(epochs=1))  # what is loaded at the first use
        for seed in SEEDS[: given.seeds]:
            done.append(whole(params.changed(seed=seed)))
            print(done[-1], flush=True)
        done += peers(data)
        for _ in range(given.times):
            found.append(Recorded(data, bare(params), whole(params).cpu))
            print(found[-1], flush=True)
    out: Path = given.out
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(done, found), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
