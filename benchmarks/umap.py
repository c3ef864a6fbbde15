"""UMAP here is several times as fast as umap-learn's, as trustworthy, and its film costs nothing.

`python -m benchmarks.umap` lays out Gaussian mixtures in 64 dimensions with both, by turns, and
writes the table. Ours: exact neighbours, graph, start and 500 epochs, with a copy of the positions
kept of each. umap-learn: `fit_transform` at its defaults (both cores, another map each time) and
with a seed (one core, the same map each time, as ours is). Trustworthiness (Venna, Kaski 2001) is
scikit-learn's, of 10 neighbours.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "umap.md"
D, CLUSTERS, NEIGHBOURS, EPOCHS, SEEDS = 64, 10, 15, 500, (1, 2, 3)
SIZES = (1_000, 5_000)
#: Recording may cost at most this, as a share of the time.
TARGET = 0.10
#: Whom a row is about: ours with and without a film, umap-learn at its defaults and seeded.
WHO = ("ours", "ours, not recorded", "umap-learn", "umap-learn, seeded")


@dataclass(frozen=True)
class Map:
    """One layout: seconds on the clock, and how far its neighbourhoods can be trusted (0 to 1)."""

    who: str
    size: int
    seed: int
    seconds: float
    trust: float


def mixture(size: int, seed: int) -> np.ndarray:
    """Points float32 (N, D) of clusters of spread 1 whose centres have spread 1."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(CLUSTERS, D))
    points = centres[random.integers(0, CLUSTERS, size)] + random.normal(size=(size, D))
    return points.astype(np.float32)


def ours(vectors: np.ndarray, seed: int, recorded: bool = True) -> np.ndarray:
    """Positions (N, 2) after the last epoch; `recorded` keeps a copy of every epoch's."""
    from engine.kernels import umap as kernel
    from engine.kernels.neighbours import knn
    from engine.measures.projections import pca

    settings = kernel.Settings(NEIGHBOURS, epochs=EPOCHS)
    graph = kernel.graph(*knn(vectors, NEIGHBOURS - 1), NEIGHBOURS)
    positions = kernel.start(graph, 2, plane=pca(vectors).positions, seed=seed)
    state = kernel.begin(positions, seed)
    film = [state.positions.copy()]
    for _ in range(EPOCHS):
        kernel.advance(state, graph, settings)
        if recorded:
            film.append(state.positions.copy())
    return state.positions


def theirs(vectors: np.ndarray, seed: int | None = None) -> np.ndarray:
    """The same from umap-learn; with a seed on one core."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from umap import UMAP

        made = UMAP(
            n_neighbors=NEIGHBOURS, n_epochs=EPOCHS, random_state=seed,
            n_jobs=-1 if seed is None else 1,
        )  # fmt: skip
        return made.fit_transform(vectors)


def layout(who: str, vectors: np.ndarray, seed: int) -> np.ndarray:
    """The map by one of WHO."""
    if who.startswith("ours"):
        return ours(vectors, seed, recorded=who == "ours")
    return theirs(vectors, seed if who.endswith("seeded") else None)


def measure(sizes: Iterable[int], seeds: Iterable[int]) -> Iterator[Map]:
    """Every map, by turns, so that a busy spell falls on all; compiled before."""
    from sklearn.manifold import trustworthiness

    for who in WHO:
        layout(who, mixture(200, 0), 0)
    for seed in seeds:
        for size in sizes:
            vectors = mixture(size, seed)
            for who in WHO:
                begun = time.perf_counter()
                positions = layout(who, vectors, seed)
                seconds = time.perf_counter() - begun
                sample = np.random.default_rng(0).permutation(size)[:5_000]
                trust = trustworthiness(vectors[sample], positions[sample], n_neighbors=10)
                yield Map(who, size, seed, seconds, float(trust))


def first(who: str, size: int) -> float:
    """Seconds from import to map in a fresh process that has compiled nothing before."""
    source = (
        f"import time; begun = time.perf_counter()\nfrom benchmarks import umap\n"
        f"umap.layout({who!r}, umap.mixture({size}, 1), 1)\nprint(time.perf_counter() - begun)"
    )
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", source], check=True, capture_output=True,
            encoding="utf-8", cwd=HERE.parent, env=os.environ | {"NUMBA_CACHE_DIR": folder},
        )  # fmt: skip
    return float(done.stdout.splitlines()[-1])


def table(maps: list[Map], firsts: dict[tuple[str, int], float]) -> list[str]:
    """The rows: medians over the seeds of seconds, of ratios and of trustworthiness."""
    lines = [
        "| points | by | seconds | ours is faster by | first map, with compilation, s | "
        "trustworthiness |",
        "|---|---|---|---|---|---|",
    ]
    for size in sorted({one.size for one in maps}):
        of = {who: [m for m in maps if (m.who, m.size) == (who, size)] for who in WHO}
        base = np.array([one.seconds for one in of["ours"]])
        for who in WHO:
            seconds = np.array([one.seconds for one in of[who]])
            ratio = f"**{np.median(seconds / base):.1f}×**" if who.startswith("umap") else ""
            alone = f"{firsts[who, size]:.1f}" if (who, size) in firsts else ""
            lines.append(
                f"| {size:,} | {who} | {np.median(seconds):.2f} | {ratio} | {alone} | "
                f"{np.median([one.trust for one in of[who]]):.4f} |"
            )
    return lines


def recording(size: int, times: int = 5) -> float:
    """What keeping every epoch's positions costs, as a share: copies against epochs, best of
    `times` each. Measured apart: two whole layouts differ by more than this for other reasons."""
    from engine.kernels import umap as kernel
    from engine.kernels.neighbours import knn

    graph = kernel.graph(*knn(mixture(size, 1), NEIGHBOURS - 1), NEIGHBOURS)
    state = kernel.begin(kernel.start(graph, 2))
    epochs, copies = [], []
    for _ in range(times):
        begun = time.perf_counter()
        kernel.advance(state, graph, kernel.Settings(), 50)
        between = time.perf_counter()
        film = [state.positions.copy() for _ in range(50)]
        epochs.append(between - begun)
        copies.append(time.perf_counter() - between)
        film.clear()
    return min(copies) / min(epochs)


def report(maps: list[Map], firsts: dict[tuple[str, int], float], costs: dict[int, float]) -> str:
    """The whole page."""
    names = ("umap-learn", "pynndescent", "numba", "numpy", "scipy", "scikit-learn")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    kept = "; ".join(f"{size:,} points: {cost:.2%}" for size, cost in costs.items())
    return "\n".join([
        "# UMAP against umap-learn",
        "",
        f"`python -m benchmarks.umap`, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"Gaussian mixtures of {CLUSTERS} clusters in {D} dimensions, {NEIGHBOURS} neighbours, "
        f"{EPOCHS} epochs; {len({one.seed for one in maps})} seeds, by turns; medians. Wall time "
        "from vectors to the last epoch; ours has exact neighbours, umap-learn's are approximate "
        "above 4,096 points. First map: in a fresh process with an empty cache, imports and "
        "compilation included; once. Trustworthiness: 10 neighbours, of up to 5,000 points.",
        "",
        *table(maps, firsts),
        "",
        f"Keeping a copy of the positions of every epoch, as a share of the epochs' time: {kept} "
        f"(at most {TARGET:.0%} was the aim).",
        "",
    ])  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.umap", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the table goes")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="maps of each kind")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="points")
    given = parser.parse_args()
    out: Path = given.out
    firsts = {}
    for size in given.sizes:
        for who in ("ours", "umap-learn"):
            firsts[who, size] = first(who, size)
            print(f"first map of {size:,} points, {who}: {firsts[who, size]:.1f} s", flush=True)
    maps = []
    for one in measure(given.sizes, range(1, given.seeds + 1)):
        maps.append(one)
        print(one, flush=True)
    costs = {size: recording(size) for size in given.sizes}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(maps, firsts, costs), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
