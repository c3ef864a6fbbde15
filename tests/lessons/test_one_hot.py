"""The one-hot lesson: its film, its answers and its claims, on sentences and texts really read."""

import itertools
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import command_line
from engine.claims import Claim
from engine.lessons import one_hot as lesson
from engine.lessons.embedding_space.sources import of_run
from engine.lessons.one_hot import ANSWERS, PARAMS, train
from engine.lessons.one_hot.encoding import growth, numbered, one_hot
from engine.lessons.one_hot.params import MOST, listed, sentence_of, usual_sentence
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import corpora, shelf
from engine.trace import Trace
from engine.vectors import shelf as vectors
from tests.pages.recorded import small_film

TEA = "国王喝茶。王后喝茶。小狗追小猫。小猫追老鼠。"
LECTURE = ("the", "cat", "sat", "on", "the", "mat")
STORY = "A dog saw a cat. The cat saw a dog! Was the dog a queen?"


@pytest.fixture(scope="module", autouse=True)
def _shelf_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Other tests keep other toy worlds; the Chinese one is small here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEXISCOPE_DATA", str(tmp_path_factory.mktemp("lesson")))
        told = small_film("zh")
        vectors.put_as(f"toy-world-zh@{engine.VERSION}", of_run(told[0], told[-1], "toy-world-zh"))
        yield


@lru_cache(maxsize=32)
def made(**values: Any) -> Trace:
    """The film of these parameters, made once; nobody can change it."""
    return Trace(train(PARAMS(**values)))


def own(text: str) -> str:
    """The corpus id of a text of ours."""
    return f"text:{shelf.put(text)}"


def asked(trace: Trace, question: str, **query: str) -> dict[str, Any]:
    """The answer as a browser gets it."""
    answer: dict[str, Any] = json.loads(to_json(ANSWERS[question](trace, query)))
    return answer


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return str(refused.value)


# -- numbers and vectors ------------------------------------------------------------------------


def test_the_lectures_sentence_gives_the_lectures_table() -> None:
    numbers, words = numbered(LECTURE)
    assert words == ["the", "cat", "sat", "on", "mat"]
    assert numbers == [0, 1, 2, 3, 0, 4]
    assert one_hot(numbers, 5).tolist() == [
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0],
        [1, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
    ]


tokens = st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=60)


@given(tokens)
def test_every_vector_has_one_1_and_only_equal_words_share_it(said: list[str]) -> None:
    numbers, words = numbered(said)
    assert len(words) == len(set(said))
    assert [words[number] for number in numbers] == said
    rows = one_hot(numbers, len(words)).astype(int)
    assert (rows.sum(axis=1) == 1).all()
    products = rows @ rows.T
    same = [[int(a == b) for b in said] for a in said]
    assert products.tolist() == same
    # The squared distance of two different words is 1² + 1² = 2.
    assert (np.square(rows[:, None] - rows[None]).sum(-1) == 2 * (1 - np.array(same))).all()


@given(tokens)
def test_growth_counts_different_words_on_beginnings(said: list[str]) -> None:
    read, kinds = growth(numbered(said)[0])
    assert (read[0], kinds[0]) == (1, 1)
    assert read[-1] == len(said)
    assert [len(set(said[:n])) for n in read] == kinds.tolist()
    assert (np.diff(read) > 0).all()


def test_growth_looks_at_every_power_of_ten() -> None:
    read, kinds = growth(np.arange(25_000) % 700)
    assert {1, 10, 100, 1000, 10_000, 25_000} <= set(read.tolist())
    assert len(read) <= 96 + 6
    assert kinds[read == 100].tolist() == [100]
    assert kinds[read == 1000].tolist() == [700]


# -- the film -----------------------------------------------------------------------------------


def test_each_new_word_adds_a_number_to_every_vector() -> None:
    film = made()
    assert [frame.step for frame in film] == [0, 1, 2, 3, 4, 5, 6, 6]
    # the cat sat on THE mat: the fifth word is the first one again.
    assert film.series("dimensions")[1].tolist() == [0, 1, 2, 3, 4, 4, 5, 5]
    for frame in film.frames[1:]:
        drawn = frame.arrays["vectors"]
        assert drawn.dtype == np.uint8
        assert drawn.shape == (frame.scalars["read"], frame.scalars["dimensions"])
    # What was there before is the same vector with a zero at its end.
    for one, two in itertools.pairwise(film.frames[1:-1]):
        before, after = one.arrays["vectors"], two.arrays["vectors"]
        rows, wide = before.shape
        assert (after[:rows, :wide] == before).all()
        assert not after[:rows, wide:].any()


def test_both_languages_meet_a_word_again_at_the_fifth() -> None:
    """The second scene stops there, in both languages at the same step."""
    for corpus in ("toy-world", "toy-world-zh"):
        film = made(corpus=corpus)
        numbers = film[0].notes["numbers"]
        assert numbers[4] in numbers[:4]
        assert len(set(numbers[:4])) == 4
        assert asked(film, "dimensions", read="5")["answer"] == "4"


def test_the_last_frame_knows_the_whole_text() -> None:
    film = made()
    end, corpus = film[-1], corpora.load("toy-world")
    different = {word for sentence in corpus.sentences for word in sentence}
    assert end.notes["vocabulary"] == len(different) == 569
    assert film.final["numbers"] == 569 * 569 == 323_761
    assert film.final["zeros"] == pytest.approx(568 / 569)
    assert end.arrays["kinds"][-1] == 569
    assert end.arrays["read"][-1] == end.notes["text"] == sum(map(len, corpus.sentences))
    assert bytes(end.weights["spelled"]).decode().split("\n")[0] == corpus.sentences[0][0]
    assert end.notes["usual"] == ["cat", "dog", "king", "queen", "bus", "car"]
    assert max(len(frame.to_bytes()) for frame in film) < 12_000


def test_the_same_parameters_give_the_same_film() -> None:
    one, two = (Trace(train(PARAMS(sentence="to be or not to be"))) for _ in range(2))
    assert [frame.to_bytes() for frame in one] == [frame.to_bytes() for frame in two]


def test_words_to_compare_are_no_part_of_the_run() -> None:
    assert PARAMS(words="cat,dog").identity() == PARAMS().identity()


@pytest.mark.parametrize(
    ("said", "tokens", "words"),
    [
        ("To be, or NOT to be!", "words", ["to", "be", "or", "not", "to", "be"]),
        ("猫坐在垫子上，垫子很软", "words", ["猫", "坐在", "垫子", "上", "垫子", "很软"]),
        ("猫追狗，狗追猫。", "characters", ["猫", "追", "狗", "狗", "追", "猫"]),
        ("one", "words", ["one"]),
        ("3.14 naïve", "words", ["3.14", "naïve"]),
        ("an ant", "characters", ["a", "n", "a", "n", "t"]),
    ],
)
def test_any_sentence_is_cut_as_texts_are(said: str, tokens: Any, words: list[str]) -> None:
    assert list(sentence_of(PARAMS(sentence=said, tokens=tokens)).tokens) == words


def test_emoji_are_left_out_and_told() -> None:
    found = sentence_of(PARAMS(sentence="I ❤️ cats 🙂🙂"))
    assert found.tokens == ("i", "cats")
    assert found.left_out == "❤🙂"


def test_a_long_sentence_is_cut_and_told() -> None:
    said = " ".join(f"w{i}" for i in range(55))
    found = sentence_of(PARAMS(sentence=said))
    assert (len(found.tokens), found.whole) == (MOST, 55)
    film = made(sentence=said)
    assert film[0].notes["whole"] == 55
    assert film.final["dimensions"] == MOST == film[0].notes["last_step"]


def test_a_sentence_without_words_is_refused() -> None:
    sentence = "“?! 🙂” has no words; letters, digits or characters are needed."
    assert refusal(lambda: next(train(PARAMS(sentence="?! 🙂")))) == sentence


def test_a_blank_sentence_is_the_lectures() -> None:
    assert sentence_of(PARAMS(sentence="  ")).tokens == LECTURE


def test_of_an_own_text_the_first_sentence_is_read() -> None:
    assert usual_sentence(PARAMS(corpus=own("\n***\n" + STORY))) == "A dog saw a cat."
    assert usual_sentence(PARAMS(corpus=own(TEA))) == "国王喝茶。"


def test_an_own_text_in_chinese() -> None:
    film = made(corpus=own(TEA), tokens="characters")
    assert film[0].notes["tokens"] == list("国王喝茶")
    assert film[0].notes["language"] == "zh"
    # 国王喝茶后小狗追猫老鼠
    assert film[-1].notes["vocabulary"] == 11
    assert asked(film, "place", word="猫")["number"] == 8


def test_a_text_of_one_word() -> None:
    film = made(corpus=own("Hello!"))
    assert film.final["vocabulary"] == film.final["numbers"] == 1
    assert film.final["zeros"] == 0
    assert asked(film, "cosines")["one_hot"] == [[1.0]]
    assert asked(film, "cost")["answer"] == "1"


def test_a_text_without_words_is_refused() -> None:
    film = train(PARAMS(corpus=own("🙂 !!"), sentence="hello"))
    said = refusal(lambda: list(film))
    assert said == "The text has no words; there is nothing to number."


def test_a_text_that_is_not_here_is_refused_before_anything_is_drawn() -> None:
    known = ", ".join(corpus.id for corpus in corpora.CORPORA)
    said = refusal(lambda: next(train(PARAMS(corpus="atlantis"))))
    assert said == f"There is no corpus “atlantis”. Known: {known}."
    refusal(lambda: next(train(PARAMS(corpus="text:0123456789abcdef"))))


def test_two_hundred_thousand_words_take_no_table() -> None:
    """The vectors of a text are counted, never written down: V² would be 160 GB."""
    text = " ".join(f"w{i}" for i in range(200_000))
    film = made(corpus=own(text), sentence="w7 w199999")
    assert film.final["numbers"] == 200_000**2
    assert asked(film, "cosines", words="w7,w199999")["numbers"] == [7, 199_999]


# -- answers ------------------------------------------------------------------------------------


def test_cosines_of_one_hot_and_learnt_vectors() -> None:
    film = made()
    said = asked(film, "cosines", words="cat,dog,king")
    assert said["words"] == ["cat", "dog", "king"]
    assert said["one_hot"] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    known, learnt = film[-1].notes["known"], film[-1].weights["learnt"].astype(float)
    a, b = learnt[known.index("cat")], learnt[known.index("dog")]
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    assert said["learnt"][0][1] == pytest.approx(cosine, abs=1e-4)
    assert said["learnt"][0][1] > said["learnt"][0][2]
    assert (said["vocabulary"], said["width"]) == (569, 48)
    assert asked(film, "cosines")["words"] == film[-1].notes["usual"]


def test_a_word_that_was_never_read_has_no_vector() -> None:
    said = asked(made(), "cosines", words="cat, Selfie ,dog")
    assert said["words"] == ["cat", "selfie", "dog"]
    assert said["numbers"][1] is None
    assert said["one_hot"] == [[1, None, 0], [None, None, None], [0, None, 1]]
    assert said["learnt"][1] == [None] * 3
    assert asked(made(), "place", word="selfie")["answer"] == "none"
    assert asked(made(), "place", word=" CAT ")["answer"] == str(said["numbers"][0])


def test_a_word_of_the_text_that_was_not_learnt() -> None:
    said = asked(made(corpus=own(STORY + " Blockchain.")), "cosines", words="dog,blockchain")
    assert said["one_hot"] == [[1, 0], [0, 1]]
    assert said["learnt"] == [[1, None], [None, None]]


def test_the_words_compared_at_first_are_known_to_the_text() -> None:
    film = made(corpus=own(STORY))
    # cat, dog and queen are of the lecture's pairs; then learnt words of a kind, then the rest.
    assert film[-1].notes["usual"][:4] == ["cat", "dog", "queen", "saw"]
    assert None not in asked(film, "cosines")["numbers"]


def test_nobody_is_nearest_among_one_hot_vectors() -> None:
    query = {"word": "cat", "among": "dog,king,bus"}
    assert asked(made(), "nearest", **query)["answer"] == "all"
    assert asked(made(), "nearest", **query, vectors="learnt")["answer"] == "1"
    assert asked(made(), "nearest", **query, vectors="learnt")["nearest"] == ["dog"]
    said = refusal(lambda: ANSWERS["nearest"](made(), {"word": "selfie", "among": "dog"}))
    assert said == "None of these words has a vector."


def test_two_words_of_the_sentence() -> None:
    said = asked(made(), "between", a="cat", b="mat")
    assert (said["cosine"], said["answer"]) == (0, "0")
    assert said["distance"] == pytest.approx(2**0.5, abs=1e-4)
    assert asked(made(), "between", a="the", b="the")["answer"] == "1"
    refused = refusal(lambda: ANSWERS["between"](made(), {"a": "cat", "b": "dog"}))
    assert refused == "“dog” is not in the sentence."


@pytest.mark.parametrize("raw", ["", "-1", "7", "1e3", "٣", "9" * 50])
def test_a_place_outside_the_sentence_is_refused(raw: str) -> None:
    said = refusal(lambda: ANSWERS["dimensions"](made(), {"read": raw}))
    assert said == f"read={raw[:40]} is not a number of words from 0 to 6."


def test_while_the_text_is_being_read_nothing_is_answered_of_it() -> None:
    early = Trace(made().frames[:3])
    for question in ("cosines", "nearest", "cost", "place"):
        said = refusal(lambda question=question: ANSWERS[question](early, {}))
        assert said == "The text is still being read."
    assert asked(early, "dimensions", read="2")["answer"] == "2"


def test_a_list_of_words_may_be_written_in_any_way() -> None:
    assert listed("Cat, dog，国王、cat;;  ") == ["cat", "dog", "国王"]
    assert listed(",".join(f"w{i}" for i in range(20))) == [f"w{i}" for i in range(8)]
    assert listed("x" * 100) == ["x" * 60]
    assert listed("") == []


# -- the rest -----------------------------------------------------------------------------------


def test_every_claim_holds() -> None:
    measured = list(lesson.claims())
    assert all(isinstance(claim, Claim) for claim in measured)
    assert [claim.claim for claim in measured if not claim.holds] == []
    told = [str(claim.measured) for claim in measured]
    assert told[:4] == [
        "[1,0,0,0,0] … [0,0,0,0,1]",
        "0 = 0",
        "0 (161,596)",  # 569 × 568 ÷ 2 pairs
        "100,000 · 10,000,000,000",
    ]
    assert told[4] == "1.4142 … 1.4142"


def test_from_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "story.txt"
    text.write_text(STORY, encoding="utf-8")
    arguments = ["run", "one-hot", "--corpus", f"file:{text}", "--sentence", "a cat saw a dog"]
    assert command_line.main(arguments) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["state"] == "done"
    assert said["final"]["dimensions"] == 4  # a, cat, saw, dog
    assert said["final"]["vocabulary"] == 7  # a dog saw cat the was queen
