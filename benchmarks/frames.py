"""What recording costs: the same training in one piece, and recorded into a run store.

`python -m benchmarks.frames`: Brown (D 64, window 5, 5 negatives, 5 epochs) and the toy world at
its defaults, one thread, by turns, medians of 5. A recorded run measures its vectors, projects
them, and writes frames and weights to SQLite and files, as a worker does.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in a worker

import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402

from engine.kernels import word2vec as kernel  # noqa: E402
from engine.lessons import word2vec as lesson  # noqa: E402
from engine.params import key_of  # noqa: E402
from engine.runs.job import Job, Writer  # noqa: E402
from engine.runs.store import open_store  # noqa: E402

RESULT = Path(__file__).parent / "results" / "frames.md"
RUNS = {
    "Brown": lesson.PARAMS(corpus="brown", dimension=64, epochs=5, rate=0.025),
    "toy world": lesson.PARAMS(),
}


def plain(params: Any) -> float:
    """Seconds of the training alone, in one piece."""
    text = lesson.read_text(params)
    stream, settings = lesson.stream_of(text, params), lesson.settings_of(params)
    state = kernel.start(len(text.vocabulary.words), params.dimension, params.seed)
    began = time.perf_counter()
    kernel.advance(state, stream, settings, params.epochs * len(stream.tokens))
    return time.perf_counter() - began


def recorded(params: Any) -> tuple[float, int]:
    """Seconds from the first frame (before the first update) to the last one written; frames."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(f"sqlite:///{folder / 'runs.db'}", folder)
        key = key_of("word2vec", params)
        attempt = store.claim(key, "word2vec", params.identity())
        store.start(key, attempt, "cpu")
        job = Job(key, attempt, "word2vec", params.identity(), "", folder, 600.0)
        writer, frames = Writer(store, job), lesson.train(params)
        writer.put(0, next(frames))
        began, count = time.perf_counter(), 1
        for frame in frames:
            writer.put(count, frame)
            count += 1
        error = writer.close()
        seconds = time.perf_counter() - began
        store.close()
        if error is not None:
            raise error
    return seconds, count


def main() -> None:
    """Measure, print and keep the table."""
    lesson.warm()
    lines = [
        "# What recording costs", "", "`python -m benchmarks.frames`, medians of 5, by turns.", "",
        "| text | training alone, s | recorded, s | frames | cost | target |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, params in RUNS.items():
        alone, taped, frames = [], [], 0
        for _ in range(5):
            alone.append(plain(params))
            seconds, frames = recorded(params)
            taped.append(seconds)
        a, b = float(np.median(alone)), float(np.median(taped))
        lines.append(f"| {name} | {a:.2f} | {b:.2f} | {frames} | {b / a - 1:+.1%} | ≤ +10 % |")
        print(lines[-1], flush=True)
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
