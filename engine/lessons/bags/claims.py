"""What the lectures claim of bags and windows, measured now on readers really trained."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.bags.answers import ANSWERS
from engine.lessons.bags.film import Film
from engine.lessons.bags.params import HIDDEN, PARAMS
from engine.sentences import N_
from engine.trace import Trace

#: The lecture's pairs: the same words, another order.
LIKE = ("I like deep learning, but I hate exams.", "I hate deep learning, but I like exams.")
DOG = ("狗咬人", "人咬狗")
#: Orders of a sentence that are tried.
ORDERS = 500


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("I like deep learning, but I hate exams. – I hate …, but I like …: the mean vectors"),
        N_("exactly the same"), like,
    )  # fmt: skip
    yield measured(N_("狗咬人 – 人咬狗: the mean vectors"), N_("the same"), dog)
    yield measured(N_("in any other order of the same words: distance of the mean"), "0", orders)
    yield measured(
        N_("so no model behind the mean can tell such twins apart: bag, window, recurrent"),
        N_("cannot"), twins,
    )  # fmt: skip
    yield measured(
        N_("a window does not share places: “not good” learnt at place 1, told at 1 and at 2–9"),
        N_("not shared"), places,
    )  # fmt: skip
    yield measured(
        N_("the mean has no places: the same phrase, learnt at place 1, told at 2–9"), "–", free
    )
    yield measured(
        N_("a window of 10 words, and of 100: weights, without the words’ vectors; the mean has"),
        N_("enormous"), weights,
    )  # fmt: skip
    yield measured(
        N_("what comes after the window’s last place changes nothing"), N_("100, then 101"), beyond
    )
    yield measured(
        N_("a recurrent network uses the same weights at every place: phrase trained at all nine"),
        N_("shared"), shared,
    )  # fmt: skip
    yield measured(
        N_(
            "losing the order is fatal where order decides; in film verdicts it costs next to "
            "nothing: as written, and with their words shuffled"
        ),
        N_("fatal"), verdicts,
    )  # fmt: skip


@lru_cache(maxsize=3)
def trained(seen: int = 1) -> Trace:
    """The default run, or one with the phrase at more places."""
    from engine.lessons.bags import train

    return Trace(train(PARAMS(seen=seen)))


def percent(*shares: float) -> str:
    """Shares as people read them."""
    return " : ".join(f"{100 * share:.0f} %" for share in shares)


def like() -> tuple[str, bool]:
    """Before training and after it."""
    said = ANSWERS["pair"](trained(), {"a": LIKE[0], "b": LIKE[1]})
    apart = [moment["distance"] for moment in said["moments"]]
    known = all(all(side["known"]) for side in said["sides"])
    return N_("distance 0"), known and apart == [0, 0]


def dog() -> tuple[str, bool]:
    """Characters with vectors drawn at random."""
    from engine.models.bags_plain import mean

    letters = sorted(set("".join(DOG)))
    vectors = np.random.default_rng(0).normal(size=(len(letters), 64)).astype(np.float32)
    one, other = (mean(vectors, [letters.index(letter) for letter in said]) for said in DOG)
    return f"{np.abs(one - other).max():g}", bool((one == other).all())


def orders() -> tuple[str, bool]:
    """Many orders of the lecture's sentence, and of 40 words drawn at random."""
    from engine.models.bags_plain import mean

    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(50, 64)).astype(np.float32)
    ids = rng.integers(50, size=40).tolist()
    usual = mean(vectors, ids)
    apart = max(
        float(np.abs(mean(vectors, rng.permutation(ids).tolist()) - usual).max())
        for _ in range(ORDERS)
    )
    return f"{apart:g} ({ORDERS})", apart == 0


def twins() -> tuple[str, bool]:
    """Shares of 300 new twins told rightly."""
    final = trained().final
    found = [final[f"{reader}_order"] for reader in ("bag", "window", "recurrent")]
    return percent(*found), found[0] == 0.5 and min(found[1:]) > 0.95


def places() -> tuple[str, bool]:
    """The window where training had the phrase, and where it had not."""
    here, away = trained().final["window_here"], trained().final["window_place"]
    return percent(here, away), here > 0.95 and away < 0.6


def free() -> tuple[str, bool]:
    """The bag where training had no phrase."""
    found = trained().final["bag_place"]
    return percent(found), found > 0.95


def weights() -> tuple[str, bool]:
    """Counted in the networks themselves."""
    from engine.models.bags import Reader, Sizes

    counts = []
    for kind, P in (("window", 10), ("window", 100), ("bag", 10)):
        reader = Reader(kind, Sizes(3, 16, HIDDEN, P), "gru", 0, "cpu")
        named = reader.named_parameters()
        counts.append(sum(w.numel() for name, w in named if not name.startswith("vectors")))
    # 24 × 16 weights more for each place more.
    return "; ".join(f"{count:,}" for count in counts), counts[1] - counts[0] == 90 * HIDDEN * 16


def beyond() -> tuple[str, bool]:
    """One word more, after ten: how far each probability moves."""
    trace = trained()
    said = "I really like deep learning but I hate long walks"
    goods = [
        ANSWERS["pair"](trace, {"a": said, "b": f"{said} {more}"})["moments"][-1]["good"]
        for more in ("love", "exams hate")
    ]
    moved = {
        reader: max(abs(a[reader] - b[reader]) for a, b in goods)
        for reader in ("window", "bag", "recurrent")
    }
    return ", ".join(f"{value:.2f}" for value in moved.values()), moved["window"] == 0


def shared() -> tuple[str, bool]:
    """The same sentences and updates for both."""
    final = trained(9).final
    window, recurrent = final["window_place"], final["recurrent_place"]
    return percent(recurrent, window), recurrent > 0.95 and window < 0.8


def verdicts() -> tuple[str, bool]:
    """Bag and recurrent network on real sentences where they are here, else on made ones."""
    from engine.text import labelled

    if not labelled.available("sentence-polarity"):
        final = trained().final
        return f"twins: {percent(final['bag_order'])}", final["bag_order"] == 0.5
    film = Film(PARAMS(corpus="sentence-polarity", window=20, updates=300))
    task = film.material.tasks["judged"]
    found = []
    for reader in ("bag", "recurrent"):
        learner = film.learners["judged", reader]
        learner.learn(film.params.updates)
        for test in ("plain", "shuffled"):
            found.append(learner.accuracy(task.tests[test].ids, task.tests[test].labels))
    # Nearly as good without any order, and the bag as good as the network that reads in order.
    holds = found[3] > found[2] - 0.04 and found[0] > max(0.7, found[2] - 0.04)
    return f"bag {percent(*found[:2])}; recurrent {percent(*found[2:])}", holds
