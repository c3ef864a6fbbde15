"""The made tasks: each draws one pair of texts, source and target, from a random generator.

Letters to reverse or to copy, dates to ISO 8601, numbers to words in English and Chinese, and a
small English that is Chinese in another order: where an action happens, and when, stands before
it; what belongs to somebody follows its owner; a thing is counted by a word of its kind.
"""

import calendar
import datetime
import random

LETTERS = "abcdefghijkl"
FEWEST, MOST = 2, 16

MONTHS = tuple(calendar.month_name)[1:]
DAYS = tuple(calendar.day_name)
DIGITS_ZH = "〇一二三四五六七八九"

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

#: Things that act: English, Chinese, the word that counts it.
BEINGS = (
    ("dog", "狗", "只"), ("cat", "猫", "只"), ("teacher", "老师", "位"), ("girl", "女孩", "个"),
    ("boy", "男孩", "个"), ("farmer", "农夫", "个"), ("doctor", "医生", "位"), ("bird", "鸟", "只"),
    ("king", "国王", "位"), ("student", "学生", "个"),
)  # fmt: skip
#: Things that something is done to.
THINGS = (
    ("apple", "苹果", "个"), ("book", "书", "本"), ("fish", "鱼", "条"), ("letter", "信", "封"),
    ("hat", "帽子", "顶"), ("picture", "画", "幅"), ("horse", "马", "匹"), ("cake", "蛋糕", "块"),
)  # fmt: skip
ACTIONS = (
    ("sees", "看见"), ("buys", "买"), ("likes", "喜欢"), ("draws", "画"), ("finds", "找到"),
    ("brings", "带来"),
)  # fmt: skip
QUALITIES = (
    ("red", "红"),
    ("old", "旧"),
    ("big", "大"),
    ("small", "小"),
    ("new", "新"),
    ("white", "白"),
)
PLACES = (
    ("garden", "花园"),
    ("school", "学校"),
    ("city", "城市"),
    ("house", "房子"),
    ("park", "公园"),
)
TIMES = (
    ("today", "今天"),
    ("yesterday", "昨天"),
    ("tomorrow", "明天"),
    ("now", "现在"),
)
COUNTS = (("one", "一"), ("two", "两"), ("three", "三"), ("four", "四"), ("five", "五"))

Pair = tuple[list[str], list[str]]


def letters(chance: random.Random) -> list[str]:
    """Two to sixteen letters."""
    return [chance.choice(LETTERS) for _ in range(chance.randint(FEWEST, MOST))]


def reversal(chance: random.Random) -> Pair:
    """abc → cba."""
    drawn = letters(chance)
    return drawn, drawn[::-1]


def copy(chance: random.Random) -> Pair:
    """abc → abc."""
    drawn = letters(chance)
    return drawn, list(drawn)


def date(chance: random.Random) -> Pair:
    """A day between 1900 and 2099 in one of the ways in which it is written → 1997-05-03."""
    day = _day(chance)
    month, short = MONTHS[day.month - 1], MONTHS[day.month - 1][:3]
    ordinal = f"{day.day}{_ending(day.day)}"
    ways = (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{DAYS[day.weekday()]}, {day.day} {month} {day.year}",
        f"the {ordinal} of {month}, {day.year}",
        f"{short} {ordinal} {day.year}",
        f"{day.day}. {short} '{day.year % 100:02d}"
        if day.year >= 2000
        else f"{day.day} {short} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
    )
    return list(chance.choice(ways).lower()), list(day.isoformat())


def date_zh(chance: random.Random) -> Pair:
    """The same in Chinese: 一九九七年五月三日, 1997年5月3日."""
    day = _day(chance)
    year = "".join(DIGITS_ZH[int(digit)] for digit in str(day.year))
    ways = (
        f"{year}年{below_hundred_zh(day.month)}月{below_hundred_zh(day.day)}日",
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{below_hundred_zh(day.month)}月{below_hundred_zh(day.day)}号",
        f"{day.year}年{day.month}月{day.day}号，星期{'一二三四五六日'[day.weekday()]}",
    )
    return list(chance.choice(ways)), list(day.isoformat())


def number(chance: random.Random) -> Pair:
    """342 → three hundred and forty two, from 0 to 999,999; all lengths alike."""
    value = _value(chance)
    return list(str(value)), spoken(value)


def number_zh(chance: random.Random) -> Pair:
    """342 → 三百四十二."""
    value = _value(chance)
    return list(str(value)), list(spoken_zh(value))


def spoken(value: int) -> list[str]:
    """A number below a million in English words."""
    if value < 20:
        return [ONES[value]]
    if value < 100:
        return [TENS[value // 10], *([ONES[value % 10]] if value % 10 else [])]
    if value < 1000:
        rest = ["and", *spoken(value % 100)] if value % 100 else []
        return [ONES[value // 100], "hundred", *rest]
    rest = spoken(value % 1000) if value % 1000 else []
    joint = ["and"] if 0 < value % 1000 < 100 else []
    return [*spoken(value // 1000), "thousand", *joint, *rest]


def below_hundred_zh(value: int) -> str:
    """A number from 1 to 99: 十 for ten, not 一十."""
    tens, ones = divmod(value, 10)
    first = "" if tens == 0 else "十" if tens == 1 else DIGITS_ZH[tens] + "十"
    return first + (DIGITS_ZH[ones] if ones else "")


def spoken_zh(value: int) -> str:
    """A number below a million in Chinese: groups of four digits, one 零 for any gap within."""
    if value == 0:
        return "零"
    high, low = divmod(value, 10_000)
    if not high:
        return _four_zh(low, first=True)
    gap = "零" if low and (low < 1000) else ""
    return _four_zh(high, first=True) + "万" + (gap + _four_zh(low, first=False) if low else "")


def _four_zh(value: int, first: bool) -> str:
    """Up to four digits; at the beginning of a number 一十 is said 十."""
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            said += ("零" if gap else "") + DIGITS_ZH[digit] + name
        gap = not digit and bool(said)
    return said[1:] if first and said.startswith("一十") else said


def translation(chance: random.Random) -> Pair:
    """the old king sees two red apples in the garden today → 今天 旧 … in Chinese order."""
    being, thing = chance.choice(BEINGS), chance.choice(THINGS)
    action, amount = chance.choice(ACTIONS), chance.choice(COUNTS)
    quality = chance.choice(QUALITIES) if chance.random() < 0.6 else None
    owner = chance.choice(BEINGS) if chance.random() < 0.4 else None
    place = chance.choice(PLACES) if chance.random() < 0.5 else None
    time = chance.choice(TIMES) if chance.random() < 0.5 else None
    english = ["the", being[0], action[0], amount[0]]
    english += [quality[0]] if quality else []
    english += [counted(thing[0], amount is COUNTS[0])]
    english += ["of", "the", owner[0]] if owner else []
    english += ["in", "the", place[0]] if place else []
    english += [time[0]] if time else []
    maybe = [part[1] if part else None for part in (quality, owner, place, time)]
    chinese = in_chinese(being[1], action[1], amount[1], maybe[0], thing[1:], *maybe[1:])
    return english, chinese


def counted(thing: str, one: bool) -> str:
    """One apple, two apples; one fish, two fish."""
    return thing if one or thing == "fish" else f"{thing}s"


def in_chinese(
    being: str,
    action: str,
    amount: str,
    quality: str | None,
    thing: tuple[str, str],
    owner: str | None,
    place: str | None,
    time: str | None,
) -> list[str]:
    """The parts of a sentence in Chinese order; thing: itself, and the word that counts it."""
    words = [time] if time else []
    words += [being]
    words += ["在", place, "里"] if place else []
    words += [action]
    words += [owner, "的"] if owner else []
    words += [amount, thing[1]]
    words += [quality, "的"] if quality else []
    return [*words, thing[0]]


def translation_zh(chance: random.Random) -> Pair:
    """The same the other way round."""
    english, chinese = translation(chance)
    return chinese, english


def _day(chance: random.Random) -> datetime.date:
    first, last = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
    return first + datetime.timedelta(days=chance.randrange((last - first).days + 1))


def _ending(day: int) -> str:
    if 10 <= day % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _value(chance: random.Random) -> int:
    digits = chance.randint(1, 6)
    return chance.randrange(10 ** (digits - 1) if digits > 1 else 0, 10**digits)
