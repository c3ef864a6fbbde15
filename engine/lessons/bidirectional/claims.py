"""What the lectures claim of reading from both ends, measured now.

Every reader has the same units in a layer, reads the same batches, and is asked about sentences
that none has learnt from.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.bidirectional.answers import ANSWERS
from engine.lessons.bidirectional.data import prepare
from engine.lessons.bidirectional.film import ASKED, THREADS, Film
from engine.lessons.bidirectional.params import BATCH, DIMENSION, PARAMS
from engine.sentences import N_
from engine.trace import Trace

#: Treebanks that are asked too, where they are, and the updates that their many words need.
TREEBANKS, UPDATES = ("brown", "sinica"), 500


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("“too tired / too wide”: from the left *it* is a guess; from the right, or both, known"),
        N_("only the right context decides"),
        decides,
    )
    yield measured(
        N_("up to *it* the reader from the left has the same state in both sentences"),
        N_("it sees “The animal didn’t cross the street because it”"),
        same,
    )
    yield measured(
        N_("big / small with fit / hold needs both sides: one layer cannot join them, two can"),
        N_("stacked layers say more abstract things"),
        joined,
    )
    yield measured(
        N_("tagging: both ends beat the left alone on words with several tags"),
        N_("clearly better"),
        lambda: tagging("toy-world", 300),
    )
    yield measured(
        N_("more layers do not give the reader from the left what only the right knows"),
        "–",
        deeper,
    )
    yield from treebanks()
    yield measured(N_("both ends with the same units each: twice the numbers"), "×2", doubled)
    yield measured(
        N_("a reader of both ends is no language model: it has read the word it should foretell"),
        N_("not for language models"),
        leak,
    )
    yield measured(
        N_("layers: the first knows which word it was, and upwards that is lost while tags stay"),
        N_("lower layers: parts of speech"),
        layers,
    )


@lru_cache(maxsize=1)
def trained() -> Trace:
    """The default run, all readers: made once for all claims about it."""
    return Trace(Film(PARAMS()).frames())


def decides() -> tuple[str, bool]:
    """*it* in the first family, asked of pairs of nouns never learnt from."""
    final = trained().final
    left, right, both = (final[f"it_right_{d}1"] for d in ("forward", "backward", "both"))
    return f"{left:.0%} / {right:.0%} / {both:.0%}", left == 0.5 and min(right, both) > 0.95


def same() -> tuple[str, bool]:
    """The largest distance of both sentences' states up to *it*, and at the word that differs."""
    said = ANSWERS["who"](trained(), {})
    apart, it = np.asarray(said["apart"]), said["it"]
    before, after = float(apart[:, 0, : it + 1].max()), float(apart[-1, 0].max())
    back = float(apart[-1, 1, it])
    told = f"0 ≤ *it*, {after:.2f} at the end; from the right {back:.2f} at *it*"
    return told if before == 0 else f"{before:.2g}", before == 0 and after > 0.1 and back > 0.1


def joined() -> tuple[str, bool]:
    """The second family: the sum of what two sides say cannot be right of all four cases."""
    final = trained().final
    one, two = final["it_both_both1"], final["it_both_both2"]
    alone = max(final[f"it_both_{d}{n}"] for d in ("forward", "backward") for n in (1, 2))
    return (
        f"{one:.0%} → {two:.0%}; one side: ≤ {alone:.0%}",
        one <= 0.8 < 0.95 < two and alone < 0.8,
    )


def deeper() -> tuple[str, bool]:
    """Words with several tags, read from the left with one, two and three layers."""
    final = trained().final
    left = [final[f"forward{n}_several"] for n in (1, 2, 3)]
    told = " / ".join(f"{share:.0%}" for share in left)
    both = final["both1_several"]
    return f"{told}; {both:.0%} = both ends, 1 layer", max(left) < both - 0.1


def tagging(corpus: str, updates: int) -> tuple[str, bool]:
    """The three readers of one layer, and the baseline; of words with several tags."""
    if corpus == "toy-world":
        final = trained().final
        shares = [final[f"{d}1_several"] for d in ("forward", "backward", "both")]
        base, whole = final["baseline_several"], (final["forward1"], final["both1"])
    else:
        shares, base, whole = race(corpus, updates)
    left, right, both = shares
    told = f"{left:.1%} / {right:.1%} / {both:.1%}; baseline {base:.1%}"
    all_words = f"all words {whole[0]:.1%} → {whole[1]:.1%}"
    return f"{told}; {all_words} ({corpus})", both > left and whole[1] > whole[0]


def race(corpus: str, updates: int) -> tuple[list[float], float, tuple[float, float]]:
    """Train the three readers of one layer on a text: see `tagging`."""
    from engine.models import recurrent, tagger
    from engine.models.tagger_plain import DIRECTIONS, Reader, Sizes
    from engine.text import tagged

    recurrent.threads(1)
    data = prepare(tagged.load(corpus), seed=0)
    sizes = Sizes(len(data.words), DIMENSION, PARAMS().hidden, len(data.tags))
    found = tagger.Race([Reader(d) for d in DIRECTIONS], sizes, "lstm", 0.01, 0)
    train, asked = (
        tagger.Sentences.of([words for words, _ in given], [tags for _, tags in given])
        for given in (data.train, data.asked)
    )
    given = tagger.batches(train, BATCH, 1)
    with ThreadPoolExecutor(THREADS) as pool:
        found.learn([next(given) for _ in range(updates)], pool)
        said = [np.concatenate(one).argmax(-1) for one in found.judge(asked, pool)]
    tokens, truth = data.asked_tokens()
    many = data.several[tokens]
    shares = [float((own == truth)[many].mean()) for own in said]
    whole = tuple(float((own == truth).mean()) for own in (said[0], said[2]))
    return shares, data.baseline()[1], (whole[0], whole[1])


def treebanks() -> Iterator[Claim]:
    """The same on real text, where it is here."""
    from engine.text import corpora

    for corpus in TREEBANKS:
        if corpora.available(corpus):
            yield measured(
                N_("tagging real text: both ends beat the left alone on words with several tags"),
                N_("clearly better"),
                lambda corpus=corpus: tagging(corpus, UPDATES),  # type: ignore[misc]
            )


def doubled() -> tuple[str, bool]:
    """Numbers of the recurrent layer, one direction against two of the same size; and the time."""
    from engine.models import recurrent

    recurrent.threads(1)
    one, two = (recurrent.network("lstm", 32, 32, 1, both) for both in (False, True))
    sizes = [sum(weight.numel() for weight in network.parameters()) for network in (one, two)]
    return f"{sizes[0]:,} → {sizes[1]:,}; time ×{_slower(one, two):.1f}", sizes[1] == 2 * sizes[0]


def _slower(one: Any, two: Any) -> float:
    """How much longer one reading of 32 sentences of 12 words takes: medians of 9."""
    xs = next(one.parameters()).new_zeros(12, 32, 32)
    spent: list[list[float]] = [[], []]
    for _ in range(9):
        for times, network in zip(spent, (one, two), strict=True):
            began = time.perf_counter()
            network(xs)
            times.append(time.perf_counter() - began)
    return float(np.median(spent[1]) / np.median(spent[0]))


def leak() -> tuple[str, bool]:
    """The next word as the tag: how often it is right from the left, and from both ends."""
    from engine.models import recurrent, tagger
    from engine.models.tagger_plain import UNTAGGED, Reader, Sizes
    from engine.text import tagged

    recurrent.threads(1)
    data = prepare(tagged.load("toy-world"), seed=0)
    V = len(data.words)
    train, asked = (
        tagger.Sentences.of(
            [words for words, _ in given], [[*words[1:], UNTAGGED] for words, _ in given]
        )
        for given in (data.train, data.asked)
    )
    sizes = Sizes(V, DIMENSION, PARAMS().hidden, V)
    found = tagger.Race([Reader("forward"), Reader("both")], sizes, "lstm", 0.01, 0)
    given = tagger.batches(train, BATCH, 1)
    with ThreadPoolExecutor(THREADS) as pool:
        found.learn([next(given) for _ in range(500)], pool)
        judged = found.judge(asked, pool)
    truth = np.concatenate([words[1:] for words, _ in data.asked])
    left, both = (
        float((np.concatenate([one[:-1] for one in own]).argmax(-1) == truth).mean())
        for own in judged
    )
    return f"{left:.0%} → {both:.0%}", both > 0.9 > 0.5 > left


def layers() -> tuple[str, bool]:
    """What linear probes read off the layers of the deep reader of both ends."""
    found = trained()[-1].arrays["probes"][2]  # (4, len(ASKED))
    word, tag = (found[1:, ASKED.index(what)] for what in ("word", "tag"))
    told = [" → ".join(f"{share:.0%}" for share in one) for one in (word, tag)]
    return f"word {told[0]}; tag {told[1]}", bool(word[0] > word[2] + 0.1 and tag.min() > 0.95)
