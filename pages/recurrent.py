"""The page of recurrent networks: the story on the left, the network unrolled on the right."""

from typing import Any

import streamlit as st

from engine.lessons.recurrent.params import REACH
from engine.sentences import Refused
from pages.shared import controls, corpus, guide, page, player, study
from pages.shared import words_recurrent as texts
from pages.shared.frame import presenting
from pages.shared.language import _

SLUG = "recurrent"
#: The function whose source the page shows: one step of a cell.
STEP = "engine.models.cells:step"
#: What the views set by themselves.
SEEN = ("sentence", "temperature")


def wished(key: str) -> None:
    """What a view has set by itself: the address shall say it too."""
    wish = (st.session_state.get(key) or {}).get("wish")
    if isinstance(wish, dict):
        try:
            checked = PARAMS.checked(**{n: wish[n] for n in SEEN if n in wish})
        except (Refused, TypeError):
            return
        controls.put(SLUG, {n: getattr(checked, n) for n in SEEN if n in wish}, PARAMS)


def follow_tokens() -> None:
    """A character says less than a word: the gradient then needs a longer reach."""
    tokens = st.session_state[controls.key(SLUG, "tokens")]
    before = st.session_state.setdefault(f"{SLUG}:tokens", tokens)
    if tokens != before and tokens in REACH:
        st.session_state[f"{SLUG}:tokens"] = tokens
        if st.session_state[controls.key(SLUG, "reach")] == REACH[before]:
            controls.put(SLUG, {"reach": REACH[tokens]}, PARAMS)


def view(kind: str, **more: Any) -> None:
    """One of the pictures of this run; `more` as a scene needs it."""
    key = f"{kind} {SLUG}"
    own: dict[str, dict[str, Any]] = {
        "recurrent": {
            "words": texts.network(),
            "curves": texts.curves(params.cell),
            "examples": list(texts.EXAMPLES.get(params.corpus, ())),
        },
        "recurrent_race": {"words": texts.race()},
        "recurrent_samples": {"words": texts.samples(params)},
        "recurrent_units": {"words": texts.units()},
    }
    given = own[kind] | more
    player.view(kind, SLUG, str(now.run), key=key, on_wish_change=lambda: wished(key), **given)


corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)
follow_tokens()

params: Any = controls.now(SLUG, PARAMS)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "recurrent"))
with right:
    if now.run:
        seen = {name: getattr(params, name) for name in SEEN}
        # On the track of the race no curve may run ahead of a prediction.
        curves = [] if main == "recurrent_race" else texts.curves(params.cell)
        view(main, show={**shown, **seen}, turn=guide.turns(SLUG), curves=curves)
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        corpus.box(SLUG)
    controls.panel(SLUG, PARAMS, skip=("corpus",))
    with boxes[1]:
        study.train_button(now)
        study.watch(now)
    page.stale(now)

if now.run and not presenting():
    for kind, title in (
        ("recurrent", _("One cell, again and again")),
        ("recurrent_race", _("Reading against counting")),
        ("recurrent_samples", _("What it says by itself")),
        ("recurrent_units", _("Who remembers what?")),
    ):
        if kind != main:
            st.header(title, anchor=False)
            view(kind)
    page.closing(now, told, STEP, page.shared("film"))
