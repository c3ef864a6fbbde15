"""Which text the models read: the toy world, a standard corpus, or the visitor's own."""

import streamlit as st

from engine.sentences import N_, Refused
from pages.shared import links
from pages.shared.controls import key
from pages.shared.frame import notice
from pages.shared.language import _, plain, say

OWN = "own"
UNREADABLE = N_("The text in this link could not be read; the toy world is used.")


def restore(slug: str) -> None:
    """Put the text a link carries back on the shelf, where the shelf does not have it."""
    from engine.text import shelf

    packed = st.query_params.get(f"{slug}.text")
    if packed and st.session_state.get(f"restored {slug}") != packed:
        st.session_state[f"restored {slug}"] = packed
        text = links.unpack(packed)
        try:
            if not text or not text.strip():
                raise Refused(UNREADABLE)
            st.query_params[f"{slug}.corpus"] = f"text:{shelf.put(text)}"
        except Refused as refused:
            links.forget(slug, ["text"])
            # Kept, as the page may run anew before anybody has read it.
            st.session_state[f"unread {slug}"] = refused.sentence
    if f"unread {slug}" in st.session_state:
        notice(plain(say(st.session_state[f"unread {slug}"])))


def box(slug: str) -> None:
    """Choose the text; a change goes into the session, and the page begins again with it."""
    from engine.text.corpora import CORPORA, available

    now = st.session_state[key(slug, "corpus")]
    standard = {corpus.id: corpus for corpus in CORPORA}
    made = [id_ for id_ in standard if not standard[id_].package]
    ids = [*made, OWN, *(id_ for id_ in standard if id_ not in made)]
    chosen_key = f"choose {slug}.corpus"
    st.session_state.setdefault(chosen_key, now if now in standard else OWN)

    def name(id_: str) -> str:
        if id_ == OWN:
            return _("Your own text")
        corpus = standard[id_]
        here = available(id_)
        return _(corpus.title) if here else f"{_(corpus.title)} ↓ {corpus.bytes / 1e6:.1f} MB"

    chosen = st.selectbox(_("Text"), ids, format_func=name, key=chosen_key)
    if chosen == OWN:
        own_text(slug)
    elif available(chosen):
        if use(slug, chosen):
            st.rerun()
    else:
        offer(slug, chosen)


def use(slug: str, corpus: str, packed: str | None = None) -> bool:
    """Make `corpus` the text of this page from now on; whether it was another one before."""
    if packed:
        st.query_params[f"{slug}.text"] = packed
        st.session_state[f"restored {slug}"] = packed
    elif st.session_state[key(slug, "corpus")] != corpus:
        st.query_params.pop(f"{slug}.text", None)
    other: bool = st.session_state[key(slug, "corpus")] != corpus
    if other:
        st.session_state.pop(f"unread {slug}", None)
        st.session_state[key(slug, "corpus")] = corpus
        st.session_state[f"kept {slug}"]["corpus"] = corpus
    return other


def read_enough(slug: str, text: str) -> None:
    """A short text is read more often, and whole: some 800,000 words in all, where allowed."""
    from engine.text.tokenize import language_of

    words = len(text) / (1.7 if language_of(text) in ("zh", "ja") else 6)
    better: dict[str, float] = {"epochs": int(min(40, max(6, 800_000 / max(1, words))))}
    if words < 5_000:
        # Of a few hundred words none may be thrown away, neither the rare nor the frequent.
        better |= {"min_count": 1 if words < 2_000 else 2, "subsample": 0.0}
    for field, value in better.items():
        if key(slug, field) in st.session_state:
            st.session_state[key(slug, field)] = st.session_state[f"kept {slug}"][field] = value


def offer(slug: str, id_: str) -> None:
    """A corpus that is not here yet: what it is, what it weighs, and one button."""
    from engine.text.corpora import CORPORA, fetch

    corpus = next(corpus for corpus in CORPORA if corpus.id == id_)
    st.caption(
        _("{title}: {size:.1f} MB, {licence}").format(
            title=_(corpus.title), size=corpus.bytes / 1e6, licence=_(corpus.licence)
        )
    )
    if st.button(_("Download it"), key=f"fetch {id_}"):
        try:
            with st.spinner(_("Downloading …")):
                fetch(id_)
        except Refused as refused:
            notice(plain(say(refused)))
        else:
            use(slug, id_)
            st.rerun()


def own_text(slug: str) -> None:
    """Paste or upload; the text goes onto the shelf and, when it is short, into the link."""
    from engine.text import shelf
    from engine.text.decode import clean, decode

    typed = st.text_area(
        _("Paste text, English or Chinese or any other"), key=f"typed {slug}", height=160
    )
    file = st.file_uploader(
        _("or take a text file, at most 5 MB"), key=f"file {slug}", max_upload_size=5
    )
    if not st.button(_("Use this text"), key=f"take {slug}"):
        return
    try:
        if file is not None:
            text = decode(file.getvalue(), file.name)
        else:
            text = clean(typed or "", _("The text box"))
        use(slug, f"text:{shelf.put(text)}", links.pack(text))
        read_enough(slug, text)
        st.session_state[f"{slug}:train"] = True
        st.rerun()
    except Refused as refused:
        notice(plain(say(refused)))
