"""Interpolated Kneser–Ney: by hand, against a plain recursion, and as a distribution."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measures.ngrams import (
    discount,
    fit,
    following,
    longest,
    pack,
    perplexity,
    probabilities,
    unpack,
)  # fmt: skip
from engine.trace import Frame


def plain(ids: list[int], V: int, order: int, history: tuple[int, ...], word: int) -> float:
    """P(word | history) by the formula, with dictionaries."""

    def counts(n: int) -> dict[tuple[int, ...], int]:
        if n == order:
            return Counter(tuple(ids[i : i + n]) for i in range(len(ids) - n + 1))
        return Counter(gram[1:] for gram in counts(n + 1))

    def p(n: int) -> float:
        if n == 0:
            return 1 / V
        table = counts(n)
        D = discount(np.array(list(table.values())))
        before = history[len(history) - n + 1 :] if n > 1 else ()
        here = {gram: count for gram, count in table.items() if gram[:-1] == before}
        if not here:
            return p(n - 1)
        total = sum(here.values())
        kept = max(here.get((*before, word), 0) - D, 0)
        return (kept + D * len(here) * p(n - 1)) / total

    return p(order)


def test_a_few_words_by_hand() -> None:
    model = fit(np.array([0, 1, 0, 1, 2]), 3, 2)
    # Pairs: 01 twice, 10 once, 12 once; D = 2 / (2 + 2·1) = 1/2.
    # Each word has one word before it: P₁ = 1/3 for all.
    # P(1|0) = (2 − ½)/2 + ½·1/2·⅓ = 0.8333; P(0|1) = (1 − ½)/2 + ½·2/2·⅓ = 0.41667
    assert following(model, np.array([0]))[1] == pytest.approx(0.83333, abs=1e-5)
    assert following(model, np.array([1]))[0] == pytest.approx(0.41667, abs=1e-5)
    # Nothing follows 2: the shorter history answers.
    assert following(model, np.array([2])) == pytest.approx([1 / 3] * 3)


texts = st.lists(st.integers(0, 4), min_size=6, max_size=40)


@settings(max_examples=40)
@given(texts, st.integers(1, 4))
def test_it_is_the_formula(ids: list[int], order: int) -> None:
    model = fit(np.array(ids), 5, order)
    held = np.array([4, *ids[:5], 3])
    found = probabilities(model, held)
    for at in range(1, len(held)):
        history = tuple(held[:at].tolist())
        assert following(model, np.array(history))[held[at]] == pytest.approx(found[at - 1])
        if at >= order - 1:
            wanted = plain(ids, 5, order, history, int(held[at]))
            assert found[at - 1] == pytest.approx(wanted, rel=1e-9)


@settings(max_examples=40)
@given(texts, st.integers(1, 4), st.lists(st.integers(0, 4), max_size=5))
def test_after_every_history_all_words_share_one(
    ids: list[int], order: int, history: list[int]
) -> None:
    found = following(fit(np.array(ids), 5, order), np.array(history, int))
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()


def test_a_uniform_text_leaves_one_hesitating_among_all() -> None:
    ids = np.random.default_rng(1).integers(0, 8, 40_000)
    model = fit(ids[:39_000], 8, 1)
    assert perplexity(probabilities(model, ids[39_000:])) == pytest.approx(8, rel=0.01)
    assert perplexity(np.array([0.01, 0.01])) == pytest.approx(100)


def test_longer_histories_are_less_surprised_where_they_matter() -> None:
    ids = np.array([0, 1, 2, 0, 2, 1] * 300)
    found = [perplexity(probabilities(fit(ids[:1500], 3, n), ids[1500:])) for n in (1, 2, 3)]
    # The next word is fixed by the last two, and one of two by the last one.
    assert found[0] > found[1] > 1.5
    assert found[2] < 1.1


@pytest.mark.parametrize(("V", "most"), [(2, 62), (100, 9), (5_000, 5), (1, 62)])
def test_the_longest_order_fits_an_integer(V: int, most: int) -> None:
    assert longest(V) == most


def test_orders_that_do_not_fit_are_refused() -> None:
    for order in (0, 6):
        with pytest.raises(ValueError, match=f"order={order}; V=5000 words allow 1 to 5"):
            fit(np.arange(10), 5_000, order)


def test_a_text_shorter_than_its_order_leaves_the_shorter_ones() -> None:
    model = fit(np.array([1]), 3, 3)
    assert following(model, np.array([0, 1])).sum() == pytest.approx(1)
    assert len(probabilities(model, np.array([1]))) == 0
    assert np.isnan(perplexity(np.array([])))


def test_a_frame_keeps_a_model() -> None:
    ids = np.random.default_rng(2).integers(0, 4_000, 3_000)
    model = fit(ids, 4_000, 4)
    again = unpack(Frame(0, weights=pack(model)).weights)
    held = ids[:200][::-1]
    np.testing.assert_allclose(probabilities(again, held), probabilities(model, held), rtol=1e-6)
