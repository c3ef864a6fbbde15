"""Every set of vectors has an id that a link can carry, whether it is made, known or kept.

The toy worlds are trained by the lesson and kept on the shelf; shapes are made on the spot; the
digits are those of Alpaydin and Kaynak (1998), as scikit-learn holds them.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

import engine
from engine.sentences import N_, Refused
from engine.vectors import shelf
from engine.vectors.points import Column, Points, head
from engine.vectors.shapes import SHAPES, usual


@dataclass(frozen=True)
class Source:
    """A set to choose from; `title` and `about` are for people, marked for the translators."""

    id: str
    title: str
    about: str
    kind: Literal["words", "points", "shape"]


#: All sets with a name of their own, in the order they are offered.
SOURCES: tuple[Source, ...] = (
    Source("toy-world", N_("Toy world"), N_("Words of a small made-up world."), "words"),
    Source(
        "toy-world-zh", N_("Toy world in Chinese"), N_("The same world, told in Chinese."), "words"
    ),
    Source(
        "digits", N_("Handwritten digits"),
        N_("1,797 pictures of 8 × 8 pixels: each is a vector of 64 numbers."), "points",
    ),
    Source(
        "two-sizes", N_("Two sizes"),
        N_("Two clusters in 50 dimensions, one ten times as wide as the other."), "shape",
    ),
    Source(
        "distances", N_("Near and far"),
        N_("Three equal clusters in 50 dimensions; the third lies five times as far away."),
        "shape",
    ),
    Source(
        "noise", N_("Pure noise"),
        N_("500 points at random in 100 dimensions; there is nothing to be found."), "shape",
    ),
    Source(
        "line", N_("A line"),
        N_("Points on a straight line in 50 dimensions, with a little noise."), "shape",
    ),
    Source("grid", N_("A grid"), N_("A flat square grid."), "shape"),
    Source(
        "linked-rings", N_("Linked rings"),
        N_("Two circles in space, each through the other."), "shape",
    ),
    Source(
        "separate-rings", N_("Separate rings"), N_("The same two circles, pulled apart."), "shape"
    ),
    Source("trefoil", N_("Trefoil knot"), N_("One closed line in space, knotted."), "shape"),
    Source("swiss-roll", N_("Swiss roll"), N_("A flat sheet, rolled up in space."), "shape"),
    Source(
        "elephant", N_("An elephant"), N_("Points on the surface of an elephant, in 3-D."), "shape"
    ),
)  # fmt: skip

#: What the ids of vectors from a visitor's file and from a run begin with.
FILE, RUN = "file:", "run:"
_WORDS = tuple(source.id for source in SOURCES if source.kind == "words")
_KEPT = re.compile("file:([0-9a-f]{16})|(run:[0-9a-f]{16}@[0-9]{1,12})")


def kept_as(source: str) -> str | None:
    """The name on the shelf of what is not made here: `toy-world@1`, a file's hash, a run's id.

    None where `source` is made here, or unknown.
    """
    if source in _WORDS:
        return f"{source}@{engine.VERSION}"
    found = _KEPT.fullmatch(source)
    return (found[1] or found[2]) if found else None


def here(source: str) -> bool:
    """Whether `source` can be loaded now: known, and on the shelf where it is kept there."""
    if source in SHAPES or source in _WORDS or source == "digits":
        return True
    name = kept_as(source)
    return name is not None and shelf.metric(name) is not None


def load(source: str, most: int, seed: int) -> Points:
    """The points of `source`, at most the first `most`; `seed` moves what is made at random.

    Raises Refused where it is unknown, or no longer on the shelf.
    """
    name = kept_as(source)
    if source in SHAPES:
        return SHAPES[source](min(most, usual(source)), seed)
    if source == "digits":
        return digits(most)
    if name is None:
        raise Refused(
            N_("“{source}” is not a set of vectors; there are {known}, file:… and run:…."),
            source=source[:40],
            known=", ".join(one.id for one in SOURCES),
        )
    found = shelf.get(name)
    if found is None:
        raise Refused(
            N_("The vectors “{source}” are not kept here any more; open their file or run again."),
            source=source,
        )
    return head(replace(found, id=source), most)


def natural(source: str) -> Literal["cosine", "euclidean"]:
    """The natural distance of `source`, made known without making or reading its points.

    Cosine for words and for what is not here, Euclidean for shapes and digits; files say it.
    """
    if source in SHAPES or source == "digits":
        return "euclidean"
    name = kept_as(source)
    return "euclidean" if name is not None and shelf.metric(name) == "euclidean" else "cosine"


def digits(n: int = 1797) -> Points:
    """The first n of 1,797 handwritten digits: 64 brightnesses each, 0 to 16, and the pictures."""
    from sklearn.datasets import load_digits

    found = load_digits()
    vectors, said = found.data[:n].astype(np.float32), found.target[:n].astype(np.int32)
    names = tuple(str(digit) for digit in range(10))
    return Points(
        "digits",
        vectors,
        tuple(names[digit] for digit in said),
        {"label": Column("category", names, said)},
        "euclidean",
        images=np.round(vectors * (255 / 16)).astype(np.uint8).reshape(-1, 8, 8),
    )
