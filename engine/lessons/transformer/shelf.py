"""Models that visitors may read: those the operator has put into one folder, chosen by their names.

A visitor names a model and nothing else: no path, no address. `LEXISCOPE_MODELS` is the folder
(else `models` in the data folder); it may also be the cache that `huggingface_hub` keeps. Models
of the hub are fetched only where `LEXISCOPE_HUB=1` is set. Weights are read from safetensors
alone: the other formats are pickles, which may carry programs.
"""

import hashlib
import importlib.util
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.place import data_folder
from engine.sentences import N_, Refused

#: A name: of a folder, or of an owner's model.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?")
#: Weights in bytes at the most; models that are listed.
LARGEST, LISTED = 2_000_000_000, 200
#: Files with weights that nobody opens here.
UNSAFE = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack")
#: One file of weights, or its parts.
WEIGHTS = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
#: Any of these says how text is cut.
CUTS = re.compile(r"tokenizer\.json|vocab\.(json|txt)|[a-z]+\.model")
#: What a model's folder holds besides its weights: shapes, and how text is cut.
BESIDE = re.compile(
    r"(model\.safetensors\.index|config|generation_config|tokenizer|tokenizer_config|vocab"
    r"|special_tokens_map|added_tokens)\.json|(vocab|merges)\.txt|[a-z]+\.model"
)


def installed() -> bool:
    """Whether the library that reads such models is here; nothing is imported."""
    return importlib.util.find_spec("transformers") is not None


def hub_allowed() -> bool:
    """Whether the operator lets visitors have models fetched from the hub."""
    return os.environ.get("LEXISCOPE_HUB", "").strip().lower() in ("1", "true", "yes", "on")


def folder() -> Path:
    """Where the operator has put models; it need not exist."""
    named = os.environ.get("LEXISCOPE_MODELS", "").strip()
    return Path(named).expanduser() if named else data_folder() / "models"


def names() -> list[str]:
    """The models of the folder by name, in order."""
    return sorted({name for name, _ in _found()}, key=str.lower)[:LISTED]


def _found() -> Iterator[tuple[str, Path]]:
    """Folders with a `config.json`, one or two deep, and what a cache of the hub holds."""
    try:
        first = sorted(path for path in folder().iterdir() if path.is_dir())
        for path in first:
            name = path.name
            if name.startswith("models--"):
                place = _cached(path)
                if place is not None:
                    yield name.removeprefix("models--").replace("--", "/", 1), place
            elif (path / "config.json").is_file() and NAME.fullmatch(name):
                yield name, path
            elif NAME.fullmatch(name):
                for inner in sorted(path.iterdir()):
                    both = f"{name}/{inner.name}"
                    if (inner / "config.json").is_file() and NAME.fullmatch(both):
                        yield both, inner
    except OSError:
        return


def _cached(path: Path) -> Path | None:
    """The files of a model in the hub's cache: those its main branch had when last fetched."""
    try:
        place = path / "snapshots" / (path / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return place if (place / "config.json").is_file() else None


def find(name: str) -> Path:
    """The files of a model; fetched from the hub where that is allowed. Raises Refused."""
    if not name:
        raise Refused(N_("No model is chosen: put one into the folder of models and choose it."))
    if not NAME.fullmatch(name) or ".." in name:
        raise Refused(
            N_("“{name}” is not the name of a model, such as gpt2 or google-bert/bert-base-cased."),
            name=name[:60],
        )
    here = dict(_found()).get(name)
    if here is not None:
        return here
    if not hub_allowed():
        raise Refused(
            N_(
                "There is no model “{name}” in the folder of models on this server; models of the "
                "hub are fetched only where its operator has set LEXISCOPE_HUB=1."
            ),
            name=name,
        )
    return fetched(name)


def stamp(name: str) -> str:
    """Eight hex digits of the present state of a model in the folder, "" where it is not there.

    Another model under the same name is another run.
    """
    here = dict(_found()).get(name) if name else None
    if here is None:
        return ""
    try:
        seen = [(one.name, one.stat()) for one in sorted(here.iterdir()) if _wanted(one.name)]
    except OSError:
        return ""
    said = [(file, stat.st_size, stat.st_mtime_ns) for file, stat in seen]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:8]


def _wanted(file: str) -> bool:
    return bool(WEIGHTS.fullmatch(file) or BESIDE.fullmatch(file))


def checked(name: str, place: Path) -> dict[str, Any]:
    """The model's `config.json`; raises Refused where its files are none that are read here."""
    try:
        said = json.loads((place / "config.json").read_text(encoding="utf-8"))
        sizes = {one.name: one.stat().st_size for one in place.iterdir() if one.is_file()}
    except (OSError, ValueError) as error:
        raise Refused(N_("The model “{name}” has no config.json to read."), name=name) from error
    if not isinstance(said, dict):
        raise Refused(N_("The model “{name}” has no config.json to read."), name=name)
    allowed(name, sizes)
    return said


def allowed(name: str, sizes: dict[str, int]) -> None:
    """Raises Refused where the files hold no safetensors, too large ones, or no tokenizer."""
    weights = _weights(sizes)
    if not weights:
        unsafe = sorted(file for file in sizes if file.endswith(UNSAFE))
        if unsafe:
            raise Refused(
                N_(
                    "The model “{name}” keeps its weights in {file}: such files can carry programs "
                    "and are not opened. Save it as safetensors "
                    "(save_pretrained does so today)."
                ),
                name=name, file=unsafe[0][:60],
            )  # fmt: skip
        raise Refused(N_("The model “{name}” has no weights: no model.safetensors."), name=name)
    size = sum(sizes[file] for file in weights)
    if size > LARGEST:
        raise Refused(
            N_("The model “{name}” weighs {size:.1f} GB; at most {most:.0f} GB are read here."),
            name=name, size=size / 1e9, most=LARGEST / 1e9,
        )  # fmt: skip
    # The library would make up a tokenizer that knows no word.
    if not any(CUTS.fullmatch(file) for file in sizes):
        raise Refused(N_("The model “{name}” has no tokenizer: no tokenizer.json."), name=name)


def _weights(files: Iterable[str]) -> list[str]:
    """The files that make up the weights: the single one, else all its parts."""
    found = [file for file in files if WEIGHTS.fullmatch(file)]
    return ["model.safetensors"] if "model.safetensors" in found else found


def fetched(name: str) -> Path:
    """The model's files from the hub, or from what was fetched before. Raises Refused."""
    if not installed():
        raise missing()
    hub: Any = importlib.import_module("huggingface_hub")
    errors: Any = importlib.import_module("huggingface_hub.errors")
    try:
        # Without the operator's token: what is open to nobody else is no visitor's to read.
        known = hub.HfApi(token=False).model_info(name, files_metadata=True, timeout=10)
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise Refused(N_("The hub knows no open model “{name}”."), name=name) from error
    except Exception as error:  # whatever the network says: the copy fetched before will do
        try:
            return Path(hub.snapshot_download(name, local_files_only=True))
        except Exception:
            raise Refused(
                N_("The hub cannot be reached, and the model “{name}” was never fetched."),
                name=name,
            ) from error
    sizes = {one.rfilename: int(one.size or 0) for one in known.siblings or ()}
    allowed(name, sizes)
    wanted = [*_weights(sizes), *(file for file in sizes if BESIDE.fullmatch(file))]
    try:
        return Path(
            hub.snapshot_download(name, revision=known.sha, allow_patterns=wanted, token=False)
        )
    except Exception as error:
        raise Refused(N_("The model “{name}” could not be fetched whole."), name=name) from error


def missing() -> Refused:
    """What to say where the library is not installed."""
    return Refused(
        N_(
            "To read a model of your own this server needs one more library: "
            "pip install transformers, then start it again."
        )
    )
