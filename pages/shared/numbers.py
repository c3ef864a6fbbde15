"""The numbers beside the picture: what a relation looks like, and what the run cost."""

import importlib
import inspect
import shlex
from typing import Any

import streamlit as st

from engine.figures.arrows import arrows
from pages.shared import player, runs, words
from pages.shared.language import _, plain
from pages.shared.study import Study, alive


def relation_names() -> dict[str, str]:
    """Display names of relations, by id."""
    return {
        "capital": _("country → capital"),
        "river": _("country → river"),
        "nationality": _("country → nationality"),
        "language": _("country → language"),
        "gender": _("man → woman"),
        "gerund": _("verb → -ing"),
        "past-tense": _("verb → past"),
        "third-person": _("verb → -s"),
        "comparative": _("adjective → comparative"),
        "superlative": _("adjective → superlative"),
        "plural": _("one → many"),
        "opposite": _("opposites"),
        "young": _("animal → its young"),
        "workplace": _("job → workplace"),
        "reduplication": _("verb → verb doubled"),
        "measure-word": _("thing → its measure word"),
    }


def known(study: Study) -> list[str]:
    """The relations whose truth the run's text brings along."""
    trace = runs.trace(study.run)
    return list(trace[0].notes["relations"]) if len(trace) else []


def relations(study: Study) -> None:
    """Choose a relation; its arrows are moved by the player's clock."""
    names = known(study)
    if not names:
        return
    st.header(_("Do equal relations become equal arrows?"), anchor=False)
    told = relation_names()
    chosen = st.pills(
        _("Relation"), names, default=names[0], key="relation", required=True,
        format_func=lambda name: told.get(name, plain(name)), label_visibility="collapsed",
    )  # fmt: skip
    relation(study, str(chosen))


def relation(study: Study, name: str, **more: Any) -> None:
    """The arrows of one relation, in a plane of their own; `more` as the main picture needs it."""
    figure, drives = arrows()
    player.view(
        "plot", study.slug, str(study.run), key="relation plot",
        words={**words.run_states(), **words.transport()}, figure=figure, drives=drives,
        ask={"question": "relation", "parameters": {"name": name}},
        told=_("Mean cosine between each arrow and the average arrow: {value}. 1 is parallel."),
        **more,
    )  # fmt: skip


def cost(study: Study) -> None:
    """What the run cost; refreshed once a second while it runs, then left alone."""
    st.header(_("What it cost"), anchor=False)
    still = alive(study)
    if not still:  # this page shows the end of the run already: no need to draw it anew
        st.session_state["cost seen"] = study.run
    st.fragment(_cost, run_every=1.0 if still else None)(study)


def _cost(study: Study) -> None:
    run, trace = runs.state(study.run), runs.trace(study.run)
    if run is None or not len(trace):
        st.caption(_("Nothing has run yet."))
        return
    notes, final = trace[0].notes, trace.final
    vocabulary, updates = notes["vocabulary"], notes["updates"]
    with st.container(key="cost"):
        columns = st.columns(5, gap="medium")
        columns[0].metric(_("output vectors changed for one target"), f"{updates:,}")
        columns[1].metric(_("of a vocabulary of"), f"{vocabulary:,}")
        speed = final.get("words_per_second")
        columns[2].metric(_("words a second"), f"{speed:,.0f}" if speed else "–")
        columns[3].metric(_("seconds"), f"{final.get('seconds', 0):.1f}")
        columns[4].metric(_("trained on"), run.device or "–")
    if not run.active and st.session_state.get("cost seen") != run.key:
        st.session_state["cost seen"] = run.key
        st.rerun()


def code(study: Study, place: str) -> None:
    """The same run from a terminal, and the source of its one step (`module:function`)."""
    with st.expander(_("From a terminal, and one step of it in plain numpy")):
        flags = [
            f"--{name.replace('_', '-')} {shlex.quote(value)}"
            for name, value in study.params.spelled().items()
        ]
        st.code(" ".join(["python -m engine run", study.slug, *flags]), language="bash")
        module, function = place.split(":")
        source = inspect.getsource(getattr(importlib.import_module(module), function))
        st.code(source, language="python")
