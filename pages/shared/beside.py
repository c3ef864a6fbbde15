"""A second map beside the first: the same points, one or two settings changed, on the same clock.

The link says what is changed: `beside=method~umap,neighbours~30`.
"""

from typing import Any

import streamlit as st

from engine.params import Params, write
from engine.sentences import Refused
from pages.shared import controls
from pages.shared.frame import notice
from pages.shared.language import _, plain, say

#: What may differ beside: everything else is shared, or the maps would not be of the same points.
FIELDS = (
    "method", "dimensions", "perplexity", "neighbours", "min_dist", "seed", "iterations", "epochs",
    "metric", "begin", "layout", "first", "second", "third", "exaggeration", "rate",
)  # fmt: skip


def changed(params: Params) -> Params | None:
    """The parameters of the second map; None where there is none. Raises Refused."""
    said = getattr(params, "beside", "")
    if not said:
        return None
    pairs = [part.partition("~")[::2] for part in said.split(",")]
    values = {name: value for name, value in pairs if name in FIELDS}
    if not values:
        return None
    whole = params.spelled() | values | {"beside": ""}
    return type(params).checked(**{n: v for n, v in whole.items() if n != "beside"})


def second(params: Params) -> Params | None:
    """The same; what a hand-written link says wrongly is told, and there is no second map."""
    try:
        found = changed(params)
    except Refused as refused:
        notice(plain(say(refused)))
        return None
    if found is None and str(getattr(params, "beside", "")):
        notice(_("What stands beside must be one of: {names}.").format(names=", ".join(FIELDS)))
    return found


def spelled(values: dict[str, Any]) -> str:
    """Changes as the link says them."""
    return ",".join(f"{name}~{write(value)}" for name, value in values.items())


def box(slug: str, params: Params) -> None:
    """Choose what stands beside: nothing, another method, or the same with another setting."""
    name = controls.key(slug, "beside")
    method = str(getattr(params, "method", ""))
    choices = {
        "": _("nothing"),
        "method~pca": "PCA",
        "method~tsne": "t-SNE",
        "method~umap": "UMAP",
        "seed~2": _("another seed"),
    }
    if method == "tsne":
        choices |= {"perplexity~5": _("perplexity 5"), "perplexity~100": _("perplexity 100")}
    if method == "umap":
        choices |= {"neighbours~5": _("5 neighbours"), "neighbours~100": _("100 neighbours")}
    choices.pop(f"method~{method}", None)
    now = st.session_state.get(name, "")
    choices.setdefault(now, now)
    chosen_key = f"choose {name}"
    st.session_state[chosen_key] = now

    def chosen() -> None:
        said = st.session_state[chosen_key]
        st.session_state[name] = st.session_state[f"kept {slug}"]["beside"] = said or ""
        st.session_state[f"{slug}:train"] = True

    st.selectbox(
        _("Beside it"), list(choices), format_func=choices.__getitem__, key=chosen_key,
        on_change=chosen,
    )  # fmt: skip
