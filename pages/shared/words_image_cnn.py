"""The texts of the image CNN's views in the visitor's language; see `words`."""

from typing import Any

from engine.images.sources import NAMES
from pages.shared import words
from pages.shared.language import _


def curves(experiment: str) -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    if experiment == "depth":
        return [
            {
                "name": "plain_accuracy", "colour": "negative", "low": 0, "high": 1,
                "percent": True, "label": _("plain: right"),
                "help": _("Share of pictures never seen that the plain network names rightly"),
            },
            {
                "name": "residual_accuracy", "colour": "centre", "low": 0, "high": 1,
                "percent": True, "label": _("with shortcuts: right"),
                "help": _("Share of pictures never seen that the network with shortcuts names"),
            },
        ]  # fmt: skip
    return [
        {
            "name": "accuracy", "colour": "good", "low": 0, "high": 1, "percent": True, "digits": 1,
            "label": _("right"), "help": _("Share of pictures never seen that are named rightly"),
        },
        {
            "name": "loss", "colour": "loss", "low": 0, "label": _("loss"),
            "help": _("Mean surprise at a picture never seen, in nats"),
        },
    ]  # fmt: skip


def common() -> dict[str, Any]:
    """What several of the views say."""
    return {
        **words.run_states(),
        **words.transport(),
        "moment": _("update {step} of {last}"),
        "columns": {
            "input": _("picture"),
            "conv1": _("layer 1"),
            "pool1": _("pooled 1"),
            "conv2": _("layer 2"),
            "pool2": _("pooled 2"),
            "dense": _("classes"),
        },
        "classes": classes(),
        **{f"epoch_{2**k}": _("epoch {n}").format(n=2**k) for k in range(6)},
    }


def classes() -> dict[str, str]:
    """Names of the classes that are words, by their English."""
    return {name: _(name) for name in NAMES["fashion"]}


def network() -> dict[str, Any]:
    """Texts of the network at work."""
    return {
        **common(),
        "stage": _("The network, from the picture on the left to the classes on the right"),
        "slide": _("Slide the window"),
        "saliency": _("What matters"),
        "saliency_help": _("The pixels that would change the winning score most (M)"),
        "where": _("{layer}, map {filter}, row {row}, column {column}"),
        "point": _("Point at any square of a map to see where it comes from."),
        "slice": _("window"),
        "slice_of": _("window on map {n}"),
        "kernel": _("kernel"),
        "products": _("products"),
        "sum": _("sum"),
        "bias": _("bias"),
        "all_maps": _("all maps:"),
        "relu_keeps": _("above 0: ReLU lets {value} pass"),
        "relu_cuts": _("below 0: ReLU makes it 0"),
        "four": _("window, after ReLU"),
        "largest": _("the largest:"),
        "mean": _("the mean:"),
        "gate": _("This channel weighs {weight}."),
        "score_of": _("Score of “{name}”, map by map:"),
        "map": _("map {n}"),
        "others": _("{n} others"),
        "softmax": _("Beside the other scores (softmax) that is {share} % for “{name}”."),
        "finding": _(
            "“{truth}” is taken for “{name}” ({share} %). "
            "Of {n} pictures never seen {right} % are named rightly."
        ),
        "finding_own": _(
            "Your picture is taken for “{name}” ({share} %). "
            "Of {n} pictures never seen {right} % are named rightly."
        ),
        "sheet": _("Draw here"),
        "draw_here": _("Draw here, or choose a picture below."),
        "own": _("Your own picture, made like those of the data"),
        "held_out": _("“{name}”, never trained on. Draw over it."),
        "gallery": _("Pictures never trained on"),
        "upload": _("Upload"),
        "clear": _("Empty sheet"),
        "left": _("Move it left"),
        "right": _("Move it right"),
        "up": _("Move it up"),
        "down": _("Move it down"),
        "faults": {
            "empty": _("“{name}” is empty."),
            "large": _("“{name}” is larger than {most} MB."),
            "unreadable": _("“{name}” is no picture that can be read, or it is cut short."),
            "shape": _(
                "“{name}” has {width} × {height} pixels. Each side needs {least} at least, and "
                "none may be more than {most} times the other."
            ),
            "blank": _("In “{name}” nothing stands out from its ground."),
        },
    }


def excite() -> dict[str, Any]:
    """Texts of what a filter answers to."""
    return {
        **common(),
        "which_layer": _("Layer"),
        "seen": _(
            "One number of this layer sees {size} × {size} pixels. Framed: a patch made up by "
            "climbing. Beside it: the patches of real pictures with the largest answers."
        ),
        "climb": _("Climb again, from noise: filter"),
        "climbing": _("Filter {filter}, step {step} of the climb: the answer is {value}."),
        "patch": _("“{name}”, answer {value}: open the picture"),
    }


def confusion() -> dict[str, Any]:
    """Texts of the table of confusions."""
    return {
        **common(),
        "matrix": _("Truth down, what the network says across"),
        "cell": _("“{truth}” taken for “{said}”: {n} ×"),
        "right_cell": _("“{truth}” named rightly: {n} ×"),
        "matrix_told": _(
            "{wrong} of {n} wrong, {right} % right. Down: truth. Across: what it says."
        ),
        "examples": _("“{truth}” taken for “{said}”: {n}"),
        "examples_right": _("“{truth}” named rightly: {n}"),
        "sure": _("The number says how sure the network is. Click one to open it in the network."),
        "none": _("None, at this moment."),
        "open_it": _("Open it in the network"),
    }


def channels() -> dict[str, Any]:
    """Texts of the weights of channels."""
    return {
        **common(),
        "channels_told": _(
            "The mean weight of every channel (across) for each class (down): green is 1, "
            "white is 0."
        ),
    }


def calculator() -> dict[str, Any]:
    """Texts of the calculator."""
    return {
        "slide": _("Slide the window"),
        "kinds": {"conv": _("Convolution"), "pool": _("Pooling")},
        "paddings": {"same": _("same"), "valid": _("valid (none)")},
        "settings": {
            "n": _("Picture"),
            "size": _("Window"),
            "padding": _("Padding"),
            "stride": _("Stride"),
            "dilation": _("Dilation"),
        },
        "input_of": _("{n} × {n}"),
        "output_of": _("{n} × {n}"),
        "maps_of": _("a map of {m} × {m} = {all} numbers"),
        "no_room": _("A window that reaches over {reach} pixels does not fit on {n}."),
    }


def depth() -> dict[str, Any]:
    """Texts of the two deep networks."""
    return {
        **common(),
        "which": _("What is measured at each layer"),
        "networks": {"plain": _("plain"), "residual": _("shortcuts")},
        "kinds": {
            "errors": _("Gradient at the output"),
            "kernels": _("Gradient of the kernels"),
            "signals": _("Signal"),
        },
        "kinds_help": {
            "errors": _("How much the loss changes with what a layer gives, root mean square"),
            "kernels": _("How much the loss changes with a layer’s kernels, root mean square"),
            "signals": _("How large a layer’s numbers are, root mean square"),
        },
        "layer_axis": _("layer, from the picture to the classes"),
        "deep_told": _(
            "Of the last layer’s gradient there reaches the first: plain {plain}, with shortcuts "
            "{residual}. Named rightly: plain {plain_right} %, with shortcuts {residual_right} %."
        ),
    }
