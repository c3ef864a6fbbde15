"""Dictionary senses: what a word means, looked up; and how much of a text can be looked up at all.

WordNet (Miller 1995) and a small dictionary of our own. A word's senses, the way up from each and
where two words meet are questions to a run; its film is the reading of a text, piece by piece, and
the share of it that the dictionary has.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.senses.answers import ANSWERS
from engine.lessons.senses.claims import claims
from engine.lessons.senses.company import Alike, alike
from engine.lessons.senses.graph import look
from engine.lessons.senses.params import PARAMS, dictionary
from engine.lessons.senses.reading import BANDS, Text, missing, pieces, read, sense_counts
from engine.sentences import Refused
from engine.trace import Frame, Trace

#: Looking up is no work for a GPU.
DEVICES = ("cpu",)
#: Seconds in which the finished film is shown from end to end.
SHOWN_IN = 8.0
#: Synonyms named in the picture of their company.
SHOWN = 400

#: Words worth looking up: for a text in any language, and for a Chinese one.
TRIED = (
    ("dog", "cat", "mouse", "king", "queen", "apple", "good", "run", "big", "large", "NLP"),
    ("狗", "猫", "老鼠", "国王", "王后", "苹果", "好", "画", "快乐", "高兴", "good", "NLP"),
)

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train"]


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """Frames of a text being looked up; steps are words read. The last frame compares synonyms.

    Raises Refused where the text or WordNet is not here.
    """
    lexicon = dictionary(params.dictionary)
    text = read(params.corpus)
    senses = sense_counts(text, lexicon)
    first = Frame(0, weights=kept(text, senses), notes=notes(params, text, lexicon))
    yield first
    readings = list(pieces(text, senses > 0))
    for found in readings:
        scalars = {"words": found.words, "vocabulary": found.vocabulary}
        arrays = {"bands": found.bands.astype(np.int32)}
        if found is not readings[-1]:
            yield Frame(found.read, scalars, arrays)
            continue
        pairs = alike(text, lexicon)
        scalars |= measured(params, first) | ({"lost": pairs.lost} if pairs.pairs else {})
        arrays |= {
            "cosines": pairs.cosines.astype(np.float32),
            "chance": pairs.chance.astype(np.float32),
        }
        said = {
            "missing": missing(text, senses > 0),
            "pairs": named(text, lexicon, pairs),
        }
        yield Frame(found.read, scalars, arrays, notes=said)


def kept(text: Text, senses: np.ndarray) -> dict[str, np.ndarray]:
    """The text itself, so that its words' company can be asked for later, anywhere."""
    return {
        "words": np.frombuffer("\n".join(text.words).encode(), np.uint8),
        "counts": text.counts.astype(np.int32),
        "senses": senses,
        "tokens": text.tokens,
        "lengths": np.diff(text.offsets).astype(np.int32),
    }


def notes(params: PARAMS, text: Text, lexicon: Any) -> dict[str, Any]:
    """What a viewer reads of the run."""
    return {
        "dictionary": params.dictionary,
        "synsets": len(lexicon),
        "entries": lexicon.size,
        "words": [word for word in TRIED[text.language == "zh"] if lexicon.knows(word)],
        "corpus": text.id,
        "language": text.language,
        "vocabulary": len(text.words),
        "left_out": text.left_out,
        "last_step": len(text.tokens),
        "band_edges": list(BANDS),
        "pace": 48 / SHOWN_IN,
    }


def measured(params: PARAMS, first: Frame) -> dict[str, float]:
    """The numbers of the two words of `params`: steps up, or how near they are."""
    try:
        found = look(Trace([first]), {"a": params.word, "b": params.other})
    except Refused:  # the text is worth its film, whatever word was asked for beside it
        return {}
    if found["b"] is None:
        return {"steps_up": len(found["ways"][0]) - 1}
    if found["meet"] is None:
        return {}
    return {"distance": found["distance"], "similarity": found["similarity"]}


def named(text: Text, lexicon: Any, pairs: Alike) -> list[list[Any]]:
    """Synonyms by name: [word, word, the name of their synset], the most alike first."""
    step = max(1, len(pairs.pairs) // SHOWN)
    return [
        [text.words[one], text.words[other], lexicon.told(synset).name, i]
        for i, (one, other, synset) in list(enumerate(pairs.pairs))[::step]
    ]
