"""Brown's tags tell which noun a verb agrees with, in sentences that people wrote.

After Linzen, Dupoux & Goldberg (2016), who parsed Wikipedia: a noun phrase at the beginning of a
clause, prepositional phrases after it, perhaps adverbs, then a verb whose form tells its number.
Here the tags of the Brown corpus (Francis & Kučera 1979) are enough. Where tag and verb disagree
(a subject this reading missed, 3 in 100) the sentence is left out. Rare words are read as what
they are, ⟨nns⟩ for a rare plural noun, as in that paper.
"""

from collections import Counter
from collections.abc import Iterator

from engine.sentences import N_, Refused, Sentence
from engine.text import standard
from engine.text.agreement import Agreeing

KINDS = ("singular", "plural")
#: A word met less often is read as its tag; longer beginnings are left out.
RARE, LONGEST = 8, 24

_NUMBER = {"nn": 0, "np": 0, "nr": 0, "nns": 1, "nps": 1, "nrs": 1}
_VERB = dict.fromkeys(("bez", "bedz", "vbz", "hvz", "doz"), 0)
_VERB |= dict.fromkeys(("ber", "bed", "vb", "hv", "do"), 1)
_BEFORE_NOUN = {
    "at", "dt", "dti", "dts", "ap", "pp$", "cd", "abn", "abx", "jj", "jjr", "jjt", "jjs", "od",
    "vbn", "vbg", "nn$", "nns$", "np$", "nr$", "ql",
}  # fmt: skip
_ADVERB = {"rb", "rbr", "*"}
#: After these a clause begins.
_OPENS = {"cs", ":", "``"}


def sentences() -> list[Agreeing]:
    """Beginnings of Brown's clauses up to the verb, in the corpus's order.

    Raises Refused where Brown has not been downloaded.
    """
    path = standard.find("brown")
    if path is None:
        raise Refused(
            N_("“{title}” is not on this machine yet; another lesson's text box can download it."),
            title=Sentence(N_("Brown corpus")),
        )
    found = []
    for _, data in standard.files(path, r"c[a-r]\d\d"):
        for line in data.decode("ascii").lower().split("\n"):
            found += list(_clauses(line))
    return _rare_by_tag(found)


def _clauses(line: str) -> Iterator[tuple[list[str], list[str], Agreeing]]:
    """The clauses of one line of word/tag whose subject and verb can be read."""
    pairs = [token.rpartition("/") for token in line.split()]
    words = [word for word, _, _ in pairs]
    tags = [tag.split("-")[0] for _, _, tag in pairs]
    starts = [0, *(at + 1 for at, tag in enumerate(tags) if tag in _OPENS)]
    for start in starts:
        told = _clause(tags, start)
        if told is None:
            continue
        cue, verb, between = told
        if verb - start < LONGEST and _NUMBER[tags[cue]] == _VERB[tags[verb]]:
            own = slice(start, verb + 1)
            kinds = tuple(_NUMBER[tags[at]] for at in between)
            one = Agreeing(tuple(words[own]), cue - start, verb - start, _NUMBER[tags[cue]], kinds)
            yield words[own], tags[own], one


def _clause(tags: list[str], start: int) -> tuple[int, int, list[int]] | None:
    """Places of the subject's noun, of the verb, and of the nouns between; None where unclear."""
    cue = _noun_phrase(tags, start)
    if cue is None:
        return None
    at, between = cue + 1, list[int]()
    while at < len(tags) and tags[at] == "in":
        noun = _noun_phrase(tags, at + 1)
        if noun is None:
            return None
        between.append(noun)
        at = noun + 1
    while at < len(tags) and tags[at] in _ADVERB:
        at += 1
    return (cue, at, between) if at < len(tags) and tags[at] in _VERB else None


def _noun_phrase(tags: list[str], at: int) -> int | None:
    """The last noun of the phrase that begins at `at`; None where none does."""
    while at < len(tags) and tags[at] in _BEFORE_NOUN:
        at += 1
    end = at
    while end < len(tags) and tags[end] in _NUMBER:
        end += 1
    return end - 1 if end > at else None


def _rare_by_tag(found: list[tuple[list[str], list[str], Agreeing]]) -> list[Agreeing]:
    """Rare words become their tags; the verb, which is asked for, becomes its kind."""
    met = Counter(word for words, _, _ in found for word in words[:-1])
    read = []
    for words, tags, one in found:
        pairs = zip(words[:-1], tags[:-1], strict=True)
        seen = [word if met[word] >= RARE else f"⟨{tag}⟩" for word, tag in pairs]
        told = (*seen, KINDS[one.kind])
        read.append(Agreeing(told, one.cue, one.target, one.kind, one.between))
    return read
