"""A dictionary lists base forms; a text holds “dogs” and “swam”. Rules lead from these to those.

Morphy, WordNet's own procedure (Fellbaum 1998, ch. 1; `morphy(7WN)`): a list of irregular forms,
else endings exchanged once, whatever the result; the dictionary says which results are words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

#: Ending → what takes its place, by part of speech: nouns, verbs, adjectives, adverbs.
ENDINGS = {
    "n": (
        ("s", ""), ("ses", "s"), ("ves", "f"), ("xes", "x"), ("zes", "z"), ("ches", "ch"),
        ("shes", "sh"), ("men", "man"), ("ies", "y"),
    ),
    "v": (
        ("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"),
        ("ing", ""),
    ),
    "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e")),
    "r": (),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Forms:
    """The irregular forms of a language: (part of speech, form) → its base forms."""

    irregular: Mapping[tuple[str, str], tuple[str, ...]]

    @classmethod
    def of(cls, kept: bytes) -> "Forms":
        """What `packed` wrote."""
        lines = (line.split("\t") for line in kept.decode().splitlines())
        return cls({(pos, form): tuple(bases) for pos, form, *bases in lines})

    def bases(self, form: str, pos: str) -> Iterator[str]:
        """The form itself, then every base form it may have; each once, words or not."""
        others = self.irregular.get((pos, form))
        if others is None:
            others = tuple(
                form[: -len(old)] + new for old, new in ENDINGS[pos] if form.endswith(old)
            )
        seen = set[str]()
        for base in (form, *others):
            if base and base not in seen:
                seen.add(base)
                yield base


def packed(lines: Iterable[tuple[str, str, tuple[str, ...]]]) -> bytes:
    """(part of speech, form, bases) of every irregular form as one piece of bytes."""
    return "\n".join("\t".join((pos, form, *bases)) for pos, form, bases in lines).encode()
