"""Below the map: many small ones over two of its settings, computed when somebody asks."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from engine.params import Params, key_of
from engine.runs import workers
from engine.sentences import Refused
from pages.shared import player, runs
from pages.shared.frame import notice
from pages.shared.language import _, plain, say
from pages.shared.study import visitor


def small(slug: str, params: Params, texts: Any, wished: Callable[[str], None]) -> None:
    """The grid of small maps of these points, if it was made; else the button that makes it."""
    method = getattr(params, "method", "")
    if method == "pca":
        return
    st.header(_("The same points under other settings"), anchor=False)
    asked = type(params)(**{
        name: getattr(params, name)
        for name in ("source", "only", "points", "method", "metric", "seed")
    }).changed(grid=True)  # fmt: skip
    run = key_of(slug, asked)
    state = runs.state(run)
    if state is None or state.state in ("failed", "cancelled"):
        st.caption(
            _("Five perplexities at five moments: 25 maps of at most 500 points.")
            if method == "tsne"
            else _("Four numbers of neighbours, four minimum distances: 16 maps.")
        )
        if not st.button(_("Compute the small maps"), key="small-maps"):
            return
        try:
            workers.submit(slug, asked, session=visitor())
        except Refused as refused:
            notice(plain(say(refused)))
            return
        st.rerun()
    key = f"grid {slug}"
    player.view("grid", slug, run, key=key, **texts, on_wish_change=lambda: wished(key))
