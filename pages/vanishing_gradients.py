"""The vanishing-gradients page: the story, curves over distance, and what stands behind them."""

from typing import Any

import streamlit as st

from engine.params import key_of
from engine.runs import workers
from engine.sentences import Refused
from pages.shared import controls, guide, page, player, runs, study
from pages.shared import words_vanishing_gradients as texts
from pages.shared.frame import notice, presenting
from pages.shared.language import _, plain, say

SLUG = "vanishing-gradients"
#: The function whose source the page shows: the way back through time.
LEARN = "engine.models.gradient_flow:backward"


def beginning(params: Any) -> None:
    """Show what the controls begin with at once; the training waits for its button."""
    wanted = key_of(SLUG, params)
    asked = f"{SLUG}:train" in st.session_state or f"{SLUG}:run" not in st.session_state
    state = runs.state(wanted)
    if asked or not params.updates or (state and state.state in ("queued", "running", "done")):
        return
    first = params.changed(updates=0)
    try:
        known = workers.state(key_of(SLUG, first))
        if known is None:
            workers.submit(SLUG, first, session=study.visitor())
        st.session_state[f"{SLUG}:run"] = key_of(SLUG, first)
    except Refused as refused:
        notice(plain(say(refused)))


def view(name: str, told: dict[str, Any], **more: Any) -> None:
    """One view of the run that is shown."""
    player.view(name, SLUG, str(now.run), key=f"{name} {SLUG}", words=told, **more)


PARAMS, told, at = page.opening(SLUG)

params: Any = controls.now(SLUG, PARAMS)
beginning(params)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
trace = runs.trace(now.run)
many = (trace[0].notes["compare"] if len(trace) else params.compare) == "beginnings"
with right:
    if now.run:
        lead: dict[str, Any] = {"show": shown, "turn": guide.turns(SLUG), "curves": texts.curves()}
        if many:
            view("gradientsmany", texts.many(), **lead)
        else:
            view("gradients", texts.gradients(), **lead)
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([2, 2, 1], vertical_alignment="bottom", gap="medium")
    init, radius = PARAMS.specs()["init"], PARAMS.specs()["radius"]
    with boxes[0]:
        st.selectbox(
            _(init.label), init.choices, key=controls.key(SLUG, "init"),
            format_func=lambda name: _(init.names[name]), help=_(init.help),
        )  # fmt: skip
    with boxes[1]:
        st.slider(
            _(radius.label), 0.0, 2.0, step=0.05, key=controls.key(SLUG, "radius"),
            help=_(radius.help),
        )  # fmt: skip
    with boxes[2]:
        study.train_button(now)
    controls.panel(SLUG, PARAMS, skip=("radius", "init"))
    study.watch(now)
    if not now.fresh:
        st.caption(_("The picture shows how these settings begin; press Train to see them learn."))

if now.run and not presenting():
    if not many:
        st.header(_("Inside the product: directions and units"), anchor=False)
        view("gradientsinside", texts.inside())
    page.closing(now, told, LEARN, page.shared("film"))
