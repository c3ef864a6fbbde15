"""t-SNE here takes a fraction of the time of openTSNE and scikit-learn, for maps as good.

`python -m benchmarks.tsne` makes the same maps with all of them, in turns, and writes the table.
The clock runs from the vectors to the map: neighbours, joint probabilities and 750 iterations from
one start. Quality: the divergence of each map from one P, by one function, and how many of the ten
nearest neighbours are still the ten nearest.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from engine.kernels import neighbours, tsne
from engine.measures.projections import pca

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "tsne.md"
D, CLUSTERS, PERPLEXITY, ITERATIONS, EXAGGERATED, THREADS = 64, 10, 30, 750, 250, 2
SIZES, LARGE, RUNS = (1_000, 2_000, 5_000), 20_000, 3
#: What was set out to reach: times as fast as the fastest way of each; how much worse a map may be.
TARGETS = {"openTSNE": 5.0, "scikit-learn": 4.0}
SLACK, LIVE = 0.01, 60.0
#: What is averaged over the runs: one map's luck is a few parts in a hundred.
QUALITY = ("divergence", "kept")


@dataclass(frozen=True)
class Task:
    """Points of one size, the start of their map, and what a map is held against."""

    vectors: np.ndarray  # (N, D)
    begin: np.ndarray  # (N, 2)
    joint: tsne.Affinities
    near: np.ndarray  # (N, 10)


@dataclass(frozen=True)
class Made:
    """One map: seconds on the clock and of CPU; nats; share of ten neighbours kept."""

    who: str
    points: int
    wall: float
    cpu: float
    divergence: float
    kept: float


def mixture(points: int, seed: int = 0) -> np.ndarray:
    """Vectors float32 (N, 64) of ten Gaussians; their middles have a spread of 1.5."""
    random = np.random.default_rng(seed)
    middles = 1.5 * random.normal(size=(CLUSTERS, D))
    noise = random.normal(size=(points, D))
    return (middles[random.integers(0, CLUSTERS, points)] + noise).astype(np.float32)


def task(points: int, seed: int = 0) -> Task:
    """The mixture, its principal plane as t-SNE starts with it, its P and ten nearest."""
    vectors = mixture(points, seed)
    ids, distances = neighbours.knn(vectors, tsne.reach(points, PERPLEXITY))
    joint = tsne.affinities(ids, distances, PERPLEXITY)
    return Task(vectors, tsne.start(points, pca(vectors).positions).positions, joint, ids[:, :10])


def ours(work: Task) -> np.ndarray:
    """The map (N, 2), from the vectors on."""
    points = len(work.vectors)
    near = neighbours.knn(work.vectors, tsne.reach(points, PERPLEXITY), threads=THREADS)
    joint = tsne.affinities(*near, PERPLEXITY)
    state = fresh(work.begin)
    settings = tsne.Settings(PERPLEXITY, exaggerated=EXAGGERATED)
    tsne.advance(state, joint, settings, ITERATIONS, threads=THREADS)
    return state.positions


def fresh(positions: np.ndarray, done: int = 0) -> tsne.State:
    """A state at rest."""
    return tsne.State(positions.copy(), np.zeros_like(positions), np.ones_like(positions), done)


def open_tsne(way: str) -> Callable[[Task], np.ndarray]:
    """openTSNE by interpolation ("fft") or by Barnes and Hut's tree ("bh")."""

    def make(work: Task) -> np.ndarray:
        from openTSNE import TSNE

        made = TSNE(
            perplexity=PERPLEXITY, initialization=work.begin.astype(float), n_jobs=THREADS,
            early_exaggeration_iter=EXAGGERATED, n_iter=ITERATIONS - EXAGGERATED,
            negative_gradient_method=way, random_state=0,
        )  # fmt: skip
        return np.asarray(made.fit(work.vectors), np.float32)

    return make


def scikit_learn(work: Task) -> np.ndarray:
    """scikit-learn's Barnes and Hut."""
    from sklearn.manifold import TSNE

    made = TSNE(
        perplexity=PERPLEXITY, init=work.begin.copy(), max_iter=ITERATIONS,
        n_iter_without_progress=ITERATIONS, n_jobs=THREADS, random_state=0,
    )  # fmt: skip
    return made.fit_transform(work.vectors)


WAYS: dict[str, Callable[[Task], np.ndarray]] = {
    "ours": ours,
    "openTSNE, FFT": open_tsne("fft"),
    "openTSNE, Barnes–Hut": open_tsne("bh"),
    "scikit-learn": scikit_learn,
}


def measured(who: str, work: Task) -> Made:
    """One map, timed and judged. Our blocks have threads of their own, so one for BLAS."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1 if who == "ours" else THREADS, user_api="blas"):
        wall, cpu = time.perf_counter(), time.process_time()
        positions = WAYS[who](work)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    near, _ = neighbours.knn(positions, work.near.shape[1])
    kept = np.mean([np.isin(a, b).mean() for a, b in zip(near, work.near, strict=True)])
    judged = tsne.divergence(fresh(positions), work.joint)
    return Made(who, len(positions), wall, cpu, judged, float(kept))


def measure(sizes: Iterable[int], runs: int) -> Iterator[Made]:
    """Every map, by turns, so that a busy spell falls on all; each run has a mixture of its own."""
    for points in sizes:
        for seed in range(runs):
            work = task(points, seed)
            for who in WAYS:
                yield measured(who, work)


def pushes() -> dict[str, tsne.Repulsion]:
    """Our ways of repulsion that are there."""
    found: dict[str, tsne.Repulsion] = {"ours, exact": tsne.repel}
    if find_spec("engine.kernels.tsne_fft"):
        from engine.kernels import tsne_fft

        found["ours, FFT"] = tsne_fft.repel
    return found


def paces(points: int, runs: int, turns: int = 100) -> dict[str, float]:
    """ms per iteration over a map that has unfolded, on the same P: medians by turns."""
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PrecomputedAffinities
    from scipy.sparse import csr_matrix

    work = task(points)
    settings = tsne.Settings(PERPLEXITY, exaggerated=EXAGGERATED)
    unfolded = fresh(work.begin)
    tsne.advance(unfolded, work.joint, settings, 2 * EXAGGERATED, list(pushes().values())[-1])
    starts, columns, values = work.joint.starts, work.joint.columns, work.joint.values
    given = csr_matrix((values.astype(float), columns, starts), (points, points))
    theirs = PrecomputedAffinities(given, normalize=False)
    spent: dict[str, list[float]] = {}

    def note(who: str, iterate: Callable[[], object]) -> None:
        begun = time.perf_counter()
        iterate()
        spent.setdefault(who, []).append((time.perf_counter() - begun) / turns * 1e3)

    for _ in range(runs):
        for who, push in pushes().items():
            state = fresh(unfolded.positions, unfolded.done)
            note(who, partial(tsne.advance, state, work.joint, settings, turns, push))
        embedding = TSNEEmbedding(
            unfolded.positions.astype(float), theirs, negative_gradient_method="fft",
            n_jobs=THREADS, random_state=0,
        )  # fmt: skip
        note("openTSNE, FFT", partial(embedding.optimize, turns, inplace=True, momentum=0.8))
    return {who: float(np.median(each)) for who, each in spent.items()}


def live(points: int, frames: int = 200) -> float:
    """Iterations per second when every one is looked at: a call and a copy for each."""
    work = task(points)
    state, settings = fresh(work.begin), tsne.Settings(PERPLEXITY)
    begun = time.perf_counter()
    for _ in range(frames):
        tsne.advance(state, work.joint, settings, 1, threads=THREADS)
        state.positions.copy()
    return frames / (time.perf_counter() - begun)


def faster(made: list[Made], points: int, who: str) -> float:
    """How many times as fast ours is: the median over the runs, each with its own two times."""
    each, own = ([m.wall for m in made if (m.points, m.who) == (points, w)] for w in (who, "ours"))
    return float(np.median(np.divide(each, own)))


def table(made: list[Made]) -> list[str]:
    """Medians of seconds and of their ratios within each run; means of quality."""
    lines = [
        "| points | by | wall, s | CPU, s | KL, nats | 10 neighbours kept | ours is |",
        "|---|---|---|---|---|---|---|",
    ]
    for points in sorted({m.points for m in made}):
        for who in WAYS:
            each = [m for m in made if (m.points, m.who) == (points, who)]
            wall, cpu = (np.median([getattr(m, name) for m in each]) for name in ("wall", "cpu"))
            nats, kept = (np.mean([getattr(m, name) for m in each]) for name in QUALITY)
            times = "" if who == "ours" else f"**{faster(made, points, who):.1f}×** as fast"
            lines.append(
                f"| {points:,} | {who} | {wall:.2f} | {cpu:.2f} | {nats:.4f} | {kept:.2%} | "
                f"{times} |"
            )
    return lines


def verdicts(made: list[Made]) -> list[str]:
    """One line for each goal and size: met or not."""
    lines = ["| points | goal | measured | |", "|---|---|---|---|"]

    def middle(points: int, who: str, name: str) -> float:
        each = [getattr(m, name) for m in made if (m.points, m.who) == (points, who)]
        return float(np.mean(each) if name in QUALITY else np.median(each))

    for points in sorted({m.points for m in made}):
        for peer, goal in TARGETS.items():
            names = [who for who in WAYS if who.startswith(peer)]
            fastest = min(names, key=lambda who: middle(points, who, "wall"))
            ratio = faster(made, points, fastest)
            nats = middle(points, "ours", "divergence") / middle(points, fastest, "divergence")
            kept = middle(points, "ours", "kept") / middle(points, fastest, "kept")
            good = ratio >= goal and nats <= 1 + SLACK and kept >= 1 - SLACK
            lines.append(
                f"| {points:,} | ≥ {goal:g}× {fastest}, at most {SLACK:.0%} worse | {ratio:.1f}×, "
                f"KL {nats - 1:+.2%}, neighbours {kept - 1:+.2%} | {'met' if good else 'MISSED'} |"
            )
    return lines


def report(made: list[Made], rates: dict[int, float], large: dict[str, float], n: int) -> str:
    """The whole page."""
    names = ("openTSNE", "scikit-learn", "numba", "numpy")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    runs = len([m for m in made if (m.points, m.who) == (made[0].points, "ours")])
    return "\n".join([
        "# t-SNE against openTSNE and scikit-learn",
        "",
        f"`python -m benchmarks.tsne`, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"Mixtures of {CLUSTERS} Gaussians in {D} dimensions, one for each of {runs} runs; "
        f"perplexity {PERPLEXITY}, {ITERATIONS} iterations of which {EXAGGERATED} are exaggerated, "
        f"one start (principal components), {THREADS} threads each, by turns. Wall: from the "
        "vectors to the map, compilation left out; medians. KL and neighbours: means; the KL of "
        "every map is from the same P, by the same exact function.",
        "",
        *table(made),
        "",
        *verdicts(made),
        "",
        "Iterations a second when every one is looked at (a call and a copy of the map for each): "
        + ", ".join(f"{points:,} points {rate:,.0f}" for points, rate in rates.items())
        + f"; the goal is {LIVE:g} at 5,000.",
        "",
        f"One iteration at {n:,} points, the map unfolded, the same P: "
        + ", ".join(f"{who} {spent:.1f} ms" for who, spent in large.items())
        + ".",
        "",
    ])  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tsne", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the table goes")
    parser.add_argument("--runs", type=int, default=RUNS, help="maps of each kind")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="points of the maps")
    parser.add_argument(
        "--large", type=int, default=LARGE, help="points where an iteration is timed"
    )
    given = parser.parse_args()
    out: Path = given.out
    neighbours.warm()
    tsne.warm()
    small = task(300)
    for who in WAYS:  # imports, and whatever is loaded at first
        measured(who, small)
    made = []
    for one in measure(given.sizes, given.runs):
        made.append(one)
        print(one, flush=True)
    rates = {points: live(points) for points in given.sizes}
    page = report(made, rates, paces(given.large, given.runs), given.large)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
