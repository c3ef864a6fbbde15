"""A recorded text CNN read back: the network of any moment, its word vectors, its texts."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.measures.ngram_filters import Network, Reading, read
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]

#: Words of a typed sentence that are read, and its characters.
WORDS, CHARACTERS = 40, 2_000


def first(trace: Trace) -> Frame:
    """Frame 0; Refused while there is none."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    return trace[0]


def frame_of(trace: Trace, query: Query) -> int:
    """The number of the frame that `frame` names; the last one without it."""
    raw = query.get("frame", "")
    first(trace)
    if not raw:
        return len(trace) - 1
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and int(raw) < len(trace)):
        raise Refused(
            N_("frame={given} is not a whole number from 0 to {last}."),
            given=raw[:20],
            last=len(trace) - 1,
        )
    return int(raw)


def network(trace: Trace, index: int) -> Network:
    """The network at frame `index`."""
    notes, arrays = first(trace).notes, trace[index].arrays
    filters = {h: np.asarray(arrays[f"filters {h}"], np.float32) for h in notes["widths"]}
    return Network(
        filters, arrays["bias"], arrays["out"], arrays["out bias"],
        notes["pooling"], notes["k"], notes["padding"],
    )  # fmt: skip


def vectors(trace: Trace, index: int) -> np.ndarray:
    """The word vectors that filters read at frame `index`: float32 (V + 1, D), row 0 zero."""
    own = np.asarray(trace[index].weights["vectors"], np.float32)
    return np.vstack([np.zeros((1, own.shape[1]), np.float32), own])


def text_of(trace: Trace, query: Query, name: str = "text") -> list[str]:
    """The tokens of the sentence in the query, WORDS at the most; Refused where it has none."""
    from engine.text import labelled

    raw = query.get(name, "")[:CHARACTERS]
    found = labelled.tokens_of(raw, first(trace).notes["language"])[:WORDS]
    if not found:
        raise Refused(N_("There is no word in “{text}”."), text=raw[:40])
    return found


def index_of(trace: Trace) -> dict[str, int]:
    """Word → its number from 1."""
    return {word: i + 1 for i, word in enumerate(first(trace).notes["words"])}


def numbers(trace: Trace, words: list[str]) -> np.ndarray:
    """Word numbers, 0 for what is not known: int32 (n,)."""
    index = index_of(trace)
    return np.array([index.get(word, 0) for word in words], np.int32)


def reading(trace: Trace, index: int, words: list[str]) -> tuple[Reading, Network]:
    """What the network of frame `index` makes of a sentence."""
    net = network(trace, index)
    return read(vectors(trace, index)[numbers(trace, words)], net), net


def texts(trace: Trace, which: str) -> tuple[list[np.ndarray], np.ndarray]:
    """Word numbers of the texts that were learnt from ("learn") or tested, and their classes."""
    weights = first(trace).weights
    tokens, offsets = np.asarray(weights["tokens"], np.int32), np.asarray(weights["offsets"])
    chosen = np.asarray(weights[which])
    found = [tokens[offsets[i] : offsets[i + 1]] for i in chosen]
    return found, np.asarray(weights["labels"])[chosen]


def spelled(trace: Trace, tokens: Any) -> list[str]:
    """Word numbers as words; what is not known is “?”, and padding too."""
    words = first(trace).notes["words"]
    return [words[number - 1] if number else "?" for number in np.asarray(tokens).tolist()]
