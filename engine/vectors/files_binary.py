"""Vectors as bytes: word2vec's binary format and numpy's `.npy`, whose sizes are checked first.

Mikolov et al. (2013), word2vec's `-binary 1`; NumPy Enhancement Proposal 1. What a header promises
is compared with the bytes that are there before any memory is asked for; nothing is unpickled.
"""

import io
import re

import numpy as np

from engine.sentences import N_, Refused
from engine.vectors.files_numbers import (
    LONGEST_LABEL,
    NUMBER,
    check_rows,
    check_size,
    check_words,
    shown,
)
from engine.vectors.points import Points

NPY = b"\x93NUMPY"
_HEADER = re.compile(rb"[ \t]*([0-9]{1,12})[ \t]+([0-9]{1,12})[ \t]*\r?\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
#: Bytes by which binary numbers are told from written ones; and of the longest word there may be.
_SAMPLE, _LONGEST_WORD = 65_536, 10_000


def is_word2vec(data: bytes) -> bool:
    """Whether `data` is word2vec's binary format: a header as in its text, then raw numbers."""
    head = _HEADER.match(data)
    if head is None or not _CONTROL.search(data, head.end(), head.end() + _SAMPLE):
        return False
    # A word may hold a control character; numbers written out do not.
    line = data[head.end() : head.end() + _SAMPLE].partition(b"\n")[0].decode("latin-1")
    numbers = line.split()[1:]
    return not numbers or not all(NUMBER.fullmatch(text) for text in numbers)


def read_word2vec(data: bytes, name: str) -> Points:
    """The vectors of word2vec's binary format.

    Raises Refused where the file ends early or goes on after the last vector, where a word stands
    twice, and where a number is not finite.
    """
    head = _HEADER.match(data)
    if head is None:
        raise ValueError("no header")
    N, D = int(head[1]), int(head[2])
    check_size(N, D, name)
    words: list[str] = []
    # Not N rows yet: the header may promise more than the file holds.
    vectors = np.empty((min(N, len(data) // (4 * D) + 1), D), "<f4")
    at = head.end()
    for row in range(N):
        while data[at : at + 1] == b"\n":
            at += 1
        gap = data.find(b" ", at, at + _LONGEST_WORD)
        end = gap + 1 + 4 * D
        if gap < 0 or end > len(data):
            raise Refused(
                N_("“{name}” is cut off or damaged at vector {row} of the {n} that line 1 names."),
                name=name,
                row=f"{row + 1:,}",
                n=f"{N:,}",
            )
        words.append(data[at:gap].decode("utf-8", "replace"))
        vectors[row] = np.frombuffer(data, "<f4", D, gap + 1)
        at = end
    if data[at:].strip():
        raise Refused(
            N_("“{name}” goes on after the {n} vectors of {width} numbers that line 1 promises."),
            name=name,
            n=f"{N:,}",
            width=f"{D:,}",
        )
    check_words(words, None, name)
    labels = tuple(shown(word, LONGEST_LABEL) for word in words)
    return Points(name, check_rows(vectors, name), labels, {}, "cosine")


def read_npy(data: bytes, name: str) -> Points:
    """The rows of a two-dimensional array of numbers.

    Raises Refused for objects, other dimensions, cut files and numbers that are not finite.
    """
    shape, kind, begin = _npy_header(data, name)
    if kind.kind not in "fiub":
        raise Refused(
            N_("“{name}” holds values of type {kind}; only plain numbers are read."),
            name=name,
            kind=shown(str(kind), 40),
        )
    if len(shape) != 2:
        raise Refused(
            N_("“{name}” should have two axes, points and the numbers of each; found: {n}."),
            name=name,
            n=len(shape),
        )
    check_size(*shape, name)
    if len(data) - begin < shape[0] * shape[1] * kind.itemsize:
        raise Refused(
            N_("“{name}” ends before the {n} × {width} numbers that its header promises."),
            name=name,
            n=f"{shape[0]:,}",
            width=f"{shape[1]:,}",
        )
    found = np.load(io.BytesIO(data), allow_pickle=False)
    return Points(name, check_rows(found, name), ("",) * shape[0], {}, "euclidean")


def _npy_header(data: bytes, name: str) -> tuple[tuple[int, ...], np.dtype, int]:
    """Shape, type and first byte of the array."""
    file = io.BytesIO(data)
    readers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    try:
        shape, _, kind = readers[np.lib.format.read_magic(file)](file)
    except Exception as fault:  # whatever a damaged header does to its reader
        raise Refused(
            N_("The header of “{name}” is damaged, or no plain array of numbers is behind it."),
            name=name,
        ) from fault
    return shape, kind, file.tell()
