"""Ways through networks: counted by walking, and as Table 1 of Vaswani et al. (2017) has them."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.measures.path_lengths import NETWORKS, edges, way


@given(st.integers(2, 40), st.integers(2, 5))
def test_ways_grow_by_their_laws(n: int, k: int) -> None:
    assert way("mean", n, k).steps == way("transformer", n, k).steps == 1
    assert way("lstm", n, k).steps == way("bilstm", n, k).steps == n
    # Each layer sees k − 1 words further.
    assert way("stacked", n, k).steps == math.ceil((n - 1) / (k - 1))
    # L layers with gaps 1, k, k² … see k^L words.
    layers = way("dilated", n, k).steps
    assert k ** (layers - 1) < n <= k**layers


def test_a_convolution_in_front_saves_an_lstm_one_step() -> None:
    # w₂ sees the first word (1), then the states 2 … 9 (8): the window of 9 sees word 10.
    assert way("cnn-rnn", 10, 3).steps == 9
    assert way("cnn-rnn", 3, 3).steps == 1


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("n", [2, 3, 10])
def test_a_way_walks_along_edges_from_both_words_to_one_place(network: str, n: int) -> None:
    known = set(edges(network, n))
    found = way(network, n)
    assert found.first[0] == (0, 0)
    assert found.last[0] == (0, n - 1)
    assert found.first[-1] == found.last[-1]
    for walk in (found.first, found.last):
        assert {(a, b) for a, b in itertools.pairwise(walk)} <= known
    assert all(0 <= at < n for edge in known for _, at in edge)


def test_a_single_word_and_an_unknown_network_are_refused() -> None:
    with pytest.raises(ValueError, match="n=1"):
        way("lstm", 1)
    with pytest.raises(ValueError, match="network='gru'"):
        edges("gru", 4)
