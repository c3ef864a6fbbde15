"""What a map invented and what it lost can be counted: neighbours that are none, and the reverse.

Trustworthiness punishes points near in the map that are far in the original; continuity punishes
the opposite, near in the original and torn apart in the map (Venna, Kaski 2001, "Neighborhood
preservation in nonlinear projection methods"). Overlap is the plain share of neighbours kept
(Lee, Verleysen 2009, "Quality assessment of dimensionality reduction: rank-based criteria").
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.measures.similarity import unit

Metric = Literal["euclidean", "cosine"]

#: Bytes of original distances that are kept; where there are more, each look computes them anew.
KEPT = 200_000_000

#: Rows and entries of one block. Blocks depend on the points alone, never on the threads.
_ROWS, _ENTRIES = 128, 2**21

#: Squared distance, as a share of both squared lengths, that is rounding and nothing else.
_ROUNDING = 4e-15


@dataclass(frozen=True)
class Quality:
    """Of each of the M judged points, float32 (M,), 0 (worst) to 1 (nothing wrong).

    trustworthiness  whether its neighbours in the map are neighbours in the original
    continuity       whether its neighbours in the original are neighbours in the map
    overlap          share of its K nearest in the map that are among its K nearest in the original
    """

    trustworthiness: np.ndarray
    continuity: np.ndarray
    overlap: np.ndarray

    def means(self) -> dict[str, float]:
        """The three by name, averaged over the judged points; 1 where none was judged."""
        parts = vars(self).items()
        return {
            name: float(np.mean(part, dtype=float)) if len(part) else 1.0 for name, part in parts
        }


class Judge:
    """Knows who is near whom among `vectors` (N, D), and holds any map of them against it.

    judged: ids int64 (M,), `points` or all N; near: int32 (M, k), their nearest in the original,
    nearest first, ties to the lower id, a point itself left out. Neighbours are looked for among
    all N. As the measures are defined for k < N / 2 only, k is at most (N − 1) // 2; where that
    leaves none (N < 3), every map is faultless. Numbers that are not finite count as 0. Answers
    are the same bits for any number of threads.
    """

    def __init__(
        self,
        vectors: np.ndarray,
        k: int = 10,
        metric: Metric = "euclidean",
        points: np.ndarray | None = None,
        threads: int = 2,
    ) -> None:
        if metric not in ("euclidean", "cosine"):
            raise ValueError(f"metric is “{metric}”; allowed are euclidean and cosine")
        self.size = len(vectors)
        self.k = max(0, min(k, (self.size - 1) // 2))
        self.metric, self.threads = metric, max(1, threads)
        self.judged = np.arange(self.size) if points is None else np.array(points, np.int64)
        cosine = metric == "cosine"
        self._vectors = unit(_finite(vectors)) if cosine else scaled(vectors)  # (N, D) float64
        self._squares = np.einsum("nd,nd->n", self._vectors, self._vectors)
        self.near = np.empty((len(self.judged), self.k), np.int32)
        small = 4 * len(self.judged) * self.size <= KEPT
        self._kept = np.empty((len(self.judged), self.size), np.float32) if small else None
        self._each(self._look)

    def of(self, positions: np.ndarray) -> Quality:
        """How true the map is that puts the N points at `positions` (N, d); any scale.

        Distances in the map are Euclidean. Raises ValueError for another number of points.
        """
        if len(positions) != self.size:
            raise ValueError(f"{self.size} positions are needed; given {len(positions)}")
        from engine.kernels.ranks import compare

        places = np.ascontiguousarray(scaled(positions).T, np.float32)  # (d, N)
        lost = np.zeros((len(self.judged), 3), np.int64)

        def count(block: slice) -> None:
            compare(self._far(block), self.near[block], self.judged[block], places, lost[block])

        self._each(count)
        if self.k == 0:
            faultless = np.ones((3, len(self.judged)), np.float32)
            return Quality(*faultless)
        worst = self.k * (2 * self.size - 3 * self.k - 1) / 2  # the K ranks furthest out
        shares = np.array([1 - lost[:, 0] / worst, 1 - lost[:, 1] / worst, lost[:, 2] / self.k])
        return Quality(*shares.astype(np.float32))

    def _look(self, block: slice) -> None:
        from engine.kernels.ranks import nearest

        far = self._distances(self.judged[block])
        nearest(far, self.near[block])
        if self._kept is not None:
            self._kept[block] = far

    def _far(self, block: slice) -> np.ndarray:
        return self._distances(self.judged[block]) if self._kept is None else self._kept[block]

    def _distances(self, points: np.ndarray) -> np.ndarray:
        """Float32 (B, N): squared distances, or 1 − cosine; infinite from a point to itself.

        Products in float64: |x|² + |y|² − 2xy cancels, and in float32 little would be left. A BLAS
        may round the edges of a block in another order: what equals 0 but for that is made 0.
        """
        far = self._vectors[points] @ self._vectors.T  # (B, N)
        if self.metric == "cosine":
            np.subtract(1, far, out=far)
            far[far < _ROUNDING] = 0
        else:
            both = self._squares[points, None] + self._squares  # (B, N)
            far *= -2
            far += both
            far[far <= _ROUNDING * both] = 0
        far[np.arange(len(points)), points] = np.inf
        return far.astype(np.float32)

    def _each(self, work: Callable[[slice], None]) -> None:
        """Do `work` on every block of judged points; the threads live no longer than this."""
        if self.k == 0:
            return
        step = max(1, min(_ROWS, _ENTRIES // self.size))
        blocks = [slice(at, at + step) for at in range(0, len(self.judged), step)]
        if self.threads == 1 or len(blocks) < 2:
            for block in blocks:
                work(block)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(work, blocks))


def sample(size: int, most: int, seed: int) -> np.ndarray:
    """Ids int64 of at most `most` of `size` points, sorted, drawn without replacement."""
    if size <= most:
        return np.arange(size)
    return np.sort(np.random.default_rng(seed).choice(size, most, replace=False))


def scaled(rows: np.ndarray) -> np.ndarray:
    """Float64 `rows` (N, D) moved around 0 and scaled to within ±1: who is near stays near.

    By the middle of each column's range and a power of two: rounding must not part equal distances.
    """
    rows = _finite(rows)
    if rows.size:
        rows = rows - (rows.min(axis=0) / 2 + rows.max(axis=0) / 2)
    _, exponent = np.frexp(np.abs(rows).max(initial=0))
    return np.ldexp(rows, -exponent)


def _finite(rows: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(rows), rows, 0).astype(np.float64)
