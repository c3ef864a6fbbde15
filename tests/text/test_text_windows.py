"""The window over the lecture's sentence, and how many pairs any text gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.windows import pairs, windows

FOX = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]


def test_the_lectures_pairs() -> None:
    assert list(pairs(FOX, 2))[:9] == [
        ("the", "quick"), ("the", "brown"),
        ("quick", "the"), ("quick", "brown"), ("quick", "fox"),
        ("brown", "the"), ("brown", "quick"), ("brown", "fox"), ("brown", "jumps"),
    ]  # fmt: skip
    # 9 words: 7 inner ones would have 4 each; the ends lack 2 + 1 + 1 + 2: 9 · 4 − 6 = 30.
    assert len(list(pairs(FOX, 2))) == 30


def test_windows_at_both_ends() -> None:
    found = list(windows(FOX, 2))
    assert found[0] == (0, "the", [1, 2])
    assert found[3] == (3, "fox", [1, 2, 4, 5])
    assert found[-1] == (8, "dog", [6, 7])


@given(st.lists(st.sampled_from("abc"), max_size=40), st.integers(1, 12))
def test_number_of_pairs(tokens: list[str], radius: int) -> None:
    # At each distance d ≤ radius there are n − d neighbours, and each pair is met from both sides.
    n = len(tokens)
    assert len(list(pairs(tokens, radius))) == 2 * sum(
        n - distance for distance in range(1, min(radius, n - 1) + 1)
    )


@given(st.lists(st.sampled_from("abc"), max_size=40), st.integers(1, 12))
def test_a_context_is_mutual(tokens: list[str], radius: int) -> None:
    contexts = {position: set(context) for position, _, context in windows(tokens, radius)}
    for position, context in contexts.items():
        assert position not in context
        assert all(position in contexts[other] for other in context)


def test_no_window() -> None:
    assert list(windows([], 2)) == []
    assert list(windows(["alone"], 2)) == [(0, "alone", [])]
    with pytest.raises(ValueError, match="radius=0; a window reaches at least 1 word"):
        list(windows(FOX, 0))
