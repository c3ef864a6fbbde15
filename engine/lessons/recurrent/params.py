"""What can be varied in a recurrent language model, and what is only looked at differently."""

from typing import Any, Literal

from engine.params import Params, param
from engine.sentences import N_

#: Numbers in a token's vector, for words and for characters: there are far fewer characters.
WIDTH = {"words": 64, "characters": 32}
#: A good reach to begin with: a character says less than a word.
REACH = {"words": 12, "characters": 48}


class PARAMS(Params):
    """What can be varied."""

    corpus: str = param("toy-world", N_("Text"))
    tokens: Literal["words", "characters"] = param(
        "words",
        N_("Reads"),
        names={"words": N_("words"), "characters": N_("characters")},
        help=N_("One word at each step, or one character: a letter, a space, a Chinese character."),
    )
    cell: Literal["rnn", "gru", "lstm"] = param(
        "rnn",
        N_("Cell"),
        names={"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"},
        help=N_("The plain cell of this lesson, or one with gates; a later lesson opens those."),
    )
    hidden: int = param(
        128, N_("Memory"), ge=4, le=256, unit=N_("units"), help=N_("Numbers in the hidden state.")
    )
    reach: int = param(
        REACH["words"],
        N_("Reach of the gradient"),
        ge=1,
        le=64,
        unit=N_("steps"),
        help=N_(
            "Truncated back-propagation through time: the text is cut into pieces of so many "
            "steps. Memory goes on over a cut, the gradient does not."
        ),
    )
    updates: int = param(
        2_000,
        N_("Updates"),
        ge=100,
        le=5_000,
        step=100,
        help=N_("At each update 32 places of the text are read on by one piece."),
    )
    rate: float = param(
        0.005, N_("Learning rate"), ge=0.0001, le=0.1, step=0.001, folded=True,
        help=N_("Of Adam; over the second half of the training it falls to a tenth."),
    )  # fmt: skip
    clip: float = param(
        1.0, N_("Clip the gradient at"), ge=0.01, le=100.0, step=0.1, folded=True,
        help=N_("A gradient longer than this is shortened to this length."),
    )  # fmt: skip
    vocabulary: int = param(
        4_000, N_("Vocabulary"), ge=50, le=6_000, unit=N_("most frequent words"), folded=True,
        help=N_("All others are one word, “unknown”. Every word costs a product at every step."),
    )  # fmt: skip
    seed: int = param(1, N_("Seed"), ge=0, le=999_999, folded=True)
    sentence: str = param("", N_("Your own sentence"), longest=400, view=True)
    temperature: float = param(0.8, N_("Temperature"), ge=0.1, le=2.0, step=0.05, view=True)


def settings_of(params: PARAMS) -> Any:
    """The parameters as the model takes them."""
    from engine.models.language_model import Settings

    return Settings(
        cell=params.cell,
        hidden=params.hidden,
        width=WIDTH[params.tokens],
        reach=params.reach,
        updates=params.updates,
        rate=params.rate,
        clip=params.clip,
        seed=params.seed,
    )


def text_of(params: PARAMS) -> Any:
    """The stream that the parameters name; Refused where there is none."""
    from engine.text.streams import stream

    return stream(params.corpus, params.tokens, params.vocabulary)
