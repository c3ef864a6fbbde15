"""Many networks learn in one launch: their weights lie on each other, each product is batched.

On a GPU a small network leaves nearly all of the chip idle, and M of them take the time of one. One
update (forward, the way back of `gradient_flow`, clipping, Adam) is captured once as a CUDA graph,
so that its thousands of small kernels start without Python; stacks of different cells run beside
each other. On the CPU the same lines give the same numbers, and are slower than torch's fused
kernels one after another, which `long_tasks` uses there.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor

from engine.models import gradient_flow as flow
from engine.models.cells import GATES
from engine.models.long_tasks import LETTERS, Learner, draw, draw_letters

#: Adam's numbers (Kingma & Ba 2015), torch's own.
KEEP, KEEP_SQUARES, EPSILON = 0.9, 0.999, 1e-8


class Stack:
    """M learners of one cell and one task; all they have lies in one tensor, a row for each.

    The learners' own weights follow after every call of `train`.
    """

    def __init__(self, learners: Sequence[Learner], device: str | torch.device = "cpu") -> None:
        self.learners, self.device = list(learners), torch.device(device)
        self.setting = self.learners[0].setting
        rows = [torch.cat([w.detach().flatten() for w in one.weights]) for one in self.learners]
        self.flat = torch.stack(rows).to(self.device)  # (M, P)
        self.mean, self.square = torch.zeros_like(self.flat), torch.zeros_like(self.flat)
        M = len(self.learners)
        self.done = torch.zeros((), device=self.device)
        self.exploded = torch.zeros(M, device=self.device)
        self.before = torch.full((M,), torch.nan, device=self.device)
        self.largest, self.clipped = (torch.zeros(M, device=self.device) for _ in range(2))
        self.weights = self._views(self.flat)
        self.batch: tuple[Tensor, Tensor] | None = None
        self.graph: Any = None

    def _views(self, flat: Tensor) -> list[Tensor]:
        """The stacked matrices and biases as views (M, …) of the one tensor."""
        found, at = [], 0
        for weight in self.learners[0].weights:
            part = flat[:, at : at + weight.numel()]
            found.append(part.unflatten(1, weight.shape) if weight.dim() > 1 else part[:, None])
            at += weight.numel()
        return found

    def draws(self, updates: int) -> tuple[Tensor, Tensor]:
        """The batches each learner would have drawn itself: (U, T, M, B[, 2]) and (U, S, M, B)."""
        task, B = self.setting.task, self.setting.batch
        kind = draw_letters if task.kind == "copy" else draw
        inputs, answers = [], []
        for one in self.learners:
            drawn = [kind(task, B, one.generator) for _ in range(updates)]
            inputs.append(torch.stack([pair[0] for pair in drawn]))
            answers.append(torch.stack([pair[1] for pair in drawn]))
        return torch.stack(inputs, 2).to(self.device), torch.stack(answers, 2).to(self.device)

    def read(self, xs: Tensor) -> dict[str, Tensor]:
        """Everything the cells compute on xs (T, M, B, D), each (T, M, B, H)."""
        ih, hh, bias_ih, bias_hh = self.weights[:4]
        H, cell = self.setting.hidden, self.setting.cell
        reads, recall = xs @ ih.mT + bias_ih, hh.mT.contiguous()
        h = c = xs.new_zeros(*xs.shape[1:3], H)
        seen: dict[str, list[Tensor]] = {name: [] for name in ("h", "c", "m", *GATES[cell])}
        for read in reads:
            recalled = torch.baddbmm(bias_hh, h, recall)
            if cell == "rnn":
                sums = read + recalled
                h = sums.tanh() if self.setting.nonlinearity == "tanh" else sums.relu()
            elif cell == "gru":
                r, z = (read[..., : 2 * H] + recalled[..., : 2 * H]).sigmoid().split(H, -1)
                m = recalled[..., 2 * H :]
                n = torch.addcmul(read[..., 2 * H :], r, m).tanh()
                h = torch.lerp(n, h, z)
                for name, values in zip("rznm", (r, z, n, m), strict=True):
                    seen[name].append(values)
            else:
                sums = read + recalled
                i, f, _, o = sums.sigmoid().split(H, -1)
                g = sums[..., 2 * H : 3 * H].tanh()
                c = torch.addcmul(i * g, f, c)
                h = o * c.tanh()
                for name, values in zip("ifgoc", (i, f, g, o, c), strict=True):
                    seen[name].append(values)
            seen["h"].append(h)
        return {name: torch.stack(values) for name, values in seen.items() if values}

    def gradients(self, inputs: Tensor, answers: Tensor) -> tuple[Tensor, Tensor]:
        """The loss (M,) of each network on its batch, and its gradient (M, P)."""
        setting, task = self.setting, self.setting.task
        xs = inputs
        if task.kind == "copy":
            xs = (inputs[..., None] == torch.arange(task.inputs, device=self.device)).float()
        known = self.read(xs)
        says, bias = self.weights[4:]
        last = known["h"][-task.answers :]  # (S, M, B, H)
        loss, at_answers = self._loss(last @ says.mT + bias, answers)
        path = flow.way(setting.cell, known, setting.nonlinearity)
        hh = self.weights[1]
        at_states, recalled = flow.backward(setting.cell, path, hh, at_answers @ says)
        read = recalled
        if setting.cell == "gru":
            # What comes in is not multiplied by r: only the state passes that gate.
            candidate = at_states * (1 - known["z"]) * (1 - known["n"] ** 2)
            read = torch.cat([recalled[..., : 2 * setting.hidden], candidate], -1)
        found = [
            _outer(read, xs),
            _outer(recalled, flow.before(known["h"])),
            read.sum((0, 2)),
            recalled.sum((0, 2)),
            _outer(at_answers, last),
            at_answers.sum((0, 2)),
        ]
        return loss, torch.cat([part.flatten(1) for part in found], 1)

    def _loss(self, said: Tensor, answers: Tensor) -> tuple[Tensor, Tensor]:
        """Each network's loss (M,), and its gradient at what is said (S, M, B, O)."""
        times = said.shape[0] * said.shape[2]
        if self.setting.task.kind == "adding":
            off = said - answers[..., None]
            return off.square().sum((0, 2, 3)) / times, 2 * off / times
        logs = said.log_softmax(-1)
        truth = (answers[..., None] == torch.arange(LETTERS, device=self.device)).float()
        return -(logs * truth).sum((0, 2, 3)) / times, (logs.exp() - truth) / times

    def update(self) -> None:
        """One update of all networks from `self.batch`; what has blown up stays as it was."""
        assert self.batch is not None
        setting = self.setting
        loss, gradient = self.gradients(*self.batch)
        norm = gradient.norm(dim=1)
        self.done += 1
        finite = norm.isfinite() & loss.isfinite() & (self.exploded == 0)
        blown = ~finite & (self.exploded == 0)
        self.exploded.copy_(torch.where(blown, self.done, self.exploded))
        gradient = torch.where(finite[:, None], gradient, 0)
        self.before.copy_(torch.where(finite, norm, self.before))
        self.largest.copy_(torch.maximum(self.largest, norm))
        if setting.clip == "norm":
            gradient = gradient * (setting.limit / norm).clamp(max=1)[:, None].nan_to_num()
            self.clipped += ((norm > setting.limit) & finite).float()
        elif setting.clip == "value":
            self.clipped += (gradient.abs() > setting.limit).float().mean(1)
            gradient = gradient.clamp(-setting.limit, setting.limit)
        self._step(gradient, finite)

    def _step(self, gradient: Tensor, finite: Tensor) -> None:
        if self.setting.optimiser == "sgd":
            self.flat -= self.setting.rate * gradient
            return
        self.mean.lerp_(gradient, 1 - KEEP)
        self.square.mul_(KEEP_SQUARES).addcmul_(gradient, gradient, value=1 - KEEP_SQUARES)
        rate = self.setting.rate / (1 - KEEP**self.done)
        root = (self.square / (1 - KEEP_SQUARES**self.done)).sqrt() + EPSILON
        self.flat -= torch.where(finite[:, None], rate * self.mean / root, 0)

    def prepare(self, batch: tuple[Tensor, Tensor]) -> None:
        """On CUDA: record one update as a graph, once; nothing of it is kept but the recording."""
        self.batch = (batch[0].clone(), batch[1].clone())
        if self.device.type != "cuda" or self.graph is not None:
            return
        state = (self.flat, self.mean, self.square, self.done, self.exploded, self.before,
                 self.largest, self.clipped)  # fmt: skip
        kept = [one.clone() for one in state]
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(3):
                self.update()
        torch.cuda.current_stream().wait_stream(aside)
        self.graph, self.stream = torch.cuda.CUDAGraph(), torch.cuda.Stream()
        with torch.cuda.graph(self.graph):
            self.update()
        for one, before in zip(state, kept, strict=True):
            one.copy_(before)
        torch.cuda.synchronize()

    def run(self, inputs: Tensor, answers: Tensor) -> None:
        """One update on these batches."""
        assert self.batch is not None
        if self.graph is None:
            self.batch = (inputs, answers)
            self.update()
            return
        with torch.cuda.stream(self.stream):
            self.batch[0].copy_(inputs)
            self.batch[1].copy_(answers)
            self.graph.replay()

    def hand_back(self, updates: int) -> None:
        """Give the learners their weights, and what was seen of their gradients."""
        rows, exploded, before = self.flat.cpu(), self.exploded.tolist(), self.before.tolist()
        largest, clipped = self.largest.tolist(), (self.clipped / max(1, updates)).tolist()
        for i, one in enumerate(self.learners):
            at = 0
            for weight in one.weights:
                part = rows[i, at : at + weight.numel()]
                weight.data.copy_(part.view_as(weight))
                at += weight.numel()
            one.exploded = int(exploded[i]) or None
            one.done, one.before = int(self.done), before[i]
            one.norms, one.clipped = [largest[i]], [clipped[i]]
        self.largest.zero_()
        self.clipped.zero_()


def _outer(left: Tensor, right: Tensor) -> Tensor:
    """Σ over steps and sequences of left ⊗ right: (T, M, B, X), (T, M, B, Y) → (M, X, Y)."""
    return left.transpose(0, 1).flatten(1, 2).mT @ right.transpose(0, 1).flatten(1, 2)


def stacks(learners: Iterable[Learner], device: str | torch.device = "cpu") -> list[Stack]:
    """Learners that can lie on each other, together: those of one cell, task and way to learn."""
    found: dict[Any, list[Learner]] = {}
    for one in learners:
        of = one.setting
        like = (of.cell, of.task, of.hidden, of.batch, of.nonlinearity, of.optimiser, of.rate,
                of.clip, of.limit)  # fmt: skip
        found.setdefault(like, []).append(one)
    return [Stack(several, device) for several in found.values()]


def train(found: Sequence[Stack], updates: int) -> None:
    """So many updates of every network of every stack; on CUDA the stacks run beside each other."""
    if updates < 1:
        return
    with torch.no_grad():
        drawn = [one.draws(updates) for one in found]
        for one, (inputs, answers) in zip(found, drawn, strict=True):
            one.prepare((inputs[0], answers[0]))
            if one.graph is not None:
                one.stream.wait_stream(torch.cuda.current_stream())
        for i in range(updates):
            for one, (inputs, answers) in zip(found, drawn, strict=True):
                one.run(inputs[i], answers[i])
        if found and found[0].device.type == "cuda":
            torch.cuda.synchronize()
        for one in found:
            one.hand_back(updates)
