import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.measures.analogies import (
    EPSILON,
    Score,
    accuracy,
    answered,
    numbered,
    questions_of,
    rank_of,
    read_questions,
    score,
    solve,
    total,
)
from engine.measures.similarity import unit
from engine.sentences import Refused


def random_space(size: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(size, width)).astype(np.float32)


def peer_of(vectors: np.ndarray) -> KeyedVectors:
    peer = KeyedVectors(vectors.shape[1])
    peer.add_vectors([f"w{i}" for i in range(len(vectors))], vectors)
    return peer


def test_parallel_pairs_answer_each_other():
    # offset (0, 0, 1) from 0 to 1 and from 2 to 3; unit vectors keep the answer the nearest
    vectors = np.array([[3, 0, 0], [3, 0, 1], [0, 3, 0], [0, 3, 1], [1, 1, -5]])
    for method in ("add", "multiply"):
        found = solve(vectors, 0, 1, 2, 9, method)
        assert found.ids.tolist() == [3, 4]
        assert (found.ids.dtype, found.scores.dtype) == (np.int32, np.float32)
        assert rank_of(vectors, 0, 1, 2, 3, method) == 1
        assert rank_of(vectors, 0, 1, 2, 4, method) == 2


@pytest.mark.parametrize("seed", range(5))
def test_solve_is_most_similar_of_gensim(seed):
    vectors = random_space(200, 12, seed)
    a, b, c = np.random.default_rng(seed).choice(200, 3, replace=False)
    theirs = peer_of(vectors).most_similar([f"w{b}", f"w{c}"], [f"w{a}"], topn=10)
    ours = solve(vectors, a, b, c, 10)
    assert [f"w{i}" for i in ours.ids] == [word for word, _ in theirs]
    np.testing.assert_allclose(ours.scores, [s for _, s in theirs], atol=1e-6)


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`")  # gensim calls its own
@pytest.mark.parametrize("seed", range(5))
def test_multiply_is_equation_5(seed):
    vectors = random_space(50, 6, seed).astype(np.float64)
    rows = unit(vectors)
    near = (rows @ rows.T + 1) / 2
    expected = near[1] * near[2] / (near[0] + EPSILON)
    expected[:3] = -1
    ours = solve(vectors, 0, 1, 2, 47, "multiply")
    np.testing.assert_array_equal(ours.ids, np.argsort(-expected)[:47])
    np.testing.assert_allclose(ours.scores, expected[ours.ids], rtol=1e-5)
    theirs = peer_of(vectors).most_similar_cosmul(["w1", "w2"], ["w0"], topn=1)
    assert theirs[0][0] == f"w{ours.ids[0]}"


@settings(deadline=None)
@given(st.permutations(range(20)), st.sampled_from(["add", "multiply"]))
def test_the_rank_is_the_place_among_the_answers(words, method):
    vectors = random_space(20, 4)
    a, b, c, *others = words
    answers = solve(vectors, a, b, c, 20, method).ids.tolist()
    assert sorted(answers) == sorted(others)
    assert [rank_of(vectors, a, b, c, d, method) for d in answers] == list(range(1, 18))


def test_ranks_of_equal_words_go_by_id():
    vectors = np.vstack([np.eye(3), np.zeros((3, 3))])
    assert [rank_of(vectors, 0, 1, 2, d) for d in (3, 4, 5)] == [1, 2, 3]
    assert solve(vectors, 0, 1, 2, 3).ids.tolist() == [3, 4, 5]


def test_accuracy_is_that_of_gensim(tmp_path):
    random = np.random.default_rng(4)
    base, offset = random.normal(size=(40, 10)), random.normal(size=10)
    vectors = np.vstack([base, base + 1.5 * offset + 0.4 * random.normal(size=(40, 10))])
    vectors = vectors.astype(np.float32)
    pairs = [(f"w{i}", f"w{i + 40}") for i in range(40)]
    relations = {"even": pairs[::2], "odd": pairs[1:12:2], "none": [("w1", "W2"), ("w3", "no")]}
    questions = questions_of(relations)
    path = tmp_path / "questions.txt"
    path.write_text(
        "".join(
            f": {name}\n" + "".join(" ".join(question) + "\n" for question in asked)
            for name, asked in questions.items()
        )
    )
    _, sections = peer_of(vectors).evaluate_word_analogies(str(path))
    theirs = {s["section"]: (len(s["correct"]), len(s["incorrect"])) for s in sections}
    ours = accuracy(vectors, {f"w{i}": i for i in range(80)}, read_questions(path.open()))
    assert {name: (s.right, s.asked - s.right) for name, s in ours.items()} == {
        name: theirs[name] for name in relations
    }
    # 20·19 and 6·5 ordered pairs of pairs; of the last relation's two questions none is covered
    assert [(s.asked, s.skipped) for s in ours.values()] == [(380, 0), (30, 0), (0, 2)]
    whole = total(ours)
    assert (whole.asked, whole.skipped) == (410, 2)
    assert 0.2 < whole.share < 0.95  # the peers agree on hits and on misses
    assert np.isnan(ours["none"].share)


@pytest.mark.parametrize("method", ["add", "multiply"])
def test_many_blocks_answer_as_one_question_after_another(method):
    vectors = random_space(700, 3)
    ids = np.random.default_rng(5).integers(0, 700, (4000, 4))  # 2.8 M scores: three blocks
    for row in ids[::40]:  # of random questions few are right: make some of them so
        row[3] = solve(vectors, *row[:3], 1, method).ids[0]
    right = answered(vectors, ids, method)
    assert right[::40].all()
    for row, found in zip(ids[:300], right[:300], strict=True):
        assert found == (solve(vectors, *row[:3], 1, method).ids[0] == row[3])


def test_a_question_about_all_the_words_there_are_has_no_answer():
    vectors = np.eye(3)
    assert not answered(vectors, np.array([[0, 1, 2, 0], [0, 1, 2, 1], [0, 1, 2, 2]])).any()
    assert solve(vectors, 0, 1, 2, 5).ids.tolist() == []


def test_words_are_looked_up_as_spelt_and_then_in_lower_case():
    asked = numbered(
        {"May": 0, "may": 1, "june": 2, "july": 3},
        {"months": [("May", "may", "JUNE", "July"), ("May", "may", "June", "august")]},
    )
    assert asked.ids.tolist() == [[0, 1, 2, 3]]
    assert asked.skipped == (1,)


def test_score_of_no_question():
    assert score(np.eye(2), numbered({}, {})) == {}
    assert accuracy(np.eye(2), {}, {"empty": []}) == {"empty": Score(0, 0, 0)}


def test_diverged_vectors_are_scored_without_a_warning():
    vectors = random_space(6, 3)
    vectors[1:4] = np.nan
    assert answered(vectors, np.array([[0, 1, 2, 3], [1, 2, 3, 5]])).tolist() == [False, False]


def test_questions_of_pairs_are_about_four_words():
    states = [("Chicago", "Illinois"), ("Dallas", "Texas"), ("Houston", "Texas")]
    assert questions_of({"state": states})["state"] == [
        ("Chicago", "Illinois", "Dallas", "Texas"),
        ("Chicago", "Illinois", "Houston", "Texas"),
        ("Dallas", "Texas", "Chicago", "Illinois"),
        ("Houston", "Texas", "Chicago", "Illinois"),
    ]


def test_questions_are_read_by_relation():
    lines = [": capital\n", "Athens Greece Oslo Norway\n", "\n", ": plural", "a b c d", ":capital"]
    assert read_questions([*lines, "e f g h"]) == {
        "capital": [("Athens", "Greece", "Oslo", "Norway"), ("e", "f", "g", "h")],
        "plural": [("a", "b", "c", "d")],
    }


@pytest.mark.parametrize("line", ["a b c", "a b c d e", ":", "word"])
def test_a_line_that_is_no_question_is_refused_by_number(line):
    with pytest.raises(Refused) as refused:
        read_questions([": r", "a b c d", "", line + "\n"])
    assert str(refused.value) == (
        f"Line 4 is “{line}”; four words or “: name” of a relation are needed."
    )


def test_a_question_before_its_relation_is_refused():
    with pytest.raises(Refused) as refused:
        read_questions(["a b c d"])
    assert str(refused.value) == ("Line 1 is a question before any relation; begin with “: name”.")


def test_the_test_sets_of_mikolov_and_ca8_are_read(shared_data):
    folder = shared_data / "analogies"
    english = read_questions((folder / "questions-words.txt").read_text("utf-8").splitlines())
    assert len(english) == 14
    assert sum(map(len, english.values())) == 19_544
    chinese = read_questions((folder / "ca8_semantic_zh.txt").read_text("utf-8").splitlines())
    assert sum(map(len, chinese.values())) == 7_636


def test_king_and_queen_in_real_vectors(shared_data):
    path = shared_data / "vectors" / "word2vec_common1000_300d.txt.gz"
    trained = KeyedVectors.load_word2vec_format(str(path))
    man, king, woman, queen = (trained.key_to_index[w] for w in ("man", "king", "woman", "queen"))
    assert solve(trained.vectors, man, king, woman, 1).ids.tolist() == [queen]
    assert rank_of(trained.vectors, man, king, woman, queen) == 1
