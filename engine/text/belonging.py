"""Small sentences in which every word belongs to another one: generated, with the answer known.

An article and an adjective belong to their noun, a noun and an adverb to the verb, the verb to
itself (a dependency tree of depth two; Tesnière 1959). Two nouns of one sentence look alike to an
article, so only the order of the words says which of them is its own.
"""

from dataclasses import dataclass

import numpy as np

#: What stands for a word that the sentences do not have.
UNKNOWN = "?"

#: Part of speech → words; the order fixes the numbers of the words.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "article": ("the", "a"),
        "adjective": ("old", "young", "small", "hungry"),
        "noun": ("cat", "dog", "bird", "farmer"),
        "verb": ("saw", "chased", "liked", "heard"),
        "adverb": ("yesterday", "today"),
    },
    "zh": {
        "article": ("的",),
        "adjective": ("年轻", "聪明", "勇敢", "高兴"),
        "noun": ("老师", "司机", "医生", "警察"),
        "verb": ("喜欢", "帮助", "等待", "认识"),
        "adverb": ("昨天", "今天"),
    },
}
#: A sentence with everything in it that there is.
USUAL = {"en": "The old farmer saw a hungry cat", "zh": "年轻的老师昨天帮助聪明的医生"}


@dataclass(frozen=True)
class Sentence:
    """Words, and for each the place of the word it belongs to."""

    words: tuple[str, ...]
    heads: tuple[int, ...]


def vocabulary(language: str) -> list[str]:
    """All words by their numbers; number 0 stands for every word that is not among them."""
    return [UNKNOWN, *(word for words in WORDS[language].values() for word in words)]


def generate(language: str, generator: np.random.Generator) -> Sentence:
    """One sentence: a subject, a verb, an object, each with what belongs to it."""
    kinds = WORDS[language]

    def pick(kind: str) -> str:
        return str(generator.choice(kinds[kind]))

    nouns = generator.choice(kinds["noun"], 2, replace=False)
    before, after = (
        _noun(
            language, str(noun), pick("adjective") if generator.random() < 0.6 else "",
            pick("article"),
        )
        for noun in nouns
    )  # fmt: skip
    adverb = [pick("adverb")] if generator.random() < 0.4 else []
    verb = [*adverb, pick("verb")] if language == "zh" else [pick("verb")]
    tail = adverb if language == "en" else []
    words = [*before, *verb, *after, *tail]
    root = len(before) + len(verb) - 1
    ends = {"before": len(before) - 1, "after": len(before) + len(verb) + len(after) - 1}
    heads = []
    for at in range(len(words)):
        inside = "before" if at < ends["before"] else ""
        inside = "after" if root < at < ends["after"] else inside
        heads.append(ends[inside] if inside else root)
    return Sentence(tuple(words), tuple(heads))


def _noun(language: str, noun: str, adjective: str, article: str) -> list[str]:
    """A noun and, where there is one, its adjective, as the language puts them."""
    if language == "zh":
        return [adjective, article, noun] if adjective else [noun]
    return [word for word in (article, adjective, noun) if word]
