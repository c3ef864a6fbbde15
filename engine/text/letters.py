"""Which characters are ideographs, kana and combining marks, as classes for regular expressions.

Python's `re` has no `\\p{M}`, and its `\\w` leaves combining marks out, so that Hindi, Thai and
vocalised Arabic words would fall apart. The marks are therefore read from `unicodedata`; the CJK
blocks are those of the Unicode code charts.
"""

import re
import unicodedata
from functools import lru_cache

#: Inside of `[...]`: Han ideographs with 々 and 〇, hiragana, katakana with the long mark ー.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HIRAGANA = "\u3041-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"

#: No natural text puts more marks on one letter (Stream-Safe Text Format, Unicode UAX #15 §13).
MARKS_ON_ONE_LETTER = 30


@lru_cache(maxsize=1)
def marks() -> str:
    """Inside of `[...]`: every combining mark (Mn, Mc) but the variation selectors of emoji."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x20000):
        if 0xFE00 <= code <= 0xFE0F or unicodedata.category(chr(code)) not in ("Mn", "Mc"):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def composed(text: str) -> str:
    """`text` in normal form C, so that é typed as one code or as two is one letter.

    Marks beyond 30 on one letter are dropped first: sorting them takes quadratic time in
    `unicodedata.normalize`, and a file of nothing but marks would hang it.
    """
    if text.isascii():
        return text
    kept = f"([{marks()}]{{{MARKS_ON_ONE_LETTER}}})[{marks()}]++"
    return unicodedata.normalize("NFC", re.sub(kept, r"\1", text))
