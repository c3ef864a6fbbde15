"""The table that is decomposed: words by documents or by words, counted and weighted.

Latent semantic analysis is the SVD of the first (Deerwester et al. 1990), after TF-IDF; the second,
after PPMI, gives word vectors (Levy & Goldberg 2014). Eigenwords divides each cell by the roots of
its row's and its column's sum instead (Dhillon, Foster & Ungar 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engine.lessons.svd_topics import lecture
from engine.lessons.svd_topics.params import MOST_DOCUMENTS, MOST_WORDS, PARAMS, RARE
from engine.sentences import N_, Refused

#: Worlds that are read before any visitor comes.
WORLDS = ("toy-world", "toy-world-zh")


@dataclass(frozen=True, eq=False)
class Read:
    """A text as numbers: its vocabulary, and its sentences or documents.

    different  words of the text, also those left out
    left_out   documents beyond the most that a table may have
    """

    vocabulary: Any
    encoded: Any
    titles: tuple[str, ...]
    categories: tuple[str, ...]
    category_of: np.ndarray
    groups: dict[str, str]
    relations: dict[str, list[tuple[str, str]]]
    language: str
    different: int
    left_out: int


@dataclass(frozen=True, eq=False)
class Table:
    """Cells (V, D), scipy.sparse csr float32, with names for its rows and columns.

    common     words left out, as too many documents hold them
    counts     (V,) how often each word was met
    weights    (V,) what folds a query in: how its counts become a column (see `column_of`)
    square     columns are the same words as rows
    """

    words: tuple[str, ...]
    common: tuple[str, ...]
    counts: np.ndarray
    cells: Any
    weights: np.ndarray
    square: bool
    read: Read | None


def table(params: PARAMS) -> Table:
    """The weighted table that `params` ask for. Raises Refused where the text is no text."""
    from scipy.sparse import csr_array

    if params.numbers == "lecture":
        found = lecture.counts(params.itself)
        cells = csr_array(found.astype(np.float32))
        return Table(lecture.WORDS, (), found.sum(axis=1), cells, np.ones(5), True, None)
    read = read_text(params.corpus, params.tokens, params.matrix, params.min_count)
    counts = counted(read, params)
    rows = telling(counts, params)
    words, kept = read.vocabulary.words, set(rows.tolist())
    common = tuple(word for row, word in enumerate(words) if row not in kept)
    cells, weights = weighted(counts[rows] if len(rows) < counts.shape[0] else counts, params)
    square = params.matrix == "term-term"
    words = tuple(words[row] for row in rows)
    return Table(words, common, read.vocabulary.counts[rows], cells, weights, square, read)


def read_text(corpus: str, tokens: str, matrix: str, min_count: int) -> Read:
    """The text in numbers; that of the toy worlds is kept, as it is what most visitors ask for."""
    read = _kept if corpus in WORLDS and tokens == "words" else _read
    return read(corpus, tokens, matrix, min_count)


def _read(corpus: str, tokens: str, matrix: str, min_count: int) -> Read:
    from engine.text import corpora, documents, toy_world
    from engine.text.vocabulary import build, encode

    if matrix == "term-document":
        found = documents.documents(corpus, tokens)
        pieces, titles = found.texts[:MOST_DOCUMENTS], tuple(found.titles[:MOST_DOCUMENTS])
        said, language = found.categories, found.language
        left_out = len(found.texts) - len(pieces)
        groups = corpora.load(corpus, tokens).groups
    else:
        loaded = corpora.load(corpus, tokens)
        pieces, titles, said, left_out = loaded.sentences, (), None, 0
        groups, language = loaded.groups, loaded.language
    if matrix == "term-document" and len(pieces) < 2:
        raise Refused(
            N_(
                "A table of documents needs at least 2 of them; this text is {n}. Leave empty "
                "lines between its parts, or take words × words."
            ),
            n=len(pieces),
        )
    # Punctuation that a made world keeps as a word of its own says nothing about a topic.
    pieces = [[token for token in piece if token not in (".", "。", "，")] for piece in pieces]
    different = len({token for piece in pieces for token in piece})
    vocabulary = build(pieces, min_count, MOST_WORDS)
    names, category_of = numbered((said or [])[:MOST_DOCUMENTS])
    known = tokens == "words" and language in ("en", "zh")
    return Read(
        vocabulary,
        encode(pieces, vocabulary),
        titles,
        names,
        category_of,
        groups if tokens == "words" else {},
        toy_world.relations(language) if known else {},
        language,
        different,
        left_out,
    )


_kept = lru_cache(maxsize=8)(_read)


def numbered(said: Sequence[str]) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of categories, the largest first, and each document's number among them."""
    names, counts = np.unique(np.array(said, object).astype(str), return_counts=True)
    order = sorted(range(len(names)), key=lambda i: (-counts[i], names[i]))
    place = {str(names[old]): new for new, old in enumerate(order)}
    return tuple(place), np.array([place[one] for one in said], np.int32)


def counted(read: Read, params: PARAMS) -> Any:
    """Counts (V, D) or (V, V), scipy.sparse csr."""
    from engine.kernels import cooccurrence

    tokens, offsets, V = read.encoded.tokens, read.encoded.offsets, len(read.vocabulary.words)
    if params.matrix == "term-document":
        return cooccurrence.term_document(tokens, offsets, V).csr()
    found = cooccurrence.count(tokens, offsets, V, params.window).csr()
    if not found.nnz:
        raise Refused(N_("No two words stand beside each other here: there is nothing to count."))
    return found


def telling(counts: Any, params: PARAMS) -> np.ndarray:
    """The rows (≤ V,) of words that are not in nearly every document; of words by words all."""
    if params.matrix == "term-term":
        return np.arange(counts.shape[0])
    held = np.diff(counts.indptr)  # (V,)
    kept = np.flatnonzero(held <= max(RARE, params.common * counts.shape[1]))
    if len(kept) < 2:
        raise Refused(
            N_(
                "Of {words} different words {kept} are in at most {share:.0%} of the documents; at "
                "least 2 are needed. Raise the share."
            ),
            words=counts.shape[0],
            kept=len(kept),
            share=params.common,
        )
    return kept


def weighted(counts: Any, params: PARAMS) -> tuple[Any, np.ndarray]:
    """The cells as `params` weigh them, and what a query needs of each row (V,)."""
    from engine.measures import weighting

    sums = np.asarray(counts.sum(axis=1), np.float64).reshape(-1)  # (V,)
    if params.method == "eigenwords":
        return whitened(counts), sums
    if params.weighting == "tfidf":
        # Long documents count no more than short ones; rows of words have no length to take off.
        if params.matrix == "term-document":
            return weighting.tfidf(counts, norm="l2"), weighting.idf(counts)
        return weighting.tfidf(counts), weighting.idf(counts)
    if params.weighting == "ppmi":
        cells = weighting.ppmi(counts, params.shift, params.smoothing)
        if not cells.nnz:
            raise Refused(
                N_("With a shift of {shift} no cell is left above 0; try a smaller one."),
                shift=params.shift,
            )
        return cells, sums / sums.sum()
    return counts.astype(np.float32), np.ones(len(sums))


def whitened(counts: Any) -> Any:
    """√c / (row's sum · column's sum)^¼: the table whose SVD is `measures.svd.cca`'s."""
    rows, columns = (np.asarray(counts.sum(axis=axis), np.float64).reshape(-1) for axis in (1, 0))
    values = np.sqrt(counts.data.astype(np.float64))
    values /= np.repeat(rows, np.diff(counts.indptr)) ** 0.25
    values /= columns[counts.indices] ** 0.25
    return type(counts)(
        (values.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape
    )


def column_of(counts: np.ndarray, weights: np.ndarray, settings: dict[str, Any]) -> np.ndarray:
    """A query's counts (V,) as a column of the table, weighted as its documents are."""
    counts = np.asarray(counts, np.float64)
    if settings["method"] == "eigenwords":
        return np.sqrt(counts) / np.maximum(weights, 1) ** 0.25
    if settings["weighting"] == "tfidf":
        column = counts * weights
        return column / (np.linalg.norm(column) or 1.0)
    if settings["weighting"] == "ppmi":
        shares = counts / (counts.sum() or 1.0)
        with np.errstate(divide="ignore"):
            found = np.log(shares) - np.log(weights) - np.log(settings["shift"])
        return np.where(counts > 0, np.maximum(found, 0), 0)
    return counts
