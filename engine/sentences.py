"""Everything the engine says to a person is a sentence that can be translated.

The engine never knows the visitor's language: it raises a `Refused` that carries the English
template and its values; a page looks the template up in its catalogue and fills the values in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def N_(message: str) -> str:
    """Mark a message for the translators (Babel collects the calls); returns it unchanged."""
    return message


@dataclass(frozen=True)
class Sentence:
    """An English template with named values, e.g. `Sentence(N_("{n} words"), {"n": 3})`.

    A value may itself be a Sentence (a parameter's label, say): it is translated with the rest.
    """

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def say(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the language of `translate` (a gettext function)."""
        values = {
            name: value.say(translate) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return translate(self.template).format(**values)

    def __str__(self) -> str:
        return self.say()


class Refused(ValueError):
    """Something a person asked for cannot be done; says what, and what is allowed.

    `Refused(N_("{name} is empty."), name="words.txt")`; `str()` gives the English sentence.
    """

    def __init__(self, template: str, **values: Any) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))

    def __reduce__(self) -> tuple[Any, ...]:
        return _refused, (self.sentence.template, self.sentence.values)


def _refused(template: str, values: dict[str, Any]) -> Refused:
    return Refused(template, **values)
