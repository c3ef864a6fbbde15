"""The toy world: the same by seed, readable, fully labelled, and its relations hold in its text."""

from collections import Counter
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.text import toy_world

LANGUAGES = ("en", "zh")

#: a is to b as c is to d, as the lectures have it; the last one of each in the language's own way.
LECTURE = {
    "en": [
        ("man", "king", "woman", "queen"),
        ("france", "paris", "germany", "berlin"),
        ("walk", "walking", "swim", "swimming"),
    ],
    "zh": [
        ("男人", "国王", "女人", "王后"),
        ("法国", "巴黎", "德国", "柏林"),
        ("看", "看看", "听", "听听"),
    ],
}


@lru_cache
def written(language: str) -> list[list[str]]:
    return toy_world.sentences(language, 0, toy_world.DEFAULT_SIZE)


@lru_cache
def counted(language: str) -> tuple[dict[str, int], np.ndarray]:
    """Words in order, and (V, V) a vector for each without training: its PPMI with every neighbour.

    Neighbours are up to 5 words away, as in the lesson. No dimension is dropped, so no number of
    dimensions is chosen (the explicit vectors of Levy & Goldberg 2014, CoNLL).
    """
    text = written(language)
    words = {w: k for k, w in enumerate(dict.fromkeys(chain.from_iterable(text)))}
    pairs = np.zeros((len(words), len(words)))  # (V, V)
    for sentence in text:
        numbers = [words[word] for word in sentence]
        for distance in range(1, 6):
            np.add.at(pairs, (numbers[:-distance], numbers[distance:]), 1.0)
    pairs += pairs.T
    share = pairs.sum(1) / pairs.sum()
    with np.errstate(divide="ignore"):
        vectors = np.maximum(np.log(pairs / pairs.sum() / np.outer(share, share)), 0.0)
    return words, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def answers(language: str, questions: list[tuple[str, str, str, str]]) -> list[str]:
    """The word nearest to b − a + c by cosine, a, b and c apart (3CosAdd, Mikolov et al. 2013)."""
    words, vectors = counted(language)
    names = list(words)
    asked = np.array([[words[word] for word in question[:3]] for question in questions])  # (Q, 3)
    near = (vectors[asked[:, 1]] - vectors[asked[:, 0]] + vectors[asked[:, 2]]) @ vectors.T
    np.put_along_axis(near, asked, -np.inf, axis=1)
    return [names[best] for best in near.argmax(1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_writes_the_same_text_and_another_seed_another(language: str) -> None:
    first = toy_world.sentences(language, 7, 300)
    assert first == toy_world.sentences(language, 7, 300)
    assert first != toy_world.sentences(language, 8, 300)


def test_the_text_of_seed_0_is_the_same_on_every_machine() -> None:
    said = [" ".join(sentence) for sentence in toy_world.sentences("en", 0, 3)]
    assert said[2] == "the actress with the dress learns the script on sunday ."
    assert "".join(toy_world.sentences("zh", 0, 1)[0]) == "傍晚那本就在书包里。"


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(LANGUAGES), st.integers(0, 2**63), st.integers(0, 40), st.integers(0, 40))
def test_a_shorter_text_is_the_beginning_of_a_longer_one(
    language: str, seed: int, size: int, more: int
) -> None:
    short = toy_world.sentences(language, seed, size)
    assert len(short) == size
    assert toy_world.sentences(language, seed, size + more)[:size] == short


@pytest.mark.parametrize("size", [-1, toy_world.LARGEST_SIZE + 1])
def test_a_size_out_of_bounds_is_refused(size: int) -> None:
    with pytest.raises(Refused) as refused:
        toy_world.sentences("en", 0, size)
    assert str(refused.value) == f"size={size} sentences is not a number from 0 to 500000."


@pytest.mark.parametrize(
    "call",
    [
        lambda: toy_world.sentences("fr", 0, 1),
        lambda: toy_world.excerpt("fr"),
        lambda: toy_world.groups("fr"),
        lambda: toy_world.relations("fr"),
        lambda: toy_world.questions("fr"),
    ],
)
def test_an_unknown_language_is_refused(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        call()
    assert str(refused.value) == "The toy world has no language “fr”; it has en, zh."


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_vary_and_are_sentences(language: str) -> None:
    text = written(language)
    assert len(text) == toy_world.DEFAULT_SIZE
    assert len(set(map(tuple, text))) >= 0.95 * len(text)
    stop = {"en": ".", "zh": "。"}[language]
    assert all(sentence[-1] == stop and 5 <= len(sentence) <= 60 for sentence in text)
    unfilled = set("<>[]|;_")
    assert not any(unfilled & set(word) for word in set(chain.from_iterable(text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_follows_itself(language: str) -> None:
    for sentence in written(language):
        assert all(a != b for a, b in pairwise(sentence)), sentence


def test_the_article_fits_the_word_after_it() -> None:
    after = Counter(
        (a, b[0] in "aeiou")
        for sentence in written("en")
        for a, b in pairwise(sentence)
        if a in ("a", "an")
    )
    assert set(after) == {("a", False), ("an", True)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_group_and_is_said_often_enough(language: str) -> None:
    counts = Counter(chain.from_iterable(written(language)))
    groups = toy_world.groups(language)
    assert set(groups) == set(counts)
    rare = {word: n for word, n in counts.items() if n < 50}
    assert not rare


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_few_words_have_the_group_one_expects(language: str) -> None:
    expected = {
        "en": "france country|paris capital|volga river|queen royal|aunt family|swam verb|"
        "taller adjective|doctor job|puppy animal|sushi food|buses vehicle|the function|olga name",
        "zh": "法国 country|巴黎 capital|伏尔加河 river|王后 royal|阿姨 family|看看 verb|"
        "矮 adjective|医生 job|牛犊 animal|寿司 food|汽车 vehicle|的 function|辆 measure",
    }[language]
    groups = toy_world.groups(language)
    assert [(word, groups[word]) for word in (pair.split()[0] for pair in expected.split("|"))] == [
        tuple(pair.split()) for pair in expected.split("|")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_relations_have_eight_pairs_of_known_words(language: str) -> None:
    groups = toy_world.groups(language)
    for relation, pairs in toy_world.relations(language).items():
        assert len(pairs) >= 8, relation
        both = [word for pair in pairs for word in pair]
        assert len(set(both)) == len(both), relation
        assert "function" not in {groups[word] for word in both}, relation


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_all_ordered_twos_of_a_relation(language: str) -> None:
    questions = toy_world.questions(language)
    # n pairs make n (n − 1) ordered twos: 13 capitals make 13 × 12 = 156 questions.
    assert sum(question[0] == "capital" for question in questions) == 156
    sizes = [len(pairs) for pairs in toy_world.relations(language).values()]
    assert len(set(questions)) == len(questions) == sum(n * (n - 1) for n in sizes)
    assert {("capital", *LECTURE[language][1])} <= set(questions)


def test_neither_language_leaks_into_the_other() -> None:
    english, chinese = toy_world.groups("en"), toy_world.groups("zh")
    assert not set(english) & set(chinese)
    assert all(word.isascii() and word == word.lower() for word in english)
    assert not any(letter.isascii() for word in chinese for letter in word)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_excerpt_is_a_short_passage_of_the_same_world(language: str) -> None:
    passage = toy_world.excerpt(language)
    assert 5 <= len(passage) <= 8
    assert passage == toy_world.excerpt(language)
    assert set(chain.from_iterable(passage)) <= set(toy_world.groups(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lectures_examples_hold_in_mere_counts(language: str) -> None:
    asked = LECTURE[language]
    assert answers(language, asked) == [question[3] for question in asked]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_relations_hold_in_mere_counts(language: str) -> None:
    questions = [question[1:] for question in toy_world.questions(language)]
    right = [
        answer == question[3]
        for answer, question in zip(answers(language, questions), questions, strict=True)
    ]
    assert np.mean(right) >= 0.93


@pytest.mark.parametrize(
    ("language", "nation", "river", "answer"),
    [("en", "russia", "river", "volga"), ("zh", "俄罗斯", "河流", "伏尔加河")],
)
def test_a_nation_and_river_make_its_river(
    language: str, nation: str, river: str, answer: str
) -> None:
    words, vectors = counted(language)
    near = vectors @ (vectors[words[nation]] + vectors[words[river]])
    near[[words[nation], words[river]]] = -np.inf
    assert list(words)[int(near.argmax())] == answer
