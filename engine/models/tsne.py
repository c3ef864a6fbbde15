"""The same t-SNE for a device that wants millions of pairs at once: exact, in panels of rows.

van der Maaten, Hinton (2008), as `engine.kernels.tsne` has it: same start, settings, affinities and
steps, so the two agree until rounding parts them. Nothing (N, N) is ever held. On a CPU the
compiled kernel is several times as fast: this is for CUDA, and runs anywhere for tests.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.kernels.tsne import Affinities, Settings, State, pace
from engine.kernels.tsne import start as kernel_start
from engine.kernels.tsne_loops import LEAST

#: Numbers in one panel: what a cache of the CPU holds; enough on CUDA to hide its launches.
PANEL = {"cpu": 1 << 20, "cuda": 1 << 24}


@dataclass(frozen=True)
class Moved:
    """Affinities on a device: starts (N + 1,); rows, columns and values (E,)."""

    host: Affinities
    starts: Tensor
    rows: Tensor
    columns: Tensor
    values: Tensor


@dataclass
class Run:
    """A map on its way, on a device; positions, velocity and gains are (N, d) float32."""

    where: Tensor
    velocity: Tensor
    gains: Tensor
    done: int = 0
    moved: Moved | None = None

    def on_device(self, joint: Affinities) -> Moved:
        """The affinities as tensors, moved once."""
        if self.moved is None or self.moved.host is not joint:
            place = self.where.device
            rows = np.repeat(np.arange(len(joint.starts) - 1), np.diff(joint.starts))
            self.moved = Moved(
                joint,
                torch.tensor(joint.starts, dtype=torch.int64, device=place),
                torch.tensor(rows, dtype=torch.int64, device=place),
                torch.tensor(joint.columns, dtype=torch.int64, device=place),
                torch.tensor(joint.values, dtype=torch.float32, device=place),
            )
        return self.moved


def start(
    points: int, plane: np.ndarray | None = None, seed: int = 0, dimensions: int = 2,
    device: str | torch.device | None = None,
) -> Run:  # fmt: skip
    """The kernel's map before the first iteration; `device`: by default CUDA where there is one."""
    return move(kernel_start(points, plane, seed, dimensions), device)


def move(state: State, device: str | torch.device | None = None) -> Run:
    """A copy of the kernel's map, as it stands, on a device."""
    place = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    where, velocity, gains = (
        torch.tensor(part, device=place) for part in (state.positions, state.velocity, state.gains)
    )
    return Run(where, velocity, gains, state.done)


def fetch(run: Run) -> State:
    """A copy of the map for the kernel: `move`, back."""
    where, velocity, gains = (
        part.to("cpu", copy=True).numpy() for part in (run.where, run.velocity, run.gains)
    )
    return State(where, velocity, gains, run.done)


def positions(run: Run) -> np.ndarray:
    """Positions float32 (N, d), copied from the device."""
    return run.where.to("cpu", copy=True).numpy()


def advance(run: Run, joint: Affinities, settings: Settings, iterations: int = 1) -> float:
    """Iterate in place; the norm of the last gradient (0.0 without iterations or points)."""
    points = len(run.where)
    if points == 0 or iterations <= 0:
        return 0.0
    moved = run.on_device(joint)
    gradient = torch.zeros_like(run.where)
    for _ in range(iterations):
        exaggeration, momentum, rate = pace(settings, points, run.done)
        push, normaliser = repel(run.where)
        push /= normaliser.clamp(min=LEAST)
        gradient = 4 * (exaggeration * attract(run.where, moved) - push)
        against = run.velocity * gradient < 0
        run.gains = torch.where(against, run.gains + 0.2, run.gains * 0.8).clamp_(min=0.01)
        run.velocity = momentum * run.velocity - rate * run.gains * gradient
        run.where = run.where + run.velocity
        run.where -= run.where.mean(dim=0)
        run.done += 1
    return float(gradient.double().norm())


def repel(where: Tensor) -> tuple[Tensor, Tensor]:
    """Σⱼ (1 + d²)⁻² (yᵢ − yⱼ) float32 (N, d), and Z = Σ_{i≠j} (1 + d²)⁻¹ as a float64 tensor.

    Each panel holds some rows against themselves and all later ones, and serves both sides.
    """
    points, dimensions = where.shape
    known = torch.cat([where, torch.ones_like(where[:, :1])], 1)  # (N, d + 1)
    sums = torch.zeros_like(known)  # Σⱼ w² (yⱼ, 1)
    normaliser = torch.zeros((), dtype=torch.float64, device=where.device)
    one = torch.ones((), device=where.device)
    begin = 0
    while begin < points:
        end = min(points, begin + _rows(points - begin, where.device))
        weights, rows = one, end - begin
        for axis in range(dimensions):
            apart = where[begin:end, None, axis] - where[None, begin:, axis]  # (B, N − begin)
            weights = torch.addcmul(weights, apart, apart)
        weights.reciprocal_()
        weights[:, :rows].fill_diagonal_(0.0)
        normaliser += weights[:, :rows].sum() + 2.0 * weights[:, rows:].sum()
        weights *= weights
        sums[begin:end] += weights @ known[begin:]
        sums[end:] += weights[:, rows:].mT @ known[begin:end]
        begin = end
    return where * sums[:, dimensions:] - sums[:, :dimensions], normaliser


def attract(where: Tensor, moved: Moved) -> Tensor:
    """Σⱼ pᵢⱼ (1 + d²)⁻¹ (yᵢ − yⱼ) float32 (N, d); each row is summed in order."""
    if not len(moved.values):
        return torch.zeros_like(where)
    apart = where[moved.rows] - where[moved.columns]  # (E, d)
    apart *= (moved.values / (1 + apart.square().sum(dim=1)))[:, None]
    return torch.segment_reduce(apart, "sum", offsets=moved.starts, axis=0, initial=0.0)


def divergence(run: Run, joint: Affinities) -> float:
    """KL(P ‖ Q) in nats, of the map as it stands; 0.0 where there is no pair."""
    if not len(joint.values):
        return 0.0
    moved = run.on_device(joint)
    apart = run.where[moved.rows] - run.where[moved.columns]
    p = moved.values.double()
    logs = torch.where(p > 0, p, 1.0).log() + apart.double().square().sum(dim=1).log1p()
    normaliser = repel(run.where)[1].clamp(min=LEAST)
    return float((p * (logs + normaliser.log())).sum())


def _rows(wide: int, device: torch.device) -> int:
    return max(1, PANEL.get(device.type, PANEL["cpu"]) // wide)
