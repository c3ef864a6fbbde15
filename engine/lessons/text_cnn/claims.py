"""What the lecture says of text CNNs, measured again: its small numbers, and what filters find."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.text_cnn.params import PARAMS
from engine.measures import ngram_filters
from engine.sentences import N_
from engine.trace import Trace

#: The lecture's feature map, before ReLU and after the convolution.
RAW, MAP = (-0.5, 0.3, -1.2, 0.8, 0.1), (0.73, 0.85, 0.62, 0.91, 0.45)
#: How many of a filter's best n-grams, of those that were recorded, must be of a kind.
ALIKE = 6
#: A sentence like the lecture's, in words of the toy reviews.
BOTH = "this movie is not very good but the acting is superb"
#: Kim's CNN-rand on the sentences of film reviews.
KIM = 0.761


def claims() -> Iterator[Claim]:
    """All claims of the lesson, one by one."""
    yield from by_hand()
    yield from of_lengths()
    trace = Trace(_train(PARAMS()))
    for said, lecture, kind in (
        (N_("some filters fire on negations"), "“not very good”", "negation"),
        (N_("some filters fire on praise"), "“excellent”, “amazing”", "praise"),
        (N_("some filters fire on turns"), "“but”, “however”", "turn"),
    ):
        yield measured(said, lecture, lambda kind=kind: detector(trace, kind))  # type: ignore[misc]
    yield measured(
        N_("in “not very good but … superb” one filter finds the blame, another the praise"),
        N_("both are found"),
        lambda: finds_both(trace),
    )
    yield measured(
        N_("max pooling forgets where an n-gram stood"),
        N_("position is lost"),
        lambda: moved(trace),
    )
    from engine.text import labelled

    if labelled.available("sentence-polarity"):
        yield measured(
            N_("share right on unseen film sentences, vectors from scratch (Kim 2014: CNN-rand)"),
            "76.1 %",
            film_sentences,
        )


def by_hand() -> Iterator[Claim]:
    """The lecture's arithmetic on five numbers."""

    def bent() -> tuple[str, bool]:
        eye = np.eye(1, dtype=np.float64)[None]  # one filter of width 1 that changes nothing
        c = ngram_filters.feature_map(np.array(RAW)[:, None], eye, np.zeros(1))[:, 0]
        return str([float(value) for value in c]), c.tolist() == [0, 0.3, 0, 0.8, 0.1]

    def largest() -> tuple[float, bool]:
        values, _ = ngram_filters.pool(np.array(MAP))
        return float(values[0]), values.tolist() == [0.91]

    def two() -> tuple[str, bool]:
        values, places = ngram_filters.pool(np.array(MAP), "k-max", 2)
        right = values.tolist() == [0.85, 0.91] and places.tolist() == [1, 3]
        return str(values.tolist()), right

    yield measured("ReLU [−0.5, 0.3, −1.2, 0.8, 0.1]", "[0, 0.3, 0, 0.8, 0.1]", bent)
    yield measured("max [0.73, 0.85, 0.62, 0.91, 0.45]", "0.91", largest)
    yield measured(
        N_("the 2 largest of [0.73, 0.85, 0.62, 0.91, 0.45], in their order"),
        N_("[0.91, 0.85] (a slip: k-max keeps the order)"),
        two,
    )


def of_lengths() -> Iterator[Claim]:
    """How long feature maps are, and how many numbers reach the last layer."""

    def length(n: int, width: int, around: int) -> int:
        x = np.zeros((n + 2 * around, 4))
        return len(ngram_filters.feature_map(x, np.zeros((1, width, 4)), np.zeros(1)))

    yield measured(
        N_("a filter of width 3 on 6 words gives a feature map of length"),
        "4",
        lambda: (length(6, 3, 0), length(6, 3, 0) == 4),
    )
    yield measured(
        N_("3 words with 2 zeros at each end, width 3: the feature map’s length"),
        "5",
        lambda: (length(3, 3, 2), length(3, 3, 2) == 5),
    )

    def features() -> tuple[int, bool]:
        from engine.models.text_cnn import Shape

        found = Shape(2, 50, (3, 4, 5), 100).features
        return found, found == 300

    yield measured(
        N_("numbers after pooling with 100 filters of each of the widths 3, 4, 5"), "300", features
    )


def detector(trace: Trace, kind: str) -> tuple[str, bool]:
    """The filter whose best n-grams are of one kind most purely: how many of how many, and one."""
    from engine.lessons.text_cnn.recorded import network, spelled

    net, best = network(trace, len(trace) - 1), (-1, 0, "")
    for number, tops in enumerate(trace[-1].arrays["tops"]):
        listed = [spelled(trace, row[: net.width_of(number)]) for row in tops]
        alike = [words for words in listed if is_a(words, kind)]
        if len(alike) > best[0]:
            best = (len(alike), len(listed), " ".join([*alike, [""]][0]))
    return f"{best[0]} / {best[1]}: “{best[2]}”", best[0] >= ALIKE


def is_a(words: list[str], kind: str) -> bool:
    """Whether an n-gram of the English toy reviews holds a turn, a judgement negated, or praise."""
    from engine.text.toy_sentiment import grammar

    if kind == "turn":
        return any(word in ("but", "yet", "however") for word in words)
    said = grammar("en")
    praise = {one[0] for one in said.praise} | {"loved", "liked", "enjoyed", "like", "enjoy"}
    blame = {one[0] for one in said.blame} | {"hated", "disliked", "hate", "dislike"}
    negation = any(word in ("not", "never", "hardly", "far", "didn't") for word in words)
    if kind == "negation":
        return negation and bool((praise | blame) & set(words))
    return not negation and bool(praise & set(words)) and not blame & set(words)


def finds_both(trace: Trace) -> tuple[str, bool]:
    """The n-gram that speaks most for each class in BOTH."""
    from engine.lessons.text_cnn.recorded import reading

    said = BOTH.split()
    seen, net = reading(trace, len(trace) - 1, said)
    ahead = ngram_filters.contributions(seen, net) @ np.array([-1.0, 1.0])  # for praise
    found, sides = [], []
    for order in (ahead, -ahead):
        number = int(order.argmax())
        start = int(seen.places[number].max())
        found.append(" ".join(said[start : start + net.width_of(number)]))
        sides.append(float(order[number]))
    right = all(side > 0 for side in sides) and "superb" in found[0] and "not" in found[1]
    return f"+ “{found[0]}”, − “{found[1]}”", right


def moved(trace: Trace) -> tuple[str, bool]:
    """The largest change of anything pooled when a sentence stands seven words later."""
    from engine.lessons.text_cnn.recorded import reading

    last = len(trace) - 1
    told, far = ["the", "plot", "was", "not", "very", "good"], ["…"] * 4
    # Unknown words are zeros; four of them keep the edge out of reach of the widest filter.
    early, late = (
        reading(trace, last, [*far, *more, *told, *far])[0].pooled for more in ([], ["…"] * 7)
    )
    change = float(np.abs(early - late).max())
    return f"{change:.2g}", change < 1e-5


def film_sentences() -> tuple[str, bool]:
    """The share right of the 1,066 sentences held back, with more filters and wider vectors."""
    params = PARAMS(
        corpus="sentence-polarity", widths="2-3-4-5", filters=50, dimension=64, epochs=2,
        rate=0.002, dropout=0.5,
    )  # fmt: skip
    right = Trace(_train(params)).final["test"]
    return f"{right:.1%}", right > KIM - 0.02


def _train(params: PARAMS) -> Any:
    from engine.lessons.text_cnn.film import Film

    return Film(params, "cpu").frames()
