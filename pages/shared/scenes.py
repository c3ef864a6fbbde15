"""Scenes: a lesson's guided path, read from its Markdown.

    # The question, which is the page's title
    ## A scene
    Its sentences, then optionally one block that sets controls, shows a moment and asks:
    ```toml
    [set]
    model = "cbow"
    [show]
    step = "start"              # "start", "end", "play" or a number
    selected = ["king"]
    [reveal]                    # shown besides, once the prediction is made
    analogy = ["man", "king", "woman"]
    [question]
    ask = "Which word is nearest?"
    choices = ["queen", "castle"]
    from = { question = "analogy", a = "man", b = "king", c = "woman" }
    ```
    # Sources
    ...

The answer to a question is what the run says, never what the file says.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "lessons"
BLOCK = re.compile(r"^```toml\n(.*?)^```\s*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """A prediction to make: the text, its choices, and the question to the run that answers it.

    values: what the run's `answer` is for each choice; without them the choices themselves.
    """

    ask: str
    choices: tuple[str, ...]
    values: tuple[str, ...]
    question: str
    parameters: dict[str, str]
    because: str


@dataclass(frozen=True)
class Scene:
    """One step of the guided path."""

    title: str
    prose: str
    sets: dict[str, Any] = field(default_factory=dict)
    show: dict[str, Any] = field(default_factory=dict)
    reveal: dict[str, Any] = field(default_factory=dict)
    question: Question | None = None


@dataclass(frozen=True)
class Story:
    """A lesson's words in one language."""

    title: str
    scenes: tuple[Scene, ...]
    sources: str


def parse(text: str) -> Story:
    """The story a Markdown file tells; ValueError names the scene whose block is wrong."""
    parts = re.split(r"^# (.+)$", text, flags=re.MULTILINE)
    if len(parts) not in (3, 5):
        raise ValueError("a lesson has one title and, at the end, its sources")
    body = re.split(r"^## (.+)$", parts[2], flags=re.MULTILINE)
    if body[0].strip():
        raise ValueError("what stands before the first scene would never be shown")
    scenes = tuple(_scene(title, told) for title, told in zip(body[1::2], body[2::2], strict=True))
    return Story(parts[1].strip(), scenes, parts[4].strip() if parts[4:] else "")


def _scene(title: str, told: str) -> Scene:
    blocks = BLOCK.findall(told)
    if len(blocks) > 1:
        raise ValueError(f"the scene “{title}” has {len(blocks)} blocks; one is enough")
    try:
        said = tomllib.loads(blocks[0]) if blocks else {}
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"the block of the scene “{title}” is not TOML: {error}") from error
    unknown = set(said) - {"set", "show", "reveal", "question"}
    if unknown:
        raise ValueError(f"the scene “{title}” names {', '.join(sorted(unknown))}: unknown")
    asked = None
    if "question" in said:
        told_by = dict(said["question"]["from"])
        asked = Question(
            said["question"]["ask"],
            tuple(said["question"]["choices"]),
            tuple(said["question"].get("values", said["question"]["choices"])),
            told_by.pop("question"),
            {name: str(value) for name, value in told_by.items()},
            said["question"].get("because", ""),
        )
    prose = BLOCK.sub("", told).strip()
    sets, show, reveal = (said.get(name, {}) for name in ("set", "show", "reveal"))
    return Scene(title.strip(), prose, sets, show, reveal, asked)


@lru_cache(maxsize=64)
def story(slug: str, language: str) -> Story:
    """The story of a lesson; English where a language has no file of its own."""
    path = FOLDER / f"{slug}.{language}.md"
    path = path if path.exists() else FOLDER / f"{slug}.en.md"
    return parse(path.read_text(encoding="utf-8"))
