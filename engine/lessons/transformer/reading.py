"""A recorded network and a visitor's sentence: its words, and which of them the network knows.

Questions are answered in the web server: with numpy alone, by `attention.encode`, from the weights
that were recorded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.lessons.transformer.params import PARAMS, parts
from engine.lessons.transformer.sources import BEGIN, LONGEST
from engine.sentences import N_, Refused
from engine.text import pronouns, tokenize
from engine.trace import Trace

if TYPE_CHECKING:
    from engine.models.attention import Spec

Query = Mapping[str, str]
#: Words and signs of a made sentence.
PIECES = re.compile(r"[\w'-]+|[^\w\s]")


@dataclass(frozen=True)
class Read:
    """A sentence as the network has it: T tokens, their numbers (T,), where something is asked."""

    tokens: list[str]
    ids: np.ndarray
    asked: int
    cut: bool


def spec_of(trace: Trace, query: Query) -> "Spec":
    """The recorded shape, without the parts that the run or `off` leaves out."""
    from engine.models.attention import Spec

    notes = trace[0].notes
    shape = PARAMS.model_construct(layers=notes["spec"]["layers"], heads=notes["spec"]["heads"])
    off = frozenset(notes["off"]) | parts(query.get("off", ""), shape)
    return Spec(**notes["spec"], off=off)


def at_step(trace: Trace, query: Query) -> int:
    """The number of the frame that `step` names: the last one where it names none, or "end"."""
    said = query.get("step", "end")
    if said == "end":
        return len(trace) - 1
    try:
        step = float(said)
    except ValueError as error:
        raise Refused(N_("step={given} is not a number."), given=said[:20]) from error
    steps = [frame.step for frame in trace]
    return max(0, int(np.searchsorted(steps, step, side="right")) - 1)


def whole_number(query: Query, name: str, usual: int, low: int, high: int) -> int:
    """A whole number of the query, within bounds; raises Refused."""
    return int(real_number(query, name, usual, low, high))


def real_number(query: Query, name: str, usual: float, low: float, high: float) -> float:
    """A number of the query, within bounds; raises Refused."""
    said = query.get(name, "")
    try:
        value = float(said) if said else usual
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise Refused(
            N_("{name}={given} is not a number from {low} to {high}."),
            name=name, given=said[:20], low=low, high=high,
        )  # fmt: skip
    return value


def sentence(trace: Trace, query: Query) -> Read:
    """The sentence `text`, or the one shown first where there is none."""
    notes = trace[0].notes
    index = {word: number for number, word in enumerate(notes["vocabulary"])}
    text = query.get("text", "").strip()
    tokens = cut(text, notes["task"], notes["language"], index) if text else list(notes["tokens"])
    if not tokens:
        raise Refused(N_("There is no word in “{text}”."), text=text[:40])
    short = tokens[:LONGEST]
    ids = np.array([index.get(token, 0) for token in short], np.int64)
    pronoun = pronouns.PRONOUN[notes["language"]] if notes["task"] == "pronouns" else ""
    asked = short.index(pronoun) if pronoun in short else len(short) - 1
    return Read(short, ids, asked, len(tokens) > LONGEST)


def cut(text: str, task: str, language: str, known: Mapping[str, int]) -> list[str]:
    """The tokens of a visitor's text, as the network's own sentences are cut."""
    if task == "text":
        kind = "characters" if all(len(word) < 2 for word in known) else "words"
        found = tokenize.sentences(text, kind, language if language in ("en", "zh") else None)
        return [token for part in found for token in (BEGIN, *part)]
    if task == "induction":
        return [sign for sign in text.upper() if not sign.isspace()]
    said = text.lower().replace("’", "'").replace("n't", " not")
    return [token for piece in PIECES.findall(said) for token in _longest(piece, known)]


def _longest(piece: str, known: Mapping[str, int]) -> list[str]:
    """Chinese without spaces: the longest known word at each place; other words stay whole."""
    if piece in known or not re.search(r"[\u3400-\u9fff]", piece):
        return [piece]
    found, at = [], 0
    while at < len(piece):
        ends = range(len(piece), at, -1)
        end = next((end for end in ends if piece[at:end] in known), at + 1)
        found.append(piece[at:end])
        at = end
    return found


def numbers(trace: Trace, frame: int) -> Mapping[str, np.ndarray]:
    """The weights recorded at a frame, in single precision."""
    return {name: np.asarray(weight, np.float32) for name, weight in trace[frame].weights.items()}


def held(trace: Trace) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """The sentences kept for testing: numbers (B, T), targets (B, T), and the mask of words."""
    weights = trace[0].weights
    ids, targets = (weights[f"held.{name}"].astype(np.int64) for name in ("ids", "targets"))
    mask = (ids > 0)[:, None, None] if trace[0].notes["task"] == "pronouns" else None
    return ids, targets, mask


def settled(value: float, query: Query, **more: Any) -> dict[str, Any]:
    """A measured value as an answer: the number, or the interval of `edges` that it lies in."""
    from bisect import bisect_right

    try:
        edges = [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError as error:
        raise Refused(
            N_("edges={given} is not a list of numbers."), given=query["edges"][:40]
        ) from error
    answer = str(bisect_right(edges, value)) if edges else f"{value:.3g}"
    return {"value": float(value), "answer": answer, **more}
