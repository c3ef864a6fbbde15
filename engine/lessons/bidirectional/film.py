"""Fifteen readers learn at once, and the film keeps what each of them knows at every moment.

Nine of them tag words: three directions with one, two and three layers. Six find out who *it* is.
All of a task read the same batches in the same order. Steps are updates.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from engine.lessons.bidirectional.data import PROBED, Data, prepare
from engine.lessons.bidirectional.params import BATCH, DIMENSION, PARAMS
from engine.lessons.bidirectional.reference import Task, task
from engine.trace import Frame

#: Moments after the first, and how much closer together the early ones are.
MOMENTS, EARLY = 26, 1.5
#: Probes are taken at every so many moments.
PROBES = 5
#: Words asked for by name in a probe, and places counted, from the beginning of a sentence.
NAMED, PLACES = 80, 12
ASKED = ("tag", "word", "place", "before", "after")
#: Frames shown in a second.
PACE = 5
THREADS = 2


def moments(updates: int) -> list[int]:
    """Updates done at each frame after the first; a short training has fewer."""
    count = min(MOMENTS, updates // 10)
    steps = {round(updates * (i / count) ** EARLY) for i in range(1, count + 1)}
    return sorted(step for step in steps if step)


class Film:
    """One training of all readers."""

    def __init__(self, params: PARAMS) -> None:
        from engine.models import recurrent, tagger
        from engine.models.tagger_plain import DIRECTIONS, Reader, Sizes
        from engine.text import tagged, tagged_grammar

        recurrent.threads(1)
        text = tagged.load(params.corpus)
        self.params, self.data = params, prepare(text, params.seed)
        self.task: Task = task(text.language)
        grammar = text.id.startswith("toy-world")
        self.examples = tagged_grammar.examples(text.language) if grammar else ambiguous(self.data)
        self.readers = [Reader(d, layers) for d in DIRECTIONS for layers in (1, 2, 3)]
        self.finders = [Reader(d, layers) for d in DIRECTIONS for layers in (1, 2)]
        H = params.hidden
        self.sizes = Sizes(len(self.data.words), DIMENSION, H, len(self.data.tags))
        self.it_sizes = Sizes(len(self.task.words), DIMENSION, H, 2)
        self.race = tagger.Race(self.readers, self.sizes, params.cell, params.rate, params.seed)
        self.it_race = tagger.Race(
            self.finders, self.it_sizes, params.cell, params.rate, params.seed + 7
        )
        self.train, self.asked, self.it_train, self.it_asked = (
            tagger.Sentences.of([words for words, _ in given], [tags for _, tags in given])
            for given in (self.data.train, self.data.asked, self.task.train, self.task.asked)
        )
        learnt = self.data.train[:PROBED]
        self.probed = tagger.Sentences.of([w for w, _ in learnt], [t for _, t in learnt])
        self.tokens, self.truth = self.data.asked_tokens()

    def frames(self) -> Iterator[Frame]:
        """Frame 0 before the first update, then every moment in order."""
        from engine.models import tagger

        steps = moments(self.params.updates)
        given = tagger.batches(self.train, BATCH, self.params.seed + 1)
        it_given = tagger.batches(self.it_train, BATCH, self.params.seed + 2)
        with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as pool:
            yield self.frame(0, pool, {}, self.first(steps), probe=False)
            done = 0
            for at, step in enumerate(steps, 1):
                batches = [next(given) for _ in range(step - done)]
                lost = self.race.learn(batches, pool)
                self.it_race.learn([next(it_given) for _ in range(step - done)], pool)
                done = step
                losses = {f"loss_{r.name}": v for r, v in zip(self.readers, lost, strict=True)}
                probe = at % PROBES == 0 or step == steps[-1]
                yield self.frame(step, pool, losses, {}, probe)

    def frame(
        self, step: int, pool: ThreadPoolExecutor, scalars: dict[str, float],
        notes: dict[str, Any], probe: bool,
    ) -> Frame:  # fmt: skip
        """Ask all readers; keep what they say and their numbers."""
        from engine.models.recurrent import numbers
        from engine.models.tagger_plain import packed

        chances = [np.concatenate(one) for one in self.race.judge(self.asked, pool)]
        said = np.stack([one.argmax(-1) for one in chances]).astype(np.uint8)  # (readers, N)
        several = self.data.several[self.tokens]
        for reader, own in zip(self.readers, said, strict=True):
            right = own == self.truth
            scalars[reader.name] = float(right.mean())
            scalars[f"{reader.name}_several"] = float(right[several].mean())
        for reader, one in zip(self.finders, self.it_race.judge(self.it_asked, pool), strict=True):
            for family, share in self.task.shares(one).items():
                scalars[f"it_{family}_{reader.name}"] = share
        weights: dict[str, np.ndarray] = {"said": said}
        for name, race in (("tags", self.race), ("it", self.it_race)):
            for network in race.taggers:
                weights[f"{name}.{network.reader.name}"] = packed(numbers(network))
        arrays = {}
        if probe:
            arrays["probes"] = np.stack(list(pool.map(self.probes, (2, 5, 8))))
        if step == 0:
            weights |= self.kept()
        whole, many = self.data.baseline()
        scalars |= {"baseline": whole, "baseline_several": many}
        return Frame(step, scalars, arrays, weights, notes)

    def probes(self, reader: int) -> np.ndarray:
        """What can be read off each layer of a deep reader: (4, len(ASKED)) accuracies."""
        from engine.measures.probes import accuracy
        from engine.models import tagger

        network = self.race.taggers[reader]
        learnt, others = (tagger.layer_states(network, g) for g in (self.probed, self.asked))
        found = np.full((len(learnt), len(ASKED)), np.nan, np.float32)
        for column, ((one, K), (wanted, _)) in enumerate(
            zip(labels(self.data.train[:PROBED], self.sizes.K),
                labels(self.data.asked, self.sizes.K), strict=True)
        ):  # fmt: skip
            for layer in range(len(learnt)):
                here, there = one >= 0, wanted >= 0
                found[layer, column] = accuracy(
                    learnt[layer][here], one[here], others[layer][there], wanted[there], K
                )
        return found

    def first(self, steps: list[int]) -> dict[str, Any]:
        """What does not change, for frame 0."""
        from engine.measures.probes import commonest

        data = self.data
        fitted, wanted = (labels(g, self.sizes.K) for g in (data.train[:PROBED], data.asked))
        chance = [
            commonest(one[one >= 0], other[other >= 0])
            for (one, _), (other, _) in zip(fitted, wanted, strict=True)
        ]
        return {
            "corpus": data.id,
            "language": data.language,
            "cell": self.params.cell,
            "sizes": [self.sizes.V, self.sizes.D, self.sizes.H, self.sizes.K],
            "it_sizes": [self.it_sizes.V, self.it_sizes.D, self.it_sizes.H, 2],
            "readers": [reader.name for reader in self.readers],
            "finders": [reader.name for reader in self.finders],
            "tags": list(data.tags),
            "probes": list(ASKED),
            "probe_chance": [round(value, 4) for value in chance],
            "examples": [[list(words), list(tags)] for words, tags in self.examples],
            "learnt": len(data.train),
            "asked": len(data.asked),
            "asked_words": len(self.tokens),
            "share_several": float(data.several[self.tokens].mean()),
            "last_step": steps[-1],
            "pace": PACE,
        }

    def kept(self) -> dict[str, np.ndarray]:
        """The words and the sentences asked about, for questions."""
        lengths = [len(words) for words in self.data.asked_words]
        spelled = ["\n".join(self.data.words), "\n".join(self.task.words)]
        spelled.append("\n".join(word for words in self.data.asked_words for word in words))
        names = ("words", "it_words", "asked")
        found = {
            name: np.frombuffer(text.encode(), np.uint8)
            for name, text in zip(names, spelled, strict=True)
        }
        return found | {
            "lengths": np.array(lengths, np.int32),
            "tokens": self.tokens.astype(np.int32),
            "truth": self.truth.astype(np.uint8),
            "usual": self.data.usual.astype(np.uint8),
            "several": self.data.several.astype(np.uint8),
        }


def labels(given: tuple[tuple[list[int], list[int]], ...], K: int) -> list[tuple[np.ndarray, int]]:
    """What a probe asks of every word, in the order of ASKED: labels (N,), −1 for none; classes."""
    tokens = np.array([word for words, _ in given for word in words])
    before, after, place = [], [], []
    for _, tags in given:
        before += [-1, *tags[:-1]]
        after += [*tags[1:], -1]
        place += [at if at < PLACES else -1 for at in range(len(tags))]
    own = np.array([tag for _, tags in given for tag in tags])
    # Words are numbered by frequency, the unknown one first.
    named = np.where((tokens > 0) & (tokens <= NAMED), tokens - 1, -1)
    found: list[tuple[np.ndarray, int]] = [(own, K), (named, NAMED), (np.array(place), PLACES)]
    return [*found, (np.array(before), K), (np.array(after), K)]


def ambiguous(data: Data) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of the sentences asked about, short ones with the most words of several tags."""
    fitting = [
        n for n, (words, _) in enumerate(data.asked) if 4 <= len(words) <= 10 and 0 not in words
    ]
    share = {n: float(data.several[data.asked[n][0]].mean()) for n in fitting}
    best = sorted(fitting, key=lambda n: (-share[n], n))[:8]
    return [(data.asked_words[n], tuple(data.tags[tag] for tag in data.asked[n][1])) for n in best]
