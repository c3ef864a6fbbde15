"""Two senses are as alike as the way between them is short: up to where they meet, and down.

Path similarity is 1 / (1 + d) with d the edges of the shortest such way (Rada et al. 1989; as in
NLTK's `path_similarity` and Pedersen's WordNet::Similarity).
"""

from collections import deque
from dataclasses import dataclass

from engine.text.lexicon import Lexicon


@dataclass(frozen=True)
class Way:
    """The shortest way between two senses: up from the one, and up from the other.

    first, second   synsets from each end to `meet`, both ends included
    """

    first: tuple[int, ...]
    second: tuple[int, ...]

    @property
    def meet(self) -> int:
        """The hypernym in which they meet."""
        return self.first[-1]

    @property
    def distance(self) -> int:
        """Edges of the whole way."""
        return len(self.first) + len(self.second) - 2

    @property
    def similarity(self) -> float:
        """1 / (1 + distance)."""
        return 1 / (1 + self.distance)


def above(lexicon: Lexicon, synset: int) -> dict[int, tuple[int, int]]:
    """Every hypernym, however far up: → (steps of the shortest way, the synset below on it)."""
    found = {synset: (0, synset)}
    waiting = deque([synset])
    while waiting:
        one = waiting.popleft()
        for up in lexicon.up(one):
            if up not in found:
                found[up] = (found[one][0] + 1, one)
                waiting.append(up)
    return found


def way(lexicon: Lexicon, first: int, second: int) -> Way | None:
    """The shortest way between two synsets; None where no hypernym is common to them.

    Of several meeting points that are as near, the deepest, which says most.
    """
    ours, theirs = above(lexicon, first), above(lexicon, second)
    common = [one for one in ours if one in theirs]
    if not common:
        return None
    meet = min(common, key=lambda one: (ours[one][0] + theirs[one][0], -lexicon.depth(one), one))
    return Way(_down(ours, meet), _down(theirs, meet))


def _down(found: dict[int, tuple[int, int]], meet: int) -> tuple[int, ...]:
    steps = [meet]
    while found[steps[-1]][0]:
        steps.append(found[steps[-1]][1])
    return tuple(reversed(steps))


def climb(lexicon: Lexicon, synset: int) -> tuple[int, ...]:
    """One way up to the top, by the smallest steps: the longest way there is, synset first."""
    steps = [synset]
    while ups := lexicon.up(steps[-1]):
        steps.append(max(ups, key=lambda one: (lexicon.depth(one), -one)))
    return tuple(steps)


def nearest(lexicon: Lexicon, firsts: list[int], seconds: list[int]) -> tuple[int, int] | None:
    """Of all senses of two words the two nearest, earlier senses first; None where none meet."""
    best: tuple[float, int, int] | None = None
    ours = [(one, above(lexicon, one)) for one in firsts]
    theirs = [(one, above(lexicon, one)) for one in seconds]
    for one, upward in ours:
        for other, also in theirs:
            steps = [upward[c][0] + also[c][0] for c in upward.keys() & also.keys()]
            if steps and (best is None or min(steps) < best[0]):
                best = (min(steps), one, other)
    return None if best is None else best[1:]
