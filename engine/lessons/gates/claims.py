"""What the lectures claim of gates, measured now on three networks trained side by side.

Every cell gets the same sentences, updates, learning rate and units. The lecture has a GRU keep
where z ≈ 0 (as Chung et al. 2014 write it); Cho et al. (2014), torch, and so this lesson, keep
where z ≈ 1.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.gates import answers
from engine.lessons.gates.network import CELLS, of_frame, read
from engine.lessons.gates.params import PARAMS, VECTOR
from engine.lessons.gates.recorded import recorded
from engine.measures import highway
from engine.sentences import N_
from engine.trace import Trace

#: Networks of each cell that agreement is measured on, another seed each.
SEEDS = (1, 2)
#: Sentences along which gradients are measured, and words from the subject on at the least.
SENTENCES, FAR = 40, 8


@lru_cache(maxsize=4)
def film(corpus: str, seed: int) -> Trace:
    """The default run on a corpus, made once for all claims."""
    from engine.lessons.gates.training import train

    return Trace(train(PARAMS(corpus=corpus, seed=seed)))  # type: ignore[arg-type]


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("parameters of an RNN, a GRU and an LSTM of as many units"), "1 : 3 : 4", parameters
    )
    yield measured(
        N_("with two or more attractors the RNN loses the subject; GRU and LSTM keep it"),
        N_("RNN worst"),
        lambda: agreement("toy-world", SEEDS),
    )
    yield measured(
        N_("the same in Chinese, where a measure word waits for its noun"),
        "–",
        lambda: agreement("toy-world-zh", SEEDS[:1]),
    )
    yield measured(
        N_("an LSTM’s gradient along time is nearly the product of its forget gates"),
        "∂cₜ/∂cₜ₋₁ = fₜ",
        gradient,
    )
    yield measured(
        N_("from the subject to the verb the LSTM’s gradient is larger than the RNN’s, many times"),
        N_("the RNN’s vanishes"),
        reach,
    )
    yield measured(
        N_("f = 0 forgets all: held there, the LSTM guesses the verb no better than a coin"),
        N_("0 forgets, 1 keeps"),
        forgets,
    )
    yield measured(
        N_(
            "a GRU whose z is held at 1 keeps its state to the last digit (the lecture writes "
            "z ≈ 0: its formula has z and 1 − z the other way round)"
        ),
        "z ≈ 0",
        keeps,
    )


def parameters() -> tuple[str, bool]:
    """Counted in torch's own modules."""
    from engine.models.recurrent import network

    H = PARAMS().units
    counts = [sum(p.numel() for p in network(cell, VECTOR, H).parameters()) for cell in CELLS]
    ratios = [count / counts[0] for count in counts]
    told = " : ".join(f"{count:,}" for count in counts)
    return told + " = " + " : ".join(f"{ratio:g}" for ratio in ratios), ratios == [1, 3, 4]


def agreement(corpus: str, seeds: tuple[int, ...]) -> tuple[str, bool]:
    """Shares right of sentences with two or more attractors at the end, mean over seeds."""
    found = [answers.behind(film(corpus, seed), {"least": "2"})["shares"] for seed in seeds]
    rnn, gru, lstm = (float(np.mean([one[cell] for one in found])) for cell in CELLS)
    told = f"RNN {rnn:.0%}, GRU {gru:.0%}, LSTM {lstm:.0%}"
    return told, rnn + 0.1 < min(gru, lstm)


def gradients(cell: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """Direct path and whole gradient from the subject on, for long sentences of the examination."""
    trace = film("toy-world", SEEDS[0])
    record, network = recorded(trace), of_frame(trace[-1], cell)
    hh, bias = network.weights["weight_hh_l0"], network.weights["bias_hh_l0"]
    far = np.flatnonzero(record.exam("distance") >= FAR)
    found = []
    for at in far[:: max(1, len(far) // SENTENCES)]:
        end, distance = record.exam("target")[at] - 1, record.exam("distance")[at]
        ids = record.ids(record.sentences[at][: end + 1])[:, None]
        values = {name: one[:, 0] for name, one in read(network, ids).values.items()}
        whole = highway.gain(cell, values, hh, bias, end)
        found.append((highway.direct(cell, values, end)[-distance:-1], whole[-distance:-1]))
    return found


def gradient() -> tuple[str, bool]:
    """Median of ∏f / ‖∂c_T/∂c_t‖, and the correlation of their logarithms."""
    pairs = gradients("lstm")
    direct, whole = (np.log(np.concatenate(each)) for each in zip(*pairs, strict=True))
    share, fit = float(np.exp(np.median(direct - whole))), float(np.corrcoef(direct, whole)[0, 1])
    return f"∏f = {share:.2f} ‖∂c_T/∂c_t‖, r = {fit:.2f}", 0.5 < share < 1.2 and fit > 0.7


def reach() -> tuple[str, bool]:
    """Median over sentences of the gradient that comes back to the subject."""
    far = {cell: float(np.median([one[0] for _, one in gradients(cell)])) for cell in CELLS}
    told = ", ".join(f"{cell.upper()} {value:.2g}" for cell, value in far.items())
    return told, far["lstm"] > 10 * far["rnn"]


def forgets() -> tuple[str, bool]:
    """The share right with every forget gate held at 0, where there are attractors."""
    trace = film("toy-world", SEEDS[0])
    asked = {"cell": "lstm", "least": "1"}
    free = answers.examined(trace, asked)["value"]
    held = answers.examined(trace, asked | {"clamp": "f:0"})["value"]
    return f"{held:.0%} ({free:.0%})", held < 0.6 < free


def keeps() -> tuple[str, bool]:
    """The largest change of the state over a sentence with z held at 1, from its first word on."""
    trace = film("toy-world", SEEDS[0])
    record, network = recorded(trace), of_frame(trace[-1], "gru")
    from engine.models.cells import step, weights_of_layer

    own, state = weights_of_layer(network.weights), np.full((1, record.notes["units"]["gru"]), 0.5)
    moved = 0.0
    for word in record.ids(record.notes["standard"]):
        after = step("gru", network.vectors[[word]], state, None, own, clamp={"z": (None, 1.0)})
        moved = max(moved, float(np.abs(after["h"] - state).max()))
    return f"|Δh| ≤ {moved:.0e}", moved < 1e-6
