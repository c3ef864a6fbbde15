"""What can be varied in a map of an embedding space."""

from typing import Literal

from engine.params import Params, param
from engine.sentences import N_

#: Points a map may have; what a link can ask for stays within minutes.
MOST_POINTS = 100_000


class PARAMS(Params):
    """What can be varied."""

    source: str = param("toy-world", N_("Vectors"))
    only: str = param("", N_("Only some points"), longest=6000)
    method: Literal["pca", "tsne", "umap"] = param(
        "tsne", N_("Method"), names={"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
    )
    dimensions: Literal[2, 3] = param(
        2, N_("Axes"), names={2: N_("flat"), 3: N_("in space")}, help=N_("Two axes, or three.")
    )
    perplexity: int = param(
        30,
        N_("Perplexity"),
        ge=2,
        le=200,
        unit=N_("neighbours"),
        when={"method": "tsne"},
        help=N_("How many neighbours each point tries to keep."),
    )
    iterations: int = param(750, N_("Iterations"), ge=10, le=5000, step=10, when={"method": "tsne"})
    neighbours: int = param(
        15,
        N_("Neighbours"),
        ge=2,
        le=200,
        unit=N_("points"),
        when={"method": "umap"},
        help=N_("How many neighbours each point is joined to."),
    )
    min_dist: float = param(
        0.1,
        N_("Minimum distance"),
        ge=0,
        le=0.99,
        step=0.05,
        when={"method": "umap"},
        help=N_("How tightly points may be packed on the map."),
    )
    epochs: int = param(300, N_("Epochs"), ge=10, le=2000, step=10, when={"method": "umap"})
    first: int = param(1, N_("Across"), ge=1, le=50, unit=N_("component"), when={"method": "pca"})
    second: int = param(2, N_("Up"), ge=1, le=50, unit=N_("component"), when={"method": "pca"})
    third: int = param(
        3,
        N_("Into depth"),
        ge=1,
        le=50,
        unit=N_("component"),
        when={"method": "pca", "dimensions": 3},
    )
    seed: int = param(1, N_("Seed"), ge=0, le=999_999)
    metric: Literal["natural", "cosine", "euclidean"] = param(
        "natural",
        N_("Distance"),
        names={
            "natural": N_("the usual one"),
            "cosine": N_("cosine"),
            "euclidean": N_("Euclidean"),
        },
        help=N_("Between the original vectors. Usual is cosine for words, Euclidean otherwise."),
        folded=True,
    )
    points: int = param(
        3000,
        N_("Points at most"),
        ge=2,
        le=MOST_POINTS,
        help=N_("The first ones are taken; of words these are the most frequent."),
        folded=True,
    )
    rate: float = param(
        0.0,
        N_("Learning rate"),
        ge=0,
        le=5000,
        step=10,
        when={"method": "tsne"},
        help=N_("0: by the number of points."),
        folded=True,
    )
    exaggeration: float = param(
        12.0,
        N_("Early exaggeration"),
        ge=1,
        le=50,
        step=1,
        when={"method": "tsne"},
        help=N_("In the first 250 iterations neighbours pull this many times as hard."),
        folded=True,
    )
    begin: Literal["pca", "random"] = param(
        "pca",
        N_("Starts from"),
        names={"pca": "PCA", "random": N_("random places")},
        when={"method": "tsne"},
        folded=True,
    )
    layout: Literal["spectral", "pca", "random"] = param(
        "spectral",
        N_("Starts from"),
        names={"spectral": N_("the graph"), "pca": "PCA", "random": N_("random places")},
        when={"method": "umap"},
        folded=True,
    )
    shake: float = param(
        0.0,
        N_("Shaken by"),
        ge=0,
        le=2,
        step=0.1,
        help=N_("Moves every point at random, by this share of the map's width; 0: never."),
        folded=True,
    )
    shaken_at: int = param(0, N_("Shaken at step"), ge=0, le=5000, folded=True)
    grid: bool = param(False, N_("Many small maps"), folded=True)
    beside: str = param("", N_("Beside it"), longest=300, view=True)

    @property
    def steps(self) -> int:
        """Steps of the whole run: iterations, epochs, or turns of the plane."""
        return {"tsne": self.iterations, "umap": self.epochs, "pca": TURNS}[self.method]


#: Steps in which PCA's plane turns from a random one to the widest.
TURNS = 90
