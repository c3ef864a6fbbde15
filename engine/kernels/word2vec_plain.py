"""Word2vec as its papers define it, in plain numpy: one window at a time, every number in view.

Mikolov et al. (2013a), "Efficient estimation of word representations in vector space" (skip-gram,
CBOW); (2013b), "Distributed representations …", equation 4 (negative sampling). It repeats the
fast kernel draw by draw and update by update, so what `replay` shows is what training does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.kernels.word2vec_stream import LONGEST, Settings, State, Stream, Tally, check

_MASK = 2**64 - 1


def sigmoid(score: np.ndarray | float) -> np.ndarray:
    """σ(x) = 1 / (1 + e^-x), the probability that a pair is a real one."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(score, float)))


def pair_loss(score: np.ndarray | float, label: np.ndarray | float) -> np.ndarray:
    """-log σ(x) where the label is 1, -log σ(-x) where it is 0; nats. 2013b, equation 4."""
    sign = 2.0 * np.asarray(label, float) - 1.0
    return np.logaddexp(0.0, -sign * score)


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """log (e^x / Σ e^x) along the last axis."""
    below = np.asarray(scores, float) - np.max(scores, axis=-1, keepdims=True)
    return below - np.log(np.exp(below).sum(-1, keepdims=True))


@dataclass(frozen=True)
class Draw:
    """What chance decided about one window, before any vector is looked at.

    position, centre      place in the stream, and the word there
    sentence              first place of its sentence, and the first after it
    radius                words looked at to each side, counted without the dropped ones
    places, words         the context: (W,) places in the stream and (W,) word numbers
    dropped               places of this sentence that subsampling left out
    negatives             words drawn from the noise, also one that hit the true word
    rate                  learning rate of this window
    """

    position: int
    centre: int
    sentence: tuple[int, int]
    radius: int
    places: np.ndarray
    words: np.ndarray
    dropped: np.ndarray
    negatives: np.ndarray
    rate: float


@dataclass(frozen=True)
class Window(Draw):
    """One window as it was trained: what was drawn, what was computed, what changed.

    inputs, targets       (I,) words whose input, (T,) words whose output vectors are used
    hidden                (R, D) what is multiplied: each input (R = I) or their mean (R = 1)
    score, chance, label  (R, T) dot product, σ or softmax of it, what it should be
    pull                  (R, T) label - chance, the coefficient of the gradient
    loss                  (R, T) nats; their sum is the window's loss, over `pairs` pairs
    before, after         input vectors (I, D), output vectors (T, D), around the update
    """

    pairs: int
    inputs: np.ndarray
    targets: np.ndarray
    hidden: np.ndarray
    score: np.ndarray
    chance: np.ndarray
    label: np.ndarray
    pull: np.ndarray
    loss: np.ndarray
    before: tuple[np.ndarray, np.ndarray]
    after: tuple[np.ndarray, np.ndarray]


def replay(state: State, stream: Stream, settings: Settings, windows: int) -> Iterator[Window]:
    """The next `windows` windows that training does from `state`, which is copied, not changed."""
    check(state, stream)
    state = state.copy()
    draws = _draws(state, stream, settings, settings.epochs * len(stream.tokens))
    for draw, _ in zip(draws, range(windows), strict=False):
        yield learn(state, draw, settings)


def advance(state: State, stream: Stream, settings: Settings, tokens: int) -> Tally:
    """As `word2vec.advance`, some thousand times slower."""
    check(state, stream)
    begin = state.done
    until = min(begin + max(tokens, 0), settings.epochs * len(stream.tokens))
    loss, pairs = 0.0, 0
    for draw in _draws(state, stream, settings, until):
        window = learn(state, draw, settings)
        loss += float(window.loss.sum())
        pairs += window.pairs
    return Tally(loss, pairs, state.done - begin)


def learn(state: State, draw: Draw, settings: Settings) -> Window:
    """One gradient step on one window's loss, in place.

    All scores are taken before anything moves. CBOW adds the mean's whole gradient to every
    input, not its W-th part: word2vec.c and gensim do so (Irsoy et al. 2021 discuss it).
    """
    setup = _STEPS[settings.objective]
    cbow = settings.model == "cbow"
    inputs, targets, label = setup(draw, cbow, len(state.vectors))
    hidden = state.vectors[inputs]  # (I, D)
    if cbow:
        hidden = hidden.mean(0, keepdims=True)  # (1, D)
    outputs = state.contexts[targets]  # (T, D)
    score = hidden @ outputs.T  # (R, T)
    chance, pull, loss = _LOSSES[settings.objective](score, label)
    step = np.float32(draw.rate) * pull.astype(np.float32)
    before = state.vectors[inputs], outputs
    np.add.at(state.vectors, inputs, step @ outputs)  # a word may stand twice in a window
    np.add.at(state.contexts, targets, step.T @ hidden)
    after = state.vectors[inputs], state.contexts[targets]
    pairs = 1 if cbow else len(draw.words)
    return Window(
        **vars(draw), pairs=pairs, inputs=inputs, targets=targets, hidden=hidden, score=score,
        chance=chance, label=label, pull=pull, loss=loss, before=before, after=after,
    )  # fmt: skip


def _sampled(draw: Draw, cbow: bool, V: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inputs: the words around. Targets: the word amid them, then the noise that is not it."""
    noise = draw.negatives[draw.negatives != draw.centre]
    targets = np.concatenate([[draw.centre], noise]).astype(np.int64)
    label = np.zeros((1 if cbow else len(draw.words), len(targets)))
    label[:, 0] = 1.0
    return draw.words, targets, label


def _full(draw: Draw, cbow: bool, V: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Targets: every word. Skip-gram's input is the centre: one softmax serves its whole context.

    The label counts how often each word is the one to be predicted.
    """
    inputs, goals = (draw.words, [draw.centre]) if cbow else (np.array([draw.centre]), draw.words)
    return inputs, np.arange(V), np.bincount(goals, minlength=V)[None].astype(float)


def _sampled_loss(score: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, ...]:
    chance = sigmoid(score)
    return chance, label - chance, pair_loss(score, label)


def _full_loss(score: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, ...]:
    log_chance = log_softmax(score)
    chance = np.exp(log_chance)
    return chance, label - label.sum() * chance, -label * log_chance


#: Objective → which words are inputs and targets, and what each target should be.
_STEPS: dict[str, Callable[[Draw, bool, int], tuple[np.ndarray, np.ndarray, np.ndarray]]] = {
    "negative-sampling": _sampled,
    "softmax": _full,
}
#: Objective → chance, pull and loss (each (R, T)) from score and label.
_LOSSES: dict[str, Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, ...]]] = {
    "negative-sampling": _sampled_loss,
    "softmax": _full_loss,
}


def _next(state: State) -> int:
    """The next 64 random bits: xorshift64*, as the kernel has it."""
    x = int(state.random[0])
    x ^= x >> 12
    x ^= (x << 25) & _MASK
    x ^= x >> 27
    state.random[0] = x
    return x * 2685821657736338717 & _MASK


def _noise_word(state: State, stream: Stream) -> int:
    drawn = _next(state)
    word = (drawn >> 32) * stream.V >> 32
    return word if drawn & 0xFFFFFFFF < stream.threshold[word] else int(stream.alias[word])


def _kept(state: State, stream: Stream, begin: int, end: int) -> list[int]:
    """The places of a sentence that subsampling keeps; a word kept for sure takes no draw."""
    keep = stream.keep[stream.tokens[begin:end]]
    return [
        begin + k
        for k, chance in enumerate(keep)
        if chance >= 1 or (_next(state) >> 40) * 2.0**-24 < chance
    ]


def _draws(state: State, stream: Stream, settings: Settings, until: int) -> Iterator[Draw]:
    """Every window up to the first cut at or after `until`; moves `random` and `done` along."""
    N = len(stream.tokens)
    sampled = settings.objective == "negative-sampling"
    while state.done < until:
        begin = state.done % N
        sentence = stream.sentence(state.done)
        end = min(int(stream.offsets[sentence + 1]), begin + LONGEST)
        rate = settings.rate_at(state.done, N)
        kept = _kept(state, stream, begin, end)
        dropped = np.setdiff1d(np.arange(begin, end), kept)
        for i, place in enumerate(kept):
            radius = settings.window
            if settings.dynamic_window:
                radius = 1 + ((_next(state) >> 32) * settings.window >> 32)
            around = np.array(kept[max(0, i - radius) : i] + kept[i + 1 : i + radius + 1], int)
            if not len(around):
                continue
            draws = settings.negatives if sampled else 0
            negatives = np.array([_noise_word(state, stream) for _ in range(draws)], int)
            yield Draw(
                place, int(stream.tokens[place]), (begin, end), radius,
                around, stream.tokens[around], dropped, negatives, rate,
            )  # fmt: skip
        state.done += end - begin
