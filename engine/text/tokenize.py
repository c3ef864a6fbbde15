"""A text becomes sentences of words; what a word is depends on how its script is written.

Alphabets: letters with inner apostrophes and hyphens, and numbers, in lower case; punctuation is
left out. Chinese: the words that jieba finds (Sun 2012; a dictionary's most probable path and a
hidden Markov model for what it lacks), or single characters. The script of each stretch decides,
so mixed texts need no setting. Japanese is cut where its script changes, which is crude; Thai and
its like, written without spaces, are not cut into words at all.
"""

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from engine.sentences import N_, Refused
from engine.text.letters import HAN, HIRAGANA, KATAKANA, marks

#: What `tokens` may be.
TOKENS = ("words", "characters")

#: Longest word and longest stretch given to jieba at once, in characters. Both bound the work on a
#: file without spaces; jieba's Markov model takes quadratic time over a stretch.
LONGEST_WORD = 60
LONGEST_STRETCH = 200

_ENDS = re.compile(
    "[。！？；…।۔؟\n]"  # certain
    "|[!?](?=[\\s\"'”’)\\]»]|$)"  # at the end of something
    # A full stop also abbreviates: initials and titles are not the end of a sentence.
    "|(?<!\\b[A-Z])(?<!\\bMr)(?<!\\bMrs)(?<!\\bMs)(?<!\\bDr)(?<!\\bSt)\\.(?=[\\s\"'”’)\\]»]|$)"
)
_CJK = re.compile(f"[{HAN}{HIRAGANA}{KATAKANA}]")


def sentences(text: str, tokens: str = "words", language: str | None = None) -> list[list[str]]:
    """The sentences of `text`, each a list of lower-case tokens; those without tokens are left out.

    tokens    "words", or "characters": ideographs and kana singly; other words stay whole in a
              Chinese or Japanese text and become letters elsewhere
    language  as `language_of` says it, which is asked where it is None
    Raises Refused when `tokens` is neither.
    """
    if tokens not in TOKENS:
        raise Refused(
            N_("tokens={tokens} is not one of {allowed}."), tokens=tokens, allowed=", ".join(TOKENS)
        )
    language = language or language_of(text)
    text = _unwrapped(text).replace("\u00ad", "").replace("’", "'")  # soft hyphens join
    cut = _words if tokens == "words" else _characters
    found = (list(cut(piece.lower(), language)) for piece in _ENDS.split(text))
    return [sentence for sentence in found if sentence]


def characters(words: list[str], language: str) -> list[str]:
    """The words of one sentence, cut into characters as `sentences` does it."""
    return [token for word in words for token in _characters(word, language)]


def language_of(text: str) -> str:
    """ "zh", "ja", "en" (any text in Latin letters) or "und" for other scripts and for none.

    An ideograph counts as one word: Chinese where they are 30 % of all words, so that an English
    text that quotes some Chinese stays English. Read from at most three stretches of the text.
    """
    third = 30_000
    if len(text) > 3 * third:
        middle = len(text) // 2
        text = text[:third] + "\n" + text[middle : middle + third] + "\n" + text[-third:]
    han = len(re.findall(f"[{HAN}]", text))
    kana = len(re.findall(f"[{HIRAGANA}{KATAKANA}]", text))
    words = re.findall("[^\\W\\d_]+", _CJK.sub(" ", text))
    latin = sum(word[0] < "\u0250" for word in words)
    if han + kana > 0.3 * (han + kana + len(words)):
        return "ja" if kana > 0.2 * (han + kana) else "zh"
    return "en" if 0 < len(words) <= 2 * latin else "und"


def _words(text: str, language: str) -> Iterator[str]:
    for found in _pattern().finditer(text):
        if found.lastgroup == "han" and language != "ja":
            yield from _jieba().cut(found.group())
        else:
            yield found.group()


def _characters(text: str, language: str) -> Iterator[str]:
    for found in _pattern().finditer(text):
        if found.lastgroup in ("han", "kana"):
            yield from found.group()
        elif language in ("zh", "ja"):
            yield found.group()
        else:
            yield from re.findall(f"[^\\W_{marks()}][{marks()}]*", found.group())


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """A stretch of Han, of kana, a number with its points and commas, or a word.

    The counts bound every match; `++` forbids going back, so the time is linear in the text.
    """
    letter = f"[^\\W_{HAN}{HIRAGANA}{KATAKANA}]"
    letters = f"{letter}(?:{letter}|[{marks()}]){{0,{LONGEST_WORD - 1}}}+"
    return re.compile(
        f"(?P<han>[{HAN}]{{1,{LONGEST_STRETCH}}})"
        f"|(?P<kana>[{HIRAGANA}]{{1,{LONGEST_WORD}}}|[{KATAKANA}]{{1,{LONGEST_WORD}}})"
        f"|\\d{{1,30}}+(?:[.,:/]\\d{{1,30}}){{1,9}}+(?!{letter})"
        # Inside of words: apostrophe, hyphens, and the joiners of Persian and Indian scripts.
        f"|{letters}(?:['\\-\u2010\u2011\u200c\u200d]{letters}){{0,5}}+"
    )


@lru_cache(maxsize=1)
def _jieba() -> Any:
    """jieba's segmenter with its dictionary read; half a second, once a process.

    The dictionary is set here and not by jieba's `initialize`, which prints, and keeps a copy in
    the shared temporary folder that is no faster to read (0.52 s against 0.46 s).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in its source, pkg_resources
        import jieba
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    return segmenter


def _unwrapped(text: str) -> str:
    """`text` with the lines of each paragraph joined, where a typewriter's margin broke them.

    A text is taken for broken at a margin when most of its lines come near one length between 50
    and 90 characters and do not end like sentences. In other texts a line is a sentence.
    """
    lines = [line for line in text[:200_000].split("\n") if line.strip()]
    if len(lines) < 20:
        return text
    margin = sorted(map(len, lines))[int(0.95 * len(lines))]
    full = [line for line in lines if len(line) >= 0.7 * margin]
    inner = [line for line in full if not line.rstrip().endswith(tuple(".!?。！？\"'”’"))]
    if not (50 <= margin <= 90 and len(inner) > 0.5 * len(lines)):
        return text
    return joined(text)


def joined(text: str) -> str:
    """`text` with single line breaks turned into spaces; an empty line still ends a paragraph."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub("(?<!\n)\n(?!\n)", " ", lines)
