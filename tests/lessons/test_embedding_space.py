"""The embedding-space lesson: its films, its answers and its claims, on maps really made."""

import asyncio
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

import engine
from engine import command_line
from engine.claims import Claim
from engine.lessons import embedding_space as lesson
from engine.lessons.embedding_space import ANSWERS, PARAMS, film, grid, methods, train
from engine.lessons.embedding_space.params import TURNS
from engine.lessons.embedding_space.sources import of_run, points_of
from engine.measures import similarity
from engine.runs.plain import to_json
from engine.runs.routes import Service, routes
from engine.runs.store import Store, open_store
from engine.sentences import Refused
from engine.trace import Frame, Trace
from engine.vectors import shelf
from engine.vectors.points import Column, Points, pack_rows, unpack_rows
from pages.shared.points import packed
from pages.shared.scenes import Scene, story
from tests.pages.recorded import CORPUS, small_film

METHODS = ("pca", "tsne", "umap")
#: Few steps of each method: a film of a moment.
SHORT = {"iterations": 30, "epochs": 20}
#: Steps of such a film.
STEPS = {"pca": TURNS, "tsne": 30, "umap": 20}


@pytest.fixture(scope="module", autouse=True)
def _shelf_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Other tests keep other toy worlds; the Chinese one is small here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEXISCOPE_DATA", str(tmp_path_factory.mktemp("lesson")))
        told = small_film("zh")
        shelf.put_as(f"toy-world-zh@{engine.VERSION}", of_run(told[0], told[-1], "toy-world-zh"))
        yield


def small(**values: Any) -> PARAMS:
    """Parameters of a short film of 40 points in two clusters."""
    return PARAMS(**({"source": "two-sizes", "points": 40, "perplexity": 8} | SHORT | values))


@lru_cache(maxsize=64)
def made(params: PARAMS) -> Trace:
    """The film of these parameters, made once; nobody can change it."""
    return Trace(train(params))


def own(
    vectors: Any, labels: tuple[str, ...] = (), metric: Any = "euclidean", **columns: Column
) -> str:
    """The source of vectors of ours."""
    rows = np.asarray(vectors, np.float32)
    names = labels or ("",) * len(rows)
    return f"file:{shelf.put(Points('ours', rows, names, columns, metric))}"


def refusal(call: Callable[[], Any]) -> str:
    """The sentence with which something is refused."""
    with pytest.raises(Refused) as refused:
        call()
    return str(refused.value)


def positions(trace: Trace, index: int = -1) -> np.ndarray:
    return np.asarray(trace[index].arrays["positions"], np.float64)


def bits(trace: Trace) -> list[tuple[bytes, dict[str, bytes]]]:
    """Everything that was recorded, to the bit."""
    return [
        (frame.to_bytes(), {name: frame.weights[name].tobytes() for name in frame.weights})
        for frame in trace
    ]


@pytest.fixture(scope="module")
def digits() -> Trace:
    """Three hundred digits by t-SNE, long enough to fall into groups."""
    return made(PARAMS(source="digits", points=300, iterations=400))


# -- frames -----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_of_a_small_map_every_step_is_a_frame(method: str) -> None:
    trace = made(small(method=method))
    assert [frame.step for frame in trace] == list(range(STEPS[method] + 1))
    notes = trace[0].notes
    assert notes["last_step"] == trace[-1].step == STEPS[method]
    assert notes["every"] == 1


@pytest.mark.parametrize(
    ("values", "every"),
    [
        ({"iterations": 750}, 1),  # 750 × 200 × 2 = 300,000 of 3,000,000 coordinates
        ({"iterations": 5000, "points": 300}, 1),  # 5,000 × 300 × 2 = 3,000,000: just as many
        ({"iterations": 5000, "points": 301}, 2),
        ({"iterations": 5000, "points": 301, "dimensions": 3}, 2),  # 4,515,000
        ({"iterations": 1000, "points": 100_000}, 67),  # 200,000,000 / 3,000,000 = 66.7
        ({"method": "umap", "epochs": 500, "points": 10_000}, 4),  # 10,000,000
        ({"method": "pca", "points": 100_000}, 6),  # 90 × 100,000 × 2 = 18,000,000
    ],
    ids=str,
)
def test_a_film_too_long_is_thinned(values: dict[str, Any], every: int) -> None:
    params = PARAMS(**values)
    assert film.stride(values.get("points", 200), params) == every


@pytest.mark.parametrize("method", ["tsne", "umap"])
def test_of_a_large_map_every_nth_step_is_a_frame_and_the_last(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(small(method=method))
    last = STEPS[method]
    # 40 points on 2 axes: room for last / 7 of them, so that every 7th fits.
    monkeypatch.setattr(film, "FILM", -(-40 * 2 * last // 7))
    thin = Trace(train(small(method=method)))
    assert [frame.step for frame in thin] == [*range(0, last, 7), last]
    assert thin[0].notes["every"] == 7
    # A thinner film is of the same map.
    for frame in thin:
        same = whole[frame.step].arrays["positions"]
        np.testing.assert_array_equal(frame.arrays["positions"], same)
    assert thin.final["trustworthiness"] == whole.final["trustworthiness"]


@given(
    first=st.integers(0, 3), last=st.integers(4, 400), every=st.integers(1, 500),
    also=st.integers(-5, 500),
)  # fmt: skip
def test_moments_rise_from_the_first_to_the_last(
    first: int, last: int, every: int, also: int
) -> None:
    found = methods.moments(first, last, every, also)
    assert all(a < b for a, b in itertools.pairwise([first, *found]))
    assert found[-1] == max(last, also if also > first else 0)
    assert set(range(first + every, last, every)) <= set(found)
    assert (also in found) == (also > first or also == last)


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("method", METHODS)
def test_every_method_maps_flat_and_in_space(method: str, dimensions: int) -> None:
    trace = made(small(method=method, dimensions=dimensions))
    for frame in trace:
        at = frame.arrays["positions"]
        assert at.shape == (40, dimensions)
        assert np.isfinite(at.astype(float)).all()
        # Whole numbers at both ends, half as many bytes between them.
        ends = frame.step in (0, trace[-1].step)
        assert at.dtype == (np.float32 if ends else np.float16)
    assert trace[0].notes["dimensions"] == dimensions
    assert np.ptp(positions(trace), axis=0).min() > 0, "it fills every axis"
    # 0.5 is chance; two clusters far apart are easily told.
    assert trace.final["trustworthiness"] > 0.65


def test_a_longer_optimisation_tells_groups_apart(digits: Trace) -> None:
    assert digits.final["trustworthiness"] > 0.95
    assert digits.final["overlap"] > 0.5
    before, after = (digits[at].scalars["trustworthiness"] for at in (0, -1))
    assert after > before + 0.05, "PCA, where it began, knows less of neighbours"
    # The digits themselves, which no map was told of: most of a point's nearest are its like.
    said = np.asarray(digits[0].arrays["column label"])
    gaps = np.linalg.norm(positions(digits)[:, None] - positions(digits), axis=2)
    np.fill_diagonal(gaps, np.inf)
    assert (said[gaps.argmin(axis=1)] == said).mean() > 0.9


def test_the_divergence_falls(digits: Trace) -> None:
    steps, values = digits.series("divergence")
    late = values[steps > 250]  # without exaggeration it is what is lowered
    assert len(late) > 5
    assert values[-1] < 0.5 * values[0]
    assert (np.diff(late) < 1e-3).all()


@pytest.mark.parametrize("method", METHODS)
def test_the_map_is_judged_from_the_first_frame_to_the_last(method: str) -> None:
    trace = made(small(method=method))
    judged = [frame for frame in trace if "trustworthiness" in frame.scalars]
    assert judged[0] is trace[0]
    assert judged[-1] is trace[-1]
    assert len(judged) > 10
    for frame in trace:
        if "trustworthiness" not in frame.scalars:
            assert "quality" not in frame.arrays
            continue
        quality = frame.arrays["quality"]
        assert (quality.shape, quality.dtype) == ((3, 40), np.uint8)
        for row, name in enumerate(("trustworthiness", "continuity", "overlap")):
            assert frame.scalars[name] == pytest.approx(quality[row].mean() / 255, abs=0.5 / 255)
        assert ("divergence" in frame.scalars) == (method == "tsne")
        assert ("variance" in frame.scalars) == (method == "pca")


def test_a_long_film_is_judged_now_and_then_and_more_often_early(digits: Trace) -> None:
    steps, _ = digits.series("overlap")
    assert len(steps) == len({round(400 * (i / 36) ** 1.6) for i in range(37)})
    assert np.median(steps) < 200


def test_of_many_points_some_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "JUDGED", 30)
    monkeypatch.setattr(film, "SAMPLED", 12)
    trace = Trace(train(small()))
    ids = trace[0].arrays["judged"]
    assert len(set(ids.tolist())) == 12
    assert (np.diff(ids.astype(int)) > 0).all()
    assert trace[-1].arrays["quality"].shape == (3, 12)
    assert "judged" not in made(small())[0].arrays


def test_what_does_not_change_stands_in_the_first_frame() -> None:
    trace = made(PARAMS(source="digits", points=60, **SHORT))
    first, notes = trace[0], trace[0].notes
    json.dumps(notes, allow_nan=False)
    points = points_of(PARAMS(source="digits", points=60))
    assert notes["words"] == list(points.labels)
    assert [column["name"] for column in notes["columns"]] == ["label", "found groups"]
    assert (notes["metric"], notes["method"], notes["width"]) == ("euclidean", "tsne", 64)
    assert (notes["source"], notes["counts"], notes["relations"]) == ("digits", None, {})
    assert notes["pace"] == 10
    assert first.arrays["images"].shape == (60, 8, 8)
    np.testing.assert_array_equal(first.weights["original"], points.vectors)
    # Its true neighbours, as anybody finds them.
    gaps = np.linalg.norm(points.vectors[:, None] - points.vectors, axis=2)
    np.fill_diagonal(gaps, np.inf)
    order = np.argsort(gaps, axis=1, kind="stable")[:, :10]
    np.testing.assert_array_equal(first.arrays["near"], order)
    np.testing.assert_allclose(
        first.arrays["distances"], np.take_along_axis(gaps, order, 1), rtol=1e-3
    )
    for frame in trace.frames[1:]:
        assert set(frame.arrays) <= {"positions", "quality"}
        assert not frame.weights
        assert not frame.notes


def test_frames_are_small_enough_for_two_hundred_viewers(digits: Trace) -> None:
    sizes = [len(frame.to_bytes()) for frame in digits]
    # 300 points: 2 × 2 bytes of place, and at some moments 3 bytes of truth; a little head.
    assert max(sizes[1:-1]) < 300 * (4 + 3) + 500
    assert sizes[0] < 64_000


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ({"iterations": 260}, [[250, "exaggeration"]]),
        ({"iterations": 250}, []),
        ({"iterations": 260, "exaggeration": 1}, []),
        (
            {"iterations": 260, "shake": 0.5, "shaken_at": 100},
            [[250, "exaggeration"], [100, "shaken"]],
        ),
        ({"iterations": 20, "shake": 0.5, "shaken_at": 20}, []),
        ({"method": "umap", "shake": 0.5, "shaken_at": 10}, [[10, "shaken"]]),
        ({"method": "pca", "shake": 0.5, "shaken_at": 10}, []),
    ],
    ids=str,
)
def test_the_time_line_marks_where_something_changes(
    values: dict[str, Any], marks: list[Any]
) -> None:
    frame = next(iter(train(small(**values))))
    assert frame.notes["marks"] == marks


@pytest.mark.parametrize(
    "values",
    [
        {"begin": "random"}, {"rate": 100}, {"exaggeration": 1}, {"exaggeration": 40},
        {"metric": "cosine"}, {"perplexity": 2}, {"perplexity": 200},
        {"method": "umap", "layout": "random"},
        {"method": "umap", "layout": "pca", "source": "line"},
        {"method": "umap", "neighbours": 2}, {"method": "umap", "neighbours": 200},
        {"method": "umap", "min_dist": 0}, {"method": "umap", "min_dist": 0.99},
        {"method": "pca", "first": 3, "second": 1}, {"method": "pca", "metric": "cosine"},
        {"method": "pca", "first": 49, "second": 50},
    ],
    ids=str,
)  # fmt: skip
def test_every_setting_makes_another_map_that_is_finite(values: dict[str, Any]) -> None:
    trace = made(small(**values))
    same = {name: values[name] for name in ("method", "source") if name in values}
    usual = made(small(**same))
    assert np.isfinite(positions(trace)).all()
    assert not np.allclose(positions(trace), positions(usual), atol=1e-6)


# -- seeds ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_film(method: str) -> None:
    params = small(method=method, seed=7, begin="random", layout="random")
    assert bits(Trace(train(params))) == bits(made(params))


def test_any_number_of_threads_gives_the_same_film(monkeypatch: pytest.MonkeyPatch) -> None:
    params = PARAMS(source="noise", iterations=20)
    with_two = bits(made(params))
    for module in (methods, film):
        monkeypatch.setattr(module, "THREADS", 1)
    assert bits(Trace(train(params))) == with_two


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("source", ["two-sizes", "noise"])
def test_two_seeds_are_two_maps_of_the_same_points(method: str, source: str) -> None:
    """Shapes drawn at random too: beside each other stand maps, not other points."""
    one, two = (
        made(small(source=source, method=method, seed=seed, begin="random", layout="random"))
        for seed in (1, 2)
    )
    for name in ("near", "distances"):
        np.testing.assert_array_equal(one[0].arrays[name], two[0].arrays[name])
    np.testing.assert_array_equal(one[0].weights["original"], two[0].weights["original"])
    assert one[0].notes["words"] == two[0].notes["words"]
    assert not np.allclose(positions(one, 0), positions(two, 0), atol=1e-6)


# -- shaken -----------------------------------------------------------------------------------


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("method", ["tsne", "umap"])
def test_a_shake_changes_what_follows_and_nothing_before(method: str, dimensions: int) -> None:
    calm = made(small(method=method, dimensions=dimensions))
    shaken = made(small(method=method, dimensions=dimensions, shake=0.5, shaken_at=12))
    assert [frame.step for frame in shaken] == [frame.step for frame in calm]
    for before, after in zip(calm.frames[:12], shaken.frames[:12], strict=True):
        one, two = before.arrays["positions"], after.arrays["positions"]
        np.testing.assert_array_equal(one, two)
    for at in range(12, len(calm)):
        assert not np.allclose(positions(calm, at), positions(shaken, at), atol=1e-7)
    # By half of the width of the map, as it is where the seed is kept.
    moves = positions(shaken, 12) - positions(calm, 12)
    width = positions(calm, 12).std(axis=0).max()
    assert moves.std() == pytest.approx(0.5 * width, rel=0.25)


def test_a_shake_between_two_frames_has_a_frame_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(film, "FILM", 40 * 2 * 30 // 10)
    trace = Trace(train(small(shake=1, shaken_at=13)))
    assert [frame.step for frame in trace] == [0, 10, 13, 20, 30]


def test_a_shake_that_comes_never_or_too_late_changes_nothing() -> None:
    calm = positions(made(small()))
    for values in ({"shake": 0, "shaken_at": 9}, {"shake": 1}, {"shake": 1, "shaken_at": 30}):
        np.testing.assert_array_equal(positions(made(small(**values))), calm)
    turned = made(small(method="pca", shake=1, shaken_at=9))
    np.testing.assert_array_equal(positions(turned), positions(made(small(method="pca"))))


# -- only some --------------------------------------------------------------------------------


def test_only_some_points_are_mapped_anew() -> None:
    whole = points_of(PARAMS(source="digits", points=60))
    rows = [3, 9, 17, *range(30, 50)]
    chosen = PARAMS(source="digits", points=60, only=pack_rows(np.array(rows), 60), **SHORT)
    trace = made(chosen)
    assert trace[0].notes["words"] == [whole.labels[row] for row in rows]
    np.testing.assert_array_equal(trace[0].weights["original"], whole.vectors[rows])
    np.testing.assert_array_equal(trace[0].arrays["images"], whole.images[rows])  # type: ignore[index]
    assert positions(trace).shape == (23, 2)


def test_a_choice_among_chosen_points_is_a_choice_of_the_whole() -> None:
    params = PARAMS(source="digits", points=60)
    first = params.changed(only=packed(params, [5, 10, 15, 20, 25]))
    assert unpack_rows(first.only, 60).tolist() == [5, 10, 15, 20, 25]
    again = first.changed(only=packed(first, [0, 2, 4]))
    assert unpack_rows(again.only, 60).tolist() == [5, 15, 25]
    labels = points_of(params).labels
    assert points_of(again).labels == tuple(labels[row] for row in (5, 15, 25))
    # Whoever sends rows that are none changes nothing by them.
    odd = packed(first, [-1, 1, 5, 99, 3])
    assert unpack_rows(odd, 60).tolist() == [10, 20]


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_choices_within_choices_keep_their_points(data: st.DataObject) -> None:
    params = PARAMS(source="grid", points=100)
    mine = list(range(100))
    for _ in range(3):
        rows = data.draw(st.sets(st.integers(0, len(mine) - 1), min_size=2))
        params = params.changed(only=packed(params, sorted(rows)))
        mine = [mine[row] for row in sorted(rows)]
        if len(mine) < 3:
            break
    whole = points_of(PARAMS(source="grid", points=100)).vectors
    np.testing.assert_array_equal(points_of(params).vectors, whole[mine])


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "A map needs at least 2 points; there is 0."),
        ([7], "A map needs at least 2 points; there is 1."),
    ],
)
def test_too_few_points_are_refused(rows: list[int], sentence: str) -> None:
    only = pack_rows(np.array(rows, int), 40)
    assert refusal(lambda: next(iter(train(small(only=only))))) == sentence


def test_a_component_cannot_be_shown_on_two_axes() -> None:
    params = PARAMS(source="line", method="pca", second=1)
    assert refusal(lambda: list(train(params))) == (
        "The axes must show different components; given were 1, 1."
    )


def test_a_choice_of_other_points_is_refused() -> None:
    others = pack_rows(np.array([1, 2]), 400)
    for bad in (others, "nonsense", "%%%", "茶", "A" * 5000):
        assert refusal(lambda bad=bad: points_of(small(only=bad))) == (  # type: ignore[misc]
            "The chosen points are not of these 40; go back to all points."
        )


@pytest.mark.parametrize("method", METHODS)
def test_a_map_of_some_points_says_of_how_many(method: str) -> None:
    rows = pack_rows(np.array([3, 9, 17, 30, 31]), 60)
    part = made(PARAMS(source="digits", points=60, method=method, only=rows, **SHORT))[0].notes
    assert (len(part["words"]), part["whole"]) == (5, 60)
    whole = made(PARAMS(source="digits", points=60, method=method, **SHORT))[0].notes
    assert (len(whole["words"]), whole["whole"]) == (60, 60)


# -- sources ----------------------------------------------------------------------------------


def known_sources() -> str:
    from engine.vectors.sources import SOURCES

    return ", ".join(source.id for source in SOURCES)


@pytest.mark.parametrize(
    "source", ["", "atlantis", "../../etc/passwd", "file:xyz", "run:1@2", "x" * 200]
)
def test_a_source_that_is_none_is_refused_by_name(source: str) -> None:
    assert refusal(lambda: next(iter(train(PARAMS(source=source))))) == (
        f"“{source[:40]}” is not a set of vectors; there are {known_sources()}, file:… and run:…."
    )


@pytest.mark.parametrize("source", ["file:0123456789abcdef", "run:0123456789abcdef@50"])
def test_vectors_no_longer_here_are_one_sentence(source: str) -> None:
    assert refusal(lambda: next(iter(train(PARAMS(source=source))))) == (
        f"The vectors “{source}” are not kept here any more; open their file or run again."
    )


def test_words_keep_their_kinds_counts_and_relations() -> None:
    trace = made(PARAMS(source="toy-world-zh", points=400, method="pca"))
    notes = trace[0].notes
    told = small_film("zh")[0].notes
    assert notes["words"] == told["words"][:400]
    assert notes["counts"] == told["counts"][:400]
    assert notes["metric"] == "cosine"
    assert notes["language"] == "zh"
    names = [column["name"] for column in notes["columns"]]
    assert names == ["kind", "frequency", "found groups"]
    np.testing.assert_allclose(
        trace[0].arrays["column frequency"], np.log10(told["counts"][:400]), rtol=1e-6
    )
    words = set(notes["words"])
    for pairs in notes["relations"].values():
        assert {word for pair in pairs for word in pair} <= words
        assert len(pairs) <= 24
    assert set(notes["relations"]) <= set(told["relations"])
    assert len(notes["relations"]) >= 3


def test_a_run_without_words_lends_none() -> None:
    sentence = "This run keeps no word vectors; choose another one."
    for first, last in (
        (Frame(0, notes={"words": ["a"]}), Frame(1)),
        (Frame(0), Frame(1, weights={"vectors": np.ones((1, 2))})),
    ):
        assert refusal(lambda f=first, last=last: of_run(f, last, "x")) == sentence  # type: ignore[misc]


def test_numbers_of_a_run_that_are_none_become_zeros() -> None:
    lost = np.array([[1, np.nan], [np.inf, 2], [3, 4]], np.float32)
    found = of_run(Frame(0, notes={"words": ["a", "b"]}), Frame(1, weights={"vectors": lost}), "x")
    np.testing.assert_array_equal(found.vectors, [[1, 0], [0, 2]])
    assert found.counts is not None
    assert found.counts.tolist() == [1, 1]


def test_only_so_many_points_are_taken() -> None:
    assert len(made(small(points=17))[0].notes["words"]) == 17


# -- degenerate -------------------------------------------------------------------------------

RANDOM = np.random.default_rng(0).normal(size=(30, 6))
DEGENERATE: dict[str, np.ndarray] = {
    "two points": RANDOM[:2],
    "three points": RANDOM[:3],
    "five points, fewer than 3 × perplexity": RANDOM[:5],
    "all equal": np.ones((12, 4)),
    "all zero": np.zeros((12, 4)),
    "two equal points": np.ones((2, 3)),
    "one dimension": RANDOM[:, :1],
    "one dimension, two points": RANDOM[:2, :1],
    "two places": np.repeat(RANDOM[:2], 8, axis=0),
    "one outlier": np.vstack([np.zeros((20, 3)), [[1e6, 0, 0]]]),
    "very small": RANDOM * 1e-30,
    "very large": RANDOM * 1e30,
}


@pytest.mark.parametrize("vectors", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("method", METHODS)
def test_whatever_the_points_are_the_map_is_made(
    method: str, dimensions: int, vectors: np.ndarray
) -> None:
    source, N = own(vectors), len(vectors)
    params = small(source=source, points=100_000, method=method, dimensions=dimensions)
    for metric in ("natural", "cosine"):
        trace = made(params.changed(metric=metric, perplexity=30))
        assert trace[-1].step == STEPS[method]
        for frame in trace:
            assert frame.arrays["positions"].shape == (N, dimensions)
            assert np.isfinite(frame.arrays["positions"].astype(float)).all()
            assert all(np.isfinite(value) for value in frame.scalars.values())
        shown = trace[0].arrays["near"]
        assert shown.shape == (N, min(10, N - 1))
        for row, near in enumerate(shown.tolist()):
            assert row not in near
            assert len(set(near)) == len(near)
        json.dumps(trace[0].notes, allow_nan=False)
        for question in ("neighbours", "clumps", "invented", "trusted", "spectrum"):
            json.loads(to_json(ANSWERS[question](trace, {"row": "0"})))


@pytest.mark.parametrize("vectors", DEGENERATE.values(), ids=DEGENERATE)
def test_whatever_the_points_are_the_small_maps_are_made(vectors: np.ndarray) -> None:
    trace = Trace(train(PARAMS(source=own(vectors), grid=True)))
    assert len(trace) == 26
    assert all(
        np.isfinite(frame.arrays["positions"].astype(float)).all() for frame in trace.frames[1:]
    )


# -- parity -----------------------------------------------------------------------------------


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("source", ["digits", "toy-world-zh"])
def test_pca_ends_where_scikit_learn_ends(source: str, dimensions: int) -> None:
    from sklearn.decomposition import PCA

    params = PARAMS(source=source, points=200, method="pca", dimensions=dimensions)
    trace, points = made(params), points_of(params)
    rows = points.vectors.astype(np.float64)
    if points.metric == "cosine":
        rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    other = PCA(dimensions, svd_solver="full").fit(rows)
    theirs, ours = other.transform(rows), positions(trace)
    signs = np.sign((theirs * ours).sum(axis=0))
    np.testing.assert_allclose(ours, theirs * signs, atol=1e-5 * np.abs(theirs).max())
    shares = other.explained_variance_ratio_
    assert trace.final["variance"] == pytest.approx(shares.sum(), abs=1e-5)
    for i, share in enumerate(shares, start=1):
        assert trace.final[f"share_{i}"] == pytest.approx(share, abs=1e-5)
    assert (np.diff(trace.series("variance")[1]) > -1e-6).all(), "it only ever grows"
    spectrum = ANSWERS["spectrum"](trace, {})["shares"]
    whole = PCA(svd_solver="full").fit(rows).explained_variance_ratio_
    np.testing.assert_allclose(spectrum, whole[: len(spectrum)], atol=1e-6)
    assert len(spectrum) == min(50, *rows.shape)


def test_any_components_can_be_looked_at() -> None:
    from sklearn.decomposition import PCA

    params = PARAMS(source="digits", points=200, method="pca", dimensions=3)
    trace = made(params.changed(first=4, second=2, third=9))
    theirs = PCA(9, svd_solver="full").fit_transform(points_of(params).vectors.astype(float))
    theirs = theirs[:, [3, 1, 8]]
    signs = np.sign((theirs * positions(trace)).sum(axis=0))
    np.testing.assert_allclose(positions(trace), theirs * signs, atol=1e-4)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("source", ["digits", "toy-world-zh"])
def test_the_truth_told_is_scikit_learns(method: str, source: str) -> None:
    from sklearn.manifold import trustworthiness

    params = PARAMS(source=source, points=120, method=method, **SHORT)
    trace, points = made(params), points_of(params)
    vectors = points.vectors.astype(np.float64)
    if points.metric == "cosine":
        vectors = similarity.unit(points.vectors).astype(np.float64)
    checked = 0
    for i, frame in enumerate(trace):
        if "trustworthiness" in frame.scalars and (i % 4 == 0 or i == len(trace) - 1):
            checked += 1
            at = positions(trace, i)
            # What is recorded between the ends is rounded to three digits; what was judged is not.
            # Digits are whole numbers: of equal distances each has an order of its own.
            near = 2e-4 if i in (0, len(trace) - 1) else 5e-3
            told = trustworthiness(vectors, at, n_neighbors=10)
            assert frame.scalars["trustworthiness"] == pytest.approx(told, abs=near)
            lost = trustworthiness(at, vectors, n_neighbors=10)
            assert frame.scalars["continuity"] == pytest.approx(lost, abs=near)
    assert checked >= 3
    # Of the ten nearest on the map, so many are among the ten nearest in truth.
    gaps = np.linalg.norm(positions(trace)[:, None] - positions(trace), axis=2)
    np.fill_diagonal(gaps, np.inf)
    shown = np.argsort(gaps, axis=1, kind="stable")[:, :10]
    kept = [len({*a} & {*b}) / 10 for a, b in zip(shown, trace[0].arrays["near"], strict=True)]
    assert trace.final["overlap"] == pytest.approx(np.mean(kept), abs=2e-3)


# -- answers ----------------------------------------------------------------------------------


def asked(trace: Trace, question: str, **query: str) -> dict[str, Any]:
    """The answer as a browser gets it."""
    answer: dict[str, Any] = json.loads(to_json(ANSWERS[question](trace, query)))
    return answer


@pytest.mark.parametrize("source", ["digits", "toy-world-zh"])
def test_neighbours_by_both_distances(source: str) -> None:
    trace = made(PARAMS(source=source, points=120, method="pca"))
    vectors = np.asarray(trace[0].weights["original"], np.float64)
    words = trace[0].notes["words"]
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for row in (0, 7, 119):
        said = asked(trace, "neighbours", row=str(row))
        assert said["row"] == row
        cosines = units @ units[row]
        gaps = np.linalg.norm(vectors - vectors[row], axis=1)
        others = np.arange(len(words)) != row
        for name, values, worst in (("cosine", cosines, -1), ("euclidean", gaps, 1)):
            rows = said[name]["rows"]
            assert len(rows) == len(set(rows)) == 12
            assert row not in rows
            assert said[name]["words"] == [words[i] for i in rows]
            np.testing.assert_allclose(said[name]["values"], values[rows], rtol=1e-3, atol=1e-3)
            best = np.sort(worst * values[others])[:12] * worst
            np.testing.assert_allclose(values[rows], best, rtol=1e-6, atol=1e-6)
        assert said["answer"] == words[said["cosine"]["rows"][0]]
        for name, seen in (("cosine", 1 - cosines), ("euclidean", gaps)):
            seen[row] = -1
            ranks = said["ranks"][name]
            assert ranks[row] == 0
            assert sorted(ranks) == list(range(120))
            assert (np.diff(seen[np.argsort(ranks)]) > -1e-6).all()


def test_a_point_is_asked_for_by_word_or_row() -> None:
    trace = made(PARAMS(source="toy-world-zh", points=120, method="pca"))
    word = trace[0].notes["words"][11]
    assert asked(trace, "neighbours", word=word) == asked(trace, "neighbours", row="11")
    # A word that repeats means the first of its points; each has a row.
    twice = made(PARAMS(source=own(RANDOM[:4], ("a", "b", "a", "c")), method="pca"))
    assert asked(twice, "neighbours", word="a")["row"] == 0
    assert asked(twice, "neighbours", row="2")["row"] == 2


def test_on_very_large_maps_nobody_is_told_every_place(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.lessons.embedding_space import answers

    monkeypatch.setattr(answers, "PLACED", 39)
    assert asked(made(small()), "neighbours", row="1")["ranks"] == {}
    monkeypatch.setattr(answers, "PLACED", 40)
    ranks = asked(made(small()), "neighbours", row="1")["ranks"]
    assert {name: len(places) for name, places in ranks.items()} == {"cosine": 40, "euclidean": 40}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, ""), ({"word": "atlantis"}, "atlantis"), ({"row": "40"}, "40"), ({"row": "-1"}, "-1"),
        ({"row": "1e1"}, "1e1"), ({"row": "٣"}, "٣"), ({"row": "9" * 5000}, "9" * 40),
        ({"word": "<b>" * 99}, ("<b>" * 99)[:40]),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_a_point_that_is_none_is_refused(query: Mapping[str, str], told: str) -> None:
    sentence = refusal(lambda: ANSWERS["neighbours"](made(small()), query))
    assert sentence == f"There is no point “{told}” among these 40."


def still(
    original: Any, places: Any, column: Column | None = None, name: str = "group", **final: float
) -> Trace:
    """A film of which the first frame keeps what is asked for, and the last the map."""
    original, places = np.asarray(original, np.float32), np.asarray(places, np.float32)
    columns = [] if column is None else [
        {"name": name, "kind": column.kind, "names": list(column.names)}
    ]  # fmt: skip
    arrays = {"positions": places}
    if column is not None:
        arrays[f"column {name}"] = column.values
    notes = {"words": [str(i) for i in range(len(places))], "columns": columns}
    weights = {"original": original}
    first = Frame(0, {}, arrays, weights, notes | {"metric": "euclidean"})
    return Trace([first, Frame(10, final, {"positions": places})])


def groups(*values: int) -> Column:
    names = tuple("abc"[: max(values) + 1])
    return Column("category", names, np.array(values, np.int32))


def test_sizes_are_told_for_the_map_and_in_truth() -> None:
    # On a line: a at ±1 (spread 1), b at 10 ± 5 (spread 5). On the map b is shrunk to ± 2.
    column = groups(0, 0, 1, 1)
    true, seen = [[-1, 0], [1, 0], [5, 0], [15, 0]], [[-1, 0], [1, 0], [8, 0], [12, 0]]
    said = asked(still(true, seen, column), "sizes")
    assert (said["value"], said["original"], said["answer"]) == (2, 5, "2")
    assert asked(still(true, seen, column), "sizes", edges="2,5")["answer"] == "1"
    assert asked(still(true, true, column), "sizes", edges="2,5")["answer"] == "2"


def test_gaps_are_told_for_the_map_and_in_truth() -> None:
    # Centres at 0, 1, 6: distances 1, 5, 6. On the map at 0, 2, 6: 2, 4, 6.
    column = groups(0, 0, 1, 1, 2, 2)
    true = [[x, y] for x in (0, 1, 6) for y in (-1, 1)]
    seen = [[x, y] for x in (0, 2, 6) for y in (-1, 1)]
    said = asked(still(true, seen, column), "gaps", edges="2,4")
    assert (said["value"], said["original"], said["answer"]) == (3, 6, "1")


def test_clumps_are_counted_on_the_map_and_in_truth() -> None:
    # Clumps of four, a tenth apart; on the map three of them far apart, in truth all in one.
    clump = np.array([[0, 0], [0.1, 0], [0, 0.1], [0.1, 0.1]])
    seen = np.vstack([clump, clump + 10, clump - 10])
    true = np.stack([np.arange(12) / 10, np.zeros(12)], axis=1)
    said = asked(still(true, seen), "clumps", edges="3,10")
    assert (said["value"], said["original"], said["answer"]) == (3, 1, "1")
    assert asked(still(true, seen), "clumps")["answer"] == "3"


def test_a_torn_curve_is_told() -> None:
    along = np.arange(20)
    true = np.stack([np.cos(along * np.pi / 10), np.sin(along * np.pi / 10)], axis=1)  # a circle
    column = Column("number", (), along.astype(np.float32))
    flat = np.stack([along, np.zeros(20)], axis=1).astype(float)  # cut open and laid flat
    said = asked(still(true, flat, column, "position"), "torn", closed="true", edges="1,2")
    assert (said["value"], said["answer"]) == (1, "1")
    assert asked(still(true, flat, column, "position"), "torn")["value"] == 0
    broken = flat + np.where(along < 10, 0, 50)[:, None]
    said = asked(still(true, broken, column, "position"), "torn", closed="true", edges="1,2")
    assert (said["value"], said["answer"]) == (2, "2")
    # The points need not stand in the order of the curve.
    mixed = np.random.default_rng(1).permutation(20)
    other = Column("number", (), column.values[mixed])
    said = asked(still(true[mixed], flat[mixed], other, "position"), "torn", closed="true")
    assert said["value"] == 1


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("invented", "overlap", 0.75), ("trusted", "trustworthiness", 0.25),
        ("variance", "variance", 0.25),
    ],
)  # fmt: skip
def test_what_was_recorded_is_told(question: str, name: str, value: float) -> None:
    trace = still([[0], [1]], [[0, 0], [1, 1]], **{name: value})
    assert asked(trace, question) == {"value": 0.25, "answer": "0.25"}
    # Below 0.25, from 0.25 to a half, from there on.
    assert asked(trace, question, edges="0.25,0.5")["answer"] == "1"
    assert asked(trace, question, edges="0.3")["answer"] == "0"
    assert asked(trace, question, edges="0.1,0.2")["answer"] == "2"


def test_the_recorded_numbers_answer(digits: Trace) -> None:
    assert asked(digits, "trusted")["value"] == pytest.approx(
        digits.final["trustworthiness"], abs=1e-4
    )
    assert asked(digits, "invented")["value"] == pytest.approx(
        1 - digits.final["overlap"], abs=1e-4
    )


NO_GROUPS = "These points have no groups to compare."
NO_CURVE = "These points are not a curve: nothing says how they follow each other."
WRONG: tuple[tuple[str, dict[str, str], str], ...] = (
    ("sizes", {}, NO_GROUPS),
    ("gaps", {}, NO_GROUPS),
    ("torn", {}, NO_CURVE),
    ("variance", {}, "Only PCA says what share of the variance its axes show."),
    ("clumps", {"edges": "three"}, "edges=three is not a list of numbers."),
    ("clumps", {"edges": "1,,2"}, "edges=1,,2 is not a list of numbers."),
    ("clumps", {"edges": "x" * 900}, f"edges={'x' * 40} is not a list of numbers."),
)


@pytest.mark.parametrize(("question", "query", "sentence"), WRONG, ids=lambda x: str(x)[:30])
def test_a_question_that_does_not_fit_is_refused(
    question: str, query: dict[str, str], sentence: str
) -> None:
    trace = still([[0], [1], [2]], [[0, 0], [1, 1], [2, 0]])
    assert refusal(lambda: ANSWERS[question](trace, query)) == sentence


@pytest.mark.parametrize("question", ANSWERS)
def test_a_run_without_frames_or_without_vectors_says_so(question: str) -> None:
    if question in ("invented", "trusted", "variance"):
        return  # they read what was recorded; below
    assert refusal(lambda: ANSWERS[question](Trace(), {})) == "This run has no frames yet."
    small_maps = made(small(grid=True))
    sentence = "This run keeps no original vectors to ask about."
    assert refusal(lambda: ANSWERS[question](small_maps, {"row": "1"})) == sentence


@pytest.mark.parametrize("question", ["invented", "trusted", "variance"])
def test_a_run_without_frames_refuses_what_was_to_be_recorded(question: str) -> None:
    sentence = {"variance": "Only PCA says what share of the variance its axes show."}
    said = refusal(lambda: ANSWERS[question](Trace(), {}))
    assert said == sentence.get(question, "This run has no frames yet.")


@pytest.mark.parametrize("question", ANSWERS)
def test_every_question_is_answered_while_the_map_still_forms(question: str) -> None:
    source = {"torn": "line", "variance": "digits"}.get(question, "two-sizes")
    method = "pca" if question == "variance" else "tsne"
    begun = Trace(made(small(source=source, method=method)).frames[:3])
    said = asked(begun, question, row="1")
    assert "answer" in said or "shares" in said


# -- over HTTP --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("runs")
    opened = open_store(f"sqlite:///{folder / 'runs.db'}", folder)
    yield opened
    opened.close()


def get(store: Store, path: str) -> httpx.Response:
    """GET as a browser would, without a socket."""
    workers: Any = SimpleNamespace(store=store)
    app = Starlette(routes=routes(Service(lambda: workers)))

    async def fetch() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    return asyncio.run(fetch())


def recorded(store: Store, params: PARAMS) -> str:
    """The key of a finished run in `store`."""
    from engine.params import key_of

    key = key_of("embedding-space", params)
    attempt = store.claim(key, "embedding-space", params.identity())
    store.start(key, attempt, "test device")
    store.append_all(key, attempt, list(enumerate(made(params))))
    store.set_state(key, attempt, "done")
    return key


def test_a_recorded_map_answers_over_http(store: Store) -> None:
    params = small(method="pca", source="line")
    key = recorded(store, params)
    for question in ANSWERS:
        if question in ("sizes", "gaps"):
            said = get(store, f"/api/runs/{key}/ask/{question}")
            # A line has groups that were found; they are no groups that it came with.
            assert said.status_code in (200, 400)
            continue
        said = get(store, f"/api/runs/{key}/ask/{question}?row=3&edges=0.5")
        assert said.status_code == 200, question
        assert said.json() == asked(made(params), question, row="3", edges="0.5")
    assert (
        "immutable" in get(store, f"/api/runs/{key}/ask/neighbours?row=3").headers["cache-control"]
    )
    wrong = get(store, f"/api/runs/{key}/ask/neighbours?row=999")
    assert wrong.status_code == 400
    assert wrong.json()["refused"]["text"] == "There is no point “999” among these 40."
    assert get(store, f"/api/runs/{key}/ask/nonsense").status_code == 404


# -- small maps -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "down", "across"),
    [
        ("tsne", ("perplexity", (2, 5, 15, 30, 100)), ("iterations", (10, 50, 250, 500, 1000))),
        ("umap", ("neighbours", (3, 8, 20, 80)), ("min_dist", (0.0, 0.1, 0.5, 0.99))),
    ],
)
def test_the_small_maps_are_the_large_ones_at_that_moment(
    method: str, down: Any, across: Any
) -> None:
    params = small(method=method, grid=True)
    trace = made(params)
    notes = trace[0].notes
    assert notes["rows"] == [down[0], list(down[1])]
    assert notes["columns"] == [across[0], list(across[1])]
    count = len(down[1]) * len(across[1])
    assert [frame.step for frame in trace] == list(range(count + 1))
    cells = {tuple(frame.notes["cell"]): frame for frame in trace.frames[1:]}
    assert set(cells) == set(itertools.product(range(len(down[1])), range(len(across[1]))))
    for (row, column), frame in cells.items():
        assert frame.arrays["positions"].shape == (40, 2)
        assert 0 <= frame.scalars["overlap"] <= 1
        if (row + column) % 3 == 0:
            setting = {down[0]: down[1][row], across[0]: across[1][column]}
            more = {"epochs": 200} if method == "umap" else {}
            alone = made(params.changed(grid=False, **setting, **more))
            ours = positions(alone).astype(np.float16)
            np.testing.assert_array_equal(frame.arrays["positions"], ours, err_msg=str(setting))
            for name in ("trustworthiness", "overlap"):
                assert frame.scalars[name] == pytest.approx(alone.final[name], abs=1e-6)


def test_small_maps_are_of_few_points_in_the_colours_of_their_set() -> None:
    trace = Trace(itertools.islice(train(PARAMS(source="noise", points=600, grid=True)), 2))
    assert len(trace[0].notes["words"]) == grid.FEW == 500
    assert trace[0].notes["column"] == ["number", []]
    assert trace[1].arrays["positions"].shape == (500, 2)
    two = made(small(grid=True))[0]
    assert two.notes["column"] == ["category", ["cluster-1", "cluster-2"]]
    np.testing.assert_array_equal(two.arrays["column"], np.arange(40) % 2)
    bare = next(iter(train(PARAMS(source=own(RANDOM), grid=True))))
    assert bare.notes["column"] is None
    assert not bare.arrays


# -- claims and scenes ------------------------------------------------------------------------


def test_every_claim_is_measured_and_holds() -> None:
    found = list(lesson.claims())
    assert len(found) >= 7
    for claim in found:
        assert isinstance(claim, Claim)
        assert claim.holds, claim
        json.dumps(claim.row())
    assert len({claim.claim for claim in found}) == len(found)


def scene_params(language: str, scene: Scene) -> PARAMS:
    """What a scene shows: its own settings over the defaults, the world in its language."""
    return PARAMS(**({"source": CORPUS[language]} | scene.sets))


QUESTIONS = [
    pytest.param(language, scene, id=f"{language} {i + 1}")
    for language in ("en", "zh")
    for i, scene in enumerate(story("embedding-space", language).scenes)
    if scene.question
]


@pytest.mark.parametrize(("language", "scene"), QUESTIONS)
def test_every_prediction_is_answered_by_the_run_of_its_scene(language: str, scene: Scene) -> None:
    question = scene.question
    assert question is not None
    trace = made(scene_params(language, scene))
    said = asked(trace, question.question, **question.parameters)
    assert said["answer"] in question.values, said
    assert len(question.values) == len(question.choices) > 1
    if "edges" in question.parameters:
        edges = question.parameters["edges"].split(",")
        assert question.values == tuple(str(i) for i in range(len(edges) + 1))


def test_the_misreadings_come_out_as_the_scenes_say() -> None:
    """What the sentences after the answer take for granted is what these runs measure."""
    english = story("embedding-space", "en").scenes
    told = {}
    for scene in english:
        if scene.question and scene.sets.get("source"):
            trace = made(scene_params("en", scene))
            said = asked(trace, scene.question.question, **scene.question.parameters)
            told[scene.question.question, scene.sets["source"]] = said["value"]
    assert told["clumps", "two-sizes"] > 2, "each clump is made by the setting"
    assert told["sizes", "two-sizes"] < 2, "sizes say next to nothing"
    assert told["gaps", "distances"] < 4, "of distances nothing is promised"
    assert told["clumps", "noise"] >= 24, "dozens of little clumps"
    assert told["torn", "trefoil"] >= 1, "a knot cannot be flattened"
    calm = made(PARAMS(source="noise", perplexity=50))
    # What an eye takes for one cloud has a few stragglers, which count as clumps of three.
    few = asked(calm, "clumps")["value"]
    assert few <= told["clumps", "noise"] / 5, "with perplexity 50 the clumps are gone"


# -- the command line -------------------------------------------------------------------------


def test_vectors_of_a_file_are_mapped_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "glove.txt"
    rows = [f"word{i} " + " ".join(f"{x:.4f}" for x in row) for i, row in enumerate(RANDOM)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    status = command_line.main(
        ["run", "embedding-space", "--source", f"file:{path}", "--iterations", "20",
         "--device", "cpu", "--out", str(tmp_path / "trace.safetensors")]
    )  # fmt: skip
    out, err = capsys.readouterr()
    said = json.loads(out.splitlines()[-1])
    assert (status, said["state"], said["frames"]) == (0, "done", 21)
    assert said["params"]["source"].startswith("file:")
    assert "beside" not in said["params"]
    assert {"trustworthiness", "continuity", "overlap", "divergence"} <= set(said["final"])
    kept = shelf.get(said["params"]["source"].removeprefix("file:"))
    assert kept is not None
    assert kept.labels[:2] == ("word0", "word1")
    assert "step 20" in err
    assert (tmp_path / "trace.safetensors").stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--source", "run:0123456789abcdef@5"],
            "The run 0123456789abcdef is not kept here any more; "
            "train it again and take its vectors.",
        ),
        (
            ["--source", "file:0123456789abcdef"],
            "The vectors “file:0123456789abcdef” are not kept here any more; "
            "open their file or run again.",
        ),
        (["--perplexity", "1"], "perplexity=1 is not a whole number from 2 to 200."),
        (["--method", "isomap"], "method=isomap is not one of pca, tsne, umap."),
        (["--dimensions", "4"], "dimensions=4 is not one of 2, 3."),
    ],
    ids=str,
)
def test_what_cannot_be_mapped_is_one_sentence_and_status_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = command_line.main(["run", "embedding-space", *arguments])
    out, err = capsys.readouterr()
    assert (status, out, err) == (2, "", sentence + "\n")


def test_a_file_that_is_not_there_or_holds_none_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["run", "embedding-space", "--source", f"file:{tmp_path}/no.txt"]) == 2
    missing = capsys.readouterr().err
    assert missing.count("\n") == 1
    path = tmp_path / "ragged.txt"
    path.write_text("king 1 2 3\nqueen 1 2\n", encoding="utf-8")
    assert command_line.main(["run", "embedding-space", "--source", f"file:{path}"]) == 2
    ragged = capsys.readouterr().err
    assert ragged == "Line 2 of “ragged.txt” should hold 3 numbers; found: 2.\n"


def test_kernels_are_compiled_before_visitors_come() -> None:
    """What fails here would fail unheard in the fork server, and every run would wait."""
    lesson.warm()
