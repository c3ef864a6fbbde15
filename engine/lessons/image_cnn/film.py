"""The film is the training: first almost every update, later one in many, as kernels settle.

Every frame has all that the network has learnt, so that the browser can run it, at any moment, on
whatever a visitor draws. Frame 0 holds what does not change: layers, and pictures to choose from.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.images.sources import Pictures, load
from engine.lessons.image_cnn.params import PARAMS, plan_of
from engine.trace import Frame

#: Pictures in a batch; frames of a film, about; frames in a second; pictures of each class shown.
BATCH, FRAMES, PACE, SHOWN = 32, 36, 6, 4
#: Held-out pictures that are named at each frame; at the first and the last one it is all of them.
WATCHED = 250
#: Numbers of an array from which half precision is enough: the dense layer of large pictures.
MANY = 8192


def moments(total: int, frames: int = FRAMES) -> list[int]:
    """Updates done at each frame: half of them ever later, half evenly, the last one whole."""
    early = np.geomspace(1, max(1, total), frames // 2).round().astype(int)
    later = np.linspace(0, total, frames // 2 + 1).round().astype(int)
    return sorted({0, total, *early.tolist(), *later.tolist()})


def marks(steps: list[int], each: int) -> list[list[Any]]:
    """Places on the time line where epochs 1, 2, 4 … end: the first frame at or after them."""
    found = []
    epoch = 1
    while epoch * each <= steps[-1]:
        found.append([int(np.searchsorted(steps, epoch * each)), f"epoch_{epoch}"])
        epoch *= 2
    return found


def shown(pictures: Pictures) -> list[int]:
    """Places in the test set of some pictures of each class, one class after another."""
    said = pictures.labels[pictures.test]
    return [
        int(at)
        for label in range(len(pictures.names))
        for at in np.flatnonzero(said == label)[:SHOWN]
    ]


def opening(pictures: Pictures, steps: list[int], each: int) -> dict[str, Any]:
    """What the notes of frame 0 say in either experiment."""
    return {
        "data": pictures.id,
        "names": list(pictures.names),
        "side": pictures.side,
        "trained_on": len(pictures.train),
        "tested_on": len(pictures.test),
        "last_step": steps[-1],
        "epochs": steps[-1] / each,
        "even": len(steps) - 1,
        "marks": marks(steps, each),
        "pace": PACE,
    }


def light(numbers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What a frame keeps of the network: large layers in half precision."""
    return {
        name: array.astype(np.float16) if array.size > MANY else array
        for name, array in numbers.items()
    }


def film(params: PARAMS, device: str) -> Iterator[Frame]:
    """Frames of one training of the small network; steps are updates.

    Raises Refused where the pictures are not here, or nothing is left of them.
    """
    from engine.models import image_cnn, recurrent

    recurrent.threads(1)
    pictures = load(params.data, params.images)
    side = pictures.side
    plan = plan_of(params, side, len(pictures.names))
    # Of tiny pictures the processor is done before a GPU has begun.
    place = device if side > 8 else "cpu"
    network = image_cnn.Network(plan, params.seed, place)
    test_X = image_cnn.tensor(pictures.images[pictures.test], place)
    test_y = image_cnn.classes(pictures.labels[pictures.test])

    each = image_cnn.updates(len(pictures.train), 1, BATCH)
    steps = moments(params.epochs * each)

    def frame(step: int, notes: Any = None, arrays: Any = None, weights: Any = None) -> Frame:
        many = len(test_y) if step in (0, steps[-1]) else WATCHED
        given = image_cnn.scores(network, test_X[:many])
        found, right, loss = image_cnn.judged(given, test_y[:many])
        scalars = {"accuracy": right, "loss": loss}
        drawn = {**light(network.numbers()), "said": found, **(arrays or {})}
        return Frame(step, scalars, drawn, weights or {}, notes or {})

    some = shown(pictures)
    notes = opening(pictures, steps, each) | {
        "experiment": "filters",
        "layers": plan,
        "learnt": int(sum(weight.numel() for weight in network.parameters())),
        "shown": some,
    }
    test = pictures.images[pictures.test]
    labels = pictures.labels[pictures.test]
    yield frame(
        0, notes, {"pictures": test[some], "labels": labels}, {"test": test, "labels": labels}
    )
    training = image_cnn.train(
        network,
        image_cnn.tensor(pictures.images[pictures.train], place),
        image_cnn.classes(pictures.labels[pictures.train], place),
        epochs=params.epochs,
        batch=BATCH,
        rate=params.rate,
        seed=params.seed,
        wobble=(1 if side < 16 else 2) * params.wobble,
    )
    wanted = set(steps)
    for step, _loss in enumerate(training, start=1):
        if step in wanted:
            yield frame(step)
