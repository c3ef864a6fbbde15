"""The word2vec lesson: its frames, its answers and its claims, on real trainings."""

import itertools
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.claims import Claim
from engine.kernels import word2vec as kernel
from engine.lessons import word2vec as lesson
from engine.lessons.word2vec import ANSWERS, PARAMS, moments, train
from engine.lessons.word2vec.answers import quarter, spread
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import corpora, shelf
from engine.trace import Frame, Trace

STORY = (
    "The king wears a crown. The queen wears a crown. The man drinks tea. The woman drinks tea. "
    "The king rules the country and the queen rules the country. The dog chases the cat. "
)
TEA = "国王喝茶。王后喝茶。男人喝水。女人喝水。小狗追小猫。小猫追老鼠。"


def own(text: str, times: int = 40) -> str:
    """The corpus id of a text of ours, repeated so that there is something to learn."""
    return f"text:{shelf.put(text * times)}"


def small(**values: Any) -> PARAMS:
    """Parameters under which a run on our story takes a moment."""
    plan = {"corpus": own(STORY), "epochs": 3, "dimension": 8, "min_count": 1, "subsample": 0.0}
    return PARAMS(**(plan | values))


def run(params: PARAMS) -> Trace:
    return Trace(train(params))


@pytest.fixture(scope="module")
def story() -> Trace:
    return run(small())


@pytest.fixture(scope="module")
def world() -> Trace:
    """The default run: what everybody sees first."""
    return run(PARAMS())


@pytest.fixture(scope="module")
def chinese() -> Trace:
    return run(PARAMS(corpus="toy-world-zh"))


# -- frames -----------------------------------------------------------------------------------


@given(total=st.integers(2, 10**9), size=st.integers(2, 10**7))
def test_moments_rise_and_end_with_the_text(total: int, size: int) -> None:
    steps = moments(total, size)
    assert steps[-1] == total
    assert steps[0] >= 1
    assert all(a < b for a, b in itertools.pairwise(steps))
    assert len(steps) <= 60
    # However large the vectors are, somebody can drag time: 24 frames, or one for each word.
    assert len(steps) >= min(24, total) * 0.8


def test_moments_are_close_together_early() -> None:
    steps = moments(1_000_000, 1000)
    # count = 60; 60^1.6 = 699.91: the first moment is 10^6 / 699.91 = 1,428.76 rounded up
    assert (len(steps), steps[0], steps[-1]) == (60, 1429, 1_000_000)
    assert steps[29] == 329_877  # half of the frames: 0.5^1.6 = 0.329877


def test_the_first_frame_is_before_the_first_update(story: Trace) -> None:
    first = story[0]
    assert first.step == 0
    assert "loss" not in first.scalars
    assert not first.weights["contexts"].any(), "output vectors start at zero"
    words = first.notes["words"]
    counts = first.notes["counts"]
    assert words[0] == "the"
    assert counts[0] == 10 * 40  # “the” stands 10 times in the story, which is told 40 times
    assert counts == sorted(counts, reverse=True)
    assert (
        first.notes["vocabulary"] == len(words) == len(set(STORY.lower().replace(".", "").split()))
    )
    assert first.notes["tokens"] == sum(counts)
    assert bytes(first.weights["spelled"]).decode().split("\n") == words
    assert first.arrays["positions"].shape == (len(words), 2)
    assert first.notes["updates"] == 6  # five negatives and the true word


def test_steps_are_words_read_and_rise_to_the_end(story: Trace, world: Trace) -> None:
    for trace, epochs in ((story, 3), (world, 6)):
        steps = [frame.step for frame in trace]
        assert steps[-1] == trace[0].notes["last_step"] == trace[0].notes["tokens"] * epochs
        assert all(a < b for a, b in itertools.pairwise(steps))
        for frame in trace:
            assert frame.arrays["positions"].dtype == np.float16
            assert np.isfinite(frame.arrays["positions"].astype(float)).all()


def test_frames_are_small_enough_for_two_hundred_viewers(world: Trace) -> None:
    sizes = [len(frame.to_bytes()) for frame in world]
    assert sizes[0] < 64_000
    assert max(sizes[1:]) < 5_000


def test_the_same_seed_gives_the_same_film_and_another_seed_another() -> None:
    timed = ("seconds", "words_per_second")
    films = [run(small(seed=seed)) for seed in (7, 7, 8)]
    for one, two in zip(films[0], films[1], strict=True):
        assert one.step == two.step
        assert one.notes == two.notes
        for name in set(one.scalars) - set(timed):
            assert one.scalars[name] == two.scalars[name]
        for kind in ("arrays", "weights"):
            for name, array in getattr(one, kind).items():
                assert array.tobytes() == getattr(two, kind)[name].tobytes()
    ends = [film[-1].weights["vectors"] for film in films]
    assert not np.allclose(ends[0], ends[2], atol=1e-3)


@pytest.mark.parametrize("tokens", [2, 3, 30, 300])
def test_a_text_of_one_long_sentence_trains_and_stays_finite(tokens: int) -> None:
    text = " ".join("abcdefgh"[i % 7] for i in range(tokens))
    film = run(small(corpus=own(text, 1), window=2))
    assert film[-1].step == 3 * tokens
    assert [frame.step for frame in film] == [0, tokens, 2 * tokens, 3 * tokens]
    assert all(math.isfinite(frame.scalars["loss"]) for frame in film.frames[1:])


def test_where_all_was_thrown_away_there_is_no_loss_and_no_nan() -> None:
    # Each word is a third of the text: subsampling at 10^-6 keeps one occurrence in 500.
    film = run(small(corpus=own("one two three. ", 20), subsample=1e-6))
    assert film[-1].step == 180  # 3 words × 20 × 3 epochs
    for frame in film:
        assert all(math.isfinite(value) for value in frame.scalars.values())


def test_the_loss_falls(world: Trace) -> None:
    losses = world.series("loss")[1]
    # Before anything is learnt every σ is ½: 6 targets × ln 2 = 4.16 nats.
    assert losses[0] == pytest.approx(6 * math.log(2), abs=0.1)
    assert losses[-1] < 0.5 * losses[0]
    assert np.all(np.isfinite(losses))


def test_king_minus_man_plus_woman_is_queen(world: Trace, chinese: Trace) -> None:
    english = ANSWERS["analogy"](world, {"a": "man", "b": "king", "c": "woman"})
    assert (english["answer"], english["expected"], english["rank"]) == ("queen", "queen", 1)
    han = ANSWERS["analogy"](chinese, {"a": "男人", "b": "国王", "c": "女人"})
    assert (han["answer"], han["expected"]) == (han["expected"], han["answer"])
    for film in (world, chinese):
        assert film.final["analogies"] >= 0.9
        assert film[0].notes["vocabulary"] > 200


def test_words_of_a_kind_come_together(world: Trace) -> None:
    values = world.series("company")[1]
    assert values[-1] > 2 * values[0]


@pytest.mark.parametrize(
    ("values", "updates"),
    [
        ({"model": "cbow"}, 6),
        ({"objective": "softmax"}, None),
        ({"model": "cbow", "objective": "softmax"}, None),
        ({"dynamic_window": False, "window": 1, "negatives": 2}, 3),
        ({"subsample": 0.01, "min_count": 60}, 6),
    ],
    ids=str,
)
def test_every_variant_trains(values: dict[str, Any], updates: int | None) -> None:
    film = run(small(**values))
    notes = film[0].notes
    assert notes["updates"] == (notes["vocabulary"] if updates is None else updates)
    losses = film.series("loss")[1]
    assert np.isfinite(losses).all()
    assert losses[-5:].mean() < losses[0]
    told = ANSWERS["windows"](film, {"frame": "3"})
    assert told["windows"]
    assert told["objective"] == values.get("objective", "negative-sampling")


def test_rare_words_are_left_out() -> None:
    film = run(small(min_count=60))
    # Told 40 times: what stands once in the story is seen 40 times, what stands twice 80 times.
    assert set(film[0].notes["words"]) == {
        "the", "king", "queen", "wears", "crown", "a", "drinks", "tea", "rules", "country",
    }  # fmt: skip


def test_chinese_characters() -> None:
    film = run(small(corpus=own(TEA), tokens="characters"))
    words = film[0].notes["words"]
    assert all(len(word) == 1 for word in words)
    assert {"国", "茶", "猫"} <= set(words)
    assert film[0].notes["language"] == "zh"
    assert ANSWERS["neighbours"](film, {"word": "猫"})["answer"] in words


def test_text_with_too_few_words_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        run(small(corpus=own("Hello.", 1)))
    assert str(refused.value) == (
        "Of the text's 1 different words 1 occur at least 1 times; "
        "at least 2 are needed. A longer text helps, or counting rarer words too."
    )
    with pytest.raises(Refused) as refused:
        run(small(corpus="atlantis"))
    known = ", ".join(corpus.id for corpus in corpora.CORPORA)
    assert str(refused.value) == f"There is no corpus “atlantis”. Known: {known}."


# -- answers ----------------------------------------------------------------------------------


def asked(trace: Trace, question: str, **query: str) -> dict[str, Any]:
    """The answer as a browser gets it: JSON, one row a frame."""
    answer: dict[str, Any] = json.loads(to_json(ANSWERS[question](trace, query)))
    if "steps" in answer:
        assert answer["steps"] == [frame.step for frame in trace]
    return answer


def test_neighbours(world: Trace) -> None:
    said = asked(world, "neighbours", word="king")
    frames = len(world)
    assert np.shape(said["words"]) == np.shape(said["cosines"]) == (frames, 10)
    assert np.shape(said["lines"]) == (10, frames)
    assert said["candidates"] == said["words"][-1]
    assert said["answer"] == said["candidates"][0] != "king"
    assert "king" not in {word for row in said["words"] for word in row}
    # Cosine by hand: of the last vectors, king with its nearest.
    words, vectors = world[0].notes["words"], world[-1].weights["vectors"].astype(float)
    a, b = vectors[words.index("king")], vectors[words.index(said["answer"])]
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    assert said["cosines"][-1][0] == pytest.approx(cosine, abs=1e-4)
    assert said["lines"][0][-1] == pytest.approx(cosine, abs=1e-4)
    assert all(row == sorted(row, reverse=True) for row in said["cosines"])


def test_analogy(world: Trace) -> None:
    said = asked(world, "analogy", a="france", b="paris", c="germany")
    assert said["expected"] == "berlin"
    assert np.shape(said["words"]) == np.shape(said["cosines"]) == (len(world), 5)
    assert said["ranks"][-1] == said["rank"] == 1 + said["words"][-1].index("berlin")
    assert not {"france", "paris", "germany"} & set(said["words"][-1])
    unknown = asked(world, "analogy", a="king", b="paris", c="walk")
    assert (unknown["expected"], unknown["ranks"], unknown["rank"]) == (None, [], None)


def test_relation(world: Trace) -> None:
    said = asked(world, "relation", name="capital")
    pairs = world[0].notes["relations"]["capital"][:14]
    assert [*zip(said["labels"][::2], said["labels"][1::2], strict=True)] == [*map(tuple, pairs)]
    assert np.shape(said["x"]) == np.shape(said["y"]) == (len(world), 3 * len(pairs))
    for axis in ("x", "y"):
        gaps = {value for row in said[axis] for value in row[2::3]}
        assert gaps == {None}, "a gap lifts the pen"
    assert said["parallelism"][-1] > max(0.6, said["parallelism"][0] + 0.3)
    assert said["told"][-1] == f"{said['parallelism'][-1]:.2f}"
    for axis in ("x", "y"):
        low, high = said["range"][axis]
        seen = [value for value in said[axis][-1] if value is not None]
        assert low < min(seen) < max(seen) < high


def drawn(said: dict[str, Any]) -> np.ndarray:
    """What a relation's answer draws: (F, 2P, 2), a₁ b₁ a₂ b₂ … of every frame."""
    film = np.array([said["x"], said["y"]], float).reshape(2, len(said["steps"]), -1, 3)
    return np.moveaxis(film[..., :2].reshape(2, len(said["steps"]), -1), 0, 2)


def test_one_plane_holds_the_whole_film_of_a_relation(world: Trace) -> None:
    """What moves are the words: one matrix (D, 2) takes every frame's vectors to their places."""
    said = asked(world, "relation", name="capital")
    index = {word: i for i, word in enumerate(world[0].notes["words"])}
    ids = [index[word] for word in said["labels"]]
    rows = [frame.weights["vectors"][ids].astype(float) for frame in world]  # F × (2P, D)
    lengths = [row / np.linalg.norm(row, axis=1, keepdims=True) for row in rows]
    centred = np.concatenate([row - row.mean(axis=0) for row in lengths])  # (F · 2P, D)
    places = drawn(said).reshape(-1, 2)
    plane = np.linalg.lstsq(centred, places, rcond=None)[0]
    np.testing.assert_allclose(centred @ plane, places, atol=1e-3)
    np.testing.assert_allclose(plane.T @ plane, np.eye(2), atol=1e-2)
    # It is the plane of the last frame: there the average arrow points to the right.
    offsets = drawn(said)[-1, 1::2] - drawn(said)[-1, ::2]  # (P, 2)
    across, up = offsets.mean(axis=0)
    assert across > 0.3
    assert abs(up) < 0.01 * across


def test_the_words_of_a_relation_stand_beside_their_places_and_apart(world: Trace) -> None:
    said = asked(world, "relation", name="capital")
    words = len(said["labels"])
    assert said["sides"] == ["middle left", "middle right"] * (words // 2)
    places = drawn(said)
    assert np.shape(said["label_x"]) == np.shape(said["label_y"]) == (len(world), words)
    np.testing.assert_allclose(said["label_x"], places[..., 0], atol=1e-6)
    low, high = said["range"]["y"]
    gap = (high - low) / 24
    for heights, labels in zip(places[..., 1], np.array(said["label_y"]), strict=True):
        for side in (slice(0, None, 2), slice(1, None, 2)):
            assert np.diff(np.sort(labels[side])).min() > 0.7 * gap
            assert (np.diff(labels[side][np.argsort(heights[side])]) > 0).all(), "in their order"
            assert labels[side].mean() == pytest.approx(heights[side].mean(), abs=1e-4)


HEIGHTS = st.lists(st.floats(-3, 3), min_size=1, max_size=14)


@given(heights=HEIGHTS, gap=st.floats(1e-3, 1))
def test_spread_moves_labels_apart_and_keeps_order_and_mean(
    heights: list[float], gap: float
) -> None:
    given_, placed = np.array(heights), spread(np.array(heights), gap)
    order = np.argsort(given_, kind="stable")
    gaps = np.diff(placed[order])
    assert placed.mean() == pytest.approx(given_.mean(), abs=1e-9)
    assert (gaps >= gap - 1e-6).all(), "all are far enough apart"


@given(heights=HEIGHTS)
def test_labels_that_stand_apart_stay_where_they_are(heights: list[float]) -> None:
    apart = np.array(heights) + 7.0 * np.random.default_rng(0).permutation(len(heights))
    assert spread(apart, 1.0) == pytest.approx(apart)  # at least 7 − 6 = 1 apart


@pytest.mark.parametrize(
    ("share", "name"),
    [(0, "first"), (0.25, "first"), (0.2501, "second"), (0.5, "second"), (0.75, "third"),
     (0.7501, "last"), (1, "last")],
)  # fmt: skip
def test_a_share_of_the_training_is_told_as_a_quarter(share: float, name: str) -> None:
    assert quarter(share) == name


def film_where(right: list[bool]) -> Trace:
    """Frames in which king − man + woman is queen where `right` says so, and tea elsewhere."""
    words = ("man", "king", "woman", "queen", "tea")
    queen, tea = [0, 1, 1], [-1, 0, -1]
    notes = {"relations": {"crown": [["man", "king"], ["woman", "queen"]]}}
    spelled = np.frombuffer("\n".join(words).encode(), np.uint8)
    return Trace(
        Frame(
            100 * i,
            weights={
                # man = x, king = x + y, woman = z: the sum is y + z.
                "vectors": np.array(
                    [[1, 0, 0], [1, 1, 0], [0, 0, 1], *([queen, tea] if ok else [tea, queen])],
                    np.float32,
                ),
                "spelled": spelled,
            },
            notes=notes,
        )
        for i, ok in enumerate(right)
    )


@given(right=st.lists(st.booleans(), min_size=1, max_size=12))
def test_settled_is_from_when_on_the_answer_stays_right(right: list[bool]) -> None:
    film = film_where(right)
    said = asked(film, "settled", a="man", b="king", c="woman")
    if not right[-1]:
        assert said == {"step": None, "share": None, "answer": "never"}
        return
    first = said["step"] // 100
    assert all(right[first:])
    assert first == 0 or not right[first - 1]
    assert said["share"] == pytest.approx(first / max(1, len(right) - 1), abs=1e-4)
    assert said["answer"] == quarter(said["share"])


def test_settled_on_the_film_that_everybody_sees(world: Trace) -> None:
    query = {"a": "man", "b": "king", "c": "woman"}
    said, shown = asked(world, "settled", **query), asked(world, "analogy", **query)
    answers = [found[0] for found in shown["words"]]
    at = shown["steps"].index(said["step"])
    assert at > 0, "random vectors know no queen"
    assert set(answers[at:]) == {"queen"}
    assert answers[at - 1] != "queen"
    assert said["share"] == pytest.approx(said["step"] / shown["steps"][-1], abs=1e-4)
    # A question without a true answer never settles.
    assert asked(world, "settled", a="king", b="paris", c="walk")["answer"] == "never"


def test_accuracy_half_and_cost(world: Trace, story: Trace) -> None:
    scores = asked(world, "accuracy")
    assert scores["right"] / scores["asked"] == pytest.approx(world.final["analogies"], abs=1e-4)
    assert scores["asked"] == sum(total for _, total in scores["relations"].values())
    assert scores["answer"] in scores["relations"]
    half = asked(world, "half")
    steps, values = world.series("analogies")
    first = steps[np.flatnonzero(values >= values[-1] / 2)[0]]
    assert half["step"] == first
    assert half["share"] == pytest.approx(first / steps[-1], rel=1e-4)
    quarter = {"first": 0, "second": 1, "third": 2, "last": 3}[half["answer"]]
    assert quarter <= 4 * half["share"] <= quarter + 1
    cost = asked(world, "cost")
    assert (cost["updates"], cost["answer"]) == (6, "6")
    V = cost["vocabulary"]
    assert 2 ** (cost["tree"] - 1) < V <= 2 ** cost["tree"]
    with pytest.raises(Refused) as refused:
        ANSWERS["half"](run(small(tokens="characters")), {})
    sentence = "This run was asked no analogies: its text knows too few of their words."
    assert str(refused.value) == sentence


def test_a_window_is_told_with_its_pairs(story: Trace) -> None:
    said = asked(story, "windows", frame="2")
    assert len(said["windows"]) <= 40
    for window in said["windows"]:
        assert 1 <= window["radius"] <= said["window"] == 5
        near = [abs(place - window["at"]) for place in window["contexts"]]
        assert near, "a window has neighbours"
        assert max(near) <= window["radius"]  # nothing was thrown away: subsample = 0
        assert not window["dropped"]
        assert len(window["pairs"]) == len(window["contexts"])
        for place, pair in zip(window["contexts"], window["pairs"], strict=True):
            assert pair["input"] == said["words"][place]
            assert pair["targets"][0]["word"] == said["words"][window["at"]]
            assert [target["label"] for target in pair["targets"]].count(True) == 1
            assert all(0 <= target["sigma"] <= 1 for target in pair["targets"])


def test_one_update_adds_up(story: Trace) -> None:
    windows = asked(story, "windows", frame="5")["windows"]
    at = next(i for i, window in enumerate(windows) if len(window["pairs"]) > 1)
    window = windows[at]
    said = asked(story, "pair", frame="5", window=str(at), pair="1")
    assert said["input"]["word"] == window["pairs"][1]["input"]
    true = said["targets"][0]
    assert (true["word"], true["label"]) == (window["pairs"][1]["targets"][0]["word"], 1)
    assert true["word"] == said["answer"]
    for target in said["targets"]:
        dot = np.dot(said["input"]["before"], target["before"])
        assert target["dot"] == pytest.approx(dot, abs=1e-3)
        assert target["sigma"] == pytest.approx(1 / (1 + math.exp(-dot)), abs=1e-3)
        assert target["gradient"] == pytest.approx(target["label"] - target["sigma"], abs=1e-4)
        likely = target["sigma"] if target["label"] else 1 - target["sigma"]
        assert target["loss"] == pytest.approx(-math.log(likely), abs=1e-3)
    moved = np.subtract(said["input"]["after"], said["input"]["before"])
    assert said["input"]["moved"] == pytest.approx(np.linalg.norm(moved), abs=1e-4)


@pytest.mark.parametrize("values", [{}, {"model": "cbow"}, {"objective": "softmax"}], ids=str)
@pytest.mark.parametrize("k", [0, 4])
def test_the_windows_shown_are_those_that_training_went_on_with(
    values: dict[str, Any], k: int
) -> None:
    """From frame k the kernel reads one sentence; the replay's last vectors are the same."""
    params = small(subsample=0.01, **values)
    film = run(params)
    frame = film[k]
    assert frame.weights["vectors"].dtype == np.float32
    stream = lesson.stream_of(lesson.read_text(params), params)
    state = kernel.State(
        frame.weights["vectors"].copy(), frame.weights["contexts"].copy(),
        np.array([int(frame.notes["random"])], np.uint64), frame.step,
    )  # fmt: skip
    kernel.advance(state, stream, lesson.settings_of(params), 1)  # to the end of the sentence
    end = state.done % len(stream.tokens)
    replayed = ANSWERS["windows"](film, {"frame": str(k)})["windows"]
    assert replayed
    from engine.lessons.word2vec.windows import WINDOWS
    from engine.lessons.word2vec.windows import replayed as replay

    made = replay(film, {"frame": str(k)}, WINDOWS)
    next(made)  # the stream itself comes first
    seen = False
    after: dict[int, np.ndarray] = {}
    for window in made:
        if window.sentence[1] > end or window.sentence[0] < frame.step % len(stream.tokens):
            break
        seen = True
        after |= dict(zip(window.inputs.tolist(), window.after[0], strict=True))
    assert seen
    for word, vector in after.items():
        np.testing.assert_allclose(state.vectors[word], vector, atol=1e-4)
    rest = np.setdiff1d(np.arange(len(state.vectors)), list(after))
    assert (state.vectors[rest] == frame.weights["vectors"][rest]).all()


Wrong = tuple[str, Mapping[str, str], str]
NO_WORD = "“{}” is not in this run's vocabulary of 16 words."
WRONG: tuple[Wrong, ...] = (
    ("neighbours", {"word": "atlantis"}, NO_WORD.format("atlantis")),
    ("neighbours", {}, NO_WORD.format("")),
    ("neighbours", {"word": "<b>" * 100}, NO_WORD.format(("<b>" * 100)[:40])),
    ("analogy", {"a": "king", "b": "queen", "c": "x"}, NO_WORD.format("x")),
    ("analogy", {"a": "king"}, NO_WORD.format("")),
    ("relation", {"name": "love"}, "The text knows no relation “love”. Known: gender."),
    ("windows", {"frame": "FRAMES"}, "frame=FRAMES is not a whole number from 0 to LAST."),
    ("windows", {"frame": "-1"}, "frame=-1 is not a whole number from 0 to LAST."),
    ("windows", {"frame": "9" * 5000}, f"frame={'9' * 40} is not a whole number from 0 to LAST."),
    ("windows", {"frame": "٣"}, "frame=٣ is not a whole number from 0 to LAST."),
    (
        "windows",
        {"frame": "LAST"},
        "The training ends here: there is no next window. Drag time back.",
    ),
    ("pair", {"frame": "0", "window": "0", "pair": "99"}, "There is no such pair in this window."),
    ("pair", {"window": "9" * 5000}, "There is no such pair in this window."),
    ("pair", {"pair": "x"}, "There is no such pair in this window."),
)


@pytest.mark.parametrize(("question", "query", "sentence"), WRONG, ids=lambda x: str(x)[:40])
def test_a_wrong_question_is_refused(
    story: Trace, question: str, query: Mapping[str, str], sentence: str
) -> None:
    def fill(text: str) -> str:
        return text.replace("FRAMES", str(len(story))).replace("LAST", str(len(story) - 1))

    with pytest.raises(Refused) as refused:
        ANSWERS[question](story, {name: fill(value) for name, value in query.items()})
    assert str(refused.value) == fill(sentence)


@pytest.mark.parametrize("question", ["neighbours", "analogy", "windows", "pair"])
def test_a_run_without_frames_says_so(question: str) -> None:
    with pytest.raises(Refused) as refused:
        ANSWERS[question](Trace(), {})
    assert str(refused.value) == "This run has no frames yet."


@pytest.mark.parametrize("question", ANSWERS)
def test_every_question_is_answered_while_the_run_still_trains(world: Trace, question: str) -> None:
    begun = Trace(world.frames[:2])
    query = {"word": "king", "a": "man", "b": "king", "c": "woman", "name": "capital"}
    assert "answer" in asked(begun, question, **query)


# -- claims -----------------------------------------------------------------------------------


def test_every_claim_is_measured_and_holds() -> None:
    found = list(lesson.claims())
    assert len(found) >= 8
    for claim in found:
        assert isinstance(claim, Claim)
        assert claim.holds, claim
        assert claim.measured
        json.dumps(claim.row())
    assert len({claim.claim for claim in found}) == len(found)
    # One pair of a real step: the true word and five strangers, against every word there is.
    (touched,) = (claim for claim in found if claim.lecture == "6 : 100,000")
    assert touched.measured == "6 : 100,000"
