"""A corpus once read is kept as numbers, so that it opens several times faster the next time.

The file is a plain numpy archive without pickles. It is a convenience only: a folder that cannot
be written is no fault, and a file that is damaged counts as absent.
"""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path

import numpy as np

from engine import place

#: Raise it when what `engine.text.standard` reads from the same files changes.
VERSION = 1

Kept = tuple[list[list[str]], dict[str, str]]


def key(id: str, source: Path) -> str:
    """The name of what is kept of corpus `id`, read from `source` as that is now."""
    stat = source.stat()
    size = stat.st_size if source.is_file() else 0
    return f"{id}-{VERSION}-{size:x}-{stat.st_mtime_ns:x}"


def save(name: str, sentences: list[list[str]], groups: dict[str, str]) -> None:
    """Write `sentences` and the `groups` of their words under `name`, if the disk takes them."""
    index: dict[str, int] = {}
    tokens = [index.setdefault(word, len(index)) for word in chain.from_iterable(sentences)]
    names = sorted(set(groups.values()))
    numbers = {group: number for number, group in enumerate(names)}
    arrays = {
        "words": _bytes(index),
        "tokens": np.array(tokens, dtype=np.uint32),  # (N,)
        "lengths": np.array([len(sentence) for sentence in sentences], dtype=np.uint32),  # (S,)
        "names": _bytes(names),
        "groups": np.array(
            [numbers.get(groups.get(word, ""), 255) for word in index], dtype=np.uint8
        ),
    }
    path = _path(name)
    beside = path.with_name(f"{path.stem}.{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        os.replace(beside, path)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def load(name: str) -> Kept | None:
    """What `save` wrote under `name`; None where it is absent or damaged."""
    try:
        with np.load(_path(name), allow_pickle=False) as file:
            arrays = {part: file[part] for part in file.files}
        words, names = _strings(arrays["words"]), _strings(arrays["names"])
        tokens, lengths, numbers = arrays["tokens"], arrays["lengths"], arrays["groups"]
        if int(lengths.sum()) != len(tokens):
            return None
        said = [words[number] for number in tokens.tolist()]
        ends = np.cumsum(lengths).tolist()
        sentences = [
            said[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True)
        ]
        groups = {
            word: names[number]
            for word, number in zip(words, numbers.tolist(), strict=True)
            if number < 255
        }
    except Exception:  # whatever a damaged file does to its reader, it counts as absent
        return None
    return sentences, groups


def _path(name: str) -> Path:
    return place.data_folder() / "cache" / f"{name}.npz"


def _bytes(words: Iterable[str]) -> np.ndarray:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _strings(data: np.ndarray) -> list[str]:
    return data.tobytes().decode().split("\n")
