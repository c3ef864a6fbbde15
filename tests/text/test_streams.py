"""A text as one stream: in its order, its end held out, what is rare one word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.text import corpora, shelf, streams
from engine.text.streams import END, UNKNOWN, joined, known, spell, stream

STORY = "The king wears a crown. The queen drinks tea! Is it hot? It is.\n" * 8
TEA = "国王喝茶。王后喝茶。小狗追小猫。小猫喝牛奶。" * 6


def own(text: str) -> str:
    return f"text:{shelf.put(text)}"


def test_a_text_is_read_in_its_order_with_sentence_ends() -> None:
    found = stream(own(STORY))
    assert [found.words[i] for i in found.ids[:13]] == [
        "the", "king", "wears", "a", "crown", END, "the", "queen", "drinks", "tea", END, "is", "it",
    ]  # fmt: skip
    # 5 + 4 + 3 + 2 words and 4 ends, eight times
    assert len(found.ids) == found.whole == 8 * 18
    assert len(found.held) == 144 // streams.SHARE == 12
    assert len(found.train) + len(found.held) == 144
    assert found.words[0] == UNKNOWN
    assert found.end == END


def test_the_toy_world_ends_its_sentences_itself() -> None:
    found = stream("toy-world")
    assert found.end == "."
    assert END not in found.index
    assert len(found.held) == streams.HELD["words"]
    assert found.groups["paris"] == "capital"
    assert stream("toy-world-zh").end == "。"


def test_characters_are_those_of_the_text_as_it_stands() -> None:
    found = stream(own('“Tea?”\n"Yes."\n' * 4), "characters")
    said = "".join(found.words[i] for i in found.ids)
    assert said.startswith('“Tea?”\n"Yes."\n')
    assert found.end == ""
    chinese = stream(own(TEA), "characters")
    assert chinese.language == "zh"
    assert "".join(chinese.words[i] for i in chinese.ids).startswith("国王喝茶。王后")
    world = stream("toy-world-zh", "characters")
    assert {"\n", "。"} <= set(world.index)


def test_nothing_held_out_is_learnt_not_even_a_word() -> None:
    found = stream(own("tea and milk . " * 40 + "zebra " * 10))
    assert "zebra" not in found.index
    assert (found.held == 0).any()
    assert not (found.train == 0).any()


def test_the_vocabulary_has_its_limit_and_its_rarest_word() -> None:
    said = ["a"] * 5 + ["b"] * 3 + ["c"] * 2 + ["d"]
    assert known(said, 10, 1) == (UNKNOWN, "a", "b", "c", "d")
    assert known(said, 10, 2) == (UNKNOWN, "a", "b", "c")
    assert known(said, 3, 1) == (UNKNOWN, "a", "b")
    small = stream("toy-world", limit=100)
    assert len(small.words) == 100
    assert 0.01 < (small.train == 0).mean() < 0.5


@pytest.mark.parametrize("tokens", ["words", "characters"])
def test_a_text_of_next_to_nothing_is_refused(tokens: str) -> None:
    with pytest.raises(Refused, match="a language model needs at least 24"):
        stream(own("tea now"), tokens)


def test_an_unknown_corpus_and_another_cut_are_refused() -> None:
    with pytest.raises(Refused, match="There is no corpus “nowhere”"):
        stream("nowhere")
    with pytest.raises(Refused, match="tokens=bytes is not one of words, characters"):
        stream("toy-world", "bytes")


def test_a_visitors_sentence_is_cut_as_the_text_was() -> None:
    cut = spell("The Streets near it. Are full", "words", "en", ".", {"the"})
    assert cut == ["the", "streets", "near", "it", ".", "are", "full"]
    assert spell("it is.", "words", "en", END, set()) == ["it", "is", END]
    assert spell("", "words", "en", ".", set()) == []
    assert spell("a b", "characters", "en", "", set()) == ["a", " ", "b"]
    # Words set apart by the visitor stay apart; the comma counts where the text has it.
    chinese = spell("小明 是 弟弟 ， 他 离开 了 。", "words", "zh", "。", {"，"})
    assert chinese == ["小明", "是", "弟弟", "，", "他", "离开", "了", "。"]


@given(st.lists(st.lists(st.sampled_from("ab."), min_size=1, max_size=4), max_size=8))
def test_every_sentence_ends(sentences: list[list[str]]) -> None:
    said, end = joined(sentences)
    if sentences and all(sentence[-1] == "." for sentence in sentences):
        assert (said, end) == ([word for sentence in sentences for word in sentence], ".")
    else:
        assert end == END
        assert said.count(END) == len(sentences)


@pytest.mark.skipif(not corpora.available("gutenberg"), reason="Gutenberg is not here")
def test_a_novel_keeps_its_lines_and_quotations() -> None:
    found = stream("gutenberg", "characters")
    assert len(found.ids) == streams.LONGEST["characters"]
    assert {'"', "\n", "E", "e"} <= set(found.index)


@pytest.mark.skipif(not corpora.available("brown"), reason="Brown is not here")
def test_brown_gets_its_punctuation_back() -> None:
    text, language = streams.raw("brown")
    assert language == "en"
    assert "“no evidence” that any irregularities took place." in " ".join(text[:400].split())


def test_the_numbers_cannot_be_changed() -> None:
    found = stream(own(STORY))
    assert found.ids.dtype == np.int32
    with pytest.raises(ValueError, match="read-only"):
        found.ids[0] = 3
