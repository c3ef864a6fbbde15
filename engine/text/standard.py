"""Standard corpora are read from NLTK's packages themselves, as sentences of lower-case words.

The zips that `nltk.download` fetches (Bird, Klein & Loper 2009, ch. 2) are read here directly:
NLTK's own readers take two to four seconds for Brown, and a page must know what is there without
importing NLTK. What NLTK calls a word stays one; punctuation is left out.
"""

import io
import os
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from engine import place
from engine.sentences import N_, Refused
from engine.text import tokenize

Sentences = list[list[str]]
Groups = dict[str, str]

#: Brown's tags, without endings such as -TL and $, by the groups of the universal tag set
#: (Petrov, Das & McDonald 2012). The longest beginning decides. NLTK's en-brown.map differs for
#: contractions and a few possessives: “he's” (pps+bez) is a particle there, a pronoun here.
BROWN = {
    "n": "noun", "nil": "other", "pn": "noun", "rn": "adverb", "v": "verb", "be": "verb",
    "do": "verb", "hv": "verb", "md": "verb", "jj": "adjective", "ap": "adjective",
    "od": "adjective", "r": "adverb", "rp": "particle", "q": "adverb", "*": "adverb",
    "wql": "adverb", "wrb": "adverb", "pp": "pronoun", "pp$": "determiner", "pp$$": "pronoun",
    "wp": "pronoun", "wp$": "determiner", "dt": "determiner", "at": "determiner",
    "wdt": "determiner", "abx": "determiner", "ab": "particle", "ex": "particle",
    "to": "particle", "uh": "particle", "in": "preposition", "cs": "preposition",
    "cc": "conjunction", "cd": "number",
}  # fmt: skip

#: The Sinica Treebank's tags likewise (Chen et al. 1999, CKIP tag set).
SINICA = {
    "N": "noun", "Nh": "pronoun", "Ne": "determiner", "Neu": "number", "Ng": "preposition",
    "DM": "number", "V": "verb", "A": "adjective", "D": "adverb", "Di": "particle",
    "T": "particle", "I": "particle", "P": "preposition", "C": "conjunction",
}  # fmt: skip

_WORD = re.compile(r":([^:()|]+):([^:()|]+)")


def find(package: str) -> Path | None:
    """Where NLTK's `package` lies, a folder or a zip; None where it was never fetched."""
    for folder in _search_path():
        # The zip first: a folder may be one that is just being unpacked.
        for path in (folder / "corpora" / f"{package}.zip", folder / "corpora" / package):
            if path.exists():
                return path
    return None


def fetch(package: str) -> Path:
    """Download `package` with NLTK into the data folder; raises Refused when that fails."""
    import nltk

    target, said = place.data_folder() / "nltk_data", io.StringIO()
    if str(target) not in nltk.data.path:  # NLTK 3.10 writes nowhere else
        nltk.data.path.append(str(target))
    # What NLTK says of a fault goes nowhere: people read our sentence instead.
    with suppress(OSError, ValueError):
        target.mkdir(parents=True, exist_ok=True)
        nltk.download(package, download_dir=str(target), quiet=True, print_error_to=said)
    found = find(package)
    if found is None:
        raise Refused(
            N_("{package} could not be downloaded; this needs a connection to the internet."),
            package=package,
        )
    return found


def read(package: str, path: Path) -> tuple[Sentences, Groups]:
    """The sentences of `package` at `path`, and its words' parts of speech where it has tags.

    Raises Refused when what lies there cannot be read.
    """
    try:
        return READERS[package](path)
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError, EOFError) as fault:
        raise Refused(
            N_("{path} cannot be read; delete it and download it again."), path=path.name
        ) from fault


def _search_path() -> Iterator[Path]:
    """The places NLTK looks in (`nltk.data.path`), and our own."""
    for folder in os.environ.get("NLTK_DATA", "").split(os.pathsep):
        if folder:
            yield Path(folder).expanduser()
    yield place.data_folder() / "nltk_data"
    yield Path("~/nltk_data").expanduser()
    roots = [Path(sys.prefix), *(Path(sys.prefix) / part for part in ("share", "lib"))]
    if sys.platform == "win32":
        roots += [
            Path(os.environ[name]) for name in ("APPDATA", "SystemDrive") if name in os.environ
        ]
    else:
        roots += [Path("/usr") / part for part in ("share", "local/share", "lib", "local/lib")]
    for root in roots:
        yield root / "nltk_data"


def files(path: Path, pattern: str) -> Iterator[tuple[str, bytes]]:
    """Names in a package, and contents, of its files whose name matches `pattern`, in order."""
    if path.is_dir():
        names = {
            file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()
        }
        for name in sorted(names):
            if re.fullmatch(pattern, name):
                yield name, names[name].read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            inner = name.partition("/")[2]
            if re.fullmatch(pattern, inner):
                yield inner, archive.read(name)


def _group(tag: str, table: dict[str, str]) -> str:
    starts = (tag[:length] for length in range(len(tag), 0, -1))
    return next((table[start] for start in starts if start in table), "other")


def _majority(seen: dict[str, Counter[str]], table: dict[str, str]) -> Groups:
    """Each word's most frequent group; `seen` is its tags and how often."""
    groups: Groups = {}
    for word, tags in seen.items():
        votes: Counter[str] = Counter()
        for tag, count in tags.items():
            votes[_group(tag, table)] += count
        groups[word] = votes.most_common(1)[0][0]
    return groups


def _brown(path: Path) -> tuple[Sentences, Groups]:
    """Brown: one sentence a line, each token as word/tag (Francis & Kučera 1979)."""
    found: Sentences = []
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for _, data in files(path, r"c[a-r]\d\d"):
        for line in data.decode("ascii").lower().split("\n"):
            sentence = []
            for token in line.split():
                word, _, tag = token.rpartition("/")
                if word.isalpha() or any(character.isalnum() for character in word):
                    sentence.append(word)
                    seen[word][tag] += 1
            if sentence:
                found.append(sentence)
    return found, _majority(seen, BROWN)


def _sinica(path: Path) -> tuple[Sentences, Groups]:
    """Sinica: one clause a line, as a tree; the clauses up to a full stop are one sentence."""
    found: Sentences = [[]]
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for _, data in files(path, "parsed"):
        for line in data.decode("utf-8").split("\n"):
            tree, _, ending = line.partition(" ")[2].rpartition("#")
            for tag, word in _WORD.findall(tree):
                found[-1].append(word.lower())
                seen[word.lower()][tag] += 1
            if found[-1] and not re.search("，|：", ending):
                found.append([])
    return [sentence for sentence in found if sentence], _majority(seen, SINICA)


def _plain(pattern: str, lines: bool) -> Callable[[Path], tuple[Sentences, Groups]]:
    """A reader of plain Latin-1 files; `lines`: a line break ends a sentence there."""

    def reader(path: Path) -> tuple[Sentences, Groups]:
        found: Sentences = []
        for _, data in files(path, pattern):
            text = data.decode("latin-1").replace("\r\n", "\n")
            found += tokenize.sentences(text if lines else tokenize.joined(text), language="en")
        return found, {}

    return reader


READERS: dict[str, Callable[[Path], tuple[Sentences, Groups]]] = {
    "brown": _brown,
    "sinica_treebank": _sinica,
    "gutenberg": _plain(r".+\.txt", lines=False),
    "inaugural": _plain(r"\d{4}-.+\.txt", lines=False),
    "reuters": _plain(r"(?:test|training)/\d+", lines=False),
    "movie_reviews": _plain(r"(?:neg|pos)/.+\.txt", lines=True),
}
