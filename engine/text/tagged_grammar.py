"""A small grammar writes sentences whose every word has a known tag, though many have several.

Many of its words have two tags or three, and what decides stands on their left (the walk, they
walk), on their right (her dog, her yesterday; 在 家, 在 家 吃饭, 在 吃饭), or on both sides. A rule
is a line of parts: `<slot>` is replaced by one of the slot's own lines, `word/x` is a word with
the tag of letter x (see `LETTERS`), and a slot of bare words gives them the letter it names.
What could be read in two ways is not written: after *saw her* comes no *walk*.
"""

import random
import re
from dataclasses import dataclass
from functools import lru_cache

#: The letter of a tag in the rules below, and the tag's name.
LETTERS = {
    "n": "noun", "v": "verb", "a": "adjective", "r": "adverb", "p": "pronoun", "d": "determiner",
    "i": "preposition", "c": "conjunction", "m": "number", "t": "particle", "q": "measure",
}  # fmt: skip

#: Words of one tag each place: slot and letter, then the words.
_EN_WORDS = """
one n: dog cat horse child woman teacher doctor boat house garden letter table river friend
many n: dogs cats horses children women teachers doctors boats houses letters friends
either n: walk play watch dance talk plan paint show rest call
do v: walk play dance talk rest call
make v: play watch plan paint show call
did v: saw found met heard left
see v: see know hear find meet
went v: walked ran went came
quality n: cold light dark sweet
gives a: cold light dark sweet
warm v: warm clean open dry empty
warmer a: warm clean open dry empty
good a: good old big happy strange
swift a: fast late early hard
swiftly r: fast late early hard
when r: today yesterday often again
they p: they we you i
she p: she he
the d: the a our every
our d: the our my these
at i: in near with under
link c: and but
some m: two three ten
"""
_EN_RULES = """
sentence: <core> | <core> | <core> | <core> <link> <core> | <core> <while> | <while> <core>
core: <doing> | <doing> | <being> | <being> | <her> | <her> | <that> | <that> | <to>
core: <light> | <light> | <light> | <like> | <fast> | <can> | <so>
thing: <the> <one> | <the> <good> <one> | <some> <many> | her/d <one> | <the> <warmer> <one>
who: <they> | <they> | <our> <good> <many> | <some> <many>
doing: <who> <see> <thing> | <who> <make> <thing> | <who> <do> <at> <thing> | <who> <do> <when>
doing: <who> <warm> <thing> | <she> <did> <thing>
being: <the> <either> was/v <good> | <the> <good> <either> was/v <swift>
being: <she> <did> <the> <either> | <the> <either> <at> <thing> was/v <good>
being: <the> <one> was/v <warmer>
her: <they> <did> her/p <when> | <they> <did> her/d <one> | <they> <did> her/p <at> <thing>
her: <they> <did> her/d <one> <when> | <she> <did> her/p | <she> <did> her/d <good> <one>
that: that/d <one> was/v <good> | that/p was/v <good> | <who> <see> that/c <thing> was/v <good>
that: <who> <see> that/d <one> | <who> <see> that/p <when> | <who> <see> that/c <they> <do>
to: <who> want/v to/t <do> | <who> want/v to/t <see> <thing> | <she> <went> to/i <thing>
light: the/d <quality> was/v <good> | the/d <gives> <one> was/v <good> | <she> <did> the/d <quality>
light: <she> <did> the/d <gives> <one> | the/d <quality> <at> <thing> was/v <good>
light: <they> light/v the/d <one> | <they> light/v a/d <good> <one>
like: <they> like/v <thing> | <they> look/v like/i <thing> | <they> like/v <many>
like: like/i <the> <one> <they> <do> | <they> <do> like/i <the> <one>
fast: <she> <went> <swiftly> | the/d <swift> <one> <went> | <who> <do> <swiftly>
can: <who> can/v <do> | the/d can/n was/v <good> | <she> <did> a/d can/n | <they> can/v <see> <many>
so: it/p was/v so/r <good> | so/c <they> <do> | so/r <good> was/v <thing> | so/c <she> <went> <when>
while: before/i <thing> | before/c <they> <do> | before/c <thing> was/v <good> | since/i <thing>
while: since/c <she> <went> | since/c <thing> was/v <good>
"""
_ZH_WORDS = """
one n: 猫 狗 马 孩子 老师 医生 朋友 学生
thing n: 书 信 桌子 刀 伞 帽子
place n: 家 学校 公园 医院 北京
either n: 工作 学习 研究 翻译 计划
act v: 工作 学习 研究 翻译 计划
do v: 吃饭 睡觉 说话 跑步 唱歌 等
move v: 跑 走 来 飞
take v: 看见 喜欢 认识 找到
nice a: 漂亮 聪明 高兴 安静
short a: 大 小 新 旧
size a: 大 小 高
pace a: 快 慢
hard a: 难 累 重要 有趣
they p: 我 你 他 她 我们 他们
much r: 很 太 不 也 都
also r: 不 也 都
hue a: 白 好 怪
shade r: 好 怪
some m: 一 两 三 十
each q: 只 个 本 把
"""
_ZH_RULES = """
sentence: <core> | <core> | <core> | <core> <link> <core> | 因为/c <core> 所以/c <core>
core: <at> | <at> | <at> | <give> | <give> | <flower> | <work> | <work> | <good> | <good> | <that>
core: <that> | <hold> | <reach> | <reach> | <cross> | <meet> | <must> | <than>
link: 但是/c | 而且/c
person: <they> | <they> | 那/d 个/q <one> | <some> 个/q <one>
object: <some> 本/q 书/n | 这/d 把/q <thing> | <they> 的/t <thing> | <thing>
at: <person> 在/i <place> <do> | <person> 在/v <place> | <person> 在/r <do> | <they> 在/r <act>
at: <they> 在/i <place> <act> | <person> <also> 在/v <place>
give: <person> 给/v <they> <object> | <person> 给/i <they> 写/v 信/n | <they> 给/i <one> 唱歌/v
give: <they> 给/v <one> <object>
flower: 花/n <much> <nice> | <they> 花/v 了/t <some> 块/q 钱/n | <they> <take> 花/n
work: <person> <also> <act> | 这/d 个/q <either> <much> <hard> | <they> 的/t <either> <much> <hard>
work: <either> <much> <hard> | <they> <act> 了/t | <they> 喜欢/v <they> 的/t <either>
work: <they> <also> <act>
work: <they> 喜欢/v 这/d 个/q <either> | <they> <also> 会/v | <they> 有/v <some> 个/q 会/n
work: <they> <also> 花/v
good: <person> <shade> <nice> | <they> 是/v <hue> <one> | <hue> <one> 来/v 了/t
good: <shade> <nice> 的/t <one>
good: <person> 白/r <move> 了/t | <they> 白/r <act> 了/t | <person> <much> <hue>
that: 那/p 是/v <thing> | 那/d 个/q <one> <much> <nice> | 这/p <much> <short>
that: 这/d 本/q 书/n <much> <short>
hold: <person> 把/i <thing> 放/v 在/v <place> | <person> 有/v <some> 把/q <thing>
hold: 把/i <thing> 给/v <they>
reach: <person> 到/v <place> 了/t | <person> 到/i <place> <do> | <they> 到/i <place> <act>
reach: <they> 到/v <place>
cross: <person> 过/v 马路/n | <person> 去/v 过/t <place> | <person> 过/v 河/n
cross: <they> <take> 过/t <object>
meet: <they> 会/v <do> | <they> 开/v 会/n | <they> 会/v <act> | 会/n <much> 长/a
must: <person> 得/v <do> | <person> <move> 得/t <much> <pace> | <they> 得/v <act>
than: <they> 比/i <they> <size> | <they> 比/v 一/m 比/v | <they> 对/i <one> <much> 好/a
than: <they> 说/v 得/t 对/a
"""
#: Sentences to look at first, each beside one that differs on its right.
_EXAMPLES = {
    "en": """
they/p saw/v her/p today/r
they/p saw/v her/d dog/n today/r
the/d light/n was/v good/a
the/d light/a boat/n was/v good/a
that/p was/v strange/a
that/d letter/n was/v strange/a
they/p light/v the/d house/n and/c i/p like/v the/d light/n
before/i the/d show/n they/p watch/v her/p
before/c the/d show/n was/v good/a they/p watch/v her/d cat/n
""",
    "zh": """
他/p 在/v 学校/n
他/p 在/i 学校/n 吃饭/v
他/p 在/r 吃饭/v
我/p 给/v 他/p 书/n
我/p 给/i 他/p 写/v 信/n
那/p 是/v 花/n
那/d 个/q 孩子/n 花/v 了/t 十/m 块/q 钱/n
她/p 好/r 聪明/a
她/p 是/v 好/a 朋友/n
他们/p 的/t 工作/n 很/r 难/a
""",
}
_PART = re.compile(r"<(\S+?)>|(\S+)/([a-z])")


@dataclass(frozen=True)
class _Grammar:
    """Slot → its lines; a line is a list of parts: another slot, or a word with its tag."""

    slots: dict[str, tuple[tuple[tuple[str, str], ...], ...]]


def told(language: str, seed: int, size: int) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """`size` sentences of the grammar of `language`, "en" or "zh": words and the tag of each.

    The same language and seed give the same sentences; a smaller size is their beginning.
    """
    grammar, source = _read(language), random.Random(f"tagged {language} {seed}")
    found = []
    for _ in range(size):
        pairs = _grow(grammar, "sentence", source)
        found.append((tuple(word for word, _ in pairs), tuple(tag for _, tag in pairs)))
    return found


def examples(language: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """A few sentences of the grammar to look at, with their tags."""
    lines = [_line(line) for line in _EXAMPLES[language].strip().split("\n")]
    return [(tuple(word for word, _ in line), tuple(tag for _, tag in line)) for line in lines]


def _grow(grammar: _Grammar, slot: str, source: random.Random) -> list[tuple[str, str]]:
    """One way to fill a slot."""
    found: list[tuple[str, str]] = []
    for part, tag in source.choice(grammar.slots[slot]):
        found += [(part, tag)] if tag else _grow(grammar, part, source)
    return found


@lru_cache(maxsize=2)
def _read(language: str) -> _Grammar:
    words, rules = {"en": (_EN_WORDS, _EN_RULES), "zh": (_ZH_WORDS, _ZH_RULES)}[language]
    slots: dict[str, list[tuple[tuple[str, str], ...]]] = {}
    for line in words.strip().split("\n"):
        head, listed = line.split(":")
        name, letter = head.split()
        slots[name] = [((word, LETTERS[letter]),) for word in listed.split()]
    for line in rules.strip().split("\n"):
        name, told = line.split(":")
        slots.setdefault(name, []).extend(_line(rule) for rule in told.split("|"))
    return _Grammar({name: tuple(lines) for name, lines in slots.items()})


def _line(rule: str) -> tuple[tuple[str, str], ...]:
    """The parts of one line: slots without a tag, and words with theirs."""
    parts = _PART.findall(rule)
    return tuple((word, LETTERS[letter]) if word else (slot, "") for slot, word, letter in parts)
