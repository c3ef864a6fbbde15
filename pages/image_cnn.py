"""The image CNN page: the story on the left; the network, from picture to name, beside it."""

from typing import Any

import streamlit as st

from engine.images import sources
from pages.shared import controls, guide, page, player, study
from pages.shared import words_image_cnn as texts
from pages.shared.frame import presenting
from pages.shared.language import _

SLUG = "image-cnn"
#: The function whose source the page shows: the sliding window, in plain numpy.
SLIDE = "engine.measures.convolution:convolve"


def view(name: str, **more: Any) -> None:
    """One view of the run that is shown."""
    told = {
        "imagecnn": texts.network,
        "imagecnn_excite": texts.excite,
        "imagecnn_confusion": texts.confusion,
        "imagecnn_channels": texts.channels,
        "imagecnn_calculator": texts.calculator,
        "imagecnn_depth": texts.depth,
    }
    player.view(name, SLUG, str(now.run), key=f"{name} {SLUG}", words=told[name](), **more)


def main_view(name: str) -> None:
    """The picture that the scene is about; two deep networks have one of their own."""
    if shown_run == "depth" and name != "imagecnn_calculator":
        name = "imagecnn_depth"
    elif shown_run == "filters" and name == "imagecnn_depth":
        name = "imagecnn"
    view(name, leads=True, curves=texts.curves(shown_run), show=shown, turn=guide.turns(SLUG))


def missing() -> None:
    """A word on pictures that this server does not have."""
    if not sources.available(params.data):
        st.caption(
            _(
                "{title} is not on this server: its idx files belong into the folder that the "
                "setting LEXISCOPE_IMAGES names. The digits are always here."
            ).format(title=sources.TITLES[params.data])
        )


PARAMS, told, at = page.opening(SLUG)

params: Any = controls.now(SLUG, PARAMS)
now = study.join(SLUG, params)
if now.fresh:
    st.session_state[f"{SLUG}:experiment"] = params.experiment
#: What the run that is shown has trained; the controls may ask for the other already.
shown_run = st.session_state.get(f"{SLUG}:experiment", params.experiment)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "imagecnn"))
share = page.shared("film", "map")
with right:
    if now.run:
        main_view(main)
    page.keys(SLUG, told, at, share)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    controls.panel(SLUG, PARAMS)
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        missing()
        page.stale(now)
    with boxes[1]:
        study.train_button(now)
        study.watch(now)

if now.run and not presenting():
    if shown_run == "filters":
        if main not in ("imagecnn", "imagecnn_depth"):
            st.header(_("The network at work"), anchor=False)
            view("imagecnn", curves=texts.curves(shown_run))
        if main != "imagecnn_excite":
            st.header(_("What does a filter look for?"), anchor=False)
            view("imagecnn_excite")
        if main != "imagecnn_confusion":
            st.header(_("Which are taken for which?"), anchor=False)
            view("imagecnn_confusion")
        if params.attention and now.fresh:
            st.header(_("How much does each channel weigh?"), anchor=False)
            view("imagecnn_channels")
    if main != "imagecnn_calculator":
        st.header(_("Padding, stride, dilation, pooling"), anchor=False)
        view("imagecnn_calculator")
    page.closing(now, told, SLIDE, share)
