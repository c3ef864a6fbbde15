"""Navigation: every built lesson is a page at its slug; the map of the course is home."""

if __name__ == "__main__":  # worker processes import the main script again; they must do nothing
    import sys
    from pathlib import Path

    root = str(Path(__file__).resolve().parent.parent)
    if root not in sys.path:
        sys.path.insert(0, root)

    import streamlit as st

    from engine.lessons import COURSE
    from engine.sentences import Refused
    from pages.shared.frame import frame
    from pages.shared.language import _, plain, say

    pages = [st.Page("home.py", title="Lexiscope", url_path="", default=True)]
    pages += [
        st.Page(
            f"{entry.slug.replace('-', '_')}.py",
            title=f"{_(entry.title)} · Lexiscope",
            url_path=entry.slug,
        )
        for entry in COURSE
        if entry.built
    ]
    page = st.navigation(pages, position="hidden")
    frame(page.url_path)
    try:
        page.run()
    except Refused as refused:
        # What has been drawn stays: the store failed below it, say.
        st.warning(plain(say(refused)))
