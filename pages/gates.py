"""The gates page: the story on the left, a cell and what flows through it on the right."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared import controls, guide, page, player, study
from pages.shared import words_gates as texts
from pages.shared.frame import presenting
from pages.shared.language import _

SLUG = "gates"
#: The function whose source the page shows.
CELL = "engine.models.cells:step"
WORDS: dict[str, Callable[[], dict[str, Any]]] = {
    "gates": texts.gates,
    "gates_agreement": texts.agreement,
    "gates_heat": texts.heat,
    "gates_memory": texts.memory,
    "gates_saturation": texts.saturation,
}


def view(name: str, **more: Any) -> None:
    """One view of the run that is shown."""
    player.view(
        name, SLUG, str(now.run), key=f"{name} {SLUG}", words=WORDS[name](),
        kind_names=texts.kind_names(), examples=texts.EXAMPLES[params.corpus], **more,
    )  # fmt: skip


def below(name: str, title: str) -> None:
    """A view further down, where it is not the picture of the scene."""
    if name != main:
        st.header(title, anchor=False)
        view(name)


PARAMS, told, at = page.opening(SLUG)

params: Any = controls.now(SLUG, PARAMS)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = shown.get("view", "gates")
with right:
    if now.run:
        view(main, curves=texts.curves(), leads=True, show=shown, turn=guide.turns(SLUG))
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    controls.panel(SLUG, PARAMS)
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        page.stale(now)
    with boxes[1]:
        study.train_button(now)
        study.watch(now)

if now.run and not presenting():
    below("gates", _("The cell, word by word"))
    below("gates_heat", _("All units at once"))
    below("gates_memory", _("The gradient along the sentence"))
    below("gates_saturation", _("Open, shut, or in between"))
    below("gates_agreement", _("Who makes the verb agree?"))
    page.closing(now, told, CELL, page.shared("film"))
