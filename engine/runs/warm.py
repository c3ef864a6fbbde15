"""What a worker needs is imported once, in the fork server: a run then starts in some 40 ms.

Imported for its effect, and by nothing but the fork server. Only modules are imported here: CUDA
must not be touched before a fork, and no thread may run.
"""

import gc
import importlib
import pkgutil
from contextlib import suppress

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
        importlib.import_module(f"engine.kernels.{module.name}")
for slug in engine.lessons.LESSONS:
    with suppress(ImportError):
        engine.lessons.load(slug)

# Objects of these imports are shared by all workers as long as none of them is written to.
gc.freeze()
