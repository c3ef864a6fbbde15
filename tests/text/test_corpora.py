"""Every corpus by its id: the made worlds, NLTK's against NLTK's own readers, visitors' files."""

import zipfile
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from engine.sentences import Refused
from engine.text import corpora, kept, shelf, standard
from engine.text.decode import LIMIT


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def nltk_data(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NLTK_DATA", str(shared_data / "nltk_data"))
    return shared_data / "nltk_data"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No corpus to be found, and no network either."""
    import nltk

    def offline(*args: object, **kwargs: object) -> bool:
        return False

    monkeypatch.setattr(standard, "_search_path", lambda: iter([tmp_path / "none"]))
    monkeypatch.setattr(nltk, "download", offline)


def _words(sentences: list[list[str]]) -> Counter[str]:
    return Counter(chain.from_iterable(sentences))


def _is_word(token: str) -> bool:
    return any(character.isalnum() for character in token)


def test_what_is_offered() -> None:
    assert [known.id for known in corpora.CORPORA] == [
        "toy-world", "toy-world-zh", "brown", "gutenberg", "reuters", "inaugural",
        "movie-reviews", "sinica",
    ]  # fmt: skip
    assert {known.package for known in corpora.CORPORA} - {""} == set(standard.READERS)
    for known in corpora.CORPORA:
        assert known.title
        assert known.licence
        assert bool(known.bytes) == bool(known.package)


@pytest.mark.parametrize(("id", "language"), [("toy-world", "en"), ("toy-world-zh", "zh")])
def test_the_toy_world(id: str, language: str) -> None:
    corpus = corpora.load(id)
    assert corpora.available(id)
    assert (corpus.id, corpus.language) == (id, language)
    words = _words(corpus.sentences)
    assert len(set(corpus.groups) & set(words)) > 100
    related = {word for pairs in corpus.relations.values() for pair in pairs for word in pair}
    assert related
    assert related <= set(words)
    assert corpora.load(id) == corpus  # the same seed, the same sentences
    letters = corpora.load(id, "characters")
    assert (letters.groups, letters.relations) == ({}, {})
    assert len(letters.sentences) <= len(corpus.sentences)


def test_brown_is_what_nltk_reads(nltk_data: Path, tmp_path: Path) -> None:
    from nltk.corpus.reader import TaggedCorpusReader
    from nltk.data import ZipFilePathPointer

    package = nltk_data / "corpora" / "brown.zip"
    with zipfile.ZipFile(package) as archive:
        humour = [name for name in archive.namelist() if name.startswith("brown/cr")]
        archive.extractall(tmp_path, humour)
    ours, _ = standard.read("brown", tmp_path / "brown")
    root = ZipFilePathPointer(str(package), "brown/")
    theirs = TaggedCorpusReader(root, r"cr\d\d", encoding="ascii").sents()
    words = [[word.lower() for word in sentence if _is_word(word)] for sentence in theirs]
    assert ours == [sentence for sentence in words if sentence]


def test_the_whole_of_brown(nltk_data: Path) -> None:
    corpus = corpora.load("brown")
    assert corpus.sentences[0][:5] == ["the", "fulton", "county", "grand", "jury"]
    # 1,161,192 tokens, as NLTK counts them, less 147,873 without a letter or digit.
    assert sum(map(len, corpus.sentences)) == 1_161_192 - 147_873
    assert set(corpus.groups) == set(_words(corpus.sentences))


def test_parts_of_speech_are_those_of_the_universal_tag_set(nltk_data: Path) -> None:
    with zipfile.ZipFile(nltk_data / "taggers" / "universal_tagset.zip") as archive:
        lines = archive.read("universal_tagset/en-brown.map").decode().split("\n")
    theirs = dict(line.strip().split("\t") for line in lines if line.strip())
    names = {
        "NOUN": "noun", "VERB": "verb", "ADJ": "adjective", "ADV": "adverb", "PRON": "pronoun",
        "DET": "determiner", "ADP": "preposition", "CONJ": "conjunction", "NUM": "number",
        "PRT": "particle", "X": "other",
    }  # fmt: skip
    plain = {tag: group for tag, group in theirs.items() if group != "." and not {*tag} & {*"+$"}}
    assert len(plain) > 200
    for tag, group in plain.items():
        assert standard._group(tag.lower(), standard.BROWN) == names[group], tag
    groups = corpora.load("brown").groups
    expected = {
        "government": "noun", "said": "verb", "beautiful": "adjective", "of": "preposition",
        "the": "determiner", "quickly": "adverb", "he": "pronoun", "three": "number",
        "and": "conjunction",
    }  # fmt: skip
    assert {word: groups[word] for word in expected} == expected


def test_sinica_is_what_nltk_reads(nltk_data: Path) -> None:
    from nltk.corpus.reader import SinicaTreebankCorpusReader
    from nltk.data import ZipFilePathPointer

    corpus = corpora.load("sinica")
    pointer = ZipFilePathPointer(str(nltk_data / "corpora/sinica_treebank.zip"), "sinica_treebank/")
    theirs = SinicaTreebankCorpusReader(pointer, ["parsed"], encoding="utf-8")
    assert list(chain.from_iterable(corpus.sentences)) == [word.lower() for word in theirs.words()]
    assert corpus.groups["友情"] == "noun"
    assert corpus.groups["我們"] == "pronoun"
    single = corpora.load("sinica", "characters")
    assert single.sentences[0] == list("".join(corpus.sentences[0]))


@pytest.mark.parametrize("id", ["inaugural"])
def test_plain_corpora(nltk_data: Path, id: str) -> None:
    corpus = corpora.load(id)
    words = _words(corpus.sentences)
    assert corpus.groups == {}
    assert words["the"] == max(words.values())
    assert all(word == word.lower() and _is_word(word) for word in words)
    known = corpora.standard_of(id)
    assert 0.9 * known.words <= words.total() <= 1.1 * known.words


def test_a_corpus_is_kept_and_a_damaged_copy_is_made_anew(nltk_data: Path, folder: Path) -> None:
    first = corpora.load("sinica")
    (copy,) = (folder / "cache").iterdir()
    data = copy.read_bytes()
    assert kept.load(copy.stem) == (first.sentences, first.groups)
    for damage in (
        data[: len(data) // 2],
        b"",
        b"not an archive",
        data[:3000] + b"!" + data[3001:],
    ):
        copy.write_bytes(damage)
        assert kept.load(copy.stem) is None
        assert corpora.load("sinica") == first
        assert kept.load(copy.stem) is not None


def test_a_cache_that_cannot_be_written_is_no_fault(nltk_data: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / "cache").write_text("a file where the folder should be")
    assert len(corpora.load("sinica").sentences) > 3_000


def test_looking_for_a_corpus_imports_no_nltk() -> None:
    import subprocess
    import sys

    code = (
        "import sys\nfrom engine.text import corpora\n"
        "[corpora.available(known.id) for known in corpora.CORPORA]\n"
        "print({'nltk', 'jieba', 'torch', 'charset_normalizer'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=60,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("set()", "")


@pytest.mark.usefixtures("nowhere")
def test_a_corpus_that_cannot_be_had() -> None:
    assert not corpora.available("brown")
    with pytest.raises(Refused) as refused:
        corpora.fetch("brown")
    assert str(refused.value) == (
        "brown could not be downloaded; this needs a connection to the internet."
    )
    corpora.fetch("toy-world")  # nothing to fetch


@pytest.mark.usefixtures("nowhere")
def test_loading_downloads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may send a link that names a corpus; only a click may fetch it."""
    fetched: list[str] = []
    monkeypatch.setattr(standard, "fetch", fetched.append)
    with pytest.raises(Refused) as refused:
        corpora.load("brown")
    assert str(refused.value) == (
        "“Brown corpus” is not on this machine yet. Download it first: 3.3 MB."
    )
    assert not fetched
    corpora.fetch("brown")
    assert fetched == ["brown"]


def test_a_download_lands_where_it_is_found(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nltk

    def download(package: str, download_dir: str, **kwargs: object) -> bool:
        # NLTK writes only below the folders on its own path (nltk.pathsec, from 3.10 on).
        assert download_dir in nltk.data.path
        folder = Path(download_dir) / "corpora"
        folder.mkdir()
        with zipfile.ZipFile(folder / f"{package}.zip", "w") as archive:
            archive.writestr("brown/ca01", "The/at jury/nn met/vbd ./.")
        return True

    monkeypatch.setattr(standard, "_search_path", lambda: iter([folder / "nltk_data"]))
    monkeypatch.setattr(nltk, "download", download)
    monkeypatch.setattr(nltk.data, "path", [])
    assert not corpora.available("brown")
    corpora.fetch("brown")
    assert corpora.available("brown")
    assert corpora.load("brown").sentences == [["the", "jury", "met"]]


def test_a_damaged_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "brown.zip").write_bytes(b"PK\x03\x04 half a download")
    monkeypatch.setenv("NLTK_DATA", str(tmp_path))
    with pytest.raises(Refused) as refused:
        corpora.load("brown")
    assert str(refused.value) == "brown.zip cannot be read; delete it and download it again."


def test_an_unpacked_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "corpora" / "brown"
    folder.mkdir(parents=True)
    (folder / "ca01").write_text("\n\tThe/at jury/nn met/vbd ,/, it/pps 's/bez ./.\n\n")
    (folder / "README").write_text("Not/nn a/at text/nn")
    monkeypatch.setenv("NLTK_DATA", str(tmp_path))
    corpus = corpora.load("brown")
    assert corpus.sentences == [["the", "jury", "met", "it", "'s"]]
    assert corpus.groups["met"] == "verb"


@pytest.mark.parametrize("id", ["", "browne", "file:/etc/passwd", "../brown", "x" * 99])
def test_unknown_corpora(id: str) -> None:
    with pytest.raises(Refused) as refused:
        corpora.load(id)
    shown = id if len(id) <= 40 else id[:40] + "…"
    assert str(refused.value) == (
        f"There is no corpus “{shown}”. Known: toy-world, toy-world-zh, brown, gutenberg, reuters,"
        " inaugural, movie-reviews, sinica."
    )


def test_unknown_tokens() -> None:
    with pytest.raises(Refused, match="tokens=bytes is not one of words, characters"):
        corpora.load("toy-world", "bytes")


def test_a_visitors_file(tmp_path: Path) -> None:
    file = tmp_path / "lecture.txt"
    file.write_bytes("我们喜欢深度学习。深度学习很有趣。".encode("gb18030"))
    id = corpora.read_file(file)
    assert id.startswith("text:")
    corpus = corpora.load(id)
    assert (corpus.id, corpus.language, corpus.groups, corpus.relations) == (id, "zh", {}, {})
    assert corpus.sentences == [["我们", "喜欢", "深度", "学习"], ["深度", "学习", "很", "有趣"]]
    assert corpora.load(id, "characters").sentences[0] == list("我们喜欢深度学习")
    assert shelf.get(id.removeprefix("text:")) == "我们喜欢深度学习。深度学习很有趣。"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    cases = {
        tmp_path: f"{tmp_path} is a folder; the path of a text file is needed.",
        tmp_path / "none": f"{tmp_path}/none cannot be read: No such file or directory.",
        tmp_path / "a\0b": f"{tmp_path}/a\0b cannot be read: embedded null byte.",
    }
    for path, sentence in cases.items():
        with pytest.raises(Refused) as refused:
            corpora.read_file(path)
        assert str(refused.value) == sentence
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(10 * LIMIT)  # a sparse file
    with pytest.raises(Refused) as refused:
        corpora.read_file(large)
    assert str(refused.value) == (
        "“large.txt” holds 52,428,800 bytes; a text may hold at most 5,242,880 (5 MB)."
    )


@pytest.mark.parametrize("id", ["text:", "text:../x", "text:0123456789abcdef"])
def test_texts_that_are_not_there(id: str) -> None:
    with pytest.raises(Refused):
        corpora.load(id)
