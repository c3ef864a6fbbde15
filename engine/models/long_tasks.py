"""Two tasks that need a long memory, and networks that learn them, each with the same budget.

Copy: a letter, then steps of other letters that do not matter, then the question which it was
(after Hochreiter & Schmidhuber 1997 and Arjovsky, Shah & Bengio 2016). Adding: a row of numbers,
two of them marked; say their sum (Hochreiter & Schmidhuber 1997, experiment 4). A gate that keeps
may begin open for times spread from 1 to the delay (chrono initialisation, Tallec & Ollivier 2018).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models import recurrent
from engine.models.cells import GATES
from engine.models.recurrent import Init

#: Letters to be remembered, and letters that fill the time between.
LETTERS, FILLERS = 8, 8
#: A sum is right when it is this near. Whoever always says 1 is: the sum of two numbers even in
#: 0 … 1 has density 1 − |s − 1|.
NEAR = 0.1
CHANCE = {"copy": 1 / LETTERS, "adding": 1 - (1 - NEAR) ** 2}
#: Tokens as people read them.
SIGNS = "ABCDEFGH" + "stuvwxyz" + "?"
#: Sequences on which a network is tested, and the seed they are drawn from.
TESTED, TEST_SEED = 128, 20_180_404


#: Weights as torch draws them.
PLAIN = Init()


@dataclass(frozen=True)
class Task:
    """What is to be learnt: `letters` stand `delay` steps before their answers; adding has none."""

    kind: Literal["copy", "adding"] = "copy"
    delay: int = 100
    letters: int = 1

    @property
    def inputs(self) -> int:
        """Numbers that describe one step."""
        return LETTERS + FILLERS + 1 if self.kind == "copy" else 2

    @property
    def outputs(self) -> int:
        """Numbers that an answer has."""
        return LETTERS if self.kind == "copy" else 1

    @property
    def answers(self) -> int:
        """At how many last steps an answer is asked for."""
        return min(self.letters, self.delay) if self.kind == "copy" else 1

    @property
    def steps(self) -> int:
        """Steps of a sequence."""
        return self.delay + self.answers


@dataclass(frozen=True)
class Setting:
    """One network and how it learns.

    memory  the bias of the gate that keeps, or "spread": open for times from 1 to the delay
    limit   of the gradient's norm ("norm") or of each of its numbers ("value")
    """

    cell: str
    task: Task
    hidden: int = 32
    batch: int = 32
    init: Init = PLAIN
    memory: float | Literal["spread"] = "spread"
    nonlinearity: str = "tanh"
    optimiser: Literal["adam", "sgd"] = "adam"
    rate: float = 0.005
    clip: Literal["none", "norm", "value"] = "norm"
    limit: float = 1.0
    seed: int = 1


def seeded(seed: int) -> torch.Generator:
    """Random numbers of one's own."""
    return torch.Generator().manual_seed(seed)


def draw(task: Task, batch: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Sequences (T, B, D) and their answers: int64 (S, B) letters, or float32 (1, B) sums."""
    if task.kind == "copy":
        tokens, letters = draw_letters(task, batch, generator)
        return functional.one_hot(tokens, task.inputs).float(), letters
    values = torch.rand(task.steps, batch, generator=generator)
    marks = torch.zeros(task.steps, batch)
    # One marked number is the first; the other stands anywhere after it.
    other = torch.randint(1, task.steps, (batch,), generator=generator)
    marks[0] = 1
    marks[other, torch.arange(batch)] = 1
    return torch.stack([values, marks], -1), (values * marks).sum(0, keepdim=True)


def draw_letters(task: Task, batch: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Tokens int64 (T, B) of a copy task, and the letters (S, B) to be said at its last steps.

    0 … 7 are letters to remember, 8 … 15 fill the time, 16 asks.
    """
    S = task.answers
    letters = torch.randint(0, LETTERS, (S, batch), generator=generator)
    tokens = torch.randint(LETTERS, LETTERS + FILLERS, (task.steps, batch), generator=generator)
    tokens[:S] = letters
    tokens[-S:] = LETTERS + FILLERS
    return tokens, letters


def loss_of(task: Task, said: Tensor, answers: Tensor) -> Tensor:
    """Cross-entropy of letters in nats, squared error of sums; said (S, B, O), answers (S, B)."""
    if task.kind == "copy":
        return functional.cross_entropy(said.flatten(0, 1), answers.flatten())
    return functional.mse_loss(said[..., 0], answers)


def right(task: Task, said: Tensor, answers: Tensor) -> Tensor:
    """Which answers are right: bool (S, B)."""
    if task.kind == "copy":
        return said.argmax(-1) == answers
    return (said[..., 0] - answers).abs() < NEAR


def network(setting: Setting) -> tuple[nn.RNNBase, nn.Linear]:
    """The network that reads, and the layer that answers; equal seeds, equal beginnings."""
    task, H = setting.task, setting.hidden
    init = setting.init
    reads = recurrent.network(
        setting.cell, task.inputs, H, init=init, seed=setting.seed,
        nonlinearity=setting.nonlinearity,
    )  # fmt: skip
    remember(reads, setting)
    return reads, recurrent.linear(H, task.outputs, setting.seed + 10_000)


def remember(reads: nn.RNNBase, setting: Setting) -> None:
    """Set the bias of the gate that keeps: f of an LSTM, z of a GRU; an RNN has none.

    Spread (Tallec & Ollivier 2018, eq. 16): ln U(1, delay − 1), so that each unit forgets after a
    time of its own; an LSTM's input gate takes in as slowly as its forget gate lets go.
    """
    keeps = {"gru": "z", "lstm": "f"}.get(setting.cell)
    if keeps is None:
        return
    H, generator = setting.hidden, seeded(setting.seed + 20_000)
    longest = max(2.0, setting.task.delay - 1.0)
    spread = setting.memory == "spread"
    bias = torch.empty(H).uniform_(1, longest, generator=generator).log()
    if not spread:
        bias = torch.full((H,), float(setting.memory))
    chosen = [(keeps, bias)] + ([("i", -bias)] if spread and setting.cell == "lstm" else [])
    with torch.no_grad():
        for gate, values in chosen:
            at = GATES[setting.cell].index(gate) * H
            reads.get_parameter("bias_ih_l0")[at : at + H] = values
            reads.get_parameter("bias_hh_l0")[at : at + H] = 0


class Learner:
    """One network as it learns; nothing is shared, so several may learn at the same time.

    done      updates so far
    exploded  the update at which the loss or the gradient was no finite number, or None: from
              there on there is nothing to learn with
    before    the norm of the last gradient that was finite, before clipping
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.reads, self.says = network(setting)
        self.weights = [*self.reads.parameters(), *self.says.parameters()]
        kind = torch.optim.Adam if setting.optimiser == "adam" else torch.optim.SGD
        self.optimiser = kind(self.weights, lr=setting.rate)
        self.generator = seeded(setting.seed)
        self.done, self.exploded = 0, None  # type: int, int | None
        self.before = math.nan
        self.norms: list[float] = []
        self.clipped: list[float] = []
        self.examined = draw(setting.task, TESTED, seeded(TEST_SEED))

    def said(self, xs: Tensor) -> Tensor:
        """The answers (S, B, O) to sequences (T, B, D)."""
        hidden, _ = self.reads(xs)
        found: Tensor = self.says(hidden[-self.setting.task.answers :])
        return found

    def train(self, updates: int) -> None:
        """Learn from `updates` fresh batches."""
        for _ in range(updates):
            if self.exploded is None:
                self.update()

    def update(self) -> None:
        """One step down the gradient of one batch, clipped as the setting says."""
        setting = self.setting
        xs, answers = draw(setting.task, setting.batch, self.generator)
        loss = loss_of(setting.task, self.said(xs), answers)
        self.optimiser.zero_grad()
        loss.backward()
        norm, clipped = recurrent.clip(self.weights, setting.clip, setting.limit)
        self.done += 1
        self.norms.append(norm)
        self.clipped.append(clipped)
        if not (math.isfinite(norm) and math.isfinite(loss.item())):
            self.exploded = self.done
            return
        self.before = norm
        self.optimiser.step()

    def test(self) -> tuple[float, float]:
        """Loss and share of right answers on sequences that are never learnt from."""
        if self.exploded is not None:
            return math.nan, math.nan
        xs, answers = self.examined
        with torch.no_grad():
            said = self.said(xs)
        found = right(self.setting.task, said, answers).float().mean()
        return loss_of(self.setting.task, said, answers).item(), found.item()

    def arriving(self, hidden: np.ndarray, answers: Tensor) -> np.ndarray:
        """The gradient of the last answer's loss at the last state alone: (1, B, H).

        hidden (T, B, H), answers (S, B); each sequence has its own loss, not a mean over them.
        """
        last = torch.from_numpy(hidden[-1:].copy()).requires_grad_()
        loss = loss_of(self.setting.task, self.says(last), answers[-1:]) * hidden.shape[1]
        (found,) = torch.autograd.grad(loss, last)
        return np.asarray(found.numpy())

    def taken(self) -> tuple[float, float]:
        """The largest norm and the share clipped since this was last asked; NaN where none."""
        norms, clipped, self.norms, self.clipped = self.norms, self.clipped, [], []
        if not norms:
            return math.nan, math.nan
        return float(np.max(norms)), float(np.mean(clipped))

    def numbers(self) -> dict[str, np.ndarray]:
        """Every weight by its name; those of the layer that answers begin with `says.`"""
        return recurrent.numbers(self.reads) | recurrent.numbers(self.says, "says.")


def train_together(learners: Iterable[Learner], updates: int, threads: int = 2) -> None:
    """Each learns `updates` batches, in so many Python threads; the same for any number of them.

    torch lets go of Python while it computes, so two threads use two cores.
    """
    from concurrent.futures import ThreadPoolExecutor

    # The longest first, so that no thread is left alone with it at the end.
    cost = {"rnn": 1.5, "gru": 5.0, "lstm": 1.0}
    order = sorted(learners, key=lambda one: -cost[one.setting.cell] * one.setting.task.steps)
    with ThreadPoolExecutor(threads) as pool:
        for finished in [pool.submit(one.train, updates) for one in order]:
            finished.result()
