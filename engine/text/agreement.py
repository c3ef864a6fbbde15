"""One word decides the form of another one far away, and nouns stand between to mislead.

English: the verb agrees with its subject, not with the nouns after it, "the keys to the cabinet
are …" (Bock & Miller 1991; Linzen, Dupoux & Goldberg 2016). Chinese verbs do not inflect, but a
measure word waits for its noun across a whole clause, and other measure words come in between:
一 只 她 在 那 辆 汽车 旁边 看见 的 猫. A sentence made here knows which word decides, which must
agree, and what stands between. An *attractor* is a noun between of another kind than the one that
decides. (What is said is nonsense, so that meaning cannot help: Gulordava et al. 2018.)
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.sentences import N_, Refused

#: Nouns between the two words at the most.
MOST = 4


@dataclass(frozen=True)
class Agreeing:
    """A sentence and where its agreement lies.

    cue, target  places of the word that decides and of the word that must agree
    kind         which of KINDS the cue is of, from 0
    between      the kinds of the nouns between the two, in their order
    """

    words: tuple[str, ...]
    cue: int
    target: int
    kind: int
    between: tuple[int, ...]

    @property
    def attractors(self) -> int:
        """Nouns between that are of another kind than the cue."""
        return sum(kind != self.kind for kind in self.between)

    @property
    def distance(self) -> int:
        """How many words on from the cue the target stands."""
        return self.target - self.cue


def _split(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(option.split()) for option in text.split("|"))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# English: a noun and a verb in both numbers.
_NOUNS = _split(
    "key keys|cabinet cabinets|door doors|table tables|picture pictures|book books|letter letters|"
    "box boxes|car cars|house houses|tree trees|cat cats|dog dogs|child children|man men|"
    "woman women|flower flowers|chair chairs"
)
_VERBS = _split("is are|was were|looks look|seems seem")
#: What is done inside of a clause: "the key that the men need is …".
_DOINGS = _split("sees see|likes like|needs need|hides hide")
_ARTICLES = _words("the the my your")
_JOINTS = _words("to near behind beside under with of above")
_QUALITIES = _words("old new small blue clean cute heavy lost")
#: Words between that are of no number.
_FILLERS = _split(
    "that we found yesterday|that you like so much|that i saw in town last week|"
    "from the end of the street|in the corner on the left|at the back of it all"
)
_ADVERBS = _words("usually now")
#: How often the nouns between reach into a clause with a verb of its own.
_CLAUSES = 0.5

# Chinese: a measure word and its nouns.
_MEASURED = {
    "只": _words("猫 狗 兔子 老虎 猴子"),
    "本": _words("书 小说 杂志 词典 日记"),
    "辆": _words("汽车 卡车 自行车 摩托车 马车"),
    "棵": _words("松树 柳树 桃树 杨树 枫树"),
}
_MEASURES = tuple(_MEASURED)
_OPENINGS = _split("这 是|那 是|我 记得|他 想要|她 画 了|我们 有")
_NUMBERS = _words("一 一 一 两 三")
_PEOPLE = _words("我 他 她 老师 妈妈 小明")
_TIMES = _words("昨天 今天 去年 早上")
_PLACES = _words("旁边 后面 前面 附近 对面")
_SEEING = _words("看见 找到 发现 提到 梦见")

#: Kinds that must agree, and for each the words that may stand where agreement shows.
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "singular": tuple(one for one, _ in _VERBS),
        "plural": tuple(many for _, many in _VERBS),
    },
    "zh": _MEASURED,
}
STOP = {"en": ".", "zh": "。"}


def sentences(language: str, seed: int, most: int = MOST) -> Iterator[Agreeing]:
    """Sentences without end; the same language, seed and `most` (nouns between), the same ones.

    Each further noun between is half as frequent, as long sentences are where people write.
    Raises Refused for a language without a grammar.
    """
    write = _WRITERS[_known(language)]
    chance = random.Random(f"{language} {seed} {most}")
    shares = [2.0 ** (most - n) for n in range(most + 1)]
    while True:
        (between,) = chance.choices(range(most + 1), shares)
        yield write(chance, [None] * between)


def examination(language: str, seed: int, each: int) -> list[Agreeing]:
    """Different sentences, `each` for every number of nouns between (0 to MOST) and attractors.

    (MOST + 1)(MOST + 2) / 2 such cells, sorted by nouns between, then by attractors.
    """
    write = _WRITERS[_known(language)]
    chance = random.Random(f"{language} {seed} examination")
    found = dict[tuple[str, ...], Agreeing]()
    for between in range(MOST + 1):
        for attractors in range(between + 1):
            lures = [True] * attractors + [False] * (between - attractors)
            wanted = len(found) + each
            while len(found) < wanted:
                chance.shuffle(lures)
                one = write(chance, list(lures))
                found.setdefault(one.words, one)
    return list(found.values())


def vocabulary(language: str) -> tuple[str, ...]:
    """Every word that the grammar may say, in a fixed order, the full stop first."""
    if _known(language) == "zh":
        lists = [
            *_OPENINGS, _NUMBERS, _MEASURES, _words("那 这 在 的"), _PEOPLE, _TIMES, _PLACES,
            _SEEING, *_MEASURED.values(),
        ]  # fmt: skip
    else:
        lists = [
            _ARTICLES, *_NOUNS, *_VERBS, *_DOINGS, _JOINTS, _QUALITIES, *_FILLERS, _ADVERBS,
            _words("here on that"),
        ]  # fmt: skip
    return tuple(dict.fromkeys([STOP[language], *(word for one in lists for word in one)]))


def _known(language: str) -> str:
    if language not in KINDS:
        raise Refused(
            N_("There is no grammar of agreement for “{language}”; there are {known}."),
            language=language,
            known=", ".join(KINDS),
        )
    return language


def _english(chance: random.Random, lures: list[bool | None]) -> Agreeing:
    """One English sentence; a lure is a noun of the other number (True), the same, or either."""
    kind = chance.randrange(2)
    words = _phrase(chance, kind)
    cue, between = len(words) - 1, []
    opens = chance.randrange(len(lures)) if lures and chance.random() < _CLAUSES else len(lures)
    for place, lure in enumerate(lures):
        number = chance.randrange(2) if lure is None else kind ^ lure
        between.append(number)
        words.append("that" if place == opens else chance.choice(_JOINTS))
        words += _phrase(chance, number)
    if opens < len(lures):
        words.append(chance.choice(_DOINGS)[between[opens]])
    elif chance.random() < 0.75:
        words += chance.choice(_FILLERS)
    if chance.random() < 0.15:
        words.append(chance.choice(_ADVERBS))
    target = len(words)
    words.append(chance.choice(_VERBS)[kind])
    if chance.random() < 0.2:
        words += ["on", *_phrase(chance, chance.randrange(2))]
    else:
        words.append(chance.choice((*_QUALITIES, "here")))
    return Agreeing((*words, "."), cue, target, kind, tuple(between))


def _phrase(chance: random.Random, number: int) -> list[str]:
    """A noun of this number with its article, and sometimes a quality."""
    quality = [chance.choice(_QUALITIES)] if chance.random() < 0.3 else []
    return [chance.choice(_ARTICLES), *quality, chance.choice(_NOUNS)[number]]


def _chinese(chance: random.Random, lures: list[bool | None]) -> Agreeing:
    """One Chinese sentence; a lure is a noun with another measure word (True), the same, or any."""
    kind = chance.randrange(len(_MEASURES))
    words = [*chance.choice(_OPENINGS), chance.choice(_NUMBERS), _MEASURES[kind]]
    cue, between = len(words) - 1, []
    if lures or chance.random() < 0.6:
        words.append(chance.choice(_PEOPLE))
        if chance.random() < 0.3:
            words.append(chance.choice(_TIMES))
        for place, lure in enumerate(lures):
            away = 0 if lure is False else chance.randrange(1 if lure else 0, len(_MEASURES))
            between.append((kind + away) % len(_MEASURES))
            words.append("的" if place else "在")
            words += _measured(chance, between[-1])
            words.append(chance.choice(_PLACES))
        words += [chance.choice(_SEEING), "的"]
    target = len(words)
    words.append(chance.choice(_MEASURED[_MEASURES[kind]]))
    return Agreeing((*words, "。"), cue, target, kind, tuple(between))


def _measured(chance: random.Random, kind: int) -> list[str]:
    """A noun, alone or with its measure word."""
    measure = _MEASURES[kind]
    before = [chance.choice("那这"), measure] if chance.random() < 0.5 else []
    return [*before, chance.choice(_MEASURED[measure])]


_WRITERS: dict[str, Callable[[random.Random, list[bool | None]], Agreeing]] = {
    "en": _english,
    "zh": _chinese,
}
