"""The sliding-windows page: the story on the left; on the right the window and its table."""

from typing import Any

import streamlit as st

from engine.lessons.windows.reading import LECTURE
from engine.runs import workers
from engine.sentences import Refused
from pages.shared import controls, corpus, guide, page, player, study, words
from pages.shared import words_windows as texts
from pages.shared.frame import presenting
from pages.shared.language import _

SLUG = "windows"
#: The function whose source the page shows: the window and the pairs it emits.
PAIRS = "engine.text.windows:windows"
#: Words whose neighbours are looked at first, where the text has them.
FIRST = ("king", "国王", "bank", "government")


def wished(key: str, params: type[Any]) -> None:
    """What the picture has set by itself: the address shall say it too."""
    wish = (st.session_state.get(key) or {}).get("wish")
    if isinstance(wish, dict):
        try:
            checked = params.checked(**{name: wish[name] for name in ("shift", "smoothing")})
        except (Refused, KeyError):
            return
        controls.put(SLUG, {n: getattr(checked, n) for n in ("shift", "smoothing")}, params)


def go_button(now: study.Study) -> None:
    """Stop a long counting, or begin a failed one again."""
    try:
        state = workers.state(now.wanted)
    except Refused:
        return  # `join` has said why
    if state is not None and state.active:
        if st.button(_("Stop"), key="stop", width="stretch"):
            workers.cancel(now.wanted)
            st.rerun()
        return
    done = state is not None and state.state == "done"
    if not done and st.button(_("Count again"), key="count", type="primary", width="stretch"):
        st.session_state[f"{SLUG}:train"] = True
        st.rerun()


def lecture() -> None:
    """The lecture's own sentences as the text."""
    controls.put(SLUG, {"corpus": LECTURE, "window": 2, "weighting": "flat"}, PARAMS)


def follow_text() -> None:
    """The box names the text that a scene, or the button, has chosen."""
    from engine.text.corpora import CORPORA

    chosen = st.session_state[controls.key(SLUG, "corpus")]
    if st.session_state.get(f"{SLUG}:text") != chosen:
        st.session_state[f"{SLUG}:text"] = chosen
        known = {one.id for one in CORPORA}
        st.session_state[f"choose {SLUG}.corpus"] = chosen if chosen in known else corpus.OWN


def main_view(kind: str) -> None:
    """The picture that the scene is about."""
    common = {"show": shown, "turn": guide.turns(SLUG)}
    if kind == "near":
        near(**common)
    elif kind == "growth":
        growth(**common, curves=texts.curves())
    else:
        key = f"matrix {SLUG}"
        setting = {"shift": params.shift, "smoothing": params.smoothing}
        player.view(
            "matrix", SLUG, str(now.run), key=key, words=texts.matrix(), curves=texts.curves(),
            controls=texts.controls(params), show={**shown, **setting}, turn=guide.turns(SLUG),
            on_wish_change=lambda: wished(key, PARAMS),
        )  # fmt: skip


def near(**more: Any) -> None:
    """One word's neighbours for two sizes of the window."""
    player.view(
        "matrix_near", SLUG, str(now.run), key=f"near {SLUG}", words=texts.near(),
        names=words.group_names(), look=list(FIRST), **more,
    )  # fmt: skip


def growth(**more: Any) -> None:
    """The table's size and emptiness as the text is read on."""
    player.view(
        "matrix_growth", SLUG, str(now.run), key=f"growth {SLUG}", words=texts.growth(),
        **more,
    )  # fmt: skip


corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)
follow_text()

params: Any = controls.now(SLUG, PARAMS)
page.at_once(SLUG, params)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
with right:
    if now.run:
        main_view(str(shown.get("view", "matrix")))
    share = page.shared("film")
    page.keys(SLUG, told, at, share)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        corpus.box(SLUG)
    with boxes[1]:
        go_button(now)
        study.watch(now)
        if params.corpus != LECTURE:
            st.button(
                _("The lecture’s three sentences"), key="lecture", on_click=lecture, width="stretch"
            )
    controls.panel(SLUG, PARAMS, skip=("corpus",))

if now.run and not presenting():
    if shown.get("view") != "near":
        st.header(_("Small windows, large windows"), anchor=False)
        near()
    if shown.get("view") != "growth":
        st.header(_("How large, how empty?"), anchor=False)
        growth()
    page.closing(now, told, PAIRS, share)
