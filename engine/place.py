"""Where this installation keeps what it has made: runs, texts, caches. One folder, one setting."""

import os
from pathlib import Path


def data_folder() -> Path:
    """`LEXISCOPE_DATA`, else `.lexiscope` beside the app. Not created here."""
    default = Path(__file__).resolve().parent.parent / ".lexiscope"
    return Path(os.environ.get("LEXISCOPE_DATA", default)).expanduser()
