"""Word2vec in batches of windows, for a device that wants thousands of them at once.

Mikolov et al. (2013); the same windows, noise and rates as `engine.kernels.word2vec`, but a
whole batch is scored before anything moves, and the random numbers are the device's own. On a
CPU the compiled kernel is fifty times faster: this is for CUDA, and runs anywhere for tests.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import logsigmoid, one_hot

from engine.kernels import word2vec_stream as host
from engine.kernels.word2vec_stream import Settings, State, Tally

#: Tokens read for one update. Small enough that a word's vector is not far off when it is used.
BATCH = {"negative-sampling": 1024, "softmax": 256}
#: A word's step, summed over a batch, is at most this many whole gradients (rate times pairs):
#: the gradients of hundreds of pairs, all taken at one place, would overshoot and diverge.
MOST = 2.0


@dataclass
class Run:
    """A state on a device. vectors, contexts (V, D) float32; done as in `State`."""

    vectors: Tensor
    contexts: Tensor
    generator: torch.Generator
    done: int = 0

    def host(self) -> State:
        """A copy of the state in numpy, to be kept in a frame. Its `random` starts afresh."""
        random = np.array([self.generator.initial_seed() | 1], np.uint64)
        return State(self.vectors.cpu().numpy(), self.contexts.cpu().numpy(), random, self.done)


@dataclass(frozen=True)
class Stream:
    """A stream on a device: what `word2vec_stream.Stream` has, and each token's sentence (N,)."""

    host: host.Stream
    tokens: Tensor
    sentences: Tensor
    keep: Tensor
    noise: Tensor


@dataclass(frozen=True)
class Windows:
    """B windows: centre (B,), words around (B, 2 * window) and which of them count (mask)."""

    centre: Tensor
    words: Tensor
    mask: Tensor


def start(V: int, D: int, seed: int, device: str | torch.device) -> Run:
    """The same vectors before the first update as the kernel's `start` with this seed."""
    state = host.start(V, D, seed)
    generator = torch.Generator(device).manual_seed(seed)
    return Run(
        torch.tensor(state.vectors, device=device),
        torch.tensor(state.contexts, device=device),
        generator,
    )


def to_device(stream: host.Stream, device: str | torch.device) -> Stream:
    """A stream as tensors."""
    sentences = np.repeat(np.arange(len(stream.offsets) - 1), np.diff(stream.offsets))

    def move(array: np.ndarray) -> Tensor:
        return torch.tensor(array, device=device)

    return Stream(
        stream, move(stream.tokens.astype(np.int64)), move(sentences), move(stream.keep),
        move(stream.noise().astype(np.float32)),
    )  # fmt: skip


def advance(run: Run, stream: Stream, settings: Settings, tokens: int) -> Tally:
    """Train, in place, on the next `tokens` tokens, up to the end of a batch.

    Batches lie on a fixed grid, so many small calls do what one large call does. On CUDA sums
    are added in any order: two runs agree to rounding only.
    """
    begin, N, batch = run.done, len(stream.tokens), BATCH[settings.objective]
    until = min(begin + tokens, settings.epochs * N)
    loss = torch.zeros((), device=run.vectors.device, dtype=torch.float64)
    pairs = torch.zeros((), device=run.vectors.device, dtype=torch.int64)
    while run.done < until:
        mark = min((run.done // batch + 1) * batch, (run.done // N + 1) * N)
        end = stream.host.cut(mark)
        rate = settings.rate_at(run.done, N)
        windows = _windows(run, stream, settings, run.done % N, run.done % N + end - run.done)
        if len(windows.centre):
            lost, trained = _STEPS[settings.objective](run, stream, settings, windows, rate)
            loss += lost
            pairs += trained
        run.done = end
    return Tally(float(loss), int(pairs), run.done - begin)


def _windows(run: Run, stream: Stream, settings: Settings, begin: int, end: int) -> Windows:
    """The windows of tokens begin … end, which are whole sentences: subsampled, radii drawn."""
    device, reach = run.vectors.device, settings.window
    words = stream.tokens[begin:end]
    chance = torch.rand(len(words), generator=run.generator, device=device)
    kept = chance < stream.keep[words]
    words, sentences = words[kept], stream.sentences[begin:end][kept]  # (B,)
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
    run: Run, stream: Stream, settings: Settings, windows: Windows, rate: float
) -> tuple[Tensor, Tensor]:
    B, K, cbow = len(windows.centre), settings.negatives, settings.model == "cbow"
    drawn = torch.multinomial(stream.noise, B * K, replacement=True, generator=run.generator)
    targets = torch.cat([windows.centre[:, None], drawn.view(B, K)], 1)  # (B, 1 + K)
    counts = torch.cat([torch.ones_like(targets[:, :1]), targets[:, 1:] != targets[:, :1]], 1)
    inputs, real = run.vectors[windows.words], windows.mask[:, :, None]  # (B, R, D), (B, R, 1)
    hidden = _mean(inputs, real) if cbow else inputs
    mask = counts[:, None, :] * (1 if cbow else real)
    loss, up, out = sampled_gradient(hidden, run.contexts[targets], mask)
    _move(run.vectors, windows.words, up * real, real, rate)
    _move(run.contexts, targets, out, mask.sum(1)[:, :, None], rate)
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
    run: Run, stream: Stream, settings: Settings, windows: Windows, rate: float
) -> tuple[Tensor, Tensor]:
    V, real = len(run.vectors), windows.mask[:, :, None]
    if settings.model == "cbow":
        words, share = windows.words, real
        hidden = _mean(run.vectors[words], real)[:, 0]
        goals = one_hot(windows.centre, V).float()
    else:
        words, share = windows.centre[:, None], torch.ones_like(real[:, :1])
        hidden = run.vectors[windows.centre]
        goals = hidden.new_zeros(len(hidden), V)
        goals.scatter_add_(1, windows.words, windows.mask.float())
    loss, up, out = full_gradient(hidden, run.contexts, goals)
    weight = share * goals.sum(1)[:, None, None]
    _move(run.vectors, words, up[:, None] * share, weight, rate)
    run.contexts += _gentle(rate, goals.sum(0))[:, None] * out
    return loss, goals.sum().long()


def _mean(inputs: Tensor, real: Tensor) -> Tensor:
    """The mean of the real inputs: (B, 1, D)."""
    return (inputs * real).sum(1, keepdim=True) / real.sum(1, keepdim=True)


def _move(rows: Tensor, words: Tensor, gradient: Tensor, weight: Tensor, rate: float) -> None:
    """rows[words] += rate · gradient, summed over each word's places in the batch.

    words (B, n); gradient (B, n, D); weight (B, n, 1): the pairs each place stands for.
    """
    index = words.reshape(-1)
    often = torch.zeros(len(rows), device=rows.device)
    often.index_add_(0, index, weight.reshape(-1).float())
    step = gradient.reshape(len(index), -1) * _gentle(rate, often)[index, None]
    rows.index_add_(0, index, step)


def _gentle(rate: float, pairs: Tensor) -> Tensor:
    """The rate of each word that stands in so many pairs of a batch: rate, or MOST / pairs."""
    return (MOST / pairs.clamp(min=1e-9)).clamp(max=rate)


_STEPS: dict[str, Callable[..., tuple[Tensor, Tensor]]] = {
    "negative-sampling": _sampled,
    "softmax": _softmax,
}
