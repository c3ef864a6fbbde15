import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from engine.measures.similarity import (
    Agreement,
    cosine,
    cosines,
    group_ids,
    group_similarity,
    pearson,
    read_pairs,
    spearman,
    unit,
    word_similarity,
)
from engine.sentences import Refused

WIDE = st.floats(-(2.0**127), 2.0**127, width=32)
SERIES = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=3, max_size=40).map(
    np.array
)


@settings(deadline=None)
@given(arrays(np.float32, (4, 3), elements=WIDE))
def test_unit_rows_have_length_one_or_none(vectors):
    length = np.linalg.norm(unit(vectors).astype(np.float64), axis=1)
    np.testing.assert_allclose(length, vectors.any(axis=1), atol=1e-6)


@pytest.mark.parametrize("small", [1e-45, 1e-25, 1e-8, 1.0, 1e25, 3e38])
def test_unit_keeps_directions_at_every_size(small):
    # 1, 1 → √½, √½; 1e-45 is the smallest float32, 3e38 nearly the largest
    pair = np.array([[1, 1]], np.float32) * np.float32(small)
    np.testing.assert_allclose(unit(pair), [[0.5**0.5, 0.5**0.5]], rtol=1e-6)


def test_unit_of_unusable_rows_is_zero_and_leaves_the_others():
    rows = np.array([[3, 4], [0, 0], [np.nan, 1], [np.inf, 1]], np.float32)
    assert unit(rows).tolist() == np.array([[0.6, 0.8], [0, 0], [0, 0], [0, 0]], "f").tolist()


@pytest.mark.parametrize(
    ("given", "kept"), [("float64", "float64"), ("float16", "float32"), ("int32", "float32")]
)
def test_unit_keeps_float64_and_makes_float32_of_the_rest(given, kept):
    assert unit(np.array([[3, 4]], given)).dtype == kept


def test_cosine_of_the_lecture():
    # 3·3 + 1·0 + 2·2 = 13; √14 · √13 = 13.491; 13 / 13.491 = 0.9636
    assert cosine([3, 1, 2], [3, 0, 2]) == pytest.approx(13 / (14 * 13) ** 0.5, abs=1e-6)
    assert cosine([1, 0], [0, 0]) == 0
    assert cosine([2, 0], [-3, 0]) == -1


def test_one_hot_words_are_all_at_right_angles():
    np.testing.assert_array_equal(cosines(np.eye(5)), np.eye(5))


@settings(deadline=None)
@given(SERIES)
def test_correlations_are_those_of_scipy(series):
    x, y = series.T.astype(np.float64)
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)
    assert pearson(x, y) == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
    assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)


@pytest.mark.parametrize("measure", [pearson, spearman])
@pytest.mark.parametrize(("x", "y"), [([], []), ([1], [2]), ([1, 1, 1], [1, 2, 3])])
def test_a_correlation_that_does_not_exist_is_nan(measure, x, y):
    assert np.isnan(measure(x, y))


def test_series_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="two series of one length are needed; given 2, 3"):
        pearson([1, 2], [1, 2, 3])


def test_word_similarity_counts_what_it_covers():
    # cosines: cat·dog 1, cat·car 0, dog·car 0 → ranks 3, 1.5, 1.5 beside people's 3, 2, 1
    vectors = np.array([[1, 0], [2, 0], [0, 1]], np.float32)
    index = {"cat": 0, "dog": 1, "car": 2}
    pairs = [("cat", "Dog", 9), ("cat", "car", 3), ("dog", "car", 1), ("cat", "tyre", 5)]
    found = word_similarity(vectors, index, pairs)
    assert (found.covered, found.total) == (3, 4)
    # deviations of ranks 1, −.5, −.5 and 1, 0, −1: 1.5 / √(1.5 · 2) = 0.866
    assert found.spearman == pytest.approx(0.75**0.5)
    # deviations of scores 14/3, −4/3, −10/3 and of cosines 2/3, −1/3, −1/3
    assert found.pearson == pytest.approx((14 / 3) / (312 / 9 * 2 / 3) ** 0.5)


def test_word_similarity_without_a_covered_pair():
    found = word_similarity(np.ones((1, 2)), {"a": 0}, [("x", "y", 1.0)])
    assert np.isnan(found.spearman)
    assert np.isnan(found.pearson)
    assert (found.covered, found.total) == (0, 1)


def test_word_similarity_is_that_of_gensim(tmp_path):
    random = np.random.default_rng(1)
    words = [f"w{i}" for i in range(30)]
    vectors = random.normal(size=(30, 8)).astype(np.float32)
    pairs = [
        (words[a], words[b], float(score))
        for a, b, score in random.integers(0, [30, 30, 9], (60, 3))
        if a != b
    ]
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{a}\t{b}\t{score}\n" for a, b, score in [*pairs, ("w1", "?", 1)]))
    peer = KeyedVectors(8)
    peer.add_vectors(words, vectors)
    their_pearson, their_spearman, missing = peer.evaluate_word_pairs(str(path))
    ours = word_similarity(
        vectors, {w: i for i, w in enumerate(words)}, read_pairs(path.read_text().splitlines())
    )
    assert ours.pearson == pytest.approx(their_pearson.statistic, abs=1e-6)
    # gensim's float32 cosines may order two near-equal ones otherwise: 1e-3 is one such swap
    assert ours.spearman == pytest.approx(their_spearman.statistic, abs=1e-3)
    assert 100 * (1 - ours.covered / ours.total) == pytest.approx(missing)


def test_pairs_are_read_and_comments_passed_over():
    lines = ["# words\tscore", "", "tiger\tcat\t7.35\n", "ice cream\tcold\t8"]
    assert read_pairs(lines) == [("tiger", "cat", 7.35), ("ice cream", "cold", 8.0)]


@pytest.mark.parametrize("line", ["a b 7.35", "a\tb", "a\tb\tmuch", "\tb\t1", "a\tb\tnan"])
def test_a_line_that_is_no_pair_is_refused_by_number(line):
    with pytest.raises(Refused) as refused:
        read_pairs(["# head", line])
    assert str(refused.value) == (
        f"Line 2 is “{line.strip()}”; two words and a score are needed, with tabs."
    )


def test_group_ids_number_groups_as_they_appear():
    groups = {"dog": "animal", "cat": "animal", "car": "thing"}
    assert group_ids(["car", "dog", "?", "cat"], groups).tolist() == [0, 1, -1, 1]


def test_groups_apart_fill_their_neighbourhoods():
    # two groups of 4 at right angles, k = 10 cut to 7: 3 of 7 places can be the own group's
    vectors = np.repeat(np.eye(2), 4, axis=0)
    found = group_similarity(vectors, np.repeat([0, 1], 4))
    assert found.share == pytest.approx(3 / 7)
    assert (found.best, found.chance) == pytest.approx((3 / 7, 3 / 7))
    near = group_similarity(vectors, np.repeat([0, 1], 4), k=3)
    assert (near.share, near.best, near.words) == (1.0, 1.0, 8)
    assert near.chance == pytest.approx(3 / 7)


def test_groups_that_mean_nothing_are_at_chance():
    random = np.random.default_rng(3)
    found = group_similarity(random.normal(size=(1500, 8)), random.integers(0, 5, 1500))
    # each of 15,000 places is right with p = 0.2: one standard error is 0.0033
    assert found.share == pytest.approx(found.chance, abs=0.015)
    assert found.chance == pytest.approx(0.2, abs=0.01)


def test_words_without_a_group_are_left_out():
    vectors = np.array([[1, 0], [1, 0.1], [1, 0.05], [0, 1]])
    found = group_similarity(vectors, np.array([0, 0, -1, 1]), k=1)
    # the words of group 0 find each other past the ungrouped one; the last has no mate: 2 of 3
    assert found.words == 3
    assert found.share == found.best == pytest.approx(2 / 3)
    # mates 1, 1, 0 of 2 others each: (1/2 + 1/2 + 0) / 3
    assert found.chance == pytest.approx(1 / 3)


def test_fewer_than_two_grouped_words_have_no_share():
    found = group_similarity(np.eye(3), np.array([-1, 0, -1]))
    assert np.isnan([found.share, found.chance, found.best]).all()
    assert found.words == 1


def test_agreement_on_real_vectors(shared_data):
    path = shared_data / "vectors" / "word2vec_common1000_300d.txt.gz"
    trained = KeyedVectors.load_word2vec_format(str(path))
    lines = (shared_data / "similarity" / "simlex999.txt").read_text("utf-8").splitlines()
    found = word_similarity(trained.vectors, trained.key_to_index, read_pairs(lines))
    assert isinstance(found, Agreement)
    assert found.total == 999
    assert found.covered > 50
    assert found.spearman > 0.3
