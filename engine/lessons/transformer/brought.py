"""A model of one's own in the same pictures: time is depth, as the sentence rises through layers.

Nothing is trained. Frame 0 holds the whole attention, step n is after n layers; what the model
would say at each depth is its logit lens. What needs the small networks' weights is refused.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine.lessons.transformer import shelf
from engine.lessons.transformer.params import PARAMS
from engine.lessons.transformer.reading import Query, at_step, settled
from engine.measures import heads
from engine.sentences import N_, Refused
from engine.trace import Frame, Trace

#: What is read where no sentence is given: with a gap for models that fill gaps.
SHOWN = {
    "masked": "The animal did not cross the street because ___ was too tired.",
    "causal": "The animal did not cross the street because it was too",
}
Answer = Callable[[Trace, Query], dict[str, Any]]


def frames(params: PARAMS, device: str = "cpu") -> Iterator[Frame]:
    """A frame for the embedding and one after each layer. Raises Refused."""
    place = shelf.find(params.model)
    config = shelf.checked(params.model, place)
    if not shelf.installed():
        raise shelf.missing()
    from engine.models import brought, recurrent

    recurrent.threads(1)
    began = time.perf_counter()
    model = brought.load(params.model, place, config, device)
    text = params.sentence.strip() or SHOWN["causal" if model.kind == "causal" else "masked"]
    read = brought.read(model, text)
    names, words = named(model.tokenizer, read.words)
    measured = roles(read.attention)
    length = np.linalg.norm(read.stream, axis=-1)  # (L + 1, T)
    weights = {"length": length, "mean": read.stream.mean(-1), "spread": read.stream.std(-1)}
    if words is not None and read.sure is not None:
        weights |= {"words": words, "sure": read.sure}
    for depth in range(len(read.stream)):
        first = depth == 0
        scalars = {"length": float(length[depth].mean())} | said_so_far(words, read.sure, depth)
        # Heads that have not looked yet are measured by nothing.
        arrays = {name: upto(values, depth) for name, values in measured.items()}
        if first:
            arrays["attention"] = np.round(255 * read.attention).astype(np.uint8)
            arrays["layers"] = np.arange(len(read.attention))
        else:
            scalars["seconds"] = time.perf_counter() - began
        notes = told(params, model, read, names, text, device) if first else {}
        yield Frame(depth, scalars, arrays, weights if first else {}, notes)


def told(
    params: PARAMS, model: Any, read: Any, names: list[str], text: str, device: str
) -> dict[str, Any]:
    """The notes of frame 0: what does not change."""
    L, H = read.attention.shape[:2]
    return {
        "task": "brought", "model": params.model, "kind": model.kind, "sentence": text,
        "language": "", "tokens": read.tokens, "asked": read.asked, "cut": read.cut,
        "vocabulary": names, "spec": {"layers": L, "heads": H, "width": read.stream.shape[-1]},
        "off": [], "last_step": L, "parameters": model.parameters, "device": device,
    }  # fmt: skip


def named(tokenizer: Any, words: np.ndarray | None) -> tuple[list[str], np.ndarray | None]:
    """The words that are said anywhere, and `words` as numbers into them: 0 is none."""
    from engine.models import brought_words

    if words is None:
        return [""], None
    known, places = np.unique(words, return_inverse=True)
    name = brought_words.namer(tokenizer)
    names = ["", *(name(int(each)) for each in known)]
    return names, (places.reshape(words.shape) + 1).astype(np.int32)


def roles(attention: np.ndarray) -> dict[str, np.ndarray]:
    """What each head does in this sentence, (L, H) each; attention (L, H, T, T)."""
    one = attention.shape[-1] == 1
    return {
        "previous": np.zeros(attention.shape[:2]) if one else heads.previous(attention),
        "own": heads.own(attention),
        "first": attention[..., 0].mean(-1),
        "entropy": heads.entropy(attention),
    }


def upto(values: np.ndarray, depth: int) -> np.ndarray:
    """(L, H) with NaN in the layers from `depth` on."""
    found = np.array(values, np.float32)
    found[depth:] = np.nan
    return found


def said_so_far(words: np.ndarray | None, sure: np.ndarray | None, depth: int) -> dict[str, float]:
    """Share of the places at which this depth already says what the last one says."""
    if words is None or sure is None or not sure[depth].any():
        return {}
    return {"same": float((words[depth, :, 0] == words[-1, :, 0]).mean())}


# -- questions ------------------------------------------------------------------------------------


def read(trace: Trace, query: Query) -> dict[str, Any]:
    """What the model would say at every depth; the attention is in frame 0 already."""
    notes = trace[0].notes
    words, sure = _said(trace)
    depths, T, _ = words.shape
    return {
        "tokens": notes["tokens"], "unknown": [], "cut": notes["cut"], "asked": notes["asked"],
        "frames": list(range(depths)), "layers": list(range(depths - 1)), "attention": "",
        "shape": [depths, depths - 1, notes["spec"]["heads"], T, T],
        "said": words[..., 0], "sure": sure[..., 0].round(3),
        "top": [_listed(words[at], sure[at], notes["asked"]) for at in range(depths)],
        "all": [[_listed(words[at], sure[at], t) for t in range(T)] for at in range(depths)],
    }  # fmt: skip


def _said(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """Words and probabilities (L + 1, T, K); one that is none where the model has no head."""
    kept = trace[0].weights
    none = np.zeros((*kept["length"].shape, 1), np.int32)
    return kept.get("words", none), kept.get("sure", none.astype(np.float32))


def _listed(words: np.ndarray, sure: np.ndarray, at: int) -> list[list[float]]:
    """The likeliest words at a place: pairs of number and probability, as everywhere."""
    pairs = zip(words[at], sure[at], strict=True)
    return [[int(word), round(float(share), 4)] for word, share in pairs if word]


def lens(trace: Trace, query: Query) -> dict[str, Any]:
    """Inside: at every depth the likeliest words, and length, mean and spread of the stream."""
    notes, kept = trace[0].notes, trace[0].weights
    words, sure = _said(trace)
    return {
        "tokens": notes["tokens"], "step": notes["last_step"], "asked": notes["asked"],
        "words": words[..., :3], "sure": sure[..., :3].round(4),
        "length": kept["length"].round(3), "mean": kept["mean"].round(4),
        "spread": kept["spread"].round(4),
    }  # fmt: skip


def attention(trace: Trace) -> np.ndarray:
    """The recorded attention (L, H, T, T), to a 255th."""
    found: np.ndarray = trace[0].arrays["attention"].astype(np.float32) / 255
    return found


def through(trace: Trace, query: Query) -> dict[str, Any]:
    """Roll-out (T, T) through the layers up to `step`."""
    depth = at_step(trace, query)
    looked = attention(trace)[:depth]
    looked = looked / looked.sum(-1, keepdims=True)
    T = looked.shape[-1]
    rolled = heads.rollout(looked) if depth else np.eye(T)
    return {"tokens": trace[0].notes["tokens"], "rollout": rolled.round(4)}


def role(trace: Trace, query: Query) -> dict[str, Any]:
    """The best head's measure `name` (previous, own, first) in this sentence."""
    name = query.get("name", "previous")
    if name not in ("previous", "own", "first"):
        raise Refused(N_("This run measures no “{name}”."), name=name[:20])
    measured = trace[len(trace) - 1].arrays[name]
    at, head = np.unravel_index(int(np.nanargmax(measured)), measured.shape)
    return settled(float(measured[at, head]), query, layer=int(at) + 1, head=int(head) + 1)


ANSWERS: dict[str, Answer] = {"read": read, "lens": lens, "through": through, "role": role}


def also(answers: dict[str, Answer]) -> dict[str, Answer]:
    """The same questions, which a run of a brought model answers in its own way, or refuses."""
    return {name: _either(name, answer) for name, answer in answers.items()}


def _either(name: str, answer: Answer) -> Answer:
    def answered(trace: Trace, query: Query) -> dict[str, Any]:
        if not len(trace) or trace[0].notes.get("task") != "brought":
            return answer(trace, query)
        if name not in ANSWERS:
            raise Refused(
                N_("This is asked of networks that were trained here; your model is only read.")
            )
        return ANSWERS[name](trace, query)

    answered.__doc__, answered.__name__ = answer.__doc__, answer.__name__
    return answered
