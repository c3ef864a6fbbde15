"""Numbers in a text are read a block at a time; only a block with a fault is read again, slowly.

numpy's parser reads a block some thirty times faster than `float` reads each number, but it cannot
say where a fault is; so whoever calls it goes through the lines of a block that it did not take.
"""

import re
from collections.abc import Sequence

import numpy as np

from engine.sentences import N_, Refused

#: Largest file taken, in bytes: what the upload field lets through (50 MB).
LARGEST = 50 * 2**20
#: Points, numbers of each, and numbers together (100 MB in single precision) that are taken.
MOST_POINTS, MOST_WIDTH, MOST_NUMBERS = 100_000, 2_000, 25_000_000
#: Longest label shown; a label of a whole page would be no name.
LONGEST_LABEL = 200
#: Numbers parsed at once.
BLOCK = 200_000

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ENDLESS = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


def shown(text: str, most: int = 80) -> str:
    """`text` as it can stand in a sentence: cut, and without control characters."""
    cut = text if len(text) <= most else text[:most] + "…"
    return re.sub("[\x00-\x1f\x7f-\x9f]", "·", cut)


def numeric(text: str) -> bool:
    """Whether `text` is meant as a number; NaN and infinity are, though none is taken."""
    return bool(NUMBER.fullmatch(text) or _ENDLESS.fullmatch(text))


def parsed(cells: Sequence[str]) -> np.ndarray | None:
    """The numbers in `cells` as float32; None where any cell is not exactly one finite number."""
    joined = ",".join(cells)
    # With white space at the very end numpy's parser may add a number of its own.
    if not joined or joined[-1] not in "0123456789.":
        return None
    try:
        values = np.fromstring(joined, dtype=np.float32, sep=",")
    except (ValueError, DeprecationWarning):
        return None
    return values if len(values) == len(cells) and np.isfinite(values).all() else None


def number(text: str, line: int, name: str) -> np.float32:
    """One number. Raises Refused naming its `line` where it is none, or none that is finite."""
    if not numeric(text):
        raise Refused(
            N_("“{text}” in line {line} of “{name}” is not a number."),
            text=shown(text, 40),
            line=f"{line:,}",
            name=name,
        )
    with np.errstate(over="ignore"):
        value = np.float32(float(text))
    if not np.isfinite(value):
        raise Refused(
            N_("Line {line} of “{name}” holds {text}; numbers must be finite, below 3.4e38."),
            line=f"{line:,}",
            name=name,
            text=shown(text, 40),
        )
    return value


def check_rows(found: np.ndarray, name: str) -> np.ndarray:
    """`found` (N, D) as float32. Raises Refused naming the row where a number is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        values = np.ascontiguousarray(found, dtype=np.float32)
    finite = np.isfinite(values)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        raise Refused(
            N_("Row {row} of “{name}” holds {text}; numbers must be finite, below 3.4e38."),
            row=f"{row + 1:,}",
            name=name,
            text=str(found[row, column]),
        )
    return values


def check_size(N: int, D: int, name: str) -> None:
    """Raises Refused where N points of D numbers are none, or more than are taken."""
    if N < 1 or D < 1:
        raise Refused(N_("“{name}” holds no vectors."), name=name)
    if N > MOST_POINTS:
        raise Refused(
            N_("“{name}” holds {n} vectors; at most {most} are taken."),
            name=name,
            n=f"{N:,}",
            most=f"{MOST_POINTS:,}",
        )
    if D > MOST_WIDTH:
        raise Refused(
            N_("The vectors of “{name}” have {n} numbers each; at most {most} are taken."),
            name=name,
            n=f"{D:,}",
            most=f"{MOST_WIDTH:,}",
        )
    if N * D > MOST_NUMBERS:
        raise Refused(
            N_("“{name}” holds {n} × {width} numbers; at most {most} are taken: bring fewer rows."),
            name=name,
            n=f"{N:,}",
            width=f"{D:,}",
            most=f"{MOST_NUMBERS:,}",
        )


def ragged(line: int, found: int, expected: int, name: str) -> Refused:
    """What is said of a line with more or fewer numbers than the others."""
    return Refused(
        N_("Line {line} of “{name}” should hold {expected} numbers; found: {found}."),
        line=f"{line:,}",
        name=name,
        found=f"{found:,}",
        expected=f"{expected:,}",
    )


def check_words(words: Sequence[str], lines: Sequence[int] | None, name: str) -> None:
    """Raises Refused where a word stands twice, naming it and both `lines` (None: both rows)."""
    if len(set(words)) == len(words):
        return
    in_lines = N_("The word “{word}” stands twice in “{name}”: in lines {first} and {second}.")
    in_rows = N_("The word “{word}” stands twice in “{name}”: as vectors {first} and {second}.")
    first: dict[str, int] = {}
    for word, line in zip(words, lines or range(1, len(words) + 1), strict=True):
        if word in first:
            raise Refused(
                in_lines if lines else in_rows,
                word=shown(word, 40),
                name=name,
                first=f"{first[word]:,}",
                second=f"{line:,}",
            )
        first[word] = line
