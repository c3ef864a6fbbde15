"""What the engine knows, as plain JSON says it: arrays become lists, sentences keep their template.

A sentence travels as its template and values, so that a viewer in another language can say it anew;
the English text stands beside it for scripts.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.sentences import Sentence

#: Decimal digits kept of a float in an answer: more than a picture or a sentence can show.
DIGITS = 5


def plain(value: Any) -> Any:
    """`value` as JSON can say it: arrays → lists, floats to 5 significant digits, NaN → None."""
    if isinstance(value, Sentence):
        return sentence_to_json(value)
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value


def to_json(value: Any) -> bytes:
    """`plain(value)` as compact UTF-8 JSON."""
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def sentence_to_json(sentence: Sentence) -> dict[str, Any]:
    """{"template", "values", "text"}; a value that is a sentence is written the same way."""
    values = {
        name: sentence_to_json(value) if isinstance(value, Sentence) else plain(value)
        for name, value in sentence.values.items()
    }
    return {"template": sentence.template, "values": values, "text": str(sentence)}


def sentence_from_json(said: Mapping[str, Any]) -> Sentence:
    """The sentence that `sentence_to_json` wrote."""
    values = {
        name: sentence_from_json(value)
        if isinstance(value, Mapping) and "template" in value
        else value
        for name, value in said["values"].items()
    }
    return Sentence(said["template"], values)
