"""The shelf of vectors: content-addressed or by name, bounded, and safe where it is damaged."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.sentences import Refused
from engine.vectors import shelf
from engine.vectors.points import Column, Points
from tests.vectors.test_points import POINTS

RUN = "run:0123456789abcdef@1200"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path))
    return tmp_path / "vectors"


def same(one: Points, other: Points) -> None:
    """Whether all but the ids is equal."""
    assert np.array_equal(one.vectors, other.vectors)
    assert other.vectors.dtype == np.float32
    assert other.vectors.flags.writeable  # compiled loops are compiled again for read-only ones
    for part in ("labels", "metric", "language", "relations"):
        assert getattr(one, part) == getattr(other, part)
    for part in ("images", "counts"):
        mine, kept = getattr(one, part), getattr(other, part)
        assert (mine is None) == (kept is None)
        if mine is not None:
            assert np.array_equal(mine, kept)
            assert mine.dtype == kept.dtype
    assert list(one.columns) == list(other.columns)
    for name, column in one.columns.items():
        kept = other.columns[name]
        assert (column.kind, column.names) == (kept.kind, kept.names)
        assert np.array_equal(column.values, kept.values)
        assert column.values.dtype == kept.values.dtype


def small(label: str = "a") -> Points:
    return Points("x", np.ones((1, 2), np.float32), (label,), {}, "euclidean")


def test_what_is_put_comes_back(folder: Path):
    name = shelf.put(POINTS)
    assert len(name) == 16
    kept = shelf.get(name)
    same(POINTS, kept)
    assert kept.id == f"file:{name}"
    assert [path.name for path in folder.iterdir()] == [f"{name}.safetensors"]


def test_equal_content_has_one_name_whatever_the_file_was_called():
    name = shelf.put(small())
    assert shelf.put(replace(small(), id="my secret file.txt")) == name
    assert shelf.put(small("b")) != name
    assert shelf.get(name).id == f"file:{name}"


def test_vectors_of_runs_have_names_of_their_own(folder: Path):
    shelf.put_as(RUN, POINTS)
    same(POINTS, shelf.get(RUN))
    assert shelf.get(RUN).id == RUN
    assert ":" not in next(folder.iterdir()).name
    shelf.put_as(RUN, small())  # the later one counts
    same(small(), shelf.get(RUN))


@pytest.mark.parametrize(
    "name", ["", "../x", "a/b", "a\\b", "a.b", "ü", "a b", "x" * 101, "toy\n", "0123456789abcdef"]
)
def test_a_name_is_safe(name: str):
    with pytest.raises(Refused) as refused:
        shelf.put_as(name, small())
    assert str(refused.value) == (
        f"“{name[:40]}” is no name for vectors; letters, digits, “-”, “@” and “:” may be in one."
    )
    assert shelf.get(name) is None
    assert shelf.metric(name) is None


def test_what_is_damaged_counts_as_absent(folder: Path):
    name = shelf.put(POINTS)
    shelf.put_as(RUN, POINTS)
    for path in folder.iterdir():
        data = path.read_bytes()
        path.write_bytes(data[:-5])
    assert shelf.get(name) is None
    assert shelf.get(RUN) is None
    for path in folder.iterdir():
        path.write_bytes(b"\xff" * 8 + b"nonsense")
    assert shelf.get(RUN) is None
    assert shelf.metric(RUN) is None
    assert shelf.put(POINTS) == name  # putting it again mends it
    same(POINTS, shelf.get(name))


def test_one_changed_number_is_noticed(folder: Path):
    name = shelf.put(POINTS)
    path = folder / f"{name}.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    assert shelf.get(name) is None


def test_another_runs_file_under_a_name_is_not_taken_for_it(folder: Path):
    shelf.put_as(RUN, POINTS)
    other = "run:fedcba9876543210@1200"
    path = folder / f"{RUN.replace(':', '_')}.safetensors"
    path.rename(folder / f"{other.replace(':', '_')}.safetensors")
    assert shelf.get(other) is None


def test_the_metric_is_known_without_the_vectors():
    assert shelf.metric(shelf.put(small())) == "euclidean"
    shelf.put_as(RUN, POINTS)
    assert shelf.metric(RUN) == "cosine"
    assert shelf.metric("run:none@0") is None


def test_the_longest_unused_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch):
    names = [shelf.put(small(label)) for label in "abc"]
    for age, name in enumerate(reversed(names)):
        os.utime(folder / f"{name}.safetensors", (1000 - age, 1000 - age))
    assert shelf.get(names[0]) is not None  # asked for, and so the newest now
    size = (folder / f"{names[0]}.safetensors").stat().st_size
    monkeypatch.setattr(shelf, "LIMIT", 3 * size + size // 2)
    names.append(shelf.put(small("d")))
    assert [shelf.get(name) is not None for name in names] == [True, False, True, True]


def test_the_newest_stays_though_it_is_larger_than_the_shelf(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shelf, "LIMIT", 10)
    assert shelf.get(shelf.put(POINTS)) is not None


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("LEXISCOPE_DATA", str(blocked))
    with pytest.raises(Refused) as refused:
        shelf.put(small())
    assert str(refused.value) == (
        "The vectors could not be kept on this server (Not a directory); try again later."
    )


def test_names_and_categories_in_any_script_come_back():
    points = Points(
        "x",
        np.zeros((2, 1), np.float32),
        ("北京\n", '"\\\u2028<b>'),
        {"类": Column("category", ("é",), np.zeros(2, np.int32))},
        "cosine",
    )
    same(points, shelf.get(shelf.put(points)))
