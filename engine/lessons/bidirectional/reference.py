"""The task of *it* as readers learn it: one word of each sentence has an answer, no other has."""

from dataclasses import dataclass

import numpy as np

from engine.lessons.bidirectional.data import BLANK
from engine.text.reference import FAMILIES, Referring, told


@dataclass(frozen=True)
class Task:
    """Sentences with *it*, those learnt from and those asked about, as numbers."""

    words: tuple[str, ...]
    train: tuple[tuple[list[int], list[int]], ...]
    asked: tuple[tuple[list[int], list[int]], ...]
    asked_sentences: tuple[Referring, ...]

    def shares(self, chances: list[np.ndarray]) -> dict[str, float]:
        """Family → share of its sentences in which *it* is found, from probabilities (T, 2)."""
        right = [
            float(chances[n][one.it].argmax() == one.who)
            for n, one in enumerate(self.asked_sentences)
        ]
        return {
            family: float(
                np.mean(
                    [
                        r
                        for r, o in zip(right, self.asked_sentences, strict=True)
                        if o.family == family
                    ]
                )
            )
            for family in FAMILIES
        }


def task(language: str) -> Task:
    """Both families in `language`; the pairs of nouns asked about are never learnt from."""
    from engine.models.tagger_plain import UNTAGGED

    sentences = told(language)
    words = (BLANK, *sorted({word for one in sentences for word in one.words}))
    index = {word: number for number, word in enumerate(words)}

    def numbers(one: Referring) -> tuple[list[int], list[int]]:
        answers = [one.who if place == one.it else UNTAGGED for place in range(len(one.words))]
        return [index[word] for word in one.words], answers

    asked = tuple(one for one in sentences if one.held_out)
    train = tuple(numbers(one) for one in sentences if not one.held_out)
    return Task(words, train, tuple(map(numbers, asked)), asked)
