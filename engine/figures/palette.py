"""The one palette: what a colour means is the same in every picture, light and dark.

The interface itself is ink on paper; colour is kept for data. Roles are told apart by colour-blind
readers (Okabe & Ito 2008); groups are Tol's "muted" scheme (2021), lightened on dark ground.
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
    "other": "#a9a69d",
    "groups": [
        "#c08a00", "#8c1d52", "#2f9e8a", "#d05a6e", "#4aa3d8", "#117733",
        "#e08a4a", "#6d6d1f", "#8457c2", "#332288", "#b04aa0",
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
    "groups": [
        "#f0c648", "#e0709c", "#63cdb8", "#f2959f", "#8fd0f5", "#5cbf7c",
        "#f3a876", "#c4c46c", "#b79cf0", "#8d92f2", "#de86d0",
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
