"""Two deep networks are trained at the same time: the same layers, with and without shortcuts.

He, Zhang, Ren & Sun (2016). At every moment the gradient of the loss is measured at each layer.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.images.sources import load
from engine.lessons.image_cnn.film import BATCH, moments, opening
from engine.lessons.image_cnn.params import PARAMS
from engine.trace import Frame

#: The two in the order of their rows; passes over the data; Adam's rate; pictures that are probed.
KINDS, EPOCHS, RATE, PROBE = ("plain", "residual"), 8, 0.002, 64
#: Frames, and pictures at the most: deep networks take their time.
FRAMES, MOST = 32, 2000


def film(params: PARAMS, device: str) -> Iterator[Frame]:
    """Frames of the two trainings; steps are updates of either. Raises Refused as `load` does."""
    from concurrent.futures import ThreadPoolExecutor

    from engine.models import deep_cnn, image_cnn, recurrent

    recurrent.threads(1)
    pictures = load(params.data, min(MOST, params.images))
    X = image_cnn.tensor(pictures.images[pictures.train], device)
    y = image_cnn.classes(pictures.labels[pictures.train], device)
    test_X = image_cnn.tensor(pictures.images[pictures.test], device)
    test_y = image_cnn.classes(pictures.labels[pictures.test])
    networks = [
        deep_cnn.Deep(
            params.depth, pictures.side, kind == "residual", params.beginning, params.seed,
            classes=len(pictures.names), device=device,
        )
        for kind in KINDS
    ]  # fmt: skip
    trainings = [
        image_cnn.train(network, X, y, epochs=EPOCHS, batch=BATCH, rate=RATE, seed=params.seed)
        for network in networks
    ]
    each = image_cnn.updates(len(X), 1, BATCH)
    steps = moments(EPOCHS * each, FRAMES)

    def advance(at: int, updates: int) -> tuple[dict[str, np.ndarray], float, float]:
        for _ in range(updates):
            next(trainings[at])
        found = deep_cnn.by_layer(networks[at], X[:PROBE], y[:PROBE])
        _said, right, loss = image_cnn.judged(image_cnn.scores(networks[at], test_X), test_y)
        return found, right, loss

    notes: dict[str, Any] = opening(pictures, steps, each) | {
        "experiment": "depth",
        "depth": params.depth,
        "kinds": list(KINDS),
    }
    # Each network has its own thread: torch leaves the interpreter alone while it computes.
    with ThreadPoolExecutor(len(KINDS)) as pool:
        for before, step in zip([0, *steps], steps, strict=False):
            both = list(pool.map(advance, range(len(KINDS)), [step - before] * len(KINDS)))
            scalars: dict[str, float] = {}
            for kind, (_found, right, loss) in zip(KINDS, both, strict=True):
                scalars |= {f"{kind}_accuracy": right, f"{kind}_loss": loss}
            arrays = {
                name: np.stack([found[name] for found, *_ in both])  # (2, depth)
                for name in ("signals", "errors", "kernels")
            }
            yield Frame(step, scalars, arrays, {}, notes if step == 0 else {})
