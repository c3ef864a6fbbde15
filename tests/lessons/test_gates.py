"""The gates lesson: three networks on one clock, what is asked of them, and what is claimed."""

import importlib
import itertools
import subprocess
import sys
from base64 import b64decode
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from engine.lessons import gates as lesson
from engine.lessons.gates import ANSWERS, PARAMS, claims, reading, train
from engine.lessons.gates.network import CELLS, SHOWN, of_frame, read
from engine.lessons.gates.reading import cut
from engine.lessons.gates.recording import end_of
from engine.measures import highway
from engine.models.cells import parameters
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import agreement, standard
from engine.trace import Trace

#: The module; the package has a function of the same name.
measuring = importlib.import_module("engine.lessons.gates.claims")
CORPORA = ("toy-world", "toy-world-zh")
BROWN = pytest.mark.skipif(standard.find("brown") is None, reason="Brown is not on this machine")


@lru_cache(maxsize=8)
def small(**values: Any) -> Trace:
    """A short run of small networks."""
    return Trace(train(PARAMS.checked(**({"updates": 50, "units": 6} | values))))


def ask(name: str, trace: Trace | None = None, **query: str) -> dict[str, Any]:
    return ANSWERS[name](trace or small(), query)


def refusal(name: str, **query: str) -> str:
    with pytest.raises(Refused) as refused:
        ask(name, **query)
    return str(refused.value)


# -- The run --------------------------------------------------------------------------------------


@pytest.mark.parametrize("corpus", CORPORA)
def test_every_frame_holds_three_networks_and_what_they_did(corpus: str) -> None:
    trace = small(corpus=corpus)
    notes = trace[0].notes
    assert [frame.step for frame in trace] == list(range(51))
    T, N = len(notes["standard"]), len(notes["exam"])
    for frame in trace:
        assert frame.arrays["right"].shape == (3, N)
        for cell in CELLS:
            H = notes["units"][cell]
            assert frame.arrays[f"{cell}.values"].shape == (len(SHOWN[cell]), T, H)
            assert frame.arrays[f"{cell}.gain"].shape == (notes["end"] + 1,)
            hard = trace[0].arrays["attractors"] > 0
            row = frame.arrays["right"][CELLS.index(cell)]
            assert frame.scalars[cell] == pytest.approx(row[hard].mean())
        assert len(frame.to_bytes()) < (20_000 if frame.step else 60_000)
    assert "loss" not in trace[0].scalars
    assert 0 < trace[-1].scalars["loss"] < trace[1].scalars["loss"]


def test_the_same_parameters_make_the_same_run_and_threads_change_nothing() -> None:
    again = Trace(train(PARAMS(updates=50, units=6)))
    for ours, theirs in zip(small(), again, strict=True):
        assert ours.to_bytes() == theirs.to_bytes()
        assert all(
            np.array_equal(ours.weights[name], theirs.weights[name]) for name in ours.weights
        )
    other = Trace(itertools.islice(train(PARAMS(updates=50, units=6, seed=2)), 2))
    assert not np.array_equal(other[0].weights["lstm.out"], small()[0].weights["lstm.out"])


def test_what_a_frame_shows_is_what_its_weights_do() -> None:
    frame, notes = small()[30], small()[0].notes
    for cell in CELLS:
        ids = np.array([[notes["known"].index(word)] for word in notes["standard"]])
        found = read(of_frame(frame, cell), ids)
        values = np.stack([found.values[name][:, 0] for name in SHOWN[cell]])
        np.testing.assert_allclose(frame.arrays[f"{cell}.values"], values, atol=2e-3)


def test_equal_parameters_give_simple_cells_more_units() -> None:
    notes = next(train(PARAMS(units=24, equal="parameters"))).notes
    units, counts = notes["units"], notes["parameters"]
    assert units["lstm"] == 24
    # LSTM: 4 · (24² + 24 · 18) = 4,032. RNN: H² + 18 H ≤ 4,032, so H = 55.
    assert counts["lstm"] == parameters("lstm", 16, 24) == 4_032
    assert units["rnn"] == 55
    assert all(counts[cell] <= 4_032 < parameters(cell, 16, units[cell] + 1) for cell in CELLS)


def test_what_is_examined_is_never_trained_on() -> None:
    params = PARAMS(seed=4)
    task = reading.task(params)
    asked = {one.words for one in task.exam}
    index = {i: word for word, i in task.index.items()}
    for batch in itertools.islice(reading.training(task, params), 40):
        for b in range(batch.inputs.shape[1]):
            told = [index[i] for i in batch.answers[:, b] if i >= 0]
            assert (index[batch.inputs[0, b]], *told) not in asked


def test_most_bounds_the_nouns_between_in_training_alone() -> None:
    params = PARAMS(most=0)
    task = reading.task(params)
    assert max(one.attractors for one in task.exam) == 4
    longest = max(
        len(batch.inputs) for batch in itertools.islice(reading.training(task, params), 16)
    )
    assert longest < 20


def test_chinese_is_asked_where_the_measure_word_is_answered() -> None:
    notes = small(corpus="toy-world-zh")[0].notes
    assert list(notes["kinds"]) == ["只", "本", "辆", "棵"]
    assert notes["standard"][notes["end"] + 1] == "猫"
    task = reading.task(PARAMS(corpus="toy-world-zh"))
    assert end_of(["一", "本", "在", "汽车", "旁边", "看见", "的"], task) == 2  # 汽车 is a noun
    assert end_of(["一", "本"], task) == 1


@BROWN
def test_brown_asks_for_the_number_alone() -> None:
    trace = small(corpus="brown")
    notes = trace[0].notes
    assert notes["outputs"] == ["singular", "plural"]
    kinds, attractors = trace[0].arrays["kind"], trace[0].arrays["attractors"]
    for n in np.unique(attractors[attractors < 2]):  # as many of each number
        assert kinds[attractors == n].mean() == 0.5
    assert trace.final["lstm"] > 0.3
    answer = ask("reading", trace, text="the xyzzys of the city", cell="gru")
    assert answer["unknown"] == [False, True, False, False, False]
    assert ask("phrase", trace, cell="gru", **{"from": "0", "to": "1"})["answer"] >= 0


def test_without_brown_the_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standard, "find", lambda package: None)
    with pytest.raises(Refused, match="is not on this machine yet"):
        next(train(PARAMS(corpus="brown")))


# -- Own sentences --------------------------------------------------------------------------------


def test_chinese_without_spaces_is_cut_into_the_words_it_was_made_of() -> None:
    known = agreement.vocabulary("zh")
    for one in itertools.islice(agreement.sentences("zh", 1), 300):
        if len(one.words) <= 24:
            assert cut("".join(one.words), known) == list(one.words)


def test_a_sentence_of_a_visitor_is_cut() -> None:
    known = agreement.vocabulary("en")
    assert cut("The KEYS, to the  cabinet!", known) == ["the", "keys", "to", "the", "cabinet"]
    assert cut("a xylophone's", known) == ["a", "xylophone's"]
    assert cut("  ", known) == []
    assert cut("<b>keys</b>", known) == ["b", "keys", "b"]
    assert len(cut("keys " * 100, known)) == 24
    # What is not known between known words is left to the app's tokenizer.
    assert cut("一只大熊猫", agreement.vocabulary("zh"))[:2] == ["一", "只"]


@pytest.mark.parametrize("cell", CELLS)
def test_a_sentence_of_ones_own_is_read_by_every_frame(cell: str) -> None:
    answer = ask("reading", cell=cell, text="The pictures of my grandmother")
    assert answer["words"] == ["the", "pictures", "of", "my", "grandmother"]
    assert answer["unknown"] == [False, False, False, False, True]
    F, S, T, H = answer["shape"]
    assert answer["shape"] == (51, len(SHOWN[cell]), 5, 6)
    small_ones = np.frombuffer(b64decode(answer["values"]), np.int8).reshape(F, S, T, H)
    values = small_ones * answer["scale"][:, None, None] / 127
    ids = np.array([[small()[0].notes["known"].index(w)] for w in answer["words"][:4]])
    found = read(of_frame(small()[-1], cell), ids).values
    for s, name in enumerate(SHOWN[cell]):
        np.testing.assert_allclose(values[-1, s, :4], found[name][:, 0], atol=0.01)
    assert answer["kinds"].shape == (F, T, 2)
    assert answer["next"].shape == answer["shares"].shape == (F, T, 6)
    assert answer["gain"].shape == (F, answer["end"] + 1) == (F, 5)


def test_the_standard_sentence_is_read_as_frames_have_it() -> None:
    answer = ask("reading", cell="lstm")
    for at, frame in enumerate(small()):
        np.testing.assert_allclose(answer["gain"][at], frame.arrays["lstm.gain"], rtol=1e-5)
        assert np.array_equal(answer["next"][at], frame.arrays["lstm.next"])


def test_one_word_and_a_long_text_are_read_too() -> None:
    assert ask("reading", text="keys")["gain"][0] == pytest.approx([1])
    longest = ask("reading", text="the keys of " * 50)
    assert len(longest["words"]) == 24
    assert len(to_json(longest)) < 400_000
    assert refusal("reading", text="…!?") == "There is no word in this sentence."


def test_own_chinese_is_cut_and_read() -> None:
    answer = ask("reading", small(corpus="toy-world-zh"), text="我有一本在汽车旁边看见的")
    assert "一" in answer["words"]
    assert "本" in answer["words"]
    assert answer["words"][-3:] == ["旁边", "看见", "的"]


def test_a_gate_that_is_held_does_what_its_name_says() -> None:
    def values(cell: str, name: str, clamp: str) -> np.ndarray:
        answer = ask("reading", cell=cell, clamp=clamp)
        shaped = np.frombuffer(b64decode(answer["values"]), np.int8).reshape(answer["shape"])
        place = answer["names"].index(name)
        return shaped[:, place] * answer["scale"][place] / 127

    assert (values("lstm", "f", "f:0") == 0).all()
    assert (values("lstm", "c", "i:0") == 0).all()  # nothing comes in
    assert (values("lstm", "h", "o:0") == 0).all()  # nothing goes out
    assert (values("gru", "h", "z:1") == 0).all()  # the state stays as it began
    some = values("lstm", "f", "f:1:0,2")
    assert (some[:, :, [0, 2]] == 1).all()
    assert (some[:, :, 1] != 1).any()
    both = values("lstm", "c", "f:0;i:0")
    assert (both == 0).all()


def test_bad_questions_are_refused_in_a_sentence() -> None:
    assert refusal("reading", cell="elman") == "cell=elman is not one of rnn, gru, lstm."
    held = "holds no gate: one of i, f, g, o, h, c, a value from −1 to 1, and units."
    for clamp in ("z:0", "f:2", "f:1:6", "f", "f:1:", "f:0;;x"):
        assert refusal("reading", cell="lstm", clamp=clamp).endswith(held)
    assert refusal("examined", least="9") == "least=9 is not a whole number from 0 to 4."
    assert refusal("examined", step="-1") == "step=-1 is not a whole number from 0 to 100000000."
    assert refusal("examined", edges="a,b") == "edges=a,b is not a list of numbers."
    assert refusal("phrase", **{"from": "99"}) == "from=99 is not a whole number from 0 to 12."
    assert refusal("full", cell="rnn", gate="f") == "A plain RNN has no gates."
    assert refusal("full", cell="gru", gate="f") == "gate=f is not one of r, z."
    with pytest.raises(Refused, match="no frames"):
        ANSWERS["behind"](Trace(), {})


# -- What is asked of a run -----------------------------------------------------------------------


def test_the_examination_is_graded_as_the_frames_were() -> None:
    for cell in CELLS:
        for step in (0, 50):
            answer = ask("examined", cell=cell, least="1", step=str(step))
            frame = small().at(step)
            assert answer["value"] == pytest.approx(frame.scalars[cell], abs=0.02)
            assert sum(asked for _, asked in answer["by"].values()) == 300


def test_the_cell_behind_is_the_one_that_is_right_least_often() -> None:
    answer = ask("behind", least="2")
    hard = small()[0].arrays["attractors"] >= 2
    shares = small()[-1].arrays["right"][:, hard].mean(axis=1)
    assert answer["answer"] == CELLS[int(shares.argmin())]
    assert list(answer["shares"].values()) == pytest.approx(shares.tolist())


def test_sizes_are_one_three_four() -> None:
    assert [ask("size", cell=cell)["answer"] for cell in CELLS] == ["1", "3", "4"]


def test_gradients_are_compared_along_the_standard_sentence() -> None:
    arrays = small()[-1].arrays
    over = ask("along", cell="lstm", over="rnn", **{"from": "1"})
    assert over["value"] == pytest.approx(arrays["lstm.gain"][1] / arrays["rnn.gain"][1], rel=1e-4)
    part = ask("along", cell="lstm", part="1", **{"from": "1"})
    assert part["value"] == pytest.approx(
        arrays["lstm.direct"][1] / arrays["lstm.gain"][1], rel=1e-4
    )
    assert ask("along", cell="lstm", **{"from": "7"})["value"] == pytest.approx(1)


def test_saturation_and_the_unit_that_knows_are_the_last_frame_s() -> None:
    arrays = small()[-1].arrays
    answer = ask("full", cell="lstm", gate="f", side="right")
    assert answer["value"] == pytest.approx(arrays["lstm.saturated"][1, 1].mean(), abs=1e-3)
    best = ask("keeper", cell="gru")
    assert best["unit"] == int(arrays["gru.tells"].argmax())
    assert best["memory"] == "h"


def test_a_phrase_finds_its_units_and_their_other_phrases() -> None:
    trace = measuring.film("toy-world", 1)
    words = trace[0].notes["standard"]
    asked = {"from": "8", "to": "12"}  # are on the table .
    answer = ask("phrase", trace, **asked)
    assert answer["answer"] == len(answer["units"]) >= 2
    verbs = {"is", "are", "was", "were", "looks", "look", "seems", "seem"}
    assert words[8] in verbs
    starts = [match["words"][match["from"]] for match in answer["matches"]]
    assert sum(start in verbs for start in starts) >= 8
    for match in answer["matches"]:
        assert 2 * match["units"] >= len(answer["units"])
        assert 0 <= match["from"] <= match["to"] < len(match["words"])
    nothing = ask("phrase", trace, **asked, on="99")
    assert nothing["answer"] == 0
    assert nothing["matches"] == []
    turned = ask("phrase", trace, **{"from": "12", "to": "8"})
    assert turned["units"].tolist() == answer["units"].tolist()


# -- What the lecture claims ----------------------------------------------------------------------


def test_every_claim_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "SEEDS", (1,))
    found = list(claims())
    assert len(found) == 7
    assert [claim.claim for claim in found if not claim.holds] == []
    assert found[0].measured == "1,008 : 3,024 : 4,032 = 1 : 3 : 4"


def test_gates_keep_the_subject_where_the_trained_lstm_keeps_it() -> None:
    trace = measuring.film("toy-world", 1)
    frame, end = trace[-1], trace[0].notes["end"]
    assert frame.arrays["lstm.direct"][1] > 0.1 > 10 * frame.arrays["rnn.gain"][1]
    assert highway.KEEPS == {"gru": "z", "lstm": "f"}
    # Half-way, before the subject is found, the nearest noun decides: worse than a coin.
    hardest = trace[0].arrays["attractors"] >= 3
    least = min(frame.arrays["right"][2, hardest].mean() for frame in trace)
    assert least < 0.4
    assert end == 7


def test_the_server_reads_networks_without_torch() -> None:
    """Answers run where torch must not be loaded."""
    source = (
        "import sys\nfrom engine.lessons.gates import ANSWERS\n"
        "from engine.models import cells\nimport numpy as np\n"
        "w = cells.Weights(*(np.zeros(s, 'f') for s in ((8, 3), (8, 2), (8,), (8,))))\n"
        "cells.unroll('lstm', np.zeros((4, 1, 3), 'f'), w, clamp={'f': (None, 1.0)})\n"
        "assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert lesson.DEVICES == ("cpu", "cuda")
    assert agreement.MOST == 4
