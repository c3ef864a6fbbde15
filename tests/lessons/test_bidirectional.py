"""Reading from both ends: the film, its answers, and every claim of the lecture measured."""

import math
from typing import Any

import numpy as np
import pytest

from engine.claims import Claim
from engine.lessons import bidirectional as lesson
from engine.lessons.bidirectional import ANSWERS, PARAMS, claims, train
from engine.lessons.bidirectional.answers import cut
from engine.lessons.bidirectional.claims import trained
from engine.lessons.bidirectional.data import prepare
from engine.lessons.bidirectional.film import ASKED, labels, moments
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import tagged
from engine.text.tagged import Tagged
from engine.trace import Frame, Trace

SMALL: dict[str, Any] = {"hidden": 8, "updates": 100, "rate": 0.02}


@pytest.fixture(scope="module")
def english() -> Trace:
    """The default run, which claims measure too: trained once."""
    return trained()


@pytest.fixture(scope="module")
def chinese() -> Trace:
    """The beginning of a training is enough to read sentences by."""
    frames: list[Frame] = []
    for frame in train(PARAMS(corpus="toy-world-zh", **SMALL)):
        frames.append(frame)
        if len(frames) == 6:
            break
    return Trace(frames)


def refusal(trace: Trace, question: str, **query: str) -> str:
    with pytest.raises(Refused) as refused:
        ANSWERS[question](trace, query)
    return str(refused.value)


def test_moments_are_close_together_early_and_end_at_the_end() -> None:
    for updates in (100, 300, 2000):
        found = moments(updates)
        assert found == sorted(set(found))
        assert found[-1] == updates
        assert len(found) <= 59
        assert found[1] - found[0] <= found[-1] - found[-2]


def test_the_film_says_what_it_is_of(english: Trace) -> None:
    notes = english[0].notes
    assert [frame.step for frame in english] == [0, *moments(PARAMS().updates)]
    assert notes["language"] == "en"
    assert notes["readers"][:3] == ["forward1", "forward2", "forward3"]
    assert len(notes["tags"]) == notes["sizes"][3] == 10
    assert notes["sizes"][0] == len(bytes(english[0].weights["words"]).decode().split("\n"))
    assert max(len(frame.to_bytes()) for frame in english) < 20_000
    for frame in english:
        assert all(0 <= v <= 1 for n, v in frame.scalars.items() if not n.startswith("loss"))


def test_the_same_params_make_the_same_film(chinese: Trace) -> None:
    again = []
    for frame in train(PARAMS(corpus="toy-world-zh", **SMALL)):
        again.append(frame)
        if len(again) == 3:
            break
    for one, other in zip(again, chinese, strict=False):
        assert one.scalars == other.scalars
        for name, weight in one.weights.items():
            assert np.array_equal(weight, other.weights[name]), name


def test_both_ends_learn_what_the_left_cannot(english: Trace) -> None:
    final = english.final
    assert final["both1_several"] > final["forward1_several"] + 0.1
    assert final["both1_several"] > final["baseline_several"]
    # Exactly a coin toss: what was read up to *it* is the same in pairs of sentences.
    assert all(
        frame.scalars[f"it_{family}_forward{n}"] == 0.5
        for frame in english
        for family in ("right", "both")
        for n in (1, 2)
    )
    assert final["it_right_backward1"] > 0.9


def test_what_is_recorded_is_what_was_said(english: Trace) -> None:
    """Tags counted in the film are those that the kept numbers say, read by numpy."""
    frame = english[-1]
    lengths = np.asarray(english[0].weights["lengths"])
    asked = bytes(np.asarray(english[0].weights["asked"])).decode().split("\n")
    row = english[0].notes["readers"].index("both1")
    start = same = many = 0
    for length in lengths[:20].tolist():
        text = " ".join(asked[start : start + length])
        found = np.array(ANSWERS["read"](english, {"text": text})["chances"][-1][2])
        same += int((found.argmax(-1) == frame.weights["said"][row, start : start + length]).sum())
        start, many = start + length, many + length
    # Numbers are kept as float16: a tag on the very border may tip.
    assert same >= many - 1


def test_a_sentence_is_read_three_ways(english: Trace) -> None:
    answer = ANSWERS["read"](english, {"text": "They saw HER dog today!"})
    assert answer["words"] == ["they", "saw", "her", "dog", "today"]
    assert all(answer["known"])
    assert answer["several"] == [False, False, True, False, False]
    assert np.array(answer["chances"]).shape == (len(english), 3, 5, 10)
    assert np.array(answer["states"]).shape == (len(english), 3, 5, 32)
    sums = np.array(answer["chances"]).sum(-1)
    assert np.abs(sums - 1000).max() <= 5  # ten roundings
    other = ANSWERS["read"](english, {"text": "they saw her today"})
    left, right = (np.array(answer["states"])[:, row, :3] for row in (0, 1))
    assert np.array_equal(left, np.array(other["states"])[:, 0, :3])
    assert not np.array_equal(right, np.array(other["states"])[:, 1, :3])
    deep = ANSWERS["read"](english, {"text": "they saw her today", "layers": "3"})
    assert deep["layers"] == 3
    assert deep["chances"] != other["chances"]


def test_a_long_answer_stays_small(english: Trace) -> None:
    text = " ".join(["they saw her dog and the light was good"] * 5)
    answer = ANSWERS["read"](english, {"text": text})
    assert len(answer["words"]) == 24
    assert answer["left_out"] == 45 - 24
    assert len(to_json(answer)) < 300_000


@pytest.mark.parametrize("text", ["", "   ", "?!", "。。"])
def test_a_sentence_without_words_is_refused(english: Trace, text: str) -> None:
    assert refusal(english, "read", text=text) == "There is no word to read in this sentence."


def test_one_word_and_unknown_words_are_read(english: Trace) -> None:
    answer = ANSWERS["read"](english, {"text": "zebra"})
    assert answer["words"] == ["zebra"]
    assert answer["known"] == [False]
    assert np.array(answer["chances"]).shape[2] == 1


def test_own_chinese_is_cut_as_the_text_was(chinese: Trace) -> None:
    answer = ANSWERS["read"](chinese, {"text": "那个孩子花了十块钱。"})
    assert answer["words"] == ["那", "个", "孩子", "花", "了", "十", "块", "钱"]
    assert all(answer["known"])
    assert cut("他太聪明了", ["?", "他", "太", "聪明", "了"]) == ["他", "太", "聪明", "了"]
    assert cut("斑马在公园", ["?", "在", "公园"]) == ["斑马", "在", "公园"]


def test_who_it_is(english: Trace, chinese: Trace) -> None:
    answer = ANSWERS["who"](english, {})
    assert " ".join(answer["sentences"][0]) == (
        "the animal didn't cross the street because it was too tired"
    )
    assert answer["sentences"][1][-1] == "wide"
    apart = np.array(answer["apart"])  # (F, 3, T)
    assert apart.shape == (len(english), 3, 11)
    assert not apart[:, 0, :10].any()
    assert apart[-1, 0, 10] > 0.05
    assert apart[-1, 1, answer["it"]] > 0.05
    chances = np.array(answer["chances"])[-1]  # (6, 2)
    assert chances[0, 0] == chances[0, 1]
    assert chances[2, 0] > 0.5 > chances[2, 1]
    assert answer["choices"]["forms"] == ["didn't cross", "didn't fit into", "couldn't hold"]
    said = ANSWERS["who"](chinese, {"form": "2", "a": "书包", "b": "水桶", "second": "高"})
    assert "".join(said["sentences"][1]) == "这个书包装不下那个水桶因为它太高了"
    assert said["choices"]["forms"][0] == "没有过"


def test_bad_questions_are_one_sentence(english: Trace) -> None:
    assert refusal(english, "read", text="dog", layers="4") == (
        "layers=4 is not a whole number from 1 to 3."
    )
    assert refusal(english, "who", form="1", a="bag", b="bag") == (
        "Both nouns are “bag”: choose two different ones."
    )
    assert refusal(english, "who", a="unicorn").startswith("a=unicorn is not one of animal, dog")
    assert refusal(english, "confusions", reader="sideways").startswith("reader=sideways is not")
    assert refusal(english, "sentences", word="zebra") == "“zebra” is not in this text."
    assert refusal(english, "best", among="speed") == "There is nothing recorded by these names."
    assert refusal(english, "reached", names="x", values="a,b") == (
        "There is nothing recorded by these names."
    )
    assert refusal(english, "share", name="both1", edges="many") == "edges=many are not numbers."
    for question in ANSWERS:
        assert refusal(Trace(), question)


def test_gains_are_counted_from_what_was_said(english: Trace) -> None:
    answer = ANSWERS["gains"](english, {})
    shares = np.array(answer["shares"])  # (F, 3, words)
    gains = shares[-1, 2] - shares[-1, 0]
    assert (np.diff(gains) <= 1e-3).all()
    assert "her" in answer["words"]
    at = answer["words"].index("her")
    assert sum(answer["tags"][at].values()) == answer["counts"][at]
    assert answer["answer"] == answer["words"][0]
    assert ANSWERS["gains"](english, {"among": "her,dog"})["answer"] == "her"
    found = ANSWERS["sentences"](english, {"word": "her"})
    assert found["all"] == answer["counts"][at]
    wrong = sum(one["said"] != one["truth"] for one in found["sentences"])
    assert wrong == min(12, round((1 - shares[-1, 0, at]) * answer["counts"][at]))


def test_confusions_count_every_word_once_and_open_their_sentences(english: Trace) -> None:
    answer = ANSWERS["confusions"](english, {"reader": "forward1"})
    tables = np.array(answer["tables"])
    assert (tables.sum((1, 2)) == english[0].notes["asked_words"]).all()
    right = np.trace(tables[-1]) / tables[-1].sum()
    assert right == pytest.approx(english.final["forward1"])
    row, column = (answer["tags"].index(tag) for tag in ("pronoun", "determiner"))
    query = {"reader": "forward1", "truth": "pronoun", "said": "determiner"}
    found = ANSWERS["sentences"](english, query)
    assert found["all"] == tables[-1, row, column]
    for one in found["sentences"]:
        assert one["tags"][one["at"]] == "pronoun"


def test_predictions_are_answered(english: Trace) -> None:
    assert (
        ANSWERS["share"](english, {"name": "it_right_forward1", "edges": "0.6,0.9"})["answer"]
        == "0"
    )
    names = "it_right_forward1,it_right_backward1"
    query = {"names": names, "values": "left,right", "bound": "90"}
    assert ANSWERS["reached"](english, query)["answer"] == "right"
    assert (
        ANSWERS["reached"](english, query | {"names": "it_right_forward1", "values": "left"})[
            "answer"
        ]
        == "none"
    )
    among = {"among": "it_right_forward1,it_right_forward2"}
    assert ANSWERS["best"](english, among)["answer"] == "equal"
    assert ANSWERS["best"](english, {"among": "forward1_several,both1_several"})["answer"] == "1"
    probed = ANSWERS["probe"](english, {"what": "word"})
    assert probed["answer"] == "0"
    assert len(probed["layers"]) == 4


def test_probes_ask_what_stands_there(english: Trace) -> None:
    given = (([5, 0, 200], [1, 2, 0]), ([1], [3]))
    tag, word, place, before, after = (one.tolist() for one, _ in labels(given, 4))
    assert tag == [1, 2, 0, 3]
    assert word == [4, -1, -1, 0]  # the unknown word and rare ones are not asked for
    assert place == [0, 1, 2, 0]
    assert before == [-1, 1, 2, -1]
    assert after == [2, 0, -1, -1]
    probes = english[-1].arrays["probes"]
    assert probes.shape == (3, 4, len(ASKED))
    assert np.isfinite(probes).all()
    # The tag after it: from the right it is read, from the left guessed.
    assert probes[1, 1, 4] > probes[0, 1, 4] + 0.1


def test_the_baseline_is_each_words_most_frequent_tag() -> None:
    sentences = (("a", "b"), ("a", "b"), ("a", "c"), ("b", "a"), ("d", "a"))
    tags = (
        ("noun", "verb"),
        ("noun", "verb"),
        ("verb", "noun"),
        ("verb", "noun"),
        ("verb", "noun"),
    )
    data = prepare(Tagged("made", "en", sentences, tags), seed=1)
    assert len(data.asked) == 1  # a quarter of five
    a, noun = data.words.index("a"), data.tags.index("noun")
    assert data.usual[a] == noun
    assert data.words[0] == "?"
    whole, _ = data.baseline()
    assert 0 <= whole <= 1


def test_a_text_without_tags_is_refused() -> None:
    with pytest.raises(Refused):
        next(iter(train(PARAMS().changed(corpus="gutenberg"))))


@pytest.fixture(scope="module")
def measured() -> list[Claim]:
    return list(claims())


def test_every_claim_holds(measured: list[Claim]) -> None:
    assert [claim.claim for claim in measured if not claim.holds] == []
    assert len(measured) >= 8
    assert all(math.isfinite(claim.seconds) for claim in measured)


def test_the_lesson_says_where_it_computes() -> None:
    assert lesson.DEVICES == ("cpu",)
    assert set(tagged.KNOWN) >= {"toy-world", "toy-world-zh"}
