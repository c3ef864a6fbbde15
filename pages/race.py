"""The race page: six networks on one clock, what their layers cost, and how far words are apart."""

from typing import Any

import streamlit as st

from pages.shared import controls, corpus, guide, labelled, page, player, study
from pages.shared import words_race as texts
from pages.shared.frame import presenting
from pages.shared.language import _

SLUG = "race"
#: The function whose source the page shows: a contestant's way from words to scores.
READ = "engine.models.race:contestant"
#: What suits other texts than the toy reviews.
LARGE = {
    "dimension": 48, "hidden": 48, "epochs": 3, "repeats": 2, "rate": 0.002, "dropout": 0.5,
    "min_count": 2, "batch": 50,
}  # fmt: skip
TOY = {
    "dimension": 32, "hidden": 32, "epochs": 5, "repeats": 3, "rate": 0.003, "dropout": 0.2,
    "min_count": 2, "batch": 50,
}  # fmt: skip
FITTING: dict[str, dict[str, Any]] = {
    "sentence-polarity": LARGE,
    "movie-reviews": LARGE | {"longest": 200},
    "reviews-zh": LARGE,
    "toy-world": TOY,
    "toy-world-zh": TOY,
}


def own(rows: int) -> dict[str, Any]:
    """What suits a visitor's table: a short one is read more often, and no word is too rare."""
    short = rows < 400
    return TOY | {
        "min_count": 1 if short else 2,
        "batch": 8 if short else 50,
        "epochs": max(2, min(20, 15_000 // rows)),
    }


VIEWS = {
    "race": ("race", texts.race),
    "costs": ("racecosts", texts.costs),
    "ways": ("raceways", texts.ways),
}


def view(name: str, **more: Any) -> None:
    """One of the pictures of this run; `more` where it is the scene's."""
    kind, said = VIEWS[name]
    player.view(kind, SLUG, str(now.run), key=f"{name} {SLUG}", words=said(), **more)


def titles() -> dict[str, str]:
    """Headings of the pictures that are not the main one."""
    return {
        "race": _("The race"),
        "costs": _("What a longer sentence costs"),
        "ways": _("The longest way between two words"),
    }


corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)

now = study.join(SLUG, controls.now(SLUG, PARAMS))
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "race"))
with right:
    if now.run:
        view(main, show=shown, turn=guide.turns(SLUG), curves=[{}])
    share = page.shared("film", "svg")
    page.keys(SLUG, told, at, share)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        labelled.box(SLUG, FITTING, own)
    with boxes[1]:
        study.train_button(now)
        study.watch(now)
    controls.panel(SLUG, PARAMS, skip=("corpus",))
    page.stale(now)

if now.run and not presenting():
    for name, title in titles().items():
        if name != main:
            st.header(title, anchor=False)
            view(name)
    page.closing(now, told, READ, share)
