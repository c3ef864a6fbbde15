"""Word2vec here is several times as fast as gensim's, at the same settings and quality.

`python -m benchmarks.word2vec` trains both on the Brown corpus, in turns, and writes the table.
Speed: tokens in the vocabulary × epochs, by seconds of training alone. Quality: WordSim-353
(Finkelstein et al. 2002), Spearman; the analogies of Mikolov et al. (2013). Only what the
vocabulary covers is asked, of both alike.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from engine.kernels import word2vec as kernel
from engine.kernels.word2vec_stream import Model, Settings, Stream, make_stream, start
from engine.measures import analogies, similarity
from engine.text import vocabulary

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "word2vec.md"
D, WINDOW, NEGATIVES, MIN_COUNT, SAMPLE, EPOCHS = 64, 5, 5, 5, 1e-3, 5
SEEDS = (1, 2, 3)
#: What was set out to reach: times gensim's words a second.
TARGETS: dict[Model, float] = {"skip-gram": 4.0, "cbow": 1.5}


@dataclass(frozen=True)
class Text:
    """Brown: as sentences for gensim, as a stream for the kernel; the vocabulary is the same."""

    sentences: list[list[str]]
    words: vocabulary.Vocabulary
    stream: Stream

    @property
    def size(self) -> int:
        """Tokens in the vocabulary."""
        return len(self.stream.tokens)


@dataclass(frozen=True)
class Trained:
    """One training: seconds on the clock and of CPU, and what the vectors are worth."""

    who: str
    model: str
    threads: int
    seed: int
    wall: float
    cpu: float
    agreement: similarity.Agreement
    solved: analogies.Score


def data_folder() -> Path:
    """LEXISCOPE_TEST_DATA, else shared/data beside the checkout."""
    beside = HERE.parent.parent / "shared" / "data"
    return Path(os.environ.get("LEXISCOPE_TEST_DATA", beside)).resolve()


def brown() -> Text:
    """The Brown corpus in small letters, words met at least MIN_COUNT times."""
    import nltk

    nltk.data.path.insert(0, str(data_folder() / "nltk_data"))
    from nltk.corpus import brown as corpus

    sentences = [[word.lower() for word in sentence] for sentence in corpus.sents()]
    words = vocabulary.build(sentences, MIN_COUNT)
    encoded = vocabulary.encode(sentences, words)
    keep = vocabulary.keep_probability(words.counts, SAMPLE)
    stream = make_stream(encoded.tokens, encoded.offsets, words.counts, keep)
    return Text(sentences, words, stream)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of CPU over all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def ours(text: Text, model: Model, threads: int, seed: int) -> tuple[float, float, np.ndarray]:
    """Seconds, CPU seconds, vectors (V, D). The kernel was compiled before.

    The input vectors start within ±1/D as gensim's do; word2vec.c and the lessons start at half.
    """
    settings = Settings(model, window=WINDOW, negatives=NEGATIVES, epochs=EPOCHS)
    state = start(len(text.words), D, seed)
    state.vectors *= 2.0
    everything = EPOCHS * text.size
    spent = timed(lambda: kernel.advance(state, text.stream, settings, everything, threads))
    return *spent, state.vectors


def gensims(text: Text, model: Model, threads: int, seed: int) -> tuple[float, float, np.ndarray]:
    """The same from gensim; its vocabulary was built before the clock starts."""
    from gensim.models import Word2Vec

    made = Word2Vec(
        vector_size=D, window=WINDOW, negative=NEGATIVES, min_count=MIN_COUNT, sample=SAMPLE,
        epochs=EPOCHS, sg=int(model == "skip-gram"), workers=threads, seed=seed,
    )  # fmt: skip
    made.build_vocab(text.sentences)
    spent = timed(
        lambda: made.train(text.sentences, total_examples=made.corpus_count, epochs=EPOCHS)
    )
    return *spent, np.array([made.wv[word] for word in text.words.words])


def lines(name: str) -> list[str]:
    """The lines of a file of the data folder."""
    return (data_folder() / name).read_text(encoding="utf-8").splitlines()


def quality(text: Text, vectors: np.ndarray) -> tuple[similarity.Agreement, analogies.Score]:
    """Agreement with WordSim-353; Mikolov's analogies by 3CosAdd over the whole vocabulary."""
    pairs = similarity.read_pairs(lines("similarity/wordsim353.tsv"))
    questions = analogies.read_questions(lines("analogies/questions-words.txt"))
    agreement = similarity.word_similarity(vectors, text.words.index, pairs)
    return agreement, analogies.total(analogies.accuracy(vectors, text.words.index, questions))


def measure(text: Text, seeds: Iterable[int] = SEEDS) -> Iterator[Trained]:
    """Every training, ours and gensim's by turns, so that a busy spell falls on both."""
    for seed in seeds:
        for model in TARGETS:
            for threads in (1, 2):
                for who, train in (("ours", ours), ("gensim", gensims)):
                    wall, cpu, vectors = train(text, model, threads, seed)
                    yield Trained(who, model, threads, seed, wall, cpu, *quality(text, vectors))


def _spread(values: Iterable[float], percent: bool = False) -> str:
    numbers = np.array(list(values)) * (100 if percent else 1)
    digits = 1 if percent else 3
    unit = " %" if percent else ""
    return f"{numbers.mean():.{digits}f} ± {numbers.std(ddof=1):.{digits}f}{unit}"


def table(text: Text, trained: list[Trained]) -> list[str]:
    """The rows: medians over the seeds of speeds and of their ratios; means ± sd of quality."""
    lines = [
        "| model | threads | by | ours, M words/s | gensim, M words/s | ratio | target |",
        "|---|---|---|---|---|---|---|",
    ]
    quality_lines = ["| model | threads | | WordSim-353 ρ | analogies |", "|---|---|---|---|---|"]
    words = EPOCHS * text.size / 1e6
    for model, target in TARGETS.items():
        for threads in (1, 2):
            both = {
                who: [t for t in trained if (t.who, t.model, t.threads) == (who, model, threads)]
                for who in ("ours", "gensim")
            }
            for clock in ("wall", "cpu"):
                speeds = {w: np.array([words / getattr(t, clock) for t in both[w]]) for w in both}
                ratio = np.median(speeds["ours"] / speeds["gensim"])
                lines.append(
                    f"| {model} | {threads} | {clock} | {np.median(speeds['ours']):.2f} | "
                    f"{np.median(speeds['gensim']):.2f} | **{ratio:.1f}×** | {target:g}× |"
                )
            for who, runs in both.items():
                rho = _spread(t.agreement.spearman for t in runs)
                solved = _spread((t.solved.share for t in runs), percent=True)
                quality_lines.append(f"| {model} | {threads} | {who} | {rho} | {solved} |")
    return [*lines, "", *quality_lines]


def report(text: Text, trained: list[Trained]) -> str:
    """The whole page."""
    agreement, solved = trained[0].agreement, trained[0].solved
    names = ("gensim", "numba", "numpy", "nltk")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return "\n".join([
        "# Word2vec against gensim",
        "",
        f"`python -m benchmarks.word2vec`, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}.",
        "",
        f"Brown corpus: {text.size:,} tokens of {len(text.words):,} words (min_count {MIN_COUNT}); "
        f"D {D}, window {WINDOW}, {NEGATIVES} negatives, sample {SAMPLE:g}, {EPOCHS} epochs; "
        f"seeds 1 … {max(t.seed for t in trained)}, by turns; medians. Training only: vocabulary "
        "and compilation are left out for both. Input vectors start within ±1/D for both, as "
        "gensim has it. “wall”: seconds on the clock; “cpu”: CPU seconds of all threads, the "
        "fairer number on a machine with other work.",
        "",
        *table(text, trained)[:10],
        "",
        f"Quality, mean ± sd over the seeds; {agreement.covered} of {agreement.total} pairs and "
        f"{solved.asked:,} of {solved.asked + solved.skipped:,} questions are covered.",
        "",
        *table(text, trained)[11:],
        "",
    ])  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.word2vec", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the table goes")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="trainings of each kind")
    given = parser.parse_args()
    out: Path = given.out
    kernel.warm(Settings())
    text = brown()
    trained = []
    for run in measure(text, range(1, given.seeds + 1)):
        trained.append(run)
        print(run, flush=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(text, trained), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
