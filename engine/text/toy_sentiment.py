"""A small grammar of praise and blame writes reviews whose label is known, because a rule made it.

What turns a judgement is what people found hard for bags of words (Pang, Lee & Vaithyanathan 2002;
Wilson, Wiebe & Hoffmann 2005): negation ("not very good", "never dull"), intensifiers, which turn
nothing, and turns: of two opinions the one after "but" decides, and after "although" the other.
"""

import random
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from engine.sentences import N_, Refused

#: Reviews of a lesson's text, and the most that one call writes.
DEFAULT_SIZE, LARGEST_SIZE = 4_000, 20_000

#: Tokens of a review.
SHORTEST, LONGEST = 4, 16

#: What can make a judgement, and how often each is tried.
KINDS = {"plain": 12, "negated": 6, "turn": 5, "although": 1}

Words: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One review: its tokens, whether it praises, and what makes the judgement (one of KINDS)."""

    words: Words
    praise: bool
    kind: str


@dataclass(frozen=True)
class Grammar:
    """The words of one language; every entry is a phrase of one or more tokens.

    things, is_, very            "the plot", "was", "really"; "" says nothing
    praise, blame                what is said of things
    likes, hates, objects        "i loved", "i hated", "this film"
    nots, not_likes, not_hates   what turns a judgement round
    buts, yets, although         between two opinions (yets: of one thing): the second decides
    before, after                words that judge nothing
    """

    things: tuple[Words, ...]
    is_: tuple[Words, ...]
    very: tuple[Words, ...]
    praise: tuple[Words, ...]
    blame: tuple[Words, ...]
    likes: tuple[Words, ...]
    hates: tuple[Words, ...]
    not_likes: tuple[Words, ...]
    not_hates: tuple[Words, ...]
    objects: tuple[Words, ...]
    nots: tuple[Words, ...]
    buts: tuple[Words, ...]
    yets: tuple[Words, ...]
    although: tuple[tuple[Words, Words], ...]
    before: tuple[Words, ...]
    after: tuple[Words, ...]


def _phrases(text: str) -> tuple[Words, ...]:
    """ "was|turned out" → (("was",), ("turned", "out")); an empty phrase says nothing."""
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


_EN = {
    "things": "the film|the movie|the story|the plot|the acting|the cast|the ending|the music"
    "|the script|the dialogue|the opening|this film|this movie|it|it",
    "is_": "was|was|is|is|seemed",
    "very": "|||very|really|so|quite|truly|rather",
    "praise": "good|great|wonderful|funny|moving|brilliant|lovely|clever|charming|exciting"
    "|beautiful|fresh|gripping|superb",
    "blame": "bad|awful|terrible|dull|boring|weak|silly|slow|stupid|ugly|tired|empty|clumsy"
    "|dreadful",
    "likes": "i loved|i liked|i enjoyed|i really liked|we loved|we enjoyed",
    "hates": "i hated|i disliked|i really hated|we hated|we disliked",
    "not_likes": "i didn't like|i did not like|i never liked|i didn't enjoy|we did not enjoy",
    "not_hates": "i didn't hate|i didn't dislike|we did not hate|i never disliked",
    "objects": "the film|the story|the acting|the ending|the music|it|this movie|the jokes",
    "nots": "not|not|not very|not very|not really|not so|not all that|never|never|hardly"
    "|not at all|far from",
    "buts": "but|but|but|yet|however",
    "yets": "but|but|yet",
    "before": "||||to be honest|in the end|all in all|last night|once again|for two hours",
    "after": "||||on a rainy evening|with my sister|in an old cinema|from start to end|as ever",
}
_ZH = {
    "things": "这部 电影|这部 片子|故事|剧情|情节|表演|结尾|配乐|台词|镜头|音乐|对白|开头"
    "|演员 的 表演",
    "is_": "|||||其实",
    "very": "|||很|非常|十分|相当|特别|真",
    "praise": "精彩|感人|有趣|出色|动听|自然|新鲜|生动|动人|迷人|细腻|幽默",
    "blame": "无聊|糟糕|沉闷|拖沓|平淡|生硬|粗糙|老套|俗气|乏味|难看|空洞",
    "likes": "我 喜欢|我 很 喜欢|我 欣赏|我们 喜欢|我 非常 欣赏|我 真心 佩服",
    "hates": "我 讨厌|我 很 讨厌|我们 讨厌|我 非常 讨厌|我 后悔 看",
    "not_likes": "我 不 喜欢|我 不怎么 喜欢|我 并 不 欣赏|我们 不 喜欢|我 没有 欣赏",
    "not_hates": "我 不 讨厌|我 并 不 讨厌|我们 不 讨厌|我 不 后悔 看",
    "objects": "这个 故事|这部 电影|这个 结尾|这部 片子|这些 演员|这些 台词",
    "nots": "不|不|不是 很|不是 很|不够|不怎么|并 不|谈不上|从不|一点 也 不|不算",
    "buts": "但是|但是|但是|不过|可是",
    "yets": "却|却|但是",
    "before": "||||说实话|总的来说|看 完 以后|在 电影院 里|最后",
    "after": "",
}
_ALTHOUGH = {
    "en": ("although|", "though|", "even though|"),
    "zh": ("虽然|但是", "尽管|但是", "虽然|不过"),
}


@lru_cache(maxsize=2)
def grammar(language: str) -> Grammar:
    """The words of "en" or "zh"; raises Refused for another language."""
    if language not in _ALTHOUGH:
        raise Refused(
            N_("The toy reviews have no language “{language}”; they have {known}."),
            language=language,
            known=", ".join(_ALTHOUGH),
        )
    lists = {name: _phrases(text) for name, text in (_EN if language == "en" else _ZH).items()}
    pairs = tuple((_phrases(pair)[0], _phrases(pair)[1]) for pair in _ALTHOUGH[language])
    return Grammar(**lists, although=pairs)


def reviews(language: str, seed: int, size: int = DEFAULT_SIZE) -> list[Told]:
    """`size` different reviews, as many that praise as that blame (within one).

    The same language and seed give the same reviews; a smaller size is the beginning of a larger
    one. Raises Refused for another language or size.
    """
    words = grammar(language)
    if not 0 <= size <= LARGEST_SIZE:
        raise Refused(
            N_("size={size} reviews is not a number from 0 to {largest}."),
            size=size,
            largest=LARGEST_SIZE,
        )
    chance = random.Random(seed)
    found: dict[Words, Told] = {}
    while len(found) < size:
        praise = len(found) % 2 == 0
        (kind,) = chance.choices(tuple(KINDS), tuple(KINDS.values()))
        said = tuple(_review(words, chance, praise, kind))
        if SHORTEST <= len(said) <= LONGEST:
            found.setdefault(said, Told(said, praise, kind))
    return list(found.values())


def _review(words: Grammar, chance: random.Random, praise: bool, kind: str) -> list[str]:
    before, after = chance.choice(words.before), chance.choice(words.after)
    if kind in ("turn", "although"):
        first = _opinion(words, chance, not praise, chance.random() < 0.3)
        second = _opinion(words, chance, praise, chance.random() < 0.3)
        if kind == "turn":
            between = chance.choice(words.buts)
            if chance.random() < 0.35:
                # "it was funny but dull": the second opinion has no subject of its own.
                between = chance.choice(words.yets)
                second = _judged(words, chance, praise, chance.random() < 0.3)
            parts = [before, first, between, second]
        else:
            opening, between = chance.choice(words.although)
            parts = [opening, first, between, second]
    else:
        parts = [before, _opinion(words, chance, praise, kind == "negated"), after]
    return list(chain.from_iterable(parts))


def _opinion(words: Grammar, chance: random.Random, praise: bool, negated: bool) -> list[str]:
    """ "the plot was not very good", or "i didn't like the plot"."""
    if chance.random() < 0.25:
        plain, turned = (words.likes, words.not_hates) if praise else (words.hates, words.not_likes)
        verb = chance.choice(turned if negated else plain)
        return [*verb, *chance.choice(words.objects)]
    judged = _judged(words, chance, praise, negated)
    return [*chance.choice(words.things), *chance.choice(words.is_), *judged]


def _judged(words: Grammar, chance: random.Random, praise: bool, negated: bool) -> list[str]:
    """ "very good", or what means as much turned round: "not bad"."""
    said = words.praise if praise != negated else words.blame
    front = chance.choice(words.nots if negated else words.very)
    return [*front, *chance.choice(said)]
