"""The page on dictionaries: a word looked up, its way to the top, and four things that are lost."""

from typing import Any

import streamlit as st

from engine.sentences import Refused
from engine.text import wordnet
from pages.shared import controls, corpus, guide, page, player, study, words_senses
from pages.shared.frame import notice, presenting
from pages.shared.language import _, plain, say

SLUG = "senses"
#: The function whose source the page shows: the shortest way between two senses.
SHOWN = "engine.text.lexicon_paths:way"
#: The pictures below the main one, in their order.
BELOW = ("senses_company", "senses_newer", "senses_frequency", "senses_coverage")


def curves() -> list[dict[str, object]]:
    """The curves of the time line."""
    return [
        {
            "name": "words", "colour": "context", "low": 0, "high": 1, "percent": True,
            "label": _("running words"),
            "help": _("Share of the words read so far that the dictionary has"),
        },
        {
            "name": "vocabulary", "colour": "centre", "low": 0, "high": 1, "percent": True,
            "label": _("different words"),
            "help": _("The same, each different word counted once"),
        },
    ]  # fmt: skip


def headings() -> dict[str, str]:
    """What stands over each picture further down."""
    return {
        "senses_company": _("Synonyms, and the company they keep"),
        "senses_newer": _("Meanings that came later"),
        "senses_frequency": _("Who decides how many senses there are?"),
        "senses_coverage": _("How much of the text can be looked up?"),
    }


def texts(view: str) -> dict[str, Any]:
    """The words of a view, and what else it is given."""
    told = {
        "senses": words_senses.senses,
        "senses_company": words_senses.company,
        "senses_newer": words_senses.newer,
        "senses_frequency": words_senses.frequency,
        "senses_coverage": words_senses.coverage,
    }
    more = {"curves": curves()} if view == "senses_coverage" else {}
    return {"words": told[view](), **more}


def settle(first: bool) -> None:
    """WordNet where it is here and the link names no dictionary; else the small one, and why."""
    name = controls.key(SLUG, "dictionary")
    asked = st.session_state[name]
    if first and f"{SLUG}.dictionary" not in st.query_params and wordnet.available():
        choose("wordnet")
    elif asked == "wordnet" and not wordnet.available():
        st.session_state[f"lacking {SLUG}"] = True
        choose("small")
    if st.session_state.get(f"lacking {SLUG}") and not wordnet.available():
        notice(_("WordNet is not on this machine; the small dictionary is used."))


def choose(dictionary: str) -> None:
    """Use this dictionary from now on."""
    controls.put(SLUG, {"dictionary": dictionary}, PARAMS)


def dictionary_box() -> None:
    """Which of the two dictionaries, where both are here."""
    spec = PARAMS.specs()["dictionary"]
    st.segmented_control(
        _(spec.label), spec.choices, format_func=lambda choice: _(spec.names[choice]),
        key=controls.key(SLUG, spec.name), help=_(spec.help), required=True,
    )  # fmt: skip


def offer() -> None:
    """WordNet is not here yet: what it is, what it weighs, and one button."""
    for package in wordnet.PACKAGES:
        st.caption(
            _("{title}: {size:.1f} MB, {licence}").format(
                title=package.title, size=package.bytes / 1e6, licence=_(package.licence)
            )
        )
    if st.button(_("Download WordNet"), key="fetch wordnet"):
        try:
            with st.spinner(_("Downloading …")):
                wordnet.fetch()
        except Refused as refused:
            notice(plain(say(refused)))
        else:
            st.session_state[f"{SLUG}:wordnet"] = True
            st.rerun()


first_visit = f"kept {SLUG}" not in st.session_state
corpus.restore(SLUG)
PARAMS = study.begin(SLUG)
settle(first_visit)
if st.session_state.pop(f"{SLUG}:wordnet", False):
    choose("wordnet")
study.follow_language(SLUG)
told, at = guide.enter(SLUG, PARAMS)
controls.remember(SLUG, PARAMS())

params: Any = controls.now(SLUG, PARAMS)
page.at_once(SLUG, params)
now = study.join(SLUG, params)
# Which dictionary is usual hangs on the machine, so a link always names it.
if st.query_params.get(f"{SLUG}.dictionary") != params.dictionary:
    st.query_params[f"{SLUG}.dictionary"] = params.dictionary
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = shown.get("view", "senses")
if at == 0 and params.spelled().keys() & {"word", "other"}:  # a link written by hand
    shown["selected"] = [word for word in (params.word, params.other) if word]
with right:
    if now.run:
        player.view(
            main, SLUG, now.run, key=f"{main} {SLUG}", **texts(main),
            show=shown, turn=guide.turns(SLUG),
        )  # fmt: skip
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([1.6, 1.6, 1], vertical_alignment="top", gap="medium")
    with boxes[0]:
        corpus.box(SLUG)
    with boxes[1]:
        if wordnet.available():
            dictionary_box()
        else:
            offer()
    with boxes[2]:
        study.watch(now)

if now.run and not presenting():
    for view in BELOW:
        if view != main:
            st.header(headings()[view], anchor=False)
            player.view(view, SLUG, now.run, key=f"{view} {SLUG}", **texts(view))
    page.closing(now, told, SHOWN, page.shared(film=""))
