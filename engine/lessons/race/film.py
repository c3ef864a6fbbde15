"""The film is the race: at every moment all contestants have read the same sentences.

They learn in turns, two at a time; what each has cost is counted in seconds of its own processor,
so that it does not matter who else is at work. Frame 0 is before the first update.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from engine.lessons.race.params import PARAMS
from engine.lessons.race.reading import example, first_vectors, read_texts
from engine.trace import Frame

#: Frames after the first; test sentences read at a moment (at the last one all), so many at once.
FRAMES, TESTED, AT_ONCE = 28, 400, 200
#: Contestants that learn at the same time.
THREADS = 2
#: Lengths and widths at which layers are measured; from here on work outweighs the calling.
LENGTHS, WIDTHS = (32, 64, 128, 256, 512, 1024), (32, 64, 128, 256)
LAW_N, LAW_D = 256, 64
#: Frames shown in a second.
PACE = 4


class Film:
    """Trains all contestants and turns their moments into frames."""

    def __init__(self, params: PARAMS, device: str) -> None:
        from engine.models import race, recurrent

        recurrent.threads(1)
        self.params, self.device = params, device
        self.texts = read_texts(params)
        self.data = self.texts.data
        self.learnt = self.texts.of(self.data.train)
        V, D = len(self.texts.words), params.dimension
        self.sizes = race.Sizes(V, D, params.hidden, len(self.data.names), params.dropout)
        self.seeds = [params.seed + at for at in range(params.repeats)]
        self.learners = [
            [
                race.Learner(kind, self.sizes, first_vectors(V, D, seed), params.rate, seed, device)
                for seed in self.seeds
            ]
            for kind in race.KINDS
        ]
        self.kinds = race.KINDS
        self.updates = -(-len(self.learnt) // params.batch)

    def frames(self) -> Iterator[Frame]:
        """Frame 0, the race, and with its last frame what layers cost."""
        from engine.models import recurrent

        total = self.updates * self.params.epochs
        few, whole = self.tests(False), self.tests(True)
        streams = [self.batches(seed) for seed in self.seeds]
        many = min(THREADS, os.cpu_count() or 1)
        with ThreadPoolExecutor(many, initializer=recurrent.threads) as pool:
            yield self.frame(0, 0, pool, few, self.told())
            done = read = 0
            for moment in moments(total):
                given = [[next(stream) for _ in range(moment - done)] for stream in streams]
                done, read = moment, read + sum(len(batch.labels) for batch in given[0])
                jobs = [
                    pool.submit(learner.learn, batches)
                    for own in self.learners
                    for learner, batches in zip(own, given, strict=True)
                ]
                for job in jobs:
                    job.result()
                last = moment == total
                frame = self.frame(read, done, pool, whole if last else few, {})
                if last:
                    frame = Frame(
                        frame.step, frame.scalars, frame.arrays, {}, {"costs": measured()}
                    )
                yield frame

    def batches(self, seed: int) -> Iterator[Any]:
        """The batches that all contestants of a seed learn from, epoch after epoch."""
        from engine.models import text_cnn

        labels = self.data.labels[self.data.train]
        for epoch in range(self.params.epochs):
            yield from text_cnn.batches(
                self.learnt, labels, self.sizes.shape, self.params.batch, 1000 * seed + epoch
            )

    def tests(self, whole: bool) -> Sequence[Any]:
        """Batches of the test sentences, or of TESTED of them, evenly spread."""
        from engine.models import text_cnn

        chosen = self.data.test
        if not whole and len(chosen) > TESTED:
            chosen = chosen[np.linspace(0, len(chosen) - 1, TESTED).astype(int)]
        # Similar lengths together: less padding is read.
        chosen = chosen[np.argsort([len(self.texts.texts[i]) for i in chosen], kind="stable")]
        parts = [chosen[at : at + AT_ONCE] for at in range(0, len(chosen), AT_ONCE)]
        return [
            text_cnn.batch_of(self.texts.of(part), self.data.labels[part], self.sizes.shape)
            for part in parts
        ]

    def frame(
        self, step: int, updates: int, pool: ThreadPoolExecutor, tests: Sequence[Any],
        notes: dict[str, Any],
    ) -> Frame:  # fmt: skip
        """How right everyone is now, how wrong, and what it has cost: arrays (kinds, seeds)."""
        flat = [learner for own in self.learners for learner in own]
        found = list(pool.map(lambda learner: learner.test(tests), flat))
        shape = (len(self.kinds), len(self.seeds))
        accuracy, loss = np.array(found).T.reshape(2, *shape)
        seconds = np.array([learner.seconds for learner in flat]).reshape(shape)
        scalars = {"epoch": updates / self.updates}
        for kind, *row in zip(self.kinds, accuracy, loss, seconds, strict=True):
            for name, values in zip(("accuracy", "loss", "seconds"), row, strict=True):
                scalars[f"{kind}_{name}"] = float(values.mean())
        arrays = {"accuracy": accuracy, "loss": loss, "seconds": seconds}
        return Frame(step, scalars, arrays, {}, notes)

    def told(self) -> dict[str, Any]:
        """What does not change: the notes of frame 0."""
        params, data = self.params, self.data
        counts = np.bincount(data.labels[data.test], minlength=len(data.names))
        return {
            "kinds": list(self.kinds),
            "seeds": self.seeds,
            "parameters": {own[0].kind: own[0].own for own in self.learners},
            "vectors": self.sizes.V * self.sizes.D,
            "vocabulary": self.sizes.V,
            "learnt": len(data.train),
            "tested": len(data.test),
            "chance": float(counts.max() / counts.sum()),
            "names": list(data.names),
            "language": data.language,
            "corpus": params.corpus,
            "example": example(data),
            "dimension": params.dimension,
            "hidden": params.hidden,
            "epochs": params.epochs,
            "last_step": len(data.train) * params.epochs,
            "device": self.device,
            "pace": PACE,
        }


def moments(total: int) -> list[int]:
    """Updates done at each frame after the first, evenly spread."""
    many = min(FRAMES, total)
    return [round(total * at / many) for at in range(1, many + 1)]


def measured() -> dict[str, Any]:
    """Seconds of each layer at each length and width, and the laws fitted to the larger ones."""
    from engine.measures.laws import fitted
    from engine.models.layer_costs import LAYERS, seconds

    n, d = np.array(LENGTHS), np.array(WIDTHS)
    grid = np.array([[[seconds(layer, a, b) for b in WIDTHS] for a in LENGTHS] for layer in LAYERS])
    rows, columns = n >= LAW_N, d >= LAW_D
    laws = [fitted(n[rows], d[columns], times[rows][:, columns]) for times in grid]
    return {
        "layers": list(LAYERS), "n": list(LENGTHS), "d": list(WIDTHS), "seconds": grid.tolist(),
        "from": {"n": LAW_N, "d": LAW_D},
        "laws": [
            {"scale": law.scale, "p": law.p, "q": law.q, "spread": law.spread} for law in laws
        ],
    }  # fmt: skip
