"""Large maps: the neighbour graph, and iterations of t-SNE, at 20,000 and 100,000 points.

`python -m benchmarks.large` writes the table. On CUDA, where there is one: exact neighbours and
exact repulsion, every pair of points in every iteration. Else on the CPU: exact neighbours, and
repulsion by FFT. Points: 100 clusters in 64 dimensions; perplexity 30, so K = 90 neighbours.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from engine.kernels import graph, neighbours, tsne, tsne_fft

RESULT = Path(__file__).resolve().parent / "results" / "large.md"
SIZES, D, CLUSTERS = (20_000, 100_000), 64, 100
SETTINGS = tsne.Settings()
#: Iterations timed at once; all in all on CUDA and on the CPU.
CHUNK, ITERATIONS = 25, {"cuda": 1000, "cpu": 500}


@dataclass(frozen=True)
class Method:
    """One way to a map, on one device: `begin` gives what does iterations and what measures."""

    name: str
    device: str
    knn: Callable[[np.ndarray, int], tuple[np.ndarray, np.ndarray]]
    begin: Callable[[int, np.ndarray, tsne.Affinities], "Map"]


@dataclass(frozen=True)
class Map:
    """advance(n) does n iterations; divergence() in nats; positions() (N, 2)."""

    advance: Callable[[int], float]
    divergence: Callable[[], float]
    positions: Callable[[], np.ndarray]


@dataclass(frozen=True)
class Measured:
    """Seconds of each step; milliseconds an iteration, with exaggeration and at the end."""

    points: int
    method: str
    graph: float
    affinities: float
    early: float
    late: float
    iterations: int
    total: float
    divergence: float
    width: float


def points_of(N: int, seed: int = 0) -> np.ndarray:
    """Vectors (N, D) float32 in clusters of different spread."""
    random = np.random.default_rng(seed)
    middles = random.normal(size=(CLUSTERS, D)) * 2
    spread = random.uniform(0.3, 1.5, CLUSTERS)
    member = random.integers(0, CLUSTERS, N)
    noise = random.normal(size=(N, D)) * spread[member, None]
    return (middles[member] + noise).astype(np.float32)


def timed(work: Callable[[], object]) -> float:
    """Seconds on the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def plane_of(vectors: np.ndarray) -> np.ndarray:
    """The two principal components (N, 2)."""
    flat = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(flat.T @ flat)  # rising
    return flat @ axes[:, :-3:-1]


def on_cpu(threads: int) -> Method:
    """Compiled kernels; repulsion by FFT."""

    def begin(N: int, plane: np.ndarray, joint: tsne.Affinities) -> Map:
        state = tsne.start(N, plane)
        return Map(
            lambda n: tsne.advance(state, joint, SETTINGS, n, tsne_fft.repel, threads),
            lambda: tsne.divergence(state, joint, tsne_fft.repel, threads),
            lambda: state.positions,
        )

    for module in (neighbours, tsne, tsne_fft):
        module.warm()
    name = f"{platform.machine()} CPU, {threads} threads"
    with suppress(OSError, IndexError):
        said = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("model name")[1]
        model = said.splitlines()[0].strip().removeprefix(":").strip()
        name = f"{model}, {threads} threads"
    return Method(
        "FFT, CPU", name, lambda vectors, k: neighbours.knn(vectors, k, threads=threads), begin
    )


def on_cuda() -> Method:
    """torch, every pair."""
    import torch

    from engine.models import neighbours as graphs
    from engine.models import tsne as maps

    def begin(N: int, plane: np.ndarray, joint: tsne.Affinities) -> Map:
        run = maps.start(N, plane, device="cuda")
        return Map(
            lambda n: maps.advance(run, joint, SETTINGS, n),  # ends with a number: it has waited
            lambda: maps.divergence(run, joint),
            lambda: maps.positions(run),
        )

    small = points_of(500)
    ids, distances = graphs.knn(small, 90, device="cuda")  # loads CUDA's libraries
    begin(500, small, tsne.affinities(ids, distances, SETTINGS.perplexity)).advance(2)
    name = f"{torch.cuda.get_device_name()}, torch {version('torch')}"
    return Method(
        "exact, CUDA", name, lambda vectors, k: graphs.knn(vectors, k, device="cuda"), begin
    )


def measure(method: Method, N: int, iterations: int) -> Measured:
    """A whole map, from vectors to the last iteration."""
    vectors = points_of(N)
    K = tsne.reach(N, SETTINGS.perplexity)
    began = time.perf_counter()
    ids, distances = method.knn(vectors, K)
    found = time.perf_counter()
    joint = tsne.affinities(ids, distances, SETTINGS.perplexity)
    weighed = time.perf_counter()
    made = method.begin(N, plane_of(vectors), joint)
    chunks = [timed(lambda: made.advance(CHUNK)) for _ in range(iterations // CHUNK)]
    first = max(1, min(len(chunks) - 1, SETTINGS.exaggerated // CHUNK))
    return Measured(
        N, method.name, found - began, weighed - found,
        float(np.median(chunks[:first])) / CHUNK * 1e3,
        float(np.median(chunks[-max(1, len(chunks) // 4) :])) / CHUNK * 1e3,
        len(chunks) * CHUNK, time.perf_counter() - began, made.divergence(),
        float(np.ptp(made.positions(), axis=0).max()),
    )  # fmt: skip


def approximate(N: int, threads: int) -> tuple[float, float]:
    """Neighbours of neighbours: seconds, and the share of the true ones found, of 1000 points."""
    vectors = points_of(N)
    K = tsne.reach(N, SETTINGS.perplexity)
    began = time.perf_counter()
    ids, _ = graph.neighbours(vectors, K, threads=threads, exact_up_to=0)
    seconds = time.perf_counter() - began
    some = np.random.default_rng(0).choice(N, min(N, 1000), replace=False)
    squares = np.square(vectors).sum(axis=1) - 2 * vectors[some] @ vectors.T  # (1000, N)
    squares[np.arange(len(some)), some] = np.inf
    true = np.argpartition(squares, K - 1, axis=1)[:, :K]
    pairs = zip(ids[some], true, strict=True)
    return seconds, float(np.mean([np.isin(a, b).mean() for a, b in pairs]))


def table(measured: list[Measured]) -> Iterator[str]:
    """The rows of maps."""
    yield (
        "| points | repulsion | graph, s | affinities, s | ms/iteration, exaggerated | at the end "
        "| iterations | all, s | KL, nats | width |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in measured:
        yield (
            f"| {one.points:,} | {one.method} | {one.graph:.2f} | {one.affinities:.2f} | "
            f"{one.early:.1f} | **{one.late:.1f}** | {one.iterations:,} | {one.total:.1f} | "
            f"{one.divergence:.3f} | {one.width:.0f} |"
        )


def main() -> None:
    """Measure, print and keep the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the table goes")
    parser.add_argument("--points", type=int, nargs="+", default=SIZES)
    parser.add_argument("--iterations", type=int, help="of each map")
    parser.add_argument("--device", choices=("cuda", "cpu"), help="by default CUDA if there is one")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    given = parser.parse_args()
    import torch

    device = given.device or ("cuda" if torch.cuda.is_available() else "cpu")
    method = on_cuda() if device == "cuda" else on_cpu(given.threads)
    lines = [
        "# Large maps", "",
        f"`python -m benchmarks.large` on {method.device}; Python {platform.python_version()}, "
        f"numba {version('numba')}, scipy {version('scipy')}.", "",
        f"{CLUSTERS} clusters in {D} dimensions, perplexity {SETTINGS.perplexity:g}; one run each, "
        f"medians of chunks of {CHUNK} iterations. “at the end”: the last quarter, where the map "
        "is widest. Compilation is left out.", "",
    ]  # fmt: skip
    measured = []
    for N in given.points:
        measured.append(measure(method, N, given.iterations or ITERATIONS[device]))
        print(measured[-1], flush=True)
    lines += table(measured)
    if device == "cpu":
        ready = timed(lambda: graph.neighbours(points_of(1000), 90, exact_up_to=0))
        lines += [
            "", "Neighbours of neighbours (pynndescent, one thread) instead of every pair. It "
            f"compiles itself in every new process: {ready:.0f} s, left out here.",
            "", "| points | graph, s | recall |", "|---|---|---|",
        ]  # fmt: skip
        for N in given.points:
            seconds, recall = approximate(N, given.threads)
            lines.append(f"| {N:,} | {seconds:.1f} | {recall:.1%} |")
            print(lines[-1], flush=True)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(given.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
