"""What a word2vec run says of its words besides vectors: their kinds, and sums worth trying.

Kinds and relations come from the corpus, never from the training; they colour and they test.
"""

from collections import Counter
from collections.abc import Mapping

#: Kinds of words shown in colours of their own, the telling ones first; more would look alike.
TELLING = (
    "royal", "family", "country", "capital", "river", "animal",
    "food", "vehicle", "job", "verb", "adjective",
)  # fmt: skip
OTHER, COLOURS = "other", 11


def kinds(groups: Mapping[str, str], known: Mapping[str, int]) -> list[str]:
    """The kinds of words to colour, at most eleven, and `other` for all the rest at the end."""
    sizes = Counter(group for word, group in groups.items() if word in known)
    sizes.pop("function", None)
    ranked = sorted(
        sizes, key=lambda g: (TELLING.index(g) if g in TELLING else len(TELLING), -sizes[g], g)
    )
    return [*(g for g in ranked[:COLOURS] if g != OTHER), OTHER] if sizes else []


#: Sums worth trying, a : b :: c : ?, where the text knows their words.
EXAMPLES = {
    "en": (("man", "king", "woman"), ("france", "paris", "germany"), ("walk", "walking", "swim")),
    "zh": (("男人", "国王", "女人"), ("法国", "巴黎", "德国")),
}


def examples(relations: Mapping[str, list[tuple[str, str]]], language: str) -> list[list[str]]:
    """The lecture's sums and one of every relation, as [a, b, c]; at most six."""
    known = {word for pairs in relations.values() for pair in pairs for word in pair}
    found = [list(sum_) for sum_ in EXAMPLES.get(language, ()) if known.issuperset(sum_)]
    for pairs in relations.values():
        (a, b), (c, _d) = pairs[0], pairs[1]
        if [a, b, c] not in found:
            found.append([a, b, c])
    return found[:6]
