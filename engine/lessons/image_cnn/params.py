"""What can be varied in networks that see: the pictures, the window, and how deep it goes."""

from typing import Any, Literal

from engine.measures import filters
from engine.params import Params, param
from engine.sentences import N_

FILTERS, DEPTH = {"experiment": "filters"}, {"experiment": "depth"}


class PARAMS(Params):
    """What can be varied."""

    data: Literal["digits", "mnist", "fashion"] = param(
        "digits",
        N_("Pictures"),
        names={
            "digits": N_("Digits, 8 × 8"),
            "mnist": N_("MNIST, 28 × 28"),
            "fashion": N_("Fashion, 28 × 28"),
        },
        help=N_("MNIST and Fashion-MNIST are read from their files where this server has them."),
    )
    experiment: Literal["filters", "depth"] = param(
        "filters",
        N_("What is trained"),
        names={
            "filters": N_("a small network"),
            "depth": N_("two deep networks"),
        },
        help=N_("Two deep networks of the same layers, one with shortcuts around each pair."),
    )
    filters: int = param(
        8,
        N_("Filters"),
        ge=4,
        le=12,
        when=FILTERS,
        help=N_("Filters of the first layer; the second has three times as many."),
    )
    size: Literal[3, 5, 7] = param(
        3,
        N_("Window"),
        names={3: "3 × 3", 5: "5 × 5", 7: "7 × 7"},
        when=FILTERS,
    )
    attention: bool = param(
        False,
        N_("Weigh the channels"),
        when=FILTERS,
        help=N_(
            "Squeeze and excitation: every channel gets a weight, from what is in all of them."
        ),
    )
    depth: int = param(
        21,
        N_("Depth"),
        ge=3,
        le=31,
        step=2,
        unit=N_("convolutions"),
        when=DEPTH,
    )
    beginning: Literal["torch", "he"] = param(
        "torch",
        N_("First weights"),
        names={"torch": N_("torch’s own"), "he": N_("He’s (larger)")},
        when=DEPTH,
    )
    padding: Literal["same", "valid"] = param(
        "same",
        N_("Padding"),
        names={"same": N_("same"), "valid": N_("valid (none)")},
        help=N_("“same” puts zeros around the picture, so that a map is as large as it."),
        when=FILTERS,
        folded=True,
    )
    pooling: Literal["max", "average"] = param(
        "max",
        N_("Pooling"),
        names={"max": N_("largest"), "average": N_("mean")},
        when=FILTERS,
        folded=True,
    )
    stride: int = param(
        1, N_("Stride"), ge=1, le=2, unit=N_("pixels"), when=FILTERS, folded=True,
        help=N_("How far the first layer’s window goes at each step."),
    )  # fmt: skip
    dilation: int = param(
        1, N_("Dilation"), ge=1, le=2, unit=N_("pixels"), when=FILTERS, folded=True,
        help=N_("How far apart the first layer’s window takes its pixels."),
    )  # fmt: skip
    epochs: int = param(32, N_("Epochs"), ge=1, le=40, when=FILTERS, folded=True)
    rate: float = param(
        0.005, N_("Learning rate"), ge=0.0001, le=0.05, step=0.0005, when=FILTERS, folded=True
    )
    wobble: bool = param(
        False,
        N_("Move pictures a little"),
        when=FILTERS,
        folded=True,
        help=N_(
            "Each batch is moved by up to one pixel each way (two of 28), so places matter less."
        ),
    )
    images: int = param(
        7000,
        N_("Training pictures"),
        ge=100,
        le=20_000,
        folded=True,
        help=N_("At the most; the digits have 1,438."),
    )
    seed: int = param(1, N_("Seed"), ge=0, le=9999, folded=True)


def plan_of(params: PARAMS, side: int, classes: int = 10) -> list[dict[str, Any]]:
    """The layers of the small network; Refused where nothing would be left of the picture."""
    return filters.small(
        side,
        (params.filters, 3 * params.filters),
        params.size,
        params.padding,
        params.stride,
        params.dilation,
        params.pooling,
        params.attention,
        classes,
    )
