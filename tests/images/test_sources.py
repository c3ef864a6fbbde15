"""Sets of pictures: scikit-learn's digits without scikit-learn, idx files where they are put."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.images import sources
from engine.sentences import Refused
from tests.images.test_idx import head, squares, written


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEXISCOPE_IMAGES", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str, n: int, label: int | None = None, side: int = 8) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    y = np.arange(n, dtype=np.uint8) % 10 if label is None else np.full(n, label, np.uint8)
    written(folder, f"{name}-images-idx3-ubyte", head(n, side, side) + squares(n, side).tobytes())
    written(folder, f"{name}-labels-idx1-ubyte", head(n) + y.tobytes())


def test_the_digits_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits

    ours, theirs = sources.load("digits"), load_digits()
    assert np.array_equal(ours.images, np.round(theirs.images * 255 / 16).astype(np.uint8))
    assert np.array_equal(ours.labels, theirs.target)
    assert ours.names == tuple("0123456789")


def test_the_digits_are_read_without_scikit_learn() -> None:
    code = (
        "import sys; from engine.images.sources import load; load('digits');"
        "assert 'sklearn' not in sys.modules, 'imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_split_is_the_same_for_everybody() -> None:
    one, other = sources.load("digits"), sources.load("digits", most=200)
    assert len(one.test) == 359  # a fifth of 1,797
    assert len(one.train) == 1438
    assert not set(one.train) & set(one.test)
    assert np.array_equal(one.test, other.test)
    assert np.array_equal(one.train[:200], other.train)


def test_mnist_and_fashion_are_read_where_they_are(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEXISCOPE_IMAGES", str(shared_data / "images"))
    mnist, fashion = sources.load("mnist", 500), sources.load("fashion")
    assert (mnist.side, len(mnist.train), len(mnist.test)) == (28, 500, 1000)
    assert len(mnist.labels) == 8000
    assert np.bincount(fashion.labels).tolist() == [72] * 10
    assert fashion.names[0] == "T-shirt"
    assert sources.available("mnist")


@pytest.mark.parametrize("inner", ["mnist", "MNIST/raw"])
def test_a_test_part_stays_the_test_part(folder: Path, inner: str) -> None:
    # "t10k" comes before "train" in the alphabet, and is split off all the same.
    put(folder / inner, "train", 40)
    put(folder / inner, "t10k", 20)
    found = sources.load("mnist")
    assert sorted(found.train.tolist()) == list(range(40))
    assert sorted(found.test.tolist()) == list(range(40, 60))


def test_what_is_not_here_says_where_it_belongs(folder: Path) -> None:
    assert not sources.available("mnist")
    with pytest.raises(Refused) as refused:
        sources.load("mnist")
    assert str(refused.value) == (
        "MNIST is not here. Put its idx files into the folder “mnist” of the folder that the "
        "setting LEXISCOPE_IMAGES names; the digits need no files."
    )
    assert str(folder) not in str(refused.value)


def test_bad_files_are_one_sentence(folder: Path) -> None:
    put(folder / "mnist", "train", 40, label=7)
    with pytest.raises(Refused) as refused:
        sources.load("mnist")
    assert str(refused.value) == (
        "train-labels-idx1-ubyte has the label 7 only; two classes at least are needed."
    )
    put(folder / "mnist", "train", 40)
    put(folder / "mnist", "t10k", 20, side=9)
    with pytest.raises(Refused) as refused:
        sources.load("mnist")
    assert str(refused.value) == "The files of MNIST have pictures of different sizes: 8, 9."


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        sources.load("cats")
    assert str(refused.value) == "“cats” is no set of pictures; there are digits, mnist, fashion."
    assert not sources.available("cats")
