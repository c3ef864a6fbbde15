"""A raw count says mostly how frequent a word is; a weighted one says what it goes with.

TF-IDF (Spärck Jones 1972) as scikit-learn has it, and positive pointwise mutual information
(Church & Hanks 1990; Levy & Goldberg 2014, "Neural word embedding as implicit matrix
factorization", for the shift by ln k; Levy, Goldberg & Dagan 2015 §3.1 for the smoothing of
contexts). Rows are words; columns are documents, or context words. Tables are
`scipy.sparse` or dense numpy; what comes back is compressed sparse rows or dense, float32.
"""

from typing import Any, Literal

import numpy as np


def idf(X: Any, smooth: bool = True) -> np.ndarray:
    """How rare each row's word is over the columns of `X` (V, D), the documents: float64 (V,).

    ln((1 + D) / (1 + df)) + 1 with `smooth`, as if one more document held every word; else
    ln(D / df) + 1. df: the documents that hold it. A word that none holds has 0 without `smooth`.
    """
    X = _table(X)
    held = _cells_of(X).astype(np.float64)  # (V,)
    documents = X.shape[1]
    if smooth:
        return np.log((1 + documents) / (1 + held)) + 1
    return np.where(held > 0, np.log(documents / np.maximum(held, 1)) + 1, 0.0)


def tfidf(X: Any, smooth: bool = True, norm: Literal["l2"] | None = None) -> Any:
    """`X` (V, D), counts of words in documents, times each word's `idf`.

    norm="l2": every document (column) of length 1. On the transpose this is scikit-learn's
    `TfidfTransformer(norm=norm, smooth_idf=smooth)`.
    """
    if norm not in (None, "l2"):
        raise ValueError(f"a norm is 'l2' or None; given {norm!r}")
    X = _table(X)
    rarity = idf(X, smooth)
    if not _is_sparse(X):
        weighted = X.astype(np.float64) * rarity[:, None]
        lengths = np.sqrt(np.square(weighted).sum(axis=0))  # (D,)
        return (weighted / _divisor(lengths) if norm else weighted).astype(np.float32)
    values = X.data * np.repeat(rarity, np.diff(X.indptr))  # (E,)
    if norm:
        squares = np.bincount(X.indices, np.square(values), minlength=X.shape[1])
        values = values / _divisor(np.sqrt(squares))[X.indices]
    return _like(X, values)


def ppmi(X: Any, shift: float = 1, smoothing: float = 1.0) -> Any:
    """max(0, ln(P(w, c) / (P(w) P(c))) − ln shift) of counts `X` (V, C).

    shift      k of skip-gram with k negatives; 1 is plain PPMI
    smoothing  α in P(c) ∝ count(c)^α; 0.75 keeps rare contexts from being overrated
    Cells that come to 0 are left out of a sparse table. Raises ValueError unless shift > 0.
    """
    if not shift > 0:
        raise ValueError(f"the shift must be above 0; given {shift}")
    X = _table(X)
    rows, columns = (np.asarray(X.sum(axis=axis), np.float64).reshape(-1) for axis in (1, 0))
    shares = np.where(columns > 0, columns, 1) ** smoothing * (columns > 0)  # (C,)
    with np.errstate(divide="ignore"):
        of_row, of_column = np.log(rows), np.log(shares / (shares.sum() or 1))
    of_row += np.log(shift)
    # P(w, c) / (P(w) P(c)) = X / (row's sum · P(c)): the whole sum cancels.
    if not _is_sparse(X):
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.log(X, dtype=np.float64) - of_row[:, None] - of_column
        return np.where(X > 0, np.maximum(found, 0), 0).astype(np.float32)
    values = np.log(X.data, dtype=np.float64)
    values -= np.repeat(of_row, np.diff(X.indptr))
    values -= of_column[X.indices]
    weighted = _like(X, np.maximum(values, 0))
    weighted.eliminate_zeros()
    return weighted


def _table(X: Any) -> Any:
    """A sparse table as compressed rows without zeros, which are left alone; else an array."""
    if not hasattr(X, "tocsr"):
        return np.asarray(X)
    rows = X.tocsr()
    if (rows.data == 0).any():
        rows = rows.copy()
        rows.eliminate_zeros()
    return rows


def _is_sparse(X: Any) -> bool:
    return hasattr(X, "indptr")


def _cells_of(X: Any) -> np.ndarray:
    """How many cells of each row are not 0: (V,)."""
    if not _is_sparse(X):
        return np.count_nonzero(X, axis=1)
    return np.diff(X.indptr)


def _like(X: Any, values: np.ndarray) -> Any:
    """The cells of `X` with other values, float32, its places copied."""
    return type(X)((values.astype(np.float32), X.indices.copy(), X.indptr.copy()), shape=X.shape)


def _divisor(lengths: np.ndarray) -> np.ndarray:
    return np.where(lengths > 0, lengths, 1)
