"""What can be varied in writing one text from another: the task, the cell, how it is taught.

All three kinds of attention are trained whatever is chosen, on the same texts in the same order.
"""

from typing import Literal

from engine.params import Params, param
from engine.sentences import N_

#: Numbers for a word before it is read.
WIDTH = 32
#: The three writers, in the order of every array.
ATTENTIONS = ("none", "additive", "multiplicative")
#: A visitor's own pairs as a task.
OWN = "own"


class PARAMS(Params):
    """What can be varied."""

    task: Literal[
        "reverse", "copy", "dates", "dates-zh", "numbers", "numbers-zh", "en-zh", "zh-en",
        "tatoeba-zh", "tatoeba-fr", "own",
    ] = param(
        "reverse",
        N_("Task"),
        names={
            "reverse": N_("Reverse letters"),
            "copy": N_("Copy letters"),
            "dates": N_("Dates to ISO"),
            "dates-zh": N_("Chinese dates to ISO"),
            "numbers": N_("Numbers to words"),
            "numbers-zh": N_("Numbers to Chinese"),
            "en-zh": N_("English to Chinese"),
            "zh-en": N_("Chinese to English"),
            "tatoeba-zh": N_("Tatoeba: English to Chinese"),
            "tatoeba-fr": N_("Tatoeba: English to French"),
            "own": N_("Your own pairs"),
        },
    )  # fmt: skip
    pairs: str = param("", N_("Your own pairs"), when={"task": OWN})
    cell: Literal["gru", "lstm", "rnn"] = param(
        "gru",
        N_("Cell"),
        names={"gru": "GRU", "lstm": "LSTM", "rnn": "RNN"},
        help=N_("What reads and writes on from word to word. All three writers have the same."),
    )
    hidden: int = param(
        64,
        N_("Units"),
        ge=16,
        le=192,
        step=16,
        help=N_("So many numbers must hold the whole source where there is no attention."),
    )
    updates: int = param(
        400,
        N_("Updates"),
        ge=100,
        le=2000,
        step=100,
        help=N_("Each is one batch of 64 pairs, the same for every writer."),
    )
    forcing: float = param(
        1.0,
        N_("Teacher forcing"),
        ge=0.0,
        le=1.0,
        step=0.1,
        help=N_("Share of the steps in training at which the writer is told the true word before."),
    )
    rate: float = param(0.006, N_("Learning rate"), ge=0.0005, le=0.02, step=0.0005, folded=True)
    seed: int = param(0, N_("Seed"), ge=0, le=999, folded=True)
