"""Who is *it*? Sentences in which a word after *it* decides, and others in which both sides must.

*The animal didn't cross the street because it was too tired*, or *too wide*: up to *it* the two
are the same, word for word, so what was read from the left cannot tell. In the second family the
last word alone cannot tell either: *the box didn't fit into the bag because it was too big*, *the
box couldn't hold the bag because it was too big* (after Levesque, Davis & Morgenstern 2012, "The
Winograd Schema Challenge"). Every noun stands with every other and with every adjective, so there
is nothing else to learn from.
"""

from dataclasses import dataclass

#: What *it* can be: the noun said first, or the one said second.
FIRST, SECOND = 0, 1
#: Which side of *it* decides: the right alone, or both together.
FAMILIES = ("right", "both")
IT = {"en": "it", "zh": "它"}
#: Of the pairs of nouns every so many is never trained on.
EVERY = 4


@dataclass(frozen=True)
class Form:
    """A sentence with places for its nouns A and B and its adjective Q.

    means  the adjectives with which *it* is the noun said first, and those with which the second
    """

    family: str
    words: str
    nouns: tuple[str, str]
    means: tuple[str, str]


@dataclass(frozen=True)
class Referring:
    """One sentence: its words, the place of *it* in them and of both nouns, and who *it* is."""

    family: str
    words: tuple[str, ...]
    it: int
    nouns: tuple[int, int]
    who: int
    held_out: bool


_EN_THINGS, _ZH_THINGS = (
    "box bag basket crate chest drum trunk bucket",
    "箱子 袋子 盒子 篮子 柜子 水桶 书包 罐子",
)
FORMS = {
    "en": (
        Form(
            "right", "the A didn't cross the B because it was too Q",
            ("animal dog horse cat cow rabbit fox goat", "street road river bridge field"),
            ("tired old weak slow lazy hungry", "wide long deep busy steep crowded"),
        ),
        Form(
            "both", "the A didn't fit into the B because it was too Q",
            (_EN_THINGS, _EN_THINGS), ("big large tall", "small tiny narrow"),
        ),
        Form(
            "both", "the A couldn't hold the B because it was too Q",
            (_EN_THINGS, _EN_THINGS), ("small tiny narrow", "big large tall"),
        ),
    ),
    "zh": (
        Form(
            "right", "那 只 A 没有 过 B 因为 它 太 Q 了",
            ("动物 狗 马 猫 牛 兔子 狐狸 羊", "马路 街 河 桥 田地"),
            ("累 老 弱 慢 懒 饿", "宽 长 深 挤 陡 滑"),
        ),
        Form(
            "both", "这个 A 放不进 那个 B 因为 它 太 Q 了",
            (_ZH_THINGS, _ZH_THINGS), ("大 宽 高", "小 窄 矮"),
        ),
        Form(
            "both", "这个 A 装不下 那个 B 因为 它 太 Q 了",
            (_ZH_THINGS, _ZH_THINGS), ("小 窄 矮", "大 宽 高"),
        ),
    ),
}  # fmt: skip


def told(language: str) -> list[Referring]:
    """Every sentence of both families in `language`, "en" or "zh", in a fixed order."""
    found = []
    for form in FORMS[language]:
        firsts, seconds = (nouns.split() for nouns in form.nouns)
        for a, first in enumerate(firsts):
            for b, second in enumerate(seconds):
                if first == second:
                    continue
                held_out = (a + b) % EVERY == 0
                for who in (FIRST, SECOND):
                    for quality in form.means[who].split():
                        found.append(fill(form, language, (first, second), quality, held_out))
    return found


def fill(
    form: Form, language: str, nouns: tuple[str, str], quality: str, held_out: bool = False
) -> Referring:
    """One sentence of a form."""
    pattern = form.words.split()
    given = {"A": nouns[0], "B": nouns[1], "Q": quality}
    words = tuple(given.get(word, word) for word in pattern)
    who = FIRST if quality in form.means[FIRST].split() else SECOND
    places = (pattern.index("A"), pattern.index("B"))
    return Referring(form.family, words, pattern.index(IT[language]), places, who, held_out)
