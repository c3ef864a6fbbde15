"""The texts of the Transformer's views in the visitor's language; braces are filled in there."""

from typing import Any

from pages.shared import words
from pages.shared.language import _


def curves(task: str) -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    head = {
        "pronouns": (_("best head on whom it means"), _("Mean share that the best head gives it")),
        "induction": (_("best induction head"), _("Mean share on what followed last time")),
        "text": (_("best head on the word before"), _("Mean share on the word before")),
    }[task]
    return [
        {
            "name": "loss", "colour": "loss", "low": 0, "label": _("loss"),
            "help": _("Mean surprise of a target, in nats"),
        },
        {
            "name": "accuracy", "colour": "good", "low": 0, "high": 1, "percent": True,
            "label": _("right"), "help": _("Of targets in sentences never trained on"),
        },
        {
            "name": "head", "colour": "centre", "low": 0, "high": 1, "percent": True,
            "label": head[0], "help": head[1],
        },
    ]  # fmt: skip


def time() -> dict[str, Any]:
    """Texts of the time line."""
    return {
        **words.run_states(),
        **words.transport(),
        "time": _("Time of the training"),
        "moment": _("update {step} of {last}"),
    }


def roles() -> dict[str, str]:
    """What a head is measured by."""
    return {
        "given": _("looks from the pronoun at whom it means:"),
        "induction": _("looks at what followed last time:"),
        "previous": _("looks at the word before:"),
    }


def transformer() -> dict[str, Any]:
    """Texts of the main view."""
    return {
        **time(),
        "sentence": _("The sentence: point at a word to see what it looks at, click to keep it"),
        "own": _("A sentence of your own"),
        "read": _("Read it"),
        "back_to_shown": _("The first one"),
        "layer": _("layer {n}"),
        "head": _("head {n}"),
        "which": _("Layer {layer}, head {head}"),
        "all_heads": _("All layers, all heads"),
        "roles": roles(),
        "gives": _(
            "“{from}” gives “{to}” {share} of its attention; over all test sentences, whom it "
            "means gets {mean} on average"
        ),
        "modes": {"head": _("One head"), "rollout": _("Roll-out"), "gradient": _("Gradient")},
        "modes_help": {
            "head": _("What this head looks at"),
            "rollout": _("Attention followed through all layers, half of each staying where it is"),
            "gradient": _("Attention × gradient: which looks raise the answer’s score"),
        },
        "pictures": {"heat": _("Grid"), "lines": _("Lines")},
        "picture": _("What each word (row) looks at (column)"),
        "cell": _("“{from}” looks at “{to}”: {share}"),
        "unknown": _("A word this network has never met"),
        "not_known": _("Never met: {words}."),
        "was_cut": _("Only the first {n} words are read."),
        "says": _("Whom “{word}” means, says the network:"),
        "next": _("After “{word}”, says the network, comes:"),
        "nothing": _("(unknown)"),
        "blind": _("This network was trained without attention: there is nothing to look at."),
        "findings": {
            "pronouns": _(
                "After {step} updates {accuracy} % of the sentences never trained on are right; "
                "the best head gives whom it means {head} of its attention ({parameters} weights)."
            ),
            "induction": _(
                "After {step} updates {accuracy} % of the letters that can be known are right; the "
                "best head gives what followed last time {head} of its attention."
            ),
            "text": _(
                "After {step} updates the next word is right {accuracy} % of the time, in text "
                "never trained on; loss {loss} nats."
            ),
        },
    }


def parts() -> dict[str, Any]:
    """Texts of the parts that can be left out."""
    return {
        **time(),
        "caption": _("Click a part to take it out. The bars: how much the loss rises without it."),
        "hint": _("Nothing is taken out. Click a part on the left."),
        "told": _("Without {parts} the loss is {after} instead of {before}."),
        "told_wait": _("Without {parts} …"),
        "hidden": _("Make your guess first."),
        "row": _("Without {part}: loss {loss} instead of {whole}, {accuracy} % right"),
        "retrain": _("Train again without it"),
        "retraining": _("Training without it …"),
        "retrained": _("Trained without it"),
        "whole": _("Put everything back"),
        "later": _("Parts can be taken out once the training is over."),
        "wait": _("Measuring …"),
        "updates_axis": _("updates"),
        "curve_whole": _("whole"),
        "curve_now": _("taken out now"),
        "curve_again": _("trained without it"),
        "names": {
            "positions": _("positions"),
            "residual": _("residual connections"),
            "norm": _("layer norms"),
            "attention": _("all attention"),
            "inner": _("all inner layers"),
            "head": _("head {layer}.{head}"),
            "of_layer": _("layer {layer}"),
            "of_attention": _("attention of layer {layer}"),
            "of_inner": _("inner layer of layer {layer}"),
        },
    }


def inside() -> dict[str, Any]:
    """Texts of the view inside one reading."""
    return {
        **time(),
        "own": _("A sentence of your own"),
        "read": _("Read it"),
        "later": _("One can look inside once the training is over."),
        "layer": _("after layer {n}"),
        "embedding": _("embedding"),
        "kinds": {
            "lens": _("Logit lens"),
            "length": _("Length"),
            "spread": _("Spread"),
            "mean": _("Mean"),
            "attended": _("Added by attention"),
            "fed": _("Added by the inner layer"),
        },
        "help": {
            "lens": _("What the network would say if it stopped at this depth"),
            "length": _("How long the vector of each word is"),
            "spread": _("How much a vector’s numbers differ: layer norm divides by it"),
            "mean": _("The mean of a vector’s numbers: layer norm takes it away"),
            "attended": _("Length of what attention adds to each word"),
            "fed": _("Length of what the inner layer adds to each word"),
        },
        "captions": {
            "lens": _("Update {step}: what the network would say if it stopped at this depth."),
            "length": _("Update {step}: length of each word’s vector, from the embedding upwards."),
            "spread": _("Update {step}: standard deviation of each vector’s numbers."),
            "mean": _("Update {step}: mean of each vector’s numbers."),
            "attended": _("Update {step}: length of what attention adds to each word."),
            "fed": _("Update {step}: length of what the inner layer adds to each word."),
        },
    }


def write() -> dict[str, Any]:
    """Texts of the view that writes on."""
    return {
        **time(),
        "prompt": _("How shall it begin?"),
        "go": _("Write on"),
        "again": _("Draw anew"),
        "temperature": _("Temperature"),
        "k": "Top-k",
        "p": "Top-p",
        "all": _("all"),
        "help": {
            "temperature": _("0: always the likeliest word; above 1: more of the unlikely ones"),
            "k": _("Only the k likeliest words can be drawn"),
            "p": _("Only the likeliest words that have p together can be drawn"),
        },
        "later": _("It can write once the training is over."),
        "drawn": _("“{word}” was drawn; its probability was {share}. The likeliest were:"),
        "written": _("As after update {step}. Point at a word to see what else could have come."),
    }
