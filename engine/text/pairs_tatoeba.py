"""Pairs of sentences that people have translated for each other, where they are on this machine.

Tatoeba (Trang Ho and contributors, CC BY 2.0 FR), as tables of manythings.org/anki: English, a tab,
its translation, a tab, whose it is. They are looked for in `pairs` of the data folder and beside
NLTK's data.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine import place
from engine.sentences import N_, Refused, Sentence
from engine.text import tokenize

#: Longest side in tokens, and the most pairs that are read: the shortest ones.
LONGEST, MOST = 9, 10_000

Pair = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Tatoeba:
    """A table to learn from: its title, the names that its file may have, how its target is cut."""

    id: str
    title: str
    files: tuple[str, ...]
    language: str
    tokens: str


TABLES = (
    Tatoeba(
        "tatoeba-zh", N_("Tatoeba: English to Chinese"), ("eng-cmn.tsv", "cmn.txt"), "zh", "letters"
    ),
    Tatoeba(
        "tatoeba-fr", N_("Tatoeba: English to French"), ("eng-fra.tsv", "fra.txt"), "fr", "words"
    ),
)


def table_of(id: str) -> Tatoeba | None:
    """The table of this id, if there is one."""
    return next((table for table in TABLES if table.id == id), None)


def find(table: Tatoeba) -> Path | None:
    """Where a table's file lies, or None."""
    paths = (folder / name for folder in _folders() for name in table.files)
    return next((path for path in paths if path.is_file()), None)


def read(table: Tatoeba) -> list[Pair]:
    """Its shorter pairs, each English sentence once, the shortest first.

    Raises Refused where the file is not here.
    """
    path = find(table)
    if path is None:
        raise Refused(
            N_(
                "“{title}” is not on this machine: its file {file}, from manythings.org/anki, "
                "belongs into the folder “pairs” of the data folder."
            ),
            title=Sentence(table.title), file=table.files[-1],
        )  # fmt: skip
    found: dict[tuple[str, ...], list[str]] = {}
    way = "characters" if table.tokens == "letters" else "words"
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            english, target = [*line.split("\t"), ""][:2]
            source = _cut(english, "words", "en")
            written = _cut(target, way, table.language)
            if 0 < len(source) <= LONGEST and 0 < len(written) <= 2 * LONGEST:
                found.setdefault(tuple(source), written)
            if len(found) >= MOST:
                break
    return [(list(source), written) for source, written in found.items()]


def _cut(text: str, tokens: str, language: str) -> list[str]:
    return [one for said in tokenize.sentences(text, tokens, language) for one in said]


def _folders() -> Iterator[Path]:
    yield place.data_folder() / "pairs"
    for folder in os.environ.get("NLTK_DATA", "").split(os.pathsep):
        if folder:
            yield Path(folder).expanduser().parent / "pairs"
