"""What goes on inside one reading: the stream that layers add to, and what it would say so far.

Logit lens: the stream after each layer is read by the last layer's head, as if nothing followed
(nostalgebraist 2020).
"""

import base64
from typing import Any

import numpy as np

from engine.lessons.transformer.reading import (
    Query,
    at_step,
    numbers,
    sentence,
    spec_of,
    whole_number,
)
from engine.trace import Recorder, Trace

#: Words that the lens names at each place.
NAMED = 3


def lens(trace: Trace, query: Query) -> dict[str, Any]:
    """`text` at `step`, at every depth (0: the embedding) and position.

    words, sure  (L + 1, T, 3) numbers of the likeliest words, and their probabilities
    length       (L + 1, T) of the stream's vectors
    mean, spread (L + 1, T) of their numbers: what a layer norm takes away
    added        (L, 2, T) lengths of what attention and the inner layer add
    """
    from engine.models.arrays import softmax
    from engine.models.attention import encode, layer_norm, logits

    spec, found = spec_of(trace, query), sentence(trace, query)
    frame = at_step(trace, query)
    weights, seen = numbers(trace, frame), Recorder()
    encode(found.ids[None], weights, spec, None, seen)
    stream = [seen["embedded"][0]]
    for at in range(spec.layers):
        stream.append(seen[f"{at}.out"][0] if f"{at}.out" in seen else stream[-1])
    x = np.nan_to_num(np.stack(stream))  # (L + 1, T, D)
    final = spec.norm == "pre" and "norm" not in spec.off
    shares = softmax(logits(layer_norm(x, weights, "norm") if final else x, weights))
    order = np.argsort(-shares, axis=-1, kind="stable")[..., :NAMED]
    added = [
        [_length(seen.get(f"{at}.{part}"), x) for part in ("attended", "fed")]
        for at in range(spec.layers)
    ]
    return {
        "tokens": found.tokens, "step": trace[frame].step, "asked": found.asked,
        "words": order, "sure": np.take_along_axis(shares, order, -1).round(4),
        "length": np.linalg.norm(x, axis=-1).round(3), "mean": x.mean(-1).round(4),
        "spread": x.std(-1).round(4), "added": np.array(added).round(3),
    }  # fmt: skip


def _length(added: np.ndarray | None, x: np.ndarray) -> np.ndarray:
    if added is None:
        return np.zeros(x.shape[1])
    found: np.ndarray = np.linalg.norm(np.nan_to_num(added[0]), axis=-1)
    return found


def gradient(trace: Trace, query: Query) -> dict[str, Any]:
    """Attention × gradient of the score of the word said at position `at`.

    values  base64 of int8 (L, heads, T, T), 127 is `most`
    """
    from engine.models.attention import encode, logits
    from engine.models.attention_gradient import attention_gradients

    spec, found = spec_of(trace, query), sentence(trace, query)
    frame = at_step(trace, query)
    weights = numbers(trace, frame)
    at = whole_number(query, "at", found.asked, 0, len(found.ids) - 1)
    out = logits(encode(found.ids[None], weights, spec)[0, at], weights)
    word = int(np.argmax(out))
    looked, slope = attention_gradients(found.ids, weights, spec, at, word)
    values = np.nan_to_num(looked * slope)
    most = float(np.abs(values).max()) or 1.0
    packed = np.round(127 * values / most).astype(np.int8)
    return {
        "tokens": found.tokens, "at": at, "word": word, "most": most, "shape": packed.shape,
        "values": base64.b64encode(packed.tobytes()).decode("ascii"), "step": trace[frame].step,
    }  # fmt: skip
