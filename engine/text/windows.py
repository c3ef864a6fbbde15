"""A window slides over the words: each in turn is the centre, its neighbours the context.

"You shall know a word by the company it keeps" (Firth 1957). Skip-gram's training pairs are the
centre with each word of its context (Mikolov et al. 2013, §3.2), here with a fixed radius.
"""

from collections.abc import Iterator, Sequence


def windows(tokens: Sequence[str], radius: int) -> Iterator[tuple[int, str, list[int]]]:
    """Every position of `tokens`, the centre there, and the positions of its context.

    The context is up to `radius` words on either side, fewer at the ends, left to right.
    Raises ValueError when `radius` is below 1.
    """
    if radius < 1:
        raise ValueError(f"radius={radius}; a window reaches at least 1 word to either side")
    for position, centre in enumerate(tokens):
        reach = range(max(0, position - radius), min(len(tokens), position + radius + 1))
        yield position, centre, [other for other in reach if other != position]


def pairs(tokens: Sequence[str], radius: int) -> Iterator[tuple[str, str]]:
    """(centre, context word) of every window, in the order the window meets them."""
    for _, centre, context in windows(tokens, radius):
        for other in context:
            yield centre, tokens[other]
