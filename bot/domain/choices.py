"""What a moderator may settle over the importer's head."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SceneRule(StrEnum):
    """What ends a scene."""

    AUTOMATIC = "automatic"
    ORNAMENTS = "ornaments"
    """Lines of ornament alone (`* * *`, a ruled line); gaps mean nothing."""
    GAPS = "gaps"
    """Ornaments, and every gap wider than the usual one."""
    NEVER = "never"
    """Nothing: each chapter is one scene. A line of ornament stays text."""


class NoteStyle(StrEnum):
    """What a footnote marker looks like in the manuscript. Links of web pages count in any case."""

    AUTOMATIC = "automatic"
    ROUND = "(1)"
    SQUARE = "[1]"
    CARET = "[^1]"
    CURLY = "{1}"
    RAISED = "¹"
    SIGNS = "* † ‡"
    NONE = "none"
    """Nothing is a marker; every `(1)` stays text."""


@dataclass(frozen=True, slots=True)
class Choices:
    """A moderator's own reading of a manuscript; what is left alone is the importer's.

    `chapters` is what the lines that head chapters look like: `#` stands for a number (in figures,
    Roman or in words), `*` for any words, the rest for itself, case aside. So `Day #`, `~ * ~`,
    `Letter #: *`. Empty: the importer finds them. `-`: there are none, the story is one chapter.
    """

    chapters: str = ""
    scenes: SceneRule = SceneRule.AUTOMATIC
    notes: NoteStyle = NoteStyle.AUTOMATIC
    title: str | None = None
    author: str | None = None


AUTOMATIC = Choices()
"""The importer decides everything."""


def choices_to_json(choices: Choices) -> dict[str, str]:
    """Write choices as JSON-able data; what is left to the importer is left out."""
    settled = {
        "chapters": choices.chapters,
        "scenes": "" if choices.scenes is SceneRule.AUTOMATIC else choices.scenes.value,
        "notes": "" if choices.notes is NoteStyle.AUTOMATIC else choices.notes.value,
        "title": choices.title or "",
        "author": choices.author or "",
    }
    return {name: value for name, value in settled.items() if value}


def choices_from_json(settled: Mapping[str, str]) -> Choices:
    """Give the choices that `choices_to_json` wrote."""
    return Choices(
        chapters=settled.get("chapters", ""),
        scenes=SceneRule(settled.get("scenes", SceneRule.AUTOMATIC)),
        notes=NoteStyle(settled.get("notes", NoteStyle.AUTOMATIC)),
        title=settled.get("title"),
        author=settled.get("author"),
    )
