"""The film is the training: at some forty moments all filters, what they like best, and how right.

Frame 0 is before the first update: filters are noise, and so is what they like. Every frame keeps
the whole network, so that any sentence can be read by the network of any moment.
"""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.text_cnn.params import PARAMS, WIDTHS, shape_of
from engine.lessons.text_cnn.reading import Texts, first_vectors, read_texts
from engine.measures import ngram_filters
from engine.measures.ngram_filters import Grams, Network
from engine.trace import Frame

#: Frames between few for large networks and many for small; bytes of all their pictures and words.
FEWEST, MOST, PICTURES, KEPT = 12, 44, 6_000_000, 40_000_000
#: N-grams of each width that filters are tried on, and how often in all where filters are many.
FEWEST_GRAMS, MOST_GRAMS, TRIED = 1_000, 12_000, 75_000
#: Numbers of one frame beyond which they are kept by halves.
HALF = 60_000
#: N-grams told of each filter, in the order of what they bring about; test texts read at a moment.
TOPS, TESTED = 8, 400
#: Sentences offered to be read, and the most words that such a one has.
OFFERED, SHORT = 14, 16
#: Frames in a second.
PACE = 6


class Film:
    """Trains a network and turns its moments into frames."""

    def __init__(self, params: PARAMS, device: str) -> None:
        from engine.models import recurrent, text_cnn

        recurrent.threads(1)
        self.params, self.device = params, device
        self.texts = read_texts(params)
        data = self.texts.data
        self.shape = shape_of(params, len(data.names))
        self.vectors = first_vectors(self.texts, params)
        self.model = text_cnn.TextCNN(self.shape, self.vectors, params.seed).to(device)
        self.learn, self.test = self.texts.of(data.train), self.texts.of(data.test)
        self.grams = {
            h: ngram_filters.grams(self.learn, h, params.padding, tried(params.filters))
            for h in WIDTHS[params.widths]
        }
        steps = -(-len(self.learn) // params.batch)
        self.total = steps * params.epochs
        self.steps = moments(self.total, *self.sizes())
        self.began = time.perf_counter()

    def sizes(self) -> tuple[int, int]:
        """Numbers of one frame that viewers get, and that are kept beside."""
        shape = self.shape
        return shape.D * shape.filters * sum(shape.widths), self.vectors.size

    def frames(self) -> Iterator[Frame]:
        """Frame 0, then one at each moment; the last tests all that was held back."""
        yield self.frame(0, {}, self.first(), self.beginning())
        seen: list[Any] = []
        for step, found in enumerate(self.training(), start=1):
            seen.append(found)
            if step == self.steps[0]:
                self.steps.pop(0)
                many = sum(n for *_, n in seen)
                loss = sum(float(loss) * n for loss, _, n in seen) / many
                train = sum(int(right) for _, right, _ in seen) / many
                yield self.frame(step, {"loss": loss, "train": train}, {}, {})
                seen = []

    def training(self) -> Iterator[tuple[Any, Any, int]]:
        """All updates in order: loss, how many were right, of how many."""
        from engine.models import text_cnn

        optimiser = text_cnn.optimiser(self.model, self.params.rate)
        masks = text_cnn.masks_of(self.params.seed + 1)
        labels = self.texts.data.labels[self.texts.data.train]
        for epoch in range(self.params.epochs):
            seed = 1000 * self.params.seed + epoch
            for batch in text_cnn.batches(self.learn, labels, self.shape, self.params.batch, seed):
                there = text_cnn.moved(batch, self.device)
                loss, right = text_cnn.update(self.model, there, optimiser, masks)
                yield loss, right, len(batch.labels)

    def frame(
        self, step: int, scalars: dict[str, float], notes: dict[str, Any], weights: dict[str, Any]
    ) -> Frame:
        """The network as it is now, what its filters like best, and how often it is right."""
        network, vectors = self.model.network(), self.model.vectors()
        tops = favourites(network, vectors, self.grams)
        small, large = (np.float16 if n > HALF else np.float32 for n in self.sizes())
        arrays = {f"filters {h}": kernel.astype(small) for h, kernel in network.filters.items()}
        arrays |= {"bias": network.bias, "out": network.out, "out bias": network.out_bias, **tops}
        weights = weights | {"vectors": vectors[1:].astype(large)}
        seconds = time.perf_counter() - self.began
        scored = {"test": self.right(step >= self.total), "seconds": seconds}
        return Frame(step, scalars | scored, arrays, weights, notes)

    def right(self, everything: bool) -> float:
        """The share of test texts whose class is found; of many, TESTED evenly spread ones."""
        from engine.models import text_cnn

        many = len(self.test)
        chosen = np.arange(many)
        if not everything and many > TESTED:
            chosen = np.linspace(0, many - 1, TESTED).astype(int)
        scores = text_cnn.scores(self.model, [self.test[i] for i in chosen], self.device)
        labels = self.texts.data.labels[self.texts.data.test][chosen]
        return float((scores.argmax(1) == labels).mean())

    def first(self) -> dict[str, Any]:
        """What does not change, for viewers."""
        from engine.models.text_cnn import parameters

        params, texts, shape = self.params, self.texts, self.shape
        data = texts.data
        return {
            "words": list(texts.words),
            "counts": texts.counts.tolist(),
            "names": list(data.names),
            "corpus": params.corpus,
            "data": data.id,
            "language": data.language,
            "texts": [len(self.learn), len(self.test)],
            "cut": texts.cut,
            "widths": list(shape.widths),
            "filters": shape.filters,
            "pooling": shape.pooling,
            "k": shape.k,
            "padding": shape.padding,
            "channels": shape.channels,
            "start": params.start,
            "dimension": shape.D,
            "parameters": parameters(shape, len(texts.words)),
            "grams": {str(h): [len(grams.tokens), grams.whole] for h, grams in self.grams.items()},
            "offered": offered(texts),
            "epochs": params.epochs,
            "last_step": self.total,
            "marks": self.epochs(),
            "even": len(self.steps),
            "pace": PACE,
        }

    def epochs(self) -> list[list[Any]]:
        """At which frames an epoch ends, where one does, for the time line."""
        steps = self.total // self.params.epochs
        ends = [(epoch, epoch * steps) for epoch in range(1, self.params.epochs)]
        return [[self.steps.index(end) + 1, f"epoch_{n}"] for n, end in ends if end in self.steps]

    def beginning(self) -> dict[str, Any]:
        """What does not change, for questions: all texts and their classes."""
        data = self.texts.data
        texts = self.texts.texts
        return {
            "tokens": np.concatenate(texts).astype(np.uint16),
            "offsets": np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(
                np.int32
            ),
            "labels": data.labels,
            "learn": data.train,
            "test": data.test,
            **({} if self.shape.channels == "trained" else {"static": self.vectors[1:]}),
        }


def moments(total: int, pictures: int, kept: int) -> list[int]:
    """Updates done at each frame after the first, evenly spread."""
    room = min(PICTURES // (4 * pictures), KEPT // (4 * kept))
    count = min(MOST, max(FEWEST, room), total)
    return sorted({round(total * i / count) for i in range(1, count + 1)})


def tried(filters: int) -> int:
    """N-grams of each width that so many filters are tried on at every moment."""
    return min(MOST_GRAMS, max(FEWEST_GRAMS, TRIED // filters))


def favourites(
    network: Network, vectors: np.ndarray, grams: dict[int, Grams]
) -> dict[str, np.ndarray]:
    """The n-grams that move each filter most: word numbers (filters, TOPS, widest), and how far."""
    F, widest = network.per_width, max(network.widths)
    tops = np.zeros((network.count, TOPS, widest), np.uint16)
    values = np.zeros((network.count, TOPS), np.float32)
    for i, (h, filters) in enumerate(network.filters.items()):
        found = ngram_filters.activations(
            vectors, grams[h].tokens, filters, network.bias[i * F : (i + 1) * F]
        )
        rows = ngram_filters.top(found, TOPS)  # (F, TOPS)
        tops[i * F : (i + 1) * F, :, :h] = grams[h].tokens[rows]
        values[i * F : (i + 1) * F] = np.take_along_axis(found.T, rows, 1)
    return {"tops": tops, "top values": values}


def offered(texts: Texts) -> list[dict[str, Any]]:
    """Short test sentences of all classes to begin with, spread over what there is."""
    data, found = texts.data, []
    for label in range(len(data.names)):
        own = [i for i in data.test if data.labels[i] == label and 4 <= len(data.texts[i]) <= SHORT]
        many = max(1, OFFERED // len(data.names))
        for at in np.linspace(0, max(0, len(own) - 1), min(many, len(own))).astype(int):
            found.append({"words": list(data.texts[own[at]]), "label": label})
    return found
