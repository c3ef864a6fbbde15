"""What can be varied when three cells learn to agree: the text, their size, how long and how."""

from typing import Literal

from engine.params import Params, param
from engine.sentences import N_
from engine.text.agreement import MOST

#: Corpus → the language of its grammar; Brown is read by its tags.
GRAMMARS = {"toy-world": "en", "toy-world-zh": "zh"}
#: Width of a word's vector.
VECTOR = 16


class PARAMS(Params):
    """What can be varied."""

    corpus: Literal["toy-world", "toy-world-zh", "brown"] = param(
        "toy-world",
        N_("Sentences"),
        names={
            "toy-world": N_("made-up English"),
            "toy-world-zh": N_("made-up Chinese"),
            "brown": N_("Brown corpus"),
        },
        help=N_(
            "Made-up sentences are as many as one likes, and their grammar is known. In Brown, "
            "tags tell which noun a verb agrees with; there only the verb's number is guessed."
        ),
    )
    units: int = param(
        24, N_("Units"), ge=4, le=64, help=N_("How many numbers each network remembers.")
    )
    updates: int = param(
        1200, N_("Updates"), ge=50, le=3000, step=50, help=N_("Of 64 sentences each.")
    )
    rate: float = param(
        0.015, N_("Learning rate"), ge=0.0005, le=0.1, step=0.0005, help=N_("Adam's.")
    )
    most: int = param(
        MOST,
        N_("Nouns between, in training"),
        ge=0,
        le=MOST,
        folded=True,
        help=N_("At the most. The examination always has up to four."),
    )
    equal: Literal["units", "parameters"] = param(
        "units",
        N_("Equal for all three"),
        names={"units": N_("units"), "parameters": N_("parameters")},
        folded=True,
        help=N_("With as many parameters as the LSTM, the RNN has more than twice the units."),
    )
    forget: float = param(
        1.0,
        N_("Bias of the forget gate"),
        ge=-4,
        le=6,
        step=0.5,
        folded=True,
        help=N_("Before the first update. Above 0 the LSTM begins by keeping what it has."),
    )
    seed: int = param(1, N_("Seed"), ge=0, le=9999, folded=True)
