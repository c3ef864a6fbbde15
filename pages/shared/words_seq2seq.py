"""The texts of the views of sequence to sequence in the visitor's language; see `words`."""

from typing import Any

from engine.sentences import N_
from pages.shared import words
from pages.shared.language import _

#: The views in their order down the page, and their headings.
LOWER = (
    ("seq2seq", N_("The same message, two ways")),
    ("seq2seq_lengths", N_("How long may a message be?")),
    ("seq2seq_align", N_("Where each word looked")),
    ("seq2seq_forcing", N_("Told the truth, or on one’s own")),
    ("seq2seq_beam", N_("Beam search")),
)


def curves() -> list[dict[str, object]]:
    """The curves of the time line: share of tested texts without a fault."""
    common = {"low": 0, "high": 1, "percent": True, "digits": 0}
    names = attentions()
    return [
        {"name": "exact_none", "colour": "negative", "label": names["none"], **common},
        {"name": "exact_additive", "colour": "centre", "label": names["additive"], **common},
        {
            "name": "exact_multiplicative", "colour": "context",
            "label": names["multiplicative"], **common,
        },
    ]  # fmt: skip


def attentions() -> dict[str, str]:
    """The three writers by what they may look at."""
    return {
        "none": _("one vector"),
        "additive": _("additive attention"),
        "multiplicative": _("multiplicative attention"),
    }


def common() -> dict[str, Any]:
    """What every view of this lesson says."""
    return {
        **words.run_states(),
        **words.transport(),
        "moment": _("{step} of {last} updates"),
        "attention": _("Attention"),
        "attentions": attentions(),
        "end": _("end"),
        "tell": _("Give it “{word}” here, and let it go on"),
    }


def seq2seq() -> dict[str, Any]:
    """Texts of the whispering game."""
    return {
        **common(),
        "lanes": {
            "none": _("Everything through one vector"),
            "additive": _("May ask everyone (additive)"),
            "multiplicative": _("May ask everyone (multiplicative)"),
        },
        "score": _("{right} of {all} right"),
        "vector": _("{n} numbers"),
        "message": _("The message"),
        "length": _("How long the message is"),
        "long": _("{n} long"),
        "own": _("or type your own, Enter"),
        "own_label": _("Your own message"),
        "left_out": _("Only the first {n} are read."),
        "unknown": _("What no pair of the training has is read as “unknown”."),
        "truth": _("It should be: {text}"),
        "pick": _(
            "Click on what is written, or press . and , to see what else could have stood there. "
            "■ is the end."
        ),
        "candidates": _("Candidates at step {n}"),
        "over": _("It had ended before."),
        "should": _("It should be “{word}”."),
        "finding": _(
            "After {step} updates, of {tested} texts never seen {none} % come out without a fault "
            "through one vector, {additive} % with additive and {multiplicative} % with "
            "multiplicative attention."
        ),
    }


def seq2seq_lengths() -> dict[str, Any]:
    """Texts of the shares of texts without a fault by length."""
    return {
        **common(),
        "across": _("length of the source"),
        "lengths_finding": _(
            "After {step} updates most texts come out without a fault up to length {none} through "
            "one vector, {additive} with additive and {multiplicative} with multiplicative "
            "attention."
        ),
    }


def seq2seq_align() -> dict[str, Any]:
    """Texts of the matrix of looks, and of the hand on it."""
    return {
        **common(),
        "axes": _("Across: the source. Down: what is written."),
        "matrix": _("Where each written word looked in the source"),
        "cell": _("Writing “{word}”: {percent} % of the look on “{source}”"),
        "strip": _("The matrix along the training"),
        "at_step": _("Go to {step} updates"),
        "hands": _("The look of this step; drag the bars"),
        "release": _("Take the hand off"),
        "pick_row": _("Click a row of the matrix."),
        "look_of": _("The look at step {n}"),
        "drag": _("Drag a bar: what one place is given, the others lose."),
        "as_learnt": _("as learnt"),
        "by_hand": _("by your hand"),
        "candidates": _("Candidates at step {n}"),
        "tell_caption": _("Click a candidate: it is put there, and the rest is written anew."),
    }


def seq2seq_beam() -> dict[str, Any]:
    """Texts of the tree of a beam search."""
    return {
        **common(),
        "width": _("Texts kept at every step"),
        "percents": _("Beside each: how likely it was after what stands before it, in percent."),
        "node": _("{percent} % here; the whole text so far: log-probability {total}"),
        "beam_label": _("Tree of the beam search; the best text: {text}"),
        "beam_same": _(
            "The best text of the beam, “{beam}” (log-probability {total}), is what taking the "
            "likeliest word each time gives. It should be “{truth}”."
        ),
        "beam_better": _(
            "The beam found “{beam}” (log-probability {total}). Taking the likeliest word each "
            "time gives “{greedy}” ({greedy_total}). It should be “{truth}”."
        ),
    }


def seq2seq_forcing() -> dict[str, Any]:
    """Texts of writing with and without being told."""
    return {
        **common(),
        "true_text": _("It should be"),
        "told": _("told the truth before"),
        "own_way": _("on its own"),
        "no_truth": _("What this text should become is not known: choose one of the examples."),
        "over_time": _("share right, step by step, over the training"),
        "told_short": _("told"),
        "free_short": _("on its own"),
        "forcing_finding": _(
            "After {step} updates {told} % of the steps are right when the truth is told before "
            "each, and {free} % when it goes on from its own."
        ),
    }


def view(kind: str) -> dict[str, Any]:
    """Texts of a view by its name."""
    return {
        "seq2seq": seq2seq,
        "seq2seq_lengths": seq2seq_lengths,
        "seq2seq_align": seq2seq_align,
        "seq2seq_beam": seq2seq_beam,
        "seq2seq_forcing": seq2seq_forcing,
    }[kind]()
