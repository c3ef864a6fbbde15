"""WordNet is read from NLTK's package once and kept as arrays that are mapped into memory after.

WordNet 3.0 (Fellbaum 1998; Miller 1995) with the Chinese words of the Open Multilingual Wordnet
(Bond & Foster 2013; the Chinese Open Wordnet, Wang & Bond 2013). NLTK's own reader needs some five
seconds and as many again for the Chinese; what is kept here opens in milliseconds, without NLTK.
The files are described in `wndb(5WN)`.
"""

import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine import place
from engine.sentences import N_, Refused, Sentence
from engine.text import lexicon_forms, standard
from engine.text.lexicon import Lexicon, Synset, tables

#: Raise it when what is read from the same files changes.
VERSION = 3


@dataclass(frozen=True)
class Package:
    """A package of NLTK's: its names, the newest first, what its download weighs, its licence."""

    names: tuple[str, ...]
    title: str
    bytes: int
    licence: str


ENGLISH = Package(
    ("wordnet",), "WordNet 3.0", 10_775_600, N_("WordNet licence: free to use and pass on")
)
#: NLTK 3.10 reads release 2.0, earlier ones 1.4; the Chinese part is the same.
CHINESE = Package(
    ("omw-2.0", "omw-1.4"), "Open Multilingual Wordnet", 28_567_474,
    N_("Chinese Open Wordnet licence: free to use and pass on"),
)  # fmt: skip
PACKAGES = (ENGLISH, CHINESE)

#: Part of speech → the ending of its files.
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
#: Pointers to what a synset is a kind, or an instance, of.
UP = ("@", "@i")


def find(package: Package) -> Path | None:
    """Where a package lies; None where it was never fetched."""
    found = (standard.find(name) for name in package.names)
    return next((path for path in found if path is not None), None)


def available() -> bool:
    """Whether WordNet can be read without a download; looks for files only."""
    return find(ENGLISH) is not None


def fetch() -> None:
    """Download what is missing; raises Refused when that fails."""
    for package in PACKAGES:
        if find(package) is None:
            standard.fetch(package.names[0])


def load() -> Lexicon:
    """WordNet, mapped into memory; read and kept first where that was never done.

    Raises Refused where the package is not here, or cannot be read.
    """
    english, chinese = find(ENGLISH), find(CHINESE)
    if english is None:
        # A link must not make a server download: that takes a click on the page.
        raise Refused(
            N_("“{title}” is not on this machine yet. Download it first: {size:.1f} MB."),
            title=Sentence(ENGLISH.title),
            size=sum(package.bytes for package in PACKAGES) / 1e6,
        )
    folder = place.data_folder() / "cache" / key(english, chinese)
    try:
        return _mapped(folder)
    except (OSError, ValueError):  # not there, or damaged: it is made anew
        _mapped.cache_clear()
    try:
        made = tables(*read(english, chinese))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as fault:
        raise Refused(
            N_("{path} cannot be read; delete it and download it again."), path=english.name
        ) from fault
    save(folder, made)
    return Lexicon("wordnet", made)


def key(english: Path, chinese: Path | None) -> str:
    """The name of what is kept of these packages as they are now."""
    said = [f"wordnet-{VERSION}"]
    for path in (english, chinese):
        stat = path.stat() if path else None
        said.append(f"{stat.st_size:x}-{stat.st_mtime_ns:x}" if stat else "none")
    return "-".join(said)


@lru_cache(maxsize=2)
def _mapped(folder: Path) -> Lexicon:
    """What `save` wrote into `folder`; OSError or ValueError where it is absent or damaged."""
    names = (folder / "names").read_text(encoding="ascii").split()
    found = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
    return Lexicon("wordnet", found)


def save(folder: Path, made: dict[str, np.ndarray]) -> None:
    """Write the arrays into `folder`, whole or not at all, if the disk takes them."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        beside.mkdir(parents=True)
        for name, array in made.items():
            np.save(beside / f"{name}.npy", array, allow_pickle=False)
        (beside / "names").write_text("\n".join(made), encoding="ascii")
        if (folder / "names").exists():
            shutil.rmtree(folder)  # damaged, else it would have been read
        os.replace(beside, folder)
    except OSError:  # another process was first, or there is no room: both are no fault
        shutil.rmtree(beside, ignore_errors=True)


# -- Reading the packages -------------------------------------------------------------------------


def read(
    english: Path, chinese: Path | None
) -> tuple[list[Synset], dict[str, list[tuple[int, int]]], bytes]:
    """Synsets, words and irregular forms, as `lexicon.tables` takes them."""
    lines = {pos: _lines(english, f"data.{FILES[pos]}") for pos in FILES}
    place_of: dict[tuple[str, int], int] = {}
    for pos, found in lines.items():
        for line in found:
            place_of[pos, int(line[:8])] = len(place_of)
    order = {pos: _index(english, pos) for pos in FILES}
    beside = {int(line[:8]) for line in lines["a"] if line.split(" ", 3)[2] == "s"}
    # Satellites are numbered among themselves, as NLTK 3.10 has it.
    satellites = {
        word: [offset for offset in offsets if offset in beside]
        for word, offsets in order["a"].items()
    }
    named = _chinese(chinese) if chinese else {}
    synsets = [
        _synset(line, pos, place_of, {**order, "s": satellites}, named)
        for pos, found in lines.items()
        for line in found
    ]
    met = _met(english)
    entries: dict[str, list[tuple[int, int]]] = {}
    for pos, words in order.items():
        for word, offsets in words.items():
            entries.setdefault(word, []).extend(
                (place_of[pos, offset], met.get((word, pos, offset), 0)) for offset in offsets
            )
    return synsets, entries, lexicon_forms.packed(_forms(english))


def _lines(package: Path, name: str) -> list[str]:
    """The lines of one file of a package, a folder or a zip, without the licence at its head."""
    if package.is_dir():
        data = (package / name).read_bytes()
    else:
        with zipfile.ZipFile(package) as archive:
            data = archive.read(f"{package.stem}/{name}")
    return [line for line in data.decode().split("\n") if line and not line.startswith("  ")]


def _synset(
    line: str,
    pos: str,
    place_of: dict[tuple[str, int], int],
    order: dict[str, dict[str, list[int]]],
    named: dict[tuple[str, int], tuple[str, ...]],
) -> Synset:
    """One line of a data file: offset, file, kind, words, pointers | gloss."""
    said, _, gloss = line.partition("|")
    parts = said.split()
    offset, kind, count = int(parts[0]), parts[2], int(parts[3], 16)
    lemmas = [word.partition("(")[0] for word in parts[4 : 4 + 2 * count : 2]]
    pointers = parts[5 + 2 * count :]
    up = [
        place_of[pointers[at + 2], int(pointers[at + 1])]
        for at in range(0, 4 * int(parts[4 + 2 * count]), 4)
        if pointers[at] in UP
    ]
    first = lemmas[0].lower()
    name = f"{first}.{kind}.{order[kind][first].index(offset) + 1:02}"
    chinese = named.get((pos, offset), ())
    return Synset(name, _definition(gloss), tuple(lemmas), chinese, tuple(up))


def _definition(gloss: str) -> str:
    """A gloss without its examples, which stand in quotation marks."""
    parts = gloss.split('"')
    # Inside of quotation marks every second part; a lone mark quotes nothing.
    kept = parts[::2] if len(parts) % 2 else [*parts[:-1:2], '"' + parts[-1]]
    return " ".join("".join(kept).replace("\t", " ").split()).strip("; ")


def _index(package: Path, pos: str) -> dict[str, list[int]]:
    """Word → the offsets of its synsets, commonest sense first."""
    found = {}
    for line in _lines(package, f"index.{FILES[pos]}"):
        parts = line.split()
        found[parts[0]] = [int(offset) for offset in parts[-int(parts[2]) :]]
    return found


def _met(package: Path) -> dict[tuple[str, str, int], int]:
    """(word, part of speech, offset) → how often that sense was met in the annotated texts."""
    found = {}
    for line in _lines(package, "index.sense"):
        sense, offset, _number, count = line.split()
        if count != "0":
            word, _, rest = sense.partition("%")
            found[word, "nvara"[int(rest[0]) - 1], int(offset)] = int(count)
    return found


def _forms(package: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for pos, file in FILES.items():
        for line in _lines(package, f"{file}.exc"):
            form, *bases = (word.replace("_", " ") for word in line.split())
            yield pos, form, tuple(bases)


def _chinese(package: Path) -> dict[tuple[str, int], tuple[str, ...]]:
    """(part of speech, offset) → Chinese lemmas; the marks of where a word has parts are left."""
    found: dict[tuple[str, int], dict[str, None]] = {}
    for line in _lines(package, "cmn/wn-data-cmn.tab"):
        parts = line.split("\t")
        if len(parts) == 3 and parts[1].endswith("lemma"):
            offset, _, pos = parts[0].partition("-")
            with suppress(ValueError):
                lemmas = found.setdefault((pos.replace("s", "a"), int(offset)), {})
                lemmas[parts[2].strip().replace("+", "")] = None
    return {place: tuple(lemmas) for place, lemmas in found.items()}
