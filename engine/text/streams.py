"""A language model reads a text as one long stream, in order, and is tested on how it goes on.

A stream is words, with a mark where a sentence ends, or the characters of the text as it stands,
line breaks and quotation marks included. The end of it is held out: nothing of it is trained on,
neither words nor counts. What is too rare for the vocabulary is one word, "unknown" (Mikolov et al.
2010 do the same).
"""

from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np

from engine.sentences import N_, Refused
from engine.text import corpora, shelf, standard, tokenize

#: The word for all that the vocabulary leaves out; it is number 0. Written as nobody writes a word.
UNKNOWN = "�"
#: The mark at the end of a sentence, where the text has no word of its own for it.
END = "¶"
#: Words that a text may end its sentences with; then it needs no mark.
STOPS = (".", "。")
#: Tokens read of a text at the most, and held out of it at the most.
LONGEST = {"words": 1_200_000, "characters": 1_500_000}
HELD = {"words": 8_000, "characters": 20_000}
#: Of a short text every so many-th token is held out; fewer tokens than this are no text.
SHARE, FEWEST = 12, 24
#: Longest text of a visitor that is read, in tokens, is up to who asks; of it, in characters:
TYPED = 2_000


@dataclass(frozen=True, eq=False)
class Stream:
    """A text as numbers, in its order.

    words    V words, UNKNOWN first, then the most frequent first
    ids      int32 (N,), read-only; the last N − cut of them are held out
    end      the word that ends a sentence ("." or END); "" where tokens are characters
    whole    tokens of the text, of which N are read
    groups, relations  as the corpus has them
    """

    id: str
    language: str
    tokens: str
    words: tuple[str, ...]
    ids: np.ndarray
    cut: int
    end: str
    whole: int
    groups: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def index(self) -> dict[str, int]:
        """Word → its number."""
        return {word: number for number, word in enumerate(self.words)}

    @property
    def train(self) -> np.ndarray:
        """What may be learnt from, int32 (cut,)."""
        return self.ids[: self.cut]

    @property
    def held(self) -> np.ndarray:
        """What is held out, int32 (N − cut,)."""
        return self.ids[self.cut :]


def stream(corpus: str, tokens: str = "words", limit: int = 5_000, rare: int = 2) -> Stream:
    """The corpus with this id (see `corpora.load`) as a stream.

    limit  words in the vocabulary at the most, UNKNOWN among them
    rare   words met less often than this where one learns are unknown (a short text keeps all)
    Raises Refused where the text is too short, gone, or not on this machine.
    """
    if tokens == "characters":
        text, language = raw(corpus)
        text = text[: LONGEST[tokens] + 1]
        said, end, groups, relations = list(text), "", {}, {}
    else:
        found = corpora.load(corpus, tokens)
        language, groups, relations = found.language, found.groups, found.relations
        said, end = joined(found.sentences)
    whole, said = len(said), said[: LONGEST[tokens]]
    if len(said) < FEWEST:
        raise Refused(
            N_("The text has {n} words or characters; a language model needs at least {least}."),
            n=len(said),
            least=FEWEST,
        )
    cut = len(said) - max(2, min(HELD[tokens], len(said) // SHARE))
    words = known(said[:cut], limit, rare if len(said) > 20_000 else 1)
    index = {word: number for number, word in enumerate(words)}
    ids = np.array([index.get(token, 0) for token in said], np.int32)
    ids.flags.writeable = False
    return Stream(
        corpus, language, tokens, words, ids, cut, end, whole, groups, dict(relations)
    )  # fmt: skip


def joined(sentences: list[list[str]]) -> tuple[list[str], str]:
    """All sentences as one list, and the word that ends each of them."""
    for stop in STOPS:
        if sentences and all(sentence[-1] == stop for sentence in sentences):
            return list(chain.from_iterable(sentences)), stop
    return list(chain.from_iterable((*sentence, END) for sentence in sentences)), END


def known(said: list[str], limit: int, rare: int) -> tuple[str, ...]:
    """UNKNOWN, and the words met at least `rare` times, the most frequent first."""
    counted = Counter(said)
    kept = [word for word, count in counted.most_common(limit - 1) if count >= rare]
    return (UNKNOWN, *(word for word in kept if word != UNKNOWN))


def spell(text: str, tokens: str, language: str, end: str, words: Container[str]) -> list[str]:
    """A visitor's text cut as the stream was cut; words it does not know stay as they are.

    A sentence's end is put where the text ends one; behind the last word only where a stop is.
    """
    text = text[:TYPED].replace("\r\n", "\n")
    if tokens == "characters":
        return list(text)
    comma = "，" if "，" in words else None
    found: list[str] = []
    for at, clause in enumerate(text.split(comma) if comma else [text]):
        if at and comma:
            found.append(comma)
        cut = tokenize.sentences(clause, "words", language)
        for number, sentence in enumerate(cut):
            found += [end, *sentence] if number else sentence
    if found and text.rstrip().endswith((".", "!", "?", "。", "！", "？", "…", END)):
        found.append(end)
    return found


def raw(corpus: str) -> tuple[str, str]:
    """The text of a corpus as it stands, letter by letter, and its language."""
    if corpus.startswith(corpora.TEXT):
        text = shelf.get(corpus.removeprefix(corpora.TEXT)).replace("\r\n", "\n")
        return text, tokenize.language_of(text)
    entry = corpora.standard_of(corpus)
    path = standard.find(entry.package) if entry.package else None
    if path is not None and entry.package in _RAW:
        parts, length = [], 0
        for name, data in standard.files(path, _RAW[entry.package]):
            parts.append(_READ.get(entry.package, _latin)(name, data))
            length += len(parts[-1])
            if length > LONGEST["characters"]:
                break
        return "\n".join(parts), entry.language
    # Made worlds and treebanks have no other text than their sentences.
    gap = "" if entry.language == "zh" else " "
    lines = (gap.join(sentence) for sentence in corpora.load(corpus).sentences)
    return "\n".join(line.replace(" .", ".") for line in lines), entry.language


def _latin(name: str, data: bytes) -> str:
    return data.decode("latin-1").replace("\r\n", "\n")


def _tagged(name: str, data: bytes) -> str:
    """Brown's words without their tags, punctuation and quotation marks back in their places."""
    said = " ".join(token.rpartition("/")[0] for token in data.decode("ascii").split())
    for spaced, tight in (("`` ", "“"), (" ''", "”"), (" ,", ","), (" .", "."), (" ;", ";")):
        said = said.replace(spaced, tight)
    return said.replace(" ?", "?").replace(" !", "!").replace(" :", ":")


#: Package → which of its files are the text.
_RAW = {
    "brown": r"c[a-r]\d\d",
    "gutenberg": r".+\.txt",
    "inaugural": r"\d{4}-.+\.txt",
    "reuters": r"(?:test|training)/\d+",
    "movie_reviews": r"(?:neg|pos)/.+\.txt",
}
_READ: dict[str, Callable[[str, bytes], str]] = {"brown": _tagged}
