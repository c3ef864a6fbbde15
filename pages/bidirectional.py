"""The page of reading from both ends: the story, and beside it a sentence read three ways."""

from typing import Any

import streamlit as st

from pages.shared import controls, corpus, guide, page, player, study
from pages.shared import words_bidirectional as texts
from pages.shared.frame import presenting
from pages.shared.language import _

SLUG = "bidirectional"
#: The function whose source the page shows: a trained reader in numpy.
READ = "engine.models.tagger_plain:read"


def view(kind: str, **more: Any) -> None:
    """One of the pictures of this run; `more` where it is the scene's."""
    player.view(
        kind, SLUG, str(now.run), key=f"{kind} {SLUG}", words=texts.view(kind),
        curves=texts.curves(kind), show=shown, turn=guide.turns(SLUG), **more,
    )  # fmt: skip


def text_box() -> None:
    """Choose among the texts whose words have tags; the others teach nothing here."""
    from engine.text.corpora import available, standard_of
    from engine.text.tagged import KNOWN

    chosen_key = f"choose {SLUG}.corpus"
    now_chosen = st.session_state[controls.key(SLUG, "corpus")]
    if now_chosen in KNOWN and st.session_state.get(chosen_key) not in KNOWN:
        st.session_state[chosen_key] = now_chosen

    def name(id_: str) -> str:
        known = standard_of(id_)
        here = available(id_)
        return _(known.title) if here else f"{_(known.title)} ↓ {known.bytes / 1e6:.1f} MB"

    chosen = st.selectbox(
        _("Text"), KNOWN, format_func=name, key=chosen_key,
        help=_("Only texts whose words have their parts of speech can teach a tagger."),
    )  # fmt: skip
    if chosen is None:
        return
    if available(chosen):
        if corpus.use(SLUG, chosen):
            st.rerun()
    else:
        corpus.offer(SLUG, chosen)


def follow_text() -> None:
    """The box names the text that a scene has chosen."""
    chosen = st.session_state[controls.key(SLUG, "corpus")]
    if st.session_state.get(f"{SLUG}:text") != chosen:
        st.session_state[f"{SLUG}:text"] = chosen
        st.session_state[f"choose {SLUG}.corpus"] = chosen


PARAMS, told, at = page.opening(SLUG)
follow_text()

params: Any = controls.now(SLUG, PARAMS)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "tagging"))
with right:
    if now.run:
        view(main, leads=True)
    share = page.shared("film")
    page.keys(SLUG, told, at, share)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        text_box()
    controls.panel(SLUG, PARAMS, skip=("corpus",))
    with boxes[1]:
        study.train_button(now)
        study.watch(now)
    page.stale(now)

if now.run and not presenting():
    for kind, title in (
        ("tagging", _("One sentence, read three ways")),
        ("tagging_it", _("Who is “it”?")),
        ("tagging_scores", _("Which side helps, and how much?")),
        ("tagging_probes", _("What does each layer know?")),
        ("tagging_confusions", _("Which tags are taken for which?")),
    ):
        if kind != main:
            st.header(title, anchor=False)
            view(kind)
    page.closing(now, told, READ, share)
