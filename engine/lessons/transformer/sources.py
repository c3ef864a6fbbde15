"""What a small Transformer is given to learn: sentences with “it”, repetitions, or a text.

Repetitions (induction): a run of letters drawn at random is said again and again, so that whoever
remembers what followed this letter last time knows the next (Elhage et al. 2021; Olsson et al.
2022). How long the run is varies, so that counting back does not help.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.lessons.transformer.params import PARAMS, language_of
from engine.sentences import N_, Refused

#: Texts in a batch; positions of a batch of text; sentences made for training and for testing.
BATCH, LENGTH, MADE, HELD = 64, 32, 8000, 96
#: Texts of 32 words are learnt from and tested on fewer at a time.
BATCH_TEXT, HELD_TEXT = 32, 32
#: Words known at the most; positions that may be read.
KNOWN, LONGEST = 2000, 64
#: What begins a sentence of a text, and letters of the repetitions: as many as English has.
BEGIN = "¶"
LETTERS = {
    "en": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "zh": "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰馀",
}
SHORTEST_RUN, LONGEST_RUN, REPEATED = 4, 10, 24


@dataclass(frozen=True)
class Task:
    """What is learnt, ready to be trained on.

    words    V words by their numbers; 0 is what is not known, and the filling of short sentences
    draw     update → Batch;  held: Batch never trained on
    shown    the sentence that the pictures begin with
    from_, to  positions (B,) in `held`: the pronoun, and whom it means (pronouns only)
    notes    what frame 0 says of the shown sentence
    """

    words: tuple[str, ...]
    language: str
    draw: Callable[[int], Any]
    held: Any
    shown: tuple[str, ...]
    classes: int = 0
    from_: np.ndarray | None = None
    to: np.ndarray | None = None
    notes: dict[str, Any] = field(default_factory=dict)


def task_of(params: PARAMS) -> Task:
    """The task of `params`; raises Refused where a text has too little to learn from."""
    makers = {"pronouns": _pronouns, "induction": _induction, "text": _text}
    return makers[params.task](params)


def _pronouns(params: PARAMS) -> Task:
    from engine.models.transformer_training import NOTHING, Batch
    from engine.text import pronouns

    language = language_of(params)
    words = ("", *pronouns.words(language))
    index = {word: number for number, word in enumerate(words)}

    def batch(cases: list[Any]) -> Any:
        T = max(len(case.words) for case in cases)
        ids = np.zeros((len(cases), T), np.int64)
        targets = np.full((len(cases), T), NOTHING, np.int64)
        for row, case in enumerate(cases):
            ids[row, : len(case.words)] = [index[word] for word in case.words]
            targets[row, case.pronoun] = index[case.words[case.meant]]
        return Batch(ids, targets, (ids > 0)[:, None, None])

    made = batch(pronouns.cases(language, params.seed, MADE))
    held = pronouns.cases(language, params.seed, HELD, held=True)
    chance = np.random.default_rng(params.seed)

    def drawn(_: int) -> Any:
        rows = chance.integers(0, MADE, BATCH)
        return Batch(made.ids[rows], made.targets[rows], made.mask[rows])

    first = {"en": ("animal", "street", "tired"), "zh": ("动物", "马路", "累")}[language]
    case = pronouns.case(language, *first)
    return Task(
        words, language, drawn, batch(held), case.words, len(words),
        np.array([case.pronoun for case in held]), np.array([case.meant for case in held]),
        {"asked": case.pronoun, "meant": case.meant, "other": case.other},
    )  # fmt: skip


def _induction(params: PARAMS) -> Task:
    from engine.models.transformer_training import NOTHING, Batch

    language = language_of(params)
    words = ("", *LETTERS[language])

    def batch(chance: np.random.Generator, size: int) -> Any:
        """Runs of 4–10 letters over and over; asked is only what was heard once already."""
        said = np.zeros((size, REPEATED + 1), np.int64)
        known = np.zeros((size, REPEATED), bool)
        for row in range(size):
            run = int(chance.integers(SHORTEST_RUN, LONGEST_RUN + 1))
            drawn = chance.permutation(len(words) - 1)[:run] + 1
            said[row] = np.resize(drawn, REPEATED + 1)
            known[row, run:] = True
        return Batch(said[:, :-1], np.where(known, said[:, 1:], NOTHING))

    chance = np.random.default_rng((params.seed, 1))
    held = batch(np.random.default_rng((params.seed, 2)), HELD_TEXT)
    run = np.resize(np.array(list(LETTERS[language]))[[11, 3, 17, 8, 0, 21, 6]], REPEATED - 8)
    shown = tuple(str(letter) for letter in run)
    return Task(words, language, lambda _: batch(chance, BATCH), held, shown)


def _text(params: PARAMS) -> Task:
    from engine.models.transformer_training import Batch
    from engine.text import corpora
    from engine.text.vocabulary import build

    corpus = corpora.load(params.corpus, params.tokens)
    known = build(corpus.sentences, 1, KNOWN)
    words = ("", BEGIN, *known.words)
    index = {word: number for number, word in enumerate(words)}
    stream = np.array(
        [index.get(word, 0) for sentence in corpus.sentences for word in (BEGIN, *sentence)],
        np.int64,
    )
    if len(known.words) < 2 or len(stream) < 3:
        raise Refused(N_("The text has fewer than two known words: there is nothing to learn."))
    length = min(LENGTH, max(2, len(stream) // 4))
    # The end of the text is kept for testing, as far as it is long enough to spare it.
    cut = max(length + 2, int(0.9 * len(stream)))
    learnt, kept = stream[:cut], stream[cut:]
    kept = kept if len(kept) > length + 1 else learnt

    def batch(source: np.ndarray, starts: np.ndarray) -> Any:
        said = source[starts[:, None] + np.arange(length + 1)]  # (B, T + 1)
        return Batch(said[:, :-1], said[:, 1:])

    def drawn(source: np.ndarray, chance: np.random.Generator, size: int) -> Any:
        return batch(source, chance.integers(0, len(source) - length, size))

    chance = np.random.default_rng((params.seed, 1))
    held = drawn(kept, np.random.default_rng((params.seed, 2)), HELD_TEXT)
    first = next((s for s in reversed(corpus.sentences) if 4 <= len(s) <= 12), corpus.sentences[0])
    return Task(
        words, corpus.language, lambda _: drawn(learnt, chance, BATCH_TEXT), held,
        (BEGIN, *first[: LONGEST - 1]),
    )  # fmt: skip
