"""What the lectures claim of gradients through time, measured now on networks that really learn."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.vanishing_gradients.params import CELLS, DELAYS
from engine.sentences import N_

#: The budget of every cell, the same for all: updates of batches of 32, Adam's rate, and seeds.
UPDATES, RATE, SEEDS = 400, 0.007, (1, 2, 3)
#: Right so often, a task counts as learnt; so near to chance (1 in 8), nothing is.
LEARNT, AT_CHANCE = 0.95, 0.2
#: The delay of the copy task that the lecture speaks of.
DELAY = 100


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("λ = 0.9: what is left of the gradient after 5 steps"), "0.59",
        lambda: after(0.9, 5, 0.59, 2),
    )  # fmt: skip
    yield measured(
        N_("λ = 0.9: what is left of the gradient after 50 steps"), "0.005",
        lambda: after(0.9, 50, 0.005, 3),
    )  # fmt: skip
    yield measured(
        N_("λ above 1: the gradient grows exponentially (λ = 1.1, 50 steps)"), "1.1^50 = 117",
        lambda: after(1.1, 50, 117.0, 0),
    )  # fmt: skip
    yield measured(
        N_("a plain RNN can hardly use more than 10–20 steps: the longest delay it learns"),
        N_("10–20 steps"), plain,
    )  # fmt: skip
    yield measured(
        N_("copy task, delay 100: the RNN stays at chance (1 in 8)"), "12.5 %",
        lambda: copied("rnn"),
    )  # fmt: skip
    yield measured(
        N_("copy task, delay 100, the same budget: the GRU passes 95 %"), "≥ 95 %",
        lambda: copied("gru"),
    )  # fmt: skip
    yield measured(
        N_("copy task, delay 100, the same budget: the LSTM passes 95 %"), "≥ 95 %",
        lambda: copied("lstm"),
    )  # fmt: skip
    yield measured(
        N_("gated cells are a highway: share of the gradient 100 steps back, RNN · GRU · LSTM"),
        N_("GRU, LSTM more"), highway,
    )  # fmt: skip
    yield measured(
        N_("clipping bounds each step: the longest gradient before and after"), "≤ 1", clipping
    )


def after(rate: float, distance: int, lecture: float, digits: int) -> tuple[str, bool]:
    """The share of the gradient `distance` steps back in an RNN whose every step multiplies by λ.

    Its matrix is λ times a rotation, and on silence tanh stands in the middle, where its slope
    is 1: what is measured is the written-out way back, not a power.
    """
    from engine.models import gradient_flow as flow
    from engine.models.cells import Weights

    H = 16
    turned, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(H, H)))
    none = np.zeros(H, np.float32)
    weights = Weights(np.zeros((H, 1), np.float32), (rate * turned).astype(np.float32), none, none)
    silence = np.zeros((distance + 1, 1, 1), np.float32)
    known = flow.states("rnn", silence, weights)
    arriving = np.ones((1, 1, H), np.float32)
    at_states, _ = flow.backward("rnn", flow.way("rnn", known), weights.hh, arriving)
    share = float(flow.relative(flow.norms(at_states))[distance])
    return f"{share:.4g}", round(share, digits) == lecture


@lru_cache(maxsize=1)
def learners() -> dict[tuple[str, int], list[float]]:
    """Right answers by cell and delay, one number for each seed, after the one budget."""
    from engine.models import long_tasks, recurrent

    recurrent.threads(1)
    wanted = [(cell, DELAY) for cell in CELLS] + [("rnn", delay) for delay in DELAYS]
    made = {
        (cell, delay, seed): long_tasks.Learner(
            long_tasks.Setting(cell, long_tasks.Task("copy", delay), rate=RATE, seed=seed)
        )
        for cell, delay in wanted
        for seed in SEEDS
    }
    long_tasks.train_together(made.values(), UPDATES)
    return {
        (cell, delay): [made[cell, delay, seed].test()[1] for seed in SEEDS]
        for cell, delay in wanted
    }


def told(shares: list[float]) -> str:
    """“100 %, 98 %, 100 %”: one number for each seed."""
    return ", ".join(f"{share:.0%}" for share in shares)


def plain() -> tuple[str, bool]:
    """The longest delay that most of the seeds learn, and how often each is right."""
    found = learners()
    delays = (*DELAYS, DELAY)
    good = [delay for delay in delays if float(np.median(found["rnn", delay])) >= LEARNT]
    longest = max(good, default=0)
    shares = " · ".join(f"{delay}: {np.median(found['rnn', delay]):.0%}" for delay in delays)
    return f"{longest} ({shares})", 10 <= longest <= 20


def copied(cell: str) -> tuple[str, bool]:
    """Right answers of a cell at delay 100, for each seed."""
    shares = learners()[cell, DELAY]
    median = float(np.median(shares))
    return told(shares), median <= AT_CHANCE if cell == "rnn" else median >= LEARNT


def highway() -> tuple[str, bool]:
    """The share of the last step's gradient that arrives 100 steps back at the beginning."""
    from engine.lessons.vanishing_gradients.film import Film
    from engine.lessons.vanishing_gradients.params import PARAMS

    curves = next(Film(PARAMS(updates=0)).frames()).arrays["curves"]
    rnn, gru, lstm = (float(curve[-1] / curve[0]) for curve in curves)
    return f"{rnn:.0e} · {gru:.2g} · {lstm:.1e}", rnn < 1e-7 < min(gru, lstm)


def clipping() -> tuple[str, bool]:
    """The gradient of a network whose factor is above 1, before and after shortening."""
    from engine.models import long_tasks, recurrent
    from engine.models.recurrent import Init

    setting = long_tasks.Setting(
        "rnn", long_tasks.Task("copy", 60), nonlinearity="relu",
        init=Init("identity", radius=1.1), optimiser="sgd", rate=0.01,
    )  # fmt: skip
    learner = long_tasks.Learner(setting)
    learner.train(1)
    after_, _ = recurrent.clip(learner.weights, "none", 1)
    return f"{learner.before:.1e} → {after_:.3f}", learner.before > 1 >= after_ - 1e-4
