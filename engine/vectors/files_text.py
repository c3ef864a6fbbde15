"""Word vectors as text: a word and its numbers a line, with a header (word2vec) or without (GloVe).

Mikolov et al. (2013), word2vec's `-binary 0`; Pennington, Socher, Manning (2014), GloVe. Some words
of the large GloVe files hold spaces: numbers are counted from the right.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from engine.sentences import N_, Refused
from engine.vectors.files_numbers import (
    BLOCK,
    LONGEST_LABEL,
    MOST_POINTS,
    NUMBER,
    check_size,
    check_words,
    number,
    numeric,
    parsed,
    ragged,
    shown,
)
from engine.vectors.points import Points

#: A line of a text and its number, counted from 1.
Line = tuple[int, str]

_HEADER = re.compile(r" *([0-9]{1,12}) +([0-9]{1,12})[ \t]*")
_GAPS = re.compile("[ \t]+")
#: Lines by which a format is told.
SAMPLE = 100


def numbered(text: str, name: str) -> list[Line]:
    """The lines of `text` that are not blank. Raises Refused where they are too many.

    Only \\n and \\r end a line: U+0085 and U+2028 are words in some GloVe files.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n")
    if lines > 2 * MOST_POINTS:
        check_size(lines, 1, name)
    return [(i, line) for i, line in enumerate(text.split("\n"), 1) if line.strip(" \t")]


def tokens(line: str) -> list[str]:
    """What stands between the gaps of a line, at most a few thousand."""
    return _GAPS.split(line.strip(" \t"), maxsplit=5_000)


def header(lines: Sequence[Line]) -> tuple[int, int] | None:
    """What word2vec's first line promises: words and numbers of each; None where it is none.

    Two whole numbers may also be the first point of a table with two columns.
    """
    found = _HEADER.fullmatch(lines[0][1])
    if found is None:
        return None
    N, D = int(found[1]), int(found[2])
    below = [tokens(line) for _, line in lines[1:6]]
    pairs = sum(len(row) == 2 and all(map(numeric, row)) for row in below)
    table = bool(below) and 2 * pairs >= len(below)
    return None if table and not (D == 1 and len(lines) - 1 == N) else (N, D)


def holds_words(lines: Sequence[Line]) -> bool:
    """Whether lines of numbers between spaces begin with words: one that is no number says so.

    Names of columns above a table say nothing.
    """
    first = tokens(lines[0][1])
    names = len(lines) > 1 and not any(map(numeric, first))
    below = lines[1:] if names else lines
    return any(not numeric(_GAPS.split(line.strip(" \t"), 1)[0]) for _, line in below)


def read_words(lines: Sequence[Line], name: str) -> Points:
    """The vectors of word2vec's text format or of GloVe's.

    Raises Refused naming the line that is ragged, holds no number or one that is not finite, or
    repeats a word; and where the header lies.
    """
    promised = header(lines)
    if promised is None:
        widths = Counter(len(tokens(line)) - 1 for _, line in lines[:SAMPLE])
        N, D = len(lines), max(widths, key=widths.__getitem__)
    else:
        (N, D), lines = promised, lines[1:]
        if not N:
            raise Refused(N_("“{name}” holds no vectors."), name=name)
    check_size(N, D, name)
    if promised and len(lines) and _width(lines[0][1]) != D and _agree(lines):
        raise Refused(
            N_("Line 1 of “{name}” promises {said} numbers a word; found: {found}."),
            name=name,
            said=f"{D:,}",
            found=f"{_width(lines[0][1]):,}",
        )
    if len(lines) != N:
        raise Refused(
            N_("Line 1 of “{name}” promises {said} vectors; found: {found}."),
            name=name,
            said=f"{N:,}",
            found=f"{len(lines):,}",
        )
    words: list[str] = []
    vectors = np.empty((N, D), np.float32)
    for start, block in _blocks(lines, D):
        found, vectors[start : start + len(block)] = _block(block, D, name)
        words += found
    check_words(words, [line for line, _ in lines], name)
    labels = tuple(shown(word, LONGEST_LABEL) for word in words)
    return Points(name, vectors, labels, {}, "cosine")


def _agree(lines: Sequence[Line]) -> bool:
    return len({_width(line) for _, line in lines[:SAMPLE]}) == 1


def _width(line: str) -> int:
    """Numbers at the end of a line, its word left out."""
    count = 0
    for token in reversed(tokens(line)[1:]):
        if not numeric(token):
            break
        count += 1
    return count


def _blocks(lines: Sequence[Line], D: int) -> Iterator[tuple[int, Sequence[Line]]]:
    size = max(1, BLOCK // D)
    for start in range(0, len(lines), size):
        yield start, lines[start : start + size]


def _block(block: Sequence[Line], D: int, name: str) -> tuple[list[str], np.ndarray]:
    """Words and vectors (lines, D) of some lines."""
    words: list[str] = []
    cells: list[str] = []
    for line, text in block:
        word, *values = text.rstrip(" \t").rsplit(" ", D)
        if len(values) != D or "" in values or " " in word or "\t" in word:
            word, values = _fields(line, text, D, name)
        words.append(word)
        cells += values
    found = parsed(cells)
    if found is None:
        lines = (line for line, _ in block for _ in range(D))
        found = np.array(
            [number(cell, line, name) for cell, line in zip(cells, lines, strict=True)], np.float32
        )
    return words, found.reshape(-1, D)


def _fields(line: int, text: str, D: int, name: str) -> tuple[str, list[str]]:
    """Word and numbers of a line with wide gaps, with a word of several words, or with a fault."""
    parts = _GAPS.split(text.rstrip(" \t"), maxsplit=5_000)
    if len(parts) <= D or (len(parts) > D + 1 and NUMBER.fullmatch(parts[-D - 1])):
        raise ragged(line, _width(text), D, name)
    return " ".join(parts[:-D]), parts[-D:]
