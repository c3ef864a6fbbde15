"""A filter over a sentence is a small matrix laid on every run of words: a sum of products each.

Kim (2014), *Convolutional Neural Networks for Sentence Classification*: c_t = relu(w · x_{t:t+h} +
b), the largest c_t of a filter goes on (max over time, Collobert et al. 2011), and a layer of
weights makes scores of classes from these. k-max keeps the k largest in their order (Kalchbrenner,
Grefenstette & Blunsom 2014, §3.2). Plain numpy, for one sentence; torch trains the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Pooling = Literal["max", "average", "k-max"]
Padding = Literal["valid", "same"]


@dataclass(frozen=True, eq=False)
class Network:
    """A text CNN's weights; F filters of each of the widths h, k numbers pooled of each.

    filters  h → (F, h, D)
    bias     (len(widths)·F,), in the order of the widths
    out      (C, len(widths)·F·k), out_bias (C,): scores of C classes from what was pooled
    """

    filters: Mapping[int, np.ndarray]
    bias: np.ndarray
    out: np.ndarray
    out_bias: np.ndarray
    pooling: Pooling = "max"
    k: int = 1
    padding: Padding = "valid"

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths, in the order in which filters are numbered."""
        return tuple(self.filters)

    @property
    def per_width(self) -> int:
        """F."""
        return len(next(iter(self.filters.values())))

    @property
    def count(self) -> int:
        """Filters in all."""
        return len(self.widths) * self.per_width

    def width_of(self, number: int) -> int:
        """The width of filter `number`."""
        return self.widths[number // self.per_width]

    def weights_of(self, number: int) -> np.ndarray:
        """The numbers of filter `number`: (h, D)."""
        return np.asarray(self.filters[self.width_of(number)][number % self.per_width])

    def shares(self, number: int) -> np.ndarray:
        """What filter `number` gives each class: (C, k)."""
        return np.asarray(self.out[:, number * self.k : (number + 1) * self.k])


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network makes of one sentence.

    maps    for every filter its feature map, float (windows of its width,)
    pooled  (filters, k); places (filters, k): the window each came from, -1 where none did
    logits  (C,), probabilities (C,)
    """

    maps: tuple[np.ndarray, ...]
    pooled: np.ndarray
    places: np.ndarray
    logits: np.ndarray
    probabilities: np.ndarray


def room(n: int, width: int, padding: Padding = "valid") -> tuple[int, int]:
    """Zero rows put before and after n words so that a filter of `width` has its windows.

    "valid": none, unless the sentence is shorter than the filter; "same": as many windows as words.
    """
    if padding == "same" and n:
        before = (width - 1) // 2
        return before, width - 1 - before
    return 0, max(0, width - n)


def windows(n: int, width: int, padding: Padding = "valid") -> int:
    """How many windows a filter of `width` has on n words: n − h + 1, or n with "same" padding."""
    return n + sum(room(n, width, padding)) - width + 1


def feature_map(
    x: np.ndarray, filters: np.ndarray, bias: np.ndarray, padding: Padding = "valid"
) -> np.ndarray:
    """relu of every filter (F, h, D) on every window of x (n, D): (windows, F)."""
    width = filters.shape[1]
    laid = np.pad(x, (room(len(x), width, padding), (0, 0)))
    T = len(laid) - width + 1
    sums = sum(laid[j : j + T] @ filters[:, j].T for j in range(width)) + bias  # (T, F)
    return np.asarray(np.maximum(sums, 0))


def pool(c: np.ndarray, how: Pooling = "max", k: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """One feature map c (T,) as k numbers, and the window each came from (-1: from none).

    "max" is the largest, the first of equals; "average" the mean; "k-max" the k largest in the
    order in which they stand, filled up with zeros where there are fewer.
    """
    if how == "average":
        return np.array([c.mean() if len(c) else 0.0]), np.array([-1])
    k = k if how == "k-max" else 1
    largest = np.sort(np.argsort(-c, kind="stable")[:k])
    values, places = np.zeros(k), np.full(k, -1)
    values[: len(largest)], places[: len(largest)] = c[largest], largest
    return values, places


def read(x: np.ndarray, network: Network) -> Reading:
    """What the network makes of a sentence of n word vectors x (n, D)."""
    maps: list[np.ndarray] = []
    F = network.per_width
    for i, (_, filters) in enumerate(network.filters.items()):
        found = feature_map(x, filters, network.bias[i * F : (i + 1) * F], network.padding)
        maps += list(found.T)
    taken = [pool(c, network.pooling, network.k) for c in maps]
    pooled = np.stack([values for values, _ in taken])
    places = np.stack([place for _, place in taken])
    logits = network.out @ pooled.ravel() + network.out_bias
    return Reading(tuple(maps), pooled, places, logits, softmax(logits))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Shares of the classes, (C,)."""
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


def contributions(reading: Reading, network: Network) -> np.ndarray:
    """What each filter adds to each class's score: (filters, C); with the bias they sum to it."""
    C, k = len(network.out), network.k
    shares = network.out.reshape(C, network.count, k)
    return np.einsum("cfk,fk->fc", shares, reading.pooled)


@dataclass(frozen=True, eq=False)
class Grams:
    """The different runs of `width` words of some texts, the most frequent first.

    tokens  int32 (U, width), 0 where a text was shorter
    counts  (U,) how often each stands there; where (U, 2): its first text, and place in that
    whole   different runs there are, of which U were kept
    """

    tokens: np.ndarray
    counts: np.ndarray
    where: np.ndarray
    whole: int


def runs(
    texts: Sequence[np.ndarray], width: int, padding: Padding
) -> tuple[np.ndarray, np.ndarray]:
    """Every window that a filter of `width` meets in the texts (word numbers from 1, 0 unknown).

    Returns the windows (N, width), and of each its text and its place there (N, 2), int32.
    """
    rows, where = [], []
    for number, text in enumerate(texts):
        laid = np.pad(text, room(len(text), width, padding))
        rows.append(np.lib.stride_tricks.sliding_window_view(laid, width))
        where.append(np.column_stack([np.full(len(rows[-1]), number), np.arange(len(rows[-1]))]))
    return np.concatenate(rows).astype(np.int32), np.concatenate(where).astype(np.int32)


def grams(texts: Sequence[np.ndarray], width: int, padding: Padding, limit: int) -> Grams:
    """The different ones of these windows, `limit` of them at the most."""
    tokens, places = runs(texts, width, padding)
    _, first, counts = np.unique(
        keys(tokens, int(tokens.max()) + 1), return_index=True, return_counts=True
    )
    # The most frequent first; a tie by where it was met first.
    order = np.lexsort((first, -counts))[:limit]
    kept = first[order]
    return Grams(tokens[kept], counts[order], places[kept], len(first))


def keys(tokens: np.ndarray, V: int) -> np.ndarray:
    """One number for each row of word numbers below V; equal rows have equal numbers."""
    found = tokens[:, 0].astype(np.int64)
    for column in range(1, tokens.shape[1]):
        # Numbered anew at each step: 60,000 words to the fifth power is more than 64 bits hold.
        _, found = np.unique(found * V + tokens[:, column], return_inverse=True)
        found = found.astype(np.int64)
    return found


def activations(vectors: np.ndarray, tokens: np.ndarray, filters: np.ndarray, bias: Any) -> Any:
    """relu of filters (F, h, D) on runs of words (U, h), vectors (V + 1, D), row 0 zero: (U, F).

    Every word that occurs meets every row of every filter once, however many runs it stands in.
    """
    used, local = np.unique(tokens, return_inverse=True)
    local = local.reshape(tokens.shape)
    F, h, D = filters.shape
    table = vectors[used] @ filters.reshape(F * h, D).T  # (words, F·h)
    table = np.ascontiguousarray(table.reshape(len(used), F, h).transpose(2, 0, 1))
    sums = table[0].take(local[:, 0], 0)
    for j in range(1, h):
        sums += table[j].take(local[:, j], 0)
    sums += bias
    return np.maximum(sums, 0, out=sums)


def top(values: np.ndarray, count: int) -> np.ndarray:
    """For each column of values (U, F) the rows of its `count` largest, largest first: (F, count).

    Ties go to the lower row (at the edge, of many equal ones, to any, but always the same); where
    U < count the last row is repeated.
    """
    columns = np.ascontiguousarray(-values.T)  # (F, U)
    U = columns.shape[1]
    if 4 * count < U:
        best = np.sort(np.argpartition(columns, count - 1, axis=1)[:, :count], axis=1)
    else:
        best = np.broadcast_to(np.arange(U), columns.shape)
    order = np.argsort(np.take_along_axis(columns, best, 1), axis=1, kind="stable")
    found = np.take_along_axis(best, order, 1)[:, :count]
    return np.pad(found, ((0, 0), (0, count - found.shape[1])), mode="edge")
