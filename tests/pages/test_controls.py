"""Controls keep their values, also where a rerun is cut short before all of them are drawn."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import controls


def panel() -> None:
    """A page of controls alone, as AppTest runs it."""
    import streamlit as st

    from engine.lessons.embedding_space.params import PARAMS
    from pages.shared import controls

    controls.remember("x", PARAMS())
    if st.session_state.get("method"):
        controls.put("x", {"method": st.session_state["method"]}, PARAMS)
    params: Any = controls.now("x", PARAMS)
    controls.panel("x", type(params))


def test_a_widget_that_was_never_reached_is_told_its_value_when_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = AppTest.from_function(panel, default_timeout=30)
    page.session_state["method"] = "umap"
    page.run()
    assert not page.exception
    whole = set(page.session_state["drawn x"])
    assert {"x.epochs", "x.min_dist"} <= whole
    page.session_state["method"] = "pca"
    page.run()
    assert "x.epochs" not in page.session_state["drawn x"]

    # The next rerun, with UMAP again, is cut short where `epochs` would be drawn.
    drawing = controls._widget

    def cut(slug: str, spec: Any) -> None:
        if spec.name == "epochs":
            raise RuntimeError("cut short")
        drawing(slug, spec)

    monkeypatch.setattr(controls, "_widget", cut)
    page.session_state["method"] = "umap"
    page.run()
    assert page.exception
    assert "x.method" in page.session_state["drawn x"]
    assert "x.epochs" not in page.session_state["drawn x"]
    monkeypatch.undo()
    page.run()
    assert set(page.session_state["drawn x"]) == whole
    assert page.session_state["x.epochs"] == 300
