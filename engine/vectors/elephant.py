"""An elephant that everybody recognises from any side: a solid whose flat maps must lie.

In the manner of the mammoth of Coenen and Pearce (2019), "Understanding UMAP", but put together
here from eight ellipsoids and two tapering tubes. Points lie on its skin, about evenly.
"""

from typing import NamedTuple

import numpy as np

from engine.vectors.points import Column, Points

PARTS = ("body", "head", "ears", "trunk", "legs", "tail")


class Ellipsoid(NamedTuple):
    """A part's middle and half axes: x from tail to trunk, y upwards, z to the animal's side.

    turn: radians about the upright axis, from x towards z.
    """

    part: str
    middle: tuple[float, float, float]
    axes: tuple[float, float, float]
    turn: float = 0.0

    def turned(self, spots: np.ndarray, way: int) -> np.ndarray:
        """`spots` (3, n) turned with the part (`way` 1) or back (−1)."""
        cosine, sine = np.cos(self.turn), way * np.sin(self.turn)
        x, y, z = spots
        return np.stack([cosine * x - sine * z, y, sine * x + cosine * z])


class Tube(NamedTuple):
    """A bent tube in the plane z = 0 through x, y; as wide as `radius` says, there and between."""

    part: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    radius: tuple[float, ...]


ELLIPSOIDS = (
    Ellipsoid("body", (0.0, 0.0, 0.0), (3.0, 1.9, 1.7)),
    Ellipsoid("head", (3.4, 1.1, 0.0), (1.25, 1.35, 1.1)),
    Ellipsoid("ears", (2.5, 0.9, 1.7), (1.25, 1.5, 0.2), 2.3),
    Ellipsoid("ears", (2.5, 0.9, -1.7), (1.25, 1.5, 0.2), -2.3),
    Ellipsoid("legs", (1.7, -2.3, 0.95), (0.55, 1.9, 0.55)),
    Ellipsoid("legs", (1.7, -2.3, -0.95), (0.55, 1.9, 0.55)),
    Ellipsoid("legs", (-1.8, -2.3, 0.95), (0.6, 1.9, 0.55)),
    Ellipsoid("legs", (-1.8, -2.3, -0.95), (0.6, 1.9, 0.55)),
)
TUBES = (
    Tube(
        "trunk",
        (4.2, 4.9, 5.25, 5.25, 5.2, 5.5, 6.1),
        (0.9, 0.2, -0.8, -1.9, -2.8, -3.5, -3.6),
        (0.65, 0.55, 0.45, 0.38, 0.32, 0.27, 0.22),
    ),
    Tube("tail", (-2.8, -3.5, -3.75, -3.8), (0.7, 0.2, -0.8, -1.9), (0.16, 0.13, 0.1, 0.14)),
)


def elephant(n: int = 2000, seed: int = 0) -> Points:
    """Points on the surface of an elephant, in random order. part: what each belongs to."""
    random = np.random.default_rng(seed)
    drawn = 3 * n + 50  # about a quarter lie inside another part and are not seen
    skins = [_on_ellipsoid(solid, drawn, random) for solid in ELLIPSOIDS]
    skins += [_on_tube(tube, drawn, random) for tube in TUBES]
    areas = np.array([area for _, area in skins])
    chosen = random.choice(len(skins), drawn, p=areas / areas.sum())
    candidates = np.stack([skin for skin, _ in skins])  # (parts, 3, drawn)
    spots = candidates[chosen, :, np.arange(drawn)]  # (drawn, 3)
    seen = ~_inside(spots, chosen)
    parts = [solid.part for solid in (*ELLIPSOIDS, *TUBES)]
    which = np.array([PARTS.index(part) for part in parts], np.int32)[chosen]
    vectors = spots[seen][:n].astype(np.float32)
    column = Column("category", PARTS, which[seen][:n])
    return Points("elephant", vectors, ("",) * len(vectors), {"part": column}, "euclidean")


def _on_ellipsoid(
    solid: Ellipsoid, n: int, random: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Points (3, n) on its surface, even to the eye, and its area (Thomsen's formula)."""
    axes = np.array(solid.axes)
    unit = random.standard_normal((3, 2 * n))
    unit /= np.linalg.norm(unit, axis=0)
    # A patch of the sphere grows by |(x/a, y/b, z/c)|·abc: draw that often.
    growth = np.linalg.norm(unit / axes[:, None], axis=0)
    kept = random.choice(2 * n, n, p=growth / growth.sum())
    p = 1.6075
    a, b, c = axes**p
    area = 4 * np.pi * ((a * b + a * c + b * c) / 3) ** (1 / p)
    skin = solid.turned(unit[:, kept] * axes[:, None], 1)
    return skin + np.array(solid.middle)[:, None], float(area)


def _on_tube(tube: Tube, n: int, random: np.random.Generator) -> tuple[np.ndarray, float]:
    """Points (3, n) on its surface, even to the eye, and its area."""
    fine = np.linspace(0, len(tube.x) - 1, 200)
    nodes = np.arange(len(tube.x))
    x, y, radius = (np.interp(fine, nodes, values) for values in (tube.x, tube.y, tube.radius))
    ahead = np.stack([np.gradient(x), np.gradient(y)])
    pace = np.linalg.norm(ahead, axis=0)
    shares = pace * radius
    at = random.choice(200, n, p=shares / shares.sum())
    at_fine = fine[at] + (random.random(n) - 0.5) * (fine[1] - fine[0])
    x, y, radius = (np.interp(at_fine, nodes, values) for values in (tube.x, tube.y, tube.radius))
    side = ahead[:, at] / pace[at]
    angle = 2 * np.pi * random.random(n)
    out = radius * np.cos(angle)
    spots = np.stack([x - side[1] * out, y + side[0] * out, radius * np.sin(angle)])
    return spots, float(2 * np.pi * shares.sum())


def _inside(spots: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Which spots (n, 3) of the parts `chosen` (n,) lie within another ellipsoid, out of sight."""
    hidden = np.zeros(len(spots), bool)
    for i, solid in enumerate(ELLIPSOIDS):
        away = solid.turned((spots - np.array(solid.middle)).T, -1)  # (3, n)
        away /= np.array(solid.axes)[:, None]
        hidden |= (np.square(away).sum(axis=0) < 1) & (chosen != i)
    return hidden
