"""The front door: Streamlit's pages with our HTTP routes beside them, on one port.

`streamlit run app.py` finds `app` here.
"""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from engine.runs import workers  # noqa: E402
from engine.runs.routes import ROUTES, Headers  # noqa: E402


@asynccontextmanager
async def life(_app: st.App) -> AsyncIterator[None]:
    """Warm what visitors would otherwise wait for, and stop the workers at the end."""
    workers.warm()
    gc.collect()
    # What is loaded now stays: later collections need not walk it.
    gc.freeze()
    yield
    workers.stop()


app = st.App(
    ROOT / "pages" / "main.py", routes=ROUTES, lifespan=life, middleware=[Middleware(Headers)]
)
