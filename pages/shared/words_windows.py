"""The texts of the sliding windows' views in the visitor's language; see `words`."""

from typing import Any

from engine.lessons.windows.params import PARAMS
from pages.shared import words
from pages.shared.language import _


def curves() -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    return [
        {
            "name": "zeros", "colour": "loss", "low": 0, "high": 1, "percent": True, "digits": 1,
            "label": _("zeros"), "help": _("Share of the whole table that is still 0"),
        },
        {
            "name": "distinct", "colour": "centre", "low": 0, "log": True,
            "label": _("different words"), "help": _("Different words met so far"),
        },
        {
            "name": "pairs", "colour": "context", "low": 0, "log": True,
            "label": _("pairs"), "help": _("Pairs counted so far"),
        },
    ]  # fmt: skip


def controls(params: Any) -> dict[str, Any]:
    """What the view sets by itself: the shift and the smoothing of PPMI, from their one line."""
    specs = PARAMS.specs()
    shift, smoothing = specs["shift"], specs["smoothing"]
    return {
        "shift": {
            "value": params.shift, "low": shift.low, "high": shift.high,
            "label": _(shift.label), "help": _(shift.help),
        },
        "smoothing": {
            "value": params.smoothing, "choices": list(smoothing.choices),
            "label": _(smoothing.label), "help": _(smoothing.help),
        },
    }  # fmt: skip


def powers() -> dict[str, str]:
    """The marks on the time line: how many words have been read there."""
    return {f"at_{10**k}": f"{10**k:,}" for k in range(1, 8)}


def matrix() -> dict[str, Any]:
    """Texts of the film of counting."""
    return {
        **words.run_states(),
        **words.transport(),
        **powers(),
        "time": _("Time of the counting"),
        "moment": _("{step} of {last} words read"),
        "done_short": _("all counted"),
        "window_line": _("The text under the window"),
        "table": _("The table: words in the middle down, their company across"),
        "which_table": _("What the columns are"),
        "which_weight": _("What a cell says"),
        "tables": {"words": _("Words × words"), "files": _("Words × documents")},
        "kinds": {
            "counts": _("Counts"),
            "ppmi": "PPMI",
            "documents": _("Counts"),
            "tfidf": "TF-IDF",
        },
        "kinds_help": {
            "counts": _("How often two words met"),
            "ppmi": _("How much more often than by chance (P)"),
            "documents": _("How often a word stands in a document"),
            "tfidf": _("More for words that few documents have (P)"),
        },
        "pairs": _("The pairs of this window"),
        "start": _(
            "Nothing is counted yet. Press play: each word in turn will stand in the middle."
        ),
        "alone": _(
            "Every word of this text stands alone in its sentence, so there is no pair to count. "
            "Two words in one sentence are needed."
        ),
        "lonely": _("“{word}” stands alone in its sentence: no pair."),
        "beyond": _("Counted, but not in the picture"),
        "more": _("{n} pairs were counted since the moment before."),
        "darkest": _("The darkest cells"),
        "hint": _("Point at a cell to see where it came from; click two words on the left."),
        "cell_words": _("“{column}” in the windows of “{row}”: {n} ×"),
        "cell_files": _("“{row}” in the document “{column}”: {n} ×"),
        "never": _("Not once so far."),
        "ppmi_told": _("ln(pair × all / (row × column)): how much more often than by chance."),
        "below": _("Less often than by chance: PPMI makes it 0."),
        "tfidf_told": _("Count × rarity. Few documents have the word: more; all have it: × 1."),
        "places": _("Where it came from"),
        "more_places": _("… and {n} more."),
        "go": _("Show this place of the film"),
        "compare": _("Are “{a}” and “{b}” alike?"),
        "dot": _("Dot product"),
        "terms_more": _("{n} more"),
        "lengths": _("Lengths"),
        "cosine": _("Cosine"),
        "over_shown": _("Row times row, over the {n} columns shown. Blue: what both have."),
        "row": _("The company of “{word}”"),
        "second": _("Click a second word to compare the two rows."),
        "left_out": _("Counted are the {n} most frequent words; {m} rarer ones are left out."),
        "finding": _(
            "{step} of {n} words read: {words} different words, {pairs} pairs. "
            "Of the whole table’s {cells} cells {zeros} % are 0."
        ),
    }


def near() -> dict[str, Any]:
    """Texts of the neighbours for two sizes of the window."""
    return {
        **words.run_states(),
        "search": _("find a word"),
        "size": _("Window (words each side)"),
        "window": _("window {n}"),
        "chance": _("chance: {n} %"),
        "same": _(
            "Of all words’ ten nearest, {small} % are of the same kind with a window of 1, "
            "{large} % with a window of {n}; by chance it would be {chance} %."
        ),
    }


def growth() -> dict[str, Any]:
    """Texts of the table's growth."""
    return {
        **words.run_states(),
        **words.transport(),
        **powers(),
        "time": _("Time of the counting"),
        "moment": _("{step} of {last} words read"),
        "done_short": _("all counted"),
        "across": _("different words V"),
        "all": _("all cells, V²"),
        "filled": _("cells that are not 0"),
        "head": {
            "words": _("words V"),
            "cells": _("cells V²"),
            "zeros": _("zeros"),
            "read": _("words of text read"),
        },
        "closed": _(
            "This made-up world has run out of new words at {n}: no law leads beyond. Choose a "
            "standard corpus to see 10,000 and more."
        ),
        "short": _("The text is too short for a law."),
        "law": _(
            "Heaps’ law: V = {k} · N^{beta}. Cells that are not 0 grow as V^{gamma}, all as V². "
            "In italics: foretold by the law, not measured."
        ),
    }
