"""SVD topics: a table of words is a sum of a few directions, and each of them has a meaning.

Latent semantic analysis (Deerwester, Dumais, Furnas, Landauer, Harshman 1990), with Eigenwords
(Dhillon, Foster, Ungar 2015) as a variant. Frame r is the table rebuilt from its first r
directions, the nearest table of that rank there is (Eckart, Young 1936).
"""

from collections.abc import Iterator
from typing import Any

from engine.lessons.svd_topics.answers import ANSWERS
from engine.lessons.svd_topics.claims import claims
from engine.lessons.svd_topics.params import PARAMS
from engine.lessons.svd_topics.sources import WORLDS, table
from engine.sentences import N_, Refused
from engine.trace import Frame

#: Where it can be computed, and filled cells from which CUDA is worth its start.
DEVICES, WORTH_CUDA = ("cpu", "cuda"), 1_000_000

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def warm() -> None:
    """Load the compiled kernels and read the toy worlds, so that no run waits for them."""
    for world in WORLDS:
        for matrix in ("term-document", "term-term"):
            list(train(PARAMS(corpus=world, matrix=matrix, rank=1)))


def taken_apart(cells: Any, rank: int, seed: int, device: str) -> Any:
    """The `rank` largest singular triples of the table, on a GPU where that is worth it."""
    if device == "cuda" and cells.nnz >= WORTH_CUDA:
        from engine.models import svd as batched

        return batched.truncated(cells, rank, seed, device)
    from engine.measures import svd as plain

    return plain.truncated(cells, rank, seed)


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one decomposition; step r keeps r directions. Raises Refused where it cannot be."""
    from engine.lessons.svd_topics.film import Film
    from engine.measures.svd import whole

    asked = table(params)
    energy = whole(asked.cells)
    if not energy > 0:
        raise Refused(N_("Every cell of this table is 0: there is nothing to take apart."))
    rank = min(asked.cells.shape) if params.numbers == "lecture" else params.rank
    found = taken_apart(asked.cells, rank, params.seed, device)
    # A table of lower rank has no more directions: the rest would be rounding.
    real = max(1, int((found.s > 1e-5 * found.s[0]).sum()))
    found = type(found)(found.u[:, :real], found.s[:real], found.v[:, :real])
    yield from Film(asked, found, energy, params).frames()
