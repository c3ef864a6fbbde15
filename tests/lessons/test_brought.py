"""A model of one's own in the Transformer's pictures: its film, questions, who may read what."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.lessons import transformer as lesson
from engine.lessons.transformer import ANSWERS, PARAMS, shelf
from engine.measures import heads
from engine.params import key_of
from engine.runs.plain import to_json
from engine.sentences import Refused
from engine.trace import Frame, Trace
from tests.models import tiny

KINDS = pytest.mark.parametrize("name", ["bert", "gpt2", "bare"])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tiny.library()
    root = tmp_path_factory.mktemp("models")
    tiny.bert(root / "bert")
    tiny.bert(root / "bare", head=False)
    tiny.gpt2(root / "gpt2")
    return root


@pytest.fixture
def models(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEXISCOPE_MODELS", str(root))
    return root


@pytest.fixture
def shelves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of models, and no hub."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("LEXISCOPE_MODELS", str(folder))
    monkeypatch.delenv("LEXISCOPE_HUB", raising=False)
    return folder


def asked(name: str, **values: Any) -> PARAMS:
    return PARAMS.checked(task="brought", model=name, **values)


def run(name: str, **values: Any) -> Trace:
    return Trace(lesson.train(asked(name, **values)))


def refusal(name: str, **values: Any) -> str:
    with pytest.raises(Refused) as refused:
        run(name, **values)
    return str(refused.value)


def holding(folder: Path, **sizes: int) -> Path:
    """A folder that looks like a model's, with files so large (which take no room)."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    for name, size in sizes.items():
        with (folder / name.replace("__", ".").replace("_", "-")).open("wb") as file:
            file.truncate(size)
    return folder


# -- the film -------------------------------------------------------------------------------------


@KINDS
def test_a_frame_for_each_depth(models: Path, name: str) -> None:
    film = run(name)
    L, H, _, _ = tiny.SHAPE
    notes, T = film[0].notes, len(film[0].notes["tokens"])
    assert [frame.step for frame in film] == list(range(L + 1))
    assert film[0].arrays["attention"].shape == (L, H, T, T)
    assert film[0].arrays["attention"].dtype == np.uint8
    assert notes["last_step"] == L
    assert notes["kind"] == {"bert": "masked", "gpt2": "causal", "bare": "bare"}[name]
    for depth, frame in enumerate(film):
        # A layer that has not looked yet is measured by nothing.
        assert np.isnan(frame.arrays["previous"]).all(1).tolist() == [
            layer >= depth for layer in range(L)
        ]
        assert len(Frame.from_bytes(frame.to_bytes()).arrays) == len(frame.arrays)
    if name == "bare":
        assert "same" not in film[-1].scalars
    else:
        assert film[-1].scalars["same"] == 1


def test_the_shown_sentence_has_a_gap_where_gaps_are_filled(models: Path) -> None:
    assert "[MASK]" in run("bert")[0].notes["tokens"]
    assert "___" not in run("gpt2")[0].notes["sentence"]
    assert run("gpt2", sentence="the old king")[0].notes["tokens"][0] == "the"


def test_the_same_is_the_same(models: Path) -> None:
    first, again = run("gpt2"), run("gpt2")
    np.testing.assert_array_equal(first[0].arrays["attention"], again[0].arrays["attention"])
    assert first[0].notes == again[0].notes


@KINDS
def test_what_the_model_says_at_each_depth(models: Path, name: str) -> None:
    film = run(name)
    answer = json.loads(to_json(ANSWERS["read"](film, {})))
    notes, depths = film[0].notes, len(film)
    assert answer["tokens"] == notes["tokens"]
    assert answer["frames"] == list(range(depths))
    assert len(answer["top"]) == len(answer["all"]) == depths
    for at in range(depths):
        assert answer["top"][at] == answer["all"][at][notes["asked"]]
        for place in answer["all"][at]:
            if name == "bare":
                assert place == []
                continue
            shares = [share for _, share in place]
            assert shares == sorted(shares, reverse=True)
            assert 0 < sum(shares) <= 1.001
            assert all(notes["vocabulary"][word] for word, _ in place)
    lens = json.loads(to_json(ANSWERS["lens"](film, {})))
    assert np.array(lens["words"]).shape[:2] == (depths, len(notes["tokens"]))
    for depth, frame in enumerate(film):
        assert np.mean(lens["length"][depth]) == pytest.approx(frame.scalars["length"], abs=0.01)


def test_rollout_goes_as_far_as_the_depth(models: Path) -> None:
    film = run("bert")
    T = len(film[0].notes["tokens"])
    begin = ANSWERS["through"](film, {"step": "0"})["rollout"]
    np.testing.assert_array_equal(begin, np.eye(T))
    end = ANSWERS["through"](film, {})["rollout"]
    np.testing.assert_allclose(end.sum(-1), 1, atol=0.01)
    raw = film[0].arrays["attention"] / 255
    np.testing.assert_allclose(end, heads.rollout(raw / raw.sum(-1, keepdims=True)), atol=1e-3)


def test_the_best_head_is_named(models: Path) -> None:
    film = run("gpt2")
    found = ANSWERS["role"](film, {"name": "first"})
    measured = film[-1].arrays["first"]
    assert found["value"] == pytest.approx(measured.max())
    assert measured[found["layer"] - 1, found["head"] - 1] == measured.max()
    with pytest.raises(Refused, match="This run measures no “given”"):
        ANSWERS["role"](film, {"name": "given"})


@pytest.mark.parametrize("question", ["without", "parts", "gradient", "write", "loss", "meant"])
def test_what_needs_weights_is_refused(models: Path, question: str) -> None:
    with pytest.raises(Refused, match="trained here; your model is only read"):
        ANSWERS[question](run("gpt2"), {"text": "the king"})


# -- which run it is ------------------------------------------------------------------------------


def test_only_model_sentence_and_the_files_state_make_the_run() -> None:
    one = asked("gpt2", sentence="the king", stamp="12345678")
    assert one.identity() == {
        "task": "brought", "model": "gpt2", "sentence": "the king", "stamp": "12345678"
    }  # fmt: skip
    same = asked("gpt2", sentence="the king", stamp="12345678", layers=5, seed=7)
    assert key_of("transformer", same) == key_of("transformer", one)
    plain = PARAMS.checked(model="gpt2", sentence="the king")
    assert key_of("transformer", plain) == key_of("transformer", PARAMS())


def test_other_weights_under_the_same_name_are_another_run(shelves: Path) -> None:
    folder = holding(shelves / "mine", model__safetensors=10)
    first = shelf.stamp("mine")
    assert len(first) == 8
    assert shelf.stamp("mine") == first
    (folder / "model.safetensors").write_bytes(b"others")
    assert shelf.stamp("mine") not in ("", first)
    assert shelf.stamp("another") == shelf.stamp("") == ""


# -- who may read what ----------------------------------------------------------------------------


def test_models_are_listed_by_name(shelves: Path) -> None:
    holding(shelves / "one", model__safetensors=1)
    holding(shelves / "owner" / "two", model__safetensors=1)
    (shelves / "no-model").mkdir()
    (shelves / "file").write_text("", encoding="utf-8")
    holding(shelves / "models--google-bert--bert-base" / "snapshots" / "abc", model__safetensors=1)
    (shelves / "models--google-bert--bert-base" / "refs").mkdir()
    (shelves / "models--google-bert--bert-base" / "refs" / "main").write_text("abc")
    (shelves / "models--half--fetched" / "snapshots").mkdir(parents=True)
    assert shelf.names() == ["google-bert/bert-base", "one", "owner/two"]
    found = shelf.find("google-bert/bert-base")
    assert found.name == "abc"
    assert shelf.find("owner/two") == shelves / "owner" / "two"


def test_the_folder_is_beside_the_runs_unless_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEXISCOPE_MODELS", raising=False)
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path))
    assert shelf.folder() == tmp_path / "models"
    assert shelf.names() == []
    holding(tmp_path / "models" / "mine", model__safetensors=1)
    assert shelf.names() == ["mine"]


@pytest.mark.parametrize(
    "name",
    ["../secret", "/etc", "a/../../b", "a/b/c", "..", "~/models", "file:x", "C:\\x", "a b", "a/"],
)
def test_a_visitor_names_a_model_and_no_path(shelves: Path, name: str) -> None:
    holding(shelves.parent / "secret", model__safetensors=1)
    assert refusal(name) == (
        f"“{name}” is not the name of a model, such as gpt2 or google-bert/bert-base-cased."
    )


def test_no_model_chosen(shelves: Path) -> None:
    assert refusal("") == ("No model is chosen: put one into the folder of models and choose it.")


def test_a_name_that_is_not_here_asks_nobody_else(shelves: Path) -> None:
    assert refusal("gpt2") == (
        "There is no model “gpt2” in the folder of models on this server; models of the hub are "
        "fetched only where its operator has set LEXISCOPE_HUB=1."
    )


def test_pickles_are_not_opened(shelves: Path) -> None:
    holding(shelves / "old", pytorch_model__bin=10)
    (shelves / "old" / "pytorch-model.bin").rename(shelves / "old" / "pytorch_model.bin")
    assert refusal("old") == (
        "The model “old” keeps its weights in pytorch_model.bin: such files can carry programs and "
        "are not opened. Save it as safetensors (save_pretrained does so today)."
    )
    # Safetensors beside them are read, the pickles still are not.
    shelf.allowed("both", {"model.safetensors": 1, "pytorch_model.bin": 1, "tokenizer.json": 1})


def test_a_folder_without_weights_is_refused(shelves: Path) -> None:
    holding(shelves / "empty")
    assert refusal("empty") == "The model “empty” has no weights: no model.safetensors."


def test_too_large_a_model_is_refused(shelves: Path) -> None:
    holding(
        shelves / "large",
        model_00001_of_00002__safetensors=1_500_000_000,
        model_00002_of_00002__safetensors=1_000_000_000,
    )
    assert refusal("large") == "The model “large” weighs 2.5 GB; at most 2 GB are read here."


def test_a_model_without_a_tokenizer_is_refused(shelves: Path) -> None:
    folder = holding(shelves / "mute", model__safetensors=10)
    (folder / "tokenizer.json").unlink()
    assert refusal("mute") == "The model “mute” has no tokenizer: no tokenizer.json."


@pytest.mark.parametrize("said", ["[]", "{", ""])
def test_a_broken_config_is_refused(shelves: Path, said: str) -> None:
    folder = holding(shelves / "odd", model__safetensors=1)
    (folder / "config.json").write_text(said, encoding="utf-8")
    assert refusal("odd") == "The model “odd” has no config.json to read."


def test_without_the_library_it_says_how_to_install_it(
    shelves: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding(shelves / "one", model__safetensors=1)
    monkeypatch.setattr(shelf, "installed", lambda: False)
    assert refusal("one") == (
        "To read a model of your own this server needs one more library: "
        "pip install transformers, then start it again."
    )


# -- the hub --------------------------------------------------------------------------------------


class File:
    def __init__(self, rfilename: str, size: int) -> None:
        self.rfilename, self.size = rfilename, size


@pytest.fixture
def hub(shelves: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The hub's client, cut off from any network; the hub is allowed."""
    found = pytest.importorskip("huggingface_hub", reason="transformers is not installed")
    monkeypatch.setenv("LEXISCOPE_HUB", "1")

    def away(*_: Any, **__: Any) -> Any:
        raise ConnectionError("no network")

    monkeypatch.setattr(found.HfApi, "model_info", away)
    monkeypatch.setattr(found, "snapshot_download", away)
    return found


def test_a_hub_that_cannot_be_reached(hub: Any) -> None:
    assert refusal("gpt2") == "The hub cannot be reached, and the model “gpt2” was never fetched."


def test_a_name_that_the_hub_does_not_know(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub.errors import HFValidationError

    def unknown(*_: Any, **__: Any) -> Any:
        raise HFValidationError("none such")

    monkeypatch.setattr(hub.HfApi, "model_info", unknown)
    assert refusal("gpt2") == "The hub knows no open model “gpt2”."


def told_by(hub: Any, monkeypatch: pytest.MonkeyPatch, *files: File) -> None:
    class Info:
        siblings, sha = list(files), "abc"

    monkeypatch.setattr(hub.HfApi, "model_info", lambda *_, **__: Info())


def test_a_model_of_the_hub_is_weighed_before_it_is_fetched(
    hub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_by(hub, monkeypatch, File("model.safetensors", 9_000_000_000))
    assert refusal("large") == "The model “large” weighs 9.0 GB; at most 2 GB are read here."
    told_by(hub, monkeypatch, File("pytorch_model.bin", 9))
    assert "keeps its weights in pytorch_model.bin" in refusal("old")


def test_of_the_hub_only_what_is_needed_is_fetched(
    hub: Any, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = (
        "model.safetensors", "model-00001-of-00001.safetensors", "config.json", "tokenizer.json",
        "pytorch_model.bin", "modeling_own.py", "onnx/model.onnx", "README.md", "merges.txt",
    )  # fmt: skip
    told_by(hub, monkeypatch, *(File(name, 10) for name in names))
    wanted: list[str] = []

    def fetched(name: str, revision: str, allow_patterns: list[str], token: bool) -> str:
        assert (name, revision, token) == ("owner/tiny", "abc", False)
        wanted.extend(allow_patterns)
        return str(root / "gpt2")

    monkeypatch.setattr(hub, "snapshot_download", fetched)
    assert len(run("owner/tiny")) == tiny.SHAPE[0] + 1
    assert sorted(wanted) == ["config.json", "merges.txt", "model.safetensors", "tokenizer.json"]
