"""Which labelled texts a page learns from: the toy reviews, a known set, or the visitor's table."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from engine.sentences import Refused
from pages.shared import corpus, links
from pages.shared.controls import key
from pages.shared.frame import notice
from pages.shared.language import _, plain, say

#: What the toy worlds are here.
TOYS = {"toy-world": "toy-sentiment", "toy-world-zh": "toy-sentiment-zh"}
#: Bytes of a visitor's table at the most, in MB.
MOST = 5


def box(
    slug: str,
    fitting: Mapping[str, Mapping[str, Any]],
    own: Callable[[int], Mapping[str, Any]],
) -> None:
    """Choose the texts; a change goes into the session, and the page begins again with them.

    fitting  id → parameters that suit these texts
    own      how many rows a visitor's table has → parameters that suit it
    """
    from engine.text import labelled

    now = st.session_state[key(slug, "corpus")]
    known = {source.id: source for source in labelled.SOURCES}
    toys = {labelled_id: world for world, labelled_id in TOYS.items()}
    ids = [toys.get(id_, id_) for id_ in known if id_ != "reviews-zh" or labelled.available(id_)]
    ids.insert(len(TOYS), corpus.OWN)
    chosen_key = f"choose {slug}.corpus"
    # A scene or a link may have chosen others: the box follows.
    if st.session_state.get(f"{chosen_key} was") != now:
        st.session_state[f"{chosen_key} was"] = now
        st.session_state[chosen_key] = now if now in ids else corpus.OWN

    def name(id_: str) -> str:
        if id_ == corpus.OWN:
            return _("Your own table")
        source = known[TOYS.get(id_, id_)]
        here = labelled.available(source.id)
        return _(source.title) if here else f"{_(source.title)} ↓ {source.bytes / 1e6:.1f} MB"

    chosen = st.selectbox(_("Reviews"), ids, format_func=name, key=chosen_key)
    if chosen == corpus.OWN:
        own_table(slug, own)
    elif labelled.available(TOYS.get(chosen, chosen)):
        st.caption(_(known[TOYS.get(chosen, chosen)].kind))
        if use(slug, chosen, fitting.get(chosen, {})):
            st.rerun()
    else:
        offer(slug, chosen, fitting.get(chosen, {}))


def use(slug: str, id_: str, fitting: Mapping[str, Any], packed: str | None = None) -> bool:
    """Make `id_` the texts of this page and train at once; whether they were others before."""
    if not corpus.use(slug, id_, packed):
        return False
    for field, value in fitting.items():
        st.session_state[key(slug, field)] = st.session_state[f"kept {slug}"][field] = value
    links.forget(slug, ["selected", "analogy"])
    st.session_state[f"show {slug}"] = {}
    st.session_state[f"{slug}:train"] = True
    return True


def offer(slug: str, id_: str, fitting: Mapping[str, Any]) -> None:
    """Texts that are not here yet: what they are, what they weigh, and one button."""
    from engine.text import labelled

    source = labelled.source_of(id_)
    st.caption(
        _("{title}: {size:.1f} MB, {licence}").format(
            title=_(source.title), size=source.bytes / 1e6, licence=_(source.licence)
        )
    )
    if st.button(_("Download it"), key=f"fetch {id_}"):
        try:
            with st.spinner(_("Downloading …")):
                labelled.fetch(id_)
        except Refused as refused:
            notice(plain(say(refused)))
        else:
            use(slug, id_, fitting)
            st.rerun()


def own_table(slug: str, own: Callable[[int], Mapping[str, Any]]) -> None:
    """Paste or upload a table; it is checked, kept on the shelf and, when short, in the link."""
    from engine.text import labelled, tables
    from engine.text.decode import clean, decode

    typed = st.text_area(
        _("Paste a table: a text, a comma or a tab, its label; one a row"),
        key=f"typed {slug}", height=140, placeholder="text,label\n…",
    )  # fmt: skip
    file = st.file_uploader(
        _("or take a CSV or TSV file, at most {most} MB").format(most=MOST),
        key=f"file {slug}", max_upload_size=MOST,
    )  # fmt: skip
    if not st.button(_("Use this table"), key=f"take {slug}"):
        return
    try:
        if file is not None:
            text, called = decode(file.getvalue(), file.name), file.name
        else:
            text, called = clean(typed or "", _("The text box")), _("The text box")
        id_ = labelled.put_table(text, called).removeprefix(labelled.TABLE)
        fitting = own(len(tables.read(text, called).texts))
        if not use(slug, f"text:{id_}", fitting, links.pack(text)):
            st.session_state[f"{slug}:train"] = True
        st.rerun()
    except Refused as refused:
        notice(plain(say(refused)))
