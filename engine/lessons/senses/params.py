"""What can be varied in the dictionary: which one, two words, and the text it is held against."""

from typing import Any, Literal

from engine.params import Params, param
from engine.sentences import N_


class PARAMS(Params):
    """What can be varied."""

    dictionary: Literal["small", "wordnet"] = param(
        "small",
        N_("Dictionary"),
        names={"small": N_("small, our own"), "wordnet": "WordNet"},
        help=N_("WordNet has 117,659 senses; the small one has some 400 and needs no download."),
    )
    corpus: str = param("toy-world", N_("Text"))
    word: str = param("NLP", N_("Word"), longest=60)
    other: str = param("", N_("Second word"), longest=60)


def dictionary(name: str) -> Any:
    """The dictionary of this name, ready to look words up.

    Raises Refused where WordNet is asked for and is not on this machine.
    """
    from engine.text import lexicon_small, wordnet

    return wordnet.load() if name == "wordnet" else lexicon_small.load()
