"""The bags lesson: its film, its answers and its claims, on readers really trained."""

import itertools
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import command_line
from engine.lessons import bags as lesson
from engine.lessons.bags import ANSWERS, PARAMS, train
from engine.lessons.bags.claims import trained
from engine.lessons.bags.material import encode, judged, made, material
from engine.lessons.bags.plane import paths
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import labelled, shelf
from engine.trace import Trace

LIKE = "I like deep learning, but I hate exams."
HATE = "I hate deep learning, but I like exams."
GOOD = ("喜欢", "好看", "精彩", "漂亮")
BAD = ("讨厌", "难看", "糟糕", "无聊")
OWN = "\n".join(
    f"{sign} 这 部 电影 {word} 我 {more}"
    for sign, words, more in (("+", GOOD, "还要看"), ("-", BAD, "不看了"))
    for word in words
    for _ in range(5)
)


@lru_cache(maxsize=8)
def film(**values: Any) -> Trace:
    """A run of these parameters, trained once; the default one is that of the claims."""
    return Trace(train(PARAMS(**values))) if values else trained()


def asked(trace: Trace, question: str, **query: str) -> dict[str, Any]:
    """The answer as a browser gets it."""
    answer: dict[str, Any] = json.loads(to_json(ANSWERS[question](trace, query)))
    return answer


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return str(refused.value)


# -- the film -----------------------------------------------------------------------------------


def test_the_film_says_what_each_reader_knows() -> None:
    trace = film()
    assert [frame.step for frame in trace] == list(range(0, 401, 8))
    final = trace.final
    assert final["bag_words"] == final["window_words"] == final["recurrent_words"] == 1
    # Twins get one judgement from a bag, and never have one feeling.
    assert {frame.scalars["bag_order"] for frame in trace} == {0.5}
    assert min(final["window_order"], final["recurrent_order"]) > 0.95
    places = np.asarray(trace[-1].arrays["places"])
    assert places.shape == (3, 9)
    assert (places[0] > 0.95).all()
    assert places[1, 0] > 0.95
    assert (places[1, 1:] < 0.65).all(), "what place 1 has learnt, no other place knows"
    assert places[2, 0] > places[2, 8]
    assert final["window_place"] == pytest.approx(places[1, 1:].mean(), abs=1e-6)
    assert len(trace[-1].to_bytes()) < 12_000
    assert trace[0].notes["parameters"] == {
        "bag": 433, "window": 3889, "recurrent": 3049,
    }  # 16·24 + 24 + 25; 160·24 + 24 + 25; 3·(16·24 + 24·24 + 48) + 25  # fmt: skip


def test_training_writes_into_the_first_blocks_only() -> None:
    trace = film()
    assert not trace[0].arrays["blocks"].any()
    moved = np.square(trace[-1].arrays["blocks"].astype(float).reshape(24, 10, 16)).sum((0, 2))
    assert moved[:2].min() > 4 * moved[2:].max()


def test_places_beyond_the_sentence_stay_as_they_began() -> None:
    blocks = film(window=14, updates=100)[-1].arrays["blocks"].reshape(24, 14, 16)
    # The sentences have 10 words: 4 of the 14 blocks never meet a vector.
    assert blocks[:, :10].any(axis=(0, 2)).all()
    assert not blocks[:, 10:].any()


def test_the_same_parameters_give_the_same_film_and_sentences_do_not_matter() -> None:
    values: dict[str, Any] = {"updates": 100, "dimension": 4, "seen": 2}
    one, two = (Trace(train(PARAMS(**values))) for _ in range(2))
    assert [frame.to_bytes() for frame in one] == [frame.to_bytes() for frame in two]
    said = PARAMS(sentence="a", other="b")
    assert said.identity() == PARAMS().identity()


def test_training_and_test_share_no_sentence() -> None:
    found = made("en", seen=9, seed=1)
    for task, test in (("clauses", "words"), ("clauses", "order")):
        learnt = {tuple(row) for row in found.tasks[task].learn.ids.tolist()}
        width = found.tasks[task].learn.ids.shape[1]
        tested = found.tasks[task].tests[test].ids
        wide = np.pad(tested, ((0, 0), (0, max(0, width - tested.shape[1]))))
        assert not learnt & {tuple(row) for row in wide.tolist()}
    assert len(found.tasks["phrases"].learn.labels) == 1500


def test_words_without_a_number_are_left_out() -> None:
    coded = encode([(["a", "x", "b"], 1), (["x"], 0)], {"a": 1, "b": 2})
    assert coded.ids.tolist() == [[1, 2], [0, 0]]
    assert coded.labels.tolist() == [1, 0]


# -- own and real sentences ---------------------------------------------------------------------


def test_an_own_text_in_chinese_is_learnt() -> None:
    trace = film(corpus=f"text:{shelf.put(OWN)}", updates=100, dimension=8)
    notes = trace[0].notes
    assert notes["language"] == "zh"
    assert notes["tests"] == ["plain", "shuffled", "moved"]
    assert notes["learnt"] == {"judged": 32}  # 40 lines, 8 of them kept for the test
    assert trace.final["bag_plain"] == 1
    assert trace.final["bag_shuffled"] == trace.final["bag_plain"]
    said = asked(trace, "pair", a="这 部 电影 精彩", b="精彩 电影 这 部 selfie")
    assert said["moments"][-1]["distance"] == 0
    assert said["sides"][1]["known"] == [True, True, True, True, False]
    assert asked(trace, "accuracy", reader="bag", test="plain", edges="0.5")["answer"] == "1"
    assert refusal(lambda: ANSWERS["phrase"](trace, {})) == (
        "Phrases stand in the made sentences only."
    )


@pytest.mark.parametrize(
    ("corpus", "sentence"),
    [
        (
            "brown",
            "“brown” has no judged sentences. Known: sentence-polarity, reviews-zh, "
            "or a text of your own.",
        ),
        ("text:0123456789abcdef", None),
    ],
)
def test_a_text_without_judgements_is_refused(corpus: str, sentence: str | None) -> None:
    said = refusal(lambda: next(train(PARAMS(corpus=corpus))))
    assert sentence is None or said == sentence


def test_film_verdicts_keep_a_part_for_the_test(shared_data: Path) -> None:
    assert labelled.available("sentence-polarity")
    found = judged("sentence-polarity", seed=1)
    task = found.tasks["judged"]
    assert len(task.tests["plain"].labels) == 1600
    assert 10_600 < len(task.learn.labels) + 1600 < 10_670
    # Shuffled: the same words in each sentence, in another order.
    plain, shuffled = task.tests["plain"].ids, task.tests["shuffled"].ids
    np.testing.assert_array_equal(np.sort(plain), np.sort(shuffled))
    assert (plain != shuffled).any()
    assert material(PARAMS(corpus="sentence-polarity")).spoken == "judged"


# -- answers ------------------------------------------------------------------------------------


def test_the_lectures_two_sentences_have_one_mean() -> None:
    trace = film()
    said = asked(trace, "pair", a=LIKE, b=HATE, edges="1e-12,0.5")
    assert said["answer"] == "0"
    assert said["ended"]
    for moment in said["moments"]:
        assert moment["distance"] == 0
        assert moment["means"][0] == moment["means"][1]
        assert moment["good"][0]["bag"] == moment["good"][1]["bag"]
        one, other = moment["paths"]["walks"]
        assert one[0] == other[0] == [0, 0]
        assert one[-1] == pytest.approx(other[-1], abs=1e-3)
        assert one[2] != other[2], "on the way they part"
    last = said["moments"][-1]["good"]
    # What comes after “but” decides: exams hated, then exams liked.
    for reader in ("window", "recurrent"):
        assert last[0][reader] < 0.05 < 0.95 < last[1][reader]


def test_any_order_of_a_sentence_has_its_mean() -> None:
    words = ["i", "like", "deep", "exams"]
    for order in itertools.permutations(words):
        said = ANSWERS["pair"](film(), {"a": " ".join(words), "b": " ".join(order)})
        assert said["moments"][-1]["distance"] == 0
    other = ANSWERS["pair"](film(), {"a": "i like exams", "b": "i like tea"})
    assert other["moments"][-1]["distance"] > 0.01


def test_unknown_words_are_said_to_be_and_left_out() -> None:
    said = asked(film(), "pair", a="I like selfies exams", b="I like exams")
    assert said["sides"][0]["known"] == [True, True, False, True]
    assert said["sides"][0]["seen"] == [True, True, False, True]
    assert said["moments"][-1]["distance"] == 0
    nobody = asked(film(), "pair", a="selfie", b="I like exams")
    assert nobody["moments"][-1]["good"][0] == {"bag": None, "window": None, "recurrent": None}
    assert nobody["moments"][-1]["means"][0] == [0] * 16
    one = asked(film(), "pair", a="exams", b="exams")
    assert one["moments"][-1]["distance"] == 0


def test_a_long_sentence_is_cut_and_the_window_sees_ten_words() -> None:
    said = asked(film(), "pair", a=" ".join(["exams"] * 30), b=LIKE)["sides"][0]
    assert (said["whole"], len(said["words"])) == (30, 16)
    assert said["seen"] == [True] * 10 + [False] * 6


@pytest.mark.parametrize("text", ["", "   ", "?! 🙂"])
def test_a_sentence_without_words_is_refused(text: str) -> None:
    said = refusal(lambda: ANSWERS["pair"](film(), {"a": text, "b": LIKE}))
    assert said == f"“{text}” has no words; letters, digits or characters are needed."


def test_every_swap_changes_the_window_and_none_the_bag() -> None:
    said = asked(film(), "swaps", text=LIKE, reader="window")
    # 8 words make 28 pairs; “i” and “i” are one word.
    assert said["pairs"] == 27
    assert said["changed"]["bag"] == 0
    assert said["changed"]["window"] == 27
    assert said["answer"] == "all"
    assert not np.any(said["tables"]["bag"])
    table = np.array(said["tables"]["window"])
    assert (table == table.T).all()
    assert table[1, 6] > 0.9, "the two verbs exchanged turn the judgement round"
    assert asked(film(), "swaps", text=LIKE, reader="bag")["answer"] == "none"
    assert asked(film(), "swaps", text="selfie")["pairs"] == 0


def test_a_phrase_at_every_place() -> None:
    trace = film()
    said = asked(trace, "phrase", first="not", quality="good")
    assert said["good"] is False
    assert np.shape(said["film"]) == (51, 3, 9)
    assert [row.index("not") for row in said["rows"]] == list(range(9))
    last = np.array(said["film"][-1])
    assert (last[0] < 0.05).all(), "the bag has the same words at every place"
    assert np.ptp(last[0]) == 0
    assert last[1, 0] < 0.05
    assert np.ptp(last[1]) > 0.1
    assert asked(trace, "phrase", first="not", quality="bad")["good"] is True
    wrong = refusal(lambda: ANSWERS["phrase"](trace, {"first": "not", "quality": "blue"}))
    assert wrong == "“not blue” is not one of the phrases."


def test_shares_told_rightly_are_answered_in_intervals() -> None:
    trace = film()
    query = {"reader": "bag", "test": "order", "edges": "0.6,0.9"}
    assert asked(trace, "accuracy", **query) == {"value": 0.5, "answer": "0"}
    assert asked(trace, "place", reader="window", place="1", edges="0.65,0.9")["answer"] == "2"
    assert asked(trace, "place", reader="window", place="5", edges="0.65,0.9")["answer"] == "0"
    assert asked(trace, "last", test="order")["answer"] == "bag"
    assert asked(trace, "accuracy", **(query | {"edges": "x"}))["answer"] == "0"
    said = refusal(lambda: ANSWERS["accuracy"](trace, {"reader": "bag", "test": "taste"}))
    assert said == "There is no test “bag_taste” in this run."
    refusal(lambda: ANSWERS["last"](trace, {"test": "taste"}))


@pytest.mark.parametrize("raw", ["", "0", "10", "-1", "1e1", "٣", "9" * 60])
def test_a_place_outside_the_sentence_is_refused(raw: str) -> None:
    said = refusal(lambda: ANSWERS["place"](film(), {"reader": "bag", "place": raw}))
    assert said == f"place={raw[:40]} is not a place from 1 to 9."


def test_while_nothing_is_there_nothing_is_answered() -> None:
    for question in ANSWERS.values():
        assert refusal(lambda question=question: question(Trace(), {"a": "x", "b": "x"})) == (
            "This run has no frames yet."
        )
    early = Trace(film().frames[:1])
    said = asked(early, "pair", a=LIKE, b=HATE)
    assert not said["ended"]
    assert said["moments"][0] == said["moments"][1]


def test_walks_of_sentences_add_up_in_the_plane() -> None:
    rng = np.random.default_rng(0)
    words = rng.normal(size=(5, 7))
    found: Any = paths([words, words[::-1]])
    one, other = found["walks"]
    np.testing.assert_allclose(one[-1], other[-1], atol=1e-12)
    assert 0 < found["held"] <= 1
    # In two dimensions the plane is the whole space: lengths of steps are true.
    flat: Any = paths([np.array([[3.0, 4.0], [0.0, 2.0]])])
    lengths = np.linalg.norm(np.diff(flat["walks"][0], axis=0), axis=1)
    np.testing.assert_allclose(lengths, [2.5, 1.0])  # 5 ÷ 2, 2 ÷ 2
    assert flat["held"] == pytest.approx(1)
    empty: Any = paths([np.zeros((0, 3)), np.zeros((1, 3))])
    assert [len(walk) for walk in empty["walks"]] == [1, 2]


# -- the rest -----------------------------------------------------------------------------------


def test_every_claim_holds() -> None:
    found = {claim.claim: claim for claim in lesson.claims()}
    assert [claim.claim for claim in found.values() if not claim.holds] == []
    told = [str(claim.measured) for claim in found.values()]
    assert told[:3] == ["distance 0", "0", "0 (500)"]
    assert told[6] == "3,889; 38,449; 433"  # 24 · 16 · 90 = 34,560 more


def test_from_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "judged.txt"
    text.write_text(OWN, encoding="utf-8")
    arguments = ["run", "bags", "--corpus", f"file:{text}", "--updates", "100"]
    assert command_line.main([*arguments, "--dimension", "4", "--device", "cpu"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["state"] == "done"
    assert said["frames"] == 26
