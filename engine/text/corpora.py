"""Every text a lesson can train on has an id: a made world, a standard corpus, a visitor's text.

The made worlds are there always and their truth is known; the standard corpora come through NLTK
(Bird, Klein & Loper 2009) with their licences told; a visitor's text stands on the shelf.
"""

from dataclasses import dataclass, field
from pathlib import Path

from engine.sentences import N_, Refused, Sentence
from engine.text import kept, shelf, standard, tokenize, toy_world
from engine.text.decode import LIMIT, check_size, decode


@dataclass(frozen=True)
class Standard:
    """A corpus to choose from.

    title, kind, licence  for people, marked for the translators
    package               NLTK's name for it; empty for a made world
    bytes                 what its download weighs; 0 where nothing is downloaded
    words                 words it holds without punctuation, rounded
    """

    id: str
    title: str
    language: str
    kind: str
    licence: str
    package: str
    bytes: int
    words: int


@dataclass(frozen=True)
class Corpus:
    """A text ready for a vocabulary.

    sentences  lists of lower-case tokens
    groups     word → what it is, such as "country" (toy world) or "noun" (tagged corpora); else {}
    relations  relation → pairs of words that hold it, such as "capital" (toy world); else {}
    """

    id: str
    language: str
    sentences: list[list[str]]
    groups: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


_OURS, _FREE = N_("made by this app"), N_("public domain")
_MADE = N_("made-up sentences about a small world")

#: All corpora with a name of their own, in the order they are offered.
CORPORA = (
    Standard("toy-world", N_("Toy world"), "en", _MADE, _OURS, "", 0, 390_000),
    Standard("toy-world-zh", N_("Toy world in Chinese"), "zh", _MADE, _OURS, "", 0, 390_000),
    Standard(
        "brown", N_("Brown corpus"), "en", N_("American prose of 1961, tagged"),
        N_("non-commercial use only"), "brown", 3_314_357, 1_013_000,
    ),
    Standard(
        "gutenberg", N_("Gutenberg books"), "en", N_("novels, plays, poems and the Bible"),
        _FREE, "gutenberg", 4_251_829, 2_150_000,
    ),
    Standard(
        "reuters", N_("Reuters news"), "en", N_("financial news of 1987"),
        N_("research only (© Reuters)"), "reuters", 6_378_691, 1_400_000,
    ),
    Standard(
        "inaugural", N_("Inaugural addresses"), "en", N_("speeches of US presidents since 1789"),
        _FREE, "inaugural", 346_476, 138_000,
    ),
    Standard(
        "movie-reviews", N_("Film reviews"), "en", N_("2,000 reviews, good and bad"),
        "CC BY 4.0", "movie_reviews", 4_004_848, 1_295_000,
    ),
    Standard(
        "sinica", N_("Sinica Treebank"), "zh", N_("Chinese in traditional script, tagged"),
        "CC BY-NC-SA 2.5", "sinica_treebank", 906_706, 92_000,
    ),
)  # fmt: skip

#: What the id of a visitor's text begins with.
TEXT = "text:"


def available(id: str) -> bool:
    """Whether corpus `id` can be loaded without a download; looks for files only."""
    known = standard_of(id)
    return not known.package or standard.find(known.package) is not None


def fetch(id: str) -> None:
    """Download corpus `id` where it is missing; raises Refused when that fails."""
    known = standard_of(id)
    if not available(id):
        standard.fetch(known.package)


def standard_of(id: str) -> Standard:
    """The entry of CORPORA with this id; raises Refused when there is none."""
    for known in CORPORA:
        if known.id == id:
            return known
    raise Refused(
        N_("There is no corpus “{id}”. Known: {known}."),
        id=id if len(id) <= 40 else id[:40] + "…",
        known=", ".join(known.id for known in CORPORA),
    )


def load(corpus: str, tokens: str = "words") -> Corpus:
    """The corpus with this id, or the visitor's text `text:<id on the shelf>`.

    `tokens` is "words" or "characters" (see tokenize). Groups and relations are of words, so
    characters have none. Raises Refused when the id is unknown, a text is gone, or a standard
    corpus has not been downloaded.
    """
    if tokens not in tokenize.TOKENS:
        tokenize.sentences("", tokens)  # refuses
    if corpus.startswith(TEXT):
        text = shelf.get(corpus.removeprefix(TEXT))
        language = tokenize.language_of(text)
        return Corpus(corpus, language, tokenize.sentences(text, tokens, language))
    known = standard_of(corpus)
    loaded = _standard(known) if known.package else _toy_world(known)
    if tokens == "words":
        return loaded
    cut = [tokenize.characters(sentence, known.language) for sentence in loaded.sentences]
    return Corpus(corpus, known.language, [sentence for sentence in cut if sentence])


def read_file(path: str | Path) -> str:
    """Put the file at `path` on the shelf; returns its corpus id, `text:<hash>`.

    For the command line only: a page never opens a path. Raises Refused when it is missing, a
    folder, too large, or no text.
    """
    path = Path(path)
    if path.is_dir():
        raise Refused(N_("{path} is a folder; the path of a text file is needed."), path=str(path))
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
            size = max(len(data), path.stat().st_size)
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the path
        raise Refused(
            N_("{path} cannot be read: {fault}."),
            path=str(path),
            fault=getattr(fault, "strerror", None) or str(fault),
        ) from fault
    check_size(size, path.name)
    return TEXT + shelf.put(decode(data, path.name))


def _toy_world(known: Standard) -> Corpus:
    said = toy_world.sentences(known.language, seed=0, size=toy_world.DEFAULT_SIZE)
    groups, relations = toy_world.groups(known.language), toy_world.relations(known.language)
    return Corpus(known.id, known.language, said, groups, relations)


def _standard(known: Standard) -> Corpus:
    path = standard.find(known.package)
    if path is None:
        # A link must not make a server download: that takes a click on the page.
        raise Refused(
            N_("“{title}” is not on this machine yet. Download it first: {size:.1f} MB."),
            title=Sentence(known.title),
            size=known.bytes / 1e6,
        )
    name = kept.key(known.id, path)
    found = kept.load(name)
    if found is None:
        found = standard.read(known.package, path)
        kept.save(name, *found)
    return Corpus(known.id, known.language, *found)
