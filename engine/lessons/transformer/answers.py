"""Questions to a recorded Transformer: read a sentence, leave parts out, look inside, write on.

`read` and `without` answer with the whole film, so that moving in time asks nothing. Attention
travels as bytes (255 is all of a word's attention), in base64.
"""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.lessons.transformer import brought, inside
from engine.lessons.transformer.reading import (
    Query,
    at_step,
    held,
    numbers,
    real_number,
    sentence,
    settled,
    spec_of,
    whole_number,
)
from engine.measures import heads
from engine.sentences import N_, Refused
from engine.trace import Recorder, Trace

if TYPE_CHECKING:
    from engine.models.attention import Spec

#: Cells of attention in one film at the most; moments of it are left out beyond.
CELLS = 1_500_000
#: Proposals for a word; words written at once.
TOLD, WRITTEN = 5, 40


def read(trace: Trace, query: Query) -> dict[str, Any]:
    """`text`, at every moment: what each head looks at, and what the network says.

    attention  base64 of uint8 (F, L, H, T, T); frames: which moments of the run they are
    said       per moment and position the likeliest word's number, and its probability
    """
    from engine.models.arrays import softmax
    from engine.models.attention import encode, logits

    spec, found = spec_of(trace, query), sentence(trace, query)
    T = len(found.ids)
    looking = [at for at in range(spec.layers) if not _blind(spec, at)]
    cells = max(1, len(looking)) * spec.heads * T * T
    frames = _spread(len(trace), max(2, CELLS // cells))
    maps, said, sure, top = [], [], [], []
    for frame in frames:
        recorder, weights = Recorder(), numbers(trace, frame)
        out = logits(encode(found.ids[None], weights, spec, None, recorder), weights)[0]
        shares = softmax(out)  # (T, V)
        maps.append(np.concatenate([recorder[f"{at}.attention"] for at in looking] or [_none(T)]))
        said.append(shares.argmax(-1))
        sure.append(shares.max(-1))
        top.append(best(shares[found.asked]))
    packed = np.round(255 * np.nan_to_num(np.stack(maps))).astype(np.uint8)
    return {
        "tokens": found.tokens, "unknown": np.flatnonzero(found.ids == 0), "cut": found.cut,
        "asked": found.asked, "frames": frames, "layers": looking, "shape": packed.shape,
        "attention": base64.b64encode(packed.tobytes()).decode("ascii"),
        "said": np.stack(said), "sure": np.stack(sure).round(3), "top": top,
    }  # fmt: skip


def _blind(spec: "Spec", at: int) -> bool:
    return bool({str(at), f"{at}.attention", "attention"} & spec.off)


def _none(T: int) -> np.ndarray:
    return np.zeros((0, 1, T, T), np.float32)


def _spread(count: int, most: int) -> list[int]:
    """At most so many of `count` moments, evenly, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return sorted({round(i * (count - 1) / (most - 1)) for i in range(most)})


def best(shares: np.ndarray) -> list[list[float]]:
    """The likeliest words of (V,): pairs of number and probability."""
    order = np.argsort(-shares, kind="stable")[:TOLD]
    return [[int(number), float(shares[number])] for number in order]


def tested(trace: Trace, frame: int, spec: "Spec") -> tuple[float, float]:
    """Loss in nats a target, and share right, over the sentences kept for testing."""
    from engine.models.attention import encode, logits

    ids, targets, mask = held(trace)
    weights = numbers(trace, frame)
    with np.errstate(all="ignore"):
        out = encode(ids, weights, spec, mask)[targets >= 0]
        scores = logits(out, weights).astype(np.float64)  # (N, V)
        right = targets[targets >= 0]
        scores -= scores.max(-1, keepdims=True)
        loss = np.log(np.exp(scores).sum(-1)) - scores[np.arange(len(right)), right]
    return float(loss.mean()), float((scores.argmax(-1) == right).mean())


def without(trace: Trace, query: Query) -> dict[str, Any]:
    """The loss at every moment with the parts `off` left out of the trained network."""
    spec = spec_of(trace, query)
    found = [tested(trace, frame, spec) for frame in range(len(trace))]
    return {
        "steps": [frame.step for frame in trace],
        "loss": [loss for loss, _ in found], "accuracy": [right for _, right in found],
    }  # fmt: skip


def parts(trace: Trace, query: Query) -> dict[str, Any]:
    """What the loss is now when one part is left out, for every part there is."""
    frame, spec = at_step(trace, query), spec_of(trace, query)
    names = ["positions", "residual", "norm"]
    for at in range(spec.layers):
        some = range(spec.heads) if spec.heads > 1 else ()
        names += [f"{at}", f"{at}.attention", *(f"{at}.head.{head}" for head in some)]
        names.append(f"{at}.inner")
    if spec.positions == "none":
        names.remove("positions")
    whole = tested(trace, frame, spec)
    rows = []
    for name in names:
        if {name, name.split(".")[0]} & spec.off:
            continue
        loss, right = tested(trace, frame, replace(spec, off=spec.off | {name}))
        rows.append({"part": name, "loss": loss, "accuracy": right})
    return {"loss": whole[0], "accuracy": whole[1], "rows": rows, "step": trace[frame].step}


def lens(trace: Trace, query: Query) -> dict[str, Any]:
    """Inside at one moment: the stream's length, what the norms see, what each layer would say."""
    return inside.lens(trace, query)


def gradient(trace: Trace, query: Query) -> dict[str, Any]:
    """Gradient × attention at one moment, for the word said at position `at`."""
    return inside.gradient(trace, query)


def write(trace: Trace, query: Query) -> dict[str, Any]:
    """Words written on after `text` by a causal network, one after another, as it was at `step`.

    temperature, k, p   how the next word is drawn; seed, length
    Each word comes with the likeliest there were and their probabilities after the cut.
    """
    from engine.models.attention import encode, logits

    notes = trace[0].notes
    if notes["task"] == "pronouns":
        raise Refused(N_("This network reads to both sides: it cannot write on."))
    frame, spec = at_step(trace, query), spec_of(trace, query)
    temperature = real_number(query, "temperature", 1.0, 0.0, 5.0)
    k = whole_number(query, "k", 0, 0, 1000)
    p = real_number(query, "p", 1.0, 0.01, 1.0)
    length = whole_number(query, "length", 24, 1, WRITTEN)
    chance = np.random.default_rng(whole_number(query, "seed", 1, 0, 999_999))
    found, weights = sentence(trace, query), numbers(trace, frame)
    ids, written = list(found.ids), []
    most = 32 if notes["task"] == "text" else 24
    for _ in range(length):
        out = logits(encode(np.array([ids[-most:]]), weights, spec)[:, -1], weights)[0]
        out[0] = -np.inf  # what is not known is never said
        shares = sampled_from(out, temperature, k, p)
        drawn = int(chance.choice(len(shares), p=shares))
        written.append({"word": drawn, "p": float(shares[drawn]), "top": best(shares)})
        ids.append(drawn)
    return {"tokens": found.tokens, "written": written, "step": trace[frame].step}


def sampled_from(scores: np.ndarray, temperature: float, k: int, p: float) -> np.ndarray:
    """Probabilities (V,) after temperature, then the k likeliest (0: all), then the nucleus p.

    Nucleus: the fewest words that have p together (Holtzman et al. 2020). Temperature 0: the best.
    """
    from engine.models.arrays import softmax

    if temperature <= 0:
        return np.eye(len(scores))[int(np.argmax(scores))]
    shares = softmax(scores.astype(np.float64) / temperature)
    order = np.argsort(-shares, kind="stable")
    before = np.cumsum(shares[order]) - shares[order]
    keep = before < p
    if k:
        keep[k:] = False
    kept = np.zeros_like(shares)
    kept[order[keep]] = shares[order[keep]]
    found: np.ndarray = kept / kept.sum()
    return found


def role(trace: Trace, query: Query) -> dict[str, Any]:
    """The best head's measure `name` (given, previous, induction) at `step`."""
    frame, name = trace[at_step(trace, query)], query.get("name", "given")
    if name not in frame.arrays:
        raise Refused(N_("This run measures no “{name}”."), name=name[:20])
    measured = np.asarray(frame.arrays[name])
    at, head = np.unravel_index(int(np.nanargmax(measured)), measured.shape)
    return settled(float(measured[at, head]), query, layer=int(at) + 1, head=int(head) + 1)


def loss(trace: Trace, query: Query) -> dict[str, Any]:
    """Loss over the sentences kept for testing, with `off` left out."""
    value, right = tested(trace, at_step(trace, query), spec_of(trace, query))
    return settled(right if query.get("of") == "accuracy" else value, query)


def meant(trace: Trace, query: Query) -> dict[str, Any]:
    """The word the network says at the asked place of `text`."""
    from engine.models.arrays import softmax
    from engine.models.attention import encode, logits

    found, weights = sentence(trace, query), numbers(trace, at_step(trace, query))
    out = logits(encode(found.ids[None], weights, spec_of(trace, query))[0, found.asked], weights)
    return {
        "answer": trace[0].notes["vocabulary"][int(out.argmax())],
        "p": float(softmax(out).max()),
    }


def through(trace: Trace, query: Query) -> dict[str, Any]:
    """Roll-out of `text` at `step`: (T, T), each word's share of each, through all layers."""
    from engine.models.attention import encode

    spec, found = spec_of(trace, query), sentence(trace, query)
    recorder = Recorder()
    encode(found.ids[None], numbers(trace, at_step(trace, query)), spec, None, recorder)
    layers = [recorder[f"{at}.attention"][0] for at in range(spec.layers) if not _blind(spec, at)]
    rolled = heads.rollout(np.stack(layers)) if layers else np.eye(len(found.ids))
    return {"tokens": found.tokens, "rollout": rolled.round(4)}


ANSWERS: dict[str, Callable[[Trace, Query], dict[str, Any]]] = brought.also({
    "read": read, "without": without, "parts": parts, "lens": lens, "gradient": gradient,
    "write": write, "role": role, "loss": loss, "meant": meant, "through": through,
})  # fmt: skip
