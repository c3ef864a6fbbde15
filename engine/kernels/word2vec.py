"""Word2vec trained at several million words a second on one core, and the same each time.

Mikolov et al. (2013). One window: the words around a place in the text, and the word at it. With
negative sampling the words around are inputs and the word at the place is the target: in
skip-gram each input predicts the target by itself, in CBOW their mean does. Skip-gram's pair
(centre, context) is thus reached from its context's side, as word2vec.c does it: windows are
symmetric, so the pairs are the same. `word2vec_plain` says all this in plain numpy, and a test
holds the two equal; `word2vec_loops` has the compiled loops.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from engine.kernels import word2vec_loops
from engine.kernels.word2vec_stream import (
    Settings,
    State,
    Stream,
    Tally,
    check,
    make_stream,
    start,
)

__all__ = ["Settings", "State", "Stream", "Tally", "advance", "make_stream", "start", "warm"]

#: Objective → its compiled loop.
_LOOPS: dict[str, Callable[..., Any]] = {
    "negative-sampling": word2vec_loops.sampled,
    "softmax": word2vec_loops.softmax,
}


def advance(
    state: State, stream: Stream, settings: Settings, tokens: int, threads: int = 1
) -> Tally:
    """Train, in place, on the next `tokens` tokens of the stream, up to the end of a sentence.

    Many small calls give exactly what one large call gives. With more than one thread the
    threads write over each other (Hogwild, Niu et al. 2011): faster, and never the same twice.
    """
    check(state, stream)
    until = min(state.done + max(tokens, 0), settings.epochs * len(stream.tokens))
    marks = np.linspace(state.done, until, threads + 1).astype(np.int64)
    cuts = [state.done, *(stream.cut(int(mark)) for mark in marks[1:])]
    randoms = [state.random.copy() for _ in range(threads)]
    for k in range(1, threads):
        randoms[k][0] = np.random.default_rng([int(state.random[0]), k]).integers(1, 2**63)

    def part(k: int) -> tuple[float, int]:
        return _part(state, stream, settings, randoms[k], cuts[k], cuts[k + 1], threads)

    if threads == 1:
        parts = [part(0)]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(part, range(threads)))
    tally = Tally(sum(p[0] for p in parts), sum(p[1] for p in parts), cuts[-1] - state.done)
    state.random[0], state.done = randoms[0][0], cuts[-1]
    return tally


def _part(
    state: State, stream: Stream, settings: Settings,
    random: np.ndarray, done: int, until: int, threads: int,
) -> tuple[float, int]:  # fmt: skip
    """What one thread does: the stream from `done` to `until`, both cuts."""
    total = settings.epochs * len(stream.tokens)
    loss, pairs = _LOOPS[settings.objective](
        state.vectors, state.contexts, random,
        stream.tokens, stream.offsets, stream.keep, stream.threshold, stream.alias,
        word2vec_loops.SIGMOID, settings.model == "cbow",
        int(settings.window), bool(settings.dynamic_window), int(settings.negatives),
        float(settings.rate), total, done, until, stream.sentence(done), state.done, threads,
    )  # fmt: skip
    return float(loss), int(pairs)


def warm(settings: Settings) -> None:
    """Compile the loop these settings need, or load it from numba's cache, before anybody waits."""
    stream = make_stream(np.zeros(2), np.array([0, 2]), np.ones(1))
    advance(start(1, 1, 0), stream, settings, 2)
