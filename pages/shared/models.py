"""A model of one's own: chosen by name among those that the operator of the server has put up."""

from typing import Any

import streamlit as st

from engine.lessons.transformer import shelf
from engine.params import Params, key_of
from engine.runs import workers
from engine.sentences import Refused
from pages.shared import controls, guide, runs
from pages.shared.language import _, plain
from pages.shared.study import Study

#: A sentence in the address and on the page, in letters.
LONGEST = 300


def task(run: str | None, params: Any) -> str:
    """The task of the run that is shown; where there is none, of the one that is wanted."""
    state = runs.state(run)
    return str(state.params.get("task", params.task) if state else params.task)


def ready(slug: str, params: Any, kind: type[Params]) -> Any:
    """The parameters with a model that is there, in its present state; a new one is read now."""
    if params.task != "brought":
        return params
    names = shelf.names()
    model = params.model or (names[0] if names else "")
    known = {"model": model, "stamp": shelf.stamp(model) or params.stamp}
    if any(getattr(params, name) != value for name, value in known.items()):
        controls.put(slug, known, kind)
        params = params.changed(**known)
    wanted = key_of(slug, params)
    # Once for each: what could not be read is not tried again and again.
    if model and st.session_state.get(f"{slug}:brought") != wanted:
        st.session_state[f"{slug}:brought"] = wanted
        st.session_state[f"{slug}:train"] = True
    return params


def wished(slug: str, wish: dict[str, Any], kind: type[Params]) -> bool:
    """Take a sentence that the picture wants read; whether it was one."""
    text = wish.get("sentence")
    if not isinstance(text, str):
        return False
    try:
        checked: Any = kind.checked(sentence=" ".join(text.split())[:LONGEST])
    except Refused:
        return False
    controls.put(slug, {"sentence": checked.sentence}, kind)
    return True


def without(shown: dict[str, Any], scene: dict[str, Any]) -> dict[str, Any]:
    """The moment to show, without what a scene shows of its own run."""
    return {name: value for name, value in shown.items() if scene.get(name) != value}


def story(slug: str, study: Study, at: int) -> None:
    """What is to be seen of such a model, in place of the scene, and the way back to it."""
    state = runs.state(study.run)
    name = str(state.params.get("model") if state else "")
    with st.container(key="scene"):
        st.subheader(_("A model of your own"), anchor=False)
        if not name:
            st.markdown(how())
        else:
            _told(name)
        st.button(_("Back to the story"), key="scene-own", on_click=guide.walk, args=(slug, at))


def _told(name: str) -> None:
    st.markdown(
        _(
            "**{model}** reads your sentence. Nothing is trained here: it learnt elsewhere, "
            "from far more text. **Time is depth** now. Press play and the sentence rises "
            "through the layers, one after another, while the bars say what the model would "
            "say if it stopped there."
        ).format(model=plain(name))
    )
    st.markdown(
        _(
            "Look for heads that look at the word before, and for heads that rest: in most "
            "published models many give nearly everything to the first word or to a full stop."
        )
    )


def how() -> str:
    """How a model is put where it can be chosen."""
    return _(
        "Nobody has put a model here yet. On your own machine: put the folder of a BERT or "
        "GPT-2 that was saved as safetensors into `.lexiscope/models`, or name the folder "
        "where you keep such models: `LEXISCOPE_MODELS=… make run`."
    )


def box(slug: str, kind: type[Params], story: bool) -> None:
    """Choose a model, or read how one is put where it can be chosen, unless the story says so."""
    names, now = shelf.names(), st.session_state[controls.key(slug, "model")]
    if not shelf.installed():
        st.caption(
            _(
                "To read a model of your own this server needs one more library: "
                "`pip install transformers`, then start it again."
            )
        )
    hub = shelf.hub_allowed()
    if names or hub:
        chosen_key = f"choose {slug}.model"
        options = [*names, *([now] if now and now not in names else [])]
        if options and st.session_state.get(chosen_key) not in options:
            st.session_state[chosen_key] = now or options[0]
        chosen = st.selectbox(
            _("Model"), options, key=chosen_key, accept_new_options=hub,
            index=0 if options else None,
            placeholder=_("a name of the hub, such as gpt2") if hub else None,
            help=_("Encoders such as BERT and decoders such as GPT-2, saved as safetensors."),
        )  # fmt: skip
        if chosen and chosen != now:
            take(slug, chosen, kind)
            st.rerun()
    if not names and not (story and not now):
        st.caption(how())


def take(slug: str, name: str, kind: type[Params]) -> None:
    """Make this the model that is read; a name that cannot be one is kept for the run to refuse."""
    try:
        kind.checked(model=name)
    except Refused:
        name = name[:60]
    controls.put(slug, {"model": name, "stamp": shelf.stamp(name)}, kind)


def button(study: Study) -> None:
    """Stop the reading, or read again what could not be read."""
    try:
        state = workers.state(study.wanted)
    except Refused:
        return
    if state is not None and state.active:
        if st.button(_("Stop"), key="stop", width="stretch"):
            workers.cancel(study.wanted)
            st.rerun()
        return
    failed = state is not None and state.state != "done"
    if failed and st.button(_("Read again"), key="train", type="primary", width="stretch"):
        st.session_state[f"{study.slug}:train"] = True
        st.rerun()
