"""Sets of labelled pictures by id, each with a split that is the same for everybody.

The digits are those of Alpaydin & Kaynak (1998), as scikit-learn holds them; MNIST (LeCun et al.
1998) and Fashion-MNIST (Xiao, Rasul & Vollgraf 2017) are read from idx files where they are: in the
folder that LEXISCOPE_IMAGES names, in `images` of the data folder, or where torchvision keeps them.
"""

import gzip
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine import place
from engine.images import idx
from engine.sentences import N_, Refused

IDS = ("digits", "mnist", "fashion")
#: What the sets are called, and the folders that hold them: ours, torchvision's, others'.
TITLES = {"digits": "Digits", "mnist": "MNIST", "fashion": "Fashion-MNIST"}
FOLDERS = {
    "mnist": ("mnist", "MNIST/raw", "MNIST"),
    "fashion": ("fashion", "FashionMNIST/raw", "fashion-mnist", "FashionMNIST"),
}
#: The classes; a word of Fashion-MNIST's is translated by the page.
TEN = tuple(str(digit) for digit in range(10))
NAMES = {
    "digits": TEN,
    "mnist": TEN,
    "fashion": (
        N_("T-shirt"), N_("trousers"), N_("pullover"), N_("dress"), N_("coat"),
        N_("sandal"), N_("shirt"), N_("trainer"), N_("bag"), N_("boot"),
    ),
}  # fmt: skip
#: Share of a set that is held out for testing where it brings no test part, and the most.
HELD, MOST_HELD = 0.2, 1000


@dataclass(frozen=True)
class Pictures:
    """Labelled pictures and how they are split.

    images  uint8 (N, side, side), 0 the ground and 255 the ink
    labels  uint8 (N,)
    names   of the classes
    train, test  ids; no picture is in both
    """

    id: str
    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    train: np.ndarray
    test: np.ndarray

    @property
    def side(self) -> int:
        """Pixels of a side."""
        return int(self.images.shape[1])


def roots() -> Iterator[Path]:
    """Folders that may hold idx files, the named one first."""
    if named := os.environ.get("LEXISCOPE_IMAGES"):
        yield Path(named).expanduser()
        return
    yield place.data_folder() / "images"
    for usual in ("data", "~/data", "~/.cache/torchvision", "~/.cache/torch"):
        yield Path(usual).expanduser()


def found(id: str) -> list[tuple[Path, Path]]:
    """Pairs of files (pictures, labels) of a set, test parts last; none where it is not here."""
    for root in roots():
        for folder in (root / inner for inner in FOLDERS.get(id, ())):
            pairs = list(_pairs(folder))
            if pairs:
                return pairs
    return []


def _pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    for end in ("", ".gz"):
        files = sorted(folder.glob(f"*images-idx3-ubyte{end}"), key=_is_test)
        for path in files:
            beside = path.with_name(path.name.replace("images-idx3", "labels-idx1"))
            if beside.is_file():
                yield path, beside
        if files:
            return


def _is_test(path: Path) -> bool:
    return path.name.startswith("t10k")


def available(id: str) -> bool:
    """Whether a set can be loaded: known, and here."""
    return id == "digits" or (id in IDS and bool(found(id)))


def load(id: str, most: int = 60_000) -> Pictures:
    """A set of pictures, at most `most` of them for training.

    Raises Refused where it is unknown, not here, or where its files are not what they should be.
    """
    if id == "digits":
        return _split(id, *digits(), most)
    if id not in IDS:
        raise Refused(
            N_("“{id}” is no set of pictures; there are {known}."),
            id=id[:40], known=", ".join(IDS),
        )  # fmt: skip
    files = found(id)
    if not files:
        raise Refused(
            N_(
                "{title} is not here. Put its idx files into the folder “{folder}” of the folder "
                "that the setting LEXISCOPE_IMAGES names; the digits need no files."
            ),
            title=TITLES[id], folder=FOLDERS[id][0],
        )  # fmt: skip
    read = [(idx.pair(*pair), _is_test(pair[0])) for pair in files]
    sides = {pair[0].shape[1] for pair, _ in read}
    if len(sides) > 1:
        raise Refused(
            N_("The files of {title} have pictures of different sizes: {sizes}."),
            title=TITLES[id], sizes=", ".join(str(side) for side in sorted(sides)),
        )  # fmt: skip
    images, labels = (np.concatenate([pair[at] for pair, _ in read]) for at in (0, 1))
    known = sum(len(pair[1]) for pair, test in read if not test)
    return _split(id, images, labels, most, known if 0 < known < len(labels) else None)


def _split(
    id: str, images: np.ndarray, labels: np.ndarray, most: int, known: int | None = None
) -> Pictures:
    """The same split for everybody: the set's own where it has one, else drawn with seed 0."""
    order = np.random.default_rng(0).permutation(len(labels))
    if known is None:
        held = min(MOST_HELD, max(1, round(HELD * len(labels))))
        test, train = order[:held], order[held:]
    else:
        test, train = order[order >= known][:MOST_HELD], order[order < known]
    return Pictures(id, images, labels, NAMES[id], train[:most], test)


@lru_cache(maxsize=1)
def digits() -> tuple[np.ndarray, np.ndarray]:
    """1,797 pictures uint8 (N, 8, 8) and their digits uint8 (N,).

    scikit-learn's own file is read: importing the library would take a second that nobody needs.
    """
    spec = importlib.util.find_spec("sklearn")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise Refused(N_("The digits come with scikit-learn, which is not installed here."))
    path = Path(folders[0]) / "datasets" / "data" / "digits.csv.gz"
    with gzip.open(path, "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.float32)
    brightness = np.round(table[:, :64] * (255 / 16)).astype(np.uint8).reshape(-1, 8, 8)
    said = table[:, 64].astype(np.uint8)
    for array in (brightness, said):
        array.flags.writeable = False
    return brightness, said
