"""What the lecture claims of the Transformer, measured now on small ones trained while you wait.

The lecture's ablations are of a translation from English to German (BLEU); here they are of a small
decoder that writes on in the toy world (loss in nats), after the same number of updates each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engine.claims import Claim, measured
from engine.sentences import N_

#: Updates of the training with “it”, of those that are compared, and of the one that repeats.
RESOLVING, COMPARED, REPEATING = 240, 180, 180
#: A network so deep that it must be steady to learn at all, and updates of it.
DEEP, SHORT = 6, 40
#: Words between which a path is measured.
APART = 20


@dataclass(frozen=True)
class Learnt:
    """What was measured at the end of a training, and the notes of its film."""

    scalars: dict[str, float]
    arrays: dict[str, np.ndarray]
    notes: dict[str, Any]

    @property
    def loss(self) -> float:
        """Loss over what was never trained on; infinite where the training broke."""
        value = self.scalars["held"]
        return value if np.isfinite(value) else float("inf")


@lru_cache(maxsize=16)
def learnt(**values: Any) -> Learnt:
    """One training without its film."""
    from engine.lessons.transformer import film
    from engine.lessons.transformer.params import PARAMS

    params = PARAMS.checked(**values)
    task, trainer = film.begun(params)
    trainer.advance(params.updates)
    scalars, arrays = film.seen(task, trainer, trainer.numbers(), {})
    return Learnt(scalars, arrays, task.notes)


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    learnt.cache_clear()
    yield measured(
        N_("“… because it was too tired”: a head’s weight from it to animal"), "0.62", animal
    )
    yield measured(
        N_("sentences with pairs never trained on: whom it means"), "≥ 95 %", pronouns_right
    )
    yield measured(
        N_("the best head’s mean weight from it to whom it means"), "> 0.5", pronouns_head
    )
    yield measured(
        N_("a head looks at the word before: its mean share, and that of looking at all alike"),
        N_("found"), before,
    )  # fmt: skip
    yield measured(
        N_("a head looks at what followed last time (induction): its mean share"),
        N_("found"), induction,
    )  # fmt: skip
    yield measured(
        N_("what is lost by half the width, without positions, with one head"),
        "−2.4, −2.2, −0.8 BLEU", order,
    )  # fmt: skip
    yield measured(N_("without residual connections training fails"), N_("fails"), no_residual)
    yield measured(
        N_("without layer norm training is unstable (6 layers)"), N_("unstable"), no_norm
    )
    yield measured(
        N_("steps on the way from the first of 20 words to the last: recurrent, by attention"),
        "O(n), O(1)", path,
    )  # fmt: skip


def animal() -> tuple[str, bool]:
    """The head that gives animal most, in the lecture's sentence; it must be its row's largest."""
    found = learnt(updates=RESOLVING)
    maps = found.arrays["attention"] / 255  # (L, H, T, T)
    asked, meant = found.notes["asked"], found.notes["meant"]
    layer, head = np.unravel_index(int(maps[:, :, asked, meant].argmax()), maps.shape[:2])
    row = maps[layer, head, asked]
    return f"{row[meant]:.2f} ({layer + 1}.{head + 1})", bool(row.argmax() == meant)


def pronouns_right() -> tuple[str, bool]:
    """Share of test sentences answered right."""
    right = learnt(updates=RESOLVING).scalars["accuracy"]
    return f"{right:.0%}", right >= 0.95


def pronouns_head() -> tuple[str, bool]:
    """The best head over all test sentences."""
    given = learnt(updates=RESOLVING).arrays["given"]
    layer, head = np.unravel_index(int(given.argmax()), given.shape)
    return f"{given.max():.2f} ({layer + 1}.{head + 1})", bool(given.max() > 0.5)


def before() -> tuple[str, bool]:
    """The best previous-token head of the decoder that writes on, against uniform attention."""
    found = learnt(task="text", updates=COMPARED)
    T = 32
    # Looking at all alike, word t gives each of t + 1 words as much: Σ 1/(t + 1) / (T − 1).
    alike = sum(1 / (t + 1) for t in range(1, T)) / (T - 1)
    share = float(found.arrays["previous"].max())
    return f"{share:.2f} : {alike:.2f}", share > 2 * alike


def induction() -> tuple[str, bool]:
    """The best induction head."""
    found = learnt(task="induction", updates=REPEATING)
    share = float(found.arrays["induction"].max())
    return f"{share:.2f}", share > 0.5


def order() -> tuple[str, bool]:
    """Rises of the loss in the lecture's order: half the width, no positions, one head.

    In so small a network one head does nearly as well as four: what counts here is the order.
    """
    whole = learnt(task="text", updates=COMPARED).loss
    changes: tuple[dict[str, Any], ...] = ({"width": 32}, {"positions": "none"}, {"heads": 1})
    rises = [learnt(task="text", updates=COMPARED, **change).loss - whole for change in changes]
    told = ", ".join(f"{rise:+.2f}" for rise in rises).replace("-", "−")
    return told, rises[0] > rises[1] > rises[2]


def no_residual() -> tuple[str, bool]:
    """Loss after the same updates, with and without; without, less is learnt than by anything."""
    whole = learnt(task="text", updates=COMPARED).loss
    bare = learnt(task="text", updates=COMPARED, off="residual").loss
    half = learnt(task="text", updates=COMPARED, width=32).loss
    return f"{bare:.2f} : {whole:.2f}", bare > max(whole, half)


def no_norm() -> tuple[str, bool]:
    """Loss of a deep network after some updates, with and without layer norm."""
    plan: dict[str, Any] = {"task": "text", "updates": SHORT, "layers": DEEP, "width": 32}
    with_, without = learnt(**plan).loss, learnt(**plan, off="norm").loss
    return f"{without:.2f} : {with_:.2f}", without > with_


def path() -> tuple[str, bool]:
    """After how many steps the last word's vector depends on the first word, in either network."""
    from engine.models import cells, recurrent, transformer
    from engine.models.attention import Spec, encode

    D, spec = 16, Spec(layers=1, width=16, heads=2, inner=16)
    numbers = transformer.numbers(transformer.begin(spec, APART + 1, APART, seed=1))
    ids = np.arange(APART)[None].repeat(2, 0)
    ids[1, 0] = APART  # another first word
    attended = encode(ids, numbers, spec)[:, -1]
    layers = spec.layers * int(not np.array_equal(*attended))
    network = recurrent.network("rnn", D, D, seed=1)
    cell = cells.weights_of_layer(recurrent.numbers(network))
    h, steps = np.zeros((2, D), np.float32), 0
    for word in numbers["embed.weight"][ids].swapaxes(0, 1):  # (T, 2, D)
        h, steps = cells.step("rnn", word, h, None, cell)["h"], steps + 1
    return f"{steps} : {layers}", layers == 1 and not np.array_equal(*h)
