"""What a dictionary says of one word, or of two: senses, the ways up, and where they meet."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.lessons.senses.params import dictionary
from engine.sentences import N_, Refused
from engine.text.lexicon_paths import Way, above, climb, nearest, way
from engine.trace import Trace

Query = Mapping[str, str]

#: Kinds of a node that are named, and senses of a word that are told, at the most.
KINDS, SENSES = 12, 60


def lexicon_of(trace: Trace) -> Any:
    """The dictionary that a run looked words up in."""
    if not len(trace):
        raise Refused(N_("This run has no frames yet."))
    return dictionary(str(trace[0].notes["dictionary"]))


def chosen(lexicon: Any, asked: str) -> tuple[str, list[int], int | None]:
    """The word asked for, its senses, and the sense that is pinned: `dog` or `dog:dog.n.01`.

    Raises Refused where the dictionary lacks the word, or the sense is none of it.
    """
    word, _, name = asked.partition(":")
    word = " ".join(word.split())
    if not word:
        raise Refused(N_("A word is needed."))
    senses = lexicon.senses(word)
    if not senses:
        raise Refused(
            N_("“{word}” is not in this dictionary of {n} words."),
            word=word[:60],
            n=f"{lexicon.size:,}",
        )
    pinned = lexicon.find(name) if name else None
    if pinned is not None and pinned not in senses:
        raise Refused(N_("“{name}” is no sense of “{word}”."), name=name[:60], word=word[:60])
    return word, senses, pinned


def look(trace: Trace, query: Query) -> dict[str, Any]:
    """`a` and perhaps `b` → their senses, every hypernym of the chosen ones, where they meet."""
    lexicon = lexicon_of(trace)
    word, senses, first = chosen(lexicon, query.get("a", ""))
    if not query.get("b", "").strip():
        first = senses[0] if first is None else first
        return {
            "a": told(lexicon, word, senses, first),
            "b": None,
            "nodes": nodes(lexicon, [first]),
            "ways": [climb(lexicon, first)],
            "meet": None,
            "answer": str(len(climb(lexicon, first)) - 1),
        }
    other, others, second = chosen(lexicon, query["b"])
    first, second = pair(lexicon, senses, others, first, second)
    between = way(lexicon, first, second)
    return {
        "a": told(lexicon, word, senses, first),
        "b": told(lexicon, other, others, second),
        "nodes": nodes(lexicon, [first, second]),
        "ways": ways(lexicon, first, second, between),
        "meet": None if between is None else between.meet,
        "distance": None if between is None else between.distance,
        "similarity": None if between is None else between.similarity,
        "answer": "" if between is None else lexicon.told(between.meet).name,
    }


def pair(
    lexicon: Any, firsts: list[int], seconds: list[int], first: int | None, second: int | None
) -> tuple[int, int]:
    """The senses of two words to compare: those pinned, else the two that are nearest."""
    ours = firsts if first is None else [first]
    theirs = seconds if second is None else [second]
    return nearest(lexicon, ours, theirs) or (ours[0], theirs[0])


def ways(lexicon: Any, first: int, second: int, between: Way | None) -> list[tuple[int, ...]]:
    """The way up from each of two synsets: the shortest to where they meet, from there together."""
    if between is None:
        return [climb(lexicon, first), climb(lexicon, second)]
    rest = climb(lexicon, between.meet)[1:]
    return [between.first + rest, between.second + rest]


def told(lexicon: Any, word: str, senses: list[int], synset: int) -> dict[str, Any]:
    """A word as its dictionary entry: its senses, and which is chosen.

    `met` is how often each sense was met in the texts that WordNet's makers annotated.
    """
    met = dict(lexicon.met(word))
    shown = senses[:SENSES] if synset in senses[:SENSES] else [synset, *senses[: SENSES - 1]]
    return {
        "word": word,
        "synset": synset,
        "count": len(senses),
        "senses": [{**saying(lexicon, sense), "met": met.get(sense, 0)} for sense in shown],
    }


def saying(lexicon: Any, synset: int) -> dict[str, Any]:
    """A synset in words: name, part of speech, lemmas and gloss in both languages."""
    said = lexicon.told(synset)
    return {
        "id": synset,
        "name": said.name,
        "pos": said.pos,
        "lemmas": [lemma.replace("_", " ") for lemma in said.lemmas],
        "chinese": list(said.chinese),
        "gloss": said.gloss,
        "gloss_zh": said.gloss_zh,
    }


def nodes(lexicon: Any, starts: list[int]) -> list[dict[str, Any]]:
    """The synsets of `starts` and all above them, with edges and some of their kinds."""
    reached = [above(lexicon, start) for start in starts]
    found = {synset: None for upward in reached for synset in upward}
    return [
        {
            **saying(lexicon, synset),
            "up": lexicon.up(synset),
            "depth": lexicon.depth(synset),
            "of": [i for i, upward in enumerate(reached) if synset in upward],
            "below": len(lexicon.down(synset)),
            "kinds": [named(lexicon, kind) for kind in first_kinds(lexicon, synset)],
        }
        for synset in found
    ]


def first_kinds(lexicon: Any, synset: int) -> Iterable[int]:
    """Some kinds of a synset: those with the most kinds of their own first."""
    kinds: list[int] = lexicon.down(synset)
    return sorted(kinds, key=lambda kind: -len(lexicon.down(kind)))[:KINDS]


def named(lexicon: Any, synset: int) -> dict[str, Any]:
    """A synset's name and its first lemma in both languages."""
    said = lexicon.told(synset)
    return {
        "name": said.name,
        "lemma": said.lemmas[0].replace("_", " "),
        "chinese": said.chinese[0] if said.chinese else "",
    }


def begins(trace: Trace, query: Query) -> dict[str, Any]:
    """`typed` → words of the dictionary that begin so."""
    return {"words": lexicon_of(trace).beginning(query.get("typed", "")[:60])}
