"""The texts of the views in the visitor's language: gettext stays in Python, JavaScript gets words.

Placeholders in braces are filled in by the view.
"""

from typing import Any

from pages.shared.language import _, current, engine_sentences


def group_names() -> dict[str, str]:
    """Display names of word groups, by id: the toy world's, then parts of speech."""
    return {
        "country": _("country"),
        "capital": _("capital"),
        "river": _("river"),
        "royal": _("royalty"),
        "family": _("family"),
        "person": _("person"),
        "name": _("name"),
        "job": _("job"),
        "animal": _("animal"),
        "food": _("food"),
        "vehicle": _("vehicle"),
        "place": _("place"),
        "nature": _("nature"),
        "thing": _("thing"),
        "time": _("time"),
        "nationality": _("nationality"),
        "language": _("language"),
        "measure": _("measure word"),
        "function": _("little words"),
        "verb": _("verb"),
        "adjective": _("adjective"),
        "adverb": _("adverb"),
        "noun": _("noun"),
        "pronoun": _("pronoun"),
        "determiner": _("determiner"),
        "preposition": _("preposition"),
        "conjunction": _("conjunction"),
        "number": _("number"),
        "particle": _("particle"),
        "other": _("other"),
    }


def run_states() -> dict[str, Any]:
    """What a run is doing."""
    return {
        "queued": _("Waiting for a free place …"),
        "running": _("Starting …"),
        "done": _("recorded"),
        "failed": _("This run failed."),
        "cancelled": _("This run was stopped."),
        "missing": _("This run is not kept here any more. Train it again."),
        "place": _("Place {place} in the queue …"),
        "sentences": engine_sentences(current()),
    }


def transport() -> dict[str, str]:
    """Texts of the time line."""
    return {
        "time": _("Time of the training"),
        "play": _("Play (space)"),
        "pause": _("Pause (space)"),
        "back": _("One frame back (←)"),
        "forward": _("One frame on (→)"),
        "speed": _("Speed (+ −)"),
        "loop": _("Loop (L)"),
        "epoch": _("epoch {n}"),
        "moment": _("epoch {epoch} of {epochs} · {step} words"),
        "offline": _("connection lost, trying again"),
        "live": _("live"),
        "done_short": _("recorded"),
        "failed_short": _("failed"),
        "cancelled_short": _("stopped"),
    }


def player() -> dict[str, Any]:
    """Texts of the player."""
    return {
        **run_states(),
        **transport(),
        "closer": _("Closer"),
        "farther": _("Farther"),
        "fit": _("Show all (double click)"),
        "stage": _("The space of words"),
        "search": _("find a word"),
        "neighbours": _("Nearest words"),
        "history": _("Cosine with each of them, over the training"),
        "analogy": _("Add and subtract words"),
        "count": _("{n} times"),
        "pick": _("Click a word in the picture, or type one."),
        "nothing": _("Nothing to show."),
        "rank": _("{word} is at place {rank}"),
        "finding": _(
            "{n} words after {step} words read: loss {loss}, analogies right {percent} %."
        ),
        "finding_plain": _("{n} words after {step} words read: loss {loss}."),
    }


def space() -> dict[str, Any]:
    """Texts of the embedding space."""
    return {
        **run_states(),
        **transport(),
        "moment": _("step {step} of {last}"),
        "time": _("Time of the optimisation"),
        "exaggeration": _("early exaggeration ends"),
        "shaken": _("shaken"),
        "stage": _("The map"),
        "closer": _("Closer"),
        "farther": _("Farther"),
        "fit": _("Show all (double click)"),
        "lasso": _("Lasso: draw around points to choose them"),
        "shake": _("Shake the map here, and watch it settle again"),
        "all": _("Show all points"),
        "search": _("find points, or /pattern/"),
        "found": _("{n} found; Enter takes the first"),
        "no_pattern": _("This pattern is not finished."),
        "none_found": _("Nothing found."),
        "fewer": _("{n} of {whole} points"),
        "colour": _("Colour"),
        "relations": _("Relations as arrows"),
        "count": _("{n} times"),
        "keeps": _("keeps {kept}\u00a0%"),
        "several": _("{n} points chosen"),
        "isolate": _("Hide the others"),
        "reproject": _("Map only these"),
        "let_go": _("Let go"),
        "pick": _("Click a point to see who its neighbours really are."),
        "distance": _("Distance"),
        "cosine": _("cosine"),
        "euclidean": _("Euclidean"),
        "truly": _("Nearest in the original space"),
        "fakes": _("Near only on the map"),
        "kept": _("The map keeps {n} of its {k} nearest."),
        "fake": _("Not a true neighbour of “{word}”."),
        "place_short": _("place {n}"),
        "finding": _(
            "{n} points of {width} dimensions after step {step}: of every point's ten nearest "
            "neighbours the map keeps {kept} %; trustworthiness {trust}."
        ),
        "quality": {
            "trustworthiness": _("trustworthiness here"),
            "continuity": _("continuity here"),
            "overlap": _("neighbours kept"),
        },
        "quality_help": {
            "trustworthiness": _("1: points near on the map are near in truth"),
            "continuity": _("1: points near in truth are near on the map"),
            "overlap": _("1: all ten nearest neighbours are kept"),
        },
        "grid_caption": _(
            "Every small map was computed just now; the number is its trustworthiness. "
            "A click makes it the large one."
        ),
    }


def columns() -> dict[str, str]:
    """Names of what points are coloured by, and of the settings of small maps."""
    return {
        **group_names(),
        "kind": _("kind of word"),
        "frequency": _("frequency"),
        "found groups": _("groups found (k-means)"),
        "label": _("label"),
        "cluster": _("cluster"),
        "cluster-1": _("cluster 1"),
        "cluster-2": _("cluster 2"),
        "cluster-3": _("cluster 3"),
        "position": _("position along it"),
        "distance": _("distance from the middle"),
        "ring": _("ring"),
        "ring-1": _("ring 1"),
        "ring-2": _("ring 2"),
        "part": _("part"),
        "body": _("body"),
        "head": _("head"),
        "legs": _("legs"),
        "trunk": _("trunk"),
        "tail": _("tail"),
        "ears": _("ears"),
        "across": _("place across it"),
        "x": "x",
        "y": "y",
        "perplexity": _("Perplexity"),
        "iterations": _("Iterations"),
        "neighbours": _("Neighbours"),
        "min_dist": _("Minimum distance"),
    }


def windows() -> dict[str, Any]:
    """Texts of the sliding window."""
    return {
        **run_states(),
        "play": _("Play"),
        "pause": _("Pause"),
        "window_line": _("The text under the window; arrow keys move it"),
        "window_back": _("One word back"),
        "window_forward": _("One word on"),
        "window_place": _("Place of the window in the text"),
        "window_drawn": _(
            "Radius drawn: {radius} of at most {window}. Neighbours of “{centre}”: {contexts}."
        ),
        "window_full": _("Radius: {radius}. Neighbours of “{centre}”: {contexts}."),
        "window_dropped": _("Thrown away by subsampling: {n}."),
        "window_batched": _(
            "This run was trained in batches on a GPU; shown is what the plain algorithm would do "
            "next from here."
        ),
        "pairs": _("The pairs it emits"),
        "pairs_caption": _(
            "Each neighbour shall say yes to the word in the middle and no to words drawn at "
            "random. The small number is σ: how sure of a yes it is now."
        ),
        "pairs_softmax": _(
            "Each neighbour shall give the word in the middle the greatest share among {n} words. "
            "The small number is its softmax share; the strongest rivals stand beside it."
        ),
        "update": _("What the pair with “{word}” changes"),
        "update_caption": _("Learning rate {rate}. The input vector moves by {moved} in all."),
        "input_vector": _("input vector"),
        "output_vector": _("output vector"),
        "before": _("before"),
        "after": _("after"),
        "pull": _("→ pulled closer"),
        "push": _("→ pushed away"),
        "step": _("rate × error"),
    }


def share() -> dict[str, str]:
    """Texts of the share row."""
    return {
        "copy": _("Copy link to this moment"),
        "copied": _("Copied. It opens on this very moment."),
        "copy_by_hand": _("Copy it from here:"),
        "qr": _("QR code (Q)"),
        "qr_too_long": _("This link is too long for a QR code: its text is part of it."),
        "png": _("Picture (PNG)"),
        "svg": _("SVG"),
        "no_picture": _("What stands here now cannot be saved as a picture."),
        "csv": _("Coordinates (CSV)"),
        "tsv": _("TSV"),
        "film": _("Film (HTML)"),
        "map": _("Map these vectors"),
        "film_making": _("Packing the film …"),
    }
