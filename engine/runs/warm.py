"""What a worker needs is loaded once, in the fork server: a run then starts in some 40 ms.

Imported for its effect, and by nothing but the fork server. A lesson's own `warm()`, where it has
one, compiles its kernels. Nothing here may touch CUDA or leave a thread running: both end badly in
a fork. Nothing may fail either, or no run could start: what is broken says so in its own run.
"""

import gc
import importlib
import os
import pkgutil
from contextlib import suppress

# Small products of small matrices: more threads would only wait for each other, and a thread does
# not survive a fork. Said before numpy loads its BLAS.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy  # noqa: F401

import engine.lessons
import engine.runs.job

with suppress(ImportError):
    import numba  # noqa: F401
with suppress(ImportError):
    import torch  # noqa: F401
with suppress(ImportError):
    import engine.kernels

    for module in pkgutil.iter_modules(engine.kernels.__path__):
        with suppress(Exception):
            importlib.import_module(f"engine.kernels.{module.name}")
for slug in engine.lessons.LESSONS:
    with suppress(Exception):
        getattr(engine.lessons.load(slug), "warm", int)()

# Objects of these imports are shared by all workers as long as none of them is written to.
gc.freeze()
