"""Idx files: what is right is read to the byte; every fault is one sentence that names the file."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from engine.images import idx
from engine.sentences import Refused


def head(*sizes: int, kind: int = 8) -> bytes:
    return bytes((0, 0, kind, len(sizes))) + b"".join(size.to_bytes(4, "big") for size in sizes)


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def squares(n: int, side: int = 8) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, side, side), np.uint8)


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"])
def test_pictures_and_labels_are_read_to_the_byte(tmp_path: Path, name: str) -> None:
    X, y = squares(30), np.arange(30, dtype=np.uint8) % 10
    images = written(tmp_path, name, head(30, 8, 8) + X.tobytes())
    labels = written(tmp_path, name.replace("images-idx3", "labels-idx1"), head(30) + y.tobytes())
    read_X, read_y = idx.pair(images, labels)
    assert np.array_equal(read_X, X)
    assert np.array_equal(read_y, y)


GOOD = head(30, 8, 8) + squares(30).tobytes()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "x-images is empty."),
        (
            head(30, 8, 8, kind=13) + squares(30).tobytes(),
            "x-images begins with 00 00 0d 03; an idx file of this kind begins with 00 00 08 03.",
        ),
        (
            b"\x89PNG\r\n",
            "x-images begins with 89 50 4e 47; an idx file of this kind begins with 00 00 08 03.",
        ),
        (
            head(30) + bytes(30),
            "x-images begins with 00 00 08 01; an idx file of this kind begins with 00 00 08 03.",
        ),
        (GOOD[:10], "x-images ends within its head: it is cut short."),
        (GOOD[:-1], "x-images should have 1920 bytes after its head; it has 1919."),
        (GOOD + b"0", "x-images should have 1920 bytes after its head; it has 1921."),
        (
            head(2**32 - 1, 28, 28),
            # (2³² − 1) · 784
            "x-images should have 3367254359280 bytes after its head; it has 0.",
        ),
        (
            head(20, 4000, 3) + bytes(20),
            "x-images has pictures of 4000 × 3 pixels; squares of 8 to 64 pixels a side are "
            "allowed.",
        ),
        (head(1, 8, 8) + bytes(64), "x-images has 1 pictures; at least 20 are needed."),
        (GOOD[:2] + b"", "x-images begins with 00 00; an idx file of this kind begins with "
         "00 00 08 03."),
    ],
)  # fmt: skip
def test_every_fault_of_pictures_is_one_sentence(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        idx.pictures(written(tmp_path, "x-images", data))
    assert str(refused.value) == sentence


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    whole = gzip.compress(GOOD)
    middle = len(whole) // 2
    wrong = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    for data in (whole[:40], wrong, b"\x1f\x8b"):
        path = tmp_path / "y.gz"
        path.write_bytes(data)
        with pytest.raises(Refused) as refused:
            idx.pictures(path)
        assert str(refused.value) == "y.gz cannot be unpacked: it is damaged or cut short."


def test_no_archive_unpacks_without_end(tmp_path: Path) -> None:
    path = tmp_path / "z.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(idx.MOST // 10**6 + 1):
            file.write(bytes(10**6))
    with pytest.raises(Refused) as refused:
        idx.pictures(path)
    assert str(refused.value) == "z.gz is larger than 80 million bytes, the most that is read."


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (
            np.zeros(29, np.uint8),
            "images has 30 pictures, and labels has 29 labels; there must be one for each.",
        ),
        (np.full(30, 3, np.uint8), "labels has the label 3 only; two classes at least are needed."),
        (
            np.arange(30, dtype=np.uint8),
            "labels has the label 29; labels from 0 to 9 are allowed.",
        ),
    ],
)
def test_labels_must_fit_their_pictures(tmp_path: Path, labels: np.ndarray, sentence: str) -> None:
    images = written(tmp_path, "images", GOOD)
    said = written(tmp_path, "labels", head(len(labels)) + labels.tobytes())
    with pytest.raises(Refused) as refused:
        idx.pair(images, said)
    assert str(refused.value) == sentence
