"""What a published model would say at each depth, asked of the model itself (the logit lens).

The stream of every depth is handed to the model in place of what its last layer would give, so that
its own last norm and head read it (nostalgebraist 2020). That holds for any model built of layers
that follow one another, and is checked at the last depth, where it must say what it says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from engine.sentences import N_, Refused

#: Words named at each place; scores that are held at once while the depths are asked.
NAMED, AT_ONCE = 5, 60_000_000


@dataclass(frozen=True)
class Brought:
    """A model, ready to read.

    kind  "masked" (reads to both sides and fills gaps), "causal" (says what comes next), or "bare"
          (has no head: it only looks)
    """

    name: str
    kind: str
    model: Any
    tokenizer: Any
    device: str

    @property
    def parameters(self) -> int:
        """How many numbers were learnt."""
        return sum(each.numel() for each in self.model.parameters())


@dataclass(frozen=True)
class Looked:
    """One plain forward: attention (L, H, T, T), stream (L + 1, T, D), scores (T, V) or None.

    rests  what each layer gives besides its stream, () where it gives nothing; None: it gives the
           stream alone, not in a tuple
    """

    attention: torch.Tensor
    stream: torch.Tensor
    scores: torch.Tensor | None
    rests: list[tuple[Any, ...] | None]


def looked(brought: Brought, x: torch.Tensor) -> Looked:
    """What the model does with `x` (1, T), undisturbed. Raises Refused where it shows nothing."""
    kept: list[torch.Tensor] = []
    rests: list[tuple[Any, ...] | None] = []

    def keep(_: Any, given: Any, named: Any, out: Any) -> None:
        if not kept:
            kept.append(_first(given, named)[0])
        kept.append((out[0] if isinstance(out, tuple) else out)[0])
        rests.append(tuple(out[1:]) if isinstance(out, tuple) else None)

    held = [each.register_forward_hook(keep, with_kwargs=True) for each in stack(brought.model)]
    try:
        out = brought.model(
            input_ids=x, output_attentions=True, output_hidden_states=True, **_plain(brought)
        )
    finally:
        for each in held:
            each.remove()
    shown = [each for each in (out.attentions or ()) if each is not None and each.ndim == 4]
    if not shown or len({each.shape for each in shown}) > 1:
        raise Refused(
            N_("The layers of “{name}” do not say what they attend to."), name=brought.name
        )
    stream = torch.stack(kept or [each[0] for each in out.hidden_states])
    if stream.shape[1] != x.shape[1]:
        raise Refused(
            N_("The layers of “{name}” do not say what they attend to."), name=brought.name
        )
    scores = None if brought.kind == "bare" else out.logits[0]
    return Looked(torch.cat(shown).float(), stream, scores, rests)


def _plain(brought: Brought) -> dict[str, Any]:
    return {"use_cache": False} if brought.kind == "causal" else {}


def _first(given: tuple[Any, ...], named: dict[str, Any]) -> torch.Tensor:
    found: torch.Tensor = given[0] if given else named["hidden_states"]
    return found


def stack(model: Any) -> list[Any]:
    """The layers that follow one another, [] where the model is not built of such."""
    count = int(model.config.get_text_config().num_hidden_layers)
    for module in model.base_model.modules():
        if isinstance(module, torch.nn.ModuleList) and len(module) == count:
            return list(module)
    return []


@contextmanager
def _passing(layers: list[Any], rests: list[Any], instead: torch.Tensor) -> Iterator[None]:
    """No layer computes anything, and the last one hands on `instead`."""

    def passer(at: int) -> Any:
        def forward(*given: Any, **named: Any) -> Any:
            on = instead if at == len(layers) - 1 else _first(given, named)
            return on if rests[at] is None else (on, *rests[at])

        return forward

    for at, layer in enumerate(layers):
        layer.forward = passer(at)
    try:
        yield
    finally:
        for layer in layers:
            del layer.forward  # the class's own again


def depths(brought: Brought, x: torch.Tensor, seen: Looked, some: slice) -> torch.Tensor:
    """Scores (N, T, V) that the model's own norm and head give for `some` depths of the stream."""
    stream = seen.stream[some]
    with _passing(stack(brought.model), seen.rests, stream):
        scores: torch.Tensor = brought.model(
            input_ids=x.expand(len(stream), -1), **_plain(brought)
        ).logits
    return scores


def lens(brought: Brought, x: torch.Tensor, seen: Looked) -> tuple[Any, Any]:
    """The likeliest words (L + 1, T, NAMED) at every depth, and their probabilities.

    Only the last depth where the way through the model's layers is not so simple that it would say
    there what it says; None for a model without a head.
    """
    if seen.scores is None:
        return None, None
    (T, known), many = seen.scores.shape, len(seen.stream)
    count, named = max(1, AT_ONCE // (T * known)), min(NAMED, known)
    words = np.zeros((many, T, named), np.int32)
    sure = np.zeros((many, T, named), np.float32)
    for start in range(0, many, count) if _same_way(brought, x, seen) else ():
        some = slice(start, start + count)
        words[some], sure[some] = _best(depths(brought, x, seen, some), named)
    words[-1], sure[-1] = _best(seen.scores, named)
    return words, sure


def _same_way(brought: Brought, x: torch.Tensor, seen: Looked) -> bool:
    """Whether the stream after the last layer, handed in, gives the model's own scores."""
    if not seen.rests:
        return False
    last = depths(brought, x, seen, slice(-1, None))[0]
    return seen.scores is not None and torch.allclose(last, seen.scores, rtol=1e-3, atol=1e-3)


def _best(scores: torch.Tensor, named: int) -> tuple[np.ndarray, np.ndarray]:
    best = scores.float().softmax(-1).topk(named, dim=-1)
    return best.indices.cpu().numpy(), best.values.cpu().numpy()
