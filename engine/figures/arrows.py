"""Arrows of one relation, side by side: words as points, a line from each a to its b."""

from typing import Any

from engine.figures.palette import template


def arrows() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A plotly figure without numbers, and which recorded array drives what.

    The answer that drives it holds, a row a frame: x and y (3P,): start, end and a gap for each of
    P pairs; and `labels` and `sides`, the words and where they stand, which stay the same.
    """
    layout = template()
    for axis in ("xaxis", "yaxis"):
        layout[axis] = layout[axis] | {"showticklabels": False, "showgrid": False}
    layout |= {"height": 460, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "hovermode": "closest"}
    lines = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "line": {"color": "@context", "width": 2},
        "marker": {"size": 9, "color": "@centre", "symbol": "arrow", "angleref": "previous"},
        "textfont": {"size": 13},
        "hoverinfo": "text",
        "x": [],
        "y": [],
        "text": [],
    }
    drives = [
        {"trace": 0, "path": ["x"], "array": "x"},
        {"trace": 0, "path": ["y"], "array": "y"},
        {"trace": 0, "path": ["text"], "array": "labels", "still": True},
        {"trace": 0, "path": ["textposition"], "array": "sides", "still": True},
    ]
    return {"data": [lines], "layout": layout}, drives
