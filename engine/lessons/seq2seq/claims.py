"""What the lectures claim of reading and writing, measured now.

All writers of a claim have the same cell and units, see the same batches, and are tested on texts
that none has learnt from.
"""

import time
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.seq2seq.answers import ANSWERS
from engine.lessons.seq2seq.data import load
from engine.lessons.seq2seq.film import Film, spec
from engine.lessons.seq2seq.params import ATTENTIONS, PARAMS
from engine.sentences import N_
from engine.trace import Trace

#: Lengths that are short and long for one vector, of letters to reverse.
SHORT, LONG = "5", "12"
#: Letters of an example from which on its middle is not known by heart.
DEEP = 10


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("one vector: short texts pass, long ones do not (letters reversed, up to 5 / from 12)"),
        N_("a fixed vector is a bottleneck"),
        bottleneck,
    )
    yield measured(
        N_("attention: the same lengths, the same training"),
        N_("long texts are no harder"),
        attention,
    )
    yield measured(
        N_("reversing letters, each written letter looks at its own one in the source"),
        N_("alignment is learnt from pairs alone"),
        alignment,
    )
    yield measured(
        N_("dates to ISO: written without a fault, with additive attention; seconds of training"),
        "–",
        dates,
    )
    yield measured(
        N_("a look moved by hand changes what is written: one vector / additive / multiplicative"),
        "–",
        by_hand,
    )
    yield measured(
        N_("told the true word each time, more words are right than on its own (one vector)"),
        N_("mistakes bring mistakes"),
        forcing,
    )
    yield measured(
        N_("a beam of 3 against the likeliest word each time: how often likelier : less likely"),
        N_("better than greedy"),
        beam,
    )


@lru_cache(maxsize=1)
def reversal() -> Trace:
    """The default run: made once for all claims about it."""
    return Trace(Film(load(PARAMS()), PARAMS()).frames())


def share(attention: str, **lengths: str) -> float:
    """Texts of these lengths that one writer writes without a fault."""
    return float(ANSWERS["exact"](reversal(), {"attention": attention, **lengths})["value"])


def bottleneck() -> tuple[str, bool]:
    """One vector on short and on long texts."""
    short, long = share("none", high=SHORT), share("none", low=LONG)
    return f"{short:.0%} / {long:.0%}", short > 0.6 and long < 0.25


def attention() -> tuple[str, bool]:
    """Both kinds of attention on the same."""
    found = {
        name: (share(name, high=SHORT), share(name, low=LONG))
        for name in ("additive", "multiplicative")
    }
    told = "; ".join(f"{name} {short:.0%} / {long:.0%}" for name, (short, long) in found.items())
    return told, all(min(pair) > 0.5 for pair in found.values())


def alignment() -> tuple[str, bool]:
    """Of all letters written in the longest examples: how often the look is largest at its own."""
    trace = reversal()
    hits = []
    for example, (source, _) in enumerate(trace[0].notes["examples"]):
        if len(source) < int(LONG):
            continue
        looks = np.array(ANSWERS["by_hand"](trace, {"example": str(example)})["plain"]["looks"])
        # A state has read its neighbours too: one place beside counts as its own.
        letters = min(len(source), len(looks))
        at = looks[:letters].argmax(1)
        hits += [abs(int(at[t]) - (len(source) - 1 - t)) <= 1 for t in range(letters)]
    return f"{np.mean(hits):.0%}", float(np.mean(hits)) > 0.8


def dates() -> tuple[str, bool]:
    """Additive attention alone, trained and tested on dates."""
    from engine.models import recurrent
    from engine.models.seq2seq_training import Texts, Trainer, tested

    recurrent.threads(1)
    params = PARAMS(task="dates")
    data = load(params)
    sizes = len(data.pairs.sources), len(data.pairs.targets)
    began = time.perf_counter()
    trainer = Trainer(
        spec(params, "additive"), Texts(*data.learnt), sizes, params.seed, params.rate,
        updates=params.updates,
    )  # fmt: skip
    trainer.advance(params.updates)
    seconds = time.perf_counter() - began
    right = float(tested(trainer.network, Texts(*data.tested))[0].mean())
    return f"{right:.1%}, {seconds:.0f} s", right > 0.9


def by_hand() -> tuple[str, bool]:
    """In long examples the look at the middle letter is moved to the first: how often it tells."""
    trace = reversal()
    some = enumerate(trace[0].notes["examples"])
    long = [(example, len(source)) for example, (source, _) in some if len(source) >= DEEP]
    shares = []
    for name in ATTENTIONS:
        changed = 0
        for example, places in long:
            hands = f"{places // 2}:" + ",".join("1" if j == 0 else "0" for j in range(places))
            query = {"example": str(example), "attention": name, "hands": hands}
            changed += ANSWERS["by_hand"](trace, query)["answer"] == "yes"
        shares.append(changed / len(long))
    told = " / ".join(f"{share:.0%}" for share in shares)
    return told, shares[0] == 0 and min(shares[1:]) > 0.5


def forcing() -> tuple[str, bool]:
    """Words right, told and on its own, through one vector."""
    said = ANSWERS["words_right"](reversal(), {"attention": "none"})
    return f"{said['told']:.0%} / {said['free']:.0%}", said["told"] > said["free"] + 0.05


def beam() -> tuple[str, bool]:
    """All examples through one vector, which is least sure: how often the beam is likelier."""
    trace = reversal()
    better, worse = 0, 0
    some = range(len(trace[0].notes["examples"]))
    for example in some:
        said = ANSWERS["beam"](trace, {"example": str(example), "attention": "none"})
        mean, greedy = (
            said[total] / max(1, len(said[text]))
            for total, text in (("total", "words"), ("greedy_total", "greedy"))
        )
        better, worse = better + (mean > greedy + 1e-3), worse + (mean < greedy - 1e-3)
    return f"{better} : {worse}", better > worse
