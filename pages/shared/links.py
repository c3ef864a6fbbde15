"""A link restores the moment: parameters, text, step, selection, camera, language, scene.

Names in the address are `<slug>.<name>`; values are ids and numbers, never translated labels.
Python writes the parameters; the player writes the view (step, selected, camera, analogy) itself,
without a rerun.
"""

import base64
import zlib
from collections.abc import Iterable

import streamlit as st

from engine.params import Params, Refusal

#: Written by the player, not by widgets; part of the link, no part of a run.
VIEW = ("step", "selected", "camera", "analogy", "colour", "text")
#: The longest text that a link carries itself, packed, and unfolded in bytes: a few kilobytes may
#: be packed by a hostile hand to unfold into gigabytes. Longer text stays on the shelf.
IN_LINK, UNFOLDED = 1800, 200_000


def read(slug: str, params: type[Params]) -> tuple[Params, list[Refusal]]:
    """Parameters from the address, and what of it was refused."""
    prefix = slug + "."
    query = {
        name.removeprefix(prefix): st.query_params.get_all(name)
        for name in st.query_params
        if name.startswith(prefix) and name.removeprefix(prefix) not in VIEW
    }
    return params.from_query(query)


def write(slug: str, params: Params) -> None:
    """Put every parameter that differs from its default into the address; take the others out."""
    spelled = params.spelled()
    for name in params.specs():
        address = f"{slug}.{name}"
        if name in spelled:
            if st.query_params.get(address) != spelled[name]:
                st.query_params[address] = spelled[name]
        elif address in st.query_params:
            del st.query_params[address]


def words(slug: str, name: str) -> list[str]:
    """A list of words the player wrote, e.g. `selected=king,queen`; at most eight."""
    raw = st.query_params.get(f"{slug}.{name}", "")
    return [word[:60] for word in raw.split(",") if word][:8]


def numbers(slug: str, name: str, *counts: int) -> list[float] | None:
    """So many finite numbers separated by commas, or None where the link says anything else."""
    raw = st.query_params.get(f"{slug}.{name}", "")
    try:
        values = [float(part) for part in raw.split(",")]
    except ValueError:
        return None
    bounded = all(abs(value) < 1e9 for value in values)
    return values if len(values) in counts and bounded else None


def step(slug: str) -> int | None:
    """The step a link asks for: a whole number from 0, else None."""
    raw = st.query_params.get(f"{slug}.step", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else None


def pack(text: str) -> str | None:
    """A short text as one address-safe word, or None where it is too long for a link."""
    data = text.encode()
    packed = base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")
    return packed if len(packed) <= IN_LINK and len(data) <= UNFOLDED else None


def unpack(packed: str) -> str | None:
    """The text that `pack` packed, or None where the word says none; bounded in size."""
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unfolding = zlib.decompressobj()
        text = unfolding.decompress(raw, UNFOLDED + 1)
        # Not at its end: too long, or cut short on the way; a part of a text is another text.
        return text.decode() if unfolding.eof and len(text) <= UNFOLDED else None
    except (ValueError, zlib.error):
        return None


def forget(slug: str, names: Iterable[str]) -> None:
    """Take view fields out of the address, e.g. when another run makes them meaningless."""
    for name in names:
        st.query_params.pop(f"{slug}.{name}", None)
