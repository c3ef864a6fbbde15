"""What the lectures claim of filters on pictures, measured now on the digits.

The lectures name ImageNet's figures; what stands behind them (edges first, classes later; depth
that needs shortcuts; attention for channels) is measured here on 1,797 small pictures.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.image_cnn import answers
from engine.lessons.image_cnn.params import PARAMS
from engine.measures import convolution
from engine.sentences import N_
from engine.trace import Trace

#: Sizes, kernels, paddings, strides, dilations at which the law of sizes is tried.
GRID = [
    (n, k, p, s, d)
    for n in (5, 8, 12)
    for k in (1, 2, 3, 5)
    for p in (0, 1, 2)
    for s in (1, 2, 3)
    for d in (1, 2)
    if n + 2 * p > d * (k - 1)
]
SEEDS = (1, 2, 3)


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("a filter slides over the picture and takes dot products: 3 × 3 by hand"), "–", by_hand
    )
    yield measured(
        N_("places along n pixels: ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1, counted"), N_("formula"), law
    )
    yield measured(N_("n = 3, window 3, two zeros each side: places"), "7 − 3 + 1 = 5", padded)
    yield measured(
        N_("“same” padding keeps the size, “valid” gives n − k + 1"), "n; n − k + 1", kept
    )
    yield measured(
        N_("moving the picture moves the map with it (translation): largest difference"),
        N_("the same"),
        translated,
    )
    yield measured(
        N_("digits that were never seen are named rightly (3 seeds)"),
        N_("a task solved in 1998"),
        seen,
    )
    yield measured(
        N_("layer 1 finds edges: share of its kernels that are an edge or a stripe, and at random"),
        N_("edges: across, upright, slanting"),
        edges,
    )
    yield measured(
        N_("low layers are general, high ones know the classes: nearest class mean by layer"),
        N_("edges → shapes → parts → objects"),
        layers,
    )
    yield measured(
        N_("a deep plain network loses its gradient: first layer’s against the last’s, 21 layers"),
        N_("vanishes; shortcuts let it pass"),
        gradient,
    )
    yield measured(
        N_("depth helps with shortcuts: 21 layers, plain and residual, share right"),
        N_("ImageNet: 19 layers 7.3 %, 152 with shortcuts 3.57 % wrong"),
        depth,
    )
    yield measured(
        N_("attention for channels (squeeze, excitation): share right without, with it; weights"),
        N_("weights the channels"),
        attention,
    )


@lru_cache(maxsize=8)
def run(params: PARAMS) -> Trace:
    """A run of this lesson, made once for all claims."""
    from engine.lessons.image_cnn import depth, film

    train = depth.film if params.experiment == "depth" else film.film
    return Trace(train(params, "cpu"))


def by_hand() -> tuple[str, bool]:
    """[[1, 2, 0], [0, 1, 3], [2, 0, 1]] × [[1, 0, −1], …]: 1 − 0 + 0 − 3 + 2 − 1 = −1."""
    picture = np.array([[1, 2, 0], [0, 1, 3], [2, 0, 1]], np.float32)[None, None]
    kernel = np.array([[1, 0, -1]] * 3, np.float32)[None, None]
    value = float(convolution.convolve(picture, kernel)[0, 0, 0, 0])
    return f"{value:g}", value == -1


def law() -> tuple[str, bool]:
    """The formula beside windows that were really laid."""
    right = 0
    for n, k, p, s, d in GRID:
        laid = convolution.windows(np.zeros((1, 1, n, n), np.float32), k, s, p, d).shape[2]
        right += (
            laid == convolution.places(n, k, s, p, d) == len(range(0, n + 2 * p - d * (k - 1), s))
        )
    return f"{right} / {len(GRID)}", right == len(GRID)


def padded() -> tuple[str, bool]:
    """The lecture's sentence of three words between two zeros on each side."""
    row = np.ones((1, 1, 7, 7), np.float32)
    row[:, :, :, [0, 1, 5, 6]] = 0
    found = convolution.windows(row, 3).shape[3]
    return f"{found}", found == 5 == convolution.places(3, 3, padding=2)


def kept() -> tuple[str, bool]:
    """Both for kernels of 3, 5, 7 on 28 pixels."""
    sizes = [
        (convolution.places(28, k, padding=convolution.same(k)), convolution.places(28, k))
        for k in (3, 5, 7)
    ]
    told = ", ".join(f"{a}; {b}" for a, b in sizes)
    return told, all(
        a == 28 and b == 28 - k + 1 for (a, b), k in zip(sizes, (3, 5, 7), strict=True)
    )


def translated() -> tuple[str, bool]:
    """A convolution without padding of a picture, and of the same one a pixel further on."""
    random = np.random.default_rng(0)
    picture = random.random((1, 1, 12, 12), np.float32)
    kernel = random.standard_normal((4, 1, 3, 3)).astype(np.float32)
    here, there = (convolution.convolve(np.roll(picture, by, 3), kernel) for by in (0, 1))
    gap = float(np.abs(here[..., 1:-2] - there[..., 2:-1]).max())
    return f"{gap:.1g}", gap < 1e-5


def seen() -> tuple[str, bool]:
    """The default network from three beginnings."""
    shares = [run(PARAMS(seed=seed)).final["accuracy"] for seed in SEEDS]
    return ", ".join(f"{share:.1%}" for share in shares), float(np.mean(shares)) >= 0.98


def edges() -> tuple[str, bool]:
    """Kernels of layer 1 nearer to a straight edge or stripe than most kernels at random are."""
    trained = [np.asarray(run(PARAMS(seed=s))[-1].arrays["conv1.kernels"])[:, 0] for s in SEEDS]
    fits = straightness(np.concatenate(trained))
    chance = straightness(np.random.default_rng(0).standard_normal((2000, 3, 3)))
    bar = float(np.quantile(chance, 0.75))
    share = float((fits > bar).mean())
    return f"{share:.0%}; 25%", share > 0.25


def straightness(kernels: np.ndarray) -> np.ndarray:
    """How much of each kernel (O, k, k), less its mean, is one wave in one direction: 0 to 1.

    The best of waves of all directions, phases and two widths: edges and stripes alike.
    """
    size = kernels.shape[-1]
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    waves = []
    for angle in np.linspace(0, np.pi, 16, endpoint=False):
        along = np.cos(angle) * x + np.sin(angle) * y
        for width in (size, size * 1.6):
            for phase in (np.cos, np.sin):
                wave = phase(2 * np.pi * along / width)
                wave = wave - wave.mean()
                waves.append((wave / max(1e-9, np.linalg.norm(wave))).ravel())
    flat = kernels.reshape(len(kernels), -1)
    flat = flat - flat.mean(1, keepdims=True)
    unit = flat / np.maximum(1e-9, np.linalg.norm(flat, axis=1, keepdims=True))
    return np.asarray(np.square(unit @ np.array(waves).T).max(1))


def layers() -> tuple[str, bool]:
    """Pixels, the first layer's pooled maps, the second's."""
    shares = answers.probe(run(PARAMS()), {})["shares"]
    told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
    return told, shares["pool2"] > shares["pixels"]


def deep() -> Trace:
    """The two deep networks, as torch begins them."""
    return run(PARAMS(experiment="depth"))


def gradient() -> tuple[str, bool]:
    """Of the gradient at the last convolution, how much there is at the first, before training."""
    shares = answers.deep(deep(), {})["kept"]
    told = ", ".join(f"{name} {share:.1g}" for name, share in shares.items())
    return told, shares["plain"] < 1e-6 < 0.01 < shares["residual"]


def depth() -> tuple[str, bool]:
    """The same two, trained."""
    shares = answers.deep(deep(), {})["shares"]
    told = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    return told, shares["residual"] > shares["plain"] + 0.3


def attention() -> tuple[str, bool]:
    """Two beginnings each: with it the network is as good, and its channels weigh differently."""
    without, given = (
        float(np.mean([run(PARAMS(seed=s, attention=on)).final["accuracy"] for s in SEEDS[:2]]))
        for on in (False, True)
    )
    found = answers.channels(run(PARAMS(attention=True)), {})["by_class"].values()
    low, high = (float(pick([pick(one.mean(0)) for one in found])) for pick in (np.min, np.max))
    told = f"{without:.1%}, {given:.1%}; {low:.2f} – {high:.2f}"
    return told, given > without - 0.01 and high - low > 0.3
