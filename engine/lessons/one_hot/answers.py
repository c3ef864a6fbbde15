"""Questions a visitor asks of a sentence and a text that were read; `answer` settles a prediction.

Words are looked up as the text has them, in lower case. One that the text lacks has no number, and
so no vector: it is told as None, never as a row of zeros.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.lessons.one_hot.encoding import one_hot
from engine.lessons.one_hot.params import listed
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

Query = Mapping[str, str]


def whole(trace: Trace) -> Frame:
    """The frame that knows the whole text; Refused while it is not there."""
    if not len(trace) or "spelled" not in trace[-1].weights:
        raise Refused(N_("The text is still being read."))
    return trace[-1]


def numbers_of(frame: Frame) -> dict[str, int]:
    """Word → its number, of the whole text."""
    words = bytes(np.asarray(frame.weights["spelled"])).decode().split("\n")
    return {word: number for number, word in enumerate(words)}


def dimensions(trace: Trace, query: Query) -> dict[str, Any]:
    """`read` → how many numbers each vector has after so many words of the sentence."""
    raw, tokens = query.get("read", ""), len(trace[0].notes["tokens"]) if len(trace) else 0
    if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and int(raw) <= tokens):
        raise Refused(
            N_("read={given} is not a number of words from 0 to {most}."),
            given=raw[:40], most=tokens,
        )  # fmt: skip
    found = int(trace.at(int(raw)).scalars["dimensions"])
    return {"read": int(raw), "answer": str(found)}


def cosines(trace: Trace, query: Query) -> dict[str, Any]:
    """`words` (a list with commas) → their cosines as one-hot vectors, and as learnt vectors.

    Tables hold None where a word has no vector. `numbers` are those of the text.
    """
    frame = whole(trace)
    words = listed(query.get("words", "")) or list(frame.notes["usual"])
    index = numbers_of(frame)
    known = {word: row for row, word in enumerate(frame.notes["known"])}
    numbers, rows = [index.get(w) for w in words], [known.get(w) for w in words]
    learnt = np.asarray(frame.weights["learnt"], np.float32)
    return {
        "words": words,
        "numbers": numbers,
        "vocabulary": len(index),
        "width": int(learnt.shape[1]),
        "one_hot": table(numbers, hot(numbers)),
        "learnt": table(rows, learnt[[row or 0 for row in rows]]),
        "answer": words[0] if words else "",
    }


def hot(numbers: list[int | None]) -> np.ndarray:
    """One-hot vectors of these words among themselves: float32 (N, N').

    Of V numbers only the places of these words can be other than 0 in any of them, so only those
    are written down: every product of two rows is that of the rows of V numbers.
    """
    places = {n: i for i, n in enumerate(dict.fromkeys(n for n in numbers if n is not None))}
    found = one_hot([0 if n is None else places[n] for n in numbers], max(1, len(places)))
    return found.astype(np.float32)


def table(rows: list[int | None], vectors: np.ndarray) -> list[list[float | None]]:
    """Cosines of all `vectors` (N, D); None in the lines of those whose row is None."""
    from engine.measures.similarity import cosines as measure

    if not rows:
        return []
    found = measure(vectors)
    gone = np.array([row is None for row in rows])
    found = np.where(gone[:, None] | gone[None, :], np.nan, found)
    return [[None if np.isnan(c) else round(float(c), 4) for c in row] for row in found]


def between(trace: Trace, query: Query) -> dict[str, Any]:
    """`a`, `b` → cosine and distance of two words of the sentence, read to its end."""
    from engine.measures.similarity import cosine

    if "vectors" not in trace[-1].arrays:
        raise Refused(N_("The text is still being read."))
    tokens, vectors = trace[0].notes["tokens"], trace[-1].arrays["vectors"].astype(np.float32)
    rows = []
    for word in (query.get("a", ""), query.get("b", "")):
        if word not in tokens:
            raise Refused(N_("“{word}” is not in the sentence."), word=word[:40])
        rows.append(vectors[tokens.index(word)])
    found = cosine(*rows)
    return {
        "cosine": found,
        "distance": float(np.linalg.norm(rows[0] - rows[1])),
        "answer": f"{found:g}",
    }


def nearest(trace: Trace, query: Query) -> dict[str, Any]:
    """`word`, `among` (a list), `vectors` (one-hot or learnt) → the nearest of the list.

    The answer is its place in the list, counted from 1, or `all` where they are equally near.
    """
    among = listed(query.get("among", ""))
    said = cosines(trace, {"words": ",".join([query.get("word", ""), *among])})
    name = "learnt" if query.get("vectors") == "learnt" else "one_hot"
    told = {
        word: value
        for word, value in zip(said["words"][1:], said[name][0][1:], strict=True)
        if value is not None
    }
    if not told:
        raise Refused(N_("None of these words has a vector."))
    best = max(told.values())
    winners = [word for word, value in told.items() if value == best]
    answer = str(among.index(winners[0]) + 1) if len(winners) == 1 else "all"
    return {"cosines": told, "nearest": winners, "answer": answer}


def cost(trace: Trace, query: Query) -> dict[str, Any]:
    """How many numbers the one-hot vectors of all words of the text take."""
    size = int(whole(trace).notes["vocabulary"])
    return {"vocabulary": size, "zeros": 1 - 1 / size, "answer": str(size**2)}


def place(trace: Trace, query: Query) -> dict[str, Any]:
    """`word` → the number that the text gave it; the answer is `none` where it gave none."""
    frame = whole(trace)
    word = query.get("word", "").strip().lower()
    number = numbers_of(frame).get(word)
    return {
        "word": word[:60],
        "number": number,
        "vocabulary": int(frame.notes["vocabulary"]),
        "answer": "none" if number is None else str(number),
    }


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = {
    "dimensions": dimensions,
    "cosines": cosines,
    "between": between,
    "nearest": nearest,
    "cost": cost,
    "place": place,
}
