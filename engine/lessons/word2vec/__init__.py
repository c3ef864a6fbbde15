"""Word2vec: vectors of words learnt by telling a word's company from words drawn at random.

Skip-gram and CBOW (Mikolov et al. 2013a), negative sampling and subsampling (2013b), full softmax
as the yardstick. What is recorded: the vectors at up to 60 moments, and a plane that follows their
two widest directions without jumping.
"""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

from engine.lessons.word2vec.answers import ANSWERS
from engine.lessons.word2vec.camera import Camera
from engine.lessons.word2vec.claims import claims
from engine.lessons.word2vec.params import PARAMS, read_text, settings_of, stream_of
from engine.sentences import N_, Refused
from engine.trace import Frame

#: Frames of a run, between few for large vocabularies and many for small.
FEWEST, MOST, KEPT = 20, 60, 80_000_000
#: Where it can be computed; on any other device the compiled kernel on the CPU is the faster way.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


def begin(V: int, params: PARAMS, device: str) -> tuple[Any, Callable[..., Any]]:
    """The state before the first update, and what trains it: the kernel, or torch on a GPU."""
    if device == "cuda":
        from engine.models import word2vec as batched

        return batched.start(V, params.dimension, params.seed, device), batched.advance
    from engine.kernels import word2vec as kernel

    return kernel.start(V, params.dimension, params.seed), kernel.advance


def warm() -> None:
    """Load the compiled kernel into the fork server, so that no run waits for it."""
    from engine.kernels import word2vec as kernel

    for model in ("skip-gram", "cbow"):
        kernel.warm(settings_of(PARAMS(model=model)))


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of one training; steps are words read. Raises Refused where the text is no text."""
    text = read_text(params)
    total = len(text.encoded.tokens) * params.epochs
    if total < 2:
        raise Refused(N_("The text has fewer than two known words: there is nothing to learn."))
    settings, stream = settings_of(params), stream_of(text, params)
    state, advance = begin(len(text.vocabulary.words), params, device)
    camera = Camera(text)
    yield camera.first(state, params, total, stream, device)
    began = time.perf_counter()
    spent = 0.0
    for until in moments(total, len(text.vocabulary.words) * params.dimension):
        if until <= state.done:
            continue  # training stops at the ends of sentences: a long one reached past this moment
        if until <= state.done:
            continue  # a long sentence, read whole, went past this moment
        started = time.perf_counter()
        tally = advance(state, stream, settings, until - state.done)
        spent += time.perf_counter() - started
        speed = state.done / max(1e-9, spent)
        seconds = time.perf_counter() - began
        yield camera.frame(state, tally, speed, seconds, last=state.done >= total)


def moments(total: int, size: int) -> list[int]:
    """Words read at each frame after the first: close together early, when most happens."""
    count = min(MOST, max(FEWEST, KEPT // (4 * size)), total)
    steps = [math.ceil(total * (i / count) ** 1.6) for i in range(1, count + 1)]
    return sorted({*steps, total})
