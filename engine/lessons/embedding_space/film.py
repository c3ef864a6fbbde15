"""What is recorded of a map in the making: every step where that is small enough, and its truth.

A frame is the map; at some moments it also says how far the map can be trusted (Venna, Kaski 2001;
Lee, Verleysen 2009), point by point.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.embedding_space.methods import EXAGGERATED, THREADS, Metric, Nearest, Step
from engine.lessons.embedding_space.params import PARAMS
from engine.trace import Frame

#: Coordinates of one film: about 6 MB. Where the steps are more, every second, third … is kept.
FILM = 3_000_000
#: Neighbours that a map is asked about.
NEAR = 10
#: Points up to which every one is judged; of more, so many drawn at random.
JUDGED, SAMPLED = 2_000, 1_000
#: Moments at which the map is judged, besides the first.
TRIALS = 36
#: Seconds in which a finished film is shown from end to end.
SHOWN_IN = 12.0
#: Groups that are looked for where a set says of none.
GROUPS = 10
#: Relations whose arrows can be shown, and pairs of each.
RELATIONS, PAIRS = 12, 24


def stride(N: int, params: PARAMS) -> int:
    """Steps from one recorded frame to the next: 1 as long as the film stays small."""
    return max(1, -(-params.steps * N * params.dimensions // FILM))


class Film:
    """Turns the steps of a method into frames."""

    def __init__(
        self, points: Any, metric: Metric, near: Nearest, params: PARAMS, whole: int | None = None
    ) -> None:
        from engine.measures.maps import Judge, sample

        self.points, self.metric, self.near, self.params = points, metric, near, params
        N = len(points.vectors)
        self.whole = whole or N
        self.every = stride(N, params)
        self.columns = coloured(points, metric, params.seed)
        self.judge = Judge(
            points.vectors, NEAR, metric, sample(N, N if N <= JUDGED else SAMPLED, params.seed),
            threads=THREADS,
        )  # fmt: skip
        last = params.steps
        # Close together early, when most happens.
        self.trials = {round(last * (i / TRIALS) ** 1.6) for i in range(TRIALS + 1)}

    def frames(self, steps: Iterator[Step], device: str) -> Iterator[Frame]:
        """A frame for every step; the first holds what does not change."""
        due = sorted(self.trials)
        for step in steps:
            final = step.done >= self.params.steps
            judged = bool(due) and step.done >= due[0]
            while due and due[0] <= step.done:
                due.pop(0)
            first = step.done == 0
            scalars, arrays = self.seen(step) if judged or final else ({}, {})
            # Between the ends half precision: the eye cannot tell, and the film is half as long.
            kind = np.float32 if first or final else np.float16
            arrays["positions"] = bounded(step.positions, kind)
            if first:
                yield Frame(0, scalars, {**self.still(), **arrays}, self.kept(), self.notes(device))
            else:
                yield Frame(step.done, scalars, arrays)

    def seen(self, step: Step) -> tuple[dict[str, float], dict[str, np.ndarray]]:
        """How far the map of this step can be trusted: overall, and of each judged point."""
        quality = self.judge.of(step.positions)
        shares = [quality.trustworthiness, quality.continuity, quality.overlap]
        names = ("trustworthiness", "continuity", "overlap")
        scalars = {name: float(s.mean()) for name, s in zip(names, shares, strict=True)}
        bytes_ = np.round(np.clip(np.stack(shares), 0, 1) * 255).astype(np.uint8)  # (3, M)
        return {**scalars, **step.measure()}, {"quality": bytes_}

    def still(self) -> dict[str, np.ndarray]:
        """What the picture needs once: neighbours in the original space, colours, little images."""
        N = len(self.points.vectors)
        small = np.uint16 if N < 2**16 else np.uint32
        arrays = {
            "near": self.near.ids[:, :NEAR].astype(small),
            "distances": bounded(self.near.distances[:, :NEAR], np.float16),
        }
        if len(self.judge.judged) < N:
            arrays["judged"] = self.judge.judged.astype(np.uint32)
        for name, column in self.columns.items():
            kind = np.uint16 if column.kind == "category" else np.float32
            arrays[f"column {name}"] = column.values.astype(kind)
        if self.points.images is not None:
            arrays["images"] = self.points.images
        return arrays

    def kept(self) -> dict[str, np.ndarray]:
        """The original vectors, so that a recorded map can be asked about them anywhere."""
        return {"original": self.points.vectors}

    def notes(self, device: str) -> dict[str, Any]:
        """What a viewer reads of the run."""
        points, params = self.points, self.params
        known = set(points.labels)
        frames = params.steps / self.every
        return {
            "words": list(points.labels),
            "counts": None if points.counts is None else points.counts.tolist(),
            "columns": [
                {"name": name, "kind": column.kind, "names": list(column.names)}
                for name, column in self.columns.items()
            ],
            "relations": {
                name: [[a, b] for a, b in pairs if a in known and b in known][:PAIRS]
                for name, pairs in list(points.relations.items())[:RELATIONS]
            },
            "source": points.id,
            "language": points.language,
            "metric": self.metric,
            "method": params.method,
            "dimensions": params.dimensions,
            "whole": self.whole,
            "width": int(points.vectors.shape[1]),
            "last_step": params.steps,
            "every": self.every,
            "pace": max(10.0, frames / SHOWN_IN),
            "marks": self.marks(),
            "device": device,
        }

    def marks(self) -> list[list[Any]]:
        """Steps at which something changes, and what: shown on the time line."""
        params = self.params
        marks: list[list[Any]] = []
        if params.method == "tsne" and params.exaggeration > 1 and params.iterations > EXAGGERATED:
            marks.append([EXAGGERATED, "exaggeration"])
        if params.shake and params.method != "pca" and 0 < params.shaken_at < params.steps:
            marks.append([params.shaken_at, "shaken"])
        return marks


def coloured(points: Any, metric: Metric, seed: int) -> dict[str, Any]:
    """What points can be coloured by; groups found in the original space (k-means) are added."""
    from engine.measures.clusters import kmeans
    from engine.vectors.points import Column

    names = [c.names for c in points.columns.values() if c.kind == "category"]
    wanted = max(2, min(GROUPS, len(names[0]) if names else 8, len(points.vectors)))
    found = kmeans(points.vectors, wanted, seed, metric)
    groups = tuple(str(i + 1) for i in range(int(found.max(initial=0)) + 1))
    return {**points.columns, "found groups": Column("category", groups, found)}


def bounded(positions: np.ndarray, kind: Any) -> np.ndarray:
    """Positions in their number format; what half precision cannot hold stops at its edge."""
    most = float(np.finfo(kind).max)
    return np.clip(positions, -most, most).astype(kind)
