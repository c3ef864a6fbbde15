"""The bytes of a visitor's file become text, or are refused in one sentence that says why.

Detection by statistics errs on short texts, so certain evidence comes first: a byte order mark,
zero bytes (UTF-16 and UTF-32), then strict UTF-8, which other encodings practically never satisfy
by accident (Dürst 1997, "The properties and promises of UTF-8"). Chinese encodings are told apart
by how many of their characters are frequent ones; what is left is asked of charset-normalizer.
"""

import re

from engine.sentences import N_, Refused, Sentence
from engine.text.letters import composed

#: Largest text taken, in bytes: what the upload field lets through (5 MB).
LIMIT = 5 * 2**20

#: The 260 most frequent characters of simplified and of traditional Chinese prose, together; they
#: make up about two thirds of such a text and about 5 % of one read in the wrong encoding.
COMMON = frozenset(
    "的我了不是一你他有这在个人们来很说么好汤要姆道到上去没里子那看会时也她得就吗天大想能都还下什为可着多以家过点"
    "知书本间生太儿事出只房小做给自和见对话起用开中后喜酒作心比回些车问宝觉样又如把欢意店住打日学前便面发地感玉听"
    "让吃常现年所真电该之明服笑老经错头贾但最无今然方再请行两成法怎当早于别正因次外从等买应果工候己手语已几理晚孩"
    "机定东姐三高二走分实务快钱何进门情相气认母才非告而被西信价亲完叫您丽国读更动呢女题每十必跟同水少内装入长玛忙"
    "哪此诉它较其总月花友带谁公爱难将名全新件字放美望餐种度身物找拿重解安帮星关写位昨需差像受國來會為們這個學時著"
    "對說與長及過於裡台發後經動現主開將力山業海民媽種進從內還兩教市灣當場麼機間醫隊由政文樣點部沒體各使合爸書四關"
    "表員聯加金球原氣問給五代活魚統帶立化頭向見區東實性車者目利北拉愛第百提空交色許六白或院樹總保邊九建期處軍親股"
    "幾應並南光先特路世傳式運觀界無資司林賽科八"
)

#: What Western European text has beyond ASCII, in Windows-1252; ž, š, ý, ł and others are missing
#: on purpose: where they would appear, the file is likelier Central European.
WESTERN = frozenset(
    "àâäáãåæçèéêëíîïñóôöõøœßùúûüÿÀÂÄÁÃÅÆÇÈÉÊËÍÎÏÑÓÔÖÕØŒÙÚÛÜ‘’“”«»–—…°§©®·¡¿€£ªº\xa0"
)

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_BINARY = (
    (b"\x89PNG", N_("a PNG picture")),
    (b"\xff\xd8\xff", N_("a JPEG picture")),
    (b"GIF8", N_("a GIF picture")),
    (b"%PDF", N_("a PDF document")),
    (b"PK\x03\x04", N_("a zip archive or an office document")),
    (b"\xd0\xcf\x11\xe0", N_("an office document")),
    (b"\x1f\x8b", N_("a gzip archive")),
    (b"SQLite format", N_("a database")),
)
#: Mainframe and rare code pages that charset-normalizer takes short texts for; UTF-16 is done here.
_UNLIKELY = (
    "cp037", "cp273", "cp424", "cp500", "cp720", "cp737", "cp775", "cp856", "cp864", "cp869",
    "cp875", "cp1006", "cp1026", "cp1125", "cp1140", "hp_roman8", "iso8859_3", "iso8859_4",
    "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_16", "johab", "kz1048", "mac_croatian",
    "mac_iceland", "mac_latin2", "ptcp154", "shift_jis_2004", "shift_jisx0213", "euc_jis_2004",
    "euc_jisx0213", "tis_620", "utf_7", "utf_16", "utf_16_be", "utf_16_le", "utf_32",
    "utf_32_be", "utf_32_le",
)  # fmt: skip
_EAST_ASIAN = ("gb18030", "cp950", "big5hkscs", "euc_jp", "cp932", "utf-16-le", "utf-16-be")
#: First and last leading byte of the first level, and its lowest second byte.
_FIRST_LEVEL = {
    "gb18030": (0xB0, 0xD7, 0xA1),
    "cp950": (0xA4, 0xC6, 0x40),
    "big5hkscs": (0xA4, 0xC6, 0x40),
}
_NOT_TEXT = N_("“{name}” is not plain text; save it as a plain text file (.txt) first.")
_SAMPLE = 64_000
_SHORT = 30


def decode(data: bytes, name: str) -> str:
    """The text in `data`: NFC, lines ended by \\n, no control characters.

    `name` stands in the sentences only. Raises Refused when it is longer than LIMIT, empty, or
    no text (a picture, an archive, random bytes).
    """
    name = _shown(name)
    check_size(len(data), name)
    for start, kind in _BINARY:
        if data.startswith(start):
            raise Refused(
                N_(
                    "“{name}” is {kind}, not plain text; save it as a plain text file (.txt) first."
                ),
                name=name,
                kind=Sentence(kind),
            )
    encoding = encoding_of(data)
    if encoding is None:
        raise Refused(_NOT_TEXT, name=name)
    return _cleaned(data.decode(encoding, errors="replace"), name)


def clean(text: str, name: str) -> str:
    """Pasted text, as `decode` would give it; raises Refused as that does."""
    data = text.encode("utf-8", "replace")
    check_size(len(data), _shown(name))
    return _cleaned(data.decode(), _shown(name))


def _cleaned(text: str, name: str) -> str:
    text = re.sub("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text.removeprefix("\ufeff"))
    text = text.rstrip("\x1a")
    controls = len(re.findall("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]", text))
    if "\0" in text or controls > max(len(text) // 100, 1):
        raise Refused(_NOT_TEXT, name=name)
    text = composed(re.sub("[\x01-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]", " ", text))
    if not text.strip():
        raise Refused(N_("“{name}” is empty; a text with a few words is needed."), name=name)
    return text


def encoding_of(data: bytes) -> str | None:
    """The encoding `data` is most likely written in, by Python's name; None where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding if _damage(data, encoding) <= 0.01 else None
    if b"\0" in data:
        return _wide(data)
    if _damage(data, "utf-8") <= 0.01:
        return "gb18030" if _only_looks_utf8(data) else "utf-8"
    if not re.search(b"[\x80-\xff]{2}", data) and _western(data):
        return "cp1252"  # é between letters; Chinese has its bytes beyond ASCII in pairs
    return _east_asian(data) or _western(data) or _asked(data)


def _shown(name: str) -> str:
    return name if len(name) <= 80 else name[:80] + "…"


def check_size(size: int, name: str) -> None:
    """Raises Refused when `size` bytes are more than a text may hold."""
    if size > LIMIT:
        raise Refused(
            N_("“{name}” holds {size} bytes; a text may hold at most {limit} (5 MB)."),
            name=name,
            size=f"{size:,}",
            limit=f"{LIMIT:,}",
        )


def _damage(data: bytes, encoding: str) -> float:
    """Unreadable places per character beyond ASCII: 0 where `encoding` reads all of `data`.

    A long file with one broken or cut-off character is still the encoding it nearly is.
    """
    text = data.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    return broken / max(len(re.findall("[^\x00-\x7f]", text)), 1)


def _familiar(text: str) -> float:
    """Share of characters that texts are made of: alphabets, punctuation, kana, frequent Han."""
    known = re.findall(
        "[\t\n\r -~\xa0-\u0fff\u2010-\u203b\u3000-\u30ff\uac00-\ud7a3\uff00-\uffef]", text
    )
    return (len(known) + sum(character in COMMON for character in text)) / max(len(text), 1)


def _wide(data: bytes) -> str | None:
    """UTF-32 or UTF-16 without a mark: the byte order that gives familiar characters."""
    found: dict[str, float] = {}
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            found[encoding] = _familiar(text[:_SAMPLE])
    best = max(found, key=found.__getitem__, default="")
    return best if found.get(best, 0) >= 0.4 else None


def _only_looks_utf8(data: bytes) -> bool:
    """Whether a few Chinese characters in GB18030 happen to be UTF-8, as 学习 is ѧϰ."""
    letters = set(re.findall("[^\x00-\x7f]", data[:_SAMPLE].decode("utf-8", errors="replace")))
    if not letters or len(letters) > _SHORT or max(letters) > "\u07ff" or letters & WESTERN:
        return False
    beyond = re.findall("[^\x00-\x7f]", data.decode("gb18030", errors="replace"))
    return 2 * sum(character in COMMON for character in beyond) >= len(beyond)


def _east_asian(data: bytes) -> str | None:
    """The encoding in which most is kana or frequent in Chinese; None where that is in none."""
    found: dict[str, float] = {}
    for encoding in _EAST_ASIAN:
        if encoding.startswith("utf-16") and len(data) % 2:
            continue
        text = data.decode(encoding, errors="replace")[:_SAMPLE]
        beyond = re.findall("[^\x00-\x7f\u3000-\u303f\uff00-\uff60]", text)
        if not beyond or text.count("\ufffd") > 0.01 * len(beyond):
            continue
        kana = len(re.findall("[ぁ-ヿ]", text))
        found[encoding] = (kana + sum(sign in COMMON for sign in beyond)) / len(beyond)
        if len(beyond) < _SHORT and encoding in _FIRST_LEVEL:
            # A name or two words need hold no frequent character; the encodings' own first
            # levels (3,755 and 5,401 characters in use) then tell them from rare ones.
            found[encoding] += 0.5 * _first_level("".join(beyond), encoding)
    best = max(found, key=found.__getitem__, default="")
    return best if found.get(best, 0) >= 0.4 else None


def _first_level(text: str, encoding: str) -> float:
    """Share of characters in the first level of `encoding`."""
    first, last, low = _FIRST_LEVEL[encoding]
    codes = [character.encode(encoding, "replace") for character in text]
    level = [len(code) == 2 and first <= code[0] <= last and code[1] >= low for code in codes]
    return sum(level) / len(level)


def _western(data: bytes) -> str | None:
    text = data[:_SAMPLE].decode("cp1252", errors="replace")
    beyond = re.findall("[^\x00-\x7f]", text)
    return "cp1252" if set(beyond) <= WESTERN and len(beyond) <= 0.5 * len(text) else None


def _asked(data: bytes) -> str | None:
    """What charset-normalizer makes of the beginning, if it reads all; else Windows-1252."""
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE:  # cut where no encoding can be in the middle of a character
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b" ")) + 1] or sample
    found = from_bytes(sample, cp_exclusion=list(_UNLIKELY)).best()
    for encoding in ([found.encoding] if found else []) + ["cp1252"]:
        if _damage(data, encoding) <= 0.01:
            return encoding
    return None
