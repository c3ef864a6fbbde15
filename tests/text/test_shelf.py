"""The shelf of visitors' texts: content-addressed, bounded, safe to share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.sentences import Refused
from engine.text import shelf

TEXT = "You shall know a word by the company it keeps."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path))
    return tmp_path / "texts"


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_round_trip_and_name(folder: Path) -> None:
    # printf '%s' '…' | sha256sum | cut -c1-16
    id = shelf.put("abc")
    assert id == "ba7816bf8f01cfea"  # SHA-256 of "abc", FIPS 180-2 appendix B.1
    assert shelf.get(id) == "abc"
    assert shelf.put("abc") == id
    assert _files(folder) == {f"{id}.gz"}
    assert shelf.get(shelf.put("红楼梦\n😀")) == "红楼梦\n😀"


def test_one_letter_two_ways_is_one_text() -> None:
    assert shelf.put("cafe\u0301") == shelf.put("caf\u00e9")


@pytest.mark.parametrize(
    "id",
    ["", "../../etc/passwd", "BA7816BF8F01CFEA", "ba7816bf8f01cfe", "ba7816bf8f01cfea\n", "٠" * 16],
)
def test_what_is_no_name_is_refused(id: str) -> None:
    with pytest.raises(Refused) as refused:
        shelf.get(id)
    assert str(refused.value) == (
        f"“{id}” is not the name of a text; such a name has 16 of the digits 0-9 and a-f."
    )


def test_an_unknown_text_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        shelf.get("0123456789abcdef")
    assert str(refused.value) == (
        "The text 0123456789abcdef is no longer on this server; upload or paste it again."
    )


def test_a_damaged_text_is_refused_and_mended_by_putting_it_again(folder: Path) -> None:
    id = shelf.put(TEXT)
    file = folder / f"{id}.gz"
    for damage in (file.read_bytes()[:-9], b"", b"\x1f\x8b garbage", (folder / "x").name.encode()):
        file.write_bytes(damage)
        with pytest.raises(Refused, match="no longer on this server"):
            shelf.get(id)
        assert shelf.put(TEXT) == id
        assert shelf.get(id) == TEXT


def test_the_text_longest_unused_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [shelf.put(f"{TEXT} {number}") for number in range(3)]
    for age, id in enumerate(ids):
        os.utime(folder / f"{id}.gz", (1_000 + age, 1_000 + age))
    shelf.get(ids[0])  # now the second is the oldest
    size = sum(path.stat().st_size for path in folder.iterdir())
    monkeypatch.setattr(shelf, "LIMIT", size)
    newest = shelf.put(f"{TEXT} 3")  # as long as the others
    assert _files(folder) == {f"{id}.gz" for id in (ids[0], ids[2], newest)}
    monkeypatch.setattr(shelf, "LIMIT", 0)
    last = shelf.put("the newest stays whatever the limit")
    assert _files(folder) == {f"{last}.gz"}


def test_a_disk_that_takes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    id = shelf.put(TEXT)

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refused) as refused:
        shelf.put("another text")
    assert str(refused.value) == (
        "The text could not be kept on this server (No space left on device); try again later."
    )
    assert shelf.put(TEXT) == id  # what is there already needs no disk
    assert _files(folder) == {f"{id}.gz"}


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("in the way")
    with pytest.raises(Refused, match="could not be kept on this server"):
        shelf.put(TEXT)


def test_processes_putting_the_same_text_at_once(folder: Path) -> None:
    code = (
        "from engine.text import shelf\n"
        "for n in range(40): print(shelf.put(f'the same text {n % 4} ' * 5000))"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        for _ in range(2)
    ]
    said = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert said[0] == said[1]
    assert len(set(said[0].split())) == 4
    assert _files(folder) == {f"{id.decode()}.gz" for id in said[0].split()}
