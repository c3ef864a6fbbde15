"""The gates page: the story on the left, a cell and what flows through it on the right."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from engine.lessons import COURSE, PARTS
from pages.shared import claims, controls, guide, numbers, player, study, words
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


entry = next(entry for entry in COURSE if entry.slug == SLUG)
PARAMS = study.begin(SLUG)
study.follow_language(SLUG)
told, at = guide.enter(SLUG, PARAMS)
controls.remember(SLUG, PARAMS())

params: Any = controls.now(SLUG, PARAMS)
now = study.join(SLUG, params)
with st.container(key="lesson"):
    left, right = st.columns([3.3, 9.1], gap="medium")

shown = guide.moment(SLUG, told.scenes[at])
main = shown.get("view", "gates")
with right:
    if now.run:
        view(main, curves=texts.curves(), leads=True, show=shown, turn=guide.turns(SLUG))
    player.keys(SLUG, words.share(), guide.turn(SLUG, at, len(told.scenes) - 1))

with left:
    with st.container(key="eyebrow"):
        st.markdown(_("Part {n} · {name}").format(n=entry.part, name=_(PARTS[entry.part])))
    st.title(told.title, anchor=False)
    guide.show(SLUG, told, at, lambda question, given: study.ask(now, question, given))

with st.container(key="study"), st.container(key="controls"):
    controls.panel(SLUG, PARAMS)
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        if not now.fresh:
            st.caption(_("The picture still shows the run before this change. Press Train."))
    with boxes[1]:
        study.train_button(now)
        study.watch(now)

if now.run and not presenting():
    below("gates", _("The cell, word by word"))
    below("gates_heat", _("All units at once"))
    below("gates_memory", _("The gradient along the sentence"))
    below("gates_saturation", _("Open, shut, or in between"))
    below("gates_agreement", _("Who makes the verb agree?"))
    claims.table(SLUG)
    st.header(_("Take this moment with you"), anchor=False)
    given = {name: text for name, text in words.share().items() if name != "film"}
    player.view("share", SLUG, now.run, key=f"share {SLUG}", words=given)
    numbers.code(now, CELL)
    st.header(_("Sources"), anchor=False)
    with st.container(key="prose"):
        st.markdown(told.sources)
