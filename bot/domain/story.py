"""What a story is: chapters of scenes of paragraphs of runs, and the notes that hang on them.

Every format ends in this tree. Nothing in it knows where it came from or where it is shown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.scripts import characters_in, without_characters

_LETTER = re.compile(r"\w")


def count_words(text: str) -> int:
    """Count the words of a text: stretches between white space that hold a letter or a digit.

    Chinese and Japanese have no such stretches; each of their characters counts by itself.
    """
    characters = characters_in(text)
    if characters:
        text = without_characters(text)
    return characters + sum(map(bool, map(_LETTER.search, text.split())))


class Rating(StrEnum):
    """How a story is rated. The adult ones are shown only in age-restricted channels."""

    UNRATED = "unrated"
    GENERAL = "general"
    TEEN = "teen"
    MATURE = "mature"
    EXPLICIT = "explicit"

    @property
    def adult(self) -> bool:
        """Whether Discord's age restriction has to stand in front of it."""
        return self in {Rating.MATURE, Rating.EXPLICIT}

    @property
    def severity(self) -> int:
        """How far up it stands among the ratings, 0 for none."""
        return list(Rating).index(self)


def highest(ratings: Iterable[Rating]) -> Rating:
    """Give the highest of some ratings; without any, there is none."""
    return max(ratings, key=lambda rating: rating.severity, default=Rating.UNRATED)


_NO_WARNINGS = {"none", "no", "n/a", "no archive warnings apply", "keine"}
_BETWEEN_WARNINGS = re.compile(r"[,;，；、\n]")


@dataclass(frozen=True, slots=True)
class Notice:
    """What readers are told before a story or a chapter: how it is rated, what it warns of."""

    rating: Rating = Rating.UNRATED
    warnings: tuple[str, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether there is anything to tell: that a story is for all is nothing."""
        return bool(self.warnings) or self.rating not in {Rating.UNRATED, Rating.GENERAL}


SILENT = Notice()
"""Nothing is said about rating and warnings."""


@dataclass(frozen=True, slots=True)
class Notices:
    """What is told before a passage: of the whole story, and of its chapter alone."""

    story: Notice = SILENT
    chapter: Notice = SILENT


NO_NOTICES = Notices()
"""What is told before most passages."""


def warnings_in(text: str) -> tuple[str, ...]:
    """Tell apart the warnings that stand in a text, with commas, semicolons or lines between them.

    Each comes once; that there are none is none. They stand without what
    decorates them or closes a bracket that was opened before.
    """
    parts = (_bare(" ".join(part.split())) for part in _BETWEEN_WARNINGS.split(text))
    said = (part for part in parts if _LETTER.search(part) and part.lower() not in _NO_WARNINGS)
    return tuple(dict.fromkeys(said))


def _bare(warning: str) -> str:
    bare = warning.strip(" .*_~")
    for opening, closing in ("()", "[]", "{}"):
        if bare.endswith(closing) and opening not in bare:
            bare = bare[:-1]
    return bare if bare == warning else _bare(bare)


@dataclass(frozen=True, slots=True)
class Text:
    """A run of letters. A line feed in it is a line break the author meant (verse, an address)."""

    text: str
    emphasis: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A footnote marker. `label` names a note of the same chapter."""

    label: str


Run = Text | Marker


class Block(StrEnum):
    """What kind of paragraph it is. An aside is the author speaking to the reader: no story."""

    PROSE = "prose"
    VERSE = "verse"
    QUOTE = "quote"
    ITEM = "item"
    HEADING = "heading"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: runs in order. A list item carries its own bullet or number in its text."""

    runs: tuple[Run, ...]
    block: Block = Block.PROSE

    @property
    def text(self) -> str:
        """The letters alone, without style and markers."""
        return "".join(run.text for run in self.runs if isinstance(run, Text))

    @property
    def words(self) -> int:
        """How many words it has; markers are none."""
        return count_words(self.text)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its markers in order, repeated ones included."""
        return tuple(run.label for run in self.runs if isinstance(run, Marker))


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of paragraphs between two scene breaks."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(paragraph.words for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note's definition. `label` is unique within its chapter and is what the reader sees."""

    label: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The definition's letters, paragraphs apart by an empty line."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


class ChapterKind(StrEnum):
    """Chapters proper, and what stands before and after them."""

    CHAPTER = "chapter"
    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Heading:
    """How a chapter is named. `number` counts chapters proper from 1; front and back have none."""

    kind: ChapterKind
    number: int | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its scenes and its notes, used or not."""

    heading: Heading
    scenes: tuple[Scene, ...]
    footnotes: tuple[Footnote, ...] = ()
    notice: Notice = SILENT
    """What the author tells before this chapter alone."""

    @property
    def words(self) -> int:
        """How many words its scenes have; the notes' own words are not among them."""
        return sum(scene.words for scene in self.scenes)

    @property
    def scene_breaks(self) -> int:
        """How many breaks stand between its scenes; a chapter may be empty and then has none."""
        return max(0, len(self.scenes) - 1)

    def markers(self) -> Iterator[str]:
        """Yield the label of every marker in its scenes, in order, repeats included."""
        for scene in self.scenes:
            for paragraph in scene.paragraphs:
                yield from paragraph.labels


@dataclass(frozen=True, slots=True)
class Story:
    """A whole text. `language` is a BCP 47 tag where the manuscript names one."""

    title: str | None
    author: str | None
    language: str | None
    chapters: tuple[Chapter, ...]
    summary: str | None = None
    notice: Notice = SILENT

    @property
    def rating(self) -> Rating:
        """What it has to be rated at least: as the manuscript says, and as its chapters are."""
        return highest([self.notice.rating, *(part.notice.rating for part in self.chapters)])

    @property
    def words(self) -> int:
        """How many words all chapters have, front and back included."""
        return sum(chapter.words for chapter in self.chapters)


class Weight(StrEnum):
    """What a remark asks of a moderator.

    A warning says that something is missing, left out or guessed; a choice says what an unusual
    reading was based on; a suggestion is something that only the author can know.
    """

    WARNING = "warning"
    CHOICE = "choice"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Remark:
    """What an import has to say about one place of the manuscript.

    `line` counts from 1 where the manuscript has lines; `part` names the file it stands in where
    the manuscript is an archive of several. Word files have no lines: there `paragraph` counts from
    1, empty ones and those of tables included. The message holds a few words of the place.
    """

    code: str
    line: int | None
    message: str
    weight: Weight = Weight.WARNING
    part: str | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gave: the tree, what it remarked, and the orphans on both sides.

    `footnote_markers` counts the paired ones and `footnote_definitions` the notes as they stand in
    the manuscript: a note that several chapters cite is in the tree once for each, but counts once.
    """

    story: Story
    remarks: tuple[Remark, ...]
    unmatched_markers: int
    unused_definitions: int
    footnote_markers: int = 0
    footnote_definitions: int = 0
