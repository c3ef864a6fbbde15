"""The Transformer page: the story on the left; on the right every head over a sentence, in time."""

from typing import Any

import streamlit as st

from engine.lessons.transformer.params import parts
from engine.params import key_of
from engine.runs import workers
from engine.sentences import Refused
from pages.shared import controls, corpus, guide, models, page, player, study
from pages.shared import words_brought as deep
from pages.shared import words_transformer as texts
from pages.shared.frame import notice, presenting
from pages.shared.language import _, plain, say

SLUG = "transformer"
#: The function whose source the page shows: a layer, as training and server both run it.
LAYER = "engine.models.attention:layer"
VIEWS = ("transformer", "transformer_parts", "transformer_inside", "transformer_write")


def retrained(key: str) -> None:
    """The parts that the picture wants left out: the same training without them, beside it.

    Or, of a model of one's own, another sentence, which is another reading.
    """
    wish = (st.session_state.get(key) or {}).get("wish")
    if not isinstance(wish, dict) or models.wished(SLUG, wish, PARAMS):
        return
    if not isinstance(wish.get("without"), str):
        return
    try:
        checked: Any = PARAMS.checked(without=wish["without"])
    except Refused:
        return
    controls.put(SLUG, {"without": checked.without}, PARAMS)


def second(params: Any) -> str:
    """The run without those parts, started where it is not there; "" where nothing is left out."""
    if not params.without or not now.fresh:
        return ""
    try:
        parts(params.without, params)
        other = params.changed(off=",".join(filter(None, [params.off, params.without])), without="")
        key = key_of(SLUG, other)
        state = workers.state(key)
        if state is None or state.state not in ("queued", "running", "done"):
            workers.submit(SLUG, other, session=study.visitor())
    except Refused as refused:
        notice(plain(say(refused)))
        return ""
    return key


def view(name: str, leads: bool = False) -> None:
    """One view of the run that is shown; the one beside the story leads the clock."""
    key, more = f"{name} {SLUG}{' leads' if leads else ''}", dict[str, Any]()
    told = {
        "transformer": texts.transformer, "transformer_parts": texts.parts,
        "transformer_inside": texts.inside, "transformer_write": texts.write,
    }[name]  # fmt: skip
    if brought:
        more["brought"] = True
    if leads or name == "transformer":
        more["curves"] = deep.curves() if brought else texts.curves(task)
    if name == "transformer_parts":
        more |= {"beside": second(params), "without": params.without}
    player.view(
        name, SLUG, str(now.run), key=key, words=deep.over(name) if brought else told(),
        leads=leads, show=shown, turn=guide.turns(SLUG),
        on_wish_change=lambda: retrained(key), **more,
    )  # fmt: skip


corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)

params: Any = models.ready(SLUG, controls.now(SLUG, PARAMS), PARAMS)
now = study.join(SLUG, params)
task = models.task(now.run, params)
brought = task == "brought"
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
if brought:
    shown = models.without(shown, told.scenes[at].show)
main = str(shown.get("view", "transformer"))
if brought and main not in deep.VIEWS:
    main = deep.VIEWS[0]
share = page.shared("film")
with right:
    if now.run:
        view(main if main in VIEWS else "transformer", leads=True)
    page.keys(SLUG, told, at, share)

with left:
    if brought:
        page.title(SLUG, told)
        models.story(SLUG, now, at)
    else:
        page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        if params.task == "text":
            corpus.box(SLUG)
        elif params.task == "brought":
            models.box(SLUG, PARAMS, brought)
    controls.panel(SLUG, PARAMS, skip=("corpus", "off", "model", "sentence", "stamp"))
    with boxes[1]:
        if params.task == "brought":
            models.button(now)
        else:
            study.train_button(now)
        study.watch(now)
    if params.task != "brought":
        page.stale(now)

if now.run and not presenting():
    titles = {
        "transformer": _("Every head, over a sentence"),
        "transformer_parts": _("What is each part good for?"),
        "transformer_inside": _("Inside: the stream that layers add to"),
        "transformer_write": _("Let it write on"),
    }
    for name, title in titles.items():
        # A network that reads to both sides cannot write on.
        if name == main or (name == "transformer_write" and task == "pronouns"):
            continue
        if brought and name not in deep.VIEWS:
            continue
        st.header(title, anchor=False)
        view(name)
    page.closing(now, told, deep.READING if brought else LAYER, share)
