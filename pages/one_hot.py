"""The one-hot page: the story, and a sentence and its vectors, or two tables, or what it costs."""

from typing import Any

import streamlit as st

from engine.lessons.one_hot.params import usual_sentence
from engine.sentences import Refused
from pages.shared import controls, corpus, guide, page, player, study, words_one_hot
from pages.shared.frame import notice, presenting
from pages.shared.language import _, plain, say

SLUG = "one-hot"
#: The function whose source the page shows: how a number becomes a vector.
LEARN = "engine.lessons.one_hot.encoding:one_hot"


def curves() -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    return [
        {
            "name": "read", "colour": "loss", "label": _("words read"),
            "help": _("One word a moment"),
        },
        {
            "name": "dimensions", "colour": "plain", "label": _("numbers in each vector"),
            "help": _("As many as different words have been read"),
        },
    ]  # fmt: skip


def wished(key: str) -> None:
    """What the tables ask for: that the link names these words."""
    wish = (st.session_state.get(key) or {}).get("wish")
    if isinstance(wish, dict) and isinstance(wish.get("words"), str):
        try:
            controls.put(SLUG, {"words": wish["words"]}, PARAMS)
        except Refused as refused:
            notice(plain(say(refused)))


def usual() -> str:
    """The sentence that is read where none is written; empty where its text is gone."""
    try:
        return usual_sentence(params)
    except Refused:
        return ""


def film(**more: Any) -> None:
    """The sentence, read word by word."""
    player.view(
        "onehot", SLUG, str(now.run), key=f"film {SLUG}", words=words_one_hot.film(),
        curves=curves(), **more,
    )  # fmt: skip


def table(**more: Any) -> None:
    """Cosines of a few words, one-hot and learnt."""
    key = f"table {SLUG}"
    player.view(
        "onehottable", SLUG, str(now.run), key=key, words=words_one_hot.table(),
        chosen=params.words, on_wish_change=lambda: wished(key), **more,
    )  # fmt: skip


def cost(**more: Any) -> None:
    """What the vectors of the whole text take."""
    player.view(
        "onehotcost", SLUG, str(now.run), key=f"cost {SLUG}", words=words_one_hot.cost(), **more
    )


VIEWS = {"film": film, "table": table, "cost": cost}

corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)

params: Any = controls.now(SLUG, PARAMS)
page.at_once(SLUG, params)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "film"))
with right:
    if now.run:
        VIEWS[main](show=shown, turn=guide.turns(SLUG))
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([2, 1.2], vertical_alignment="top", gap="medium")
    with boxes[0]:
        st.text_input(
            _("Sentence"), key=controls.key(SLUG, "sentence"), max_chars=600,
            placeholder=usual(),
            help=_("Left empty, it is the lecture’s, or the first one of your own text."),
        )  # fmt: skip
    with boxes[1]:
        corpus.box(SLUG)
    controls.panel(SLUG, PARAMS, skip=("corpus", "sentence"))
    study.watch(now)

if now.run and not presenting():
    if main != "film":
        st.header(_("Word by word"), anchor=False)
        film()
    if main != "table":
        st.header(_("Is anybody like anybody?"), anchor=False)
        table()
    if main != "cost":
        st.header(_("What it costs"), anchor=False)
        cost()
    page.closing(now, told, LEARN, page.shared(csv=_("Table (CSV)"), film=""))
