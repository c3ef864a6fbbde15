"""Points chosen on a map, as rows of the whole set: a choice among chosen points is one of them."""

from typing import Any

import numpy as np


def packed(params: Any, rows: list[int]) -> str:
    """`rows` of the map that `params` make, as one short word for the link. Raises Refused."""
    from engine.lessons.embedding_space.sources import whole
    from engine.vectors.points import pack_rows, unpack_rows

    N = len(whole(params).vectors)
    if params.only:
        before = unpack_rows(params.only, N).tolist()
        rows = [before[row] for row in rows if 0 <= row < len(before)]
    return pack_rows(np.array([row for row in rows if 0 <= row < N], int), N)
