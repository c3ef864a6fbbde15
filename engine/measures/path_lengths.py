"""How far apart two words are inside a network: steps until one place has seen both of them.

The network is drawn as a graph, words below, and the steps are counted by walking through it; the
laws O(n), O(n/k), O(log_k n) and O(1) are those of Table 1 of Vaswani et al. (2017).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

Node = tuple[int, int]  # row from below (0: the words), place from the left
Edge = tuple[Node, Node]

#: What is drawn; "stacked" and "dilated" are convolutions, layer over layer.
NETWORKS = ("mean", "stacked", "dilated", "lstm", "bilstm", "cnn-rnn", "transformer")


@dataclass(frozen=True)
class Way:
    """The way of the first and of the last word to where they meet, and its longer part."""

    first: tuple[Node, ...]
    last: tuple[Node, ...]

    @property
    def steps(self) -> int:
        """Edges of the longer of the two ways."""
        return max(len(self.first), len(self.last)) - 1


def edges(network: str, n: int, k: int = 3) -> list[Edge]:
    """The steps of a network over n words, filters k wide."""
    if n < 2 or k < 2:
        raise ValueError(f"n={n} words and k={k} are not at least 2 each")
    if network == "mean":
        return [((0, at), (1, n // 2)) for at in range(n)]
    if network == "transformer":
        return [((0, here), (1, there)) for here in range(n) for there in range(n)]
    if network in ("stacked", "dilated"):
        return _convolutions(n, k, network == "dilated")
    if network == "lstm":
        return _chain(0, 1, range(n))
    if network == "bilstm":
        return _chain(0, 1, range(n)) + _chain(0, 2, range(n - 1, -1, -1))
    if network == "cnn-rnn":
        half = k // 2
        windows = [
            ((0, here), (1, at))
            for at in range(n)
            for here in range(max(0, at - half), min(n, at - half + k))
        ]
        return windows + _chain(1, 2, range(n))
    raise ValueError(f"network={network!r} is not one of {', '.join(NETWORKS)}")


def way(network: str, n: int, k: int = 3) -> Way:
    """How the first word and the last one come together, by the fewest steps."""
    known = edges(network, n, k)
    first, last = _walks(known, (0, 0)), _walks(known, (0, n - 1))
    # Of several meeting places the one with the shortest longer way; then the one farthest left.
    meeting = min(set(first) & set(last), key=lambda at: (max(len(first[at]), len(last[at])), at))
    return Way(tuple(first[meeting]), tuple(last[meeting]))


def _chain(source: int, row: int, order: Sequence[int]) -> list[Edge]:
    """Each place reads what lies under it and what the one before it hands on."""
    read = [((source, at), (row, at)) for at in order]
    handed = [((row, a), (row, b)) for a, b in itertools.pairwise(order)]
    return read + handed


def _convolutions(n: int, k: int, dilated: bool) -> list[Edge]:
    """Layers of windows, each reaching back from its place, until the last place has seen all."""
    found: list[Edge] = []
    row, dilation, seen = 0, 1, 1
    while seen < n:
        found += [
            ((row, at - dilation * back), (row + 1, at))
            for at in range(n)
            for back in range(k)
            if at >= dilation * back
        ]
        row, seen = row + 1, seen + dilation * (k - 1)
        dilation *= k if dilated else 1
    return found


def _walks(known: Sequence[Edge], start: Node) -> dict[Node, list[Node]]:
    """Every place that can be reached, with a shortest way to it."""
    onward: dict[Node, list[Node]] = {}
    for here, there in known:
        onward.setdefault(here, []).append(there)
    walks = {start: [start]}
    ring = [start]
    while ring:
        after = []
        for here in ring:
            for there in onward.get(here, []):
                if there not in walks:
                    walks[there] = [*walks[here], there]
                    after.append(there)
        ring = after
    del walks[start]
    return walks
