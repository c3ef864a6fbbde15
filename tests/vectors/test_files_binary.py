"""Bytes: word2vec's binary format as gensim writes it, `.npy`, and what is no file of vectors."""

import io
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.vectors.files import read
from engine.vectors.points import Points
from tests.vectors.said import refusal

WORDS = ("the", "北京", "naïve", ",", "2003")
VECTORS = np.random.default_rng(3).normal(size=(5, 7)).astype(np.float32)


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    vectors = KeyedVectors(7)
    vectors.add_vectors(WORDS, VECTORS)
    path: Path = tmp_path_factory.mktemp("gensim") / "vectors.bin"
    vectors.save_word2vec_format(path, binary=True, sort_attr=None)
    return path.read_bytes()


def test_what_gensim_writes_is_read_as_it_was(binary: bytes):
    points = read(binary, "my.bin")
    assert points.labels == WORDS
    assert np.array_equal(points.vectors, VECTORS)
    assert points.metric == "cosine"


def test_word2vecs_own_program_ends_each_vector_with_a_line():
    rows = [f"{w} ".encode() + v.tobytes() + b"\n" for w, v in zip(WORDS, VECTORS, strict=True)]
    points = read(b"5 7\n" + b"".join(rows), "my.bin")
    assert points.labels == WORDS
    assert np.array_equal(points.vectors, VECTORS)


def test_zeros_and_a_word_with_a_control_character():
    assert read(b"1 2\nw " + bytes(8), "my.bin").vectors.tolist() == [[0, 0]]
    assert read(b"1 2\nw\x01 1 2\n", "my.txt").labels == ("w·",)


def _vectors(head: bytes, *rows: tuple[bytes, list[float]]) -> bytes:
    packed = (word + b" " + np.array(numbers, "<f4").tobytes() for word, numbers in rows)
    return head + b"\n" + b"".join(packed)


@pytest.mark.parametrize(("cut", "row"), [(1, 5), (29, 5), (33, 5), (34, 4), (62, 4), (64, 3)])
def test_a_cut_file_names_the_vector(binary: bytes, cut: int, row: int):
    # The last two vectors take 33 and 30 bytes: “2003 ” and “, ” before 7 · 4 each.
    assert refusal(binary[:-cut]) == (
        f"“my.txt” is cut off or damaged at vector {row} of the 5 that line 1 names."
    )


def test_a_header_that_lies(binary: bytes):
    assert refusal(b"4" + binary[1:]) == (
        "“my.txt” goes on after the 4 vectors of 7 numbers that line 1 promises."
    )
    assert refusal(b"99999 2000" + binary[3:]).startswith("“my.txt” holds 99,999 × 2,000 numbers")
    assert refusal(b"99999 200" + binary[3:]) == (
        "“my.txt” is cut off or damaged at vector 1 of the 99,999 that line 1 names."
    )
    assert refusal(b"3000000 300" + binary[3:]) == (
        "“my.txt” holds 3,000,000 vectors; at most 100,000 are taken."
    )


def test_faults_in_binary_vectors():
    assert refusal(_vectors(b"2 2", (b"a", [0, 1]), (b"a", [2, 3]))) == (
        "The word “a” stands twice in “my.txt”: as vectors 1 and 2."
    )
    assert refusal(_vectors(b"2 2", (b"a", [0, 1]), (b"b", [2, np.nan]))) == (
        "Row 2 of “my.txt” holds nan; numbers must be finite, below 3.4e38."
    )


# -- .npy -----------------------------------------------------------------------------------------


def npy(array: np.ndarray, **how: bool) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **how)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["<f4", ">f8", "<f2", "<i8", "u1", "?"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_any_kind_of_number(kind: str, order: str):
    array = np.array([[0, 1, 1], [1, 0, 1]]).astype(kind, order=order)
    points = read(npy(array), "my.npy")
    assert points.vectors.tolist() == [[0, 1, 1], [1, 0, 1]]
    assert points.vectors.dtype == np.float32
    assert points.vectors.flags.c_contiguous
    assert points.labels == ("", "")
    assert points.metric == "euclidean"


NPY = {
    "objects": (
        npy(np.array([[1, "a"]], object), allow_pickle=True),
        "“my.txt” holds values of type object; only plain numbers are read.",
    ),
    "complex": (
        npy(np.ones((2, 2), complex)),
        "“my.txt” holds values of type complex128; only plain numbers are read.",
    ),
    "texts": (
        npy(np.array([["a", "b"]])),
        "“my.txt” holds values of type <U1; only plain numbers are read.",
    ),
    "records": (
        npy(np.zeros((2, 2), [("x", "<f4")])),
        "“my.txt” holds values of type [('x', '<f4')]; only plain numbers are read.",
    ),
    "one axis": (
        npy(np.ones(3)),
        "“my.txt” should have two axes, points and the numbers of each; found: 1.",
    ),
    "three axes": (
        npy(np.ones((2, 2, 2))),
        "“my.txt” should have two axes, points and the numbers of each; found: 3.",
    ),
    "no rows": (npy(np.ones((0, 3))), "“my.txt” holds no vectors."),
    "cut": (
        npy(np.ones((2, 3)))[:-1],
        "“my.txt” ends before the 2 × 3 numbers that its header promises.",
    ),
    "a promise of gigabytes": (
        npy(np.ones((2, 3))).replace(b"(2, 3), ", b"(90000, 250), ", 1)[:500],
        "“my.txt” ends before the 90,000 × 250 numbers that its header promises.",
    ),
    "too many": (
        npy(np.ones((100_001, 1), np.uint8)),
        "“my.txt” holds 100,001 vectors; at most 100,000 are taken.",
    ),
    "not finite": (
        npy(np.array([[1, 2], [3, np.inf]])),
        "Row 2 of “my.txt” holds inf; numbers must be finite, below 3.4e38.",
    ),
    "too large for single precision": (
        npy(np.array([[1e39, 2], [3, 4]])),
        "Row 1 of “my.txt” holds 1e+39; numbers must be finite, below 3.4e38.",
    ),
    "a damaged header": (
        npy(np.ones((2, 3))).replace(b"'shape'", b"'shope'"),
        "The header of “my.txt” is damaged, or no plain array of numbers is behind it.",
    ),
    "a later version": (
        b"\x93NUMPY\x09\x00" + npy(np.ones((2, 3)))[8:],
        "The header of “my.txt” is damaged, or no plain array of numbers is behind it.",
    ),
}


@pytest.mark.parametrize("case", NPY)
def test_faults_of_arrays(case: str):
    data, said = NPY[case]
    assert refusal(data) == said


# -- What is no file of vectors -------------------------------------------------------------------


class Trap:
    """Whoever unpickles it, fails."""

    def __reduce__(self) -> tuple:
        return pytest.fail, ("somebody unpickled a visitor's file",)


def _archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x", "y")
    return file.getvalue()


CAN = "word2vec, GloVe, TSV, CSV and .npy files can be read."


def test_nothing_is_unpickled():
    for protocol in (2, 3, 4, 5):
        assert refusal(pickle.dumps(Trap(), protocol)) == (
            f"“my.txt” is a Python pickle, which could run a program here; {CAN}"
        )
    refusal(pickle.dumps(Trap(), 0))  # looks like text
    objects = np.array([[Trap()]], object)
    assert refusal(npy(objects, allow_pickle=True)).endswith("only plain numbers are read.")


def test_other_files_are_named():
    assert refusal(_archive()) == (
        f"“my.txt” is an archive (.zip, .npz, .pt or an office document); {CAN}"
    )
    assert refusal(b"\x89PNG\r\n\x1a\n") == f"“my.txt” is a PNG picture; {CAN}"
    assert refusal(bytes(51)) == f"“my.txt” is not text; {CAN}"


def _sound(points: Points) -> None:
    assert np.isfinite(points.vectors).all()
    assert points.vectors.dtype == np.float32
    assert points.vectors.shape[1] > 0
    assert len(points.labels) == len(points.vectors) > 0


STARTS = st.sampled_from([
    b"", b"2 2\n", b"2 1\na ", b"1 2\na 1 2", b"a 1 2\nb ", b"1\t2\n", b'x,y\n"', b'{"a":[',
    b"\x93NUMPY\x01\x00", npy(np.ones((2, 2)))[:70], npy(np.ones((2, 2))), b"\xff\xfe", b"\x81\x30",
])  # fmt: skip
REST = st.one_of(
    st.binary(max_size=60),
    st.text("0123456789.e-+ \t\n\r,;\"'[]{}:nainf\v\x85ü", max_size=60).map(str.encode),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STARTS, REST, st.none() | REST)
@example(b"", b"1,2,\v", None)
@example(b"1\t2\n", b"", b"\xff")
def test_any_bytes_are_points_or_refused(start: bytes, rest: bytes, metadata: bytes | None):
    try:
        points = read(start + rest, "my.txt", metadata)
    except Refused:
        return
    _sound(points)
