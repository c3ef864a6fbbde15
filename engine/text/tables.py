"""A visitor's labelled texts are a table of two columns, and every fault in it names its row.

CSV as RFC 4180 has it (quoted fields may hold commas and line breaks), TSV without quoting as
spreadsheets and corpora write it. A header is optional; without one the column with fewer different
values is the label. Rows are counted as a spreadsheet counts them: from 1, with header and blanks.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from engine.sentences import N_, Refused
from engine.text.decode import clean

#: What a table must have, and may have at the most.
FEWEST_ROWS, MOST_ROWS, MOST_CLASSES = 10, 50_000, 20

#: Characters of a text and of a label at the most.
LONGEST_TEXT, LONGEST_LABEL = 100_000, 40

#: A letter, digit or sign of writing.
WORD = re.compile(r"[^\W_]")

_TEXT = {"text", "sentence", "review", "content", "comment", "文本", "句子", "评论", "内容"}
_LABEL = {"label", "class", "category", "sentiment", "polarity", "target", "标签", "类别", "情感"}


@dataclass(frozen=True)
class Table:
    """Texts and the number of the class of each; `names` are the classes' own labels."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]
    names: tuple[str, ...]


def read(text: str, name: str, wordless: bool = False) -> Table:
    """The labelled texts in `text`, the content of a CSV or TSV file called `name`.

    `wordless`: rows whose text has no word are left out, as published collections hold a few.
    Raises Refused in one sentence that names the row where a row is at fault.
    """
    rows = list(_rows(clean(text, name), name))
    rows, text_at, label_at = _columns(rows, name)
    if wordless:
        rows = [(row, cells) for row, cells in rows if WORD.search(cells[text_at])]
    found = [_checked(row, cells, text_at, label_at) for row, cells in rows]
    return _classes(found, [row for row, _ in rows], name)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with its number; strict about quotes."""
    tabbed = "\t" in text.lstrip("\n").split("\n", 1)[0]
    if tabbed:
        reader = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(io.StringIO(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            raise _broken(number, str(fault)) from fault
        if cells is None:
            return
        if number > MOST_ROWS:
            raise Refused(
                N_("“{name}” has more than {most} rows; that is the most a table may have."),
                name=name[:80],
                most=f"{MOST_ROWS:,}",
            )
        cells = [_bare(cell) if tabbed else cell.strip() for cell in cells]
        if any(cells):
            yield number, cells


def _bare(cell: str) -> str:
    """A cell of a TSV without the quotes that some programs put around it."""
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', ""):
        return cell[1:-1].replace('""', '"').strip()
    return cell


def _broken(number: int, fault: str) -> Refused:
    if "field limit" in fault:
        return Refused(
            N_("Row {row} holds a text of more than {most} characters."),
            row=number,
            most=f"{LONGEST_TEXT:,}",
        )
    return Refused(
        N_(
            "Row {row} has quotes that do not match: a text in quotes must end with one, and a "
            "quote inside it is written twice."
        ),
        row=number,
    )


def _columns(
    rows: list[tuple[int, list[str]]], name: str
) -> tuple[list[tuple[int, list[str]]], int, int]:
    """The rows without a header, and which cell is the text and which the label."""
    first = [cell.lower() for cell in rows[0][1]] if rows else []
    texts = [i for i, cell in enumerate(first) if cell in _TEXT]
    labels = [i for i, cell in enumerate(first) if cell in _LABEL]
    if texts and labels:
        _same_width(rows, len(first))
        return rows[1:], texts[0], labels[0]
    _same_width(rows, 2)
    # A list of words is no header: what is told apart by a header is told by its words alone.
    distinct = [len({cells[i] for _, cells in rows}) for i in (0, 1)] if rows else [1, 0]
    label = 0 if distinct[0] < distinct[1] else 1
    return rows, 1 - label, label


def _same_width(rows: list[tuple[int, list[str]]], wide: int) -> None:
    for row, cells in rows:
        if len(cells) != wide:
            raise Refused(
                N_(
                    "Row {row} has {n} columns, not {wide}: a text and its label are needed, with "
                    "a comma or a tab between them; a text with commas stands in quotes."
                ),
                row=row,
                n=len(cells),
                wide=wide,
            )


def _checked(row: int, cells: list[str], text_at: int, label_at: int) -> tuple[str, str]:
    text, label = cells[text_at], cells[label_at]
    if not label:
        raise Refused(N_("Row {row} has no label."), row=row)
    if not WORD.search(text):
        raise Refused(N_("Row {row} has no words in its text: “{text}”."), row=row, text=text[:40])
    if len(text) > LONGEST_TEXT:
        raise _broken(row, "field limit")
    if len(label) > LONGEST_LABEL:
        raise Refused(
            N_("The label of row {row} has {n} characters; {most} are the most: “{label}”."),
            row=row,
            n=len(label),
            most=LONGEST_LABEL,
            label=label[:LONGEST_LABEL] + "…",
        )
    return text, label


def _classes(found: list[tuple[str, str]], numbers: list[int], name: str) -> Table:
    """Number the labels in their order; each must occur twice, once to learn and once to test."""
    if len(found) < FEWEST_ROWS:
        raise Refused(
            N_("“{name}” has {n} rows with a text and a label; at least {fewest} are needed."),
            name=name[:80],
            n=len(found),
            fewest=FEWEST_ROWS,
        )
    counts = Counter(label for _, label in found)
    if len(counts) < 2:
        raise Refused(
            N_("Every row of “{name}” has the label “{label}”; at least 2 labels are needed."),
            name=name[:80],
            label=next(iter(counts)),
        )
    if len(counts) > MOST_CLASSES:
        beyond = list(dict.fromkeys(label for _, label in found))[MOST_CLASSES]
        row = next(row for row, (_, label) in zip(numbers, found, strict=True) if label == beyond)
        raise Refused(
            N_("Row {row} brings label number {n}, “{label}”; {most} different ones are the most."),
            row=row,
            n=MOST_CLASSES + 1,
            label=beyond,
            most=MOST_CLASSES,
        )
    for row, (_, label) in zip(numbers, found, strict=True):
        if counts[label] < 2:
            raise Refused(
                N_(
                    "The label “{label}” stands in row {row} alone; one text to learn from and "
                    "one to test are the least."
                ),
                label=label,
                row=row,
            )
    names = tuple(sorted(counts, key=_order))
    index = {label: number for number, label in enumerate(names)}
    return Table(tuple(text for text, _ in found), tuple(index[label] for _, label in found), names)


def _order(label: str) -> tuple[int, float, str]:
    """Numbers by size, then words by their letters."""
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", label):
        return 0, float(label), label
    return 1, 0.0, label
