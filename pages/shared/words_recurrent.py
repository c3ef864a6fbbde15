"""The texts of the recurrent network's views in the visitor's language; see `words`."""

from typing import Any

from engine.lessons.recurrent.params import PARAMS
from pages.shared import words
from pages.shared.language import _

#: Sentences worth reading, for the texts that know their words.
EXAMPLES = {
    "toy-world": (
        "the tired actress with the dress leaves the stage .",
        "the tired princess with the dress leaves the palace .",
        "the streets near the small school were full of lessons and pupils again .",
    ),
    "toy-world-zh": (
        "小明 是 一 位 有名 的 弟弟 ， 他 周末 离开 了 幼儿园 。",
        "小明 是 一 位 有名 的 王子 ， 他 周末 离开 了 宫殿 。",
        "你 知道 水井 没有 那 个 水沟 周末 那么 深 吗 。",
    ),
    "brown": (
        "the students opened their books and the teacher began to read",
        "the student opened his book",
        "he said that she had never been there before",
    ),
}


#: The colour of each kind of cell, the same in every lesson.
ROLES = {"rnn": "negative", "gru": "context", "lstm": "centre"}


def curves(cell: str) -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    # Both on the same scale of logarithms, from a perplexity of 1.7 to one of 700.
    scale: dict[str, Any] = {"low": 1.0, "high": 6.6, "log": True}
    return [
        {
            "name": "perplexity", "colour": ROLES[cell], **scale, "label": _("perplexity"),
            "help": _("On text held out: among how many words, all alike, one would hesitate so"),
        },
        {
            "name": "counting", "colour": "loss", **scale, "label": _("best counting"),
            "help": _("The same of the best model that only counts"),
        },
    ]  # fmt: skip


def training() -> dict[str, Any]:
    """Texts that every view of this lesson needs, and those of a time line of training."""
    return {
        **words.run_states(),
        **words.transport(),
        "time": _("Time of the training"),
        "moment": _("{step} of {last} updates"),
        "start": _("start"),
    }


def network() -> dict[str, Any]:
    """Texts of the network unrolled over a sentence."""
    return {
        **training(),
        "play": _("Play the training (T)"),
        "pause": _("Pause the training (T)"),
        "back": _("One moment of the training back (,)"),
        "forward": _("One moment of the training on (.)"),
        "sentence": _("Your own sentence, then Enter"),
        "read": _("Read it"),
        "stage": _("The network unrolled over the sentence: arrow keys move the reading"),
        "reading_play": _("Read on (space)"),
        "reading_pause": _("Stop reading (space)"),
        "reading_back": _("One step back (←)"),
        "reading_forward": _("One step on (→)"),
        "reading": _("step {at} of {all}"),
        "ways": {"forward": _("Forward"), "backward": _("Backward")},
        "ways_help": {
            "forward": _("What it remembers, and what it expects next"),
            "backward": _("How far the lesson of this step reaches back (B)"),
        },
        "guess": _("expects"),
        "cell": _("memory"),
        "input": _("reads"),
        "cut": _("cut"),
        "network": _("The network expects"),
        "counting": _("Counting the last {n} words expects"),
        "counting_characters": _("Counting the last {n} characters expects"),
        "next_given": _("Next comes “{word}”: {p} here, {q} by counting."),
        "finding": _(
            "After “{word}” it expects “{next}” ({p}). Every step uses the same {n} weights."
        ),
        "finding_back": _(
            "The surprise at step {at} sends {one} of its gradient one step back, {far} to the "
            "beginning. In training it ends at the cut, {reach} steps at the most."
        ),
        "finding_back_last": _(
            "Of the likeliest next word’s surprise at step {at}, {one} of the gradient goes one "
            "step back, {far} to the beginning. In training it ends at the cut, {reach} steps at "
            "the most."
        ),
        "unit_says": _("unit {unit} after “{word}”: {value}"),
        "gradient_says": _("{share} of the gradient reaches “{word}”, {n} steps back."),
        "beyond": _("Behind the cut: training never sees this part."),
        "unknown_says": _("“{word}” is not in the vocabulary: it is read as “unknown”."),
    }


def race() -> dict[str, Any]:
    """Texts of the perplexity beside that of counting."""
    return {
        **training(),
        "network": _("the network"),
        "across": _("updates"),
        "up": _("perplexity on the held-out text (log)"),
        "order": _("last {n}"),
        "order_1": _("the last word alone"),
        "order_0": _("no history"),
        "caption": _(
            "All are asked for the very same {held} held-out words; learnt and counted is the rest "
            "of the text ({train} words). Counting: interpolated Kneser–Ney over the last 0, 1, 2 "
            "… words."
        ),
        "caption_characters": _(
            "All are asked for the very same {held} held-out characters; learnt and counted is the "
            "rest of the text ({train} characters). Counting: interpolated Kneser–Ney over the "
            "last 0, 1, 2 … characters."
        ),
        "finding": _(
            "After {step} updates the network hesitates among {ours} words, the best counting "
            "({name}) among {best}."
        ),
        "finding_characters": _(
            "After {step} updates the network hesitates among {ours} characters, the best counting "
            "({name}) among {best}."
        ),
    }


def samples(params: Any) -> dict[str, Any]:
    """Texts of what the network says by itself."""
    temperature = PARAMS.specs()["temperature"]
    return {
        **training(),
        "temperature": _("Temperature"),
        "value": params.temperature,
        "low": temperature.low,
        "high": temperature.high,
        "begin": _("How it shall begin"),
        "again": _("Draw again"),
        "cold": _("always the likeliest"),
        "hot": _("nearly at random"),
        "caption": _(
            "Every word is drawn from what the network expects, and read before the next is drawn. "
            "Faint words were unlikely even to itself. The moment is that of the time line."
        ),
        "caption_characters": _(
            "Every character is drawn from what the network expects, and read before the next is "
            "drawn. Faint ones were unlikely even to itself. The moment is that of the time line."
        ),
        "at": _("after {step} updates"),
    }


def units() -> dict[str, Any]:
    """Texts of the search for units."""
    return {
        **training(),
        "feature": _("Which unit tracks …"),
        "unit": _("unit {unit}"),
        "choose": _("or look at unit"),
        "found": _("Best for: {feature}"),
        "beside": _(
            "The best unit here: {best}. Before training: {untrained}. All together: {all}."
        ),
        "beside_help": _(
            "Found on the first half of the held-out text, scored on the second. Area under the "
            "ROC curve for yes or no, correlation for numbers. All together: a linear probe."
        ),
        "earlier": _("Earlier in the text"),
        "later": _("Later in the text"),
        "own": _("Your own text, then Enter"),
        "high": _("high"),
        "low": _("low"),
        "truth": _("Underlined: where it really holds."),
        "truth_number": _("The line under the text: the number itself."),
        "says": _("“{word}”: {value}"),
        "features": features(),
        "kinds": words.group_names(),
        "finding": _(
            "Unit {unit} tracks “{feature}” with {score}, over {n} places of the held-out text."
        ),
    }


def features() -> dict[str, str]:
    """Names of the properties that units are searched for."""
    return {
        "place": _("words since the sentence began"),
        "many": _("one or many: the first noun of the sentence"),
        "woman": _("he or she: who was named last"),
        "is": _("this word is: {kind}"),
        "next": _("the next word will be: {kind}"),
        "quote": _("inside a quotation"),
        "bracket": _("inside brackets"),
        "line": _("characters since the line began"),
        "sentence": _("characters since the sentence began"),
        "word": _("letters since the word began"),
        "vowel": _("this letter is a vowel"),
        "ends": _("the word ends here"),
    }
