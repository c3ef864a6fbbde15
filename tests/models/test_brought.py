"""A model of one's own: what is shown is what the model itself computes, and tokens can be read."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.sentences import Refused
from tests.models import tiny

pytest.importorskip("transformers", reason="transformers is not installed")

TEXT = "The animal did not cross the street because ___ was too tired."
KINDS = pytest.mark.parametrize("kind", ["bert", "gpt2"])


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("models")
    tiny.bert(root / "bert")
    tiny.gpt2(root / "gpt2")
    return root


def loaded(folder: Path) -> Any:
    from engine.models import brought

    return brought.load("one", folder, json.loads((folder / "config.json").read_text()))


def own(model: Any, ids: np.ndarray) -> Any:
    """What the library itself gives for these tokens."""
    import torch

    with torch.inference_mode():
        return model.model(
            input_ids=torch.tensor(ids[None]), output_attentions=True, output_hidden_states=True
        )


@KINDS
def test_what_is_shown_is_the_models_own(folders: Path, kind: str) -> None:
    from engine.models import brought

    model = loaded(folders / kind)
    read = brought.read(model, TEXT)
    out = own(model, read.ids)
    L, H, _, _ = tiny.SHAPE
    T = len(read.tokens)
    assert read.attention.shape == (L, H, T, T)
    np.testing.assert_array_equal(read.attention, np.concatenate(out.attentions))
    np.testing.assert_allclose(read.attention.sum(-1), 1, atol=1e-5)
    # All depths but the last, where GPT-2 says its states after the last norm.
    for depth in range(L):
        np.testing.assert_array_equal(read.stream[depth], out.hidden_states[depth][0].numpy())
    shares = out.logits[0].softmax(-1).numpy()
    assert read.words is not None
    assert read.sure is not None
    np.testing.assert_array_equal(read.words[-1, :, 0], shares.argmax(-1))
    np.testing.assert_allclose(read.sure[-1, :, 0], shares.max(-1), atol=1e-5)


def test_the_lens_reads_each_depth_by_the_models_norm_and_head(folders: Path) -> None:
    import torch

    from engine.models import brought

    model = loaded(folders / "gpt2")
    read = brought.read(model, TEXT)
    gpt2 = model.model
    for depth in range(tiny.SHAPE[0] + 1):
        with torch.inference_mode():
            stream = torch.tensor(read.stream[depth])
            shares = gpt2.lm_head(gpt2.transformer.ln_f(stream)).softmax(-1).numpy()
        assert read.sure is not None
        np.testing.assert_allclose(
            read.sure[depth], -np.sort(-shares, -1)[:, : read.sure.shape[-1]], atol=1e-5
        )


@KINDS
def test_looking_leaves_the_model_as_it_was(folders: Path, kind: str) -> None:
    from engine.models import brought

    model = loaded(folders / kind)
    first = brought.read(model, TEXT)
    hooks = sum(len(part._forward_hooks) for part in model.model.modules())  # the library's own
    again = brought.read(model, TEXT)
    np.testing.assert_array_equal(first.attention, again.attention)
    np.testing.assert_array_equal(first.sure, again.sure)
    assert not any("forward" in vars(part) for part in model.model.modules())
    assert hooks == sum(len(part._forward_hooks) for part in model.model.modules())


def test_a_decoder_looks_back_only_and_an_encoder_to_both_sides(folders: Path) -> None:
    from engine.models import brought

    back = brought.read(loaded(folders / "gpt2"), TEXT).attention
    assert np.triu(back, 1).max() == 0
    assert np.triu(brought.read(loaded(folders / "bert"), TEXT).attention, 1).max() > 0.01


def test_an_encoder_is_asked_at_its_gap(folders: Path) -> None:
    from engine.models import brought

    for gap in ("___", "[MASK]", "<mask>"):
        read = brought.read(loaded(folders / "bert"), f"the street was {gap} wide .")
        words = ["[CLS]", "the", "street", "was", "[MASK]", "wide", ".", "[SEP]"]
        assert (read.tokens, read.asked) == (words, 4)
    read = brought.read(loaded(folders / "bert"), "the street was wide")
    assert read.asked == 4  # the last word, not the sign that closes the sentence
    # A decoder has no gaps: the signs are read as they stand.
    read = brought.read(loaded(folders / "gpt2"), "the street was [MASK]")
    assert read.tokens[-1] == "]"
    assert read.asked == len(read.tokens) - 1


def test_pieces_that_go_on_within_a_word_have_a_dot(folders: Path) -> None:
    from engine.models import brought

    read = brought.read(loaded(folders / "bert"), "the streets, tired; crossing")
    assert read.tokens[:6] == ["[CLS]", "the", "street", "·s", ",", "tired"]
    assert read.tokens[-3:] == ["cross", "·ing", "[SEP]"]
    read = brought.read(loaded(folders / "gpt2"), "the king spoke; oldking")
    assert read.tokens[:4] == ["the", "king", "spoke", ";"]
    assert read.tokens[-1].startswith("·")


def test_text_of_any_kind_is_read_and_shown(folders: Path) -> None:
    from engine.models import brought

    for text in ("好", "😀 the king", "ملك the", "a\nb", "\ttoo  wide"):
        for kind in ("bert", "gpt2"):
            read = brought.read(loaded(folders / kind), text)
            assert len(read.tokens) == len(read.ids) == read.attention.shape[-1]
            assert all(token and token.isprintable() for token in read.tokens)
    read = brought.read(loaded(folders / "gpt2"), "😀")
    assert read.tokens[0] == "😀"  # four bytes, four tokens, one sign
    assert set(read.tokens[1:]) == {"·😀"}


def test_one_token_alone(folders: Path) -> None:
    from engine.models import brought

    read = brought.read(loaded(folders / "gpt2"), "the")
    assert read.attention.shape[-1] == 1
    np.testing.assert_allclose(read.attention, 1)


@KINDS
def test_long_text_is_cut_to_what_the_model_has_places_for(folders: Path, kind: str) -> None:
    from engine.models import brought

    read = brought.read(loaded(folders / kind), "the animal was too tired . " * 30)
    assert read.cut
    assert len(read.tokens) == 46  # 48 positions, two kept back
    if kind == "bert":
        assert read.tokens[-1] == "[SEP]"


def test_nothing_to_read_is_refused(folders: Path) -> None:
    from engine.models import brought

    with pytest.raises(Refused, match=r"^There is no word in “”\.$"):
        brought.read(loaded(folders / "gpt2"), "")


def test_a_model_without_a_head_only_looks(tmp_path: Path) -> None:
    from engine.models import brought

    model = loaded(tiny.bert(tmp_path / "bare", head=False))
    read = brought.read(model, TEXT)
    assert model.kind == "bare"
    assert read.words is None
    np.testing.assert_allclose(read.attention.sum(-1), 1, atol=1e-5)


def test_layers_that_are_one_and_the_same_say_only_their_last_word(tmp_path: Path) -> None:
    # ALBERT's layers share their weights: there is no way to hand another stream to the last.
    import transformers

    from engine.models import brought

    folder = tiny.bert(tmp_path / "albert")
    model = transformers.AlbertForMaskedLM(
        transformers.AlbertConfig(
            vocab_size=40, embedding_size=16, hidden_size=32, num_hidden_layers=3,
            num_attention_heads=4, intermediate_size=64,
        )
    )  # fmt: skip
    tiny.saved(model, folder)
    read = brought.read(loaded(folder), TEXT)
    assert read.attention.shape[:2] == (3, 4)
    assert read.sure is not None
    assert read.sure[:-1].max() == 0
    assert read.sure[-1].min() > 0


# -- what is refused ------------------------------------------------------------------------------


def refusal(folder: Path) -> str:
    with pytest.raises(Refused) as refused:
        loaded(folder)
    return str(refused.value)


def test_sequence_to_sequence_is_refused(tmp_path: Path) -> None:
    folder = tiny.told(tiny.bert(tmp_path / "t5"), model_type="t5", is_encoder_decoder=True)
    assert refusal(folder) == (
        "“one” is a model from sequence to sequence; encoders such as BERT and decoders such as "
        "GPT-2 are read here."
    )


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    folder = tiny.told(tiny.bert(tmp_path / "vit"), model_type="vit")
    assert refusal(folder).startswith("“one” is of the kind “vit”; encoders such as BERT")


def test_code_of_its_own_is_never_run(tmp_path: Path) -> None:
    folder = tiny.bert(tmp_path / "remote")
    (folder / "evil.py").write_text("raise SystemExit('this ran')", encoding="utf-8")
    own = {"auto_map": {"AutoConfig": "evil.Config", "AutoModelForMaskedLM": "evil.Model"}}
    tiny.told(folder, model_type="evil", **own)
    assert refusal(folder) == (
        "The model “one” needs program code of its own, which is not run here."
    )
    # Where the library knows the kind itself, its own code is used, and the folder's is not.
    tiny.told(folder, model_type="bert", **own)
    assert type(loaded(folder).model).__name__ == "BertForMaskedLM"


def test_weights_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    folder = tiny.told(tiny.bert(tmp_path / "short"), num_hidden_layers=4)
    assert refusal(folder).startswith("The weights of “one” do not fit its config.json: bert.")


def test_broken_weights_are_refused(tmp_path: Path) -> None:
    folder = tiny.gpt2(tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"not at all")
    assert refusal(folder).startswith("The model “one” could not be read (")
