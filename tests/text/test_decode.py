"""Bytes of any origin: read right, or refused in one sentence."""

import random
import unicodedata
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.text.decode import LIMIT, clean, decode, encoding_of

CHINESE = "我们喜欢深度学习，他们在北京大学看书。\n今天天气很好，我想去公园走走。"
TRADITIONAL = "我們喜歡讀書，他們在臺灣大學上課。\n今天天氣很好，我想去公園走走。"
ENGLISH = "“It’s fine,” she said — the café is open.\nYou shall know a word."
FRENCH = "Le garçon était très étonné : où est passé l’été ?\nÇa va déjà mieux."
GERMAN = "Die Straße führt über die Brücke nach München.\nSchöne Gärten, große Häuser."
RUSSIAN = "Все счастливые семьи похожи друг на друга,\nкаждая несчастливая семья несчастлива."
JAPANESE = "吾輩は猫である。名前はまだ無い。\nどこで生れたかとんと見当がつかぬ。"
KOREAN = "모든 행복한 가정은 서로 닮았고,\n불행한 가정은 제각각 나름으로 불행하다."
HEBREW = "כל המשפחות המאושרות דומות זו לזו,\nאך כל משפחה אומללה אומללה בדרכה שלה."
POLISH = "Wszystkie dzieci były w szkole, gdzie uczyły się języka.\nZażółć gęślą jaźń."

UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be"]
LOCAL = [
    (CHINESE, "gb18030"), (CHINESE, "gbk"), (CHINESE, "gb2312"), (TRADITIONAL, "big5hkscs"),
    (TRADITIONAL, "gb18030"), (ENGLISH, "cp1252"), (FRENCH, "cp1252"), (GERMAN, "latin-1"),
    (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"),
    (KOREAN, "euc-kr"), (HEBREW, "cp1255"), (POLISH, "cp1250"),
]  # fmt: skip


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("text", [CHINESE, ENGLISH, RUSSIAN, JAPANESE, KOREAN, HEBREW])
def test_unicode_with_and_without_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(("text", "encoding"), LOCAL)
def test_older_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text
    assert decode((text + "\n").encode(encoding) * 40, "a.txt") == (text + "\n") * 40


#: Frequent words of both languages, from which Hypothesis makes texts nobody has seen.
WORDS = [
    "我们",
    "他们",
    "今天",
    "学习",
    "时候",
    "知道",
    "孩子",
    "没有",
    "什么",
    "开始",
    "问题",
    "生活",
    "工作",
    "朋友",
    "世界",
    "中国",
]
NAMES = [
    "café",
    "élève",
    "garçon",
    "naïve",
    "à",
    "déjà",
    "tête",
    "hôtel",
    "où",
    "façade",
    "forêt",
    "reçu",
    "voilà",
    "été",
    "île",
]


@given(
    st.lists(st.sampled_from(WORDS), min_size=3),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_chinese_round_trip(words: list[str], encoding: str) -> None:
    text = "".join(words) + "。"
    assert decode(text.encode(encoding), "a.txt") == text


@given(
    st.lists(st.sampled_from(NAMES + ENGLISH.split()), min_size=3),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
)
def test_western_round_trip(words: list[str], encoding: str) -> None:
    text = "The text: " + " ".join(words) + "."
    assert decode(text.encode(encoding), "a.txt") == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "a.bin")
    except Refused:
        return
    assert text.strip()
    assert "\0" not in text
    assert "\r" not in text
    assert text.encode("utf-8").decode("utf-8") == text  # no lone surrogates
    assert unicodedata.is_normalized("NFC", text)


def test_two_chinese_characters_are_chinese() -> None:
    # Four bytes, which statistics alone take for Korean, Thai or Cyrillic; 学习 is also UTF-8 (ѧϰ).
    for text in ("中文", "学习", "联通", "深度"):
        assert decode(text.encode("gb18030"), "a.txt") == text
    for text in ("café", "bientôt", "на", "λόγος", "שלום"):
        assert decode(text.encode("utf-8"), "a.txt") == text


def test_one_broken_byte_does_not_change_the_encoding() -> None:
    data = (CHINESE * 20).encode("utf-8")
    assert encoding_of(data[:-1]) == "utf-8"  # cut off within the last character
    assert decode(data[:-1], "a.txt") == (CHINESE * 20)[:-1] + "\ufffd"


def test_line_ends_marks_and_composition() -> None:
    assert decode(b"a\r\nb\rc\nd\x1a", "a.txt") == "a\nb\nc\nd"
    assert decode("cafe\u0301".encode(), "a.txt") == "caf\u00e9"
    assert decode("one\u2028two\u0085three".encode(), "a.txt") == "one\ntwo\nthree"
    assert decode(b"a stray \x07 bell in a text", "a.txt") == "a stray   bell in a text"


def test_markup_stays_as_it_is() -> None:
    text = "<script>alert('x')</script> <b>bold</b> &amp; {curly}"
    assert decode(text.encode(), "a.html") == text


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf", b"\xff\xfe", "\u3000".encode()])
def test_empty_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decode(data, "a.txt")
    assert str(refused.value) == "“a.txt” is empty; a text with a few words is needed."


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"PK\x03\x04\x14\0\0\0", "a zip archive or an office document"),
        (b"%PDF-1.7\n1 0 obj", "a PDF document"),
        (b"\x1f\x8b\x08\0\0", "a gzip archive"),
    ],
)
def test_known_files_are_named(data: bytes, kind: str) -> None:
    with pytest.raises(Refused) as refused:
        decode(data, "x")
    assert str(refused.value) == (
        f"“x” is {kind}, not plain text; save it as a plain text file (.txt) first."
    )


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(5_000),
        zlib.compress(random.Random(2).randbytes(900)),
        b"\0" * 100,
        b"plain words\0and a zero byte",
        b"\x01\x02\x03\x04 ab" * 20,
        b"\xff\xfe\x00\xd8\x00\xd8",  # marked as UTF-16, and two halves of nothing
    ],
    ids=["random", "compressed", "zeros", "one zero", "controls", "surrogates"],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decode(data, "x.bin")
    assert str(refused.value) == (
        "“x.bin” is not plain text; save it as a plain text file (.txt) first."
    )


def test_too_large_is_refused_with_both_sizes() -> None:
    with pytest.raises(Refused) as refused:
        decode(b"x" * (LIMIT + 1), "big.txt")
    # 5 · 2^20 = 5,242,880
    assert str(refused.value) == (
        "“big.txt” holds 5,242,881 bytes; a text may hold at most 5,242,880 (5 MB)."
    )
    assert len(decode(b"x" * LIMIT, "big.txt")) == LIMIT


def test_one_line_of_five_megabytes_and_nothing_but_marks() -> None:
    line = "字" * (LIMIT // 3)
    assert decode(line.encode(), "a.txt") == line
    assert decode(line.encode("gb18030"), "a.txt") == line
    # Sorting 2.6 million marks of two classes would take hours; 30 on one letter stay.
    marks = decode(("a" + "\u0301\u0316" * 1_300_000).encode(), "a.txt")
    assert 16 <= len(marks) <= 31


def test_pasted_text_is_held_to_the_same() -> None:
    assert clean("a\r\nb e\u0301", "paste") == "a\nb \u00e9"
    assert clean("half \ud83d of a pair in a pasted text", "paste").startswith("half ? of")
    with pytest.raises(Refused, match="is empty"):
        clean(" \n", "paste")
    with pytest.raises(Refused, match="holds 6,000,000 bytes"):
        clean("字" * 2_000_000, "paste")


def test_long_names_are_cut() -> None:
    with pytest.raises(Refused) as refused:
        decode(b"", "n" * 500)
    assert str(refused.value) == f"“{'n' * 80}…” is empty; a text with a few words is needed."
