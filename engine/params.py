"""A lesson's parameters, declared once, with many faces.

One line declares a parameter: default, range, unit, label, help. From it come the widget, the URL
query parameter, the command-line flag, the JSON schema, the sentence that refuses a bad value, and
the identity of the run.

    class Word2vecParams(Params):
        window: int = param(5, N_("Window"), ge=1, le=10, unit=N_("words"))
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

import engine
from engine.sentences import N_, Refused, Sentence


def param(
    default: Any,
    label: str,
    *,
    help: str = "",
    unit: str = "",
    ge: float | None = None,
    le: float | None = None,
    step: float | None = None,
    longest: int | None = None,
    names: Mapping[Any, str] | None = None,
    when: Mapping[str, Any] | None = None,
    folded: bool = False,
    view: bool = False,
) -> Any:
    """Declare one parameter.

    label, help, unit   shown to people; mark them with N_
    ge, le, step        inclusive bounds and the widget's step
    longest             characters of a text at the most; without it 200
    names               choice → label, for a Literal
    when                {"objective": "softmax"}: meaningful only while that other parameter has
                        that value; otherwise its widget is hidden and it is no part of the identity
    folded              shown under "more controls"
    view                changes what is seen, not what is computed: no part of the identity
    """
    extra: Any = {
        "label": label, "help": help, "unit": unit, "step": step, "names": dict(names or {}),
        "when": dict(when or {}), "folded": folded, "view": view,
    }  # fmt: skip
    return Field(
        default, ge=ge, le=le, max_length=longest, description=help or label,
        json_schema_extra=extra,
    )  # fmt: skip


@dataclass(frozen=True)
class Spec:
    """One parameter as its faces need it."""

    name: str
    kind: Literal["int", "float", "bool", "choice", "text"]
    default: Any
    label: str
    help: str
    unit: str
    low: float | None
    high: float | None
    step: float | None
    choices: tuple[Any, ...]
    names: dict[Any, str]
    when: dict[str, Any]
    folded: bool
    view: bool

    def allowed(self) -> Sentence:
        """What values are allowed, as a phrase."""
        if self.kind == "choice":
            return Sentence(N_("one of {choices}"), {"choices": ", ".join(map(str, self.choices))})
        if self.kind == "bool":
            return Sentence(N_("true or false"))
        if self.kind == "text":
            return Sentence(N_("a text of at most {high} characters"), {"high": self.high})
        what = N_("a whole number") if self.kind == "int" else N_("a number")
        if self.low is None or self.high is None:
            return Sentence(what)
        values = {"what": Sentence(what), "low": _plain(self.low), "high": _plain(self.high)}
        return Sentence(N_("{what} from {low} to {high}"), values)

    def read(self, raw: str) -> Any:
        """The value that `raw` (from a link or a flag) says; ValueError where it says none."""
        if self.kind == "choice":
            found = [choice for choice in self.choices if str(choice) == raw]
            if not found:
                raise ValueError(raw)
            return found[0]
        if self.kind == "bool":
            return {"true": True, "1": True, "false": False, "0": False}[raw.lower()]
        if self.kind == "int":
            return int(raw)
        if self.kind == "float":
            value = float(raw)
            if not math.isfinite(value):
                raise ValueError(raw)
            return value
        if self.high is not None and len(raw) > self.high:
            raise ValueError(raw)
        return raw


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else f"{number:g}"


def write(value: Any) -> str:
    """A value as a link and a flag say it: `true`, `5`, `0.025`, `skip-gram`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


@dataclass(frozen=True)
class Refusal:
    """One value that was not taken, the sentence that says so, and what was used instead.

    `refused` is the same sentence without what was used, for callers that use nothing instead.
    """

    name: str
    given: str
    used: Any
    sentence: Sentence
    refused: Sentence


class Params(BaseModel):
    """Base of every lesson's parameters: frozen, checked, nothing unknown taken."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def specs(cls) -> dict[str, Spec]:
        """Every parameter by name, in the order declared."""
        return {name: _spec(name, field) for name, field in cls.model_fields.items()}

    @classmethod
    def checked(cls, **values: Any) -> Self:
        """Params from typed or spelled-out values; raises Refused at the first bad one."""
        spelled = {name: [write(value)] for name, value in values.items()}
        params, refusals = cls.from_query(spelled)
        if refusals:
            raise Refused(refusals[0].refused.template, **refusals[0].refused.values)
        return params

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> tuple[Self, list[Refusal]]:
        """Params from strings that anybody may have written, and what of them was refused.

        `query` maps each name to all the values given for it. A bad, doubled or unknown one is
        refused with a sentence and its default is used; the rest is kept.
        """
        specs, values, refusals = cls.specs(), {}, []
        for name, raws in query.items():
            spec = specs.get(name)
            if spec is None:
                known = ", ".join(specs)
                said = {"name": name, "known": known}
                sentence = Sentence(
                    N_("There is no parameter “{name}”; it was left out. Known: {known}."), said
                )
                refused = Sentence(N_("There is no parameter “{name}”. Known: {known}."), said)
                refusals.append(Refusal(name, ",".join(raws), None, sentence, refused))
                continue
            if len(raws) != 1:
                counted: dict[str, Any] = {"name": name, "n": len(raws)}
                used = {"used": write(spec.default)}
                sentence = Sentence(
                    N_("{name} was given {n} times; one value is needed. Used: {used}."),
                    counted | used,
                )
                refused = Sentence(N_("{name} was given {n} times; one value is needed."), counted)
                refusals.append(Refusal(name, ",".join(raws), spec.default, sentence, refused))
                continue
            try:
                value = spec.read(raws[0])
                cls(**{name: value})
                values[name] = value
            except (ValueError, KeyError, OverflowError):
                refusals.append(_refusal(spec, raws[0]))
        return cls(**values), refusals

    def changed(self, **values: Any) -> Self:
        """A copy with other values, checked."""
        return type(self)(**(self.model_dump() | values))

    def spelled(self) -> dict[str, str]:
        """Every value that differs from its default, as a link says it."""
        return {
            name: write(getattr(self, name))
            for name, spec in self.specs().items()
            if getattr(self, name) != spec.default
        }

    def applies(self, spec: Spec) -> bool:
        """Whether this parameter means anything beside the others' values."""
        return all(getattr(self, other) == value for other, value in spec.when.items())

    def identity(self) -> dict[str, Any]:
        """The values that decide what is computed: neither view nor meaningless ones."""
        return {
            name: getattr(self, name)
            for name, spec in self.specs().items()
            if not spec.view and self.applies(spec)
        }


def key_of(slug: str, params: Params) -> str:
    """The key of a run: 16 hex digits of lesson, identity and engine version."""
    said = {"lesson": slug, "params": params.identity(), "engine": engine.VERSION}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def schema(cls: type[Params]) -> dict[str, Any]:
    """JSON schema of a lesson's parameters."""
    return cls.model_json_schema()


def _refusal(spec: Spec, given: str) -> Refusal:
    said = {
        "name": spec.name,
        "given": given if len(given) <= 40 else given[:40] + "…",
        "allowed": spec.allowed(),
        "used": write(spec.default),
    }
    sentence = Sentence(N_("{name}={given} is not {allowed}. Used: {used}."), said)
    refused = Sentence(N_("{name}={given} is not {allowed}."), said)
    return Refusal(spec.name, given, spec.default, sentence, refused)


def _spec(name: str, field: FieldInfo) -> Spec:
    extra: Any = field.json_schema_extra or {}
    bounds: dict[str, Any] = {}
    for constraint in field.metadata:
        for bound in ("ge", "le", "max_length"):
            if hasattr(constraint, bound):
                bounds[bound] = getattr(constraint, bound)
    choices: tuple[Any, ...] = ()
    if get_origin(field.annotation) is Literal:
        choices = get_args(field.annotation)
        kind: Any = "choice"
    else:
        kinds: Any = {bool: "bool", int: "int", float: "float", str: "text"}
        kind = kinds[field.annotation]
    high = bounds.get("le", bounds.get("max_length", 200 if kind == "text" else None))
    return Spec(
        name, kind, field.default, extra["label"], extra["help"], extra["unit"],
        bounds.get("ge"), high, extra["step"], choices, extra["names"], extra["when"],
        extra["folded"], extra["view"],
    )  # fmt: skip
