"""The texts of the gates' views in the visitor's language; braces are filled in there."""

from typing import Any

from pages.shared import words
from pages.shared.language import _

#: Sentences to choose from, by corpus; the empty one is the standard sentence.
EXAMPLES: dict[str, list[str]] = {
    "toy-world": [
        "",
        "the key to the cabinets",
        "the cat that we found yesterday",
        "the dog that the men like",
        "the men beside the dog near the old tree",
        "the car behind the houses with the flowers",
    ],
    "toy-world-zh": [
        "",
        "我 记得 一 本 小明 在 汽车 旁边 看见 的",
        "那 是 一 辆 她 在 那 棵 柳树 后面 找到 的",
        "这 是 一 棵 老师 昨天 在 这 只 猫 附近 的 书 旁边 提到 的",
    ],
    "brown": ["", "the history of the two countries", "these changes in the law", "his view that"],
}


def curves() -> list[dict[str, object]]:
    """The curves of the time line: how often each network is right where a noun misleads."""
    told = _("Share of the examination's sentences with an attractor that {cell} gets right")
    return [
        {
            "name": cell, "colour": colour, "low": 0, "high": 1, "percent": True,
            "label": _("{cell} right").format(cell=name), "help": told.format(cell=name),
        }
        for cell, name, colour in (
            ("rnn", "RNN", "negative"), ("gru", "GRU", "context"), ("lstm", "LSTM", "centre"),
        )
    ]  # fmt: skip


def kind_names() -> dict[str, str]:
    """Display names of what must agree, by id; measure words are their own."""
    return {"singular": _("singular"), "plural": _("plural")}


def gate_names() -> dict[str, str]:
    """What each value of a cell does, in a word or two."""
    return {
        "f": _("keep"),
        "i": _("take in"),
        "o": _("let out"),
        "g": _("offered"),
        "c": _("memory"),
        "h": _("state"),
        "z": _("keep"),
        "r": _("look back"),
        "n": _("offered"),
    }


def gate_help() -> dict[str, str]:
    """The same in a sentence."""
    return {
        "f": _("Forget gate: 1 keeps the memory, 0 wipes it"),
        "i": _("Input gate: how much of the offer is added"),
        "o": _("Output gate: how much of the memory is shown"),
        "g": _("What this word would add to the memory"),
        "c": _("The memory, which only f and i change"),
        "h": _("What the next step and the guess can see"),
        "z": _("Update gate: 1 keeps the state, 0 replaces it"),
        "r": _("Reset gate: how much of the old state the offer may look at"),
        "n": _("What would replace the state"),
    }


def time() -> dict[str, Any]:
    """Texts of the time line."""
    return {
        **words.run_states(),
        **words.transport(),
        "moment": _("update {step} of {last}"),
    }


def sentence() -> dict[str, Any]:
    """Texts of the sentence that is read."""
    return {
        **time(),
        "which_cell": _("Which cell"),
        "sentence": _("The sentence; below each word what the network expects after it"),
        "own": _("a sentence of your own"),
        "examples": _("Examples"),
        "standard": _("The sentence to begin with"),
        "unknown": _("This network has never met this word: it reads nothing"),
        "gates": gate_names(),
        "gates_help": gate_help(),
        "unit": _("Unit {n}"),
    }


def gates() -> dict[str, Any]:
    """Texts of the cell as a diagram."""
    return {
        **sentence(),
        "next": _("After “{word}”"),
        "if_kind": _("If the word that agrees came now"),
        "hold": _("Hold a gate"),
        "free": _("free"),
        "no_doors": _("No gates"),
        "no_doors_why": _("At every word all units are mixed with all others, and squashed."),
        "score_free": _("Right with a misleading noun: {percent} % of the {cell}’s sentences."),
        "score_held": _("Right with a misleading noun: {percent} % held so, {free} % free."),
        "tells": _("· tells {percent} % of what must agree"),
        "finding": {
            "lstm": _(
                "After {step} updates the LSTM keeps {mean} of its memory where agreement is due "
                "(mean of {gate} over all units)."
            ),
            "gru": _(
                "After {step} updates the GRU keeps {mean} of its state where agreement is due "
                "(mean of {gate} over all units)."
            ),
            "rnn": _("A plain RNN has one way only: through the mixing of all units, every time."),
        },
    }


def agreement() -> dict[str, Any]:
    """Texts of the examination."""
    return {
        **time(),
        "attractors": _("nouns between that mislead"),
        "distance": _("words between"),
        "chance": _("guessing"),
        "picture": _("How often each network makes the right word agree"),
        "share": _("{cell}: {percent} % of {n}"),
        "sentences": _("What was asked"),
        "pick": _("Click a point to read its sentences."),
        "next": _("Others"),
        "finding": _(
            "After {step} updates, with two or more misleading nouns: RNN {rnn} %, GRU {gru} %, "
            "LSTM {lstm} % right."
        ),
        "finding_one": _(
            "After {step} updates, with a misleading noun: RNN {rnn} %, GRU {gru} %, LSTM {lstm} % "
            "right."
        ),
    }


def heat() -> dict[str, Any]:
    """Texts of the heat maps, and of phrases brushed on them."""
    return {
        **sentence(),
        "which_gate": _("Which number"),
        "all": _("all units"),
        "average": _("average"),
        "one": _("one unit"),
        "how_many": _("How many units"),
        "sort": _("Sorted by"),
        "sorts": {
            "tells": _("who knows the kind"),
            "mean": _("size"),
            "none": _("number"),
        },
        "map": _("{name} of every unit at every word"),
        "unit_row": _("unit {n}"),
        "brush": _("Drag over words: which units are on over exactly that phrase?"),
        "on": _("on beyond"),
        "phrase": _("On over “{phrase}”, and not beside it"),
        "none": _("No unit is on over exactly this phrase. Try another, or a lower bound."),
        "same": _("The same units elsewhere"),
        "elsewhere": _("Nowhere else."),
        "of": _("{n} of {all} units"),
        "over": _("Let go"),
        "finding": _("Unit {n} tells {percent} % of what must agree, the most of all."),
    }


def memory() -> dict[str, Any]:
    """Texts of the gradient along the sentence."""
    return {
        **sentence(),
        "picture": _("How much a change at each word still moves the memory at “{word}”"),
        "gain": _("measured gradient"),
        "direct": _("gates multiplied: ∏f, ∏z"),
        "says": _("{cell} at “{word}”: gradient {gain}"),
        "says_direct": _(", of which the gates alone {direct}"),
        "finding": _(
            "From “{first}” to “{last}” the gradient is {lstm} in the LSTM, {gru} in the GRU, "
            "{rnn} in the RNN. The forget gates alone, multiplied, make {direct}."
        ),
    }


def saturation() -> dict[str, Any]:
    """Texts of how full gates are."""
    return {
        **time(),
        "which_cell": _("Which cell"),
        "gates": gate_names(),
        "gates_help": gate_help(),
        "left": _("share of words at which it is shut (< 0.1)"),
        "right": _("share of words at which it is open (> 0.9)"),
        "unit": _("unit {n}: shut {left} %, open {right} %"),
        "no_doors": _("A plain RNN has no gates: choose GRU or LSTM."),
        "always_open": _("always open"),
        "always_shut": _("always shut"),
        "in_between": _("in between"),
        "finding": _("{gate}: open at {right} % of all words, shut at {left} %, over all units."),
    }
