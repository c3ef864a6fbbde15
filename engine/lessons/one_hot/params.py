"""What can be varied: the text whose words are numbered, and the sentence that is watched."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from engine.params import Params, param
from engine.sentences import N_, Refused

#: Words of a sentence that are drawn at the most, one row and one moment each.
MOST = 40
#: The lecture's sentence, and one in Chinese whose fifth word has been read before, as hers has.
SENTENCES = {"en": "the cat sat on the mat", "zh": "猫坐在垫子上，垫子很软"}


class PARAMS(Params):
    """What can be varied."""

    corpus: str = param("toy-world", N_("Text"))
    tokens: Literal["words", "characters"] = param(
        "words",
        N_("Cut into"),
        names={"words": N_("words"), "characters": N_("characters")},
        help=N_("Chinese can be cut into words or into single characters."),
    )
    sentence: str = param("", N_("Sentence"), longest=600)
    words: str = param("", N_("Words to compare"), longest=400, view=True)


@dataclass(frozen=True)
class Sentence:
    """A sentence as it is read, word by word.

    tokens    its first words, at most MOST
    whole     how many words it has
    left_out  the signs that are no words, such as emoji
    """

    tokens: tuple[str, ...]
    whole: int
    left_out: str


def language_of(params: PARAMS) -> str:
    """The language of the text, told without reading all of it. Raises Refused as `load` does."""
    from engine.text import corpora, shelf, tokenize

    if params.corpus.startswith(corpora.TEXT):
        return tokenize.language_of(shelf.get(params.corpus.removeprefix(corpora.TEXT)))
    return corpora.standard_of(params.corpus).language


def usual_sentence(params: PARAMS) -> str:
    """The sentence where nobody wrote one: the lecture's, or the first of the visitor's text."""
    from engine.text import corpora, shelf

    if params.corpus.startswith(corpora.TEXT):
        text = shelf.get(params.corpus.removeprefix(corpora.TEXT))
        lines = [line.strip() for line in re.split("(?<=[。！？!?])|(?<=\\.)\\s|\\n", text[:5000])]
        return next((line for line in lines if re.search("[^\\W_]", line)), "")[:600]
    return SENTENCES.get(language_of(params), SENTENCES["en"])


def sentence_of(params: PARAMS) -> Sentence:
    """The sentence to read. Raises Refused where it has no words."""
    from engine.text import tokenize

    said = params.sentence.strip() or usual_sentence(params)
    found = [token for part in tokenize.sentences(said, params.tokens) for token in part]
    if not found:
        raise Refused(
            N_("“{sentence}” has no words; letters, digits or characters are needed."),
            sentence=said[:40],
        )
    return Sentence(tuple(found[:MOST]), len(found), signs(said))


def signs(said: str) -> str:
    """The symbols of a sentence, such as emoji, each once: they are no words, and get no number."""
    return "".join(dict.fromkeys(sign for sign in said if unicodedata.category(sign) == "So"))


def listed(words: str) -> list[str]:
    """The words of a list with commas, each once, in lower case as texts are read; at most 8."""
    found = [word.strip().lower() for word in re.split("[,，、;；]", words)]
    return list(dict.fromkeys(word[:60] for word in found if word))[:8]
