"""Around every page: the mark, the way home, the language, the stage; styles; what went wrong."""

from pathlib import Path

import streamlit as st

from engine.params import Refusal
from pages.shared.language import LANGUAGES, _, current, plain, say

STYLES = Path(__file__).resolve().parents[2] / "assets" / "css"


def presenting() -> bool:
    """Whether the page is on stage: `?present=1`."""
    return st.query_params.get("present") == "1"


def frame(url_path: str) -> None:
    """Page settings, styles, and the header; called once for each rerun, before the page."""
    st.set_page_config(page_icon=str(STYLES.parent / "icon.svg"), layout="wide")
    st.html(STYLES / "page.css")
    if presenting():
        st.html(STYLES / "present.css")
    with st.container(key="top", horizontal=True, vertical_alignment="center"):
        with st.container(key="mark"):
            st.page_link("home.py", label="Lexiscope", query_params=carried())
        if url_path and st.button(_("Present"), key="present", type="tertiary", help=_(
            "Big type, no controls: arrow keys and a clicker lead through the scenes. Esc ends it."
        )):  # fmt: skip
            st.query_params["present"] = "1"
            st.rerun()
        for code, name in LANGUAGES.items():
            if code != current() and st.button(name, key=f"lang-{code}", type="tertiary"):
                st.query_params["lang"] = code
                st.session_state["language changed"] = True
                st.rerun()
    if presenting():
        # For whoever has no Esc key: a phone that opened a link from the stage.
        with st.container(key="leave"):
            if st.button("✕", key="leave-stage", type="tertiary", help=_("Leave the stage (Esc)")):
                st.query_params.pop("present", None)
                st.rerun()
    unknown_language()


def carried() -> dict[str, str]:
    """What of the address goes along to another page."""
    return {"lang": st.query_params["lang"]} if "lang" in st.query_params else {}


def unknown_language() -> None:
    """One sentence for a link whose language this app does not speak."""
    asked = st.query_params.get("lang", "")
    if asked and asked not in LANGUAGES:
        notice(
            _("lang={given} is not one of {choices}. Used: {used}.").format(
                given=plain(asked[:40]), choices=", ".join(LANGUAGES), used=current()
            )
        )


def notice(sentence: str) -> None:
    """Something was not as asked; the page goes on."""
    with st.container(key=f"notice-{abs(hash(sentence)) % 10**8}"):
        st.warning(sentence)


def refused(slug: str, refusals: list[Refusal]) -> None:
    """Every value of the link that was not taken, each in one sentence."""
    for refusal in refusals[:5]:
        notice(plain(say(refusal.sentence)))
        st.query_params.pop(f"{slug}.{refusal.name}", None)
    if len(refusals) > 5:
        notice(_("{n} more values of this link were not taken.").format(n=len(refusals) - 5))
