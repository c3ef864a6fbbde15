"""Points are vectors with names and colours; any set of them fits in a link as one short word.

The rows of a selection travel as a bitmap, compressed (DEFLATE, RFC 1951) and spelled in the
address-safe alphabet of RFC 4648 §5.
"""

import base64
import zlib
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from engine.sentences import N_, Refused


@dataclass(frozen=True, eq=False)
class Column:
    """Something points can be coloured by.

    kind    "category" or "number"
    names   of the categories; () for numbers
    values  int32 (N,) numbers of categories, or float32 (N,)
    """

    kind: Literal["category", "number"]
    names: tuple[str, ...]
    values: np.ndarray

    def __post_init__(self) -> None:
        if self.kind == "category" and len(self.values):
            low, high = int(self.values.min()), int(self.values.max())
            if low < 0 or high >= len(self.names):
                raise ValueError(f"categories {low}–{high} of {len(self.names)} names")


@dataclass(frozen=True, eq=False)
class Points:
    """N points in D dimensions.

    vectors    float32 (N, D), finite
    labels     N names; "" where a point has none
    columns    name → what they can be coloured by
    metric     the natural distance between them
    images     uint8 (N, height, width), what each point is a picture of
    relations  relation → pairs of labels, for arrows
    counts     (N,) how often each occurs
    """

    id: str
    vectors: np.ndarray
    labels: tuple[str, ...]
    columns: dict[str, Column]
    metric: Literal["cosine", "euclidean"]
    language: str = ""
    images: np.ndarray | None = None
    relations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    counts: np.ndarray | None = None

    def __post_init__(self) -> None:
        sizes = {len(self.vectors), len(self.labels)}
        sizes |= {len(column.values) for column in self.columns.values()}
        sizes |= {len(part) for part in (self.images, self.counts) if part is not None}
        if len(sizes) > 1 or self.vectors.ndim != 2:
            raise ValueError(f"points with parts of different lengths: {sorted(sizes)}")


def only(points: Points, mask: np.ndarray) -> Points:
    """Some of `points`: those where `mask` (N,) is true, or of these row numbers, in that order.

    Categories keep their numbers, and so their colours; relations keep the pairs still whole.
    """
    rows = np.arange(len(points.labels))[mask]
    labels = tuple(points.labels[row] for row in rows.tolist())
    kept = set(labels)
    relations = {
        name: [(a, b) for a, b in pairs if a in kept and b in kept]
        for name, pairs in points.relations.items()
    }
    return replace(
        points,
        vectors=points.vectors[rows],
        labels=labels,
        columns={
            name: replace(column, values=column.values[rows])
            for name, column in points.columns.items()
        },
        images=None if points.images is None else points.images[rows],
        relations={name: pairs for name, pairs in relations.items() if pairs},
        counts=None if points.counts is None else points.counts[rows],
    )


def head(points: Points, most: int) -> Points:
    """The first `most` points; all of them where there are no more."""
    return points if len(points.labels) <= most else only(points, np.arange(most))


def pack_rows(rows: np.ndarray, N: int) -> str:
    """Row numbers of N points as one address-safe word; their order and repetition are lost.

    Raises Refused where a number is none of 0 … N − 1.
    """
    numbers = np.asarray(rows)
    whole = numbers.size == 0 or np.issubdtype(numbers.dtype, np.integer)
    if not whole or (numbers < 0).any() or (numbers >= N).any():
        raise Refused(N_("A selection names points that are not among the {N}."), N=f"{N:,}")
    mask = np.zeros(N, bool)
    mask[numbers.astype(np.int64)] = True
    packed = zlib.compress(np.packbits(mask).tobytes(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack_rows(text: str, N: int) -> np.ndarray:
    """The row numbers that `pack_rows` packed: int64, ascending, each once.

    Raises Refused for anything else; unfolds no more bytes than N points need.
    """
    mask = _unfolded(text, -(-N // 8))
    if mask is None or mask[N:].any():
        raise Refused(
            N_("The chosen points are not of these {N}; go back to all points."), N=f"{N:,}"
        )
    return np.flatnonzero(mask[:N])


def _unfolded(text: str, size: int) -> np.ndarray | None:
    """The bits (8·size,) of a packed word; None where it does not hold exactly `size` bytes."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unfolding = zlib.decompressobj()
        bits = unfolding.decompress(raw, size + 1)
    except (ValueError, zlib.error):
        return None
    whole = unfolding.eof and not unfolding.unused_data and len(bits) == size
    return np.unpackbits(np.frombuffer(bits, np.uint8)).astype(bool) if whole else None
