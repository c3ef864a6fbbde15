"""What every lesson page has in the same places: its halves, the story's head, and the closing."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.lessons import COURSE, PARTS
from engine.params import Params, key_of
from pages.shared import claims, controls, guide, numbers, player, study, words
from pages.shared.language import _
from pages.shared.scenes import Story


def opening(slug: str) -> tuple[type[Params], Story, int]:
    """The lesson's parameters, its story, and the number of the scene that the visitor is in."""
    params = study.begin(slug)
    study.follow_language(slug)
    told, at = guide.enter(slug, params)
    controls.remember(slug, params())
    return params, told, at


def keys(slug: str, told: Story, at: int, share: dict[str, str] | None = None) -> None:
    """The keyboard's ways through scenes and time."""
    player.keys(slug, share or words.share(), guide.turn(slug, at, len(told.scenes) - 1))


def halves() -> list[DeltaGenerator]:
    """The story's column, narrow, and the picture's."""
    with st.container(key="lesson"):
        return st.columns([3.3, 9.1], gap="medium")


def title(slug: str, told: Story) -> None:
    """The lesson's place in the course, and its title."""
    entry = next(entry for entry in COURSE if entry.slug == slug)
    with st.container(key="eyebrow"):
        st.markdown(_("Part {n} · {name}").format(n=entry.part, name=_(PARTS[entry.part])))
    st.title(told.title, anchor=False)


def story(now: study.Study, told: Story, at: int) -> None:
    """The title, and the scene that is on."""
    title(now.slug, told)
    guide.show(now.slug, told, at, lambda question, given: study.ask(now, question, given))


def at_once(slug: str, params: Params) -> None:
    """Every change is computed at once, where that takes a moment: no button need be pressed."""
    wanted = key_of(slug, params)
    if st.session_state.get(f"{slug}:asked") != wanted:
        st.session_state[f"{slug}:asked"] = wanted
        st.session_state[f"{slug}:train"] = True


def stale(now: study.Study) -> None:
    """Say so where the picture is not yet of what the controls ask for."""
    if not now.fresh:
        st.caption(_("The picture still shows the run before this change. Press Train."))


def shared(*without: str, **more: str) -> dict[str, str]:
    """The ways to take a moment along, in words, `without` those that a picture cannot give."""
    return {name: text for name, text in words.share().items() if name not in without} | more


def closing(
    now: study.Study,
    told: Story,
    code: str,
    share: dict[str, str],
    lends: bool = False,
    between: Callable[[], Any] | None = None,
) -> None:
    """Below every lesson: its claims, the moment to take along, its code, and the sources.

    code     the function whose source is shown, `module:function`
    lends    whether this run's vectors may go to another lesson
    between  what stands before the code, such as a way onwards
    """
    claims.table(now.slug)
    st.header(_("Take this moment with you"), anchor=False)
    player.view("share", now.slug, str(now.run), key=f"share {now.slug}", words=share, lends=lends)
    if between is not None:
        between()
    numbers.code(now, code)
    st.header(_("Sources"), anchor=False)
    with st.container(key="prose"):
        st.markdown(told.sources)
