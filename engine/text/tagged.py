"""Sentences whose every word has a part of speech: two treebanks, and grammars that know theirs.

Brown (Francis & Kučera 1979) and the Sinica Treebank sample (Chen et al. 1999) are read by NLTK's
readers (Bird, Klein & Loper 2009) with the universal tags of Petrov, Das & McDonald (2012).
Punctuation is left out: every reader gets it right, which would flatter them all. What the ids
`toy-world` and `toy-world-zh` name here are the sentences of `tagged_grammar`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from engine.sentences import N_, Refused, Sentence
from engine.text import corpora, kept, standard, tagged_grammar

#: Parts of speech in the order in which they are shown.
TAGS = (
    "noun", "verb", "adjective", "adverb", "pronoun", "determiner", "preposition", "conjunction",
    "number", "particle", "measure", "other",
)  # fmt: skip
#: The universal tag set's names for them; "." is punctuation and no word.
UNIVERSAL = {
    "NOUN": "noun", "VERB": "verb", "ADJ": "adjective", "ADV": "adverb", "PRON": "pronoun",
    "DET": "determiner", "ADP": "preposition", "CONJ": "conjunction", "NUM": "number",
    "PRT": "particle", "X": "other",
}  # fmt: skip
#: Texts that have tags, by their ids in `corpora`.
KNOWN = ("toy-world", "toy-world-zh", "brown", "sinica")
#: NLTK's names for the tag sets of the treebanks, and our own tables where NLTK's are not here.
SETS = {"brown": ("en-brown", standard.BROWN), "sinica": ("zh-sinica", standard.SINICA)}
#: Sentences taken from a treebank, and words that one may have.
MOST, SHORTEST, LONGEST = 16_000, 2, 24
#: Sentences that a grammar writes.
WRITTEN = 4_000

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Tagged:
    """Sentences and their tags, word by word; `tags` of a sentence has as many as it has words."""

    id: str
    language: str
    sentences: tuple[tuple[str, ...], ...]
    tags: tuple[tuple[str, ...], ...]

    def names(self) -> tuple[str, ...]:
        """The tags that occur, in the order of TAGS."""
        seen = {tag for tags in self.tags for tag in tags}
        return tuple(tag for tag in TAGS if tag in seen)


def load(corpus: str) -> Tagged:
    """The tagged sentences of a text; raises Refused where it has no tags or is not here."""
    if corpus not in KNOWN:
        known = ", ".join(KNOWN)
        raise Refused(
            N_("The text “{id}” has no parts of speech to learn from. Texts that have: {known}."),
            id=corpus[:40], known=known,
        )  # fmt: skip
    known_as = corpora.standard_of(corpus)
    if known_as.package:
        return _treebank(known_as)
    told = tagged_grammar.told(known_as.language, seed=0, size=WRITTEN)
    return _of(corpus, known_as.language, dict.fromkeys(told))


def _of(id: str, language: str, told: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Tagged:
    pairs = list(told)
    return Tagged(
        id, language, tuple(tuple(words) for words, _ in pairs), tuple(tuple(t) for _, t in pairs)
    )


def _treebank(known: corpora.Standard) -> Tagged:
    path = standard.find(known.package)
    if path is None:
        raise Refused(
            N_("“{title}” is not on this machine yet. Download it first: {size:.1f} MB."),
            title=Sentence(known.title), size=known.bytes / 1e6,
        )  # fmt: skip
    name = kept.key(f"{known.id}-tagged", path)
    found = kept.load(name)
    if found is None or len(found[0]) % 2:
        try:
            told = list(_read(known.id, path))
        except (OSError, ValueError, standard.zipfile.BadZipFile) as fault:
            raise Refused(
                N_("{path} cannot be read; delete it and download it again."), path=path.name
            ) from fault
        # Tags are kept as sentences too, behind those of words.
        found = [list(words) for words, _ in told] + [list(tags) for _, tags in told], {}
        kept.save(name, *found)
    half = len(found[0]) // 2
    return _of(known.id, known.language, zip(found[0][:half], found[0][half:], strict=True))


def _read(id: str, path: Path) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Sentences of fitting length, at most MOST, spread evenly over the treebank."""
    table = _table(id)
    fitting = []
    for sentence in _reader(id, path):
        pairs = [
            (word.lower(), table(tag))
            for word, tag in sentence
            if any(character.isalnum() for character in word)
        ]
        if SHORTEST <= len(pairs) <= LONGEST:
            fitting.append(pairs)
    step = max(1, -(-len(fitting) // MOST))
    for pairs in islice(fitting, 0, None, step):
        yield tuple(word for word, _ in pairs), tuple(tag for _, tag in pairs)


def _reader(id: str, path: Path) -> Iterable[Pairs]:
    """The treebank's sentences as NLTK reads them, with its own tags."""
    from nltk.corpus.reader import SinicaTreebankCorpusReader, TaggedCorpusReader
    from nltk.data import FileSystemPathPointer, ZipFilePathPointer

    # The place is given: NLTK's own search path is shared by everybody in this process.
    root: Any = (
        FileSystemPathPointer(str(path))
        if path.is_dir()
        else ZipFilePathPointer(str(path), f"{path.stem}/")
    )
    if id == "sinica":
        found: Iterable[Pairs] = SinicaTreebankCorpusReader(root, ["parsed"]).tagged_sents()
        return found
    # Every second file, each a sample of one genre: half of Brown is more than is taken.
    files = [name for name, _ in standard.files(path, r"c[a-r]\d\d")][::2]
    brown: Iterable[Pairs] = TaggedCorpusReader(root, files).tagged_sents()
    return brown


def _table(id: str) -> Any:
    """From a treebank's tag to ours: NLTK's universal map, or our table where that is not here."""
    from nltk.tag.mapping import tagset_mapping

    name, ours = SETS[id]
    try:
        universal = tagset_mapping(name, "universal")
    except LookupError:
        return lambda tag: _group(str(tag).lower() if id == "brown" else str(tag), ours)
    return lambda tag: UNIVERSAL.get(universal[str(tag)], "other")


def _group(tag: str, table: dict[str, str]) -> str:
    """What the longest beginning of `tag` in `table` stands for."""
    starts = (tag[:length] for length in range(len(tag), 0, -1))
    return next((table[start] for start in starts if start in table), "other")
