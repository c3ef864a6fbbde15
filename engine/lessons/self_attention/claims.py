"""What the lectures claim of self-attention, measured now, on numbers really computed."""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.self_attention.numbers import LECTURE, drawn
from engine.lessons.self_attention.params import PARAMS, Sentence, sentence_of
from engine.lessons.self_attention.stages import Setting, compute
from engine.measures.attention import saturation, softmax, turn
from engine.sentences import N_

#: The lecture's first row of scores, divided by √d already, and the shares it prints.
ROW, SHARES = (0.178, 0.242, 0.147), (0.330, 0.351, 0.319)


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("the encoding of position 1 at d = 4"), "[0.841, 0.540, 0.010, 0.999]",
        lambda: encoding(1),
    )  # fmt: skip
    yield measured(
        N_("the encoding of position 2 at d = 4"), "[0.909, −0.416, 0.020, 0.998]",
        lambda: encoding(2),
    )  # fmt: skip
    yield measured(N_("“cat” plus its position, at d = 4"), "[1.341, 1.34, −0.19, 1.099]", added)
    yield measured(
        N_("softmax of [0.178, 0.242, 0.147]: how “The” shares its attention"),
        "33.0 %, 35.1 %, 31.9 %", row,
    )  # fmt: skip
    yield measured(
        N_("without √d the softmax saturates: entropy at d = 4, 64, 512 (8 keys; ln 8 = 2.08)"),
        N_("falls"), lambda: spread("plain"),
    )  # fmt: skip
    yield measured(
        N_("with √d it does not: entropy at d = 4, 64, 512"), N_("stays"), lambda: spread("scaled")
    )
    yield measured(
        N_("PE(pos + k) is one and the same rotation of PE(pos), whatever pos: largest error"),
        N_("linear"), shifted,
    )  # fmt: skip
    yield measured(
        N_("without positions order means nothing: largest change when a sentence is reversed"),
        "0", lambda: reversal("none"),
    )  # fmt: skip
    yield measured(
        N_("with positions it does: the same change"), "> 0", lambda: reversal("sinusoidal")
    )
    yield measured(
        N_("a causal mask hides the future: change of earlier outputs when the last word changes"),
        "0", future,
    )  # fmt: skip
    yield measured(
        N_("positions matter: whose word is this? right with sine waves : learned : none"),
        N_("most with positions"), trained,
    )  # fmt: skip


def encoding(position: int) -> tuple[str, bool]:
    """One row of the encodings. The lecture cuts cos 0.01 = 0.99995 and cos 0.02 = 0.9998 off."""
    from engine.models.attention import sinusoids

    found = sinusoids(3, 4)[position]
    right = {1: [0.841, 0.540, 0.010, 1.000], 2: [0.909, -0.416, 0.020, 1.000]}[position]
    return told(found), np.abs(found - right).max() < 5.1e-4


def added() -> tuple[str, bool]:
    """The lecture's vector of its second word, and position 1."""
    found = compute(drawn(PARAMS(), sentence_of(PARAMS())), Setting(1, True, False))["input"][1]
    right = np.add(LECTURE["cat"], [0.84147, 0.54030, 0.01000, 0.99995])
    return told(found), np.abs(found - right).max() < 1e-4


def row() -> tuple[str, bool]:
    """The lecture's shares add up to 100 %; the first one is really 32.9 %."""
    found = softmax(np.array(ROW))
    said = ", ".join(f"{100 * share:.1f} %" for share in found)
    return said, bool(np.abs(found - SHARES).max() < 0.001)


def spread(how: str) -> tuple[str, bool]:
    """Mean entropies of 400 queries each; shut means below a third of ln 8, open above two."""
    found = saturation((4, 64, 512), 8, 400, 1).entropy[how]
    falls = bool(found[0] > found[1] > found[2] and found[2] < np.log(8) / 3)
    stays = bool(found.min() > np.log(8) * 2 / 3)
    return ", ".join(f"{nats:.2f}" for nats in found), falls if how == "plain" else stays


def shifted() -> tuple[str, bool]:
    """Shifts of 1 to 50 from every position up to 200, at d = 64."""
    from engine.models.attention import sinusoids

    places = sinusoids(251, 64).astype(np.float64)
    worst = max(
        float(np.abs(places[:200] @ turn(step, 64).T - places[step : step + 200]).max())
        for step in range(1, 51)
    )
    return f"{worst:.1g}", worst < 1e-6


def reversal(positions: Literal["sinusoidal", "none"]) -> tuple[str, bool]:
    """The same words backwards, and each word's output beside its own."""
    params = PARAMS(positions=positions, sentence="the small dog saw the old cat")
    sentence = sentence_of(params)
    back = Sentence(sentence.tokens[::-1], sentence.whole, sentence.language)
    setting = Setting(params.heads, True, False)
    one = compute(drawn(params, sentence), setting)["output"]
    other = compute(drawn(params, back), setting)["output"][::-1]
    change = float(np.abs(one - other).max())
    same = change < 1e-5
    return f"{change:.1g}", same if positions == "none" else change > 0.01


def future() -> tuple[str, bool]:
    """Another last word; the outputs of the words before it."""
    made = []
    for sentence in ("the dog saw the cat", "the dog saw the king"):
        params = PARAMS(sentence=sentence, causal=True)
        made.append(compute(drawn(params, sentence_of(params)), Setting(2, True, True))["output"])
    change = float(np.abs(made[0][:-1] - made[1][:-1]).max())
    return f"{change:g}", change == 0 and not np.array_equal(made[0][-1], made[1][-1])


def trained() -> tuple[str, bool]:
    """Three trainings: the share of held-out words whose owner is found."""
    from engine.models.belonging import train

    kinds = ("sinusoidal", "learned", "none")
    found = [float(train("en", 2, kind, False, True, 10, 1).accuracy[-1]) for kind in kinds]
    said = " : ".join(f"{100 * share:.0f} %" for share in found)
    return said, min(found[:2]) > 0.95 and found[2] < 0.85


def told(values: np.ndarray) -> str:
    """A row with three digits after the point."""
    return "[" + ", ".join(f"{value:.3f}".replace("-", "−") for value in values) + "]"
