"""The guided path on a page: the scene, its prediction, and the ways forward and back."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from engine.params import Params
from pages.shared import controls, links, study
from pages.shared.language import _, current, plain
from pages.shared.scenes import Scene, Story, story


def enter(slug: str, params: type[Params]) -> tuple[Story, int]:
    """The story and the number of the scene (from 0) that is on; called before any widget.

    A scene's settings take hold when somebody walks into it, or opens a link that names a scene
    and nothing else.
    """
    told = story(slug, current())
    walked = st.session_state.pop(f"walk {slug}", None)
    # The session knows the scene: a rerun may come with an address from before the last step.
    at = st.session_state.get(f"scene {slug}", number(told)) if walked is None else walked
    at = max(0, min(len(told.scenes) - 1, at))
    st.session_state[f"scene {slug}"] = at
    first = f"seen {slug}" not in st.session_state
    st.session_state[f"seen {slug}"] = True
    # A link of ours names every setting (and the engine's version); one written by hand may name
    # a scene alone, and means the scene's own settings.
    by_hand = "scene" in st.query_params and "v" not in st.query_params
    if walked is not None or (first and by_hand):
        controls.put(slug, settings(told, at, params), params)
        st.session_state[f"{slug}:train"] = True
    if walked is not None:
        st.session_state.pop(f"guess {slug} {at}", None)
        st.session_state[f"show {slug}"] = told.scenes[at].show
        st.session_state[f"turn {slug}"] = turns(slug) + 1
    if (at or walked is not None) and st.query_params.get("scene") != str(at + 1):
        st.query_params["scene"] = str(at + 1)
    return told, at


def moment(slug: str, scene: Scene) -> dict[str, Any]:
    """The moment to show: the scene's, and over it what the link says, which is read once."""
    name = f"show {slug}"
    if name not in st.session_state:
        said = {
            "step": links.step(slug),
            "selected": links.words(slug, "selected"),
            "analogy": links.words(slug, "analogy")[:3],
            "camera": links.numbers(slug, "camera", 3, 5),
            "colour": st.query_params.get(f"{slug}.colour", "")[:60],
        }
        said = {field: value for field, value in said.items() if value not in (None, [], "")}
        # A link to a moment is no link to the scene's own words, unless it names the scene.
        ours = scene.show if "scene" in st.query_params or not said else {}
        st.session_state[name] = ours | said
    return dict(st.session_state[name])


def turns(slug: str) -> int:
    """How many scenes were entered: the player shows a moment anew when this changes."""
    count: int = st.session_state.get(f"turn {slug}", 0)
    return count


def settings(told: Story, at: int, params: type[Params]) -> dict[str, Any]:
    """What a scene sets; whatever only other scenes set goes back to its default."""
    ours = {name for scene in told.scenes for name in scene.sets}
    usual = {name: params.specs()[name].default for name in ours}
    world = study.world_of(params)
    if world in usual:
        usual[world] = study.at_home()
    return usual | told.scenes[at].sets


def number(told: Story) -> int:
    """The scene the address names, from 0; the first where it names none there is."""
    raw = st.query_params.get("scene", "1")
    at = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 1
    return min(max(at, 1), len(told.scenes)) - 1


def walk(slug: str, to: int) -> None:
    """Go to another scene at the next rerun; what was wrong with the link has been read."""
    st.session_state[f"walk {slug}"] = to
    st.session_state[f"refused {slug}"] = []
    st.session_state.pop(f"unread {slug}", None)


def show(slug: str, told: Story, at: int, ask: Any) -> None:
    """The scene's words, its prediction, and the way to the next. `ask` asks the run."""
    scene = told.scenes[at]
    with st.container(key="scene"):
        st.subheader(scene.title, anchor=False)
        st.markdown(scene.prose)
        if scene.question:
            with st.container(key="question"):
                predict(slug, at, scene, ask)
        with st.container(
            key="scenes-nav", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.button(
                "←", key="scene-back", disabled=at == 0, on_click=walk, args=(slug, at - 1),
                help=_("The scene before"),
            )  # fmt: skip
            st.markdown(f"{at + 1} / {len(told.scenes)}")
            st.button(
                _("Next") + " →", key="scene-next", disabled=at == len(told.scenes) - 1,
                on_click=walk, args=(slug, at + 1), help=_("The next scene"),
            )  # fmt: skip


def predict(slug: str, at: int, scene: Scene, ask: Any) -> None:
    """Choose first; then the run says what it is."""
    question = scene.question
    assert question is not None
    if not speaks_of(slug, scene):
        st.caption(_("The prediction of this scene is about other data than those you chose."))
        return

    def guessed() -> None:
        if st.session_state.get(f"guess {slug} {at}") is None:
            return  # the choices changed (another language), not the guess
        st.session_state[f"show {slug}"] = scene.show | scene.reveal
        st.session_state[f"turn {slug}"] = turns(slug) + 1

    guess = st.radio(
        question.ask, question.choices, index=None, key=f"guess {slug} {at}", on_change=guessed
    )
    if guess is None:
        return
    answer = ask(question.question, question.parameters)
    if answer is None:
        st.caption(_("The run is still training; the answer comes with its end."))
        return
    if "refused" in answer:
        st.caption(plain(answer["refused"]))
        return
    said = str(answer["answer"])
    truth = dict(zip(question.values, question.choices, strict=True)).get(said, said)
    if guess == truth:
        told = _("The run says **{answer}**, as you thought.")
    else:
        told = _("The run says **{answer}**.")
    st.markdown(told.format(answer=plain(truth)))
    if question.because:
        st.markdown(question.because)


def speaks_of(slug: str, scene: Scene) -> bool:
    """Whether a scene's prediction is about what is chosen now: its own data, or the toy world."""
    for world in ("corpus", "source"):
        chosen = st.session_state.get(controls.key(slug, world))
        if chosen is not None:
            meant = scene.sets.get(world)
            return chosen == meant if meant else chosen in study.WORLDS
    return True


def turn(slug: str, at: int, last: int) -> Callable[[Any], None]:
    """What the scene keys do: one scene on or back, onto the stage or off it."""

    def pressed(wish: Any) -> None:
        if wish in ("exit", "enter"):
            on = wish == "enter"
            st.query_params.from_dict(
                {k: v for k, v in st.query_params.to_dict().items() if k != "present"}
                | ({"present": "1"} if on else {})
            )
        elif wish in (1, -1):
            walk(slug, max(0, min(last, at + wish)))

    return pressed
