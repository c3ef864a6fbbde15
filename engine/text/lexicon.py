"""A dictionary is a graph: words have senses, and each sense is a kind of more general ones.

That is WordNet's design (Miller 1995, "WordNet: a lexical database for English"): a *synset* is a
set of words with one meaning and a gloss; a *hypernym* is what it is a kind of. Here such a
dictionary is a handful of flat arrays, so that one of 117,000 synsets can stay on disk, mapped into
memory, and a word is found in it by bisection in microseconds.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise

import numpy as np

from engine.sentences import N_, Refused
from engine.text.lexicon_forms import Forms

#: Parts of speech, in the order in which a word's senses are listed; `s` is an adjective beside
#: another one that it is like (WordNet's satellites).
POS = "nvars"
#: Marks a sense that a word has by its Chinese name, where else stands how often it was met.
BY_CHINESE = -1


@dataclass(frozen=True)
class Synset:
    """One sense, as a dictionary's maker writes it down.

    name    by NLTK's custom its first word, part of speech and place: "dog.n.01"
    up      hypernyms, as places in the list of all synsets
    gloss_zh  the gloss in Chinese, where the dictionary has one
    """

    name: str
    gloss: str
    lemmas: tuple[str, ...]
    chinese: tuple[str, ...] = ()
    up: tuple[int, ...] = ()
    gloss_zh: str = ""

    @property
    def pos(self) -> str:
        """Its part of speech, one of POS."""
        return self.name.rsplit(".", 2)[1]


def spoken(lemma: str) -> str:
    """A lemma as people write it: "domestic_dog" → "domestic dog"."""
    return lemma.replace("_", " ")


def sought(word: str) -> str:
    """A word as it is looked up: small letters, one space between parts."""
    return " ".join(word.replace("_", " ").lower().split())


@dataclass(frozen=True, eq=False)
class Lexicon:
    """A dictionary of N synsets and W words to look up, as arrays.

    id           "small" or "wordnet"
    tables       word_text, word_at (W + 1): the words sorted, as UTF-8 in one piece
                 sense_at (W + 1), sense_of, sense_met: the synsets of each word, and how often
                 that sense was met in an annotated text (BY_CHINESE: the word is Chinese)
                 up_at (N + 1), up: hypernyms; down_at (N + 1), down: hyponyms
                 depth (N): steps of the longest way up; pos (N): its place in POS
                 told_text, told_at (N + 1): what is said of each synset, see `told`
                 forms: irregular forms (see lexicon_forms)
    """

    id: str
    tables: Mapping[str, np.ndarray] = field(repr=False)

    def __len__(self) -> int:
        """How many synsets there are."""
        return len(self.tables["depth"])

    @property
    def size(self) -> int:
        """How many different words can be looked up, in both languages."""
        return len(self.tables["word_at"]) - 1

    def word(self, number: int) -> str:
        """The word with this number, in the order of their UTF-8."""
        return self._cut("word", number).decode()

    def _cut(self, table: str, number: int) -> bytes:
        text, at = self.tables[f"{table}_text"], self.tables[f"{table}_at"]
        return bytes(text[int(at[number]) : int(at[number + 1])])

    def _place(self, word: str) -> int:
        """Where `word` stands, or would stand, among the sorted words."""
        key = word.encode()
        return bisect_left(range(self.size), key, key=lambda number: self._cut("word", number))

    def entries(self, word: str) -> list[tuple[int, int]]:
        """(synset, how often met) of a word exactly as it is written; [] where it has none."""
        key = sought(word)
        if self._index is not None:
            place = self._index.get(key, -1)
        else:
            place = self._place(key)
            if place == self.size or self._cut("word", place) != key.encode():
                place = -1
        if place < 0:
            return []
        start, end = (int(n) for n in self.tables["sense_at"][place : place + 2])
        return list(
            zip(
                self.tables["sense_of"][start:end].tolist(),
                self.tables["sense_met"][start:end].tolist(),
                strict=True,
            )
        )

    #: Only `indexed` makes one: a whole vocabulary is looked up ten times as fast by it.
    _index: dict[str, int] | None = None

    def indexed(self) -> "Lexicon":
        """The same dictionary with all its words in memory: for looking up very many."""
        text = bytes(self.tables["word_text"])
        at = self.tables["word_at"].tolist()
        words = (text[start:end].decode() for start, end in pairwise(at))
        return Lexicon(self.id, self.tables, {word: number for number, word in enumerate(words)})

    @cached_property
    def forms(self) -> Forms:
        """The irregular forms of its words."""
        return Forms.of(bytes(self.tables["forms"]))

    def senses(self, word: str) -> list[int]:
        """The synsets of a word or of its base forms, by part of speech, commonest first.

        As NLTK's `synsets` has it for English; Chinese senses follow.
        """
        return [synset for synset, _met in self.met(word)]

    def met(self, word: str) -> list[tuple[int, int]]:
        """The senses of a word, each with how often it was met in an annotated text."""
        key = sought(word)
        found: dict[int, int] = {}
        for pos in "nvar":
            for form in self.forms.bases(key, pos):
                for synset, met in self.entries(form):
                    if met != BY_CHINESE and self.pos(synset).replace("s", "a") == pos:
                        found.setdefault(synset, met)
        for synset, met in self.entries(key):
            if met == BY_CHINESE:
                found.setdefault(synset, 0)
        return list(found.items())

    def knows(self, word: str) -> bool:
        """Whether the word, or a base form of it, can be looked up."""
        return bool(self.entries(word)) or bool(self.senses(word))

    def find(self, name: str) -> int:
        """The synset of this name, such as "dog.n.01"; Refused where there is none."""
        lemma, _, rest = name.rpartition(".")
        lemma, _, pos = lemma.rpartition(".")
        if lemma and pos in tuple(POS) and rest.isascii() and rest.isdigit() and len(rest) < 4:
            kinds = "as" if pos == "a" else pos  # satellites are adjectives, not the other way
            found = [
                synset
                for synset, met in self.entries(lemma)
                if met != BY_CHINESE and self.pos(synset) in kinds
            ]
            if 0 < int(rest) <= len(found):
                return found[int(rest) - 1]
        raise Refused(N_("There is no sense “{name}” in this dictionary."), name=name[:60])

    def pos(self, synset: int) -> str:
        """Its part of speech, one of POS."""
        return POS[int(self.tables["pos"][synset])]

    def told(self, synset: int) -> Synset:
        """All that the dictionary says of a synset."""
        name, gloss, lemmas, chinese, zh = self._cut("told", synset).decode().split("\n")
        up = tuple(self.up(synset))
        return Synset(name, gloss, _words(lemmas), _words(chinese), up, zh)

    def up(self, synset: int) -> list[int]:
        """Its hypernyms: what it is a kind, or an instance, of."""
        return self._row("up", synset)

    def down(self, synset: int) -> list[int]:
        """Its hyponyms: the kinds and instances of it."""
        return self._row("down", synset)

    def _row(self, table: str, synset: int) -> list[int]:
        at = self.tables[f"{table}_at"]
        row: list[int] = self.tables[table][int(at[synset]) : int(at[synset + 1])].tolist()
        return row

    def depth(self, synset: int) -> int:
        """Steps of the longest way up from it; 0 at the very top."""
        return int(self.tables["depth"][synset])

    def beginning(self, typed: str, most: int = 8) -> list[str]:
        """Words that begin with what was typed, in order, at most `most`; the shortest first."""
        key = sought(typed)
        if not key:
            return []
        start, found = self._place(key), list[str]()
        for number in range(start, min(self.size, start + 400)):
            word = self._cut("word", number)
            if not word.startswith(key.encode()):
                break
            found.append(word.decode())
        return sorted(found, key=len)[:most]


def _words(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("\t")) if joined else ()


def tables(
    synsets: Sequence[Synset],
    entries: Mapping[str, Sequence[tuple[int, int]]],
    forms: bytes = b"",
) -> dict[str, np.ndarray]:
    """The arrays of a Lexicon from its synsets and, for each English word, (synset, met) pairs.

    Chinese lemmas are entered here; of an adjective such as 高的 also the bare word.
    """
    found = {sought(word): list(pairs) for word, pairs in entries.items()}
    for number, synset in enumerate(synsets):
        for lemma in synset.chinese:
            for key in {sought(lemma), sought(lemma).removesuffix("的") or "的"}:
                pairs = found.setdefault(key, [])
                if (number, BY_CHINESE) not in pairs:
                    pairs.append((number, BY_CHINESE))
    by_bytes = sorted((word.encode(), pairs) for word, pairs in found.items())
    told = [
        "\n".join((s.name, s.gloss, "\t".join(s.lemmas), "\t".join(s.chinese), s.gloss_zh)).encode()
        for s in synsets
    ]
    up = [synset.up for synset in synsets]
    down: list[list[int]] = [[] for _ in synsets]
    for number, above in enumerate(up):
        for one in above:
            down[one].append(number)
    pairs = [pair for _word, row in by_bytes for pair in row]
    return {
        **_pieces("word", [word for word, _row in by_bytes]),
        **_pieces("told", told),
        "sense_at": _offsets(len(row) for _word, row in by_bytes),
        "sense_of": np.array([synset for synset, _met in pairs], np.int32),
        "sense_met": np.array([met for _synset, met in pairs], np.int32),
        "up_at": _offsets(map(len, up)),
        "up": np.array(list(chain.from_iterable(up)), np.int32),
        "down_at": _offsets(map(len, down)),
        "down": np.array(list(chain.from_iterable(down)), np.int32),
        "depth": depths(up),
        "pos": np.array([POS.index(synset.pos) for synset in synsets], np.uint8),
        "forms": np.frombuffer(forms, np.uint8),
    }


def _pieces(name: str, parts: Sequence[bytes]) -> dict[str, np.ndarray]:
    return {
        f"{name}_text": np.frombuffer(b"".join(parts), np.uint8),
        f"{name}_at": _offsets(map(len, parts)),
    }


def _offsets(lengths: Iterable[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(np.fromiter(lengths, np.int64))]).astype(np.int64)


def depths(up: Sequence[Sequence[int]]) -> np.ndarray:
    """The longest way up (N,) from each synset; ValueError where it goes round in a circle."""
    found = np.full(len(up), -1, np.int16)
    for start in range(len(up)):
        waiting = [start]
        while waiting:
            one = waiting[-1]
            open_ = [above for above in up[one] if found[above] < 0]
            if found[one] >= 0 or not open_:
                if found[one] < 0:
                    found[one] = 1 + max((int(found[above]) for above in up[one]), default=-1)
                waiting.pop()
            elif len(waiting) > 100 or open_[0] in waiting:
                raise ValueError("a hypernym is a kind of itself")
            else:
                waiting.append(open_[0])
    return found
