"""A bookmark of the Embedding Projector is a finished map: where each point stood on the screen.

Smilkov et al. (2016), "Embedding Projector"; its `State` keeps of every point the coordinates of
each method that had run, as "pca-0", "tsne-1" and so on. The vectors themselves are not in it.
"""

import json
import re
from collections import Counter
from typing import Any

import numpy as np

from engine.sentences import N_, Refused
from engine.vectors.files_numbers import check_rows, check_size, shown
from engine.vectors.points import Points

_BEGINS = re.compile(r'\s*(?:\[\s*)?\{\s*"')
_AXIS = re.compile(r"([a-z]{1,20})-([0-9]{1,3}|[xyz])")


def is_bookmark(text: str) -> bool:
    """Whether `text` begins as JSON objects do; GloVe's words hold brackets too, but not these."""
    return bool(_BEGINS.match(text))


def read_bookmark(text: str, name: str) -> Points:
    """The points of the selected view, else of the first, where its method has put them.

    Raises Refused where there is no view with positions, or a point lacks some.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Refused(
            N_("“{name}” begins as JSON does but cannot be read as such."), name=name
        ) from fault
    states = [state for state in (said if isinstance(said, list) else [said]) if _rows(state)]
    if not states:
        raise Refused(
            N_("“{name}” is JSON, but no bookmark of the Embedding Projector with positions."),
            name=name,
        )
    state = next((state for state in states if state.get("isSelected") is True), states[0])
    rows = _rows(state)
    axes = _axes(rows[0], str(state.get("selectedProjection", "")))
    check_size(len(rows), len(axes), name)
    vectors = np.array([_row(row, axes, i, name) for i, row in enumerate(rows, 1)])
    return Points(name, check_rows(vectors, name), ("",) * len(rows), {}, "euclidean")


def _rows(state: Any) -> list[Any]:
    rows = state.get("projections") if isinstance(state, dict) else None
    found = isinstance(rows, list) and rows and isinstance(rows[0], dict) and _axes(rows[0], "")
    return rows if found and isinstance(rows, list) else []


def _axes(row: dict[str, Any], wanted: str) -> list[str]:
    """The coordinates of the method `wanted`, else of the one that has most of them, in order."""
    found = [match for match in map(_AXIS.fullmatch, row) if match]
    methods = Counter(match[1] for match in found)
    if not methods:
        return []
    method = wanted if wanted in methods else max(methods, key=methods.__getitem__)
    mine = [match for match in found if match[1] == method]
    return [match[0] for match in sorted(mine, key=lambda match: match[2].rjust(3))]


def _row(row: Any, axes: list[str], i: int, name: str) -> list[float]:
    said = row if isinstance(row, dict) else {}
    for axis in axes:
        if not isinstance(said.get(axis), int | float) or isinstance(said[axis], bool):
            raise Refused(
                N_("Point {row} of “{name}” has no number called “{axis}”."),
                row=f"{i:,}",
                name=name,
                axis=shown(axis, 40),
            )
    # A whole number may be longer than any float holds.
    return [np.inf if abs(said[axis]) > 1e300 else float(said[axis]) for axis in axes]
