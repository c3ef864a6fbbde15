"""The texts of the self-attention lesson's views in the visitor's language.

Placeholders in braces are filled in by the view; `_Q` in a formula is a small low Q.
"""

from typing import Any

from pages.shared import words
from pages.shared.language import _


def film() -> dict[str, Any]:
    """Texts of the walk through the computation."""
    return {
        **words.run_states(),
        **words.transport(),
        "learning": _("Learning which word belongs to which …"),
        "time": _("Stages of the computation"),
        "moment": "",
        "route": _("The stages, small; choose one"),
        "board": _("Enter goes in among the numbers, arrows from one to the next."),
        "heads": _("Heads"),
        "head": _("head {n}"),
        "stages": stages(),
        "names": names(),
        "signs": {"scaled": "÷ √d", "masked": _("mask"), "shares": "softmax"},
        "point": _("Point at a number: what it is made of lights up, and its sum is written here."),
        "change": _("Change it:"),
        "change_hint": _("Click a number to change it; all that follow change with it."),
        "restore": _("As it was"),
        "restore_all": _("Undo all changes ({n})"),
        "by_hand": _("set by hand"),
        "not_scaled": _("not divided"),
        "seen": _("may be seen: unchanged"),
        "hidden": _("“{key}” comes after “{query}”: hidden"),
        "from_head": _("taken over from head {n}"),
        "origin": origins(),
        "training": _("Training"),
        "trained": _("after {n} updates; {share} % of new words find their owner"),
        "cut": _("The sentence has {whole} words; the first {most} are used."),
        "unknown": _("Not among the words it has learnt: {words}. They share one vector."),
        "comma": _(", "),
    }


def origins() -> dict[str, str]:
    """Where a number comes from that nothing is computed for."""
    return {
        "drawn": _("the word’s own number"),
        "trained": _("the word’s own number, learnt"),
        "unknown": _("the number of every unknown word"),
        "nowhere": _("no positions"),
        "drawn_place": _("drawn for this place; training would move it"),
        "trained_place": _("learnt for this place"),
        "drawn_weight": _("a weight, drawn; training would move it"),
        "trained_weight": _("a weight, learnt"),
    }


def names() -> dict[str, str]:
    """What each matrix is called, beside its letter."""
    return {
        "words": _("words"),
        "positions": _("positions"),
        "input": _("input"),
        "wq": _("weights"),
        "queries": _("queries"),
        "wk": _("weights"),
        "keys": _("keys"),
        "wv": _("weights"),
        "values": _("values"),
        "scores": _("scores"),
        "scaled": _("scaled"),
        "masked": _("after the mask"),
        "shares": _("attention"),
        "weighted": _("mixed values"),
        "joined": _("side by side"),
        "wo": _("weights"),
        "output": _("output"),
    }


def stages() -> dict[str, dict[str, Any]]:
    """Each stage: its name, its name under the small picture, its formula, and one sentence."""
    return {
        "words": {
            "title": _("Words"),
            "short": _("words"),
            "formula": "E",
            "text": _("Each word is a row of numbers, the same wherever the word stands."),
        },
        "input": {
            "title": _("Positions"),
            "short": _("+ place"),
            "formula": "X = E + P",
            "text": _("Sine waves are added, so that a row also says where its word stands."),
            "alternative": {
                "learned": _("Each place has a row of its own, and it is added."),
                "none": _("Nothing is added: no row says where its word stands."),
            },
        },
        "queries": {
            "title": _("Queries"),
            "short": _("queries"),
            "formula": "Q = X W_Q",
            "text": _("What does each word look for?"),
        },
        "keys": {
            "title": _("Keys"),
            "short": _("keys"),
            "formula": "K = X W_K",
            "text": _("What does each word offer to be found by?"),
        },
        "values": {
            "title": _("Values"),
            "short": _("values"),
            "formula": "V = X W_V",
            "text": _("What does each word tell those who look at it?"),
        },
        "scores": {
            "title": _("Scores"),
            "short": _("scores"),
            "formula": "S = Q Kᵀ",
            "text": _("Every query meets every key: how well do they fit?"),
        },
        "scaled": {
            "title": _("Scale"),
            "short": "÷ √d",
            "formula": "S / √d",
            "text": _("Sums of many products grow large; dividing keeps them in reach."),
            "alternative": _("Switched off: the scores stay as large as they are."),
        },
        "masked": {
            "title": _("Mask"),
            "short": _("mask"),
            "formula": "M[i, j > i] = −∞",
            "text": _("What comes later is hidden: its score becomes −∞."),
            "alternative": _("Nothing is hidden here: every word may look at every word."),
        },
        "shares": {
            "title": _("Attention"),
            "short": "softmax",
            "formula": "A = softmax(M)",
            "text": _("Each row becomes shares of 1: how much a word looks at each word."),
        },
        "weighted": {
            "title": _("Weighted sum"),
            "short": _("mix"),
            "formula": "Z = A V",
            "text": _("Each word takes the values of all words, by its shares."),
        },
        "joined": {
            "title": _("Heads"),
            "short": _("heads"),
            "formula": "Z = [Z₁ … Z_h]",
            "text": _("What the heads have found is put side by side."),
            "alternative": _("There is one head only: nothing to join."),
        },
        "output": {
            "title": _("Output"),
            "short": _("output"),
            "formula": "O = Z W_O",
            "text": _(
                "A last matrix blends the heads: a new row for each word, full of the others."
            ),
        },
    }


def waves() -> dict[str, Any]:
    """Texts of the positional encodings."""
    return {
        **words.run_states(),
        "heat": _("Positional encodings: a row for each position, a column for each number"),
        "positions": _("position"),
        "width": _("numbers for each position"),
        "position": _("position {n}"),
        "number": _("number {n}"),
        "curves": _("A column is a wave. On the left they are quick, on the right slow."),
        "dials": _("Each pair of numbers, sine and cosine, is a hand on a dial."),
        "shift": _("steps further"),
        "turns": _("{degrees}° a step"),
        "finding": _(
            "{k} further, every hand turns by its own fixed angle, from whichever position it "
            "starts: the pair at position {there} is a rotation of the pair at position {here}."
        ),
    }


def spread() -> dict[str, Any]:
    """Texts of the entropy of the softmax."""
    return {
        **words.run_states(),
        "chart": _("Entropy of the attention against the width of queries and keys"),
        "axis": _("d, width of queries and keys"),
        "entropy": _("entropy (nats)"),
        "all": _("all {n} keys alike: ln {n}"),
        "plain": _("without √d"),
        "scaled": _("with √d"),
        "one": _("One query’s shares of {n} keys, at d = {d}"),
        "finding": _(
            "At d = {d} the entropy is {plain} without √d and {scaled} with it. The slope of the "
            "softmax, by which it learns, is {slope} and {slope_scaled}."
        ),
        "draws": _(
            "Means of {n} queries; all numbers drawn from the standard normal, seed {seed}."
        ),
        "hidden": _("Make your guess first."),
    }


def order() -> dict[str, Any]:
    """Texts of the sentence read backwards."""
    return {
        **words.run_states(),
        "none": _("no positions"),
        "sinusoidal": _("sine waves"),
        "learned": _("learned positions"),
        "drawn": _("drawn, not trained"),
        "there": _("as it stands"),
        "back": _("backwards"),
        "same": _("No output changes: to attention both sentences are one."),
        "other": _("A word’s output changes by up to {n}."),
        "tables": _(
            "Who looks at whom in head {n}: the sentence as it stands, and backwards with its rows "
            "sorted as before."
        ),
        "hidden": _("Make your guess first."),
        "head": _("head {n}"),
    }
