"""Everything a page can run, a script can: the same lessons, without a browser and without a store.

The last line of `run` on stdout is one JSON object; progress and sentences go to stderr. The exit
status is 0, 1 for a run that failed or was interrupted, 2 for a value that was refused.
"""

import argparse
import io
import json
import math
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from engine import lessons
from engine.params import Params, key_of, schema, write
from engine.sentences import N_, Refused
from engine.trace import Frame, pack

DONE, FAILED, REFUSED = 0, 1, 2
#: Seconds between two lines of progress: on a terminal (one line, rewritten), and in a log.
TERMINAL, LOG = 0.1, 2.0


class Parser(argparse.ArgumentParser):
    """An argument parser that raises Refused instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        raise Refused(N_("{message}. See python -m engine --help."), message=message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        return _command(list(sys.argv[1:] if arguments is None else arguments))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return REFUSED


def _command(arguments: list[str]) -> int:
    parser = Parser(prog="python -m engine", description="Lexiscope's lessons without a browser.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    commands.add_parser("list", help="one slug per line")
    describe = commands.add_parser("describe", help="JSON schema of a lesson's parameters")
    describe.add_argument("slug")
    run = commands.add_parser("run", help="train; --name value for each parameter", add_help=False)
    run.add_argument("slug", nargs="?")
    claims = commands.add_parser("claims", help="measure every claim of the lectures now")
    claims.add_argument("slugs", nargs="*", metavar="SLUG")
    claims.add_argument("--json", action="store_true", help="print a JSON list")
    if arguments[:1] == ["run"]:
        return _run_command(arguments[1:])
    said = parser.parse_args(arguments)
    if said.command == "list":
        print("\n".join(lessons.LESSONS))
        return DONE
    if said.command == "describe":
        described = schema(lessons.load(said.slug).PARAMS)
        print(json.dumps(described, ensure_ascii=False, indent=2))
        return DONE
    return measure_claims(said.slugs or lessons.LESSONS, said.json)


# -- run ------------------------------------------------------------------------------------------


def _run_command(arguments: list[str]) -> int:
    if not arguments or arguments[0].startswith("-"):
        usage = "python -m engine run SLUG [--name value …] [--out FILE] [--device cpu|cuda]"
        if arguments[:1] in (["-h"], ["--help"]):
            print(usage)
            return DONE
        known = ", ".join(lessons.LESSONS)
        raise Refused(N_("A lesson is needed: {usage}. Known: {known}."), usage=usage, known=known)
    slug, *flags = arguments
    module = lessons.load(slug)
    said, given = _flags(slug, module.PARAMS, flags)
    if said.out is not None and not said.out.absolute().parent.is_dir():
        raise Refused(N_("out={path} lies in no existing folder."), path=str(said.out))
    return run(slug, params_of(module.PARAMS, given), said.out, said.device)


def _flags(
    slug: str, params: type[Params], arguments: Sequence[str]
) -> tuple[argparse.Namespace, dict[str, list[str]]]:
    """The options of `run`, and for each parameter every value given for it."""
    from engine.training import DEVICES

    parser = Parser(prog=f"python -m engine run {slug}", allow_abbrev=False)
    for name, spec in params.specs().items():
        about = f"{spec.label}: {spec.allowed()} (default {write(spec.default) or 'empty'})"
        flag = "--" + name.replace("_", "-")
        parser.add_argument(
            flag, action="append", dest=f"param {name}", metavar="VALUE",
            help=about.replace("%", "%%"),
        )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the trace (safetensors)")
    parser.add_argument("--device", default="auto", help=", ".join(DEVICES))
    said, unknown = parser.parse_known_args(arguments)
    given = {
        name: getattr(said, f"param {name}")
        for name in params.specs()
        if getattr(said, f"param {name}") is not None
    }
    if unknown and not unknown[0].startswith("--"):
        raise Refused(N_("“{word}” is neither a flag nor the value of one."), word=unknown[0])
    for word in unknown[:1]:
        given[word[2:].split("=")[0].replace("-", "_")] = [""]  # refused with the others
    return said, given


def params_of(params: type[Params], given: Mapping[str, Sequence[str]]) -> Params:
    """Params from flags; `corpus=file:PATH` puts that file on the shelf. Raises Refused."""
    values = {name: list(raws) for name, raws in given.items()}
    if "corpus" in params.specs():
        from engine.text.corpora import read_file

        values["corpus"] = [
            read_file(raw.removeprefix("file:")) if raw.startswith("file:") else raw
            for raw in values.get("corpus", [])
        ] or [write(params.specs()["corpus"].default)]
    if "source" in params.specs():
        values["source"] = [source_of(raw) for raw in values.get("source", [])] or [
            write(params.specs()["source"].default)
        ]
    made, refusals = params.from_query(values)
    for refusal in refusals:
        raise Refused(refusal.refused.template, **refusal.refused.values)
    return made


def source_of(raw: str) -> str:
    """The name of the vectors that `file:PATH` or `run:KEY@STEP` mean, now on the shelf."""
    from engine.runs.lend import lend
    from engine.runs.store import open_store

    path = Path(raw.removeprefix("file:"))
    if raw.startswith("file:") and path.is_file():
        from engine.vectors import files, shelf

        return f"file:{shelf.put(files.read(path.read_bytes(), path.name))}"
    lend(open_store(), raw)
    return raw


def run(slug: str, params: Params, out: Path | None, wish: str) -> int:
    """Train here and now, say how it went; the exit status."""
    from engine.runs.job import frames_of, sentence_of, watched
    from engine.training import choose_device

    device, progress = choose_device(wish), Progress()
    frames: list[Frame] = []
    final: dict[str, float] = {}
    count, state, reason = 0, "done", None
    try:
        for frame in watched(frames_of(slug, params.identity(), device)):
            count += 1
            final.update(frame.scalars)
            if out is not None:
                frames.append(frame)
            progress.show(count, frame)
    except KeyboardInterrupt:
        state = "cancelled"
    except Exception as error:
        if isinstance(error, Refused) and count == 0:
            raise  # nothing was trained: it was the parameters that were refused
        state, reason = "failed", str(sentence_of(error))
    progress.end(reason)
    shown = {name: value for name, value in params if not params.specs()[name].view}
    ending = {
        "key": key_of(slug, params), "lesson": slug, "params": shown, "state": state,
        "reason": reason, "device": device, "frames": count,
        "seconds": round(progress.seconds, 3),
        "final": {k: v if math.isfinite(v) else None for k, v in final.items()},
    }  # fmt: skip
    if out is not None:
        write_trace(out, frames, ending)
    print(json.dumps(ending, ensure_ascii=False, allow_nan=False))
    return DONE if state == "done" else FAILED


class Progress:
    """How far a run has come, on stderr: one line rewritten on a terminal, a few lines in a log."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._began = time.perf_counter()
        self._said, self._waiting = -math.inf, ""

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._began

    def show(self, count: int, frame: Frame) -> None:
        """Say that `frame` is there, unless something was said a moment ago."""
        scalars = "  ".join(f"{name} {value:.4g}" for name, value in frame.scalars.items())
        line = f"{self.seconds:7.1f} s  frame {count}  step {frame.step}  {scalars}"[:100]
        self._waiting = line
        if self.seconds - self._said >= (TERMINAL if self._terminal else LOG):
            self._say(f"\r{line:<100}" if self._terminal else f"{line}\n")

    def end(self, reason: str | None) -> None:
        """Say what was not said yet, and why the run ended where it did not end well."""
        if self._waiting and not self._terminal:
            self._say(self._waiting + "\n")
        elif self._terminal:
            self._say(f"\r{self._waiting:<100}\n" if self._waiting else "\n")
        if reason is not None:
            print(reason, file=sys.stderr)

    def _say(self, text: str) -> None:
        self._said, self._waiting = self.seconds, ""
        print(text, file=sys.stderr, end="", flush=True)


def write_trace(path: Path, frames: Sequence[Frame], ending: Mapping[str, Any]) -> None:
    """Write frames as safetensors: arrays and weights named `frame/array`, the rest as metadata.

    Weights that bear the name of an array of their frame are called `frame/weights.array`. Raises
    Refused where the file cannot be written.
    """
    arrays: dict[str, Any] = {}
    for i, frame in enumerate(frames):
        arrays |= {f"{i}/{name}": array for name, array in frame.arrays.items()}
        for name, array in frame.weights.items():
            arrays[f"{i}/weights.{name}" if name in frame.arrays else f"{i}/{name}"] = array
    moments = [
        {
            "step": frame.step,
            "scalars": {k: v if math.isfinite(v) else None for k, v in frame.scalars.items()},
            "notes": frame.notes,
        }
        for frame in frames
    ]
    try:
        path.write_bytes(pack(arrays, {"run": dict(ending), "frames": moments}))
    except OSError as error:
        why = error.strerror or str(error)
        raise Refused(
            N_("out={path} cannot be written: {why}."), path=str(path), why=why
        ) from error


# -- claims ---------------------------------------------------------------------------------------


def measure_claims(slugs: Sequence[str], as_json: bool) -> int:
    """Measure every claim of these lessons; the exit status (1 where measuring one failed)."""
    from engine.runs.job import sentence_of

    modules = {slug: lessons.load(slug) for slug in slugs}
    rows: list[dict[str, Any]] = []
    status = DONE
    for slug, module in modules.items():
        try:
            for claim in module.claims():
                rows.append({"lesson": slug, **claim.row()})
                line = _line(rows[-1])
                print(line, file=sys.stderr if as_json else sys.stdout, flush=True)
        except Exception as error:
            print(f"{slug}: {sentence_of(error)}", file=sys.stderr)
            status = FAILED
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    return status


def _line(row: Mapping[str, Any]) -> str:
    holds = "holds" if row["holds"] else "does not hold"
    measured = f"measured {row['measured']}: {holds} ({row['seconds']:.1f} s)"
    return f"{row['lesson']}: {row['claim']}\n    lecture {row['lecture']}; {measured}"
