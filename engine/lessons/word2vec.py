"""Word2vec: vectors of words learnt by telling a word's company from words drawn at random.

Skip-gram and CBOW (Mikolov et al. 2013a), negative sampling and subsampling (2013b), full softmax
as the yardstick. What is recorded: the vectors at up to 60 moments, and a plane that follows their
two widest directions without jumping.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from engine.lessons.word2vec_answers import ANSWERS
from engine.lessons.word2vec_claims import claims
from engine.lessons.word2vec_words import OTHER, examples, kinds
from engine.params import Params, param
from engine.sentences import N_, Refused
from engine.trace import Frame

#: Words kept at the most, numbers in their vectors at the most, and words drawn at the most.
KNOWN, NUMBERS, SHOWN = 50_000, 2_000_000, 4_000
#: Words a full softmax may have: every one is touched at every update.
SOFTMAX = 5_000
#: Frames of a run, between few for large vocabularies and many for small.
FEWEST, MOST, KEPT = 20, 60, 80_000_000
#: Questions asked at every frame (all of them of the last), and words whose company is looked at.
ASKED, LOOKED_AT = 300, 300
#: Where it can be computed; on any other device the compiled kernel on the CPU is the faster way.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train", "warm"]


class PARAMS(Params):
    """What can be varied."""

    corpus: str = param("toy-world", N_("Text"))
    tokens: Literal["words", "characters"] = param(
        "words",
        N_("Cut into"),
        names={"words": N_("words"), "characters": N_("characters")},
        help=N_("Chinese can be cut into words or into single characters."),
        folded=True,
    )
    model: Literal["skip-gram", "cbow"] = param(
        "skip-gram",
        N_("Model"),
        names={"skip-gram": "Skip-gram", "cbow": "CBOW"},
        help=N_("Skip-gram: one word foretells each neighbour. CBOW: all neighbours, the word."),
    )
    objective: Literal["negative-sampling", "softmax"] = param(
        "negative-sampling",
        N_("Objective"),
        names={"negative-sampling": N_("Negative sampling"), "softmax": N_("Full softmax")},
        help=N_("Against a few words drawn at random, or against the whole vocabulary."),
    )
    window: int = param(5, N_("Window"), ge=1, le=10, unit=N_("words each side"))
    dimension: int = param(48, N_("Vector size"), ge=2, le=200, unit=N_("numbers"))
    negatives: int = param(
        5,
        N_("Negatives"),
        ge=1,
        le=20,
        unit=N_("words"),
        when={"objective": "negative-sampling"},
        help=N_("Words drawn at random that are pushed away."),
    )
    epochs: int = param(6, N_("Epochs"), ge=1, le=40, unit=N_("readings of the text"))
    rate: float = param(0.035, N_("Learning rate"), ge=0.001, le=0.5, step=0.005, folded=True)
    subsample: float = param(
        0.001,
        N_("Subsampling"),
        ge=0,
        le=0.1,
        step=0.0001,
        help=N_("Words more frequent than this share are thrown away now and then; 0: never."),
        folded=True,
    )
    dynamic_window: bool = param(
        True,
        N_("Dynamic window"),
        help=N_("Draw each window's size from 1 to the largest: near words count more."),
        folded=True,
    )
    min_count: int = param(
        5, N_("Rarest word"), ge=1, le=100, unit=N_("times in the text"), folded=True
    )
    seed: int = param(1, N_("Seed"), ge=0, le=999_999, folded=True)


@dataclass(frozen=True)
class Text:
    """A corpus ready to be trained on."""

    corpus: Any
    vocabulary: Any
    encoded: Any


def read_text(params: PARAMS, sentences: int | None = None) -> Text:
    """The corpus of `params` or its first `sentences`, its vocabulary, its words as numbers."""
    from engine.text import corpora
    from engine.text.vocabulary import build, encode

    corpus = corpora.load(params.corpus, params.tokens)
    corpus = replace(corpus, sentences=corpus.sentences[:sentences])
    limit = SOFTMAX if params.objective == "softmax" else KNOWN
    limit = min(limit, NUMBERS // params.dimension)
    vocabulary = build(corpus.sentences, params.min_count, limit)
    return Text(corpus, vocabulary, encode(corpus.sentences, vocabulary))


def settings_of(params: PARAMS) -> Any:
    """The parameters as the kernels take them."""
    from engine.kernels.word2vec_stream import Settings

    return Settings(
        model=params.model,
        objective=params.objective,
        window=params.window,
        dynamic_window=params.dynamic_window,
        negatives=params.negatives,
        rate=params.rate,
        epochs=params.epochs,
    )


def stream_of(text: Text, params: PARAMS) -> Any:
    """The text as the kernels read it: word numbers, noise, and which frequent words are kept."""
    from engine.kernels.word2vec_stream import make_stream
    from engine.text.vocabulary import keep_probability

    counts = text.vocabulary.counts
    keep = keep_probability(counts, params.subsample)
    return make_stream(text.encoded.tokens, text.encoded.offsets, counts, keep)


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


class Camera:
    """Turns the state of the training into frames, each picture following on the last one."""

    def __init__(self, text: Text) -> None:
        from engine.measures import analogies, similarity

        words = text.vocabulary.words
        self.text = text
        self.basis: np.ndarray | None = None
        self.shown = min(SHOWN, len(words))
        questions = analogies.questions_of(text.corpus.relations)
        self.questions = analogies.numbered(text.vocabulary.index, questions)
        every = max(1, len(self.questions.ids) // ASKED)
        self.some = self.questions.ids[::every]
        self.groups = similarity.group_ids(words[:LOOKED_AT], text.corpus.groups)

    def first(self, state: Any, params: PARAMS, total: int, stream: Any, device: str) -> Frame:
        """Frame 0: before the first update, with all that does not change."""
        words, corpus = self.text.vocabulary.words, self.text.corpus
        groups = kinds(corpus.groups, self.text.vocabulary.index)
        names = {"words": list(words[: self.shown])}
        notes = {
            **names,
            "counts": self.text.vocabulary.counts[: self.shown].tolist(),
            "epochs": params.epochs,
            "last_step": total,
            "corpus": corpus.id,
            "device": device,
            "language": corpus.language,
            "tokens": len(self.text.encoded.tokens),
            "vocabulary": len(words),
            "relations": {name: [list(p) for p in pairs] for name, pairs in self.known().items()},
            "examples": examples(self.known(), corpus.language),
            "updates": updates(params, len(words)),
            "settings": vars(settings_of(params)),
        }
        if groups:
            notes["groups"] = groups
            place = {group: i for i, group in enumerate(groups)}
            kept = [place.get(corpus.groups.get(w, OTHER), len(groups) - 1) for w in names["words"]]
            notes["group_of"] = kept
        spelled = np.frombuffer("\n".join(words).encode(), np.uint8)
        # With what was read a recorded run can be replayed anywhere, without its corpus.
        return self.seen(state, {}, notes, {"spelled": spelled, **vars(stream)})

    def known(self) -> dict[str, list[tuple[str, str]]]:
        """The corpus's relations, with the pairs whose words the vocabulary has."""
        index = self.text.vocabulary.index
        kept = {
            name: [(a, b) for a, b in pairs if a in index and b in index]
            for name, pairs in self.text.corpus.relations.items()
        }
        return {name: pairs for name, pairs in kept.items() if len(pairs) > 1}

    def frame(self, state: Any, tally: Any, speed: float, seconds: float, last: bool) -> Frame:
        """A frame after some training; the last one answers every question there is."""
        from engine.measures import analogies, similarity

        scalars = {"words_per_second": speed, "seconds": seconds}
        if tally.pairs:  # subsampling may have thrown away all that was read
            scalars["loss"] = tally.loss
        vectors = state.vectors
        if len(self.questions.ids):
            ids = self.questions.ids if last else self.some
            scalars["analogies"] = float(analogies.answered(vectors, ids).mean())
        if (self.groups >= 0).any():
            grouping = similarity.group_similarity(vectors[:LOOKED_AT], self.groups)
            scalars["company"] = grouping.share / grouping.best
        return self.seen(state, scalars, {}, {})

    def seen(
        self,
        state: Any,
        scalars: Mapping[str, float],
        notes: Mapping[str, Any],
        weights: Mapping[str, np.ndarray],
    ) -> Frame:
        """The picture, the numbers, and the state from which the training can be replayed."""
        from engine.measures.projections import follow

        vectors = state.vectors
        view = follow(vectors[: self.shown], self.basis, normalise=True)
        self.basis = view.basis
        return Frame(
            state.done,
            {**scalars, "plane": view.share},
            {"positions": view.positions.astype(np.float16)},
            {
                "vectors": vectors,
                "contexts": state.contexts,
                **weights,
            },
            {**notes, "random": str(int(state.random[0]))},
        )


def updates(params: PARAMS, vocabulary: int) -> int:
    """Output vectors touched for one target: K + 1, or all V."""
    return vocabulary if params.objective == "softmax" else params.negatives + 1
