"""Who may import whom: the rooms of the house, read from the source with `ast`.

A page must open without waiting for torch, numba or plotly; the engine must run without a page.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: What every room of the engine may use.
GROUND = {"", "sentences", "place"}
LOW = {"text", "params", "trace", "kernels", "measures"}
#: Room → the rooms it may import from, besides itself and the ground.
MAY: dict[str, set[str]] = {
    "sentences": set(),
    "place": set(),
    "params": set(),
    "trace": set(),
    "claims": set(),
    "text": set(),
    "kernels": set(),
    "measures": {"trace", "kernels"},
    "vectors": {"text", "trace"},
    "images": set(),
    "models": LOW,
    "training": LOW | {"models"},
    "figures": {"trace", "measures"},
    "lessons": LOW | {"vectors", "images", "models", "training", "figures", "claims"},
    "runs": LOW | {"vectors", "images", "models", "training", "figures", "claims", "lessons"},
    "command_line": LOW | {"vectors", "training", "claims", "lessons", "runs"},
    "__main__": {"command_line"},
}
#: Library → the places of the engine that may import it at all, and those that may do so at the
#: top, where everybody pays for it who imports the module.
HEAVY: dict[str, tuple[set[str], set[str]]] = {
    "torch": ({"models", "training", "runs.warm"}, {"models", "runs.warm"}),
    "numba": ({"kernels", "runs.warm"}, {"kernels", "runs.warm"}),
    "plotly": ({"figures"}, set()),
    "umap": ({"measures"}, set()),
    "pynndescent": ({"kernels"}, set()),
    "sklearn": ({"measures", "vectors"}, set()),
    "openTSNE": ({"measures"}, set()),
    "gensim": (set(), set()),
    "transformers": (set(), set()),  # by name alone, where it is installed: models.brought
    "tokenizers": (set(), set()),
    "huggingface_hub": (set(), set()),
    "nltk": ({"text"}, set()),
    "jieba": ({"text"}, set()),
    "charset_normalizer": ({"text"}, set()),
}
#: Rooms that load heavy libraries at the top: others import them inside functions, in the worker.
LATE = {"kernels", "models"}
#: Who may import those at the top all the same: what the fork server loads, once for all workers.
EARLY = LATE | {"runs.warm"}
#: Lines a module may have; the compiled loops share helpers that numba inlines, and stay together.
LONGEST, LONGER = 310, {"engine/kernels/word2vec_loops.py": 360}


@dataclass(frozen=True)
class Import:
    """One module imported, and whether that happens as soon as the importer is imported."""

    name: str
    at_top: bool


def imports_of(source: str) -> list[Import]:
    """Every import of a source text; `from a import b` counts as `a` and as `a.b`."""
    return list(_imports(ast.parse(source), True))


def _imports(node: ast.AST, at_top: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, at_top) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = "." * child.level + (child.module or "")
            yield Import(base, at_top)
            yield from (Import(f"{base}.{alias.name}", at_top) for alias in child.names)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            # Read by a type checker, executed by nobody.
            continue
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, at_top and not inside)


def files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(found)


ENGINE = files("engine")
PAGES = [*files("pages"), ROOT / "app.py"]


def name_of(path: Path) -> str:
    """`engine/runs/store.py` → `engine.runs.store`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_file(name: str) -> bool:
    path = ROOT / Path(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


def room_of(name: str) -> str:
    """The room of a module of the engine: `engine.runs.store` → `runs`; the engine itself: ``."""
    return name.split(".")[1] if "." in name else ""


def within(name: str, places: set[str]) -> bool:
    """Whether a module of the engine lies in one of `places` (`models`, `runs.warm`, …)."""
    inner = name.removeprefix("engine.")
    return any(inner == place or inner.startswith(place + ".") for place in places)


def told(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_reader_of_imports_sees_every_kind() -> None:
    source = (
        "import torch.nn as nn\nfrom engine.runs import store as s\n"
        "class A:\n    from numba import njit\n"
        "def late():\n    if True:\n        from .beside import x\n"
        "if TYPE_CHECKING:\n    import umap\n"
    )
    assert imports_of(source) == [
        Import("torch.nn", True),
        Import("engine.runs", True),
        Import("engine.runs.store", True),
        Import("numba", True),
        Import("numba.njit", True),
        Import(".beside", False),
        Import(".beside.x", False),
    ]


@pytest.mark.parametrize("path", ENGINE, ids=told)
def test_a_room_imports_only_from_the_rooms_below_it(path: Path) -> None:
    name = name_of(path)
    room = room_of(name)
    allowed = MAY[room] | GROUND | {room} if room else GROUND
    for one in imports_of(path.read_text(encoding="utf-8")):
        assert not one.name.startswith("."), f"{name} imports relatively: {one.name}"
        if one.name.split(".")[0] != "engine" or not is_file(one.name):
            continue
        there = room_of(one.name)
        assert there in allowed, f"{name} may not import {one.name}"
        late = there not in LATE or not one.at_top or within(name, EARLY)
        assert late, f"{name} imports {one.name} at its top: do it in the function that needs it"


@pytest.mark.parametrize("path", ENGINE, ids=told)
def test_heavy_libraries_stay_where_they_belong(path: Path) -> None:
    name = name_of(path)
    for one in imports_of(path.read_text(encoding="utf-8")):
        library = one.name.split(".")[0]
        assert library != "streamlit", f"{name} imports streamlit; the engine knows no page"
        assert library not in ("pages", "app"), f"{name} imports {one.name}: pages are above it"
        if library in HEAVY:
            anywhere, at_top = HEAVY[library]
            places = at_top if one.at_top else anywhere
            assert within(name, places), f"{name} imports {one.name}, at its top: {one.at_top}"


@pytest.mark.parametrize("path", PAGES, ids=told)
def test_pages_compute_nothing(path: Path) -> None:
    for one in imports_of(path.read_text(encoding="utf-8")):
        library = one.name.split(".")[0]
        assert library not in HEAVY, f"{told(path)} imports {one.name}"
        assert room_of(one.name) not in LATE or library != "engine", f"{told(path)}: {one.name}"
        if library == "pages" and path != ROOT / "app.py":
            shared = one.name == "pages" or one.name.startswith("pages.shared")
            assert shared, f"{told(path)} imports the page {one.name}"


@pytest.mark.parametrize("path", ENGINE + PAGES, ids=told)
def test_a_module_says_what_it_is_and_stays_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    claim = ast.get_docstring(ast.parse(source)) or ""
    assert len(claim.split()) >= 4, f"{told(path)} has no docstring"
    lines = len(source.splitlines())
    assert lines <= LONGER.get(told(path), LONGEST), f"{told(path)} has {lines} lines: split it"


#: Calls by which data becomes code, or one visitor's randomness another's.
FORBIDDEN = {
    "eval", "exec", "compile", "pickle.load", "pickle.loads", "torch.load", "torch.manual_seed",
    "numpy.random.seed", "np.random.seed", "random.seed", "joblib.load", "marshal.loads",
    "os.system", "shelve.open",
}  # fmt: skip


def calls_of(source: str) -> set[str]:
    """The names called in a source text, as written: `np.random.seed`."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {ast.unparse(call.func) for call in calls}


@pytest.mark.parametrize("path", ENGINE + PAGES, ids=told)
def test_nothing_is_unpickled_evaluated_or_seeded_for_all(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not calls_of(source) & FORBIDDEN
    names = {one.name.split(".")[0] for one in imports_of(source)}
    assert not names & {"pickle", "dill", "cloudpickle", "marshal", "joblib", "shelve"}


def test_the_reader_of_calls_sees_them() -> None:
    assert calls_of("x = eval('1')\nnp.random.seed(0)") & FORBIDDEN == {"eval", "np.random.seed"}


#: A page opened with a run recorded: what it costs is what lies in `sys.modules` after.
OPENED = """
import json, sys, warnings
warnings.simplefilter("ignore")
import streamlit.testing.v1
own = sorted(sys.modules)
import app
from engine.runs import workers
from streamlit.testing.v1 import AppTest

workers.submit = lambda slug, params, session="", again=True: workers.key_of(slug, params)
test = AppTest.from_file("pages/main.py", default_timeout=60)
test.run()
assert not test.exception, test.exception
home = len(test.title)
test.switch_page("word2vec.py")
test.run()
assert not test.exception, test.exception
said = [metric.value for metric in test.metric]
print(json.dumps({"home": home, "said": said, "streamlit": own, "modules": sorted(sys.modules)}))
"""


def test_opening_a_page_loads_nothing_heavy(tmp_path: Path) -> None:
    environment = os.environ | {"LEXISCOPE_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
    record = (
        "from engine.lessons.word2vec import PARAMS\n"
        "from tests.pages.recorded import keep, small_film\n"
        "keep('word2vec', PARAMS(), small_film('en'))\n"
    )
    for source in (record, OPENED):
        done = subprocess.run(
            [sys.executable, "-c", source], capture_output=True, encoding="utf-8", cwd=ROOT,
            env=environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    loaded = set(said["modules"])
    assert {"streamlit", "engine.runs.routes", "pages.shared.player"} <= loaded
    assert said["home"] == 1
    assert said["said"], "the page shows the numbers of the recorded run"
    heavy = {*HEAVY, "engine.kernels.word2vec", "engine.models.word2vec"}
    assert loaded & heavy <= set(said["streamlit"])  # it loads some of them itself


def test_no_file_names_the_machine_it_was_written_on() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True,
    )  # fmt: skip
    if tracked.returncode != 0:
        pytest.skip("not a git checkout")
    # Derived here, never written down. A folder at the very top is a word of every machine.
    folders = (ROOT, ROOT.parent, Path.home())
    secrets = {f"{folder}/".encode() for folder in folders if len(folder.parts) > 2}
    for name in filter(None, tracked.stdout.decode().split("\0")):
        path = ROOT / name
        if path.is_file():
            found = [secret for secret in secrets if secret in path.read_bytes()]
            assert not found, f"{name} names a folder of this machine"
