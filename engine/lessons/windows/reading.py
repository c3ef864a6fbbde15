"""A text is read once: every word a number, every token in its sentence and in its document.

A window never crosses the end of a sentence. Documents need not lie one after the other: the toy
world tells of many things at a time, and what it tells of one kind of thing is put together.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from engine.lessons.windows.params import PARAMS
from engine.sentences import N_, Refused

#: The lecture's three sentences, with the full stop as a word, as the lecture counts it.
LECTURE = "lecture"
SENTENCES = (
    ("I", "like", "deep", "learning", "."),
    ("I", "like", "NLP", "."),
    ("I", "enjoy", "flying", "."),
)
#: The order of the lecture's table.
ORDER = ("I", "like", "enjoy", "deep", "learning", "NLP", "flying", ".")
#: Different words counted at the most: the table has the square of it in cells.
KNOWN = 200_000


@dataclass(frozen=True, eq=False)
class Text:
    """A text as numbers, the most frequent word 0.

    tokens     int32 (N,)
    sentences  int64 (S + 1,): sentence s is tokens[sentences[s]:sentences[s + 1]]
    documents  int32 (N,): each token's document, numbered as they begin; `titles` names them
    left_out   different words beyond KNOWN, which are not counted
    """

    id: str
    language: str
    words: tuple[str, ...]
    counts: np.ndarray
    tokens: np.ndarray
    sentences: np.ndarray
    documents: np.ndarray
    titles: tuple[str, ...]
    groups: dict[str, str]
    left_out: int = 0

    @cached_property
    def index(self) -> dict[str, int]:
        """Word → its number."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """For every token where its sentence begins and where it ends: int64 (N,) each."""
        lengths = np.diff(self.sentences)
        return np.repeat(self.sentences[:-1], lengths), np.repeat(self.sentences[1:], lengths)


def read_text(params: PARAMS) -> Text:
    """The text of `params`; raises Refused where it has not a single word."""
    from engine.text import corpora

    if params.corpus == LECTURE:
        return lecture()
    corpus = corpora.load(params.corpus, params.tokens)
    groups = corpus.groups if params.tokens == "words" else {}
    filed, titles = documents_of(params, corpus.sentences)
    return text_of(params.corpus, corpus.language, corpus.sentences, filed, titles, groups)


def lecture() -> Text:
    """The lecture's three sentences; each is a document too."""
    said = [list(sentence) for sentence in SENTENCES]
    filed = np.repeat(np.arange(3), [len(sentence) for sentence in said])
    return text_of(LECTURE, "en", said, filed, ["D1", "D2", "D3"], {})


def documents_of(params: PARAMS, sentences: list[list[str]]) -> tuple[np.ndarray, list[str]]:
    """The document of every token int32 (N,), and the documents' titles."""
    from engine.text import corpora, documents, toy_world

    found = documents.documents(params.corpus, params.tokens)
    lengths = [len(sentence) for sentence in sentences]
    if params.corpus in ("toy-world", "toy-world-zh"):
        language = corpora.standard_of(params.corpus).language
        told = toy_world.told(language, seed=0, size=toy_world.DEFAULT_SIZE)
        return np.repeat(by_kind([kind for kind, _ in told], documents.TOLD), lengths), found.titles
    ends = ends_of(found.texts, list(chain.from_iterable(sentences)))
    if ends is None:
        # The documents are of another reading of the text: the whole is one document.
        return np.zeros(sum(lengths), np.int32), [params.corpus]
    return np.repeat(np.arange(len(ends)), np.diff([0, *ends])), found.titles


def by_kind(kinds: list[str], told: int) -> np.ndarray:
    """The document of every sentence (S,): so many sentences of a kind make one, in turn."""
    met: dict[str, int] = {}
    numbers: dict[tuple[str, int], int] = {}
    filed = []
    for kind in kinds:
        block = (kind, met.get(kind, 0) // told)
        met[kind] = met.get(kind, 0) + 1
        filed.append(numbers.setdefault(block, len(numbers)))
    return np.array(filed, np.int32)


def ends_of(texts: list[list[str]], tokens: list[str]) -> list[int] | None:
    """Where each document ends in the whole text; None where they are not found in it in order.

    The whole may hold tokens more: markup that the documents are read without.
    """
    at, ends = 0, []
    try:
        for text in texts:
            for word in text:
                at = tokens.index(word, at) + 1
            ends.append(at)
    except ValueError:
        return None
    return [*ends[:-1], len(tokens)] if ends else None


def text_of(
    id: str,
    language: str,
    sentences: list[list[str]],
    filed: np.ndarray,
    titles: list[str],
    groups: dict[str, str],
) -> Text:
    """Sentences as a Text; `filed`: the document of every token (N,)."""
    counted: dict[str, int] = {}
    for word in chain.from_iterable(sentences):
        counted[word] = counted.get(word, 0) + 1
    if not counted:
        raise Refused(N_("The text has no words: there is nothing to count."))
    # Sorting is stable: of equally frequent words the first one met comes first.
    ranked = sorted(counted, key=lambda word: -counted[word])
    words = tuple(ranked[:KNOWN])
    index = {word: number for number, word in enumerate(words)}
    whole = np.array([index.get(word, -1) for word in chain.from_iterable(sentences)], np.int32)
    kept = np.concatenate([[0], np.cumsum(whole >= 0)])  # tokens kept before each place
    cuts = np.cumsum([0, *map(len, sentences)])
    return Text(
        id, language, words, np.array([counted[word] for word in words], np.int64),
        whole[whole >= 0], kept[cuts], filed[whole >= 0].astype(np.int32), tuple(titles), groups,
        len(ranked) - len(words),
    )  # fmt: skip
