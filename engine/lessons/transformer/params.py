"""What can be varied in a small Transformer: what it learns, its shape, and how it is trained."""

import re
from typing import Any, Literal

from engine.params import Params, Spec, param
from engine.sentences import N_, Refused

#: A part that can be left out, as `Spec.off` names it.
PART = re.compile(r"positions|norm|residual|attention|inner|\d(\.(attention|inner|head\.\d))?")
#: The vectors of the inner layer are so many times as wide as the stream.
INNER = 2


class PARAMS(Params):
    """What can be varied."""

    task: Literal["pronouns", "induction", "text", "brought"] = param(
        "pronouns",
        N_("It learns"),
        names={
            "pronouns": N_("whom “it” means"),
            "induction": N_("to go on repeating"),
            "text": N_("to write a text on"),
            "brought": N_("nothing: your own model"),
        },
        help=N_("Each task is made for one question; a text may be your own."),
    )
    corpus: str = param("toy-world", N_("Text"))
    layers: int = param(2, N_("Number of layers"), ge=1, le=8)
    heads: Literal[1, 2, 4, 8] = param(
        4,
        N_("Heads in a layer"),
        names={1: "1", 2: "2", 4: "4", 8: "8"},
    )
    width: Literal[16, 32, 64, 128] = param(
        64,
        N_("Width d"),
        names={16: "16", 32: "32", 64: "64", 128: "128"},
        help=N_("Numbers that stand for a word; the heads share them."),
    )
    positions: Literal["sinusoidal", "learned", "none"] = param(
        "sinusoidal",
        N_("Positions"),
        names={"sinusoidal": N_("sinusoids"), "learned": N_("learned vectors"), "none": N_("none")},
    )
    norm: Literal["post", "pre"] = param(
        "post",
        N_("Layer norm"),
        names={"post": N_("after each part"), "pre": N_("before each part")},
        help=N_("After, as published in 2017; before, as most models have it since."),
        folded=True,
    )
    activation: Literal["relu", "gelu"] = param(
        "relu", N_("Activation"), names={"relu": "ReLU", "gelu": "GELU"}, folded=True
    )
    updates: int = param(300, N_("Updates"), ge=20, le=3000, step=20, folded=True)
    rate: float = param(0.005, N_("Learning rate"), ge=0.0001, le=0.1, step=0.0005, folded=True)
    warm: int = param(
        100,
        N_("Warm-up"),
        ge=0,
        le=1000,
        step=10,
        unit=N_("updates"),
        help=N_("The rate rises for so long, then falls with the root of the updates."),
        folded=True,
    )
    smoothing: float = param(
        0.0,
        N_("Label smoothing"),
        ge=0,
        le=0.5,
        step=0.05,
        help=N_("This share of each target is spread over all words."),
        folded=True,
    )
    tokens: Literal["words", "characters"] = param(
        "words",
        N_("Cut into"),
        names={"words": N_("words"), "characters": N_("characters")},
        when={"task": "text"},
        folded=True,
    )
    seed: int = param(1, N_("Seed"), ge=0, le=999_999, folded=True)
    model: str = param("", N_("Model"), longest=193, when={"task": "brought"})
    sentence: str = param("", N_("Sentence"), longest=300, when={"task": "brought"})
    stamp: str = param("", N_("State of the files"), longest=8, when={"task": "brought"})
    off: str = param("", N_("Left out"), longest=60, folded=True)
    without: str = param("", N_("Retrained without"), longest=60, view=True, folded=True)

    def applies(self, spec: Spec) -> bool:
        """A brought model is only read: nothing of it can be varied but which, and the sentence."""
        only = self.task != "brought" or spec.name == "task" or "task" in spec.when
        return only and super().applies(spec)


def parts(said: str, params: PARAMS | None = None) -> frozenset[str]:
    """The parts that "0.head.2,norm" names; raises Refused for one that there is not."""
    named = frozenset(part.strip() for part in said.split(",") if part.strip())
    for part in sorted(named):
        layer, head = (re.search(pattern, part) for pattern in (r"^\d", r"head\.(\d)"))
        beyond = params is not None and (
            (layer is not None and int(layer[0]) >= params.layers)
            or (head is not None and int(head[1]) >= params.heads)
        )
        if not PART.fullmatch(part) or beyond:
            raise Refused(
                N_("There is no part “{part}”: parts are positions, norm, residual, 0, 0.head.1 …"),
                part=part[:20],
            )
    return named


def spec_of(params: PARAMS, off: frozenset[str] = frozenset()) -> Any:
    """The shape of the network, with the parts left out that the parameters or `off` name."""
    from engine.models.attention import Spec

    return Spec(
        layers=params.layers, width=params.width, heads=params.heads, inner=INNER * params.width,
        norm=params.norm, activation=params.activation, positions=params.positions,
        causal=params.task != "pronouns", off=parts(params.off, params) | off,
    )  # fmt: skip


def language_of(params: PARAMS) -> str:
    """The language of made sentences: Chinese beside a Chinese text, else English."""
    from engine.text import corpora

    try:
        known = corpora.standard_of(params.corpus).language
    except Refused:
        return "en"
    return "zh" if known == "zh" else "en"
