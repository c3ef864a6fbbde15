"""What recording costs: the same training in one piece, and recorded into a run store.

`python -m benchmarks.frames`: Brown (D 64, window 5, 5 negatives, 5 epochs) and the toy world at
its defaults, one thread, by turns, medians of 5. A recorded run measures its vectors, projects
them, and writes frames and weights to SQLite and files, as a worker does.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in a worker

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from engine.kernels import word2vec as kernel
from engine.lessons import word2vec as lesson
from engine.lessons.word2vec.params import read_text, settings_of, stream_of
from engine.params import key_of
from engine.runs.job import Job, Writer
from engine.runs.store import open_store

RESULT = Path(__file__).parent / "results" / "frames.md"
RUNS = {
    "Brown": lesson.PARAMS(corpus="brown", dimension=64, epochs=5, rate=0.025),
    "toy world": lesson.PARAMS(),
}


def plain(params: Any) -> tuple[float, float]:
    """Seconds of the training alone, in one piece: by the clock, and CPU of this thread."""
    text = read_text(params)
    stream, settings = stream_of(text, params), settings_of(params)
    state = kernel.start(len(text.vocabulary.words), params.dimension, params.seed)
    began, busy = time.perf_counter(), time.thread_time()
    kernel.advance(state, stream, settings, params.epochs * len(stream.tokens))
    return time.perf_counter() - began, time.thread_time() - busy


def recorded(params: Any) -> tuple[float, float, int]:
    """The same from the first frame (before the first update) to the last one written; frames."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(f"sqlite:///{folder / 'runs.db'}", folder)
        key = key_of("word2vec", params)
        attempt = store.claim(key, "word2vec", params.identity())
        store.start(key, attempt, "cpu")
        job = Job(key, attempt, "word2vec", params.identity(), "", folder, 600.0)
        writer, frames = Writer(store, job), lesson.train(params)
        writer.put(0, next(frames))
        began, busy, count = time.perf_counter(), time.thread_time(), 1
        for frame in frames:
            writer.put(count, frame)
            count += 1
        error = writer.close()
        seconds, busy = time.perf_counter() - began, time.thread_time() - busy
        store.close()
        if error is not None:
            raise error
    return seconds, busy, count


def main() -> None:
    """Measure, print and keep the table."""
    lesson.warm()
    lines = [
        "# What recording costs", "", "`python -m benchmarks.frames`, medians of 5, by turns.", "",
        "| text | by | training alone, s | recorded, s | frames | cost | target |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, params in RUNS.items():
        rows = [(*plain(params), *recorded(params)) for _ in range(5)]
        alone, alone_cpu, taped, taped_cpu, frames = np.median(np.array(rows), axis=0)
        for by, a, b in (("wall", alone, taped), ("cpu", alone_cpu, taped_cpu)):
            row = f"| {name} | {by} | {a:.2f} | {b:.2f} | {frames:.0f} | {b / a - 1:+.1%} | +10 % |"
            lines.append(row)
            print(row, flush=True)
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
