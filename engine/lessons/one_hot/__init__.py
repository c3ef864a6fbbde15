"""One-hot: every word gets a number of its own, and the number knows nothing of the word.

As many dimensions as words, one of them 1 (Harris & Harris 2012, *Digital Design and Computer
Architecture*, §3.4.2: the name is that of circuits in which one wire of many is hot). A sentence is
read word by word; beside it stands what the same words have learnt from their company elsewhere.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.one_hot.answers import ANSWERS
from engine.lessons.one_hot.claims import claims
from engine.lessons.one_hot.encoding import numbered, one_hot
from engine.lessons.one_hot.params import MOST, PARAMS, Sentence, language_of, sentence_of
from engine.lessons.one_hot.reading import read
from engine.trace import Frame

#: Words read in a second of the film.
PACE = 1.1
#: Nothing here is worth a graphics card.
DEVICES = ("cpu",)

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train"]


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """A frame for each word of the sentence; one more, at the last word's step, for the whole text.

    Steps are words read. Raises Refused where the sentence has no words, or the text is not here.
    """
    sentence, language = sentence_of(params), language_of(params)
    numbers, words = numbered(sentence.tokens)
    yield first(params, sentence, numbers, words, language)
    for i in range(1, len(numbers) + 1):
        yield moment(numbers[:i])
    yield last(params, numbers)


def first(
    params: PARAMS, sentence: Sentence, numbers: list[int], words: list[str], language: str
) -> Frame:
    """Frame 0: nothing is read yet; all that does not change."""
    notes: dict[str, Any] = {
        "tokens": list(sentence.tokens),
        "numbers": numbers,
        "words": words,
        "whole": sentence.whole,
        "most": MOST,
        "left_out": sentence.left_out,
        "language": language,
        "corpus": params.corpus,
        "last_step": len(numbers),
        "pace": PACE,
    }
    return Frame(0, {"read": 0, "dimensions": 0}, notes=notes)


def moment(numbers: list[int]) -> Frame:
    """After so many words: their vectors (N, dimensions), as wide as there are words by now."""
    width = max(numbers) + 1
    scalars = {"read": len(numbers), "dimensions": width}
    return Frame(len(numbers), scalars, {"vectors": one_hot(numbers, width)})


def last(params: PARAMS, numbers: list[int]) -> Frame:
    """The same moment, after the whole text was read too: its words, their cost, learnt vectors."""
    found, end = read(params), moment(numbers)
    size = len(found.words)
    told = {"vocabulary": size, "numbers": size**2, "zeros": 1 - 1 / size}
    notes = {
        "vocabulary": size,
        "text": int(found.read[-1]),
        "usual": found.usual,
        "known": list(found.world.labels),
        "world": found.world.id,
        "width": int(found.world.vectors.shape[1]),
    }
    spelled = np.frombuffer("\n".join(found.words).encode(), np.uint8)
    return Frame(
        end.step,
        {**end.scalars, **told},
        {**end.arrays, "read": found.read, "kinds": found.kinds},
        {"spelled": spelled, "learnt": found.world.vectors},
        notes,
    )
