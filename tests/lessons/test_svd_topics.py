"""The SVD topics lesson: its tables, its film of directions, its answers and its claims."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score

from engine.lessons import svd_topics as lesson
from engine.lessons.embedding_space.sources import of_run
from engine.lessons.svd_topics import ANSWERS, PARAMS, agreement, lecture, sources, train, window
from engine.lessons.svd_topics.params import MOST_WORDS
from engine.lessons.svd_topics.recorded import read
from engine.measures import svd as measures
from engine.params import key_of
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import corpora, shelf
from engine.trace import Frame, Trace

WEIGHTINGS = ("counts", "tfidf", "ppmi")
ANIMALS = """The cat likes milk and the cat sleeps at home.

The dog likes bones and the dog sleeps outside.

The train waits on the rails at the station.

The bus waits on the road near the station.

The cat and the dog play with a ball at home.

The train and the bus carry people to the station."""
CHINESE = """国王住在城堡里，国王有王冠。

王后住在城堡里，王后也有王冠。

小狗在院子里追小猫，小狗喜欢骨头。

小猫在院子里追老鼠，小猫喜欢牛奶。"""


def own(text: str) -> str:
    """The corpus id of a text of ours."""
    return f"text:{shelf.put(text)}"


@lru_cache(maxsize=32)
def made(**values: Any) -> Trace:
    """The film of these parameters, made once."""
    return Trace(train(PARAMS(**values)))


def ours(text: str = ANIMALS, **values: Any) -> Trace:
    return made(**({"corpus": own(text), "min_count": 1, "common": 1.0} | values))


def refusal(call: Callable[[], Any]) -> str:
    """The sentence with which something is refused."""
    with pytest.raises(Refused) as refused:
        call()
    return str(refused.value)


def rebuilt(trace: Trace, rank: int) -> np.ndarray:
    """The window of the table from what frames 1 … rank brought, as a viewer adds it up."""
    table = np.zeros_like(trace[0].arrays["original"], np.float64)
    for frame in list(trace)[1 : rank + 1]:
        table += np.outer(frame.arrays["left"], frame.arrays["right"])
    return table


# -- the lecture's table ----------------------------------------------------------------------


def test_the_lectures_table_is_taken_apart_exactly() -> None:
    trace = made(numbers="lecture")
    assert [frame.step for frame in trace] == [0, 1, 2, 3, 4, 5]
    first = trace[0]
    assert first.notes["rows"] == first.notes["columns"] == ["cat", "dog", "pet", "car", "bus"]
    assert first.arrays["original"].tolist() == [
        [0, 5, 8, 1, 0], [5, 0, 7, 0, 1], [8, 7, 0, 2, 1], [1, 0, 2, 0, 6], [0, 1, 1, 6, 0],
    ]  # fmt: skip
    # Symmetric: singular values are the sizes of the eigenvalues
    # 13.9755, −8.6282, −6.6035, 5.5190, −4.2629, whose sum is 0, the diagonal's.
    singular = [frame.scalars["singular"] for frame in list(trace)[1:]]
    assert singular == pytest.approx([13.9755, 8.6282, 6.6035, 5.5190, 4.2629], abs=1e-4)
    values = np.linalg.eigvalsh(lecture.counts(itself=False))
    assert sorted(np.abs(values))[::-1] == pytest.approx(singular, abs=1e-5)
    assert values.sum() == pytest.approx(0, abs=1e-9)
    # 13.9755² = 195.3; all squares: 2 · (25 + 64 + 1 + 49 + 1 + 4 + 1 + 36) = 362; 195.3 / 362
    assert trace[1].scalars["energy"] == pytest.approx(0.5395, abs=1e-4)
    assert rebuilt(trace, 5) == pytest.approx(first.arrays["original"], abs=1e-5)


def test_with_an_empty_diagonal_traffic_is_the_fourth_direction() -> None:
    trace = made(numbers="lecture")
    assert ANSWERS["strongest"](trace, {"words": "car,bus"})["answer"] == "4"
    found = ANSWERS["near"](trace, {"word": "car", "rank": "2"})
    assert found["answer"] == "cat"
    assert found["cosines"][2][0] == pytest.approx(0.9997, abs=1e-4)
    told = dict(trace[4].notes["topic"]["words"])
    assert min(told["car"], told["bus"]) > 0 > max(told["cat"], told["dog"], told["pet"])


def test_with_a_diagonal_two_directions_part_animals_from_traffic() -> None:
    trace = made(numbers="lecture", itself=True)
    # Rows of the table sum to 14, 13, 18, 9, 8; these fill its diagonal.
    assert np.diag(trace[0].arrays["original"]).tolist() == [14, 13, 18, 9, 8]
    assert ANSWERS["strongest"](trace, {"words": "car,bus"})["answer"] == "2"
    nearest = {
        word: ANSWERS["near"](trace, {"word": word, "rank": "2"})["answer"]
        for word in lecture.WORDS
    }
    assert nearest["car"] == "bus"
    assert nearest["bus"] == "car"
    assert {nearest["cat"], nearest["dog"], nearest["pet"]} <= {"cat", "dog", "pet"}


def test_the_lectures_run_does_not_depend_on_a_text() -> None:
    one, other = PARAMS(numbers="lecture"), PARAMS(numbers="lecture", corpus="brown", rank=7)
    assert key_of("svd-topics", one) == key_of("svd-topics", other)
    assert key_of("svd-topics", one) != key_of("svd-topics", PARAMS(numbers="lecture", itself=True))


# -- the film ---------------------------------------------------------------------------------


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("matrix", ["term-document", "term-term"])
def test_the_error_at_rank_k_is_the_energy_left(matrix: str, weighting: str) -> None:
    trace = ours(matrix=matrix, weighting=weighting, rank=100)
    recorded = read(trace)
    cells = recorded.cells.toarray()
    whole = float(np.square(cells, dtype=np.float64).sum())
    for frame in trace:
        near = recorded.words[:, : frame.step] @ (recorded.columns / recorded.s)[:, : frame.step].T
        error = float(np.square(cells - near).sum()) / whole
        assert error == pytest.approx(1 - frame.scalars["energy"], abs=1e-5)
        assert frame.scalars["error"] == pytest.approx(np.sqrt(max(0, error)), abs=3e-3)
    # All directions there are: nothing is left.
    assert trace[-1].scalars["error"] == pytest.approx(0, abs=3e-3)


def test_singular_values_fall_and_the_energy_rises() -> None:
    trace = made(corpus="toy-world")
    values = [frame.scalars["singular"] for frame in list(trace)[1:]]
    assert values == sorted(values, reverse=True)
    energies = [frame.scalars["energy"] for frame in trace]
    assert energies == sorted(energies)
    assert energies[0] == 0
    assert 0.5 < energies[-1] < 0.6


def test_what_viewers_add_up_is_the_window_of_rank_k() -> None:
    trace = made(corpus="toy-world")
    recorded = read(trace)
    rows = [recorded.index[word] for word in trace[0].notes["rows"]]
    titles = recorded.titles
    columns = [titles.index(title) for title in trace[0].notes["columns"]]
    assert trace[0].arrays["original"] == pytest.approx(recorded.cells.toarray()[rows][:, columns])
    for rank in (0, 1, 7, 30):
        whole = recorded.words[:, :rank] @ (recorded.columns / recorded.s)[:, :rank].T
        assert rebuilt(trace, rank) == pytest.approx(whole[rows][:, columns], abs=1e-4)


def test_the_film_is_small_and_the_last_frame_keeps_the_vectors() -> None:
    trace = made(corpus="toy-world")
    assert sum(len(frame.to_bytes()) for frame in trace) < 300_000
    vectors = [frame.step for frame in trace if "vectors" in frame.weights]
    assert vectors == [30]
    points = of_run(trace[0], trace[-1], "run:0123456789abcdef@30")
    assert points.vectors.shape == (396, 30)
    assert points.labels[: len(trace[0].notes["words"])] == tuple(trace[0].notes["words"])
    assert "kind" in points.columns
    assert "capital" in points.relations


def test_a_run_and_its_repetition_are_equal_to_the_last_bit() -> None:
    one, other = (list(train(PARAMS(matrix="term-term", rank=5))) for _ in range(2))
    assert [frame.to_bytes() for frame in one] == [frame.to_bytes() for frame in other]


def test_signs_are_fixed() -> None:
    for frame in list(made(corpus="toy-world"))[1:]:
        told = frame.notes["topic"]["words"]
        # The heaviest word of a direction is on its positive side.
        assert max(told, key=lambda pair: abs(pair[1]))[1] > 0


def test_each_topic_names_its_ends() -> None:
    trace = made(corpus="toy-world")
    topic = trace[8].notes["topic"]
    values = [value for _, value in topic["words"]]
    assert values == sorted(values, reverse=True)
    assert {"soup", "gravy", "orchard"} <= {word for word, value in topic["words"] if value > 0}
    assert {"tunnel", "platform", "runway"} <= {w for w, value in topic["words"] if value < 0}
    food, vehicles = topic["documents"]
    names = trace[0].notes["categories"]
    assert {names[document["category"]] for document in food} == {"foods"}
    assert {names[document["category"]] for document in vehicles} == {"vehicles"}
    # No cell is negative: the first direction lies on one side.
    assert min(value for _, value in trace[1].notes["topic"]["words"]) > 0
    assert ANSWERS["signs"](trace, {"rank": "1"})["answer"] == "one"
    assert ANSWERS["signs"](trace, {"rank": "8"})["answer"] == "two"


def test_a_lower_rank_than_asked_for_ends_the_film() -> None:
    # Three documents span at most three directions; two of them are equal: two.
    trace = ours("one fish two fish\n\none fish two fish\n\nred bird blue bird")
    assert trace[-1].step == trace[0].notes["last_step"] == 2
    assert trace[-1].scalars["energy"] == pytest.approx(1, abs=1e-5)


# -- tables and weights -----------------------------------------------------------------------


def test_the_table_is_scikit_learns_tfidf_and_svd() -> None:
    trace = ours(weighting="tfidf", rank=3)
    recorded = read(trace)
    documents = [" ".join(part.lower().split()) for part in ANIMALS.split("\n\n")]
    learner = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b")
    theirs = learner.fit_transform(documents).T.toarray()
    order = [learner.vocabulary_[word] for word in recorded.names]
    assert recorded.cells.toarray() == pytest.approx(theirs[order], abs=1e-6)
    decomposed = TruncatedSVD(3, algorithm="arpack", random_state=0).fit(csr_array(theirs.T))
    assert recorded.s == pytest.approx(decomposed.singular_values_, rel=1e-5)
    components = decomposed.components_[:, order]
    cosines = np.abs((recorded.words / recorded.s * components.T).sum(axis=0))
    assert cosines == pytest.approx(np.ones(3), abs=1e-4)


def test_eigenwords_are_the_measures_cca() -> None:
    params = PARAMS(corpus="toy-world", matrix="term-term", method="eigenwords", rank=8)
    read_ = sources.read_text("toy-world", "words", "term-term", 2)
    counts = sources.counted(read_, params)
    found = measures.cca(counts, 8)
    recorded = read(made(corpus="toy-world", matrix="term-term", method="eigenwords", rank=8))
    assert recorded.s == pytest.approx(found.s, rel=1e-4)
    u = recorded.words / recorded.s
    assert np.abs((u * found.u).sum(axis=0)) == pytest.approx(np.ones(8), abs=1e-3)


def test_words_in_too_many_documents_are_left_out_and_say_so() -> None:
    trace = made(corpus="toy-world")
    assert trace[0].notes["different"] == 568
    assert trace[0].notes["vocabulary"] == 396
    assert trace[0].notes["common"] == 172  # 568 − 396
    said = refusal(lambda: ANSWERS["query"](trace, {"words": "the king"}))
    assert said == "Too many documents hold these words, so they were left out: the, king."
    assert len(made(corpus="toy-world", common=1.0)[0].notes["words"]) == 568


def test_a_short_text_loses_no_word_for_being_common() -> None:
    # "the" stands in 6 of 6 documents, others in 4 at most: with a share of 0.1 that is still few.
    trace = ours(common=0.1)
    assert "the" not in trace[0].notes["words"]
    assert {"cat", "station", "home"} <= set(trace[0].notes["words"])


@pytest.mark.parametrize("matrix", ["term-document", "term-term"])
@pytest.mark.parametrize("tokens", ["words", "characters"])
def test_a_chinese_text_of_ones_own(matrix: str, tokens: str) -> None:
    trace = ours(CHINESE, matrix=matrix, tokens=tokens)
    assert trace[0].notes["language"] == "zh"
    assert ("国王" if tokens == "words" else "王") in trace[0].notes["words"]
    word = "小狗" if tokens == "words" else "狗"
    found = ANSWERS["query"](trace, {"words": word})
    assert found["words"] == [word]
    assert len(found["ids"]) == len(trace)


def test_200000_different_words_are_bounded() -> None:
    words = [f"w{i:x}" for i in range(200_000)]
    pieces = [" ".join(words[i : i + 4_000]) for i in range(0, len(words), 4_000)]
    trace = made(corpus=own("\n\n".join(pieces)), min_count=1, rank=2)
    notes = trace[0].notes
    assert notes["vocabulary"] == MOST_WORDS
    assert notes["different"] == 200_000
    assert len(notes["words"]) <= 1_500


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("word", {}, "Of the text's 1 different words 1 occur at least 1 times"),
        ("one two three", {}, "A table of documents needs at least 2 of them; this text is 1."),
        ("one\n\ntwo", {"matrix": "term-term"}, "No two words stand beside each other here"),
        ("a b c\n\na b c", {"min_count": 100}, "0 occur at least 100 times"),
        (ANIMALS, {"weighting": "ppmi", "shift": 20.0}, "With a shift of 20.0 no cell is left"),
    ],
    ids=["one word", "one document", "no neighbours", "all rare", "shift"],
)
def test_what_cannot_be_taken_apart_is_said_in_a_sentence(
    text: str, values: dict[str, Any], said: str
) -> None:
    matrix = {"matrix": "term-term"} if text == "word" else {}
    assert said in refusal(lambda: ours(text, **(matrix | values)))


def test_a_text_without_words_is_refused() -> None:
    assert refusal(lambda: ours("… !!!", matrix="term-term"))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12), min_size=2, max_size=8
    ),
    st.sampled_from(WEIGHTINGS),
    st.sampled_from(["svd", "eigenwords"]),
    st.sampled_from(["term-document", "term-term"]),
)
def test_any_text_is_decomposed_or_refused(
    documents: list[list[str]], weighting: str, method: str, matrix: str
) -> None:
    text = "\n\n".join(" ".join(f"{letter}{letter}" for letter in words) for words in documents)
    params = PARAMS.checked(
        corpus=own(text), min_count=1, weighting=weighting, method=method, matrix=matrix, common=1.0
    )
    try:
        trace = Trace(train(params))
    except Refused:
        return
    assert trace[-1].scalars["energy"] <= 1
    assert all(np.isfinite(value) for frame in trace for value in frame.scalars.values())
    original = trace[0].arrays["original"]
    if len(trace[0].notes["rows"]) == trace[0].notes["vocabulary"]:
        assert rebuilt(trace, len(trace) - 1) == pytest.approx(original, abs=1e-2)


# -- the window -------------------------------------------------------------------------------


def test_the_window_shows_both_ends_of_the_first_directions() -> None:
    first = np.arange(100, dtype=np.float32)[::-1] / 100  # one side only
    second = np.linspace(-1, 1, 100).astype(np.float32)
    chosen = window.chosen(np.stack([first, second], axis=1))
    assert len(chosen) == len(set(chosen.tolist())) == window.SHOWN
    assert chosen[:6].tolist() == [0, 1, 2, 99, 98, 97]
    assert window.chosen(np.eye(5)).tolist() == [0, 1, 2, 3, 4]


@settings(max_examples=30, deadline=None)
@given(arrays(np.float32, (40, 3), elements=st.floats(-1, 1, width=32)))
def test_the_window_is_full_whatever_the_directions(directions: np.ndarray) -> None:
    chosen = window.chosen(directions)
    assert len(chosen) == len(set(chosen.tolist())) == window.SHOWN
    assert 0 <= chosen.min() <= chosen.max() < 40


def test_rows_of_ones_own_come_with_their_neighbours() -> None:
    trace = made(corpus="toy-world")
    found = ANSWERS["rows"](trace, {"words": "puppy,train,nonsense"})
    assert found["rows"][0] == "puppy"
    assert "train" in found["rows"]
    assert found["unknown"] == ["nonsense"]
    assert len(found["rows"]) == len(found["columns"]) == window.SHOWN
    added = np.einsum("kr,kc->rc", found["left"], found["right"])
    assert added.shape == found["original"].shape
    recorded = read(trace)
    row = recorded.index["puppy"]
    titles = recorded.titles
    column = titles.index(found["columns"][0])
    assert found["original"][0][0] == pytest.approx(recorded.cells.toarray()[row, column])
    to_json(found)


# -- questions --------------------------------------------------------------------------------


def test_a_document_asked_with_its_own_words_finds_itself() -> None:
    trace = ours(weighting="tfidf", rank=100)
    for number, text in enumerate(ANIMALS.lower().replace(".", "").split("\n\n")):
        found = ANSWERS["query"](trace, {"words": text})
        assert found["ids"][-1][0] == number
        assert found["cosines"][-1][0] == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_folding_in_is_the_measures(weighting: str) -> None:
    trace = ours(weighting=weighting, rank=4)
    recorded = read(trace)
    found = ANSWERS["query"](trace, {"words": "cat dog dog"})
    counts = np.zeros(len(recorded.names))
    counts[[recorded.index["cat"], recorded.index["dog"]]] = [1, 2]
    column = sources.column_of(
        counts, recorded.weights["query weights"], trace[0].notes["settings"]
    )
    svd = measures.SVD(recorded.words / recorded.s.astype(np.float32), recorded.s,
                       recorded.columns / recorded.s.astype(np.float32))  # fmt: skip
    folded = measures.fold_in(svd, column)
    assert found["place"] == pytest.approx(folded * recorded.s, abs=1e-4)


def test_documents_are_found_without_a_shared_word() -> None:
    trace = made(corpus="toy-world")
    found = ANSWERS["query"](trace, {"words": "puppy"})
    shared = [found["documents"][str(i)]["shared"] for i in found["ids"][-1]]
    unshared = ANSWERS["unshared"](trace, {"words": "puppy", "edges": "1,5"})
    assert unshared["value"] == shared.count(0) > 4
    assert unshared["answer"] == "2"
    names = trace[0].notes["categories"]
    kinds = {names[found["documents"][str(i)]["category"]] for i in found["ids"][-1]}
    assert kinds == {"animals"}
    # With no direction there is no nearest.
    assert np.all(np.asarray(found["cosines"][0]) == 0)
    to_json(found)


def test_a_question_among_words_finds_words() -> None:
    trace = made(corpus="toy-world", matrix="term-term", weighting="ppmi")
    found = ANSWERS["query"](trace, {"words": "king"})
    assert found["kind"] == "words"
    assert found["answer"] == ANSWERS["near"](trace, {"word": "king"})["answer"] == "queen"
    assert "king" not in [found["names"][str(i)] for i in found["ids"][-1]]


def test_bad_questions_are_refused_in_a_sentence() -> None:
    trace = made(corpus="toy-world")
    words = made(corpus="toy-world", matrix="term-term", weighting="ppmi")
    said = {
        refusal(lambda: ANSWERS["query"](trace, {"words": "xyzzy"})),
        refusal(lambda: ANSWERS["near"](trace, {"word": "xyzzy"})),
        refusal(lambda: ANSWERS["near"](trace, {"word": "puppy", "rank": "31"})),
        refusal(lambda: ANSWERS["document"](words, {"id": "1"})),
        refusal(lambda: ANSWERS["categories"](words, {})),
        refusal(lambda: ANSWERS["kept"](trace, {"edges": "a"})),
        refusal(lambda: ANSWERS["query"](Trace([]), {"words": "a"})),
    }
    assert said == {
        "None of these words is in the table: xyzzy.",
        "“xyzzy” is not one of this table's 396 words.",
        "rank=31 is not a whole number from 1 to 30.",
        "This table has no documents; take words × documents.",
        "The documents of this text have no categories to compare with.",
        "edges=a is not a list of numbers.",
        "This run has not ended yet.",
    }


def test_a_document_is_named_with_its_heaviest_words() -> None:
    found = ANSWERS["document"](ours(weighting="tfidf"), {"id": "2"})
    assert found["title"] == "The train waits on the rails at the station."
    assert "rails" in found["words"]
    assert found["answer"] == found["title"]


# -- categories -------------------------------------------------------------------------------


def test_purity_and_the_rand_index_are_the_known_ones() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1])
    truth = np.array([0, 0, 1, 1, 1, 0])
    assert agreement.purity(labels, truth) == pytest.approx(4 / 6)  # 2 of 3 in each
    # Pairs together in both: 1 + 1; each partition has 6 of 15; expected 6 · 6 / 15 = 2.4;
    # (2 − 2.4) / (6 − 2.4) = −0.111
    assert agreement.adjusted_rand(labels, truth) == pytest.approx(-0.4 / 3.6)
    assert agreement.adjusted_rand(labels, labels + 3) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40))
def test_the_rand_index_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    labels, truth = (np.array(column) for column in zip(*pairs, strict=True))
    theirs = adjusted_rand_score(truth, labels)
    assert agreement.adjusted_rand(labels, truth) == pytest.approx(theirs, abs=1e-9)


def test_topics_line_up_with_the_toy_worlds_kinds() -> None:
    found = ANSWERS["categories"](made(corpus="toy-world"), {"edges": "0.45,0.9"})
    assert found["answer"] == "2"
    assert found["purity"] > 0.95
    assert 0.25 < found["chance"] < 0.4
    assert found["clusters"]["purity"] > 0.85
    assert sum(found["rows"][0]["counts"].values()) == agreement.LOOKED_AT
    to_json(found)


def test_reuters_topics_are_no_worse_than_scikit_learns(shared_data: Any) -> None:
    from sklearn.cluster import KMeans
    from sklearn.preprocessing import normalize

    del shared_data
    params = PARAMS(corpus="reuters", common=1.0)
    table = sources.table(params)
    assert table.read is not None
    truth = table.read.category_of
    sample = np.flatnonzero(truth < 8)[::4]  # the eight largest categories
    found = measures.truncated(table.cells, 20, 1)
    ours_ = agreement.clusters((found.v * found.s.astype(np.float32))[sample], truth[sample], 1)
    theirs = TruncatedSVD(20, algorithm="arpack", random_state=0).fit_transform(table.cells.T)
    labels = KMeans(8, n_init=4, random_state=0).fit_predict(normalize(theirs[sample]))
    assert ours_["purity"] > agreement.purity(labels, truth[sample]) - 0.03
    assert ours_["rand"] > adjusted_rand_score(truth[sample], labels) - 0.05
    assert ours_["purity"] > ours_["chance"] + 0.2


# -- the rest ---------------------------------------------------------------------------------


def test_every_claim_holds() -> None:
    found = list(lesson.claims())
    assert all(claim.holds for claim in found), [claim for claim in found if not claim.holds]
    told = {claim.claim: claim.measured for claim in found}
    assert told["singular values of the 5 × 5 table"] == "13.98 · 8.63 · 6.60 · 5.52 · 4.26"
    slips = [claim for claim in found if claim.claim.startswith("slip")]
    assert [(claim.lecture, str(claim.measured)[:1]) for claim in slips] == [("2", "4")]


def test_a_standard_corpus_that_is_not_here_is_not_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(corpora, "available", lambda id_: id_ == "toy-world")
    assert not any("Reuters" in claim.claim for claim in lesson.claims())


def test_frame_0_says_what_was_read() -> None:
    frame: Frame = next(train(PARAMS(corpus="toy-world", rank=1)))
    notes = frame.notes
    assert notes["size"] == [396, 2504]
    assert notes["square"] is False
    assert len(notes["rows"]) == len(notes["columns"]) == window.SHOWN
    assert len(notes["column_categories"]) == window.SHOWN
    assert len(notes["group_of"]) == len(notes["words"])
    assert notes["groups"][-1] == "other"
