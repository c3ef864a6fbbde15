"""The Transformer at work: tasks, films, questions to a recorded run, bad input, and the claims."""

import base64
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from engine.lessons import transformer as lesson
from engine.lessons.transformer import ANSWERS, PARAMS, claims, sources
from engine.lessons.transformer.answers import sampled_from
from engine.lessons.transformer.film import moments
from engine.lessons.transformer.params import parts, spec_of
from engine.lessons.transformer.reading import cut
from engine.params import key_of
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import shelf
from engine.trace import Trace

SMALL: dict[str, Any] = {"updates": 20, "width": 16, "heads": 2}
BOTH = pytest.mark.parametrize("corpus", ["toy-world", "toy-world-zh"])
TASKS = pytest.mark.parametrize("task", ["pronouns", "induction", "text"])


@lru_cache(maxsize=16)
def run(**values: Any) -> Trace:
    return Trace(lesson.train(PARAMS.checked(**(SMALL | values))))


def own(text: str) -> str:
    return f"text:{shelf.put(text)}"


def attention(answer: dict[str, Any]) -> np.ndarray:
    raw = np.frombuffer(base64.b64decode(answer["attention"]), np.uint8)
    found: np.ndarray = raw.reshape(answer["shape"]) / 255
    return found


# -- what is learnt -------------------------------------------------------------------------------


@BOTH
@TASKS
def test_a_task_asks_what_can_be_known(task: Any, corpus: str) -> None:
    made = sources.task_of(PARAMS(task=task, corpus=corpus))
    assert made.language == ("zh" if corpus.endswith("zh") else "en")
    for batch in (made.draw(0), made.held):
        assert batch.ids.shape == batch.targets.shape
        assert batch.ids.max() < len(made.words)
        asked = batch.targets >= 0
        assert asked.any(-1).all()
        assert batch.targets[asked].min() > 0  # nobody is asked for what is not known
    assert set(made.shown) <= set(made.words)


def test_repetitions_are_asked_only_from_the_second_time_on() -> None:
    held = sources.task_of(PARAMS(task="induction")).held
    for ids, targets in zip(held.ids, held.targets, strict=True):
        first = int((targets < 0).sum())  # the run
        assert 4 <= first <= 10
        assert len(set(ids[:first])) == first
        assert np.array_equal(ids[first:], ids[:-first])
        assert np.array_equal(targets[first:-1], ids[first + 1 :])


def test_pronouns_are_answered_by_a_word_of_the_sentence() -> None:
    task = sources.task_of(PARAMS())
    rows = np.arange(len(task.held.ids))
    assert task.from_ is not None
    assert task.to is not None
    assert np.array_equal(task.held.targets[rows, task.from_], task.held.ids[rows, task.to])
    assert {task.words[i] for i in task.held.ids[rows, task.from_]} == {"it"}


@pytest.mark.parametrize("text", ["猫喝水。狗喝水。", "one two", "🦊 שלום 你好 hello"])
def test_any_short_text_can_be_learnt(text: str) -> None:
    trace = run(task="text", corpus=own(text))
    assert np.isfinite(trace.final["loss"])


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(Refused):
        run(task="text", corpus=own("word"))


# -- the film -------------------------------------------------------------------------------------


@TASKS
def test_a_film_keeps_what_heads_look_at(task: Any) -> None:
    trace = run(task=task)
    assert trace[0].step == 0
    assert trace[-1].step == 20
    tokens = trace[0].notes["tokens"]
    for frame in trace:
        maps = frame.arrays["attention"]
        assert maps.shape == (2, 2, len(tokens), len(tokens))
        assert maps.sum(-1) / 255 == pytest.approx(np.ones(maps.shape[:3]), abs=0.1)
        if task != "pronouns":
            assert not np.triu(maps, 1).any()  # nobody looks ahead
        assert {"previous", "own", "entropy"} <= set(frame.arrays)
    name = "given" if task == "pronouns" else "induction"
    assert trace[-1].arrays[name].shape == (2, 2)


def test_moments_lie_close_early_and_end_with_the_end() -> None:
    steps = moments(400, 70_000)
    assert steps[-1] == 400
    assert len(steps) <= 40
    gaps = np.diff(steps)
    assert gaps[0] < gaps[-1]
    assert len(moments(3000, 2_000_000)) == 16
    assert moments(3, 70_000) == [1, 2, 3]


def test_the_same_settings_give_the_same_bits() -> None:
    again = Trace(lesson.train(PARAMS.checked(**SMALL)))
    for one, two in zip(run(), again, strict=True):
        for name, weight in one.weights.items():
            assert np.array_equal(weight, two.weights[name]), name


def test_it_learns() -> None:
    trace = run(updates=120, width=32)
    assert trace.final["accuracy"] > trace[0].scalars["accuracy"] + 0.2
    assert trace.final["held"] < trace[0].scalars["held"] - 1


def test_a_network_without_attention_has_none_to_show() -> None:
    trace = run(off="attention")
    assert "attention" not in trace[-1].arrays
    read = ANSWERS["read"](trace, {})
    assert read["shape"][1] == 0
    assert to_json(ANSWERS["lens"](trace, {}))
    half = run(off="0.attention")
    assert half[-1].arrays["attention"].shape[0] == 1
    assert half[-1].arrays["layers"].tolist() == [1]


# -- questions ------------------------------------------------------------------------------------


@TASKS
def test_reading_the_shown_sentence_says_what_the_frames_say(task: Any) -> None:
    trace = run(task=task)
    read = ANSWERS["read"](trace, {})
    assert read["tokens"] == trace[0].notes["tokens"]
    assert len(read["frames"]) == len(trace)
    for frame, maps in zip(trace, attention(read), strict=True):
        # Weights travel as they are: only rounding to bytes may differ by one.
        assert maps == pytest.approx(frame.arrays["attention"] / 255, abs=1.01 / 255)


def test_a_visitors_sentence_is_read_at_every_moment() -> None:
    read = ANSWERS["read"](run(), {"text": "The unicorn didn't cross the street!"})
    assert read["tokens"] == ["the", "unicorn", "did", "not", "cross", "the", "street", "!"]
    assert read["unknown"].tolist() == [1, 7]
    assert read["asked"] == 7
    assert attention(read).sum(-1) == pytest.approx(np.ones(read["shape"][:-1]), abs=0.05)
    it = ANSWERS["read"](run(), {"text": "the dog because it"})
    assert it["asked"] == 3


@pytest.mark.parametrize(
    "text", ["x", "it " * 500, "猫 and 狗", "🦊🦊", "שלום עולם", "<b>it</b>", "\u200bit"]
)
@TASKS
def test_any_sentence_can_be_read(task: Any, text: str) -> None:
    trace = run(task=task)
    if task == "text" and text == "🦊🦊":  # the tokenizer of texts finds no word in it
        with pytest.raises(Refused, match="There is no word in “🦊🦊”"):
            ANSWERS["read"](trace, {"text": text})
        return
    read = ANSWERS["read"](trace, {"text": text})
    assert 1 <= len(read["tokens"]) <= 64
    assert read["cut"] == (len(text) > 1000)
    assert to_json(read)


def test_chinese_is_cut_at_the_words_that_are_known() -> None:
    words = sources.task_of(PARAMS(corpus="toy-world-zh")).words
    known = {word: i for i, word in enumerate(words)}
    found = cut("那动物没有过马路，因为它太宽了。", "pronouns", "zh", known)
    assert " ".join(found) == "那 动物 没有 过 马路 ， 因为 它 太 宽 了 。"
    assert cut("那龙累", "pronouns", "zh", known) == ["那", "龙", "累"]


def test_a_part_left_out_now_is_what_the_bars_say() -> None:
    trace = run(updates=120, width=32)
    bars = ANSWERS["parts"](trace, {})
    names = [row["part"] for row in bars["rows"]]
    assert names[:5] == ["positions", "residual", "norm", "0", "0.attention"]
    assert "1.head.1" in names
    for name in ("positions", "1", "1.head.1"):
        film = ANSWERS["without"](trace, {"off": name})
        (row,) = (row for row in bars["rows"] if row["part"] == name)
        assert film["loss"][-1] == pytest.approx(row["loss"])
    whole = ANSWERS["without"](trace, {})
    assert whole["loss"][-1] == pytest.approx(bars["loss"]) == pytest.approx(trace.final["held"])
    assert whole["steps"] == [frame.step for frame in trace]
    residual = next(row for row in bars["rows"] if row["part"] == "residual")
    assert residual["loss"] > bars["loss"] + 0.5


def test_retraining_without_a_part_is_another_run() -> None:
    whole, without = PARAMS(), PARAMS(off="1.head.0")
    assert key_of("transformer", whole) != key_of("transformer", without)
    assert key_of("transformer", whole) == key_of("transformer", PARAMS(without="norm"))
    assert spec_of(without).off == {"1.head.0"}
    assert run(off="1.head.0")[-1].scalars["held"] != run()[-1].scalars["held"]


@pytest.mark.parametrize("said", ["nothing", "7.head.0", "0.head.5", "0.head", "head.1", "9"])
def test_a_part_that_is_not_there_is_refused(said: str) -> None:
    with pytest.raises(Refused) as refused:
        parts(said, PARAMS(**SMALL))
    assert str(refused.value) == (
        f"There is no part “{said}”: parts are positions, norm, residual, 0, 0.head.1 …"
    )
    with pytest.raises(Refused):
        ANSWERS["without"](run(), {"off": said})


def test_inside_the_stream_adds_up() -> None:
    trace = run(norm="pre", off="norm")
    lens = ANSWERS["lens"](trace, {})
    T = len(lens["tokens"])
    assert lens["length"].shape == lens["mean"].shape == lens["spread"].shape == (3, T)
    assert lens["added"].shape == (2, 2, T)
    assert lens["words"].shape == (3, T, 3)
    # Without norms x grows by what is added: |x₁| ≤ |x₀| + |attention| + |inner|.
    assert (lens["length"][1] <= lens["length"][0] + lens["added"][0].sum(0) + 0.01).all()
    # The last layer's lens is what the network says.
    read = ANSWERS["read"](trace, {})
    assert lens["words"][-1, :, 0].tolist() == read["said"][-1].tolist()


def test_layer_norms_keep_the_stream_alike() -> None:
    lens = ANSWERS["lens"](run(), {})
    # After a fresh norm (weight 1, bias 0) a vector's numbers have mean 0 and spread 1; √16 = 4.
    first = ANSWERS["lens"](run(), {"step": "0"})
    assert first["spread"][1:] == pytest.approx(np.ones_like(first["spread"][1:]), abs=1e-3)
    assert first["mean"][1:] == pytest.approx(np.zeros_like(first["mean"][1:]), abs=1e-3)
    assert first["length"][1:] == pytest.approx(np.full_like(first["length"][1:], 4), abs=0.01)
    assert lens["step"] == 20


def test_gradient_times_attention_is_asked_for_one_answer() -> None:
    found = ANSWERS["gradient"](run(), {})
    values = np.frombuffer(base64.b64decode(found["values"]), np.int8).reshape(found["shape"])
    assert np.abs(values.astype(int)).max() == 127
    assert found["at"] == 8
    # In the last layer only the row of the asked word matters.
    others = np.delete(values[-1], 8, axis=1)
    assert not others.any()


@TASKS
def test_writing_on_is_for_networks_that_look_back(task: Any) -> None:
    trace = run(task=task)
    if task == "pronouns":
        with pytest.raises(Refused) as refused:
            ANSWERS["write"](trace, {})
        assert str(refused.value) == "This network reads to both sides: it cannot write on."
        return
    query = {"length": "6", "seed": "3", "temperature": "1.5"}
    one, two = ANSWERS["write"](trace, query), ANSWERS["write"](trace, query)
    assert one["written"] == two["written"]
    assert len(one["written"]) == 6
    assert all(word["word"] > 0 for word in one["written"])
    surest = ANSWERS["write"](trace, query | {"temperature": "0"})["written"]
    assert all(word["p"] == 1 for word in surest)


def test_what_is_drawn_from() -> None:
    scores = np.log(np.array([0.5, 0.3, 0.15, 0.05]))
    assert sampled_from(scores, 1, 0, 1) == pytest.approx([0.5, 0.3, 0.15, 0.05])
    assert sampled_from(scores, 1, 2, 1) == pytest.approx([0.625, 0.375, 0, 0])  # of 0.8
    assert sampled_from(scores, 1, 0, 0.6) == pytest.approx([0.625, 0.375, 0, 0])
    assert sampled_from(scores, 1, 0, 0.5) == pytest.approx([1, 0, 0, 0])
    assert sampled_from(scores, 0, 3, 0.9).tolist() == [1, 0, 0, 0]
    # Temperature ½ squares the shares: 0.25, 0.09, 0.0225, 0.0025 of 0.365.
    assert sampled_from(scores, 0.5, 0, 1)[0] == pytest.approx(0.25 / 0.365)


@pytest.mark.parametrize(
    ("question", "query", "sentence"),
    [
        ("write", {"temperature": "9"}, "temperature=9 is not a number from 0.0 to 5.0."),
        ("write", {"k": "many"}, "k=many is not a number from 0 to 1000."),
        ("lens", {"step": "late"}, "step=late is not a number."),
        ("role", {"name": "magic"}, "This run measures no “magic”."),
        ("loss", {"edges": "a,b"}, "edges=a,b is not a list of numbers."),
        ("gradient", {"at": "99"}, "at=99 is not a number from 0 to 15."),
    ],
)
def test_a_bad_question_is_one_sentence(
    question: str, query: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        ANSWERS[question](run(task="induction"), query)
    assert str(refused.value) == sentence


def test_predictions_are_settled_by_the_run() -> None:
    trace = run()
    role = ANSWERS["role"](trace, {"name": "given", "edges": "0.25,0.5"})
    assert role["value"] == pytest.approx(float(trace[-1].arrays["given"].max()))
    assert role["answer"] == "0"
    loss = ANSWERS["loss"](trace, {})
    assert loss["value"] == pytest.approx(trace.final["held"], abs=1e-4)
    right = ANSWERS["loss"](trace, {"of": "accuracy"})
    assert right["value"] == pytest.approx(trace.final["accuracy"])
    said = ANSWERS["meant"](trace, {})
    assert said["answer"] == trace[0].notes["vocabulary"][ANSWERS["read"](trace, {})["said"][-1][8]]
    assert ANSWERS["through"](trace, {})["rollout"].sum(-1) == pytest.approx(np.ones(13), abs=1e-3)


def test_every_answer_is_plain_json() -> None:
    trace = run(task="induction")
    for question, answer in ANSWERS.items():
        assert to_json(answer(trace, {"name": "induction"} if question == "role" else {}))


def test_a_broken_training_still_answers() -> None:
    trace = run(rate=0.1, off="norm,residual", width=16)
    for question in ("read", "parts", "without", "lens", "gradient", "meant"):
        assert to_json(ANSWERS[question](trace, {}))


# -- claims ---------------------------------------------------------------------------------------


def test_all_claims_hold() -> None:
    rows = list(claims())
    assert [(row.claim, row.measured) for row in rows if not row.holds] == []
    assert len(rows) == 9
