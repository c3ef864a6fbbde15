"""Parameters: every face of the one line that declares them, and every way a link can be wrong."""

import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import engine
from engine import lessons
from engine.params import Params, Spec, key_of, param, schema, write
from engine.sentences import Refused


class Knobs(Params):
    """One parameter of every kind."""

    window: int = param(5, "Window", ge=1, le=10, unit="words")
    rate: float = param(0.025, "Rate", ge=0, le=1, step=0.005)
    free: int = param(0, "Free")
    dynamic: bool = param(True, "Dynamic")
    model: Literal["skip-gram", "cbow"] = param("skip-gram", "Model", names={"cbow": "CBOW"})
    layers: Literal[1, 2, 4] = param(2, "Layers")
    negatives: int = param(5, "Negatives", ge=1, le=20, when={"model": "skip-gram"})
    corpus: str = param("toy-world", "Text")
    camera: str = param("", "Camera", view=True, help="Where it stands", folded=True)


ALL = [Knobs, *(lessons.load(slug).PARAMS for slug in lessons.LESSONS)]


def values_of(spec: Spec) -> st.SearchStrategy[object]:
    """Every value a parameter may have."""
    if spec.kind == "choice":
        return st.sampled_from(spec.choices)
    if spec.kind == "bool":
        return st.booleans()
    if spec.kind == "text":
        return st.text(max_size=int(spec.high or 0))
    low, high = spec.low, spec.high
    if spec.kind == "int":
        return st.integers(None if low is None else int(low), None if high is None else int(high))
    # What a link can say: ten digits.
    return st.floats(low, high, allow_nan=False, allow_infinity=False).map(
        lambda x: float(f"{x:.10g}")
    )


@pytest.mark.parametrize("params", ALL, ids=lambda cls: cls.__module__)
@given(data=st.data())
def test_a_link_brings_the_same_parameters_back(params: type[Params], data: st.DataObject) -> None:
    chosen = {name: data.draw(values_of(spec), name) for name, spec in params.specs().items()}
    made = params(**chosen)
    found, refusals = params.from_query({name: [raw] for name, raw in made.spelled().items()})
    assert found == made
    assert refusals == []
    assert key_of("x", found) == key_of("x", made)


@pytest.mark.parametrize("params", ALL, ids=lambda cls: cls.__module__)
def test_a_default_said_aloud_is_the_same_run(params: type[Params]) -> None:
    """A number with a point must be declared with one, or 0 and 0.0 would be two runs."""
    said = {name: [write(spec.default)] for name, spec in params.specs().items()}
    assert params.from_query(said) == (params(), [])
    assert key_of("x", params.from_query(said)[0]) == key_of("x", params())


@pytest.mark.parametrize("params", ALL, ids=lambda cls: cls.__module__)
@given(data=st.data())
def test_whatever_a_link_says_the_parameters_are_allowed(
    params: type[Params], data: st.DataObject
) -> None:
    names = st.sampled_from([*params.specs(), "nobody"])
    raws = st.lists(
        st.text(max_size=12) | st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,3})?"), max_size=2
    )
    query = data.draw(st.dictionaries(names, raws))
    found, refusals = params.from_query(query)
    assert params(**found.model_dump()) == found
    refused = {refusal.name for refusal in refusals}
    assert len(refusals) == len(refused), "one sentence for a name"
    for name, given_ in query.items():
        if name in refused:
            assert name == "nobody" or getattr(found, name) == params.specs()[name].default
        else:
            assert write(getattr(found, name)) == given_[0] or params.specs()[name].kind != "text"


def refusal_of(name: str, *raws: str) -> str:
    """The one sentence that refuses; everything else is at its default."""
    found, refusals = Knobs.from_query({name: list(raws)})
    assert found == Knobs()
    assert len(refusals) == 1
    assert refusals[0].name == name
    return str(refusals[0].sentence)


WINDOW = "window={} is not a whole number from 1 to 10. Used: 5."
RATE = "rate={} is not a number from 0 to 1. Used: 0.025."


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("window", "0", WINDOW),
        ("window", "11", WINDOW),
        ("window", "5.5", WINDOW),
        ("window", "5.0", WINDOW),
        ("window", "five", WINDOW),
        ("window", "", WINDOW),
        ("window", "nan", WINDOW),
        ("window", "1e3", WINDOW),
        ("window", "true", WINDOW),
        ("window", "<b>5</b>", WINDOW),
        ("rate", "1.01", RATE),
        ("rate", "-0.1", RATE),
        ("rate", "nan", RATE),
        ("rate", "inf", RATE),
        ("rate", "-inf", RATE),
        ("rate", "1e999", RATE),
        ("rate", "", RATE),
        ("rate", "0,5", RATE),
        ("free", "x", "free={} is not a whole number. Used: 0."),
        ("dynamic", "perhaps", "dynamic={} is not true or false. Used: true."),
        ("dynamic", "", "dynamic={} is not true or false. Used: true."),
        ("model", "lstm", "model={} is not one of skip-gram, cbow. Used: skip-gram."),
        ("model", "CBOW", "model={} is not one of skip-gram, cbow. Used: skip-gram."),
        ("layers", "3", "layers={} is not one of 1, 2, 4. Used: 2."),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(name: str, given: str, sentence: str) -> None:
    assert refusal_of(name, given) == sentence.format(given)


def test_a_value_of_ten_thousand_characters_is_cut_in_the_sentence() -> None:
    long = "9" * 10_000
    assert refusal_of("window", long) == WINDOW.format("9" * 40 + "…")
    assert refusal_of("rate", long) == RATE.format("9" * 40 + "…")
    assert refusal_of("free", long) == f"free={'9' * 40}… is not a whole number. Used: 0."
    assert refusal_of("corpus", "x" * 10_000) == (
        f"corpus={'x' * 40}… is not a text of at most 200 characters. Used: toy-world."
    )


def test_a_doubled_and_an_unknown_value_are_refused() -> None:
    twice = "window was given 2 times; one value is needed. Used: 5."
    assert refusal_of("window", "3", "4") == twice
    assert refusal_of("window") == twice.replace("2", "0")
    known = "window, rate, free, dynamic, model, layers, negatives, corpus, camera"
    assert refusal_of("widow", "3") == (
        f"There is no parameter “widow”; it was left out. Known: {known}."
    )


def test_what_is_good_of_a_link_is_kept() -> None:
    said = {"window": ["3"], "rate": ["2"], "dynamic": ["0"], "layers": ["4"]}
    found, refusals = Knobs.from_query(said)
    assert found == Knobs(window=3, dynamic=False, layers=4)
    assert [refusal.name for refusal in refusals] == ["rate"]


class Long(Params):
    """Texts of other lengths than the usual 200 characters."""

    only: str = param("", "Only", longest=300)
    name: str = param("", "Name", longest=3)


def test_a_text_may_be_as_long_as_its_line_says() -> None:
    for name, longest in (("only", 300), ("name", 3)):
        assert Long.specs()[name].high == longest
        fits = "x" * longest
        found, refusals = Long.from_query({name: [fits]})
        assert (getattr(found, name), refusals) == (fits, [])
        assert Long(**{name: fits}).spelled() == {name: fits}
        found, (refusal,) = Long.from_query({name: [fits + "x"]})
        assert found == Long()
        shown = fits + "x" if longest < 40 else "x" * 40 + "…"
        assert str(refusal.sentence) == (
            f"{name}={shown} is not a text of at most {longest} characters. Used: ."
        )
        assert schema(Long)["properties"][name]["maxLength"] == longest
        with pytest.raises(ValidationError):
            Long(**{name: fits + "x"})
    assert Knobs.specs()["corpus"].high == 200


def test_scripts_are_refused_with_the_same_sentence_less_what_was_used() -> None:
    with pytest.raises(Refused) as refused:
        Knobs.checked(window=11)
    assert str(refused.value) == "window=11 is not a whole number from 1 to 10."
    assert Knobs.checked(window=7, rate=0.5) == Knobs(window=7, rate=0.5)
    with pytest.raises(ValidationError):
        Knobs().changed(window=11)
    with pytest.raises(ValidationError):
        Knobs(rate=float("nan"))


def test_parameters_do_not_change() -> None:
    params = Knobs()
    with pytest.raises(ValidationError):
        params.window = 3  # type: ignore[misc]
    assert params.changed(window=3).window == 3
    assert params.window == 5


def test_the_identity_is_what_is_computed() -> None:
    plain = Knobs()
    assert "camera" not in plain.identity()
    assert key_of("x", plain) == key_of("x", plain.changed(camera="above"))
    # Negatives mean nothing to a model that draws none (here: CBOW).
    cbow = plain.changed(model="cbow")
    assert "negatives" in plain.identity()
    assert "negatives" not in cbow.identity()
    assert key_of("x", cbow) == key_of("x", cbow.changed(negatives=9))
    assert key_of("x", plain) != key_of("x", plain.changed(negatives=9))


def test_every_other_parameter_makes_another_run() -> None:
    keys = {key_of("x", Knobs()), key_of("y", Knobs())}
    others = {"window": 4, "rate": 0.5, "free": 1, "dynamic": False, "model": "cbow", "layers": 4}
    for name, value in others.items():
        keys.add(key_of("x", Knobs().changed(**{name: value})))
    assert len(keys) == 2 + len(others)


def test_a_key_is_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    class Small(Params):
        window: int = param(5, "Window", ge=1, le=10)

    monkeypatch.setattr(engine, "VERSION", "1")
    # sha256('{"engine":"1","lesson":"x","params":{"window":5}}'), its first 16 hex digits
    assert key_of("x", Small()) == "43fb0f566195a5ba"
    monkeypatch.setattr(engine, "VERSION", "2")
    assert key_of("x", Small()) != "43fb0f566195a5ba"


def test_a_parameter_tells_its_widget_everything() -> None:
    specs = Knobs.specs()
    window = specs["window"]
    assert (window.kind, window.default, window.low, window.high) == ("int", 5, 1, 10)
    assert (window.label, window.unit, window.view, window.folded) == (
        "Window",
        "words",
        False,
        False,
    )
    assert specs["rate"].step == 0.005
    assert specs["model"].choices == ("skip-gram", "cbow")
    assert specs["model"].names == {"cbow": "CBOW"}
    camera = specs["camera"]
    assert (camera.view, camera.folded, camera.help) == (True, True, "Where it stands")
    assert Knobs().applies(specs["negatives"])
    assert not Knobs(model="cbow").applies(specs["negatives"])


def test_the_schema_is_json_and_has_the_bounds() -> None:
    said = json.loads(json.dumps(schema(Knobs)))["properties"]
    assert (said["window"]["minimum"], said["window"]["maximum"]) == (1, 10)
    assert said["model"]["enum"] == ["skip-gram", "cbow"]


@pytest.mark.parametrize("params", ALL[1:], ids=lambda cls: cls.__module__)
def test_every_number_of_a_lesson_is_bounded(params: type[Params]) -> None:
    for name, spec in params.specs().items():
        assert spec.label, name
        if spec.kind in ("int", "float"):
            assert spec.low is not None, f"{name} has no lower bound"
            assert spec.high is not None, f"{name} has no upper bound"
            assert spec.low <= spec.default <= spec.high
        if spec.kind == "choice":
            assert set(spec.names) == set(spec.choices), f"{name}: every choice has a name"
        assert set(spec.when) <= set(params.specs())
