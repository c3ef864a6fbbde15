"""The course: every lesson in order, with its place in history. Importing this imports no lesson.

A lesson is a module with PARAMS, train, ANSWERS and claims (and warm() where it has kernels to
compile); its slug with `_` for `-` is its name.
`LEXISCOPE_EXTRA_LESSONS="slug=module,…"` adds lessons that lie elsewhere (extensions, tests).
"""

import importlib
import os
from dataclasses import dataclass
from importlib.util import find_spec
from types import ModuleType

from engine.sentences import N_, Refused


@dataclass(frozen=True)
class Entry:
    """A lesson's line in the course."""

    slug: str
    part: int
    years: str
    title: str

    @property
    def module(self) -> str:
        """The name of its module."""
        return f"{__name__}.{self.slug.replace('-', '_')}"

    @property
    def built(self) -> bool:
        """Whether the lesson can be opened already."""
        return find_spec(self.module) is not None


#: The parts of the course, by number.
PARTS: dict[int, str] = {
    1: N_("Words as numbers"),
    2: N_("Predicting words"),
    3: N_("Networks that learn"),
    4: N_("Sequences"),
    5: N_("Filters"),
    6: N_("Attention"),
    7: N_("Pretraining"),
}

#: Years are those of the work that a lesson is about.
COURSE: tuple[Entry, ...] = (
    Entry("senses", 1, "1985–1995", N_("Dictionary senses")),
    Entry("one-hot", 1, "1950s", N_("One-hot")),
    Entry("windows", 1, "1957", N_("Sliding windows and co-occurrence")),
    Entry("svd-topics", 1, "1990", N_("SVD topics")),
    Entry("ngrams", 2, "1913–1995", N_("N-gram models")),
    Entry("neural-lm", 2, "2003", N_("Neural language model")),
    Entry("word2vec", 2, "2013", N_("Word2vec")),
    Entry("glove", 2, "2014", N_("GloVe")),
    Entry("embedding-space", 2, "2008–2018", N_("Embedding spaces")),
    Entry("vector-tests", 2, "2002–2015", N_("Do the vectors mean anything?")),
    Entry("neuron", 3, "1943–1958", N_("Neuron and activations")),
    Entry("layers", 3, "1969–1989", N_("Layers")),
    Entry("descent", 3, "1951–2014", N_("Loss and descent")),
    Entry("backprop", 3, "1986", N_("Backpropagation")),
    Entry("bags", 4, "2014–2015", N_("Sentences as bags and windows")),
    Entry("recurrent", 4, "1990–2010", N_("Recurrent networks")),
    Entry("vanishing-gradients", 4, "1991–2013", N_("Vanishing gradients")),
    Entry("gates", 4, "1997–2014", N_("GRU and LSTM gates")),
    Entry("bidirectional", 4, "1997–2013", N_("Bidirectional and deep")),
    Entry("trees", 4, "2013–2015", N_("Trees")),
    Entry("text-cnn", 5, "2014", N_("Text CNN")),
    Entry("image-cnn", 5, "1989–2017", N_("Image CNN")),
    Entry("race", 5, "2014–2017", N_("The race")),
    Entry("seq2seq", 6, "2014–2015", N_("Sequence to sequence")),
    Entry("self-attention", 6, "2017", N_("Self-attention, by hand")),
    Entry("transformer", 6, "2017", N_("The Transformer at work")),
    Entry("contextual", 7, "2016–2018", N_("From static to contextual")),
    Entry("masked-causal", 7, "2018", N_("Masked and causal")),
    Entry("fine-tuning", 7, "2018", N_("Pretrain, then fine-tune")),
    Entry("after-gpt", 7, "2019–2023", N_("After GPT")),
)

#: The slugs of the lessons that are built, in the course's order.
LESSONS: tuple[str, ...] = tuple(entry.slug for entry in COURSE if entry.built)


def load(slug: str) -> ModuleType:
    """The module of a lesson; raises Refused for a slug that is none."""
    extra = os.environ.get("LEXISCOPE_EXTRA_LESSONS", "")
    elsewhere = dict(pair.split("=", 1) for pair in extra.split(",") if "=" in pair)
    if slug in elsewhere:
        return importlib.import_module(elsewhere[slug])
    for entry in COURSE:
        if entry.slug == slug and slug in LESSONS:
            return importlib.import_module(entry.module)
    known = ", ".join((*LESSONS, *elsewhere))
    raise Refused(N_("There is no lesson “{slug}”. Known: {known}."), slug=slug, known=known)
