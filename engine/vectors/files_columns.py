"""What points can be coloured by comes from the columns beside their vectors.

The Embedding Projector's metadata (Smilkov et al. 2016): one column is a list of labels; several
have a first line with their names.
"""

from collections.abc import Sequence

import numpy as np

from engine.sentences import N_, Refused
from engine.vectors.files_numbers import LONGEST_LABEL, numeric, shown
from engine.vectors.points import Column

#: Names, in small letters, of columns that hold labels; and of those that hold classes even where
#: these are numbers.
LABELS = ("label", "word", "name", "token", "title", "term", "text", "id")
CLASSES = ("label", "class", "target", "cluster", "category", "group", "species", "topic", "tag")
COUNTS = ("count", "counts", "frequency", "freq")
#: Most categories that can still be told apart, and most columns that are kept.
MOST_CATEGORIES, MOST_COLUMNS = 50, 100

#: Labels (N), columns by name, and counts (N,) where a column says them.
Beside = tuple[tuple[str, ...], dict[str, Column], np.ndarray | None]


def beside(titles: Sequence[str], cells: Sequence[Sequence[str]], name: str) -> Beside:
    """Labels and columns from `cells`, column by column, under their `titles`.

    The first column called “label”, “word” or the like names the points, else the first of all.
    Columns of numbers become numbers, those with few different values categories; others (long
    texts, say) only serve as labels. Raises Refused where there are too many.
    """
    if len(titles) > MOST_COLUMNS:
        raise Refused(
            N_("“{name}” has {n} columns beside the vectors; at most {most} are taken."),
            name=name,
            n=f"{len(titles):,}",
            most=MOST_COLUMNS,
        )
    columns: dict[str, Column] = {}
    counts = None
    naming = label_column(titles)
    for i, title in enumerate(titles):
        column = _column(title, cells[i], naming == i)
        if column is None:
            continue
        columns[_unused(title, i, columns)] = column
        if title.strip().lower() in COUNTS and column.kind == "number" and counts is None:
            counts = _counts(column.values)
    labels = tuple(shown(cell.strip(), LONGEST_LABEL) for cell in cells[naming]) if titles else ()
    return labels, columns, counts


def label_column(titles: Sequence[str]) -> int:
    """Which of the columns names the points."""
    small = [title.strip().lower() for title in titles]
    return next((small.index(wanted) for wanted in LABELS if wanted in small), 0)


def _column(title: str, cells: Sequence[str], naming: bool) -> Column | None:
    """The colours that a column gives; None where it gives none."""
    texts = [cell.strip() for cell in cells]
    different = set(texts)
    few = len(different) <= MOST_CATEGORIES
    if all(numeric(text) for text in different):
        with np.errstate(over="ignore"):
            values = np.array(texts, np.float64).astype(np.float32)
        whole = bool(np.isfinite(values).all())
        classes = few and title.strip().lower() in CLASSES and (values == np.round(values)).all()
        if whole and not classes:
            # Where all the rest is taken for granted, a row's number is no property of it.
            return None if naming and len(different) == len(texts) else Column("number", (), values)
    if not few or (naming and len(different) == len(texts)):
        return None
    names = sorted(different, key=_order)
    numbers = {text: i for i, text in enumerate(names)}
    values = np.array([numbers[text] for text in texts], np.int32)
    return Column("category", tuple(shown(text, LONGEST_LABEL) for text in names), values)


def _order(text: str) -> tuple[float, str]:
    """Numbers by size, then words by letter."""
    finite = numeric(text) and np.isfinite(float(text))
    return (float(text), text) if finite else (float("inf"), text)


def _counts(values: np.ndarray) -> np.ndarray | None:
    whole = (values >= 0).all() and (values == np.round(values)).all() and (values < 2**53).all()
    return values.astype(np.int64) if whole else None


def _unused(title: str, i: int, taken: dict[str, Column]) -> str:
    """A name for column `i` that no other has."""
    wanted = shown(title.strip()) or f"column {i + 1}"
    return wanted if wanted not in taken else f"{wanted} ({i + 1})"
