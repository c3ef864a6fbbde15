"""What can be varied: the sentences, the size of all contestants, and how long they may read."""

from engine.params import Params, param
from engine.sentences import N_


class PARAMS(Params):
    """What can be varied."""

    corpus: str = param("toy-world", N_("Reviews"))
    epochs: int = param(5, N_("Epochs"), ge=1, le=20, unit=N_("readings of the reviews"))
    repeats: int = param(
        3, N_("Repetitions"), ge=1, le=5,
        help=N_("Each network starts so many times, from other random numbers."),
    )  # fmt: skip
    dimension: int = param(
        32, N_("Vector size"), ge=4, le=96, step=4, unit=N_("numbers"),
        help=N_("How many numbers stand for each word, in all six networks."),
    )  # fmt: skip
    hidden: int = param(32, N_("Hidden units"), ge=4, le=96, step=4)
    longest: int = param(
        40, N_("Words read of a text"), ge=4, le=200, folded=True,
        help=N_("Longer texts lose their end."),
    )  # fmt: skip
    rate: float = param(0.003, N_("Learning rate"), ge=0.0005, le=0.05, step=0.0005, folded=True)
    dropout: float = param(0.2, N_("Dropout"), ge=0, le=0.9, step=0.1, folded=True)
    batch: int = param(50, N_("Batch"), ge=8, le=256, unit=N_("reviews"), folded=True)
    min_count: int = param(
        2, N_("Rarest word"), ge=1, le=100, unit=N_("times in the text"), folded=True
    )
    seed: int = param(1, N_("Seed"), ge=0, le=999_999, folded=True)
