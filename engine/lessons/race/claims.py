"""What the lectures claim of these networks side by side, measured now on a race really run."""

from collections.abc import Iterator
from functools import lru_cache

from engine.claims import Claim, measured
from engine.lessons.race.answers import ANSWERS, GROWTH
from engine.lessons.race.params import PARAMS
from engine.measures import path_lengths
from engine.sentences import N_
from engine.trace import Trace

#: A fitted exponent holds when it is so near to the law's.
NEAR = 0.4


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("the mean of vectors is the fastest, and it loses the order: seconds, accuracy, rank"),
        N_("extremely fast, order lost"), plain,
    )  # fmt: skip
    yield measured(
        N_("a convolution is faster than an LSTM: one layer, n = 512, d = 128, on one core"),
        N_("fast : slow"),
        layers,
    )
    # This one is not so here, and the table says it: filters are many, the sentences short.
    yield measured(
        N_("a whole text CNN trains faster than an LSTM: ten words, one core, seconds per epoch"),
        N_("fast : slow"), speed,
    )  # fmt: skip
    yield measured(N_("a Bi-LSTM has twice the weights of an LSTM"), "2 ×", twice)
    yield measured(
        N_("no network wins by accuracy, by seconds and by weights: the three winners"),
        N_("each has its place"), winners,
    )  # fmt: skip
    yield measured(N_("recurrence costs O(n·d²): fitted n^p·d^q"), "n¹·d²", recurrent)
    yield measured(N_("convolution costs O(k·n·d²): fitted n^p·d^q"), "n¹·d²", convolution)
    yield measured(N_("attention costs O(n²·d): fitted n^p·d^q"), "n²·d¹", attention)
    yield measured(
        N_("longest way in an LSTM O(n): steps for 8, 16, 32 and 64 words"), "O(n)", chain
    )
    yield measured(
        N_("longest way in convolutions, k = 3, O(n/k), with gaps O(log n): the same lengths"),
        "O(n/k), O(log n)", windows,
    )  # fmt: skip
    yield measured(N_("longest way in a Transformer O(1): the same lengths"), "O(1)", direct)


@lru_cache(maxsize=2)
def trained(epochs: int = 3, repeats: int = 2) -> Trace:
    """A race of the toy reviews, shorter than the default one."""
    from engine.lessons.race import train

    return Trace(train(PARAMS(epochs=epochs, repeats=repeats)))


def plain() -> tuple[str, bool]:
    """Seconds and accuracy of the mean beside those of the best."""
    seconds = ANSWERS["winner"](trained(), {"by": "seconds"})
    right = ANSWERS["winner"](trained(), {"by": "accuracy"})
    value = right["values"]
    told = (
        f"{seconds['values']['mean']:.2f} s, {100 * value['mean']:.1f} % : "
        f"{100 * value[right['order'][0]]:.1f} %, {right['order'].index('mean') + 1}/6"
    )
    return told, seconds["order"][0] == "mean" and right["order"][-1] == "mean"


def layers() -> tuple[str, bool]:
    """Milliseconds of a convolution and of an LSTM as wide."""
    values = ANSWERS["cheapest"](trained(), {"n": "512", "d": "128"})["values"]
    cnn, lstm = (1000 * values[layer] for layer in ("convolution", "recurrent"))
    return f"{cnn:.1f} ms : {lstm:.1f} ms", cnn < lstm


def speed() -> tuple[str, bool]:
    """Seconds per epoch, of one core; whether the CNN really was the faster one."""
    values = ANSWERS["winner"](trained(), {"by": "seconds"})["values"]
    epochs = trained()[0].notes["epochs"]
    cnn, lstm = (values[kind] / epochs for kind in ("cnn", "lstm"))
    return f"{cnn:.2f} s : {lstm:.2f} s", cnn < lstm


def twice() -> tuple[str, bool]:
    """Weights besides the words' vectors and the last layer."""
    counts = trained()[0].notes["parameters"]
    hidden = trained()[0].notes["hidden"]
    # The last layer has two classes and a bias for each: 2·H + 2, or 2·2H + 2.
    one, both = counts["lstm"] - 2 * hidden - 2, counts["bilstm"] - 4 * hidden - 2
    return f"{both / one:g} ×", both == 2 * one


def winners() -> tuple[str, bool]:
    """Who wins by what."""
    found = [
        str(ANSWERS["winner"](trained(), {"by": by})["order"][0])
        for by in ("accuracy", "seconds", "parameters")
    ]
    return ", ".join(found), len(set(found)) > 1


def recurrent() -> tuple[str, bool]:
    """n¹·d²."""
    return fitted("recurrent", 1, 2)


def convolution() -> tuple[str, bool]:
    """n¹·d²."""
    return fitted("convolution", 1, 2)


def attention() -> tuple[str, bool]:
    """n²·d¹."""
    return fitted("attention", 2, 1)


def fitted(layer: str, n: float, d: float) -> tuple[str, bool]:
    """The exponents of a layer, and whether they lie near those of the law."""
    law = ANSWERS["law"](trained(), {"layer": layer})["law"]
    near = abs(law["p"] - n) < NEAR and abs(law["q"] - d) < NEAR
    return f"p = {law['p']:.2f}, q = {law['q']:.2f}", near


def steps(network: str) -> list[int]:
    """Steps between the first word and the last, by walking through the graph."""
    return [path_lengths.way(network, n).steps for n in GROWTH]


def chain() -> tuple[str, bool]:
    """As many steps as words."""
    found = steps("lstm")
    return ", ".join(map(str, found)), found == list(GROWTH)


def windows() -> tuple[str, bool]:
    """⌈(n − 1) ÷ 2⌉ layers, and ⌈log₃ n⌉ with gaps that triple."""
    one, other = steps("stacked"), steps("dilated")
    # 3² ≥ 8, 3³ ≥ 16, 3⁴ ≥ 32 and ≥ 64
    held = one == [4, 8, 16, 32] and other == [2, 3, 4, 4]
    return f"{', '.join(map(str, one))}; {', '.join(map(str, other))}", held


def direct() -> tuple[str, bool]:
    """Always one."""
    found = steps("transformer")
    return ", ".join(map(str, found)), found == [1] * len(GROWTH)
