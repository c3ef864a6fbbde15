"""The texts of the race's views in the visitor's language.

Placeholders in braces are filled in by the view.
"""

from typing import Any

from pages.shared import words
from pages.shared.language import _


def names() -> dict[str, Any]:
    """What the contestants are called, in full and where there is little room."""
    return {
        "kinds": {
            "mean": _("Mean of vectors"),
            "cnn": _("Text CNN"),
            "lstm": "LSTM",
            "bilstm": _("Bi-LSTM"),
            "cnn-rnn": "CNN + LSTM",
            "transformer": "Transformer",
        },
        "short": {
            "mean": _("mean"),
            "cnn": "CNN",
            "lstm": "LSTM",
            "bilstm": _("Bi-LSTM"),
            "cnn-rnn": "CNN+LSTM",
            "transformer": "Transformer",
        },
    }


def race() -> dict[str, Any]:
    """Texts of the curves and the standings."""
    return {
        **words.run_states(),
        **words.transport(),
        **names(),
        "moment": _("epoch {epoch} of {epochs} · {step} sentences"),
        "stage": _("Six networks learning the same task"),
        "up": _("Up:"),
        "over": _("across:"),
        "accuracy": _("accuracy"),
        "loss": _("loss"),
        "sentences": _("sentences read"),
        "seconds": _("seconds"),
        "axis_sentences": _("sentences read"),
        "axis_seconds": _("seconds of one core"),
        "standings": _("At this moment"),
        "cost": _("cost"),
        "seconds_help": _("Seconds of one processor core for all updates so far"),
        "weights": _("weights"),
        "weights_help": _("Without the words’ vectors, which all six have"),
        "note": _(
            "Means of {n} repetitions; the bands reach from the worst to the best. "
            "Weights besides the {vectors} of the words’ vectors."
        ),
        "begin": _("Nobody has read anything yet: all of them guess."),
        "leads": _("After {after} {best} leads, with every repetition before {second}."),
        "leads_close": _("After {after} {best} leads; it overlaps with {second}."),
        "after_sentences": _("{n} sentences"),
        "after_seconds": _("{n} seconds"),
        "ended": _(
            "Most right: {best} ({percent}). Fastest: {fastest}. Fewest weights: {smallest}."
        ),
        "ended_close": _(
            "Most right: {best} ({percent}), too close to {second} to call. "
            "Fastest: {fastest}. Fewest weights: {smallest}."
        ),
    }


def costs() -> dict[str, Any]:
    """Texts of what layers cost."""
    return {
        **words.run_states(),
        "layers": {
            "recurrent": _("recurrence"),
            "convolution": _("convolution"),
            "attention": _("attention"),
        },
        "laws": {
            "recurrent": "O(n · d²)",
            "convolution": "O(k · n · d²)",
            "attention": "O(n² · d)",
        },
        "stage": _("Time of one layer, measured; dashed: the fitted law"),
        "over_n": _("Longer sentences (n words)"),
        "over_d": _("Wider vectors (d numbers)"),
        "layer_law": _("by theory"),
        "measured": _("fitted, from n = 256 and d = 64 on"),
        "typical": _("off by"),
        "later": _("Layers are measured when the race is over …"),
        "guess": _("Make your guess first."),
        "finding": _(
            "Four sentences of {n} words, vectors of {d} numbers: {first} takes {best}, "
            "{last} {worst}."
        ),
    }


def ways() -> dict[str, Any]:
    """Texts of the longest ways."""
    return {
        **words.run_states(),
        "networks": {
            "mean": _("Mean of vectors"),
            "stacked": _("Convolutions, k = 3"),
            "dilated": _("Convolutions with gaps"),
            "lstm": "LSTM",
            "bilstm": _("Bi-LSTM"),
            "cnn-rnn": "CNN + LSTM",
            "transformer": "Transformer",
        },
        "laws": {
            "mean": _("O(1), but without order"),
            "stacked": "O(n / k)",
            "dilated": "O(log n)",
            "lstm": "O(n)",
            "bilstm": _("O(n), in each direction"),
            "cnn-rnn": "O(n)",
            "transformer": "O(1)",
        },
        "words_label": _("Words:"),
        "step": _("{n} step"),
        "steps": _("{n} steps"),
        "growth": _("n = {n}: {steps} steps"),
        "guess": _("Make your guess first."),
    }
