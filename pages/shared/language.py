"""The visitor's language is chosen for each rerun: `?lang=`, else the browser's, else English.

Catalogues are read from `locales/<language>/LC_MESSAGES/messages.po` and compiled in memory, so a
stale compiled file cannot exist.
"""

import gettext as gnu
import io
from functools import lru_cache
from pathlib import Path

import streamlit as st

from engine.sentences import Refused, Sentence

LANGUAGES = {"en": "English", "zh": "中文"}
FOLDER = Path(__file__).resolve().parents[2] / "locales"


@lru_cache(maxsize=8)
def catalogue(language: str) -> gnu.NullTranslations:
    """The compiled catalogue of one language; English is the source and needs none."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if language == "en" or not path.exists():
        return gnu.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


@lru_cache(maxsize=8)
def engine_sentences(language: str) -> dict[str, str]:
    """English template → translation, for the sentences that reach the browser without a page."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if language == "en" or not path.exists():
        return {}
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        messages = list(read_po(file, locale=language))
    return {
        str(message.id): str(message.string)
        for message in messages
        if message.id and any(place.startswith("engine/") for place, _line in message.locations)
    }


def current() -> str:
    """The language of this rerun, one of LANGUAGES."""
    asked = st.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    locale = (st.context.locale or "en").lower()
    return "zh" if locale.startswith("zh") else "en"


def _(message: str) -> str:
    """The message in the visitor's language; an empty one stays empty."""
    return catalogue(current()).gettext(message) if message else ""


def say(told: Sentence | Refused) -> str:
    """A sentence of the engine in the visitor's language."""
    sentence = told.sentence if isinstance(told, Refused) else told
    return sentence.say(_)


def plain(text: str) -> str:
    """Text from outside as Markdown that shows it letter by letter: no markup of it survives."""
    return "".join(
        f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>~$:&" else letter for letter in text
    )
