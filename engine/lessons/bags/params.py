"""What can be varied: the sentences, how often each place is seen, and the size of the readers."""

from typing import Literal

from engine.params import Params, param
from engine.sentences import N_
from engine.text.like_hate import PLACES

#: The made sentences, by the id of the toy world that speaks their language.
MADE = {"toy-world": "en", "toy-world-zh": "zh"}
#: Hidden units of every reader.
HIDDEN = 24


class PARAMS(Params):
    """What can be varied."""

    corpus: str = param("toy-world", N_("Sentences"))
    seen: int = param(
        1, N_("Places in training"), ge=1, le=PLACES,
        help=N_("In training the phrase stands at one of the first so many places, never later."),
    )  # fmt: skip
    window: int = param(
        10, N_("Window"), ge=4, le=20, unit=N_("words"),
        help=N_("The words the window has places for. What comes after them it does not see."),
    )  # fmt: skip
    dimension: int = param(
        16, N_("Numbers in a vector"), ge=4, le=32, step=4,
        help=N_("How many numbers stand for each word."),
    )  # fmt: skip
    cell: Literal["rnn", "gru", "lstm"] = param(
        "gru", N_("Recurrent network"), names={"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"},
        folded=True,
    )  # fmt: skip
    updates: int = param(400, N_("Updates"), ge=100, le=2000, step=100, folded=True)
    rate: float = param(0.004, N_("Learning rate"), ge=0.0005, le=0.05, step=0.0005, folded=True)
    seed: int = param(
        1, N_("Seed"), ge=1, le=999, folded=True,
        help=N_("The same seed gives the same run; another one shows what was chance."),
    )  # fmt: skip
    sentence: str = param("", N_("First sentence"), longest=400, view=True)
    other: str = param("", N_("Second sentence"), longest=400, view=True)
