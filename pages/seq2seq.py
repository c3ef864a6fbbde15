"""The page of sequence to sequence: the story, and beside it three writers that learn."""

from typing import Any

import streamlit as st

from engine.lessons.seq2seq.data import NAMED
from engine.lessons.seq2seq.params import OWN
from engine.sentences import N_, Refused
from engine.text import pairs, pairs_tatoeba, shelf
from pages.shared import controls, guide, links, page, player, study
from pages.shared import words_seq2seq as texts
from pages.shared.frame import notice, presenting
from pages.shared.language import _, plain, say

SLUG = "seq2seq"
#: The function whose source the page shows: one word written.
STEP = "engine.models.seq2seq:step"
UNREADABLE = N_("The pairs in this link could not be read.")


def view(kind: str, **more: Any) -> None:
    """One of the pictures of this run; `more` where it is the scene's."""
    player.view(
        kind, SLUG, str(now.run), key=f"{kind} {SLUG}", words=texts.view(kind),
        show=shown, turn=guide.turns(SLUG), **more,
    )  # fmt: skip


def restore() -> None:
    """Put the pairs that a link carries back on the shelf, where the shelf does not have them."""
    packed = st.query_params.get(f"{SLUG}.text")
    if packed and st.session_state.get(f"restored {SLUG}") != packed:
        st.session_state[f"restored {SLUG}"] = packed
        text = links.unpack(packed)
        try:
            if not text or not text.strip():
                raise Refused(UNREADABLE)
            st.query_params[f"{SLUG}.pairs"] = f"{NAMED}{shelf.put(text)}"
        except Refused as refused:
            links.forget(SLUG, ["text"])
            st.session_state[f"unread {SLUG}"] = refused.sentence
    if f"unread {SLUG}" in st.session_state:
        notice(plain(say(st.session_state[f"unread {SLUG}"])))


def own_pairs() -> None:
    """Paste or upload a table of pairs; it goes onto the shelf and, when short, into the link."""
    from engine.text.decode import clean, decode

    typed = st.text_area(
        _("Pairs, one a line: source, a tab, target"), key=f"typed {SLUG}", height=160
    )
    file = st.file_uploader(
        _("or take a file of pairs (TSV), at most 5 MB"), key=f"file {SLUG}", max_upload_size=5
    )
    st.caption(
        _("Twenty pairs at least. Lists of Tatoeba, with their third column, are read as they are.")
    )
    if not st.button(_("Use these pairs"), key=f"take {SLUG}"):
        return
    try:
        named = file.name if file is not None else _("The text box")
        text = decode(file.getvalue(), named) if file is not None else clean(typed or "", named)
        pairs.read_table(text, named)
        controls.put(SLUG, {"pairs": f"{NAMED}{shelf.put(text)}"}, PARAMS)
        packed = links.pack(text)
        if packed:
            st.query_params[f"{SLUG}.text"] = packed
            st.session_state[f"restored {SLUG}"] = packed
        else:
            links.forget(SLUG, ["text"])
        st.session_state[f"{SLUG}:train"] = True
        st.rerun()
    except Refused as refused:
        notice(plain(say(refused)))


def task_box() -> None:
    """Choose what is to be learnt."""
    spec = PARAMS.specs()["task"]
    # Tables that this machine does not have are offered by nobody but a link.
    here = [
        choice for choice in spec.choices
        if choice == params.task or not (table := pairs_tatoeba.table_of(choice))
        or pairs_tatoeba.find(table)
    ]  # fmt: skip
    st.selectbox(
        _(spec.label), here, format_func=lambda choice: _(spec.names[choice]),
        key=controls.key(SLUG, "task"),
    )  # fmt: skip
    if pairs_tatoeba.table_of(params.task):
        st.caption(
            _(
                "Real sentences are hard: give it 128 units and a thousand updates, and look at "
                "words."
            )
        )


restore()
PARAMS, told, at = page.opening(SLUG)

params: Any = controls.now(SLUG, PARAMS)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "seq2seq"))
share = page.shared("film")
with right:
    if now.run:
        view(main, leads=True, curves=texts.curves())
    page.keys(SLUG, told, at, share)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        task_box()
    if params.task == OWN:
        own_pairs()
    controls.panel(SLUG, PARAMS, skip=("task", "pairs"))
    with boxes[1]:
        study.train_button(now)
        study.watch(now)
    page.stale(now)

if now.run and not presenting():
    for kind, title in texts.LOWER:
        if kind != main:
            st.header(_(title), anchor=False)
            view(kind)
    page.closing(now, told, STEP, share)
