"""Brush a phrase: which units are on over exactly it, and over which other phrases are they on?

LSTMVis (Strobelt, Gehrmann, Pfister & Rush 2018): a hypothesis about what some units follow is a
stretch of words; whether it holds is seen in other sentences that the same units pick out.
"""

from typing import Any

import numpy as np

from engine.lessons.gates.network import memory_of, read
from engine.lessons.gates.recorded import (
    Query,
    Recorded,
    cell_of,
    network_at,
    recorded,
    whole,
    words_of,
)  # fmt: skip
from engine.measures import gates
from engine.sentences import N_, Refused
from engine.trace import Trace

#: Phrases listed; hundredths beyond which a unit is on, unless the query says otherwise.
LISTED, ON = 10, 40


def phrase(trace: Trace, query: Query) -> dict[str, Any]:
    """`cell`, `text`, `from`, `to` (words), `step`, `on` (hundredths) → units, and like phrases.

    units    numbers of the units that are on over exactly the phrase, and `signs` of their values
    matches  {words, from, to, units}: stretches of other sentences, those with most units first
    """
    record, cell = recorded(trace), cell_of(query)
    words = words_of(record, query)
    first = whole(query, "from", 0, 0, len(words) - 1)
    last = whole(query, "to", first, 0, len(words) - 1)
    if first > last:
        first, last = last, first
    least = whole(query, "on", ON, 1, 99) / 100
    frame, network = network_at(record, query, cell)
    values = read(network, record.ids(words)[:, None]).values[memory_of(cell)]
    units = gates.held(levels(cell, values)[:, 0], first, last, least)
    chosen = np.flatnonzero(units)
    matches = _matches(record, cell, network, units, least, words) if len(chosen) else []
    return {
        "step": frame.step,
        "units": chosen,
        "signs": units[chosen],
        "found": len(matches),
        "matches": matches[:LISTED],
        "answer": len(chosen),
    }


def levels(cell: str, memory: np.ndarray) -> np.ndarray:
    """A memory between −1 and 1: of an LSTM tanh(c), which is what its output gate lets out."""
    return np.tanh(memory) if cell == "lstm" else memory


def _matches(
    record: Recorded, cell: str, network: Any, units: np.ndarray, least: float, own: list[str]
) -> list[dict[str, Any]]:
    """The best stretch of each sentence of the examination, those with most units first."""
    asked = record.notes["known"] == record.notes["outputs"]
    told = [
        words if asked else words[:target]
        for words, target in zip(record.sentences, record.exam("target"), strict=True)
    ]
    lengths = np.array([len(words) for words in told])
    if not lengths.size:
        raise Refused(N_("There is no word in this sentence."))
    ids = np.zeros((int(lengths.max()), len(told)), np.int64)
    for b, words in enumerate(told):
        ids[: len(words), b] = record.ids(words)
    values = levels(cell, read(network, ids).values[memory_of(cell)])
    best: dict[int, tuple[int, int, int]] = {}
    for text, first, last, many in gates.alike(values, lengths, units, least):
        if told[text] != own and (text not in best or many > best[text][2]):
            best[text] = (first, last, many)
    order = sorted(best, key=lambda text: (-best[text][2], text))
    return [
        {
            "words": told[text],
            "from": best[text][0],
            "to": best[text][1],
            "units": best[text][2],
        }
        for text in order
    ]
