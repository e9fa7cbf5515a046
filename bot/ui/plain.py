"""Prose for screen readers: a scene break in words, and the notes where they are cited."""

from collections.abc import Iterable, Iterator, Sequence

from bot.domain.serial import Note
from bot.domain.story import Paragraph, Text
from bot.language.speech import _
from bot.services.paging import NOTE_LIMIT
from bot.ui import markdown

SHARES = (NOTE_LIMIT, 300, 150, 75)
"""Units of a note in the text; the first of them is taken with which all fit."""

Scenes = Sequence[tuple[Paragraph, ...]]


def plain_scenes(scenes: Scenes, notes: Sequence[Note], room: int) -> tuple[str, bool]:
    """Return scenes as plain prose of at most `room` units with their notes under the paragraphs
    that cite them, and whether all notes stand there in full.

    Where not even short ones fit, none do. The scenes alone have to fit.
    """
    for share in SHARES:
        prose = markdown.render_scenes(_noted(scenes, notes, share), between=scene_break())
        if markdown.length(prose) <= room:
            return prose, all(markdown.length(_said(note)) <= share for note in notes)
    return markdown.render_scenes(scenes, between=scene_break()), not notes


def scene_break() -> str:
    """Say that a scene ends and another begins."""
    return _("Scene break.")


def _noted(scenes: Scenes, notes: Sequence[Note], share: int) -> Iterator[tuple[Paragraph, ...]]:
    waiting = {note.label: note for note in notes}
    for scene in scenes:
        yield tuple(_with_notes(scene, waiting, share))


def _with_notes(
    scene: Iterable[Paragraph], waiting: dict[str, Note], share: int
) -> Iterator[Paragraph]:
    """Put each note under the paragraph that cites it first, and take it out of those waiting."""
    for paragraph in scene:
        yield paragraph
        for label in paragraph.labels:
            if note := waiting.pop(label, None):
                said = markdown.shorten(_said(note), share)
                yield Paragraph((Text(_bracketed(note, said)),))


def _bracketed(note: Note, said: str) -> str:
    if note.word:
        return _("[Note {label}, {word}: {text}]", label=note.label, word=note.word, text=said)
    return _("[Note {label}: {text}]", label=note.label, text=said)


def _said(note: Note) -> str:
    return " ".join(" ".join(part.text for part in note.definition).split())
