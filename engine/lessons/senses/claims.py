"""What the lecture says of dictionaries, looked up and counted now.

With WordNet where it is on this machine, else with the small dictionary; each number says which.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.claims import Claim, measured
from engine.lessons.senses import newer
from engine.lessons.senses.answers import spearman
from engine.lessons.senses.company import alike, company
from engine.lessons.senses.params import dictionary
from engine.lessons.senses.reading import Text, read, sense_counts
from engine.sentences import N_
from engine.text import corpora, wordnet
from engine.text.lexicon_paths import climb, way

#: The lecture's hypernyms of NLP, in its order. It leaves one out: “content”, above “knowledge
#: domain”.
CHAIN = (
    "natural language processing", "information science", "science", "discipline",
    "knowledge domain", "cognition", "psychological feature", "abstraction", "entity",
)  # fmt: skip
#: The lecture's synonyms of “good”. WordNet has the last two in a synset with it, not the others.
GOOD = {"excellent": False, "fine": False, "beneficial": True, "skillful": True}


def claims() -> Iterator[Claim]:
    """Every claim, one after another."""
    name = "wordnet" if wordnet.available() else "small"
    lexicon = dictionary(name)
    title = "WordNet" if name == "wordnet" else "small"
    yield from looked_up(lexicon, title)
    yield from faults(lexicon, title)


def looked_up(lexicon: Any, title: str) -> Iterator[Claim]:
    """Chains, ways and synonyms."""

    def chain() -> tuple[str, bool]:
        steps = climb(lexicon, lexicon.senses("NLP")[0])
        found = [lexicon.told(step).lemmas[0].replace("_", " ") for step in steps]
        extra = [word for word in found if word not in CHAIN]
        right = [word for word in found if word in CHAIN] == list(CHAIN)
        return f"{title}: {len(steps) - 1} (+ {', '.join(extra)})", right

    def near() -> tuple[str, bool]:
        between = way(lexicon, lexicon.find("dog.n.01"), lexicon.find("cat.n.01"))
        assert between is not None
        said = f"{title}: 1 / (1 + {between.distance}) = {between.similarity:g}"
        return said, lexicon.told(between.meet).name == "carnivore.n.01" and between.distance == 4

    def good() -> tuple[str, bool]:
        ours = set(lexicon.senses("good"))
        shared = {word: bool(ours & set(lexicon.senses(word))) for word in GOOD}
        said = ", ".join(f"{word} {'✓' if shared[word] else '✗'}" for word in GOOD)
        return f"{title}: {said}", shared["beneficial"] and shared["skillful"]

    yield measured(
        N_("steps from NLP up to “entity”; the lecture's chain leaves out “content”"), "8", chain
    )
    yield measured(N_("how alike are dog and cat: one over one plus the steps"), "0.2", near)
    yield measured(
        N_("words in a synset with “good”; the lecture names two that are in none"),
        "excellent, fine, beneficial, skillful",
        good,
    )


def faults(lexicon: Any, title: str) -> Iterator[Claim]:
    """The four faults, each as a number."""
    home = read("toy-world")
    large = read("brown") if corpora.available("brown") else home

    def lost() -> tuple[str, bool]:
        pairs = alike(large, lexicon)
        said = f"{title}, {large.id}: {pairs.lost:.0%} (n = {len(pairs.pairs)})"
        return said, pairs.lost > 0.1

    def apart() -> tuple[str, bool]:
        one, other = (home.words.index(word) for word in ("big", "large"))
        shared = bool(set(lexicon.senses("big")) & set(lexicon.senses("large")))
        value = cosine(home, one, other)
        return f"toy-world: {value:.2f}", shared and value < 0.3

    def absent() -> tuple[str, bool]:
        asked = newer.asked(lexicon)
        lacking = [one["word"] for one in asked if not one["has"]]
        said = f"{title}: {len(lacking)} / {len(asked)} ({', '.join(lacking[:4])} …)"
        return said, {"Apple", "Amazon"} <= set(lacking)

    yield measured(
        N_("nuance: “proficient” and “good” are synonyms; in a text they are not alike"),
        N_("only in some contexts"),
        lambda: proficient(large, lexicon),
    )
    yield measured(N_("nuance: cosine of the company of the synonyms big and large"), "–", apart)
    yield measured(
        N_("nuance: synonyms whose company is no more alike than that of half the random pairs"),
        "–",
        lost,
    )
    yield measured(
        N_("new meanings: Apple and Amazon as companies are missing; of twenty newer meanings"),
        N_("missing"),
        absent,
    )
    yield from decided(lexicon, title, large)


def decided(lexicon: Any, title: str, large: Text) -> Iterator[Claim]:
    """Subjectivity and coverage."""
    senses = sense_counts(large, lexicon)

    def cut() -> tuple[str, bool]:
        met = [often for _sense, often in lexicon.met("good")]
        said = f"{title}: {len(met)}"
        never = met.count(0)
        # The small dictionary was never held against an annotated text.
        return (f"{said} (0 ×: {never})" if any(met) else said), len(met) > 1

    def finer() -> tuple[str, bool]:
        known = senses > 0
        value = spearman(large.counts[known], senses[known])
        return f"{title}, {large.id}: ρ = {value:.2f}", value > 0.2

    def shares() -> tuple[str, bool]:
        known = senses > 0
        words = large.counts[known].sum() / large.counts.sum()
        said = f"{title}, {large.id}: {known.mean():.0%}, {words:.0%}"
        return said, bool(known.mean() < 1 and words < 1)

    yield measured(
        N_("subjectivity: senses into which “good” is cut, and how many of them annotators met"),
        N_("opinions differ"),
        cut,
    )
    if large.id != "toy-world":  # how often the toy world says a word was decided by us
        yield measured(
            N_("subjectivity: frequent words are cut finer; rank correlation"), "Zipf 1945", finer
        )
    yield measured(
        N_("coverage: share of a text's different words found, and of its running words"),
        N_("many are missing"),
        shares,
    )


def cosine(text: Text, one: int, other: int) -> float:
    """The cosine of the company of two words."""
    seen = company(text.tokens, text.offsets, text.counts, (one, other))
    rows = np.searchsorted(seen.rows, [one, other])
    return float(seen.cosines(rows[:1], rows[1:])[0])


def proficient(text: Text, lexicon: Any) -> tuple[str, bool]:
    """Whether the lecture's two words share a synset, and how alike their company is."""
    shared = bool(set(lexicon.senses("good")) & set(lexicon.senses("proficient")))
    if "proficient" not in text.words:
        return f"{text.id}: “proficient” 0 ×", shared
    one, other = (text.words.index(word) for word in ("proficient", "good"))
    value = cosine(text, one, other)
    return f"{text.id}: {value:.2f} ({int(text.counts[one])} × : {int(text.counts[other])} ×)", (
        shared and value < 0.5
    )
