"""The film is the training: the whole small network at each of some forty moments.

Every moment is tested on text it never learns from, and beside it stands what models that only
count make of the very same tokens. Frame 0 holds what does not change: the words, the held-out
text, the counts.
"""

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.recurrent.features import features
from engine.lessons.recurrent.params import PARAMS, settings_of
from engine.text.streams import Stream
from engine.trace import Frame

#: Frames of a run, fewer for large models, and bytes of all their weights at about the most.
FEWEST, MOST, KEPT = 16, 44, 60_000_000
#: Above this many numbers a model is kept in half precision: three digits, seen by nobody.
LARGE = 400_000
#: Histories that are counted: up to so many words, so many characters; grams kept at the most.
ORDERS = {"words": 5, "characters": 7}
GRAMS = 1_200_000
#: Frames shown in a second.
PACE = 6
#: Sentences that say what they say only to who remembers, for the texts that know their words.
EXAMPLES = {
    "toy-world": "the tired actress with the dress leaves the stage .",
    "toy-world-zh": "小明 是 一 位 有名 的 弟弟 ， 他 周末 离开 了 幼儿园 。",
    "brown": "the students opened their books and the teacher began to read",
}
#: Tokens of an example taken from the text itself.
LENGTH = {"words": 14, "characters": 48}


def moments(updates: int, numbers: int) -> list[int]:
    """Updates made at each frame after the first: close together early, when most happens."""
    size = numbers * (2 if numbers > LARGE else 4)
    count = min(MOST, max(FEWEST, KEPT // size), updates)
    return sorted({math.ceil(updates * (i / count) ** 1.7) for i in range(1, count + 1)})


def example(text: Stream) -> str:
    """A sentence to read first: one made for this text, else one of the part held out."""
    made = EXAMPLES.get(text.id, "") if text.tokens == "words" else ""
    if made:
        return made
    said = [text.words[number] for number in text.held[:400]]
    ends = [at for at, word in enumerate(said) if word in (text.end, "\n")]
    first = ends[0] + 1 if ends and ends[0] + 8 < len(said) else 0
    taken = said[first : first + LENGTH[text.tokens]]
    if text.tokens == "characters":
        return "".join(taken).rpartition(" ")[0].strip() or "".join(taken).strip()
    return " ".join(taken).strip()


class Film:
    """Turns one training into frames."""

    def __init__(self, text: Stream, params: PARAMS, device: str = "cpu") -> None:
        self.text, self.params, self.device = text, params, device
        self.began = time.perf_counter()
        self.least = math.nan

    def frames(self) -> Iterator[Frame]:
        """Every moment in order, the first before the first update."""
        from engine.models import language_model

        settings = settings_of(self.params)
        training = language_model.begin(
            self.text.train, len(self.text.words), settings, self.device
        )
        try:
            yield self.first(training)
            numbers = sum(weight.numel() for weight in training.layers.parameters())
            for until in moments(self.params.updates, numbers):
                tally = language_model.advance(training, until - training.done)
                yield self.frame(training, tally)
        finally:
            if training.pool:
                training.pool.shutdown()

    def first(self, training: Any) -> Frame:
        """Frame 0: the network before it has learnt anything, and the text."""
        from engine.measures import ngrams

        text, params = self.text, self.params
        V = len(text.words)
        counted, kept = self.counted()
        said = [text.words[number] for number in text.held]
        pairs = text.relations.get("gender", [])
        notes: dict[str, Any] = {
            "corpus": text.id,
            "language": text.language,
            "tokens": text.tokens,
            "end": text.end,
            "cell": params.cell,
            "hidden": params.hidden,
            "reach": params.reach,
            "vocabulary": V,
            "parameters": sum(weight.numel() for weight in training.layers.parameters()),
            "train": len(text.train),
            "held": len(text.held),
            "whole": text.whole,
            "counted": counted,
            "order": kept.order,
            "example": example(text),
            "features": list(features(said, text.tokens, text.groups, pairs)),
            "groups": {word: text.groups[word] for word in set(said) if word in text.groups},
            "gender": [list(pair) for pair in pairs],
            "lanes": int(training.lanes.shape[1]),
            "last_step": params.updates,
            "pace": PACE,
        }
        weights = {
            "spelled": np.frombuffer("\x00".join(text.words).encode(), np.uint8),
            "held": text.held,
            **ngrams.pack(kept),
        }
        self.least = min(counted.values())
        scalars = {"perplexity": self.perplexity(training), "counting": self.least}
        return Frame(0, scalars, {}, self.kept(training) | weights, notes)

    def counted(self) -> tuple[dict[str, float], Any]:
        """Perplexity of the held-out text by order, counted on the rest; and the model to keep.

        Kept is the best order on the held-out text, to the counting model's advantage, of those
        that are not too large.
        """
        from engine.measures import ngrams

        text, V = self.text, len(self.text.words)
        found: dict[str, float] = {}
        kept, least = None, math.inf
        most = min(ORDERS[text.tokens], ngrams.longest(V), len(text.train))
        for order in range(1, most + 1):
            model = ngrams.fit(text.train, V, order)
            value = ngrams.perplexity(ngrams.probabilities(model, text.held))
            found[str(order)] = value
            size = sum(len(level.grams) for level in model.levels)
            if value < least and (kept is None or size < GRAMS):
                kept, least = model, value
        return found, kept

    def frame(self, training: Any, tally: Any) -> Frame:
        """One moment of the training."""
        each = max(1, tally.updates)
        seconds = time.perf_counter() - self.began
        read = training.done * self.params.reach * training.lanes.shape[1]
        scalars = {
            "loss": tally.loss / each,
            "perplexity": self.perplexity(training),
            "counting": self.least,
            "norm": tally.norm / each,
            "clipped": tally.clipped / each,
            "seconds": seconds,
            "tokens_per_second": read / max(1e-9, seconds),
            "readings": read / max(1, len(self.text.train)),
        }
        return Frame(training.done, scalars, {}, self.kept(training))

    def perplexity(self, training: Any) -> float:
        """exp of the mean surprise over the held-out text."""
        from engine.models import language_model

        return math.exp(
            min(50.0, language_model.measure(training.layers, self.text.held, self.device))
        )

    def kept(self, training: Any) -> dict[str, np.ndarray]:
        """The whole model; a large one in half precision."""
        weights: dict[str, np.ndarray] = training.weights()
        if sum(values.size for values in weights.values()) <= LARGE:
            return weights
        return {name: values.astype(np.float16) for name, values in weights.items()}
