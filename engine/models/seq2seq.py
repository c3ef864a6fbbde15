"""One text becomes another: an encoder reads, a decoder writes, and attention lets it look back.

    none            all the decoder knows of the source is the one vector it starts from
                    (Sutskever, Vinyals & Le 2014; Cho et al. 2014)
    additive        before each word: softmax(v · tanh(W s + U h_j)) shares out the look at every
                    position j (Bahdanau, Cho & Bengio 2015)
    multiplicative  after each step: softmax(s W h_j), and what was seen is combined with the state
                    (Luong, Pham & Manning 2015, "general")

Written once for numpy arrays and torch tensors (see `arrays`): training differentiates through
`teach`, and a page decodes by hand with the very same `step`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from engine.models import cells
from engine.models.arrays import Array, library, same_kind, softmax, zeros
from engine.models.attention import linear
from engine.trace import ignore

Recorder: TypeAlias = Callable[[str, Any], Any]
Attention = Literal["none", "additive", "multiplicative"]
#: Numbers of the signs that every vocabulary begins with: nothing, begin, end, unknown.
PAD, BEGIN, END, UNKNOWN = range(4)


@dataclass(frozen=True)
class Spec:
    """An encoder's and decoder's shape: `hidden` units that read `width` numbers a word.

    The encoder reads from both ends with half the units each, so that memory is `hidden` wide.
    """

    cell: Literal["rnn", "gru", "lstm"] = "gru"
    attention: Attention = "additive"
    width: int = 32
    hidden: int = 96


@dataclass(frozen=True)
class State:
    """Where a decoder is: h, c (B, H), c of an LSTM only; `look` (B, S) is the last attention."""

    h: Array
    c: Array | None
    look: Array | None = None


def read(
    ids: Array, weights: Mapping[str, Array], spec: Spec, record: Recorder = ignore
) -> tuple[Array, State]:
    """Read sources (B, S), all of one length: memory (B, S, H) and the decoder's first state.

    record  called with the encoder's gates as `cells.layers` names them, and "bridge"
    """
    words = weights["source.weight"][ids].swapaxes(0, 1)
    own = under("encoder.", weights)
    memory = cells.layers(spec.cell, words, own, 1, bidirectional=True, record=record)
    return memory.swapaxes(0, 1), hand_over(memory, weights, spec, record)


def hand_over(
    memory: Array, weights: Mapping[str, Array], spec: Spec, record: Recorder = ignore
) -> State:
    """The one vector that passes from reading to writing: both directions' last states, bent.

    memory (S, B, H), time first.
    """
    half = spec.hidden // 2
    ends = library(memory).concatenate([memory[-1][:, :half], memory[0][:, half:]], -1)
    h = record("bridge", library(memory).tanh(linear(ends, weights, "bridge")))
    return State(h, zeros(h, *h.shape) if spec.cell == "lstm" else None)


def step(
    word: Array,
    state: State,
    memory: Array,
    weights: Mapping[str, Array],
    spec: Spec,
    look: Array | None = None,
    record: Recorder = ignore,
) -> tuple[Array, State]:
    """Write one word: word (B,) is the one before; scores (B, V) and the state after.

    memory  (B, S, H)
    look    (B, S): attention set by hand; it is used as it is
    record  called with "look" (B, S), "seen" (B, H), "h" and the gates of the step
    """
    xp = library(memory)
    vector = weights["target.weight"][word]
    seen = None
    if spec.attention == "additive":
        look, seen = _look(_additive(state.h, memory, weights), memory, look)
        vector = xp.concatenate([vector, seen], -1)
    own = cells.weights_of_layer(under("decoder.", weights))
    now = cells.step(spec.cell, vector, state.h, state.c, own)
    if spec.attention == "multiplicative":
        asked = now["h"] @ weights["match.weight"]
        look, seen = _look((memory @ asked[..., None])[..., 0], memory, look)
    for name, values in now.items():
        record(name, values)
    known = now["h"]
    if seen is not None:
        record("look", look)
        known = xp.concatenate([known, record("seen", seen)], -1)
    combined = xp.tanh(linear(known, weights, "combine"))
    return linear(combined, weights, "out"), State(now["h"], now.get("c"), look)


def teach(
    ids: Array,
    targets: Array,
    weights: Mapping[str, Array],
    spec: Spec,
    memory: Array,
    state: State,
    forced: Sequence[bool] | None = None,
) -> Array:
    """Scores (T, B, V) while writing targets (B, T), each word after the true one before it.

    forced  for each step, whether it gets the true word (teacher forcing; Williams & Zipser 1989)
            or its own best guess of the step before; every one by default
    """
    said = []
    word = same_kind(ids, np.full(len(targets), BEGIN))
    for t in range(targets.shape[1]):
        scores, state = step(word, state, memory, weights, spec)
        said.append(scores)
        word = targets[:, t] if forced is None or forced[t] else scores.argmax(-1)
    return library(memory).stack(said)


def _additive(h: Array, memory: Array, weights: Mapping[str, Array]) -> Array:
    """v · tanh(W s + U h_j): (B, S)."""
    asked = (h @ weights["query.weight"].T)[:, None]
    known = memory @ weights["memory.weight"].T
    return library(h).tanh(asked + known) @ weights["score.weight"]


def _look(scores: Array, memory: Array, by_hand: Array | None) -> tuple[Array, Array]:
    """The shares of the look (B, S), and what is seen by it (B, H)."""
    look = softmax(scores) if by_hand is None else same_kind(memory, by_hand)
    return look, (look[:, None] @ memory)[:, 0]


def under(prefix: str, weights: Mapping[str, Array]) -> dict[str, Array]:
    """The weights whose names begin with `prefix`, without it."""
    return {name[len(prefix) :]: w for name, w in weights.items() if name.startswith(prefix)}


@dataclass(frozen=True)
class Written:
    """A text written word by word: T words, their probabilities, and where each was looked.

    words (T,) with END where it came to one; chance (T, V) probabilities of all words at each
    step; look (T, S), zeros where there is no attention
    """

    words: np.ndarray
    chance: np.ndarray
    look: np.ndarray


def write(
    ids: np.ndarray,
    weights: Mapping[str, np.ndarray],
    spec: Spec,
    most: int = 40,
    hands: Mapping[int, np.ndarray] | None = None,
    told: Sequence[int] = (),
) -> Written:
    """Write greedily what a source (S,) becomes, up to END or `most` words. numpy only.

    hands  step → attention (S,) set by hand at that step
    told   words that are given at the first steps, whatever the decoder would have said
    """
    memory, state = read(ids[None], weights, spec)
    word, words, chances, looks = BEGIN, [], [], []
    for t in range(most):
        hand = None if hands is None or t not in hands else hands[t][None]
        scores, state = step(np.array([word]), state, memory, weights, spec, hand)
        chances.append(softmax(scores)[0])
        looks.append(np.zeros(len(ids), np.float32) if state.look is None else state.look[0])
        word = int(told[t]) if t < len(told) else int(scores[0].argmax())
        words.append(word)
        if word == END:
            break
    shape = (len(words), len(ids))
    return Written(np.array(words), np.array(chances), np.array(looks).reshape(shape))


@dataclass(frozen=True)
class Branch:
    """A node of the beam's tree: `parent` is another's place, −1 of those of the first step.

    total  log-probability of the text so far; `kept` whether the beam went on with it
    """

    parent: int
    step: int
    word: int
    chance: float
    total: float
    kept: bool


def beam(
    ids: np.ndarray,
    weights: Mapping[str, np.ndarray],
    spec: Spec,
    width: int = 3,
    most: int = 40,
    shown: int = 2,
) -> tuple[list[Branch], int]:
    """Beam search: all branches looked at, and the place of the best finished one.

    Every live branch puts forward its best words; the `width` best of all go on, and `shown` more
    stay in the tree as what was dropped. Totals are compared by their mean per word when finished
    (Wu et al. 2016 with α = 1), else as they are.
    """
    memory, first = read(ids[None], weights, spec)
    live: list[tuple[int, int, float, State]] = [(-1, BEGIN, 0.0, first)]
    tree: list[Branch] = []
    done: list[int] = []
    for t in range(most):
        options = []
        for place, word, total, state in live:
            scores, after = step(np.array([word]), state, memory, weights, spec)
            chance = np.log(np.maximum(softmax(scores)[0], 1e-30))
            best = np.argsort(-chance, kind="stable")[: width + shown]
            options += [(total + chance[w], place, int(w), chance[w], after) for w in best]
        options.sort(key=lambda option: -option[0])
        live = []
        for rank, (total, place, word, chance, after) in enumerate(options[: width + shown]):
            tree.append(Branch(place, t, word, float(np.exp(chance)), float(total), rank < width))
            if rank < width and word == END:
                done.append(len(tree) - 1)
            elif rank < width:
                live.append((len(tree) - 1, word, float(total), after))
        if not live or len(done) >= width:
            break
    ends = done or [place for place, *_ in live]
    return tree, max(ends, key=lambda place: tree[place].total / (tree[place].step + 1))


def path(tree: Sequence[Branch], end: int) -> list[int]:
    """The words that lead to a branch, first to last."""
    words = []
    while end >= 0:
        words.append(tree[end].word)
        end = tree[end].parent
    return words[::-1]
