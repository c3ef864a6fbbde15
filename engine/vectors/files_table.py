"""Tables of numbers with labels beside them: TSV as the Embedding Projector has it, CSV, spaces.

RFC 4180 for quotes in CSV; in TSV a quote is a character like any other (Smilkov et al. 2016).
Which columns are numbers, and whether the first line names them, is seen from the first hundred.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.sentences import N_, Refused
from engine.vectors.files_columns import CLASSES, COUNTS, LABELS, beside
from engine.vectors.files_numbers import (
    BLOCK,
    MOST_WIDTH,
    check_size,
    number,
    numeric,
    parsed,
    shown,
)
from engine.vectors.files_text import SAMPLE, Line, tokens
from engine.vectors.points import Points

#: One row of a table: the number of its line, and its cells.
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Layout:
    """Where what stands: the cells of a row, those of the vector, those beside it, their names."""

    width: int
    vector: tuple[int, ...]
    beside: tuple[int, ...]
    titles: tuple[str, ...]
    named: bool


def delimiter(lines: Sequence[Line]) -> str:
    """What stands between the cells: a tab, a comma, a semicolon, or spaces."""
    sample = "\n".join(line for _, line in lines[:SAMPLE])
    spaces = sample.count(" ")
    if sample.count("\t") > spaces:  # one a line may also stand behind GloVe's words
        return "\t"
    found = max(";,", key=sample.count)
    return found if sample.count(found) >= max(1, spaces) else " "


def read_table(lines: Sequence[Line], between: str, name: str) -> Points:
    """The points of a table: a row each, vectors from its columns of numbers.

    Other columns give labels and colours; so do columns of numbers that are called “label”,
    “class” or the like. Raises Refused naming the line that is ragged or holds no number.
    """
    rows = _rows(lines, between, name)
    sample = [row for _, row in zip(range(SAMPLE), rows, strict=False)]
    layout = _layout([cells for _, cells in sample])
    ahead = sample[1:] if layout.named else sample
    vectors: list[np.ndarray] = []
    texts: list[list[str]] = [[] for _ in layout.beside]
    D = len(layout.vector)
    check_size(1, D, name)
    for block in _blocks(ahead, rows, max(1, BLOCK // layout.width)):
        vectors.append(_block(block, layout, name))
        for i, column in enumerate(layout.beside):
            texts[i] += [cells[column] for _, cells in block]
    N = sum(map(len, vectors))
    check_size(N, D, name)
    labels, columns, counts = beside(layout.titles, texts, name)
    found = np.concatenate(vectors)
    return Points(name, found, labels or ("",) * N, columns, "euclidean", counts=counts)


def split(line: str, between: str, name: str) -> list[str]:
    """The cells of one line. Raises Refused where they are far too many."""
    if between == " ":
        return tokens(line)
    if line.count(between) > 2 * MOST_WIDTH:
        check_size(1, line.count(between), name)
    return line.split(between)


def _rows(lines: Sequence[Line], between: str, name: str) -> Iterator[Row]:
    if between in ",;" and any('"' in line for _, line in lines):
        yield from _quoted(lines, between, name)
        return
    for line, text in lines:
        yield line, split(text, between, name)


def _quoted(lines: Sequence[Line], between: str, name: str) -> Iterator[Row]:
    """Rows with quotes about some cells, which may hold ends of lines."""
    reader = csv.reader((text + "\n" for _, text in lines), delimiter=between, strict=True)
    begin = 0
    try:
        for cells in reader:
            if len(cells) > 2 * MOST_WIDTH:
                check_size(1, len(cells), name)
            yield lines[begin][0], cells
            begin = reader.line_num
    except csv.Error as fault:
        raise Refused(
            N_("Quotation marks from line {line} of “{name}” on are unmatched, or hold too much."),
            line=f"{lines[begin][0]:,}",
            name=name,
        ) from fault


def _layout(sample: list[list[str]]) -> Layout:
    """What the first rows say of all."""
    widths = Counter(map(len, sample))
    width = max(widths, key=widths.__getitem__)
    whole = [cells for cells in sample if len(cells) == width]
    numbers = [
        column
        for column in range(width)  # at least half: of two lines the first may be names
        if 2 * sum(numeric(cells[column].strip()) for cells in whole) >= len(whole)
    ]
    blank = {c for c in range(width) if not any(cells[c].strip() for cells in whole)}
    first = [cell.strip() for cell in sample[0]]
    named = len(sample) > 1 and len(first) == width and _names(first, numbers)
    titles = first if named else [""] * width
    aside = {column for column in numbers if named and _is_aside(titles[column], column)}
    vector = tuple(column for column in numbers if column not in aside)
    # An index without a name, as pandas writes it, says nothing of the points.
    without = {*vector, *blank, *(column for column in aside if not titles[column])}
    kept = [column for column in range(width) if column not in without]
    shown_titles = tuple(titles[c] or ("label" if c == kept[0] else "") for c in kept)
    return Layout(width, vector, tuple(kept), shown_titles, named)


def _names(first: list[str], numbers: list[int]) -> bool:
    """Whether a first row names the columns of numbers: with words, or counting as pandas does.

    0, 1 alone may be a point; behind the empty name of an index, or from 0 to 3, it is no such.
    """
    above = [first[column] for column in numbers]
    counted = above[1:] if above and not above[0] else above
    counting = counted == [str(i) for i in range(len(counted))]
    enough = len(counted) >= (1 if len(counted) < len(above) else 4)
    return bool(above) and (not any(map(numeric, above)) or (counting and enough))


def _is_aside(title: str, column: int) -> bool:
    """Whether a column of numbers is no part of the vector: a class, a count, an index."""
    return title.lower() in {*CLASSES, *COUNTS, *LABELS} or (not title and column == 0)


def _blocks(ahead: list[Row], rest: Iterator[Row], size: int) -> Iterator[list[Row]]:
    block = ahead
    for row in rest:
        if len(block) >= size:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _block(block: list[Row], layout: Layout, name: str) -> np.ndarray:
    """The vectors (rows, D) of some rows."""
    wanted: list[str] = []
    for line, cells in block:
        if len(cells) != layout.width:
            raise Refused(
                N_("Line {line} of “{name}” should have {expected} columns; found: {found}."),
                line=f"{line:,}",
                name=name,
                found=f"{len(cells):,}",
                expected=f"{layout.width:,}",
            )
        wanted += [cells[column] for column in layout.vector]
    found = parsed(wanted)
    if found is None:
        found = np.array([
            number(cells[column].strip(), line, name)
            for line, cells in block
            for column in layout.vector
        ], np.float32)  # fmt: skip
    return found.reshape(len(block), -1)


def read_metadata(lines: list[str], name: str, N: int) -> tuple[list[str], list[list[str]]]:
    """Titles and cells, column by column, of the Embedding Projector's metadata for N points.

    Raises Refused where a row is ragged or the rows are not N.
    """
    rows = [split(line, "\t", name) for line in lines]
    width = len(rows[0])
    titles, rows = (rows[0], rows[1:]) if width > 1 else (["label"], rows)
    while len(rows) > N and rows[-1] == [""]:
        rows.pop()
    if len(rows) != N:
        raise Refused(
            N_("“{name}” holds {found} rows; there are {expected} points."),
            name=name,
            found=f"{len(rows):,}",
            expected=f"{N:,}",
        )
    for line, cells in enumerate(rows, 2 if width > 1 else 1):
        if len(cells) != width:
            raise Refused(
                N_("Line {line} of “{name}” should have {expected} columns; found: {found}."),
                line=f"{line:,}",
                name=name,
                found=f"{len(cells):,}",
                expected=f"{width:,}",
            )
    columns = [[shown(cells[i], 2_000) for cells in rows] for i in range(width)]
    return titles, columns
