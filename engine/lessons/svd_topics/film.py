"""What is recorded of a decomposition: frame r adds the r-th direction to those before it.

Frame 0 holds the table's window and keeps nothing of it; each later frame brings one direction:
its singular value, its share in the window, its words and documents. The window at rank k is the
sum of what frames 1 … k brought, so that time is the number of directions kept.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.svd_topics import lecture, window
from engine.lessons.svd_topics.params import PARAMS
from engine.lessons.svd_topics.sources import Table
from engine.measures.svd import SVD
from engine.trace import Frame

#: Words and documents named at each end of a direction; of so few words all, always in order.
WORDS, DOCUMENTS, FEW = 7, 3, 8
#: Words and documents on the map, and directions that can be its axes.
ON_MAP, DOCUMENTS_ON_MAP, AXES = 1_500, 12_000, 12
#: Pairs of a relation that are told, at the most.
PAIRS = 24


class Film:
    """Turns a table and its decomposition into frames."""

    def __init__(self, table: Table, found: SVD, whole: float, params: PARAMS) -> None:
        from engine.measures.svd import energy

        self.table, self.found, self.params = table, found, params
        self.kept = np.concatenate([[0.0], energy(found.s, whole)])  # (k + 1,)
        self.word_vectors = found.u * found.s.astype(np.float32)  # (V, k)
        self.column_vectors = found.v * found.s.astype(np.float32)  # (D, k)
        self.rows = window.chosen(self.word_vectors)
        self.columns = self.rows if table.square else window.chosen(self.column_vectors)
        self.on_map = min(ON_MAP, len(table.words))
        self.documents = 0 if table.square else min(DOCUMENTS_ON_MAP, len(found.v))

    def frames(self) -> Iterator[Frame]:
        """Frame 0, then one for each direction."""
        k = len(self.found.s)
        original = window.cut(self.table.cells, self.rows, self.columns)
        yield Frame(
            0, self.scalars(0), {"original": original, **self.still()},
            {**self.held(), **(self.vectors() if k == 0 else {})}, self.notes(),
        )  # fmt: skip
        for r in range(1, k + 1):
            u, v = self.found.u[:, r - 1], self.found.v[:, r - 1]
            size = np.float32(self.found.s[r - 1])
            arrays = {"left": u[self.rows] * size, "right": v[self.columns]}
            if r <= AXES:
                arrays["words at"] = (u[: self.on_map] * size).astype(np.float16)
                arrays["documents at"] = (v[: self.documents] * size).astype(np.float16)
            yield Frame(
                r, self.scalars(r), arrays, self.vectors() if r == k else {},
                {"topic": self.topic(r)},
            )  # fmt: skip

    def scalars(self, r: int) -> dict[str, float]:
        """The singular value, the energy kept, and the error: √(1 − energy kept)."""
        kept = float(self.kept[r])
        found = {"energy": kept, "error": float(np.sqrt(max(0.0, 1 - kept)))}
        return found | ({"singular": float(self.found.s[r - 1])} if r else {})

    def still(self) -> dict[str, np.ndarray]:
        """What a map is coloured by."""
        read = self.table.read
        if read is None or not len(read.category_of) or not self.documents:
            return {}
        return {"category": read.category_of[: self.documents].astype(np.uint16)}

    def held(self) -> dict[str, np.ndarray]:
        """The whole table and the words, so that a recorded run can be asked anywhere."""
        cells, read = self.table.cells, self.table.read
        kept = {
            "cells": np.asarray(cells.data, np.float32),
            "cell columns": cells.indices.astype(np.int32),
            "cell starts": cells.indptr.astype(np.int32),
            "query weights": self.table.weights.astype(np.float32),
            "spelled": spelled(self.table.words),
            "common": spelled(self.table.common),
        }
        if read is not None and read.titles:
            kept["titles"] = spelled(read.titles)
        if read is not None and len(read.category_of):
            kept["category of"] = read.category_of
        return kept

    def vectors(self) -> dict[str, np.ndarray]:
        """The words' vectors U S, which another lesson can take, and the columns' V S."""
        return {"vectors": self.word_vectors, "column vectors": self.column_vectors}

    def notes(self) -> dict[str, Any]:
        """What a viewer reads of the run."""
        table, params, read = self.table, self.params, self.table.read
        known = set(table.words[: self.on_map])
        relations = {} if read is None else read.relations
        pairs = {
            name: [[a, b] for a, b in found if a in known and b in known][:PAIRS]
            for name, found in relations.items()
        }
        names, group_of = self.groups()
        return {
            "words": list(table.words[: self.on_map]),
            "counts": [float(count) for count in table.counts[: self.on_map]],
            "groups": names,
            "group_of": group_of,
            "relations": {name: found for name, found in pairs.items() if len(found) > 1},
            "language": "en" if read is None else read.language,
            "rows": [table.words[i] for i in self.rows],
            "columns": self.column_names(),
            "column_categories": self.column_categories(),
            "square": table.square,
            "vocabulary": len(table.words),
            "size": list(table.cells.shape),
            "filled": int(table.cells.nnz),
            "different": len(table.words) if read is None else read.different,
            "common": len(table.common),
            "left_out": 0 if read is None else read.left_out,
            "categories": [] if read is None else list(read.categories),
            "settings": {
                name: getattr(params, name)
                for name in ("numbers", "matrix", "method", "weighting", "shift", "seed")
            },
            "last_step": len(self.found.s),
            "pace": max(1.5, len(self.found.s) / 12),
        }

    def groups(self) -> tuple[list[str], list[int]]:
        """The kinds of words, and each shown word's number among them; empty where unknown."""
        read = self.table.read
        if read is None:
            return list(lecture.GROUPS), list(lecture.GROUP_OF)
        said = [read.groups.get(word, "other") for word in self.table.words[: self.on_map]]
        names = sorted({*said} - {"other"})
        if not names:
            return [], []
        names.append("other")
        return names, [names.index(one) for one in said]

    def column_names(self) -> list[str]:
        """What the window's columns are: words, or the titles of documents."""
        if self.table.square:
            return [self.table.words[i] for i in self.columns]
        assert self.table.read is not None
        return [self.table.read.titles[i] for i in self.columns]

    def column_categories(self) -> list[int]:
        """The categories of the window's documents; empty where there are none."""
        read = self.table.read
        if self.table.square or read is None or not len(read.category_of):
            return []
        return [int(read.category_of[i]) for i in self.columns]

    def topic(self, r: int) -> dict[str, Any]:
        """Direction r: the words and documents at its two ends, with their weights."""
        u, v = self.found.u[:, r - 1], self.found.v[:, r - 1]
        few = len(u) <= FEW
        heavy = np.arange(len(u)) if few else np.concatenate(window.ends(u, WORDS))
        order = heavy if few else heavy[np.argsort(-u[heavy], kind="stable")]
        told: dict[str, Any] = {
            "words": [[self.table.words[i], round(float(u[i]), 4)] for i in order]
        }
        if not self.table.square:
            told["documents"] = [
                [self.document(int(i)) | {"weight": round(float(v[i]), 4)} for i in end]
                for end in window.ends(v, DOCUMENTS)
            ]
        return told

    def document(self, i: int) -> dict[str, Any]:
        """What is said of a document where it is named."""
        read = self.table.read
        assert read is not None
        said: dict[str, Any] = {"id": i, "title": read.titles[i]}
        if len(read.category_of):
            said["category"] = int(read.category_of[i])
        return said


def spelled(names: tuple[str, ...]) -> np.ndarray:
    """Names as bytes, one a line: a weight is an array."""
    text = "\n".join(name.replace("\n", " ") for name in names)
    return np.frombuffer(text.encode("utf-8", "replace") or b"\n", np.uint8)


def unspelled(data: np.ndarray) -> list[str]:
    """The names that `spelled` wrote."""
    return bytes(np.asarray(data)).decode("utf-8", "replace").split("\n")
