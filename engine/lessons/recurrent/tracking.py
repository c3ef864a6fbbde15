"""The search for units that track something: every unit is tried over the whole held-out text.

The same search in the network before its first update stands beside it: 128 units that have
learnt nothing also include a best one (Wieting & Kiela 2019 show how far random memories get).
"""

from bisect import bisect_right
from typing import Any

import numpy as np

from engine.lessons.recurrent.features import Feature, features
from engine.lessons.recurrent.recorded import Query, Recorded
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

#: Units told, lanes in which the held-out text is read, tokens of it shown at a time.
TOLD, LANES = 6, 8
#: What is looked for first, where the text has it.
FIRST = ("quote", "many")
SHOWN = {"words": 150, "characters": 600}


def units(trace: Trace, query: Query) -> dict[str, Any]:
    """`feature`, `step` → the units that track it best, and what they do over a stretch of text.

    unit   a unit to look at besides the best ones (its number)
    from   where in the held-out text the stretch begins
    text   a visitor's own text instead of the held-out one
    acts   percent, whole numbers, (K, T): one row for each unit told, +: high where it holds
    """
    run = Recorded(trace)
    frame = run.frame(query)
    found, names, memory = searched(run, query, frame)
    feature = found[names]
    said = run.told(run.held[: len(memory)])
    ranked = best(memory, feature)
    before = best(searched_memory(run, trace[0]), feature) if frame.step else ranked
    chosen = chosen_units(run, query, ranked)
    signs = [sign_of(memory, feature, unit) for unit in chosen]
    stretch = shown(run, query, frame, said, memory, feature)
    return {
        "feature": names,
        "features": list(found),
        "yes_or_no": feature.yes_or_no,
        "units": chosen,
        "scores": [score_of(memory, feature, unit) for unit in chosen],
        "best": float(ranked.scores[0]),
        "untrained": float(before.scores[0]),
        "together": all_units(memory, feature),
        "answer": str(bisect_right(edges(query), float(ranked.scores[0]))),
        "unit": chosen[0],
        **told(stretch, chosen, signs),
        "held": len(said),
    }


def told(
    stretch: tuple[list[str], np.ndarray, list[float | None], int],
    chosen: list[int],
    signs: list[int],
) -> dict[str, Any]:
    """A stretch of text as the picture needs it."""
    words, memory, truth, first = stretch
    acts = np.round(100 * memory[:, chosen].T * np.array(signs)[:, None]).astype(int)
    return {"words": words, "acts": acts, "truth": truth, "from": first, "signs": signs}


def searched(run: Recorded, query: Query, frame: Frame) -> tuple[dict[str, Feature], str, Any]:
    """The properties of the held-out text, the one asked for, and every unit's memory over it."""
    memory = searched_memory(run, frame)
    found = run_features(run, run.told(run.held[: len(memory)]))
    if not found:
        raise Refused(N_("The held-out text is too short to search for units in it."))
    first = next((name for name in FIRST if name in found), next(iter(found)))
    name = query.get("feature") or first
    if name not in found:
        raise Refused(
            N_("This text has no property “{name}”. It has: {known}."),
            name=name[:40],
            known=", ".join(found),
        )
    return found, name, memory


def run_features(run: Recorded, said: list[str]) -> dict[str, Feature]:
    """The properties of a stretch of this run's text."""
    notes = run.notes
    pairs = [(pair[0], pair[1]) for pair in notes["gender"]]
    return features(said, notes["tokens"], notes["groups"], pairs)


def searched_memory(run: Recorded, frame: Frame) -> np.ndarray:
    """What every unit holds after each held-out token, (N, H); read in lanes side by side."""
    from engine.models.language_reader import read

    held = run.held.astype(np.int64)
    lanes = LANES if len(held) >= 50 * LANES else 1
    length = len(held) // lanes
    side = held[: length * lanes].reshape(lanes, length).T  # (L, lanes)
    memory = read(run.model(frame), side).memory  # (L, lanes, H)
    whole: np.ndarray = memory.transpose(1, 0, 2).reshape(length * lanes, -1)
    return whole


def best(memory: np.ndarray, feature: Feature) -> Any:
    """The units that tell a property best; see `engine.measures.detectors`."""
    from engine.measures import detectors

    known = feature.known[: len(memory)]
    values = feature.values[: len(memory)][known]
    return detectors.best(memory[known], values, feature.yes_or_no, TOLD)


def all_units(memory: np.ndarray, feature: Feature) -> float:
    """How well a linear probe on all units at once tells it."""
    from engine.measures import detectors

    known = feature.known[: len(memory)]
    values = feature.values[: len(memory)][known]
    return detectors.together(memory[known], values, feature.yes_or_no)


def chosen_units(run: Recorded, query: Query, ranked: Any) -> list[int]:
    """The units told: the one asked for first, then the best."""
    units_ = [int(unit) for unit in ranked.units]
    given = query.get("unit", "")
    if given.isascii() and given.isdecimal() and len(given) < 5:
        asked = int(given)
        if asked >= run.notes["hidden"]:
            raise Refused(
                N_("There is no unit {unit}; there are {n}, numbered from 0."),
                unit=asked,
                n=run.notes["hidden"],
            )
        units_ = [asked, *(unit for unit in units_ if unit != asked)][:TOLD]
    return units_


def score_of(memory: np.ndarray, feature: Feature, unit: int) -> float:
    """How well one unit tells a property on the second half; its sign is from the first."""
    found = best(memory[:, [unit]], feature)
    return float(found.scores[0])


def sign_of(memory: np.ndarray, feature: Feature, unit: int) -> int:
    """−1 where the unit is low when the property holds."""
    return int(best(memory[:, [unit]], feature).signs[0])


def shown(
    run: Recorded,
    query: Query,
    frame: Frame,
    said: list[str],
    memory: np.ndarray,
    feature: Feature,
) -> tuple[list[str], np.ndarray, list[float | None], int]:
    """The stretch looked at: words, memory (T, H), the property (None where unknown), its place."""
    from engine.models.language_reader import read

    many = SHOWN[run.notes["tokens"]]
    if query.get("text", "").strip():
        words, ids = run.cut(query["text"])
        own = run_features_all(run, words, query.get("feature", ""))
        return words, read(run.model(frame), ids).memory[:, 0], own, 0
    # From the second half, where nothing was searched, and from the beginning of a sentence.
    usual = len(said) // 2
    first = int(run.number(query, "from", 0, max(0, len(said) - 20), usual))
    part = slice(first, first + many)
    truth = [
        float(value) if known else None
        for value, known in zip(feature.values[part], feature.known[part], strict=True)
    ]
    return said[part], memory[part], truth, first


def run_features_all(run: Recorded, words: list[str], name: str) -> list[float | None]:
    """A property along a visitor's own text, which may be too short to be searched."""
    from engine.lessons.recurrent.features import characters, of_words

    notes = run.notes
    pairs = [(pair[0], pair[1]) for pair in notes["gender"]]
    found = (
        characters(words)
        if notes["tokens"] == "characters"
        else of_words(words, notes["groups"], pairs)
    )
    feature = found.get(name)
    if feature is None:
        return [None] * len(words)
    return [
        float(value) if known else None
        for value, known in zip(feature.values, feature.known, strict=True)
    ]


def edges(query: Query) -> list[float]:
    """The bounds between a question's choices."""
    try:
        return [float(edge) for edge in query.get("edges", "").split(",") if edge]
    except ValueError:
        return []
