"""Vanishing gradients: what frames hold, what is asked of them, NaN, bounds, and the claims."""

import math
from typing import Any

import numpy as np
import pytest

from engine.lessons import vanishing_gradients as lesson
from engine.lessons.vanishing_gradients import ANSWERS, PARAMS, claims, train
from engine.lessons.vanishing_gradients.film import NOTHING, TOLD, tenths
from engine.sentences import Refused
from engine.trace import Frame, Trace

#: Small enough to train in a moment.
SMALL: dict[str, Any] = {"length": 12, "hidden": 8, "batch": 8}
WILD: dict[str, Any] = {
    "activation": "relu", "init": "identity", "radius": 1.3, "clip": "none", "optimiser": "sgd",
    "rate": 0.05, "length": 60, "updates": 6, "hidden": 16,
}  # fmt: skip


@pytest.fixture(scope="module")
def film() -> Trace:
    return Trace(train(PARAMS(**SMALL, updates=60, rate=0.02)))


@pytest.fixture(scope="module")
def wild() -> Trace:
    return Trace(train(PARAMS(**WILD)))


def ask(trace: Trace, question: str, **query: str) -> dict[str, Any]:
    answer: dict[str, Any] = ANSWERS[question](trace, query)
    return answer


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return str(refused.value)


# -- frames ---------------------------------------------------------------------------------------


def test_frame_0_is_the_beginning_and_says_what_does_not_change(film: Trace) -> None:
    notes = film[0].notes
    assert film[0].step == 0
    assert notes["delays"] == (5, 10, 12)
    assert [config["cell"] for config in notes["configs"]] == ["rnn", "gru", "lstm"]
    assert notes["chance"] == 1 / 8
    assert len(notes["example"]) == notes["steps"] == 13
    assert notes["example"][0] in "ABCDEFGH"
    assert notes["example"][-1] == "?"
    assert film[-1].step == notes["last_step"] == 60
    assert len(film) == 31, "every second update of 60, and the beginning"


def test_every_frame_has_its_curves(film: Trace) -> None:
    places = film[0].notes["places"]
    assert places[0] == 0
    assert places[-1] == 12
    for frame in film:
        assert frame.arrays["curves"].shape == (3, 13)
        assert np.isfinite(frame.arrays["curves"]).all()
        assert frame.arrays["told"].shape == (3, len(TOLD))
        assert frame.arrays["accuracy"].shape == (3, 3)
        assert (
            frame.arrays["directions"].shape == frame.arrays["units"].shape == (3, len(places), 8)
        )
        # No distance, no product: all directions arrive whole.
        assert (frame.arrays["directions"][:, 0] == 0).all()
        assert len(frame.to_bytes()) < 16_000
    assert film.final["accuracy_gru"] > 0.3 > film[0].scalars["accuracy_gru"]


def test_a_frames_weights_are_the_networks(film: Trace) -> None:
    from engine.models import gradient_flow as flow
    from engine.models.cells import weights_of_layer

    kept = film[-1].weights
    assert kept["gru.weight_hh_l0"].shape == (24, 8)
    own = {name.removeprefix("rnn."): v for name, v in kept.items() if name.startswith("rnn.")}
    radius = film[-1].arrays["told"][0, TOLD.index("radius")]
    assert flow.radius(weights_of_layer(own).hh) == pytest.approx(radius, rel=1e-5)


def test_the_same_params_the_same_film() -> None:
    films = [list(train(PARAMS(**SMALL, updates=5))) for _ in range(2)]
    for one, other in zip(*films, strict=True):
        assert one.to_bytes() == other.to_bytes()


def test_only_the_beginning(film: Trace) -> None:
    (only,) = train(PARAMS(**SMALL, updates=0))
    assert only.arrays["curves"].tobytes() == film[0].arrays["curves"].tobytes()


@pytest.mark.parametrize("task", ["copy", "adding"])
def test_one_step_and_one_sequence(task: str) -> None:
    frames = list(train(PARAMS.checked(task=task, length=1, batch=1, hidden=2, updates=2)))
    assert [frame.step for frame in frames] == [0, 1, 2]
    assert frames[0].notes["delays"] == (1,)
    assert frames[-1].arrays["curves"].shape == (3, 2)


def test_beginnings_are_compared_on_one_clock() -> None:
    film = Trace(train(PARAMS(**SMALL, compare="beginnings", seeds=2, updates=15)))
    configs = film[0].notes["configs"]
    assert len(configs) == 3 * 3 * 2
    assert film[0].arrays["curves"].shape == (18, 13)
    assert len(film) == 16
    assert "accuracy" not in film[0].arrays
    alone = next(train(PARAMS(**SMALL, init="orthogonal", updates=0, seed=2)))
    row = configs.index({"cell": "gru", "init": "orthogonal", "seed": 2})
    np.testing.assert_array_equal(film[0].arrays["curves"][row], alone.arrays["curves"][1])


def test_a_gpu_would_draw_the_same_film(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.models import stacked

    params = PARAMS(**SMALL, compare="beginnings", seeds=1, updates=4)
    plain = Trace(train(params))
    real = stacked.stacks
    # The very path of CUDA, on the CPU.
    monkeypatch.setattr(stacked, "stacks", lambda learners, device: real(learners, "cpu"))
    other = Trace(train(params, device="cuda"))
    for ours, theirs in zip(plain, other, strict=True):
        np.testing.assert_allclose(ours.arrays["curves"], theirs.arrays["curves"], rtol=1e-3)


def test_powers_of_ten_in_a_byte() -> None:
    given = np.array([1, 10, 0.001, 0, 1e-30, 1e30, np.nan, np.inf])
    assert tenths(given).tolist() == [0, 10, -30, -127, -127, 127, NOTHING, NOTHING]


# -- what explodes --------------------------------------------------------------------------------


def test_an_explosion_is_shown_and_breaks_nothing(wild: Trace) -> None:
    told = dict(zip(TOLD, wild[-1].arrays["told"][0], strict=True))
    assert 0 < told["exploded"] <= 6
    assert told["before"] > 1
    assert np.isnan(wild[-1].arrays["curves"][0]).all()
    assert (wild[-1].arrays["directions"][0] == NOTHING).all()
    assert math.isnan(wild.final["accuracy_rnn"])
    assert wild[-1].step == 6, "the run goes on to its end"
    for i in (1, 2):
        assert np.isfinite(wild[-1].arrays["curves"][i]).all(), "the other cells train on"
    again = Frame.from_bytes(wild[-1].to_bytes())
    assert math.isnan(again.scalars["accuracy_rnn"]), "what is no number travels as null"
    assert ask(wild, "exploded") == {"update": int(told["exploded"]), "answer": "yes"}
    assert ask(wild, "exploded", cell="gru")["answer"] == "no"
    assert ask(wild, "share", distance="60")["answer"] == "nan"


def test_numbers_that_run_away_before_the_first_update() -> None:
    params = PARAMS(activation="relu", init="identity", radius=2, length=300, updates=2, hidden=8)
    film = Trace(train(params))
    assert len(film) == 3
    assert ask(film, "exploded")["update"] == 1


def test_clipping_is_counted(wild: Trace) -> None:
    assert ask(wild, "clipped")["share"] == 0
    kept = Trace(train(PARAMS(**(WILD | {"clip": "norm", "radius": 1.1}))))
    assert ask(kept, "exploded")["answer"] == "no"
    assert ask(kept, "clipped", edges="0.2,0.8")["answer"] == "2"


# -- questions ------------------------------------------------------------------------------------


def test_answers_are_the_films_numbers(film: Trace) -> None:
    curve = film[0].arrays["curves"][0]
    found = ask(film, "share", cell="rnn", distance="4", moment="start")
    assert found["share"] == pytest.approx(curve[4] / curve[0])
    rate = film[-1].arrays["told"][2, TOLD.index("rate")]
    assert ask(film, "number", cell="lstm", name="rate")["value"] == pytest.approx(rate)
    assert ask(film, "accuracy", cell="gru")["accuracy"] == pytest.approx(
        film.final["accuracy_gru"]
    )
    learnt = ask(film, "learnt", cell="gru")["delay"]
    row = film[-1].arrays["accuracy"][1]
    assert all(row[i] < 0.95 for i, delay in enumerate((5, 10, 12)) if delay > learnt)
    assert ask(film, "winners")["answer"] in ("none", "gru", "lstm", "gru,lstm", "rnn,gru,lstm")
    # 0.9^50 = 0.00515 lies in the second stretch: 1e-6 … 0.02.
    assert ask(film, "power", edges="0.000001,0.02,0.3")["answer"] == "1"
    assert ask(film, "power", rate="0.9", distance="5")["answer"] == "0.5905"


def test_far_names_the_beginnings_that_reach() -> None:
    params = PARAMS(compare="beginnings", seeds=1, updates=0, length=60, hidden=16)
    film = Trace(train(params))
    assert ask(film, "far", cell="rnn")["answer"] == "orthogonal,he"
    assert ask(film, "far", cell="lstm")["answer"] == "default,orthogonal,he"
    assert refusal(lambda: ask(film, "learnt")) == "This run learnt one delay only."


def test_bad_questions_are_sentences(film: Trace) -> None:
    assert refusal(lambda: ask(film, "share", cell="cnn")) == (
        "cell=cnn is not one of rnn, gru, lstm."
    )
    assert refusal(lambda: ask(film, "share", distance="13")) == (
        "distance=13 is not a whole number from 0 to 12."
    )
    assert refusal(lambda: ask(film, "share", edges="a")) == "edges=a is not a list of numbers."
    assert refusal(lambda: ask(film, "number", name="x")) == (
        f"name=x is not one of {', '.join(TOLD)}."
    )
    assert refusal(lambda: ask(film, "power", rate="x")) == (
        "rate and distance are a number and a whole number."
    )


def test_what_takes_too_long_is_refused() -> None:
    # 3 cells × (5 + 10 + 20 + 40 + 500 + 5 letters) = 1740 steps × 1000 updates × 64 sequences is
    # 111 million of at most 30 million: 269 updates fit, told in tens.
    assert refusal(lambda: next(train(PARAMS(length=500, updates=1000, batch=64)))) == (
        "updates=1000 takes too long with sequences of 500 steps; here at most 260 fit. Fewer "
        "updates, a shorter delay or a smaller batch will do."
    )
    assert next(train(PARAMS(length=500, updates=260, batch=64, hidden=2))).step == 0


def test_parameters_that_mean_nothing_are_no_part_of_a_run() -> None:
    assert PARAMS(clip="none", longest=3).identity() == PARAMS(clip="none").identity()
    assert PARAMS(task="adding", letters=3).identity() == PARAMS(task="adding").identity()
    assert PARAMS(seeds=5).identity() == PARAMS().identity()


# -- the beginning tells the story ----------------------------------------------------------------


def shares(**values: Any) -> np.ndarray:
    curves = next(train(PARAMS(updates=0, **values))).arrays["curves"]
    return np.asarray(curves / curves[:, :1])


def test_the_default_beginning_separates_the_cells() -> None:
    found = shares()
    assert found[0, 50] < 1e-9, "an RNN as PyTorch begins it"
    assert min(found[1:, 100]) > 1e-4
    half = shares(forget="0")
    assert max(half[:, 100]) < 1e-15, "a gate that is half open is a factor of a half"


def test_it_is_the_radius_and_the_slope() -> None:
    told = dict(
        zip(
            TOLD,
            next(train(PARAMS(init="orthogonal", radius=0.9, updates=0))).arrays["told"][0],
            strict=True,
        )
    )
    assert told["radius"] == pytest.approx(0.9, abs=1e-4)
    assert told["rate"] == pytest.approx(told["radius"] * told["slope"], abs=0.02)


def test_every_claim_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    measures = lesson.claims.__globals__
    monkeypatch.setitem(measures, "SEEDS", (1,))  # on the page there are three
    measures["learners"].cache_clear()
    found = list(claims())
    measures["learners"].cache_clear()
    assert [claim.claim for claim in found if not claim.holds] == []
    assert len(found) == 9
    assert found[0].measured == "0.5905"  # 0.9^5 = 0.59049
    assert found[1].measured == "0.005154"  # 0.9^50 = 0.00515
