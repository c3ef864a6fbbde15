"""Sequence to sequence: the pairs, the film, what a visitor asks of it, and what is claimed."""

import json
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
import pytest

from engine.lessons import seq2seq as lesson
from engine.lessons.seq2seq import ANSWERS, PARAMS, claims, film
from engine.lessons.seq2seq.data import FEWEST, load, stretched
from engine.lessons.seq2seq.params import ATTENTIONS
from engine.lessons.seq2seq.recorded import LONGEST, Recorded
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import shelf
from engine.text.pairs import END, PAD
from engine.trace import Trace

SMALL: dict[str, Any] = {"hidden": 16, "updates": 100}
OWN = "\n".join(
    f"{a} {b}\t{b} {a}"
    for a in ["rot", "blau", "gelb", "红", "weiß"]
    for b in ["eins", "zwei", "三", "vier"]
)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few frames: testing at each of them takes longer than the training between."""
    monkeypatch.setattr(film, "FRAMES", 5)


@lru_cache
def run(task: str = "reverse", **more: Any) -> Trace:
    """A short training."""
    return Trace(lesson.train(PARAMS(task=task, **SMALL, **more)))  # type: ignore[arg-type]


def ask(question: str, trace: Trace | None = None, **query: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(to_json(ANSWERS[question](trace or run(), query)))
    return answer


# -- Pairs ----------------------------------------------------------------------------------------


def test_lengths_are_joined_until_there_is_enough_to_say() -> None:
    lengths = np.repeat([2, 3, 4, 9], [FEWEST, 3, FEWEST - 3, 2])
    stretches, places = stretched(lengths)
    # Three of length 3 are too few, so 4 joins them; the two of length 9 join those before.
    assert stretches == [(2, 2), (3, 9)]
    assert np.bincount(places).tolist() == [FEWEST, FEWEST + 2]


def test_one_short_text_is_a_stretch_of_its_own() -> None:
    assert stretched(np.array([5]))[0] == [(5, 5)]


@pytest.mark.parametrize("task", ["reverse", "dates", "dates-zh", "numbers", "en-zh", "zh-en"])
def test_what_is_tested_was_never_learnt(task: str) -> None:
    data = load(PARAMS(task=task))  # type: ignore[arg-type]
    learnt = {tuple(source) for source, _ in data.pairs.learnt}
    assert not learnt & {tuple(source) for source, _ in data.pairs.tested}
    assert (data.tested[1] == END).sum(1).tolist() == [1] * len(data.tested[1])
    assert data.stretch.max() == len(data.stretches) - 1


# -- The film -------------------------------------------------------------------------------------


def test_the_film_has_frames_of_all_three_from_before_the_first_update() -> None:
    frames = list(lesson.train(PARAMS(task="copy", **SMALL)))
    assert frames[0].step == 0
    assert frames[-1].step == 100
    assert [frame.step for frame in frames] == [0, 20, 40, 60, 80, 100]
    assert film.FRAMES == 5
    notes = frames[0].notes
    assert notes["attentions"] == ATTENTIONS
    for frame in frames:
        assert frame.arrays["exact"].shape == (3, len(notes["stretches"]))
        for row, attention in enumerate(ATTENTIONS):
            # All texts together are the stretches by their counts.
            whole = np.average(frame.arrays["exact"][row], weights=notes["counts"])
            assert whole == pytest.approx(frame.scalars[f"exact_{attention}"], abs=1e-6)
    assert frames[-1].scalars["loss_additive"] < frames[1].scalars["loss_additive"]
    assert sum(len(frame.to_bytes()) for frame in frames) < 300_000


def test_the_same_seed_makes_the_same_film() -> None:
    first, second = (list(islice(lesson.train(PARAMS(**SMALL, seed=3)), 2))[-1] for _ in range(2))
    for name, values in first.weights.items():
        assert np.array_equal(values, second.weights[name]), name


def test_every_cell_and_own_mistakes_in_training_work() -> None:
    for cell in ("lstm", "rnn"):
        trace = run("numbers-zh", cell=cell, forcing=0.5)
        assert np.isfinite(trace.final["loss_none"])
        assert len(ask("film", trace, example="0")["written"]) == 3


# -- Questions ------------------------------------------------------------------------------------


def test_a_film_of_a_text_holds_every_frame() -> None:
    trace = run()
    said = ask("film", trace, text="ABCDEF")
    assert said["source"] == list("abcdef")
    assert said["truth"] == list("fedcba")
    assert said["steps"] == [frame.step for frame in trace]
    for row, attention in enumerate(ATTENTIONS):
        for written, looks, best in zip(
            said["written"][row], said["looks"][row], said["best"][row], strict=True
        ):
            assert len(best) == len(written)
            # Greedy: what is written is the likeliest.
            assert [one[0] for one in best] == written
            assert len(looks) == (0 if attention == "none" else len(written))
            assert all(96 <= sum(look) <= 104 for look in looks)  # whole percents


def test_told_the_truth_it_writes_as_many_words_as_the_truth() -> None:
    said = ask("film", text="abcdef", given="true")
    assert {len(written) for row in said["written"] for written in row} == {7}
    # The first word has no word before it: told or not, it is the same.
    free = ask("film", text="abcdef")
    assert [row[-1][0] for row in said["written"]] == [row[-1][0] for row in free["written"]]


def test_what_nobody_knows_is_read_as_unknown_and_the_rest_is_left() -> None:
    said = ask("film", text="ab😀יב" + "c" * 60)
    assert said["known"][:5] == [True, True, False, False, False]
    assert len(said["source"]) == LONGEST
    assert said["left_out"] == 65 - LONGEST
    with pytest.raises(Refused, match="nothing to read"):
        ask("film", text="  ")


def test_a_hand_on_the_look_is_used_as_it_is_and_one_vector_has_none() -> None:
    hands = "1:0,0,5,0;2:1,1,0,0"
    said = ask("by_hand", text="abcd", attention="additive", hands=hands)
    assert said["changed"]["looks"][1] == [0, 0, 1, 0]
    if len(said["changed"]["looks"]) > 2:
        assert said["changed"]["looks"][2] == [0.5, 0.5, 0, 0]
    assert said["changed"]["looks"][0] == said["plain"]["looks"][0]
    assert ask("by_hand", text="abcd", attention="none", hands=hands)["answer"] == "no"
    # The look that was there, given by hand, changes nothing.
    run_ = Recorded(run())
    plain = ask("by_hand", text="abcd")["plain"]
    same = ",".join(map(str, plain["looks"][0]))
    assert ask("by_hand", text="abcd", hands=f"0:{same}")["changed"]["words"] == plain["words"]
    assert run_.notes["task"] == "reverse"


@pytest.mark.parametrize(
    "hands", ["0:1,2", "0:1,-1,0,0", "0:0,0,0,0", "x:1,1,1,1", "0", "0:nan,1,1,1"]
)
def test_a_hand_that_is_none_is_refused_in_a_sentence(hands: str) -> None:
    with pytest.raises(Refused, match="not one amount for each of the 4 words"):
        ask("by_hand", text="abcd", hands=hands)


def test_a_word_given_stands_there_and_the_rest_is_written_anew() -> None:
    trace = run()
    word = list(trace[0].notes["targets"]).index("a")
    said = ask("by_hand", text="abcd", told=f"{word}")
    assert said["changed"]["words"][0] == word
    assert said["plain"]["best"][0] == said["changed"]["best"][0]


def test_a_beam_of_one_takes_the_likeliest_word_each_time() -> None:
    one = ask("beam", text="abcd", width="1", attention="none")
    assert one["words"] == one["greedy"]
    assert one["answer"] == "same"
    three = ask("beam", text="abcd", width="3", attention="none")
    kept = [node for node in three["nodes"] if node[5]]
    assert max(sum(node[1] == step for node in kept) for step in range(3)) == 3
    # Every branch hangs on one of the step before.
    for parent, step, *_ in three["nodes"]:
        assert (three["nodes"][parent][1] if parent >= 0 else -1) == step - 1


def test_shares_by_length_and_of_words_are_those_of_the_run() -> None:
    trace = run()
    assert ask("exact", attention="none")["value"] == pytest.approx(
        trace.final["exact_none"], abs=1e-5
    )
    low = ask("exact", attention="additive", low="2", high="2", edges="0.5")
    assert low["value"] == pytest.approx(float(trace[-1].arrays["exact"][1, 0]), abs=1e-5)
    assert low["answer"] == ("1" if low["value"] >= 0.5 else "0")
    with pytest.raises(Refused, match="40 to 50"):
        ask("exact", low="40", high="50")
    said = ask("words_right", attention="none")
    assert said["told"] == pytest.approx(trace.final["told_none"], abs=1e-5)


def test_a_prediction_about_another_task_is_not_answered() -> None:
    for question in ("exact", "words_right", "looked", "by_hand", "beam"):
        with pytest.raises(Refused, match="another task"):
            ask(question, text="abc", task="dates")
    with pytest.raises(Refused, match="no attention “self”"):
        ask("exact", attention="self")


def test_looked_names_the_place_or_the_stretch() -> None:
    said = ask("looked", text="abcdef", word="1")
    assert said["answer"] == str(int(np.argmax(said["shares"])))
    spans = ask("looked", text="abcdef", word="1", spans="0-2,3-5")
    assert spans["answer"] == str(int(sum(said["shares"][:3]) < 0.5))


def test_a_run_without_frames_is_refused() -> None:
    with pytest.raises(Refused, match="no frames yet"):
        ANSWERS["film"](Trace(), {"text": "abc"})


# -- A visitor's own pairs ------------------------------------------------------------------------


def test_own_pairs_are_learnt_in_any_script() -> None:
    trace = run("own", pairs=f"text:{shelf.put(OWN)}")
    notes = trace[0].notes
    assert notes["tokens"] == ("words", "words")
    assert {"红", "rot"} <= set(notes["sources"])
    said = ask("film", trace, text="rot eins")
    assert said["known"] == [True, True]
    assert said["truth"] is None
    assert (load(PARAMS(task="own", pairs=f"text:{shelf.put(OWN)}")).learnt[0] != PAD).all()


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ("", "no pairs of your own yet"),
        ("text:0000000000000000", "no longer on this server"),
        ("text:../../x", "not the name of a text"),
    ],
)
def test_own_pairs_that_are_none_are_refused(pairs: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        next(lesson.train(PARAMS(task="own", pairs=pairs)))


# -- Claims ---------------------------------------------------------------------------------------


def test_all_claims_hold() -> None:
    said = list(claims())
    assert [claim.claim for claim in said if not claim.holds] == []
    assert len(said) == 7
