"""The texts of the views of reading from both ends, in the visitor's language; see `words`."""

from typing import Any

from pages.shared import words
from pages.shared.language import _


def directions() -> dict[str, str]:
    """Names of the three readers."""
    return {"forward": _("from the left"), "backward": _("from the right"), "both": _("both ends")}


def short_tags() -> dict[str, str]:
    """Parts of speech as they stand under a word."""
    return {
        "noun": _("noun"),
        "verb": _("verb"),
        "adjective": _("adj."),
        "adverb": _("adv."),
        "pronoun": _("pron."),
        "determiner": _("det."),
        "preposition": _("prep."),
        "conjunction": _("conj."),
        "number": _("num."),
        "particle": _("part."),
        "measure": _("meas."),
        "other": _("other"),
    }


def _curve(name: str, colour: str, label: str, help: str) -> dict[str, object]:
    return {
        "name": name, "colour": colour, "label": label, "help": help, "low": 0, "high": 1,
        "percent": True,
    }  # fmt: skip


def curves(kind: str) -> list[dict[str, object]]:
    """The curves of a view's time line: the readers of one layer, and what needs no reading."""
    told = directions()
    right = _("Share of words that can have several tags whose tag is right, in sentences held out")
    found = [
        _curve("forward1_several", "context", told["forward"], right),
        _curve("backward1_several", "centre", told["backward"], right),
        _curve("both1_several", "good", told["both"], right),
        _curve(
            "baseline_several", "loss", _("most frequent tag"),
            _("Each word’s most frequent tag, without reading"),
        ),
    ]  # fmt: skip
    return [] if kind in ("tagging_scores", "tagging_probes", "tagging_confusions") else found


def it_curves() -> dict[str, list[dict[str, object]]]:
    """The curves of the two families of sentences with *it*."""
    told = directions()
    right = _("Share of sentences held out in which “it” is found")
    deep = _("both ends, 2 layers")
    return {
        "right": [
            _curve("it_right_forward1", "context", told["forward"], right),
            _curve("it_right_backward1", "centre", told["backward"], right),
            _curve("it_right_both1", "good", told["both"], right),
        ],
        "both": [
            _curve("it_both_forward2", "context", told["forward"], right),
            _curve("it_both_backward2", "centre", told["backward"], right),
            _curve("it_both_both1", "loss", _("both ends, 1 layer"), right),
            _curve("it_both_both2", "good", deep, right),
        ],
    }


def common() -> dict[str, Any]:
    """What all views of this lesson say."""
    return {
        **words.run_states(),
        **words.transport(),
        "time": _("Time of the training"),
        "moment": _("{step} of {last} updates"),
        "directions": directions(),
        "tags": words.group_names(),
        "short": short_tags(),
        "baseline": _("most frequent tag"),
        "layer": _("{n} layer"),
        "layers": _("{n} layers"),
        "unknown": _("unknown"),
    }


def view(kind: str) -> dict[str, Any]:
    """The texts of one view."""
    told = {
        "tagging": tagging, "tagging_it": it, "tagging_scores": scores, "tagging_probes": probes,
        "tagging_confusions": confusions,
    }  # fmt: skip
    return {**common(), **told[kind]()}


def tagging() -> dict[str, Any]:
    """One sentence read three ways."""
    return {
        "sentence": _("The sentence"),
        "own": _("Type a sentence, then Enter"),
        "own_label": _("Your own sentence"),
        "examples": _("Or one of these"),
        "deep": _("Layers of each reader"),
        "reads": {
            "forward": _("has read up to “{word}”"),
            "backward": _("has read back to “{word}”"),
            "both": _("has read everything"),
        },
        "heat": _("States of the reader {direction}: units down, words across"),
        "unit": _("unit {unit} at “{word}”: {value}"),
        "usual": _("Most often: {tag}"),
        "right_tag": _("Here: {tag}"),
        "one_tag": _("Has only one tag in this text."),
        "stranger": _("Not in the text that was learnt: only its company can tell."),
        "needs_right": _("Only with the words after it"),
        "needs_left": _("Only with the words before it"),
        "needs_both": _("Only with both sides"),
        "wrong": _("wrong"),
        "pick": _("Choose a word to see how far each reader has read when it must decide."),
        "left_out": _("Only the first {n} words are read."),
        "finding": _(
            "After {step} updates, of the words that can have several tags: {forward} % right from "
            "the left, {backward} % from the right, {both} % from both ends; each word’s most "
            "frequent tag {baseline} %."
        ),
    }


def it() -> dict[str, Any]:
    """Who is *it*?"""
    return {
        "it_curves": it_curves(),
        "families": {
            "right": _("The last word decides"),
            "both": _("Both sides decide"),
        },
        "first_noun": _("First noun"),
        "second_noun": _("Second noun"),
        "one": _("One word"),
        "other": _("or the other"),
        "apart": _("How far the two sentences are apart, as each reader sees them"),
        "apart_at": _("“{word}”: {value} apart"),
        "same": _("the same"),
        "who": _("Who is “{it}”?"),
        "held_help": _("Of sentences whose pair of nouns no reader has learnt from"),
        "finding": {
            "right": _(
                "After {step} updates “{it}” is found in {forward} % of the sentences held out "
                "from the left, {backward} % from the right, {both} % from both ends."
            ),
            "both": _(
                "After {step} updates “{it}” is found in {forward} % of the sentences held out "
                "from the left, {backward} % from the right, {both} % from both ends with one "
                "layer, {deep} % with two."
            ),
        },
    }


def scores() -> dict[str, Any]:
    """Accuracy while training, and the words that gain."""
    return {
        "what": {"several": _("words with several tags"), "all": _("all words")},
        "chart": _("Right while training"),
        "updates": _("{n} updates"),
        "gained": _("Words that gain most from the words after them"),
        "gained_of": _("“{word}”: {n} times; {tags}"),
        "gained_help": _("A dot for each reader: how often it is right. Click a word to read why."),
        "none": _("No word here has several tags often enough."),
        "sentences": _("Where reading from the left goes wrong with “{word}”"),
        "no_sentences": _("No sentence here."),
        "said": _("{said} instead of {truth}"),
        "right": _("{truth}, right"),
        "more": _("{n} of {all} shown"),
    }


def probes() -> dict[str, Any]:
    """What a linear rule reads off every layer."""
    return {
        "asked": {
            "tag": _("its tag"),
            "word": _("which word it is"),
            "place": _("its place in the sentence"),
            "before": _("the tag before it"),
            "after": _("the tag after it"),
        },
        "chance": _("always the most frequent"),
        "told": _(
            "Three readers of three layers. A linear rule is fitted to each layer’s states, and "
            "asked about other sentences. Layer 0 is the word’s own vector: it has read nothing."
        ),
        "at": _("Probes of update {step}"),
        "value": _("{direction}, layer {layer}: {percent} %"),
        "none": _("The first probes are taken a little later."),
    }


def confusions() -> dict[str, Any]:
    """Tags taken for other tags."""
    return {
        "truth": _("is"),
        "said_as": _("taken for"),
        "cell": _("{truth}, taken for {said}: {n} of {all}"),
        "reader": _("Reader"),
        "help": _("Every row is a tag, every column what was said. Click a cell to see where."),
        "sentences_of": _("{truth}, taken for {said}"),
        "no_sentences": _("No sentence here."),
        "said": _("{said} instead of {truth}"),
        "right": _("{truth}, right"),
        "more": _("{n} of {all} shown"),
        "wrong": _("{n} of {all} words wrong at update {step}."),
    }
