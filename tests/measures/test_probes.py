"""Linear probes: the discriminant by hand, against scikit-learn, and with nothing to learn from."""

import numpy as np
import pytest

from engine.measures.probes import accuracy, commonest, fit


def cloud(seed: int, N: int = 400, D: int = 6, K: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Classes around K places with one covariance."""
    source = np.random.default_rng(seed)
    places = np.random.default_rng(9).normal(size=(K, D)) * 2
    labels = source.integers(0, K, N)
    return places[labels] + source.normal(size=(N, D)), labels


def test_two_classes_on_a_line_are_parted_in_the_middle() -> None:
    # Means −1 and 1, equal numbers, variance 0.25: the border is at 0.
    states = np.array([[-1.5], [-0.5], [0.5], [1.5]])
    probe = fit(states, np.array([0, 0, 1, 1]), 2, shrinkage=0.0)
    assert probe.classes(np.array([[-0.01], [0.01]])).tolist() == [0, 1]
    # Σ⁻¹ μ = ±1 / 0.25 = ±4; the bias is ln ½ − ½ · 4 · 1 = −2.693
    assert probe.weights[0].tolist() == pytest.approx([-4, 4])
    assert probe.bias.tolist() == pytest.approx([-2.693147, -2.693147])


def test_a_class_between_two_others_is_found() -> None:
    """Where least squares overlooks the middle class, the discriminant does not."""
    source = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 100)
    states = labels[:, None] * 10.0 + source.normal(size=(300, 1))
    assert accuracy(states, labels, states, labels, 3) > 0.99


def test_it_is_scikit_learns_discriminant() -> None:
    analysis = pytest.importorskip("sklearn.discriminant_analysis")
    states, labels = cloud(1)
    others, _ = cloud(2)
    reference = analysis.LinearDiscriminantAnalysis(solver="lsqr").fit(states, labels)
    ours = fit(states, labels, 3, shrinkage=0.0).classes(others)
    assert (ours == reference.predict(others)).mean() > 0.99


def test_what_cannot_be_known_is_guessed() -> None:
    states, labels = cloud(1)
    noise = np.random.default_rng(3).normal(size=states.shape)
    assert accuracy(noise[:200], labels[:200], noise[200:], labels[200:], 3) < 0.5
    assert commonest(np.array([1, 1, 0]), np.array([1, 0, 1, 1])) == 0.75


def test_classes_never_seen_are_never_said_and_dead_units_do_no_harm() -> None:
    states, labels = cloud(4)
    dead = np.concatenate([states, np.zeros((len(states), 2))], 1)
    found = fit(dead, labels, 5).classes(dead)
    assert set(found.tolist()) <= {0, 1, 2}
    assert np.isfinite(fit(dead, labels, 5).weights).all()


def test_nothing_to_learn_from_and_nothing_to_ask() -> None:
    empty = np.zeros((0, 2))
    with pytest.raises(ValueError, match="a probe needs at least one state to learn from"):
        fit(empty, np.zeros(0, int), 2)
    assert np.isnan(accuracy(np.ones((2, 2)), np.array([0, 1]), empty, np.zeros(0, int), 2))
    assert np.isnan(commonest(np.zeros(0, int), np.zeros(0, int)))
