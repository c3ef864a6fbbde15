"""What can be varied in counting company: the window, what a pair counts, and what is shown.

Every word of the text is counted; the choices of `shown` and `little` only say which of them the
picture has room for.
"""

from typing import Any, Literal

from engine.params import Params, param
from engine.sentences import N_


class PARAMS(Params):
    """What can be varied."""

    corpus: str = param("toy-world", N_("Text"))
    tokens: Literal["words", "characters"] = param(
        "words",
        N_("Cut into"),
        names={"words": N_("words"), "characters": N_("characters")},
        help=N_("Chinese can be cut into words or into single characters."),
        folded=True,
    )
    window: int = param(
        3,
        N_("Window"),
        ge=1,
        le=10,
        unit=N_("words each side"),
        help=N_("How far the window reaches to each side of the word in the middle."),
    )
    weighting: Literal["flat", "distance", "dynamic"] = param(
        "flat",
        N_("A pair counts"),
        names={
            "flat": "1",
            "distance": N_("1 / distance"),
            "dynamic": N_("dynamic"),
        },
        help=N_(
            "1 / distance: HAL, GloVe. Dynamic: word2vec draws each window's size from 1 to the "
            "largest; a pair counts the share of these windows that reach it."
        ),
    )
    shown: Literal["opening", "frequent"] = param(
        "opening",
        N_("Words shown"),
        names={"opening": N_("of the first sentences"), "frequent": N_("the most frequent")},
        help=N_("All words are counted; the picture has room for 24 of them."),
    )
    little: bool = param(
        False,
        N_("Little words too"),
        help=N_("Show the, of, and … and punctuation as well; they are counted in any case."),
    )
    shift: int = param(
        1,
        N_("Shift k"),
        ge=1,
        le=20,
        view=True,
        help=N_("PPMI minus ln k: word2vec with k negatives does the same (Levy, Goldberg 2014)."),
    )
    smoothing: Literal["1", "0.75", "0.5"] = param(
        "1",
        N_("Smoothing α"),
        names={"1": "1", "0.75": "0.75", "0.5": "0.5"},
        view=True,
        help=N_("Counts of contexts to the power α: below 1, rare contexts are overrated less."),
    )


def settings(params: PARAMS) -> dict[str, Any]:
    """What decides the counts, for frame 0."""
    return {"window": params.window, "weighting": params.weighting}
