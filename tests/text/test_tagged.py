"""Tagged texts: every word has one tag that its sentence decides, also in the treebanks."""

from collections import defaultdict

import pytest

from engine.sentences import Refused
from engine.text import corpora, reference, tagged, tagged_grammar

LANGUAGES = ("en", "zh")
BOTH = pytest.mark.parametrize("language", LANGUAGES)


@BOTH
def test_the_grammar_writes_the_same_sentences_again(language: str) -> None:
    told = tagged_grammar.told(language, 0, 300)
    assert told == tagged_grammar.told(language, 0, 300)
    assert told[:100] == tagged_grammar.told(language, 0, 100)
    assert told != tagged_grammar.told(language, 1, 300)
    assert all(len(words) == len(tags) > 1 for words, tags in told)
    assert {tag for _, tags in told for tag in tags} <= set(tagged.TAGS)


@BOTH
def test_a_sentence_has_one_reading_but_many_words_have_several_tags(language: str) -> None:
    readings, tags_of = defaultdict(set), defaultdict(set)
    for words, tags in tagged_grammar.told(language, 0, 4_000):
        readings[words].add(tags)
        for word, tag in zip(words, tags, strict=True):
            tags_of[word].add(tag)
    assert all(len(found) == 1 for found in readings.values())
    assert sum(len(found) > 1 for found in tags_of.values()) >= 18


@BOTH
def test_what_a_word_is_may_hang_on_its_right_alone(language: str) -> None:
    """The same words up to and with one, and that one has different tags."""
    seen = defaultdict(set)
    for words, tags in tagged_grammar.told(language, 0, 4_000):
        for end in range(1, len(words) + 1):
            seen[words[:end]].add(tags[end - 1])
    undecided = {beginning[-1] for beginning, found in seen.items() if len(found) > 1}
    assert undecided >= {"en": {"her", "that", "light", "so"}, "zh": {"在", "给", "那"}}[language]


@BOTH
def test_examples_are_of_known_words_with_tags_that_they_can_have(language: str) -> None:
    tags_of = defaultdict(set)
    for words, tags in tagged_grammar.told(language, 0, 4_000):
        for word, tag in zip(words, tags, strict=True):
            tags_of[word].add(tag)
    for words, tags in tagged_grammar.examples(language):
        assert all(tag in tags_of[word] for word, tag in zip(words, tags, strict=True))


def test_a_text_without_tags_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        tagged.load("gutenberg")
    assert str(refused.value) == (
        "The text “gutenberg” has no parts of speech to learn from. "
        "Texts that have: toy-world, toy-world-zh, brown, sinica."
    )


@pytest.mark.parametrize("id", ["brown", "sinica"])
def test_a_treebank_is_read_with_universal_tags(id: str) -> None:
    if not corpora.available(id):
        pytest.skip("not on this machine")
    found = tagged.load(id)
    assert 5_000 < len(found.sentences) <= tagged.MOST
    assert set(found.names()) <= set(tagged.TAGS)
    # Words such as “the” and “的” are known by everybody; punctuation is left out.
    pairs = {
        (word, tag)
        for words, tags in zip(found.sentences, found.tags, strict=True)
        for word, tag in zip(words, tags, strict=True)
    }
    expected = {
        "brown": {("the", "determiner"), ("of", "preposition"), ("and", "conjunction")},
        "sinica": {("我", "pronoun"), ("和", "conjunction"), ("在", "preposition")},
    }
    assert pairs >= expected[id]
    assert not {word for word, _ in pairs} & {".", ",", "。", "，"}
    assert tagged.load(id) == found  # as it is kept


def test_nltks_map_and_our_own_agree_where_the_map_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from nltk.tag import mapping

    def gone(*names: str) -> None:
        raise LookupError

    with_map = tagged._table("brown")
    monkeypatch.setattr(mapping, "tagset_mapping", gone)
    without = tagged._table("brown")
    for tag, name in (("NN", "noun"), ("VBD", "verb"), ("AT", "determiner"), ("JJ", "adjective")):
        assert without(tag) == name
        try:
            assert with_map(tag) == name
        except LookupError:
            pytest.skip("the map is not on this machine")


@BOTH
def test_up_to_it_nothing_decides(language: str) -> None:
    """Every beginning up to *it* stands as often with either answer, so the left is a coin toss."""
    counts: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    ends: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for one in reference.told(language):
        counts[one.words[: one.it + 1]][one.who] += 1
        ends[(one.family, *one.words[one.it :])].add(one.who)
        assert one.words[one.it] == reference.IT[language]
    assert all(first == second for first, second in counts.values())
    # From *it* on the end decides in the first family, and never in the second.
    assert all(len(found) == 1 for (family, *_), found in ends.items() if family == "right")
    assert all(len(found) == 2 for (family, *_), found in ends.items() if family == "both")


@BOTH
def test_pairs_of_nouns_held_out_are_never_learnt(language: str) -> None:
    pairs: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
    for one in reference.told(language):
        pairs[one.held_out].add((one.family, *(one.words[place] for place in one.nouns)))
    assert pairs[True]
    assert not pairs[True] & pairs[False]
