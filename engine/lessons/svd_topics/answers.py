"""Questions a visitor asks of a recorded decomposition; each answer holds the whole film over k.

`answer` settles a prediction. Where a question gives `edges` ("2,5"), it is the number of the
interval that the measured value lies in, counted from 0: below 2, from 2 to 5, from 5 on.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.lessons.svd_topics import agreement, window
from engine.lessons.svd_topics.recorded import Query, Recorded, asked_words, read, whole_number
from engine.lessons.svd_topics.sources import column_of
from engine.sentences import N_, Refused
from engine.trace import Trace

#: Words or documents listed.
NEAR = 8


def settled(value: float, query: Query, **more: Any) -> dict[str, Any]:
    """A measured value as an answer: the number, or the interval it lies in."""
    edges = query.get("edges", "")
    try:
        between = [float(edge) for edge in edges.split(",")] if edges else []
    except ValueError as error:
        raise Refused(N_("edges={given} is not a list of numbers."), given=edges[:40]) from error
    answer = str(bisect_right(between, value)) if between else f"{value:.3g}"
    return {"value": float(value), "answer": answer, **more}


def cosines(vectors: np.ndarray, point: np.ndarray) -> np.ndarray:
    """Cosine of a point (k,) with each of `vectors` (N, k) at every rank: float32 (k + 1, N).

    At rank r only the first r numbers count; at rank 0 there are none, and all cosines are 0.
    """
    dots = np.cumsum(vectors * point, axis=1, dtype=np.float64)
    lengths = np.sqrt(np.cumsum(np.square(vectors, dtype=np.float64), axis=1))
    length = np.sqrt(np.cumsum(np.square(point, dtype=np.float64)))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(lengths * length > 0, dots / (lengths * length), 0.0)
    return np.concatenate([np.zeros((1, len(vectors))), found.T]).astype(np.float32)


def nearest(found: np.ndarray, without: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """The nearest at every rank, ids (k + 1, n) and cosines; ties go to the lower id."""
    kept = found.copy()
    kept[:, without] = -np.inf
    n = min(NEAR, kept.shape[1] - len(set(without)))
    # A hair of rounding must not decide between equals.
    order = np.argsort(-np.round(kept, 5), axis=1, kind="stable")[:, :n]
    return order, np.take_along_axis(kept, order, axis=1)


def query(trace: Trace, query: Query) -> dict[str, Any]:
    """`words` → where they lie among the documents (or words), and the nearest, at every rank.

    Documents: the query is weighted as they are and folded in, q̂ = S⁻¹ Uᵀ q; compared are S q̂ and
    the rows of V S: the cosine of the query with each column of the table of rank k, both seen in
    its k directions. Without documents: the mean of the words' directions.
    """
    recorded = read(trace)
    rows, unknown = asked_words(query, recorded)
    if recorded.notes["square"]:
        return near_words(recorded, rows, unknown)
    counts = np.bincount(rows, minlength=len(recorded.words)).astype(np.float64)
    column = column_of(counts, recorded.weights["query weights"], recorded.notes["settings"])
    place = (column @ recorded.words) / recorded.s  # S q̂ = Uᵀ q, and words are rows of U S
    ids, near = nearest(cosines(recorded.columns, place), [])
    shown = sorted(set(ids.ravel().tolist()))
    cells = recorded.cells[sorted(set(rows))][:, shown].toarray() > 0  # (Q, n)
    shared = dict(zip(shown, cells.sum(axis=0).tolist(), strict=True))
    titles = recorded.titles
    category = recorded.weights.get("category of")
    documents = {
        str(i): {
            "title": titles[i],
            "shared": shared[i],
            "category": None if category is None else int(category[i]),
        }
        for i in shown
    }
    return {
        "kind": "documents",
        "place": place,
        "words": [recorded.names[i] for i in rows],
        "unknown": unknown,
        "different": len(set(rows)),
        "ids": ids,
        "cosines": near,
        "documents": documents,
        "answer": titles[int(ids[-1][0])] if ids.shape[1] else "",
    }


def near_words(recorded: Recorded, rows: list[int], unknown: list[str]) -> dict[str, Any]:
    """The words nearest to the mean of some words, at every rank."""
    place = recorded.words[rows].mean(axis=0)
    ids, near = nearest(cosines(recorded.words, place), rows)
    return {
        "kind": "words",
        "place": place,
        "words": [recorded.names[i] for i in rows],
        "unknown": unknown,
        "different": len(set(rows)),
        "ids": ids,
        "cosines": near,
        "names": {str(i): recorded.names[i] for i in sorted(set(ids.ravel().tolist()))},
        "answer": recorded.names[int(ids[-1][0])] if ids.shape[1] else "",
    }


def unshared(trace: Trace, query_: Query) -> dict[str, Any]:
    """`words`, `rank` → how many of the nearest documents hold none of the words."""
    found = query(trace, query_)
    if found["kind"] != "documents":
        raise Refused(N_("This table has no documents; take words × documents."))
    rank = whole_number(query_, "rank", len(found["ids"]) - 1, 1, len(found["ids"]) - 1)
    shared = [found["documents"][str(i)]["shared"] for i in found["ids"][rank]]
    return settled(sum(one == 0 for one in shared), query_, of=len(shared))


def near(trace: Trace, query: Query) -> dict[str, Any]:
    """`word` → its nearest words at every rank; `rank` → which of them is the answer."""
    recorded = read(trace)
    row = recorded.row(query.get("word", ""))
    ranks = len(recorded.s)
    rank = whole_number(query, "rank", ranks, 1, ranks)
    found = cosines(recorded.words, recorded.words[row])
    ids, values = nearest(found, [row])
    return {
        "words": [[recorded.names[i] for i in one] for one in ids],
        "cosines": values,
        "answer": recorded.names[int(ids[rank][0])] if ids.shape[1] else "",
    }


def rows(trace: Trace, query: Query) -> dict[str, Any]:
    """`words` → a window of the table about these words, and what each direction adds to it."""
    recorded = read(trace)
    asked, unknown = asked_words(query, recorded)
    ids = window.around(list(dict.fromkeys(asked)), recorded.words)
    square = recorded.notes["square"]
    cells = recorded.cells
    columns = ids if square else window.heaviest(cells, ids)
    names = recorded.names if square else recorded.titles
    category = recorded.weights.get("category of")
    return {
        "rows": [recorded.names[i] for i in ids],
        "columns": [names[i] for i in columns],
        "categories": [] if category is None else [int(category[i]) for i in columns],
        "original": window.cut(cells, ids, columns),
        "left": recorded.words[ids].T,  # (k, R): U S
        "right": (recorded.columns[columns] / recorded.s).T,  # (k, C): V
        "unknown": unknown,
        "answer": len(ids),
    }


def document(trace: Trace, query: Query) -> dict[str, Any]:
    """`id` → what a document is called, how it begins, and the words that weigh most in it."""
    recorded = read(trace)
    if recorded.notes["square"]:
        raise Refused(N_("This table has no documents; take words × documents."))
    i = whole_number(query, "id", 0, 0, len(recorded.columns) - 1)
    column = np.asarray(recorded.cells[:, [i]].toarray()).reshape(-1)
    heavy = [int(row) for row in np.argsort(-column, kind="stable")[:NEAR] if column[row] > 0]
    said = recorded.document(i)
    return said | {"words": [recorded.names[row] for row in heavy], "answer": said["title"]}


def kept(trace: Trace, query: Query) -> dict[str, Any]:
    """`rank` → the share of all energy that so many directions keep."""
    recorded = read(trace)
    rank = whole_number(query, "rank", len(recorded.s), 0, len(recorded.s))
    return settled(trace[rank].scalars["energy"], query)


def strongest(trace: Trace, query: Query) -> dict[str, Any]:
    """`words` → the direction, from 1, on whose one side these words together weigh most."""
    recorded = read(trace)
    asked, _unknown = asked_words(query, recorded)
    shares = np.square((recorded.words[asked] / recorded.s).mean(axis=0))  # (k,)
    best = int(shares.argmax()) + 1
    return {"shares": shares, "value": best, "answer": str(best)}


def signs(trace: Trace, query: Query) -> dict[str, Any]:
    """`rank` → whether all words lie on one side of this direction: "one" or "two"."""
    recorded = read(trace)
    rank = whole_number(query, "rank", 1, 1, len(recorded.s))
    column = recorded.words[:, rank - 1]
    share = float(abs(column.sum()) / max(1e-12, np.abs(column).sum()))
    return {"value": share, "answer": "one" if share > 0.9 else "two"}


def categories(trace: Trace, query: Query) -> dict[str, Any]:
    """The categories of the documents at each direction's ends, purity and chance."""
    recorded = read(trace)
    if recorded.notes["square"] or "category of" not in recorded.weights:
        raise Refused(N_("The documents of this text have no categories to compare with."))
    category_of = np.asarray(recorded.weights["category of"], np.int64)
    seed = int(recorded.notes["settings"]["seed"])
    found = agreement.table(recorded.columns, category_of, seed)
    together = agreement.clusters(recorded.columns, category_of, seed)
    return settled(found["purity"], query, **found, clusters=together)


#: What can be asked of a recorded decomposition: `/api/runs/{key}/ask/{name}`.
ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "query": query,
    "unshared": unshared,
    "near": near,
    "rows": rows,
    "document": document,
    "kept": kept,
    "strongest": strongest,
    "signs": signs,
    "categories": categories,
}
