import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from engine.measures.neighbours import history, nearest, nearest_word, nearest_words
from engine.measures.similarity import unit

SMALL = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, max_side=12),
    elements=st.integers(-2, 2).map(float),
)


def test_nearest_of_four_known_vectors():
    # angles to (1, 0): 0°, 45°, 90°, 180°
    vectors = np.array([[0, 2], [5, 0], [-1, 0], [1, 1]])
    found = nearest(vectors, np.array([1, 0]), 4)
    assert found.ids.tolist() == [1, 3, 0, 2]
    np.testing.assert_allclose(found.cosines, [1, 0.5**0.5, 0, -1], atol=1e-7)
    assert (found.ids.dtype, found.cosines.dtype) == (np.int32, np.float32)


def test_what_is_excluded_is_not_found():
    vectors = np.array([[1, 0], [1, 0], [1, 1], [0, 1]])
    assert nearest(vectors, vectors[0], 9, exclude=[2, 0, 0]).ids.tolist() == [1, 3]
    assert nearest_word(vectors, 0, 9).ids.tolist() == [1, 2, 3]
    assert nearest_word(vectors, 0, 9, exclude=[1]).ids.tolist() == [2, 3]


def test_equal_cosines_go_to_the_lower_id():
    vectors = np.array([[0, 1], [0, 3], [1, 0], [0, 2]])
    assert nearest(vectors, np.array([0, 1]), 3).ids.tolist() == [0, 1, 3]
    assert nearest(vectors, np.zeros(2), 3).ids.tolist() == [0, 1, 2]


@settings(deadline=None)
@given(SMALL, st.integers(0, 15))
def test_all_at_once_is_one_after_another(vectors, k):
    found = nearest_words(vectors, k=k)
    assert found.ids.shape == found.cosines.shape == (len(vectors), min(k, len(vectors) - 1))
    for word in range(len(vectors)):
        alone = nearest_word(vectors, word, k)
        np.testing.assert_allclose(found.cosines[word], alone.cosines, atol=1e-6)
        assert word not in found.ids[word]
        assert len(set(found.ids[word].tolist())) == found.ids.shape[1]


def test_several_blocks_give_what_one_product_gives():
    vectors = np.random.default_rng(0).normal(size=(2100, 5))  # 2100² is five blocks
    rows = unit(vectors)
    table = rows @ rows.T
    np.fill_diagonal(table, -2)
    expected = np.argsort(-table, axis=1)[:, :4]
    np.testing.assert_array_equal(nearest_words(vectors, k=4).ids, expected)
    some = np.array([2099, 0, 7])
    np.testing.assert_array_equal(nearest_words(vectors, some, k=4).ids, expected[some])


def test_one_word_has_no_neighbour():
    found = nearest_words(np.ones((1, 3)), k=5)
    assert found.ids.shape == found.cosines.shape == (1, 0)
    assert nearest_word(np.ones((1, 3)), 0, 5).ids.tolist() == []


def test_a_diverged_vector_is_nobodys_neighbour():
    vectors = np.array([[1, 0], [np.nan, 0], [1, 1]])
    found = nearest_words(vectors, k=2)
    assert np.isfinite(found.cosines).all()
    assert found.ids[0].tolist() == [2, 1]


def test_history_follows_candidates_through_frames():
    frames = [np.eye(3), np.array([[1, 0, 0], [1, 0, 0], [-1, 0, 0]]), np.zeros((3, 3))]
    lines = history(iter(frames), 0, [1, 2])
    assert lines.tolist() == [[0, 0], [1, -1], [0, 0]]
    assert lines.dtype == np.float32
    assert history([], 0, [1, 2]).shape == (0, 2)
    assert history(frames, 0, []).shape == (3, 0)


def test_a_word_that_is_not_there_is_an_error():
    with pytest.raises(IndexError):
        nearest_word(np.eye(3), 3, 1)
