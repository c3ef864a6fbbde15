"""What can be varied in a text CNN: the reviews, the filters, how they are pooled and trained."""

from typing import Any, Literal

from engine.params import Params, param
from engine.sentences import N_

#: Widths of filters by their name in a link.
WIDTHS = {
    "2-3-4-5": (2, 3, 4, 5),
    "3-4-5": (3, 4, 5),
    "2-3": (2, 3),
    "2": (2,),
    "3": (3,),
    "5": (5,),
}


class PARAMS(Params):
    """What can be varied."""

    corpus: str = param("toy-world", N_("Reviews"))
    widths: Literal["2-3-4-5", "3-4-5", "2-3", "2", "3", "5"] = param(
        "2-3-4-5",
        N_("Widths of filters"),
        unit=N_("words"),
        names={
            "2-3-4-5": "2 3 4 5", "3-4-5": "3 4 5", "2-3": "2 3", "2": "2", "3": "3", "5": "5",
        },
        help=N_("How many words a filter sees at once. Kim (2014) used 3, 4 and 5."),
    )  # fmt: skip
    filters: int = param(
        6, N_("Filters of each width"), ge=1, le=100, help=N_("Kim (2014) used 100 of each.")
    )
    pooling: Literal["max", "average", "k-max"] = param(
        "max",
        N_("Pooling"),
        names={"max": N_("maximum"), "average": N_("average"), "k-max": N_("k largest")},
        help=N_("What of a feature map goes on: its largest number, its mean, or the k largest."),
    )
    k: int = param(2, N_("k"), ge=2, le=5, unit=N_("numbers"), when={"pooling": "k-max"})
    padding: Literal["valid", "same"] = param(
        "valid",
        N_("Padding"),
        names={"valid": N_("none"), "same": N_("keeps the length")},
        help=N_("Zeros around the sentence give a filter as many windows as there are words."),
    )
    channels: Literal["trained", "static", "both"] = param(
        "trained",
        N_("Word vectors"),
        names={"trained": N_("trained"), "static": N_("fixed"), "both": N_("both channels")},
        help=N_("Trained with the filters, fixed as they began, or one channel of each."),
    )
    start: Literal["random", "word2vec"] = param(
        "random",
        N_("Vectors begin"),
        names={"random": N_("at random"), "word2vec": N_("by word2vec")},
        help=N_("At random around zero, or trained by word2vec on the same reviews first."),
    )
    dropout: float = param(
        0.3,
        N_("Dropout"),
        ge=0,
        le=0.9,
        step=0.1,
        help=N_("Share of the pooled numbers that is put to 0 in each step of training."),
    )
    dimension: int = param(24, N_("Vector size"), ge=2, le=100, unit=N_("numbers"))
    epochs: int = param(10, N_("Epochs"), ge=1, le=40, unit=N_("readings of the reviews"))
    rate: float = param(0.004, N_("Learning rate"), ge=0.0001, le=0.1, step=0.001, folded=True)
    batch: int = param(50, N_("Batch"), ge=8, le=256, unit=N_("reviews"), folded=True)
    min_count: int = param(
        2, N_("Rarest word"), ge=1, le=100, unit=N_("times in the text"), folded=True
    )
    seed: int = param(1, N_("Seed"), ge=0, le=999_999, folded=True)


def shape_of(params: PARAMS, classes: int) -> Any:
    """The network that the parameters ask for."""
    from engine.models.text_cnn import Shape

    return Shape(
        classes,
        params.dimension,
        WIDTHS[params.widths],
        params.filters,
        params.pooling,
        params.k if params.pooling == "k-max" else 1,
        params.padding,
        params.channels,
        params.dropout,
    )
