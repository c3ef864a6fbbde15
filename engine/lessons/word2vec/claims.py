"""What the lectures claim of word2vec, measured now.

Every claim is a small training or a count done while you wait; none is looked up.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.claims import Claim, measured
from engine.sentences import N_

SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Learnt:
    """Vectors from one training without frames, and how fast it was."""

    text: Any
    vectors: np.ndarray
    speed: float

    def nearest(self, query: np.ndarray, *without: str) -> str:
        """The word nearest to `query` (D,), but not one of `without`."""
        from engine.measures.neighbours import nearest

        index = self.text.vocabulary.index
        found = nearest(self.vectors, query, 1, exclude=[index[word] for word in without])
        word: str = self.text.vocabulary.words[found.ids[0]]
        return word

    def __getitem__(self, word: str) -> np.ndarray:
        """The vector of a word, scaled to length 1."""
        vector = self.vectors[self.text.vocabulary.index[word]]
        unit: np.ndarray = vector / np.linalg.norm(vector)
        return unit


def learnt(share: float = 1.0, sentences: int | None = None, **values: Any) -> Learnt:
    """Train on the toy world, or on its first `sentences`; stop at a `share` of the whole run."""
    from engine.kernels.word2vec import advance, start
    from engine.lessons.word2vec.params import PARAMS, read_text, settings_of, stream_of

    params = PARAMS(**values)
    text = read_text(params, sentences)
    stream, settings = stream_of(text, params), settings_of(params)
    state = start(len(text.vocabulary.words), params.dimension, params.seed)
    advance(state.copy(), stream, settings, 1)  # loads the compiled kernel: not timed
    began = time.perf_counter()
    tally = advance(state, stream, settings, int(share * params.epochs * len(stream.tokens)))
    return Learnt(text, state.vectors, tally.tokens / (time.perf_counter() - began))


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield from sums()
    yield from costs()
    yield from comparison()


def sums() -> Iterator[Claim]:
    """The lecture's sums of words, in the toy world."""
    world = learnt()
    for a, b, c, d in (
        ("man", "king", "woman", "queen"),
        ("france", "paris", "germany", "berlin"),
        ("walk", "walking", "swim", "swimming"),
    ):

        def solve(a: str = a, b: str = b, c: str = c, d: str = d) -> tuple[str, bool]:
            found = world.nearest(world[b] - world[a] + world[c], a, b, c)
            return found, found == d

        yield measured(f"{b} − {a} + {c}", d, solve)

    def river() -> tuple[str, bool]:
        found = world.nearest(world["russia"] + world["river"], "russia", "river")
        return found, found == "volga"

    yield measured("russia + river", "volga", river)


def costs() -> Iterator[Claim]:
    """What one word costs under each objective, counted and timed."""
    yield measured(
        N_("multiply-adds for one word, H = 500, V = 1,000,000"), "500,000,000", multiply_adds
    )
    yield measured(
        N_("steps down a tree of a million words, log₂ V"),
        "≈ 20",
        lambda: (f"{math.log2(10**6):.2f}", round(math.log2(10**6)) == 20),
    )
    yield measured(
        N_("output vectors that one pair changes at V = 100,000: negative sampling, full softmax"),
        "6 : 100,000",
        touched,
    )
    yield measured(
        N_("negative sampling is faster than the full softmax: words a second"),
        N_("faster"),
        sampling,
    )


def touched() -> tuple[str, bool]:
    """Rows of the output matrix that differ after one pair of a real step was learnt."""
    from engine.kernels.word2vec_plain import replay
    from engine.kernels.word2vec_stream import Settings, make_stream, start

    vocabulary = 100_000
    stream = make_stream(np.array([7, 8]), np.array([0, 2]), np.ones(vocabulary))
    counts = []
    for objective in ("negative-sampling", "softmax"):
        settings = Settings(objective=objective, window=1, epochs=1)
        window = next(replay(start(vocabulary, 2, 1), stream, settings, 1))
        counts.append(int((window.before[1] != window.after[1]).any(axis=1).sum()))
    return f"{counts[0]:,} : {counts[1]:,}", counts == [6, vocabulary]


def multiply_adds() -> tuple[str, bool]:
    """The products in one row of hidden units times the output matrix, counted on a real one.

    A hundredth of the vocabulary is multiplied; the count grows in proportion to V.
    """
    hidden, vocabulary = 500, 10**6
    part = np.ones((vocabulary // 100, hidden), np.float32) @ np.ones(hidden, np.float32)  # (V,)
    count = int(part.sum()) * 100
    return f"{count:,}", count == 500_000_000


def sampling() -> tuple[str, bool]:
    """Words a second with a few negatives against the whole vocabulary, on the same text."""
    few, full = learnt(0.2), learnt(0.004, objective="softmax")
    ratio = few.speed / full.speed
    size = len(few.text.vocabulary.words)
    return f"{few.speed:,.0f} : {full.speed:,.0f} = {ratio:.0f} × (V = {size})", ratio > 1


def comparison() -> Iterator[Claim]:
    """Skip-gram against CBOW: speed, and the rarest words; three seeds each."""

    def faster() -> tuple[str, bool]:
        ratios = [
            learnt(0.2, seed=seed, model="cbow").speed / learnt(0.2, seed=seed).speed
            for seed in SEEDS
        ]
        return f"{min(ratios):.1f} … {max(ratios):.1f} ×", min(ratios) > 1

    def better() -> tuple[str, bool]:
        # A short text: its rarest words are seen only a few times. The same budget for both.
        plan = {"sentences": 700, "epochs": 5, "min_count": 1}
        skip, cbow = (
            np.array([rare(learnt(seed=seed, model=model, **plan)) for seed in SEEDS])
            for model in ("skip-gram", "cbow")
        )
        told = f"{skip.mean():.0%} ± {skip.std():.0%} : {cbow.mean():.0%} ± {cbow.std():.0%}"
        return told, bool(skip.mean() > cbow.mean())

    yield measured(N_("CBOW is faster than skip-gram: words a second"), N_("faster"), faster)
    yield measured(
        N_(
            "skip-gram is better on rare words: nearest words of the same kind for the rarest "
            "quarter of 700 sentences, after 5 epochs"
        ),
        N_("better"),
        better,
    )


def rare(run: Learnt) -> float:
    """Share of the five nearest words that are of the same kind, over the rarest quarter."""
    from engine.measures.neighbours import nearest_words

    words, groups = run.text.vocabulary.words, run.text.corpus.groups
    rarest = np.arange(len(words) * 3 // 4, len(words))
    rarest = np.array([i for i in rarest if words[i] in groups])
    found = nearest_words(run.vectors, rarest, 5).ids  # (R, 5)
    same = [[groups.get(words[j]) == groups[words[i]] for j in row]
            for i, row in zip(rarest, found, strict=True)]  # fmt: skip
    return float(np.mean(same))
