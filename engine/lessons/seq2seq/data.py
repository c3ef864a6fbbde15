"""The pairs of a run as numbers: what is learnt, what is tested, and by which lengths it is told.

What is tested was never learnt. Lengths are joined until each stretch has enough texts to say
anything of it.
"""

from dataclasses import dataclass

import numpy as np

from engine.lessons.seq2seq.params import OWN, PARAMS
from engine.sentences import N_, Refused
from engine.text import pairs, shelf

#: Pairs tested at every frame, the fewest in a stretch of lengths, and how many stretches at most.
TESTED, FEWEST, STRETCHES = 240, 8, 16
#: Tested pairs that a visitor may choose from: so many of each length, and in all.
EACH, EXAMPLES = 4, 72
#: How a shelf's text is named in a link.
NAMED = "text:"


@dataclass(frozen=True, eq=False)
class Data:
    """Pairs as numbers: rows of `sources` and `targets` belong together, padded with PAD.

    stretches  lowest and highest length of each; stretch (N,) of every tested pair
    """

    pairs: pairs.Pairs
    learnt: tuple[np.ndarray, np.ndarray]
    tested: tuple[np.ndarray, np.ndarray]
    stretches: list[tuple[int, int]]
    stretch: np.ndarray


def load(params: PARAMS) -> Data:
    """The pairs that the parameters name; raises Refused where there are none."""
    if params.task == OWN:
        if not params.pairs.startswith(NAMED):
            raise Refused(N_("There are no pairs of your own yet: paste some under the picture."))
        known = pairs.read_table(shelf.get(params.pairs[len(NAMED) :]), "TSV")
    else:
        known = pairs.load(params.task, tested=TESTED)
    learnt, tested = (numbered(known, part) for part in (known.learnt, known.tested))
    stretches, stretch = stretched((tested[0] != pairs.PAD).sum(1))
    return Data(known, learnt, tested, stretches, stretch)


def numbered(known: pairs.Pairs, some: list[pairs.Pair]) -> tuple[np.ndarray, np.ndarray]:
    """Sources (N, S) and targets (N, T) of some pairs."""
    return (
        pairs.numbers([source for source, _ in some], known.sources, end=False),
        pairs.numbers([target for _, target in some], known.targets, end=True),
    )


def stretched(lengths: np.ndarray) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Lengths joined until each stretch has FEWEST texts, and the stretch of every text."""
    values, counts = np.unique(lengths, return_counts=True)
    enough = max(FEWEST, -(-len(lengths) // STRETCHES) // 2)
    found: list[tuple[int, int]] = []
    low, held = None, 0
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        low = value if low is None else low
        held += count
        if held >= enough:
            found.append((low, value))
            low, held = None, 0
    if low is not None:  # the rest at the end is too small to stand alone
        first = found.pop()[0] if found else low
        found.append((first, int(values[-1])))
    ends = np.array([high for _, high in found])
    return found, np.searchsorted(ends, lengths)


def examples(data: Data) -> list[list[list[str]]]:
    """Some tested pairs, as words, the shortest first: EACH of every length."""
    by_length: dict[int, list[pairs.Pair]] = {}
    for pair in data.pairs.tested:
        by_length.setdefault(len(pair[0]), []).append(pair)
    some = [pair for length in sorted(by_length) for pair in by_length[length][:EACH]]
    # Many lengths: some of all, not all of the short ones.
    every = -(-len(some) // EXAMPLES)
    return [[source, target] for source, target in some[::every]]
