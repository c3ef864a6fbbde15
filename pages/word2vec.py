"""The word2vec page: the story on the left, the space it is about on the right."""

import streamlit as st

from pages.shared import controls, corpus, guide, numbers, page, player, study, words
from pages.shared.frame import presenting
from pages.shared.language import _

SLUG = "word2vec"
#: The function whose source the page shows: one step of the training, in plain numpy.
LEARN = "engine.kernels.word2vec_plain:learn"
CURVES = (
    {"name": "loss", "colour": "loss", "low": 0},
    {"name": "analogies", "colour": "centre", "low": 0, "high": 1, "percent": True},
    {"name": "company", "colour": "context", "low": 0, "high": 1, "percent": True},
)


def curves() -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    labels = {
        "loss": (_("loss"), _("Mean surprise of a pair, in nats")),
        "analogies": (_("analogies"), _("Share of the text's own analogies answered right")),
        "company": (_("same kind"), _("Share of the ten nearest words that are of the same kind")),
    }
    return [
        {**curve, "label": labels[str(curve["name"])][0], "help": labels[str(curve["name"])][1]}
        for curve in CURVES
    ]


corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)

# The picture is what somebody waits for: it is asked for first, wherever it stands on the page.
now = study.join(SLUG, controls.now(SLUG, PARAMS))
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = shown.get("view", "player")
with right:
    if now.run and main == "relation":
        numbers.relation(
            now, str(shown.get("relation", "")), curves=curves(), show=shown, turn=guide.turns(SLUG)
        )
    elif now.run and main == "windows":
        player.view(
            "windows", SLUG, now.run, key=f"windows {SLUG}", words=words.windows(),
            show=shown, turn=guide.turns(SLUG),
        )  # fmt: skip
    elif now.run:
        player.view(
            "player", SLUG, now.run,
            key=f"player {SLUG}", words=words.player(), curves=curves(),
            group_names=words.group_names(), show=shown, turn=guide.turns(SLUG),
        )  # fmt: skip
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        corpus.box(SLUG)
    controls.panel(SLUG, PARAMS, skip=("corpus",))
    with boxes[1]:
        study.train_button(now)
    page.stale(now)

if now.run and not presenting():
    if main != "windows":
        st.header(_("Inside one step"), anchor=False)
        player.view("windows", SLUG, now.run, key=f"windows {SLUG}", words=words.windows())
    if main != "relation":
        numbers.relations(now)
    numbers.cost(now)
    page.closing(now, told, LEARN, page.shared(), lends=True)
