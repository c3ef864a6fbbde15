"""The vectors of a map: the toy world's, a run's, a known set's, or the visitor's own."""

from dataclasses import replace
from typing import Any

import numpy as np

import engine
from engine.lessons.embedding_space.params import PARAMS
from engine.sentences import N_, Refused
from engine.trace import Frame

WORLDS = ("toy-world", "toy-world-zh")
#: The frequency column is the logarithm of a word's count: frequencies differ by powers of ten.
FREQUENCY = "frequency"


def whole(params: PARAMS) -> Any:
    """The points of the source that `params` name, cut to as many as they allow. Raises Refused."""
    from engine.vectors import sources

    if params.source in WORLDS:
        return world(params.source, params.points)
    # The seed is the map's: two maps of different seeds are of the same points.
    return sources.load(params.source, params.points, 1)


def points_of(params: PARAMS, found: Any = None) -> Any:
    """The points that `params` ask for, isolated as they say; `found`: `whole`, where it is known.

    Raises Refused.
    """
    from engine.vectors.points import only, unpack_rows

    found = found or whole(params)
    if params.only:
        found = only(found, unpack_rows(params.only, len(found.vectors)))
    if len(found.vectors) < 2:
        raise Refused(N_("A map needs at least 2 points; there is {n}."), n=len(found.vectors))
    return found


def world(corpus: str, most: int) -> Any:
    """The toy world's word vectors: trained at the first call, then kept on the shelf."""
    from engine.lessons import word2vec
    from engine.vectors import shelf
    from engine.vectors.points import head

    name = f"{corpus}@{engine.VERSION}"
    kept = shelf.get(name)
    if kept is None:
        frames = list(word2vec.train(word2vec.PARAMS(corpus=corpus)))
        kept = of_run(frames[0], frames[-1], corpus)
        shelf.put_as(name, kept)
    return head(replace(kept, id=corpus), most)


def of_run(first: Frame, frame: Frame, name: str) -> Any:
    """The vectors of a recorded run at `frame`, with what frame 0 says of their words.

    Any lesson's run will do whose frames keep weights called `vectors` (V, D) and whose first
    frame names their `words`. Raises Refused where there are none.
    """
    from engine.vectors.points import Points

    if "vectors" not in frame.weights or "words" not in first.notes:
        raise Refused(N_("This run keeps no word vectors; choose another one."))
    words = list(first.notes["words"])
    vectors = np.asarray(frame.weights["vectors"], np.float32)[: len(words)]
    counts = np.asarray(first.notes.get("counts", np.ones(len(words))), np.int64)[: len(words)]
    relations = {
        relation: [(a, b) for a, b in pairs]
        for relation, pairs in first.notes.get("relations", {}).items()
    }
    return Points(
        id=name,
        vectors=np.where(np.isfinite(vectors), vectors, 0),
        labels=tuple(words),
        columns=columns(first, counts),
        metric="cosine",
        language=str(first.notes.get("language", "")),
        relations=relations,
        counts=counts,
    )


def columns(first: Frame, counts: np.ndarray) -> dict[str, Any]:
    """What words can be coloured by: their kind or part of speech, and how frequent they are."""
    from engine.vectors.points import Column

    found = {}
    if "group_of" in first.notes:
        groups = np.asarray(first.notes["group_of"], np.int32)
        found["kind"] = Column("category", tuple(first.notes["groups"]), groups)
    frequency = np.log10(np.maximum(1, counts)).astype(np.float32)
    return found | {FREQUENCY: Column("number", (), frequency)}
