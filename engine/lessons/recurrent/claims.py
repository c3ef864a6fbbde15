"""What the lectures claim of recurrent networks, measured now.

Small trainings are done while you wait: the toy world's default, the same with a short reach, and
one on the Brown corpus where it is here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.recurrent.params import PARAMS, settings_of, text_of
from engine.sentences import N_

#: What only the memory of one word decides, five steps later; and the lecture's own example.
KEPT = "the tired {who} with the dress leaves the"
STUDENTS = "the students opened their"


@dataclass(frozen=True, eq=False)
class Learnt:
    """A network trained to its end without frames, with its text and counts of the same text."""

    text: Any
    model: Any
    before: float
    held: np.ndarray
    counted: dict[int, np.ndarray]
    counts: Any

    def after(self, said: str) -> np.ndarray:
        """P of every word after a sentence so far, (V,)."""
        from engine.models import language_reader as reader

        words = [self.text.end, *said.split()]
        ids = np.array([self.text.index.get(word, 0) for word in words])
        shares: np.ndarray = reader.shares(self.model, reader.read(self.model, ids).hidden[-1, 0])
        return shares


def learnt(**values: Any) -> Learnt:
    """Train to the end without frames."""
    from engine.models import language_model

    params = PARAMS(**values)
    text = text_of(params)
    training = language_model.begin(text.train, len(text.words), settings_of(params))
    before = float(np.exp(language_model.measure(training.layers, text.held)))
    try:
        language_model.advance(training, params.updates)
    finally:
        if training.pool:
            training.pool.shutdown()
    return tested(text, training.weights(), params.cell, before)


def tested(text: Any, weights: Any, cell: str, before: float) -> Learnt:
    """P of every held-out word by the network with these weights, and by counting (by order)."""
    from engine.measures import ngrams
    from engine.models import language_reader

    model = language_reader.reader(weights, cell)
    reading = language_reader.read(model, text.held[:-1].astype(np.int64))
    given = [
        np.exp(-language_reader.surprise(model, row[0])[word])
        for row, word in zip(reading.hidden, text.held[1:], strict=True)
    ]
    models = [ngrams.fit(text.train, len(text.words), order) for order in range(1, 6)]
    counted = {each.order: ngrams.probabilities(each, text.held) for each in models}
    return Learnt(text, model, before, np.array(given), counted, models[-1])


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("the same weights at every step: weights for a sentence of 5 words, and of 50"),
        N_("the size does not grow with the sentence"),
        size,
    )
    world = learnt()
    yield measured(
        N_("perplexity is among how many words one hesitates: before training it is about V"),
        N_("PPL = 100: a choice among 100 words"),
        lambda: untrained(world),
    )
    yield measured(
        N_("perplexity on the same held-out words: the network, and the best counting of five"),
        N_("far below the n-gram’s"),
        lambda: race(world),
    )
    yield measured(
        N_("where the four words never stood together in the text: the network, and counting"),
        N_("unseen n-grams get sensible probabilities"),
        lambda: unseen(world),
    )
    yield measured(
        N_("the tired … with the dress leaves the …: what follows hangs on a word five steps back"),
        N_("not bound to a window"),
        lambda: kept(world),
    )
    yield measured(
        N_("truncated at 2 steps, what lies five steps back is not learnt: P(stage) with 12 and 2"),
        N_("cannot learn what is longer than a piece"),
        lambda: truncated(world, learnt(reach=2)),
    )
    yield from brown()


def size() -> tuple[str, bool]:
    """Numbers in the model, which reads either sentence."""
    from engine.models import language_model, language_reader

    text = np.arange(60) % 7
    settings = settings_of(PARAMS())
    training = language_model.begin(text, 7, settings)
    counts = []
    for length in (5, 50):
        model = language_reader.reader(training.weights(), settings.cell)
        language_reader.read(model, text[:length])
        counts.append(sum(values.size for values in training.weights().values()))
    return f"{counts[0]:,}, {counts[1]:,}", counts[0] == counts[1]


def untrained(world: Learnt) -> tuple[str, bool]:
    """The first network's perplexity beside the size of its vocabulary."""
    V = len(world.text.words)
    return f"{world.before:.0f} (V = {V})", 0.8 * V < world.before < 1.2 * V


def race(run: Learnt) -> tuple[str, bool]:
    """Both perplexities, on the very same words."""
    from engine.measures.ngrams import perplexity

    ours = perplexity(run.held)
    orders = {order: perplexity(p) for order, p in run.counted.items()}
    best = min(orders, key=orders.__getitem__)
    return f"{ours:.2f} : {orders[best]:.2f} ({best}-gram)", ours < orders[best]


def unseen(run: Learnt) -> tuple[str, bool]:
    """Perplexity at held-out words whose 4-gram was never met; without smoothing P would be 0."""
    from engine.measures.ngrams import joined, perplexity

    V, order = len(run.text.words), 4
    known = np.unique(joined(run.text.train, V, order))
    new = ~np.isin(joined(run.text.held, V, order), known)  # (N − 3,)
    ours, theirs = (perplexity(p[order - 2 :][new]) for p in (run.held, run.counted[order]))
    share = float(new.mean())
    return f"{ours:.1f} : {theirs:.1f} ({share:.0%})", ours < theirs


def kept(run: Learnt) -> tuple[str, bool]:
    """The likeliest word for an actress and for a princess; counting sees no difference."""
    from engine.measures.ngrams import following

    told = []
    for who in ("actress", "princess"):
        said = KEPT.format(who=who)
        ids = [run.text.index[word] for word in said.split()]
        ours = run.text.words[int(run.after(said).argmax())]
        theirs = run.text.words[int(following(run.counts, np.array(ids)).argmax())]
        told.append((who, ours, theirs))
    text = "; ".join(f"{who}: {ours} (5-gram: {theirs})" for who, ours, theirs in told)
    return text, [ours for _, ours, _ in told] == ["stage", "palace"]


def truncated(far: Learnt, near: Learnt) -> tuple[str, bool]:
    """P(stage) after the actress, learnt with either reach."""
    at = far.text.index["stage"]
    p, q = (float(run.after(KEPT.format(who="actress"))[at]) for run in (far, near))
    return f"{p:.0%}, {q:.0%}", p > 0.5 > q


def brown() -> Iterator[Claim]:
    """The lecture's own example and the race, on a million words of prose, where they are here."""
    from engine.text import corpora

    if not corpora.available("brown"):
        return
    run = learnt(corpus="brown", cell="lstm", updates=1500, vocabulary=3000)
    yield measured(
        N_("next words after “the students opened their” (Brown corpus): a noun is expected"),
        "books, laptops …",
        lambda: students(run),
    )
    yield measured(
        N_("the memory holds that “students” are many: P(are, were, have) : P(is, was, has)"),
        N_("plural subject remembered"),
        lambda: number(run),
    )
    yield measured(
        N_("the same race on the Brown corpus, an LSTM against counting"),
        N_("far below the n-gram’s"),
        lambda: race(run),
    )


def students(run: Learnt) -> tuple[str, bool]:
    """The likeliest next words, the likeliest kind of word, and P(books), which stays small.

    A million words hold too few students for books to be what they open.
    """
    words, groups = run.text.words, run.text.groups
    given = run.after(STUDENTS)
    top = [words[number] for number in np.argsort(-given) if number][:6]
    shares: dict[str, float] = {}
    for word, share in zip(words, given, strict=True):
        shares[groups.get(word, "")] = shares.get(groups.get(word, ""), 0.0) + float(share)
    shares.pop("")  # unknown words and the ends of sentences are of no kind
    first = max(shares, key=shares.__getitem__)
    books = float(given[run.text.index["books"]])
    return f"{', '.join(top)}; {first} {shares[first]:.0%}; books {books:.2%}", first == "noun"


def number(run: Learnt) -> tuple[str, bool]:
    """Verbs for many against verbs for one, after “the students” and after “the student”."""
    ratios = []
    for said in ("the students", "the student"):
        given = run.after(said)
        for_many, for_one = (
            sum(float(given[run.text.index[word]]) for word in verbs)
            for verbs in (("are", "were", "have"), ("is", "was", "has"))
        )
        ratios.append((said, for_many, for_one))
    told = "; ".join(f"{said}: {many:.1%} : {one:.1%}" for said, many, one in ratios)
    (_, a, b), (_, c, d) = ratios
    return told, a > b and d > c
