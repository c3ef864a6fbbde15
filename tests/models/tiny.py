"""Tiny models as they are published: drawn at random, saved, with tokenizers of a few words."""

import json
from pathlib import Path
from typing import Any

import pytest

SAID = "the animal street river did not cross because it was too tired wide . , and old king spoke"
WORDS = SAID.split(" ")
#: Layers, heads, width, positions.
SHAPE = (3, 4, 32, 48)


def library() -> Any:
    """The library, or the test is skipped."""
    return pytest.importorskip("transformers", reason="transformers is not installed")


def bert(folder: Path, head: bool = True, **changed: Any) -> Path:
    """A BERT with WordPiece tokens, saved into `folder`; without its head where that is wanted."""
    hugging = library()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    known = [*special, *WORDS, "##s", "##ing", "speak", "ti", "##red"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(known) + "\n", encoding="utf-8")
    hugging.BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    layers, heads, width, positions = SHAPE
    shape = hugging.BertConfig(
        vocab_size=len(known), hidden_size=width, num_hidden_layers=layers,
        num_attention_heads=heads, intermediate_size=2 * width,
        max_position_embeddings=positions, initializer_range=0.5, **changed,
    )  # fmt: skip
    maker = hugging.BertForMaskedLM if head else hugging.BertModel
    return saved(maker(shape), folder)


def gpt2(folder: Path, **changed: Any) -> Path:
    """A GPT-2 with byte-level tokens learnt from a few words, saved into `folder`."""
    hugging = library()
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    cutter = Tokenizer(models.BPE())
    cutter.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    cutter.decoder = decoders.ByteLevel()
    cutter.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=340, special_tokens=["<|endoftext|>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    cutter.train_from_iterator([" ".join(WORDS)] * 3, trainer)
    folder.mkdir(parents=True, exist_ok=True)
    fast = hugging.PreTrainedTokenizerFast(
        tokenizer_object=cutter, eos_token="<|endoftext|>", bos_token="<|endoftext|>"
    )
    fast.save_pretrained(folder)
    layers, heads, width, positions = SHAPE
    shape = hugging.GPT2Config(
        vocab_size=len(fast), n_embd=width, n_layer=layers, n_head=heads, n_positions=positions,
        initializer_range=0.5, bos_token_id=0, eos_token_id=0, **changed,
    )  # fmt: skip
    return saved(hugging.GPT2LMHeadModel(shape), folder)


def saved(model: Any, folder: Path) -> Path:
    """The model's weights and shape in `folder`."""
    hugging = library()
    hugging.utils.logging.disable_progress_bar()
    model.save_pretrained(folder)
    return folder


def told(folder: Path, **changed: Any) -> Path:
    """The folder with its `config.json` changed; None takes an entry out."""
    path = folder / "config.json"
    said = json.loads(path.read_text(encoding="utf-8")) | changed
    path.write_text(json.dumps({k: v for k, v in said.items() if v is not None}), encoding="utf-8")
    return folder
