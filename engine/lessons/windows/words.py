"""Of many thousand words a picture has room for two dozen: those that keep company at once.

The words of the opening sentences fill the table from the first window on; little words (the, of,
and: closed classes, and punctuation) keep company with everybody and say least (Luhn 1958).
"""

from engine.lessons.windows.reading import LECTURE, ORDER, Text

#: Words shown at the most, and tokens read one by one at the least and at the most.
SHOWN, FEWEST, MOST = 24, 40, 120
#: Where fewer words than these are left without the little ones, those are shown too.
SMALL = 8

#: Kinds of words that are little ones, in the toy world and in tagged corpora.
KINDS = frozenset(
    {"function", "determiner", "preposition", "conjunction", "pronoun", "particle", "measure"}
)
#: Little words, whatever tags say of them.
_ENGLISH = (
    "a about above after again against all also am an and any are aren't as at be because been "
    "before being below between both but by can can't cannot could couldn't did didn't do does "
    "doesn't doing don't down during each few for from further had hadn't has hasn't have haven't "
    "having he he's her here hers herself him himself his how i i'm i've if in into is isn't it "
    "it's its itself just may me might more most must my myself no nor not now of off on once only "
    "or other our ours out over own same shall she should so some such than that that's the their "
    "theirs them themselves then there these they this those through to too under until up upon "
    "us very was wasn't we were weren't what when where which while who whom whose why will with "
    "won't would you you're your yours"
)
_CHINESE = (
    "的 了 着 过 地 得 在 是 和 与 及 或 也 都 就 还 又 才 很 太 更 最 不 没 没有 "
    "我 你 您 他 她 它 我们 你们 他们 她们 它们 这 那 这个 那个 这些 那些 这里 那里 个 "
    "位 只 条 本 一 上 下 里 中 把 被 给 对 从 到 向 为 为了 因为 所以 但 但是 而 "
    "而且 如果 虽然 吗 呢 吧 啊 呀 啦 之 其 于 以 等 有"
)
LITTLE = frozenset(f"{_ENGLISH} {_CHINESE}".split())


def is_little(word: str, text: Text) -> bool:
    """Whether a word says little: punctuation, or of a closed class."""
    if not any(letter.isalnum() for letter in word):
        return True
    return text.groups.get(word) in KINDS or word.lower() in LITTLE


def shown(text: Text, way: str, little: bool) -> list[int]:
    """The numbers of the words shown, in the picture's order; little ones only where asked for.

    "opening": as the first sentences bring them, then frequent ones; "frequent": only these.
    """
    if text.id == LECTURE:
        return [text.index[word] for word in ORDER]
    head = text.tokens[:MOST].tolist() if way == "opening" else []
    order = list(dict.fromkeys([*head, *range(min(len(text.words), 50 * SHOWN))]))
    kept = [number for number in order if little or not is_little(text.words[number], text)]
    return (kept if len(kept) >= SMALL else order)[:SHOWN]


def opening(text: Text, chosen: list[int]) -> int:
    """How many tokens are read one by one: to the end of the sentence that fills the picture."""
    head = text.tokens[:MOST].tolist()
    places = [head.index(number) for number in chosen if number in head]
    last = max(places, default=0)
    end = int(text.bounds[1][last])
    return min(max(end, FEWEST), MOST, len(text.tokens))
