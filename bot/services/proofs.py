"""A proof: what an import would give, before anyone confirms it."""

import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.changes import Changes
from bot.domain.choices import Choices, choices_from_json, choices_to_json
from bot.domain.serial import Instalment, Serial
from bot.domain.story import ChapterKind, Heading, Notice, Rating, Weight, highest
from bot.services.editions import Prepared

_LONGEST_NAME = 200
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_JOINERS = {"\u200c", "\u200d"}
_BLANKS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a proof counts. `notes` are the footnotes of all chapters, `warnings` no choices."""

    chapters: int
    """Chapters proper."""
    matter: int
    """What stands before and after them."""
    scenes: int
    passages: int
    words: int
    notes: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Target:
    """The story that a draft gives a new edition, as it was when the file came.

    It keeps its title and author, unless a moderator chooses others.
    """

    story_id: int
    edition_id: int
    title: str
    author: str | None


@dataclass(frozen=True, slots=True)
class EditionRequest:
    """What a moderator says of a manuscript beside its file; None leaves it to the manuscript, or
    to the story that gets a new edition.
    """

    title: str | None = None
    author: str | None = None
    rating: Rating | None = None
    warnings: tuple[str, ...] | None = None


NOTHING_SAID = EditionRequest()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is kept with the file of a draft: how it is read, and what was shown of it."""

    file_name: str
    rating: Rating
    choices: Choices
    title: str
    author: str | None
    figures: Figures
    revision: int
    """How often the choices were changed."""
    target: Target | None = None
    """The story to be replaced; None for a new one."""
    warnings: tuple[str, ...] = ()

    @property
    def notice(self) -> Notice:
        """What will be told before the story."""
        return Notice(self.rating, self.warnings)

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON-able data."""
        return {
            "file_name": self.file_name,
            "rating": self.rating.value,
            "warnings": list(self.warnings),
            "choices": choices_to_json(self.choices),
            "title": self.title,
            "author": self.author,
            "figures": asdict(self.figures),
            "revision": self.revision,
            "target": None if self.target is None else asdict(self.target),
        }

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> "Sheet":
        """Give the sheet that `to_json` wrote."""
        return cls(
            file_name=payload["file_name"],
            rating=Rating(payload["rating"]),
            choices=choices_from_json(payload["choices"]),
            title=payload["title"],
            author=payload["author"],
            figures=Figures(**payload["figures"]),
            revision=payload["revision"],
            target=Target(**payload["target"]) if payload.get("target") else None,
            warnings=tuple(payload.get("warnings", ())),
        )


@dataclass(frozen=True, slots=True)
class SerialChange:
    """What a new edition is to a serial. `corrections` counts messages that would look otherwise,
    `lost` those whose text has gone.
    """

    serial: Serial
    dropped: int
    """How many passages of the new edition have dropped."""
    readers: int
    corrections: int
    lost: int
    following: Instalment | None
    heading: Heading | None
    """The next instalment and its chapter; None where nothing is left to drop."""
    had_following: bool
    """Whether something was left before."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a new edition changes. `words_before` are those of the edition before it.

    `unseen` counts the serials in channels that the moderator can't see.
    """

    changes: Changes
    words_before: int
    serials: tuple[SerialChange, ...]
    unseen: int
    readers: int
    corrections: int
    lost: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A manuscript as the library would get it, for a moderator to look through."""

    draft_id: int
    sheet: Sheet
    prepared: Prepared
    twin: bool
    """Whether the library has a story of this title already."""
    before: Figures | None = None
    """The figures before the choices were changed, where they just were."""
    replacement: Replacement | None = None
    """What it changes of the story that it is to replace; None for a new one."""


def draw_up(
    prepared: Prepared,
    choices: Choices,
    rating: Rating | None = None,
    *,
    warnings: tuple[str, ...] | None = None,
    revision: int = 0,
    target: Target | None = None,
) -> Sheet:
    """Note down what a prepared manuscript will be called, how it is rated, and its figures.

    Without a rating or warnings the manuscript's own hold. It is rated no lower than its chapters.
    """
    story, file_name = prepared.imported.story, prepared.edition.file_name
    title = clean(story.title) or clean(_title_from(file_name)) or "Untitled"
    author = clean(story.author)
    if target is not None:
        title, author = choices.title or target.title, choices.author or target.author
    return Sheet(
        file_name=file_name,
        rating=highest([rating or story.notice.rating, rating_within(prepared)]),
        warnings=story.notice.warnings if warnings is None else warnings,
        choices=choices,
        title=title,
        author=author,
        figures=figures(prepared),
        revision=revision,
        target=target,
    )


def rating_within(prepared: Prepared) -> Rating:
    """Say how the highest rated of a manuscript's chapters is rated."""
    return highest(chapter.notice.rating for chapter in prepared.chapters)


def clean(name: str | None) -> str | None:
    """Take off white space at the ends, and letters that can't be seen or turn the line round.

    What joins letters (in Persian, in emoji) stays; a name of nothing that shows is none.
    """
    kept = "".join(letter for letter in name or "" if _shows(letter) or letter in _JOINERS)
    if not any(_shows(letter) and not letter.isspace() for letter in kept):
        return None
    return " ".join(kept.split())[:_LONGEST_NAME] or None


def _shows(letter: str) -> bool:
    return letter not in _BLANKS and unicodedata.category(letter) not in _UNSEEN


def _title_from(file_name: str) -> str:
    return file_name.rpartition(".")[0].replace("_", " ").strip() or file_name


def figures(prepared: Prepared) -> Figures:
    """Count what a prepared manuscript has."""
    kinds = [chapter.heading.kind for chapter in prepared.chapters]
    proper = kinds.count(ChapterKind.CHAPTER)
    return Figures(
        chapters=proper,
        matter=len(prepared.chapters) - proper,
        scenes=prepared.scenes,
        passages=len(prepared.passages),
        words=prepared.edition.words,
        notes=len(prepared.edition.notes),
        warnings=len(prepared.remarks(Weight.WARNING)),
    )
