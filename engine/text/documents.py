"""A corpus is also a shelf of documents, and some documents have a category that people gave them.

Reuters' news come with their topics (Lewis 1997, Reuters-21578), Brown's texts with their genre
(Francis & Kučera 1979). The toy world's sentences are put together by the kind of things they are
about, so that its topics have a truth; a visitor's text is cut at empty lines, else every few
sentences.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from engine.sentences import N_, Refused
from engine.text import corpora, kept, shelf, standard, tokenize, toy_world

#: Sentences of one document of the toy world, and of a text without paragraphs.
TOLD, RUN = 8, 5

#: Longest title, in characters.
TITLE = 80


@dataclass(frozen=True)
class Documents:
    """The documents of a corpus, none of them empty.

    texts       the lower-case tokens of each document, in order
    titles      a name for people for each: its first line, or how it begins
    categories  one for each, such as "grain" or "news"; None where nobody sorted them
    """

    texts: list[list[str]]
    titles: list[str]
    categories: list[str] | None
    language: str


_Row: TypeAlias = tuple[list[str], str, str]  # text, title, category


def documents(corpus_id: str, tokens: str = "words") -> Documents:
    """The corpus with this id (see `corpora.load`) as documents; `tokens` as there.

    Of several categories a document has the first. Raises Refused when the id or `tokens` is
    unknown, a text is gone, or a standard corpus has not been downloaded.
    """
    if tokens not in tokenize.TOKENS:
        tokenize.sentences("", tokens)  # refuses
    if corpus_id.startswith(corpora.TEXT):
        text = shelf.get(corpus_id.removeprefix(corpora.TEXT))
        language = tokenize.language_of(text)
        return _put_together(_own(text, tokens, language), language)
    known = corpora.standard_of(corpus_id)
    rows = _standard(known) if known.package else _toy_world(known.language)
    if tokens == "characters":
        rows = [
            (tokenize.characters(text, known.language), title, category)
            for text, title, category in rows
        ]
    return _put_together(rows, known.language)


def _put_together(rows: list[_Row], language: str) -> Documents:
    rows = [row for row in rows if row[0]]
    categories = [category for *_, category in rows]
    return Documents(
        [text for text, *_ in rows],
        [title for _, title, _ in rows],
        categories if any(categories) else None,
        language,
    )


def _own(text: str, tokens: str, language: str) -> list[_Row]:
    """Paragraphs where empty lines make at least two, else runs of a few sentences."""
    rows = []
    for paragraph in re.split("\n[^\\S\n]*\n", text):
        found = tokenize.sentences(paragraph, tokens, language)
        if found:
            rows.append((list(chain.from_iterable(found)), _title(paragraph), ""))
    if len(rows) > 1:
        return rows
    return _runs(tokenize.sentences(text, tokens, language), RUN, language)


def _runs(sentences: list[list[str]], many: int, language: str, category: str = "") -> list[_Row]:
    """Documents of so many sentences each, the last one of what is left."""
    rows = []
    for start in range(0, len(sentences), many):
        text = list(chain.from_iterable(sentences[start : start + many]))
        rows.append((text, _title(said(sentences[start], language)), category))
    return rows


def said(words: list[str], language: str) -> str:
    """Words as one line of text, without spaces where the language has none."""
    return ("" if language in ("zh", "ja") else " ").join(words)


def _title(text: str) -> str:
    """The first line that is not empty, cut to a length that can be shown."""
    line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    line = re.sub("\\s+", " ", line)
    return line if len(line) <= TITLE else line[: TITLE - 1].rstrip() + "…"


def _toy_world(language: str) -> list[_Row]:
    """The corpus's own sentences, by kind, in the order in which documents are begun."""
    gathered: dict[str, list[list[str]]] = {}
    places: dict[str, list[int]] = {}
    told = toy_world.told(language, seed=0, size=toy_world.DEFAULT_SIZE)
    for place, (kind, sentence) in enumerate(told):
        gathered.setdefault(kind, []).append(sentence)
        places.setdefault(kind, []).append(place)
    begun: list[tuple[int, _Row]] = []
    for kind, sentences in gathered.items():
        begun += zip(places[kind][::TOLD], _runs(sentences, TOLD, language, kind), strict=True)
    return [row for _, row in sorted(begun, key=lambda pair: pair[0])]


def _standard(known: corpora.Standard) -> list[_Row]:
    """The documents of an NLTK package; what was read once is kept as numbers."""
    path = standard.find(known.package)
    if path is None or known.package not in READERS:
        return _runs(corpora.load(known.id).sentences, RUN, known.language)  # or refuses
    name = kept.key(f"{known.id}-documents", path)
    found = kept.load(name)
    if found is not None and len(found[0]) >= 2:
        *texts, titles, categories = found[0]
        if len(texts) == len(titles) == len(categories):
            return list(zip(texts, titles, categories, strict=True))
    try:
        rows = list(READERS[known.package](path))
    except (OSError, EOFError, ValueError, standard.zipfile.BadZipFile) as fault:
        raise Refused(
            N_("{path} cannot be read; delete it and download it again."), path=path.name
        ) from fault
    # Titles and categories are kept as two texts more: what is a word to `kept` may hold spaces.
    titles, categories = [title for _, title, _ in rows], [category for *_, category in rows]
    kept.save(name, [*(text for text, *_ in rows), titles, categories], {})
    return rows


def _categories(path: Path) -> dict[str, str]:
    """File → the first of its categories, from the package's cats.txt."""
    lines = next((data for _, data in standard.files(path, "cats\\.txt")), b"").decode("latin-1")
    pairs = (line.split() for line in lines.splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}


def _brown(path: Path) -> Iterator[_Row]:
    genres = _categories(path)
    for name, data in standard.files(path, r"c[a-r]\d\d"):
        tagged = (token.rpartition("/")[0] for token in data.decode("ascii").split())
        words = [word for word in tagged if any(character.isalnum() for character in word)]
        title = _title(f"{name} · {' '.join(words[:14])}")
        yield [word.lower() for word in words], title, genres.get(name, "")


def _plain(pattern: str, lines: bool = False) -> Callable[[Path], Iterator[_Row]]:
    """A reader of files of plain text. The title is the first line, or (without lines) the name;
    the category is that of cats.txt, else the folder."""

    def reader(path: Path) -> Iterator[_Row]:
        categories = _categories(path)
        for name, data in standard.files(path, pattern):
            text = data.decode("latin-1").replace("\r\n", "\n")
            text = text.replace("&lt;", "<").replace("&amp;", "&")  # in Reuters' markup
            found = tokenize.sentences(tokenize.joined(text), language="en")
            title = _title(text) if lines else name.removesuffix(".txt")
            category = categories.get(name) or name.rpartition("/")[0]
            yield list(chain.from_iterable(found)), title, category

    return reader


READERS: dict[str, Callable[[Path], Iterator[_Row]]] = {
    "brown": _brown,
    "gutenberg": _plain(r".+\.txt"),
    "inaugural": _plain(r"\d{4}-.+\.txt"),
    "reuters": _plain(r"(?:test|training)/\d+", lines=True),
    "movie_reviews": _plain(r"(?:neg|pos)/.+\.txt", lines=True),
}
