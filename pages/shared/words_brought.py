"""The texts of the Transformer's views over a model of one's own: time is depth there."""

from typing import Any

from pages.shared import words_transformer as texts
from pages.shared.language import _

#: The views that need nothing but a reading.
VIEWS = ("transformer", "transformer_inside")
#: The function whose source the page shows: what is asked of the model at each depth.
READING = "engine.models.brought_depths:depths"


def curves() -> list[dict[str, object]]:
    """What rises with the layers."""
    return [
        {
            "name": "same", "colour": "good", "low": 0, "high": 1, "percent": True,
            "label": _("says it already"),
            "help": _("Share of the places where this depth says what the last layer says"),
        },
        {
            "name": "length", "colour": "loss", "low": 0, "label": _("length of the stream"),
            "help": _("Mean length of the words’ vectors at this depth"),
        },
    ]  # fmt: skip


def over(name: str) -> dict[str, Any]:
    """The texts of a view, those that speak of training said anew."""
    told = {"transformer": texts.transformer, "transformer_inside": texts.inside}[name]()
    depth = {
        "time": _("The way through the layers"),
        "moment": _("after layer {step} of {last}"),
        "later": _("One can look inside once the model has read."),
    }
    return told | depth | (_main(told) if name == "transformer" else _inside())


def _main(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "own": _("Another sentence; ___ is a gap to be filled"),
        "modes_help": told["modes_help"]
        | {"rollout": _("Attention followed through the layers up to here")},
        "asks": {
            "causal": _("After “{word}”, says the model at this depth, comes:"),
            "masked": _("At the place of “{word}”, says the model at this depth, stands:"),
            "bare": _("This model has no head that says words: it only shows where it looks."),
        },
        "findings": {
            "brought": _(
                "{model}: {parameters} weights in {layers} layers of {heads} heads. After layer "
                "{step} it says at {accuracy} % of the places what it says in the end."
            )
        },
        "finding_bare": _("{model}: {parameters} weights in {layers} layers of {heads} heads."),
    }


def _inside() -> dict[str, Any]:
    return {
        "captions": {
            "lens": _(
                "What the model would say if it stopped at this depth. Point at a cell for more."
            ),
            "length": _("Length of each word’s vector, from the embedding upwards."),
            "spread": _("Standard deviation of each vector’s numbers."),
            "mean": _("Mean of each vector’s numbers."),
        }
    }
