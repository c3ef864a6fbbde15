"""Corpora as documents: every word is in one, and the categories are those that people gave."""

import zipfile
from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from engine.sentences import Refused
from engine.text import corpora, documents, kept, shelf, toy_world
from engine.text.documents import Documents


def own(text: str, tokens: str = "words") -> Documents:
    return documents.documents(corpora.TEXT + shelf.put(text), tokens)


def words(texts: list[list[str]]) -> Counter[str]:
    return Counter(chain.from_iterable(texts))


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes an NLTK package with these files where it is looked for first."""

    def write(name: str, files: dict[str, str], folder: bool = False) -> None:
        monkeypatch.setenv("NLTK_DATA", str(tmp_path))
        monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path / "data"))
        place = tmp_path / "corpora"
        place.mkdir(exist_ok=True)
        if folder:
            for path, text in files.items():
                (place / name / path).parent.mkdir(parents=True, exist_ok=True)
                (place / name / path).write_text(text, encoding="latin-1")
            return
        with zipfile.ZipFile(place / f"{name}.zip", "w") as archive:
            for path, text in files.items():
                archive.writestr(f"{name}/{path}", text.encode("latin-1"))

    return write


@pytest.mark.parametrize("id", ["toy-world", "toy-world-zh"])
def test_the_toy_world_holds_the_corpus_by_what_it_is_about(id):
    found, corpus = documents.documents(id), corpora.load(id)
    assert found == documents.documents(id)
    assert found.language == corpus.language
    assert words(found.texts) == words(corpus.sentences)
    assert len(found.texts) == len(found.titles) == len(found.categories)
    sizes = Counter(found.categories)
    assert 7 <= len(sizes) <= 8
    # 20,000 sentences by eights; the last document of a kind may be shorter
    assert 2_500 <= len(found.texts) <= 2_500 + len(sizes)
    assert {"nations", "animals", "jobs"} < set(sizes)
    # kinds are mixed along the shelf, not one after another
    assert len(set(found.categories[:40])) > 4
    places = np.flatnonzero(np.array(found.categories) == "animals")
    assert (np.diff(places) < 200).all()


@pytest.mark.parametrize(("id", "word", "kind"), [
    ("toy-world", "leash", "animals"), ("toy-world", "volga", "nations"),
    ("toy-world-zh", "伏尔加河", "nations"),
])  # fmt: skip
def test_the_kind_of_a_toy_document_is_true(id, word, kind):
    found = documents.documents(id)
    kinds = [c for text, c in zip(found.texts, found.categories, strict=True) if word in text]
    assert len(kinds) > 10
    assert set(kinds) == {kind}


def test_told_is_what_sentences_says():
    told = toy_world.told("en", 3, 50)
    assert [sentence for _, sentence in told] == toy_world.sentences("en", 3, 50)
    assert toy_world.told("en", 3, 20) == told[:20]


def test_empty_lines_part_the_documents_of_a_text():
    found = own("A dog barks.\nIt barks at cats.\n\n \nCats purr.\n   \n***\n\nThe end")
    assert found.texts == [
        ["a", "dog", "barks", "it", "barks", "at", "cats"], ["cats", "purr"], ["the", "end"],
    ]  # fmt: skip
    assert found.titles == ["A dog barks.", "Cats purr.", "The end"]
    assert found.categories is None
    assert found.language == "en"


def test_without_paragraphs_a_document_is_five_sentences():
    found = own(" ".join(f"Sentence number w{n}." for n in range(12)))
    assert [len(text) for text in found.texts] == [15, 15, 6]
    assert found.titles == ["sentence number w0", "sentence number w5", "sentence number w10"]


def test_a_chinese_text_of_the_visitor():
    text = "我爱吃苹果。他爱吃香蕉。\n\n今天天气很好。"
    found = own(text)
    assert found.language == "zh"
    assert "".join(found.texts[0]) == "我爱吃苹果他爱吃香蕉"
    assert found.titles == ["我爱吃苹果。他爱吃香蕉。", "今天天气很好。"]
    assert own(text, "characters").texts[1] == list("今天天气很好")
    assert own("我爱苹果。" * 6).titles == ["我爱苹果", "我爱苹果"]


def test_a_long_first_line_is_cut_in_its_title():
    found = own("word " * 100 + "\n\nThe end.")
    assert len(found.titles[0]) <= documents.TITLE
    assert found.titles[0].endswith("word…")


@pytest.mark.parametrize("text", ["word", "one sentence of words."])
def test_a_text_of_one_word_or_one_sentence_is_one_document(text):
    found = own(text)
    assert len(found.texts) == len(found.titles) == 1


@pytest.mark.parametrize("text", ["", "*** ¡! ***", "\n\n\n"])
def test_a_text_without_words_has_no_documents(text):
    assert own(text) == Documents([], [], None, "und")


def test_what_is_not_there_is_refused():
    with pytest.raises(Refused, match="There is no corpus “nowhere”"):
        documents.documents("nowhere")
    with pytest.raises(Refused, match="tokens=letters is not one of words, characters"):
        documents.documents("toy-world", "letters")
    with pytest.raises(Refused):
        documents.documents("text:0123456789abcdef")


def test_a_corpus_that_is_not_here_is_refused(package, monkeypatch):
    package("brown", {})
    monkeypatch.setattr("engine.text.standard.find", lambda name: None)
    with pytest.raises(Refused, match=r"not on this machine yet. Download it first: 6.4 MB"):
        documents.documents("reuters")


def test_a_package_that_is_damaged_is_refused(package, tmp_path):
    package("reuters", {})
    (tmp_path / "corpora" / "reuters.zip").write_bytes(b"PK no zip")
    with pytest.raises(Refused, match="cannot be read; delete it and download it again"):
        documents.documents("reuters")


@pytest.mark.parametrize("folder", [False, True])
def test_news_have_their_first_category_and_their_first_line(package, folder):
    files = {
        "cats.txt": "training/1 grain trade\ntest/2 earn\n",
        "test/2": "PROFITS RISE\n  Profits at &lt;ACME> rose\n  by a third.\n",
        "training/1": "  WHEAT  IS DEAR\n  Wheat rose.",
        "training/3": "BLAH BLAH",
        "training/4": "***",
        "README": "not news",
    }
    package("reuters", files, folder)
    expected = Documents(
        [
            ["profits", "rise", "profits", "at", "acme", "rose", "by", "a", "third"],
            ["wheat", "is", "dear", "wheat", "rose"],
            ["blah", "blah"],
        ],
        ["PROFITS RISE", "WHEAT IS DEAR", "BLAH BLAH"],
        ["earn", "grain", "training"],
        "en",
    )
    assert documents.documents("reuters") == expected
    assert documents.documents("reuters") == expected  # what was kept


def test_what_was_kept_is_read_again_only_while_the_package_is_the_same(package, monkeypatch):
    package("movie_reviews", {"neg/a.txt": "bad film\n", "pos/b.txt": "good film , good\n"})
    first = documents.documents("movie-reviews")
    assert first.categories == ["neg", "pos"]
    assert first.titles == ["bad film", "good film , good"]
    monkeypatch.setitem(documents.READERS, "movie_reviews", lambda path: iter([]))
    assert documents.documents("movie-reviews") == first
    package("movie_reviews", {"neg/a.txt": "another film\n"})
    assert documents.documents("movie-reviews") == Documents([], [], None, "en")
    monkeypatch.setattr(kept, "load", lambda name: ([["a"]], {}))
    assert documents.documents("movie-reviews") == Documents([], [], None, "en")


def test_tagged_texts_lose_their_tags(package):
    package("brown", {"cats.txt": "ca01 news\n", "ca01": "\tThe/at Jury/nn said/vbd ./.\n\n"})
    found = documents.documents("brown")
    assert found == Documents([["the", "jury", "said"]], ["ca01 · The Jury said"], ["news"], "en")


def test_characters_of_a_standard_corpus(package):
    package("inaugural", {"1789-W.txt": "We go."})
    found = documents.documents("inaugural", "characters")
    assert found == Documents([["w", "e", "g", "o"]], ["1789-W"], None, "en")


def test_reuters_is_that_of_nltk(shared_data):
    from nltk.corpus import reuters

    if not corpora.available("reuters"):
        pytest.skip("Reuters was not downloaded")
    found = documents.documents("reuters")
    names = reuters.fileids()
    assert len(found.texts) == len(names)
    assert found.titles[0] == reuters.raw(names[0]).split("\n")[0].strip()
    place = names.index("training/1")
    assert found.titles[place] == reuters.raw("training/1").split("\n")[0].strip()
    firsts = dict(line.split()[:2] for line in reuters.open("cats.txt").read().splitlines())
    assert found.categories == [firsts[name] for name in names]
    # of the markup nothing is left: Iran's light oil and Lt Fowl are
    assert words(found.texts)["lt"] == 2
    assert words(found.texts)["amp"] == 0


def test_brown_has_its_genres(shared_data):
    if not corpora.available("brown"):
        pytest.skip("Brown was not downloaded")
    found = documents.documents("brown")
    # Francis & Kučera 1979: 500 samples, 44 of reportage, 80 of learned prose, 15 genres
    assert len(found.texts) == 500
    assert len(set(found.categories)) == 15
    sizes = Counter(found.categories)
    assert (sizes["news"], sizes["learned"]) == (44, 80)
    assert words(found.texts) == words(corpora.load("brown").sentences)
