"""An idx file is a magic number, the sizes of its axes, and one byte for each pixel or label.

The format of MNIST (LeCun, Cortes & Burges 1998): two zero bytes, the type (8: unsigned bytes), the
number of axes, then each size as four bytes, the largest first. Every fault is one sentence that
names the file; nothing is unpacked beyond MOST bytes.
"""

import gzip
import zlib
from pathlib import Path

import numpy as np

from engine.sentences import N_, Refused

#: Bytes of the largest file that is read, unpacked: MNIST's training pictures have 47 million.
MOST = 80_000_000
#: Pixels that a side may have, fewest and most, and pictures that are needed.
SIDES, FEWEST = (8, 64), 20


def pictures(path: Path) -> np.ndarray:
    """The pictures of an idx file (gzip or plain): uint8 (N, side, side). Raises Refused."""
    data = _bytes(path)
    n, height, width = _sizes(data, path.name, 3)
    low, high = SIDES
    if height != width or not low <= height <= high:
        raise Refused(
            N_(
                "{name} has pictures of {height} × {width} pixels; squares of {low} to {high} "
                "pixels a side are allowed."
            ),
            name=path.name, height=height, width=width, low=low, high=high,
        )  # fmt: skip
    if n < FEWEST:
        raise Refused(
            N_("{name} has {n} pictures; at least {fewest} are needed."),
            name=path.name, n=n, fewest=FEWEST,
        )  # fmt: skip
    return _values(data, path.name, (n, height, width))


def labels(path: Path) -> np.ndarray:
    """The labels of an idx file: uint8 (N,), each from 0 to 9. Raises Refused."""
    data = _bytes(path)
    (n,) = _sizes(data, path.name, 1)
    found = _values(data, path.name, (n,))
    if n and found.max() > 9:
        raise Refused(
            N_("{name} has the label {label}; labels from 0 to 9 are allowed."),
            name=path.name, label=int(found.max()),
        )  # fmt: skip
    return found


def pair(images: Path, said: Path) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (N, side, side) and their labels (N,); Refused where they do not belong together."""
    X, y = pictures(images), labels(said)
    if len(X) != len(y):
        raise Refused(
            N_("{name} has {n} pictures, and {other} has {m} labels; there must be one for each."),
            name=images.name, n=len(X), other=said.name, m=len(y),
        )  # fmt: skip
    if len(np.unique(y)) < 2:
        raise Refused(
            N_("{name} has the label {label} only; two classes at least are needed."),
            name=said.name, label=int(y[0]),
        )  # fmt: skip
    return X, y


def _bytes(path: Path) -> bytes:
    """The file's content, unpacked where it is gzip, and never more than MOST."""
    try:
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(path) as file:
                raw = file.read(MOST + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise Refused(
            N_("{name} cannot be unpacked: it is damaged or cut short."), name=path.name
        ) from fault
    if not raw:
        raise Refused(N_("{name} is empty."), name=path.name)
    if len(raw) > MOST:
        raise Refused(
            N_("{name} is larger than {most} million bytes, the most that is read."),
            name=path.name, most=MOST // 10**6,
        )  # fmt: skip
    return raw


def _sizes(data: bytes, name: str, axes: int) -> list[int]:
    """The sizes that the head tells; Refused where it is not the head of such a file."""
    head, wanted = data[:4], bytes((0, 0, 8, axes))
    if head != wanted:
        raise Refused(
            N_("{name} begins with {found}; an idx file of this kind begins with {wanted}."),
            name=name, found=head.hex(" "), wanted=wanted.hex(" "),
        )  # fmt: skip
    if len(data) < 4 + 4 * axes:
        raise Refused(N_("{name} ends within its head: it is cut short."), name=name)
    return [int.from_bytes(data[4 + 4 * at : 8 + 4 * at], "big") for at in range(axes)]


def _values(data: bytes, name: str, shape: tuple[int, ...]) -> np.ndarray:
    start, many = 4 + 4 * len(shape), 1
    for size in shape:
        many *= size
    if len(data) - start != many:
        raise Refused(
            N_("{name} should have {wanted} bytes after its head; it has {found}."),
            name=name, wanted=many, found=len(data) - start,
        )  # fmt: skip
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)
