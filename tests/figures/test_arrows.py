"""The arrows of a relation, tested as data: what drives what, and that plotly takes it."""

import warnings
from typing import Any

import numpy as np

from engine.figures.arrows import arrows
from engine.figures.palette import coloured
from engine.lessons.word2vec import PARAMS, train
from engine.lessons.word2vec.answers import relation
from engine.runs.plain import plain
from engine.trace import Trace


def put(target: Any, path: list[str], value: Any) -> None:
    for name in path[:-1]:
        target = target.setdefault(name, {})
    target[path[-1]] = value


def test_every_drive_names_a_trace_and_an_array_of_the_answer() -> None:
    figure, drives = arrows()
    film = Trace(train(PARAMS(epochs=1, dimension=8, window=2)))
    answer = plain(relation(film, {"name": "capital"}))
    driven = {(drive["trace"], *drive["path"]) for drive in drives}
    assert {(0, "x"), (0, "y"), (0, "text")} <= driven
    for drive in drives:
        assert drive["trace"] < len(figure["data"])
        value = answer[drive["array"]] if drive.get("still") else answer[drive["array"]][-1]
        put(figure["data"][drive["trace"]], drive["path"], value)
    trace = figure["data"][0]
    points = len(trace["x"])
    assert points == len(trace["y"]) == len(trace["text"]) == len(trace["textposition"])
    # Start, end, and a gap that lifts the pen: three for each arrow.
    assert points % 3 == 0
    gaps = [i for i, value in enumerate(trace["x"]) if value is None]
    assert gaps == list(range(2, points, 3))
    assert np.isfinite([v for v in trace["x"] if v is not None]).all()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import plotly.graph_objects as go

        drawn = go.Figure(coloured(figure, dark=True))
    assert drawn.data[0].text[0] == answer["labels"][0]


def test_each_call_makes_a_figure_of_its_own() -> None:
    one, _ = arrows()
    two, _ = arrows()
    one["data"][0]["x"].append(1)
    one["layout"]["height"] = 1
    assert two["data"][0]["x"] == []
    assert two["layout"]["height"] != 1
