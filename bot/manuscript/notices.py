"""What authors write before a chapter about its rating and what it warns of: `CW: blood`.

A line that says nothing else is taken out of the text and told above the chapter. What stands
inside an author's note, or is too long to stand above a chapter, stays where it is and is told
there as well.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.domain.story import (
    SILENT,
    Block,
    Chapter,
    Imported,
    Notice,
    Paragraph,
    Rating,
    Scene,
    Text,
    highest,
    warnings_in,
)

LONGEST = 130
"""Letters that the warnings of a chapter, or of a story, have together."""

_WORDS = (
    r"(?:[ct]w(?:\s*[/&+,]\s*[ct]w)?|(?:trigger|content|chapter|story|archive)[ -]warnings?"
    r"|warnings|(?:trigger|inhalts)[ -]?warnung(?:en)?|warnungen|avertissements?|advertencias"
    r"|advertências|предупреждени[яе])"
)
_WARNING = re.compile(rf"[\W_]*{_WORDS}\s*[:：]\s*(?P<said>.*\S)", re.IGNORECASE)
_PLAIN_WARNING = re.compile(r"[\W_]*warning\s*[:：]\s*(?P<said>.*\S)", re.IGNORECASE)
_WITHIN = re.compile(
    rf"(?:^|(?<=[\s(\[*_—–-])){_WORDS}\s*[:：]\s*(?P<said>[^\n]*?[^\n.!?])(?=[.!?\])]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_RATING = re.compile(
    r"[\W_]*(?:chapter |story )?rating\s*[:：]\s*(?P<said>.*?)[\W_]*\Z", re.IGNORECASE
)
_ENDS = " \t.*_~)]}"
_RATINGS = {
    **dict.fromkeys(("not rated", "unrated", "none"), Rating.UNRATED),
    **dict.fromkeys(
        ("g", "k", "k+", "pg", "general", "general audiences", "everyone"), Rating.GENERAL
    ),
    **dict.fromkeys(
        ("t", "pg-13", "pg13", "pg 13", "teen", "teens", "teen and up", "teen and up audiences"),
        Rating.TEEN,
    ),
    **dict.fromkeys(("m", "r", "mature", "mature audiences"), Rating.MATURE),
    **dict.fromkeys(
        ("e", "x", "ma", "nc-17", "nc17", "nc 17", "r18", "r-18", "r18+", "18+", "explicit"),
        Rating.EXPLICIT,
    ),
}


def rating_of(words: str) -> Rating | None:
    """Give the rating that words stand for, `Teen And Up Audiences`; None if they are none."""
    return _RATINGS.get(" ".join(words.split()).strip(_ENDS).lower())


def with_notices(imported: Imported) -> Imported:
    """Give the same import, with what its chapters tell before them taken from their beginnings."""
    chapters = tuple(map(_noticed, imported.story.chapters))
    return replace(imported, story=replace(imported.story, chapters=chapters))


def with_notice(chapter: Chapter) -> Iterator[tuple[Paragraph, ...]]:
    """Give the paragraphs of each scene, the first ones behind those that tell the notice."""
    for place, scene in enumerate(chapter.scenes):
        yield scene.paragraphs if place else (*_written(chapter.notice), *scene.paragraphs)


def _written(notice: Notice) -> Iterator[Paragraph]:
    """Write a notice as the author's words that an import takes it from."""
    if notice.rating is not Rating.UNRATED:
        yield Paragraph((Text(f"Rating: {notice.rating}"),), Block.ASIDE)
    if notice.warnings:
        yield Paragraph((Text(f"Warnings: {', '.join(notice.warnings)}"),), Block.ASIDE)


def _noticed(chapter: Chapter) -> Chapter:
    opening = _Opening()
    scenes: list[Scene] = []
    for scene in chapter.scenes:
        if opening.over:
            scenes.append(scene)
        elif kept := tuple(part for part in scene.paragraphs if opening.keeps(part)):
            scenes.append(Scene(kept))
    if opening.notice == SILENT or not scenes:
        return chapter
    return replace(chapter, scenes=tuple(scenes), notice=opening.notice)


class _Opening:
    """Goes over what stands before a chapter's first words, and gathers what is told there."""

    def __init__(self) -> None:
        self.over = False
        self.notice = SILENT

    def keeps(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph stays in the text."""
        if self.over:
            return True
        alone = _alone(paragraph)
        if alone is not None and self._takes(alone):
            return False
        if paragraph.block is Block.ASIDE:
            self._takes(_within(paragraph.text))
        self.over = paragraph.block not in {Block.ASIDE, Block.HEADING}
        return True

    def _takes(self, found: Notice) -> bool:
        """Add to what is told, if there is room for all of it."""
        warnings = tuple(dict.fromkeys((*self.notice.warnings, *found.warnings)))
        if found == SILENT or len(", ".join(warnings)) > LONGEST:
            return False
        self.notice = Notice(highest([self.notice.rating, found.rating]), warnings)
        return True


def _alone(paragraph: Paragraph) -> Notice | None:
    """What a paragraph tells that says nothing else; None where it says more."""
    if paragraph.labels or paragraph.block is Block.HEADING:
        return None
    found = [_line(line, paragraph.block) for line in paragraph.text.split("\n")]
    if any(line is None for line in found):
        return None
    return _together(line for line in found if line is not None)


def _line(line: str, block: Block) -> Notice | None:
    rated = _RATING.match(line)
    if rated:
        rating = rating_of(rated["said"])
        return None if rating is None else Notice(rating)
    warned = _WARNING.match(line)
    if warned is None and block is Block.ASIDE:
        warned = _PLAIN_WARNING.match(line)
    return None if warned is None else Notice(warnings=warnings_in(warned["said"]))


def _within(text: str) -> Notice:
    """What is told inside an author's note, among other things."""
    lines = (_line(line, Block.ASIDE) for line in text.split("\n"))
    rated = (line for line in lines if line is not None and line.rating is not Rating.UNRATED)
    said = (Notice(warnings=warnings_in(found["said"])) for found in _WITHIN.finditer(text))
    return _together([*rated, *said])


def _together(notices: Iterable[Notice]) -> Notice:
    told = list(notices)
    warnings = tuple(dict.fromkeys(warning for one in told for warning in one.warnings))
    return Notice(highest(one.rating for one in told), warnings)
