"""The one palette: what a colour means is the same in every picture, light and dark.

The interface itself is ink on paper; colour is kept for data. Roles are told apart by colour-blind
readers (Okabe & Ito 2008); groups set out from Tol's "muted" scheme (2021), moved apart for every
eye, at 3 to 1 or more on their ground.
"""

from typing import Any

LIGHT: dict[str, Any] = {
    "paper": "#fbfaf6",
    "card": "#ffffff",
    "ink": "#1a1c22",
    "soft": "#5d6069",
    "line": "#e2dfd6",
    "wash": "#f1efe8",
    "centre": "#c2500a",
    "context": "#1f6fb2",
    "negative": "#a0397c",
    "good": "#117755",
    "loss": "#5d6069",
    "plain": "#1f6fb2",
    "other": "#8a8c90",
    "ramp": ["#3b1f6b", "#33538f", "#1f7f84", "#3d8f52", "#bf9d00"],
    "doubt": ["#a0397c", "#a99f9a", "#117755"],
    "groups": [
        "#b58800", "#6e0d42", "#2ea177", "#c7404f", "#0597d6", "#005c20",
        "#cb7b47", "#606600", "#6f5fdc", "#140d70", "#a42391",
    ],
}  # fmt: skip

DARK: dict[str, Any] = {
    "paper": "#14161b",
    "card": "#1b1e25",
    "ink": "#f0eee8",
    "soft": "#a3a6af",
    "line": "#30343d",
    "wash": "#1f232b",
    "centre": "#f59a4a",
    "context": "#6db5f0",
    "negative": "#e58cc4",
    "good": "#57c29a",
    "loss": "#a3a6af",
    "plain": "#6db5f0",
    "other": "#6a6e78",
    "ramp": ["#8c7bea", "#5aa2e8", "#3cc9b4", "#9fdc6a", "#f2e15a"],
    "doubt": ["#e58cc4", "#77787c", "#57c29a"],
    "groups": [
        "#e8c318", "#f869a5", "#86f2db", "#ffa6a0", "#a9e0ff", "#359e66",
        "#e39b52", "#e5e893", "#a0a8f2", "#6d85f8", "#b766b4",
    ],
}  # fmt: skip

FONT = (
    "Inter, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "system-ui, sans-serif"
)


def palette(dark: bool) -> dict[str, Any]:
    """Role → colour, and `groups`: the colours of categories in their order."""
    return DARK if dark else LIGHT


def template() -> dict[str, Any]:
    """The plotly layout every figure starts from. Colours are roles ("@ink"), see `coloured`."""
    axis = {
        "gridcolor": "@line", "linecolor": "@line", "zeroline": False,
        "tickfont": {"color": "@soft", "size": 12}, "title": {"font": {"color": "@soft"}},
    }  # fmt: skip
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": "@ink"},
        "margin": {"l": 48, "r": 16, "t": 12, "b": 40},
        "showlegend": False,
        "dragmode": "pan",
        "hoverlabel": {"bgcolor": "@card", "font": {"color": "@ink"}},
        "xaxis": axis,
        "yaxis": dict(axis),
    }


def coloured(value: Any, dark: bool) -> Any:
    """A figure with its roles replaced by colours, for pictures drawn outside the browser."""
    if isinstance(value, str) and value.startswith("@"):
        return palette(dark)[value[1:]]
    if isinstance(value, dict):
        return {name: coloured(one, dark) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [coloured(one, dark) for one in value]
    return value
