"""How well one unit alone tells something about the text, over many words it was not chosen on.

A yes-or-no property is told by the area under the ROC curve: how often the unit is higher where it
holds than where it does not (Fawcett 2006; 0.5 is chance). A number is told by correlation. The
best of many units is found on one part of the text and scored on another: of 128 units that know
nothing the best one looks good where it was found (Karpathy, Johnson & Li 2015 look for such units
by eye; Radford, Józefowicz & Sutskever 2017 by a probe).
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Found:
    """Units in the order of how well they tell, best first.

    units   int (K,)
    scores  float (K,): AUC from 0.5 to 1 or |correlation| from 0 to 1, on text not searched
    signs   ±1 (K,): −1 where the unit is low when the property holds
    """

    units: np.ndarray
    scores: np.ndarray
    signs: np.ndarray


def auc(values: np.ndarray, yes: np.ndarray) -> np.ndarray:
    """Area under the ROC curve of each column of values (N, U) for `yes` (N,): (U,).

    The mean rank of the places where it holds (Mann & Whitney 1947); ties count half. NaN where it
    holds everywhere or nowhere.
    """
    many, rest = int(yes.sum()), int((~yes).sum())
    if not many or not rest:
        return np.full(values.shape[1], np.nan)
    ranks = np.stack([middle_ranks(column) for column in values.T], axis=1)  # (N, U)
    area: np.ndarray = (ranks[yes].sum(axis=0) - many * (many + 1) / 2) / (many * rest)
    return area


def middle_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1 of values (N,), equal ones sharing their middle rank."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middle: np.ndarray = (ends - (counts - 1) / 2)[place]
    return middle


def correlation(values: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Pearson's correlation of each column of values (N, U) with number (N,): (U,).

    NaN where either does not vary.
    """
    centred = values - values.mean(axis=0)
    target = number - number.mean()
    size = np.sqrt(np.square(centred).sum(axis=0) * np.square(target).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        found: np.ndarray = (centred * target[:, None]).sum(axis=0) / size
    return np.where(size > 1e-12, found, np.nan)


def best(values: np.ndarray, feature: np.ndarray, yes_or_no: bool, many: int) -> Found:
    """The units (columns of values (N, U)) that tell `feature` (N,) best.

    Searched on the first half of N, scored on the second.
    """
    half = len(feature) // 2
    if yes_or_no:
        told, again = (auc(values[part], feature[part] > 0) - 0.5 for part in _parts(half))
    else:
        told, again = (correlation(values[part], feature[part]) for part in _parts(half))
    strength = np.nan_to_num(np.abs(told), nan=-1.0)
    units = np.argsort(-strength, kind="stable")[:many]
    signs = np.where(told[units] < 0, -1, 1)
    # A unit that turns round on the new text has told nothing: it gets less than chance.
    scores = again[units] * signs + (0.5 if yes_or_no else 0.0)
    return Found(units, scores, signs)


def together(values: np.ndarray, feature: np.ndarray, yes_or_no: bool) -> float:
    """How well all units (columns of values (N, U)) tell `feature` (N,): AUC or correlation.

    A linear probe (Alain & Bengio 2017), fitted by least squares with a little ridge on the first
    half of N and scored on the second.
    """
    half = len(feature) // 2
    wide = np.column_stack([values, np.ones(len(values))]).astype(np.float64)
    first = wide[:half]
    ridge = 1e-2 * half * np.eye(wide.shape[1])
    weights = np.linalg.solve(first.T @ first + ridge, first.T @ feature[:half])
    told = (wide[half:] @ weights)[:, None]
    score = auc(told, feature[half:] > 0) if yes_or_no else correlation(told, feature[half:])
    return float(score[0])


def _parts(half: int) -> tuple[slice, slice]:
    return slice(None, half), slice(half, None)
