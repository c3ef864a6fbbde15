"""What can be varied: the sentence, how it is numbered, and which parts of attention are on."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from engine.params import Params, param
from engine.sentences import N_, Refused

#: Words that are taken: every number of a table of all pairs must stay readable.
MOST = 10
#: The lecture's sentence, and one in Chinese.
SENTENCES = {"en": "The cat sat", "zh": "猫坐下了"}

POSITIONS = {
    "sinusoidal": N_("sine waves"),
    "learned": N_("learnt"),
    "none": N_("none"),
}


class PARAMS(Params):
    """What can be varied."""

    corpus: Literal["toy-world", "toy-world-zh"] = param(
        "toy-world",
        N_("Language of the sentence where none is written"),
        names={"toy-world": "English", "toy-world-zh": "中文"},
    )
    sentence: str = param("", N_("Sentence"), longest=200)
    weights: Literal["drawn", "trained"] = param(
        "drawn",
        N_("Numbers"),
        names={"drawn": N_("drawn at random"), "trained": N_("trained")},
        help=N_(
            "Drawn: one digit after the point, to be checked by hand. Trained: the same network "
            "after some seconds of learning which word belongs to which."
        ),
    )
    width: Literal[4, 8] = param(
        4,
        N_("Numbers for each word"),
        names={4: "4", 8: "8"},
        help=N_("The width d of all vectors. The paper has 512."),
        when={"weights": "drawn"},
    )
    heads: Literal[1, 2, 4] = param(
        2,
        N_("Heads"),
        names={1: "1", 2: "2", 4: "4"},
        help=N_("They share the width: each has d / heads numbers."),
    )
    positions: Literal["sinusoidal", "learned", "none"] = param(
        "sinusoidal", N_("Positions"), names=POSITIONS
    )
    scaled: bool = param(True, N_("Divide by √d"), help=N_("d is here the width of one head."))
    causal: bool = param(
        False, N_("Hide the future"), help=N_("No word may look at words that come after it.")
    )
    seed: int = param(1, N_("Seed"), ge=1, le=99)
    edits: str = param("", N_("Numbers changed by hand"), longest=900, view=True)

    @property
    def d(self) -> int:
        """The width that is used: what is trained has 8."""
        return 8 if self.weights == "trained" else self.width


@dataclass(frozen=True)
class Sentence:
    """A sentence as attention takes it: one row for each word.

    tokens    its first words, at most MOST, in lower case
    whole     how many words it has
    language  "zh" or "en": whose generated sentences a trained network has read
    """

    tokens: tuple[str, ...]
    whole: int
    language: str


def sentence_of(params: PARAMS) -> Sentence:
    """The sentence to look at. Raises Refused where it has no words."""
    from engine.text import tokenize

    said = params.sentence.strip() or usual_sentence(params)
    found = tokens_of(said)
    if not found:
        raise Refused(
            N_("“{sentence}” has no words; letters, digits, characters or emoji are needed."),
            sentence=said[:40],
        )
    han = tokenize.language_of(said) in ("zh", "ja")
    return Sentence(tuple(found[:MOST]), len(found), "zh" if han else "en")


def usual_sentence(params: PARAMS) -> str:
    """The sentence where nobody wrote one: the lecture's, or one that a trained network knows."""
    from engine.text import belonging

    usual = belonging.USUAL if params.weights == "trained" else SENTENCES
    return usual["zh" if params.corpus == "toy-world-zh" else "en"]


def tokens_of(said: str) -> list[str]:
    """The words of a sentence in order; here every emoji is a word too, whole with its joiners."""
    from engine.text import tokenize

    language = tokenize.language_of(said)
    pieces = re.split(f"({_emoji(said)})", said) if _signs(said) else [said]
    found: list[str] = []
    for at, piece in enumerate(pieces):
        if at % 2:
            found.append(piece)
        else:
            cut = tokenize.sentences(piece, "words", language)
            found.extend(token for sentence in cut for token in sentence)
    return found


def _signs(said: str) -> str:
    """The symbols of a sentence, each once."""
    signs = (sign for sign in said if unicodedata.category(sign) == "So")
    return "".join(sorted(set(signs)))


def _emoji(said: str) -> str:
    """A pattern for one emoji: two letters of a flag, or symbols held together by joiners."""
    one = f"[{re.escape(_signs(said))}]"
    tail = "[\ufe0f\U0001f3fb-\U0001f3ff]*"
    return f"[\U0001f1e6-\U0001f1ff]{{2}}|{one}{tail}(?:\u200d{one}{tail})*"
