"""What can be varied in reading from two ends: the text, the cell, the units, the training.

All readers are trained whatever is chosen: three directions with one, two and three layers.
"""

from typing import Literal

from engine.params import Params, param
from engine.sentences import N_

#: Numbers for a word before it is read.
DIMENSION = 32
#: Sentences in a batch.
BATCH = 32


class PARAMS(Params):
    """What can be varied."""

    corpus: str = param("toy-world", N_("Text"))
    cell: Literal["lstm", "gru", "rnn"] = param(
        "lstm",
        N_("Cell"),
        names={"lstm": "LSTM", "gru": "GRU", "rnn": "RNN"},
        help=N_("What reads on from word to word. Every reader has the same."),
    )
    hidden: int = param(
        32,
        N_("Units"),
        ge=8,
        le=96,
        step=8,
        help=N_("Of every layer. A reader of both ends has half of them for each end."),
    )
    updates: int = param(
        300,
        N_("Updates"),
        ge=100,
        le=2000,
        step=100,
        help=N_("Each is one batch of 32 sentences, the same for every reader."),
    )
    rate: float = param(0.01, N_("Learning rate"), ge=0.0005, le=0.05, step=0.0005, folded=True)
    seed: int = param(0, N_("Seed"), ge=0, le=999, folded=True)
