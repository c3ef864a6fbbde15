"""Recurrent networks: what a training leaves behind, what it answers, and every claim."""

import sys
from typing import Any

import numpy as np
import pytest

from engine.lessons.recurrent import ANSWERS, PARAMS, train
from engine.lessons.recurrent import claims as every_claim
from engine.lessons.recurrent.features import (
    carried,
    characters,
    features,
    inside_quotes,
    many,
    of_words,
)  # fmt: skip
from engine.lessons.recurrent.film import MOST, moments
from engine.lessons.recurrent.params import text_of
from engine.lessons.recurrent.recorded import READ, Recorded
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import corpora, shelf
from engine.text.streams import UNKNOWN
from engine.trace import Trace
from pages.shared.language import LANGUAGES
from pages.shared.scenes import story

STORY = (
    'The king wears a crown. "Tea, please!" said the queen. The queens drink tea. '
    "A dog chases the cats.\nThe cats drink milk. She likes him.\n"
) * 12
TEA = "国王喝茶。王后喝茶。小狗追小猫。“他喝牛奶。”她说。\n" * 12
SMALL = {"updates": 100, "hidden": 8}


def own(text: str) -> str:
    return f"text:{shelf.put(text)}"


def run(**values: Any) -> Trace:
    return Trace(train(PARAMS(**{**SMALL, **values})))


@pytest.fixture(scope="module")
def tale() -> Trace:
    return run(corpus=own(STORY))


@pytest.fixture(scope="module")
def letters() -> Trace:
    return run(corpus=own(STORY), tokens="characters", cell="lstm", reach=12)


@pytest.fixture(scope="module")
def world() -> Trace:
    """The default of the page, in both languages' sense: it answers the scenes of English."""
    frames = list(train(PARAMS()))
    return Trace([*frames[:-1:4], frames[-1]])


def refused(trace: Trace, question: str, **query: str) -> str:
    with pytest.raises(Refused) as said:
        ANSWERS[question](trace, query)
    return str(said.value)


# -- the film -----------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", [1_000, 1_000_000, 40_000_000])
@pytest.mark.parametrize("updates", [1, 100, 5_000])
def test_moments_are_close_together_early_and_end_with_the_training(
    numbers: int, updates: int
) -> None:
    steps = moments(updates, numbers)
    assert steps[-1] == updates
    assert len(steps) <= MOST
    gaps = np.diff([0, *steps])
    assert (gaps > 0).all()
    assert gaps[0] <= gaps[-1]


def test_a_training_learns_and_keeps_its_network(tale: Trace) -> None:
    first, last = tale[0], tale[-1]
    assert last.step == 100
    V = first.notes["vocabulary"]
    assert first.scalars["perplexity"] == pytest.approx(V, rel=0.3)
    assert last.scalars["perplexity"] < V / 2
    assert last.scalars["counting"] == min(first.notes["counted"].values())
    names = {"embedding.weight", "weight_ih_l0", "weight_hh_l0", "output.weight", "output.bias"}
    assert all(names <= set(frame.weights) for frame in tale)
    assert last.weights["output.weight"].dtype == np.float32
    assert first.notes["parameters"] == sum(
        last.weights[name].size for name in last.weights
    )  # fmt: skip
    assert 0 <= last.scalars["clipped"] <= 1


def test_the_same_parameters_give_the_same_numbers() -> None:
    one, other = (run(corpus=own(STORY), updates=100) for _ in range(2))
    for name, values in one[-1].weights.items():
        np.testing.assert_array_equal(values, other[-1].weights[name])
    assert one[-1].scalars["perplexity"] == other[-1].scalars["perplexity"]


def test_a_large_network_is_kept_in_half_precision() -> None:
    trace = run(corpus="toy-world", hidden=256, updates=100, cell="lstm", reach=2)
    assert trace[-1].weights["output.weight"].dtype == np.float16
    assert len(ANSWERS["read"](trace, {})["next"][0]) > 0


def test_a_short_text_is_read_and_a_shorter_one_refused() -> None:
    trace = run(corpus=own("a b c d e f g h i j k l. " * 2))
    assert len(trace) > 2
    with pytest.raises(Refused, match="at least 24"):
        run(corpus=own("tea"))


# -- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_film_of_a_sentence(cell: str) -> None:
    trace = run(corpus=own(STORY), cell=cell)
    said = ANSWERS["read"](trace, {"text": "The zebra drinks tea.", "step": "100"})
    assert said["words"] == ["¶", "the", "zebra", "drinks", "tea", "¶"]
    assert said["known"] == [True, True, False, False, True, True]
    T = len(said["words"])
    assert said["hidden"].shape == (T, 8)
    assert np.abs(said["hidden"]).max() <= 100
    assert [len(row) for row in said["gradient"]] == list(range(1, T + 1))
    assert all(row[-1] > 0 for row in said["gradient"])
    assert len(said["given"]) == T - 1
    for listed in (*said["next"], *said["counted"]):
        values = [share for _, share in listed]
        assert values == sorted(values, reverse=True)
        assert 0 < sum(values) <= 1.0001


def test_what_is_given_is_what_is_expected(tale: Trace) -> None:
    said = ANSWERS["read"](tale, {"text": "the queen drinks"})
    model = Recorded(tale).model(tale[-1])
    from engine.models.language_reader import read, shares

    ids = Recorded(tale).cut("the queen drinks")[1]
    hidden = read(model, ids).hidden[:, 0]
    wanted = [float(shares(model, h)[after]) for h, after in zip(hidden, ids[1:], strict=False)]
    assert [ours for ours, _ in said["given"]] == pytest.approx(wanted, rel=1e-4)


def test_an_earlier_moment_is_another_network(tale: Trace) -> None:
    early = ANSWERS["read"](tale, {"text": "the queen", "step": "0"})
    late = ANSWERS["read"](tale, {"text": "the queen", "step": "100"})
    assert (early["step"], late["step"]) == (0, 100)
    assert (early["hidden"] != late["hidden"]).any()
    assert early["counted"] == late["counted"]


def test_nothing_is_read_as_the_example_and_a_long_text_to_its_bound(tale: Trace) -> None:
    example = tale[0].notes["example"]
    assert ANSWERS["read"](tale, {})["words"][1:] == Recorded(tale).cut(example)[0][1:]
    long = ANSWERS["read"](tale, {"text": "tea " * 300})
    assert len(long["words"]) == READ["words"] + 1
    assert len(to_json(long)) < 300_000
    assert refused(tale, "read", text="?") == "There is not a word in this sentence to read."


def test_characters_are_read_one_by_one(letters: Trace) -> None:
    said = ANSWERS["read"](letters, {"text": "The 猫"})
    assert said["words"] == ["\n", "T", "h", "e", " ", "猫"]
    assert said["known"][-1] is False
    assert len(to_json(ANSWERS["read"](letters, {"text": "tea " * 40}))) < 300_000


@pytest.mark.parametrize("tokens", ["words", "characters"])
def test_chinese_is_read_too(tokens: str) -> None:
    trace = run(corpus=own(TEA), tokens=tokens)
    said = ANSWERS["read"](trace, {"text": "国王喝茶。"})
    assert "".join(said["words"]).strip("¶\n。") == "国王喝茶"
    assert all(said["known"])
    assert ANSWERS["sample"](trace, {"text": "国王"})["begun"]


# -- saying -------------------------------------------------------------------------------------


def test_a_sample_for_every_moment(tale: Trace) -> None:
    film = ANSWERS["sample"](tale, {"seed": "3", "temperature": "0.7"})
    assert film["steps"] == [frame.step for frame in tale]
    assert len(film["words"]) == len(film["chances"]) == len(tale)
    assert UNKNOWN not in film["words"][-1]
    one = ANSWERS["sample"](tale, {"seed": "3", "temperature": "0.7", "step": "100"})
    assert one["words"] == [film["words"][-1]]
    assert one["begun"] == []
    other = ANSWERS["sample"](tale, {"seed": "4", "temperature": "0.7", "step": "100"})
    assert other["words"] != one["words"]
    begun = ANSWERS["sample"](tale, {"text": "the queen", "step": "100"})
    assert begun["begun"] == ["the", "queen"]


@pytest.mark.parametrize(
    ("given", "used"), [("9", 2.0), ("-1", 0.1), ("warm", 0.8), ("nan", 0.8), ("1.5", 1.5)]
)
def test_a_temperature_that_is_none_does_no_harm(tale: Trace, given: str, used: float) -> None:
    assert Recorded(tale).number({"t": given}, "t", 0.1, 2.0, 0.8) == used
    ANSWERS["sample"](tale, {"temperature": given, "step": "0"})


# -- units --------------------------------------------------------------------------------------


def test_a_search_tells_units_and_colours_text(world: Trace) -> None:
    found = ANSWERS["units"](world, {"feature": "is:time"})
    assert found["best"] > 0.85 > found["untrained"]
    assert found["together"] > 0.95
    assert len(found["units"]) == len(found["scores"]) == 6
    assert found["acts"].shape == (6, len(found["words"]))
    held = Recorded(world).told(Recorded(world).held)
    first = found["from"]
    assert first == found["held"] // 2
    assert found["words"] == held[first : first + len(found["words"])]
    # The unit is high where a word of time stands.
    yes = np.array(found["truth"], float) > 0
    assert found["acts"][0][yes].mean() > found["acts"][0][~yes].mean() + 20
    assert len(to_json(found)) < 100_000


def test_a_unit_of_ones_own_and_a_text_of_ones_own(world: Trace) -> None:
    found = ANSWERS["units"](
        world, {"feature": "many", "unit": "3", "text": "the streets are full today ."}
    )
    assert found["units"][0] == found["unit"] == 3
    assert found["words"][1:3] == ["the", "streets"]
    assert found["truth"][1:4] == [None, 1.0, 1.0]
    later = ANSWERS["units"](world, {"feature": "many", "from": "7000"})
    assert later["from"] == 7000


def test_bad_searches_are_sentences(world: Trace, tale: Trace) -> None:
    said = refused(world, "units", unit="128")
    assert said == "There is no unit 128; there are 128, numbered from 0."
    assert refused(world, "units", feature="love").startswith("This text has no property “love”.")
    short = "The held-out text is too short to search for units in it."
    assert refused(tale, "units") == short


# -- properties of a text -----------------------------------------------------------------------


def test_what_has_been_said_is_carried_to_the_end_of_the_sentence() -> None:
    words = ["the", "cats", "and", "the", "dog", "sleep", ".", "he", "eats"]
    groups = {"cats": "animal", "dog": "animal"}
    found = of_words(words, groups, [])
    assert found["many"].known.tolist() == [False, True, True, True, True, True, True, False, False]
    assert found["many"].values[1:7].tolist() == [1] * 6  # the first noun decides
    assert found["place"].values.tolist() == [0, 1, 2, 3, 4, 5, 6, 0, 1]
    assert found["woman"].known.tolist() == [False] * 7 + [True, True]
    assert found["woman"].values[7:].tolist() == [0, 0]
    assert found["is:animal"].values.tolist() == [0, 1, 0, 0, 1, 0, 0, 0, 0]
    assert found["next:animal"].values.tolist() == [1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert not found["next:animal"].known[-1]
    last = carried(words, lambda word: {"cats": True, "dog": False}.get(word), first=False)
    assert last.values[4] == 0


@pytest.mark.parametrize(
    ("word", "said"),
    [("cats", True), ("cat", False), ("people", True), ("bus", False), ("x", None)],
)
def test_one_or_many(word: str, said: bool | None) -> None:
    groups = dict.fromkeys(("cats", "cat", "people", "bus"), "noun")
    assert many(word, groups) is said


def test_quotation_marks_of_all_kinds() -> None:
    assert inside_quotes(list('a "b" c')).tolist() == [0, 0, 1, 1, 0, 0, 0]
    assert inside_quotes(list("“b”c")).tolist() == [1, 1, 0, 0]
    assert inside_quotes(list("「茶」")).tolist() == [1, 1, 0]
    # A mark forgotten is forgotten with the paragraph.
    assert inside_quotes(list('"a\n\nb')).tolist() == [1, 1, 1, 0, 0]


def test_places_in_lines_and_words() -> None:
    found = characters(list("ab c\nd(e)"))
    assert found["line"].values.tolist() == [0, 1, 2, 3, 4, 0, 1, 2, 3]
    assert found["word"].values.tolist() == [0, 1, 2, 0, 1, 0, 1, 2, 3]
    assert found["bracket"].values.tolist() == [0, 0, 0, 0, 0, 0, 1, 1, 0]
    assert found["vowel"].values[:2].tolist() == [1, 0]
    assert found["ends"].values[:2].tolist() == [0, 1]
    assert features(list("ab"), "characters", {}) == {}


# -- scenes and claims --------------------------------------------------------------------------


def test_the_first_frames_already_answer(tale: Trace) -> None:
    early = Trace([tale[0]])
    assert ANSWERS["read"](early, {})["step"] == 0
    assert ANSWERS["beats"](early, {})["answer"] == "never"
    with pytest.raises(Refused, match="This run has no frames yet"):
        ANSWERS["read"](Trace(), {})
    assert refused(tale, "after", a="xyzzy") == (
        "This text knows none of the words that were asked for."
    )


def test_the_scenes_find_what_they_tell(world: Trace) -> None:
    asked = [scene.question for scene in story("recurrent", "en").scenes if scene.question]
    found = {
        (one.question, str(ANSWERS[one.question](world, one.parameters)["answer"]))
        for one in asked
        if one.parameters.get("c") != "tray" or one is asked[2]
    }
    assert found == {
        ("size", "same"), ("hesitates", "3"), ("after", "a"), ("beats", "late"), ("fades", "3"),
        ("variety", "b"), ("units", "1"),
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_a_scene_is_one_the_run_answers(language: str) -> None:
    told = story("recurrent", language)
    assert len(told.scenes) == 9
    for scene in told.scenes:
        PARAMS.checked(**scene.sets)
        if scene.question:
            assert scene.question.question in ANSWERS
            assert len(scene.question.values) == len(scene.question.choices)


def test_every_claim_holds(world: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    # A million words of prose take a minute: that part is measured by whoever asks for it.
    monkeypatch.setattr(corpora, "available", lambda id: id != "brown")
    place = sys.modules[every_claim.__module__]
    text, real = text_of(PARAMS()), place.learnt
    trained = place.tested(text, world[-1].weights, "rnn", world[0].scalars["perplexity"])
    monkeypatch.setattr(place, "learnt", lambda **given: real(**given) if given else trained)
    found = list(every_claim())
    assert len(found) == 6
    assert [claim.claim for claim in found if not claim.holds] == []
    assert "actress: stage" in str(found[4].measured)
