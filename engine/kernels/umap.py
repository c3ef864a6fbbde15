"""UMAP epoch by epoch: umap-learn's graph, its schedule and its random numbers, to be watched.

McInnes, Healy, Melville (2018), "UMAP: uniform manifold approximation and projection for
dimension reduction"; what they leave open is as umap-learn 0.5.12 has it. `umap_plain` says an
epoch in plain numpy, and tests hold the two equal; `umap_loops` has the compiled loops. One
thread: an edge moves both its ends, so rows cannot be shared out and come out the same each time.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from engine.kernels import umap_loops

#: Coordinates at the start lie between 0 and this.
_SIDE = 10.0
#: Spread of the noise added to them, which parts points that would start in one place.
_NOISE = 1e-4
#: Edges weaker than this, as a share of the strongest, play no part in the start.
_FAINT = np.float32(1 / 500)
#: Points up to which the Laplacian is decomposed as a whole.
_FEW = 300
#: Vectors that Lanczos keeps, and numbers it may compute: some seconds.
_ROOM, _PATIENCE = 40, 60_000_000


@dataclass(frozen=True)
class Settings:
    """What a layout is made with.

    neighbours   how many count as near, the point itself among them (umap-learn's n_neighbors)
    min_dist     how near points may come to lie; in units of the layout
    epochs       of the whole layout: the learning rate falls to 0 over them
    rate         learning rate of the first epoch
    negatives    points drawn at random for each pull along an edge
    dimensions   2 or 3
    """

    neighbours: int = 15
    min_dist: float = 0.1
    epochs: int = 500
    rate: float = 1.0
    negatives: int = 5
    dimensions: int = 2


@dataclass(frozen=True)
class Graph:
    """The fuzzy simplicial set: memberships of edges in (0, 1], symmetric, both ways kept.

    Row i has columns[starts[i] : starts[i + 1]], ascending: starts int64 (N + 1,), columns int32
    (E,), values float32 (E,).
    """

    starts: np.ndarray
    columns: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def top(self) -> float:
        """The largest membership; 0 without edges."""
        return float(self.values.max(initial=0))


@dataclass
class State:
    """What an epoch changes, in place.

    positions  (N, 2 or 3) float32
    random     (N, 3) int64, the state of each point's random numbers
    done       epochs so far; what is due in the next follows from this number alone
    """

    positions: np.ndarray
    random: np.ndarray
    done: int = 0

    def copy(self) -> "State":
        """A state of its own, equal to this one."""
        return State(self.positions.copy(), self.random.copy(), self.done)


def graph(ids: np.ndarray, distances: np.ndarray, neighbours: int) -> Graph:
    """The fuzzy union of the points' neighbourhoods, as umap-learn's `fuzzy_simplicial_set`.

    ids, distances (N, K): the nearest of each point without itself, nearest first. `neighbours`
    counts the point itself, so the first neighbours − 1 are used: K must not be less, unless there
    are no more points. Equal points have distance 0. Never refuses: no neighbours, no edges.
    """
    N = len(ids)
    K = max(0, min(neighbours - 1, ids.shape[1]))
    if N < 2 or K == 0:
        return Graph(np.zeros(N + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    from scipy.sparse import csr_array

    near = np.ascontiguousarray(distances[:, :K], np.float32)
    values = np.empty((N, K), np.float32)
    mean = np.float32(near.sum(dtype=np.float64) / (N * (K + 1)))
    umap_loops.memberships(near, mean, values)
    columns = np.array(ids[:, :K], np.int32).ravel()  # a copy: it is sorted in place
    starts = np.arange(0, N * K + 1, K, dtype=np.int32)
    one_way = csr_array((values.ravel(), columns, starts), shape=(N, N))
    one_way.sort_indices()
    other_way = one_way.T.tocsr()
    # a + b − ab: the probability that at least one of two edges is there (section 3.1)
    both = csr_array(one_way + other_way - one_way * other_way)
    both.eliminate_zeros()
    both.sort_indices()
    return Graph(both.indptr.astype(np.int64), both.indices.astype(np.int32), both.data.copy())


@lru_cache(maxsize=64)
def curve(min_dist: float, spread: float = 1.0) -> tuple[float, float]:
    """a, b with which 1 / (1 + a x^2b) is nearest to e^-(x − min_dist) / spread, 1 below min_dist.

    As umap-learn's `find_ab_params`: least squares at 300 places from 0 to 3 spreads.
    """
    from scipy.optimize import curve_fit

    def near(x: np.ndarray, a: float, b: float) -> np.ndarray:
        return 1.0 / (1.0 + a * x ** (2 * b))

    places = np.linspace(0, 3 * spread, 300)
    wanted = np.where(places < min_dist, 1.0, np.exp(-(places - min_dist) / spread))
    (a, b), _ = curve_fit(near, places, wanted)
    return float(a), float(b)


@lru_cache(maxsize=64)
def tables(min_dist: float) -> tuple[np.ndarray, np.ndarray]:
    """What pulls an edge together and what pushes points apart, over `umap_loops.PLACES`.

    float32; both times the difference of positions are minus the gradients of the cross entropy
    (appendix C of the paper); 0.001 keeps the push finite.
    """
    a, b = curve(min_dist)
    squared = umap_loops.PLACES
    risen = a * squared**b
    pull = -2 * a * b * squared ** (b - 1) / (1 + risen)
    push = 2 * b / ((0.001 + squared) * (1 + risen))
    return pull.astype(np.float32), push.astype(np.float32)


def start(
    graph: Graph,
    dimensions: int = 2,
    init: Literal["spectral", "pca", "random"] = "spectral",
    plane: np.ndarray | None = None,
    seed: int = 0,
) -> np.ndarray:
    """Positions float32 (N, dimensions) to begin with, each coordinate from 0 to 10.

    spectral  eigenvectors of the graph's normalised Laplacian (section 3.2); where the graph
              falls into parts, or there are too few points, the plane instead
    pca       the first columns of `plane` (N, …), the principal components handed in
    random    even; also where a plane is needed and none is given
    """
    if dimensions not in (2, 3):
        raise ValueError(f"a layout has 2 or 3 dimensions; given {dimensions}")
    generator = np.random.default_rng(seed)
    found = _spectral(graph, dimensions) if init == "spectral" else None
    if found is None and init != "random" and plane is not None:
        found = np.zeros((len(graph), dimensions))
        found[:, : plane.shape[1]] = plane[:, :dimensions]
    if found is None:
        found = generator.uniform(-_SIDE, _SIDE, (len(graph), dimensions))
    found = found / (np.abs(found).max(initial=0) or 1.0) * _SIDE
    found += generator.normal(0, _NOISE, found.shape)
    low, high = found.min(axis=0, initial=np.inf), found.max(axis=0, initial=-np.inf)
    span = np.where(high > low, high - low, 1.0)
    return np.ascontiguousarray(_SIDE * (found - np.where(low < np.inf, low, 0)) / span, np.float32)


def _spectral(graph: Graph, dimensions: int) -> np.ndarray | None:
    """Eigenvectors (N, dimensions) of the second and further smallest eigenvalues, signs fixed.

    Of I − D^-½ W D^-½; found as the largest of D^-½ W D^-½. None where that says nothing.
    """
    N = len(graph)
    if dimensions + 2 > N or graph.top == 0:
        return None
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    values = np.where(graph.values < graph.top * _FAINT, 0, graph.values).astype(np.float64)
    weights = csr_array((values, graph.columns, graph.starts), shape=(N, N), copy=True)
    weights.eliminate_zeros()  # in place, hence the copy
    if connected_components(weights, directed=False, return_labels=False) > 1:
        return None
    root = np.sqrt(weights.sum(axis=1))  # (N,)
    rows = np.repeat(np.arange(N), np.diff(weights.indptr))
    weights.data /= root[rows] * root[weights.indices]
    vectors = _largest(weights, dimensions + 1)
    if vectors is None:
        return None
    vectors = vectors[:, 1:]
    largest = vectors[np.abs(vectors).argmax(axis=0), np.arange(dimensions)]
    return vectors * np.where(largest < 0, -1.0, 1.0)


def _largest(weights: Any, n: int) -> np.ndarray | None:
    """Eigenvectors (N, n) of the n largest eigenvalues, largest first; None where not found."""
    N = weights.shape[0]
    if N <= _FEW:
        return np.linalg.eigh(weights.toarray())[1][:, ::-1][:, :n]
    from scipy.sparse.linalg import ArpackError

    try:
        found, vectors = _lanczos(weights, np.zeros((N, 0)), n)
        # From one vector Lanczos meets one of several with the same eigenvalue (on a ring they
        # come in pairs), so what is left is looked at again.
        for _ in range(n):
            value, vector = _lanczos(weights, vectors, 1)
            if value[0] < found.min() + _tolerance(N):
                break
            kept = np.argsort(np.append(found, value))[1:]
            found = np.append(found, value)[kept]
            vectors = np.hstack([vectors, vector])[:, kept]
    except ArpackError:
        return None
    return vectors[:, np.argsort(found)[::-1]]


def _lanczos(weights: Any, without: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The n largest eigenvalues and vectors (N, n) other than the orthonormal `without` (N, m)."""
    from scipy.sparse.linalg import LinearOperator, eigsh

    N = weights.shape[0]
    rest = LinearOperator(
        weights.shape, lambda x: weights @ x - 2 * (without @ (without.T @ x)), dtype=np.float64
    )
    # Its own start vector: ones would be an eigenvector where all points have the same degree, and
    # the one of the time before has nothing left of what it found.
    first = np.random.default_rng(without.shape[1]).normal(size=N)
    # Along a curve of many points the eigenvalues crowd at 1: it is not waited for for ever.
    patience = max(10, _PATIENCE // (N * _ROOM))
    return eigsh(rest, n, which="LA", ncv=_ROOM, tol=_tolerance(N), v0=first, maxiter=patience)


def _tolerance(N: int) -> float:
    """Of an eigenvalue near 1; of many points a rough start is enough, and soon found."""
    return 1e-8 if N <= 5000 else 1e-6


def begin(positions: np.ndarray, seed: int = 0, done: int = 0) -> State:
    """The state before the first epoch, or before epoch `done` of a layout that is taken up again.

    Copies positions (N, 2 or 3). Each point's random numbers follow from the seed and its place.
    """
    positions = np.array(positions, np.float32, order="C")
    if positions.ndim != 2 or positions.shape[1] not in (2, 3):
        raise ValueError(f"positions (N, 2) or (N, 3) are needed; given {positions.shape}")
    seeds = np.random.default_rng(seed).integers(-(2**31), 2**31 - 1, 3)
    places = positions[:, :1].astype(np.float64).view(np.int64)  # (N, 1)
    return State(positions, seeds + places, done)


def rate(settings: Settings, n: int) -> float:
    """The learning rate of epoch n: falls evenly to 0, one epoch late, as umap-learn has it."""
    return settings.rate * max(0.0, 1 - max(0, n - 1) / max(1, settings.epochs))


def advance(state: State, graph: Graph, settings: Settings, epochs: int = 1) -> None:
    """`epochs` further epochs, in place. Epoch 0 moves nothing: no edge is due before epoch 1.

    Many small calls give exactly what one large call gives. Beyond settings.epochs the rate is 0.
    """
    if len(graph) != len(state.positions):
        raise ValueError(f"{len(state.positions)} points, but a graph of {len(graph)}")
    pull, push = tables(settings.min_dist)
    top = np.float32(graph.top or 1.0)
    for _ in range(epochs):
        umap_loops.epoch(
            state.positions, state.random, graph.starts, graph.columns, graph.values, top,
            pull, push, state.done, rate(settings, state.done), settings.negatives,
        )  # fmt: skip
        state.done += 1


def warm() -> None:
    """Compile the loops, or load them from numba's cache; starts no thread."""
    made = graph(np.array([[1], [0]], np.int32), np.ones((2, 1), np.float32), 2)
    for dimensions in (2, 3):
        advance(begin(start(made, dimensions)), made, Settings(dimensions=dimensions), 2)
