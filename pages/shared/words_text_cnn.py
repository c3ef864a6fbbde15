"""The texts of the text CNN's views in the visitor's language; see `words`."""

from typing import Any

from pages.shared import words
from pages.shared.language import _


def curves() -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    return [
        {
            "name": "loss", "colour": "loss", "low": 0, "label": _("loss"),
            "help": _("Mean cross-entropy of the batches since the moment before, in nats"),
        },
        {
            "name": "train", "colour": "context", "low": 0.4, "high": 1, "percent": True,
            "label": _("right in training"),
            "help": _("Share of the reviews just learnt from that were right, with dropout on"),
        },
        {
            "name": "test", "colour": "centre", "low": 0.4, "high": 1, "percent": True,
            "label": _("right on unseen reviews"),
            "help": _("Share of reviews kept back that are right"),
        },
    ]  # fmt: skip


def classes() -> dict[str, str]:
    """Names of classes that everybody has; a visitor's own are shown as they are."""
    return {"negative": _("negative"), "positive": _("positive")}


def first() -> dict[str, str]:
    """The sentence that is read first, by the text that was learnt."""
    return {
        "toy-world": "the film was not very good",
        "toy-world-zh": "其实 这部 电影 不是 很 精彩",
        "sentence-polarity": "a lively film that is never dull",
        "movie-reviews": "the acting is wasted on a bad script",
        "reviews-zh": "房间 很 干净 但是 服务 太 差",
    }


def view() -> dict[str, Any]:
    """Texts of the sentence under the filters."""
    return {
        **words.run_states(),
        **words.transport(),
        **epochs(),
        "moment": _("epoch {epoch} of {epochs} · {step} updates"),
        "sentence": _("Type a sentence"),
        "read": _("Read"),
        "another": _("An unseen review"),
        "replace_hint": _("Click a word to put another one in its place"),
        "instead_of": _("Instead of “{word}”"),
        "unknown_word": _("Not known: no filter sees it"),
        "some_unknown": _("Not among the words learnt, so no filter sees them: {words}."),
        "cut": _("{n} reviews were longer than 400 words; their ends were left out."),
        "matrix_label": _("The sentence as a matrix: a column of numbers for each word"),
        "channel": {"static": _("fixed"), "trained": _("trained")},
        "maps_label": _(
            "Feature maps: a row for each filter, a cell for each window; arrows choose"
        ),
        "maps_title": _("feature maps, one filter a row"),
        "width_short": _("width"),
        "map_cell": _("filter {n} on “{gram}”: {value}"),
        "pooled": {"max": _("max"), "average": _("mean"), "k-max": _("k max")},
        "window_back": _("One window back (,)"),
        "window_forward": _("One window on (.)"),
        "window_place": _("Place of the window"),
        "window_count": _("window {t} of {n}"),
        "play_window": _("Slide the window over the sentence (S)"),
        "pause_window": _("Stop"),
        "tabs": {"sum": _("This window"), "why": _("What decided?")},
        "people_said": _("People said: {name}."),
        "was": _("Before, with “{words}”: {share} % {name}."),
        "before_change": _("before the change"),
        "undo": _("Undo"),
        **arithmetic(),
        "finding": _(
            "After {step} updates: {test} % of unseen reviews right, {train} % in training, loss "
            "{loss}. {n} filters, {texts} reviews to learn from."
        ),
    }


def arithmetic() -> dict[str, str]:
    """Texts of the sum of one window, and of what decided."""
    return {
        "filter_title": _("Filter {n}, {width} words wide"),
        "likes": _("Likes best now: {gram}"),
        "padding_word": "∅",
        "vector_of": _("vector of “{word}”"),
        "row_of": _("row {n} of the filter"),
        "bias": _("bias"),
        "is_largest": _("The largest of its windows: this number goes on."),
        "not_largest": _("Not the largest of its windows. {value} goes on."),
        "goes_into": _("The mean of its {n} windows goes on: {value}."),
        "is_among": _("Among the {k} largest: it goes on, in its order."),
        "not_among": _("Not among the {k} largest. These go on, in their order: {values}."),
        "all_products": _("All {n} products of each word"),
        "which_decided": _("The n-grams that decided"),
        "toward": _("To the right: speaks for “{name}”. To the left: against it."),
        "toward_many": _("To the right: speaks for “{name}” more than for the others."),
        "whole": _("the whole sentence"),
        "nothing_decided": _("No filter has found anything."),
        "without": _("If a word were missing"),
        "without_caption": _("How many points “{name}” owes to each word."),
    }


def epochs() -> dict[str, str]:
    """The marks on the time line."""
    return {f"epoch_{n}": _("epoch {n}").format(n=n) for n in range(1, 41)}


def wall() -> dict[str, Any]:
    """Texts of the wall of filters."""
    return {
        **words.run_states(),
        **words.transport(),
        **epochs(),
        "moment": _("epoch {epoch} of {epochs} · {step} updates"),
        "orders": {"width": _("by width"), "class": _("by what they speak for")},
        "padding_word": "∅",
        "width_words": _("· {n} words"),
        "card": _("Filter {n}, {width} words, speaks for “{name}”. Click to see its life."),
        "wall_caption": _(
            "For each filter the n-grams that move it most, of {pool} in the reviews learnt from "
            "({whole} different ones; of many the most frequent). Drag time to watch them form."
        ),
        "detail": _("What filter {n} gives the classes, over the training"),
        "weights_label": _("The weights of the classes over the training"),
        "liked": _("What it liked best, one after the other"),
        "since": _("since update {step}"),
        "in_corpus": _("Its best n-grams now, and in which reviews they stand"),
        "times": _("{n} ×"),
        "read_this": _("Read this review"),
    }


def mistakes() -> dict[str, str]:
    """Texts of the list of mistakes."""
    return {
        **words.run_states(),
        "wrong": _("Wrong: {wrong} of {of} unseen reviews. The surest mistakes first."),
        "none_wrong": _("Not one of {of} unseen reviews is wrong."),
        "said": _("people say {label}"),
        "read_this": _("Read this review"),
    }
