"""The texts of the views of SVD topics, in the visitor's language; braces are filled in there."""

from typing import Any

from pages.shared import words
from pages.shared.language import _


def curves() -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    return [
        {
            "name": "singular", "colour": "loss", "low": 0, "sometimes": True,
            "label": _("singular value"),
            "help": _("How much of the table this direction holds: σ"),
        },
        {
            "name": "energy", "colour": "context", "low": 0, "high": 1, "percent": True,
            "label": _("energy kept"),
            "help": _("The squares of the singular values kept, as a share of all"),
        },
        {
            "name": "error", "colour": "negative", "low": 0, "high": 1, "percent": True,
            "label": _("error"),
            "help": _("Length of the difference, as a share of the table’s own: √(1 − energy)"),
        },
    ]  # fmt: skip


def category_names() -> dict[str, str]:
    """Display names of categories, by id: the toy world's kinds, Brown's genres, some of Reuters'.

    Those of Reuters that are not here are English words already.
    """
    return {
        "nations": _("countries"),
        "roles": _("people"),
        "verbs": _("doings"),
        "qualities": _("qualities"),
        "opposites": _("opposites"),
        "things": _("things"),
        "jobs": _("jobs"),
        "animals": _("animals"),
        "vehicles": _("vehicles"),
        "foods": _("food"),
        "neg": _("bad reviews"),
        "pos": _("good reviews"),
        "adventure": _("adventure"),
        "belles_lettres": _("belles lettres"),
        "editorial": _("editorials"),
        "fiction": _("fiction"),
        "government": _("government"),
        "hobbies": _("hobbies"),
        "humor": _("humour"),
        "learned": _("learned"),
        "lore": _("lore"),
        "mystery": _("mystery"),
        "news": _("news"),
        "religion": _("religion"),
        "reviews": _("reviews"),
        "romance": _("romance"),
        "science_fiction": _("science fiction"),
        "earn": _("earnings"),
        "acq": _("takeovers"),
        "crude": _("crude oil"),
        "interest": _("interest rates"),
        "money-fx": _("currencies"),
        "money-supply": _("money supply"),
        "trade": _("trade"),
        "ship": _("shipping"),
        "grain": _("grain"),
        "wheat": _("wheat"),
        "corn": _("corn"),
        "sugar": _("sugar"),
        "coffee": _("coffee"),
        "cocoa": _("cocoa"),
        "gold": _("gold"),
        "copper": _("copper"),
        "gnp": _("national product"),
        "cpi": _("consumer prices"),
    }


def time() -> dict[str, Any]:
    """Texts of the time line, whose time is the number of directions kept."""
    return {
        **words.run_states(),
        **words.transport(),
        "time": _("Number of directions kept"),
        "moment": _("{step} of {last} directions"),
        "back": _("One direction less (←)"),
        "forward": _("One direction more (→)"),
        "running": _("Taking the table apart …"),
        "missing": _("This run is not kept here any more. Press the button to make it again."),
    }


def topics() -> dict[str, Any]:
    """Texts of the table and its rebuild."""
    return {
        **time(),
        "original": {
            "documents": _("The table: words × documents"),
            "words": _("The table: words × words"),
        },
        "rebuilt": _("Rebuilt, k = {k}"),
        "cell": _("{original} in the table, {rebuilt} rebuilt"),
        "direction": _("Direction {r}"),
        "sigma": _("σ = {value}, {share} % of the energy"),
        "documents": _("Documents at its ends"),
        "none_title": _("Nothing kept yet"),
        "none": _("Every cell of the rebuild is 0. The next step (→) adds the first direction."),
        "others": _("others"),
        "all": _("All directions"),
        "rows_title": _("Rows of your own"),
        "rows": _("a word to look at"),
        "usual": _("The usual rows"),
        "unknown": _("Not in this table: {words}."),
        "finding": {
            "documents": _(
                "{rows} words × {columns} documents: {k} directions keep {kept} % of the energy, "
                "error {error} %, in {after} numbers instead of {before}."
            ),
            "words": _(
                "{rows} × {columns} words: {k} directions keep {kept} % of the energy, error "
                "{error} %, in {after} numbers instead of {before}."
            ),
        },
        "bounded": _("The text has {different} different words; {kept} of them have a row."),
        "left_out": _("{n} documents beyond the first {kept} were left out."),
    }


def topics_map() -> dict[str, Any]:
    """Texts of the map with its question."""
    return {
        **time(),
        "stage": _("Words or documents in a few directions"),
        "closer": _("Closer"),
        "farther": _("Farther"),
        "fit": _("Show all (double click)"),
        "documents": _("documents"),
        "words": _("words"),
        "flat": _("flat"),
        "space": _("in space"),
        "axis": {"x": _("Across"), "y": _("Up"), "z": _("Into depth")},
        "ask": _("Ask with a few words"),
        "ask_words": _("Words near these words"),
        "placeholder": _("words of the text"),
        "found": _("Nearest documents, by cosine in {k} directions"),
        "found_words": _("Nearest words, by cosine in {k} directions"),
        "shares": _("holds {n} of {of} words"),
        "shares_none": _("holds none of the words"),
        "nothing_kept": _("With no direction kept everything lies in one place."),
        "heavy": _("Heaviest words: {words}"),
        "unknown": _("Not in this table: {words}."),
        "times": _("{n} times"),
        "hint": _(
            "Type words of the text. They become a column like any other, and are folded in."
        ),
        "hint_words": _("Type a word, or several; or click one."),
        "finding": _("{what} in directions {axes}; {k} directions are kept."),
    }


def topics_table() -> dict[str, Any]:
    """Texts of the table of topics against categories."""
    return {
        **time(),
        "caption": _(
            "At each end of a direction stand its {n} heaviest documents; a cell says how many of "
            "them people had filed there."
        ),
        "end": _("end of direction"),
        "purity": _("purity"),
        "finding": _(
            "Purity: at an average end {purity} % of the documents are of one category; with the "
            "categories dealt at random {chance} %."
        ),
        "clusters": _(
            "{k} clusters of all documents by k-means: purity {purity} % (at random {chance} %), "
            "adjusted Rand index {rand}."
        ),
        "more": _("others"),
    }
