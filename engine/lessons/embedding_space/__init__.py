"""Embedding spaces: a map of many dimensions on two or three, and what the map invented.

PCA (Pearson 1901; Hotelling 1933), t-SNE (van der Maaten, Hinton 2008) and UMAP (McInnes, Healy,
Melville 2018), step by step, each map judged against the original space while it forms.
"""

from collections.abc import Iterator

import numpy as np

from engine.lessons.embedding_space import grid
from engine.lessons.embedding_space.answers import ANSWERS
from engine.lessons.embedding_space.claims import claims
from engine.lessons.embedding_space.film import NEAR, Film
from engine.lessons.embedding_space.methods import nearest, needed, steps
from engine.lessons.embedding_space.params import PARAMS
from engine.lessons.embedding_space.sources import points_of, whole
from engine.trace import Frame

#: Where it can be computed; on any other device the compiled kernels on the CPU are the faster way.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def warm() -> None:
    """Load the compiled kernels into the fork server, so that no run waits for them."""
    from engine.kernels import neighbours, tsne, tsne_fft, umap
    from engine.measures.maps import Judge

    for kernel in (neighbours, tsne, tsne_fft, umap):
        kernel.warm()
    corners = np.eye(5, dtype=np.float32)
    Judge(corners, 2, threads=1).of(corners[:, :2])


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one map in the making; steps are iterations, epochs or turns of the plane.

    Raises Refused where the vectors asked for are not there, or too few.
    """
    found = whole(params)
    points = points_of(params, found)
    metric = points.metric if params.metric == "natural" else params.metric
    if params.grid and params.method != "pca":
        yield from grid.frames(points, metric, params)
        return
    near = nearest(points.vectors, max(NEAR, needed(params)), metric, params.seed)
    film = Film(points, metric, near, params, len(found.labels))
    made = steps(points.vectors, near, metric, params, film.every, device)
    yield from film.frames(made, device)
