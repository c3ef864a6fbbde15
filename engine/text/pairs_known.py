"""What a visitor's own text should become, where a made task knows it: read by rule, not learnt.

The inverse of what `pairs_made` draws: letters, numbers, dates in the ways in which it writes them,
sentences of its small English. None where the text is none of these.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from engine.text import pairs_made as made

Found = TypeVar("Found")

_ENDING = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_DAY_ZH = re.compile(r"(.{4})年(.{1,3})月(.{1,3})[日号](，星期.)?")
#: Numbers to 31 as Chinese dates write them.
_NUMBERS_ZH = {made.below_hundred_zh(value): value for value in range(1, 32)}


def known(task: str, source: list[str]) -> list[str] | None:
    """What a source should become; None where nobody knows."""
    rule = RULES.get(task)
    return rule(source) if rule else None


def number(source: list[str]) -> list[str] | None:
    """342 → three hundred and forty two."""
    value = _value(source)
    return None if value is None else made.spoken(value)


def number_zh(source: list[str]) -> list[str] | None:
    """342 → 三百四十二."""
    value = _value(source)
    return None if value is None else list(made.spoken_zh(value))


def _value(source: list[str]) -> int | None:
    said = "".join(source)
    plain = said.isascii() and said.isdecimal() and len(said) <= 6 and str(int(said)) == said
    return int(said) if plain else None


def date(source: list[str]) -> list[str] | None:
    """the 3rd of may, 1997 → 1997-05-03."""
    words = _ENDING.sub("", "".join(source).lower()).replace(",", " ").split()
    words = [word for word in words if word not in ("the", "of", *map(str.lower, made.DAYS))]
    if len(words) == 1:
        words = words[0].split(".")
        if len(words) != 3 or not all(word.isdecimal() and word.isascii() for word in words):
            return None
        return _iso(words[2], words[1], words[0])
    if len(words) != 3:
        return None
    day, month, year = words if words[0][0].isdecimal() else (words[1], words[0], words[2])
    months = {name.lower()[:long]: at for at, name in enumerate(made.MONTHS, 1) for long in (3, 99)}
    year = year.replace("'", "20", 1) if len(year) == 3 else year
    return _iso(year, str(months.get(month, 0)), day.rstrip("."))


def date_zh(source: list[str]) -> list[str] | None:
    """一九九七年五月三日 → 1997-05-03."""
    found = _DAY_ZH.fullmatch("".join(source))
    if not found:
        return None
    digits = {sign: str(value) for value, sign in enumerate(made.DIGITS_ZH)}
    year = "".join(digits.get(sign, sign) for sign in found[1])
    return _iso(year, *(str(_NUMBERS_ZH.get(part, part)) for part in found.groups()[1:3]))


def _iso(year: str, month: str, day: str) -> list[str] | None:
    with suppress(ValueError):
        return list(datetime.date(int(year), int(month), int(day)).isoformat())
    return None


def chinese(source: list[str]) -> list[str] | None:
    """the girl sees one fish today → 今天 女孩 看见 一 条 鱼, in the words of `pairs_made`."""
    rest = list(source)

    def met(table: Mapping[str, Found], *before: str) -> Found | None:
        n = len(before)
        if tuple(rest[:n]) != before or len(rest) <= n or rest[n] not in table:
            return None
        del rest[:n]
        return table[rest.pop(0)]

    beings = {being: said for being, said, _ in made.BEINGS}
    being = met(beings, "the")
    action, amount = met(dict(made.ACTIONS)), met(dict(made.COUNTS))
    quality, thing = met(dict(made.QUALITIES)), met(_things(amount == made.COUNTS[0][1]))
    owner = met(beings, "of", "the")
    place, time = met(dict(made.PLACES), "in", "the"), met(dict(made.TIMES))
    if rest or not (being and action and amount and thing):
        return None
    return made.in_chinese(being, action, amount, quality, thing, owner, place, time)


def _things(one: bool) -> dict[str, tuple[str, str]]:
    """A thing as it is counted in English → itself and the word that counts it in Chinese."""
    return {made.counted(thing, one): (said, measure) for thing, said, measure in made.THINGS}


#: Task → what becomes of a source.
RULES: dict[str, Callable[[list[str]], list[str] | None]] = {
    "reverse": lambda source: source[::-1],
    "copy": list,
    "dates": date,
    "dates-zh": date_zh,
    "numbers": number,
    "numbers-zh": number_zh,
    "en-zh": chinese,
}
