"""A recorded frame has the whole network: numpy runs it again, and the server needs no torch."""

import base64
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.measures import filters
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]


def first(trace: Trace, experiment: str = "filters") -> Frame:
    """Frame 0 of a run of this experiment; Refused while there is none, or of the other."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    if trace[0].notes["experiment"] != experiment:
        raise Refused(N_("This run trained other networks: it has no answer to that."))
    return trace[0]


def number(query: Query, name: str, usual: int, most: int) -> int:
    """The whole number from 0 to `most` that the query gives for `name`. Raises Refused."""
    given = query.get(name, "")
    if not given:
        return usual
    value = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1
    if not 0 <= value <= most:
        raise Refused(
            N_("{name}={given} is not a whole number from 0 to {most}."),
            name=name, given=given[:40], most=most,
        )  # fmt: skip
    return value


def moment(trace: Trace, query: Query) -> Frame:
    """The frame at the step that the query names; the last one without."""
    first(trace)
    step = number(query, "step", trace[-1].step, 10**9)
    return trace.at(step)


def weights(frame: Frame) -> dict[str, np.ndarray]:
    """What the network has learnt by this frame, float32."""
    return {
        name: np.asarray(array, np.float32) for name, array in frame.arrays.items() if "." in name
    }


def plan(trace: Trace) -> list[dict[str, Any]]:
    """The network's layers."""
    layers: list[dict[str, Any]] = first(trace).notes["layers"]
    return layers


def layer(trace: Trace, query: Query) -> str:
    """The convolution that the query names, the first without. Raises Refused for another."""
    known = [one["name"] for one in plan(trace) if one["kind"] == "conv"]
    given = query.get("layer", known[0])
    if given not in known:
        raise Refused(
            N_("“{layer}” is no layer of filters; there are {known}."),
            layer=given[:40], known=", ".join(known),
        )  # fmt: skip
    return given


def test_set(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """The pictures that were held out, uint8 (T, side, side), and their labels (T,)."""
    kept = first(trace).weights
    return np.asarray(kept["test"]), np.asarray(kept["labels"])


def bright(pictures: np.ndarray) -> np.ndarray:
    """Pictures uint8 as the network sees them: float32, 0 to 1."""
    return np.asarray(pictures, np.float32) / 255


def text(pictures: np.ndarray) -> str:
    """Pixels as a browser unpacks them: base64 of bytes; numbers from 0 to 1 become 0 to 255."""
    if pictures.dtype != np.uint8:
        pictures = np.round(np.clip(pictures, 0, 1) * 255).astype(np.uint8)
    return base64.b64encode(np.ascontiguousarray(pictures).tobytes()).decode()


def interval(value: float, query: Query) -> str:
    """The number of the interval between the query's `edges` that `value` lies in."""
    try:
        edges = [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError:
        edges = []
    return str(bisect_right(edges, value))


def scores(trace: Trace, frame: Frame, pictures: np.ndarray) -> np.ndarray:
    """Scores (B, classes) of pictures uint8 by the network of this frame."""
    return filters.forward(plan(trace), weights(frame), bright(pictures))
