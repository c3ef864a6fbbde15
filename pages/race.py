"""The race page: six networks on one clock, what their layers cost, and how far words are apart."""

from typing import Any

import streamlit as st

from engine.lessons import COURSE, PARTS
from pages.shared import claims, controls, corpus, guide, labelled, numbers, player, study, words
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


entry = next(entry for entry in COURSE if entry.slug == SLUG)
corpus.restore(SLUG)
PARAMS = study.begin(SLUG)
study.follow_language(SLUG)
told, at = guide.enter(SLUG, PARAMS)
controls.remember(SLUG, PARAMS())

now = study.join(SLUG, controls.now(SLUG, PARAMS))
with st.container(key="lesson"):
    left, right = st.columns([3.3, 9.1], gap="medium")

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "race"))
with right:
    if now.run:
        view(main, show=shown, turn=guide.turns(SLUG), curves=[{}])
    share = {name: text for name, text in words.share().items() if name not in ("film", "svg")}
    player.keys(SLUG, share, guide.turn(SLUG, at, len(told.scenes) - 1))

with left:
    with st.container(key="eyebrow"):
        st.markdown(_("Part {n} · {name}").format(n=entry.part, name=_(PARTS[entry.part])))
    st.title(told.title, anchor=False)
    guide.show(SLUG, told, at, lambda question, given: study.ask(now, question, given))

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        labelled.box(SLUG, FITTING, own)
    with boxes[1]:
        study.train_button(now)
        study.watch(now)
    controls.panel(SLUG, PARAMS, skip=("corpus",))
    if not now.fresh:
        st.caption(_("The picture still shows the run before this change. Press Train."))

if now.run and not presenting():
    for name, title in titles().items():
        if name != main:
            st.header(title, anchor=False)
            view(name)
    claims.table(SLUG)
    st.header(_("Take this moment with you"), anchor=False)
    player.view("share", SLUG, now.run, key=f"share {SLUG}", words=share)
    numbers.code(now, READ)
    st.header(_("Sources"), anchor=False)
    with st.container(key="prose"):
        st.markdown(told.sources)
