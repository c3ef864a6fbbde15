"""A model of one's own in a real browser: its heads rise through the depth, a sentence is read."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Tab
from tests.models import tiny

pytestmark = pytest.mark.browser

STATE = "window.__player.transformer()"
READ = "window.__player?.run.status.state === 'done' && window.__player.run.frames.length > 3"
#: All shares that the shown film holds at a depth, added up.
LOOKED = "(i) => window.__player.transformer().film.at(i).reduce((sum, value) => sum + value, 0)"


@pytest.fixture(scope="module")
def model(server: Server) -> str:
    tiny.bert(server.folder / "models" / "tiny")
    return "tiny"


@pytest.fixture
def seen(model: str, tab: Tab) -> Tab:
    tab.open(f"/transformer?transformer.task=brought&transformer.model={model}&v=1")
    # The library for such models is loaded in this worker for the first time.
    tab.until(READ, 150)
    return tab


def test_it_is_read_layer_by_layer_and_sentence_by_sentence(seen: Tab) -> None:
    L, H, _, _ = tiny.SHAPE
    assert seen.js(f"[{STATE}.film.L, {STATE}.film.H]") == [L, H]
    expect(seen.page.locator(".transformer-token")).to_have_count(15)
    # Before the first layer nobody has looked; each layer adds to it.
    sums = [seen.page.evaluate(LOOKED, depth) for depth in range(L + 1)]
    assert sums[0] == 0
    assert sums == sorted(set(sums))
    # At the end rows are shares, in one head and through all of them.
    seen.js("window.__player.clock.seek(window.__player.clock.last)")
    for key in ("", "r"):
        seen.key(*filter(None, [key]))
        rows = seen.js(
            f"(() => {{ const {{ look, film: {{ T }} }} = {STATE};"
            " return [...Array(T).keys()].map((row) =>"
            " [...Array(T).keys()].reduce((sum, at) => sum + look(row, at), 0)); })()"
        )
        assert rows == pytest.approx([1] * 15, abs=0.06)
    expect(seen.page.locator(".transformer-title")).to_contain_text("All layers, all heads")
    expect(seen.page.locator(".transformer-says")).to_contain_text("[MASK]")
    expect(seen.page.locator(".transformer-answer").first).to_be_visible()
    # Another sentence is another run, read at once, and stands in the link.
    first = seen.js("window.__player.run.key")
    field = seen.page.locator(".transformer-input").first
    field.fill("the old king was ___ .")
    field.press("Enter")
    seen.until(f"window.__player.run.key !== '{first}'", 60)
    seen.until(READ, 60)
    assert seen.js(f"{STATE}.film.T") == 8
    seen.until("location.search.includes('transformer.sentence=the')")


def test_a_model_that_is_not_here_is_refused_in_a_sentence(model: str, tab: Tab) -> None:
    tab.open("/transformer?transformer.task=brought&transformer.model=another&v=1")
    words = tab.page.locator(".transformer .waiting")
    expect(words).to_contain_text("There is no model “another”", timeout=60_000)
