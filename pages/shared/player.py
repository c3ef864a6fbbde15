"""Mounting a view of a run: one component, whose JavaScript lives in `assets/js`.

Frames never pass through Streamlit: the component pulls them from `/api/runs/{key}/frames` itself.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from engine.figures.palette import DARK, FONT, LIGHT
from pages.shared.frame import presenting
from pages.shared.language import current

ASSETS = Path(__file__).resolve().parents[2] / "assets"


@lru_cache(maxsize=1)
def version() -> str:
    """A name for the present state of our JavaScript and styles, so that browsers may keep them."""
    digest = hashlib.sha256()
    for path in sorted([*ASSETS.glob("js/*.js"), *ASSETS.glob("css/*.css")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@st.cache_resource(show_spinner=False)
def component(version: str) -> Any:
    """The one component of the app, registered once for each version of its assets."""
    js = """
    export default function (context) {
      const url = new URL('/assets/v-VERSION/js/main.js', document.baseURI).href;
      // The main picture first; what stands further down waits until it is painted.
      const first = ["player", "space"].includes(context.data.view) || context.data.curves;
      const turn = (main) => (first ? null : main.painted());
      const mounted = import(url).then(async (main) => {
        await Promise.all([turn(main), main.ready(context.data.view)]);
        return main.mount(context);
      });
      return () => mounted.then((close) => close?.());
    }
    """.replace("VERSION", version)
    sheets = sorted((ASSETS / "css").glob("view*.css"))
    css = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return st.components.v2.component(
        f"lexiscope_view_{version}", html='<div class="root"></div>', css=css, js=js
    )


def view(
    kind: str,
    slug: str,
    run: str,
    *,
    key: str,
    words: Mapping[str, Any],
    on_scene_change: Callable[[], None] = lambda: None,
    on_wish_change: Callable[[], None] = lambda: None,
    **data: Any,
) -> Any:
    """Show one view (`player`, `space`, `grid`, `windows`, `plot`, `share`) of a run.

    `words` are the view's texts in the visitor's language; `data` is what `assets/js/<kind>.js`
    names in its head. Moments are moved in the browser alone: a pause or a click asks for no rerun.
    """
    told = {
        "view": kind,
        "slug": slug,
        "run": run,
        "words": dict(words),
        "lang": current(),
        "present": presenting(),
        "font": FONT,
        "light": LIGHT,
        "dark": DARK,
        **data,
    }
    return component(version())(
        key=key,
        data=told,
        on_scene_change=on_scene_change,
        on_wish_change=on_wish_change,
    )


def keys(slug: str, words: Mapping[str, Any], turn: Callable[[Any], None]) -> None:
    """An unseen view that listens for the keys that lead through scenes, and tells `turn`."""
    key = f"keys {slug}"

    def pressed() -> None:
        turn((st.session_state.get(key) or {}).get("scene"))

    view("keys", slug, "", key=key, words=words, on_scene_change=pressed)
