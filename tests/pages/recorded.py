"""A small run, really trained, kept under the key that a page asks for."""

from collections.abc import Iterable
from functools import lru_cache

import engine
from engine.lessons import embedding_space, word2vec
from engine.lessons.embedding_space.sources import of_run
from engine.params import Params, key_of
from engine.runs.store import open_store
from engine.trace import Frame
from engine.vectors import shelf

#: Small enough to train in a moment, large enough to know its words.
SMALL = {"epochs": 1, "dimension": 8, "window": 2}
CORPUS = {"en": "toy-world", "zh": "toy-world-zh"}


@lru_cache(maxsize=2)
def small_film(language: str) -> tuple[Frame, ...]:
    """Every sixth frame of a short training on the toy world, and the last one."""
    params = word2vec.PARAMS(corpus=CORPUS[language], **SMALL)
    frames = list(word2vec.train(params))
    return (*frames[:-1:6], frames[-1])


@lru_cache(maxsize=2)
def small_map(language: str) -> tuple[Frame, ...]:
    """Every third frame of a short map of a few words, and the last one.

    The words are those of `small_film`, which stands on the shelf as the toy world from now on.
    """
    corpus, film = CORPUS[language], small_film(language)
    shelf.put_as(f"{corpus}@{engine.VERSION}", of_run(film[0], film[-1], corpus))
    params = embedding_space.PARAMS(source=corpus, points=80, iterations=30)
    frames = list(embedding_space.train(params))
    return (*frames[:-1:3], frames[-1])


def keep(slug: str, params: Params, frames: Iterable[Frame], state: str = "done") -> str:
    """Put frames into this session's store as the finished run of `params`; its key."""
    store, key = open_store(), key_of(slug, params)
    attempt = store.claim(key, slug, params.identity())
    if attempt:
        store.start(key, attempt, "test device")
        store.append_all(key, attempt, list(enumerate(frames)))
        store.set_state(key, attempt, state)
    return key
