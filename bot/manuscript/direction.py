"""Letters that turn the direction of writing round, and everything behind them on Discord too.

Text written from the left has no use for them, so they are taken out and that is said. Paragraphs
with letters that are written from the right keep them: they end with their paragraph.
"""

import re
import unicodedata
from dataclasses import replace

from bot.domain.story import (
    Chapter,
    Footnote,
    Heading,
    Imported,
    Marker,
    Notice,
    Paragraph,
    Remark,
    Run,
    Scene,
    Story,
    Text,
)
from bot.manuscript.remarks import excerpt
from bot.manuscript.runs import tidy

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FROM_THE_RIGHT = {"R", "AL"}


def without_turns(imported: Imported) -> Imported:
    """Give the same import without letters that turn lines round where none belong."""
    cleaner = _Cleaner()
    story = cleaner.story(imported.story)
    said = tuple(_straightened(remark) for remark in imported.remarks)
    if not cleaner.places:
        return replace(imported, remarks=said)
    times = f" ({len(cleaner.places)} paragraphs)" if len(cleaner.places) > 1 else ""
    message = (
        f"Took out invisible letters that turn the direction of writing round{times}: "
        f"{excerpt(cleaner.places[0])}"
    )
    taken = _straightened(Remark("turn-taken-out", None, message))
    return replace(imported, story=story, remarks=(taken, *said))


def _straightened(remark: Remark) -> Remark:
    """A remark quotes the manuscript among words of ours."""
    if not _TURNS.search(remark.message):
        return remark
    return replace(remark, message=_TURNS.sub("", remark.message))


class _Cleaner:
    """Walks a story; `places` are the texts that had such letters."""

    def __init__(self) -> None:
        self.places: list[str] = []

    def story(self, story: Story) -> Story:
        return replace(
            story,
            title=self._line(story.title),
            author=self._line(story.author),
            summary=self._line(story.summary),
            chapters=tuple(map(self._chapter, story.chapters)),
            notice=self._notice(story.notice),
        )

    def _chapter(self, chapter: Chapter) -> Chapter:
        scenes = (Scene(self._paragraphs(scene.paragraphs)) for scene in chapter.scenes)
        return Chapter(
            heading=self._heading(chapter.heading),
            scenes=tuple(scene for scene in scenes if scene.paragraphs),
            footnotes=tuple(
                Footnote(note.label, self._paragraphs(note.paragraphs))
                for note in chapter.footnotes
            ),
            notice=self._notice(chapter.notice),
        )

    def _notice(self, notice: Notice) -> Notice:
        warnings = (self._line(warning) for warning in notice.warnings)
        return replace(notice, warnings=tuple(warning for warning in warnings if warning))

    def _heading(self, heading: Heading) -> Heading:
        return replace(heading, title=self._line(heading.title))

    def _line(self, text: str | None) -> str | None:
        """A text that stands among words of ours, where nothing ends it but itself."""
        if text is None or not _TURNS.search(text):
            return text
        self.places.append(text)
        return " ".join(_TURNS.sub("", text).split()) or None

    def _paragraphs(self, paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        return tuple(paragraph for one in paragraphs if (paragraph := self._paragraph(one)).runs)

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        turned = any(isinstance(run, Text) and _TURNS.search(run.text) for run in paragraph.runs)
        if not turned or _is_from_the_right(paragraph.text):
            return paragraph
        self.places.append(paragraph.text)
        return tidy(map(_straight, paragraph.runs), paragraph.block)


def _straight(run: Run) -> Run:
    return run if isinstance(run, Marker) else replace(run, text=_TURNS.sub("", run.text))


def _is_from_the_right(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in _FROM_THE_RIGHT for letter in text)
