"""Which vectors a map is made of: a known set, a run's, or the visitor's own file."""

from typing import Any

import streamlit as st

from engine.sentences import Refused
from pages.shared import runs
from pages.shared.controls import key
from pages.shared.frame import notice
from pages.shared.language import _, plain, say
from pages.shared.study import at_home

OWN, RUN = "own", "run"
#: The lesson whose runs lend their vectors.
LENDER = "word2vec"


def box(slug: str) -> None:
    """Choose the vectors; a change goes into the session, and the page begins again with them."""
    from engine.vectors.sources import SOURCES

    known = {source.id: source for source in SOURCES}
    now = st.session_state[key(slug, "source")]
    chosen_key = f"choose {slug}.source"
    kind = RUN if now.startswith("run:") else OWN
    # A scene may have chosen others: the box follows, and does not choose its own again.
    if st.session_state.get(f"{chosen_key} was") != now:
        st.session_state[f"{chosen_key} was"] = now
        st.session_state[chosen_key] = now if now in known else kind
    words = [id_ for id_ in known if known[id_].kind == "words"]
    ids = [*words, RUN, OWN, *(id_ for id_ in known if id_ not in words)]

    def name(id_: str) -> str:
        if id_ == OWN:
            return _("Your own file of vectors")
        if id_ == RUN:
            return _("A run of the word2vec page")
        return _(known[id_].title)

    chosen = st.selectbox(_("Vectors"), ids, format_func=name, key=chosen_key)
    if chosen == OWN:
        own_file(slug)
    elif chosen == RUN:
        of_a_run(slug, now)
    elif use(slug, chosen):
        st.rerun()
    else:
        st.caption(_(known[chosen].about))


def restore(slug: str) -> None:
    """Take the toy world where the vectors that a link names are not here; said in one sentence."""
    from engine.vectors import sources

    source = st.session_state[key(slug, "source")]
    lent = source.startswith("run:") and runs.state(source[4:].split("@")[0]) is not None
    if not lent and not sources.here(source):
        use(slug, at_home())
        st.session_state[f"unread {slug}"] = True
    if f"unread {slug}" in st.session_state:
        notice(
            _(
                "The vectors that this link names are not kept here; the toy world is shown. "
                "A file must be opened again."
            )
        )


def use(slug: str, source: str) -> bool:
    """Make `source` the vectors of this page; whether they were others before."""
    if st.session_state[key(slug, "source")] == source:
        return False
    st.session_state.pop(f"unread {slug}", None)
    for name, value in (("source", source), ("only", "")):
        st.session_state[key(slug, name)] = value
        st.session_state[f"kept {slug}"][name] = value
    # A map of known points takes a moment: nobody need ask for it twice.
    st.session_state[f"{slug}:train"] = True
    return True


def of_a_run(slug: str, now: str) -> None:
    """The vectors of the run that the word2vec page showed last, at a step to choose."""
    shown: Any = st.session_state.get(f"{LENDER}:run")
    if now.startswith("run:"):
        shown = now.removeprefix("run:").split("@")[0]
    state = runs.state(shown)
    if state is None or not state.frames:
        st.caption(_("Train something on the word2vec page first; its vectors can be taken here."))
        st.page_link(f"{LENDER}.py", label=_("To the word2vec page"))
        return
    steps = [frame.step for frame in runs.trace(shown)]
    asked = int(now.split("@")[1]) if "@" in now and now.split("@")[1].isdigit() else steps[-1]
    step = st.select_slider(
        _("Words read"), steps, value=min(steps, key=lambda each: abs(each - asked)),
        key=f"step of {shown}",
    )  # fmt: skip
    if st.button(_("Take these vectors"), key=f"lend {slug}", width="stretch"):
        use(slug, f"run:{shown}@{step}")
        st.rerun()


def own_file(slug: str) -> None:
    """Upload vectors, with labels in a second file where they have one."""
    from engine.vectors import files, shelf

    most = files.LARGEST // 2**20
    file = st.file_uploader(
        _("Vectors: word2vec (text or binary), GloVe, TSV, CSV, .npy; at most {most} MB").format(
            most=most
        ),
        key=f"vectors {slug}", max_upload_size=most,
    )  # fmt: skip
    labels = st.file_uploader(
        _("Labels, if they are in a separate file (TSV)"), key=f"labels {slug}",
        max_upload_size=5,
    )  # fmt: skip
    if not st.button(_("Use these vectors"), key=f"take {slug}", disabled=file is None):
        return
    assert file is not None
    try:
        read = files.read(file.getvalue(), file.name, labels.getvalue() if labels else None)
        use(slug, f"file:{shelf.put(read)}")
        st.rerun()
    except Refused as refused:
        notice(plain(say(refused)))
