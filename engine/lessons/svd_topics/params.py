"""What can be varied in the decomposition of a table of counts."""

from typing import Literal

from engine.params import Params, param
from engine.sentences import N_

#: Different words, and documents, that a table has at the most: the most frequent, the first.
MOST_WORDS, MOST_DOCUMENTS = 20_000, 20_000
#: Directions computed at the most.
MOST = 100
#: A word that so many documents hold, or fewer, is never too common.
RARE = 4


class PARAMS(Params):
    """What can be varied."""

    numbers: Literal["text", "lecture"] = param(
        "text",
        N_("Numbers from"),
        names={"text": N_("a text"), "lecture": N_("the lecture’s five words")},
        help=N_("Count them in a text, or take the lecture’s table of 5 × 5."),
    )
    corpus: str = param("toy-world", N_("Text"), when={"numbers": "text"})
    tokens: Literal["words", "characters"] = param(
        "words",
        N_("Cut into"),
        names={"words": N_("words"), "characters": N_("characters")},
        help=N_("Chinese can be cut into words or into single characters."),
        when={"numbers": "text"},
        folded=True,
    )
    itself: bool = param(
        False,
        N_("Each word keeps itself company"),
        when={"numbers": "lecture"},
        help=N_("Fills the empty diagonal: a word as often beside itself as beside all others."),
    )
    matrix: Literal["term-document", "term-term"] = param(
        "term-document",
        N_("Table"),
        names={"term-document": N_("words × documents"), "term-term": N_("words × words")},
        when={"numbers": "text"},
    )
    method: Literal["svd", "eigenwords"] = param(
        "svd",
        N_("Method"),
        names={"svd": "SVD", "eigenwords": "Eigenwords"},
        help=N_("SVD of the weighted table, or canonical correlation of words and contexts."),
        when={"numbers": "text"},
    )
    weighting: Literal["counts", "tfidf", "ppmi"] = param(
        "tfidf",
        N_("Cells"),
        names={"counts": N_("counts"), "tfidf": "TF-IDF", "ppmi": "PPMI"},
        when={"numbers": "text", "method": "svd"},
    )
    window: int = param(
        5,
        N_("Window"),
        ge=1,
        le=10,
        unit=N_("words each side"),
        when={"numbers": "text", "matrix": "term-term"},
    )
    rank: int = param(
        30,
        N_("Directions"),
        ge=1,
        le=MOST,
        help=N_("How many are computed; the time line goes through them one by one."),
        when={"numbers": "text"},
    )
    shift: float = param(
        1.0,
        N_("Shift"),
        ge=0.1,
        le=20,
        step=0.5,
        help=N_("Takes the logarithm of this from every cell; 1 takes nothing."),
        when={"numbers": "text", "method": "svd", "weighting": "ppmi"},
        folded=True,
    )
    smoothing: float = param(
        1.0,
        N_("Smoothing of contexts"),
        ge=0.1,
        le=1,
        step=0.05,
        help=N_("0.75 keeps rare contexts from being overrated."),
        when={"numbers": "text", "method": "svd", "weighting": "ppmi"},
        folded=True,
    )
    common: float = param(
        0.1,
        N_("Leave out words that are in more than"),
        ge=0.01,
        le=1,
        step=0.05,
        unit=N_("of the documents"),
        help=N_("“The” is in every document and says nothing of any. 1 leaves out none."),
        when={"numbers": "text", "matrix": "term-document"},
        folded=True,
    )
    min_count: int = param(
        2,
        N_("Rarest word"),
        ge=1,
        le=100,
        unit=N_("times in the text"),
        when={"numbers": "text"},
        folded=True,
    )
    seed: int = param(1, N_("Seed"), ge=0, le=999_999, when={"numbers": "text"}, folded=True)
