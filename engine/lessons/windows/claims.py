"""What the lectures claim of windows and tables of company, measured now.

The lecture's own sentences are counted by the kernel and by the film; what is said of real text is
measured on the Brown corpus where it is here.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.windows import neighbours
from engine.lessons.windows.params import PARAMS
from engine.lessons.windows.reading import ORDER, Text, lecture, read_text
from engine.sentences import N_

#: The lecture's table, rows and columns in ORDER.
TABLE = (
    (0, 2, 1, 1, 0, 1, 1, 0),
    (2, 0, 0, 1, 1, 1, 0, 1),
    (1, 0, 0, 0, 0, 0, 1, 1),
    (1, 1, 0, 0, 1, 0, 0, 1),
    (0, 1, 0, 1, 0, 0, 0, 1),
    (1, 1, 0, 0, 0, 0, 0, 1),
    (1, 0, 1, 0, 0, 0, 0, 1),
    (0, 1, 1, 1, 1, 1, 1, 0),
)
#: Which word stands how often in which of the lecture's three documents.
FILED = (
    (1, 1, 1), (1, 1, 0), (0, 0, 1), (1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1),
)  # fmt: skip
FOX = ("The", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog")
#: The pairs of the first three windows, as the lecture writes them.
PAIRS = (
    "The quick", "The brown", "quick The", "quick brown", "quick fox",
    "brown The", "brown quick", "brown fox", "brown jumps",
)  # fmt: skip
#: Texts with more than ten thousand words, the best first.
LARGE = ("brown", "gutenberg", "movie-reviews", "reuters")
MANY = 10_000


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    yield measured(
        N_("I like deep learning . / I like NLP . / I enjoy flying . – window 2, the 8 × 8 table"),
        "I–like 2, like–deep 1, .–learning 1",
        table,
    )
    yield measured(N_("the same sentences as a table of words by documents"), "8 × 3", filed)
    yield measured(
        N_("The quick brown fox … – the pairs of the first three windows of size 2"),
        "(The, quick) … (brown, jumps)",
        fox,
    )
    yield measured(
        N_("The cat sat on the mat – the company of “sat” in a window of 2"), "cat, on, the", sat
    )
    yield measured("v = [3, 1, 2], w = [3, 0, 2]: v · w", "13", dot)
    yield measured("cos(v, w)", "13 / (3.74 × 3.61) = 0.963", cosine)
    yield measured(
        N_("small windows (1–3) bring neighbours of the same kind, large ones (5–10) less so"),
        N_("small: grammar, large: topic"),
        alike,
    )
    yield measured(N_("cells of a table of 10,000 words"), "100,000,000", cells)
    yield measured(N_("most cells are 0: share of zeros at V = 10,000"), N_("most"), empty)


def counted(text: Text, window: int, order: tuple[str, ...]) -> np.ndarray:
    """The kernel's table of a text, rows and columns as `order` has the words."""
    from engine.kernels.cooccurrence import count

    found = count(text.tokens, text.sentences, len(text.words), window)
    ids = [text.index[word] for word in order]
    table: np.ndarray = found.dense()[np.ix_(ids, ids)]
    return table


def table() -> tuple[str, bool]:
    """All 64 cells of the lecture's table, by the kernel and by the film."""
    from engine.lessons.windows.film import Film

    ours = counted(lecture(), 2, ORDER)
    film = list(Film(lecture(), PARAMS(corpus="lecture", window=2)).frames())[-1].arrays["terms"]
    right = int((ours == np.array(TABLE)).sum())
    at = {word: number for number, word in enumerate(ORDER)}
    some = [("I", "like"), ("like", "deep"), (".", "learning")]
    told = ", ".join(f"{a}–{b} {ours[at[a], at[b]]:.0f}" for a, b in some)
    whole = right == 64 and np.array_equal(film, ours) and np.array_equal(ours, ours.T)
    return f"{told}; {right} / 64", whole


def filed() -> tuple[str, bool]:
    """The lecture's table of words by documents, counted by the film."""
    from engine.lessons.windows.film import Film

    last = list(Film(lecture(), PARAMS(corpus="lecture", window=2)).frames())[-1]
    right = int((last.arrays["files"] == np.array(FILED)).sum())
    return f"{right} / 24", right == 24


def fox() -> tuple[str, bool]:
    """The pairs in the order in which the window emits them."""
    from engine.text.windows import pairs

    ours = [f"{centre} {context}" for centre, context in pairs(FOX, 2)]
    told = ", ".join(f"({pair.replace(' ', ', ')})" for pair in ours[: len(PAIRS)])
    return told, tuple(ours[: len(PAIRS)]) == PAIRS


def sat() -> tuple[str, bool]:
    """The lecture names “the” once; it stands twice in this window."""
    from engine.text.windows import pairs

    said = ("the", "cat", "sat", "on", "the", "mat")
    ours = [context for centre, context in pairs(said, 2) if centre == "sat"]
    return ", ".join(ours), set(ours) == {"cat", "on", "the"}


def dot() -> tuple[str, bool]:
    """3×3 + 1×0 + 2×2."""
    value = int(np.array([3, 1, 2]) @ np.array([3, 0, 2]))
    return f"{value}", value == 13


def cosine() -> tuple[str, bool]:
    """13 / (√14 · √13) = 0.9636; with lengths rounded first, as the lecture has it, 0.963."""
    from engine.measures.similarity import cosine as measure

    value = measure(np.array([3.0, 1.0, 2.0]), np.array([3.0, 0.0, 2.0]))
    rounded = 13 / (round(14**0.5, 2) * round(13**0.5, 2))
    return f"{value:.4f}", abs(value - 0.963) < 1e-3 and round(rounded, 3) == 0.963


def alike() -> tuple[str, bool]:
    """Share of the ten nearest words that are of the same kind, for small and large windows."""
    from engine.text import corpora

    id = "brown" if corpora.available("brown") else "toy-world"
    near = neighbours.nearest(read_text(PARAMS(corpus=id)), "flat")
    same = near.same or [0.0]
    pairs = zip(neighbours.SIZES, same, strict=True)
    told = ", ".join(f"{size}: {share:.0%}" for size, share in pairs)
    small, large = np.mean(same[:3]), np.mean(same[3:])
    return f"{told}; {near.chance:.0%} = chance ({id})", bool(small > large > near.chance)


def large_text() -> tuple[str, Any, Any, int]:
    """A text with ten thousand words: its name, tokens, offsets, words.

    Where none is here, words drawn by Zipf's law (Mandelbrot 1953), in sentences of twenty.
    """
    from engine.text import corpora

    for id in LARGE:
        if corpora.available(id):
            text = read_text(PARAMS(corpus=id))
            return id, text.tokens, text.sentences, len(text.words)
    shares = 1 / (np.arange(MANY) + 2.7)
    drawn = np.random.default_rng(1).choice(MANY, 1_000_000, p=shares / shares.sum())
    return "Zipf", drawn.astype(np.int32), np.arange(0, len(drawn) + 1, 20), MANY


def cells() -> tuple[str, bool]:
    """The size of a table that was really counted."""
    from engine.kernels.cooccurrence import count

    rows, columns = count(np.arange(2, dtype=np.int32), np.array([0, 2]), MANY, 1).shape
    return f"{rows * columns:,}", rows * columns == 10**8


def empty() -> tuple[str, bool]:
    """Zeros among the cells of the ten thousand most frequent words, window 2."""
    from engine.kernels.cooccurrence import count

    name, tokens, offsets, V = large_text()
    found = count(tokens, offsets, V, 2)
    inside = found.columns[: found.starts[MANY]] < MANY
    share = 1 - int(inside.sum()) / MANY**2
    return f"{share:.2%} ({name})", share > 0.5
