"""A published Transformer reads a sentence: where its heads look, what it would say at each depth.

Through `transformers`, an extra that need not be installed; weights from safetensors alone, and no
code but that library's own.
"""

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.models.brought_depths import Brought, lens, looked
from engine.sentences import N_, Refused

#: Tokens read at the most; cells of attention in all.
LONGEST, CELLS = 64, 2_000_000
#: How a visitor leaves a gap, whatever the model's own sign for it is.
GAPS = ("[MASK]", "<mask>", "___")


@dataclass(frozen=True)
class Reading:
    """A sentence of T tokens as a model of L layers with H heads read it.

    tokens, ids   as a person reads them; as the model has them (T,)
    asked         the place that is asked about: the gap, else the last
    cut           whether there was more than fits
    attention     float32 (L, H, T, T), rows are shares
    stream        float32 (L + 1, T, D): the embedding, and after each layer
    words, sure   (L + 1, T, NAMED) likeliest words at each depth and their probabilities; a depth
                  that cannot be asked has probability 0. None for a bare model
    """

    tokens: list[str]
    ids: np.ndarray
    asked: int
    cut: bool
    attention: np.ndarray
    stream: np.ndarray
    words: np.ndarray | None
    sure: np.ndarray | None


def library() -> Any:
    """`transformers`, with what every model of it needs: seconds, the first time."""
    importlib.import_module("transformers.modeling_utils")
    return importlib.import_module("transformers")


def load(name: str, folder: Path, config: dict[str, Any], device: str = "cpu") -> Brought:
    """The model in `folder`, whose `config.json` says `config`. Raises Refused.

    Nothing is fetched, nothing unpickled, no code of the folder's is run.
    """
    hugging = library()
    kind, maker = _kind(hugging, name, config)
    quiet = hugging.logging.get_verbosity()
    bars = hugging.utils.logging.is_progress_bar_enabled()
    hugging.logging.set_verbosity_error()
    hugging.utils.logging.disable_progress_bar()
    try:
        tokenizer = hugging.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        model, found = maker.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True,
            attn_implementation="eager", dtype=torch.float32, output_loading_info=True,
        )  # fmt: skip
    except MemoryError:
        raise
    except Exception as error:  # the library raises whatever it meets in the files
        raise Refused(
            N_("The model “{name}” could not be read ({why})."), name=name, why=_why(error)
        ) from error
    finally:
        hugging.logging.set_verbosity(quiet)
        if bars:
            hugging.utils.logging.enable_progress_bar()
    kind, model = _headed(name, kind, model, found)
    return Brought(name, kind, model.eval().to(device), tokenizer, device)


def _why(error: Exception) -> str:
    """The library's own words: the first line, not too long."""
    said = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {said[:140]}"


def _kind(hugging: Any, name: str, config: dict[str, Any]) -> tuple[str, Any]:
    """What kind of model it is, and the class that loads it; Refused where it is none of these."""
    auto: Any = importlib.import_module("transformers.models.auto.modeling_auto")
    family = str(config.get("model_type", ""))
    if config.get("is_encoder_decoder"):
        raise Refused(
            N_(
                "“{name}” is a model from sequence to sequence; encoders such as BERT and decoders "
                "such as GPT-2 are read here."
            ),
            name=name,
        )
    causal = family in auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
    masked = family in auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES
    if not causal and not masked:
        if config.get("auto_map"):
            raise Refused(
                N_("The model “{name}” needs program code of its own, which is not run here."),
                name=name,
            )
        raise Refused(
            N_(
                "“{name}” is of the kind “{family}”; encoders such as BERT and decoders such as "
                "GPT-2 are read here."
            ),
            name=name, family=family[:40],
        )  # fmt: skip
    said = " ".join(map(str, config.get("architectures") or ()))
    if causal and (not masked or "CausalLM" in said or "LMHeadModel" in said):
        return "causal", hugging.AutoModelForCausalLM
    return "masked", hugging.AutoModelForMaskedLM


def _headed(name: str, kind: str, model: Any, found: Any) -> tuple[str, Any]:
    """Without the head where the files have none: one drawn at random would say nonsense."""
    lacking = list(found["missing_keys"]) + [str(key) for key in found["mismatched_keys"]]
    if not lacking:
        return kind, model
    prefix = model.base_model_prefix + "."
    if any(key.startswith(prefix) and "pooler" not in key for key in lacking):
        raise Refused(
            N_("The weights of “{name}” do not fit its config.json: {key} is missing."),
            name=name, key=lacking[0][:80],
        )  # fmt: skip
    return "bare", model.base_model


def read(brought: Brought, text: str) -> Reading:
    """`text`, read by the model. Raises Refused where there is nothing to read."""
    from engine.models import brought_words

    shape = brought.model.config.get_text_config()
    layers, heads = int(shape.num_hidden_layers), int(shape.num_attention_heads)
    most = int(min(LONGEST, (CELLS / (layers * heads)) ** 0.5))
    most = min(most, int(getattr(shape, "max_position_embeddings", most) or most) - 2)
    for gap in GAPS if getattr(brought.tokenizer, "mask_token", None) else ():
        text = text.replace(gap, brought.tokenizer.mask_token)
    ids, tokens, cut = brought_words.cut(brought.tokenizer, text, max(2, most))
    if not ids:
        raise Refused(N_("There is no word in “{text}”."), text=text[:40])
    x = torch.tensor([ids], device=brought.device)
    gaps = [at for at, each in enumerate(ids) if each == brought.tokenizer.mask_token_id]
    asked = gaps[0] if brought.kind == "masked" and gaps else _last(brought, ids)
    try:
        with torch.inference_mode():
            seen = looked(brought, x)
            words, sure = lens(brought, x, seen)
    except (AttributeError, IndexError, LookupError, RuntimeError, TypeError) as error:
        raise Refused(
            N_("The model “{name}” could not be read ({why})."), name=brought.name, why=_why(error)
        ) from error
    numbers = seen.attention.cpu().numpy(), seen.stream.float().cpu().numpy()
    return Reading(tokens, np.array(ids), asked, cut, *numbers, words, sure)


def _last(brought: Brought, ids: list[int]) -> int:
    """The last place that is a word, where the model reads to both sides; else the very last."""
    special = set(getattr(brought.tokenizer, "all_special_ids", ()))
    words = [at for at, each in enumerate(ids) if each not in special]
    return words[-1] if words and brought.kind != "causal" else len(ids) - 1
