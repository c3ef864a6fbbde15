"""The text CNN lesson: what is recorded, what it answers, its claims, and what it is given."""

import json
import sys

import numpy as np
import pytest

from engine.lessons.text_cnn import ANSWERS, PARAMS, claims, train
from engine.lessons.text_cnn.film import MOST, moments
from engine.lessons.text_cnn.reading import first_vectors, read_texts
from engine.lessons.text_cnn.recorded import network, vectors
from engine.measures import ngram_filters
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.text import labelled, shelf
from engine.trace import Trace

#: Small enough to train in a moment.
SMALL = {"epochs": 4, "filters": 3, "dimension": 8, "rate": 0.01}
NOT_GOOD = "the film was not very good"


@pytest.fixture(scope="module")
def whole() -> Trace:
    """The default run."""
    return Trace(train(PARAMS()))


@pytest.fixture(scope="module")
def small() -> Trace:
    return Trace(train(PARAMS(**SMALL)))


def table(many: int = 40) -> str:
    """A table of so many rows that says what is good."""
    rows = [f"film number {i} was {'good' if i % 2 else 'bad'},{i % 2}" for i in range(many)]
    return "text,label\n" + "\n".join(rows)


def own(text: str) -> str:
    return f"text:{shelf.put(text)}"


def test_the_film_is_the_training(whole: Trace) -> None:
    assert len(whole) == MOST + 1
    first = whole[0]
    assert first.step == 0
    assert whole[-1].step == first.notes["last_step"] == 640  # 3,200 / 50 batches, ten times
    assert 0.4 < first.scalars["test"] < 0.6  # chance
    assert whole.final["test"] > 0.95
    assert whole.final["loss"] < 0.2
    assert first.notes["even"] == MOST
    assert [whole[frame].step for frame, _ in first.notes["marks"]] == [
        64 * int(name.removeprefix("epoch_")) for _, name in first.notes["marks"]
    ]
    assert sum(len(frame.to_bytes()) for frame in whole) < 1_500_000


def test_recording_keeps_the_very_network(small: Trace) -> None:
    params = PARAMS(**SMALL)
    texts = read_texts(params)
    net, table_ = network(small, len(small) - 1), vectors(small, len(small) - 1)
    right = [
        int(ngram_filters.read(table_[texts.texts[i]], net).logits.argmax()) == texts.data.labels[i]
        for i in texts.data.test
    ]
    assert np.mean(right) == pytest.approx(small.final["test"], abs=1e-6)
    again = Trace(train(params))
    for name, values in small[-1].arrays.items():
        assert (again[-1].arrays[name] == values).all(), name


def test_favourites_are_the_best_of_all(small: Trace) -> None:
    for index in (0, len(small) - 1):
        net, table_ = network(small, index), vectors(small, index)
        learnt = read_texts(PARAMS(**SMALL))
        for number in (0, 4, net.count - 1):
            tops = small[index].arrays["tops"][number]
            h = net.width_of(number)
            every = [
                ngram_filters.feature_map(
                    table_[text], net.weights_of(number)[None], net.bias[number : number + 1]
                )
                for text in learnt.of(learnt.data.train)
            ]
            most = max(float(c.max()) for c in every)
            assert small[index].arrays["top values"][number][0] == pytest.approx(most, abs=1e-4)
            best = ngram_filters.feature_map(
                table_[tops[0][:h]], net.weights_of(number)[None], net.bias[number : number + 1]
            )
            assert best[0, 0] == pytest.approx(most, abs=1e-4)


@pytest.mark.parametrize(
    "more",
    [
        {"pooling": "k-max", "k": 3, "padding": "same"},
        {"pooling": "average", "channels": "both"},
        {"channels": "static", "start": "word2vec", "widths": "5"},
    ],
)
def test_every_variant_is_recorded_and_read_back(more: dict[str, str]) -> None:
    params = PARAMS(corpus=own(table()), **(SMALL | {"min_count": 1} | more))  # type: ignore[arg-type]
    trace = Trace(train(params))
    notes = trace[0].notes
    assert notes["names"] == ["0", "1"]
    assert notes["texts"] == [32, 8]
    fixed = (trace[-1].weights["vectors"] == trace[0].weights["vectors"]).all()
    assert fixed == (params.channels == "static")
    told = ANSWERS["sentence"](trace, {"text": "this film was good"})
    assert sum(told["probabilities"]) == pytest.approx(1)
    film = ANSWERS["words"](trace, {"text": "this film was good"})
    many = 1 if params.channels == "static" else len(trace)
    assert len(film["film"]) == len(film["frames"]) == many
    assert ("static" in film) == (params.channels == "both")
    assert json.loads(to_json(film))["known"] == [False, True, True, True]


def test_word2vec_begins_near_zero_and_the_same_again() -> None:
    params = PARAMS(start="word2vec", dimension=8)
    texts = read_texts(params)
    found = first_vectors(texts, params)
    assert found.shape == (len(texts.words) + 1, 8)
    assert not found[0].any()
    assert found[1:].std() == pytest.approx(0.1, abs=0.01)
    assert (first_vectors(texts, params) == found).all()
    # Good and bad keep the same company.
    good, bad, film = (found[1 + texts.words.index(word)] for word in ("good", "bad", "film"))
    cosine = lambda a, b: float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))  # noqa: E731
    assert cosine(good, bad) > cosine(good, film)


def test_its_vectors_can_be_mapped(small: Trace) -> None:
    from engine.lessons.embedding_space.sources import of_run

    points = of_run(small[0], small[-1], "run:0123456789abcdef@64")
    assert points.labels == tuple(small[0].notes["words"])
    assert points.vectors.shape == (len(points.labels), 8)


def test_moments_are_few_for_large_networks() -> None:
    assert moments(640, 2016, 2544) == sorted({round(640 * i / 44) for i in range(1, 45)})
    assert len(moments(640, 100_000, 1_000_000)) == 12
    assert moments(3, 100, 100) == [1, 2, 3]


# -- Answers --------------------------------------------------------------------------------------


def test_what_decided_a_sentence(whole: Trace) -> None:
    told = ANSWERS["sentence"](whole, {"text": NOT_GOOD})
    assert told["answer"] == "negative"
    best = told["deciding"][0]
    assert best["ahead"] > 0
    assert "not" in told["words"][best["from"] : best["to"]]
    # Before the training nothing is known.
    begun = ANSWERS["sentence"](whole, {"text": NOT_GOOD, "frame": "0"})
    assert max(begun["probabilities"]) < 0.75
    unknown = ANSWERS["sentence"](whole, {"text": "xyzzy plugh"})
    assert unknown["known"].tolist() == [False, False]


def test_one_word_turns_the_verdict(whole: Trace) -> None:
    asked = {"text": "the film was not funny", "at": "3", "by": "so"}
    told = ANSWERS["swap"](whole, asked)
    assert told["answer"] == "flips"
    assert told["words"] == ["the", "film", "was", "so", "funny"]
    alone = ANSWERS["sentence"](whole, {"text": "the film was so funny"})
    assert told["after"] == pytest.approx(alone["probabilities"])
    assert ANSWERS["swap"](whole, asked | {"at": "1", "by": "movie"})["answer"] == "stays"


def test_the_life_of_a_filter(whole: Trace) -> None:
    told = ANSWERS["filter"](whole, {"filter": "23"})
    assert len(told["moments"]) == len(whole)
    assert all(len(one["best"]) == 5 for one in told["moments"])
    best = told["list"][0]
    assert best["words"] == told["moments"][-1]["best"]
    assert sum(best["classes"]) >= 1
    assert all(" ".join(best["words"]) in text for text in best["texts"])
    values = [one["value"] for one in told["list"]]
    assert values == sorted(values, reverse=True)
    early = ANSWERS["filter"](whole, {"filter": "23", "frame": "0"})
    assert early["list"][0]["words"] == told["moments"][0]["best"]


def test_mistakes_are_mistakes(whole: Trace) -> None:
    told = ANSWERS["mistakes"](whole, {})
    assert told["of"] == 800
    assert 1 - told["wrong"] / told["of"] == pytest.approx(whole.final["test"])
    for one in told["list"]:
        said = ANSWERS["sentence"](whole, {"text": " ".join(one["text"])})
        assert said["answer"] != whole[0].notes["names"][one["label"]]
    assert ANSWERS["mistakes"](whole, {"frame": "0"})["wrong"] > 300


def test_where_and_how_many(whole: Trace) -> None:
    assert ANSWERS["windows"](whole, {"text": NOT_GOOD, "width": "3"})["answer"] == "4"
    asked = {"text": "the story was good but the ending was dull", "turn": "but"}
    found = ANSWERS["where"](whole, asked)
    assert found["answer"] in ("turn", "after")
    assert "but" in found["words"] or "dull" in found["words"]
    asked = {"numbers": "0.73,0.85,0.62,0.91,0.45", "how": "k-max", "k": "2"}
    assert ANSWERS["pool"](whole, asked)["answer"] == "0.85, 0.91"
    assert ANSWERS["pool"](whole, asked | {"how": "max"})["answer"] == "0.91"
    assert ANSWERS["accuracy"](whole, {"edges": "0.65,0.8,0.95"})["answer"] == "3"


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("sentence", {"text": "…"}, "There is no word in “…”."),
        ("words", {}, "There is no word in “”."),
        ("sentence", {"text": "good", "frame": "-1"}, "frame=-1 is not a whole number from 0 to"),
        ("sentence", {"text": "good", "frame": "999"}, "frame=999 is not a whole number from"),
        ("filter", {"filter": "24"}, "filter=24 is not a whole number from 0 to 23."),
        ("filter", {"filter": "²"}, "filter=² is not a whole number"),
        ("swap", {"text": "good", "at": "1", "by": "bad"}, "at=1 is not a place from 0 to 0."),
        ("swap", {"text": "good", "at": "0", "by": "!"}, "There is no word in “!”."),
        ("windows", {"text": "good", "width": "9"}, "width=9 is not a whole number from 2 to 5."),
        ("pool", {"numbers": "a"}, "numbers=a is not a list of numbers."),
        ("pool", {"numbers": "1", "how": "sum"}, "how=sum and k=2 do not say how to pool"),
        ("where", {"text": "good", "turn": "but"}, "“but” does not stand in this sentence."),
        ("accuracy", {"edges": "x"}, "edges=x is not a list of numbers."),
    ],
)
def test_bad_questions_are_refused(
    whole: Trace, name: str, query: dict[str, str], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        ANSWERS[name](whole, query)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_run_without_frames_is_refused(name: str) -> None:
    query = {"text": "good", "width": "2", "turn": "good", "numbers": "1", "filter": "0"}
    if name == "pool":
        assert ANSWERS[name](Trace(), query)["answer"] == "1"
        return
    with pytest.raises(Refused, match=r"^This run has no frames yet\.$"):
        ANSWERS[name](Trace(), query)


def test_a_very_long_sentence_is_cut(whole: Trace) -> None:
    told = ANSWERS["words"](whole, {"text": "good bad " * 5000})
    assert len(told["words"]) == 40
    assert len(to_json(told)) < 300_000


# -- What it is given -----------------------------------------------------------------------------


def test_chinese_reviews_are_read_as_chinese() -> None:
    trace = Trace(train(PARAMS(corpus="toy-world-zh", **SMALL)))
    assert trace[0].notes["language"] == "zh"
    told = ANSWERS["sentence"](trace, {"text": "我不喜欢这个故事"})
    assert told["words"] == ["我", "不", "喜欢", "这个", "故事"]
    assert all(told["known"])


def test_a_visitors_chinese_table_with_three_classes() -> None:
    rows = [f"这部电影很{w}{i},{w}" for i in range(8) for w in ("好", "差", "怪")]
    trace = Trace(train(PARAMS(corpus=own("\n".join(rows)), **(SMALL | {"min_count": 1}))))
    assert len(trace[0].notes["names"]) == 3
    assert trace[-1].arrays["out"].shape == (3, 12)
    assert ANSWERS["sentence"](trace, {"text": "这部电影"})["deciding"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("just one line", "Row 1 has 1 columns, not 2"),
        ("film,good\n" * 12, "Every row of “text,label” has the label “good”"),
        ("text,label\n" + "good,1\n" * 3, "“text,label” has 3 rows with a text and a label"),
    ],
)
def test_what_is_no_table_is_refused(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        next(train(PARAMS(corpus=own(text))))
    assert str(refused.value).startswith(said)
    with pytest.raises(Refused, match="There are no labelled texts “nowhere”"):
        next(train(PARAMS(corpus="nowhere")))


def test_a_table_whose_words_are_all_rare_is_refused() -> None:
    rows = "\n".join(f"w{i}a w{i}b,{i % 2}" for i in range(12))
    with pytest.raises(Refused, match="occur at least 5 times"):
        next(train(PARAMS(corpus=own(rows), min_count=5)))


def test_one_word_texts_and_a_wide_filter() -> None:
    rows = "\n".join(f"{'yes' if i % 2 else 'no'},{i % 2}" for i in range(20))
    trace = Trace(train(PARAMS(corpus=own(rows), widths="5", **(SMALL | {"epochs": 30}))))
    assert trace.final["test"] == 1
    assert trace[-1].arrays["tops"].shape == (3, 8, 5)


def test_long_texts_lose_their_ends_and_that_is_told() -> None:
    rows = "\n".join(f"{'good ' * 450 if i % 2 else 'bad'},{i % 2}" for i in range(12))
    first = next(train(PARAMS(corpus=own(rows), **SMALL)))
    assert first.notes["cut"] == 6


# -- Claims ---------------------------------------------------------------------------------------


def test_all_claims_hold(monkeypatch: pytest.MonkeyPatch, whole: Trace) -> None:
    module = sys.modules["engine.lessons.text_cnn.claims"]
    monkeypatch.setattr(module, "_train", lambda params: whole.frames)
    monkeypatch.setattr(labelled, "available", lambda id: False)  # the benchmark trains on it
    found = list(claims())
    assert [one.claim for one in found if not one.holds] == []
    assert len(found) == 11
    slip = next(one for one in found if "slip" in one.lecture)
    assert slip.measured == "[0.85, 0.91]"
