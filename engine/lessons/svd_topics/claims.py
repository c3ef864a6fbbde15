"""What the lectures claim of SVD, measured now, and one slip shown right.

The lecture draws its 5 × 5 table as an animal and a traffic direction at k = 2. Its table has an
empty diagonal, and then the traffic direction is the fourth; it is the second as soon as a word
counts as company of itself.
"""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.svd_topics import agreement, lecture
from engine.lessons.svd_topics.params import PARAMS
from engine.sentences import N_

ANIMALS, TRAFFIC = (0, 1, 2), (3, 4)
#: Directions in which the topics of a corpus are held against its categories.
RANK = 100


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield from five()
    yield measured(
        N_("the squared error at rank k is the energy of the directions left out, at every k"),
        "‖X − Xₖ‖² = σ²ₖ₊₁ + …",
        left,
    )
    yield measured(
        N_("no table of rank 2 is nearer to the 5 × 5 table: 2,000 others were tried"),
        N_("none"),
        nearer,
    )
    yield from topics()


def vectors(itself: bool, k: int) -> np.ndarray:
    """The five words in the first k directions, scaled to length 1: (5, k)."""
    from engine.measures.similarity import unit
    from engine.measures.svd import full

    found = full(lecture.counts(itself))
    return unit((found.u * found.s)[:, :k].astype(np.float32))


def together(words: np.ndarray) -> tuple[float, float]:
    """The least cosine within animals and within traffic, and the largest between the two."""
    cosines = words @ words.T
    inside = [cosines[i, j] for kind in (ANIMALS, TRAFFIC) for i, j in combinations(kind, 2)]
    across = [cosines[i, j] for i, j in product(ANIMALS, TRAFFIC)]
    return float(min(inside)), float(max(across))


def traffic(itself: bool) -> int:
    """The direction, from 1, on whose one side car and bus together weigh most."""
    from engine.measures.svd import full

    u = full(lecture.counts(itself)).u
    return int(np.square(u[list(TRAFFIC)].sum(axis=0)).argmax()) + 1


def five() -> Iterator[Claim]:
    """The lecture's table of cat, dog, pet, car and bus."""
    from engine.measures.svd import full

    def values() -> tuple[str, bool]:
        s = full(lecture.counts(itself=False)).s
        told = " · ".join(f"{value:.2f}" for value in s)
        return told, told == "13.98 · 8.63 · 6.60 · 5.52 · 4.26"

    def slip() -> tuple[str, bool]:
        near = float(vectors(False, 2)[0] @ vectors(False, 2)[3])
        return f"{traffic(False)}; cos(cat, car) = {near:.4f}", traffic(False) == 4 and near > 0.99

    def mended() -> tuple[str, bool]:
        inside, across = together(vectors(True, 2))
        told = f"{traffic(True)}; cosines inside ≥ {inside:.2f}, across ≤ {across:.2f}"
        return told, traffic(True) == 2 and inside > 0.9 > 0.5 > across

    yield measured(N_("singular values of the 5 × 5 table"), "–", values)
    yield measured(
        N_(
            "slip: with its empty diagonal the 5 × 5 table has its traffic direction not second but"
            " fourth, and at k = 2 a car is nearest to a cat"
        ),
        "2",
        slip,
    )
    yield measured(
        N_("where each word also keeps itself company, k = 2 parts animals from traffic"),
        "2",
        mended,
    )


def left() -> tuple[str, bool]:
    """The largest difference of the two over all k, on the toy world's table; ‖X‖² is 1."""
    from engine.lessons.svd_topics.sources import table
    from engine.measures.svd import full, whole

    cells = table(PARAMS(matrix="term-term", weighting="ppmi")).cells
    whole_energy, found = whole(cells), full(cells)
    rebuilt, worst = np.zeros(cells.shape), 0.0
    dense = cells.toarray().astype(np.float64)
    for k in range(60):
        rebuilt += found.s[k] * np.outer(found.u[:, k], found.v[:, k])
        error = np.square(dense - rebuilt).sum() / whole_energy
        worst = max(worst, abs(error - np.square(found.s[k + 1 :]).sum() / whole_energy))
    return f"{worst:.0e}", worst < 1e-5


def nearer() -> tuple[str, bool]:
    """Tables of rank 2 at random, each the best one on its own random columns."""
    table = lecture.counts(itself=False)
    s = np.linalg.svd(table, compute_uv=False)
    least = np.sqrt(np.square(s[2:]).sum())
    random = np.random.default_rng(1)
    errors = []
    for _ in range(2_000):
        basis, _ = np.linalg.qr(random.standard_normal((5, 2)))
        errors.append(np.linalg.norm(table - basis @ (basis.T @ table)))
    best = min(errors)
    return f"{least:.3f} < {best:.3f}", bool(least < best)


def topics() -> Iterator[Claim]:
    """Topics against the categories that people gave, beside chance."""
    from engine.text import corpora

    told = {
        "toy-world": N_(
            "toy world: documents at one end of a topic share a category; purity : chance"
        ),
        "reuters": N_("Reuters: documents at one end of a topic share a category; purity : chance"),
    }
    for corpus, sentence in told.items():
        if not corpora.available(corpus):
            continue  # nothing is downloaded behind anybody's back

        def purity(corpus: str = corpus) -> tuple[str, bool]:
            found = ends_of(corpus)
            told = f"{found['purity']:.0%} : {found['chance']:.0%}"
            return told, found["purity"] > 1.5 * found["chance"]

        yield measured(sentence, N_("purer"), purity)


def ends_of(corpus: str) -> dict[str, float]:
    """Purity at the ends of the directions of a corpus's TF-IDF table, and chance."""
    from engine.lessons.svd_topics.sources import table
    from engine.measures.svd import truncated

    asked = table(PARAMS(corpus=corpus))
    assert asked.read is not None
    found = truncated(asked.cells, RANK if corpus == "reuters" else 30, 1)
    columns = found.v * found.s.astype(np.float32)
    held = agreement.table(columns, asked.read.category_of, 1)
    return {name: held[name] for name in ("purity", "chance")}
