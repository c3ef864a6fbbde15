"""Self-attention, by hand: every word asks all the others, and every number of it can be seen.

Queries, keys and values from the same sentence (Vaswani et al. 2017, *Attention Is All You Need*,
§3.2). The film walks through the stages of the computation, from the words' vectors to the output;
the numbers are drawn by a seed, or learnt on a small task, so that attention means something.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.lessons.self_attention.answers import ANSWERS
from engine.lessons.self_attention.claims import claims
from engine.lessons.self_attention.numbers import Numbers, drawn, positions
from engine.lessons.self_attention.params import MOST, PARAMS, Sentence, sentence_of
from engine.lessons.self_attention.stages import STAGES, Setting, compute
from engine.measures.attention import entropy
from engine.trace import Frame

#: Stages shown in a second of the film.
PACE = 0.42
#: Nothing here is worth a graphics card.
DEVICES = ("cpu",)

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train"]


def train(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """A frame for each stage of the computation; its arrays are the matrix that the stage makes.

    Frame 0 holds all that the computation starts from, and the moments of the training where there
    was one. Raises Refused where the sentence has no words.
    """
    sentence = sentence_of(params)
    history: dict[str, np.ndarray] = {}
    told: dict[str, Any] = {}
    if params.weights == "trained":
        start, history, told = learnt(params, sentence)
    else:
        start = drawn(params, sentence)
    setting = Setting(params.heads, params.scaled, params.causal)
    made = compute(start, setting)
    for step, name in enumerate(STAGES):
        scalars = {}
        if step >= STAGES.index("shares"):
            scalars["entropy"] = float(entropy(made["shares"]).mean())
        if step == 0:
            yield first(params, sentence, start, made, history, told)
        else:
            yield Frame(step, scalars, {name: made[name]})


def first(
    params: PARAMS, sentence: Sentence, start: Numbers, made: dict[str, np.ndarray],
    history: dict[str, np.ndarray], told: dict[str, Any],
) -> Frame:  # fmt: skip
    """The words' vectors, and all that does not change."""
    notes = {
        "tokens": list(sentence.tokens),
        "known": list(start.known),
        "whole": sentence.whole,
        "most": MOST,
        "language": sentence.language,
        "width": params.d,
        "heads": params.heads,
        "positions": params.positions,
        "scaled": params.scaled,
        "causal": params.causal,
        "weights": params.weights,
        "seed": params.seed,
        "last_step": len(STAGES) - 1,
        "pace": PACE,
        **told,
    }
    arrays = {
        "words": made["words"],
        "positions": made["positions"],
        "learned": start.learned,
        **start.weights,
        **{f"history.{name}": values for name, values in history.items()},
    }
    scalars = {"accuracy": float(history["accuracy"][-1])} if history else {}
    return Frame(0, scalars, arrays, notes=notes)


def learnt(
    params: PARAMS, sentence: Sentence
) -> tuple[Numbers, dict[str, np.ndarray], dict[str, Any]]:
    """A network trained now: its last numbers, its moments for these words, and what it knows."""
    from engine.models import belonging as model
    from engine.text import belonging

    result = model.train(
        sentence.language, params.heads, params.positions, params.causal, params.scaled, MOST,
        params.seed,
    )  # fmt: skip
    vocabulary = belonging.vocabulary(sentence.language)
    numbers = {word: number for number, word in enumerate(vocabulary)}
    ids = [numbers.get(token, 0) for token in sentence.tokens]
    T, weights = len(ids), result.weights
    history = {
        "words": weights["embed"][:, ids],  # (M, T, d)
        "table": weights["embed"],
        "positions": weights["positions"][:, :T],
        **{name: weights[name] for name in ("wq", "wk", "wv", "wo")},
        "updates": result.updates,
        "accuracy": result.accuracy,
        "loss": result.loss,
    }
    learned = weights["positions"][-1, :T] if params.positions == "learned" else np.zeros((0, 8))
    start = Numbers(
        history["words"][-1],
        positions(params, T, learned),
        np.asarray(learned, np.float32),
        {name: weights[name][-1] for name in ("wq", "wk", "wv", "wo")},
        tuple(token in numbers for token in sentence.tokens),
    )
    return start, history, {"vocabulary": vocabulary}
