"""The race: its film, its answers and its claims, on networks really trained."""

import json
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from engine.lessons import race as lesson
from engine.lessons.race import ANSWERS, PARAMS, film, train
from engine.lessons.race.claims import trained
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import labelled, shelf
from engine.trace import Trace

KINDS = ["mean", "cnn", "lstm", "bilstm", "cnn-rnn", "transformer"]
SMALL: dict[str, Any] = {"dimension": 8, "hidden": 8, "epochs": 1, "repeats": 1}
TABLE = "\n".join(
    f"这 部 电影 {'好看' if i % 2 else '无聊'} {'很' * (i % 5)},{'好' if i % 2 else '坏'}"
    for i in range(40)
)


@lru_cache(maxsize=4)
def small(corpus: str = "toy-world", **values: Any) -> Trace:
    """A quick race without the measuring of layers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(film, "LENGTHS", (256, 512))
        patch.setattr(film, "WIDTHS", (64, 128))
        return Trace(train(PARAMS(corpus=corpus, **(SMALL | values))))


def asked(trace: Trace, question: str, **query: str) -> dict[str, Any]:
    """The answer as a browser gets it."""
    answer: dict[str, Any] = json.loads(to_json(ANSWERS[question](trace, query)))
    return answer


def refusal(question: str, trace: Trace, **query: str) -> str:
    with pytest.raises(Refused) as refused:
        ANSWERS[question](trace, query)
    return str(refused.value)


# -- the film -----------------------------------------------------------------------------------


def test_all_have_read_the_same_and_pay_their_own() -> None:
    trace = trained()
    notes = trace[0].notes
    assert notes["kinds"] == KINDS
    assert len(trace) == film.FRAMES + 1
    assert trace[0].step == 0
    assert trace[-1].step == notes["last_step"] == 3 * notes["learnt"]
    for frame in trace:
        for name in ("accuracy", "loss", "seconds"):
            assert frame.arrays[name].shape == (6, 2)
        found = frame.arrays["accuracy"][2].mean()
        assert frame.scalars["lstm_accuracy"] == pytest.approx(found, abs=1e-6)
    seconds = np.array([frame.arrays["seconds"] for frame in trace])
    assert not seconds[0].any()
    assert (np.diff(seconds, axis=0) > 0).all()
    assert len(notes["example"]) == 10
    # Beginnings differ, so repetitions do.
    assert (np.ptp(trace[8].arrays["loss"], axis=1) > 0).all()


def test_order_decides_in_these_reviews() -> None:
    final = trained().final
    best = max(final[f"{kind}_accuracy"] for kind in KINDS)
    assert best > 0.97
    assert final["mean_accuracy"] < best - 0.1
    assert all(final[f"{kind}_loss"] < 0.69 for kind in KINDS)


def test_the_same_parameters_give_the_same_race_but_for_seconds() -> None:
    one = small()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(film, "THREADS", 1)
        patch.setattr(film, "measured", dict)
        two = Trace(train(PARAMS(**SMALL)))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a.arrays["accuracy"], b.arrays["accuracy"])
        np.testing.assert_array_equal(a.arrays["loss"], b.arrays["loss"])


@pytest.mark.parametrize("total", [1, 3, 28, 64, 1000])
def test_moments_end_with_the_last_update(total: int) -> None:
    found = film.moments(total)
    assert found[-1] == total
    assert found[0] >= 1
    assert len(found) == len(set(found)) == min(total, film.FRAMES)


def test_a_visitors_chinese_table_is_raced_over() -> None:
    id_ = labelled.put_table(TABLE, "table.csv").removeprefix(labelled.TABLE)
    trace = small(f"text:{id_}", min_count=1, batch=8, epochs=12, rate=0.03)
    notes = trace[0].notes
    assert notes["language"] == "zh"
    assert set(notes["names"]) == {"好", "坏"}
    assert (notes["learnt"], notes["tested"]) == (32, 8)
    assert trace.final["mean_accuracy"] == 1
    assert trace[-1].step == 12 * 32


def test_what_is_no_labelled_text_is_refused() -> None:
    for corpus in ("brown", f"text:{shelf.put('nothing is judged here')}", "text:none"):
        with pytest.raises(Refused):
            next(train(PARAMS(corpus=corpus)))


# -- answers ------------------------------------------------------------------------------------


def test_who_wins_hangs_on_the_question() -> None:
    trace = trained()
    right, cost, size = (
        asked(trace, "winner", by=by) for by in ("accuracy", "seconds", "parameters")
    )
    assert cost["answer"] == size["answer"] == "mean"
    assert cost["clear"]
    assert right["answer"] == right["order"][0] != "mean"
    assert right["last"] == asked(trace, "winner", place="last")["answer"] == "mean"
    assert size["order"][-1] == "bilstm"
    rows = trace[-1].arrays["accuracy"]
    best, second = (rows[KINDS.index(kind)] for kind in right["order"][:2])
    assert right["clear"] == bool(best.min() > second.max())
    assert "nothing to win by" in refusal("winner", trace, by="beauty")


def test_who_gets_there_first_is_counted_in_sentences_or_seconds() -> None:
    trace = trained()
    said = asked(trace, "reached", share="0.9")
    assert said["values"]["mean"] is None
    assert "mean" not in said["order"]
    first = said["answer"]
    frame = trace.at(int(said["values"][first]))
    assert frame.scalars[f"{first}_accuracy"] >= 0.9
    seconds = asked(trace, "reached", share="0.9", by="seconds")["values"]
    assert seconds[first] == pytest.approx(frame.scalars[f"{first}_seconds"], rel=1e-3)
    assert asked(trace, "reached", share="1")["answer"] in [*KINDS, "none"]
    assert "is not a number" in refusal("reached", trace, share="nan")


def test_ratios_are_answered_in_intervals() -> None:
    trace = trained()
    said = asked(trace, "apart", a="bilstm", b="mean", by="parameters", edges="5,10,20")
    assert said["value"] == pytest.approx(17026 / 1122, rel=1e-3)
    assert said["answer"] == "2"
    assert "“gru” does not take part" in refusal("apart", trace, a="lstm", b="gru")


def test_layers_are_measured_when_the_race_is_over() -> None:
    trace = trained()
    early = Trace(trace.frames[:3])
    assert refusal("law", early, layer="attention") == "Layers are measured when the race is over."
    costs = trace[-1].notes["costs"]
    assert np.shape(costs["seconds"]) == (3, len(costs["n"]), len(costs["d"]))
    assert np.min(costs["seconds"]) > 0
    said = asked(trace, "law", layer="attention", axis="n", edges="1.25,1.75,2.5")
    assert said["value"] == said["law"]["p"]
    values = asked(trace, "cheapest", n="32", d="256")
    assert values["answer"] == min(values["values"], key=values["values"].__getitem__)
    assert "is no layer" in refusal("law", trace, layer="x")
    assert refusal("cheapest", trace, n="33", d="256") == "n = 33, d = 256 was not measured."


def test_ways_are_drawn_over_one_sentence() -> None:
    said = asked(trained(), "ways", n="10", network="stacked")
    assert said["answer"] == "5"  # ⌈9 ÷ 2⌉
    assert len(said["words"]) == 10
    steps = {one["network"]: one["steps"] for one in said["networks"]}
    assert steps == {
        "mean": 1, "stacked": 5, "dilated": 3, "lstm": 10, "bilstm": 10, "cnn-rnn": 9,
        "transformer": 1,
    }  # fmt: skip
    assert asked(trained(), "ways", network="lstm", n="4", edges="2,5")["answer"] == "1"


@pytest.mark.parametrize("raw", ["", "2", "17", "-1", "x", "٣", "1e99", "9" * 50])
def test_a_length_that_is_none_is_refused(raw: str) -> None:
    assert "is not a number from 3 to 16" in refusal("ways", trained(), n=raw)


@pytest.mark.parametrize("question", sorted(ANSWERS))
def test_while_nothing_is_there_nothing_is_answered(question: str) -> None:
    assert refusal(question, Trace(), n="4") == "This run has no frames yet."


# -- the rest -----------------------------------------------------------------------------------


def test_claims_hold_but_the_one_about_a_whole_cnn() -> None:
    found = list(lesson.claims())
    assert len(found) == 11
    # Times are measured: exponents and winners by seconds hang on the machine, ways do not.
    assert [claim.holds for claim in found[-3:]] == [True] * 3
    told = [str(claim.measured) for claim in found]
    assert told[3] == "2 ×"
    assert told[-3:] == ["8, 16, 32, 64", "4, 8, 16, 32; 2, 3, 4, 4", "1, 1, 1, 1"]
    assert found[0].holds, told[0]
    assert found[4].holds, told[4]
