"""The lesson on dictionaries: a text looked up, words on the ladder, the four faults measured."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lessons import senses as lesson
from engine.lessons.senses import PARAMS, newer
from engine.lessons.senses.answers import ANSWERS, Read, settled
from engine.lessons.senses.company import WINDOW, alike, company, related, synonyms, telling
from engine.lessons.senses.reading import BANDS, Text, found, pieces, read, sense_counts
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import lexicon_small, shelf, wordnet
from engine.trace import Trace

needs_wordnet = pytest.mark.skipif(not wordnet.available(), reason="WordNet is not here")


def on_shelf(text: str) -> str:
    return f"text:{shelf.put(text)}"


@pytest.fixture(scope="module")
def home() -> Trace:
    return Trace(lesson.train(PARAMS(word="dog", other="cat")))


@pytest.fixture(scope="module")
def chinese() -> Trace:
    return Trace(lesson.train(PARAMS(corpus="toy-world-zh")))


def text_of(sentences: list[list[str]]) -> Text:
    """A text as the lesson reads it, from its sentences."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        for word in sentence:
            counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: -counts[word])
    index = {word: number for number, word in enumerate(words)}
    tokens = [index[word] for sentence in sentences for word in sentence]
    return Text(
        "made", "en", tuple(words), np.array([counts[word] for word in words]),
        np.array(tokens, np.int32), np.cumsum([0, *map(len, sentences)]), 0,
    )  # fmt: skip


# -- The film: a text is looked up -----------------------------------------------------------------


def test_the_film_reads_the_whole_text_and_counts_what_is_found(home: Trace) -> None:
    assert home[0].step == 0
    steps = [frame.step for frame in home]
    assert steps == sorted(set(steps))
    assert steps[-1] == home[0].notes["last_step"]
    text = read("toy-world")
    small = lexicon_small.load()
    known = [word for word in text.words if small.knows(word)]
    # Counted another way: words of the vocabulary, and their occurrences.
    often = dict(zip(text.words, text.counts.tolist(), strict=True))
    assert home.final["vocabulary"] == pytest.approx(len(known) / len(text.words))
    share = sum(often[word] for word in known) / sum(often.values())
    assert home.final["words"] == pytest.approx(share)
    bands = home[-1].arrays["bands"]
    assert bands[:, 2].sum() == len(text.tokens)
    assert bands[:, 0].sum() == len(text.words)
    assert bands[:, 3].sum() / bands[:, 2].sum() == pytest.approx(share)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=200), st.data())
def test_shares_are_shares_whatever_is_known(tokens: list[int], data: st.DataObject) -> None:
    text = text_of([[f"w{token}" for token in tokens]])
    known = np.array(data.draw(st.lists(st.booleans(), min_size=31, max_size=31)))
    known = known[: len(text.words)]
    films = list(pieces(text, known))
    assert films[-1].read == len(tokens)
    for one in films:
        assert 0 <= one.words <= 1
        assert 0 <= one.vocabulary <= 1
        types, seen, running, held = one.bands.T
        assert (seen <= types).all()
        assert (held <= running).all()
        assert running.sum() == one.read


def test_found_by_hand() -> None:
    # a a a b b c: the dictionary has a and c. 4 of 6 words, 2 of 3 different ones.
    one = found(np.array([3, 2, 1]), np.array([True, False, True]), 6)
    assert one.words == pytest.approx(4 / 6)
    assert one.vocabulary == pytest.approx(2 / 3)
    assert one.bands[0].tolist() == [3, 2, 6, 4]
    assert len(one.bands) == len(BANDS) - 1


def test_the_last_frame_lists_what_is_missing(home: Trace, chinese: Trace) -> None:
    assert home.notes["missing"][0][0] == "the"
    assert chinese.notes["missing"][0][0] == "的"
    assert all(n > 0 for _word, n in home.notes["missing"])


def test_the_words_of_the_parameters_are_measured(home: Trace) -> None:
    # dog – canine – carnivore – feline – cat: 4 steps, 1 / (1 + 4) = 0.2.
    assert home.final["distance"] == 4
    assert home.final["similarity"] == pytest.approx(0.2)
    frames = list(lesson.train(PARAMS(corpus=on_shelf("a dog barks"), word="NLP")))
    assert frames[-1].scalars["steps_up"] == 9
    frames = list(lesson.train(PARAMS(corpus=on_shelf("a dog barks"), word="qqq")))
    assert "steps_up" not in frames[-1].scalars


def test_an_own_chinese_text() -> None:
    text = on_shelf("我有一只狗。狗追猫，猫吃鱼。国王和王后喜欢狗。")
    trace = Trace(lesson.train(PARAMS(corpus=text)))
    assert trace[0].notes["language"] == "zh"
    assert 0 < trace.final["words"] < 1
    assert ANSWERS["look"](trace, {"a": "狗", "b": "猫"})["similarity"] == pytest.approx(0.2)


def test_one_word_is_a_text_and_none_is_not() -> None:
    trace = Trace(lesson.train(PARAMS(corpus=on_shelf("dog"))))
    assert trace.final["words"] == 1
    assert trace[0].notes["vocabulary"] == 1
    with pytest.raises(Refused) as refused:
        next(lesson.train(PARAMS(corpus=on_shelf("… !!"))))
    assert str(refused.value) == "The text holds no word that could be looked up."


def test_very_many_different_words_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.lessons.senses import reading

    monkeypatch.setattr(reading, "MOST", 1_000)
    trace = Trace(
        lesson.train(PARAMS(corpus=on_shelf(" ".join(f"word{n}x" for n in range(1_500)))))
    )
    assert trace[0].notes["left_out"] == 500
    assert trace[0].notes["vocabulary"] == 1_000


# -- Words looked up -------------------------------------------------------------------------------


def test_a_look_at_one_word(home: Trace) -> None:
    said = ANSWERS["look"](home, {"a": "Mice"})
    assert said["a"]["count"] == 2
    assert [sense["name"] for sense in said["a"]["senses"]] == ["mouse.n.01", "mouse.n.02"]
    top = said["ways"][0][-1]
    names = {node["id"]: node["name"] for node in said["nodes"]}
    assert names[top] == "entity.n.01"
    assert said["b"] is None
    pinned = ANSWERS["look"](home, {"a": "mouse:mouse.n.02"})
    assert names.get(pinned["a"]["synset"], "mouse.n.02") == "mouse.n.02"
    assert {node["name"] for node in pinned["nodes"]} >= {"mouse.n.02", "device.n.01"}


def test_a_look_at_two_words(home: Trace) -> None:
    said = ANSWERS["look"](home, {"a": "dog", "b": "cat"})
    assert (said["distance"], said["similarity"], said["answer"]) == (4, 0.2, "carnivore.n.01")
    ours, theirs = said["ways"]
    assert said["meet"] in ours
    assert ours[ours.index(said["meet"]) :] == theirs[theirs.index(said["meet"]) :]
    # Every edge of both ways is one of the graph's.
    up = {node["id"]: node["up"] for node in said["nodes"]}
    for way in said["ways"]:
        assert all(high in up[low] for low, high in pairwise(way))
    same = ANSWERS["look"](home, {"a": "big", "b": "large"})
    assert (same["distance"], same["similarity"]) == (0, 1)
    apart = ANSWERS["look"](home, {"a": "good", "b": "dog"})
    assert apart["meet"] is None
    assert apart["similarity"] is None


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"a": "qqq"}, "“qqq” is not in this dictionary of {n} words."),
        ({"a": "dog", "b": "<b>"}, "“<b>” is not in this dictionary of {n} words."),
        ({"a": ""}, "A word is needed."),
        ({"a": "dog:cat.n.01"}, "“cat.n.01” is no sense of “dog”."),
        ({"a": "dog:nonsense"}, "There is no sense “nonsense” in this dictionary."),
    ],
)
def test_bad_words_are_refused_in_one_sentence(
    home: Trace, query: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        ANSWERS["look"](home, query)
    assert str(refused.value) == sentence.format(n=f"{lexicon_small.load().size:,}")


def test_beginnings_are_proposed(home: Trace) -> None:
    assert ANSWERS["begins"](home, {"typed": "kin"})["words"] == ["kind", "king", "kingdom"]
    assert ANSWERS["begins"](home, {"typed": ""})["words"] == []
    assert "国王" in ANSWERS["begins"](home, {"typed": "国"})["words"]


def test_every_answer_is_plain_json(home: Trace, chinese: Trace) -> None:
    asked: dict[str, dict[str, str]] = {
        "look": {"a": "NLP"}, "begins": {"typed": "d"}, "newer": {}, "frequency": {}, "held": {},
        "lacks": {}, "beside": {"a": "big", "b": "large"},
    }  # fmt: skip
    assert set(asked) == set(ANSWERS)
    for name, query in asked.items():
        assert to_json(ANSWERS[name](home, query))
        if name != "beside":
            assert to_json(ANSWERS[name](chinese, query))


def test_no_frames_no_answer() -> None:
    for name in ANSWERS:
        if name != "lacks":
            with pytest.raises(Refused) as refused:
                ANSWERS[name](Trace(), {"a": "dog", "b": "cat"})
            assert str(refused.value) == "This run has no frames yet."


# -- The four faults -------------------------------------------------------------------------------


def test_company_is_counted_within_the_sentence() -> None:
    text = text_of([["a", "x", "b"], ["x", "c", "c"]])
    seen = company(text.tokens, text.offsets, text.counts, [text.words.index("x")])
    beside = {text.words[c]: n for c, n in zip(seen.columns, seen.counts[0], strict=True)}
    # x stands beside a and b in the first sentence, beside both c in the second.
    assert beside == {"a": 1, "b": 1, "c": 2, "x": 0}


@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12), min_size=1, max_size=8)
)
def test_company_is_what_a_plain_loop_counts(sentences: list[list[str]]) -> None:
    text = text_of(sentences)
    seen = company(text.tokens, text.offsets, text.counts, range(len(text.words)))
    for row, word in enumerate(text.words):
        for column, other in zip(seen.counts[row], seen.columns, strict=True):
            plain = sum(
                sentence[j] == text.words[other]
                for sentence in sentences
                for i, one in enumerate(sentence)
                if one == word
                for j in range(max(0, i - WINDOW), min(len(sentence), i + WINDOW + 1))
                if j != i
            )
            assert column == plain


def test_the_words_that_fill_half_a_text_are_no_company() -> None:
    # 60 + 40 of 200 are half: the third word and those after it are left.
    assert telling(np.array([60, 40, *[10] * 10])).tolist() == list(range(2, 12))
    # 60 + 39 of 199 are not yet half: the third word still belongs to it.
    assert telling(np.array([60, 39, *[10] * 11])).tolist() == list(range(3, 13))
    assert telling(np.array([3, 2, 1])).tolist() == [0, 1, 2], "a short text keeps all"


def test_synonyms_are_words_of_one_sense_but_not_forms_of_one_word() -> None:
    small = lexicon_small.load()
    words = {"big": 0, "large": 1, "dog": 2, "like": 3, "love": 4}
    pairs = {(one, other) for one, other, _synset in synonyms(small, words)}
    assert pairs == {(0, 1), (3, 4)}
    assert related(small, "dog", "dogs")
    assert not related(small, "big", "large")


def test_big_and_large_keep_other_company(home: Trace) -> None:
    said = ANSWERS["beside"](home, {"a": "big", "b": "large"})
    p, q = said["lengths"]
    assert said["value"] == pytest.approx(said["dot"] / (p * q))
    assert said["value"] < 0.3
    close = ANSWERS["beside"](home, {"a": "like", "b": "love"})
    assert close["value"] > 0.7
    assert ANSWERS["beside"](home, {"a": "dog:dog.n.01", "b": "dog"})["value"] == pytest.approx(1)
    with pytest.raises(Refused) as refused:
        ANSWERS["beside"](home, {"a": "proficient", "b": "good"})
    said_ = "“proficient” does not occur in this text; it has no company to look at."
    assert str(refused.value) == said_


def test_alike_is_the_same_every_time_and_ordered() -> None:
    text, small = read("toy-world"), lexicon_small.load()
    first, again = alike(text, small), alike(text, small)
    assert first.pairs == again.pairs
    assert np.array_equal(first.chance, again.chance)
    assert (np.diff(first.cosines) <= 0).all()
    assert len(first.cosines) == len(first.chance) == len(first.pairs) > 5
    assert 0 <= first.lost <= 1
    nothing = alike(text_of([["dog", "cat"]]), small)
    assert nothing.pairs == ()


def test_newer_meanings_in_the_small_dictionary(home: Trace) -> None:
    said = ANSWERS["newer"](home, {})
    has = {one["word"] for one in said["meanings"] if one["has"]}
    assert has == {"mouse"}
    assert [one["year"] for one in said["meanings"]] == sorted(
        one["year"] for one in said["meanings"]
    )


@needs_wordnet
def test_newer_meanings_in_wordnet() -> None:
    asked = {one["word"]: one["has"] for one in newer.asked(wordnet.load())}
    assert len(asked) == 20
    lacking = {word for word, has in asked.items() if not has}
    # WordNet 3.0: java.n.03 is a programming language, python has snakes and spirits only.
    assert lacking == {
        "Apple", "Python", "Amazon", "smartphone", "selfie", "cloud", "tweet", "app", "bitcoin",
        "tablet",
    }  # fmt: skip


@needs_wordnet
def test_brown_is_held_against_wordnet(shared_data: Any) -> None:
    text = read("brown")
    senses = sense_counts(text, wordnet.load())
    known = senses > 0
    # 69.7 % of the different words, 69.8 % of the running ones.
    assert (known.sum(), len(known)) == (34_696, 49_796)
    assert (text.counts[known].sum(), text.counts.sum()) == (707_776, 1_013_319)


def test_frequency_answers_with_a_rank_correlation(home: Trace) -> None:
    from scipy.stats import spearmanr

    said = ANSWERS["frequency"](home, {})
    kept = Read(home)
    known = kept.senses > 0
    assert said["value"] == pytest.approx(spearmanr(kept.counts[known], kept.senses[known])[0])
    assert said["known"] == known.sum() == len(said["words"])


def test_intervals() -> None:
    assert settled(0.4, {"edges": "0.5,0.75"})["answer"] == "0"
    assert settled(0.5, {"edges": "0.5,0.75"})["answer"] == "1"
    assert settled(0.123456, {})["answer"] == "0.123"
    with pytest.raises(Refused) as refused:
        settled(1, {"edges": "a,b"})
    assert str(refused.value) == "edges=a,b is not a list of numbers."


# -- Claims ----------------------------------------------------------------------------------------


def held(claims: list[Any]) -> None:
    assert len(claims) >= 9
    for claim in claims:
        assert claim.holds, claim
        assert str(claim.measured)


def test_every_claim_holds() -> None:
    held(list(lesson.claims()))


def test_every_claim_holds_without_any_download(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from engine.text import standard

    monkeypatch.setattr(standard, "_search_path", lambda: iter([tmp_path]))
    claims = list(lesson.claims())
    held(claims)
    assert "WordNet" not in "".join(str(claim.measured) for claim in claims)


def test_wordnet_asked_for_and_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    from engine.text import standard

    monkeypatch.setattr(standard, "_search_path", lambda: iter([tmp_path]))
    with pytest.raises(Refused) as refused:
        next(lesson.train(PARAMS(dictionary="wordnet")))
    said = "“WordNet 3.0” is not on this machine yet. Download it first: 39.3 MB."
    assert str(refused.value) == said
