"""What all tests share: a data folder of their own, and the real corpora where they are."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time: a change that breaks nothing must not fail by chance. To search
# further, HYPOTHESIS_PROFILE=default.
settings.register_profile("steady", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).resolve().parent.parent

# As in the workers: small products wait for each other where two threads share them.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Set before any module of the engine reads it; runs, texts and caches of tests go there.
os.environ["LEXISCOPE_DATA"] = tempfile.mkdtemp(prefix="lexiscope-tests-")
_SHARED = Path(os.environ.get("LEXISCOPE_TEST_DATA", ROOT.parent / "shared" / "data"))
if (_SHARED / "nltk_data").is_dir():
    os.environ["NLTK_DATA"] = str(_SHARED / "nltk_data")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real corpora; the test is skipped where it is not there."""
    if not _SHARED.is_dir():
        pytest.skip("no corpora: set LEXISCOPE_TEST_DATA to a folder that holds them")
    return _SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: it is slow, and its event loop leaves room for no other."""
    items.sort(key=lambda item: "browser" in item.path.parts)
