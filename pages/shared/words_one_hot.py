"""The texts of the one-hot lesson's views in the visitor's language.

Placeholders in braces are filled in by the view.
"""

from typing import Any

from pages.shared import words
from pages.shared.language import _


def film() -> dict[str, Any]:
    """Texts of the sentence being read."""
    return {
        **words.run_states(),
        **words.transport(),
        "time": _("Words of the sentence"),
        "moment": _("word {step} of {last}"),
        "stage": _("The vectors of the words read so far"),
        "sentence": _("The sentence; choose words to compare them"),
        "blank": _("Nothing has been read yet: no word, no number."),
        "fresh": _("“{word}” is new. It gets number {number}, and every vector grows to {n}."),
        "only": _("“{word}” is new. It gets number {number}: one word, one number."),
        "again": _("“{word}” was here before. It keeps number {number}; nothing grows."),
        "cut": _("The sentence has {whole} words; the first {most} are drawn."),
        "left_out": _("Left out, being no words: {signs}"),
        "hint": _("Click two rows to compare their vectors."),
        "one": _("Click a second row."),
        "vectors": _("The vectors"),
        "number": _("number {number}"),
        "width": _("a single 1; zeros: {n}"),
        "product": _("multiplied"),
        "dot": _("dot product"),
        "cosine": _("cosine"),
        "distance": _("distance"),
        "right_angle": _("Two different words stand at a right angle."),
        "same": _("The same word, the same vector."),
    }


def table() -> dict[str, Any]:
    """Texts of the two tables of cosines."""
    return {
        **words.run_states(),
        "one_hot": _("One-hot"),
        "learnt": _("Learnt from company"),
        "numbers_each": _("{n} numbers for each word"),
        "trained": _("{n} numbers for each word, by word2vec on the toy world"),
        "reading": _("The text is being read …"),
        "add": _("add a word"),
        "without": _("Take “{word}” out"),
        "full": _("Eight words are enough for one table."),
        "apart": _(
            "“{a}” has its 1 at place {first}, “{b}” at place {second}: they share none. Cosine 0."
        ),
        "same": _("“{a}” and “{a}” are one vector with its 1 at place {first}: cosine 1."),
        "company": _("Learnt vectors: {cosine}."),
        "not_learnt": _("“{word}” is not among the words that were learnt."),
        "unknown": _("“{word}” does not occur in this text: it has no number and no vector."),
        "no_vector": _("no vector"),
        "hidden": _("Make your guess first."),
        "grid": _("Table of cosines; arrow keys go from pair to pair"),
    }


def cost() -> dict[str, Any]:
    """Texts of what the vectors of a text take."""
    return {
        **words.run_states(),
        "reading": _("The text is being read …"),
        "table": _("all one-hot vectors, written out"),
        "learnt": _("learnt vectors, {n} numbers each"),
        "integers": _("only the numbers of the words"),
        "memory": _("Memory, at 4 bytes for a number. The points are beginnings of the text."),
        "after_short": _("after {n} words"),
        "axis": _("0 to {n} different words →"),
        "after": _("words read"),
        "vocabulary": _("different words"),
        "cells": _("numbers in all their vectors"),
        "zeros": _("of them zeros"),
        "finding": _(
            "After {read} words of the text {kinds} are different; their one-hot vectors take "
            "{bytes}, their numbers alone {small}."
        ),
    }
