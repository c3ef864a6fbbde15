"""A sum is a walk: each word takes one step, and where the walk ends does not hang on the order.

The plane is that of the two directions in which the steps of both sentences are longest (singular
vectors, not centred, so that adding steps in the plane is adding them in the space).
"""

import numpy as np


def paths(sides: list[np.ndarray]) -> dict[str, object]:
    """Walks in one plane: from (0, 0), a step of vector ÷ N for each of a side's N words.

    sides  vectors (N, D) of each sentence
    Returns `walks`, lists of points (N + 1, 2), and `held`, the share of the steps' length² that
    the plane shows. A walk's last point is the mean itself, added up as `bags_plain.mean` does.
    """
    width = max((side.shape[1] for side in sides if side.ndim == 2), default=2)
    steps = [side.astype(np.float64) / max(1, len(side)) for side in sides]
    every = np.concatenate([np.zeros((1, width)), *(one for one in steps if len(one))])
    _, s, v = np.linalg.svd(every, full_matrices=False)
    plane = np.zeros((2, width))
    plane[: min(2, len(v))] = v[:2]
    # A direction may point either way; its largest number is made positive, so it never flips.
    for row in plane:
        row *= np.sign(row[np.argmax(np.abs(row))]) or 1.0
    walks = [np.concatenate([np.zeros((1, 2)), np.cumsum(one @ plane.T, axis=0)]) for one in steps]
    total = float(np.square(s).sum())
    held = float(np.square(s[:2]).sum()) / total if total else 1.0
    return {"walks": walks, "held": held}
