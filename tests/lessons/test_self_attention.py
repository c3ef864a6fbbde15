"""The self-attention lesson: its film, its answers and its claims, beside torch and by hand."""

import json
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.claims import Claim
from engine.lessons import self_attention as lesson
from engine.lessons.self_attention import ANSWERS, PARAMS, train
from engine.lessons.self_attention.claims import claims
from engine.lessons.self_attention.numbers import drawn, word_vector
from engine.lessons.self_attention.params import MOST, sentence_of, tokens_of
from engine.lessons.self_attention.stages import (
    HEADED,
    NAMES,
    STAGES,
    Setting,
    compute,
    edits_of,
)
from engine.params import key_of
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.trace import Frame, Trace

#: Sentences of all kinds: one word, as many as are taken, mixed scripts, right to left, emoji.
SENTENCES = {
    "one word": ("cat", ["cat"]),
    "ten words": (" ".join("abcdefghij"), list("abcdefghij")),
    "mixed": ("I love 自然语言处理 today", ["i", "love", "自然语言", "处理", "today"]),
    "right to left": ("שלום עולם", ["שלום", "עולם"]),
    "emoji": ("I ❤️ 👩‍👩‍👧 and 🇩🇪👍🏽!", ["i", "❤️", "👩‍👩‍👧", "and", "🇩🇪", "👍🏽"]),
    "twice": ("no no no", ["no"] * 3),
}


@lru_cache(maxsize=32)
def made(**values: Any) -> Trace:
    """The film of these parameters, made once."""
    return Trace(train(PARAMS(**values)))


def numbers(trace: Trace) -> dict[str, np.ndarray]:
    """All arrays of a film, each under its name."""
    return {name: array for frame in trace for name, array in frame.arrays.items()}


def asked(trace: Trace, question: str, **query: str) -> dict[str, Any]:
    """The answer as a browser gets it."""
    answer: dict[str, Any] = json.loads(to_json(ANSWERS[question](trace, query)))
    return answer


def test_the_film_is_the_computation_stage_by_stage() -> None:
    trace = made()
    assert [frame.step for frame in trace] == list(range(12))
    assert all(name in frame.arrays for name, frame in zip(STAGES, trace, strict=True))
    assert trace[0].notes["tokens"] == ["the", "cat", "sat"]
    assert trace[0].notes["last_step"] == 11
    shapes = {name: numbers(trace)[name].shape for name in STAGES}
    assert shapes["words"] == shapes["input"] == shapes["joined"] == shapes["output"] == (3, 4)
    assert shapes["queries"] == shapes["keys"] == shapes["values"] == (2, 3, 2)  # 2 heads of 4 / 2
    assert shapes["scores"] == shapes["shares"] == (2, 3, 3)
    again = Trace(train(PARAMS()))
    for one, other in zip(trace, again, strict=True):
        assert one.to_bytes() == other.to_bytes()


def test_the_lectures_input_is_computed() -> None:
    x = numbers(made())["input"]
    # The lecture's vectors of the, cat, sat plus the encodings of 0, 1, 2; it prints 1.099 and
    # 1.398 where cos 0.01 = 0.99995 and cos 0.02 = 0.99980 give 1.100 and 1.400.
    right = [[0.2, 0.9, 0.5, 1.3], [1.341, 1.340, -0.190, 1.100], [0.809, -0.116, 0.720, 1.400]]
    np.testing.assert_allclose(x, right, atol=6e-4)


def test_each_number_is_the_sum_it_is_said_to_be() -> None:
    found = {name: array.astype(np.float64) for name, array in numbers(made()).items()}
    query = sum(found["input"][1, k] * found["wq"][k, 3] for k in range(4))
    assert found["queries"][1, 1, 1] == pytest.approx(query, abs=1e-6)  # head 2 owns columns 2, 3
    score = sum(found["queries"][0, 1, k] * found["keys"][0, 2, k] for k in range(2))
    assert found["scores"][0, 1, 2] == pytest.approx(score, abs=1e-6)
    assert found["scaled"][0, 1, 2] == pytest.approx(score / 2**0.5, abs=1e-6)
    powers = np.exp(found["scaled"][0, 1])
    assert found["shares"][0, 1, 2] == pytest.approx(powers[2] / powers.sum(), abs=1e-6)
    mixed = sum(found["shares"][0, 1, j] * found["values"][0, j, 0] for j in range(3))
    assert found["weighted"][0, 1, 0] == pytest.approx(mixed, abs=1e-6)
    assert found["joined"][1, 2] == found["weighted"][1, 1, 0]
    output = sum(found["joined"][1, k] * found["wo"][k, 0] for k in range(4))
    assert found["output"][1, 0] == pytest.approx(output, abs=1e-5)


@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("causal", [False, True])
def test_the_output_is_that_of_torch(heads: int, causal: bool) -> None:
    torch = pytest.importorskip("torch")
    trace = made(sentence="the small dog saw the old cat", width=8, heads=heads, causal=causal)
    found = {name: torch.from_numpy(array.copy()) for name, array in numbers(trace).items()}
    layer = torch.nn.MultiheadAttention(8, heads, bias=False, batch_first=True)
    with torch.no_grad():
        blocks = [found[name].T for name in ("wq", "wk", "wv")]
        layer.in_proj_weight.copy_(torch.cat(blocks))
        layer.out_proj.weight.copy_(found["wo"].T)
        mask = torch.triu(torch.ones(7, 7, dtype=torch.bool), 1) if causal else None
        x = found["input"][None]
        said, shares = layer(x, x, x, attn_mask=mask, average_attn_weights=False)
    np.testing.assert_allclose(said[0], found["output"], atol=1e-5)
    np.testing.assert_allclose(shares[0], found["shares"], atol=1e-6)


@pytest.mark.parametrize("kind", SENTENCES)
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "none"])
def test_every_sentence_is_attended_to(kind: str, causal: bool, positions: str) -> None:
    said, tokens = SENTENCES[kind]
    trace = made(sentence=said, causal=causal, positions=positions)
    assert trace[0].notes["tokens"] == tokens
    found = numbers(trace)
    T = len(tokens)
    np.testing.assert_allclose(found["shares"].sum(-1), 1, atol=1e-6)
    assert np.isfinite(found["output"]).all()
    future = np.triu(np.ones((T, T), bool), 1)
    assert (found["shares"][:, future] == 0).all() == (causal or T == 1)
    assert found["positions"].any() == (positions != "none")


def test_the_usual_sentences_are_cut_as_they_are_meant() -> None:
    assert made(corpus="toy-world-zh")[0].notes["tokens"] == ["猫", "坐下", "了"]
    trained = PARAMS(corpus="toy-world-zh", weights="trained")
    assert " ".join(sentence_of(trained).tokens) == "年轻 的 老师 昨天 帮助 聪明 的 医生"
    assert sentence_of(trained).language == "zh"


def test_a_word_has_one_vector_wherever_it_stands() -> None:
    words = numbers(made(sentence="no no no"))["words"]
    assert (words == words[0]).all()
    other = numbers(made(sentence="yes or no"))["words"]
    np.testing.assert_array_equal(other[2], words[0])
    assert not np.array_equal(other[0], other[1])
    assert not np.array_equal(word_vector("no", 4, 2), words[0])
    # To be followed by hand: one digit after the point.
    np.testing.assert_allclose(words * 10, np.round(words * 10), atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(list("abcdefg")), min_size=2, max_size=MOST),
    st.sampled_from([1, 2, 4]),
    st.booleans(),
    st.integers(1, 99),
)
def test_a_causal_mask_leaks_nothing(words: list[str], heads: int, scaled: bool, seed: int) -> None:
    params = PARAMS(sentence=" ".join(words), heads=heads, seed=seed)
    setting = Setting(heads, scaled, True)
    before = compute(drawn(params, sentence_of(params)), setting)
    other = params.changed(sentence=" ".join([*words[:-1], "zebra"]))
    after = compute(drawn(other, sentence_of(other)), setting)
    for name in ("queries", "keys", "values", "weighted"):
        np.testing.assert_array_equal(before[name][:, :-1], after[name][:, :-1])
    np.testing.assert_array_equal(before["output"][:-1], after["output"][:-1])
    assert not np.array_equal(before["output"][-1], after["output"][-1])


def test_a_longer_sentence_is_cut_and_an_empty_one_refused() -> None:
    trace = made(sentence=" ".join(f"w{n}" for n in range(14)))
    assert (len(trace[0].notes["tokens"]), trace[0].notes["whole"]) == (MOST, 14)
    with pytest.raises(Refused) as refused:
        list(train(PARAMS(sentence="?! …")))
    assert str(refused.value) == (
        "“?! …” has no words; letters, digits, characters or emoji are needed."
    )
    assert tokens_of("") == []


def test_edits_are_read_and_nonsense_is_left_out() -> None:
    said = "scores.0.1.2=0.5;wq.0.0=-1; words.0.1=2.25;wq.0=1;scores.0.1=1;nobody.0.0=1;wq.0.0=1e9"
    assert edits_of(said) == {
        "scores": {(0, 1, 2): 0.5}, "wq": {(0, 0): -1.0}, "words": {(0, 1): 2.25},
    }  # fmt: skip
    assert edits_of("") == edits_of(";;=;a.b=c") == {}
    trace = made()
    before, after = (asked(trace, "matrices", edits=e)["matrices"] for e in ("", "wk.0.0=2"))
    changed = {name for name in NAMES if before[name] != after[name]}
    assert changed == {
        "wk", "keys", "scores", "scaled", "masked", "shares", "weighted", "joined", "output",
    }  # fmt: skip
    assert before["keys"][1] == after["keys"][1], "the weight belongs to the first head"
    outside = asked(trace, "matrices", edits="words.9.9=1;scores.5.0.0=1")["matrices"]
    assert outside == before


def test_the_lectures_row_of_scores() -> None:
    edits = "scaled.0.0.0=0.178;scaled.0.0.1=0.242;scaled.0.0.2=0.147"
    said = [
        asked(made(), "value", name="shares", row="0", column=str(j), head="1", edits=edits)
        for j in range(3)
    ]
    # e^0.178, e^0.242, e^0.147 = 1.1948, 1.2738, 1.1584; their sum is 3.6270. The lecture has 33.0.
    assert [one["answer"] for one in said] == ["0.329", "0.351", "0.319"]


def test_without_positions_order_means_nothing() -> None:
    trace = made(sentence="the small dog saw the old cat")
    found = asked(trace, "order")
    assert found["answer"] == "same"
    assert found["changes"]["none"] < 1e-5
    assert found["changes"]["sinusoidal"] > 0.01
    assert asked(trace, "order", positions="learned")["answer"] == "other"
    # One and the same word over and over: backwards is forwards.
    assert asked(made(sentence="cat"), "order", positions="sinusoidal")["answer"] == "same"


def test_a_shift_is_a_rotation() -> None:
    found = asked(made(), "rotation", step="2", width="8")
    assert found["answer"] == "same"
    matrix = np.array(found["matrix"])
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(8), atol=2e-5)
    np.testing.assert_allclose(matrix[:2, :2], [[-0.4161, 0.9093], [-0.9093, -0.4161]], atol=1e-4)
    assert asked(made(), "rotation", step="-7")["answer"] == "same"


def test_the_softmax_shuts_without_the_root() -> None:
    found = asked(made(), "spread")
    assert found["answer"] == "shut"
    assert asked(made(), "spread", how="scaled", width="512")["answer"] == "open"
    assert found["entropy"]["plain"][0] == found["entropy"]["scaled"][0], "√1 = 1"
    assert all(np.diff(found["entropy"]["plain"]) < 0)
    for rows in found["sample"].values():
        np.testing.assert_allclose(np.sum(rows, axis=1), 1, atol=5e-5)
    assert found == asked(made(), "spread"), "seeded"


def test_answers_say_what_they_are_asked() -> None:
    trace = made()
    shares = numbers(trace)["shares"]
    found = asked(trace, "looks_at", row="1", head="1")
    assert found["answer"] == trace[0].notes["tokens"][int(shares[0, 1].argmax())]
    assert asked(trace, "looks_at", row="0")["shares"] == pytest.approx(
        shares[:, 0].mean(0), abs=1e-5
    )
    assert asked(trace, "entropy")["entropy"][0][0] == pytest.approx(
        -(shares[0, 0] * np.log(shares[0, 0])).sum(), abs=1e-4
    )
    hidden = asked(made(causal=True), "matrices")["matrices"]["masked"]
    assert hidden[0][0][1:] == [None, None]


@pytest.mark.parametrize(
    ("question", "query", "sentence"),
    [
        ("looks_at", {"row": "3"}, "row=3 is not a whole number from 0 to 2."),
        ("looks_at", {}, "row= is not a whole number from 0 to 2."),
        ("looks_at", {"row": "٣"}, "row=٣ is not a whole number from 0 to 2."),
        ("value", {"name": "shares", "row": "0", "column": "0", "head": "9"},
         "head=9 is not a whole number from 1 to 2."),
        ("value", {"name": "x"}, f"There is no matrix “x”. Known: {', '.join(NAMES)}."),
        ("order", {"positions": "lost"},
         "positions=lost is not one of none, sinusoidal, learned."),
        ("rotation", {"width": "9999"}, "width=9999 is not a whole number from 2 to 64."),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(
    question: str, query: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        ANSWERS[question](made(), query)
    assert str(refused.value) == sentence
    with pytest.raises(Refused):
        ANSWERS["matrices"](Trace([]), {})


@pytest.fixture(scope="module")
def learnt() -> Trace:
    return made(weights="trained", heads=1)


def test_trained_attention_finds_whom_a_word_belongs_to(learnt: Trace) -> None:
    tokens = learnt[0].notes["tokens"]
    assert tokens == ["the", "old", "farmer", "saw", "a", "hungry", "cat"]
    shares = numbers(learnt)["shares"][0]
    owners = ["farmer", "farmer", "saw", "saw", "cat", "cat", "saw"]
    assert [tokens[at] for at in shares.argmax(1)] == owners
    assert learnt.final["accuracy"] > 0.95
    table, output = learnt[0].arrays["history.table"][-1], numbers(learnt)["output"]
    vocabulary = learnt[0].notes["vocabulary"]
    assert [vocabulary[at] for at in (output @ table.T).argmax(1)] == owners


def test_the_moments_of_the_training_are_kept(learnt: Trace) -> None:
    first = learnt[0].arrays
    M = len(first["history.updates"])
    assert (first["history.updates"][0], first["history.updates"][-1]) == (0, 400)
    assert first["history.words"].shape == (M, 7, 8)
    assert first["history.accuracy"][0] < 0.3
    for name in ("wq", "wk", "wv", "wo", "words", "positions"):
        np.testing.assert_array_equal(first[f"history.{name}"][-1], first[name])
    assert len(learnt[0].to_bytes()) < 100_000


def test_unknown_words_share_one_vector() -> None:
    trace = made(weights="trained", heads=1, sentence="the zebra saw a 猫 🙂")
    known = trace[0].notes["known"]
    assert known == [True, False, True, True, False, False]
    words = trace[0].arrays["words"]
    np.testing.assert_array_equal(words[1], words[4])
    assert not np.array_equal(words[0], words[1])


def test_the_width_of_what_is_trained_is_its_own() -> None:
    trained = PARAMS(weights="trained")
    assert trained.d == 8
    assert key_of("self-attention", trained) == key_of(
        "self-attention", trained.changed(width=8)
    ), "the width means nothing beside trained numbers"
    assert key_of("self-attention", PARAMS()) == key_of(
        "self-attention", PARAMS(edits="wq.0.0=1")
    ), "what is changed by hand is no other run"


def test_frames_are_small_and_survive_the_store() -> None:
    for frame in made(causal=True):
        assert len(frame.to_bytes()) < 6000
        back = Frame.from_bytes(frame.to_bytes())
        for name, values in frame.arrays.items():
            np.testing.assert_array_equal(back.arrays[name], values)
    masked = numbers(made(causal=True))["masked"]
    assert (masked[0][np.triu_indices(3, 1)] == -np.inf).all()
    assert set(HEADED) <= set(STAGES)


def test_every_claim_holds() -> None:
    found: list[Claim] = list(claims())
    assert len(found) == 11
    assert [one.claim for one in found if not one.holds] == []
    assert found[0].measured == "[0.841, 0.540, 0.010, 1.000]"
    assert found[1].measured == "[0.909, −0.416, 0.020, 1.000]"
    assert found[3].measured == "32.9 %, 35.1 %, 31.9 %"
    assert lesson.claims is claims
