"""From a settled draft to the tree."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from bot.domain.errors import RefusalError
from bot.domain.story import (
    Block,
    Chapter,
    ChapterKind,
    Footnote,
    Heading,
    Imported,
    Marker,
    Notice,
    Paragraph,
    Rating,
    Remark,
    Run,
    Scene,
    Story,
    Text,
)
from bot.manuscript.draft import Break, DraftChapter, DraftParagraph, Mark, Note
from bot.manuscript.footnotes.pairing import Pairing, pair
from bot.manuscript.runs import tidy
from bot.manuscript.thoughts import suggest_italics

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\]]+")


@dataclass(slots=True)
class TitlePage:
    """What a manuscript says about itself. One that is `linked` has no notes but by links."""

    title: str | None = None
    author: str | None = None
    language: str | None = None
    summary: str | None = None
    rating: Rating = Rating.UNRATED
    warnings: tuple[str, ...] = ()
    linked: bool = False

    @property
    def notice(self) -> Notice:
        """What it tells of the whole story's rating and warnings."""
        return Notice(self.rating, self.warnings)


def assemble(
    page: TitlePage, chapters: Sequence[DraftChapter], remarks: Iterable[Remark]
) -> Imported:
    """Pair the notes of a draft and make the story of it.

    Raises RefusalError where there is nothing but notes.
    """
    pairing = pair(chapters)
    tree: list[Chapter] = []
    for chapter, notes in zip(chapters, pairing.notes, strict=True):
        if not chapter.for_notes or not tree:
            tree.append(_chapter(chapter, notes))
    story = Story(
        title=page.title,
        author=page.author,
        language=page.language,
        chapters=_with_a_chapter(tree),
        summary=page.summary,
        notice=page.notice,
    )
    if not any(chapter.scenes for chapter in tree):
        raise RefusalError(
            "There is nothing but headings or notes in that file: "
            "send me one with the story's text in it too."
        )
    return _imported(story, pairing, [*remarks, *suggest_italics(chapters)])


def _imported(story: Story, pairing: Pairing, remarks: Iterable[Remark]) -> Imported:
    everything = [*remarks, *pairing.remarks]
    everything.sort(key=lambda remark: (remark.line is not None, remark.line or 0))
    return Imported(
        story=story,
        remarks=tuple(everything),
        unmatched_markers=pairing.unmatched,
        unused_definitions=pairing.unused,
        footnote_markers=pairing.markers,
        footnote_definitions=pairing.definitions,
    )


def _chapter(draft: DraftChapter, notes: Sequence[Note]) -> Chapter:
    labels = _labels(notes)
    return Chapter(
        heading=draft.heading,
        scenes=_scenes(draft, labels),
        footnotes=tuple(Footnote(labels[id(note)], _definition(note, labels)) for note in notes),
    )


def _definition(note: Note, labels: dict[int, str]) -> tuple[Paragraph, ...]:
    """A note is itself apart from the story, so nothing in it is an aside once more."""
    drafts = (
        replace(part, block=Block.PROSE) if part.block is Block.ASIDE else part
        for part in note.paragraphs
    )
    return _paragraphs(drafts, labels)


def _labels(notes: Sequence[Note]) -> dict[int, str]:
    """Name each note of a chapter; where numbering restarts inside it, the second 1 is 1-2.

    One without a label has the first number that is free. Here alone labels are made safe, for
    every format: what Markdown can't have in `[^label]`, white space, control characters and
    closing brackets, becomes a hyphen inside a label and goes at its ends; "note 1" is note-1.
    """
    names: dict[int, str] = {}
    printed = ["-".join(filter(None, _UNSAFE.split(note.label))) for note in notes]
    taken = set(printed)
    free = (str(number) for number in count(1) if str(number) not in taken)
    seen: Counter[str] = Counter()
    for note, name in zip(notes, printed, strict=True):
        if not name:
            names[id(note)] = next(free)
            continue
        seen[name] += 1
        label = name
        while label in taken and seen[name] > 1:
            label = f"{name}-{seen[name]}"
            seen[name] += label in taken
        taken.add(label)
        names[id(note)] = label
    return names


def _scenes(draft: DraftChapter, labels: dict[int, str]) -> tuple[Scene, ...]:
    scenes: list[list[DraftParagraph]] = [[]]
    for item in draft.flow:
        if isinstance(item, Break):
            scenes.append([])
        elif isinstance(item, DraftParagraph):
            scenes[-1].append(item)
    written = (_paragraphs(scene, labels) for scene in scenes)
    return tuple(Scene(paragraphs) for paragraphs in written if paragraphs)


def _paragraphs(drafts: Iterable[DraftParagraph], labels: dict[int, str]) -> tuple[Paragraph, ...]:
    written = (tidy((_run(run, labels) for run in draft.runs), draft.block) for draft in drafts)
    return tuple(paragraph for paragraph in written if paragraph.runs)


def _run(piece: Text | Mark, labels: dict[int, str]) -> Run:
    if isinstance(piece, Text):
        return piece
    if piece.note is not None:
        return Marker(labels[id(piece.note)])
    return Text(piece.raw, piece.emphasis, piece.strong)


def _with_a_chapter(tree: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Call the text before an afterword a chapter where a story has no other."""
    if any(chapter.heading.kind is ChapterKind.CHAPTER for chapter in tree):
        return tuple(tree)
    return tuple(
        replace(chapter, heading=Heading(ChapterKind.CHAPTER, 1, None))
        if chapter.heading.kind is ChapterKind.FRONT and chapter.heading.title is None
        else chapter
        for chapter in tree
    )
