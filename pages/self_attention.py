"""The self-attention page: the story, and the computation by stages, or one of its questions."""

from typing import Any

import streamlit as st

from engine.lessons.self_attention.params import usual_sentence
from engine.sentences import Refused
from pages.shared import controls, guide, page, player, study
from pages.shared import words_self_attention as told_words
from pages.shared.frame import notice, presenting
from pages.shared.language import _, plain, say

SLUG = "self-attention"
#: The function whose source the page shows: softmax(Q Kᵀ / √d) V.
LEARN = "engine.models.attention:attend"


def wished(key: str) -> None:
    """What the film asks for: that the link names the numbers changed by hand."""
    wish = (st.session_state.get(key) or {}).get("wish")
    if isinstance(wish, dict) and isinstance(wish.get("edits"), str):
        try:
            controls.put(SLUG, {"edits": wish["edits"]}, PARAMS)
        except Refused as refused:
            notice(plain(say(refused)))


def film(**more: Any) -> None:
    """The computation, stage by stage."""
    key = f"film {SLUG}"
    player.view(
        "selfattention", SLUG, str(now.run), key=key, words=told_words.film(), curves=[1],
        training=params.weights == "trained", on_wish_change=lambda: wished(key), **more,
    )  # fmt: skip


def waves(**more: Any) -> None:
    """Sine waves as a heat map, as curves and as hands on dials."""
    player.view(
        "selfattentionwaves", SLUG, str(now.run), key=f"waves {SLUG}",
        words=told_words.waves(), **more,
    )  # fmt: skip


def order(**more: Any) -> None:
    """The sentence and its reverse."""
    player.view(
        "selfattentionorder", SLUG, str(now.run), key=f"order {SLUG}",
        words=told_words.order(), **more,
    )  # fmt: skip


def spread(**more: Any) -> None:
    """Entropy of the softmax against the width."""
    player.view(
        "selfattentionspread", SLUG, str(now.run), key=f"spread {SLUG}",
        words=told_words.spread(), **more,
    )  # fmt: skip


VIEWS = {"film": film, "waves": waves, "order": order, "spread": spread}

PARAMS, told, at = page.opening(SLUG)

params: Any = controls.now(SLUG, PARAMS)
page.at_once(SLUG, params)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "film"))
if main == "film":
    shown["edits"] = params.edits
with right:
    if now.run:
        VIEWS[main](show=shown, turn=guide.turns(SLUG))
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    st.text_input(
        _("Sentence"), key=controls.key(SLUG, "sentence"), max_chars=200,
        placeholder=usual_sentence(params),
        help=_("In any language; an emoji counts as a word."),
    )  # fmt: skip
    controls.panel(SLUG, PARAMS, skip=("sentence", "corpus"))
    study.watch(now)

if now.run and not presenting():
    if main != "film":
        st.header(_("The computation, stage by stage"), anchor=False)
        film(show={"edits": params.edits})
    if main != "order":
        st.header(_("Does order matter?"), anchor=False)
        order()
    if main != "waves":
        st.header(_("Where in the sentence?"), anchor=False)
        waves()
    if main != "spread":
        st.header(_("Why divide by √d?"), anchor=False)
        spread()
    page.closing(now, told, LEARN, page.shared(csv=_("Table (CSV)"), film=""))
