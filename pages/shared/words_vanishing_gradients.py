"""The texts of the vanishing-gradients lesson's views in the visitor's language.

Placeholders in braces are filled in by the view.
"""

from typing import Any

from pages.shared import words
from pages.shared.language import _


def curves() -> list[dict[str, object]]:
    """The curves of the time line: how often each cell is right."""
    return [
        {
            "name": f"accuracy_{cell}", "colour": colour, "percent": True,
            "label": _("{cell} right").format(cell=cell.upper()),
            "help": _("Share of right answers at the chosen delay"),
        }
        for cell, colour in (("rnn", "negative"), ("gru", "context"), ("lstm", "centre"))
    ]  # fmt: skip


def common() -> dict[str, Any]:
    """Texts that every view of the lesson needs."""
    return {
        **words.run_states(),
        **words.transport(),
        "moment": _("update {step} of {last}"),
        "distance": _("steps back from the answer"),
        "unseen": _("below 10⁻⁷: added to the rest, float32 does not see it"),
        "unseen_short": _("below 10⁻⁷"),
        "share": _("share of the last step’s gradient that arrives"),
    }


def gradients() -> dict[str, Any]:
    """Texts of the curves over distance and what stands beside them."""
    return common() | {
        "stage": _("How much of the gradient arrives how far back, in three cells"),
        "gradient": _("length of the gradient ∂L/∂h"),
        "right": _("right answers, by the delay that was learnt"),
        "chance": _("chance"),
        "back": _("{n} steps back"),
        "found": _(
            "After {updates} updates. Of the last step’s gradient, this share arrives {distance} "
            "steps earlier: {shares}."
        ),
        "found_absolute": _(
            "After {updates} updates. The length of the gradient {distance} steps earlier: "
            "{shares}."
        ),
        "exploded": _(
            "{cell} blew up at update {update}: its numbers have grown past what float32 can "
            "hold, and every weight would be “not a number” from here on. The gradient just "
            "before had length {norm}; clipped to 1, that step would have been {times} times "
            "shorter."
        ),
        "exploded_late": _(
            "{cell} blew up at update {update}: its numbers have grown past what float32 can "
            "hold, and every weight would be “not a number” from here on. Clipping to a norm "
            "keeps each step short enough to come back from."
        ),
        "exploded_all_the_same": _(
            "{cell} blew up at update {update}, although its gradients are clipped: already on "
            "the way forward its numbers grow past what float32 can hold. A smaller spectral "
            "radius helps."
        ),
        "never_finite": _(
            "{cell} cannot even begin: on the way forward its numbers grow past what float32 can "
            "hold, so that the first gradient is “not a number”. Clipping cannot help here; a "
            "smaller spectral radius can."
        ),
        "task_copy": _("The task: which letter was it?"),
        "task_adding": _("The task: the sum of the marked"),
        "example": _("A sequence of the task"),
        "apart": _("{n} steps from what must be remembered to the answer"),
        "pick": _("Draw the law of this cell"),
        "reach": _("reach"),
        "reach_help": _("So many steps back at least 10⁻⁷ of the gradient arrives"),
        "below_help": _("Share of the distances at which less than 10⁻⁷ of the gradient arrives"),
        "right_short": _("correct"),
        "right_help": _("Share of right answers at the chosen delay"),
        "factor_title": _("One factor for each step"),
        "factor": _("Factor for each step"),
        "own_law": _("A law of your own: λ times itself, step after step."),
        "measured": _("Measured on the {cell}. "),
        "because_rnn": _(
            "Spectral radius {radius} × mean slope of the activation {slope} = {product}; the "
            "line fitted to the curve says {rate}."
        ),
        "because_gate": _("{gate} keeps {kept} a step on average."),
        "gate_gru": _("Its gate z"),
        "gate_lstm": _("Its forget gate"),
        "as_share": _("as a share"),
        "as_it_is": _("as it is"),
    }


def inside() -> dict[str, Any]:
    """Texts of the Jacobian product and the units."""
    return common() | {
        "cell": _("Cell to look into"),
        "directions": _(
            "Singular values of the product of all steps: how long each direction arrives"
        ),
        "units": _("Which units carry it: the gradient of each unit, strongest far back on top"),
        "unit": _("unit {n}, {distance} steps back: {value}"),
        "back": _("{n} steps back"),
        "told": _(
            "{distance} steps back, the strongest direction arrives as {first}, the median one as "
            "{middle}, the weakest as {last}."
        ),
        "blown": _("This network has blown up: it has no finite numbers here."),
        "lacking": _(
            "This run compares beginnings; the directions are looked at in the other one."
        ),
    }


def many() -> dict[str, Any]:
    """Texts of many configurations on one clock."""
    return common() | {
        "stage": _("The same curves for three cells, three beginnings and several seeds"),
        "default": _("as in PyTorch"),
        "orthogonal": _("orthogonal"),
        "he": "He",
        "right_all": _("right: {values}"),
        "blown": _("{n} blew up"),
        "found": _(
            "After {updates} updates of {n} networks. Each thin line is a seed, the bold one their "
            "median."
        ),
    }
