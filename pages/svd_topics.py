"""The SVD topics page: the story on the left, the table and its rebuild on the right."""

from typing import Any

import streamlit as st

from engine.runs import workers
from engine.sentences import Refused
from pages.shared import controls, corpus, guide, page, player, runs, study, words
from pages.shared import words_svd_topics as texts
from pages.shared.frame import carried, presenting
from pages.shared.language import _

SLUG = "svd-topics"
#: The function whose source the page shows.
LEARN = "engine.measures.svd:full"
VIEWS = ("topics", "topics_map", "topics_table")


def asked_for(params: Any) -> None:
    """A table is taken apart in a moment: what the controls say is made without a button.

    Once for each wish: a run that failed, or was stopped, waits for the button.
    """
    wish = params.identity()
    if st.session_state.get(f"{SLUG}:wished") != wish:
        st.session_state[f"{SLUG}:wished"] = wish
        st.session_state[f"{SLUG}:train"] = True


def view(name: str, **more: Any) -> None:
    """One view of the run that is shown."""
    told = {"topics": texts.topics, "topics_map": texts.topics_map}
    player.view(
        name, SLUG, str(now.run), key=f"{name} {SLUG}",
        words=told.get(name, texts.topics_table)(),
        group_names=words.group_names(),
        category_names=texts.category_names(), show=shown, turn=guide.turns(SLUG), **more,
    )  # fmt: skip


def go_button() -> None:
    """Stop a run that takes long, or begin one again that failed or was stopped."""
    try:
        state = workers.state(now.wanted)
    except Refused:
        return  # `join` has said why
    if state is not None and state.active:
        if st.button(_("Stop"), key="stop", width="stretch"):
            workers.cancel(now.wanted)
            st.rerun()
        return
    done = now.fresh and state is not None and state.state == "done"
    if not done and st.button(_("Try again"), key="again", type="primary", width="stretch"):
        st.session_state[f"{SLUG}:train"] = True
        st.rerun()


def onwards() -> None:
    """The way of these vectors to the embedding space, once they are all there."""
    state = runs.state(now.run)
    if state is None or state.state != "done":
        return
    last = runs.trace(now.run)[-1].step
    st.page_link(
        "embedding_space.py",
        label=_("See these word vectors in the embedding space"),
        query_params={**carried(), "embedding-space.source": f"run:{now.run}@{last}"},
    )


corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)

params: Any = controls.now(SLUG, PARAMS)
asked_for(params)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = shown.get("view", "topics")
with right:
    if now.run:
        view(main, curves=texts.curves(), leads=True)
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        if params.numbers == "text":
            corpus.box(SLUG)
    controls.panel(SLUG, PARAMS, skip=("corpus",))
    with boxes[1]:
        go_button()
        study.watch(now)
    if not now.fresh:
        st.caption(_("The picture still shows the table before this change."))

if now.run and not presenting():
    trace = runs.trace(now.run)
    notes = trace[0].notes if len(trace) else {}
    if main != "topics":
        st.header(_("The table, and what a few directions make of it"), anchor=False)
        view("topics", curves=texts.curves())
    if main != "topics_map":
        st.header(_("On a map, and asked a question"), anchor=False)
        view("topics_map")
    if main != "topics_table" and notes.get("categories") and not notes["square"]:
        st.header(_("Do the topics match what people filed?"), anchor=False)
        view("topics_table")
    page.closing(now, told, LEARN, page.shared("film"), between=onwards)
