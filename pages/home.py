"""Home: the course as a path through history; what is built can be opened, the rest is coming."""

import streamlit as st

from engine.lessons import COURSE, PARTS
from pages.shared.frame import carried
from pages.shared.language import _

st.title(_("How do machines learn language?"))
with st.container(key="prose"):
    st.markdown(
        _(
            "Small models train in front of you, on text you choose. Drag time back and forth, "
            "click any word, and read every number. Each moment is a link."
        )
    )

with st.container(key="map"):
    for part, name in PARTS.items():
        st.subheader(f"{part} · {_(name)}", anchor=False)
        columns = st.columns(3, gap="medium")
        entries = [entry for entry in COURSE if entry.part == part]
        for i, entry in enumerate(entries):
            with columns[i % 3], st.container(key=f"node-{entry.slug}"):
                if entry.built:
                    st.page_link(
                        f"{entry.slug.replace('-', '_')}.py",
                        label=_(entry.title),
                        query_params=carried(),
                    )
                    st.caption(entry.years)
                else:
                    st.markdown(f":gray[{_(entry.title)}]")
                    st.caption(f"{entry.years} · {_('coming')}")
