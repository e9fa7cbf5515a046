"""Joining passages to chapters again: the inverse of cutting."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.letters import joined
from bot.domain.passages import Passage
from bot.domain.serial import ChapterEntry
from bot.domain.story import Block, Chapter, Footnote, Paragraph, Scene, Text

_WIDE = {"W", "F"}


@dataclass(frozen=True, slots=True)
class ChapterNote:
    """A definition and the position of its chapter."""

    chapter: int
    footnote: Footnote


def join(
    chapters: Sequence[ChapterEntry], passages: Iterable[Passage], notes: Iterable[ChapterNote]
) -> tuple[Chapter, ...]:
    """Give the chapters that an edition was cut from.

    Passages come in order, all of them, and so do the notes of a chapter.
    """
    scenes = [[list[Paragraph]() for _ in range(chapter.scenes)] for chapter in chapters]
    footnotes = [list[Footnote]() for _ in chapters]
    for passage in passages:
        _add(passage, scenes[passage.chapter])
    for note in notes:
        footnotes[note.chapter].append(note.footnote)
    return tuple(
        Chapter(
            chapter.heading,
            tuple(Scene(tuple(scene)) for scene in found),
            tuple(its_own),
            chapter.notice,
        )
        for chapter, found, its_own in zip(chapters, scenes, footnotes, strict=True)
    )


def _add(passage: Passage, scenes: list[list[Paragraph]]) -> None:
    """Put a passage's paragraphs into the scenes of its chapter that it touches."""
    continued = passage.continued
    for scene, paragraphs in zip(scenes[passage.first_scene :], passage.scenes, strict=False):
        for paragraph in paragraphs:
            if continued:
                scene[-1] = _glued(scene[-1], paragraph, passage.joint)
                continued = False
            else:
                scene.append(paragraph)


def _glued(before: Paragraph, after: Paragraph, joint: Text | None) -> Paragraph:
    between = _likely_joint(before, after) if joint is None else joint
    return Paragraph(tuple(joined([*before.runs, between, *after.runs])), before.block)


def _likely_joint(before: Paragraph, after: Paragraph) -> Text:
    """Work out what stood between two parts: a line's end in verse, nothing in Chinese, a space."""
    texts = [run for run in before.runs if isinstance(run, Text)][-1:]
    texts += [run for run in after.runs if isinstance(run, Text)][:1]
    emphasis = all(run.emphasis for run in texts)
    strong = all(run.strong for run in texts)
    if before.block is Block.VERSE:
        return Text("\n", emphasis, strong)
    wide = _is_wide(before.text[-1:]) and _is_wide(after.text[:1])
    return Text("" if wide else " ", emphasis, strong)


def _is_wide(letter: str) -> bool:
    return bool(letter) and unicodedata.east_asian_width(letter) in _WIDE
