"""A table of millions of cells is shown through a window: the rows and columns that say most.

Chosen are the words and documents at the ends of the first directions, those of one end side by
side, so that what a direction rebuilds stands together as a block.
"""

from typing import Any

import numpy as np

#: Rows and columns of the window at the most; how many of them each end of a direction gives.
SHOWN, EACH = 24, 3
#: An end of a direction is empty where nothing there weighs this share of its heaviest.
FAINT = 0.1


def ends(values: np.ndarray, each: int) -> list[np.ndarray]:
    """The ids at the upper and at the lower end of a direction (N,), heaviest first."""
    found = []
    least = FAINT * np.abs(values).max(initial=0)
    for side in (values, -values):
        order = np.argsort(-side, kind="stable")[:each]
        found.append(order[side[order] > least])
    return found


def chosen(directions: np.ndarray, shown: int = SHOWN) -> np.ndarray:
    """Ids int64 (≤ shown,) from the ends of the columns of `directions` (N, k), in their order."""
    if len(directions) <= shown:
        return np.arange(len(directions))
    found: list[int] = []
    for column in directions.T:
        for end in ends(column, 4 * EACH):
            fresh = [int(i) for i in end if i not in found][:EACH]
            found += fresh[: shown - len(found)]
        if len(found) >= shown:
            break
    # Few directions have few ends: what weighs most in all of them fills the rest.
    for i in np.argsort(-np.square(directions).sum(axis=1), kind="stable"):
        if len(found) >= shown:
            break
        if int(i) not in found:
            found.append(int(i))
    return np.array(found, np.int64)


def cut(cells: Any, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The cells of some rows and columns of a sparse table, float32 (R, C)."""
    return np.asarray(cells[rows][:, columns].toarray(), np.float32)


def around(word_rows: list[int], vectors: np.ndarray, shown: int = SHOWN) -> np.ndarray:
    """The rows asked for, each followed by the rows nearest to it by cosine, `shown` in all."""
    from engine.measures.neighbours import nearest_word

    found = list(dict.fromkeys(word_rows))[:shown]
    for row in list(found):
        share = max(1, (shown - len(word_rows)) // len(word_rows))
        near = [int(i) for i in nearest_word(vectors, row, 4 * shown).ids if i not in found]
        at = found.index(row) + 1
        found[at:at] = near[: min(share, shown - len(found))]
    return np.array(found, np.int64)


def heaviest(cells: Any, rows: np.ndarray, shown: int = SHOWN) -> np.ndarray:
    """The columns in which some rows of a sparse table weigh most, by the row that does so."""
    part = cells[rows].toarray()  # (R, D)
    weight = np.square(part).sum(axis=0)
    best = np.argsort(-weight, kind="stable")[:shown]
    return best[np.lexsort((-weight[best], part[:, best].argmax(axis=0)))]
