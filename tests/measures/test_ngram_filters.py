"""Filters over sentences: convolution, padding, pooling by hand, and which n-grams win."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.measures import ngram_filters
from engine.measures.ngram_filters import Network

MAP = np.array([0.73, 0.85, 0.62, 0.91, 0.45])  # the lecture's feature map
PADDINGS = pytest.mark.parametrize("padding", ["valid", "same"])


def network(**more: object) -> Network:
    """Two filters of width 2 and two of width 3 on vectors of 4 numbers, for 3 classes."""
    chance = np.random.default_rng(0)
    settings = {"pooling": "max", "k": 1, "padding": "valid"} | more
    features = 4 * int(str(settings["k"]))
    return Network(
        {2: chance.normal(size=(2, 2, 4)), 3: chance.normal(size=(2, 3, 4))},
        chance.normal(size=4),
        chance.normal(size=(3, features)),
        chance.normal(size=3),
        **settings,  # type: ignore[arg-type]
    )


def test_a_window_by_hand() -> None:
    x = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]])
    w = np.array([[[0.5, 1.0], [2.0, -1.0]]])
    # t = 0: 1×0.5 + 2×1 + 0×2 + (−1)(−1) = 3.5;  + 0.25 = 3.75
    # t = 1: 0×0.5 + (−1)×1 + 3×2 + 0.5×(−1) = 4.5;  + 0.25 = 4.75
    found = ngram_filters.feature_map(x, w, np.array([0.25]))
    assert found.tolist() == [[3.75], [4.75]]
    # A filter that finds nothing is 0, never below: −3.5 + 0.25 and −4.5 + 0.25.
    assert ngram_filters.feature_map(x, -w, np.array([0.25])).tolist() == [[0.0], [0.0]]


def test_how_many_windows_there_are() -> None:
    # The lecture: 6 words, width 3: 6 − 3 + 1 = 4.
    assert ngram_filters.windows(6, 3) == 4
    assert ngram_filters.windows(6, 3, "same") == 6
    assert ngram_filters.windows(2, 5) == 1  # filled up with zeros at the end
    assert ngram_filters.room(2, 5) == (0, 3)
    assert ngram_filters.room(6, 5, "same") == (2, 2)
    assert ngram_filters.room(6, 4, "same") == (1, 2)


@PADDINGS
@pytest.mark.parametrize("n", [1, 2, 3, 7])
@pytest.mark.parametrize("width", [1, 2, 3, 5])
def test_feature_maps_are_torchs(padding: str, n: int, width: int) -> None:
    import torch
    from torch.nn import functional

    chance = np.random.default_rng(n * 10 + width)
    x, w, b = chance.normal(size=(n, 6)), chance.normal(size=(4, width, 6)), chance.normal(size=4)
    before, after = ngram_filters.room(n, width, padding)  # type: ignore[arg-type]
    laid = torch.tensor(np.pad(x, ((before, after), (0, 0)))).T[None]  # (1, D, T)
    wanted = functional.conv1d(laid, torch.tensor(w).transpose(1, 2), torch.tensor(b)).relu()
    found = ngram_filters.feature_map(x, w, b, padding)  # type: ignore[arg-type]
    assert found == pytest.approx(wanted[0].T.numpy())
    assert len(found) == ngram_filters.windows(n, width, padding)  # type: ignore[arg-type]
    if padding == "same" and width % 2:  # torch warns of even widths, and copies
        same = functional.conv1d(
            torch.tensor(x).T[None], torch.tensor(w).transpose(1, 2), torch.tensor(b),
            padding="same",
        ).relu()  # fmt: skip
        assert found == pytest.approx(same[0].T.numpy())


def test_pooling_on_the_lectures_numbers() -> None:
    values, places = ngram_filters.pool(MAP)
    assert (values.tolist(), places.tolist()) == ([0.91], [3])
    values, places = ngram_filters.pool(MAP, "k-max", 2)
    # In the order of the sentence; the lecture's slip lists 0.91 first.
    assert (values.tolist(), places.tolist()) == ([0.85, 0.91], [1, 3])
    values, places = ngram_filters.pool(MAP, "average")
    assert values[0] == pytest.approx(3.56 / 5)  # 0.73 + 0.85 + 0.62 + 0.91 + 0.45 = 3.56
    assert places.tolist() == [-1]


def test_pooling_where_there_are_ties_or_too_few() -> None:
    values, places = ngram_filters.pool(np.array([0.5, 0.9, 0.9, 0.9]), "k-max", 2)
    assert (values.tolist(), places.tolist()) == ([0.9, 0.9], [1, 2])
    values, places = ngram_filters.pool(np.array([0.5]), "k-max", 3)
    assert (values.tolist(), places.tolist()) == ([0.5, 0.0, 0.0], [0, -1, -1])


@given(st.lists(st.floats(0, 5, width=32), min_size=1, max_size=9), st.integers(1, 5))
def test_k_max_keeps_the_largest_in_their_order(numbers: list[float], k: int) -> None:
    c = np.array(numbers)
    values, places = ngram_filters.pool(c, "k-max", k)
    real = places[places >= 0]
    assert len(real) == min(k, len(c))
    assert (np.diff(real) > 0).all()
    assert values[: len(real)].tolist() == c[real].tolist()
    assert sorted(values[: len(real)]) == sorted(np.sort(c)[::-1][:k])


@pytest.mark.parametrize("pooling", ["max", "average", "k-max"])
def test_contributions_add_up_to_the_scores(pooling: str) -> None:
    net = network(pooling=pooling, k=2 if pooling == "k-max" else 1)
    x = np.random.default_rng(1).normal(size=(6, 4))
    seen = ngram_filters.read(x, net)
    given_ = ngram_filters.contributions(seen, net)
    assert given_.sum(0) + net.out_bias == pytest.approx(seen.logits)
    assert seen.probabilities.sum() == pytest.approx(1)
    assert [len(c) for c in seen.maps] == [5, 5, 4, 4]
    assert net.width_of(1) == 2
    assert net.width_of(2) == 3
    assert (net.weights_of(3) == net.filters[3][1]).all()
    assert net.shares(3).shape == (3, net.k)


def test_a_huge_score_does_not_overflow() -> None:
    assert ngram_filters.softmax(np.array([1000.0, 0.0])).tolist() == [1.0, 0.0]


# -- n-grams --------------------------------------------------------------------------------------

TEXTS = [np.array(text) for text in ([1, 2, 3, 1, 2], [3, 1, 2], [2], [1, 2, 0, 3])]


def test_runs_of_words_are_counted() -> None:
    found = ngram_filters.grams(TEXTS, 2, "valid", 100)
    # 1 2: twice in the first text, once in the second, once in the fourth; “2 ∅” is a short text.
    assert found.tokens[0].tolist() == [1, 2]
    assert found.counts[0] == 4
    assert found.where[0].tolist() == [0, 0]
    assert {tuple(row) for row in found.tokens.tolist()} == {
        (1, 2), (2, 3), (3, 1), (2, 0), (0, 3),
    }  # fmt: skip
    assert found.whole == 5
    fewer = ngram_filters.grams(TEXTS, 2, "valid", 2)
    assert fewer.tokens.tolist() == [[1, 2], [3, 1]]
    assert fewer.whole == 5
    same = ngram_filters.grams(TEXTS, 3, "same", 100)
    assert [0, 1, 2] in same.tokens.tolist()


def test_different_runs_never_share_a_key() -> None:
    V = 60_000  # 60,000⁵ is more than 64 bits hold
    rows = np.array([[V - 1] * 5, [V - 1] * 4 + [V - 2], [V - 1] * 5, [0] * 5], np.int64)
    keys = ngram_filters.keys(rows, V)
    assert keys[0] == keys[2]
    assert len(set(keys.tolist())) == 3


@PADDINGS
def test_the_best_n_grams_are_where_the_maps_are_largest(padding: str) -> None:
    chance = np.random.default_rng(5)
    vectors = np.vstack([np.zeros(4), chance.normal(size=(9, 4))])
    texts = [chance.integers(1, 10, size=n) for n in (3, 5, 8, 12, 1, 9)]
    net = network(padding=padding)
    for i, h in enumerate(net.widths):
        own, bias = net.filters[h], net.bias[2 * i : 2 * i + 2]
        grams = ngram_filters.grams(texts, h, padding, 1000)  # type: ignore[arg-type]
        values = ngram_filters.activations(vectors, grams.tokens, own, bias)
        best = ngram_filters.top(values, 3)
        for f in range(2):
            # Every window of every text, by the definition.
            maps = [
                ngram_filters.feature_map(vectors[text], own, bias, padding)[:, f]  # type: ignore[arg-type]
                for text in texts
            ]
            assert values[best[f, 0], f] == pytest.approx(max(c.max() for c in maps), abs=1e-5)
            text, place = grams.where[best[f, 0]]
            assert maps[text][place] == pytest.approx(float(values[best[f, 0], f]), abs=1e-5)
            everything = np.unique(np.round(np.concatenate(maps), 4))[::-1]
            told = np.unique(np.round(values[best[f], f], 4))[::-1]
            assert told == pytest.approx(everything[: len(told)], abs=1e-3)


@given(st.integers(1, 90), st.integers(1, 8), st.integers(0, 3))
def test_the_top_rows_are_the_sorted_ones(U: int, count: int, seed: int) -> None:
    values = np.random.default_rng(seed).permutation(3 * U).reshape(U, 3).astype(float)
    values[: U // 5] = values[U // 5 : 2 * (U // 5)]  # a few ties
    found = ngram_filters.top(values, count)
    assert found.shape == (3, count)
    for f in range(3):
        wanted = np.argsort(-values[:, f], kind="stable")[:count]
        assert values[found[f, : len(wanted)], f].tolist() == values[wanted, f].tolist()
        if 4 * count >= U:
            assert found[f, : len(wanted)].tolist() == wanted.tolist()
        assert set(found[f, len(wanted) :]) <= {wanted[-1]}
    assert (ngram_filters.top(values, count) == found).all()
