"""A small window finds words used alike, a large one words of one topic (Levy & Goldberg 2014b).

Rows of counts weighted by PPMI with smoothed contexts are compared by their cosine, for several
sizes of the window on the same text; what is alike is measured by kinds that the text brings along
(parts of speech in tagged corpora, the toy world's kinds).
"""

from dataclasses import dataclass

import numpy as np

from engine.lessons.windows.reading import Text

#: Sizes compared, words compared (the most frequent), and neighbours of each.
SIZES = (1, 2, 3, 5, 7, 10)
WORDS, NEAR = 1_500, 10
#: Smoothing of contexts (Levy, Goldberg & Dagan 2015): without it rare contexts rule the cosine.
SMOOTHING = 0.75


@dataclass(frozen=True)
class Near:
    """Nearest words for every size of the window.

    ids      int32 (W, N, K), nearest first
    cosines  float32 (W, N, K)
    same     share of neighbours of the word's own kind, for each of SIZES; None without kinds
    chance   the same for words drawn at random
    """

    ids: np.ndarray
    cosines: np.ndarray
    same: list[float] | None
    chance: float


def tables(text: Text, N: int, weighting: str) -> dict[int, np.ndarray]:
    """Window → the table (N, N) of the N most frequent words, all from one walk over distances.

    The words left out keep their places: a window reaches as far as in the whole text.
    """
    tokens, ends = text.tokens, text.bounds[1]
    flat, slope, harmonic = (np.zeros((N, N)) for _ in range(3))
    found: dict[int, np.ndarray] = {}
    for distance in range(1, max(SIZES) + 1):
        first, second = tokens[:-distance], tokens[distance:]
        inside = np.arange(len(first)) + distance < ends[: len(first)]
        inside &= (first < N) & (second < N)
        cells = first[inside].astype(np.int64) * N + second[inside]
        met = np.bincount(cells, minlength=N * N).reshape(N, N)
        flat += met + met.T
        slope += flat  # Σ over d of (window − d + 1) × pairs at distance d
        harmonic += (met + met.T) / distance
        if distance in SIZES:
            made = {"flat": flat, "dynamic": slope / distance, "distance": harmonic}
            found[distance] = made[weighting].astype(np.float32)
    return found


def nearest(text: Text, weighting: str) -> Near:
    """The neighbours of the most frequent words, for every size of the window."""
    from engine.measures.neighbours import nearest_words
    from engine.measures.similarity import group_ids
    from engine.measures.weighting import ppmi

    N = min(WORDS, len(text.words))
    found = [
        nearest_words(ppmi(table, smoothing=SMOOTHING), None, NEAR)
        for table in tables(text, N, weighting).values()
    ]
    ids, cosines = np.array([f.ids for f in found]), np.array([f.cosines for f in found])
    kinds = group_ids(text.words[:N], text.groups)  # (N,)
    known = np.flatnonzero(kinds >= 0)
    if len(known) < 2 or ids.shape[2] == 0:
        return Near(ids, cosines, None, 0.0)
    own = kinds[known]
    same = [float((kinds[row[known]] == own[:, None]).mean()) for row in ids]
    chance = float(((np.bincount(own)[own] - 1) / (N - 1)).mean())
    return Near(ids, cosines, same, chance)
