"""Controls: from a parameter's one line to its widget, its link and back."""

from typing import Any

import streamlit as st

from engine.params import Params, Spec, write
from pages.shared.language import _


def key(slug: str, name: str) -> str:
    """The widget's key; the same words as in the link."""
    return f"{slug}.{name}"


def remember(slug: str, params: Params) -> None:
    """Give every widget its value before it is drawn: what it had, else what the link says.

    Streamlit forgets a widget that was not drawn in one rerun; this keeps its value all the same.
    A widget that comes back is told its value again: the browser would draw it at its least.
    A rerun may be cut short before all are drawn, so each is counted when it is.
    """
    kept = st.session_state.setdefault(f"kept {slug}", params.model_dump())
    drawn = st.session_state.get(f"drawn {slug}", ())
    for name, value in kept.items():
        widget = key(slug, name)
        # On another page they are all forgotten, also those that were drawn here last.
        if widget not in drawn or widget not in st.session_state:
            st.session_state[widget] = st.session_state.get(widget, value)


def put(slug: str, values: dict[str, Any], params: type[Params]) -> None:
    """Set parameters from outside (a scene); bad values are a mistake of ours and raise."""
    params.checked(**values)
    for name, value in values.items():
        st.session_state[key(slug, name)] = value
        st.session_state[f"kept {slug}"][name] = value


def now(slug: str, params: type[Params]) -> Params:
    """The parameters the widgets say now; what a browser sends is checked again like a link."""
    values = {name: st.session_state[key(slug, name)] for name in params.specs()}
    spelled = {name: [write(value)] for name, value in values.items() if value is not None}
    checked, _refusals = params.from_query(spelled)
    st.session_state[f"kept {slug}"] = checked.model_dump()
    return checked


def panel(slug: str, params: type[Params], skip: tuple[str, ...] = ()) -> None:
    """All widgets side by side, the rarer ones folded away; `now` tells what they say."""
    specs = [spec for spec in params.specs().values() if spec.name not in skip and not spec.view]
    current = now(slug, params)
    shown = [spec for spec in specs if current.applies(spec)]
    st.session_state[f"drawn {slug}"] = set()
    _rows(slug, [spec for spec in shown if not spec.folded])
    folded = [spec for spec in shown if spec.folded]
    if folded:
        with st.expander(_("More controls")):
            _rows(slug, folded)


def _rows(slug: str, specs: list[Spec]) -> None:
    """Widgets side by side, four or so in a row; a choice takes the room its words need."""
    row: list[Spec] = []
    for spec in [*specs, None]:
        if spec is None or sum(map(_width, [*row, spec])) > 4.2:
            rest = max(0.01, 4.2 - sum(map(_width, row)))
            columns = st.columns([*map(_width, row), rest], gap="medium")
            for column, placed in zip(columns, row, strict=False):
                with column:
                    _widget(slug, placed)
                st.session_state[f"drawn {slug}"].add(key(slug, placed.name))
            row = []
        if spec is not None:
            row.append(spec)


def _width(spec: Spec) -> float:
    if spec.kind == "choice":
        letters = sum(len(spec.names.get(c, str(c))) for c in spec.choices)
        return 2.6 if letters > 60 else 1.4 if letters > 14 else 1.0
    return 0.7 if spec.kind == "int" else 1.0


def _widget(slug: str, spec: Spec) -> None:
    name = key(slug, spec.name)
    label = f"{_(spec.label)} ({_(spec.unit)})" if spec.unit else _(spec.label)
    common: dict[str, Any] = {"key": name, "help": _(spec.help) or None}
    if spec.kind == "choice":
        names = {choice: _(spec.names.get(choice, str(choice))) for choice in spec.choices}
        st.segmented_control(
            label, spec.choices, format_func=names.__getitem__, required=True, **common
        )
    elif spec.kind == "bool":
        st.toggle(label, **common)
    elif spec.low is None or spec.high is None:
        st.text_input(label, **common)
    elif spec.kind == "int" and spec.high - spec.low > 1000:
        st.number_input(label, int(spec.low), int(spec.high), step=1, **common)
    elif spec.kind == "int":
        st.slider(label, int(spec.low), int(spec.high), step=int(spec.step or 1), **common)
    else:
        step = float(spec.step or 0.001)
        digits = len(f"{step:f}".rstrip("0").split(".")[1])
        st.number_input(
            label, float(spec.low), float(spec.high), step=step, format=f"%.{digits}f", **common
        )
