"""Home: the course as one line through history; what is built can be opened, the rest is coming."""

import streamlit as st

from engine.lessons import COURSE, PARTS, Entry
from pages.shared.frame import carried
from pages.shared.language import _


def node(entry: Entry) -> None:
    """One stop on the line."""
    with st.container(key=f"node-{entry.slug}", width=176):
        if entry.built:
            page = f"{entry.slug.replace('-', '_')}.py"
            st.page_link(page, label=_(entry.title), query_params=carried())
            st.caption(entry.years)
        else:
            st.markdown(f":gray[{_(entry.title)}]")
            st.caption(_("{years} · coming").format(years=entry.years))


#: What words were to machines in each part of the course.
IDEAS = {
    1: _("symbols and counts"),
    2: _("learnt vectors"),
    3: _("how learning works"),
    4: _("memory"),
    5: _("patterns"),
    6: _("looking where it matters"),
    7: _("reading first, learning the task later"),
}

st.title(_("How do machines learn language?"), anchor=False)
with st.container(key="prose"):
    st.markdown(
        _(
            "Small models train in front of you, on text you choose. Drag time back and forth, "
            "click any word, and read every number. Each moment is a link."
        )
    )

with st.container(key="map"):
    for part, name in PARTS.items():
        left, right = st.columns([2.4, 9.6], gap="medium")
        with left:
            st.subheader(f"{part} · {_(name)}", anchor=False)
            st.caption(IDEAS[part])
        with right, st.container(key=f"part-{part}", horizontal=True, gap="xxsmall"):
            for entry in COURSE:
                if entry.part == part:
                    node(entry)
