"""Three ways to a map, each as a sequence of steps that can be watched.

PCA (Pearson 1901) turns a plane until it is the widest; t-SNE (van der Maaten, Hinton 2008) and
UMAP (McInnes, Healy, Melville 2018) let points pull and push until neighbours stand together.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from engine.lessons.embedding_space.params import PARAMS, TURNS
from engine.sentences import N_, Refused

Metric = Literal["cosine", "euclidean"]

#: Points up to which every pair is computed, flat and in space; above them forces are interpolated.
EXACT, EXACT_IN_SPACE = 10_000, 20_000
#: Points from which a CUDA device is the faster way.
WORTH_CUDA = 5_000
#: Threads of a run: it shares the machine with others.
THREADS = 2
#: Iterations of t-SNE in which neighbours pull more strongly.
EXAGGERATED = 250


class Step(NamedTuple):
    """One recorded moment: steps done, positions float32 (N, d), and what it can measure of itself.

    measure() costs about as much as a step: it is called now and then only.
    """

    done: int
    positions: np.ndarray
    measure: Callable[[], dict[str, float]]


@dataclass(frozen=True)
class Nearest:
    """The nearest points of each point in the original space: ids (N, K) and distances (N, K)."""

    ids: np.ndarray
    distances: np.ndarray


def nearest(vectors: np.ndarray, k: int, metric: Metric, seed: int) -> Nearest:
    """The k nearest of every point, itself left out; fewer where there are fewer."""
    from engine.kernels.graph import neighbours

    k = min(k, len(vectors) - 1)
    return Nearest(*neighbours(vectors, k, metric, seed, threads=THREADS))


def needed(params: PARAMS) -> int:
    """How many neighbours the method looks at."""
    return {"pca": 0, "tsne": 3 * params.perplexity, "umap": params.neighbours}[params.method]


def steps(
    vectors: np.ndarray, near: Nearest, metric: Metric, params: PARAMS, every: int, device: str
) -> Iterator[Step]:
    """The steps of the method that `params` name: the first, then every `every`th, and the last."""
    shown = rows_of(vectors, metric)
    way = {"pca": pca, "tsne": tsne, "umap": umap}[params.method]
    yield from way(shown, near, params, every, device)


def rows_of(vectors: np.ndarray, metric: Metric) -> np.ndarray:
    """The vectors as the metric sees them: under the cosine only their directions."""
    from engine.measures.similarity import unit

    return unit(vectors) if metric == "cosine" else np.asarray(vectors, np.float32)


def moments(first: int, last: int, every: int, *also: int) -> list[int]:
    """Steps at which the optimisation stops for a moment, after `first`; always at `last`."""
    return sorted({*range(first + every, last, every), last, *(at for at in also if at > first)})


def pca(
    vectors: np.ndarray, near: Nearest, params: PARAMS, every: int, device: str
) -> Iterator[Step]:
    """The plane turns from a random one to the components asked for."""
    from engine.measures.turning import turn

    asked = (params.first, params.second, params.third)[: params.dimensions]
    if len(set(asked)) < len(asked):
        raise Refused(
            N_("The axes must show different components; given were {axes}."),
            axes=", ".join(map(str, asked)),
        )
    turns = turn(vectors, tuple(axis - 1 for axis in asked), params.seed, TURNS + 1)
    for i, seen in enumerate(turns):
        shares = {f"share_{n + 1}": float(share) for n, share in enumerate(seen.shares)}
        shares["variance"] = float(seen.share)
        yield Step(i, seen.positions, shares.copy)


def tsne(
    vectors: np.ndarray, near: Nearest, params: PARAMS, every: int, device: str
) -> Iterator[Step]:
    """Every `every`th iteration of t-SNE, with the divergence in nats."""
    from engine.kernels import tsne as kernel
    from engine.measures.projections import pca as principal

    settings = kernel.Settings(
        perplexity=float(params.perplexity), rate=params.rate, exaggeration=params.exaggeration,
        exaggerated=EXAGGERATED, dimensions=params.dimensions,
    )  # fmt: skip
    # What is known of more neighbours must not make another map.
    k = kernel.reach(len(vectors), settings.perplexity)
    joint = kernel.affinities(near.ids[:, :k], near.distances[:, :k], settings.perplexity)
    plane = None
    if params.begin == "pca":
        plane = principal(vectors, params.dimensions).positions.astype(np.float32)
    state = kernel.start(len(vectors), plane, params.seed, params.dimensions)
    run = way_of(state, joint, settings, device)
    yield Step(0, run.positions(), run.measure)
    shaken = params.shaken_at if 0 < params.shaken_at < params.iterations and params.shake else 0
    for until in moments(0, params.iterations, every, shaken):
        run.advance(until - run.done)
        if until == shaken:
            run.shake(params.shake, params.seed)
        yield Step(until, run.positions(), run.measure)


class OnTheCpu:
    """The optimisation by compiled kernels."""

    def __init__(self, state: Any, joint: Any, settings: Any) -> None:
        from engine.kernels import tsne as kernel

        self.kernel, self.state, self.joint, self.settings = kernel, state, joint, settings
        self.repulsion = repulsion(len(state.positions), settings.dimensions)

    @property
    def done(self) -> int:
        """Iterations done."""
        return int(self.state.done)

    def advance(self, iterations: int) -> None:
        """Go on by so many iterations."""
        self.kernel.advance(
            self.state, self.joint, self.settings, iterations, self.repulsion, THREADS
        )

    def positions(self) -> np.ndarray:
        """A copy of the map (N, d)."""
        return self.state.positions.copy()

    def measure(self) -> dict[str, float]:
        """The Kullback-Leibler divergence, which the optimisation lowers; nats."""
        divergence = self.kernel.divergence(self.state, self.joint, self.repulsion, THREADS)
        return {"divergence": float(divergence)}

    def shake(self, strength: float, seed: int) -> None:
        """Move every point at random."""
        self.state.positions += shaken(self.state.positions, strength, seed)


class OnTorch:
    """The optimisation on a CUDA device."""

    def __init__(self, state: Any, joint: Any, settings: Any, device: str) -> None:
        from engine.models import tsne as batched

        self.batched, self.joint, self.settings, self.device = batched, joint, settings, device
        self.run = batched.move(state, device)

    @property
    def done(self) -> int:
        """Iterations done."""
        return self.run.done

    def advance(self, iterations: int) -> None:
        """Go on by so many iterations."""
        self.batched.advance(self.run, self.joint, self.settings, iterations)

    def positions(self) -> np.ndarray:
        """A copy of the map (N, d)."""
        return self.batched.positions(self.run)

    def measure(self) -> dict[str, float]:
        """The Kullback-Leibler divergence, which the optimisation lowers; nats."""
        return {"divergence": self.batched.divergence(self.run, self.joint)}

    def shake(self, strength: float, seed: int) -> None:
        """Move every point at random."""
        state = self.batched.fetch(self.run)
        state.positions += shaken(state.positions, strength, seed)
        self.run = self.batched.move(state, self.device)


def way_of(state: Any, joint: Any, settings: Any, device: str) -> "OnTheCpu | OnTorch":
    """Where the optimisation runs."""
    if device == "cuda" and len(state.positions) >= WORTH_CUDA:
        return OnTorch(state, joint, settings, device)
    return OnTheCpu(state, joint, settings)


def repulsion(N: int, dimensions: int) -> Any:
    """How all push all: every pair up to some thousands of points, interpolated beyond."""
    if (EXACT if dimensions == 2 else EXACT_IN_SPACE) >= N:
        from engine.kernels.tsne import repel

        return repel
    if dimensions == 3:
        raise Refused(
            N_("With three axes t-SNE takes at most {most} points; there are {n}. Use two axes."),
            most=EXACT_IN_SPACE,
            n=N,
        )
    from engine.kernels.tsne_fft import repel as interpolated

    return interpolated


def umap(
    vectors: np.ndarray, near: Nearest, params: PARAMS, every: int, device: str
) -> Iterator[Step]:
    """Every `every`th epoch of UMAP's layout."""
    from engine.kernels import umap as kernel
    from engine.measures.projections import pca as principal

    settings = kernel.Settings(
        neighbours=params.neighbours, min_dist=params.min_dist, epochs=params.epochs,
        dimensions=params.dimensions,
    )  # fmt: skip
    graph = kernel.graph(near.ids, near.distances, params.neighbours)
    plane = principal(vectors, params.dimensions).positions.astype(np.float32)
    places = kernel.start(graph, params.dimensions, params.layout, plane, params.seed)
    state = kernel.begin(places, params.seed)
    yield Step(0, state.positions.copy(), dict)
    at = params.shaken_at if 0 < params.shaken_at < params.epochs and params.shake else 0
    for until in moments(0, params.epochs, every, at):
        kernel.advance(state, graph, settings, until - state.done)
        if until == at:
            state.positions += shaken(state.positions, params.shake, params.seed)
        yield Step(until, state.positions.copy(), dict)


def shaken(positions: np.ndarray, strength: float, seed: int) -> np.ndarray:
    """Random moves (N, d), `strength` of the map's width large."""
    width = float(positions.std(axis=0).max()) or 1.0
    moves = np.random.default_rng(seed).standard_normal(positions.shape)
    return (moves * strength * width).astype(np.float32)
