"""What is recorded of a word2vec training: each frame follows on the last one.

Frame 0 holds what does not change, and what was read: with it a recorded run can be asked and
replayed anywhere, without its corpus.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.lessons.word2vec.params import PARAMS, Text, settings_of, updates
from engine.lessons.word2vec.words import OTHER, examples, kinds
from engine.trace import Frame

#: Words drawn at the most, the most frequent first.
SHOWN = 4_000
#: Questions asked at every frame (of the last frame all), answered by a shown word; words whose
#: company is looked at.
ASKED, LOOKED_AT = 300, 300


class Camera:
    """Turns the state of the training into frames, each picture following on the last one."""

    def __init__(self, text: Text) -> None:
        from engine.measures import analogies, similarity

        words = text.vocabulary.words
        self.text = text
        self.basis: np.ndarray | None = None
        self.shown = min(SHOWN, len(words))
        questions = analogies.questions_of(self.known())
        shown = {word: i for i, word in enumerate(words[: self.shown])}
        self.questions = analogies.numbered(shown, questions)
        # With many words to choose from a question costs more: fewer of them say as much.
        asked = ASKED if self.shown < 1000 else ASKED // 4
        every = max(1, len(self.questions.ids) // asked)
        self.some = self.questions.ids[::every]
        self.groups = similarity.group_ids(words[:LOOKED_AT], text.corpus.groups)

    def first(self, state: Any, params: PARAMS, total: int, stream: Any, device: str) -> Frame:
        """Frame 0: before the first update, with all that does not change."""
        words, corpus = self.text.vocabulary.words, self.text.corpus
        groups = kinds(corpus.groups, self.text.vocabulary.index)
        names = {"words": list(words[: self.shown])}
        notes = {
            **names,
            "counts": self.text.vocabulary.counts[: self.shown].tolist(),
            "epochs": params.epochs,
            "last_step": total,
            "corpus": corpus.id,
            "device": device,
            "language": corpus.language,
            "tokens": len(self.text.encoded.tokens),
            "vocabulary": len(words),
            "relations": {name: [list(p) for p in pairs] for name, pairs in self.known().items()},
            "examples": examples(self.known(), corpus.language),
            "updates": updates(params, len(words)),
            "settings": vars(settings_of(params)),
        }
        if groups:
            notes["groups"] = groups
            place = {group: i for i, group in enumerate(groups)}
            kept = [place.get(corpus.groups.get(w, OTHER), len(groups) - 1) for w in names["words"]]
            notes["group_of"] = kept
        spelled = np.frombuffer("\n".join(words).encode(), np.uint8)
        # With what was read a recorded run can be replayed anywhere, without its corpus.
        return self.seen(state, {}, notes, {"spelled": spelled, **vars(stream)})

    def known(self) -> dict[str, list[tuple[str, str]]]:
        """The corpus's relations, with the pairs whose words the vocabulary has."""
        index = self.text.vocabulary.index
        kept = {
            name: [(a, b) for a, b in pairs if a in index and b in index]
            for name, pairs in self.text.corpus.relations.items()
        }
        return {name: pairs for name, pairs in kept.items() if len(pairs) > 1}

    def frame(self, state: Any, tally: Any, speed: float, seconds: float, last: bool) -> Frame:
        """A frame after some training; the last one answers every question there is."""
        from engine.measures import analogies, similarity

        scalars = {"words_per_second": speed, "seconds": seconds}
        if tally.pairs:  # subsampling may have thrown away all that was read
            scalars["loss"] = tally.loss
        vectors = state.vectors
        if len(self.questions.ids):
            ids = self.questions.ids if last else self.some
            scalars["analogies"] = float(analogies.answered(vectors[: self.shown], ids).mean())
        if (self.groups >= 0).any():
            grouping = similarity.group_similarity(vectors[:LOOKED_AT], self.groups)
            scalars["company"] = grouping.share / grouping.best
        return self.seen(state, scalars, {}, {})

    def seen(
        self,
        state: Any,
        scalars: Mapping[str, float],
        notes: Mapping[str, Any],
        weights: Mapping[str, np.ndarray],
    ) -> Frame:
        """The picture, the numbers, and the state from which the training can be replayed."""
        from engine.measures.projections import follow

        vectors = state.vectors
        view = follow(vectors[: self.shown], self.basis, normalise=True)
        self.basis = view.basis
        return Frame(
            state.done,
            {**scalars, "plane": view.share},
            {"positions": view.positions.astype(np.float16)},
            {
                "vectors": vectors,
                "contexts": state.contexts,
                **weights,
            },
            {**notes, "random": str(int(state.random[0]))},
        )
