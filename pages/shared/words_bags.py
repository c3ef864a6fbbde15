"""The texts of the bags lesson's views in the visitor's language.

Placeholders in braces are filled in by the view.
"""

from typing import Any

from pages.shared import words
from pages.shared.language import _

#: The lecture's pair of sentences, in the language of the data.
PAIRS = {
    "en": (
        "I like deep learning, but I hate exams.",
        "I hate deep learning, but I like exams.",
    ),
    "zh": ("我喜欢深度学习，但是我讨厌考试。", "我讨厌深度学习，但是我喜欢考试。"),
}


def readers() -> dict[str, Any]:
    """What the three readers are called."""
    return {
        "readers": {
            "bag": _("bag"),
            "window": _("window"),
            "recurrent": _("recurrent"),
        }
    }


def pair() -> dict[str, Any]:
    """Texts of two sentences being added up."""
    return {
        **words.run_states(),
        **words.transport(),
        **readers(),
        "usual": [list(PAIRS["en"]), list(PAIRS["zh"])],
        "stage": _("Two sentences, word by word, and the means of their vectors"),
        "first_sentence": _("First sentence"),
        "second_sentence": _("Second sentence"),
        "shuffle": _("shuffle the words"),
        "exchange": _("Click a word, then another: they change places."),
        "chosen": _("“{word}” goes to …"),
        "mean": _("mean"),
        "so_far": _("sum ÷ {n}"),
        "difference": _("difference"),
        "distance": _("distance"),
        "word": _("{n} of {last} words added"),
        "added": _("Words added"),
        "unknown": _("unknown"),
        "unknown_help": _("“{word}” was never learnt: it has no vector and is left out."),
        "beyond": _("no place in the window"),
        "cut": _("Of {whole} words the first {most} are read."),
        "untrained": _("at first"),
        "learnt": _("learnt"),
        "vectors": _("Vectors"),
        "walk": _("Each word is a step"),
        "walk_said": _("Two walks in a plane; the first ends at {a}, the second at {b}."),
        "plane": _("The plane shows {percent} % of the steps’ squared lengths."),
        "judged": _("What each reader makes of it"),
        "judged_help": _("Probability of “good”, first sentence above, second below"),
        "same": _("The same words, the same sum. Distance exactly 0, whatever the order."),
        "near": _("Not the same words: the means differ by {distance}."),
        "reading": _("So far the two sums differ by {distance}."),
        "begin": _("Nothing has been added yet."),
    }


def swaps() -> dict[str, Any]:
    """Texts of the tables of swaps."""
    return {
        **words.run_states(),
        **readers(),
        "sentence": _("A sentence"),
        "title": _("{changed} of {pairs} swaps change anything"),
        "hidden": _("Make your guess first."),
        "cell": _("“{a}” ↔ “{b}”: the probability of “good” moves by {value}"),
        "same": _("“{a}” is “{b}”"),
        "table": _("{reader}: what exchanging two words changes"),
        "left_out": _("Left out, never learnt: {words}"),
        "waiting": _("The readers are being trained …"),
        "usual": [list(PAIRS["en"]), list(PAIRS["zh"])],
        "scale_none": _("no change"),
        "scale_full": _("the opposite judgement"),
    }


def place() -> dict[str, Any]:
    """Texts of the phrase at different places."""
    return {
        **words.run_states(),
        **words.transport(),
        **readers(),
        "moment": _("update {step} of {last}"),
        "stage": _("Told rightly by place of the phrase, and the window’s weights by place"),
        "phrase": _("Phrase"),
        "slots": _("The sentence, place by place; click a place to move the phrase there"),
        "slot": _("place {n}: {word}"),
        "chance": _("guessing"),
        "trained": _("in training"),
        "moved": _("words moved to the right by"),
        "blocks": _("window: a block of weights for each place"),
        "blocks_help": _("what training has changed in it"),
        "here": _("“{phrase}” at place {place}"),
        "truth_good": _("means good"),
        "truth_bad": _("means bad"),
        "good": _("good"),
        "bad": _("bad"),
        "finding": _(
            "Told rightly where the phrase never stood in training: bag {bag} %, "
            "window {window} %, recurrent {recurrent} %."
        ),
        "finding_all": _(
            "Told rightly over all places: bag {bag} %, window {window} %, recurrent {recurrent} %."
        ),
        "finding_moved": _(
            "Told rightly after a move by {n} places: bag {bag} %, window {window} %, "
            "recurrent {recurrent} %."
        ),
    }


def table() -> dict[str, Any]:
    """Texts of what each reader knows."""
    return {
        **words.run_states(),
        **words.transport(),
        **readers(),
        "moment": _("update {step} of {last}"),
        "tests": {
            "words": _("knows the words"),
            "order": _("knows the order"),
            "place": _("shares places"),
            "plain": _("as written"),
            "shuffled": _("words shuffled"),
            "moved": _("moved by three places"),
        },
        "tests_help": {
            "words": _("One feeling a sentence; any of its words gives it away"),
            "order": _("Twins with the same words; what comes after “but” decides"),
            "place": _("A phrase at places where it never stood in training"),
            "plain": _("Sentences that were kept for the test"),
            "shuffled": _("The same sentences, their words in a random order"),
            "moved": _("Three frequent words put in front of each"),
        },
        "all_places": _("A phrase at any place; it stood everywhere in training"),
        "weights": _("{n} weights"),
        "weights_help": _("Without the words’ vectors, which all three have"),
        "hidden": _("Make your guess first."),
        "yes": _("yes"),
        "no": _("no"),
        "partly": _("partly"),
        "stage": _("What each reader knows"),
        "cell": _("{reader}, {test}: {percent} % told rightly"),
    }
