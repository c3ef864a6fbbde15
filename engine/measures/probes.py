"""What a layer knows is what a linear rule can read off its states (Alain & Bengio 2016).

The rule is the linear discriminant (Fisher 1936; Rao 1948): every class has its mean, all share one
covariance, and the most probable class follows from a product with the states. It is found in one
step, so a probe can be taken at every moment of a training; unlike least squares it does not
overlook a class that lies between two others. A probe says that something can be read, not that
it is used (Hewitt & Liang 2019).
"""

from dataclasses import dataclass

import numpy as np

#: Share of a multiple of the identity in the covariance: units that never move have none.
SHRINKAGE = 0.02


@dataclass(frozen=True)
class Probe:
    """A linear rule: the class with the largest states · weights + bias.

    weights (D, K), bias (K,); classes that were never seen have a bias of −∞
    """

    weights: np.ndarray
    bias: np.ndarray

    def classes(self, states: np.ndarray) -> np.ndarray:
        """The class of each of the states (N, D): int64 (N,)."""
        found: np.ndarray = (states @ self.weights + self.bias).argmax(-1)
        return found


def fit(states: np.ndarray, labels: np.ndarray, K: int, shrinkage: float = SHRINKAGE) -> Probe:
    """The linear discriminant of states (N, D) with labels (N,) from 0 to K − 1.

    Raises ValueError where there is nothing to learn from.
    """
    if not len(states):
        raise ValueError("a probe needs at least one state to learn from")
    states = np.asarray(states, float)
    counts = np.bincount(labels, minlength=K)  # (K,)
    sums = np.zeros((K, states.shape[1]))
    np.add.at(sums, labels, states)
    means = sums / np.maximum(counts, 1)[:, None]  # (K, D)
    rest = states - means[labels]
    covariance = rest.T @ rest / len(states)
    D = len(covariance)
    even = max(float(np.trace(covariance)) / D, 1e-9)
    covariance = (1 - shrinkage) * covariance + shrinkage * even * np.eye(D)
    weights = np.linalg.solve(covariance, means.T)  # (D, K)
    with np.errstate(divide="ignore"):
        bias = np.log(counts / len(states)) - 0.5 * (means * weights.T).sum(-1)
    return Probe(weights, bias)


def accuracy(
    states: np.ndarray, labels: np.ndarray, others: np.ndarray, wanted: np.ndarray, K: int
) -> float:
    """Share of `others` (M, D) whose class `wanted` (M,) a probe fitted on `states` finds.

    NaN where there are none to be asked for.
    """
    if not len(others):
        return float("nan")
    return float((fit(states, labels, K).classes(others) == wanted).mean())


def commonest(labels: np.ndarray, wanted: np.ndarray) -> float:
    """The accuracy of always saying the most frequent of `labels`: what a probe must surpass."""
    if not len(wanted) or not len(labels):
        return float("nan")
    return float((wanted == np.bincount(labels).argmax()).mean())
