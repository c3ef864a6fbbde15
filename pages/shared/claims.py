"""What the lectures claim, beside what was measured here, now, on this machine."""

import streamlit as st

from engine.runs import workers
from engine.sentences import Refused
from pages.shared import runs
from pages.shared.frame import notice
from pages.shared.language import _, plain, say
from pages.shared.study import visitor


def table(slug: str) -> None:
    """The claims of a lesson: measured on a click, kept for everybody after."""
    st.header(_("The lecture says, we measure"), anchor=False)
    key = workers.claims_key(slug)
    run = runs.state(key)
    measured = run is not None and run.state == "done"
    if not measured and not (run and run.active):
        st.caption(_("Trains several small models in the background; a minute at most."))
        if st.button(_("Measure the claims now"), key="measure"):
            try:
                workers.submit_claims(slug, session=visitor())
            except Refused as refused:
                notice(plain(say(refused)))
            else:
                st.rerun()
    if run is not None:
        if not run.active:  # this page shows the end already: no need to draw it anew
            st.session_state[f"claims seen {key}"] = run.state
        st.fragment(_rows, run_every=1.0 if run.active else None)(key)


def _rows(key: str) -> None:
    rows = [frame.notes["claim"] for frame in runs.trace(key)]
    if rows:
        st.table(
            [
                {
                    _("Claim"): _(row["claim"]),
                    _("Lecture"): _(str(row["lecture"])),
                    _("Measured here"): str(row["measured"]),
                    _("Holds"): "✓" if row["holds"] else "✗",
                }
                for row in rows
            ],
            hide_index=True,
        )
    run = runs.state(key)
    if run is not None and run.active:
        st.caption(_("Measuring …"))
    elif run is not None and st.session_state.get(f"claims seen {key}") != run.state:
        st.session_state[f"claims seen {key}"] = run.state
        st.rerun()
