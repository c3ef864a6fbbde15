"""Judged lines of a visitor's text, and what is said where there are too few."""

import pytest

from engine.sentences import Refused
from engine.text import judged, shelf

LINES = """
+ a lovely day
- never again
+很好看
好：我爱你
差，太难看了
1 great
0 awful
− so dull
+ !!
2. neither
no judgement here
"""


def test_lines_with_a_judgement_are_read_and_others_left_out() -> None:
    found, language = judged.own(LINES)
    assert found == [
        (["a", "lovely", "day"], 1), (["never", "again"], 0), (["很", "好看"], 1),
        (["我爱你"], 1), (["太", "难看", "了"], 0), (["great"], 1), (["awful"], 0),
        (["so", "dull"], 0),
    ]  # fmt: skip
    assert language == "zh"


def test_a_text_with_too_few_of_a_kind_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        judged.own("+ one\n+ two\n- three\n")
    assert str(refused.value) == (
        "This text has 2 lines that begin with + and 1 that begin with −; "
        "4 of each are needed at the least."
    )
    with pytest.raises(Refused):
        judged.load(f"text:{shelf.put('nothing is judged here')}")


def test_an_unknown_text_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        judged.load("atlantis")
    assert str(refused.value) == (
        "“atlantis” has no judged sentences. Known: sentence-polarity, reviews-zh, "
        "or a text of your own."
    )
