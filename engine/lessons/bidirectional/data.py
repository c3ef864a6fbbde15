"""A text is cut into sentences to learn from and others to be asked about, and every word counted.

The baseline is part of it: for each word its most frequent tag in the sentences learnt from, and
for a word never seen there the most frequent tag of words seen once. It has read nothing, and on
real text it is hard to beat.
"""

from dataclasses import dataclass

import numpy as np

from engine.text.tagged import Tagged

#: Words known at the most; rarer ones are the unknown word, as is what a visitor makes up.
KNOWN = 2_500
#: Sentences kept to be asked about, and to fit probes on; at most so large a share of all.
ASKED, PROBED, SHARE = 300, 250, 0.25
#: How the unknown word is written where a list of words begins with it.
BLANK = "?"


@dataclass(frozen=True)
class Data:
    """A tagged text as numbers.

    words    the known words, the unknown one first; `tags` their names in order
    train    sentences learnt from, `asked` those asked about: pairs of words and tags as numbers
    asked_words  the asked sentences as they are written
    usual    (V,) each known word's most frequent tag in `train`
    asked_usual  the same of every asked word (N,), those of rarer words too: no word that was
             seen at all is unknown to the baseline
    several  (V,) whether `train` gives a word more than one tag
    """

    id: str
    language: str
    words: tuple[str, ...]
    tags: tuple[str, ...]
    train: tuple[tuple[list[int], list[int]], ...]
    asked: tuple[tuple[list[int], list[int]], ...]
    asked_words: tuple[tuple[str, ...], ...]
    usual: np.ndarray
    several: np.ndarray
    asked_usual: np.ndarray

    def asked_tokens(self) -> tuple[np.ndarray, np.ndarray]:
        """All words asked about, one after another, and their tags: int64 (N,) each."""
        tokens = np.array([word for words, _ in self.asked for word in words], np.int64)
        return tokens, np.array([tag for _, tags in self.asked for tag in tags], np.int64)

    def baseline(self) -> tuple[float, float]:
        """Share of asked words whose most frequent tag is right: of all, of those with several."""
        tokens, truth = self.asked_tokens()
        right, many = self.asked_usual == truth, self.several[tokens]
        return float(right.mean()), float(right[many].mean()) if many.any() else float("nan")


def prepare(tagged: Tagged, seed: int) -> Data:
    """Split and count a tagged text; the split is drawn with `seed`."""
    S = len(tagged.sentences)
    order = np.random.default_rng(seed).permutation(S)
    held = min(ASKED, max(1, int(SHARE * S)))
    asked, train = order[:held].tolist(), order[held:].tolist()
    tags = tagged.names()
    places = {tag: number for number, tag in enumerate(tags)}
    tallies = _tallies(tagged, train, places)
    order_of = sorted(tallies, key=lambda word: (-int(tallies[word].sum()), word))
    words = (BLANK, *order_of[:KNOWN])
    index = {word: number for number, word in enumerate(words)}

    def numbers(number: int) -> tuple[list[int], list[int]]:
        said, truth = tagged.sentences[number], tagged.tags[number]
        return [index.get(word, 0) for word in said], [places[tag] for tag in truth]

    # What words seen once tend to be says best what one never seen will be.
    once = sum((one for one in tallies.values() if one.sum() == 1), np.zeros(len(tags), int))
    blank = int(once.argmax()) if once.any() else 0
    common = {word: int(tally.argmax()) for word, tally in tallies.items()}
    several = [False, *(int((tallies[word] > 0).sum()) > 1 for word in words[1:])]
    spelled = tuple(tagged.sentences[number] for number in asked)
    return Data(
        tagged.id, tagged.language, words, tags,
        tuple(numbers(number) for number in train), tuple(numbers(number) for number in asked),
        spelled, np.array([blank, *(common[word] for word in words[1:])]), np.array(several),
        np.array([common.get(word, blank) for said in spelled for word in said]),
    )  # fmt: skip


def _tallies(tagged: Tagged, numbers: list[int], places: dict[str, int]) -> dict[str, np.ndarray]:
    """Word → how often it has each tag (K,) in the sentences of these numbers."""
    found: dict[str, np.ndarray] = {}
    for number in numbers:
        for word, tag in zip(tagged.sentences[number], tagged.tags[number], strict=True):
            if word not in found:
                found[word] = np.zeros(len(places), int)
            found[word][places[tag]] += 1
    return found
