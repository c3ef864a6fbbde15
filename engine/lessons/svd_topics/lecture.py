"""The lecture's own table: five words, and how often each stands beside each other.

Its diagonal is empty, as nobody counted a word beside itself. That has a price: the eigenvalues
of a symmetric table with an empty diagonal sum to 0, so they have both signs, and SVD ranks them by
size alone. After the animals (13.98) come two negative ones (−8.63 and −6.60), which mostly empty
the diagonal; traffic (5.52) is only the fourth. With a diagonal it is the second.
"""

import numpy as np

WORDS = ("cat", "dog", "pet", "car", "bus")
#: What each word is, and the name of that.
GROUPS = ("animal", "vehicle")
GROUP_OF = (0, 0, 0, 1, 1)

_COUNTS = (
    (0, 5, 8, 1, 0),
    (5, 0, 7, 0, 1),
    (8, 7, 0, 2, 1),
    (1, 0, 2, 0, 6),
    (0, 1, 1, 6, 0),
)


def counts(itself: bool) -> np.ndarray:
    """The table float64 (5, 5); with `itself` each word beside itself as often as beside others."""
    table = np.array(_COUNTS, np.float64)
    return table + np.diag(table.sum(axis=1)) if itself else table
