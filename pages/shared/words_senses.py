"""The texts of the views of the lesson on dictionaries, in the visitor's language."""

from typing import Any

from pages.shared.language import _
from pages.shared.words import run_states, transport


def senses() -> dict[str, Any]:
    """Texts of the dictionary: the entry of a word, and the ladder up from a sense."""
    return {
        **run_states(),
        "word": _("a word"),
        "other": _("a second word"),
        "try": _("Worth looking up"),
        "ladder": _("What it is a kind of, step by step; arrow keys climb"),
        "play": _("Climb (space)"),
        "pause": _("Stop (space)"),
        "back": _("One step back (←)"),
        "forward": _("One step up (→)"),
        "place": _("Place on the way up"),
        "entry": _("“{word}” has {n} senses. Choose one to see what it is a kind of."),
        "entry_one": _("“{word}” has one sense. Choose it to see what it is a kind of."),
        "bars": _("The bars: how often each was met in annotated texts."),
        "met": _("met {n} times in the annotated texts"),
        "all_senses": _("All {n} senses"),
        "sense_of": _("“{word}”: sense {i} of {n}"),
        "sense_back": _("The sense before"),
        "sense_on": _("The next sense"),
        "steps": _("{n} steps"),
        "kind": _("“{low}” is a kind of “{high}”."),
        "top": _("Nothing is above it."),
        "alone": _("Nothing is above an adjective: they are arranged by likeness only."),
        "climbed": _("From “{word}” it is {n} steps up to “{top}”."),
        "meet": _("“{a}” and “{b}” meet in “{meet}”, {n} steps apart."),
        "same": _("“{a}” and “{b}” name one and the same sense here."),
        "apart": _("“{a}” and “{b}” have nothing above them in common."),
        "similarity": _("similarity"),
        "kinds": _("Kinds of it: {n}"),
        "more": _("… and {n} more"),
        "parts": {
            "n": _("noun"),
            "v": _("verb"),
            "a": _("adjective"),
            "s": _("adjective"),
            "r": _("adverb"),
        },
    }


def company() -> dict[str, Any]:
    """Texts of the company of two synonyms."""
    return {
        **run_states(),
        "only": _("mostly beside “{word}”"),
        "both": _("beside both"),
        "nothing": _("nothing"),
        "cosine": _("cosine of their company"),
        "counts": _("“{a}” occurs {m} times, “{b}” {n} times."),
        "synonyms": _("pairs of synonyms"),
        "chance": _("pairs put together by chance"),
        "most": _("Most alike"),
        "least": _("Least alike"),
        "lost": _(
            "{percent} % of {n} pairs of synonyms keep company no more alike than half the pairs "
            "put together by chance."
        ),
        "none": _("No two synonyms occur often enough in this text."),
        "word": _("a word"),
        "other": _("its synonym"),
        "reading": _("The text is being read …"),
    }


def newer() -> dict[str, Any]:
    """Texts of the list of newer meanings."""
    return {
        **run_states(),
        "found": _("{n} of {total} newer meanings are in this dictionary."),
        "has": _("in it"),
        "lacks": _("not in it"),
        "senses": _("{n} other senses"),
        "sense": _("1 other sense"),
        "no_word": _("no such word"),
        "year": _("since about {year}"),
    }


def frequency() -> dict[str, Any]:
    """Texts of the picture of senses and frequency."""
    return {
        **run_states(),
        "rank": _("place by frequency: 1 is the most frequent word found"),
        "senses": _("senses"),
        "dot": _("senses: {n}, place {rank}"),
        "finding": _(
            "{n} words of the text are in the dictionary. Rank correlation of frequency and number "
            "of senses: {value}."
        ),
        "made": _(
            "How often the toy world says a word was decided by us. In a text that people wrote, "
            "such as the Brown corpus, frequent words have more senses (Zipf 1945)."
        ),
    }


def coverage() -> dict[str, Any]:
    """Texts of the picture of how much of a text is in the dictionary."""
    return {
        **run_states(),
        **transport(),
        "time": _("Time of the reading"),
        "moment": _("{step} of {last} words read"),
        "stage": _("How much of the text is in the dictionary, by frequency"),
        "band": _("place {low}–{high}"),
        "band_last": _("rarer"),
        "tip": _(
            "{found} of {types} different words found; of their {tokens} occurrences {percent} %."
        ),
        "missing": _("Most frequent words it lacks"),
        "finding": _(
            "After {step} words: the dictionary has {words} % of the running words and "
            "{vocabulary} % of the different ones."
        ),
        "left_out": _("{n} of the rarest words were left out."),
    }
