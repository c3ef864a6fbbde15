"""Pages without a browser and without workers: runs are recorded before, or stay in the queue."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from engine.lessons import embedding_space
from engine.lessons.word2vec import PARAMS
from engine.params import Params, key_of
from engine.runs import workers
from engine.runs.run import Limits
from engine.runs.store import open_store
from pages.shared import language
from tests.pages.recorded import CORPUS, keep, small_film, small_map

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"

Open = Callable[..., "Page"]


class Page(AppTest):
    """A page as a person reads it."""

    spoken = "en"
    _told: WidgetState | None = None

    def said(self) -> str:
        """All words on the page, warnings too, with Markdown's escapes taken off."""
        kinds = ("title", "header", "subheader", "markdown", "caption", "warning", "error")
        told = [str(element.value) for kind in kinds for element in self.get(kind)]
        return re.sub(r"\\(.)", r"\1", "\n".join(told))

    def warned(self) -> list[str]:
        """The sentences about what was not taken."""
        return [re.sub(r"\\(.)", r"\1", warning.value) for warning in self.warning]

    def views(self) -> dict[str, dict[str, Any]]:
        """What each component of ours was given, by the view it shows."""
        found = [json.loads(one.proto.json) for one in self.get("bidi_component")]
        return {one["view"]: one for one in found}

    def links(self) -> dict[str, str]:
        """Label → address of the links to other pages."""
        return {one.proto.label: one.proto.page for one in self.get("page_link")}

    def press(self, key: str) -> "Page":
        """Click the button with this key."""
        self.button(key=key).click()
        return self.again()

    def tell(self, view: str, event: str, value: Any) -> "Page":
        """As the JavaScript of a view would: an event with a value, once."""
        (component,) = (
            one.proto.id
            for one in self.get("bidi_component")
            if json.loads(one.proto.json)["view"] == view
        )
        said = json.dumps([{"event": event, "value": value}])
        self._told = WidgetState(id=_make_trigger_id(component, "events"), json_trigger_value=said)
        return self.again()

    def _run(self, widget_state: Any = None, timeout: float | None = None) -> AppTest:
        if self._told is not None:
            widget_state.widgets.append(self._told)
            self._told = None
        return super()._run(widget_state, timeout)

    def again(self) -> "Page":
        """Run the page anew; nothing may be broken."""
        Page.spoken = str(self.query_params.get("lang", "en"))
        self.run()
        assert not self.exception, self.exception[0].value
        return self


@pytest.fixture(scope="session")
def films() -> None:
    """The default runs in both languages, recorded once for all page tests."""
    for spoken, corpus in CORPUS.items():
        keep("word2vec", PARAMS(corpus=corpus), small_film(spoken))
        keep("embedding-space", embedding_space.PARAMS(source=corpus), small_map(spoken))


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Params]]:
    """What pages asked to be trained. Their runs wait in the store; no process starts."""
    wanted: list[Params] = []
    keys: list[str] = []

    def submit(slug: str, params: Params, session: str = "", again: bool = True) -> str:
        key = key_of(slug, params)
        open_store().claim(key, slug, params.identity(), session, Limits(50, 50), again)
        wanted.append(params)
        keys.append(key)
        return key

    monkeypatch.setattr(workers, "submit", submit)
    monkeypatch.setattr(workers, "state", lambda key: open_store().state(key))
    monkeypatch.setattr(workers, "cancel", lambda key: open_store().set_state(key, 1, "cancelled"))
    yield wanted
    for key in keys:
        open_store().set_state(key, 1, "cancelled")
        open_store().delete(key)


@pytest.fixture(autouse=True)
def _labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest labels a choice again outside the page, where nobody has a language."""
    real = language.current

    def current() -> str:
        return real() if get_script_run_ctx(suppress_warning=True) else Page.spoken

    monkeypatch.setattr(language, "current", current)


@pytest.fixture
def page(films: None, queue: list[Params]) -> Open:
    """Opens a page (`home` or a slug) with an address: `page("word2vec", {"lang": "zh"})`."""

    def opened(slug: str = "home", address: dict[str, Any] | None = None) -> Page:
        made = Page(MAIN, default_timeout=30)
        for name, value in (address or {}).items():
            made.query_params[name] = value
        if slug != "home":
            # The first run has no page yet: AppTest goes to one from the main page only, and knows
            # it by its file's name until the main page has said its address.
            if "-" in slug:
                made.again()
            made.switch_page(f"{slug.replace('-', '_')}.py")
        return made.again()

    return opened
