"""The common course of a lesson page: from the address to a run, and back to the address."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import streamlit as st

import engine
from engine import lessons
from engine.params import Params, key_of
from engine.runs import workers
from engine.sentences import Refused
from pages.shared import controls, links, runs
from pages.shared.frame import notice, refused
from pages.shared.language import _, current, plain, say

#: The worlds that speak the visitor's language.
WORLDS = ("toy-world", "toy-world-zh")


@dataclass(frozen=True)
class Study:
    """What a page is about now: the lesson, what is asked for, and the run that is shown."""

    slug: str
    lesson: ModuleType
    params: Params
    run: str | None
    wanted: str

    @property
    def fresh(self) -> bool:
        """Whether the run shown is the one the controls ask for."""
        return self.run == self.wanted


def begin(slug: str) -> type[Params]:
    """Read the address once into the widgets; say what of it was not taken."""
    lesson = lessons.load(slug)
    if f"kept {slug}" not in st.session_state:
        params, refusals = links.read(slug, lesson.PARAMS)
        world = world_of(lesson.PARAMS)
        if world and f"{slug}.{world}" not in st.query_params:
            params = params.changed(**{world: at_home()})
        st.session_state[f"refused {slug}"] = refusals
        controls.remember(slug, params)
        made_by(st.query_params.get("v", engine.VERSION))
    refused(slug, st.session_state.get(f"refused {slug}", []))
    another_version()
    controls.remember(slug, lesson.PARAMS())
    chosen: type[Params] = lesson.PARAMS
    return chosen


def made_by(version: str) -> None:
    """Remember to say that a link comes from another version of the engine."""
    if version != engine.VERSION:
        st.session_state["another version"] = version[:20]


def another_version() -> None:
    """The sentence for such a link: its run is made anew, and may come out differently."""
    given = st.session_state.get("another version")
    if given:
        notice(
            _(
                "This link was made by engine version {given}; this is version {used}. "
                "The run is trained anew, and its numbers may differ."
            ).format(given=plain(given), used=engine.VERSION)
        )


def follow_language(slug: str) -> None:
    """After a change of language the toy world speaks the new one, and the scene begins again."""
    world = world_of(lessons.load(slug).PARAMS) or ""
    name = controls.key(slug, world)
    if st.session_state.pop("language changed", False) and name in st.session_state:
        if st.session_state[name] not in WORLDS:
            return
        st.session_state[name] = st.session_state[f"kept {slug}"][world] = at_home()
        st.session_state[f"choose {name}"] = at_home()
        st.session_state[f"walk {slug}"] = st.session_state.get(f"scene {slug}", 0)
        links.forget(slug, links.VIEW)


def world_of(params: type[Params]) -> str | None:
    """The parameter that says which world a lesson is about: its text, or its vectors."""
    return next((name for name in ("corpus", "source") if name in params.specs()), None)


def at_home() -> str:
    """The toy world in the visitor's language."""
    return "toy-world-zh" if current() == "zh" else "toy-world"


def join(slug: str, params: Params) -> Study:
    """The run to show: the wanted one where it exists or was asked for, else the last one."""
    wanted = key_of(slug, params)
    asked = st.session_state.pop(f"{slug}:train", False) or f"{slug}:run" not in st.session_state
    try:
        state = workers.state(wanted)
        kept = state is not None and state.state in ("queued", "running", "done")
        if kept or asked:
            if not kept:
                workers.submit(slug, params, session=visitor())
            if st.session_state.get(f"{slug}:run") not in (None, wanted):
                links.forget(slug, ["step", "camera"])
            st.session_state[f"{slug}:run"] = wanted
    except Refused as refusal:
        notice(plain(say(refusal)))
    write(slug, params)
    return Study(slug, lessons.load(slug), params, st.session_state.get(f"{slug}:run"), wanted)


def write(slug: str, params: Params) -> None:
    """The address says what the widgets say; the text always, as its default hangs on language."""
    links.write(slug, params)
    world = world_of(type(params))
    if world and st.query_params.get(f"{slug}.{world}") != getattr(params, world):
        st.query_params[f"{slug}.{world}"] = getattr(params, world)
    if st.query_params.get("v") != engine.VERSION:
        st.query_params["v"] = engine.VERSION


def visitor() -> str:
    """A name for this session, for the bounds on how much one visitor may ask at once."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    return context.session_id if context else "script"


def train_button(study: Study) -> None:
    """Start the run the controls ask for, or stop the one that runs."""
    try:
        state = workers.state(study.wanted)
    except Refused:
        return  # `join` has said why: nothing can be started now
    if state is not None and state.active:
        if st.button(_("Stop"), key="stop", width="stretch"):
            workers.cancel(study.wanted)
            st.rerun()
        return
    if not study.fresh or state is None:
        label = _("Train")
    else:
        label = _("Trained") if state.state == "done" else _("Train again")
    done = study.fresh and state is not None and state.state == "done"
    if st.button(label, key="train", type="primary", disabled=done, width="stretch"):
        st.session_state[f"{study.slug}:train"] = True
        st.rerun()


def ask(study: Study, question: str, parameters: dict[str, str]) -> dict[str, Any] | None:
    """What the finished run answers; None while there is no finished run."""
    state = runs.state(study.run)
    if state is None or state.state != "done":
        return None
    try:
        answer: dict[str, Any] = study.lesson.ANSWERS[question](runs.trace(study.run), parameters)
    except Refused as refusal:
        return {"refused": say(refusal)}
    return answer


def watch(study: Study) -> None:
    """Draw the page once more when the run has ended; until then look once a second."""
    still = alive(study)
    if not still:  # this page shows the end of the run already
        st.session_state["end seen"] = study.run
    st.fragment(_watch, run_every=1.0 if still else None)(study)


def _watch(study: Study) -> None:
    if not alive(study) and st.session_state.get("end seen") != study.run:
        st.session_state["end seen"] = study.run
        st.rerun()


def alive(study: Study) -> bool:
    """Whether the run shown is still on its way."""
    state = runs.state(study.run)
    return state is not None and state.active
