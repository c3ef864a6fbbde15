"""Labelled texts: the toy reviews, the corpora, a fixed split, and a visitor's table."""

from pathlib import Path

import numpy as np
import pytest

from engine.sentences import Refused
from engine.text import labelled, shelf, tables, tokenize, toy_sentiment

ROWS = [f"a good film {i},good\n" for i in range(6)] + [f"a bad film {i},bad\n" for i in range(6)]
TABLE = "text,label\n" + "".join(ROWS)


def refused(text: str, name: str = "mine.csv") -> str:
    with pytest.raises(Refused) as fault:
        labelled.read_table(text, name)
    return str(fault.value)


# -- Toy reviews ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_toy_reviews_are_different_balanced_and_the_same_again(language: str) -> None:
    told = toy_sentiment.reviews(language, seed=3, size=500)
    assert len({one.words for one in told}) == 500
    assert sum(one.praise for one in told) == 250
    assert all(4 <= len(one.words) <= 16 for one in told)
    assert {one.kind for one in told} == set(toy_sentiment.KINDS)
    assert toy_sentiment.reviews(language, seed=3, size=200) == told[:200]
    assert toy_sentiment.reviews(language, seed=4, size=200) != told[:200]


def judged(words: tuple[str, ...]) -> bool:
    """The rule, read from the words alone: whether English `words` praise."""
    for yields in ("but", "yet", "however"):
        if yields in words:
            return judged(words[words.index(yields) + 1 :])
    said = toy_sentiment.grammar("en")
    if "although" in words or "though" in words:
        # Two opinions; the second begins with a thing or a person.
        starts = [i for i, word in enumerate(words) if word in ("the", "this", "it", "i", "we")]
        opinions = [i for i in starts if i and words[i - 1] not in ("although", "though")]
        verbs = {"loved", "liked", "enjoyed", "hated", "disliked", "like", "enjoy", "hate"}
        second = next(
            i for i in opinions if words[i - 1] not in verbs and words[i - 1] != "dislike"
        )
        return judged(words[second:])
    praise = {one[0] for one in said.praise} | {"loved", "liked", "enjoyed", "like", "enjoy"}
    blame = {one[0] for one in said.blame} | {"hated", "disliked", "hate", "dislike"}
    signs = [word in praise for word in words if word in praise | blame]
    assert len(signs) == 1, words
    turned = any(word in ("not", "never", "hardly", "far", "didn't") for word in words)
    return signs[0] != turned


def test_a_label_is_what_the_rule_says() -> None:
    for one in toy_sentiment.reviews("en", seed=1, size=1000):
        assert judged(one.words) is one.praise, one


def test_single_words_do_not_decide_but_their_company_does() -> None:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    told = labelled.load("toy-sentiment")
    right = []
    for longest in (1, 3):
        counter = CountVectorizer(analyzer=list if longest == 1 else grams)
        X = counter.fit_transform([told.texts[i] for i in told.train])
        model = LogisticRegression(max_iter=300).fit(X, told.labels[told.train])
        tested = counter.transform([told.texts[i] for i in told.test])
        right.append(model.score(tested, told.labels[told.test]))
    assert right[0] < 0.7
    assert right[1] > right[0] + 0.1


def grams(words: tuple[str, ...]) -> list[str]:
    """All runs of one, two and three words."""
    return [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)]


def test_the_chinese_reviews_are_cut_as_a_visitors_sentence_is() -> None:
    told = toy_sentiment.reviews("zh", seed=0, size=300)
    same = [labelled.tokens_of("".join(one.words), "zh") == list(one.words) for one in told]
    assert np.mean(same) > 0.97


def test_toy_reviews_refuse_what_they_do_not_have() -> None:
    with pytest.raises(Refused, match=r"no language “fr”; they have en, zh\.$"):
        toy_sentiment.reviews("fr", 0)
    with pytest.raises(Refused, match=r"^size=-1 reviews is not a number from 0 to 20000\.$"):
        toy_sentiment.reviews("en", 0, -1)
    assert toy_sentiment.reviews("en", 0, 0) == []


# -- Known data -----------------------------------------------------------------------------------


def whole(found: labelled.Labelled) -> None:
    """What every one of them promises."""
    N = len(found.texts)
    assert len(found.labels) == N
    assert sorted([*found.train, *found.test]) == list(range(N))
    assert all(found.texts)
    for label in range(len(found.names)):
        assert (found.labels[found.train] == label).any()
        assert (found.labels[found.test] == label).any()


@pytest.mark.parametrize("id", ["toy-sentiment", "toy-sentiment-zh"])
def test_toy_reviews_are_always_there(id: str) -> None:
    found = labelled.load(id)
    whole(found)
    assert labelled.available(id)
    assert found.names == ("negative", "positive")
    assert len(found.texts) == toy_sentiment.DEFAULT_SIZE
    assert len(found.test) == 800  # a fifth, of each class alike
    assert found.labels[found.test].sum() == 400
    again, other = labelled.load(id), labelled.load(id, seed=1)
    assert (again.test == found.test).all()
    assert (other.test != found.test).any()
    assert not {found.texts[i] for i in found.test} & {found.texts[i] for i in found.train}


def test_sentences_of_film_reviews(shared_data: Path) -> None:
    found = labelled.load("sentence-polarity")
    whole(found)
    assert len(found.texts) == 10_662
    assert np.bincount(found.labels).tolist() == [5331, 5331]
    assert len(found.test) == 1066  # a tenth: Kim's first fold has as many
    assert found.texts[0][:4] == ("simplistic", "silly", "and", "tedious")


def test_whole_reviews(shared_data: Path) -> None:
    found = labelled.load("movie-reviews")
    whole(found)
    assert np.bincount(found.labels).tolist() == [1000, 1000]
    assert found.texts[0][:3] == ("plot", "two", "teen")


def test_chinese_reviews_where_they_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path))
    monkeypatch.setenv("NLTK_DATA", "")
    assert not labelled.available("reviews-zh")
    with pytest.raises(Refused, match=r"reviews_zh\.tsv is missing\.$"):
        labelled.load("reviews-zh")
    lines = [f"{i % 2}\t酒店{'很好' if i % 2 else '很差'} {i}" for i in range(20)]
    (tmp_path / "reviews_zh.tsv").write_text("label\ttext\n" + "\n".join(lines), encoding="utf-8")
    found = labelled.load("reviews-zh")
    whole(found)
    assert found.names == ("negative", "positive")
    assert found.language == "zh"
    assert found.texts[1][0] == "酒店"
    assert found.labels.tolist() == [i % 2 for i in range(20)]
    again = labelled.load("reviews-zh")  # cut once, kept
    assert again.texts == found.texts


def test_chinese_reviews(shared_data: Path) -> None:
    found = labelled.load("reviews-zh")
    whole(found)
    assert len(found.texts) == 9999  # of 10,000, one is a full stop alone
    assert found.language == "zh"


def test_unknown_and_absent_texts_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=r"^There are no labelled texts “nope”\. Known: toy-sent"):
        labelled.load("nope")
    assert not labelled.available("nope")
    assert not labelled.available("labelled:0123456789abcdef")
    with pytest.raises(Refused, match=r"The text 0123456789abcdef is no longer on this server"):
        labelled.load("labelled:0123456789abcdef")
    monkeypatch.setattr(labelled.standard, "find", lambda package: None)
    with pytest.raises(Refused, match=r"Download it first: 0\.5 MB\.$"):
        labelled.load("sentence-polarity")


def test_damaged_downloads_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "sentence_polarity.zip"
    broken.write_bytes(b"PK\3\4 not a zip")
    monkeypatch.setattr(labelled.standard, "find", lambda package: broken)
    with pytest.raises(Refused, match=r"^sentence_polarity\.zip cannot be read; delete it"):
        labelled.load("sentence-polarity")


# -- A visitor's table ----------------------------------------------------------------------------


def test_a_table_with_header_and_without() -> None:
    found = labelled.read_table(TABLE, "mine.csv")
    whole(found)
    assert found.names == ("bad", "good")
    assert found.texts[0] == ("a", "good", "film", "0")
    assert found.labels.tolist() == [1] * 6 + [0] * 6
    assert len(found.test) == 2  # a fifth of 6 is 1.2
    bare = labelled.read_table("".join(ROWS), "mine.csv")
    assert bare.texts == found.texts
    # The label may come first, under another name, with tabs and further columns beside.
    lines = [f"{i}\t{'neg' if i % 2 else 'pos'}\tfilm {i}" for i in range(12)]
    other = labelled.read_table("id\tSentiment\tReview\n" + "\n".join(lines), "x.tsv")
    assert other.names == ("neg", "pos")
    assert other.texts[3] == ("film", "3")
    first = labelled.read_table("\n".join(f"{i % 2}\tfilm {i}" for i in range(12)), "x.tsv")
    assert first.names == ("0", "1")
    assert first.texts[3] == ("film", "3")


def test_quotes_commas_and_line_breaks() -> None:
    odd = '"good, not ""great""\nreally",good\n'
    found = labelled.read_table(TABLE + odd, "mine.csv")
    assert found.texts[-1] == ("good", "not", "great", "really")
    tabbed = "".join(f'5" screen {i}\t{i % 2}\n' for i in range(12)) + '"in quotes"\t1\n'
    found = labelled.read_table(tabbed, "mine.tsv")
    assert found.texts[0] == ("5", "screen", "0")
    assert found.texts[-1] == ("in", "quotes")


def test_numbers_are_ordered_as_numbers() -> None:
    text = "".join(f"film {i},{label}\n" for i, label in enumerate([10, 9, 2] * 4))
    assert labelled.read_table(text, "x.csv").names == ("2", "9", "10")


def test_every_fault_names_its_row() -> None:
    assert refused(TABLE + "lonely\n").startswith("Row 14 has 1 columns, not 2: a text and its")
    assert refused(TABLE + "a, b, c\n").startswith("Row 14 has 3 columns, not 2")
    assert refused(TABLE + "\n\nno label,\n") == "Row 16 has no label."
    assert refused(TABLE + "???,good\n") == "Row 14 has no words in its text: “???”."
    assert refused(TABLE + '"never closed,good\n').startswith("Row 14 has quotes that do not")
    assert refused(TABLE + '"closed" early,good\n').startswith("Row 14 has quotes that do not")
    assert refused(TABLE + "fine,okay\n") == (
        "The label “okay” stands in row 14 alone; one text to learn from and one to test are the "
        "least."
    )
    long = "x" * 41
    assert refused(TABLE + f"film,{long}\n").startswith("The label of row 14 has 41 characters")
    assert refused(TABLE + f'"{"x " * 70_000}",good\n').startswith(
        "Row 14 holds a text of more than 100,000 characters"
    )
    many = "".join(f"film {i},{i // 2}\n" for i in range(60))
    assert refused(many).startswith("Row 41 brings label number 21, “20”; 20 different ones")


def test_too_few_rows_or_classes() -> None:
    assert refused("text,label\nfilm,good\n") == (
        "“mine.csv” has 1 rows with a text and a label; at least 10 are needed."
    )
    assert refused("text,label\n") == (
        "“mine.csv” has 0 rows with a text and a label; at least 10 are needed."
    )
    one = "".join(f"film {i},good\n" for i in range(12))
    assert (
        refused(one)
        == "Every row of “mine.csv” has the label “good”; at least 2 labels are needed."
    )
    assert refused("").startswith("“mine.csv” is empty")
    assert "is not plain text" in refused("a\0b,c\n")
    assert "a text may hold at most" in refused("x" * (5 * 2**20 + 1))
    rows = "".join(f"film {i},{i % 2}\n" for i in range(tables.MOST_ROWS + 1))
    assert refused(rows).startswith("“mine.csv” has more than 50,000 rows")


def test_a_table_on_the_shelf() -> None:
    id = labelled.put_table(TABLE, "mine.csv")
    assert id.startswith("labelled:")
    assert labelled.available(id)
    found = labelled.load(id)
    assert found.id == id
    assert found.texts == labelled.read_table(TABLE, "mine.csv").texts
    with pytest.raises(Refused):
        labelled.put_table("text,label\n", "mine.csv")
    # What was put on the shelf as a mere text is no table.
    plain = shelf.put("Not a table at all.\nTwo lines.")
    with pytest.raises(Refused, match=r"^Row 1 has 1 columns, not 2"):
        labelled.load(f"labelled:{plain}")


def test_a_chinese_table() -> None:
    text = "文本,标签\n" + "".join(
        f"这部电影很{'好' if i % 2 else '差'}{i},{i % 2}\n" for i in range(12)
    )
    found = labelled.read_table(text, "我的.csv")
    assert found.language == "zh"
    assert found.texts[0][:2] == ("这部", "电影")
    assert tokenize.language_of("".join(found.texts[0])) == "zh"
