"""A visitor's file of vectors is known by its content, whatever its name says.

word2vec's text and binary formats, GloVe's, tables (TSV with metadata as the Embedding Projector
takes them, CSV, spaces), `.npy`, and the Projector's bookmarks. What is wrong is said in one
sentence that names the line. Nothing is unpickled.
"""

from dataclasses import replace

from engine.sentences import N_, Refused, Sentence
from engine.text.decode import encoding_of
from engine.vectors import files_binary, files_bookmark, files_columns, files_table, files_text
from engine.vectors.files_numbers import LARGEST, MOST_POINTS, check_size, shown
from engine.vectors.points import Points

__all__ = ["LARGEST", "read"]

_OTHERS = (
    (b"PK\x03\x04", N_("an archive (.zip, .npz, .pt or an office document)")),
    (b"\x1f\x8b", N_("a gzip archive")),
    (b"BZh", N_("a bzip2 archive")),
    (b"7z\xbc\xaf", N_("a 7z archive")),
    (b"\x89HDF", N_("an HDF5 file")),
    (b"\x80\x02", N_("a Python pickle, which could run a program here")),
    (b"\x80\x03", N_("a Python pickle, which could run a program here")),
    (b"\x80\x04", N_("a Python pickle, which could run a program here")),
    (b"\x80\x05", N_("a Python pickle, which could run a program here")),
    (b"\x89PNG", N_("a PNG picture")),
    (b"\xff\xd8\xff", N_("a JPEG picture")),
    (b"%PDF", N_("a PDF document")),
)
#: Bytes by which an encoding is told; a multiple of four, as UTF-32 needs it.
_SAMPLE = 2**20


def read(data: bytes, name: str, metadata: bytes | None = None) -> Points:
    """The points of a visitor's file; `name` stands in sentences and becomes their id.

    `metadata`: a TSV of labels and columns, a row for each point. Raises Refused for whatever
    cannot be read, and beyond 50 MB, 100,000 points, 2,000 numbers each.
    """
    name = shown(name)
    _check(data, name)
    if data.startswith(files_binary.NPY):
        points = files_binary.read_npy(data, name)
    elif files_binary.is_word2vec(data):
        points = files_binary.read_word2vec(data, name)
    else:
        points = _of_text(_decoded(data, name), name)
    return points if metadata is None else _described(points, metadata)


def _check(data: bytes, name: str) -> None:
    if len(data) > LARGEST:
        raise Refused(
            N_("“{name}” holds {size} bytes; a file of vectors may hold at most {limit} (50 MB)."),
            name=name,
            size=f"{len(data):,}",
            limit=f"{LARGEST:,}",
        )
    if not data.strip():
        raise Refused(N_("“{name}” is empty."), name=name)
    for start, kind in _OTHERS:
        if data.startswith(start):
            raise Refused(
                N_("“{name}” is {kind}; word2vec, GloVe, TSV, CSV and .npy files can be read."),
                name=name,
                kind=Sentence(kind),
            )


def _of_text(text: str, name: str) -> Points:
    if files_bookmark.is_bookmark(text):
        return files_bookmark.read_bookmark(text, name)
    lines = files_text.numbered(text, name)
    if not lines:
        raise Refused(N_("“{name}” is empty."), name=name)
    if files_text.header(lines) is not None:
        return files_text.read_words(lines, name)
    between = files_table.delimiter(lines)
    if between == " " and files_text.holds_words(lines):
        return files_text.read_words(lines, name)
    return files_table.read_table(lines, between, name)


def _decoded(data: bytes, name: str) -> str:
    """The text in `data`: UTF-8, else the encoding its beginning is most likely written in."""
    if b"\0" not in data:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE and b"\0" not in sample:  # cut where no character is in two parts
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    encoding = encoding_of(sample)
    text = "" if encoding is None else data.decode(encoding, "replace").removeprefix("\ufeff")
    if not text.strip() or "\0" in text:
        raise Refused(
            N_("“{name}” is not text; word2vec, GloVe, TSV, CSV and .npy files can be read."),
            name=name,
        )
    return text


def _described(points: Points, metadata: bytes) -> Points:
    """`points` with the labels and columns of their metadata."""
    name = "metadata"
    _check(metadata, name)
    text = _decoded(metadata, name).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > 2 * MOST_POINTS:
        check_size(text.count("\n"), 1, name)
    lines = text.removesuffix("\n").split("\n")
    titles, cells = files_table.read_metadata(lines, name, len(points.labels))
    labels, columns, counts = files_columns.beside(titles, cells, name)
    return replace(
        points,
        labels=labels,
        columns=points.columns | columns,
        counts=points.counts if counts is None else counts,
    )
