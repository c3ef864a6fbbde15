"""The text CNN page: the story on the left; on the right a sentence under the filters."""

from typing import Any

import streamlit as st

from pages.shared import controls, corpus, guide, labelled, page, player, study
from pages.shared import words_text_cnn as texts
from pages.shared.frame import presenting
from pages.shared.language import _

SLUG = "text-cnn"
#: The function whose source the page shows: what a network makes of one sentence.
READ = "engine.measures.ngram_filters:read"
#: What suits other texts than the toy reviews: wider vectors, more filters, fewer readings.
LARGE = {
    "dimension": 48, "filters": 12, "epochs": 4, "rate": 0.002, "dropout": 0.5, "min_count": 2,
    "batch": 50,
}  # fmt: skip
FITTING: dict[str, dict[str, Any]] = {
    "sentence-polarity": LARGE,
    "movie-reviews": LARGE | {"epochs": 5},
    "reviews-zh": LARGE,
    "toy-world": {
        "dimension": 24, "filters": 6, "epochs": 10, "rate": 0.004, "dropout": 0.3, "min_count": 2,
        "batch": 50,
    },
}  # fmt: skip
FITTING["toy-world-zh"] = FITTING["toy-world"]


def own(rows: int) -> dict[str, Any]:
    """What suits a visitor's table: a short one is read more often, and no word is too rare."""
    short = rows < 400
    return FITTING["toy-world"] | {
        "min_count": 1 if short else 2,
        "batch": 8 if short else 50,
        "epochs": max(3, min(40, 20_000 // rows)),
    }


def reading(**more: Any) -> None:
    """A sentence under the filters."""
    player.view(
        "textcnn", SLUG, str(now.run), key=f"reading {SLUG}", words=texts.view(),
        curves=texts.curves(), classes=texts.classes(), first=texts.first(), **more,
    )  # fmt: skip


def wall(**more: Any) -> None:
    """Every filter and what it likes best."""
    player.view(
        "textcnnwall", SLUG, str(now.run), key=f"wall {SLUG}", words=texts.wall(),
        classes=texts.classes(), **more,
    )  # fmt: skip


corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)

now = study.join(SLUG, controls.now(SLUG, PARAMS))
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = shown.get("view", "reading")
with right:
    if now.run and main == "wall":
        wall(curves=texts.curves(), show=shown, turn=guide.turns(SLUG))
    elif now.run:
        reading(show=shown, turn=guide.turns(SLUG))
    share = page.shared("film")
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
    if main == "wall":
        st.header(_("A sentence under the filters"), anchor=False)
        reading()
    else:
        st.header(_("What every filter is looking for"), anchor=False)
        wall()
    st.header(_("Where it is wrong"), anchor=False)
    player.view(
        "textcnnmistakes", SLUG, now.run, key=f"mistakes {SLUG}", words=texts.mistakes(),
        classes=texts.classes(),
    )  # fmt: skip
    page.closing(now, told, READ, share, lends=True)
