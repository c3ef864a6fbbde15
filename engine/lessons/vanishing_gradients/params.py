"""What can be varied about three cells that learn to remember: their beginning, length, clipping.

Every parameter is given to each of the three cells alike; where a cell has no such thing (a plain
RNN no gate, a gated cell no other activation), it means nothing there.
"""

from typing import Any, Literal

from engine.params import Params, param
from engine.sentences import N_, Refused

CELLS = ("rnn", "gru", "lstm")
#: Shorter delays that are learnt beside the one that is chosen.
DELAYS = (5, 10, 20, 40)
#: The beginnings that are compared: one whose gradients shrink, one that holds them, one of growth.
BEGINNINGS = ("default", "orthogonal", "he")
#: Steps read in all trainings of a run at the most, each a batch of 16 sequences or more.
MOST = 30_000_000


class PARAMS(Params):
    """What can be varied."""

    task: Literal["copy", "adding"] = param(
        "copy",
        N_("Task"),
        names={"copy": N_("remember a letter"), "adding": N_("add two numbers")},
        help=N_(
            "Copy task: say which letter stood at the beginning. Adding problem: say the sum of "
            "the two marked numbers, the first of which stands at the beginning."
        ),
    )
    length: int = param(
        100,
        N_("Delay"),
        ge=1,
        le=500,
        unit=N_("steps"),
        help=N_("How many steps lie between what must be remembered and the answer."),
    )
    init: Literal["default", "xavier", "he", "orthogonal", "identity", "normal"] = param(
        "default",
        N_("Weights begin"),
        names={
            "default": N_("as in PyTorch"),
            "xavier": "Xavier",
            "he": "He",
            "orthogonal": N_("orthogonal"),
            "identity": N_("identity"),
            "normal": N_("normal"),
        },
        help=N_(
            "PyTorch: uniform in ±1/√H. Xavier and He: variances 1/H and 2/H. Orthogonal: a "
            "rotation, which keeps lengths. Identity: each unit copies itself. Normal: variance "
            "1/H."
        ),
    )
    radius: float = param(
        0.0,
        N_("Spectral radius"),
        ge=0,
        le=2,
        step=0.05,
        help=N_(
            "The size of the largest eigenvalue that each matrix from state to state is given at "
            "the beginning; 0: as it is drawn."
        ),
    )
    forget: Literal["0", "1", "3", "5", "spread"] = param(
        "spread",
        N_("Bias of the gate that keeps"),
        names={"0": "0", "1": "1", "3": "3", "5": "5", "spread": N_("spread")},
        help=N_(
            "The forget gate of an LSTM, z of a GRU: at 0 it begins half open, at 5 it keeps 99 "
            "hundredths. Spread: each unit for a time of its own, from 1 step to the delay "
            "(Tallec, Ollivier 2018)."
        ),
    )
    clip: Literal["none", "norm", "value"] = param(
        "norm",
        N_("Clipping"),
        names={
            "none": N_("none"),
            "norm": N_("by length (norm)"),
            "value": N_("by number (value)"),
        },
        help=N_(
            "Norm: a gradient longer than the limit is shortened to it. Value: each of its "
            "numbers is cut off at ± the limit."
        ),
    )
    longest: float = param(
        1.0, N_("Longest gradient"), ge=0.001, le=1000, step=0.1, when={"clip": "norm"}
    )
    largest: float = param(
        0.1, N_("Largest number"), ge=0.0001, le=1000, step=0.01, when={"clip": "value"}
    )
    activation: Literal["tanh", "relu"] = param(
        "tanh",
        N_("Activation of the RNN"),
        names={"tanh": "tanh", "relu": "ReLU"},
        help=N_("GRU and LSTM keep theirs: a state of tanh, gates of the sigmoid."),
    )
    compare: Literal["delays", "beginnings"] = param(
        "delays",
        N_("Learnt besides"),
        names={"delays": N_("shorter delays"), "beginnings": N_("other beginnings")},
        help=N_(
            "Shorter delays: a network for each, so that you see how far each cell gets. Other "
            "beginnings: three kinds of weights and several seeds for each cell."
        ),
    )
    seeds: int = param(
        3, N_("Seeds"), ge=1, le=5, unit=N_("for each beginning"), when={"compare": "beginnings"}
    )
    updates: int = param(400, N_("Updates"), ge=0, le=1000, step=10)
    optimiser: Literal["adam", "sgd"] = param(
        "adam", N_("Optimiser"), names={"adam": "Adam", "sgd": "SGD"}, folded=True
    )
    rate: float = param(0.007, N_("Learning rate"), ge=0.0001, le=1, step=0.001, folded=True)
    scale: float = param(
        1.0,
        N_("Scale"),
        ge=0.1,
        le=4,
        step=0.1,
        help=N_("All weight matrices of the beginning times this."),
        folded=True,
    )
    letters: int = param(
        1,
        N_("Letters"),
        ge=1,
        le=4,
        unit=N_("to remember"),
        when={"task": "copy"},
        folded=True,
    )
    hidden: int = param(32, N_("Units"), ge=2, le=64, folded=True)
    batch: int = param(32, N_("Batch"), ge=1, le=64, unit=N_("sequences"), folded=True)
    seed: int = param(1, N_("Seed"), ge=0, le=999_999, folded=True)


def delays(params: PARAMS) -> tuple[int, ...]:
    """The delays that are learnt, the chosen one last; it alone where beginnings are compared."""
    if params.compare == "beginnings":
        return (params.length,)
    return (*(one for one in DELAYS if one < params.length), params.length)


def limit(params: PARAMS) -> float:
    """What the gradient's norm, or its numbers, are clipped at."""
    return params.longest if params.clip == "norm" else params.largest


def check(params: PARAMS) -> None:
    """Raises Refused where the trainings of a run would take too long together."""
    times = len(BEGINNINGS) * params.seeds if params.compare == "beginnings" else 1
    steps = sum(delay + params.letters for delay in delays(params)) * times * len(CELLS)
    work = steps * params.updates * max(16, params.batch)
    if work > MOST:
        fit = max(0, int(params.updates * MOST / work) // 10 * 10)
        raise Refused(
            N_(
                "updates={updates} takes too long with sequences of {length} steps; here at most "
                "{fit} fit. Fewer updates, a shorter delay or a smaller batch will do."
            ),
            updates=params.updates,
            length=params.length,
            fit=fit,
        )


def settings(params: PARAMS) -> dict[str, Any]:
    """What decides how every network begins and learns, apart from cell, delay, init and seed."""
    return {
        "hidden": params.hidden,
        "batch": params.batch,
        "memory": "spread" if params.forget == "spread" else float(params.forget),
        "nonlinearity": params.activation,
        "optimiser": params.optimiser,
        "rate": params.rate,
        "clip": params.clip,
        "limit": limit(params),
    }
