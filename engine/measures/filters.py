"""A convolutional network is a list of layers, each an operation on stacks of maps.

The list (`plan`) is plain data: torch trains it, numpy answers questions by it, and the browser
runs it on what a visitor draws. Squeeze-and-excitation: Hu, Shen & Sun (2018), eq. 2-4. Gradient
ascent on a picture: Erhan, Bengio, Courville & Vincent (2009).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.measures import convolution as conv
from engine.sentences import N_, Refused
from engine.trace import ignore

#: One layer: its kind, its name, its sizes; as JSON can say it.
Layer = dict[str, Any]
Plan = Sequence[Layer]
Weights = Mapping[str, np.ndarray]


def small(
    side: int,
    filters: tuple[int, int],
    size: int = 3,
    padding: str = "same",
    stride: int = 1,
    dilation: int = 1,
    pooling: str = "max",
    attention: bool = False,
    classes: int = 10,
) -> list[Layer]:
    """Two convolutions, each with ReLU and pooling, and one dense layer: LeNet's shape (1989).

    Stride and dilation are the first convolution's. Every layer is told the side of what it gives.
    Raises Refused where nothing is left of the picture.
    """
    layers: list[Layer] = []
    channels = 1
    for at, maps in enumerate(filters, start=1):
        spread, pace = (dilation, stride) if at == 1 else (1, 1)
        border = conv.same(size, spread) if padding == "same" else 0
        side = _left(side, conv.places(side, size, pace, border, spread), f"conv{at}")
        layers.append({
            "kind": "conv", "name": f"conv{at}", "in": channels, "out": maps, "size": size,
            "stride": pace, "padding": border, "dilation": spread, "side": side,
        })  # fmt: skip
        layers.append({"kind": "relu", "name": f"relu{at}", "out": maps, "side": side})
        if attention:
            # Hu et al. narrow to a sixteenth of hundreds of channels; of eight a half is left.
            narrow = maps // 2
            layers.append(
                {"kind": "se", "name": f"se{at}", "out": maps, "narrow": narrow, "side": side}
            )
        side = _left(side, conv.places(side, 2, 2), f"pool{at}")
        layers.append({
            "kind": "pool", "name": f"pool{at}", "out": maps, "how": pooling, "size": 2,
            "side": side,
        })  # fmt: skip
        channels = maps
    layers.append({"kind": "dense", "name": "out", "in": channels * side**2, "out": classes})
    return layers


def _left(before: int, after: int, name: str) -> int:
    if after < 1:
        raise Refused(
            N_(
                "Nothing is left of the picture: {layer} gets {n} × {n} pixels, and its window "
                "does not fit. Choose padding “same”, a smaller kernel, stride 1 or less dilation."
            ),
            layer=name, n=before,
        )  # fmt: skip
    return after


def shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    """Name → shape of every array of numbers that a network of this plan learns."""
    found: dict[str, tuple[int, ...]] = {}
    for layer in plan:
        name = layer["name"]
        if layer["kind"] == "conv":
            found[f"{name}.kernels"] = (layer["out"], layer["in"], layer["size"], layer["size"])
            found[f"{name}.bias"] = (layer["out"],)
        elif layer["kind"] == "se":
            found[f"{name}.squeeze"] = (layer["narrow"], layer["out"])
            found[f"{name}.squeeze_bias"] = (layer["narrow"],)
            found[f"{name}.excite"] = (layer["out"], layer["narrow"])
            found[f"{name}.excite_bias"] = (layer["out"],)
        elif layer["kind"] == "dense":
            found[f"{name}.weights"] = (layer["out"], layer["in"])
            found[f"{name}.bias"] = (layer["out"],)
    return found


def forward(
    plan: Plan,
    weights: Weights,
    pictures: np.ndarray,
    record: Callable[[str, Any], Any] = ignore,
    until: str | None = None,
) -> np.ndarray:
    """Scores (B, classes) of pictures (B, side, side) from 0 to 1; or the maps of layer `until`.

    `record` gets every layer's output under its name; of se the channel weights, `NAME_weights`.
    """
    x = np.asarray(pictures, np.float32)[:, None]  # (B, 1, H, W)
    for layer in plan:
        x = record(layer["name"], _apply(layer, weights, x, record))
        if layer["name"] == until:
            break
    return x


def _apply(
    layer: Layer, weights: Weights, x: np.ndarray, record: Callable[[str, Any], Any]
) -> np.ndarray:
    name, kind = layer["name"], layer["kind"]
    if kind == "conv":
        return conv.convolve(
            x, weights[f"{name}.kernels"], weights[f"{name}.bias"],
            layer["stride"], layer["padding"], layer["dilation"],
        )  # fmt: skip
    if kind == "relu":
        return np.maximum(x, 0)
    if kind == "pool":
        return conv.pool(x, layer["size"], how=layer["how"])
    if kind == "se":
        given = record(f"{name}_weights", excitation(layer, weights, x))
        return np.asarray(x * given[:, :, None, None])
    return x.reshape(len(x), -1) @ weights[f"{name}.weights"].T + weights[f"{name}.bias"]


def excitation(layer: Layer, weights: Weights, x: np.ndarray) -> np.ndarray:
    """The weight of every channel (B, C), 0 to 1, from the channels' means."""
    name = layer["name"]
    squeezed = x.mean((2, 3))  # (B, C)
    hidden = np.maximum(
        squeezed @ weights[f"{name}.squeeze"].T + weights[f"{name}.squeeze_bias"], 0
    )
    scores = hidden @ weights[f"{name}.excite"].T + weights[f"{name}.excite_bias"]
    return np.asarray(1 / (1 + np.exp(-scores)))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Shares (B, classes) that add up to 1."""
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))


def back(
    plan: Plan, weights: Weights, pictures: np.ndarray, name: str, gradient: np.ndarray
) -> np.ndarray:
    """The gradient (B, side, side) that pictures get from a gradient at the output of layer `name`.

    Channel weights of se are held still, as is done for pictures of what a filter wants.
    """
    kept: dict[str, np.ndarray] = {}

    def record(which: str, array: np.ndarray) -> np.ndarray:
        kept[which] = array
        return array

    forward(plan, weights, pictures, record, until=name)
    inputs = np.asarray(pictures, np.float32)[:, None]
    before: dict[str, np.ndarray] = {}
    for layer in plan:
        before[layer["name"]] = inputs
        if layer["name"] == name:
            break
        inputs = kept[layer["name"]]
    chain = [layer for layer in plan if layer["name"] in before]
    for layer in reversed(chain):
        gradient = _back(layer, weights, before[layer["name"]], kept, gradient)
    return gradient[:, 0]


def _back(
    layer: Layer, weights: Weights, x: np.ndarray, kept: Mapping[str, np.ndarray], g: np.ndarray
) -> np.ndarray:
    name, kind = layer["name"], layer["kind"]
    if kind == "conv":
        return conv.convolve_back(
            g, weights[f"{name}.kernels"], x.shape,
            layer["stride"], layer["padding"], layer["dilation"],
        )  # fmt: skip
    if kind == "relu":
        return np.asarray(g * (x > 0))
    if kind == "pool":
        return conv.pool_back(g, x, layer["size"], how=layer["how"])
    if kind == "se":
        return np.asarray(g * kept[f"{name}_weights"][:, :, None, None])
    return np.asarray((g @ weights[f"{name}.weights"]).reshape(x.shape))
