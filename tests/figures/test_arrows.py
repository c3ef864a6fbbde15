"""The arrows of a relation, tested as data: what drives what, and that plotly takes it."""

import warnings
from typing import Any

import numpy as np

from engine.figures.arrows import arrows
from engine.figures.palette import coloured, palette
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
    driven = [(drive["trace"], *drive["path"]) for drive in drives]
    # The arrows are one trace, their words another, which may stand a little aside.
    assert sorted(driven) == [
        (0, "x"), (0, "y"), (1, "text"), (1, "textposition"), (1, "x"), (1, "y"),
    ]  # fmt: skip
    for drive in drives:
        value = answer[drive["array"]] if drive.get("still") else answer[drive["array"]][-1]
        put(figure["data"][drive["trace"]], drive["path"], value)
    lines, words = figure["data"]
    assert len(words["x"]) == len(words["y"]) == len(words["text"]) == len(words["textposition"])
    # Start, end, and a gap that lifts the pen: three for each arrow, and two words.
    points = len(lines["x"])
    assert points == len(lines["y"]) == 3 * len(words["x"]) // 2
    gaps = [i for i, value in enumerate(lines["x"]) if value is None]
    assert gaps == list(range(2, points, 3))
    assert np.isfinite([v for v in lines["x"] if v is not None]).all()
    assert words["x"] == [v for v in lines["x"] if v is not None], "beside their places"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import plotly.graph_objects as go

        drawn = go.Figure(coloured(figure, dark=True))
    assert drawn.data[1].text[0] == answer["labels"][0]
    assert drawn.data[0].line.color == palette(dark=True)["context"]


def colours(value: Any) -> list[str]:
    """Everything a figure says under a name that ends in “color”."""
    if isinstance(value, list):
        return [one for part in value for one in colours(part)]
    if not isinstance(value, dict):
        return []
    found = [one for name, one in value.items() if name.endswith("color") and isinstance(one, str)]
    return found + [one for part in value.values() for one in colours(part)]


def test_colours_are_roles_and_the_page_says_which_colour_that_is() -> None:
    figure, _ = arrows()
    told = colours(figure)
    assert {"@context", "@centre"} <= set(told)
    for colour in told:
        assert colour == "rgba(0,0,0,0)" or colour[1:] in palette(dark=False), colour


def test_each_call_makes_a_figure_of_its_own() -> None:
    one, _ = arrows()
    two, _ = arrows()
    one["data"][0]["x"].append(1)
    one["layout"]["margin"]["l"] = 1
    assert two["data"][0]["x"] == []
    assert two["layout"]["margin"]["l"] != 1
