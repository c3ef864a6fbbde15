"""Arrows of one relation, side by side: words as points, a line from each a to its b."""

from typing import Any

from engine.figures.palette import template


def arrows() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A plotly figure without numbers, and which recorded array drives what.

    The answer that drives it holds, a row a frame: x and y (3P,): start, end and a gap for each of
    P pairs; label_x and label_y (2P,): where their words stand. `labels` and `sides` (2P,), the
    words and on which side of their place they are written, stay the same.
    """
    layout = template()
    for axis in ("xaxis", "yaxis"):
        layout[axis] = layout[axis] | {"visible": False}
    layout |= {"autosize": True, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "hovermode": False}
    lines = {
        "type": "scatter",
        "mode": "lines+markers",
        "line": {"color": "@context", "width": 2},
        "marker": {"size": 9, "color": "@centre", "symbol": "arrow", "angleref": "previous"},
        "x": [],
        "y": [],
    }
    words = {"type": "scatter", "mode": "text", "textfont": {"size": 14}, "x": [], "y": []}
    drives = [
        {"trace": 0, "path": ["x"], "array": "x"},
        {"trace": 0, "path": ["y"], "array": "y"},
        {"trace": 1, "path": ["x"], "array": "label_x"},
        {"trace": 1, "path": ["y"], "array": "label_y"},
        {"trace": 1, "path": ["text"], "array": "labels", "still": True},
        {"trace": 1, "path": ["textposition"], "array": "sides", "still": True},
    ]
    return {"data": [lines, words], "layout": layout}, drives
