"""Word2vec in batches of windows, for a device that wants thousands of them at once.

Mikolov et al. (2013); the same windows, noise and rates as `engine.kernels.word2vec`, but a
whole batch is scored before anything moves, and the random numbers are the device's own. On a
CPU the compiled kernel is several times faster: this is for CUDA, and runs anywhere for tests.
`start`, `advance` and what they return are used as the kernel's are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import logsigmoid, one_hot

from engine.kernels.word2vec_stream import Settings, Stream, Tally
from engine.kernels.word2vec_stream import start as kernel_start

#: Tokens read for one update. Small enough that a word's vector is not far off when it is used.
BATCH = {"negative-sampling": 1024, "softmax": 256}
#: A word's step, summed over a batch, is at most this many whole gradients (rate times pairs):
#: the gradients of hundreds of pairs, all taken at one place, would overshoot and diverge.
MOST = {"negative-sampling": 2.0, "softmax": 0.5}


@dataclass(frozen=True)
class Moved:
    """A stream on a device: tokens, their sentences (N,), keep and noise (V,)."""

    host: Stream
    tokens: Tensor
    sentences: Tensor
    keep: Tensor
    noise: Tensor


@dataclass
class Run:
    """What training changes, on a device; read through the names that `State` has.

    inputs, outputs (V, D) float32 tensors: `vectors` and `contexts` are copies of them in numpy.
    """

    inputs: Tensor
    outputs: Tensor
    generator: torch.Generator
    done: int = 0
    moved: Moved | None = None

    @property
    def vectors(self) -> np.ndarray:
        """Input vectors (V, D), copied from the device."""
        return self.inputs.to("cpu", copy=True).numpy()

    @property
    def contexts(self) -> np.ndarray:
        """Output vectors (V, D), copied from the device."""
        return self.outputs.to("cpu", copy=True).numpy()

    @property
    def random(self) -> np.ndarray:
        """(1,) uint64 from which the kernel may go on; not the numbers drawn here."""
        seeds = np.random.default_rng([self.generator.initial_seed(), self.done])
        return seeds.integers(1, 2**64, size=1, dtype=np.uint64, endpoint=False)

    def on_device(self, stream: Stream) -> Moved:
        """The stream as tensors, moved once."""
        if self.moved is None or self.moved.host is not stream:
            self.moved = _move_stream(stream, self.inputs.device)
        return self.moved


@dataclass(frozen=True)
class Windows:
    """B windows: centre (B,), words around (B, 2 * window) and which of them count (mask)."""

    centre: Tensor
    words: Tensor
    mask: Tensor


def start(V: int, D: int, seed: int, device: str | torch.device | None = None) -> Run:
    """The same vectors before the first update as the kernel's `start` with this seed.

    device   by default CUDA where there is one
    """
    place = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    state = kernel_start(V, D, seed)
    return Run(
        torch.tensor(state.vectors, device=place),
        torch.tensor(state.contexts, device=place),
        torch.Generator(place).manual_seed(seed),
    )


def _move_stream(stream: Stream, device: torch.device) -> Moved:
    sentences = np.repeat(np.arange(len(stream.offsets) - 1), np.diff(stream.offsets))
    return Moved(
        stream,
        torch.tensor(stream.tokens, dtype=torch.int64, device=device),
        torch.tensor(sentences, device=device),
        torch.tensor(stream.keep, device=device),
        torch.tensor(stream.noise(), dtype=torch.float32, device=device),
    )


def advance(run: Run, stream: Stream, settings: Settings, tokens: int) -> Tally:
    """Train, in place, on the next `tokens` tokens, up to the end of a batch.

    Batches lie on a fixed grid, so many small calls do what one large call does. On CUDA sums
    are added in any order: two runs agree to rounding only.
    """
    begin, N, batch = run.done, len(stream.tokens), BATCH[settings.objective]
    until = min(begin + max(tokens, 0), settings.epochs * N)
    moved, device = run.on_device(stream), run.inputs.device
    loss = torch.zeros((), device=device, dtype=torch.float64)
    pairs = torch.zeros((), device=device, dtype=torch.int64)
    while run.done < until:
        mark = min((run.done // batch + 1) * batch, (run.done // N + 1) * N)
        end = stream.cut(mark)
        rate = settings.rate_at(run.done, N)
        windows = _windows(run, moved, settings, run.done % N, run.done % N + end - run.done)
        if len(windows.centre):
            lost, trained = _STEPS[settings.objective](run, moved, settings, windows, rate)
            loss += lost
            pairs += trained
        run.done = end
    return Tally(float(loss), int(pairs), run.done - begin)


def _windows(run: Run, moved: Moved, settings: Settings, begin: int, end: int) -> Windows:
    """The windows of tokens begin … end, which are whole sentences: subsampled, radii drawn."""
    device, reach = run.inputs.device, settings.window
    words = moved.tokens[begin:end]
    chance = torch.rand(len(words), generator=run.generator, device=device)
    kept = chance < moved.keep[words]
    words, sentences = words[kept], moved.sentences[begin:end][kept]  # (B,)
    B = len(words)
    radius = torch.full((B, 1), reach, device=device)
    if settings.dynamic_window:
        radius = torch.randint(1, reach + 1, (B, 1), generator=run.generator, device=device)
    steps = torch.cat([torch.arange(-reach, 0), torch.arange(1, reach + 1)]).to(device)
    places = torch.arange(B, device=device)[:, None] + steps  # (B, 2 * window)
    inside = (places >= 0) & (places < B) & (steps.abs() <= radius)
    places = places.clamp(0, max(B - 1, 0))
    mask = inside & (sentences[places] == sentences[:, None])
    some = mask.any(1)
    return Windows(words[some], words[places][some], mask[some])


def sampled_gradient(
    hidden: Tensor, outputs: Tensor, mask: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Loss and the rise of the log-likelihood by hidden and by outputs, for B windows at once.

    hidden (B, R, D); outputs (B, T, D), the true one first; mask (B, R, T) which pairs count.
    Returns the summed loss (nats), and the two gradients with the shapes of hidden and outputs.
    """
    scores = hidden @ outputs.mT  # (B, R, T)
    sign = torch.full_like(scores, -1.0)
    sign[:, :, 0] = 1.0
    loss = -(logsigmoid(sign * scores) * mask).sum()
    pull = sign * torch.sigmoid(-sign * scores) * mask  # (B, R, T): label - σ(score)
    return loss, pull @ outputs, pull.mT @ hidden


def _sampled(
    run: Run, moved: Moved, settings: Settings, windows: Windows, rate: float
) -> tuple[Tensor, Tensor]:
    B, K, cbow = len(windows.centre), settings.negatives, settings.model == "cbow"
    drawn = torch.multinomial(moved.noise, B * K, replacement=True, generator=run.generator)
    targets = torch.cat([windows.centre[:, None], drawn.view(B, K)], 1)  # (B, 1 + K)
    counts = torch.cat([torch.ones_like(targets[:, :1]), targets[:, 1:] != targets[:, :1]], 1)
    inputs, real = run.inputs[windows.words], windows.mask[:, :, None]  # (B, R, D), (B, R, 1)
    hidden = _mean(inputs, real) if cbow else inputs
    mask = counts[:, None, :] * (1 if cbow else real)
    most = MOST[settings.objective]
    loss, up, out = sampled_gradient(hidden, run.outputs[targets], mask)
    _move(run.inputs, windows.words, up * real, real, rate, most)
    _move(run.outputs, targets, out, mask.sum(1)[:, :, None], rate, most)
    return loss, mask[:, :, 0].sum()


def full_gradient(hidden: Tensor, contexts: Tensor, goals: Tensor) -> tuple[Tensor, ...]:
    """As `sampled_gradient` for the full softmax: hidden (B, D), contexts (V, D).

    goals (B, V) counts how often each word is to be predicted from each input.
    """
    chance = (hidden @ contexts.mT).log_softmax(-1)  # (B, V)
    loss = -(chance * goals).sum()
    pull = goals - goals.sum(-1, keepdim=True) * chance.exp()
    return loss, pull @ contexts, pull.mT @ hidden


def _softmax(
    run: Run, moved: Moved, settings: Settings, windows: Windows, rate: float
) -> tuple[Tensor, Tensor]:
    V, real = len(run.inputs), windows.mask[:, :, None]
    if settings.model == "cbow":
        words, share = windows.words, real
        hidden = _mean(run.inputs[words], real)[:, 0]
        goals = one_hot(windows.centre, V).float()
    else:
        words, share = windows.centre[:, None], torch.ones_like(real[:, :1])
        hidden = run.inputs[windows.centre]
        goals = hidden.new_zeros(len(hidden), V)
        goals.scatter_add_(1, windows.words, windows.mask.float())
    most = MOST[settings.objective]
    loss, up, out = full_gradient(hidden, run.outputs, goals)
    weight = share * goals.sum(1)[:, None, None]
    _move(run.inputs, words, up[:, None] * share, weight, rate, most)
    run.outputs += _gentle(rate, goals.sum(0), most)[:, None] * out
    return loss, goals.sum().long()


def _mean(inputs: Tensor, real: Tensor) -> Tensor:
    """The mean of the real inputs: (B, 1, D)."""
    return (inputs * real).sum(1, keepdim=True) / real.sum(1, keepdim=True)


def _move(
    rows: Tensor, words: Tensor, gradient: Tensor, weight: Tensor, rate: float, most: float
) -> None:
    """rows[words] += rate · gradient, summed over each word's places in the batch.

    words (B, n); gradient (B, n, D); weight (B, n, 1): the pairs each place stands for.
    """
    index = words.reshape(-1)
    often = torch.zeros(len(rows), device=rows.device)
    often.index_add_(0, index, weight.reshape(-1).float())
    step = gradient.reshape(len(index), -1) * _gentle(rate, often, most)[index, None]
    rows.index_add_(0, index, step)


def _gentle(rate: float, pairs: Tensor, most: float) -> Tensor:
    """The rate of each word that stands in so many pairs of a batch: rate, or most / pairs."""
    return (most / pairs.clamp(min=1e-9)).clamp(max=rate)


_STEPS: dict[str, Callable[..., tuple[Tensor, Tensor]]] = {
    "negative-sampling": _sampled,
    "softmax": _softmax,
}
