"""The image CNN lesson: what its frames hold, what its questions answer, and every claim."""

import base64
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.lessons import image_cnn as lesson
from engine.lessons.image_cnn import PARAMS, answers, film
from engine.lessons.image_cnn.claims import claims, straightness
from engine.measures import excitement, filters
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.trace import Frame, Trace

SMALL = PARAMS(epochs=3, images=400)
DEEP = PARAMS(experiment="depth", depth=5, images=200)


@lru_cache
def trace(params: PARAMS = SMALL) -> Trace:
    return Trace(lesson.train(params))


def ask(question: str, params: PARAMS = SMALL, **query: Any) -> Any:
    found = lesson.ANSWERS[question](trace(params), {k: str(v) for k, v in query.items()})
    to_json(found)  # as it goes to the browser
    return found


def pixels(text: str, *shape: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(*shape)


# -- Frames ---------------------------------------------------------------------------------------


def test_a_frame_has_the_whole_network() -> None:
    run = trace()
    notes = run[0].notes
    assert notes["layers"] == lesson.params.plan_of(SMALL, 8)  # type: ignore[attr-defined]
    for frame in run:
        assert (
            filters.shapes(notes["layers"]).items()
            == {name: array.shape for name, array in frame.arrays.items() if "." in name}.items()
        )
    assert notes["learnt"] == sum(np.prod(s) for s in filters.shapes(notes["layers"]).values())


def test_the_film_begins_before_and_ends_after_training() -> None:
    run = trace()
    each = 400 // film.BATCH
    assert run[0].step == 0
    assert run[-1].step == 3 * each == run[0].notes["last_step"]
    assert len(run) - 1 == run[0].notes["even"]
    assert len(run) <= 60
    assert not np.array_equal(run[0].arrays["conv1.kernels"], run[-1].arrays["conv1.kernels"])
    assert run[-1].scalars["accuracy"] > run[0].scalars["accuracy"] + 0.3


def test_what_a_frame_says_is_what_its_network_says() -> None:
    run = trace()
    test = run[0].weights["test"]
    for frame in (run[0], run[-1]):
        learnt = {k: v for k, v in frame.arrays.items() if "." in k}
        scores = filters.forward(run[0].notes["layers"], learnt, test / np.float32(255))
        assert (scores.argmax(1) == frame.arrays["said"]).mean() > 0.99  # ties by rounding
        right = (frame.arrays["said"] == run[0].weights["labels"]).mean()
        assert frame.scalars["accuracy"] == pytest.approx(right, abs=1e-6)


def test_pictures_to_choose_from_are_four_of_each_class() -> None:
    first = trace()[0]
    shown = first.notes["shown"]
    assert first.weights["labels"][shown].tolist() == [d for d in range(10) for _ in range(4)]
    assert np.array_equal(first.arrays["pictures"], first.weights["test"][shown])


@pytest.mark.parametrize("total", [1, 2, 7, 44, 1408])
def test_moments_go_from_nothing_to_the_end(total: int) -> None:
    steps = film.moments(total)
    assert steps[0] == 0
    assert steps[-1] == total
    assert steps == sorted(set(steps))
    assert len(steps) <= film.FRAMES + 2


def test_a_run_can_be_made_again_to_the_bit() -> None:
    again = Trace(lesson.train(SMALL))
    for one, other in zip(trace(), again, strict=True):
        assert one.to_bytes() == other.to_bytes()


def test_a_film_of_large_pictures_stays_small(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEXISCOPE_IMAGES", str(shared_data / "images"))
    for data in ("mnist", "fashion"):
        run = Trace(lesson.train(PARAMS(data=data, size=5, epochs=1, images=300)))
        assert sum(len(frame.to_bytes()) for frame in run) * 42 / len(run) < 6e6
        assert run[-1].scalars["accuracy"] > 0.3
        assert answers.excite(run, {"layer": "conv2"})["size"] == 14


def test_both_deep_networks_are_measured_at_every_layer() -> None:
    run = trace(DEEP)
    for frame in run:
        assert {a: v.shape for a, v in frame.arrays.items()} == {
            "signals": (2, 5), "errors": (2, 5), "kernels": (2, 5),
        }  # fmt: skip
    assert {"plain_accuracy", "residual_accuracy"} <= set(run[-1].scalars)
    assert run[-1].scalars["residual_accuracy"] > run[0].scalars["residual_accuracy"]


def test_threads_change_nothing() -> None:
    again = Trace(lesson.train(DEEP))
    for one, other in zip(trace(DEEP), again, strict=True):
        assert one.to_bytes() == other.to_bytes()


# -- Questions ------------------------------------------------------------------------------------


def test_places_are_counted_by_the_formula() -> None:
    assert ask("places", n=8, size=3)["answer"] == "36"
    assert ask("places", n=8, size=3, padding=1, stride=2)["answer"] == "16"
    assert ask("places", n=2, size=3)["answer"] == "0"


def test_a_picture_is_told_by_its_number() -> None:
    first = trace()[0]
    found = ask("picture", id=17)
    assert np.array_equal(pixels(found["pixels"], 8, 8), first.weights["test"][17])
    assert found["label"] == first.weights["labels"][17]


def test_examples_are_those_of_their_cell() -> None:
    run = trace()
    labels, said = run[0].weights["labels"], run[-1].arrays["said"]
    table = np.array(ask("confused")["table"])
    assert table.sum() == len(labels)
    for truth, taken in [(3, 3), *np.argwhere(table * (1 - np.eye(10)) > 0)[:4].tolist()]:
        found = ask("examples", truth=truth, said=taken)
        assert found["count"] == table[truth, taken]
        assert all(labels[at] == truth and said[at] == taken for at in found["ids"])
        assert list(found["sure"]) == sorted(found["sure"], reverse=True)
    empty = np.argwhere(table == 0)[0].tolist()
    assert ask("examples", truth=empty[0], said=empty[1])["count"] == 0


def test_the_class_most_often_missed_is_the_answer() -> None:
    found = ask("confused")
    worst = int(np.argmax(found["missed"]))
    assert found["answer"] == str(worst)
    assert ask("confused", among="10")["answer"] == "other"
    truth, taken, times = found["worst"]
    assert found["table"][truth][taken] == times


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_patches_are_cut_where_the_filter_answers_most(layer: str) -> None:
    run = trace()
    found = ask("excite", layer=layer)
    plan = run[0].notes["layers"]
    out, seen = excitement.layer_of(plan, layer)["out"], excitement.field(plan, layer)
    assert seen.size == found["size"] == {"conv1": 3, "conv2": 8}[layer]
    cut = pixels(found["patches"], out, answers.PATCHES, seen.size, seen.size)
    at, row, column = found["places"][2][1]
    expected = excitement.patch(run[0].weights["test"][at], seen, row, column)
    assert np.array_equal(cut[2, 1], expected)
    assert (np.array(found["reached"]) > np.array(found["began"])).all()
    climbed = ask("climb", layer=layer, filter=1)
    assert climbed["answers"][-1] == pytest.approx(found["reached"][1], rel=1e-2)
    assert len(climbed["steps"]) == len(climbed["answers"]) == 9


def test_moved_pictures_are_named_less_well() -> None:
    shares = ask("moved", by=2)["shares"]
    assert shares[0] == pytest.approx(trace()[-1].scalars["accuracy"], abs=0.01)
    assert shares[0] > shares[1] > shares[2]
    one = np.zeros((1, 3, 3), np.uint8)
    one[0, 0, 0] = 5
    assert answers.shift(one, 1)[0].tolist() == [[0, 5, 0], [0, 0, 0], [0, 0, 0]]
    assert answers.shift(one, -1, 2)[0].sum() == 0
    assert answers.shift(one, 2, 1)[0, 1, 2] == 5


def test_the_nearest_mean_knows_what_lies_apart() -> None:
    points = np.array([[0.0], [10], [1], [11], [0.5], [10.5], [0], [10]])
    labels = np.array([0, 1, 0, 1, 0, 1, 1, 1])
    # Means 0.5 and 10.5; the seventh lies near the wrong one.
    assert answers.nearest_mean(points, labels) == 0.75
    shares = ask("probe")["shares"]
    assert set(shares) == {"pixels", "pool1", "pool2"}


def test_shares_right_are_told_by_epoch() -> None:
    run = trace()
    assert ask("right", edges="0.5")["share"] == run[-1].scalars["accuracy"]
    each = run[0].notes["last_step"] / 3
    assert ask("right", epoch=1)["share"] == run.at(round(each)).scalars["accuracy"]
    assert ask("right", step=0, edges="0.5")["answer"] == "0"


def test_channel_weights_are_told_by_class() -> None:
    params = SMALL.changed(attention=True)
    found = ask("channels", params)
    assert {name: np.shape(rows) for name, rows in found["by_class"].items()} == {
        "se1": (10, 8), "se2": (10, 24),
    }  # fmt: skip
    every = np.concatenate([np.ravel(rows) for rows in found["by_class"].values()])
    assert every.min() >= 0
    assert every.max() <= 1


def test_the_deep_ones_are_compared() -> None:
    params = PARAMS(experiment="depth", depth=15, images=200)
    found = ask("deep", params)
    assert found["answer"] == "residual"
    assert found["kept"]["residual"] > 1000 * found["kept"]["plain"]
    assert ask("deep", params, of="plain", edges="0.3,0.8")["answer"] == "0"


@pytest.mark.parametrize(
    ("question", "query", "sentence"),
    [
        ("picture", {"id": "-1"}, "id=-1 is not a whole number from 0 to 358."),
        ("picture", {"id": "٣"}, "id=٣ is not a whole number from 0 to 358."),
        ("examples", {"truth": "10"}, "truth=10 is not a whole number from 0 to 9."),
        ("excite", {"layer": "conv9"}, "“conv9” is no layer of filters; there are conv1, conv2."),
        ("climb", {"filter": "8"}, "filter=8 is not a whole number from 0 to 7."),
        ("moved", {"by": "8"}, "by=8 is not a whole number from 0 to 7."),
        ("places", {"n": "1e9"}, "n=1e9 is not a whole number from 0 to 10000."),
        (
            "channels",
            {},
            "This network does not weigh its channels: switch that on first.",
        ),
        ("deep", {}, "This run trained other networks: it has no answer to that."),
    ],
)
def test_a_bad_question_is_one_sentence(
    question: str, query: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        lesson.ANSWERS[question](trace(), query)
    assert str(refused.value) == sentence


def test_without_frames_nothing_is_answered() -> None:
    for question in ("picture", "confused", "excite"):
        with pytest.raises(Refused, match="no frames yet"):
            lesson.ANSWERS[question](Trace(), {})
    with pytest.raises(Refused, match="trained other networks"):
        lesson.ANSWERS["excite"](Trace([Frame(0, notes={"experiment": "depth"})]), {})


# -- Params and claims ----------------------------------------------------------------------------


def test_what_means_nothing_beside_the_others_is_no_part_of_a_run() -> None:
    assert "depth" not in PARAMS().identity()
    assert "filters" not in PARAMS(experiment="depth").identity()


@pytest.mark.parametrize(
    "change",
    [
        {"size": 5, "padding": "valid"},
        {"stride": 2, "dilation": 2, "size": 7, "padding": "valid"},
    ],
)
def test_windows_that_do_not_fit_are_refused_at_once(change: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="Nothing is left of the picture"):
        next(lesson.train(PARAMS(**change)))


def test_pictures_that_are_not_here_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEXISCOPE_IMAGES", str(tmp_path))
    with pytest.raises(Refused, match="MNIST is not here"):
        next(lesson.train(PARAMS(data="mnist")))


def test_edges_are_straight_and_checkerboards_are_not() -> None:
    edge = np.array([[1.0, 0, -1]] * 3)
    board = np.array([[1.0, -1, 1], [-1, 1, -1], [1, -1, 1]])
    fits = straightness(np.stack([edge, edge.T, board]))
    assert fits[0] == pytest.approx(fits[1])
    assert fits[0] > 0.95 > 0.5 > fits[2]


@pytest.fixture(scope="module")
def said() -> list[Any]:
    return list(claims())


def test_every_claim_holds(said: list[Any]) -> None:
    assert [one.claim for one in said if not one.holds] == []
    assert len(said) == 11
    assert said[2].measured == "5"


def test_claims_are_measured_not_copied(said: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = import_module("engine.lessons.image_cnn.claims")
    broken: Callable[..., int] = lambda *args, **more: 4  # noqa: E731
    monkeypatch.setattr(module.convolution, "places", broken)
    assert not module.law()[1]
    assert not module.kept()[1]
