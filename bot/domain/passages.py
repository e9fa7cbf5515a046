"""Cutting chapters into passages: the smallest pieces that are posted, one Discord message each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.story import Paragraph, Text

Measure = Callable[[Paragraph], int]
"""The length of a paragraph as shown: code points (UTF-16 units, if more) after escaping."""


class Extent(Protocol):
    """What planning needs to know of a passage: where it lies and how long it is."""

    @property
    def number(self) -> int:
        """Its number, from 1 through the story."""
        ...

    @property
    def first_scene(self) -> int:
        """The first scene it touches, from 0 in its chapter."""
        ...

    @property
    def last_scene(self) -> int:
        """The last scene it touches."""
        ...

    @property
    def words(self) -> int:
        """How many words it has."""
        ...


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """A passage as the library lists it, without its text."""

    number: int
    first_scene: int
    last_scene: int
    words: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one chapter.

    `number` counts from 1 through the whole story, `chapter` is the index of its chapter from 0.
    `scenes` holds, for each scene it touches, the paragraphs (or parts of one) that it shows; it
    holds whole scenes or lies inside one. `first_scene` is the index, from 0 in the chapter, of the
    first of them. `continued` says that its first paragraph goes on from the passage before;
    `joint` is then the white space that was dropped between the two, None if it was not kept.
    """

    number: int
    chapter: int
    first_scene: int
    scenes: tuple[tuple[Paragraph, ...], ...]
    continued: bool = False
    joint: Text | None = None

    @property
    def last_scene(self) -> int:
        """The index of the last scene it touches, from 0 in its chapter."""
        return self.first_scene + len(self.scenes) - 1

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Its paragraphs without the breaks between scenes."""
        return tuple(paragraph for scene in self.scenes for paragraph in scene)

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(paragraph.words for paragraph in self.paragraphs)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its notes in the order of their first marker."""
        return tuple(dict.fromkeys(label for part in self.paragraphs for label in part.labels))
