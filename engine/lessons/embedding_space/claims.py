"""What is said of maps, measured now: six misreadings (Wattenberg, Viégas, Johnson 2016), and PCA.

Every claim makes its own small map while you wait; none is looked up.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.embedding_space.methods import Metric, nearest, needed, steps
from engine.lessons.embedding_space.params import PARAMS
from engine.lessons.embedding_space.sources import points_of
from engine.sentences import N_

SOURCE = "Wattenberg et al. 2016"


def mapped(**values: Any) -> tuple[Any, np.ndarray, Metric]:
    """The points of some parameters, their finished map, and the metric."""
    params = PARAMS(**values)
    points = points_of(params)
    metric = points.metric if params.metric == "natural" else params.metric
    near = nearest(points.vectors, max(10, needed(params)), metric, params.seed)
    *_, end = steps(points.vectors, near, metric, params, params.steps, "cpu")
    return points, end.positions, metric


def groups(points: Any) -> np.ndarray:
    """The group of each point."""
    found: np.ndarray = next(c.values for c in points.columns.values() if c.kind == "category")
    return found


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield from settings()
    yield from widths()
    yield from shapes()
    yield from principal()


def settings() -> Iterator[Claim]:
    """The settings matter."""
    from engine.measures.maps import Judge

    def kept(perplexity: int) -> float:
        points, map_, metric = mapped(source="two-sizes", perplexity=perplexity)
        return float(Judge(points.vectors, 10, metric).of(map_).trustworthiness.mean())

    def measure() -> tuple[str, bool]:
        low, middle = kept(2), kept(30)
        return f"{low:.3f} : {middle:.3f}", middle > low

    yield measured(
        N_("The same points are mapped less faithfully at perplexity 2 than at 30"),
        SOURCE, measure,
    )  # fmt: skip


def widths() -> Iterator[Claim]:
    """Sizes of clusters and distances between them mean little; PCA keeps them."""
    from engine.measures.clusters import gap_ratio, size_ratio

    def size(method: str) -> float:
        points, map_, _ = mapped(source="two-sizes", method=method)
        return size_ratio(map_, groups(points))

    def gap(method: str, perplexity: int = 30) -> float:
        points, map_, _ = mapped(source="distances", method=method, perplexity=perplexity)
        return gap_ratio(map_, groups(points))

    def sizes() -> tuple[str, bool]:
        ratio = size("tsne")
        return f"{ratio:.1f} ×", ratio < 3

    def gaps() -> tuple[str, bool]:
        ratio = gap("tsne")
        return f"{ratio:.1f} ×", ratio < 2.5

    def both() -> tuple[str, bool]:
        near, far = gap("tsne"), gap("tsne", 50)
        return f"{near:.1f} × : {far:.1f} ×", far > 2 * near

    def by_pca() -> tuple[str, bool]:
        wide, far = size("pca"), gap("pca")
        return f"{wide:.1f} ×, {far:.1f} ×", wide > 5 and far > 3

    yield measured(
        N_("t-SNE draws a cluster ten times as wide as another hardly larger"),
        SOURCE, sizes,
    )  # fmt: skip
    yield measured(
        N_("t-SNE draws a cluster five times as far away as another hardly farther"), SOURCE, gaps
    )
    yield measured(
        N_("How far it is drawn hangs on the setting: perplexity 30 beside 50"), SOURCE, both
    )
    yield measured(N_("PCA keeps the sizes and distances of the same clusters"), "PCA", by_pca)


def shapes() -> Iterator[Claim]:
    """Noise falls into clumps; a line stays whole; a knot is torn."""
    from engine.measures.clusters import pieces, tears

    def clumps() -> tuple[str, bool]:
        points, map_, _ = mapped(source="noise", perplexity=2)
        found, true = pieces(map_), pieces(points.vectors)
        return f"{found} : {true}", found > 3 * true

    def knot() -> tuple[str, bool]:
        points, map_, _ = mapped(source="trefoil", begin="random")
        order = np.argsort(points.columns["position"].values, kind="stable")
        found = tears(points.vectors, map_, order, closed=True)
        return str(found), found > 0

    def line() -> tuple[str, bool]:
        points, map_, _ = mapped(source="line", perplexity=50)
        found = tears(points.vectors, map_, np.argsort(points.columns["position"].values))
        return str(found), found == 0

    yield measured(
        N_("Pure noise falls into clumps at perplexity 2: clumps on the map and in truth"),
        SOURCE, clumps,
    )  # fmt: skip
    yield measured(N_("A straight line stays whole at perplexity 50: tears"), SOURCE, line)
    yield measured(
        N_("A knot is torn at perplexity 30: places at which a closed thread breaks"), SOURCE, knot
    )


def principal() -> Iterator[Claim]:
    """No plane shows more variance than the first two principal components."""

    def measure() -> tuple[str, bool]:
        from engine.measures.projections import pca
        from engine.measures.similarity import unit

        vectors = unit(points_of(PARAMS()).vectors)
        centred = vectors - vectors.mean(axis=0)
        draw = np.random.default_rng(1)
        whole = float(np.square(centred).sum())
        planes = [np.linalg.qr(draw.standard_normal((centred.shape[1], 2)))[0] for _ in range(200)]
        best = max(float(np.square(centred @ plane).sum()) / whole for plane in planes)
        share = float(pca(vectors, 2).shares.sum())
        return f"{100 * share:.0f} % : {100 * best:.0f} %", share > best

    yield measured(
        N_("Two principal components show more variance than the best of 200 random planes"),
        "Pearson 1901", measure,
    )  # fmt: skip
