"""story.toml: what a folder of the shelf says of its story, and of single chapters of it."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.errors import RefusalError
from bot.domain.serial import ChapterEntry
from bot.domain.story import Notice, Rating, warnings_in
from bot.services.guilds import LONGEST_WARNINGS

CARD = "story.toml"
_OF_A_CHAPTER = {"rating", "warnings"}


@dataclass(frozen=True, slots=True)
class ChapterCard:
    """What is told before a chapter, by its number or its title. What is None the text says."""

    name: str
    rating: Rating | None
    warnings: tuple[str, ...] | None

    def write(self) -> str:
        """Write its table of story.toml."""
        values = {
            "rating": self.rating,
            "warnings": None if self.warnings is None else [*self.warnings],
        }
        return f"[chapters.{json.dumps(self.name, ensure_ascii=False)}]\n{_lines(values)}"

    def names(self, chapter: ChapterEntry) -> bool:
        """Whether it is about a chapter."""
        if self.name.isdecimal():
            return chapter.heading.number == int(self.name)
        return (chapter.heading.title or "").casefold() == self.name.casefold()

    def notice(self, own: Notice) -> Notice:
        """Say what is told before the chapter, whose text has a notice of its `own`."""
        return Notice(
            own.rating if self.rating is None else self.rating,
            own.warnings if self.warnings is None else self.warnings,
        )


@dataclass(frozen=True, slots=True)
class StoryCard:
    """What story.toml says of a story."""

    title: str
    author: str | None
    summary: str | None
    language: str | None
    rating: Rating
    warnings: tuple[str, ...]
    manuscript: str
    chapters: tuple[ChapterCard, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "StoryCard":
        """Parse story.toml; raise `RefusalError` that names what is wrong in it."""
        try:
            table = tomllib.loads(text)
            return cls(
                title=_text(table, "title") or "",
                author=_text(table, "author"),
                summary=_text(table, "summary"),
                language=_text(table, "language"),
                rating=_rating(table) or Rating.UNRATED,
                warnings=_warnings(table) or (),
                manuscript=_text(table, "manuscript") or "manuscript.md",
                chapters=tuple(_chapters(table)),
            )
        except tomllib.TOMLDecodeError as error:
            raise _unusable(f"{error}") from error

    def write(self) -> str:
        """Write story.toml, so that parsing it gives the same card."""
        values: dict[str, object] = {
            "title": self.title,
            "author": self.author,
            "summary": self.summary,
            "language": self.language,
            "rating": self.rating.value,
            "warnings": list(self.warnings),
            "manuscript": self.manuscript,
        }
        return "\n".join([_lines(values), *(chapter.write() for chapter in self.chapters)])

    def digest_of(self, manuscript: bytes) -> str:
        """Tell this manuscript, with what the card says of its chapters, from any other."""
        said = "".join(chapter.write() for chapter in self.chapters)
        return hashlib.sha256(manuscript + said.encode()).hexdigest()


def told_by(card: StoryCard, chapters: Sequence[ChapterEntry]) -> tuple[ChapterEntry, ...]:
    """Give chapters with what the card says of them; refuse what is said of none, or of two."""
    told = [*chapters]
    for one in card.chapters:
        meant = [at for at, chapter in enumerate(chapters) if one.names(chapter)]
        if len(meant) != 1:
            which = "several chapters are" if meant else "no chapter is"
            raise _unusable(f"{which} called “{one.name}”, by number or by title")
        [at] = meant
        told[at] = replace(told[at], notice=one.notice(told[at].notice))
    return tuple(told)


def _lines(values: Mapping[str, object]) -> str:
    # A JSON string (or list of strings) is a TOML one as well.
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in values.items()
        if value is not None
    )


def _chapters(table: Mapping[str, Any]) -> Iterator[ChapterCard]:
    chapters = table.get("chapters", {})
    if not isinstance(chapters, dict) or not all(
        isinstance(one, dict) for one in chapters.values()
    ):
        raise _unusable('a chapter is told of in a table of its own, like [chapters."3"]')
    for name, values in chapters.items():
        if strange := sorted(values.keys() - _OF_A_CHAPTER):
            raise _unusable(f"[chapters.“{name}”] takes rating and warnings, not {strange[0]}")
        warnings = _warnings(values)
        if len(", ".join(warnings or ())) > LONGEST_WARNINGS:
            raise _unusable(
                f"the warnings of “{name}” have to fit one line, {LONGEST_WARNINGS} letters at most"
            )
        yield ChapterCard(name.strip(), _rating(values), warnings)


def _rating(table: Mapping[str, Any]) -> Rating | None:
    given = table.get("rating")
    if given is None:
        return None
    if given not in [*Rating]:
        raise _unusable(f"rating has to be one of {', '.join(Rating)}")
    return Rating(given)


def _warnings(table: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "warnings" not in table:
        return None
    return warnings_in(", ".join(_texts(table, "warnings")))


def _unusable(what: str) -> RefusalError:
    return RefusalError(f"{CARD} can't be used: {what}.")


def _text(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _unusable(f"{key} has to be a text in quotes")
    return value


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _unusable(f"{key} has to be a list of texts in quotes")
    return tuple(values)
