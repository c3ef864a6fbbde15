"""Words get new meanings faster than a dictionary gets new editions; here is a list to ask it.

Each line names a word, a meaning that it has today, about when that came into use, and the
synsets under one of which such a meaning would have to stand. WordNet 3.0 is of 2006.
"""

from dataclasses import dataclass
from typing import Any

from engine.sentences import N_
from engine.text.lexicon_paths import above


@dataclass(frozen=True)
class Meaning:
    """A meaning to ask for.

    under  names of synsets: the dictionary has the meaning where a sense of the word is one of
           them or lies below one
    """

    word: str
    meant: str
    year: int
    under: tuple[str, ...]


_FIRM = ("organization.n.01", "company.n.01")
_MACHINE = ("computer.n.01", "device.n.01")
_PROGRAM = ("software.n.01", "program.n.07", "malevolent_program.n.01")
_WRITTEN = ("message.n.02", "communication.n.02", "communication.n.01")
_CODE = ("programming_language.n.01",)
_NET = ("computer_network.n.01",)

#: Meanings of everyday words that came with computers, oldest first.
MEANINGS = (
    Meaning("bug", N_("a mistake in a program"), 1947, ("fault.n.05", "defect.n.03")),
    Meaning("chip", N_("an integrated circuit"), 1962, ("semiconductor_device.n.01",)),
    Meaning("mouse", N_("what moves the arrow on a screen"), 1965, ("device.n.01",)),
    Meaning("Apple", N_("a maker of computers"), 1976, _FIRM),
    Meaning("virus", N_("a program that spreads itself"), 1984, _PROGRAM),
    Meaning("Python", N_("a programming language"), 1991, _CODE),
    Meaning("web", N_("pages joined by links all over the world"), 1991, _NET),
    Meaning("spam", N_("mail that nobody wants"), 1993, _WRITTEN),
    Meaning("Amazon", N_("a company that sells everything"), 1994, _FIRM),
    Meaning("cookie", N_("what a web page leaves on a computer"), 1994, _WRITTEN),
    Meaning("Java", N_("a programming language"), 1995, _CODE),
    Meaning("Google", N_("a machine that searches the web"), 1998, (*_FIRM, *_PROGRAM)),
    Meaning("blog", N_("a diary on the web"), 1999, _WRITTEN),
    Meaning("smartphone", N_("a telephone that is a computer"), 2000, _MACHINE),
    Meaning("selfie", N_("a picture of oneself"), 2002, ("picture.n.01", "representation.n.02")),
    Meaning("cloud", N_("computers somewhere else"), 2006, (*_NET, *_MACHINE)),
    Meaning("tweet", N_("a short message to everybody"), 2006, _WRITTEN),
    Meaning("app", N_("a program on a telephone"), 2008, _PROGRAM),
    Meaning("bitcoin", N_("money made by computing"), 2009, ("money.n.01", "currency.n.01")),
    Meaning("tablet", N_("a computer that is all screen"), 2010, _MACHINE),
)


def has(lexicon: Any, meaning: Meaning) -> bool:
    """Whether a sense of the word is, or is a kind of, what was meant."""
    asked = set(meaning.under)
    return any(
        lexicon.told(one).name in asked
        for synset in lexicon.senses(meaning.word)
        for one in above(lexicon, synset)
    )


def asked(lexicon: Any) -> list[dict[str, Any]]:
    """Every meaning, whether the dictionary has it, and how many others of the word it has."""
    return [
        {
            "word": meaning.word,
            "meant": meaning.meant,
            "year": meaning.year,
            "has": has(lexicon, meaning),
            "senses": len(lexicon.senses(meaning.word)),
        }
        for meaning in MEANINGS
    ]
