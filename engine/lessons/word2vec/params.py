"""What can be varied in word2vec, and the text and settings that the choices come to."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.params import Params, param
from engine.sentences import N_

#: Words kept at the most, and numbers in their vectors at the most.
KNOWN, NUMBERS = 50_000, 2_000_000
#: Words a full softmax may have: every one is touched at every update.
SOFTMAX = 5_000


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
    from engine.text import corpora, toy_world
    from engine.text.vocabulary import build, encode

    corpus = corpora.load(params.corpus, params.tokens)
    corpus = replace(corpus, sentences=corpus.sentences[:sentences])
    if not corpus.relations and params.tokens == "words" and corpus.language in ("en", "zh"):
        # Any text can be asked the toy world's questions, as far as it knows their words.
        corpus = replace(corpus, relations=toy_world.relations(corpus.language))
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


def updates(params: PARAMS, vocabulary: int) -> int:
    """Output vectors touched for one target: K + 1, or all V."""
    return vocabulary if params.objective == "softmax" else params.negatives + 1
