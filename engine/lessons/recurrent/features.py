"""Properties of a text that a unit may have learnt to track, worked out from the text alone.

Inside a quotation, place in the line, one or many, he or she, kinds of words: what Karpathy,
Johnson & Li (2015) found units for in networks that had only ever guessed the next character, and
Linzen, Dupoux & Goldberg (2016) asked of language models.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

#: Kinds of words looked for at the most, and the least share of places where a property must hold.
KINDS, LEAST = 6, 0.01
#: Groups that are names of things and persons: the toy world's, and “noun” of tagged corpora.
NOUNS = frozenset(
    {
        "noun", "animal", "capital", "country", "family", "food", "job", "nature", "person",
        "place", "river", "royal", "thing", "vehicle",
    }
)  # fmt: skip
PLURALS = frozenset({"people", "children", "men", "women", "mice", "feet", "teeth", "geese"})
FEMALE = frozenset({"she", "her", "她"})
MALE = frozenset({"he", "his", "him", "他"})
STOPS = frozenset({".", "。", "¶", "!", "?", "！", "？"})
VOWELS = frozenset("aeiouAEIOU")
OPEN, CLOSE = frozenset("“「『《"), frozenset("”」』》")


@dataclass(frozen=True, eq=False)
class Feature:
    """One property along a text of N tokens.

    values     float32 (N,): 0 or 1, or a number
    known      bool (N,): where the text says it
    yes_or_no  whether it holds or not, rather than how much
    """

    values: np.ndarray
    known: np.ndarray
    yes_or_no: bool


def features(
    words: Sequence[str],
    tokens: str,
    groups: Mapping[str, str],
    pairs: Sequence[tuple[str, str]] = (),
) -> dict[str, Feature]:
    """Every property that this text has to show, by its name; `pairs` are man → woman.

    Names: place, many, woman, is:<kind>, next:<kind> of words; quote, line, word, sentence,
    bracket, vowel, ends of characters. One that holds nearly nowhere or everywhere is left out.
    """
    found = characters(words) if tokens == "characters" else of_words(words, groups, pairs)
    return {name: feature for name, feature in found.items() if telling(feature)}


def telling(feature: Feature) -> bool:
    """Whether a property varies enough to be looked for."""
    values = feature.values[feature.known]
    if len(values) < 40:
        return False
    if feature.yes_or_no:
        return bool(LEAST < values.mean() < 1 - LEAST)
    return bool(values.std() > 0.5)


def of_words(
    words: Sequence[str], groups: Mapping[str, str], pairs: Sequence[tuple[str, str]]
) -> dict[str, Feature]:
    """Properties of a stream of words."""
    found = {"place": since(words, lambda word: word in STOPS)}
    found["many"] = carried(words, lambda word: many(word, groups), first=True)
    women = FEMALE | {woman for _, woman in pairs}
    men = MALE | {man for man, _ in pairs}
    found["woman"] = carried(
        words, lambda word: True if word in women else False if word in men else None, first=False
    )
    counted = Counter(groups[word] for word in words if word in groups)
    for kind, _ in counted.most_common():
        if kind == "other" or len(found) >= 3 + 2 * KINDS:
            continue
        here = np.array([groups.get(word) == kind for word in words], np.float32)
        everywhere = np.ones(len(words), bool)
        found[f"is:{kind}"] = Feature(here, everywhere, True)
        after = np.append(here[1:], 0).astype(np.float32)
        found[f"next:{kind}"] = Feature(after, np.arange(len(words)) < len(words) - 1, True)
    return found


def many(word: str, groups: Mapping[str, str]) -> bool | None:
    """Whether an English noun means many, by its ending; None for other words."""
    if groups.get(word) not in NOUNS or not word.isascii():
        return None
    return word in PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is")))


def carried(words: Sequence[str], says: Callable[[str], bool | None], first: bool) -> Feature:
    """What the first (or the last) word so far in the sentence that says anything has said."""
    values, known = np.zeros(len(words), np.float32), np.zeros(len(words), bool)
    now: bool | None = None
    for at, word in enumerate(words):
        said = says(word)
        if said is not None and (now is None or not first):
            now = said
        if now is not None:
            values[at], known[at] = now, True
        if word in STOPS:
            now = None
    return Feature(values, known, True)


def since(words: Sequence[str], stops: Callable[[str], bool]) -> Feature:
    """How many tokens have been read since the last stop."""
    values, count = np.zeros(len(words), np.float32), 0
    for at, word in enumerate(words):
        values[at] = count
        count = 0 if stops(word) else count + 1
    return Feature(values, np.ones(len(words), bool), False)


def characters(words: Sequence[str]) -> dict[str, Feature]:
    """Properties of a stream of characters."""
    everywhere = np.ones(len(words), bool)
    found = {
        "quote": Feature(inside_quotes(words), everywhere, True),
        "bracket": Feature(inside(words, "(（", ")）"), everywhere, True),
        "line": since(words, lambda letter: letter == "\n"),
        "sentence": since(words, STOPS.__contains__),
        "word": since(words, str.isspace),
    }
    vowels = np.array([letter in VOWELS for letter in words], np.float32)
    letters = np.array([letter.isascii() and letter.isalpha() for letter in words], bool)
    found["vowel"] = Feature(vowels, letters, True)
    gaps = np.array([letter.isspace() for letter in words], np.float32)
    found["ends"] = Feature(np.append(gaps[1:], 0).astype(np.float32), letters, True)
    return found


def inside_quotes(words: Sequence[str]) -> np.ndarray:
    """1 between quotation marks, (N,); straight marks take turns, anew after an empty line."""
    values, open_ = np.zeros(len(words), np.float32), False
    for at, letter in enumerate(words):
        paragraph = letter == "\n" and at > 0 and words[at - 1] == "\n"
        if letter == '"':
            open_ = not open_
        elif letter in OPEN:
            open_ = True
        elif letter in CLOSE or paragraph:
            open_ = False
        values[at] = open_
    return values


def inside(words: Sequence[str], opening: str, closing: str) -> np.ndarray:
    """1 between two different marks, (N,)."""
    values, open_ = np.zeros(len(words), np.float32), False
    for at, letter in enumerate(words):
        open_ = letter in opening or (open_ and letter not in closing)
        values[at] = open_
    return values
