"""Sliding windows: the film counts what the kernel counts, and every answer is the text's own."""

import itertools
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernels.cooccurrence import count, term_document
from engine.lessons import windows as lesson
from engine.lessons.windows import ANSWERS, PARAMS, claims, neighbours, reading, train
from engine.lessons.windows.claims import FILED, TABLE, large_text
from engine.lessons.windows.counting import SMOOTHINGS
from engine.lessons.windows.film import LATER, moments
from engine.lessons.windows.growth import closed, law, zeros_at
from engine.lessons.windows.reading import Text, by_kind, ends_of, lecture, read_text, text_of
from engine.lessons.windows.words import MOST, SHOWN, is_little, opening, shown
from engine.measures.weighting import ppmi, tfidf
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import documents, shelf, windows
from engine.trace import Trace

STORY = (
    "The king wears a crown. The queen wears a crown and drinks tea.\n\n"
    "The dog chases the cat. The cat drinks milk. Tea!\n\n"
    "A king rules the country and the queen rules the country too. "
) * 3
TEA = "国王喝茶。王后喝茶。小狗追小猫。小猫喝牛奶。"
WEIGHTINGS = ("flat", "distance", "dynamic")


def own(text: str) -> str:
    """The corpus id of a text of ours."""
    return f"text:{shelf.put(text)}"


def run(**values: Any) -> Trace:
    return Trace(train(PARAMS(**values)))


def made(sentences: list[list[str]], id: str = "made") -> Text:
    """A text of one document."""
    filed = np.zeros(sum(map(len, sentences)), np.int32)
    return text_of(id, "en", sentences, filed, ["all"], {})


@pytest.fixture(scope="module")
def story() -> Trace:
    return run(corpus=own(STORY), window=3)


@pytest.fixture(scope="module")
def world() -> Trace:
    """The default run: what everybody sees first."""
    return run()


@pytest.fixture(scope="module")
def small() -> Trace:
    """The lecture's three sentences."""
    return run(corpus="lecture", window=2)


def refused(trace: Trace, question: str, **query: str) -> str:
    with pytest.raises(Refused) as said:
        ANSWERS[question](trace, query)
    return str(said.value)


# -- the film -----------------------------------------------------------------------------------


@given(total=st.integers(1, 3_000_000), first=st.integers(1, MOST))
def test_moments_are_single_words_first_and_end_with_the_text(total: int, first: int) -> None:
    first = min(first, total)
    steps = moments(total, first)
    assert steps[:first] == list(range(1, first + 1))
    assert steps[-1] == total
    assert all(a < b for a, b in itertools.pairwise(steps))
    assert len(steps) <= first + LATER + 1


def test_the_lectures_table_comes_out_to_the_last_cell(small: Trace) -> None:
    assert small[0].notes["words"] == [
        "I",
        "like",
        "enjoy",
        "deep",
        "learning",
        "NLP",
        "flying",
        ".",
    ]
    assert small[-1].arrays["terms"].tolist() == [list(row) for row in TABLE]
    assert small[-1].arrays["files"].tolist() == [list(row) for row in FILED]
    # 5 + 4 + 4 words: windows of 2 give 14, 10 and 10 pairs; 32 cells of 64 are filled.
    last = small[-1].scalars
    assert (last["pairs"], last["total"], last["cells"], last["distinct"]) == (34, 34, 32, 8)
    assert last["zeros"] == 0.5


def test_a_pair_is_counted_from_either_end_in_turn(small: Trace) -> None:
    # After one window “I” has met “like” and “deep”; these have met nobody yet.
    first = small[1].arrays["terms"]
    assert first[0].tolist() == [0, 1, 0, 1, 0, 0, 0, 0]
    assert not first[1:].any()
    assert ANSWERS["symmetric"](small, {})["answer"] == "yes"
    assert ANSWERS["symmetric"](small, {})["equal"][1] is False


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("window", [1, 4])
def test_in_the_end_the_film_has_counted_what_the_kernel_counts(
    window: int, weighting: Any
) -> None:
    text = read_text(PARAMS(corpus=own(STORY)))
    trace = run(corpus=own(STORY), window=window, weighting=weighting, little=True)
    whole = count(text.tokens, text.sentences, len(text.words), window, weighting).dense()
    ids = [text.index[word] for word in trace[0].notes["words"]]
    last = trace[-1]
    np.testing.assert_allclose(last.arrays["terms"], whole[np.ix_(ids, ids)], rtol=1e-6)
    np.testing.assert_allclose(last.arrays["rows"], whole[ids].sum(axis=1), rtol=1e-6)
    np.testing.assert_allclose(last.arrays["columns"], whole[:, ids].sum(axis=0), rtol=1e-6)
    assert last.scalars["total"] == pytest.approx(float(whole.sum()))
    assert last.scalars["cells"] == np.count_nonzero(whole)
    assert last.scalars["zeros"] == pytest.approx(1 - np.count_nonzero(whole) / whole.size)


def test_every_moment_is_what_a_plain_count_gives() -> None:
    trace = run(corpus=own(STORY), window=2, little=True)
    text = read_text(PARAMS(corpus=own(STORY)))
    said = [
        [text.words[n] for n in text.tokens[a:b]] for a, b in itertools.pairwise(text.sentences)
    ]
    emitted = [
        [(centre, sentence[place]) for place in company]
        for sentence in said
        for _at, centre, company in windows.windows(sentence, 2)
    ]
    names = trace[0].notes["words"]
    for frame in trace.frames[1::7]:
        pairs = [pair for window in emitted[: frame.step] for pair in window]
        counted = Counter(pairs)
        table = [[counted[a, b] for b in names] for a in names]
        assert frame.arrays["terms"].tolist() == table
        assert frame.scalars["pairs"] == len(pairs)
        assert frame.scalars["cells"] == len(counted)
        assert frame.scalars["distinct"] == len({word for pair in pairs for word in pair})


words_of_few = st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=7), min_size=1)


@given(sentences=words_of_few, window=st.integers(1, 10))
def test_the_table_is_symmetric_and_sums_to_the_pairs(
    sentences: list[list[str]], window: int
) -> None:
    from engine.lessons.windows.film import Film

    frames = list(Film(made(sentences), PARAMS(window=window, little=True)).frames())
    table = frames[-1].arrays["terms"]
    assert (table == table.T).all()
    assert table.sum() == sum(len(list(windows.pairs(s, window))) for s in sentences)
    filled = [frame.scalars["cells"] for frame in frames]
    assert filled == sorted(filled)
    assert filled[-1] == np.count_nonzero(table)


def test_blocks_of_rows_give_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.lessons.windows import counting

    text = read_text(PARAMS(corpus=own(STORY)))
    steps = np.array(moments(len(text.tokens), 40))
    whole = counting.filled(text, 3, steps)
    monkeypatch.setattr(counting, "BLOCK", 30)
    np.testing.assert_array_equal(counting.filled(text, 3, steps), whole)


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_a_moment_holds_all_that_ppmi_needs(story: Trace, smoothing: float) -> None:
    text = read_text(PARAMS(corpus=own(STORY)))
    whole = count(text.tokens, text.sentences, len(text.words), 3).dense()
    ids = [text.index[word] for word in story[0].notes["words"]]
    wanted = ppmi(whole, shift=2, smoothing=smoothing)[np.ix_(ids, ids)]
    said = {name: values.astype(np.float64) for name, values in story[-1].arrays.items()}
    power = said["powers"][SMOOTHINGS.index(smoothing)]
    with np.errstate(divide="ignore"):
        found = np.log(
            said["terms"] * power / (said["rows"][:, None] * said["columns"] ** smoothing)
        )
    np.testing.assert_allclose(np.maximum(0, found - np.log(2)), wanted, atol=1e-5)


def test_a_moment_holds_all_that_tfidf_needs(story: Trace) -> None:
    text = read_text(PARAMS(corpus=own(STORY)))
    bounds = np.searchsorted(text.documents, np.arange(len(text.titles) + 1))
    whole = tfidf(term_document(text.tokens, bounds, len(text.words)).dense())
    ids = [text.index[word] for word in story[0].notes["words"]]
    last = story[-1]
    rarity = np.log((1 + last.scalars["begun"]) / (1 + last.arrays["containing"])) + 1
    wanted = whole[np.ix_(ids, story[0].weights["columns"])]
    np.testing.assert_allclose(last.arrays["files"] * rarity[:, None], wanted, rtol=1e-5)


def test_frame_0_holds_the_text_and_nothing_counted(world: Trace) -> None:
    first = world[0]
    assert first.step == 0
    assert not first.arrays["terms"].any()
    assert len(first.notes["words"]) == SHOWN
    assert first.notes["even"] == len(world) - 1
    assert first.notes["last_step"] == world[-1].step == len(first.weights["tokens"])
    said = first.notes["opening"]
    assert said["words"][:6] == ["the", "streets", "near", "the", "large", "bank"]
    spelled = bytes(first.weights["spelled"]).decode().split("\n")
    assert len(spelled) == first.notes["vocabulary"]
    assert [spelled[n] for n in first.weights["tokens"][:3]] == ["the", "streets", "near"]


def test_moments_after_the_opening_bring_their_text_along(world: Trace) -> None:
    spelled = bytes(world[0].weights["spelled"]).decode().split("\n")
    singles = [frame for frame in world if "around" not in frame.notes]
    reach = len(world[0].notes["opening"]["words"])
    assert all(frame.step < reach for frame in singles)
    for frame in world:
        if "around" in frame.notes:
            around = frame.notes["around"]
            centre = spelled[world[0].weights["tokens"][frame.step - 1]]
            assert around["words"][around["at"]] == centre
            assert around["from"] + around["at"] == frame.step - 1


def test_frames_are_small(world: Trace) -> None:
    assert max(len(frame.to_bytes()) for frame in world.frames[1:]) < 12_000


# -- which words, which documents -----------------------------------------------------------------


def test_the_opening_brings_the_words_and_little_ones_stay_away(world: Trace) -> None:
    words = world[0].notes["words"]
    assert words[:4] == ["streets", "large", "bank", "full"]
    assert not {"the", "of", "and", ".", "were", "again"} & set(words)
    text = read_text(PARAMS())
    assert is_little(".", text)
    assert is_little("the", text)
    assert not is_little("bank", text)
    assert {"the", "."} <= {text.words[n] for n in shown(text, "opening", True)}
    frequent = [text.words[n] for n in shown(text, "frequent", False)]
    assert frequent[0] == "sunday"  # the most frequent word that is no little one
    counts = [int(text.counts[text.index[word]]) for word in frequent]
    assert counts == sorted(counts, reverse=True)


def test_the_opening_ends_where_the_picture_is_full() -> None:
    text = read_text(PARAMS())
    chosen = shown(text, "opening", False)
    length = opening(text, chosen)
    met = set(text.tokens[:length].tolist())
    assert set(chosen) <= met
    assert length in text.sentences
    assert length <= MOST


def test_a_short_text_shows_its_little_words_too() -> None:
    fox = made([["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]])
    assert {fox.words[n] for n in shown(fox, "opening", False)} == set(fox.words)


def test_sentences_of_a_kind_make_one_document_of_the_toy_world() -> None:
    assert by_kind(["a", "b", "a", "a", "b", "a"], 2).tolist() == [0, 1, 0, 2, 1, 2]
    text, filed = read_text(PARAMS()), documents.documents("toy-world")
    assert list(text.titles) == filed.titles
    for at in (0, 1, 7, 900):
        words = [text.words[n] for n in text.tokens[text.documents == at]]
        assert Counter(words) == Counter(filed.texts[at])


def test_documents_are_found_in_a_reading_that_has_more_tokens() -> None:
    tokens = ["a", "lt", "b", "c", "d", "e"]
    assert ends_of([["a", "b"], ["c"], ["d", "e"]], tokens) == [3, 4, 6]
    assert ends_of([["a", "x"]], tokens) is None
    assert ends_of([], tokens) is None


def test_an_own_text_has_its_paragraphs_as_documents(story: Trace) -> None:
    assert story[0].notes["documents"] == len(documents.documents(own(STORY)).titles) > 2
    titles = story[0].notes["titles"]
    assert titles[0].startswith("The king wears a crown.")
    files = story[-1].arrays["files"]
    crown = story[0].notes["words"].index("crown")
    assert files[crown, 0] == 2  # the first paragraph says it twice
    assert story[-1].scalars["begun"] == story[0].notes["documents"]


# -- texts that are short, strange or large -------------------------------------------------------


def test_one_word_is_enough_and_says_that_it_is_alone() -> None:
    trace = run(corpus=own("Hello"))
    assert [frame.step for frame in trace] == [0, 1]
    assert trace[0].notes["words"] == ["hello"]
    assert trace[0].notes["alone"] is True
    assert trace[-1].scalars["pairs"] == 0
    assert trace[-1].scalars["zeros"] == 1
    for question in ("zeros", "symmetric", "growth", "compared"):
        assert to_json(ANSWERS[question](trace, {}))
    assert ANSWERS["neighbours"](trace, {"word": "hello"})["answer"] == ""


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(Refused) as said:
        run(corpus=own("!!! … ???"))
    assert str(said.value) == "The text has no words: there is nothing to count."


def test_one_document_and_one_sentence_can_be_counted() -> None:
    trace = run(corpus=own("The quick brown fox jumps over the lazy dog"), window=2)
    assert trace[0].notes["documents"] == 1
    assert trace[-1].scalars["pairs"] == 2 * (8 + 7)  # 9 words: 8 pairs at distance 1, 7 at 2


@pytest.mark.parametrize(("tokens", "seen"), [("words", "国王"), ("characters", "王")])
def test_chinese_is_counted_in_words_or_characters(tokens: Any, seen: str) -> None:
    trace = run(corpus=own(TEA), tokens=tokens)
    assert seen in trace[0].notes["words"]
    assert trace[0].notes["language"] == "zh"
    assert trace[-1].scalars["pairs"] > 0


def test_very_many_different_words_are_bounded_and_it_is_said() -> None:
    many = [f"w{n}" for n in range(reading.KNOWN + 5)]
    text = made([["common", "common", *many]])
    assert len(text.words) == reading.KNOWN
    assert text.left_out == 6  # 200,005 and “common”, less 200,000
    assert text.words[0] == "common"
    assert len(text.tokens) == reading.KNOWN + 1
    assert text.sentences.tolist() == [0, reading.KNOWN + 1]


# -- answers --------------------------------------------------------------------------------------


def test_a_cell_names_the_places_that_made_it(small: Trace) -> None:
    said = ANSWERS["cell"](small, {"row": "I", "column": "like"})
    assert (said["times"], said["count"], said["answer"]) == (2, 2.0, "2")
    first = said["places"][0]
    assert first["words"] == ["I", "like", "deep", "learning", "."]
    assert (first["centre"], first["context"], first["place"]) == (0, 1, 0)
    assert first["whole"] == [True, True]
    early = ANSWERS["cell"](small, {"row": "like", "column": "I", "step": "1"})
    assert early["times"] == 0
    filed = ANSWERS["cell"](small, {"row": ".", "document": "1"})
    assert filed["times"] == 1
    assert filed["places"][0]["context"] is None


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_every_cell_shown_is_the_sum_of_its_places(weighting: Any) -> None:
    trace = run(corpus=own(STORY), window=3, weighting=weighting)
    at = trace.frames[len(trace) // 2]
    words = trace[0].notes["words"]
    for row, column in ((0, 1), (1, 0), (2, 2), (3, 5)):
        query = {"row": words[row], "column": words[column], "step": str(at.step)}
        said = ANSWERS["cell"](trace, query)
        assert said["count"] == pytest.approx(float(at.arrays["terms"][row, column]), rel=1e-6)


def test_questions_that_cannot_be_answered_say_why(small: Trace) -> None:
    assert refused(small, "cell", row="cat", column="I") == (
        "“cat” is not among the 8 different words of this text."
    )
    assert refused(small, "cell", row="I", document="7") == (
        "There is no document 7 in this picture."
    )
    assert refused(small, "sizes") == "This text does not say of what kind its words are."
    assert refused(small, "cosine", a="I", b="me") == "“me” is not one of the words shown."
    assert refused(Trace(), "zeros") == "This run has no frames yet."
    assert refused(Trace(small.frames[:-1]), "neighbours", word="I") == (
        "The neighbours come with the end of the counting."
    )


def test_the_cosine_of_two_rows(small: Trace) -> None:
    said = ANSWERS["cosine"](small, {"a": "like", "b": "enjoy", "edges": "0.15,0.45,0.8"})
    # like 2 0 0 1 1 1 0 1, enjoy 1 0 0 0 0 0 1 1: 2·1 + 1·1 = 3, over √8 · √3
    assert said["dot"] == 3
    assert said["value"] == pytest.approx(3 / np.sqrt(24))
    assert said["answer"] == "2"


def test_small_windows_find_the_same_kind(world: Trace) -> None:
    said = ANSWERS["sizes"](world, {})
    assert said["answer"] == "small"
    assert said["same"] == sorted(said["same"], reverse=True)
    assert said["same"][-1] > 3 * said["chance"]
    near = ANSWERS["neighbours"](world, {"word": "king"})
    assert near["kind"] == "royal"
    assert near["lists"][1]["words"][0] == "queen"
    # A large window brings the topic.
    assert {"throne", "crown", "kingdom"} & set(near["lists"][-1]["words"])
    assert not {"throne", "crown", "kingdom"} & set(near["lists"][1]["words"])


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_the_tables_of_all_sizes_come_from_one_walk(weighting: Any) -> None:
    text = read_text(PARAMS(corpus=own(STORY)))
    found = neighbours.tables(text, len(text.words), weighting)
    assert tuple(found) == neighbours.SIZES
    for window, table in found.items():
        whole = count(text.tokens, text.sentences, len(text.words), window, weighting).dense()
        np.testing.assert_allclose(table, whole, rtol=1e-6)


def test_power_laws_are_found_again() -> None:
    x = np.geomspace(1, 1e5, 40)
    found = law(x, 3 * x**0.5)
    assert found is not None
    assert (found.factor, found.power) == (pytest.approx(3), pytest.approx(0.5))
    assert zeros_at(10_000, found) == pytest.approx(1 - 3 * 100 / 1e8)
    assert law(np.array([1.0, 1.0]), np.array([2.0, 2.0])) is None
    assert law(np.array([]), np.array([])) is None


def test_a_closed_world_is_told_from_an_open_one(world: Trace, story: Trace) -> None:
    read = np.geomspace(1, 1e5, 40)
    assert not closed(read, read**0.6)
    assert closed(read, np.minimum(read**0.6, 100))
    said = ANSWERS["growth"](world, {"edges": "0.5,0.8,0.95"})
    assert said["closed"] is True
    assert said["far"][0] == {"words": 10_000, "read": None, "zeros": None}
    assert said["answer"] == ANSWERS["zeros"](world, {"edges": "0.5,0.8,0.95"})["answer"] == "2"
    assert ANSWERS["growth"](story, {})["enough"] is False


def test_an_open_text_is_drawn_on_by_its_law() -> None:
    # Words by Zipf's law from a large vocabulary go on bringing new ones.
    chance = np.random.default_rng(1)
    drawn = chance.zipf(1.4, 12_000)
    said = [[f"w{n}" for n in drawn[at : at + 10]] for at in range(0, len(drawn), 10)]
    trace = run(corpus=own(". ".join(" ".join(sentence) for sentence in said)))
    found = ANSWERS["growth"](trace, {})
    assert found["closed"] is False
    assert 0.3 < found["heaps"]["power"] < 1
    assert 1 < found["filled"]["power"] < 2
    assert 0.9 < found["far"][0]["zeros"] < found["far"][1]["zeros"] < 1
    assert found["far"][0]["read"] < found["far"][1]["read"]


def test_every_answer_is_plain_json(world: Trace) -> None:
    queries: dict[str, dict[str, str]] = {
        "cell": {"row": "bank", "column": "coins"},
        "neighbours": {"word": "king"},
        "cosine": {"a": "bank", "b": "coins"},
    }
    for question, answer in ANSWERS.items():
        said = answer(world, queries.get(question, {}))
        assert to_json(said)
        assert "answer" in said


# -- claims ---------------------------------------------------------------------------------------


def test_all_claims_hold() -> None:
    rows = list(claims())
    assert [row.claim for row in rows if not row.holds] == []
    told = {row.claim: row.measured for row in rows}
    assert told["v = [3, 1, 2], w = [3, 0, 2]: v · w"] == "13"
    assert told["cos(v, w)"] == "0.9636"  # 13 / √182 = 0.96362
    assert told["cells of a table of 10,000 words"] == "100,000,000"


def test_without_a_large_corpus_words_are_drawn_by_zipf(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.text import corpora

    monkeypatch.setattr(corpora, "available", lambda id: False)
    name, tokens, offsets, V = large_text()
    assert (name, V, len(tokens), offsets[-1]) == ("Zipf", 10_000, 1_000_000, 1_000_000)


def test_the_lecture_is_a_text_like_any_other() -> None:
    text = lecture()
    assert text.sentences.tolist() == [0, 5, 9, 13]
    assert text.counts.sum() == 13
    assert lesson.DEVICES == ("cpu",)
