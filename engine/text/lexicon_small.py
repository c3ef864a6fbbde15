"""A dictionary for where WordNet is not: some three hundred senses, in our own words.

It covers the things of the toy world and the way from natural language processing up to *entity*,
in English and Chinese. Where a thing stands among others follows what WordNet has made usual
(Miller 1995); words and glosses are this project's.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from engine.text.lexicon import Lexicon, Synset, spoken, tables

SOURCE = Path(__file__).with_name("lexicon_small.txt")


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The small dictionary."""
    lines = list(_lines(SOURCE.read_text(encoding="utf-8")))
    senses: dict[str, list[int]] = {}
    for number, (pos, lemmas, *_rest) in enumerate(lines):
        for lemma in lemmas:
            senses.setdefault(f"{lemma} {pos}", []).append(number)
    heads = [f"{lemmas[0]} {pos}" for pos, lemmas, *_rest in lines]
    synsets = []
    for number, (pos, lemmas, chinese, above, gloss, chinese_gloss) in enumerate(lines):
        named = f"{lemmas[0].lower()}.{pos}".replace(" ", "_")
        place = senses[heads[number]].index(number) + 1
        # A name means the sense that is called so first, else the first that may be called so.
        up = tuple(
            heads.index(key) if (key := f"{name} {pos}") in heads else senses[key][0]
            for name in above
        )
        words = tuple(lemma.replace(" ", "_") for lemma in lemmas)
        synsets.append(Synset(f"{named}.{place:02}", gloss, words, chinese, up, chinese_gloss))
    entries: dict[str, list[tuple[int, int]]] = {}
    for number, synset in enumerate(synsets):
        for lemma in synset.lemmas:
            entries.setdefault(spoken(lemma), []).append((number, 0))
    return Lexicon("small", tables(synsets, entries, FORMS))


Line = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str, str]


def _lines(text: str) -> Iterator[Line]:
    """(part of speech, lemmas, Chinese lemmas, hypernyms, gloss, Chinese gloss) of each sense."""
    part = ""
    for line in text.splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif part == "names" and line:
            above, _, names = line.partition(": ")
            for one in names.split(", "):
                name, chinese = one.split(" ")
                told = f"the {above} {name}" if above == "river" else f"the {above} of that name"
                yield "n", (name,), (chinese,), (above,), told, f"叫{chinese}的{KINDS[above]}"
        elif line and not line.startswith("#"):
            lemmas, chinese, above, gloss, chinese_gloss = (p.strip() for p in line.split("|"))
            yield (
                part, _split(lemmas, ", "), _split(chinese, "、"), _split(above, ", "),
                gloss, chinese_gloss,
            )  # fmt: skip


def _split(joined: str, by: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split(by) if part)


KINDS = {"country": "国家", "capital": "首都", "river": "河流"}
#: The irregular forms that its words have.
FORMS = "\n".join(
    f"{pos}\t{form}\t{base}"
    for pos, pairs in {
        "n": "children child|men man|women woman|mice mouse|people people|wives wife|feet foot|"
        "wolves wolf|sheep sheep|cattle cattle",
        "v": "ran run|swam swim|sang sing|drew draw|wrote write|drank drink|slept sleep|went go|"
        "ate eat|made make|said say|told tell|knew know|met meet|saw see|heard hear|bought buy|"
        "sold sell|found find|left leave|sat sit|brought bring|running run|swimming swim|"
        "sitting sit",
        "a": "better good|best good|worse bad|worst bad|bigger big|biggest big|hotter hot",
        "r": "",
    }.items()
    for form, _, base in (pair.partition(" ") for pair in pairs.split("|") if pair)
).encode()
