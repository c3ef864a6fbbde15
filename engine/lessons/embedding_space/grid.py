"""Many small maps of the same points: one setting down, another across, each really computed.

After Coenen and Pearce (2019), "Understanding UMAP", and Wattenberg, Viégas, Johnson (2016), whose
small multiples were computed beforehand; these are not.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.embedding_space.film import NEAR, bounded
from engine.lessons.embedding_space.methods import THREADS, Metric, nearest, steps
from engine.lessons.embedding_space.params import PARAMS
from engine.trace import Frame

#: Points of each small map.
FEW = 500
PERPLEXITIES, ITERATIONS = (2, 5, 15, 30, 100), (10, 50, 250, 500, 1000)
NEIGHBOURS, DISTANCES = (3, 8, 20, 80), (0.0, 0.1, 0.5, 0.99)


def sides(params: PARAMS) -> tuple[tuple[str, tuple[Any, ...]], tuple[str, tuple[Any, ...]]]:
    """What varies down and what across: names of parameters and their values."""
    if params.method == "umap":
        return ("neighbours", NEIGHBOURS), ("min_dist", DISTANCES)
    return ("perplexity", PERPLEXITIES), ("iterations", ITERATIONS)


def frames(points: Any, metric: Metric, params: PARAMS) -> Iterator[Frame]:
    """Frame 0 says what is varied; each later frame is one small map with its quality."""
    from engine.measures.maps import Judge
    from engine.vectors.points import head

    points = head(points, FEW)
    judge = Judge(points.vectors, NEAR, metric, threads=THREADS)
    down, across = sides(params)
    column = next((c for c in points.columns.values() if c.kind == "category"), None)
    column = column or next(iter(points.columns.values()), None)
    arrays = {} if column is None else {"column": column.values.astype(np.float32)}
    yield Frame(0, {}, arrays, {}, {
        "rows": [down[0], list(down[1])],
        "columns": [across[0], list(across[1])],
        "column": None if column is None else [column.kind, list(column.names)],
        "words": list(points.labels),
        "last_step": len(down[1]) * len(across[1]),
        "dimensions": 2,
        "method": "grid",
    })  # fmt: skip
    made = cells(points.vectors, metric, params)
    for done, (row, column_at, map_) in enumerate(made, start=1):
        quality = judge.of(map_)
        scalars = {
            "trustworthiness": float(quality.trustworthiness.mean()),
            "overlap": float(quality.overlap.mean()),
        }
        cell = {"cell": [row, column_at]}
        yield Frame(done, scalars, {"positions": bounded(map_, np.float16)}, {}, cell)


def cells(
    vectors: np.ndarray, metric: Metric, params: PARAMS
) -> Iterator[tuple[int, int, np.ndarray]]:
    """Row, column and map (N, 2) of every small map."""
    down, across = sides(params)
    near = nearest(vectors, 3 * max(PERPLEXITIES), metric, params.seed)
    for row, value in enumerate(down[1]):
        settings = params.changed(**{down[0]: value}, dimensions=2, shake=0.0)
        if params.method == "umap":
            for column, other in enumerate(across[1]):
                asked = settings.changed(**{across[0]: other}, epochs=200)
                *_, last = steps(vectors, near, metric, asked, 200, "cpu")
                yield row, column, last.positions
        else:
            # One optimisation gives all columns: they are moments of it.
            wanted = {step: column for column, step in enumerate(ITERATIONS)}
            asked = settings.changed(iterations=max(ITERATIONS))
            for step in steps(vectors, near, metric, asked, 10, "cpu"):
                if step.done in wanted:
                    yield row, wanted[step.done], step.positions
