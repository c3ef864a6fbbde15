"""The embedding-space page as a person reads it: its story, its vectors, and all links may say."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine import place
from engine.lessons import embedding_space as lesson
from engine.lessons.embedding_space import PARAMS
from engine.lessons.embedding_space.answers import ANSWERS
from engine.lessons.embedding_space.sources import points_of
from engine.params import Params, key_of
from engine.runs.store import open_store
from engine.trace import Frame
from engine.vectors import shelf
from engine.vectors.points import unpack_rows
from engine.vectors.sources import SOURCES, load
from pages.shared.beside import FIELDS
from pages.shared.language import LANGUAGES, catalogue
from pages.shared.scenes import story
from tests.pages.conftest import Open, Page
from tests.pages.recorded import CORPUS, keep, small_film

SLUG = "embedding-space"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
GLOVE = b"king 1 2 3\nqueen 1 2 4\ntea 5 0 1\ncup 4 0 1\n"


def default(language: str = "en", **values: Any) -> PARAMS:
    return PARAMS(**({"source": CORPUS[language]} | values))


def query_value(opened: Page, name: str) -> str | None:
    found = opened.query_params.get(f"{SLUG}.{name}")
    return found[0] if isinstance(found, list) else found


def value(opened: Page, name: str) -> Any:
    """What a control says."""
    return opened.session_state[f"{SLUG}.{name}"]


def buttons(opened: Page) -> dict[str, Any]:
    return {button.key: button for button in opened.button}


def choose(opened: Page, source: str) -> Page:
    """Choose a set of vectors, `own` or `run`."""
    opened.selectbox(key=f"choose {SLUG}.source").set_value(source)
    return opened.again()


def walked(opened: Page, to: int) -> Page:
    for _ in range(to):
        opened.press("scene-next")
    return opened


def scene_where(has: Callable[[Any], Any], language: str = "en") -> int:
    """The first scene for which `has` holds."""
    return next(i for i, scene in enumerate(story(SLUG, language).scenes) if has(scene))


# -- the page ---------------------------------------------------------------------------------


@BOTH
def test_the_page_tells_its_story_and_shows_the_default_map(
    page: Open, queue: list[Params], language: str
) -> None:
    opened = page(SLUG, {"lang": language})
    told = story(SLUG, language)
    said = catalogue(language).gettext
    assert opened.title[0].value == told.title
    assert opened.subheader[0].value == told.scenes[0].title
    assert f"1 / {len(told.scenes)}" in opened.said()
    assert not opened.warning
    assert not queue, "the run is there already"
    views = opened.views()
    assert set(views) == {"space", "share", "keys"}
    space = views["space"]
    assert space["run"] == views["share"]["run"] == key_of(SLUG, default(language))
    assert space["lang"] == language
    assert space["beside"] is None
    assert space["titles"] == [f"t-SNE · {said('perplexity {n}').format(n=30)}"]
    assert [curve["name"] for curve in space["curves"]] == [
        "divergence", "variance", "trustworthiness", "overlap",
    ]  # fmt: skip
    assert space["words"]["moment"] == said("step {step} of {last}")
    assert buttons(opened)["train"].disabled
    if language == "zh":
        texts = [curve["help"] for curve in space["curves"]]
        assert all(any("一" <= letter <= "鿿" for letter in text) for text in texts)


def test_a_first_visit_asks_for_the_default_map(page: Open, queue: list[Params]) -> None:
    wish = default(seed=77)
    opened = page(SLUG, {f"{SLUG}.seed": "77"})
    assert queue == [wish]
    assert opened.views()["space"]["run"] == key_of(SLUG, wish)
    assert "stop" in buttons(opened)


@BOTH
@pytest.mark.parametrize(
    "values",
    [
        {}, {"dimensions": 3}, {"method": "umap"}, {"method": "pca"},
        {"method": "pca", "dimensions": 3},
    ],
    ids=str,
)  # fmt: skip
def test_every_parameter_that_means_something_has_its_control(
    page: Open, language: str, values: dict[str, Any]
) -> None:
    address = {f"{SLUG}.{name}": str(each) for name, each in values.items()}
    opened = page(SLUG, {"lang": language} | address)
    said = catalogue(language).gettext
    kinds = ("slider", "toggle", "number_input", "segmented_control", "selectbox")
    labels = [one.label for kind in kinds for one in opened.get(kind)]
    params = default(language, **values)
    expected = []
    for name, spec in PARAMS.specs().items():
        if params.applies(spec) and name not in ("only", "grid"):
            unit = f" ({said(spec.unit)})" if spec.unit else ""
            expected.append(f"{said(spec.label)}{unit}")
    assert sorted(labels) == sorted(expected)


@BOTH
def test_whatever_points_can_be_coloured_by_has_a_name(page: Open, language: str) -> None:
    names = page(SLUG, {"lang": language}).views()["space"]["names"]
    for source in SOURCES:
        if source.kind != "words":
            for title, column in load(source.id, 50, 1).columns.items():
                assert title in names, f"{source.id}: {title}"
                missing = [
                    name for name in column.names if name not in names and not name.isdigit()
                ]
                assert not missing, source.id
    assert {"found groups", "kind", "frequency"} <= set(names)
    for name in (*lesson.grid.sides(PARAMS()), *lesson.grid.sides(PARAMS(method="umap"))):
        assert name[0] in names
    if language == "zh":
        told = [text for name, text in names.items() if name not in ("x", "y")]
        assert all(any("一" <= letter <= "鿿" for letter in text) for text in told)


def test_with_the_language_the_toy_world_changes_too(page: Open) -> None:
    opened = walked(page(SLUG), 1)
    opened.query_params[f"{SLUG}.selected"] = "king"
    opened.query_params[f"{SLUG}.step"] = "50"
    opened.again().press("lang-zh")
    assert opened.title[0].value == story(SLUG, "zh").title
    assert value(opened, "source") == "toy-world-zh"
    assert opened.views()["space"]["run"] == key_of(SLUG, default("zh", method="pca"))
    assert query_value(opened, "selected") is None
    assert query_value(opened, "step") is None
    choose(opened, "digits")
    opened.press("lang-en")
    assert value(opened, "source") == "digits"


# -- vectors ----------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [source.id for source in SOURCES if source.id != "toy-world"])
def test_another_set_of_vectors_is_mapped_at_once(
    page: Open, queue: list[Params], source: str
) -> None:
    opened = choose(page(SLUG, {f"{SLUG}.step": "50", f"{SLUG}.camera": "1,2,3"}), source)
    wish = PARAMS(source=source)
    assert queue == ([] if source in CORPUS.values() else [wish])
    assert opened.views()["space"]["run"] == key_of(SLUG, wish)
    assert query_value(opened, "source") == source
    about = next(each.about for each in SOURCES if each.id == source)
    assert about in opened.said()
    # The moment and the camera were another map's.
    assert query_value(opened, "step") is None
    assert query_value(opened, "camera") is None


def test_other_vectors_let_go_of_the_points_chosen(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG).tell("space", "wish", {"only": [1, 2, 3]})
    assert value(opened, "only")
    choose(opened, "noise")
    assert value(opened, "only") == ""
    assert queue[-1] == PARAMS(source="noise")


def upload(opened: Page, name: str, data: bytes, labels: bytes | None = None) -> Page:
    """Open a file of one's own."""
    choose(opened, "own")
    opened.file_uploader(key=f"vectors {SLUG}").upload(name, data, "application/octet-stream")
    if labels is not None:
        opened.file_uploader(key=f"labels {SLUG}").upload("labels.tsv", labels, "text/plain")
    opened.again()
    return opened.press(f"take {SLUG}")


def kept(opened: Page) -> Any:
    """The points on the shelf that the page is about."""
    source = value(opened, "source")
    assert source.startswith("file:")
    return shelf.get(source.removeprefix("file:"))


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def test_a_file_of_ones_own_is_mapped(page: Open, queue: list[Params]) -> None:
    opened = upload(page(SLUG), "my vectors.txt", GLOVE)
    assert not opened.warning
    points = kept(opened)
    assert points.labels == ("king", "queen", "tea", "cup")
    np.testing.assert_array_equal(points.vectors[1], [1, 2, 4])
    source = value(opened, "source")
    assert queue == [PARAMS(source=source)]
    assert query_value(opened, "source") == source
    # The worker reads the same points.
    assert points_of(PARAMS(source=source)).labels == points.labels
    # The link opens it for somebody else, who sees whose it is.
    again = page(SLUG, {f"{SLUG}.source": source})
    assert again.selectbox(key=f"choose {SLUG}.source").value == "own"
    assert again.views()["space"]["run"] == key_of(SLUG, PARAMS(source=source))


def test_a_file_with_its_labels_in_another(page: Open) -> None:
    labels = b"name\tkind\nking\troyal\nqueen\troyal\ntea\tdrink\n"
    opened = upload(page(SLUG), "v.tsv", b"1\t2\n3\t4\n5\t6\n", labels)
    points = kept(opened)
    assert points.labels == ("king", "queen", "tea")
    assert points.columns["kind"].names == ("drink", "royal")
    opened = upload(page(SLUG), "v.npy", npy(np.arange(6.0).reshape(3, 2)), labels)
    assert kept(opened).labels == ("king", "queen", "tea")


BROKEN: tuple[tuple[str, bytes, str], ...] = (
    ("ragged.txt", b"king 1 2 3\nqueen 1 2\n", "Line 2 of “ragged.txt”"),
    ("nan.txt", b"king 1 2\nqueen nan 2\ntea 1 1\n", "ine 2 of “nan.txt”"),
    ("empty.tsv", b"  \n", "“empty.tsv” is empty."),
    ("p.npy", npy(np.array([{}, []], dtype=object)), "“p.npy”"),
    ("model.pkl", b"\x80\x04\x95spam", "is a Python pickle, which could run a program here"),
    ("<b>**x**</b>.txt", b"\x89PNG\r\n\x1a\n", "“<b>**x**</b>.txt” is a PNG picture"),
    ("lies.txt", b"5 3\nking 1 2 3\n", "“lies.txt”"),
)


@pytest.mark.parametrize(("name", "data", "sentence"), BROKEN, ids=lambda each: str(each)[:16])
def test_a_broken_file_is_one_sentence_and_the_picture_stays(
    page: Open, queue: list[Params], name: str, data: bytes, sentence: str
) -> None:
    opened = upload(page(SLUG), name, data)
    (told,) = opened.warned()
    assert sentence in told
    assert "<b>" not in opened.warning[0].value
    assert not queue
    assert value(opened, "source") == "toy-world"
    assert opened.views()["space"]["run"] == key_of(SLUG, default())


def test_labels_of_other_points_are_one_sentence(page: Open, queue: list[Params]) -> None:
    opened = upload(page(SLUG), "v.tsv", b"1\t2\n3\t4\n5\t6\n", b"a\nb\n")
    assert len(opened.warned()) == 1
    assert not queue


def test_a_run_of_the_word2vec_page_lends_its_vectors(page: Open, queue: list[Params]) -> None:
    opened = page("word2vec")
    run = opened.session_state["word2vec:run"]
    opened.switch_page("embedding_space.py")
    choose(opened.again(), "run")
    slider = opened.get("select_slider")[0]
    steps = [frame.step for frame in small_film("en")]
    assert slider.value == steps[-1]
    assert not queue
    slider.set_value(steps[2])
    opened.again().press(f"lend {SLUG}")
    source = f"run:{run}@{steps[2]}"
    assert queue == [PARAMS(source=source)]
    assert query_value(opened, "source") == source
    # Such a link opens on the step it names.
    again = page(SLUG, {f"{SLUG}.source": source})
    assert again.selectbox(key=f"choose {SLUG}.source").value == "run"
    assert again.get("select_slider")[0].value == steps[2]


def test_without_a_run_of_word2vec_the_way_there_is_shown(page: Open, queue: list[Params]) -> None:
    opened = choose(page(SLUG), "run")
    assert not opened.get("select_slider")
    assert "word2vec" in opened.links().values()
    assert not queue


GONE = (
    "The vectors that this link names are not kept here; the toy world is shown. "
    "A file must be opened again."
)
NOT_HERE = (
    "atlantis<b>", "toy-world@1", "Digits", "",
    "file:", "file:0123456789abcdef", "file:../../x", "file:0123456789abcdef@1",
    "run:0123456789abcdef@5", "run:0123456789abcdef@x", "run:0123456789abcdef", "run:", "run:@@",
)  # fmt: skip


@BOTH
@pytest.mark.parametrize("source", NOT_HERE)
def test_vectors_that_are_not_here_are_one_sentence_and_the_toy_world(
    page: Open, queue: list[Params], source: str, language: str
) -> None:
    address = {f"{SLUG}.source": source, f"{SLUG}.only": "nonsense", f"{SLUG}.perplexity": "30"}
    opened = page(SLUG, {"lang": language} | address)
    gone = catalogue(language).gettext(GONE)
    assert opened.warned() == [gone]
    assert (value(opened, "source"), value(opened, "only")) == (CORPUS[language], "")
    assert query_value(opened, "source") == CORPUS[language]
    assert query_value(opened, "only") is None
    assert opened.views()["space"]["run"] == key_of(SLUG, default(language))
    assert not queue
    # It is said until somebody goes on, whatever else is touched.
    assert opened.again().warned() == [gone]
    assert opened.press("scene-next").warned() == []
    assert opened.press("scene-back").warned() == []


def test_other_vectors_take_the_sentence_away(page: Open, queue: list[Params]) -> None:
    opened = choose(page(SLUG, {f"{SLUG}.source": "atlantis"}), "digits")
    assert opened.warned() == []
    assert value(opened, "source") == "digits"
    assert queue == [PARAMS(source="digits")]


def test_vectors_that_are_lost_while_they_are_shown_are_told(
    page: Open, queue: list[Params]
) -> None:
    opened = upload(page(SLUG), "v.txt", GLOVE)
    assert opened.warned() == []
    name = value(opened, "source").removeprefix("file:")
    (place.data_folder() / "vectors" / f"{name}.safetensors").unlink()
    assert opened.again().warned() == [GONE]
    assert value(opened, "source") == "toy-world"


# -- beside -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("beside", "changes"),
    [
        ("method~umap", {"method": "umap"}),
        ("perplexity~5", {"perplexity": 5}),
        ("seed~2", {"seed": 2}),
        ("method~umap,neighbours~30,min_dist~0.5",
         {"method": "umap", "neighbours": 30, "min_dist": 0.5}),
        ("method~pca,nobody~3", {"method": "pca"}),
    ],
)  # fmt: skip
def test_a_second_map_stands_beside_the_first(
    page: Open, queue: list[Params], beside: str, changes: dict[str, Any]
) -> None:
    opened = page(SLUG, {f"{SLUG}.beside": beside})
    assert not opened.warning
    space = opened.views()["space"]
    other = default(**changes)
    assert space["run"] == key_of(SLUG, default())
    assert space["beside"] == key_of(SLUG, other)
    assert len(space["titles"]) == 2
    assert [params.identity() for params in queue] == [other.identity()]
    assert query_value(opened, "beside") == beside


#: What is said where nothing that is named can differ.
UNKNOWN = f"What stands beside must be one of: {', '.join(FIELDS)}."


@pytest.mark.parametrize(
    ("beside", "sentence"),
    [
        ("perplexity~9999", "perplexity=9999 is not a whole number from 2 to 200."),
        ("method~isomap", "method=isomap is not one of pca, tsne, umap."),
        ("seed~", "seed= is not a whole number from 0 to 999999."),
        ("nonsense", UNKNOWN),
        (",,~,~~", UNKNOWN),
        ("source~digits,points~9", UNKNOWN),
        ("beside~method", UNKNOWN),
        ("<b>*x*</b>~1", UNKNOWN),
    ],
)
def test_a_wrong_second_map_is_told_and_left_out(
    page: Open, queue: list[Params], beside: str, sentence: str
) -> None:
    opened = page(SLUG, {f"{SLUG}.beside": beside})
    assert opened.warned() == [sentence]
    space = opened.views()["space"]
    assert space["beside"] is None
    assert len(space["titles"]) == 1
    assert not queue
    # The next scene has no such map.
    assert opened.press("scene-next").warned() == []


def test_what_stands_beside_is_chosen_and_taken_away(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG)
    name = f"choose {SLUG}.beside"
    assert "method~tsne" not in opened.selectbox(key=name).options
    opened.selectbox(key=name).set_value("method~umap")
    opened.again()
    assert opened.views()["space"]["beside"] == key_of(SLUG, default(method="umap"))
    assert query_value(opened, "beside") == "method~umap"
    assert len(queue) == 1
    opened.selectbox(key=name).set_value("")
    opened.again()
    assert opened.views()["space"]["beside"] is None
    assert query_value(opened, "beside") is None


def test_no_map_stands_beside_itself(page: Open, queue: list[Params]) -> None:
    """Two maps on one clock: the same run twice would hold its own time still."""
    for address in ({"beside": "method~tsne"}, {"beside": "method~umap", "method": "umap"}):
        opened = page(SLUG, {f"{SLUG}.{name}": raw for name, raw in address.items()})
        space = opened.views()["space"]
        assert space["beside"] != space["run"]
    opened = page(SLUG, {f"{SLUG}.beside": "seed~2"})
    opened.number_input(key=f"{SLUG}.seed").set_value(2)
    opened.again()
    space = opened.views()["space"]
    assert space["beside"] != space["run"]


def test_a_change_trains_nothing_until_somebody_asks(page: Open, queue: list[Params]) -> None:
    """Neither the first map nor the one beside it."""
    opened = page(SLUG, {f"{SLUG}.beside": "method~umap"})
    asked = len(queue)
    opened.number_input(key=f"{SLUG}.seed").set_value(5)
    opened.again()
    assert opened.views()["space"]["run"] == key_of(SLUG, default())
    assert opened.views()["space"]["titles"][0] == ""
    assert len(queue) == asked
    opened.press("train")
    wanted = {key_of(SLUG, params) for params in queue[asked:]}
    assert wanted == {
        key_of(SLUG, default(seed=5)), key_of(SLUG, default(seed=5, method="umap")),
    }  # fmt: skip


# -- going on ---------------------------------------------------------------------------------


GOING_ON = pytest.mark.parametrize(
    ("values", "field", "more"),
    [
        ({}, "iterations", 1250),
        ({"iterations": 4700}, "iterations", 5000),
        ({"method": "umap"}, "epochs", 800),
        ({"method": "umap", "epochs": 1990}, "epochs", 2000),
    ],
    ids=str,
)


@GOING_ON
def test_a_map_goes_on(
    page: Open, queue: list[Params], values: dict[str, Any], field: str, more: int
) -> None:
    opened = page(SLUG, {f"{SLUG}.{name}": str(each) for name, each in values.items()})
    asked, turn = len(queue), opened.views()["space"]["turn"]
    opened.press("go-on")
    assert queue[asked:] == [default(**(values | {field: more}))]
    assert value(opened, field) == more
    space = opened.views()["space"]
    assert space["run"] == key_of(SLUG, queue[-1])
    # It is shown from where the other one was to end.
    assert space["show"] == {"step": "play", "from": default(**values).steps}
    assert space["turn"] > turn
    assert opened.again().views()["space"]["turn"] == space["turn"], "shown once"


def stopped(values: dict[str, Any], step: int, state: str) -> None:
    """The run that these values asked for is stopped at that step."""
    store, key = open_store(), key_of(SLUG, default(**values))
    run = store.state(key)
    assert run is not None
    store.start(key, run.attempt, "test device")
    store.append_all(key, run.attempt, [(0, Frame(0)), (1, Frame(step))])
    store.set_state(key, run.attempt, state)


@pytest.mark.parametrize("state", ["cancelled", "failed"])
@pytest.mark.parametrize(
    ("values", "at", "wish"),
    [
        ({"seed": 31, "iterations": 600}, 400, {"iterations": 900}),
        ({"seed": 31, "method": "umap"}, 20, {"epochs": 520}),
        # Where it stopped so early that the end is as far, the same map is made again.
        ({"seed": 31}, 200, {}),
        ({"seed": 31, "iterations": 4990}, 4900, {"iterations": 5000}),
    ],
    ids=str,
)
def test_a_map_that_was_stopped_goes_on_from_there(
    page: Open, queue: list[Params], values: dict[str, Any], at: int, wish: dict[str, Any],
    state: str,
) -> None:  # fmt: skip
    opened = page(SLUG, {f"{SLUG}.{name}": str(each) for name, each in values.items()})
    stopped(values, at, state)
    asked = len(queue)
    opened.again().press("go-on")
    assert queue[asked:] == [default(**(values | wish))]
    assert opened.views()["space"]["show"] == {"step": "play", "from": at}
    # The same run, made again, is its second attempt: nothing may stay in the queue.
    open_store().set_state(key_of(SLUG, default(**(values | wish))), 2, "cancelled")


@pytest.mark.parametrize("values", [{"iterations": 5000}, {"method": "umap", "epochs": 2000}])
def test_at_the_most_steps_nothing_goes_on_and_pca_is_exact(
    page: Open, values: dict[str, Any]
) -> None:
    most = page(SLUG, {f"{SLUG}.{name}": str(each) for name, each in values.items()})
    assert buttons(most)["go-on"].disabled
    assert "go-on" not in buttons(page(SLUG, {f"{SLUG}.method": "pca"}))


# -- wishes of the picture --------------------------------------------------------------------


def test_points_chosen_are_mapped_anew_and_all_come_back(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG, {f"{SLUG}.selected": "king", f"{SLUG}.camera": "1,2,3"})
    assert "all-points" not in buttons(opened)
    opened.tell("space", "wish", {"only": [4, 2, 9, 30]})
    many = len(points_of(default()).labels)
    assert unpack_rows(value(opened, "only"), many).tolist() == [2, 4, 9, 30]
    assert queue == [default(only=value(opened, "only"))]
    assert opened.views()["space"]["run"] == key_of(SLUG, queue[0])
    assert query_value(opened, "only") == value(opened, "only")
    # A choice among them: rows of the small map, of which the second is the fourth of all.
    opened.tell("space", "wish", {"only": [1, 3]})
    assert unpack_rows(value(opened, "only"), many).tolist() == [4, 30]
    opened.press("all-points")
    assert value(opened, "only") == ""
    assert opened.views()["space"]["run"] == key_of(SLUG, default())


def test_a_wish_is_granted_once(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG).tell("space", "wish", {"only": [4, 2, 9, 30]})
    before = value(opened, "only")
    opened.again()
    assert (value(opened, "only"), len(queue)) == (before, 1)


@pytest.mark.parametrize(
    ("step", "at", "until"),
    [
        (120, 120, 750), (0, 1, 750), (-7, 1, 750), ("33", 33, 750), (12.6, 12, 750),
        # Within the last 300 steps it is given 300 to settle.
        (450, 450, 750), (451, 451, 751), (749, 749, 1049), (10**9, 750, 1050),
    ],
)  # fmt: skip
def test_a_shake_is_a_run_of_its_own(
    page: Open, queue: list[Params], step: Any, at: int, until: int
) -> None:
    opened = page(SLUG)
    turn = opened.views()["space"]["turn"]
    opened.tell("space", "wish", {"shake": step})
    assert queue == [default(shake=0.5, shaken_at=at, iterations=until)]
    space = opened.views()["space"]
    assert space["show"] == {"step": "play", "from": at}
    assert space["turn"] > turn
    assert query_value(opened, "iterations") == (None if until == 750 else str(until))


@pytest.mark.parametrize(
    ("values", "step", "at", "field", "until"),
    [
        ({"iterations": 4800}, 4790, 4790, "iterations", 5000),
        # A map cannot be shaken after its last step.
        ({"iterations": 5000}, 5000, 4999, "iterations", 5000),
        ({"method": "umap"}, 250, 250, "epochs", 550),
        ({"method": "umap", "epochs": 2000}, 2000, 1999, "epochs", 2000),
    ],
    ids=str,
)
def test_a_shake_makes_no_map_longer_than_maps_may_be(
    page: Open, queue: list[Params], values: dict[str, Any], step: int, at: int, field: str,
    until: int,
) -> None:  # fmt: skip
    opened = page(SLUG, {f"{SLUG}.{name}": str(each) for name, each in values.items()})
    opened.tell("space", "wish", {"shake": step})
    wish = default(**(values | {"shake": 0.5, "shaken_at": at, field: until}))
    assert queue[-1] == wish
    assert 0 < wish.shaken_at < wish.steps, "it is shaken indeed"


def test_a_shake_as_strong_as_was_said(page: Open, queue: list[Params]) -> None:
    address = {f"{SLUG}.shake": "1.5", f"{SLUG}.method": "umap"}
    opened = page(SLUG, address)
    opened.tell("space", "wish", {"shake": 100})
    assert queue[-1] == default(method="umap", shake=1.5, shaken_at=100, epochs=400)
    turned = page(SLUG, {f"{SLUG}.method": "pca"})
    asked = len(queue)
    turned.tell("space", "wish", {"shake": 10})
    assert len(queue) == asked, "a plane that turns cannot be shaken"


def test_a_small_map_becomes_the_large_one(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG)
    assert "grid" not in opened.views()
    opened.press("small-maps")
    assert queue == [default(grid=True)]
    small = opened.views()["grid"]
    assert small["run"] == key_of(SLUG, default(grid=True))
    assert small["names"]["perplexity"]
    opened.tell("grid", "wish", {"open": {"perplexity": 100, "iterations": 50}})
    assert queue[-1] == default(perplexity=100, iterations=50)
    assert opened.slider(key=f"{SLUG}.perplexity").value == 100
    # Its own points are still the same, so the small maps stay.
    assert opened.views()["grid"]["run"] == small["run"]


def test_a_small_map_of_umap_becomes_the_large_one(page: Open, queue: list[Params]) -> None:
    """JavaScript knows no 0.0: what it sends is a whole number."""
    opened = page(SLUG, {f"{SLUG}.method": "umap"}).press("small-maps")
    assert queue[-1] == default(method="umap", grid=True)
    opened.tell("grid", "wish", {"open": {"neighbours": 80, "min_dist": 0}})
    assert queue[-1] == default(method="umap", neighbours=80, min_dist=0.0)
    assert opened.views()["space"]["run"] == key_of(SLUG, queue[-1])


def test_the_small_maps_do_not_ask_for_what_only_the_large_one_has(
    page: Open, queue: list[Params]
) -> None:
    address = {"perplexity": "5", "iterations": "90", "dimensions": "3", "beside": "seed~2"}
    opened = page(SLUG, {f"{SLUG}.{name}": raw for name, raw in address.items()})
    opened.press("small-maps")
    assert queue[-1] == default(grid=True)
    assert "small-maps" not in buttons(page(SLUG, {f"{SLUG}.method": "pca"}))


NONSENSE: tuple[Any, ...] = (
    None, {}, [], "x", 7, True, {"only": "all"}, {"only": None}, {"only": ["x"]}, {"only": [None]},
    {"only": [[1]]}, {"only": [{}]}, {"shake": None}, {"shake": "now"}, {"shake": [1]},
    {"shake": {}}, {"open": None}, {"open": []}, {"open": "perplexity"},
    {"open": {"perplexity": 9999}}, {"open": {"perplexity": "many"}}, {"open": {"method": "x"}},
    {"open": {"perplexity": None}}, {"open": {"perplexity": [30]}}, {"open": {"seed": 1.5}},
    {"nobody": 1},
)  # fmt: skip


@pytest.mark.parametrize("wish", NONSENSE, ids=str)
def test_a_wish_that_is_none_changes_nothing(page: Open, queue: list[Params], wish: Any) -> None:
    opened = page(SLUG).tell("space", "wish", wish)
    assert not queue
    assert opened.views()["space"]["run"] == key_of(SLUG, default())
    opened.again()  # and the page stays whole
    assert opened.views()["space"]["run"] == key_of(SLUG, default())


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ({"open": {"source": "digits", "only": "x", "points": 9}}, ("source", "only", "points")),
        ({"open": {"grid": True, "shake": 2, "beside": "seed~2"}}, ("grid", "shake", "beside")),
    ],
)
def test_a_small_map_opens_nothing_but_its_settings(
    page: Open, wish: Any, names: tuple[str, ...]
) -> None:
    opened = page(SLUG).tell("space", "wish", wish)
    for name in names:
        assert value(opened, name) == PARAMS.specs()[name].default


def test_what_a_wish_spells_out_is_a_number_all_the_same(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG).tell("space", "wish", {"open": {"perplexity": "100"}})
    assert queue == [default(perplexity=100)]
    assert opened.again().slider(key=f"{SLUG}.perplexity").value == 100


def test_points_that_are_none_are_no_choice(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG).tell("space", "wish", {"only": [-1, 10**9, 3, 5, 3]})
    many = len(points_of(default()).labels)
    assert unpack_rows(value(opened, "only"), many).tolist() == [3, 5]


# -- links ------------------------------------------------------------------------------------


def test_a_link_sets_the_controls_and_asks_for_the_map(page: Open, queue: list[Params]) -> None:
    wish = default(
        source="digits", method="umap", dimensions=3, neighbours=40, min_dist=0.25, epochs=120,
        seed=42, metric="cosine", points=500, layout="random", shake=0.5, shaken_at=60,
    )  # fmt: skip
    address = {f"{SLUG}.{name}": raw for name, raw in wish.spelled().items()}
    opened = page(SLUG, address)
    assert not opened.warning
    assert queue == [wish]
    assert opened.views()["space"]["run"] == key_of(SLUG, wish)
    for name, raw in address.items():
        assert query_value(opened, name.removeprefix(f"{SLUG}.")) == raw


def test_a_link_says_the_moment(page: Open) -> None:
    moment = {"step": "120", "selected": "king,queen", "camera": "1,2,3,0.5,-0.25"}
    moment["colour"] = "overlap"
    opened = page(SLUG, {f"{SLUG}.{name}": raw for name, raw in moment.items()})
    assert opened.views()["space"]["show"] == {
        "step": 120,
        "selected": ["king", "queen"],
        "camera": [1, 2, 3, 0.5, -0.25],
        "colour": "overlap",
    }
    assert not opened.warning
    flat = page(SLUG, {f"{SLUG}.camera": "1,2,3"})
    assert flat.views()["space"]["show"] == {"camera": [1, 2, 3]}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("step", "-1"), ("step", "9" * 5000), ("step", "٣"), ("camera", "1,2"),
        ("camera", "1,2,3,4"), ("camera", "1,2,3,4,5,6"), ("camera", "nan,0,1,0,0"),
        ("camera", "1e300,0,1"), ("colour", ""), ("selected", ""),
    ],
)  # fmt: skip
def test_a_moment_that_is_none_is_left_out(page: Open, name: str, given: str) -> None:
    opened = page(SLUG, {f"{SLUG}.{name}": given})
    assert opened.views()["space"]["show"] == story(SLUG, "en").scenes[0].show
    long = page(SLUG, {f"{SLUG}.colour": "<b>" * 900}).views()["space"]["show"]
    assert long == {"colour": ("<b>" * 20)}


KNOWN = ", ".join(PARAMS.specs())
BAD = (
    ("perplexity", "1", "perplexity=1 is not a whole number from 2 to 200. Used: 30."),
    ("perplexity", "nan", "perplexity=nan is not a whole number from 2 to 200. Used: 30."),
    ("min_dist", "2", "min_dist=2 is not a number from 0 to 0.99. Used: 0.1."),
    ("method", "lle", "method=lle is not one of pca, tsne, umap. Used: tsne."),
    ("dimensions", "4", "dimensions=4 is not one of 2, 3. Used: 2."),
    ("points", "1e9", "points=1e9 is not a whole number from 2 to 100000. Used: 3000."),
    ("iterations", "5001", "iterations=5001 is not a whole number from 10 to 5000. Used: 750."),
    ("shake", "-1", "shake=-1 is not a number from 0 to 2. Used: 0."),
    ("seed", ["3", "4"], "seed was given 2 times; one value is needed. Used: 1."),
    ("only", "x" * 6001, f"only={'x' * 40}… is not a text of at most 6000 characters. Used: ."),
    ("beside", "x" * 301, f"beside={'x' * 40}… is not a text of at most 300 characters. Used: ."),
    ("colours", "3", f"There is no parameter “colours”; it was left out. Known: {KNOWN}."),
)


@pytest.mark.parametrize(("name", "given", "sentence"), BAD, ids=lambda each: str(each)[:30])
def test_a_bad_value_is_one_sentence_and_the_page_opens(
    page: Open, name: str, given: Any, sentence: str
) -> None:
    opened = page(SLUG, {f"{SLUG}.{name}": given})
    assert opened.warned() == [sentence]
    assert opened.title[0].value == story(SLUG, "en").title
    assert opened.views()["space"]["run"] == key_of(SLUG, default())
    assert f"{SLUG}.{name}" not in opened.query_params


@pytest.mark.parametrize("only", ["nonsense", "茶", "AAAA", "%00"])
def test_a_choice_that_is_none_opens_and_can_be_undone(page: Open, only: str) -> None:
    opened = page(SLUG, {f"{SLUG}.only": only})
    assert opened.title[0].value == story(SLUG, "en").title
    opened.tell("space", "wish", {"only": [1, 2]})
    assert len(opened.warned()) <= 1
    opened.press("all-points")
    assert opened.views()["space"]["run"] == key_of(SLUG, default())


def test_a_link_of_another_version_says_so(page: Open) -> None:
    opened = page(SLUG, {"v": "0.0.1"})
    (told,) = opened.warned()
    assert "0.0.1" in told
    assert engine.VERSION in told


# -- scenes -----------------------------------------------------------------------------------


@BOTH
def test_every_scene_can_be_walked_to_and_back(
    page: Open, queue: list[Params], language: str
) -> None:
    opened = page(SLUG, {"lang": language})
    scenes = story(SLUG, language).scenes
    ours = {name for scene in scenes for name in scene.sets}
    for i, scene in enumerate(scenes):
        assert opened.subheader[0].value == scene.title
        assert not opened.warning
        usual = {name: PARAMS.specs()[name].default for name in ours}
        usual["source"] = CORPUS[language]
        for name, wanted in (usual | scene.sets).items():
            assert value(opened, name) == wanted, name
        space = opened.views()["space"]
        params = default(language, **scene.sets)
        assert space["run"] == key_of(SLUG, params), scene.title
        assert bool(space["beside"]) == ("beside" in scene.sets)
        assert space["show"] == scene.show
        if i < len(scenes) - 1:
            opened.press("scene-next")
    assert buttons(opened)["scene-next"].disabled
    opened.press("scene-back")
    assert opened.subheader[0].value == scenes[-2].title


def test_every_scene_says_everything_anew() -> None:
    """What a visitor changed, or a shake, or a choice of points, is no part of the next scene."""
    for language in LANGUAGES:
        scenes = story(SLUG, language).scenes
        ours = {name for scene in scenes for name in scene.sets}
        assert ours == set(PARAMS.specs()) - {"grid"}, "small maps are a run of their own"
        # The first names the usual values, so that none is missing.
        for name, given in scenes[0].sets.items():
            assert given == PARAMS.specs()[name].default, name


@pytest.mark.parametrize("at", range(1, len(story(SLUG, "en").scenes) - 1))
def test_no_scene_takes_along_what_was_done_in_the_one_before(
    page: Open, queue: list[Params], at: int
) -> None:
    changed = {
        "only": "AAAA", "seed": 7, "shake": 1.5, "shaken_at": 40, "points": 900, "rate": 50,
        "metric": "euclidean", "begin": "random", "epochs": 90, "iterations": 90, "first": 4,
    }  # fmt: skip
    address = {f"{SLUG}.{name}": str(given) for name, given in changed.items()}
    opened = page(SLUG, {"scene": str(at), "v": engine.VERSION} | address)
    assert value(opened, "seed") == 7
    scene = story(SLUG, "en").scenes[at]
    opened.press("scene-next")
    assert opened.subheader[0].value == scene.title
    wish = default(**scene.sets)
    assert {name: value(opened, name) for name in PARAMS.specs()} == wish.model_dump()
    assert opened.views()["space"]["run"] == key_of(SLUG, wish)
    assert opened.views()["space"]["show"] == scene.show
    assert not (set(changed) - set(wish.spelled())) & {
        name.removeprefix(f"{SLUG}.") for name in opened.query_params
    }


def test_after_a_shake_and_a_choice_the_next_scene_is_its_own(
    page: Open, queue: list[Params]
) -> None:
    opened = page(SLUG).tell("space", "wish", {"only": [4, 2, 9, 30]})
    opened.tell("space", "wish", {"shake": 700})
    assert value(opened, "iterations") == 1000
    opened.press("scene-next").press("scene-next")
    scene = story(SLUG, "en").scenes[2]
    assert opened.views()["space"]["run"] == key_of(SLUG, default())
    assert opened.views()["space"]["show"] == scene.show
    opened.press("scene-back").press("scene-back")
    assert opened.views()["space"]["run"] == key_of(SLUG, default())


def told_again(opened: Page, name: str) -> Any:
    """The value the browser is told to show, None where it keeps its own."""
    if name == "perplexity":
        return next(iter(opened.slider(key=f"{SLUG}.{name}").proto.value), None)
    proto = opened.number_input(key=f"{SLUG}.{name}").proto
    return proto.value if proto.set_value else None


def test_a_control_that_comes_back_is_told_its_value(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG)
    usual = {"iterations": 750, "perplexity": 30}
    assert {name: told_again(opened, name) for name in usual} == usual
    # One that stays has its own value: telling it again would undo what is being typed.
    opened.again()
    assert {name: told_again(opened, name) for name in usual} == dict.fromkeys(usual)
    opened.press("scene-next").again()
    assert f"{SLUG}.iterations" not in {one.key for one in opened.number_input}
    opened.press("scene-next")
    assert {name: told_again(opened, name) for name in usual} == usual


def test_a_control_that_comes_back_by_hand_is_told_its_value(
    page: Open, queue: list[Params]
) -> None:
    opened = page(SLUG, {f"{SLUG}.method": "umap"})
    opened.number_input(key=f"{SLUG}.min_dist").set_value(0.45)
    opened.again().again()
    for method in ("tsne", "pca", "umap"):
        opened.segmented_control(key=f"{SLUG}.method").set_value(method)
        opened.again()
    assert told_again(opened, "min_dist") == 0.45
    assert query_value(opened, "min_dist") == "0.45"
    opened.press("train")
    assert queue[-1] == default(method="umap", min_dist=0.45)


def test_whoever_comes_back_from_another_page_finds_the_controls_as_they_were(
    page: Open, queue: list[Params]
) -> None:
    opened = page(SLUG)
    opened.slider(key=f"{SLUG}.perplexity").set_value(12)
    opened.again().switch_page("word2vec.py")
    opened.again().switch_page("embedding_space.py")
    opened.again()
    assert {name: told_again(opened, name) for name in ("iterations", "perplexity")} == {
        "iterations": 750,
        "perplexity": 12,
    }
    opened.again()
    assert value(opened, "perplexity") == 12


def test_what_was_wrong_with_the_link_is_said_until_somebody_walks_on(page: Open) -> None:
    for onward in (lambda o: o.press("scene-next"), lambda o: o.tell("keys", "scene", 1)):
        opened = page(SLUG, {f"{SLUG}.perplexity": "1"})
        assert len(opened.again().warned()) == 1
        assert onward(opened).warned() == []
        assert opened.press("scene-back").warned() == []


@BOTH
def test_what_scenes_show_is_there_to_be_shown(language: str) -> None:
    known = set(small_film(language)[0].notes["words"])
    colours = {"trustworthiness", "continuity", "overlap", "kind", "frequency", "found groups"}
    for scene in story(SLUG, language).scenes:
        source = scene.sets.get("source")
        columns = set(load(source, 50, 1).columns) if source else set()
        for shown in (scene.show, scene.reveal):
            assert set(shown) <= {"step", "selected", "colour", "camera", "relation"}
            assert shown.get("step", "end") in ("start", "end", "play")
            assert set(shown.get("selected", [])) <= known
            assert shown.get("colour", "kind") in colours | columns


def test_predict_first_then_the_map_answers(page: Open, queue: list[Params]) -> None:
    at = scene_where(lambda scene: scene.question and not scene.sets)
    scene = story(SLUG, "en").scenes[at]
    trace = open_store().trace(key_of(SLUG, default()))
    answer = ANSWERS[scene.question.question](trace, scene.question.parameters)["answer"]
    truth = dict(zip(scene.question.values, scene.question.choices, strict=True))[answer]
    opened = walked(page(SLUG), at)
    before = opened.views()["space"]["turn"]
    assert scene.question.because not in opened.said()
    for choice in scene.question.choices:
        opened.radio[0].set_value(choice)
        opened.again()
        right = f"The run says **{truth}**, as you thought."
        assert (right if choice == truth else f"The run says **{truth}**.") in opened.said()
        assert scene.question.because in opened.said()
    space = opened.views()["space"]
    assert space["show"] == scene.show | scene.reveal
    assert space["turn"] > before


def test_predictions_are_about_the_vectors_of_their_scene(page: Open, queue: list[Params]) -> None:
    at = scene_where(lambda scene: scene.question and scene.sets.get("source"))
    scene = story(SLUG, "en").scenes[at]
    opened = walked(page(SLUG), at)
    assert opened.radio
    choose(opened, "toy-world")
    assert not opened.radio
    choose(opened, scene.sets["source"])
    assert opened.radio
    before = walked(page(SLUG), scene_where(lambda scene: scene.question and not scene.sets))
    assert before.radio
    choose(before, "digits")
    assert not before.radio


def test_a_map_still_in_the_making_answers_later(page: Open, queue: list[Params]) -> None:
    at = scene_where(lambda scene: scene.question and scene.sets)
    opened = walked(page(SLUG), at)
    before = opened.said()
    opened.radio[0].set_value(opened.radio[0].options[0])
    opened.again()
    assert "**" not in opened.said().replace(before, "").split("Sources")[0].split("Lexiscope")[0]
    assert story(SLUG, "en").scenes[at].question.because not in opened.said()  # type: ignore[union-attr]


@BOTH
def test_on_stage_there_is_the_scene_and_the_picture_only(page: Open, language: str) -> None:
    opened = page(SLUG, {"lang": language})
    opened.press("present")
    assert opened.subheader[0].value == story(SLUG, language).scenes[0].title
    assert set(opened.views()) == {"space", "keys"}
    assert opened.views()["space"]["present"] is True
    assert not opened.header
    assert "small-maps" not in buttons(opened)
    opened.press("leave-stage")
    assert opened.views()["space"]["present"] is False


def test_keys_lead_through_the_scenes(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG).tell("keys", "scene", 1)
    scenes = story(SLUG, "en").scenes
    assert opened.subheader[0].value == scenes[1].title
    opened.tell("keys", "scene", -1)
    assert opened.subheader[0].value == scenes[0].title
    opened.tell("keys", "scene", "enter")
    assert opened.views()["space"]["present"] is True
    opened.tell("keys", "scene", "exit")
    assert opened.views()["space"]["present"] is False


# -- when things fail -------------------------------------------------------------------------


def test_a_map_that_came_to_nothing_can_be_made_again(page: Open, queue: list[Params]) -> None:
    opened = page(SLUG, {f"{SLUG}.seed": "4242"})
    wish = default(seed=4242)
    open_store().set_state(key_of(SLUG, wish), 1, "failed")
    opened.again()
    assert not buttons(opened)["train"].disabled
    opened.press("train")
    assert queue == [wish, wish]
    open_store().set_state(key_of(SLUG, wish), 2, "cancelled")


def test_a_second_map_that_failed_is_not_asked_for_at_every_rerun(
    page: Open, queue: list[Params]
) -> None:
    opened = page(SLUG, {f"{SLUG}.beside": "method~umap"})
    other = key_of(SLUG, default(method="umap"))
    open_store().set_state(other, 1, "failed")
    opened.again().again()
    assert len(queue) == 1
    assert opened.views()["space"]["beside"] == other


def test_claims_are_measured_on_a_click(page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.runs import workers

    def submit(slug: str, session: str = "", again: bool = True) -> str:
        row = {"claim": "noise clumps", "lecture": "2016", "measured": "58 : 1", "holds": True}
        keep(f"claims:{slug}", Params(), [Frame(0, notes={"claim": {**row, "seconds": 0.1}})])
        return workers.claims_key(slug)

    monkeypatch.setattr(workers, "submit_claims", submit)
    opened = page(SLUG)
    opened.press("measure")
    assert opened.table[0].value.iloc[0].tolist() == ["noise clumps", "2016", "58 : 1", "✓"]
    open_store().delete(workers.claims_key(SLUG))
